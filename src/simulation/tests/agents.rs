//! Agents, zones, draining, deregistration, protection: what each does to tasks and services.

use super::*;
use crate::simulation::process::containers::views;
use crate::simulation::world::{Arena, Machine, Task};

fn tasks(player: &Player) -> &Arena<Task> {
    &player.world().clusters[0].tasks
}

fn statuses(player: &Player) -> Vec<TaskStatus> {
    tasks(player).iter().map(|task| task.status).collect()
}

fn accepted(player: &Player) {
    for record in &player.journal().calls {
        assert!(record.result.is_ok(), "{}: {:?}", record.name.as_str(), record.result);
    }
}

fn instance(at: &str, call: &str, number: u32) -> Value {
    json!([at, call, {"cluster": "demo", "containerInstance": format!("#{number}")}])
}

fn run_task(at: &str, count: u32) -> Value {
    json!([at, "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web", "count": count}])
}

fn connectivity(player: &Player, task: u32) -> Value {
    crate::simulation::describe::task(player.world(), 0, task)["connectivity"].clone()
}

use TaskStatus::{Pending, Running, Stopped, Stopping};

/// LC-70: nothing new is placed (AGENT), what runs runs on, what happens is told when the agent is back.
#[test]
fn a_silent_agent() {
    let exit = json!(["3m", "world:StopContainer", {"cluster": "demo", "task": "#2"}]);
    let stop = json!(["3m", "ecs:StopTask", {"cluster": "demo", "task": "#3"}]);
    let list = with(
        start(1, 64),
        &[
            run_task("1m", 3),
            // The fourth is on its way when the connection goes.
            run_task("119s", 1),
            instance("2m", "world:DisconnectAgent", 1),
            run_task("150s", 1),
            exit,
            stop,
            instance("5m", "world:ReconnectAgent", 1),
        ],
    );
    let silent = played(list.clone(), "4m59s");
    accepted(&silent);
    assert_eq!(statuses(&silent), [Running, Running, Stopping, Pending]);
    assert_eq!(connectivity(&silent, 0), "DISCONNECTED");
    assert_eq!(tasks(&silent)[1].stop, None);
    let failures = &silent.journal().calls[6].result.clone().expect("accepted")["failures"];
    assert_eq!(failures[0]["reason"], "AGENT");
    let back = played(list.clone(), "5m1s");
    assert_eq!(connectivity(&back, 0), "CONNECTED");
    assert_eq!(statuses(&back), [Running, Stopped, Stopping, Running]);
    assert_eq!(views(back.world(), &tasks(&back)[1])[0].exit_code, Some(1));
    // It was told to stop only when its agent was back.
    let later = played(list, "5m2s");
    assert_eq!(statuses(&later), [Running, Stopped, Stopped, Running]);
    assert_eq!(tasks(&later)[2].times.execution_stopped, Some(SimTime(302_000)));
}

/// LC-70, SV-2: a service keeps counting tasks that nothing is heard of, and owes new ones elsewhere.
#[test]
fn a_service_and_a_silent_agent() {
    let list = with(
        start(2, 2048),
        &[
            service(2, json!({"availabilityZoneRebalancing": "DISABLED"})),
            instance("2m", "world:DisconnectAgent", 1),
            json!(["3m", "ecs:UpdateService", {"cluster": "demo", "service": "web", "desiredCount": 4}]),
        ],
    );
    let player = played(list, "6m");
    accepted(&player);
    assert_eq!(per_instance(player.world()), [1, 3]);
    assert_eq!(player.world().clusters[0].services[0].running, 4);
}

