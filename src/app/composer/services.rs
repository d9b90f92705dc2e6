//! Services: the list, the chosen one's desired count, and the form for a new one.

use std::rc::Rc;

use yew::prelude::*;

use super::Answer;
use super::deployments::Deployments;
use super::forecast::Forecast;
use super::pane::Pane;
use crate::app::store::{use_selector, use_send};
use crate::app::widgets::{Stepper, is_ticked};
use crate::app::words::use_words;
use crate::session::drafts::Form;
use crate::session::{Message, NewCall, Selection, read};
use crate::texts::composer;
use crate::texts::page::Label;
use crate::texts::page_sentence::Sentence;
use crate::texts::thousands;

#[function_component]
pub(super) fn Services() -> Html {
    let (words, send) = (use_words(), use_send());
    let rows = use_selector(read::services);
    let chosen = *use_selector(|session| session.view.selection);
    let row = |row: &read::ServiceRow| {
        let own = Selection::Service { cluster: row.cluster, service: row.service };
        let here = chosen == own || rows.len() == 1;
        let (cluster, service) = (Rc::clone(&row.cluster_name), Rc::clone(&row.name));
        let desire = {
            let (cluster, service) = (Rc::clone(&cluster), Rc::clone(&service));
            send.on(move |desired| Message::SetDesired {
                cluster: Rc::clone(&cluster),
                service: Rc::clone(&service),
                desired,
            })
        };
        let rebalance = {
            let (cluster, service) = (Rc::clone(&cluster), Rc::clone(&service));
            send.on(move |event: Event| {
                let word = if is_ticked(&event) { "ENABLED" } else { "DISABLED" };
                let input = serde_json::json!({ "cluster": &*cluster, "service": &*service,
                    "availabilityZoneRebalancing": word });
                Message::Make {
                    calls: NewCall::new("ecs:UpdateService", input).into_iter().collect(),
                    merge: None,
                    form: Some(Form::ServiceRow),
                }
            })
        };
        let delete = send.on(move |_: MouseEvent| Message::Make {
            calls: NewCall::new(
                "ecs:DeleteService",
                serde_json::json!({ "cluster": &*cluster, "service": &*service, "force": true }),
            )
            .into_iter()
            .collect(),
            merge: None,
            form: Some(Form::ServiceRow),
        });
        html! {
            <li class={classes!(here.then_some("chosen"))}>
                <button type="button" class="row-button" onclick={send.just(Message::Select(own))}
                    data-test={format!("service-{}", row.name)}>
                    <span class={format!("tile service-{}", row.identity.colour)}>{ row.identity.letter }</span>
                    <b>{ &*row.name }</b><span class="help">{ &*row.definition }</span>
                    <span class="space"></span>
                    if row.waits > 0 {
                        <span class="amber">{ words.sentence(&Sentence::Waits { n: row.waits }) }</span>
                    }
                    if row.waits == 0 && row.deploys {
                        <span class="amber">{ words.label(Label::Deploying) }</span>
                    }
                    <span class="figures">{ thousands(u64::from(row.running)) }{ " / " }{ thousands(u64::from(row.desired)) }</span>
                </button>
                if here {
                    <div class="row-form">
                        <span class="label">{ words.label(if row.daemon { Label::DaemonHelp } else { Label::DesiredTasks }) }</span>
                        <div class="row">
                            if !row.daemon {
                            <Stepper value={row.desired} name={words.label(Label::DesiredTasks)} greatest={5_000}
                                fewer={words.label(Label::Fewer)} more={words.label(Label::More)} test="desired"
                                onchange={desire} ondone={send.just(Message::EndMerge)} />
                            }
                            <button type="button" class="line small" onclick={delete} data-test="delete-service">
                                { words.label(Label::DeleteService) }</button>
                        </div>
                        if !row.daemon {
                            <label class="tick"><input type="checkbox" checked={row.rebalances} onchange={rebalance}
                                data-test="rebalance" />{ words.label(Label::Rebalancing) }</label>
                        }
                        if !row.steps.is_empty() {
                            <span class="label">{ composer::field(words.0, "placementStrategy") }</span>
                            <ol class="steps">{ for row.steps.iter().map(|(kind, field)| html! {
                                <li><code>{ format!("{kind} {field}") }</code></li> }) }</ol>
                        }
                        if !row.daemon {
                            <Forecast of={Some((row.cluster, row.service))} />
                        }
                        <Deployments cluster={row.cluster} service={row.service} cluster_name={Rc::clone(&row.cluster_name)} name={Rc::clone(&row.name)} />
                    </div>
                }
            </li>
        }
    };
    html! {
        <>
            if rows.is_empty() {
                <p class="help">{ words.label(Label::NoServices) }</p>
            }
            <ul class="rows">{ for rows.iter().map(row) }</ul>
            <Answer form={Form::ServiceRow} />
            <hr />
            <h2>{ words.label(Label::NewService) }</h2>
            <Pane form={Form::Service} />
        </>
    }
}
