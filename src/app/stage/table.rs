//! The same content as the canvas, for keyboard, screen reader and print.

use yew::prelude::*;

use crate::app::store::{use_selector, use_send};
use crate::session::read::thousands;
use crate::session::scene::shown_cluster;
use crate::session::{InspectorTab, Message, Selection, Session};
use crate::simulation::world::{InstanceStatus, Machine, TaskStatus};
use crate::texts::Lang;
use crate::texts::stage::{Word, status, word};

/// Rows shown at once; the rest is told by a line.
const ROWS: usize = 400;

#[derive(PartialEq)]
struct Row {
    selection: Selection,
    name: String,
    state: String,
    free: String,
    tasks: Vec<(Selection, String)>,
}

#[derive(PartialEq)]
struct Zone {
    name: String,
    rows: Vec<Row>,
}

fn task_text(session: &Session, cluster: u32, task: u32, lang: Lang) -> String {
    let world = session.world();
    let t = &world.clusters[cluster as usize].tasks[task as usize];
    let definition = world.definition(t.definition);
    let name = format!("{}:{}", definition.definition.family, definition.revision);
    format!("{name} {}", status(lang, t.status))
}

fn zones(session: &Session) -> Vec<Zone> {
    let lang = session.view.lang;
    let world = session.world();
    let Some(index) = shown_cluster(world, session.view.selection) else { return Vec::new() };
    let cluster = &world.clusters[index as usize];
    let mut out: Vec<Zone> = Vec::new();
    let mut left = ROWS;
    for (zone, name) in (0_u8..).zip(world.settings.zones.iter()) {
        let mut rows = Vec::new();
        for (slot, i) in (0_u32..).zip(&cluster.instances) {
            if i.zone != zone || i.status == InstanceStatus::Inactive || left == 0 {
                continue;
            }
            left -= 1;
            let line = cluster.fleet.line(slot);
            let state = match i.machine {
                Machine::Running => i.status.as_str().to_owned(),
                _ => word(lang, &Word::Stopped),
            };
            let free = Word::Free {
                cpu: thousands(u64::from(line.cpu)),
                memory: thousands(u64::from(line.memory)),
            };
            let tasks = i.tasks.iter().map(|task| {
                let selection = Selection::Task { cluster: index, task: *task };
                (selection, task_text(session, index, *task, lang))
            });
            rows.push(Row {
                selection: Selection::Instance { cluster: index, slot },
                name: format!("#{} {}", slot + 1, i.instance_type.name),
                state,
                free: word(lang, &free),
                tasks: tasks.collect(),
            });
        }
        if !rows.is_empty() {
            out.push(Zone { name: name.to_string(), rows });
        }
    }
    let fargate: Vec<(Selection, String)> = (0_u32..)
        .zip(&cluster.tasks)
        .filter(|(_, t)| t.instance.is_none() && t.status != TaskStatus::Stopped)
        .take(ROWS)
        .map(|(task, _)| {
            let selection = Selection::Task { cluster: index, task };
            (selection, task_text(session, index, task, lang))
        })
        .collect();
    if !fargate.is_empty() {
        let name = word(lang, &Word::Fargate);
        let row = Row {
            selection: Selection::None,
            name: name.clone(),
            state: String::new(),
            free: String::new(),
            tasks: fargate,
        };
        out.push(Zone { name, rows: vec![row] });
    }
    out
}

#[function_component]
pub(super) fn Table() -> Html {
    let lang = *use_selector(|session| session.view.lang);
    let zones = use_selector(zones);
    let chosen = *use_selector(|session| session.view.selection);
    let send = use_send();
    let task = |(selection, text): &(Selection, String)| {
        let selection = *selection;
        let send = send.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            send.send(Message::Select(selection));
            send.send(Message::Inspector(Some(InspectorTab::Why)));
        });
        html! {
            <li><button type="button" class="link" aria-pressed={(chosen == selection).to_string()}
                {onclick}>{ text }</button></li>
        }
    };
    let row = |row: &Row| {
        let select = send.just(Message::Select(row.selection));
        html! {
            <tr class={(chosen == row.selection && chosen != Selection::None).then_some("chosen")}>
                <th scope="row"><button type="button" class="link" onclick={select}>{ &row.name }</button></th>
                <td>{ &row.state }</td>
                <td>{ &row.free }</td>
                <td><ul class="stage-table-tasks">{ for row.tasks.iter().map(task) }</ul></td>
            </tr>
        }
    };
    html! {
        <div class="stage-table" data-test="stage-table" tabindex="0" role="region"
            aria-label={word(lang, &Word::Tasks)}>
            { for zones.iter().map(|zone| html! {
                <table>
                    <caption>{ &zone.name }</caption>
                    <thead><tr>
                        <th scope="col">{ word(lang, &Word::Instance) }</th>
                        <th scope="col">{ word(lang, &Word::State) }</th>
                        <th scope="col">{ word(lang, &Word::FreeHead) }</th>
                        <th scope="col">{ word(lang, &Word::Tasks) }</th>
                    </tr></thead>
                    <tbody>{ for zone.rows.iter().map(row) }</tbody>
                </table>
            }) }
        </div>
    }
}
