//! A service's deployments: old and new side by side, the bounds they move within, why they wait,
//! and what can be done.

use std::rc::Rc;

use yew::prelude::*;

use crate::app::gloss::Gloss;
use crate::app::store::{use_selector, use_send};
use crate::app::words::use_words;
use crate::session::deployments::{Deployments as Shown, Row, deployments};
use crate::session::drafts::Form;
use crate::session::{ComposerTab, Message, NewCall, Selection, read};
use crate::simulation::process::deployment::waits::Why;
use crate::simulation::world::Rollout;
use crate::texts::Lang;
use crate::texts::comfort::Term;
use crate::texts::deployments::{Say, say, why};

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub cluster: u32,
    pub service: u32,
    pub cluster_name: Rc<str>,
    pub name: Rc<str>,
}

/// Width of the chart's box; one task is a part of it.
const WIDTH: u32 = 1_000;

fn chart(shown: &Shown, label: String) -> Html {
    let x = |tasks: u32| (WIDTH * tasks / shown.top).to_string();
    let mut at = 0;
    let mut parts = Vec::new();
    for row in &shown.rows {
        let age = if row.primary { "new" } else { "old" };
        for (count, state) in [
            (row.healthy, "healthy"),
            (row.unhealthy, "unhealthy"),
            (row.running, "running"),
            (row.pending, "pending"),
        ] {
            if count > 0 {
                let width = WIDTH * (at + count) / shown.top - WIDTH * at / shown.top;
                parts.push(html! {
                    <rect class={format!("{age} {state}")} x={x(at)} y="4" width={width.to_string()} height="16" /> });
                at += count;
            }
        }
    }
    let mark = |tasks: u32, class: &'static str| {
        html! { <line class={class} x1={x(tasks)} x2={x(tasks)} y1="0" y2="24" /> }
    };
    html! {
        <svg class="bounds" viewBox={format!("-4 0 {} 24", WIDTH + 8)} preserveAspectRatio="none" role="img" aria-label={label}>
            { for parts }
            { mark(shown.bounds.lower, "lower") }
            { mark(shown.bounds.upper, "upper") }
        </svg>
    }
}

/// The chart, for those who hear it.
fn chart_words(lang: Lang, shown: &Shown) -> String {
    let tasks = shown.rows.iter().map(|r| r.healthy + r.unhealthy + r.running + r.pending).sum();
    say(lang, Say::Chart { tasks, lower: shown.bounds.lower, upper: shown.bounds.upper })
}

