//! Keys of the whole page, and addresses that change under it.

use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, KeyboardEvent, StorageEvent};
use yew::prelude::*;

use super::store::{Handle, entry, kept_as, playground_of};
use crate::session::keymap::{KeyPress, Own, message_for};
use crate::session::shelf::Act;
use crate::session::{Dialog, Message};

fn is_typing(target: &Element) -> bool {
    target
        .closest("input:not([type=range]):not([type=checkbox]), textarea, select")
        .is_ok_and(|e| e.is_some())
}

/// The keys that the control with the focus uses. The canvas takes its own before they come here.
fn own(target: &Element) -> Own {
    let within = |what: &str| target.closest(what).is_ok_and(|e| e.is_some());
    if within("[role=tab], [role=slider], [role=treegrid], input:not([type=checkbox])") {
        Own::All
    } else if within("button, a, summary, input") {
        Own::Press
    } else {
        Own::Nothing
    }
}

/// Whether the page is so narrow that panels are sheets over the stage: its bar is in sight.
fn has_sheets() -> bool {
    let bar = document().query_selector(".phone-bar").ok().flatten();
    bar.is_some_and(|bar| bar.get_bounding_client_rect().height() > 0.0)
}

/// The playground that this entry of the tab's history has shown, if it is still kept.
fn kept_entry(store: &Handle) -> Option<Rc<str>> {
    let id = entry()?;
    store.read(|session| session.shelf.get(&id).map(|kept| Rc::clone(&kept.id)))
}

/// Looks at what the browser holds of the open playground, should another tab's news not have come.
fn hear(store: &Handle) {
    let id = store.read(|s| (!s.unsaved).then(|| Rc::clone(s.history.place())));
    if let Some(id) = id
        && let Some(text) = kept_as(&id)
    {
        store.send(Message::Shelf(Act::Changed(id, Some(text.into()))));
    }
}

/// Listens while the page lives.
#[hook]
pub fn use_keys(store: &Handle) {
    let store = store.clone();
    use_effect_with((), move |()| {
        let on_key = {
            let store = store.clone();
            move |event: &Event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
                let key = event.key();
                let (dialog, plain_keys) = store.read(|s| (s.view.dialog, s.view.plain_keys));
                let press = KeyPress {
                    in_dialog: dialog != Dialog::None,
                    plain_keys,
                    key: &key,
                    command: event.ctrl_key() || event.meta_key(),
                    shift: event.shift_key(),
                    alt: event.alt_key(),
                    typing: target.as_ref().is_some_and(is_typing),
                    own: target.as_ref().map_or(Own::Nothing, own),
                    sheets: has_sheets(),
                };
                if let Some(message) = message_for(&press) {
                    event.prevent_default();
                    store.send(message);
                }
            }
        };
        let options = EventListenerOptions::enable_prevent_default();
        let keys = EventListener::new_with_options(&window(), "keydown", options, on_key);
        let address = {
            let store = store.clone();
            EventListener::new(&window(), "hashchange", move |_| {
                if kept_entry(&store).is_some() {
                    return;
                }
                let fragment = window().location().hash().unwrap_or_default();
                store.send(Message::FragmentArrived(fragment.into()));
            })
        };
        let travelled = {
            let store = store.clone();
            EventListener::new(&window(), "popstate", move |_| {
                if let Some(id) = kept_entry(&store) {
                    store.send(Message::Shelf(Act::Open(id)));
                }
            })
        };
        let kept = {
            let store = store.clone();
            EventListener::new(&window(), "storage", move |event| {
                let Some(event) = event.dyn_ref::<StorageEvent>() else { return };
                let Some(key) = event.key() else { return };
                if let Some(id) = playground_of(&key) {
                    let text = event.new_value().map(Into::into);
                    store.send(Message::Shelf(Act::Changed(id.into(), text)));
                }
            })
        };
        // A page that comes back out of the browser's store has heard of nothing.
        let back = {
            let store = store.clone();
            EventListener::new(&window(), "pageshow", move |_| hear(&store))
        };
        // The tab may be closed now; phones tell no later.
        let left = ["visibilitychange", "pagehide"].map(|name| {
            let store = store.clone();
            let target: EventTarget =
                if name == "pagehide" { window().into() } else { document().into() };
            EventListener::new(&target, name, move |_| {
                if document().hidden() || name == "pagehide" {
                    hear(&store);
                    store.send(Message::Rest);
                }
            })
        });
        move || drop((keys, address, travelled, kept, back, left))
    });
}
