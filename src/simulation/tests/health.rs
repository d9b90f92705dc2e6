//! Health: checks, targets, and what services make of them.

use super::*;
use crate::simulation::process::health::{healthy_from, of_task};
use crate::simulation::world::{Health, Task};

fn definition(check: Value) -> Value {
    let mut definition = web(64);
    if !check.is_null() {
        definition["containerDefinitions"][0]["healthCheck"] = check;
    }
    json!(["0s", "ecs:RegisterTaskDefinition", definition])
}

fn behave(at: &str, more: Value) -> Value {
    let mut input = json!({"family": "web"});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    json!([at, "world:SetContainerBehaviour", input])
}

fn one(check: Value, calls: &[Value], until: &str) -> Player {
    let mut list = start(1, 64);
    list.push(definition(check));
    list.extend(calls.iter().filter(|call| call[0] == "0s").cloned());
    list.push(json!(["1s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web"}]));
    list.extend(calls.iter().filter(|call| call[0] != "0s").cloned());
    played(Value::Array(list), until)
}

fn task(player: &Player) -> &Task {
    &player.world().clusters[0].tasks[0]
}

fn health(player: &Player) -> Health {
    of_task(player.world(), task(player))
}

/// SV-91, SV-92, SV-93: UNHEALTHY after interval x retries, HEALTHY with the first success; failures in
/// startPeriod do not count. The container starts at 9 s.
#[test]
fn verdicts() {
    let check = |more: Value| {
        let mut check = json!({"command": ["CMD", "true"]});
        for (key, value) in more.as_object().expect("an object") {
            check[key] = value.clone();
        }
        check
    };
    let never = json!({"neverHealthy": true});
    let late = json!({"healthyAfter": "65s"});
    use Health::{Healthy, Unhealthy, Unknown};
    let cases: [(Value, &Value, &str, Health); 12] = [
        (Value::Null, &never, "5m", Unknown),
        (check(json!({})), &json!({}), "38s", Unknown),
        (check(json!({})), &json!({}), "39s", Healthy),
        (check(json!({})), &never, "98s", Unknown),
        (check(json!({})), &never, "99s", Unhealthy),
        (check(json!({"interval": 10, "retries": 2})), &never, "29s", Unhealthy),
        (check(json!({"startPeriod": 60})), &never, "128s", Unknown),
        (check(json!({"startPeriod": 60})), &never, "129s", Unhealthy),
        (check(json!({"retries": 1})), &late, "39s", Unhealthy),
        (check(json!({"retries": 1})), &late, "98s", Unhealthy),
        (check(json!({"retries": 1})), &late, "99s", Healthy),
        (check(json!({})), &late, "99s", Healthy),
    ];
    for (check, behaviour, at, expected) in cases {
        let player = one(check.clone(), &[behave("0s", behaviour.clone())], at);
        assert_eq!(health(&player), expected, "{check} {behaviour} at {at}");
    }
}

/// A running container that begins to fail is UNHEALTHY after as many checks; and HEALTHY again when it
/// answers again.
#[test]
fn health_that_changes() {
    let check = json!({"command": ["CMD", "true"], "interval": 10, "retries": 3});
    let calls = [behave("100s", json!({"neverHealthy": true})), behave("200s", json!({}))];
    // Checks at 9 s + n x 10 s.
    for (at, expected) in [
        ("90s", Health::Healthy),
        ("128s", Health::Healthy),
        ("129s", Health::Unhealthy),
        ("208s", Health::Unhealthy),
        ("209s", Health::Healthy),
    ] {
        let player = one(check.clone(), &calls, at);
        assert_eq!(health(&player), expected, "{at}");
        let room = &player.world().clusters[0];
        let counted = healthy_from(player.world(), room, task(&player));
        let healthy =
            counted.is_some_and(|from| from <= player.world().now.time.max(player.time()));
        assert_eq!(healthy, expected == Health::Healthy, "{at}");
    }
}

