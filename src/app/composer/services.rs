//! Services: the list, the chosen one's desired count, and the form for a new one.

use std::rc::Rc;

use yew::prelude::*;

use super::Answer;
use crate::app::query_field::QueryField;
use crate::app::store::{use_selector, use_send};
use crate::app::widgets::{Icon, Stepper, Switch, is_ticked, text_of};
use crate::app::words::use_words;
use crate::model::launch_type::LaunchType;
use crate::session::drafts::{Form, STRATEGIES, ServiceDraft, StrategyRow};
use crate::session::{Message, NewCall, Selection, read};
use crate::texts::page::Label;
use crate::texts::page_sentence::Sentence;

const LAUNCH_TYPES: [LaunchType; 2] = [LaunchType::Ec2, LaunchType::Fargate];

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
                    <span class="figures">{ format!("{} / {}", row.running, row.desired) }</span>
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
                            <button type="button" class="plain" onclick={delete} data-test="delete-service">
                                { words.label(Label::DeleteService) }</button>
                        </div>
                        if !row.daemon {
                            <label class="tick"><input type="checkbox" checked={row.rebalances} onchange={rebalance}
                                data-test="rebalance" />{ words.label(Label::Rebalancing) }</label>
                        }
                        <p class="help">{ row.steps.iter().map(|(kind, field)| format!("{kind} {field}")).collect::<Vec<_>>().join(" → ") }</p>
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
            <NewService />
        </>
    }
}

