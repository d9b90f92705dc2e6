//! A whole life, state by state, with the API's own record of it.

use super::*;
use crate::simulation::describe;

const ENI: &str = "awsvpc";

/// One task of a service on an instance, behind two target groups; scaled to nothing after ten minutes.
fn life(mode: &str, balanced: bool, until: &str) -> Player {
    let mut list = start(1, 64);
    let mut definition = web(64);
    definition["networkMode"] = json!(mode);
    list.push(json!(["0s", "ecs:RegisterTaskDefinition", definition]));
    let mut more = json!({});
    if mode == ENI {
        more["networkConfiguration"] =
            json!({"awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a"]}});
    }
    if balanced {
        let target =
            |arn: &str| json!({"targetGroupArn": arn, "containerName": "web", "containerPort": 80});
        more["loadBalancers"] = json!([target("arn:a"), target("arn:b")]);
    }
    list.push(service(1, more));
    list.push(json!(["10m", "ecs:UpdateService",
        {"cluster": "demo", "service": "web", "desiredCount": 0}]));
    list.push(json!(["2h", "ecs:DescribeTasks", {"cluster": "demo", "tasks": ["#1"]}]));
    played(Value::Array(list), until)
}

/// LC-1, LC-2, LC-3, LC-4, LC-5, LC-6, LC-7, LC-8 and the ways between them, with the times of LC-28g to LC-28p.
#[test]
fn states_and_their_times() {
    // LC-28h: 8 s for the interface; LC-28g, LC-28n, LC-28c: 2 s and 6 s of pull; LC-28i: 5 s.
    let lives: [(&str, bool, &[(&str, &str)]); 4] = [
        // LC-11, LC-15, LC-19, LC-21
        (
            "bridge",
            false,
            &[
                ("8999ms", "PENDING"),
                ("9s", "RUNNING"),
                ("10m", "STOPPING"),
                ("601999ms", "STOPPING"),
                ("602s", "STOPPED"),
            ],
        ),
        // LC-14, LC-17, LC-18: LC-28j, 300 s of draining connections.
        (
            "bridge",
            true,
            &[
                ("9s", "ACTIVATING"),
                ("13999ms", "ACTIVATING"),
                ("14s", "RUNNING"),
                ("10m", "DEACTIVATING"),
                ("899999ms", "DEACTIVATING"),
                ("15m", "STOPPING"),
                ("902s", "STOPPED"),
            ],
        ),
        // LC-10, LC-12; LC-28l: 20 s for the interface's end.
        (
            ENI,
            false,
            &[
                ("1s", "PROVISIONING"),
                ("8999ms", "PROVISIONING"),
                ("9s", "PENDING"),
                ("17s", "RUNNING"),
                ("10m", "STOPPING"),
                ("602s", "DEPROVISIONING"),
                ("621999ms", "DEPROVISIONING"),
                ("622s", "STOPPED"),
            ],
        ),
        (
            ENI,
            true,
            &[("17s", "ACTIVATING"), ("22s", "RUNNING"), ("15m", "STOPPING"), ("922s", "STOPPED")],
        ),
    ];
    for (mode, balanced, states) in lives {
        for (at, state) in states {
            let player = life(mode, balanced, at);
            let told = describe::task(player.world(), 0, 0);
            assert_eq!(told["lastStatus"], *state, "{mode} {balanced} at {at}");
            // LC-22: desiredStatus says it first, and never turns back.
            let stopping = SimSpan::parse(at).expect("a duration") >= SimSpan::minutes(10);
            let desired = if stopping { "STOPPED" } else { "RUNNING" };
            assert_eq!(told["desiredStatus"], desired, "{mode} {balanced} at {at}");
        }
    }
}

