//! Capacity providers (CP-1 to CP-29): whose instances take a task, what waits, what comes.

use serde_json::{Value, json};

use super::calls::{accepted, answer, refused};
use super::{events, per_instance, played, service, with};
use crate::simulation::Player;
use crate::simulation::explain::Verdict;
use crate::simulation::world::TaskStatus;

fn group(name: &str, desired: u32, most: u32, scaling: Value) -> Vec<Value> {
    vec![
        json!(["0s", "ec2:CreateLaunchTemplate", {"LaunchTemplateName": name,
            "LaunchTemplateData": {"InstanceType": "m5.large"}}]),
        json!(["0s", "autoscaling:CreateAutoScalingGroup", {"AutoScalingGroupName": name,
            "LaunchTemplate": {"LaunchTemplateName": name}, "MinSize": 0, "MaxSize": most,
            "DesiredCapacity": desired,
            "AvailabilityZones": ["ap-northeast-1a", "ap-northeast-1c"]}]),
        json!(["0s", "ecs:CreateCapacityProvider", {"name": name,
            "autoScalingGroupProvider": {"autoScalingGroupArn": name, "managedScaling": scaling}}]),
    ]
}

fn off() -> Value {
    json!({"status": "DISABLED"})
}

fn on() -> Value {
    json!({"status": "ENABLED"})
}

/// A cluster that may use these providers, and definitions of 512 units and 1,024 MiB.
fn cluster(providers: &[&str]) -> Vec<Value> {
    let web = |more: Value| {
        let mut out = json!({"family": "web", "containerDefinitions":
            [{"name": "web", "image": "nginx", "cpu": 512, "memory": 1024}]});
        out.as_object_mut().expect("one").extend(more.as_object().expect("one").clone());
        out
    };
    let fargate = json!({"family": "fargate", "networkMode": "awsvpc", "cpu": "512",
        "memory": "1024", "requiresCompatibilities": ["FARGATE"]});
    vec![
        json!(["0s", "ecs:CreateCluster",
            {"clusterName": "demo", "capacityProviders": providers}]),
        json!(["0s", "ecs:RegisterTaskDefinition", web(json!({}))]),
        json!(["0s", "ecs:RegisterTaskDefinition", web(fargate)]),
    ]
}

fn strategy(items: &[(&str, u32, u32)]) -> Value {
    let item = |(name, base, weight): &(&str, u32, u32)| json!({ "capacityProvider": name, "base": base, "weight": weight });
    items.iter().map(item).collect::<Vec<_>>().into()
}

fn run(at: &str, more: Value) -> Value {
    let mut input = json!({"cluster": "demo", "taskDefinition": "web"});
    input.as_object_mut().expect("one").extend(more.as_object().expect("one").clone());
    json!([at, "ecs:RunTask", input])
}

fn statuses(player: &Player) -> Vec<TaskStatus> {
    player.world().clusters[0].tasks.iter().map(|task| task.status).collect()
}

fn places(player: &Player) -> Vec<Option<u32>> {
    player.world().clusters[0].tasks.iter().map(|task| task.instance).collect()
}

