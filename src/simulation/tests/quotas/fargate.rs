//! The quotas of Fargate and Fargate Spot: what runs at a time, and how fast it is launched.

use super::*;

#[test]
fn qt_06_qr_6_tasks_then_vcpus_on_fargate() {
    let mut list = vec![cluster(), fargate("256", "512")];
    list.extend((0..9).map(|_| on_fargate("1s", 10)));
    at_and_past("QT-06", notes(&[]), list, on_fargate("1s", 10), on_fargate("2s", 1));
    let vcpus = |count| vec![cluster(), fargate("1024", "2048"), on_fargate("1s", count)];
    let mut list = vcpus(5);
    list.extend([on_fargate("1s", 1), on_fargate("2s", 1)]);
    let player = played(setup(Profile::Current, &[]), list, "2s");
    let text =
        "ClientException: You've reached the limit on the number of vCPUs you can run concurrently";
    assert_eq!(message(&player, 4), text);
    assert_eq!(used(player.world(), "QT-06"), 6);
    // At 0.25 vCPU the six allow 24.
    let mut list = vec![cluster(), fargate("256", "512"), on_fargate("1s", 10)];
    list.extend([on_fargate("1s", 10), on_fargate("1s", 4), on_fargate("2s", 1)]);
    let player = played(setup(Profile::Current, &[]), list, "2s");
    assert_eq!(rules(&player)[2..], ["", "", "", "QT-06"]);
}

#[test]
fn qr_5_a_service_tells_the_vcpu_quota_and_tries_again() {
    let more = network(json!({}));
    let mut list = vec![cluster(), fargate("1024", "2048")];
    let input = json!({"serviceName": "s", "taskDefinition": "f", "desiredCount": 7,
        "launchType": "FARGATE"});
    list.push(with("1s", "ecs:CreateService", input, &more));
    list.push(json!(["5m", "ecs:StopTask", {"cluster": "demo", "task": "#1"}]));
    let input = json!({"service": "s", "desiredCount": 6});
    list.push(with("6m", "ecs:UpdateService", input, &json!({})));
    let player = played(setup(Profile::Current, &[]), list, "15m");
    assert!(rules(&player).iter().all(|rule| rule.is_empty()), "no call is refused");
    let service = &player.world().clusters[0].services[0];
    let told: Vec<&str> = service.events.iter().map(|event| event.message.rule()).collect();
    assert!(told.contains(&"SV-115"), "{told:?}");
    assert_eq!(service.running, 6);
    assert!(service.waiting.is_none());
}

#[test]
fn qt_08_qt_40_addresses_and_interfaces() {
    let run = |public: &str| {
        let input = json!({"taskDefinition": "f", "launchType": "FARGATE", "count": 3});
        with("1s", "ecs:RunTask", input, &network(json!({ "assignPublicIp": public })))
    };
    for (rule, code, public) in [
        ("QT-08", "fargate-public-ips", "ENABLED"),
        ("QT-40", "network-interfaces-per-region", "DISABLED"),
    ] {
        let list = || vec![cluster(), fargate("256", "512"), run(public)];
        let player = played(notes(&[(code, 2)]), list(), "2m");
        let codes: Vec<_> = player.world().clusters[0]
            .tasks
            .iter()
            .map(|task| task.stop.as_ref().and_then(|stop| stop.code))
            .collect();
        assert_eq!(codes, [None, None, Some(StopCode::TaskFailedToStart)], "{rule}");
        assert_eq!(used(player.world(), rule), 2);
        let player = played(notes(&[(code, 3)]), list(), "2m");
        assert!(player.world().clusters[0].tasks.iter().all(|task| task.stop.is_none()), "{rule}");
    }
}

#[test]
fn qt_23_qr_3_fargate_launches_are_throttled() {
    let raised = || notes(&[("fargate-tasks", 5_000)]);
    let mut list = vec![cluster(), fargate("256", "512")];
    list.extend((0..10).map(|_| on_fargate("1s", 10)));
    list.extend([on_fargate("1s", 1), on_fargate("1s500ms", 10), on_fargate("1s500ms", 1)]);
    let player = played(raised(), list, "2s");
    let rules = rules(&player);
    assert_eq!(rules[12..], ["QT-23", "", "QT-23"], "{rules:?}");
    assert_eq!(message(&player, 12), "ThrottlingException: Rate exceeded.");
    assert_eq!(used(player.world(), "QT-23"), 100);
    // SV-114: services go on when tokens come back.
    let mut list = vec![cluster(), fargate("256", "512")];
    for n in 0..5 {
        let input = json!({"serviceName": format!("s{n}"), "taskDefinition": "f",
            "desiredCount": 150, "launchType": "FARGATE"});
        list.push(with("1s", "ecs:CreateService", input, &network(json!({}))));
    }
    let player = played(raised(), list, "10m");
    let services = &player.world().clusters[0].services;
    assert!(services.iter().all(|service| service.running == 150));
    let throttled = |s: &&crate::simulation::world::Service| {
        s.events.iter().any(|event| event.message.rule() == "SV-114")
    };
    assert!(services.iter().any(|s| throttled(&s)));
}

#[test]
fn qt_07_qt_24_fargate_spot() {
    let spot = json!([{"capacityProvider": "FARGATE_SPOT"}]);
    let demo = json!(["0s", "ecs:CreateCluster",
        {"clusterName": "demo", "capacityProviders": ["FARGATE", "FARGATE_SPOT"]}]);
    let on_spot = |at: &str, count: u32| {
        let input =
            json!({"taskDefinition": "f", "capacityProviderStrategy": spot, "count": count});
        with(at, "ecs:RunTask", input, &network(json!({})))
    };
    let start = || vec![demo.clone(), fargate("256", "512")];
    let mut list = start();
    list.extend((0..24).map(|n| on_spot(if n < 10 { "1s" } else { "1m" }, 10)));
    // 25 calls of ten, in three bursts of a hundred (QT-24).
    list[22..].iter_mut().for_each(|call| call[0] = json!("2m"));
    at_and_past("QT-07", notes(&[]), list, on_spot("2m", 10), on_spot("2m", 1));
    let mut list = start();
    list.extend((0..9).map(|_| on_spot("1s", 10)));
    let raised = notes(&[("fargate-spot-tasks", 5_000)]);
    at_and_past("QT-24", raised, list, on_spot("1s", 10), on_spot("1s", 1));
}

/// LT-13: one task an isolated environment. The same port, and more of it than any instance has
/// interfaces: only the account's quotas are in the way.
#[test]
fn lt_13_tasks_on_fargate_do_not_meet() {
    let port = json!({"containerDefinitions": [{"name": "c", "image": "i",
        "portMappings": [{"containerPort": 80, "hostPort": 80}]}]});
    let mut with_port = fargate("256", "512");
    with_port[2]["containerDefinitions"] = port["containerDefinitions"].clone();
    let list = vec![cluster(), with_port, on_fargate("1s", 10), on_fargate("1s", 10)];
    let player = played(notes(&[]), list, "2m");
    assert_eq!(player.world().totals.running, 20);
    assert!(player.world().clusters[0].tasks.iter().all(|task| task.instance.is_none()));
}
