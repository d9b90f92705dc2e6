//! Capacity: the instances, and the form that adds some.

use std::rc::Rc;

use yew::prelude::*;

use super::Answer;
use crate::app::store::{use_selector, use_send};
use crate::app::widgets::{Stepper, is_ticked, text_of};
use crate::app::words::use_words;
use crate::model::catalog::instance_type::INSTANCE_TYPES;
use crate::session::drafts::{CapacityDraft, Form};
use crate::session::read::Standing;
use crate::session::{Message, NewCall, Selection, Session, read};
use crate::texts::page::Label;
use crate::texts::page_sentence::Sentence;

/// Instances listed at once.
const LISTED: usize = 60;

fn zones(session: &Session) -> Vec<Rc<str>> {
    session.world().settings.zones.to_vec()
}

fn cluster_names(session: &Session) -> Vec<Rc<str>> {
    session.world().clusters.iter().map(|cluster| Rc::clone(&cluster.name)).collect()
}

#[function_component]
pub(super) fn Capacity() -> Html {
    let (words, send) = (use_words(), use_send());
    let draft = (*use_selector(|session| Rc::clone(&session.drafts.capacity))).clone();
    let zones = use_selector(zones);
    let edit = |change: Rc<dyn Fn(&mut CapacityDraft, String)>| {
        let draft = Rc::clone(&draft);
        send.on(move |event: Event| {
            let mut next = (*draft).clone();
            change(&mut next, text_of(&event));
            Message::EditCapacity(Rc::new(next))
        })
    };
    let count = {
        let draft = Rc::clone(&draft);
        send.on(move |count| {
            Message::EditCapacity(Rc::new(CapacityDraft { count, ..(*draft).clone() }))
        })
    };
    let windows = {
        let draft = Rc::clone(&draft);
        send.on(move |event: Event| {
            let windows = is_ticked(&event);
            Message::EditCapacity(Rc::new(CapacityDraft { windows, ..(*draft).clone() }))
        })
    };
    let trunking = use_selector(|session| session.world().setting("awsvpcTrunking") == "enabled");
    let trunk = send.on(|event: Event| {
        let value = if is_ticked(&event) { "enabled" } else { "disabled" };
        let input = serde_json::json!({ "name": "awsvpcTrunking", "value": value });
        Message::Make {
            calls: NewCall::new("ecs:PutAccountSetting", input).into_iter().collect(),
            merge: None,
            form: Some(Form::Capacity),
        }
    });
    let zone = |name: &Rc<str>| {
        let ticked = draft.zones.contains(name);
        let change = {
            let (draft, name) = (Rc::clone(&draft), Rc::clone(name));
            send.on(move |event: Event| {
                let mut zones: Vec<Rc<str>> = draft.zones.to_vec();
                zones.retain(|zone| *zone != name);
                if is_ticked(&event) {
                    zones.push(Rc::clone(&name));
                }
                Message::EditCapacity(Rc::new(CapacityDraft {
                    zones: zones.into(),
                    ..(*draft).clone()
                }))
            })
        };
        html! {
            <label class="tick"><input type="checkbox" checked={ticked} onchange={change}
                data-test={format!("zone-{name}")} />{ &**name }</label>
        }
    };
    html! {
        <>
            <form class="form" onsubmit={send.on(|event: SubmitEvent| { event.prevent_default(); Message::Submit(Form::Capacity) })}>
                <h2>{ words.label(Label::AddInstances) }</h2>
                <label for="instance-type">{ words.label(Label::InstanceType) }</label>
                <select id="instance-type" data-test="instance-type"
                    onchange={edit(Rc::new(|next: &mut CapacityDraft, value| next.instance_type = value.into()))}>
                    { for INSTANCE_TYPES.iter().map(|t| html! {
                        <option value={t.name} selected={*t.name == *draft.instance_type}>
                            { format!("{} · {} vCPU · {} MiB", t.name, t.vcpus, t.registered_memory.0) }</option> }) }
                </select>
                <span class="label">{ words.label(Label::Count) }</span>
                <Stepper value={draft.count} least={1} greatest={2_000} name={words.label(Label::Count)}
                    fewer={words.label(Label::Fewer)} more={words.label(Label::More)} test="instance-count" onchange={count} />
                <span class="label">{ words.label(Label::Zones) }</span>
                <div class="ticks-column">{ for zones.iter().map(zone) }</div>
                <p class="help">{ words.label(Label::ZonesHelp) }</p>
                <label for="attributes">{ words.label(Label::Attributes) }</label>
                <input id="attributes" class="mono" placeholder="stack=prod, ssd" value={draft.attributes.to_string()}
                    autocomplete="off" data-test="attributes"
                    onchange={edit(Rc::new(|next: &mut CapacityDraft, value| next.attributes = value.into()))} />
                <label class="tick"><input type="checkbox" checked={draft.windows} onchange={windows}
                    data-test="windows" />{ words.label(Label::Windows) }</label>
                <label class="tick"><input type="checkbox" checked={*trunking} onchange={trunk}
                    data-test="trunking" /><span><code>{ "awsvpcTrunking" }</code>{ " " }{ words.label(Label::TrunkingHelp) }</span></label>
                <button type="submit" class="primary" data-test="add-instances">{ words.label(Label::AddInstances) }</button>
                <Answer form={Form::Capacity} />
            </form>
            <hr />
            <Instances />
        </>
    }
}

