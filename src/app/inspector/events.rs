//! What happened, newest first; the service's own sentences word for word.

use yew::prelude::*;

use crate::app::store::{use_selector, use_send};
use crate::app::widgets::Icon;
use crate::app::words::{Words, use_words};
use crate::session::happening::{Row, What, rows};
use crate::session::read::clock_text;
use crate::session::{InspectorTab, Message, Selection};
use crate::texts::page::Label;
use crate::texts::page_sentence::Sentence;

fn numbers(slots: &[u32]) -> String {
    let names: Vec<String> = slots.iter().take(8).map(|slot| format!("#{}", slot + 1)).collect();
    let more = if slots.len() > 8 { " …" } else { "" };
    format!("{}{more}", names.join(" "))
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The row's icon, sentence, and what it opens.
fn words_of(words: Words, row: &Row) -> (Icon, Html, Option<Selection>) {
    let say = |sentence: &Sentence<'_>| html! { { words.sentence(sentence) } };
    let cluster = row.cluster;
    match &row.what {
        What::Call(name, about) => {
            (Icon::Flag, say(&Sentence::CallDone { call: name.as_str(), about }), None)
        }
        What::Refused(name, exception, message, seen) => {
            let html = html! {
                <>
                    { words.sentence(&Sentence::CallRefused { call: name.as_str() }) }
                    <p class="danger"><code>{ &**exception }</code></p><p class="mono">{ &**message }</p>
                    if !seen { <p class="help">{ words.label(Label::ModelledWords) }</p> }
                </>
            };
            (Icon::Unhealthy, html, None)
        }
        What::Registered(slots) => {
            let who = numbers(slots);
            (Icon::Instance, say(&Sentence::Registered { who: &who, n: count(slots.len()) }), None)
        }
        What::MachineStopped(slot) => {
            let own = Selection::Instance { cluster, slot: *slot };
            (Icon::Power, say(&Sentence::MachineStopped { slot: slot + 1 }), Some(own))
        }
        What::MachineStarted(slot) => {
            (Icon::Power, say(&Sentence::MachineStarted { slot: slot + 1 }), None)
        }
        What::AgentReconnected(slot) => {
            (Icon::Instance, say(&Sentence::AgentBack { slot: slot + 1 }), None)
        }
        What::Terminated(slot) => {
            (Icon::Power, say(&Sentence::Terminated { slot: slot + 1 }), None)
        }
        What::Placed { definition, slots, task } => {
            let own = Some(Selection::Task { cluster, task: *task });
            let on: Vec<u32> = slots.iter().flatten().copied().collect();
            let n = count(slots.len());
            let html = if on.is_empty() {
                say(&Sentence::PlacedFargate { definition, n })
            } else {
                say(&Sentence::Placed { definition, who: &numbers(&on), n })
            };
            (Icon::Task, html, own)
        }
        What::Service { text, unplaced, service } => {
            let own = unplaced.then_some(Selection::Waiting { cluster, service: *service });
            (Icon::Service, html! { <span class="verbatim">{ &**text }</span> }, own)
        }
        What::RunTaskFailed(definition, n, reasons) => {
            let html = html! {
                <>{ words.sentence(&Sentence::RunFailed { definition, n: *n }) }<p><code class="amber">{ &**reasons }</code></p></>
            };
            (Icon::Quay, html, None)
        }
    }
}

#[function_component]
pub(super) fn Events() -> Html {
    let (words, send) = (use_words(), use_send());
    let list = use_selector(rows);
    let row = |row: &Row| {
        let (icon, sentence, opens) = words_of(words, row);
        let open = opens.map(|selection| {
            let why = matches!(selection, Selection::Task { .. } | Selection::Waiting { .. });
            let send = send.clone();
            let onclick = Callback::from(move |_: MouseEvent| {
                send.send(Message::Select(selection));
                if why {
                    send.send(Message::Inspector(Some(InspectorTab::Why)));
                }
            });
            html! { <button type="button" class="link" {onclick} data-test="open-why">
            { if why { words.label(Label::Why).to_owned() } else { "→".to_owned() } }</button> }
        });
        html! {
            <li class="event" data-test="event" key={row.at.sequence}>
                <button type="button" class="event-time link" onclick={send.just(Message::Seek(row.at.time))}>
                    { clock_text(row.at.time) }</button>
                { icon.view() }
                <div class="event-text">{ sentence }{ " " }{ open.unwrap_or_default() }</div>
            </li>
        }
    };
    html! {
        <>
            if list.is_empty() {
                <p class="help">{ words.label(Label::NoEvents) }</p>
            }
            <ul class="events">{ for list.iter().map(row) }</ul>
        </>
    }
}