/// LC-26: the moments of a life, and a version that grows; LC-24: who counts it meanwhile; LC-33: why it stops;
/// LC-25: an hour later it is not told of any more.
#[test]
fn what_is_told_of_it() {
    let moments = [
        "createdAt",
        "connectivityAt",
        "pullStartedAt",
        "pullStoppedAt",
        "startedAt",
        "stoppingAt",
        "executionStoppedAt",
        "stoppedAt",
    ];
    let mut before = (0, 0);
    for (at, known, counts) in [
        ("2s", 1, (0, 1, 1)),
        ("10s", 2, (0, 1, 1)),
        ("12s", 3, (0, 1, 1)),
        ("18s", 5, (0, 1, 1)),
        ("30s", 5, (1, 0, 1)),
        ("10m", 6, (0, 0, 0)),
        ("903s", 7, (0, 0, 0)),
        ("923s", 8, (0, 0, 0)),
    ] {
        let player = life(ENI, true, at);
        let world = player.world();
        let told = describe::task(world, 0, 0);
        let there = moments.iter().take_while(|key| told.get(**key).is_some()).count();
        // Pulled, and not started: ACTIVATING.
        let known = if at == "18s" { 4 } else { known };
        assert_eq!(there, known, "{at}: {told:#}");
        let version = told["version"].as_u64().expect("a version");
        assert!((known, version) >= before, "{at}");
        before = (known, version);
        let s = &world.clusters[0].services[0];
        let on = world.clusters[0].instances[0].running_tasks;
        assert_eq!((s.running, s.pending, on), counts, "{at}");
    }
    let ended = life(ENI, true, "30m");
    let told = describe::task(ended.world(), 0, 0);
    assert_eq!(told["stopCode"], "ServiceSchedulerInitiated");
    let reason = told["stoppedReason"].as_str().expect("a reason");
    assert!(reason.starts_with("Scaling activity initiated by (deployment ecs-svc/"), "{reason}");
    let later = life(ENI, true, "2h");
    let answer = later.journal().calls.last().expect("a call").result.clone().expect("accepted");
    assert_eq!(answer["failures"][0]["reason"], "MISSING");
}

/// LC-28e: 25 s on Fargate, by half a second; LC-28r: what nothing tells to exit runs on.
#[test]
fn it_runs_on() {
    let list = json!([
        ["0s", "ecs:CreateCluster", {"clusterName": "demo"}],
        ["0s", "ecs:RegisterTaskDefinition", {"family": "f", "networkMode": "awsvpc", "cpu": "256",
            "memory": "512", "containerDefinitions": [{"name": "x", "image": "i",
                "healthCheck": {"command": ["CMD", "true"]}}]}],
        ["0s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "f", "launchType": "FARGATE",
            "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a"]}}}],
    ]);
    let player = played(list, "90d");
    let told = describe::task(player.world(), 0, 0);
    assert_eq!(
        (&told["lastStatus"], &told["healthStatus"]),
        (&json!("RUNNING"), &json!("HEALTHY"))
    );
    let started = player.world().clusters[0].tasks[0].times.started.expect("started");
    assert!(started.0.abs_diff(25_000) <= 500, "{started}");
}

/// LC-28m: a Windows task on Fargate runs after three minutes, whether its containers are told apart or not; one
/// whose pull fails is seen when the pull begins (LC-28f). On Linux it takes 24.5 s as ever (LC-28e).
#[test]
fn windows_on_fargate_takes_three_minutes() {
    let definition = |family: &str, system: &str| {
        json!(["0s", "ecs:RegisterTaskDefinition", {"family": family, "networkMode": "awsvpc",
            "cpu": "1024", "memory": "2048", "runtimePlatform": {"operatingSystemFamily": system},
            "requiresCompatibilities": ["FARGATE"],
            "containerDefinitions": [{"name": "x", "image": "i"}]}])
    };
    let run = |family: &str| {
        json!(["10s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": family,
            "launchType": "FARGATE", "networkConfiguration":
                {"awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a"]}}}])
    };
    let behaviour = |family: &str, key: &str, value: Value| json!(["0s", "world:SetContainerBehaviour", {"family": family, key: value}]);
    let list = json!([
        ["0s", "ecs:CreateCluster", {"clusterName": "demo"}],
        definition("w", "WINDOWS_SERVER_2022_CORE"),
        definition("apart", "WINDOWS_SERVER_2019_FULL"),
        definition("fails", "WINDOWS_SERVER_2022_CORE"),
        definition("linux", "LINUX"),
        behaviour("apart", "exitAfter", json!("1h")),
        behaviour("fails", "pullFails", json!(true)),
        run("w"),
        run("apart"),
        run("fails"),
        run("linux"),
    ]);
    let player = played(list, "10m");
    let tasks = &player.world().clusters[0].tasks;
    let started = |index: usize| tasks[index].times.started.map(|at| at.0);
    assert_eq!(
        [started(0), started(1), started(2), started(3)],
        [Some(190_000), Some(190_000), None, Some(34_500)]
    );
    assert_eq!(tasks[0].times.pull_started.map(|at| at.0), Some(183_500));
    assert_eq!(tasks[2].times.stopping.map(|at| at.0), Some(183_500));
}

/// LC-28g: a task of one container without behaviour costs at most the pass that places it and the event that
/// starts it.
#[test]
fn events_a_task() {
    let events = |desired: u32| {
        let list = with(start(3, 64), &[service(desired, json!({}))]);
        played(list, "10m").world().events_played
    };
    let (one, many) = (events(1), events(41));
    assert!(many - one <= 2 * 40, "{one}, {many}");
}
