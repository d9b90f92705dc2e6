//! What is typed happens, and only what changes something is part of the scenario.

use std::rc::Rc;

use super::{Act, rows};
use crate::session::{Circumstances, Message, Session, start, update};

fn session() -> Session {
    let mut session = start(&Circumstances { now_ms: 1_000, ..Circumstances::default() });
    update(&mut session, Message::Seek(crate::base::SimTime(60_000)));
    settle(&mut session);
    session
}

fn settle(session: &mut Session) {
    for _ in 0..1_000 {
        if !session.is_behind() && session.terminal.queue.is_empty() {
            return;
        }
        update(session, Message::Frame { elapsed_us: 0 });
    }
    panic!("it never settles");
}

fn enter(session: &mut Session, text: &str) -> String {
    update(session, Message::Terminal(Act::Type(text.into())));
    update(session, Message::Terminal(Act::Run));
    settle(session);
    told(session)
}

fn told(session: &Session) -> String {
    rows(session).last().map_or_else(String::new, |row| row.told.to_string())
}

#[test]
fn a_call_that_changes_something_is_made_and_undone() {
    let mut session = session();
    let before = Rc::clone(session.scenario());
    let told = enter(
        &mut session,
        "aws ecs update-service --cluster demo --service web --desired-count 4",
    );
    assert!(told.contains("\"desiredCount\": 4"), "{told}");
    assert!(told.contains("\"createdAt\": \"2026-"), "{told}");
    assert_eq!(session.scenario().calls.len(), before.calls.len() + 1);
    assert_eq!(rows(&session)[0].note, None);
    update(&mut session, Message::Undo);
    assert_eq!(*session.scenario(), before);
    assert_eq!(rows(&session)[0].note, Some("undone"));
    update(&mut session, Message::Redo);
    assert_eq!(rows(&session)[0].note, None);
}

#[test]
fn a_call_that_reads_leaves_no_trace() {
    let mut session = session();
    let before = Rc::clone(session.scenario());
    for text in [
        "aws ecs list-clusters",
        "aws ecs describe-clusters --clusters demo --include STATISTICS SETTINGS",
        "aws ecs list-services --cluster demo",
        "aws ecs describe-services --cluster demo --services web",
        "aws ecs list-tasks --cluster demo --service-name web --desired-status RUNNING",
        "aws ecs list-container-instances --cluster demo --filter 'attribute:ecs.instance-type =~ m5.*'",
        "aws ecs describe-container-instances --cluster demo --container-instances '#1' '#2'",
        "aws ecs list-task-definitions --family-prefix web --region ap-northeast-1 --output json",
        "aws ecs list-task-definition-families",
        "aws ecs describe-task-definition --task-definition web",
        "aws ecs describe-capacity-providers --no-cli-pager",
        "aws ecs list-attributes --cluster demo --target-type container-instance --attribute-name ecs.os-type",
        "aws ecs list-account-settings --effective-settings",
    ] {
        let told = enter(&mut session, text);
        assert!(told.starts_with("{\n    \""), "{text}: {told}");
        assert!(Rc::ptr_eq(session.scenario(), &before), "{text}");
    }
    for (text, expected) in [
        (
            "aws ecs describe-services --cluster demo --services web --query 'services[0].desiredCount'",
            "9",
        ),
        ("aws ecs list-services --cluster demo --query 'length(serviceArns)' --output text", "1"),
        (
            "aws ecs describe-services --cluster demo --services web --query 'services[*].[serviceName,desiredCount]' --output text",
            "web\t9",
        ),
    ] {
        assert_eq!(enter(&mut session, text), expected, "{text}");
    }
    let told = enter(&mut session, "aws ecs list-tasks --cluster demo --service-name web");
    assert_eq!(told.matches("arn:aws:ecs").count(), 9, "{told}");
}

