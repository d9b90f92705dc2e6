//! Over the stage: which cluster, how much is in it, what gives a block its height.

use std::rc::Rc;

use yew::prelude::*;

use super::canvas::ZOOM_STEP;
use super::memory::Shared;
use crate::app::query_field::QueryField;
use crate::app::store::{use_selector, use_send};
use crate::app::widgets::{Icon, text_of};
use crate::session::scene::Sight;
use crate::session::scene::shown_cluster;
use crate::session::view::Showing;
use crate::session::{Measure, Message, Session, read};
use crate::simulation::world::InstanceStatus;
use crate::texts::stage::{Word, word};
use crate::texts::{Lang, thousands};

#[derive(PartialEq)]
struct Head {
    name: String,
    /// Where there is a choice: index and name of each ACTIVE cluster, and which is shown.
    clusters: Vec<(u32, Rc<str>, bool)>,
    instances: u64,
    tasks: u64,
    /// Tasks in Fargate's lane; `None` while there is no such lane.
    fargate: Option<u64>,
}

fn head(session: &Session) -> Option<Head> {
    let world = session.world();
    let index = shown_cluster(session)?;
    let cluster = &world.clusters[index as usize];
    let alive = cluster.instances.iter().filter(|i| i.status != InstanceStatus::Inactive);
    let all = (0_u32..).zip(&world.clusters).filter(|(at, c)| c.active || *at == index);
    let clusters: Vec<_> = all.map(|(at, c)| (at, Rc::clone(&c.name), at == index)).collect();
    Some(Head {
        clusters: if clusters.len() > 1 { clusters } else { Vec::new() },
        name: cluster.name.to_string(),
        instances: (alive.count() + cluster.launching.len()) as u64,
        tasks: session.ledger.page(index).map_or(0, |page| page.alive),
        fargate: session
            .ledger
            .uses_fargate(index, cluster)
            .then(|| session.ledger.page(index).map_or(0, |page| page.fargate.len() as u64)),
    })
}

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) shared: Shared,
}

/// The heat map's scale; the style sheet shows it far out.
fn legend(lang: Lang) -> Html {
    html! {
        <div class="stage-heat" role="img" aria-label={word(lang, &Word::HeatScale)} data-test="heat">
            <span>{ "0" }</span>
            { for (0..7).map(|n| html! { <i class={format!("heat-{n}")}></i> }) }
            <span>{ "100%" }</span>
        </div>
    }
}

