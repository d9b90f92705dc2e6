//! The program comes in two files: what the page runs until the first task has landed, and the
//! rest, which is fetched then, or as soon as somebody asks for something. `cargo xtask build`
//! cuts it (xtask/src/split/); a build without the feature `split` has all in one file.
//!
//! Nobody meets a function that is not there. What a first visit opens with, and what it plays by
//! itself, needs only the first file; everything else waits for the rest: another playground to open
//! ([`when_here`]), and messages (`store::Handle::send`). Should one of them be forgotten, then the
//! function itself asks for the file first and goes on when it is there; where it cannot be had, the
//! page ends as after a panic (`crash.rs`).

use std::cell::{Cell, RefCell};

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use gloo::utils::window;
use yew::prelude::*;

use super::composer::Composer;
use super::inspector::Inspector;
use super::keys_sheet::KeysSheet;
use super::lessons::LessonList;
use super::share::ShareDialog;
use super::shelf::ShelfDialog;
use super::terminal::Terminal;
use super::top_bar::MoreDialog;
use crate::session::terminal::Act;
use crate::session::{Dialog, InspectorTab, Message};

/// A part of the page that comes later.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The left panel.
    Composer,
    /// The right panel, and what it will show.
    Inspector(InspectorTab),
    /// The terminal.
    Terminal,
    /// A dialog over the page.
    Dialog(Dialog),
}

/// How the rest stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Nobody asked for it yet.
    Unasked,
    /// It is being fetched.
    Coming,
    /// It could not be fetched. What waits for it goes on waiting.
    Failed,
    /// The whole program is here.
    Here,
}

/// The rest is fetched at the latest after so long, in milliseconds.
const PATIENCE_MS: u32 = 1_500;

thread_local! {
    static REST: Cell<Rest> =
        const { Cell::new(if cfg!(feature = "split") { Rest::Unasked } else { Rest::Here }) };
    static WAITING: RefCell<Vec<Box<dyn FnOnce()>>> = const { RefCell::new(Vec::new()) };
    /// The part that somebody opened while it was not here.
    static WANTED: Cell<Option<Part>> = const { Cell::new(None) };
    /// Draws again what depends on all this.
    static DRAW: RefCell<Option<Box<dyn Fn()>>> = const { RefCell::new(None) };
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

    /// A function of the later file was called, and the file cannot be had: the page ends here. The
    /// script calls this; it must need nothing that comes later.
    #[wasm_bindgen]
    pub fn lost() {
        crate::app::crash::show();
    }
}

/// All is in one file.
#[cfg(not(feature = "split"))]
mod door {
    pub fn fetched() -> std::future::Ready<Result<(), ()>> {
        std::future::ready(Ok(()))
    }

    pub const fn arrive() {}
}

/// Whether the whole program is here.
pub fn is_here() -> bool {
    REST.get() == Rest::Here
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
    if !matches!(REST.get(), Rest::Unasked | Rest::Failed) {
        return;
    }
    set(Rest::Coming);
    wasm_bindgen_futures::spawn_local(async {
        if door::fetched().await.is_err() {
            set(Rest::Failed);
            return;
        }
        door::arrive();
        WANTED.set(None);
        set(Rest::Here);
        for then in WAITING.take() {
            then();
        }
    });
}

fn set(rest: Rest) {
    REST.set(rest);
    draw_again();
}

fn draw_again() {
    DRAW.with_borrow(|draw| draw.iter().for_each(|draw| draw()));
}

/// A message waits for the rest: where it opens a part, the part's place is shown at once.
pub fn asked(message: &Message) {
    WANTED.set(match message {
        Message::Composer(Some(_)) => Some(Part::Composer),
        Message::Inspector(Some(tab)) => Some(Part::Inspector(*tab)),
        Message::ShowDialog(dialog) if *dialog != Dialog::None => Some(Part::Dialog(*dialog)),
        Message::Terminal(Act::Open(true) | Act::Toggle { .. }) => Some(Part::Terminal),
        Message::Composer(None)
        | Message::Inspector(None)
        | Message::ShowDialog(_)
        | Message::ShowSheet(_)
        | Message::Escape { .. } => None,
        _ => WANTED.get(),
    });
    draw_again();
    begin();
}

/// How the rest stands, and the part that somebody waits for; the component renders again when that
/// changes. One component may ask.
#[hook]
pub fn use_parts() -> (Rest, Option<Part>) {
    let update = use_force_update();
    use_effect_with((), move |()| {
        DRAW.set(Some(Box::new(move || update.force_update())));
        let late = Timeout::new(PATIENCE_MS, begin);
        // What failed for want of a connection is fetched when there is one.
        let online = EventListener::new(&window(), "online", |_| {
            if REST.get() == Rest::Failed {
                begin();
            }
        });
        move || {
            DRAW.set(None);
            drop((late, online));
        }
    });
    (REST.get(), WANTED.get())
}

/// The first task has landed in sight.
pub fn landed() {
    begin();
}

/// Draws a part.
pub fn draw(part: Part) -> Html {
    match part {
        Part::Composer => html! { <Composer /> },
        Part::Inspector(_) => html! { <Inspector /> },
        Part::Terminal => html! { <Terminal /> },
        Part::Dialog(Dialog::None) => html! {},
        Part::Dialog(Dialog::Share) => html! { <ShareDialog /> },
        Part::Dialog(Dialog::Shelf) => html! { <ShelfDialog /> },
        Part::Dialog(Dialog::More) => html! { <MoreDialog /> },
        Part::Dialog(Dialog::Keys) => html! { <KeysSheet /> },
        Part::Dialog(Dialog::Lessons) => html! { <LessonList examples={false} /> },
        Part::Dialog(Dialog::Examples) => html! { <LessonList examples={true} /> },
    }
}
