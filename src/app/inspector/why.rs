//! Why a task is where it is, or nowhere: the funnel, read from the decision that placed it.

use std::rc::Rc;

use yew::prelude::*;

use super::miss;
use crate::app::gloss::Gloss;
use crate::app::store::{use_selector, use_send};
use crate::app::widgets::Window;
use crate::app::words::{Words, use_words};
use crate::placement::{Decision, Slot};
use crate::session::funnel::{self, Check, Row};
use crate::session::identity::{Identities, Identity};
use crate::session::read::{clock_text, definition_label};
use crate::session::{Message, Selection, Session};
use crate::simulation::explain::{Explanation, Verdict};
use crate::texts::comfort::{Comfort, Term};
use crate::texts::explain::{Line, line, numbers, ranked_by};
use crate::texts::page::Label;
use crate::texts::page_sentence::Sentence;
use crate::texts::thousands;

/// Over so many candidates instances are counted, not named (look, section 8).
const NAMED: usize = 8;

#[derive(PartialEq)]
struct Head {
    title: String,
    about: String,
    /// The API's word for how the task stands.
    state: &'static str,
    identity: Identity,
}

fn head(session: &Session, words: Words) -> Option<Head> {
    let world = session.world();
    let why = session.explanation()?;
    let cluster = world.clusters.get(why.cluster as usize)?;
    let at = clock_text(why.at.time);
    let service = why.service.and_then(|s| cluster.services.get(s as usize));
    let identities = Identities::of(world);
    let identity = match why.service {
        Some(service) => identities.service(why.cluster, service),
        None => identities.family(&world.definition(why.definition).definition.family),
    };
    let (title, about, state) = match session.view.selection {
        Selection::Task { task, .. } => {
            let task = cluster.tasks.get(task as usize)?;
            let definition = definition_label(world, task.definition);
            let zone = world.zone_name(task.zone);
            if task.has_no_place() {
                let title = Sentence::TaskWaits { service: &definition };
                let about = Sentence::LastTriedAt { at: &at };
                return Some(Head {
                    title: words.sentence(&title),
                    about: words.sentence(&about),
                    state: task.status.as_str(),
                    identity,
                });
            }
            let title = match task.instance {
                Some(slot) => Sentence::TaskOn { definition: &definition, slot: slot + 1 },
                None => Sentence::TaskOnFargate { definition: &definition, zone: &zone },
            };
            let service = service.map(|s| &*s.name);
            let about = Sentence::PlacedAt { at: &at, service, zone: &zone };
            (words.sentence(&title), words.sentence(&about), task.status.as_str())
        }
        _ => {
            let service = service?;
            let tried = service.waiting.as_ref()?.last_tried(world.now.time).time;
            let at = clock_text(tried);
            let title = Sentence::TaskWaits { service: &service.name };
            let about = Sentence::TriedAt { at: &at, n: service.owed() };
            (words.sentence(&title), words.sentence(&about), "")
        }
    };
    Some(Head { title, about, state, identity })
}