/// SV-33: 40 s of RUNNING; a check's verdict; a target's; with both, both.
#[test]
fn what_counts_as_healthy() {
    let check = json!({"command": ["CMD", "true"], "interval": 60});
    let slow = json!({"command": ["CMD", "true"], "interval": 300});
    let target = json!([{"targetGroupArn": "arn:x", "containerName": "web", "containerPort": 80}]);
    for (check, balanced, from) in [
        (Value::Null, false, 49),
        (check.clone(), false, 69),
        (Value::Null, true, 159),
        (check, true, 159),
        (slow, true, 309),
    ] {
        let mut list = start(1, 64);
        list.push(definition(check));
        let more = if balanced { json!({"loadBalancers": target.clone()}) } else { json!({}) };
        list.push(service(1, more));
        let player = played(Value::Array(list), "20s");
        let room = &player.world().clusters[0];
        let counted = healthy_from(player.world(), room, task(&player));
        // SV-1's loop starts it at 1 s, it runs at 9 s.
        assert_eq!(counted, Some(SimTime(from * 1_000)));
    }
}

fn balanced(more: Value) -> Value {
    let mut input = json!({"loadBalancers": [{"targetGroupArn": "arn:x", "containerName": "web",
        "containerPort": 80}], "availabilityZoneRebalancing": "DISABLED"});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    service(1, input)
}

fn reasons(player: &Player) -> Vec<String> {
    let tasks = player.world().clusters[0].tasks.iter();
    tasks.filter_map(|task| task.stop.as_ref().map(|stop| stop.reason.to_string())).collect()
}

/// SV-41, SV-105, LC-33: an unhealthy task is replaced: first the new one where maximumPercent has room for it,
/// else the old one goes first.
#[test]
fn unhealthy_tasks_are_replaced() {
    let check = json!({"command": ["CMD", "true"], "interval": 10, "retries": 3});
    for (maximum, first) in [(200, "starts"), (100, "stops")] {
        let configuration = json!({"minimumHealthyPercent": 0, "maximumPercent": maximum});
        let mut list = start(1, 64);
        list.push(definition(check.clone()));
        list.push(service(1, json!({"deploymentConfiguration": configuration})));
        list.push(behave("100s", json!({"neverHealthy": true})));
        // The one that runs is failing by then: the next ones are well.
        list.push(behave("131s", json!({})));
        let player = played(Value::Array(list), "5m");
        let tasks = &player.world().clusters[0].tasks;
        assert_eq!(tasks.len(), 2, "{maximum}");
        assert_eq!(reasons(&player), ["Task failed container health checks"]);
        let (stopped, started) = (tasks[0].times.stopping, tasks[1].times.created);
        let stopped = stopped.expect("told to stop");
        assert_eq!(if started < stopped { "starts" } else { "stops" }, first);
        assert!(started.max(stopped) >= SimTime(129_000));
        let told = events(player.world());
        let replaced = "Amazon ECS replaced 1 tasks due to an unhealthy status.";
        assert!(told.iter().any(|t| t.ends_with(replaced)), "{told:#?}");
        assert_eq!(player.world().clusters[0].services[0].running, 1);
    }
}

/// SV-90, SV-119, LC-33: a target that does not answer is told of and its task replaced, but not within
/// healthCheckGracePeriodSeconds.
#[test]
fn targets_that_do_not_answer() {
    for (grace, at) in [(0, 69), (120, 129)] {
        let mut list = start(1, 64);
        list.push(behave("0s", json!({"neverHealthy": true})));
        list.push(balanced(json!({"healthCheckGracePeriodSeconds": grace})));
        let player = played(Value::Array(list), "131s");
        let told = events(player.world());
        let unhealthy = told.iter().find(|t| t.contains("is unhealthy in")).expect("an event");
        assert!(unhealthy.starts_with(&SimTime(at * 1_000).to_string()), "{unhealthy}");
        assert!(unhealthy.ends_with(
            "(port 80) is unhealthy in (target-group arn:x) due to (reason Health checks failed with these codes: [503])."
        ));
        let mut list = start(1, 64);
        list.push(behave("0s", json!({"neverHealthy": true})));
        list.push(balanced(json!({"deploymentConfiguration":
            {"minimumHealthyPercent": 0, "maximumPercent": 100}})));
        let player = played(Value::Array(list), "131s");
        assert_eq!(reasons(&player)[0], "Task failed ELB health checks in (target-group arn:x)");
    }
}
