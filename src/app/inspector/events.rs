//! What happened, newest first; the service's own sentences word for word.

use std::rc::Rc;

use yew::prelude::*;

use crate::app::composer::Pinned;
use crate::app::gloss::Gloss;
use crate::app::store::{use_selector, use_send, use_store};
use crate::app::widgets::{Icon, text_of};
use crate::app::words::{Words, use_words};
use crate::session::happening::{self, KINDS, Kind, Row, What, rows};
use crate::session::read::{self, clock_text};
use crate::session::{InspectorTab, Message, Selection};
use crate::texts::comfort::{Comfort, Term};
use crate::texts::page::Label;
use crate::texts::page_sentence::Sentence;
use crate::texts::thousands;

/// A sentence of more bytes is folded; pressed, it opens.
const LONG: usize = 320;
/// So many instances are named in a row.
const NAMED: usize = 8;

/// Each instance once, with how often it stands there.
fn numbers(slots: &[u32]) -> String {
    let (each, more) = happening::each_once(slots, NAMED);
    let name = |(slot, times): &(u32, u32)| match times {
        1 => format!("#{}", slot + 1),
        _ => format!("#{} ×{}", slot + 1, thousands(u64::from(*times))),
    };
    let names: Vec<String> = each.iter().map(name).collect();
    let more = if more { " …" } else { "" };
    format!("{}{more}", names.join(" "))
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The row in a sentence, as it is searched.
fn sentence(words: Words, row: &Row) -> String {
    let say = |sentence: &Sentence<'_>| words.sentence(sentence);
    match &row.what {
        What::Call(name, about) => say(&Sentence::CallDone { call: name.as_str(), about }),
        What::Refused(name, exception, message, _) => {
            format!("{} {exception} {message}", say(&Sentence::CallRefused { call: name.as_str() }))
        }
        What::Registered(slots) => {
            say(&Sentence::Registered { who: &numbers(slots), n: count(slots.len()) })
        }
        What::Exited(task, name, code, again) => {
            say(&Sentence::Exited { task: task + 1, name, code: *code, again: *again })
        }
        What::Ended(task, reason) => say(&Sentence::Ended { task: task + 1, reason }),
        What::SpotNotice(slot) => say(&Sentence::SpotNotice { slot: slot + 1 }),
        What::MachineStopped(slot) => say(&Sentence::MachineStopped { slot: slot + 1 }),
        What::AgentLost(slot) => say(&Sentence::AgentLost { slot: slot + 1 }),
        What::Zone(zone, true) => say(&Sentence::ZoneDown { zone }),
        What::Zone(zone, false) => say(&Sentence::ZoneUp { zone }),
        What::MachineStarted(slot) => say(&Sentence::MachineStarted { slot: slot + 1 }),
        What::AgentReconnected(slot) => say(&Sentence::AgentBack { slot: slot + 1 }),
        What::Terminated(slot) => say(&Sentence::Terminated { slot: slot + 1 }),
        What::IdleEnds(slot) => say(&Sentence::IdleEnds { slot: slot + 1 }),
        What::Leaves(slot) => say(&Sentence::Leaves { slot: slot + 1 }),
        What::Scales(s) => say(&Sentence::Scales {
            provider: &s.provider,
            needed: s.needed,
            there: s.there,
            reservation: s.reservation,
            target: s.target,
            from: s.from,
            to: s.to,
        }),
        What::Placed { definition, slots, .. } => {
            let on: Vec<u32> = slots.iter().flatten().copied().collect();
            let n = count(slots.len());
            if on.is_empty() {
                say(&Sentence::PlacedFargate { definition, n })
            } else {
                say(&Sentence::Placed { definition, who: &numbers(&on), n })
            }
        }
        What::Service { text, .. } => text.to_string(),
        What::RunTaskFailed(definition, n, reasons) => {
            format!("{} {reasons}", say(&Sentence::RunFailed { definition, n: *n }))
        }
    }
}

/// The row's icon, what it says, and what it opens.
fn words_of(words: Words, row: &Row) -> (Icon, Html, Option<Selection>) {
    let cluster = row.cluster;
    let (icon, opens) = match &row.what {
        What::Call(..) => (Icon::Flag, None),
        What::Refused(name, exception, message, seen) => {
            let html = html! {
                <>
                    { words.sentence(&Sentence::CallRefused { call: name.as_str() }) }
                    <p class="danger"><code>{ &**exception }</code></p><p class="mono">{ &**message }</p>
                    if !seen { <p class="help">{ words.label(Label::ModelledWords) }</p> }
                </>
            };
            return (Icon::Unhealthy, html, None);
        }
        What::RunTaskFailed(definition, n, reasons) => {
            let html = html! {
                <>{ words.sentence(&Sentence::RunFailed { definition, n: *n }) }<p><code class="amber">{ &**reasons }</code></p></>
            };
            return (Icon::Quay, html, None);
        }
        What::AgentLost(slot) => {
            (Icon::AgentLost, Some(Selection::Instance { cluster, slot: *slot }))
        }
        What::Zone(_, true) => (Icon::Unhealthy, None),
        What::Zone(_, false) => (Icon::Check, None),
        What::Registered(_) | What::AgentReconnected(_) | What::Scales(_) => (Icon::Instance, None),
        What::Exited(task, ..) | What::Ended(task, _) => {
            (Icon::Task, Some(Selection::Task { cluster, task: *task }))
        }
        What::MachineStopped(slot) | What::SpotNotice(slot) | What::Leaves(slot) => {
            (Icon::Power, Some(Selection::Instance { cluster, slot: *slot }))
        }
        What::MachineStarted(_) | What::Terminated(_) | What::IdleEnds(_) => (Icon::Power, None),
        What::Placed { task, .. } => (Icon::Task, Some(Selection::Task { cluster, task: *task })),
        What::Service { unplaced, service, .. } => {
            let own = Selection::Waiting { cluster, service: *service };
            (Icon::Service, unplaced.then_some(own))
        }
    };
    let text = sentence(words, row);
    let html = if text.len() > LONG {
        html! { <details class="event-long"><summary>{ text }</summary></details> }
    } else {
        html! { { text } }
    };
    (icon, html, opens)
}

/// Rows shown at first, and how many more at a time.
const ROWS: usize = 120;

#[derive(Clone, PartialEq)]
struct Filter {
    kind: Kind,
    /// (cluster, service, its name).
    service: Option<(u32, u32, Rc<str>)>,
    text: String,
    rows: usize,
}

impl Filter {
    fn holds(&self, words: Words, row: &Row) -> bool {
        let service =
            self.service.as_ref().is_none_or(|(cluster, service, name)| match &row.what {
                What::Call(_, about) => about.split(" ×").next() == Some(name),
                _ => row.cluster == *cluster && row.service == Some(*service),
            });
        service
            && row.is(self.kind)
            && (self.text.is_empty() || sentence(words, row).to_lowercase().contains(&self.text))
    }
}

#[function_component]
pub(super) fn Events() -> Html {
    let (words, send, store) = (use_words(), use_send(), use_store());
    let filter =
        use_state_eq(|| Filter { kind: Kind::All, service: None, text: String::new(), rows: ROWS });
    let services = use_selector(|session| {
        let row = |row: read::ServiceRow| (row.cluster, row.service, row.name);
        read::services(session).into_iter().map(row).collect::<Vec<_>>()
    });
    // Of one cluster everything is its own.
    let clusters = use_selector(|session| {
        let names = session.world().clusters.iter().map(|cluster| Rc::clone(&cluster.name));
        names.collect::<Vec<_>>()
    });
    let of = |cluster: u32| clusters.get(cluster as usize).filter(|_| clusters.len() > 1);
    let named = |row: &Row| {
        let name = of(row.cluster)?;
        (!matches!(row.what, What::Call(..) | What::Refused(..) | What::Zone(..)))
            .then(|| html! { <span class="help" data-test="event-cluster">{ format!("{name} · ") }</span> })
    };
    let key = *use_selector(happening::key);
    let found = use_memo((key, (*filter).clone(), words), |(_, filter, words)| {
        store.read(|session| rows(session, filter.rows, |row| filter.holds(*words, row)))
    });
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
            { if why { words.label(Label::Why).to_owned() } else { words.label(Label::Instance).to_owned() } }</button> }
        });
        let at = clock_text(row.at.time);
        html! {
            <li class={classes!("event", row.is_trouble().then_some("trouble"))} data-test="event" key={row.at.sequence}>
                <button type="button" class="event-time link" title={words.comfort(Comfort::ShowAt(&at))}
                    onclick={send.just(Message::Seek(row.at.time))} data-test="event-time">{ at.clone() }</button>
                { icon.view() }
                <div class="event-text">{ named(row).unwrap_or_default() }{ sentence }{ " " }{ open.unwrap_or_default() }</div>
            </li>
        }
    };
    let change = |set: fn(&mut Filter, String)| {
        let filter = filter.clone();
        move |text: String| {
            let mut next = (*filter).clone();
            next.rows = ROWS;
            set(&mut next, text);
            filter.set(next);
        }
    };
    let kind = change(|filter, text| {
        let at = text.parse().ok().and_then(|n: usize| KINDS.get(n).copied());
        filter.kind = at.unwrap_or_default();
    });
    let search = change(|filter, text| filter.text = text.trim().to_lowercase());
    let service = {
        let (filter, services) = (filter.clone(), Rc::clone(&services));
        Callback::from(move |event: Event| {
            let at = text_of(&event).parse().ok().and_then(|n: usize| services.get(n).cloned());
            filter.set(Filter { service: at, rows: ROWS, ..(*filter).clone() });
        })
    };
    let more = {
        let filter = filter.clone();
        Callback::from(move |_: MouseEvent| {
            filter.set(Filter { rows: filter.rows + ROWS, ..(*filter).clone() });
        })
    };
    let kinds = [
        Comfort::KindAll,
        Comfort::KindCalls,
        Comfort::KindPlaced,
        Comfort::KindService,
        Comfort::KindTrouble,
    ];
    let chosen = services.iter().position(|s| Some(s) == filter.service.as_ref());
    let is_open = filter.kind == Kind::All && filter.service.is_none() && filter.text.is_empty();
    html! {
        <>
            <Gloss term={Term::Event} />
            <Pinned />
            <div class="event-tools">
                <input type="search" placeholder={words.comfort(Comfort::SearchEvents)} aria-label={words.comfort(Comfort::SearchEvents)}
                    oninput={Callback::from(move |event: InputEvent| search(text_of(&event)))} data-test="event-search" />
                <select aria-label={words.comfort(Comfort::Kind)} data-test="event-kind"
                    onchange={Callback::from(move |event: Event| kind(text_of(&event)))}>
                    { for kinds.iter().enumerate().map(|(n, kind)| html! {
                        <option value={n.to_string()} selected={KINDS[n] == filter.kind}>{ words.comfort(*kind) }</option> }) }
                </select>
                <select aria-label={words.label(Label::Services)} onchange={service} data-test="event-service">
                    <option value="" selected={chosen.is_none()}>{ words.comfort(Comfort::EveryService) }</option>
                    { for services.iter().enumerate().map(|(n, (cluster, _, name))| html! {
                        <option value={n.to_string()} selected={chosen == Some(n)}>{ match of(*cluster) {
                            Some(cluster) => format!("{cluster} · {name}"),
                            None => name.to_string(),
                        } }</option> }) }
                </select>
            </div>
            if found.0.is_empty() {
                <p class="help">{ if is_open { words.label(Label::NoEvents).to_owned() } else { words.comfort(Comfort::NothingMatches) } }</p>
            }
            <ul class="events">{ for found.0.iter().map(row) }</ul>
            if found.1 {
                <button type="button" class="line small event-more" onclick={more} data-test="event-more">{ words.comfort(Comfort::MoreRows) }</button>
            }
        </>
    }
}
