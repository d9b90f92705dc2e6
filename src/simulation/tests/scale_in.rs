//! Auto Scaling groups shrink (CP-30 to CP-35, LC-85).

use serde_json::{Value, json};

use super::calls::{accepted, answer, refused};
use super::{played, with};
use crate::base::SimTime;
use crate::simulation::Player;
use crate::simulation::journal::EntryKind;
use crate::simulation::world::{InstanceStatus, Machine, StopCode, TaskStatus};

/// A group of m5.large that may have so many, and its provider with managed scaling.
fn group(desired: u32, most: u32, more: Value, protects: bool) -> Vec<Value> {
    let mut provider = json!({"autoScalingGroupArn": "g", "managedScaling": {"status": "ENABLED"}});
    provider.as_object_mut().expect("one").extend(more.as_object().expect("one").clone());
    vec![
        json!(["0s", "ec2:CreateLaunchTemplate", {"LaunchTemplateName": "g",
            "LaunchTemplateData": {"InstanceType": "m5.large"}}]),
        json!(["0s", "autoscaling:CreateAutoScalingGroup", {"AutoScalingGroupName": "g",
            "LaunchTemplate": {"LaunchTemplateName": "g"}, "MinSize": 0, "MaxSize": most,
            "DesiredCapacity": desired, "NewInstancesProtectedFromScaleIn": protects,
            "AvailabilityZones": ["ap-northeast-1a", "ap-northeast-1c"]}]),
        json!(["0s", "ecs:CreateCapacityProvider", {"name": "g", "autoScalingGroupProvider": provider}]),
        json!(["0s", "ecs:CreateCluster", {"clusterName": "demo", "capacityProviders": ["g"],
            "defaultCapacityProviderStrategy": [{"capacityProvider": "g", "weight": 1}]}]),
        json!(["0s", "ecs:RegisterTaskDefinition", {"family": "web", "containerDefinitions":
            [{"name": "web", "image": "nginx", "cpu": 2_048, "memory": 1_024}]}]),
        json!(["0s", "ecs:RegisterTaskDefinition", {"family": "small", "containerDefinitions":
            [{"name": "web", "image": "nginx", "cpu": 256, "memory": 256}]}]),
    ]
}

fn protected() -> Value {
    json!({"managedTerminationProtection": "ENABLED"})
}

fn run(at: &str, count: u32) -> Value {
    json!([at, "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web", "count": count}])
}

fn service(at: &str, desired: u32, more: Value) -> Value {
    let mut input = json!({"cluster": "demo", "serviceName": "web", "taskDefinition": "web",
        "desiredCount": desired, "availabilityZoneRebalancing": "DISABLED"});
    input.as_object_mut().expect("one").extend(more.as_object().expect("one").clone());
    json!([at, "ecs:CreateService", input])
}

fn stop(at: &str, task: u32) -> Value {
    json!([at, "ecs:StopTask", {"cluster": "demo", "task": format!("#{task}")}])
}

/// Time, M, N, and `DesiredCapacity` before and after of each decision.
fn decisions(player: &Player) -> Vec<(String, [u32; 4])> {
    let told = player.journal().entries.iter().filter_map(|entry| match entry.kind {
        EntryKind::GroupScales { needed, there, from, to, .. } => {
            Some((entry.at.time.to_string(), [needed, there, from, to]))
        }
        _ => None,
    });
    told.collect()
}

/// When each instance was terminated.
fn ends(player: &Player) -> Vec<Option<String>> {
    let of = |machine: Machine| match machine {
        Machine::Terminated(at) => Some(at.to_string()),
        _ => None,
    };
    player.world().clusters[0].instances.iter().map(|i| of(i.machine)).collect()
}

fn told(rows: &[(&str, [u32; 4])]) -> Vec<(String, [u32; 4])> {
    rows.iter().map(|(at, numbers)| ((*at).to_owned(), *numbers)).collect()
}

/// CP-30, CP-31, CP-32, CP-33: two instances came for one task. After fifteen datapoints below the target the empty one
/// goes, half a minute later (CP-81). When the task is gone, the last one follows.
#[test]
fn a_group_shrinks_to_what_its_tasks_need() {
    let list = with(group(0, 4, protected(), true), &[run("1s", 1), stop("20m", 1)]);
    let player = played(list, "1h");
    assert_eq!(
        decisions(&player),
        // CP-22; two were there at 2m45s, below from 3m on; none was needed from 21m on.
        told(&[("1m", [1, 0, 0, 2]), ("17m", [1, 2, 2, 1]), ("35m", [0, 1, 1, 0])])
    );
    assert_eq!(ends(&player), [Some("35m30s".to_owned()), Some("17m30s".to_owned())]);
    assert_eq!(player.world().capacity.groups[0].desired, 0);
}

