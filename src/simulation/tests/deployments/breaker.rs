//! The circuit breaker (SV-50 to SV-58).

use super::*;

/// A revision for which there is no room anywhere.
fn too_big(at: &str) -> [Value; 2] {
    [
        json!([at, "ecs:RegisterTaskDefinition", web(100_000)]),
        update(at, json!({"taskDefinition": "web"})),
    ]
}

fn with_breaker(more: Value) -> Value {
    let mut breaker = json!({"enable": true, "rollback": true});
    for (key, value) in more.as_object().expect("an object") {
        breaker[key] = value.clone();
    }
    json!({"deploymentCircuitBreaker": breaker})
}

#[test]
fn sv_55_sv_56_tasks_without_room_trip_the_breaker_and_the_old_revision_comes_back() {
    let list = Value::Array(running(3, 2, with_breaker(json!({})), &too_big("10m")));
    let counting = played(list.clone(), "10m20s");
    assert_eq!(told(&counting)["deployments"][0]["failedTasks"], 2);
    let player = played(list, "12m");
    // SV-26: an attempt every 15 s; SV-50: three of them.
    assert_eq!(
        said(&player, "10m"),
        [
            "10m was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 9f7a) has insufficient memory available.",
            "10m30s (deployment deployment failed: tasks failed to start.",
            "10m30s rolling back to deployment",
            "10m30s (deployment deployment completed.",
            "10m30s has reached a steady state.",
        ]
        .map(|text| text.replace("9f7a", &nearest(&player)))
    );
    assert_eq!(shown(&player), ["PRIMARY COMPLETED 2"]);
    assert_eq!(web_service(&player).primary, 0);
    assert_eq!(
        told(&player)["taskDefinition"].as_str().expect("an ARN").rsplit(':').next(),
        Some("1")
    );
}

/// The id in the event.
fn nearest(player: &Player) -> String {
    let text = said(player, "10m")[0].clone();
    let after = text.split("(container-instance ").nth(1).expect("an id").to_owned();
    after.split(')').next().expect("an id").to_owned()
}

#[test]
fn sv_57_without_rollback_the_old_tasks_run_on_and_nothing_starts() {
    let breaker = with_breaker(json!({"rollback": false}));
    let mut list = running(3, 2, breaker, &too_big("10m"));
    list.push(json!(["20m", "ecs:StopTask", {"cluster": "demo", "task": "#1"}]));
    let player = played(Value::Array(list), "30m");
    assert_eq!(shown(&player), ["PRIMARY FAILED 0", "ACTIVE COMPLETED 1"]);
    let told = told(&player);
    assert_eq!(
        told["deployments"][0]["rolloutStateReason"],
        "ECS deployment circuit breaker: tasks failed to start." // SV-38
    );
}

#[test]
fn sv_56_without_a_completed_deployment_there_is_nothing_to_go_back_to() {
    let mut list = start(1, 100_000);
    list.push(service(2, json!({"deploymentConfiguration": with_breaker(json!({}))})));
    let player = played(Value::Array(list), "10m");
    assert_eq!(shown(&player), ["PRIMARY FAILED 0"]);
    let said = said(&player, "0s");
    assert_eq!(
        said.last().expect("an event"),
        "31s (deployment deployment failed: tasks failed to start."
    );
    assert!(web_service(&player).waiting.is_none());
}

#[test]
fn sv_51_a_count_of_one_trips_at_the_first_failure() {
    let one = with_breaker(json!({"thresholdConfiguration": {"type": "COUNT", "value": 1}}));
    let player = played(Value::Array(running(3, 2, one, &too_big("10m"))), "11m");
    let said = said(&player, "10m");
    assert!(said[1].starts_with("10m (deployment deployment failed"), "{said:#?}");
}

#[test]
fn sv_58_without_the_breaker_a_deployment_waits_for_ever() {
    let player = played(Value::Array(running(3, 2, json!({}), &too_big("10m"))), "5h");
    assert_eq!(shown(&player), ["PRIMARY IN_PROGRESS 0", "ACTIVE COMPLETED 2"]);
    assert_eq!(said(&player, "10m").len(), 1);
}