/// PL-4, PL-9: a provider's tasks land on its instances alone; launch type EC2 on any, not on
/// EXTERNAL ones. The answers name the provider.
#[test]
fn a_task_lands_only_on_its_providers_instances() {
    let mut list = group("g", 1, 4, off());
    list.extend(cluster(&["g"]));
    list.push(json!(["0s", "ec2:RunInstances", {"cluster": "demo", "instanceType": "m5.large",
        "registerAfter": "80s"}]));
    list.push(json!(["0s", "ec2:RunInstances", {"cluster": "demo", "instanceType": "m5.large",
        "launchType": "EXTERNAL", "registerAfter": "81s"}]));
    let by_provider = json!({"count": 5, "capacityProviderStrategy": strategy(&[("g", 0, 1)])});
    let first = list.len();
    list.push(run("2m", by_provider));
    list.push(run("2m", json!({"launchType": "EC2", "count": 10})));
    let player = played(Value::Array(list), "3m");
    // #1 is the group's, #2 nobody's, #3 external; four tasks fill one of them.
    assert_eq!(per_instance(player.world()), [4, 4, 0]);
    assert_eq!(places(&player)[..4], [Some(0); 4]);
    let one = accepted(&answer(&player, first)).clone();
    assert_eq!(one["failures"].as_array().expect("a list").len(), 1, "only #1 was looked at");
    assert_eq!(one["failures"][0]["reason"], "RESOURCE:CPU");
    assert_eq!(one["tasks"][0]["capacityProviderName"], "g");
    assert_eq!(one["tasks"][0]["launchType"], "EC2");
    let other = accepted(&answer(&player, first + 1)).clone();
    assert_eq!(other["tasks"][0].get("capacityProviderName"), None);
    let world = player.world();
    let instance = |slot| crate::simulation::describe::container_instance(world, 0, slot);
    assert_eq!(instance(0)["capacityProviderName"], "g");
    assert_eq!(instance(1).get("capacityProviderName"), None);
    // The decision was about that pool.
    let why = player.explain_task(0, 0).expect("explained");
    assert_eq!(why.capacity_provider.as_deref(), Some("g"));
    let Verdict::Instances(decision) = why.verdict else { panic!("on instances") };
    assert_eq!(decision.pool, [0]);
}

/// PL-43, second half: without managed scaling what finds no place fails at once. PL-47: the texts
/// name the provider.
#[test]
fn without_managed_scaling_it_fails_at_once() {
    let mut list = group("g", 0, 4, off());
    list.extend(cluster(&["g"]));
    let first = list.len();
    let provider = strategy(&[("g", 0, 1)]);
    list.push(run("1s", json!({"capacityProviderStrategy": provider})));
    list.push(service(2, json!({"capacityProviderStrategy": provider})));
    let player = played(Value::Array(list), "1m");
    assert_eq!(
        refused(&answer(&player, first)),
        "InvalidParameterException: No Container Instances were found in your capacity provider."
    );
    assert!(player.world().clusters[0].tasks.is_empty());
    let told = events(player.world());
    // SV-116
    assert!(
        told[0].ends_with("(service web) was unable to reach steady state. Reason: No Container Instances were found in your capacity provider."),
        "{told:?}"
    );
}

/// PL-43, CP-20, CP-22: with it the task waits in PROVISIONING (LC-1), the group grows, it lands. CP-28: one
/// datapoint above the target is enough; CP-83: what the group misses is launched at once.
#[test]
fn with_managed_scaling_it_waits_and_lands() {
    let list = |until: &str| {
        let mut list = group("g", 0, 4, on());
        list.extend(cluster(&["g"]));
        list.push(run("1s", json!({"capacityProviderStrategy": strategy(&[("g", 0, 1)])})));
        played(Value::Array(list), until)
    };
    let player = list("80s");
    assert_eq!(statuses(&player), [TaskStatus::Provisioning]);
    assert_eq!(player.world().clusters[0].provisioning.len(), 1);
    let why = player.explain_task(0, 0).expect("explained");
    assert!(why.waits() && why.capacity_provider.as_deref() == Some("g"));
    // CP-22: from zone to zone, two at first; CP-80, CP-81, CP-82: 60 s, 30 s, 75 s.
    let player = list("91s");
    assert_eq!(player.world().clusters[0].launching.len(), 2);
    let player = list("3m");
    assert_eq!(statuses(&player), [TaskStatus::Running]);
    let task = &player.world().clusters[0].tasks[0];
    assert_eq!(task.placed.time.0, 165_000);
    assert!(!player.explain_task(0, 0).expect("explained").waits());
    let zones: Vec<u8> = player.world().clusters[0].instances.iter().map(|i| i.zone).collect();
    assert_eq!(zones, [0, 1]);
}

