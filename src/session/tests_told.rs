//! What the page tells is true, and what is gone is not chosen any more.

use serde_json::json;

use super::scene::{self, news, rows};
use super::{Circumstances, Message, NewCall, Notice, Prompt, Selection, Session};
use super::{first, happening, read, start, update};
use crate::base::SimTime;
use crate::texts::Lang;

fn opened(query: &str) -> Session {
    start(&Circumstances { query: query.into(), ..Circumstances::default() })
}

fn seek(session: &mut Session, ms: u64) {
    let at = SimTime(ms);
    update(session, Message::Seek(at));
    while session.player.time() < at {
        update(session, Message::Frame { elapsed_us: 0 });
    }
}

fn make(session: &mut Session, name: &str, input: serde_json::Value) {
    let calls = NewCall::new(name, input).into_iter().collect();
    update(session, Message::Make { calls, merge: None, form: None });
    let record = session.player.journal().calls.last().expect("a call");
    assert!(record.result.is_ok(), "{:?}", record.result);
}

/// QT-36: overrides make a definition of their own that no revision is; its tasks are called by the revision.
#[test]
fn tasks_with_overrides_have_their_name() {
    let mut session = opened("?example=waiting");
    seek(&mut session, 120_000);
    let last = session.world().now.sequence;
    let overrides = json!({ "containerOverrides": [{ "name": "etl", "memory": 1_200 }] });
    let input =
        json!({ "cluster": "demo", "taskDefinition": "etl", "count": 10, "overrides": overrides });
    make(&mut session, "ecs:RunTask", input);
    assert!(!session.world().variants.is_empty());
    let (told, _) = news::since(&session, last);
    assert!(told.contains("etl:1"), "{told}");
    let (rows, _) = happening::rows(&session, 1_000, |_| true);
    let labels: Vec<_> = rows
        .iter()
        .filter(|row| row.at.time == SimTime(120_000))
        .filter_map(|row| match &row.what {
            happening::What::Placed { definition, .. } => Some(definition.clone()),
            happening::What::RunTaskFailed(definition, ..) => Some(definition.clone()),
            _ => None,
        })
        .collect();
    assert!(labels.len() >= 2, "{rows:?}");
    assert!(labels.iter().all(|label| &**label == "etl:1"), "{labels:?}");
}

/// SV-8: a service that ended is chosen no more, whatever number it keeps.
#[test]
fn a_deleted_service_is_not_chosen() {
    let mut session = opened("?example=waiting");
    seek(&mut session, 120_000);
    let chosen = Selection::Service { cluster: 0, service: 1 };
    update(&mut session, Message::Select(chosen));
    make(
        &mut session,
        "ecs:DeleteService",
        json!({ "cluster": "demo", "service": "worker", "force": true }),
    );
    seek(&mut session, 600_000);
    assert_eq!(session.view.selection, Selection::None);
}

/// The first visit's prompts are about something that is there, and lie over nothing.
#[test]
fn the_prompts_lie_over_nothing() {
    let session = opened("");
    let visit = first::visit(&session).expect("a first visit");
    assert!(visit.ask && visit.stop.is_some() && &*visit.name == "web");

    // A table.
    let mut session = opened("");
    update(&mut session, Message::ToggleTable);
    assert_eq!(first::visit(&session), None);

    // A RunTask that found no place, until it is gone from the quay.
    let mut session = opened("");
    seek(&mut session, 60_000);
    let large = json!({ "family": "large",
        "containerDefinitions": [{ "name": "large", "image": "i", "memory": 60_000 }] });
    make(&mut session, "ecs:RegisterTaskDefinition", large);
    make(&mut session, "ecs:RunTask", json!({ "cluster": "demo", "taskDefinition": "large" }));
    assert_eq!(first::visit(&session), None);
    seek(&mut session, 600_000);
    assert!(first::visit(&session).is_some());

    // A service that was deleted.
    let name = first::visit(&session).expect("still there").name;
    let input = json!({ "cluster": "demo", "service": &*name, "force": true });
    make(&mut session, "ecs:DeleteService", input);
    seek(&mut session, 1_200_000);
    assert!(first::visit(&session).is_none_or(|visit| visit.name != name));
    let calls = session.scenario().calls.len();
    update(&mut session, Message::Prompt(Prompt::Ask));
    assert_eq!(session.scenario().calls.len(), calls, "nothing is asked of it");
}

