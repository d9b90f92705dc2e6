//! Capacity: the instances, and the form that adds some.

use std::rc::Rc;

use yew::prelude::*;

use super::pane::Pane;
use crate::app::gloss::Gloss;
use crate::app::store::{use_selector, use_send};
use crate::app::widgets::is_ticked;
use crate::app::words::use_words;
use crate::session::drafts::Form;
use crate::session::read::Standing;
use crate::session::{Message, NewCall, Selection, Session, read};
use crate::texts::comfort::Term;
use crate::texts::page::Label;
use crate::texts::page_sentence::Sentence;

/// Instances listed at once.
const LISTED: usize = 60;

fn cluster_names(session: &Session) -> Vec<Rc<str>> {
    session.world().clusters.iter().map(|cluster| Rc::clone(&cluster.name)).collect()
}

#[function_component]
pub(super) fn Capacity() -> Html {
    let (words, send) = (use_words(), use_send());
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
    html! {
        <>
            <h2>{ words.label(Label::AddInstances) }</h2>
            <Pane form={Form::Capacity} />
            <label class="tick"><input type="checkbox" checked={*trunking} onchange={trunk}
                data-test="trunking" /><span><code>{ "awsvpcTrunking" }</code>{ " " }{ words.label(Label::TrunkingHelp) }</span></label>
            <hr />
            <Providers />
            <hr />
            <Instances />
        </>
    }
}

/// Which capacity providers the cluster may use (CP-14).
#[function_component]
fn Providers() -> Html {
    let (words, send) = (use_words(), use_send());
    let providers = use_selector(read::providers);
    let Some(read::Providers { cluster, rows, default }) = &*providers else { return html! {} };
    let row = |(name, may): &(Rc<str>, bool)| {
        let names = rows.iter().filter(|(other, may)| *may != (other == name));
        let input = serde_json::json!({
            "cluster": &**cluster,
            "capacityProviders": names.map(|(name, _)| &**name).collect::<Vec<_>>(),
            "defaultCapacityProviderStrategy": default,
        });
        let change = send.on(move |_: Event| Message::Make {
            calls: NewCall::new("ecs:PutClusterCapacityProviders", input.clone())
                .into_iter()
                .collect(),
            merge: None,
            form: Some(Form::Capacity),
        });
        html! {
            <label class="tick"><input type="checkbox" checked={*may} onchange={change}
                data-test={format!("provider-{name}")} /><code>{ &**name }</code></label>
        }
    };
    html! {
        <section aria-label={words.label(Label::CapacityProviders)}>
            <h2>{ words.label(Label::CapacityProviders) }</h2>
            <Gloss term={Term::CapacityProvider} />
            <p class="help">{ words.label(Label::CapacityProvidersHelp) }</p>
            { for rows.iter().map(row) }
        </section>
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
                    <b>{ number }</b><span>{ row.instance_type }{ if row.spot { " Spot" } else { "" } }</span>
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
