//! DAEMON services (SV-3 to SV-7) and what placement keeps for them (PL-32, PL-52, PL-79).

use super::*;

fn launch(at: &str, count: u32, stack: &str) -> Value {
    json!([at, "ec2:RunInstances", {"cluster": "demo", "instanceType": "m5.large", "count": count,
        "registerAfter": "0s", "attributes": [{"name": "stack", "value": stack}]}])
}

fn daemon(at: &str, more: Value) -> Value {
    let mut input = json!({"cluster": "demo", "serviceName": "agent", "taskDefinition": "agent",
        "schedulingStrategy": "DAEMON"});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    json!([at, "ecs:CreateService", input])
}

fn cluster(more: &[Value]) -> Value {
    let mut list = vec![
        json!(["0s", "ecs:CreateCluster", {"clusterName": "demo"}]),
        json!(["0s", "ecs:RegisterTaskDefinition", web(3500)]),
        json!(["0s", "ecs:RegisterTaskDefinition", {"family": "agent", "containerDefinitions":
            [{"name": "agent", "image": "agent", "cpu": 128, "memory": 800}]}]),
    ];
    list.extend_from_slice(more);
    Value::Array(list)
}

/// SV-3, SV-4, SV-7, PL-52: one on every instance, new ones get theirs, desired follows.
#[test]
fn one_on_every_instance() {
    let player = played(
        cluster(&[launch("0s", 3, "prod"), daemon("1s", json!({})), launch("5m", 2, "prod")]),
        "10m",
    );
    assert_eq!(per_instance(player.world()), [1, 1, 1, 1, 1]);
    let service = &player.world().clusters[0].services[0];
    assert_eq!((service.desired, service.running, service.steady), (5, 5, true));
    assert_eq!(player.world().totals.desired, 5);
    let told = events(player.world());
    assert!(told[0].contains("has started 3 tasks"), "{told:#?}");
    assert!(told.iter().any(|text| text.contains("has started 2 tasks")), "{told:#?}");
}

/// PL-32: 7762 - 3500 - 3500 leaves less than 800 MiB: replicas find room for one task only where
/// the daemon's is kept, even while no daemon task is there.
#[test]
fn replicas_never_take_what_is_kept_for_a_daemon() {
    let replicas =
        service(4, json!({"placementStrategy": [{"type": "binpack", "field": "memory"}]}));
    let stop = |at: &str| json!([at, "ecs:StopTask", {"cluster": "demo", "task": "#1"}]);
    let player = played(
        cluster(&[daemon("0s", json!({})), replicas.clone(), launch("1m", 2, "prod"), stop("5m")]),
        "10m",
    );
    let room = &player.world().clusters[0];
    assert_eq!((room.services[0].running, room.services[1].running), (2, 2));
    // Without the daemon, each instance takes two.
    let player = played(cluster(&[replicas, launch("1m", 2, "prod")]), "10m");
    assert_eq!(player.world().clusters[0].services[0].running, 4);
}

/// SV-6: where a daemon does not fit it says so, and comes when there is room.
#[test]
fn a_daemon_without_room_waits() {
    let replicas = service(2, json!({}));
    let less = json!(["5m", "ecs:UpdateService", {"cluster": "demo", "service": "web", "desiredCount": 1}]);
    let list = cluster(&[launch("0s", 1, "prod"), replicas, daemon("1m", json!({})), less]);
    let early = played(list.clone(), "4m");
    let waits = &early.world().clusters[0].services[1];
    let told = waits.events.back().expect("an event").message.text("agent");
    assert!(told.contains("has insufficient memory available"), "{told}");
    assert_eq!((waits.desired, waits.running), (1, 0));
    let why = early.explain_waiting(0, 1).expect("it waits");
    let Verdict::Instances(decision) = why.verdict else { panic!("on instances") };
    assert_eq!((decision.pool, decision.tied), (vec![0], Vec::new()));
    assert_eq!(decision.removals.len(), 1);
    // PL-48: of the one instance that it is for.
    assert_eq!(decision.nearest.as_ref(), decision.removals.first());
    let late = played(list, "10m");
    assert_eq!(late.world().clusters[0].services[1].running, 1);
}

/// SV-5, PL-79: daemons are checked again when attributes change, replicas are not.
#[test]
fn only_daemons_are_checked_again() {
    let prod = json!({"placementConstraints":
        [{"type": "memberOf", "expression": "attribute:stack == prod"}]});
    let put = |at: &str, value: &str| {
        json!([at, "ecs:PutAttributes", {"cluster": "demo", "attributes":
            [{"name": "stack", "value": value, "targetId": "#1"}]}])
    };
    let list = cluster(&[
        launch("0s", 1, "prod"),
        launch("0s", 1, "dev"),
        daemon("1s", prod.clone()),
        service(1, prod),
        put("5m", "dev"),
        put("10m", "prod"),
    ]);
    let running = |until: &str| {
        let player = played(list.clone(), until);
        let services = &player.world().clusters[0].services;
        (services[0].desired, services[0].running, services[1].running)
    };
    assert_eq!(running("4m"), (1, 1, 1));
    assert_eq!(running("9m"), (0, 0, 1));
    assert_eq!(running("14m"), (1, 1, 1));
}

/// SV-3, LT-5, SV-31, PL-49, SV-136: what goes with DAEMON and what does not.
#[test]
fn calls() {
    let spread = json!([{"type": "spread", "field": "instanceId"}]);
    for (more, rule) in [
        (json!({"desiredCount": 1}), "LT-5"),
        (json!({"placementStrategy": spread}), "PL-49"),
        (json!({"deploymentConfiguration": {"maximumPercent": 200}}), "SV-31"),
        (json!({"launchType": "FARGATE"}), "LT-5"),
        (json!({"availabilityZoneRebalancing": "ENABLED"}), "PL-92"),
    ] {
        let player = played(cluster(&[daemon("1s", more.clone())]), "2s");
        let refused = player.journal().calls[3].result.clone().expect_err("refused");
        assert_eq!(refused.rule, rule, "{more}");
    }
    let gone = json!(["5m", "ecs:DeleteService", {"cluster": "demo", "service": "agent"}]);
    let player = played(cluster(&[launch("0s", 2, "prod"), daemon("1s", json!({})), gone]), "10m");
    assert_eq!(per_instance(player.world()), [0, 0]);
    let room = &player.world().clusters[0];
    assert_eq!(room.fleet.line(0).memory, room.instances[0].registered.memory);
}

/// SV-6: an instance that took its task does not hide those that did not.
#[test]
fn full_instances_are_not_forgotten_behind_one_with_room() {
    let replicas =
        service(4, json!({"placementStrategy": [{"type": "binpack", "field": "memory"}]}));
    let list = cluster(&[
        launch("0s", 2, "prod"),
        replicas,
        launch("1m", 1, "prod"),
        daemon("2m", json!({})),
    ]);
    let player = played(list, "5m");
    let service = &player.world().clusters[0].services[1];
    assert_eq!((service.desired, service.running), (3, 1));
    assert!(service.waiting.is_some());
}
