//! RunTask, StartTask, StopTask: inputs, overrides, tags (SV-138, SV-139, SV-142).

use serde_json::{Value, json};

use super::{accepted, answers, answers_until, refused};

fn run(at: &str, more: Value) -> Value {
    let mut input = json!({"cluster": "demo", "taskDefinition": "web"});
    input.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    json!([at, "ecs:RunTask", input])
}

#[test]
fn sv_139_one_task_where_nothing_is_said() {
    let (_, answers) = answers(1, &[run("1s", json!({})), run("2s", json!({"count": 0}))]);
    let tasks = accepted(&answers[0])["tasks"].as_array().expect("tasks");
    assert_eq!(tasks.len(), 1);
    assert_eq!(tasks[0]["lastStatus"], "PENDING");
    assert_eq!(tasks[0]["desiredStatus"], "RUNNING");
    assert_eq!(tasks[0]["overrides"]["containerOverrides"], json!([{"name": "web"}]));
    assert!(refused(&answers[1]).starts_with("InvalidParameterException"));
}

#[test]
fn sv_138_stopping_a_task() {
    let stop = |at: &str, task: &str, more: Value| {
        let mut input = json!({"cluster": "demo", "task": task});
        input
            .as_object_mut()
            .expect("an object")
            .extend(more.as_object().cloned().unwrap_or_default());
        json!([at, "ecs:StopTask", input])
    };
    let (player, answers) = answers(
        1,
        &[
            json!(["1s", "ecs:CreateService", {"cluster": "demo", "serviceName": "s",
                "taskDefinition": "web", "desiredCount": 1}]),
            stop("1m", "#1", json!({"reason": "enough"})),
            stop("2m", "#9", json!({})),
        ],
    );
    let task = &accepted(&answers[1])["task"];
    assert_eq!(task["stopCode"], "UserInitiated");
    assert_eq!(task["stoppedReason"], "enough");
    assert_eq!(task["desiredStatus"], "STOPPED");
    let text = "InvalidParameterException: The referenced task was not found.";
    assert_eq!(refused(&answers[2]), text);
    // The service starts a replacement.
    assert_eq!(player.world().clusters[0].tasks.len(), 2);
    assert_eq!(player.world().clusters[0].services[0].running, 1);
}

/// What a task is made of counts: placement, the host's room and the report see the same.
#[test]
fn overrides_change_what_a_task_needs() {
    let of = |container: Value| json!({"overrides": {"containerOverrides": [container]}});
    let (player, answers) = answers(
        1,
        &[
            run("1s", of(json!({"name": "web", "cpu": 1024, "memory": 2048}))),
            run("2s", of(json!({"name": "web", "cpu": 1025}))),
            run("3s", of(json!({"name": "side", "cpu": 1}))),
            run("4s", of(json!({"name": "web", "memory": 3}))),
            run("5s", json!({"overrides": {"cpu": "512", "memory": "1024"}})),
            run("6s", of(json!({"name": "web", "cpu": 1024, "memory": 2048}))),
        ],
    );
    let task = &accepted(&answers[0])["tasks"][0];
    assert_eq!(task["overrides"]["containerOverrides"][0]["memory"], 2048);
    assert!(task["taskDefinitionArn"].as_str().is_some_and(|arn| arn.ends_with("web:1")));
    // 2048 − 1024 leave 1024 CPU units: one too few.
    assert_eq!(accepted(&answers[1])["failures"][0]["reason"], "RESOURCE:CPU");
    assert_eq!(
        refused(&answers[2]),
        "InvalidParameterException: Override for container named side is not a container in the TaskDefinition."
    );
    assert!(refused(&answers[3]).starts_with("InvalidParameterException"), "TD: at least 6 MiB");
    let task = &accepted(&answers[4])["tasks"][0];
    assert_eq!((&task["cpu"], &task["memory"]), (&json!("512"), &json!("1024")));
    assert_eq!(accepted(&answers[5])["failures"][0]["reason"], "RESOURCE:CPU");
    let world = player.world();
    assert_eq!(world.totals.cpu_reserved, 1024 + 512);
    // The same overrides are kept once, and no revision is made of them.
    assert_eq!((world.definitions.len(), world.variants.len()), (1, 3));
}

#[test]
fn tags_travel_to_tasks() {
    let tag = |key: &str| json!([{"key": key, "value": "v"}]);
    let describe = json!(["9m", "ecs:DescribeTasks",
        {"cluster": "demo", "tasks": ["#1", "#2", "#3"], "include": ["TAGS"]}]);
    let (_, answers) = answers(
        2,
        &[
            json!(["0s", "ecs:RegisterTaskDefinition", {"family": "t", "tags": tag("definition"),
                "containerDefinitions": [{"name": "c", "image": "i", "memory": 64}]}]),
            run(
                "1s",
                json!({"taskDefinition": "t", "tags": tag("own"),
                "propagateTags": "TASK_DEFINITION", "enableECSManagedTags": true}),
            ),
            json!(["2s", "ecs:CreateService", {"cluster": "demo", "serviceName": "s",
                "taskDefinition": "t", "desiredCount": 1, "tags": tag("service"),
                "propagateTags": "SERVICE", "enableECSManagedTags": true}]),
            json!(["3s", "ecs:CreateService", {"cluster": "demo", "serviceName": "d",
                "taskDefinition": "t", "desiredCount": 1, "propagateTags": "TASK_DEFINITION"}]),
            describe,
            run("9m", json!({"propagateTags": "SERVICE"})),
        ],
    );
    assert_eq!(accepted(&answers[0])["tags"], tag("definition"));
    assert_eq!(accepted(&answers[2])["service"]["tags"], tag("service"));
    let keys = |index: usize| -> Vec<String> {
        let tags = &accepted(&answers[4])["tasks"][index]["tags"];
        let key = |tag: &Value| tag["key"].as_str().map(String::from);
        tags.as_array().expect("tags").iter().filter_map(key).collect()
    };
    assert_eq!(keys(0), ["own", "definition", "aws:ecs:clusterName"]);
    assert_eq!(keys(1), ["service", "aws:ecs:clusterName", "aws:ecs:serviceName"]);
    assert_eq!(keys(2), ["definition"]);
    assert!(refused(&answers[5]).starts_with("InvalidParameterException"), "TD-15");
}

