//! Containers: dependencies, exits, restarts, pulls, stops.

use super::*;
use crate::simulation::process::containers::{ContainerView, views};
use crate::simulation::world::{Health, Phase, StopCode, Task};

/// A container with an image of its own name.
fn container(name: &str, more: Value) -> Value {
    let mut out = json!({"name": name, "image": name, "memory": 64});
    for (key, value) in more.as_object().expect("an object") {
        out[key] = value.clone();
    }
    out
}

fn on(container: &str, condition: &str) -> Value {
    json!({"containerName": container, "condition": condition})
}

/// One instance, a definition `f` of these containers, these calls, and one task at 1 s.
fn one(containers: &[Value], calls: &[Value], until: &str) -> Player {
    let mut list = start(1, 64);
    list.push(json!(["0s", "ecs:RegisterTaskDefinition",
        {"family": "f", "containerDefinitions": containers}]));
    let run = json!(["1s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "f"}]);
    let early = |call: &&Value| call[0] == "0s";
    list.extend(calls.iter().filter(early).cloned());
    list.push(run);
    list.extend(calls.iter().filter(|call| !early(call)).cloned());
    let player = played(Value::Array(list), until);
    for record in &player.journal().calls {
        assert!(record.result.is_ok(), "{:?}", record.result);
    }
    player
}

fn behave(at: &str, container: &str, more: Value) -> Value {
    let mut input = json!({"family": "f", "container": container});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    json!([at, "world:SetContainerBehaviour", input])
}

fn task(player: &Player) -> &Task {
    &player.world().clusters[0].tasks[0]
}

fn seen(player: &Player) -> Vec<ContainerView> {
    views(player.world(), task(player))
}

fn phases(player: &Player) -> Vec<Phase> {
    seen(player).iter().map(|view| view.phase).collect()
}

fn codes(player: &Player) -> Vec<Option<u8>> {
    seen(player).iter().map(|view| view.exit_code).collect()
}

fn stop(player: &Player) -> (Option<StopCode>, String) {
    let stop = task(player).stop.clone().expect("a reason");
    (stop.code, stop.reason.to_string())
}

use Phase::{Running, Starting, Stopped, Stopping, Waiting};

/// LC-43, LC-47, LC-50: each condition holds its container back, images are pulled meanwhile, and the task
/// is PENDING until all of them run.
#[test]
fn dependencies_hold_back() {
    let check = json!({"healthCheck": {"command": ["CMD", "true"], "interval": 10}});
    let containers = [
        container("init", json!({"essential": false})),
        container("db", check),
        container("late", json!({"essential": false, "dependsOn": [on("init", "COMPLETE")]})),
        container("app", json!({"dependsOn": [on("init", "SUCCESS"), on("db", "HEALTHY")]})),
        container("side", json!({"dependsOn": [on("app", "START")]})),
    ];
    let calls = [behave("0s", "init", json!({"exitAfter": "4s"}))];
    // LC-28g, LC-28c, LC-28d: created 1 s, pull from 2.5 s to 8.5 s, started at 9 s.
    let at = |until| one(&containers, &calls, until);
    assert_eq!(phases(&at("8s")), [Starting, Starting, Waiting, Waiting, Waiting]);
    assert_eq!(phases(&at("9s")), [Running, Running, Waiting, Waiting, Waiting]);
    assert_eq!(phases(&at("13s")), [Stopped, Running, Starting, Waiting, Waiting]);
    assert_eq!(phases(&at("13500ms")), [Stopped, Running, Running, Waiting, Waiting]);
    // SV-93: HEALTHY with the first check, an interval after its start.
    let healthy = at("19s");
    assert_eq!(phases(&healthy), [Stopped, Running, Running, Starting, Waiting]);
    assert_eq!(seen(&healthy)[1].health, Health::Healthy);
    assert_eq!(task(&healthy).status, TaskStatus::Pending);
    let there = at("20s");
    assert_eq!(phases(&there), [Stopped, Running, Running, Running, Running]);
    assert_eq!(task(&there).status, TaskStatus::Running);
    assert_eq!(task(&there).times.started, Some(SimTime(20_000)));
    assert_eq!(task(&there).times.pull_stopped, Some(SimTime(8_500)));
    assert_eq!(codes(&there)[0], Some(0));
}

/// LC-44, LC-45, LC-30: what never will be met ends the task; what runs is stopped first.
#[test]
fn dependencies_that_never_are_met() {
    let cases = [
        ("SUCCESS", json!({"essential": false}), json!({"exitAfter": "2s", "exitCode": 3}), 11_000),
        // SUCCESS is late.
        ("SUCCESS", json!({"essential": false, "startTimeout": 30}), json!({}), 39_000),
        ("COMPLETE", json!({"essential": false, "startTimeout": 20}), json!({}), 29_000),
        (
            "HEALTHY",
            json!({"startTimeout": 25, "healthCheck": {"command": ["CMD", "true"], "interval": 5}}),
            json!({"neverHealthy": true}),
            34_000,
        ),
    ];
    for (condition, first, behaviour, ends) in cases {
        let containers =
            [container("a", first), container("b", json!({"dependsOn": [on("a", condition)]}))];
        let player = one(&containers, &[behave("0s", "a", behaviour)], "2m");
        let (code, reason) = stop(&player);
        assert_eq!(code, Some(StopCode::TaskFailedToStart), "{condition}");
        assert!(reason.ends_with(&format!("which did not become {condition}")), "{reason}");
        assert_eq!(task(&player).times.stopping, Some(SimTime(ends)), "{condition}");
        assert_eq!(task(&player).status, TaskStatus::Stopped);
        assert_eq!(task(&player).times.started, None);
        assert_eq!(codes(&player)[1], None);
    }
}

/// LC-41, LC-42, LC-31, LC-20: whatever its code, an essential container's exit stops the task; another's does
/// not.
#[test]
fn essential_containers() {
    let containers = [container("main", json!({})), container("side", json!({"essential": false}))];
    let side = [behave("0s", "side", json!({"exitAfter": "5s", "exitCode": 1}))];
    let player = one(&containers, &side, "1m");
    assert_eq!(task(&player).status, TaskStatus::Running);
    assert_eq!((phases(&player), codes(&player)), (vec![Running, Stopped], vec![None, Some(1)]));
    for code in [0, 1] {
        let main = [behave("0s", "main", json!({"exitAfter": "5s", "exitCode": code}))];
        let stopping = one(&containers, &main, "14s");
        assert_eq!(task(&stopping).status, TaskStatus::Stopping);
        assert_eq!(phases(&stopping), [Stopped, Stopping]);
        let player = one(&containers, &main, "16s");
        let text = "Essential container in task exited".to_owned();
        assert_eq!(stop(&player), (Some(StopCode::EssentialContainerExited), text));
        assert_eq!(task(&player).status, TaskStatus::Stopped);
        assert_eq!(task(&player).times.stopped, Some(SimTime(16_000)));
        assert_eq!(codes(&player), [Some(code), Some(143)]);
    }
}

/// LC-48: those that depend on a container stop before it; LC-40, LC-28k, LC-38: SIGTERM, and SIGKILL where
/// stopTimeout is shorter than the exit takes.
#[test]
fn stops_in_reverse() {
    let containers = [
        container("db", json!({})),
        container("app", json!({"dependsOn": [on("db", "START")], "stopTimeout": 1})),
        container("web", json!({"dependsOn": [on("app", "START")]})),
    ];
    let calls = [json!(["1m", "ecs:StopTask", {"cluster": "demo", "task": "#1"}])];
    let at = |until| phases(&one(&containers, &calls, until));
    assert_eq!(at("61s"), [Running, Running, Stopping]);
    assert_eq!(at("62s"), [Running, Stopping, Stopped]);
    assert_eq!(at("63s"), [Stopping, Stopped, Stopped]);
    let player = one(&containers, &calls, "65s");
    assert_eq!(codes(&player), [Some(143), Some(137), Some(143)]);
    assert_eq!(task(&player).times.stopped, Some(SimTime(65_000)));
    // LC-32
    assert_eq!(stop(&player), (Some(StopCode::UserInitiated), "Task stopped by user".to_owned()));
}

/// LC-49: again if the period has passed since the last start and the code is not ignored.
#[test]
fn restart_policies() {
    let policy = |ignored: Value| {
        json!({"restartPolicy": {"enabled": true, "restartAttemptPeriod": 60,
            "ignoredExitCodes": ignored}})
    };
    let cases = [
        // 60 s of running: again and again.
        (json!([]), "70s", 7, 4, false),
        // It exits too early after its start.
        (json!([]), "50s", 7, 0, true),
        (json!([7]), "70s", 7, 0, true),
        (json!([1]), "70s", 7, 4, false),
    ];
    for (ignored, after, code, restarts, ends) in cases {
        let behaviour = json!({"exitAfter": after, "exitCode": code});
        let containers = [container("a", policy(ignored))];
        let player = one(&containers, &[behave("0s", "a", behaviour)], "5m");
        assert_eq!(seen(&player)[0].restarts, Some(restarts), "{after}");
        assert_eq!(task(&player).status == TaskStatus::Stopped, ends, "{after}");
    }
    // A stop is no reason to start again.
    let calls = [json!(["2m", "ecs:StopTask", {"cluster": "demo", "task": "#1"}])];
    let player = one(&[container("a", policy(json!([])))], &calls, "3m");
    assert_eq!(seen(&player)[0].restarts, Some(0));
    assert_eq!(task(&player).status, TaskStatus::Stopped);
}

/// LC-16, LC-28q, LC-30: a pull that fails on an instance; LC-52: with the image in its cache it does not.
#[test]
fn pulls_that_fail_on_instances() {
    let containers = [container("a", json!({})), container("b", json!({}))];
    let fails = |at| behave(at, "b", json!({"pullFails": true}));
    let player = one(&containers, &[fails("0s")], "1m");
    let (code, reason) = stop(&player);
    assert_eq!(code, Some(StopCode::TaskFailedToStart));
    assert!(reason.starts_with("CannotPullContainerError: "), "{reason}");
    let (created, stopped) = (task(&player).times.created, task(&player).times.stopped);
    assert_eq!(stopped.expect("stopped").since(created), SimSpan::seconds(5));
    assert_eq!(seen(&player)[1].reason.as_deref(), Some(&*reason));
    let again = json!(["2m", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "f"}]);
    let player = one(&containers, &[fails("1m"), again], "3m");
    assert_eq!(player.world().totals.running, 2);
}

/// LC-28f: on Fargate the failure is seen after 18 s, STOPPED after 42 s. LC-13, LC-21: through DEPROVISIONING.
#[test]
fn pulls_that_fail_on_fargate() {
    let network = json!({"awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a"]}});
    let player = played(
        json!([
            ["0s", "ecs:CreateCluster", {"clusterName": "demo"}],
            ["0s", "ecs:RegisterTaskDefinition", {"family": "f", "networkMode": "awsvpc", "cpu": "256",
                "memory": "512", "containerDefinitions": [{"name": "x", "image": "i"}]}],
            ["0s", "world:SetContainerBehaviour", {"family": "f", "pullFails": true}],
            ["0s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "f", "launchType": "FARGATE",
                "networkConfiguration": network}],
        ]),
        "1m",
    );
    assert_eq!(task(&player).times.stopping, Some(SimTime(18_000)));
    assert_eq!(task(&player).times.stopped, Some(SimTime(42_000)));
    assert_eq!(task(&player).status, TaskStatus::Stopped);
}

