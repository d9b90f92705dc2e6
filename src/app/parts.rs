//! The program comes in two files: what the page runs until the first task has landed, and the
//! rest, which is fetched then, or as soon as somebody asks for something. `cargo xtask build`
//! cuts it (xtask/src/split/); a build without the feature `split` has all in one file.
//!
//! Nobody meets a function that is not there. What a first visit opens with needs only the first
//! file; everything else waits for the rest: another playground to open ([`when_here`]), messages
//! (`store::Handle::send`), and the clock, soon after the landing ([`clock_waits`]). Should one of
//! them be forgotten, then the function itself asks for the file first and goes on when it is there.

use std::cell::{Cell, RefCell};

use gloo::timers::callback::Timeout;
use gloo::utils::window;
use yew::prelude::*;

use super::composer::Composer;
use super::inspector::Inspector;
use super::keys_sheet::KeysSheet;
use super::lessons::LessonList;
use super::share::ShareDialog;
use super::shelf::ShelfDialog;
use super::top_bar::MoreDialog;
use crate::session::Dialog;

/// A part of the page that comes later.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The left panel.
    Composer,
    /// The right panel.
    Inspector,
    /// A dialog over the page.
    Dialog(Dialog),
}

/// The rest is fetched at the latest after so long, in milliseconds.
const PATIENCE_MS: u32 = 1_500;
/// So long after the first landing the clock goes on without the rest, in milliseconds.
const ALONE_MS: f64 = 500.0;

thread_local! {
    static HERE: Cell<bool> = const { Cell::new(!cfg!(feature = "split")) };
    static COMING: Cell<bool> = const { Cell::new(false) };
    static WAITING: RefCell<Vec<Box<dyn FnOnce()>>> = const { RefCell::new(Vec::new()) };
    static LANDED_MS: Cell<f64> = const { Cell::new(f64::INFINITY) };
}

#[cfg(feature = "split")]
mod door {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(raw_module = "./join.js")]
    extern "C" {
        /// The later file is on this machine.
        #[wasm_bindgen(catch)]
        pub async fn fetched() -> Result<JsValue, JsValue>;
        /// Joins the later file to the program, if nothing did. In the first file, each function
        /// that comes later calls this before it goes on.
        pub fn arrive();
    }
}

/// Whether the whole program is here.
pub fn is_here() -> bool {
    HERE.get()
}

/// Does something as soon as the whole program is here.
pub fn when_here(then: impl FnOnce() + 'static) {
    if is_here() {
        then();
    } else {
        WAITING.with_borrow_mut(|waiting| waiting.push(Box::new(then)));
    }
}

/// Fetches the rest now, if nobody did; again, if that failed.
pub fn begin() {
    #[cfg(feature = "split")]
    if !is_here() && !COMING.replace(true) {
        wasm_bindgen_futures::spawn_local(async {
            let fetched = door::fetched().await.is_ok();
            COMING.set(false);
            if fetched {
                door::arrive();
                HERE.set(true);
                for then in WAITING.take() {
                    then();
                }
            }
        });
    }
}

fn now_ms() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// The first task has landed in sight.
pub fn landed() {
    LANDED_MS.set(now_ms());
    begin();
}

/// Whether the clock stands until the rest is here.
pub fn clock_waits() -> bool {
    !is_here() && now_ms() > LANDED_MS.get() + ALONE_MS
}

/// Whether the parts can be drawn; the component renders again when that changes.
#[hook]
pub fn use_parts() -> bool {
    let there = use_state(is_here);
    {
        let there = there.clone();
        use_effect_with((), move |()| {
            when_here(move || there.set(true));
            let late = Timeout::new(PATIENCE_MS, begin);
            move || drop(late)
        });
    }
    *there
}

/// Draws a part.
pub fn draw(part: Part) -> Html {
    match part {
        Part::Composer => html! { <Composer /> },
        Part::Inspector => html! { <Inspector /> },
        Part::Dialog(Dialog::None) => html! {},
        Part::Dialog(Dialog::Share) => html! { <ShareDialog /> },
        Part::Dialog(Dialog::Shelf) => html! { <ShelfDialog /> },
        Part::Dialog(Dialog::More) => html! { <MoreDialog /> },
        Part::Dialog(Dialog::Keys) => html! { <KeysSheet /> },
        Part::Dialog(Dialog::Lessons) => html! { <LessonList examples={false} /> },
        Part::Dialog(Dialog::Examples) => html! { <LessonList examples={true} /> },
    }
}