#[function_component]
pub(super) fn Deployments(props: &Props) -> Html {
    let (words, send) = (use_words(), use_send());
    let (cluster, service) = (props.cluster, props.service);
    let shown = use_selector(move |session| deployments(session, cluster, service));
    // Whole seconds: a panel shows no more.
    let now = *use_selector(|session| session.player.time().0 / 1_000 * 1_000);
    let Some(shown) = &*shown else { return html! {} };
    let lang = words.0;
    let call = |name: &'static str, input: serde_json::Value| {
        send.on(move |_: MouseEvent| Message::Make {
            calls: NewCall::new(name, input.clone()).into_iter().collect(),
            merge: None,
            form: Some(Form::ServiceRow),
        })
    };
    let update = |key: &str, value: serde_json::Value| {
        let mut input =
            serde_json::json!({ "cluster": &*props.cluster_name, "service": &*props.name });
        input[key] = value;
        call("ecs:UpdateService", input)
    };
    let row = |row: &Row| {
        html! {
            <li>
                <div class="row">
                    <i class={if row.primary { "swatch new" } else { "swatch old" }}></i>
                    <b>{ &*row.definition }</b>
                    <code>{ if row.primary { "PRIMARY" } else { "ACTIVE" } }</code>
                    <span class="space"></span>
                    <span class={classes!("help", (row.rollout == Rollout::Failed).then_some("danger"))}>
                        { say(lang, Say::Rollout(row.rollout)) }</span>
                </div>
                <p class="help">{ say(lang, Say::Counts([row.healthy, row.unhealthy, row.running, row.pending, row.stopping])) }
                    if let Some(traffic) = row.traffic {
                        { " · " }{ say(lang, Say::Traffic(traffic)) }
                    }
                </p>
            </li>
        }
    };
    let bounds = shown.bounds;
    let reason = why(lang, shown.why, now);
    let alarming = matches!(
        shown.why,
        Why::Stuck | Why::Failed(_) | Why::Room | Why::Protected(..) | Why::Hook(_)
    );
    let in_progress = shown.rows.first().is_some_and(|r| r.rollout == Rollout::InProgress);
    let named = serde_json::json!({ "serviceDeploymentArn": &*shown.arn });
    html! {
        <section class="deployments" data-test="deployments">
            <h3>{ say(lang, Say::Deployments) }</h3>
            <Gloss term={Term::Deployment} />
            { chart(shown, chart_words(lang, shown)) }
            <p class="help">{ say(lang, Say::Bounds(bounds.lower, shown.desired, bounds.upper)) }</p>
            <ul>{ for shown.rows.iter().map(row) }</ul>
            if let Some(stage) = shown.stage {
                <p class="help"><code>{ stage.as_str() }</code>{ " " }{ say(lang, Say::Stage(stage)) }</p>
            }
            if shown.rolls_back {
                <p class="help amber" data-test="rolls-back">{ say(lang, Say::RollsBack) }</p>
            }
            if let Some(reason) = reason {
                <p class={classes!("note", if alarming { "amber" } else { "quiet" })} data-test="deployment-why">{ reason }</p>
            }
            if let Some((count, threshold)) = shown.breaker {
                <p class="help" data-test="breaker">{ say(lang, Say::Breaker(count, threshold)) }</p>
            }
            if shown.blind { <p class="help">{ say(lang, Say::Blind) }</p> }
            <div class="act-buttons">
                if let Some(hook) = &shown.hook {
                    <button type="button" class="line small" data-test="hook-continue" onclick={
                        let mut input = named.clone();
                        input["hookId"] = (&**hook).into();
                        call("ecs:ContinueServiceDeployment", input)
                    }>{ say(lang, Say::GoOn) }</button>
                }
                // A first deployment has nothing to go back to.
                if in_progress && shown.rows.len() > 1 {
                    <button type="button" class="line small" data-test="roll-back"
                        onclick={call("ecs:StopServiceDeployment", named.clone())}>{ say(lang, Say::RollBack) }</button>
                }
                if let Some(newer) = &shown.newer {
                    <button type="button" class="line small" data-test="deploy-newer"
                        onclick={update("taskDefinition", (&**newer).into())}>{ say(lang, Say::DeployNewer(newer)) }</button>
                }
                <button type="button" class="line small" data-test="deploy-again"
                    onclick={update("forceNewDeployment", true.into())}>{ say(lang, Say::DeployAgain) }</button>
            </div>
        </section>
    }
}

/// Services whose deployments are pinned at once.
const PINNED: usize = 3;

/// Deployments on their way, above the events: how far, and what they wait for.
#[function_component]
pub(in crate::app) fn Pinned() -> Html {
    let (words, send) = (use_words(), use_send());
    let lang = words.0;
    let list = use_selector(|session| {
        let rows = read::services(session).into_iter().filter(|row| row.deploys).take(PINNED);
        let shown = |row: read::ServiceRow| {
            let shown = deployments(session, row.cluster, row.service)?;
            Some((row.cluster, row.service, row.name, shown))
        };
        rows.filter_map(shown).collect::<Vec<_>>()
    });
    let now = *use_selector(|session| session.player.time().0 / 1_000 * 1_000);
    let one = |(cluster, service, name, shown): &(u32, u32, Rc<str>, Shown)| {
        let labels: Vec<&str> = shown.rows.iter().rev().map(|row| &*row.definition).collect();
        let own = Selection::Service { cluster: *cluster, service: *service };
        let onclick = {
            let send = send.clone();
            Callback::from(move |_: MouseEvent| {
                send.send(Message::Select(own));
                send.send(Message::Composer(Some(ComposerTab::Services)));
            })
        };
        html! {
            <li class="deployments" data-test={format!("pinned-{name}")}>
                <div class="row"><button type="button" class="link" {onclick}>{ &**name }</button>
                    <span class="help">{ labels.join(" → ") }</span></div>
                { chart(shown, chart_words(lang, shown)) }
                if let Some(reason) = why(lang, shown.why, now) { <p class="help">{ reason }</p> }
            </li>
        }
    };
    html! { <ul class="pinned" aria-label={say(lang, Say::Deployments)}>{ for list.iter().map(one) }</ul> }
}