/// `world:StopContainer`: of a plain task too; which one, and with what.
#[test]
fn stop_container() {
    let containers = [container("main", json!({})), container("side", json!({"essential": false}))];
    let exits = |more: Value| {
        let mut input = json!({"cluster": "demo", "task": "#1"});
        for (key, value) in more.as_object().expect("an object") {
            input[key] = value.clone();
        }
        json!(["30s", "world:StopContainer", input])
    };
    let player = one(&containers, &[exits(json!({"container": "side", "exitCode": 9}))], "1m");
    assert_eq!((phases(&player), codes(&player)), (vec![Running, Stopped], vec![None, Some(9)]));
    assert_eq!(task(&player).status, TaskStatus::Running);
    let player = one(&containers, &[exits(json!({}))], "1m");
    assert_eq!(codes(&player), [Some(1), Some(143)]);
    assert_eq!(task(&player).status, TaskStatus::Stopped);
    // What is not there cannot exit.
    let mut list = start(1, 64);
    list.push(json!(["1s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web"}]));
    for container in ["nobody", "web", "web"] {
        list.push(json!(["30s", "world:StopContainer",
            {"cluster": "demo", "task": "#1", "container": container}]));
    }
    let player = played(Value::Array(list), "1m");
    let accepted: Vec<bool> =
        player.journal().calls[4..].iter().map(|record| record.result.is_ok()).collect();
    assert_eq!(accepted, [false, true, false]);
}

