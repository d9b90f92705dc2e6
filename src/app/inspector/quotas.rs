//! Every quota with its use, and the exchange of the two tables: what would be answered otherwise is
//! shown before it is done.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Interval;
use yew::prelude::*;

use super::quota_row::quota_row;
use crate::app::gloss::Gloss;
use crate::app::store::{Send, use_selector, use_send, use_store};
use crate::app::widgets::Switch;
use crate::app::words::{Words, use_words};
use crate::model::catalog::quota::Profile;
use crate::scenario::flips::{Comparison, Flip};
use crate::session::Message;
use crate::session::read::clock_text;
use crate::simulation::quotas::{Usage, usage};
use crate::texts::comfort::Term;
use crate::texts::quotas::{self, Words as Say, words as say};

const PROFILES: [Profile; 2] = [Profile::Notes, Profile::Current];
/// Events that one slice of the comparison may play, and the time between two.
const SLICE_EVENTS: u32 = 5_000;
const SLICE_EVERY_MS: u32 = 16;
/// Answers listed.
const SHOWN: usize = 20;

/// At four fifths a row moves to the top.
fn is_near(row: &Usage) -> bool {
    let counts = row.quota.unplayed.is_none() && !row.quota.only_if_set;
    counts && row.used.saturating_mul(5) >= row.value.saturating_mul(4)
}

fn flip(words: Words, flip: &Flip) -> Html {
    let lang = words.0;
    match flip {
        Flip::Call { at, name, notes, current, .. } => html! {
            <li>
                <span class="help">{ clock_text(*at) }</span>{ " " }<code>{ name.as_str() }</code>
                <p>{ say(lang, Say::Notes) }{ lang.colon() }{ quotas::verdict(lang, notes) }</p>
                <p>{ say(lang, Say::Current) }{ lang.colon() }{ quotas::verdict(lang, current) }</p>
            </li>
        },
        Flip::Event { service, at, message, under, .. } => html! {
            <li>
                <span class="help">{ clock_text(*at) }</span>{ " " }<b>{ &**service }</b>{ " · " }
                { say(lang, if *under == Profile::Notes { Say::Notes } else { Say::Current }) }
                <p class="mono">{ message.text(service) }</p>
            </li>
        },
    }
}

/// What the other table would change; `None` = both worlds are still being played.
#[hook]
fn use_flips(asked: Option<Profile>) -> Option<Rc<Vec<Flip>>> {
    let scenario = (*use_selector(|session| Rc::clone(session.scenario()))).clone();
    let store = use_store();
    let found = use_state(|| None);
    {
        let found = found.clone();
        use_effect_with((asked, scenario), move |(asked, scenario)| {
            found.set(None);
            let playhead = store.read(|session| session.playback.playhead);
            let until = scenario.default_until().max(playhead);
            let comparison = asked.map(|_| RefCell::new(Comparison::new(scenario, until)));
            let running: Rc<RefCell<Option<Interval>>> = Rc::default();
            let own = Rc::clone(&running);
            let slice = comparison.map(|comparison| {
                Interval::new(SLICE_EVERY_MS, move || {
                    if comparison.borrow_mut().step(SLICE_EVENTS) {
                        found.set(Some(Rc::new(comparison.borrow().flips())));
                        drop(own.take());
                    }
                })
            });
            running.replace(slice);
            move || drop(running.take())
        });
    }
    (*found).clone()
}

/// What the exchange would change, before it is done.
fn preview(
    words: Words,
    send: &Send,
    to: Profile,
    flips: Option<&Vec<Flip>>,
    onstay: Callback<MouseEvent>,
) -> Html {
    let lang = words.0;
    html! {
        <div class="note quiet" role="status" data-test="flips">
            {
                match flips {
                    None => html! { <b>{ say(lang, Say::Comparing) }</b> },
                    Some(list) if list.is_empty() => html! { <b>{ say(lang, Say::NoFlips) }</b> },
                    Some(list) => html! {
                        <>
                            <b>{ quotas::flips(lang, list.len(), to) }</b>
                            <ul class="flips">{ for list.iter().take(SHOWN).map(|one| flip(words, one)) }</ul>
                        </>
                    },
                }
            }
            <div class="row">
                <button type="button" class="primary" data-test="profile-switch"
                    onclick={send.just::<MouseEvent>(Message::SetProfile(to))}>{ say(lang, Say::Switch) }</button>
                <button type="button" class="plain" onclick={onstay} data-test="profile-stay">{ say(lang, Say::Stay) }</button>
            </div>
        </div>
    }
}

#[function_component]
pub(super) fn Quotas() -> Html {
    let (words, send) = (use_words(), use_send());
    let lang = words.0;
    let wish = use_state(|| ("", String::new()));
    let rows = use_selector(|session| usage(session.world()));
    let profile = *use_selector(|session| session.scenario().setup.profile);
    let wanted = use_state(|| None::<Profile>);
    let choose = {
        let wanted = wanted.clone();
        Callback::from(move |n: usize| {
            wanted.set(PROFILES.get(n).copied().filter(|to| *to != profile));
        })
    };
    let stay = {
        let wanted = wanted.clone();
        Callback::from(move |_: MouseEvent| wanted.set(None))
    };
    let to = wanted.filter(|to| *to != profile);
    let flips = use_flips(to);
    let shown = to.unwrap_or(profile);
    let help = if shown == Profile::Notes { Say::NotesHelp } else { Say::CurrentHelp };
    let list = |rows: Vec<&Usage>| {
        html! {
            <div class="quotas">{ for rows.into_iter().map(|row| quota_row(lang, &send, profile, row, &wish)) }</div>
        }
    };
    let near: Vec<&Usage> = rows.iter().filter(|row| is_near(row)).collect();
    let rest: Vec<&Usage> = rows.iter().filter(|row| !is_near(row)).collect();
    html! {
        <>
            <Gloss term={Term::Quota} />
            <div class="quota-head">
                <span class="label">{ say(lang, Say::Profile) }</span>
                <Switch name={say(lang, Say::Profile)} test="profile" chosen={PROFILES.iter().position(|one| *one == shown).unwrap_or(0)}
                    choices={[Say::Notes, Say::Current].map(|key| AttrValue::from(say(lang, key))).to_vec()} onchange={choose} />
            </div>
            <p class="help">{ say(lang, help) }</p>
            if let Some(to) = to { { preview(words, &send, to, flips.as_deref(), stay) } }
            if !near.is_empty() {
                <h3>{ say(lang, Say::NearLimit) }</h3>
                { list(near) }
            }
            <h3>{ say(lang, Say::All) }</h3>
            { list(rest) }
        </>
    }
}