/// PL-40 TaskFailedToStart, CP-20: what a task of RunTask says after fifteen minutes, LC-13.
#[test]
fn it_gives_up_after_fifteen_minutes() {
    let reason = |desired: u32, more: Value, extra: &[Value]| {
        let mut list = group("g", desired, desired.max(1), on());
        list.extend(cluster(&["g"]));
        let containers = |cpu: u32, memory: u32| {
            json!({"family": "big", "containerDefinitions":
            [{"name": "a", "image": "a", "cpu": cpu, "memory": memory}]})
        };
        let mut cpu = containers(4_096, 64);
        cpu["family"] = "cpu".into();
        let mut arm = containers(64, 64);
        arm["family"] = "arm".into();
        arm["runtimePlatform"] = json!({"cpuArchitecture": "ARM64"});
        list.push(json!(["0s", "ecs:RegisterTaskDefinition", containers(64, 16_000)]));
        list.push(json!(["0s", "ecs:RegisterTaskDefinition", cpu]));
        list.push(json!(["0s", "ecs:RegisterTaskDefinition", arm]));
        list.extend_from_slice(extra);
        let mut more = more;
        more["capacityProviderStrategy"] = strategy(&[("g", 0, 1)]);
        list.push(run("2m", more));
        let player = played(Value::Array(list), "17m");
        let task = &player.world().clusters[0].tasks[0];
        assert_eq!(task.times.stopped.map(|at| at.0), Some(17 * 60_000));
        let stop = task.stop.as_ref().expect("stopped");
        assert_eq!(
            stop.code.map(crate::simulation::world::StopCode::as_str),
            Some("TaskFailedToStart")
        );
        stop.reason.to_string()
    };
    let none = json!({});
    let full = |family: &str| json!({ "taskDefinition": family });
    let drain = json!(["90s", "ecs:UpdateContainerInstancesState",
        {"cluster": "demo", "containerInstances": ["#1"], "status": "DRAINING"}]);
    let silent =
        json!(["90s", "world:DisconnectAgent", {"cluster": "demo", "containerInstance": "#1"}]);
    // The zone that it would grow into is down: the group stays empty.
    let down = ["a", "c"].map(|zone| {
        json!(["0s", "world:FailAvailabilityZone", {"availabilityZone": format!("ap-northeast-1{zone}")}])
    });
    let rack = json!({"placementConstraints":
        [{"type": "memberOf", "expression": "attribute:rack == r1"}]});
    for (desired, more, extra, expected) in [
        (0, none.clone(), &down[..], "EMPTY CAPACITY PROVIDER"),
        (1, none.clone(), &[drain][..], "NO ACTIVE INSTANCES"),
        (1, full("cpu"), &[], "RESOURCE:CPU"),
        (1, full("big"), &[], "RESOURCE:MEMORY"),
        (1, none, &[silent], "AGENT"),
        (1, full("arm"), &[], "ATTRIBUTE"),
        (1, rack, &[], "MemberOf placement constraint unsatisfied"),
    ] {
        assert_eq!(reason(desired, more, extra), format!("TaskFailedToStart: {expected}"));
    }
}

/// QT-20, CP-60, SV-116: so many may wait in a cluster.
#[test]
fn so_many_may_wait() {
    let mut list = group("g", 0, 1, on());
    list.extend(cluster(&["g"]));
    let provider = strategy(&[("g", 0, 1)]);
    list.push(service(500, json!({"capacityProviderStrategy": provider})));
    let mut more = service(1, json!({"capacityProviderStrategy": provider, "serviceName": "b"}));
    more[0] = "62s".into();
    list.push(more);
    list.push(run("63s", json!({"capacityProviderStrategy": provider})));
    let last = list.len() - 1;
    let player = played(Value::Array(list), "70s");
    let room = &player.world().clusters[0];
    assert_eq!(room.provisioning.len(), 500);
    assert_eq!(
        refused(&answer(&player, last)),
        "ClientException: The limit on the number of tasks in PROVISIONING state has been reached"
    );
    let told: Vec<String> = room.services[1].events.iter().map(|e| e.message.text("b")).collect();
    assert_eq!(
        told,
        [
            "(service b) was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded."
        ]
    );
}

