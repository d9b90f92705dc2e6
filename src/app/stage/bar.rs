//! Over the stage: which cluster, how much is in it, what gives a block its height.

use yew::prelude::*;

use crate::app::query_field::QueryField;
use crate::app::store::{use_selector, use_send};
use crate::app::widgets::Icon;
use crate::session::scene::shown_cluster;
use crate::session::{Measure, Message, Session, read};
use crate::simulation::world::InstanceStatus;
use crate::texts::stage::{Word, word};

#[derive(PartialEq)]
struct Head {
    name: String,
    instances: u64,
    tasks: u64,
}

fn head(session: &Session) -> Option<Head> {
    let world = session.world();
    let index = shown_cluster(world, session.view.selection)?;
    let cluster = &world.clusters[index as usize];
    let alive = cluster.instances.iter().filter(|i| i.status != InstanceStatus::Inactive);
    Some(Head {
        name: cluster.name.to_string(),
        instances: (alive.count() + cluster.launching.len()) as u64,
        tasks: cluster.tasks.iter().filter(|task| !task.told_to_stop).count() as u64,
    })
}

#[function_component]
pub(super) fn Bar() -> Html {
    let lang = *use_selector(|session| session.view.lang);
    let head = use_selector(head);
    let measure = *use_selector(|session| session.view.measure);
    let table = *use_selector(|session| session.view.table);
    let send = use_send();
    let filter = use_selector(|session| std::rc::Rc::clone(&session.filter));
    let found = use_selector(|session| match read::filtered(session) {
        Some(Ok((slots, all))) => format!("{} / {all}", slots.len()),
        _ => String::new(),
    });
    let choice = |value: Measure, text: String, test: &'static str| {
        html! {
            <button type="button" class="switch-half" data-test={test}
                aria-pressed={(measure == value).to_string()}
                onclick={send.just(Message::SetMeasure(value))}>{ text }</button>
        }
    };
    let toggle = word(lang, &if table { Word::ShowPicture } else { Word::ShowTable });
    html! {
        <div class="stage-bar">
            if let Some(head) = &*head {
                <strong class="stage-cluster" data-test="cluster">{ &head.name }</strong>
                <span class="stage-counts">
                    { word(lang, &Word::InstanceCount(head.instances)) }{ " · " }
                    { word(lang, &Word::TaskCount(head.tasks)) }
                </span>
            }
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
            <span class="stage-measure" id="block-height">{ word(lang, &Word::BlockHeight) }</span>
            <div class="switch" role="group" aria-labelledby="block-height">
                { choice(Measure::Memory, word(lang, &Word::Memory), "measure-memory") }
                { choice(Measure::Cpu, "CPU".to_owned(), "measure-cpu") }
            </div>
            <button type="button" class="line square" data-test="table" title={toggle.clone()}
                aria-label={toggle} aria-pressed={table.to_string()}
                onclick={send.just(Message::ToggleTable)}>
                { Icon::Table.view() }
            </button>
        </div>
    }
}
