//! Revisions: registered, deregistered, deleted, listed (TD-9 to TD-13, SV-140, SV-141).

use serde_json::{Value, json};

use super::{accepted, answers, refused};

fn register(at: &str, family: &str) -> Value {
    json!([at, "ecs:RegisterTaskDefinition", {"family": family, "containerDefinitions":
        [{"name": "c", "image": "i", "memory": 128}]}])
}

fn on(at: &str, call: &str, name: &str) -> Value {
    let key = if call == "DeleteTaskDefinitions" { "taskDefinitions" } else { "taskDefinition" };
    let name = if key == "taskDefinitions" { json!([name]) } else { json!(name) };
    json!([at, format!("ecs:{call}"), { key: name }])
}

#[test]
fn td_12_revisions_are_counted_and_never_used_again() {
    let (_, answers) = answers(
        0,
        &[
            register("1s", "f"),
            register("1s", "f"),
            on("2s", "DeregisterTaskDefinition", "f:2"),
            on("3s", "DeleteTaskDefinitions", "f:2"),
            register("4s", "f"),
            on("5s", "DescribeTaskDefinition", "f"),
            on("6s", "DescribeTaskDefinition", "f:2"),
            on("7s", "DescribeTaskDefinition", "g"),
        ],
    );
    let revision = |index: usize| accepted(&answers[index])["taskDefinition"]["revision"].clone();
    assert_eq!([revision(0), revision(1), revision(4)], [1, 2, 3]);
    // TD-13: the latest ACTIVE one.
    assert_eq!(revision(5), 3);
    // TD-9
    let deleted = &accepted(&answers[3])["taskDefinitions"][0];
    assert_eq!(deleted["status"], "DELETE_IN_PROGRESS");
    assert_eq!(accepted(&answers[6])["taskDefinition"]["status"], "DELETE_IN_PROGRESS");
    // TD-10
    assert_eq!(refused(&answers[7]), "ClientException: Unable to describe task definition.");
}

#[test]
fn td_9_sv_141_what_deregistering_needs_and_does() {
    let eleven: Vec<String> = (1..=11).map(|n| format!("web:{n}")).collect();
    let (_, answers) = answers(
        1,
        &[
            on("1s", "DeregisterTaskDefinition", "web"),
            on("1s", "DeleteTaskDefinitions", "web:1"),
            json!(["1s", "ecs:CreateService", {"cluster": "demo", "serviceName": "s",
                "taskDefinition": "web", "desiredCount": 1}]),
            on("2s", "DeregisterTaskDefinition", "web:1"),
            json!(["3s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web:1"}]),
            json!(["4s", "ecs:UpdateService",
                {"cluster": "demo", "service": "s", "desiredCount": 2}]),
            json!(["5s", "ecs:DeleteTaskDefinitions", {"taskDefinitions": eleven}]),
            json!(["2m", "ecs:DescribeServices", {"cluster": "demo", "services": ["s"]}]),
        ],
    );
    assert_eq!(refused(&answers[0]), "ClientException: Revision is missing.");
    // An ACTIVE one is a failure, not an exception.
    assert_eq!(accepted(&answers[1])["failures"].as_array().map(Vec::len), Some(1));
    assert_eq!(refused(&answers[4]), "ClientException: TaskDefinition is inactive");
    assert!(refused(&answers[6]).contains("at most 10"));
    // What runs with it goes on, and may scale.
    assert_eq!(accepted(&answers[7])["services"][0]["runningCount"], 2);
}

#[test]
fn sv_140_a_service_keeps_the_revision_that_it_was_given() {
    let (_, answers) = answers(
        1,
        &[
            json!(["1s", "ecs:CreateService", {"cluster": "demo", "serviceName": "s",
                "taskDefinition": "web", "desiredCount": 1}]),
            register("2s", "web"),
            json!(["3s", "ecs:DescribeServices", {"cluster": "demo", "services": ["s"]}]),
        ],
    );
    let arn = accepted(&answers[2])["services"][0]["taskDefinition"].as_str().expect("an ARN");
    assert!(arn.ends_with("task-definition/web:1"), "{arn}");
}

#[test]
fn definitions_and_families_are_listed() {
    let list = |call: &str, input: Value| json!(["3s", format!("ecs:{call}"), input]);
    let (_, answers) = answers(
        0,
        &[
            register("1s", "b"),
            register("1s", "a"),
            register("1s", "b"),
            on("2s", "DeregisterTaskDefinition", "a:1"),
            list("ListTaskDefinitions", json!({})),
            list("ListTaskDefinitions", json!({"sort": "DESC", "maxResults": 2})),
            list("ListTaskDefinitions", json!({"status": "INACTIVE"})),
            list("ListTaskDefinitions", json!({"familyPrefix": "b"})),
            list("ListTaskDefinitionFamilies", json!({})),
            list("ListTaskDefinitionFamilies", json!({"status": "ACTIVE", "familyPrefix": "w"})),
            list("ListTaskDefinitionFamilies", json!({"status": "INACTIVE"})),
        ],
    );
    let names = |index: usize| -> Vec<String> {
        let all = accepted(&answers[index])["taskDefinitionArns"].as_array().expect("a list");
        let last = |arn: &Value| arn.as_str().and_then(|a| a.rsplit('/').next()).map(String::from);
        all.iter().filter_map(last).collect()
    };
    assert_eq!(names(4), ["b:1", "b:2", "web:1"]);
    assert_eq!(names(5), ["web:1", "b:2"]);
    assert!(accepted(&answers[5])["nextToken"].is_string());
    assert_eq!(names(6), ["a:1"]);
    assert_eq!(names(7), ["b:1", "b:2"]);
    let families = |index: usize| accepted(&answers[index])["families"].clone();
    assert_eq!(families(8), json!(["a", "b", "web"]));
    assert_eq!(families(9), json!(["web"]));
    assert_eq!(families(10), json!(["a"]));
}
