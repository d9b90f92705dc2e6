//! The nearest miss as a bar, and the smallest fixes, each with a button that makes it.

use std::rc::Rc;

use yew::prelude::*;

use crate::app::store::{use_selector, use_send, use_store};
use crate::app::widgets::Icon;
use crate::app::words::{Words, use_words};
use crate::placement::decision::Removal;
use crate::placement::filter::Reason;
use crate::session::read::thousands;
use crate::session::{Message, remedy};
use crate::simulation::explain::{Explanation, Verdict};
use crate::texts::comfort::Comfort;
use crate::texts::explain::{fix, numbers};
use crate::texts::forecast::lands;
use crate::texts::page::Label;

/// Fixes shown at most.
const FIXES: usize = 3;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) why: Rc<Explanation>,
}

/// What is there, what is asked, and the unit, where the miss is one of amounts.
const fn amounts(reason: &Reason) -> Option<(u32, u32, &'static str)> {
    match reason {
        Reason::Cpu { needed, remaining } => Some((*remaining, *needed, "CPU")),
        Reason::Memory { needed, remaining } => Some((*remaining, *needed, "MiB")),
        _ => None,
    }
}

fn nearest(words: Words, removal: &Removal) -> Html {
    let bar = amounts(&removal.reason).map(|(has, needed, unit)| {
        let share = u64::from(has) * 100 / u64::from(needed.max(1));
        let amount = |n: u32| format!("{} {unit}", thousands(u64::from(n)));
        html! {
            <div class="miss-bar">
                <span>{ words.comfort(Comfort::Has) }{ " " }{ amount(has) }</span>
                <span>{ words.comfort(Comfort::Needed) }{ " " }{ amount(needed) }</span>
                <svg aria-hidden="true">
                    <rect class="miss-has" x="0" y="0" width={format!("{share}%")} height="100%" />
                    <rect class="miss-lacks" x={format!("{share}%")} y="0" width={format!("{}%", 100 - share.min(100))} height="100%" />
                </svg>
            </div>
        }
    });
    html! {
        <div class="nearest" data-test="nearest">
            <h3>{ words.label(Label::NearestMiss) }{ format!(" #{} ", removal.slot + 1) }<code class="amber">{ removal.reason.api() }</code></h3>
            if bar.is_none() { <p>{ numbers(words.0, &removal.reason) }</p> }
            { bar.unwrap_or_default() }
        </div>
    }
}

#[function_component]
pub(super) fn Miss(props: &Props) -> Html {
    let (words, send) = (use_words(), use_send());
    // Whether a fix can be made by a click, and when a task lands then, depends on the world at the
    // playhead; while the clock runs it is told as of the last attempt.
    let store = use_store();
    let standing = *use_selector(|session| {
        (!session.playback.playing).then(|| (session.world().now, session.playback.playhead))
    });
    let can = use_memo((Rc::clone(&props.why), standing), |(why, _)| {
        let Verdict::Instances(decision) = &why.verdict else { return Vec::new() };
        let tried = decision.fixes.iter().take(FIXES);
        store.read(|session| {
            tried
                .map(|fix| {
                    remedy::calls(session, why, fix).map(|_| remedy::landing(session, why, fix))
                })
                .collect()
        })
    });
    let Verdict::Instances(decision) = &props.why.verdict else { return html! {} };
    let row = |(n, change)| {
        let apply = can.get(n).copied().flatten();
        html! {
            <li data-test={format!("fix-{n}")}>
                <span>{ fix(words.0, change) }
                    if let Some(Some(landing)) = apply {
                        <span class="help" data-test={format!("fix-lands-{n}")}>{ lands(words.0, landing) }</span>
                    }
                </span>
                if apply.is_some() {
                    <button type="button" class="line small" onclick={send.just(Message::Apply(n))}
                        data-test={format!("fix-try-{n}")}>{ words.label(Label::TryIt) }</button>
                }
            </li>
        }
    };
    html! {
        <>
            { for decision.nearest.iter().map(|removal| nearest(words, removal)) }
            if !decision.fixes.is_empty() {
                <div class="fixes" data-test="fixes">
                    <h3>{ Icon::Fix.view() }{ words.label(Label::WouldLand) }</h3>
                    <ul>{ for decision.fixes.iter().take(FIXES).enumerate().map(row) }</ul>
                </div>
            }
        </>
    }
}