/// LC-72: with a connected agent a terminated instance is deregistered, with a silent one it is not, and its
/// tasks are given up as any lost host's (LC-74).
#[test]
fn terminated_with_and_without_a_connection() {
    let list = with(
        start(2, 64),
        &[
            json!(["1m", "ecs:StartTask", {"cluster": "demo", "taskDefinition": "web",
                "containerInstances": ["#1", "#2"]}]),
            instance("2m", "world:DisconnectAgent", 2),
            json!(["3m", "ec2:TerminateInstances",
                {"cluster": "demo", "containerInstances": ["#1", "#2"]}]),
        ],
    );
    let status = |player: &Player| {
        let all = player.world().clusters[0].instances.iter();
        all.map(|i| i.status.as_str()).collect::<Vec<_>>()
    };
    let at_once = played(list.clone(), "3m59s");
    accepted(&at_once);
    assert_eq!(statuses(&at_once), [Stopped, Running]);
    assert_eq!(status(&at_once), ["INACTIVE", "ACTIVE"]);
    let later = played(list, "4m");
    assert_eq!(statuses(&later), [Stopped, Stopped]);
    assert_eq!(status(&later), ["INACTIVE", "ACTIVE"]);
}

/// LC-74: whatever happens to the container instance meanwhile, a dead machine's tasks are given up after a
/// minute, and a machine that was started again has its agent back (CP-82).
#[test]
fn draining_changes_nothing_in_a_machines_death_and_return() {
    let state = |at: &str, status: &str| {
        json!([at, "ecs:UpdateContainerInstancesState",
            {"cluster": "demo", "containerInstances": ["#1"], "status": status}])
    };
    let list = with(
        start(1, 64),
        &[
            run_task("1m", 1),
            instance("2m", "world:StopInstance", 1),
            state("150s", "DRAINING"),
            instance("5m", "world:StartInstance", 1),
            state("310s", "ACTIVE"),
        ],
    );
    let player = played(list.clone(), "179s");
    assert_eq!(statuses(&player), [Running]);
    assert_eq!(statuses(&played(list.clone(), "3m")), [Stopped]);
    let player = played(list, "375s");
    assert!(player.world().clusters[0].fleet.line(0).agent_connected);
}

/// LC-73: refused while tasks run; with force the service's tasks are replaced elsewhere, and the machine
/// runs on (its cost too).
#[test]
fn deregistered_by_force() {
    let deregister = |at: &str, force: bool| {
        json!([at, "ecs:DeregisterContainerInstance",
            {"cluster": "demo", "containerInstance": "#1", "force": force}])
    };
    let list = with(
        start(2, 64),
        &[service(4, json!({})), deregister("2m", false), deregister("2m", true)],
    );
    let player = played(list, "5m");
    let results: Vec<bool> =
        player.journal().calls[4..].iter().map(|record| record.result.is_ok()).collect();
    assert_eq!(results, [false, true]);
    let world = player.world();
    assert_eq!(per_instance(world), [0, 4]);
    assert_eq!(world.clusters[0].services[0].running, 4);
    assert_eq!(world.clusters[0].instances[0].machine, Machine::Running);
    assert_eq!(world.clusters[0].instances[0].status.as_str(), "INACTIVE");
    assert_eq!(statuses(&player).iter().filter(|s| **s == Stopped).count(), 2);
}

/// LC-62, LC-80, LC-83, SV-4: service tasks move away, standalone ones stay, daemons stop; it stays DRAINING.
#[test]
fn draining() {
    let state = |at: &str, status: &str| {
        json!([at, "ecs:UpdateContainerInstancesState",
            {"cluster": "demo", "containerInstances": ["#1"], "status": status}])
    };
    let daemon = json!(["1s", "ecs:CreateService", {"cluster": "demo", "serviceName": "agent",
        "taskDefinition": "web", "schedulingStrategy": "DAEMON"}]);
    let list = with(
        start(2, 64),
        &[
            service(4, json!({"availabilityZoneRebalancing": "DISABLED"})),
            daemon,
            json!(["1m", "ecs:StartTask",
                {"cluster": "demo", "taskDefinition": "web", "containerInstances": ["#1"]}]),
            state("2m", "DRAINING"),
            state("10m", "ACTIVE"),
        ],
    );
    let drained = played(list.clone(), "9m");
    accepted(&drained);
    let room = &drained.world().clusters[0];
    let on_first: Vec<&Task> =
        room.tasks.iter().filter(|t| t.instance == Some(0) && t.status != Stopped).collect();
    assert_eq!(on_first.len(), 1);
    assert_eq!((on_first[0].service, on_first[0].status), (None, Running));
    assert_eq!(room.services.iter().map(|s| s.running).collect::<Vec<_>>(), [4, 1]);
    assert_eq!(room.instances[0].status.as_str(), "DRAINING");
    let back = played(list, "12m");
    let room = &back.world().clusters[0];
    assert_eq!(room.services.iter().map(|s| s.running).collect::<Vec<_>>(), [4, 2]);
}

