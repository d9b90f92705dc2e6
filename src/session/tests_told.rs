//! What the page tells is true, and what is gone is not chosen any more.

use serde_json::json;

use super::scene::news;
use super::{Circumstances, Message, NewCall, Selection, Session, happening, start, update};
use crate::base::SimTime;

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