#[function_component]
pub(super) fn Bar(props: &Props) -> Html {
    let lang = *use_selector(|session| session.view.lang);
    let head = use_selector(head);
    let measure = *use_selector(|session| session.view.measure);
    let (table, on_fargate) = *use_selector(|session| (session.view.table, session.view.fargate));
    let send = use_send();
    let filter = use_selector(|session| Rc::clone(&session.filter));
    let found = use_selector(|session| match read::filtered(session) {
        Some(Ok((slots, all))) => {
            format!("{} / {}", thousands(slots.len() as u64), thousands(u64::from(all)))
        }
        _ => String::new(),
    });
    let choice = |value: Measure, text: String, test: &'static str| {
        html! {
            <button type="button" class="switch-half" data-test={test}
                aria-pressed={(measure == value).to_string()}
                onclick={send.just(Message::SetMeasure(value))}>{ text }</button>
        }
    };
    let place = |to: Showing, here: bool, text: String, test: &'static str| {
        html! {
            <button type="button" data-test={test} aria-pressed={here.to_string()}
                onclick={send.just(Message::ShowPlace(to))}>{ text }</button>
        }
    };
    let fargate = head.as_ref().as_ref().and_then(|head| head.fargate);
    // Where there are no zones, Fargate's lane is all there is to see.
    let only = head.as_ref().as_ref().is_some_and(|head| head.instances == 0);
    let on_fargate = (on_fargate || only) && fargate.is_some();
    let zoom = |icon: Icon, name: Word, test: &'static str, factor: f64| {
        let (shared, name) = (props.shared.clone(), word(lang, &name));
        let onclick = Callback::from(move |_: MouseEvent| {
            shared
                .change(|memory, session| memory.zoom_about_middle(factor, session.view.selection));
        });
        html! {
            <button type="button" class="line square" data-test={test} title={name.clone()} aria-label={name} {onclick}>
                { icon.view() }</button>
        }
    };
    let (fit, shared) = (word(lang, &Word::Fit), props.shared.clone());
    let see_all = Callback::from(move |_: MouseEvent| {
        shared.change(|memory, session| memory.see(session, Sight::Fit));
    });
    let toggle = word(lang, &if table { Word::ShowPicture } else { Word::ShowTable });
    html! {
        <div class="stage-bar">
            if let Some(head) = &*head {
                if head.clusters.is_empty() {
                    <strong class="stage-cluster" data-test="cluster">{ &head.name }</strong>
                } else {
                    <select class="stage-cluster" aria-label={word(lang, &Word::WhichCluster)} data-test="cluster"
                        onchange={send.on(|event: Event| Message::ShowCluster(text_of(&event).parse().unwrap_or(0)))}>
                        { for head.clusters.iter().map(|(at, name, here)| html! {
                            <option value={at.to_string()} selected={*here}>{ &**name }</option> }) }
                    </select>
                }
                <span class="stage-counts" data-test="stage-counts">
                    { word(lang, &Word::InstanceCount(head.instances)) }{ " · " }
                    { word(lang, &Word::TaskCount(head.tasks)) }
                </span>
            }
            <div class="switch stage-places" role="group" aria-label={word(lang, &Word::Places)}>
                { place(Showing::Zones, !table && !on_fargate, word(lang, &Word::Zones), "place-zones") }
                if let Some(count) = fargate {
                    { place(Showing::Fargate, !table && on_fargate, word(lang, &Word::FargateCount(count)), "place-fargate") }
                }
                { place(Showing::Table, table, word(lang, &Word::TableShort), "place-table") }
            </div>
            <span class="stage-space"></span>
            if head.is_some() {
                <QueryField id="stage-filter" name={word(lang, &Word::Filter)} placeholder={word(lang, &Word::Filter)}
                    text={(*filter).clone()} onchange={send.on(Message::Filter)} />
                <span class="stage-found" role="status" data-test="stage-filter-count">{ &*found }</span>
                if !filter.trim().is_empty() {
                    <button type="button" class="plain square small" aria-label={word(lang, &Word::ClearFilter)}
                        onclick={send.just(Message::Filter("".into()))} data-test="stage-filter-clear">{ Icon::Close.view() }</button>
                }
            }
            { legend(lang) }
            <span class="stage-measure" id="block-height">{ word(lang, &Word::BlockHeight) }</span>
            <div class="switch" role="group" aria-labelledby="block-height">
                { choice(Measure::Memory, word(lang, &Word::Memory), "measure-memory") }
                { choice(Measure::Cpu, "CPU".to_owned(), "measure-cpu") }
            </div>
            <div class="stage-zoom" role="group" aria-label={word(lang, &Word::Zoom)}>
                { zoom(Icon::Minus, Word::ZoomOut, "zoom-out", 1.0 / ZOOM_STEP) }
                <button type="button" class="line square" data-test="fit" title={fit.clone()} aria-label={fit} onclick={see_all}>
                    { Icon::Zoom.view() }</button>
                { zoom(Icon::Plus, Word::ZoomIn, "zoom-in", ZOOM_STEP) }
            </div>
            <button type="button" class="line square" data-test="table" title={toggle.clone()}
                aria-label={toggle} aria-pressed={table.to_string()}
                onclick={send.just(Message::ToggleTable)}>
                { Icon::Table.view() }
            </button>
        </div>
    }
}