/// All machines of a zone die and come back; launches are held up; Fargate goes elsewhere (SV-115).
#[test]
fn a_zone_fails_and_comes_back() {
    let zone = |at: &str, call: &str| json!([at, call, {"availabilityZone": "ap-northeast-1a"}]);
    let mut list = start(3, 512);
    list.insert(
        1,
        json!(["0s", "ec2:RunInstances", {"cluster": "demo", "instanceType": "m5.large",
        "count": 1, "availabilityZones": ["ap-northeast-1a"], "registerAfter": "150s"}]),
    );
    let list = with(
        list,
        &[
            service(3, json!({})),
            zone("2m", "world:FailAvailabilityZone"),
            zone("10m", "world:RestoreAvailabilityZone"),
        ],
    );
    let running = |player: &Player| player.world().totals.running;
    let registered = |player: &Player| player.world().clusters[0].instances.len();
    let down = played(list.clone(), "8m");
    accepted(&down);
    // LC-74, then replaced.
    assert_eq!((running(&down), registered(&down)), (3, 3));
    assert_eq!(per_instance(down.world())[0], 0);
    let back = played(list, "15m");
    assert_eq!((running(&back), registered(&back)), (3, 4));
    let room = &back.world().clusters[0];
    assert!((0..4).all(|slot| room.fleet.line(slot).agent_connected));
    // PL-94: and even over the zones again.
    assert_eq!([0, 1, 2].map(|zone| room.groups[0].counts.in_zone(zone)), [1, 1, 1]);
}

/// A zone's Fargate tasks are given up after a minute and replaced in others; with all zones down there is
/// no capacity.
#[test]
fn a_zone_fails_under_fargate() {
    let zone = |at: &str, call: &str, zone: &str| json!([at, call, {"availabilityZone": format!("ap-northeast-1{zone}")}]);
    let network = json!({"awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a", "subnet-ap-northeast-1c"]}});
    let list = json!([
        ["0s", "ecs:CreateCluster", {"clusterName": "demo"}],
        ["0s", "ecs:RegisterTaskDefinition", {"family": "web", "networkMode": "awsvpc", "cpu": "256",
            "memory": "512", "containerDefinitions": [{"name": "x", "image": "i"}]}],
        ["0s", "ecs:CreateService", {"cluster": "demo", "serviceName": "web", "taskDefinition": "web",
            "launchType": "FARGATE", "desiredCount": 2, "networkConfiguration": network}],
        zone("2m", "world:FailAvailabilityZone", "a"),
        zone("6m", "world:FailAvailabilityZone", "c"),
        ["7m", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web", "launchType": "FARGATE",
            "networkConfiguration": network}],
        zone("10m", "world:RestoreAvailabilityZone", "c"),
        zone("10m", "world:RestoreAvailabilityZone", "a"),
    ]);
    let zones = |player: &Player| {
        let all = tasks(player).iter().filter(|t| !t.told_to_stop);
        all.map(|t| t.zone).collect::<Vec<_>>()
    };
    assert_eq!(zones(&played(list.clone(), "179s")), [0, 1]);
    let moved = played(list.clone(), "4m");
    assert_eq!(zones(&moved), [1, 1]);
    let lost = moved.world().clusters[0].tasks[0].stop.clone().expect("a reason");
    assert_eq!(lost.code, None);
    let dark = played(list.clone(), "9m");
    assert!(zones(&dark).is_empty());
    let told = events(dark.world());
    assert!(
        told.iter().any(|t| t.contains("Reason: Capacity is unavailable at this time.")),
        "{told:#?}"
    );
    let refused = dark.journal().calls[5].result.clone().expect_err("no capacity");
    assert_eq!((&*refused.exception, refused.rule), ("ClientException", "SV-115"));
    let back = played(list, "12m");
    assert_eq!(back.world().totals.running, 2);
}