/// CP-30: less than half of the instances leave in a minute, at least one; MinSize and protected ones stay (CP-32).
#[test]
fn it_shrinks_by_less_than_half_a_minute() {
    let list = group(10, 10, protected(), true);
    let player = played(Value::Array(list.clone()), "1h");
    // All ten are empty from 2m on (CP-82).
    assert_eq!(
        decisions(&player),
        told(&[
            ("16m", [0, 10, 10, 6]),
            ("17m", [0, 6, 6, 4]),
            ("18m", [0, 4, 4, 3]),
            ("19m", [0, 3, 3, 2]),
            ("20m", [0, 2, 2, 1]),
            ("21m", [0, 1, 1, 0]),
        ])
    );
    // The worked example: two of ten are empty.
    let busy = played(with(list, &[run("2m", 8)]), "1h");
    assert_eq!(decisions(&busy), told(&[("16m", [8, 10, 10, 8])]));
    let room = &busy.world().clusters[0];
    let running = room.tasks.iter().filter(|task| task.status == TaskStatus::Running).count();
    assert_eq!(running, 8, "no task was lost");
}

/// CP-31, CP-30: after it grew, a group shrinks no sooner than in a quarter of an hour, and what it counted before counts
/// no more.
#[test]
fn growing_puts_shrinking_off() {
    // Three are there and one is needed, until at 10m four more are.
    let more = [run("2m", 1), run("10m", 4), stop("15m", 2), stop("15m", 3)];
    let player = played(with(group(3, 6, protected(), true), &more), "1h");
    let all = decisions(&player);
    assert_eq!(all[0], ("11m".to_owned(), [5, 3, 3, 5]));
    // It grew at 11m30s; they are there at 12m45s, two of five are empty from 16m on.
    assert_eq!(all[1..], told(&[("30m", [3, 5, 5, 3])]));
}

/// CP-32: which one goes. Without protection the group's own policy decides, whatever runs there: the zone with most of
/// its machines, there the one closest to its next billing hour.
#[test]
fn the_groups_policy_decides() {
    let bare = json!({"managedDraining": "DISABLED"});
    // #1 and #3 stand in zone a, #2 in c; the task lands on one of them.
    let list = |more: Value, protects: bool| with(group(3, 6, more, protects), &[run("2m", 1)]);
    let player = played(list(bare.clone(), false), "17m");
    let room = &player.world().clusters[0];
    let ended: Vec<u8> =
        room.instances.iter().filter(|i| i.machine != Machine::Running).map(|i| i.zone).collect();
    assert_eq!(ended, [0], "one of zone a");
    let set = |at: &str, size: u32| {
        json!([at, "autoscaling:SetDesiredCapacity",
            {"AutoScalingGroupName": "g", "DesiredCapacity": size}])
    };
    let by_hand = json!({"managedDraining": "DISABLED", "managedScaling": {"status": "DISABLED"}});
    let hour = with(group(2, 6, by_hand, false), &[set("30m", 4), set("65m", 3)]);
    // At 65m the first pair is 5 minutes into its hour, the second one 35.
    assert_eq!(ends(&played(hour, "70m")), [None, None, Some("1h5m".to_owned()), None]);
    // What is protected by the group alone never goes.
    let kept = played(list(bare, true), "3h");
    assert!(ends(&kept).iter().all(Option::is_none));
    assert_eq!(decisions(&kept), []);
}

/// CP-33, LC-85: managed draining lets the tasks of services move within their bounds, then the instance ends; without
/// it they are lost with their host (LC-37).
#[test]
fn managed_draining_moves_tasks_first() {
    let story = |draining: &str| {
        let scaling = json!({"managedDraining": draining});
        // Four small tasks spread over two instances; one instance would do, and is wanted by hand.
        let tasks = service("2m", 4, json!({"taskDefinition": "small"}));
        let fewer = json!(["10m", "autoscaling:SetDesiredCapacity",
            {"AutoScalingGroupName": "g", "DesiredCapacity": 1}]);
        with(group(2, 4, scaling, false), &[tasks, fewer])
    };
    let drains = played(story("ENABLED"), "1h");
    let room = &drains.world().clusters[0];
    assert_eq!(room.services[0].running, 4);
    let moved: Vec<&str> = room
        .tasks
        .iter()
        .filter_map(|task| task.stop.as_ref())
        .map(|stop| stop.code.map_or("lost", StopCode::as_str))
        .collect();
    assert_eq!(moved, ["ServiceSchedulerInitiated"; 2]);
    let left: Vec<SimTime> = drains
        .journal()
        .entries
        .iter()
        .filter(|entry| matches!(entry.kind, EntryKind::InstanceLeaves { .. }))
        .map(|entry| entry.at.time)
        .collect();
    assert_eq!(left, [SimTime(600_000)]);
    let ended = ends(&drains).into_iter().flatten().collect::<Vec<_>>();
    // New ones healthy after 2 + 40 s, the old ones stop in 2 s.
    assert_eq!(ended.len(), 1);
    assert!(ended[0].starts_with("10m4"), "{ended:?}");
    let lost = played(story("DISABLED"), "10m");
    let room = &lost.world().clusters[0];
    assert_eq!(ends(&lost).into_iter().flatten().collect::<Vec<_>>(), ["10m"]);
    assert_eq!(room.tasks.iter().filter(|task| task.status == TaskStatus::Stopped).count(), 2);
}