/// The filter is about what one looks at: another playground begins without.
#[test]
fn a_filter_stays_where_it_was_written() {
    let mut session = opened("?example=waiting");
    update(&mut session, Message::Filter("attribute:stack == prod".into()));
    let other = opened("?example=first").scenario().clone();
    update(&mut session, Message::Open(other));
    assert_eq!(&*session.filter, "");
}

/// Rows of the table stand back where their instance does on the stage.
#[test]
fn the_table_tells_what_the_filter_holds_for() {
    let mut session = opened("?example=waiting");
    seek(&mut session, 120_000);
    update(
        &mut session,
        Message::Filter("attribute:ecs.availability-zone == ap-northeast-1a".into()),
    );
    let (matching, all) = read::filtered(&session).expect("a filter").expect("a query");
    assert!(!matching.is_empty() && (matching.len() as u32) < all, "{matching:?} of {all}");
    let motion = scene::Motion::default();
    let look = scene::look_of(&session, (0.0, 0.0), &motion);
    let look = scene::Look { matching: Some(&matching), ..look };
    let flipped = std::collections::BTreeSet::new();
    let tree = rows::tree(session.world(), &look, &flipped);
    let tasks = &session.world().clusters[0].tasks;
    for row in tree.rows(session.world(), &look, &flipped, 0..tree.len) {
        let slot = match row.key {
            rows::Key::Instance(slot) => Some(slot),
            rows::Key::Task(task) => tasks[task as usize].instance,
            _ => None,
        };
        let back = slot.is_some_and(|slot| !matching.contains(&slot));
        assert_eq!(row.back, back, "{row:?}");
    }
}

/// What an instance has left is told as such.
#[test]
fn what_is_free_is_called_free() {
    let mut session = opened("?example=waiting");
    update(&mut session, Message::Select(Selection::Instance { cluster: 0, slot: 0 }));
    let told = rows::told(&session);
    assert!(told.contains("CPU free") && told.contains("MiB free"), "{told}");
    session.view.lang = Lang::ZhTw;
    let told = rows::told(&session);
    assert!(told.contains("可用 CPU") && told.contains("可用 MiB"), "{told}");
}

#[test]
fn an_unknown_example_is_told() {
    let session = opened("?example=nope");
    assert_eq!(session.notice, Some(Notice::NoSuchExample("nope".into())));
    assert!(!session.scenario().calls.is_empty());
    assert_eq!(opened("?example=waiting").notice, None);
}

/// The cluster that one chose stays, and the forms write to it.
#[test]
fn a_chosen_cluster_stays() {
    let mut session = opened("?example=waiting");
    seek(&mut session, 120_000);
    make(&mut session, "ecs:CreateCluster", json!({ "clusterName": "other" }));
    let form = |session: &Session| update::form_cluster(session).expect("one").to_string();
    assert_eq!((scene::shown_cluster(&session), form(&session)), (Some(0), "demo".into()));
    update(&mut session, Message::Select(Selection::Service { cluster: 0, service: 0 }));
    update(&mut session, Message::ShowCluster(1));
    assert_eq!(session.view.selection, Selection::None);
    update(&mut session, Message::Escape { sheets: false });
    assert_eq!((scene::shown_cluster(&session), form(&session)), (Some(1), "other".into()));
    // What is chosen elsewhere leads there, and one stays.
    update(&mut session, Message::Select(Selection::Service { cluster: 0, service: 0 }));
    update(&mut session, Message::Escape { sheets: false });
    assert_eq!(scene::shown_cluster(&session), Some(0));
    update(&mut session, Message::ShowCluster(1));
    update(&mut session, Message::Undo);
    assert_eq!(scene::shown_cluster(&session), Some(0), "it is gone");
}

/// A sheet that is not in sight at this width is not what Escape closes.
#[test]
fn escape_closes_what_is_in_sight() {
    for (sheets, left) in
        [(true, Selection::Waiting { cluster: 0, service: 0 }), (false, Selection::None)]
    {
        let mut session = opened("?example=waiting");
        seek(&mut session, 30_000);
        update(&mut session, Message::Select(Selection::Waiting { cluster: 0, service: 0 }));
        update(&mut session, Message::Escape { sheets });
        assert_eq!(session.view.selection, left);
    }
}