/// `failPermille`: so many of a thousand containers fail, the others do well.
#[test]
fn some_of_a_thousand_fail() {
    let list = |behaviour: Value| {
        let mut list = start(1, 6);
        let mut input = behaviour;
        input["family"] = json!("web");
        list.push(json!(["0s", "world:SetContainerBehaviour", input]));
        for second in 1..=40 {
            list.push(json!([format!("{second}s"), "ecs:RunTask",
                {"cluster": "demo", "taskDefinition": "web", "count": 10}]));
            list.push(json!([format!("{second}s"), "ecs:StopTask",
                {"cluster": "demo", "task": "#1"}]));
        }
        list
    };
    let mut small = web(6);
    small["containerDefinitions"][0]["cpu"] = json!(1);
    let codes_of = |behaviour: Value| {
        let mut list = list(behaviour);
        list[2] = json!(["0s", "ecs:RegisterTaskDefinition", small]);
        let player = played(Value::Array(list), "2m");
        let tasks = &player.world().clusters[0].tasks;
        let code = |task: &Task| views(player.world(), task)[0].exit_code;
        let count = |wanted| tasks.iter().filter(|task| code(task) == wanted).count();
        (tasks.len(), count(Some(0)), count(Some(5)), count(Some(1)), count(None))
    };
    // A job: done well, or failed.
    let (all, well, _, bad, on) = codes_of(json!({"exitAfter": "10s", "failPermille": 250}));
    // The one that was stopped had not started.
    assert_eq!((all, well + bad, on), (400, 399, 1));
    assert!((70..130).contains(&bad), "{bad}");
    // A service: some crash, others go on.
    let crash = json!({"exitAfter": "10s", "exitCode": 5, "failPermille": 500});
    let (_, well, bad, _, on) = codes_of(crash);
    assert_eq!((well, bad + on), (0, 400));
    assert!((160..240).contains(&bad), "{bad}");
}