#[function_component]
fn NewService() -> Html {
    let (words, send) = (use_words(), use_send());
    let draft = (*use_selector(|session| Rc::clone(&session.drafts.service))).clone();
    let labels = use_selector(read::definition_labels);
    let edit = |change: Rc<dyn Fn(&mut ServiceDraft, String)>| {
        let draft = Rc::clone(&draft);
        send.on(move |event: Event| {
            let mut next = (*draft).clone();
            change(&mut next, text_of(&event));
            Message::EditService(Rc::new(next))
        })
    };
    let set = |change: Rc<dyn Fn(&mut ServiceDraft)>| {
        let draft = Rc::clone(&draft);
        move || {
            let mut next = (*draft).clone();
            change(&mut next);
            Message::EditService(Rc::new(next))
        }
    };
    let launch = {
        let draft = Rc::clone(&draft);
        send.on(move |n: usize| {
            let launch_type = LAUNCH_TYPES.get(n).copied().unwrap_or(LaunchType::Ec2);
            Message::EditService(Rc::new(ServiceDraft { launch_type, ..(*draft).clone() }))
        })
    };
    let desire = {
        let draft = Rc::clone(&draft);
        send.on(move |desired| {
            Message::EditService(Rc::new(ServiceDraft { desired, ..(*draft).clone() }))
        })
    };
    let distinct = {
        let draft = Rc::clone(&draft);
        send.on(move |event: Event| {
            let distinct = is_ticked(&event);
            Message::EditService(Rc::new(ServiceDraft { distinct, ..(*draft).clone() }))
        })
    };
    let daemon = {
        let draft = Rc::clone(&draft);
        send.on(move |event: Event| {
            let daemon = is_ticked(&event);
            Message::EditService(Rc::new(ServiceDraft { daemon, ..(*draft).clone() }))
        })
    };
    let strategy = |n: usize, row: &StrategyRow| {
        let choose = edit(Rc::new(move |next: &mut ServiceDraft, value: String| {
            let chosen = value.parse::<usize>().ok().and_then(|n| STRATEGIES.get(n));
            if let Some((kind, field)) = chosen {
                let mut rows = next.strategies.to_vec();
                if let Some(row) = rows.get_mut(n) {
                    *row = StrategyRow { kind: (*kind).into(), field: (*field).into() };
                }
                next.strategies = rows.into();
            }
        }));
        let remove = set(Rc::new(move |next: &mut ServiceDraft| {
            let mut rows = next.strategies.to_vec();
            if n < rows.len() {
                rows.remove(n);
            }
            next.strategies = rows.into();
        }));
        let remove = send.on(move |_: MouseEvent| remove());
        html! {
            <li class="row">
                <span class="ordinal">{ n + 1 }</span>
                <select onchange={choose} aria-label={words.label(Label::PlacementInOrder)} data-test={format!("strategy-{n}")}>
                    { for STRATEGIES.iter().enumerate().map(|(at, (kind, field))| html! {
                        <option value={at.to_string()} selected={**kind == *row.kind && **field == *row.field}>
                            { format!("{kind} {}", field.trim_start_matches("attribute:ecs.")) }</option> }) }
                </select>
                <button type="button" class="plain square small" aria-label={words.label(Label::RemoveStrategy)}
                    onclick={remove} data-test={format!("strategy-remove-{n}")}>{ Icon::Close.view() }</button>
            </li>
        }
    };
    let add = set(Rc::new(|next: &mut ServiceDraft| {
        let mut rows = next.strategies.to_vec();
        rows.push(StrategyRow { kind: "spread".into(), field: "instanceId".into() });
        next.strategies = rows.into();
    }));
    let add = send.on(move |_: MouseEvent| add());
    let member_of = {
        let draft = Rc::clone(&draft);
        send.on(move |member_of| {
            Message::EditService(Rc::new(ServiceDraft { member_of, ..(*draft).clone() }))
        })
    };
    let fargate = draft.launch_type == LaunchType::Fargate;
    let chosen_launch = LAUNCH_TYPES.iter().position(|t| *t == draft.launch_type).unwrap_or(0);
    let ready = !draft.name.is_empty() && !draft.definition.is_empty();
    html! {
        <form class="form" onsubmit={send.on(|event: SubmitEvent| { event.prevent_default(); Message::Submit(Form::Service) })}>
            <h2>{ words.label(Label::NewService) }</h2>
            <label for="service-name">{ words.label(Label::ServiceName) }</label>
            <input id="service-name" value={draft.name.to_string()} autocomplete="off" data-test="service-name"
                onchange={edit(Rc::new(|next: &mut ServiceDraft, value| next.name = value.trim().into()))} />
            <label for="service-definition">{ words.label(Label::TaskDefinition) }</label>
            <select id="service-definition" data-test="service-definition"
                onchange={edit(Rc::new(|next: &mut ServiceDraft, value| next.definition = value.into()))}>
                <option value="" selected={draft.definition.is_empty()}></option>
                { for labels.iter().map(|label| html! {
                    <option value={label.to_string()} selected={*label == draft.definition}>{ &**label }</option> }) }
            </select>
            if fargate || !draft.daemon {
            <span class="label">{ words.label(Label::DesiredTasks) }</span>
            <Stepper value={draft.desired} name={words.label(Label::DesiredTasks)} greatest={5_000}
                fewer={words.label(Label::Fewer)} more={words.label(Label::More)} test="service-desired" onchange={desire} />
            }
            <span class="label">{ words.label(Label::LaunchType) }</span>
            <Switch name={words.label(Label::LaunchType)} test="service-launch" chosen={chosen_launch} onchange={launch}
                choices={LAUNCH_TYPES.map(|t| AttrValue::from(t.as_str())).to_vec()} />
            if !fargate {
                <label class="tick"><input type="checkbox" checked={draft.daemon} onchange={daemon} data-test="daemon" />
                    <span><code>{ "DAEMON" }</code>{ " " }{ words.label(Label::DaemonHelp) }</span></label>
                if !draft.daemon {
                    <span class="label">{ words.label(Label::PlacementInOrder) }</span>
                    <ol class="strategies">{ for draft.strategies.iter().enumerate().map(|(n, row)| strategy(n, row)) }</ol>
                    <button type="button" class="plain small" onclick={add} data-test="strategy-add">
                        { Icon::Plus.view() }{ words.label(Label::AddStrategy) }</button>
                }
                <span class="label">{ words.label(Label::Constraints) }</span>
                <label class="tick"><input type="checkbox" checked={draft.distinct} onchange={distinct} data-test="distinct" />
                    <code>{ "distinctInstance" }</code></label>
                <label for="member-of"><code>{ "memberOf" }</code></label>
                <QueryField id="member-of" group={format!("service:{}", draft.name)} placeholder="attribute:stack == prod" text={Rc::clone(&draft.member_of)} onchange={member_of} />
            }
            <button type="submit" class="primary" data-test="create-service" disabled={!ready}>
                { words.label(Label::CreateService) }</button>
            <Answer form={Form::Service} />
        </form>
    }
}
