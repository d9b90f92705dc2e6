//! What lands, stops and fails, told politely to screen readers, at most once in two seconds; and
//! what is chosen, as soon as it is.

use gloo::timers::callback::Interval;
use yew::prelude::*;

use crate::app::store::{use_selector, use_store};
use crate::session::Session;
use crate::session::scene::{news, rows};

/// Milliseconds between two sentences.
const EVERY_MS: u32 = 2_000;

#[function_component]
pub(super) fn Teller() -> Html {
    let store = use_store();
    let told = use_state(String::new);
    let chosen = use_selector(rows::told);
    {
        let told = told.clone();
        use_effect_with((), move |()| {
            let mut last = store.read(|session: &Session| session.world().now.sequence);
            let interval = Interval::new(EVERY_MS, move || {
                let (sentence, now) = store.read(|session| news::since(session, last));
                last = now;
                if !sentence.is_empty() {
                    told.set(sentence);
                }
            });
            move || drop(interval)
        });
    }
    html! {
        <>
            <p class="visually-hidden" aria-live="polite" data-test="told">{ &*told }</p>
            <p class="visually-hidden" aria-live="polite" data-test="told-chosen">{ &*chosen }</p>
        </>
    }
}
