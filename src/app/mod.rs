//! Floor 7: the page. A folder a region of the screen; what they show they read through
//! `store::use_selector`, what they do they say through `store::use_send`.
//!
//! Names for browser tests (`data-test`), by region:
//!
//! - top bar: `title title-note region shelf-show undo redo lessons examples lang theme keys-show more share`
//! - windows (each with `-close`): `share` with `share-link share-copy share-moment share-selection`;
//!   `shelf` with `shelf-new shelf-restore shelf-title-N shelf-open-N shelf-copy-N shelf-delete-N`; `keys` with
//!   `plain-keys`; `more` with `more-WHAT`; `list`
//! - lists: `lesson-ID example-ID`
//! - composer: `tab-definitions tab-services tab-capacity tab-run tab-lesson composer-fold`,
//!   rail `rail-definitions rail-services rail-capacity rail-run`
//! - every draft, FORM one of `definition service capacity run`: `FORM-mode-0` (form) `-1` (JSON) `-2` (both)
//!   `FORM-text FORM-template FORM-format FORM-undo FORM-redo summary jump problems problem fix refusal accepted`; its fields by path:
//!   `FORM.PATH` (`definition.containerDefinitions.0.memory`), of lists `-add .N-up .N-down .N-double .N-remove`, of
//!   choices `-WORD`, of counts `-fewer -more`, of maps `-key-N -value-N -remove-N`, of queries `-item-N -says`
//! - definitions: `register definition-LABEL`
//! - services: `service-NAME create-service desired (-fewer -more) delete-service forecast forecast-draft`
//! - stage: `cluster stage-filter (-item-N -says) stage-filter-count stage-filter-clear measure-memory
//!   measure-cpu heat zoom-in zoom-out fit table stage stage-table stage-counts told told-chosen empty-capacity
//!   empty-fargate`; share: `picture-svg picture-png`
//! - capacity: `add-instances trunking provider-NAME stop-N start-N` (N as in `#N`); run: `run-task`
//! - inspector: `tab-fleet fleet fleet-shares fleet-odd fleet-quota fleet-show rail-fleet tab-why tab-events tab-quotas tab-cost tab-cli inspector-fold`
//!   `rail-why rail-events rail-quotas rail-cost rail-cli`,
//!   `why why-head why-halt funnel-N funnel-open-N tie nearest fixes fix-N fix-try-N fix-lands-N event event-time event-search
//!   event-kind event-service event-cluster event-more open-why cli cli-copy
//!   profile-0 (notes) profile-1 (today's) flips profile-switch profile-stay quota-CODE quota-value-CODE quota-set-CODE quota-default-CODE
//!   cost-total cost-hour cost-month cost-until cost-empty cost-line cost-share cost-compare`
//! - terminal: `terminal-open terminal-open-small terminal-open-phone terminal terminal-grip terminal-clear terminal-close
//!   terminal-log terminal-entry terminal-told terminal-copy terminal-more terminal-offers terminal-field terminal-run`
//! - timeline: `clock play step-back step-next speed-0 -1 -2 speed-more scrubber chart
//!   axis chart-kind-0 -1 -2 value-desired -running -pending -memory -cpu -cost futures future-N way halt`
//! - first visit: `prompt-ask prompt-stop`; notices: `notice notice-back notice-restore notice-close`
//! - phone: `phone-stage phone-compose phone-why phone-events phone-lessons`
//! - loading and trouble: `parts-coming parts-missing parts-again crash-reload crash-example crash-link`
//! - lesson: `lesson goal-N hint answer lesson-close`

mod composer;
mod crash;
mod digest;
mod focus;
mod frame;
mod gloss;
mod inspector;
mod keys;
mod keys_sheet;
mod layout;
mod lessons;
mod notices;
mod opening;
mod parts;
mod query_field;
mod share;
mod shelf;
mod stage;
mod store;
mod terminal;
mod timeline;
mod top_bar;
mod widgets;
mod words;

use yew::prelude::*;

use crate::session::Circumstances;
use store::Handle;

#[derive(Properties, PartialEq)]
struct Props {
    store: Handle,
}

#[function_component]
fn Page(props: &Props) -> Html {
    keys::use_keys(&props.store);
    html! {
        <ContextProvider<Handle> context={props.store.clone()}>
            <layout::Layout />
        </ContextProvider<Handle>>
    }
}

/// Mounts the page.
pub fn mount() {
    crash::install();
    digest::install();
    focus::install();
    let circumstances = store::circumstances();
    if circumstances.is_first_visit() {
        open(&circumstances);
    } else {
        // What a link or a kept playground holds may need all of the program.
        parts::when_here(move || open(&circumstances));
        parts::begin();
    }
}

fn open(circumstances: &Circumstances) {
    let Some(place) = gloo::utils::document().get_element_by_id("app") else { return };
    let session = crate::session::start(circumstances);
    store::dress(session.view.lang, session.view.theme);
    place.set_inner_html("");
    let store = Handle::new(session);
    store.wake();
    let woken = store.clone();
    parts::when_here(move || woken.wake());
    yew::Renderer::<Page>::with_root_and_props(place, Props { store }).render();
}