#[function_component]
fn Instances() -> Html {
    let (words, send) = (use_words(), use_send());
    let rows = use_selector(read::instances);
    let clusters = use_selector(cluster_names);
    let row = |row: &read::InstanceRow| {
        let cluster_name = clusters.get(row.cluster as usize).cloned().unwrap_or_default();
        let standing = words.label(match row.standing {
            Standing::Starting => Label::Starting,
            Standing::Active => Label::Active,
            Standing::Draining => Label::Draining,
            Standing::AgentLost => Label::AgentLost,
            Standing::Stopped => Label::Stopped,
        });
        let cluster = row.cluster;
        let select =
            row.slot.map(|slot| send.just(Message::Select(Selection::Instance { cluster, slot })));
        let number = row.slot.map_or_else(|| "…".to_owned(), |slot| format!("#{}", slot + 1));
        let action = row.slot.map(|slot| {
            let up = row.standing != Standing::Stopped;
            let onclick = if up {
                send.just(Message::StopInstance { cluster, slot })
            } else {
                let cluster_name = Rc::clone(&cluster_name);
                send.on(move |_: MouseEvent| Message::Make {
                    calls: NewCall::new(
                        "world:StartInstance",
                        serde_json::json!({ "cluster": &*cluster_name, "containerInstance": format!("#{}", slot + 1) }),
                    )
                    .into_iter()
                    .collect(),
                    merge: None,
                    form: None,
                })
            };
            let (label, test) = if up { (Label::StopMachine, "stop") } else { (Label::StartMachine, "start") };
            html! {
                <button type="button" class="line small" {onclick} data-test={format!("{test}-{}", slot + 1)}>
                    { words.label(label) }</button>
            }
        });
        html! {
            <li class="instance-row">
                <button type="button" class="row-button" onclick={select.unwrap_or_default()}>
                    <b>{ number }</b><span>{ row.instance_type }</span>
                    <span class="help">{ &*row.zone }</span>
                    <span class="space"></span>
                    <span class="help">{ standing }{ " · " }{ words.sentence(&Sentence::TasksOn { n: row.tasks }) }</span>
                </button>
                { action.unwrap_or_default() }
            </li>
        }
    };
    html! {
        <>
            if rows.is_empty() {
                <p class="help">{ words.label(Label::NoInstances) }</p>
            }
            <ul class="rows">{ for rows.iter().take(LISTED).map(row) }</ul>
        </>
    }
}