/// SV-95, SV-96, SV-117, PL-85: protected tasks are not chosen; more than desired cannot be; it ends by itself.
#[test]
fn protection() {
    let protect = |at: &str, tasks: &[&str], more: Value| {
        let mut input = json!({"cluster": "demo", "tasks": tasks, "protectionEnabled": true});
        for (key, value) in more.as_object().expect("an object") {
            input[key] = value.clone();
        }
        json!([at, "ecs:UpdateTaskProtection", input])
    };
    let update = |at: &str, desired: u32| {
        json!([at, "ecs:UpdateService",
            {"cluster": "demo", "service": "web", "desiredCount": desired}])
    };
    let list = with(
        start(1, 64),
        &[
            service(3, json!({"availabilityZoneRebalancing": "DISABLED"})),
            run_task("30s", 1),
            protect("1m", &["#1", "#2", "#4", "#9"], json!({"expiresInMinutes": 10})),
            update("2m", 1),
            protect("3m", &["#1"], json!({"expiresInMinutes": 10})),
            json!(["4m", "ecs:GetTaskProtection", {"cluster": "demo", "tasks": ["#1", "#2"]}]),
            protect("5m", &["#1"], json!({"expiresInMinutes": 2881})),
        ],
    );
    let player = played(list.clone(), "10m");
    let answer = |call: usize| player.journal().calls[call].result.clone();
    let protected = answer(5).expect("accepted");
    assert_eq!(protected["protectedTasks"].as_array().map(Vec::len), Some(2));
    let reasons: Vec<_> = protected["failures"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|f| f["reason"].clone())
        .collect();
    assert_eq!(reasons, ["TASK_NOT_VALID", "MISSING"]);
    // Two are protected, one is desired: the third goes, and the service says what is in its way.
    let running = |player: &Player| player.world().clusters[0].services[0].running;
    assert_eq!(running(&player), 2);
    let told = events(player.world());
    assert!(
        told.iter().any(|t| t
            .ends_with("The number of protected tasks are more than the desired count of tasks")),
        "{told:#?}"
    );
    // It has protection already: that is renewed.
    assert!(answer(7).expect("accepted")["failures"].as_array().expect("a list").is_empty());
    let now = answer(8).expect("accepted");
    assert!(
        now["protectedTasks"]
            .as_array()
            .expect("a list")
            .iter()
            .all(|t| t["protectionEnabled"] == true)
    );
    assert_eq!(answer(9).expect_err("too long").rule, "TD-6");
    // The second one's ends at 11 minutes.
    assert_eq!(running(&played(list, "12m")), 1);
    // SV-96
    let list = with(
        start(1, 64),
        &[service(2, json!({})), update("1m", 1), protect("1m", &["#1", "#2"], json!({}))],
    );
    let player = played(list, "90s");
    let answer = player.journal().calls[5].result.clone().expect("accepted");
    assert_eq!(answer["failures"][0]["reason"], "DEPLOYMENT_BLOCKED");
}

/// LC-71: a connection that breaks for a while does nothing to what runs.
#[test]
fn brief_disconnects() {
    let mut calls = vec![service(2, json!({}))];
    for minute in 2..6 {
        calls.push(instance(&format!("{minute}m"), "world:DisconnectAgent", 1));
        calls.push(instance(&format!("{}s", minute * 60 + 20), "world:ReconnectAgent", 1));
    }
    let player = played(with(start(2, 64), &calls), "10m");
    accepted(&player);
    assert_eq!(statuses(&player), [Running, Running]);
    assert!(player.world().clusters[0].services[0].steady);
}
