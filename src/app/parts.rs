//! What the first landing does not need: composer, inspector and dialogs stand in a wasm file of
//! their own, which is fetched when the first task has landed, or when one of them is asked for.
//! `cargo xtask build` cuts the program in two where `load` is called; a build without the feature
//! `split` has all in one file.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
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

/// Draws a part.
pub type Draw = fn(Part) -> Html;

/// The second file is fetched at the latest after so long, in milliseconds.
const PATIENCE_MS: u32 = 1_500;

thread_local! {
    static DRAW: Cell<Option<Draw>> = const { Cell::new(None) };
    static BEGIN: RefCell<Option<Rc<dyn Fn()>>> = const { RefCell::new(None) };
}

#[cfg_attr(feature = "split", wasm_split::wasm_split(parts))]
async fn load() -> Draw {
    draw as Draw
}

fn draw(part: Part) -> Html {
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

/// Fetches the parts now, if nobody did: the first task has landed, or one of them is asked for.
pub fn begin() {
    if let Some(begin) = BEGIN.take() {
        begin();
    }
}

/// How to draw the parts; `None` until they are there.
#[hook]
pub fn use_parts() -> Option<Draw> {
    let there = use_state(|| DRAW.get());
    {
        let there = there.clone();
        use_effect_with((), move |()| {
            let begin = move || {
                let there = there.clone();
                wasm_bindgen_futures::spawn_local(async move {
                    let draw = load().await;
                    DRAW.set(Some(draw));
                    there.set(Some(draw));
                });
            };
            BEGIN.set(Some(Rc::new(begin)));
            let late = Timeout::new(PATIENCE_MS, self::begin);
            move || drop(late)
        });
    }
    *there
}
