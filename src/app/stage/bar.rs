//! Over the stage: which cluster, how much is in it, what gives a block its height.

use yew::prelude::*;

use crate::app::store::{use_selector, use_send};
use crate::app::widgets::Icon;
use crate::session::scene::shown_cluster;
use crate::session::{Measure, Message, Session};
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
