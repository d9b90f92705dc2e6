//! Why a task is where it is, or nowhere: the funnel, read from the decision that placed it.

use std::rc::Rc;

use yew::prelude::*;

use crate::app::store::{use_selector, use_store};
use crate::app::words::{Words, use_words};
use crate::placement::Decision;
use crate::placement::decision::Ranking;
use crate::placement::filter::Reason;
use crate::session::read::{clock_text, decision_moment, definition_label};
use crate::session::{Selection, Session};
use crate::simulation::explain::{Explanation, Verdict};
use crate::texts::explain::{Line, fix, line, numbers, ranked_by};
use crate::texts::page::Label;
use crate::texts::page_sentence::Sentence;

/// Over so many candidates instances are counted, not named.
const NAMED: usize = 12;

/// A group of checks: its label, and which reasons belong to it.
const STAGES: [(Label, fn(&Reason) -> bool); 5] = [
    (Label::AgentCheck, |r| matches!(r, Reason::Agent)),
    (Label::ZoneCheck, |r| matches!(r, Reason::Location)),
    (Label::AttributeCheck, |r| matches!(r, Reason::Attribute(_))),
    (Label::Resources, |r| {
        matches!(
            r,
            Reason::Cpu { .. }
                | Reason::Memory { .. }
                | Reason::Port(..)
                | Reason::PortLimit
                | Reason::Gpu { .. }
                | Reason::Eni
        )
    }),
    (Label::ConstraintsHold, |r| matches!(r, Reason::MemberOf(_) | Reason::DistinctInstance(_))),
];

fn head(session: &Session, words: Words) -> Option<String> {
    let world = session.world();
    let cluster = world.clusters.get(session.view.selection.cluster()? as usize)?;
    Some(match session.view.selection {
        Selection::Task { task, .. } => {
            let task = cluster.tasks.get(task as usize)?;
            let definition = definition_label(world, task.definition);
            match task.instance {
                Some(slot) => {
                    words.sentence(&Sentence::TaskOn { definition: &definition, slot: slot + 1 })
                }
                None => {
                    let zone = world.zone_name(task.zone);
                    words
                        .sentence(&Sentence::TaskOnFargate { definition: &definition, zone: &zone })
                }
            }
        }
        Selection::Waiting { service, .. } | Selection::Service { service, .. } => {
            let service = cluster.services.get(service as usize)?;
            words.sentence(&Sentence::TaskWaits { service: &service.name })
        }
        Selection::None | Selection::Instance { .. } => return None,
    })
}

#[function_component]
pub(super) fn Why() -> Html {
    let words = use_words();
    let store = use_store();
    let moment = *use_selector(decision_moment);
    let title = use_selector(move |session| head(session, words));
    let explanation = use_memo(moment, |moment| {
        moment.and_then(|moment| store.read(|session| session.player.explain(moment)))
    });
    let zones = use_selector(|session| session.world().settings.zones.to_vec());
    let Some(why) = &*explanation else {
        return html! { <p class="help" data-test="why">{ words.label(Label::WhyEmpty) }</p> };
    };
    html! {
        <div class="why" data-test="why">
            <h2 data-test="why-head">{ (*title).clone().unwrap_or_default() }</h2>
            <p class="help">{ clock_text(why.at.time) }{ " · " }<code>{ &*why.group }</code></p>
            if let Some(zone) = &why.rebalanced_zone {
                <p class="note" data-test="why-rebalanced">{ line(words.0, &Line::Rebalanced { zone }) }</p>
            }
            {
                match &why.verdict {
                    Verdict::Instances(decision) => funnel(words, why, decision),
                    Verdict::Fargate { zones: counts, chosen } => fargate(words, &zones, counts, *chosen),
                }
            }
        </div>
    }
}

fn fargate(words: Words, zones: &[Rc<str>], counts: &[(u8, u32)], chosen: Option<u8>) -> Html {
    let name = |zone: u8| zones.get(usize::from(zone)).cloned().unwrap_or_default();
    html! {
        <>
            <h3>{ words.label(Label::OnFargate) }</h3>
            <ul>{ for counts.iter().map(|(zone, tasks)| html! {
                <li>{ line(words.0, &Line::Zone { zone: &name(*zone), tasks: *tasks }) }</li> }) }</ul>
            <p><b>{ match chosen {
                Some(zone) => line(words.0, &Line::Chosen { what: &name(zone) }),
                None => line(words.0, &Line::FargateQuota),
            } }</b></p>
        </>
    }
}

fn failed(words: Words, reason: &Reason) -> Html {
    html! { <><code class="amber">{ reason.api() }</code>{ " " }{ numbers(words.0, reason) }</> }
}

fn tag(slot: u32, class: &'static str) -> Html {
    html! { <span class={classes!("slot", class)}>{ format!("#{}", slot + 1) }</span> }
}

fn row(
    words: Words,
    test: usize,
    count: usize,
    name: Html,
    tags: Html,
    detail: Html,
    last: bool,
) -> Html {
    let class = classes!("funnel-row", last.then_some("last"));
    html! {
        <li {class} data-test={format!("funnel-{test}")}>
            <span class="funnel-count">{ count }</span>
            <div class="funnel-name">{ name }</div>
            <div class="funnel-tags">{ tags }</div>
            <details class="funnel-detail"><summary>{ words.label(Label::DetailsToggle) }</summary>{ detail }</details>
        </li>
    }
}