/// CP-2, CP-10, CP-11, CP-13, CP-14, LT-1, LT-2: what a strategy may be. CP-34: a group's provider
/// serves one cluster.
#[test]
fn strategies_are_held_against_the_cluster() {
    let mut list = group("g", 0, 1, on());
    list.extend(group("h", 0, 1, on()));
    list.extend(cluster(&["g", "FARGATE", "FARGATE_SPOT"]));
    let first = list.len();
    let of = |items: &[(&str, u32, u32)]| json!({ "capacityProviderStrategy": strategy(items) });
    let rows: [(Value, &str); 8] = [
        (of(&[("nobody", 0, 1)]), "is not associated with the cluster"),
        (of(&[("h", 0, 1)]), "is not associated with the cluster"),
        (of(&[("g", 0, 1), ("g", 0, 1)]), "can be in a strategy once"),
        (of(&[("FARGATE", 1, 1), ("FARGATE_SPOT", 1, 1)]), "Only one capacity provider"),
        (of(&[("FARGATE", 0, 0), ("FARGATE_SPOT", 0, 0)]), "a weight greater than 0"),
        (of(&[("g", 0, 1), ("FARGATE", 0, 1)]), "cannot mix"),
        (
            json!({"launchType": "EC2", "capacityProviderStrategy": strategy(&[("g", 0, 1)])}),
            "both a launch type and",
        ),
        (json!({"launchType": "MANAGED_INSTANCES"}), "through a capacity provider strategy"),
    ];
    list.extend(rows.iter().map(|(more, _)| run("1s", more.clone())));
    // CP-2: without anything the default strategy, without that EC2.
    let bare = list.len();
    list.push(run("2s", json!({})));
    list.push(json!(["3s", "ecs:PutClusterCapacityProviders", {"cluster": "demo",
        "capacityProviders": ["g"], "defaultCapacityProviderStrategy": strategy(&[("g", 0, 1)])}]));
    list.push(run("4s", json!({})));
    list.push(json!(["4s", "ecs:CreateCluster", {"clusterName": "b", "capacityProviders": ["g"]}]));
    let player = played(Value::Array(list), "5s");
    for (n, (more, text)) in rows.iter().enumerate() {
        let answer = answer(&player, first + n);
        assert!(refused(&answer).contains(text), "{more}: {answer:?}");
    }
    assert!(refused(&answer(&player, bare)).contains("were found in your cluster"));
    let put = accepted(&answer(&player, bare + 1)).clone();
    assert_eq!(put["cluster"]["capacityProviders"], json!(["g"]));
    assert_eq!(put["cluster"]["defaultCapacityProviderStrategy"][0]["capacityProvider"], "g");
    assert!(refused(&answer(&player, bare + 3)).contains("serves another cluster"));
    assert_eq!(player.world().clusters.len(), 1);
    let task = accepted(&answer(&player, bare + 2))["tasks"][0].clone();
    assert_eq!(
        (&task["capacityProviderName"], &task["lastStatus"]),
        (&json!("g"), &json!("PROVISIONING"))
    );
}