#[test]
fn refusals_and_problems_are_told() {
    let mut session = session();
    for (text, expected) in [
        (
            "aws ecs describe-services --cluster nowhere --services a",
            "An error occurred (ClusterNotFoundException) when calling the DescribeServices operation: Cluster not found.",
        ),
        (
            "aws ecs create-servic",
            "Column 9: ecs has no operation create-servic. Near: create-service.",
        ),
        ("aws ecs stop-task --tsk x", "Column 19: Unknown option: --tsk. Near: --task."),
        ("aws ecs stop-task", "Column 9: The following options are required: --task."),
        ("aws ecs list-tasks | grep a", "Column 20: There are no pipes here."),
        ("aws ecs list-clusters --query 'a['", "Column 35: From here on --query is no JMESPath"),
        ("aws ecs list-clusters --query 'keys(`1`)'", "In --query, keys takes other arguments"),
        (
            "aws ecs list-clusters --output table",
            "Column 32: Answers come as json or text here, not as table.",
        ),
        ("kubectl get pods", "Column 1: kubectl: command not found."),
        (
            "aws ecs list-clusters --region eu-west-1",
            "Column 32: This playground is in ap-northeast-1, not in eu-west-1.",
        ),
        (
            "aws ecs create-service --service-name a --placement-strategy type:spread",
            "Column 73: --placement-strategy: = should stand here",
        ),
        ("aws ecs run-task --task-definition web --count two", "Column 48: two is not a number."),
        (
            "aws ecs run-task --task-definition web --overrides '{\"a\": x}'",
            "Column 59: --overrides: from here on",
        ),
        (
            "aws application-autoscaling put-scaling-policy --cli-input-json '{}'",
            "is not simulated yet.",
        ),
    ] {
        let told = enter(&mut session, text);
        assert!(told.contains(expected), "{text}: {told}");
        assert!(rows(&session).last().expect("a row").trouble);
    }
    let script =
        "aws ecs list-clusters\naws ecs nonsense\naws ecs list-services --cluster demo\nhelp";
    let told = enter(&mut session, script);
    assert_eq!(
        told,
        "Line 2, column 9: ecs has no operation nonsense.\n2 commands after it were not run."
    );
    let row = rows(&session).pop().expect("a row");
    assert_eq!((&*row.text, row.wrong), ("aws ecs nonsense", Some(8..16)));
}

/// What the list of calls as commands says, pasted into an empty playground, makes the same world.
#[test]
fn a_pasted_script_runs_in_order_and_is_undone_at_once() {
    let mut session = session();
    let calls = session.scenario().calls.clone();
    let script: String = calls
        .iter()
        .map(|call| crate::interop::aws_cli::command(call, "ap-northeast-1") + "\n")
        .collect();
    update(&mut session, Message::Shelf(crate::session::shelf::Act::New));
    let empty = session.scenario().calls.len();
    enter(&mut session, &script);
    assert_eq!(session.scenario().calls.len(), empty + calls.len(), "{:?}", rows(&session));
    let services = enter(&mut session, "aws ecs list-services --cluster demo");
    assert!(services.contains("service/demo/web"), "{services}");
    update(&mut session, Message::Undo);
    assert_eq!(session.scenario().calls.len(), empty);
}

#[test]
fn earlier_commands_come_back() {
    let mut session = session();
    enter(&mut session, "help");
    enter(&mut session, "aws help");
    let line = |session: &Session| session.terminal.line().to_string();
    update(&mut session, Message::Terminal(Act::Type("aws e".into())));
    for (act, expected) in [
        (Act::Earlier, "aws help"),
        (Act::Earlier, "help"),
        (Act::Earlier, "help"),
        (Act::Later, "aws help"),
        (Act::Later, "aws e"),
        (Act::Later, "aws e"),
    ] {
        update(&mut session, Message::Terminal(act));
        assert_eq!(line(&session), expected);
    }
    update(&mut session, Message::Terminal(Act::GiveUp));
    assert_eq!((line(&session), told(&session)), (String::new(), "^C".to_owned()));
    enter(&mut session, "clear");
    assert!(rows(&session).is_empty());
}

#[test]
fn names_of_the_world_are_offered() {
    let session = session();
    for (line, written, first) in [
        (
            "aws ecs describe-services --cluster d",
            Some("aws ecs describe-services --cluster demo "),
            "demo",
        ),
        (
            "aws ecs update-service --cluster demo --service w",
            Some("aws ecs update-service --cluster demo --service web "),
            "web",
        ),
        (
            "world stop-instance --container-instance ",
            Some("world stop-instance --container-instance '#"),
            "'#1'",
        ),
        (
            "aws ecs describe-task-definition --task-definition w",
            Some("aws ecs describe-task-definition --task-definition web:1 "),
            "web:1",
        ),
        (
            "aws ecs run-task --launch-type F",
            Some("aws ecs run-task --launch-type FARGATE "),
            "FARGATE",
        ),
        ("aws ecs desc", Some("aws ecs describe-"), "describe-capacity-providers"),
    ] {
        let offer = super::offer(&session, line, line.len());
        assert_eq!(offer.items.first().map(String::as_str), Some(first), "{line}");
        assert_eq!(offer.written.as_ref().map(|(text, _)| text.as_str()), written, "{line}");
    }
    for line in ["", "  ", "nonsense ", "aws ecs describe-clusters --clusters '"] {
        assert_eq!(super::offer(&session, line, line.len()).written, None, "{line}");
    }
}
