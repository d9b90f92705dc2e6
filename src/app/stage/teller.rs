//! What lands and what waits, told politely to screen readers, at most once in two seconds.

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use crate::app::store::use_selector;
use crate::session::Session;
use crate::texts::stage::{Word, word};

fn counts(session: &Session) -> (u64, u64) {
    let clusters = &session.world().clusters;
    let tasks = clusters.iter().flat_map(|c| &c.tasks).filter(|t| !t.told_to_stop).count() as u64;
    let owed = clusters
        .iter()
        .flat_map(|c| &c.services)
        .filter(|s| s.waiting.is_some())
        .map(|s| u64::from(s.owed()))
        .sum();
    (tasks, owed)
}

#[function_component]
pub(super) fn Teller() -> Html {
    let lang = *use_selector(|session| session.view.lang);
    let now = *use_selector(counts);
    let told = use_state(|| (0_u64, 0_u64));
    {
        let told = told.clone();
        // The newest counts, two seconds after they stopped changing or were last told.
        use_effect_with(now, move |now| {
            let now = *now;
            let timeout = Timeout::new(2_000, move || {
                if *told != now {
                    told.set(now);
                }
            });
            move || drop(timeout)
        });
    }
    let (tasks, waiting) = *told;
    html! {
        <p class="visually-hidden" aria-live="polite">
            { word(lang, &Word::Placed { tasks, waiting }) }
        </p>
    }
}