/// CP-4, CP-20, CP-26 to CP-29: what DescribeCapacityProviders tells, and names that are refused.
#[test]
fn providers_are_described() {
    let mut list = group("g", 0, 1, json!({"targetCapacity": 80}));
    list.extend(cluster(&["FARGATE", "g"]));
    let first = list.len();
    list.push(json!(["1s", "ecs:DescribeCapacityProviders", {"capacityProviders": ["g", "x"]}]));
    list.push(json!(["1s", "ecs:DescribeCapacityProviders", {}]));
    let provider = |name: &str, group: &str| {
        json!(["1s", "ecs:CreateCapacityProvider", {"name": name,
            "autoScalingGroupProvider": {"autoScalingGroupArn": group}}])
    };
    for (name, group) in [("fargate-x", "g"), ("g", "g"), ("other", "g"), ("other", "nobody")] {
        list.push(provider(name, group));
    }
    // CP-14: one in use stays.
    list.push(service(1, json!({"capacityProviderStrategy": strategy(&[("g", 0, 1)])})));
    list.push(json!(["2s", "ecs:PutClusterCapacityProviders", {"cluster": "demo",
        "capacityProviders": [], "defaultCapacityProviderStrategy": []}]));
    let player = played(Value::Array(list), "3s");
    let told = accepted(&answer(&player, first)).clone();
    let g = &told["capacityProviders"][0];
    assert_eq!(g["type"], "EC2_AUTOSCALING");
    assert_eq!(
        g["autoScalingGroupProvider"]["managedScaling"],
        json!({"status": "ENABLED", "targetCapacity": 80, "minimumScalingStepSize": 1,
            "maximumScalingStepSize": 10_000, "instanceWarmupPeriod": 300})
    );
    assert_eq!(told["failures"][0]["reason"], "MISSING");
    let all = accepted(&answer(&player, first + 1)).clone();
    let names: Vec<&str> = all["capacityProviders"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|p| p["name"].as_str())
        .collect();
    assert_eq!(names, ["FARGATE", "FARGATE_SPOT", "g"]);
    for (n, text) in [
        "cannot be prefixed",
        "already exists",
        "has a capacity provider already",
        "does not exist",
    ]
    .iter()
    .enumerate()
    {
        let answer = answer(&player, first + 2 + n);
        assert!(refused(&answer).contains(text), "{answer:?}");
    }
    assert!(refused(&answer(&player, first + 7)).starts_with("ResourceInUseException"));
}

fn on_provider(player: &Player, name: &str) -> usize {
    let world = player.world();
    let provider = world.capacity.named(name);
    let tasks = world.clusters[0].tasks.iter();
    tasks.filter(|t| t.provider == provider && !t.told_to_stop).count()
}

fn network() -> Value {
    json!({"awsvpcConfiguration": {"subnets":
        ["subnet-ap-northeast-1a", "subnet-ap-northeast-1c", "subnet-ap-northeast-1d"]}})
}

/// CP-10, CP-15, CP-16, PL-70: tasks are shared by base and weight, on FARGATE and FARGATE_SPOT
/// each spread by itself; fewer leave from where too many are; the next ones follow a new strategy.
#[test]
fn fargate_and_spot_share_tasks() {
    let items = strategy(&[("FARGATE", 2, 1), ("FARGATE_SPOT", 0, 4)]);
    let fargate = json!({"taskDefinition": "fargate", "networkConfiguration": network(),
        "capacityProviderStrategy": items});
    let update = |at: &str, more: Value| {
        let mut input = json!({"cluster": "demo", "service": "web"});
        input.as_object_mut().expect("one").extend(more.as_object().expect("one").clone());
        json!([at, "ecs:UpdateService", input])
    };
    let list = with(
        cluster(&["FARGATE", "FARGATE_SPOT"]),
        &[
            service(12, fargate),
            update("5m", json!({"desiredCount": 3})),
            update(
                "10m",
                json!({"desiredCount": 8,
                "capacityProviderStrategy": strategy(&[("FARGATE_SPOT", 0, 1)])}),
            ),
        ],
    );
    let player = played(list.clone(), "4m");
    assert_eq!((on_provider(&player, "FARGATE"), on_provider(&player, "FARGATE_SPOT")), (4, 8));
    let room = &player.world().clusters[0];
    let in_zone = |counts: &crate::placement::GroupCounts| [0, 1, 2].map(|z| counts.in_zone(z));
    let mut spot = in_zone(&room.groups[0].spot);
    spot.sort_unstable();
    assert_eq!(spot, [2, 3, 3], "spot tasks spread by themselves");
    let service = crate::simulation::describe::service(player.world(), 0, 0);
    assert_eq!(service.get("launchType"), None);
    assert_eq!(service["capacityProviderStrategy"][1]["weight"], 4);
    let player = played(list.clone(), "9m");
    assert_eq!((on_provider(&player, "FARGATE"), on_provider(&player, "FARGATE_SPOT")), (2, 1));
    let player = played(list, "14m");
    assert_eq!((on_provider(&player, "FARGATE"), on_provider(&player, "FARGATE_SPOT")), (2, 6));
}