#[function_component]
pub(super) fn Why() -> Html {
    let (words, send) = (use_words(), use_send());
    let head = use_selector(move |session| head(session, words));
    let why = use_selector(|session| session.explanation().cloned());
    let asking = *use_selector(Session::is_asking);
    let zones = use_selector(|session| session.world().settings.zones.to_vec());
    // What can be done to a chosen instance stands above.
    let instance =
        *use_selector(|session| matches!(session.view.selection, Selection::Instance { .. }));
    let (Some(why), Some(head)) = (&*why, &*head) else {
        return html! {
            <div data-test="why">
                if asking {
                    <p class="help">{ words.comfort(Comfort::LookingUp) }</p>
                    <button type="button" class="line small" onclick={send.just(Message::Select(Selection::None))}
                        data-test="why-halt">{ words.comfort(Comfort::Halt) }</button>
                } else if !instance {
                    <Gloss term={Term::Placement} />
                    <p class="help">{ words.label(Label::WhyEmpty) }</p>
                }
            </div>
        };
    };
    html! {
        <div class="why" data-test="why">
            <Gloss term={Term::Placement} />
            <header class="why-head">
                <span class={format!("tile service-{}", head.identity.colour)} aria-hidden="true">{ head.identity.letter }</span>
                <h2 data-test="why-head">{ head.title.clone() }</h2>
                if !head.state.is_empty() { <code class="chip">{ head.state }</code> }
            </header>
            <p class="help">{ head.about.clone() }{ " " }<code>{ &*why.group }</code></p>
            if let Some(provider) = &why.capacity_provider {
                <p class="note" data-test="why-provider">
                    { line(words.0, &Line::Provider { provider }) }
                    if why.waits() { { words.0.semicolon() }{ line(words.0, &Line::Waits) } }
                </p>
            }
            if let Some(zone) = &why.rebalanced_zone {
                <p class="note" data-test="why-rebalanced">{ line(words.0, &Line::Rebalanced { zone }) }</p>
            }
            {
                match &why.verdict {
                    Verdict::Instances(decision) => instances(words, why, decision),
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

fn named(slots: &[Slot]) -> String {
    let names: Vec<String> =
        slots.iter().take(NAMED).map(|slot| format!("#{}", slot + 1)).collect();
    let rest = slots.len().saturating_sub(NAMED);
    if rest > 0 { format!("{} +{rest}", names.join(" ")) } else { names.join(" ") }
}

fn instances(words: Words, why: &Rc<Explanation>, decision: &Decision) -> Html {
    let rows = funnel::rows(decision);
    let waits = decision.chosen().is_none();
    let last = rows.len() - 1;
    let most = decision.pool.len();
    html! {
        <>
            if waits { <miss::Miss why={Rc::clone(why)} /> }
            <ol class="funnel">{ for rows.iter().enumerate().map(|(n, row)| {
                view(words, why, decision, (n, row), most, n == last)
            }) }</ol>
            if let (Some(slot), true) = (decision.chosen(), decision.tied.len() > 1) {
                <p class="help" data-test="tie">{ words.sentence(&Sentence::Tie { who: &named(&decision.tied), chosen: slot + 1 }) }</p>
            }
            <p class={classes!("verdict", waits.then_some("amber"))}><b>{ match decision.chosen() {
                Some(slot) => line(words.0, &Line::Chosen { what: &format!("#{}", slot + 1) }),
                None => line(words.0, &Line::Nowhere),
            } }</b></p>
            if !waits { <miss::Miss why={Rc::clone(why)} /> }
        </>
    }
}

fn title(words: Words, why: &Explanation, decision: &Decision, row: &Row) -> Html {
    let n = u32::try_from(row.gone.len()).unwrap_or(u32::MAX);
    let check = |label: Label| html! { <><b>{ words.label(label) }</b><span class="help">{ words.sentence(&Sentence::Removed { n }) }</span></> };
    match row.check {
        Check::Candidates => {
            html! { <><b>{ words.label(Label::Candidates) }</b><span class="help">{ words.label(Label::AllInCluster) }</span></> }
        }
        Check::Agent => check(Label::AgentCheck),
        Check::Zone => check(Label::ZoneCheck),
        Check::Attributes => check(Label::AttributeCheck),
        Check::Resources => check(Label::Resources),
        Check::Constraints => check(Label::ConstraintsHold),
        Check::Strategy(at) => {
            let (kind, field) = decision.rankings[at].step.api();
            let default =
                why.default_strategy.then(|| format!(" ({})", words.label(Label::Default)));
            html! {
                <><b>{ kind }{ default.unwrap_or_default() }</b>
                <span class="help"><code>{ field.trim_start_matches("attribute:ecs.").to_owned() }</code>{ " · " }
                    { words.sentence(&Sentence::LeftBehind { n }) }</span></>
            }
        }
    }
}

/// The slots that a row took.
fn taken(decision: &Decision, row: &Row) -> Vec<Slot> {
    let slot = |n: &usize| match row.check {
        Check::Strategy(at) => decision.rankings[at].values[*n].0,
        _ => decision.removals[*n].slot,
    };
    row.gone.iter().map(slot).collect()
}

fn view(
    words: Words,
    why: &Rc<Explanation>,
    decision: &Decision,
    (n, row): (usize, &Row),
    most: usize,
    last: bool,
) -> Html {
    let tag = |slot: &Slot, class: &'static str| html! { <span class={classes!("slot", class)}>{ format!("#{}", slot + 1) }</span> };
    let chosen = last && row.left.len() == 1;
    let class = if chosen { "chosen" } else { "in" };
    let tags = if most <= NAMED {
        html! { <>
            { for taken(decision, row).iter().map(|slot| tag(slot, "gone")) }
            if !row.left.is_empty() { <span class="funnel-in">{ for row.left.iter().map(|slot| tag(slot, class)) }</span> }
        </> }
    } else {
        let width = funnel::width(row.left.len(), most).max(u64::from(!row.left.is_empty()));
        html! { <svg class="funnel-bar" aria-hidden="true"><rect x={format!("{}%", 100 - width)} y="0" width={format!("{width}%")} height="100%" /></svg> }
    };
    let class = classes!(
        "funnel-row",
        last.then_some("last"),
        (last && row.left.is_empty()).then_some("nowhere")
    );
    let rows = match row.check {
        Check::Candidates => row.left.len(),
        Check::Strategy(at) => decision.rankings[at].values.len(),
        _ => row.gone.len(),
    };
    let table = {
        let (why, row) = (Rc::clone(why), row.clone());
        Callback::from(move |n: usize| match &why.verdict {
            Verdict::Instances(decision) => detail(words, decision, &row, n),
            Verdict::Fargate { .. } => html! {},
        })
    };
    html! {
        <li {class} data-test={format!("funnel-{n}")}>
            <span class="funnel-count">{ thousands(row.left.len() as u64) }</span>
            <div class="funnel-name">{ title(words, why, decision, row) }</div>
            <div class="funnel-tags">{ tags }</div>
            { short(words, decision, row) }
            if rows > 0 {
                <details class="funnel-detail"><summary data-test={format!("funnel-open-{n}")}>{ words.label(Label::DetailsToggle) }</summary>
                    <Window count={rows} row={table} name={words.label(Label::DetailsToggle)} /></details>
            }
        </li>
    }
}

/// The lines under a row that say why, with numbers: the two commonest reasons.
fn short(words: Words, decision: &Decision, row: &Row) -> Html {
    if matches!(row.check, Check::Candidates | Check::Strategy(_)) {
        return html! {};
    }
    let reasons = funnel::reasons(decision, &row.gone);
    html! {
        <ul class="funnel-why">{ for reasons.iter().take(2).map(|(reason, slots)| html! {
            <li><code class="amber">{ reason.api() }</code>{ " " }{ named(slots) }{ words.0.colon() }{ numbers(words.0, reason) }</li>
        }) }</ul>
    }
}

/// One instance's line in an opened row: what was needed, what it has, the verdict.
fn detail(words: Words, decision: &Decision, row: &Row, n: usize) -> Html {
    let mark = |kept: bool| if kept { "✓ " } else { "" };
    match row.check {
        Check::Candidates => html! { { format!("#{}", row.left[n] + 1) } },
        Check::Strategy(at) => {
            let (slot, value) = &decision.rankings[at].values[n];
            let kept = row.left.binary_search(slot).is_ok();
            html! { <span class={classes!((!kept).then_some("help"))}><b>{ format!("#{}", slot + 1) }</b>{ " " }{ mark(kept) }{ ranked_by(words.0, value) }</span> }
        }
        _ => {
            let at = row.gone[n];
            let removal = &decision.removals[at];
            let also = decision.also.get(at).into_iter().flatten();
            let also: Vec<&str> = also.map(|reason| reason.api()).collect();
            html! {
                <><b>{ format!("#{}", removal.slot + 1) }</b>{ " " }{ numbers(words.0, &removal.reason) }{ " " }
                <code class="amber">{ removal.reason.api() }</code>
                if !also.is_empty() { <code class="amber">{ format!(" + {}", also.join(", ")) }</code> }</>
            }
        }
    }
}