fn funnel(words: Words, why: &Explanation, decision: &Decision) -> Html {
    let mut rows: Vec<Html> = Vec::new();
    let mut left: Vec<u32> = decision.pool.clone();
    let small = decision.pool.len() <= NAMED;
    let tags = |left: &[u32], gone: &[u32]| {
        if !small {
            return html! {};
        }
        html! { <>{ for gone.iter().map(|s| tag(*s, "gone")) }{ for left.iter().map(|s| tag(*s, "in")) }</> }
    };
    let pool = html! { <b>{ words.label(Label::Candidates) }</b> };
    rows.push(row(
        words,
        0,
        left.len(),
        pool,
        tags(&left, &[]),
        html! { { words.label(Label::AllInCluster) } },
        false,
    ));
    for (label, belongs) in STAGES {
        let gone: Vec<_> = (0_usize..)
            .zip(&decision.removals)
            .filter(|(_, removal)| belongs(&removal.reason))
            .collect();
        if gone.is_empty() {
            continue;
        }
        let slots: Vec<u32> = gone.iter().map(|(_, r)| r.slot).collect();
        left.retain(|slot| !slots.contains(slot));
        let n = u32::try_from(gone.len()).unwrap_or(u32::MAX);
        let name = html! { <><b>{ words.label(label) }</b><span class="help">{ words.sentence(&Sentence::Removed { n }) }</span></> };
        let detail = html! {
            <ul>{ for gone.iter().take(200).map(|(n, r)| html! {
                <li>{ format!("#{} ", r.slot + 1) }{ failed(words, &r.reason) }
                    { for decision.also.get(*n).into_iter().flatten().map(|reason| html! {
                        <div class="also">{ failed(words, reason) }</div> }) }</li> }) }</ul>
        };
        rows.push(row(
            words,
            rows.len(),
            left.len(),
            name,
            tags(&left, &slots),
            detail,
            left.is_empty(),
        ));
    }
    for ranking in &decision.rankings {
        rows.push(ranked(words, rows.len(), ranking, &tags));
        left.clone_from(&ranking.kept);
    }
    let nearest = decision.nearest.as_ref().map(|nearest| html! {
        <div class="nearest" data-test="nearest">
            <h3>{ words.label(Label::NearestMiss) }</h3>
            <p>{ format!("#{} ", nearest.slot + 1) }<code class="amber">{ nearest.reason.api() }</code></p>
            <p>{ numbers(words.0, &nearest.reason) }</p>
        </div>
    });
    let waits = decision.chosen().is_none();
    // The smallest three; each was tried (`placement/fix.rs`).
    let fixes = (!decision.fixes.is_empty()).then(|| {
        html! {
            <div class="fixes" data-test="fixes">
                <h3>{ words.label(Label::WouldLand) }</h3>
                <ul>{ for decision.fixes.iter().take(3).enumerate().map(|(n, change)| html! {
                    <li data-test={format!("fix-{n}")}>{ fix(words.0, change) }</li> }) }</ul>
            </div>
        }
    });
    html! {
        <>
            if waits { { nearest.clone().unwrap_or_default() } { fixes.unwrap_or_default() } }
            if why.default_strategy && !waits {
                <p class="help">{ words.label(Label::Default) }</p>
            }
            <ol class="funnel">{ for rows }</ol>
            if decision.tied.len() > 1 {
                <p class="help">{ line(words.0, &Line::Tie { count: decision.tied.len() }) }</p>
            }
            <p class="verdict"><b>{ match decision.chosen() {
                Some(slot) => line(words.0, &Line::Chosen { what: &format!("#{}", slot + 1) }),
                None => line(words.0, &Line::Nowhere),
            } }</b></p>
            if !waits { { nearest.unwrap_or_default() } }
        </>
    }
}

fn ranked(
    words: Words,
    n: usize,
    ranking: &Ranking,
    tags: &dyn Fn(&[u32], &[u32]) -> Html,
) -> Html {
    let (kind, field) = ranking.step.api();
    let gone: Vec<u32> =
        ranking.values.iter().map(|(s, _)| *s).filter(|s| !ranking.kept.contains(s)).collect();
    let left = u32::try_from(gone.len()).unwrap_or(u32::MAX);
    let name = html! {
        <><b>{ kind }</b><span class="help"><code>{ field.trim_start_matches("attribute:ecs.").to_owned() }</code>{ " · " }
            { words.sentence(&Sentence::LeftBehind { n: left }) }</span></>
    };
    let detail = html! {
        <ul>{ for ranking.values.iter().take(200).map(|(slot, value)| {
            let kept = ranking.kept.contains(slot);
            html! { <li class={classes!((!kept).then_some("help"))}>{ format!("#{} ", slot + 1) }{ ranked_by(words.0, value) }</li> }
        }) }</ul>
    };
    row(words, n, ranking.kept.len(), name, tags(&ranking.kept, &gone), detail, false)
}