/// CP-15, CP-17: RunTask shares its tasks for itself; a task of one provider waits for that one,
/// though the other has room.
#[test]
fn the_provider_comes_before_the_instance() {
    let mut list = group("g", 1, 1, on());
    list.extend(group("h", 2, 2, on()));
    list.extend(cluster(&["g", "h"]));
    let both =
        json!({"count": 10, "capacityProviderStrategy": strategy(&[("g", 0, 1), ("h", 0, 1)])});
    list.push(run("2m", both));
    let player = played(Value::Array(list), "4m");
    assert_eq!((on_provider(&player, "g"), on_provider(&player, "h")), (5, 5));
    assert_eq!(player.world().clusters[0].provisioning.len(), 1, "the fifth of g");
    let mut counts = per_instance(player.world());
    counts.sort_unstable();
    assert_eq!(counts.iter().sum::<u32>(), 9);
}

/// CP-26, CP-29: one instance a step; the next step after the warm-up.
#[test]
fn steps_and_warm_up() {
    let scaling = json!({"maximumScalingStepSize": 1, "instanceWarmupPeriod": 120});
    let mut list = group("g", 1, 9, scaling);
    list.extend(cluster(&["g"]));
    list.push(service(12, json!({"capacityProviderStrategy": strategy(&[("g", 0, 1)])})));
    let at = |until: &str| {
        let player = played(Value::Array(list.clone()), until);
        player.world().capacity.groups[0].desired
    };
    // Launched at 0; tasks fill it at 75 s. The looks at 2m, 4m and so on act 30 s later.
    assert_eq!(at("2m20s"), 1);
    assert_eq!(at("2m30s"), 2);
    assert_eq!(at("4m59s"), 2);
    assert_eq!(at("5m30s"), 3);
}

/// PL-62, CP-27, CP-35: with a target below 100, spread keeps every instance busy and the group
/// grows with each task; binpack first leaves the spare ones empty.
#[test]
fn binpack_before_spread_where_room_is_kept() {
    let size = |strategies: Value| {
        let mut list = group("g", 1, 20, json!({"targetCapacity": 50}));
        list.extend(cluster(&["g"]));
        list.push(service(
            1,
            json!({"capacityProviderStrategy": strategy(&[("g", 0, 1)]),
            "placementStrategy": strategies, "availabilityZoneRebalancing": "DISABLED"}),
        ));
        for n in 2..=4 {
            list.push(json!([format!("{}m", n * 10), "ecs:UpdateService",
                {"cluster": "demo", "service": "web", "desiredCount": n}]));
        }
        let player = played(Value::Array(list), "60m");
        player.world().capacity.groups[0].desired
    };
    let (spread, packed) = (
        json!({"type": "spread", "field": "instanceId"}),
        json!({"type": "binpack", "field": "cpu"}),
    );
    assert_eq!(size(json!([packed, spread])), 2, "one busy, one empty");
    assert_eq!(size(json!([spread, packed])), 8, "four busy, four empty");
}

