//! The line that closes a service's form: how many more tasks find room.

use yew::prelude::*;

use crate::app::store::{use_selector, use_store};
use crate::app::widgets::Icon;
use crate::app::words::use_words;
use crate::session::{fleet, forecast};
use crate::texts::forecast::line;

/// The wall's clock.
fn now_s() -> u64 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a date in our time"
    )]
    let now_ms = js_sys::Date::now() as u64;
    now_ms / 1_000
}

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// Its cluster and index; the one that the form would make where there is none.
    #[prop_or_default]
    pub(super) of: Option<(u32, u32)>,
    /// The form's text, where it is the form's.
    #[prop_or_default]
    pub(super) draft: Option<AttrValue>,
}

#[function_component]
pub(super) fn Forecast(props: &Props) -> Html {
    let (words, store) = (use_words(), use_store());
    let standing = use_selector(|session| {
        // A large fleet takes some milliseconds: while its clock runs, once a second is enough.
        let busy = session.playback.playing && fleet::is_large(session);
        if busy { Err(now_s()) } else { Ok(forecast::standing(session)) }
    });
    let told = use_memo((standing, props.of, props.draft.clone()), |(_, of, _)| {
        store.read(|session| match of {
            Some((cluster, service)) => forecast::of_service(session, *cluster, *service),
            None => forecast::of_draft(session),
        })
    });
    let Some(told) = told.as_ref() else { return html! {} };
    html! {
        <p class="help forecast" data-test={if props.of.is_some() { "forecast" } else { "forecast-draft" }}>
            { Icon::Task.view() }
            <span>{ line(words.0, &told.name, &told.forecast, &told.zone) }</span>
        </p>
    }
}