/// SV-142: the first of several problems is the one that its order names.
#[test]
fn sv_142_which_problem_comes_first() {
    let mut input = json!({"cluster": "gone", "taskDefinition": "gone", "count": 11,
        "launchType": "FARGATE", "placementStrategy": [{"type": "spread", "field": "x"}],
        "startedBy": 5});
    let steps: [(&str, Value, &str); 6] = [
        ("startedBy", json!("me"), "SerializationException"),
        ("cluster", json!("demo"), "ClusterNotFoundException"),
        ("taskDefinition", json!("web"), "ClientException: TaskDefinition not found."),
        ("count", json!(1), "InvalidParameterException: count"),
        ("launchType", json!("EC2"), "InvalidParameterException: Task definition does not support"),
        ("placementStrategy", json!([]), "InvalidParameterException: Invalid field 'x'"),
    ];
    let mut calls =
        vec![json!(["0s", "ecs:RegisterTaskDefinition", {"family": "web", "networkMode": "bridge",
            "containerDefinitions": [{"name": "c", "image": "i", "memory": 64}]}])];
    for (key, better, _) in &steps {
        calls.push(json!(["1s", "ecs:RunTask", input]));
        input[*key] = better.clone();
    }
    calls.push(json!(["1s", "ecs:RunTask", input]));
    let (_, answers) = answers(1, &calls);
    for ((_, _, expected), answer) in steps.iter().zip(&answers[1..]) {
        assert!(refused(answer).starts_with(expected), "{expected}: {answer:?}");
    }
    accepted(&answers[7]);
}

/// A clientToken is used for one RunTask, a day long or until an hour after its tasks stopped
/// (SV-139; API reference, "Ensuring idempotency").
#[test]
fn sv_139_what_is_asked_twice_with_one_token_is_done_once() {
    let with = |token: &str, more: Value| {
        let mut input = json!({"count": 2, "clientToken": token});
        input
            .as_object_mut()
            .expect("an object")
            .extend(more.as_object().cloned().unwrap_or_default());
        input
    };
    let other =
        json!(["3s", "ecs:RunTask", with("t", json!({"cluster": "b", "taskDefinition": "web"}))]);
    let (player, answers) = answers_until(
        1,
        "25h",
        &[
            json!(["1s", "ecs:CreateCluster", {"clusterName": "b"}]),
            run("1s", with("t", json!({}))),
            run("2s", with("t", json!({}))),
            run("2s", with("t", json!({"count": 1}))),
            run("2s", with("T", json!({}))),
            other,
            run("3s", with(&"x".repeat(65), json!({}))),
            run("3s", with("a b", json!({}))),
            // A token of a call that started nothing is free.
            run("4s", with("u", json!({"overrides": {"memory": "100000"}}))),
            run("4s", with("u", json!({}))),
            run("1439m", with("t", json!({}))),
            run("1441m", with("t", json!({}))),
        ],
    );
    let tasks = |n: usize| -> Vec<String> {
        let tasks = accepted(&answers[n])["tasks"].as_array().expect("tasks").clone();
        tasks.iter().map(|task| task["taskArn"].to_string()).collect()
    };
    assert_eq!(tasks(1).len(), 2);
    assert_eq!(tasks(1), tasks(2));
    assert!(refused(&answers[3]).starts_with("ConflictException"));
    // Tokens are told apart by case.
    assert_ne!(tasks(1), tasks(4));
    assert!(!refused(&answers[5]).starts_with("ConflictException"));
    assert!(refused(&answers[6]).starts_with("InvalidParameterException: clientToken"));
    assert!(refused(&answers[7]).starts_with("InvalidParameterException: clientToken"));
    assert!(tasks(8).is_empty());
    assert_eq!(tasks(9).len(), 2);
    // As they are now, a day long.
    assert_eq!(tasks(10), tasks(1));
    assert_eq!(accepted(&answers[10])["tasks"][0]["lastStatus"], "RUNNING");
    assert!(tasks(11).iter().all(|task| !tasks(1).contains(task)));
    assert_eq!(player.world().clusters[0].tasks.len(), 8);
}

#[test]
fn a_token_is_forgotten_an_hour_after_its_tasks_stopped() {
    let once = |at: &str| run(at, json!({"clientToken": "t"}));
    let stop = json!(["1m", "ecs:StopTask", {"cluster": "demo", "task": "#1"}]);
    let (player, _) = answers_until(1, "3h", &[once("1s"), stop, once("60m"), once("2h")]);
    assert_eq!(player.world().clusters[0].tasks.len(), 2);
}