/// LC-85, LC-35, LC-80: a task of no service stays; two days later it ends with its host.
#[test]
fn managed_draining_waits_two_days() {
    let fewer = json!(["10m", "autoscaling:SetDesiredCapacity",
        {"AutoScalingGroupName": "g", "DesiredCapacity": 0}]);
    let list = with(group(1, 1, json!({}), false), &[run("2m", 1), fewer]);
    let waits = played(list.clone(), "48h9m");
    let room = &waits.world().clusters[0];
    assert_eq!(room.instances[0].status, InstanceStatus::Draining);
    assert_eq!(room.tasks[0].status, TaskStatus::Running);
    let over = played(list, "49h");
    assert_eq!(ends(&over), [Some("2d10m".to_owned())]);
    let stop = over.world().clusters[0].tasks[0].stop.clone().expect("stopped");
    assert_eq!(stop.code, Some(StopCode::TerminationNotice));
    assert_eq!(over.world().clusters[0].instances.len(), 1, "none came in its place");
}

/// CP-32: protection needs managed scaling and the group's own; SetDesiredCapacity leaves protected ones until their
/// tasks are gone.
#[test]
fn what_protection_needs_and_does() {
    let off = json!({"managedTerminationProtection": "ENABLED", "managedScaling": {"status": "DISABLED"}});
    for (more, protects, text) in [
        (protected(), false, "instance protection from scale in must be enabled"),
        (off, true, "instance protection from scale in must be enabled"),
    ] {
        let player = played(Value::Array(group(1, 1, more, protects)), "1s");
        assert!(refused(&answer(&player, 2)).contains(text));
    }
    let fewer = json!(["5m", "autoscaling:SetDesiredCapacity",
        {"AutoScalingGroupName": "g", "DesiredCapacity": 0}]);
    let list = with(group(2, 2, protected(), true), &[run("2m", 1), fewer, stop("10m", 1)]);
    let first = 7;
    let player = played(list.clone(), "9m");
    accepted(&answer(&player, first));
    let busy = player.world().clusters[0].tasks[0].instance.expect("a place") as usize;
    let mut expected = vec![Some("5m".to_owned()); 2];
    expected[busy] = None;
    assert_eq!(ends(&player), expected);
    // The metric's next minute after the task is gone.
    expected[busy] = Some("11m".to_owned());
    assert_eq!(ends(&played(list, "12m")), expected);
}

/// CP-35, PL-62: with a target below 100 and spread, every instance is busy, so that the group never shrinks though few
/// tasks are left on each. CP-3: a task with a launch type keeps nothing from shrinking, but protects its host (CP-32).
#[test]
fn what_never_shrinks() {
    let scaling = json!({"managedScaling": {"status": "ENABLED", "targetCapacity": 50},
        "managedTerminationProtection": "ENABLED"});
    let spread = json!({"taskDefinition": "small", "placementStrategy": [{"type": "spread", "field": "instanceId"}]});
    let update = json!(["30m", "ecs:UpdateService", {"cluster": "demo", "service": "web", "desiredCount": 4}]);
    let player =
        played(with(group(2, 4, scaling, true), &[service("2m", 8, spread), update]), "3h");
    assert!(ends(&player).iter().all(Option::is_none), "{:?}", decisions(&player));
    let by_type = json!(["2m", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web",
        "launchType": "EC2", "count": 1}]);
    let list = with(group(2, 4, protected(), true), &[by_type, stop("60m", 1)]);
    let player = played(list.clone(), "50m");
    assert_eq!(ends(&player).iter().flatten().count(), 1, "the other one");
    let busy = player.world().clusters[0].tasks[0].instance.expect("a place") as usize;
    assert_eq!(ends(&player)[busy], None);
    assert_eq!(ends(&played(list, "65m")).iter().flatten().count(), 2);
}

/// Between changes there are no events: a group that may not shrink is not looked at again and again.
#[test]
fn nothing_ticks() {
    let by_type = json!(["2m", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web",
        "launchType": "EC2", "count": 1}]);
    let list = with(group(2, 4, protected(), true), &[by_type]);
    let (day, month) = (played(list.clone(), "1d"), played(list, "30d"));
    assert_eq!(day.world().events_played, month.world().events_played);
}