/// CP-3: managed scaling sees the provider's own tasks alone. One with launch type EC2 that finds no place fails and
/// makes nothing grow, and one that lands on the group's instance leaves it empty to the group's eyes.
#[test]
fn tasks_with_a_launch_type_make_no_group_grow() {
    let list = |more: Value| {
        // With a target of 50 % one busy instance wants an empty one beside it (CP-27).
        let mut list = group("g", 1, 4, json!({"status": "ENABLED", "targetCapacity": 50}));
        list.extend(cluster(&["g"]));
        list.push(run("2m", more));
        let player = played(Value::Array(list), "10m");
        (places(&player), player.world().capacity.groups[0].desired)
    };
    let by_type = list(json!({"launchType": "EC2", "count": 5}));
    assert_eq!(by_type, (vec![Some(0); 4], 1), "the fifth failed");
    let by_provider = list(json!({"capacityProviderStrategy": strategy(&[("g", 0, 1)])}));
    assert_eq!(by_provider, (vec![Some(0)], 2));
}

/// A group keeps its size: what is terminated or stops is replaced; SetDesiredCapacity makes it
/// larger or smaller within its bounds.
#[test]
fn a_group_keeps_its_size() {
    let mut list = group("g", 2, 3, off());
    list.extend(cluster(&["g"]));
    list.push(
        json!(["2m", "ec2:TerminateInstances", {"cluster": "demo", "containerInstances": ["#1"]}]),
    );
    list.push(json!(["2m", "world:StopInstance", {"cluster": "demo", "containerInstance": "#2"}]));
    let set = |at: &str, desired: u32| {
        json!([at, "autoscaling:SetDesiredCapacity",
        {"AutoScalingGroupName": "g", "DesiredCapacity": desired}])
    };
    list.push(set("10m", 3));
    list.push(set("10m", 4));
    list.push(set("12m", 1));
    let last = list.len() - 1;
    let running = |until: &str| {
        let player = played(Value::Array(list.clone()), until);
        let all = player.world().clusters[0].instances.clone();
        assert!(all.iter().all(|i| i.provider.is_some()));
        let runs = |i: &&crate::simulation::world::ContainerInstance| {
            i.machine == crate::simulation::world::Machine::Running
        };
        (all.iter().filter(runs).count(), player)
    };
    assert_eq!(running("11m59s").0, 3);
    let (count, player) = running("20m");
    assert_eq!(count, 1, "and no other one comes");
    assert!(refused(&answer(&player, last - 1)).starts_with("ValidationError"));
    accepted(&answer(&player, last));
}

/// CP-5: no Windows on Spot. QT-07: Spot has a quota of its own.
#[test]
fn spot_has_limits_of_its_own() {
    let mut windows = json!({"family": "win", "networkMode": "awsvpc", "cpu": "1024",
        "memory": "2048", "requiresCompatibilities": ["FARGATE"],
        "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}});
    windows["containerDefinitions"] = json!([{"name": "a", "image": "a"}]);
    let mut list = cluster(&["FARGATE", "FARGATE_SPOT"]);
    list.push(json!(["0s", "ecs:RegisterTaskDefinition", windows]));
    let first = list.len();
    let spot = |family: &str| {
        json!({"taskDefinition": family, "networkConfiguration": network(),
        "capacityProviderStrategy": strategy(&[("FARGATE_SPOT", 0, 1)])})
    };
    list.push(run("1s", spot("win")));
    list.push(run("1s", spot("fargate")));
    let player = played(Value::Array(list), "2s");
    assert!(refused(&answer(&player, first)).contains("FARGATE_SPOT"));
    let used = |rule: &str| {
        let rows = crate::simulation::quotas::usage(player.world());
        rows.iter().find(|row| row.quota.rule == rule).map(|row| row.used)
    };
    assert_eq!((used("QT-06"), used("QT-07")), (Some(0), Some(1)));
}
