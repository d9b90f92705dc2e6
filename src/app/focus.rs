//! The focus is never lost. Where the element that has it goes (a panel folds, a notice is closed, a row is
//! taken out), browsers leave it to nobody, and the next Tab begins at the top of the page: here it moves
//! to what stands in its place.

use std::cell::RefCell;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use gloo::utils::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Where an element stood, and what takes the focus in its place: the first of these that is in sight.
const REGIONS: [(&str, &[&str]); 7] = [
    ("dialog", &["dialog[open] button", ".top-more"]),
    (
        ".composer, .rail-left",
        &[".composer [aria-selected=true]", ".rail-left .here", ".phone-bar button"],
    ),
    (
        ".inspector, .rail-right",
        &[".inspector [aria-selected=true]", ".rail-right .here", ".phone-bar button"],
    ),
    (".top-bar", &[".top-bar button"]),
    (
        ".terminal, .terminal-strip",
        &["#terminal-field", ".terminal-strip", ".transport-terminal", ".phone-bar button"],
    ),
    (".timeline", &[".timeline .play"]),
    ("main, .phone-bar", &["#stage-canvas", "#stage"]),
];

thread_local! {
    /// What had the focus last, and the place of its region in [`REGIONS`].
    static LAST: RefCell<Option<(Element, usize)>> = const { RefCell::new(None) };
}

fn in_sight(element: &Element) -> bool {
    let place = element.get_bounding_client_rect();
    element.is_connected() && place.width() + place.height() > 0.0
}

/// From now on the focus is watched.
pub fn install() {
    let page = document();
    EventListener::new(&page, "focusin", |event| {
        let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        LAST.set(element.and_then(|element| {
            let within =
                |(region, _): &(&str, _)| element.closest(region).is_ok_and(|e| e.is_some());
            let at = REGIONS.iter().position(within)?;
            Some((element, at))
        }));
    })
    .forget();
    // Who leaves an element that stays wants it so: a press beside everything.
    EventListener::new(&page, "focusout", |_| {
        Timeout::new(0, || {
            let stays =
                |last: &Option<(Element, usize)>| last.as_ref().is_some_and(|(e, _)| in_sight(e));
            if active().is_none() && LAST.with_borrow(stays) {
                LAST.set(None);
            }
        })
        .forget();
    })
    .forget();
}

/// What has the focus, if anything has.
fn active() -> Option<Element> {
    let page = document();
    let body = page.body().map(Element::from);
    page.active_element().filter(|active| Some(active) != body.as_ref())
}

/// Looks after it, when what happened is drawn.
pub fn keep() {
    // One that is still there but out of sight loses it when this frame is drawn.
    if active().is_some_and(|active| in_sight(&active)) {
        return;
    }
    let lost = LAST.with_borrow(|last| {
        last.as_ref().filter(|(element, _)| !in_sight(element)).map(|(_, at)| *at)
    });
    let Some((_, instead)) = lost.and_then(|at| REGIONS.get(at)) else { return };
    for selector in *instead {
        let Ok(found) = document().query_selector_all(selector) else { continue };
        for n in 0..found.length() {
            let element = found.get(n).and_then(|node| node.dyn_into::<HtmlElement>().ok());
            if let Some(element) = element.filter(|element| in_sight(element)) {
                let _ = element.focus();
                return;
            }
        }
    }
}
