//! Managed Instances: ECS chooses, launches and fills them (PL-6, PL-98, PL-99, CP-8).

use serde_json::{Value, json};

use super::calls::{answer, refused};
use super::{played, with};
use crate::base::SimSpan;
use crate::simulation::Player;
use crate::simulation::journal::EntryKind;
use crate::simulation::world::{Machine, TaskStatus};

fn network(zones: &[&str]) -> Value {
    zones.iter().map(|zone| format!("subnet-ap-northeast-1{zone}")).collect::<Vec<_>>().into()
}

pub(super) fn managed(zones: &[&str], requirements: Value) -> Vec<Value> {
    let mut template = json!({"ec2InstanceProfileArn": "arn:p",
        "networkConfiguration": {"subnets": network(zones)}});
    if !requirements.is_null() {
        // TD-6: the model requires both.
        let mut all = json!({"vCpuCount": {"min": 1}, "memoryMiB": {"min": 1}});
        all.as_object_mut().expect("one").extend(requirements.as_object().expect("one").clone());
        template["instanceRequirements"] = all;
    }
    vec![
        json!(["0s", "ecs:CreateCluster", {"clusterName": "demo"}]),
        json!(["0s", "ecs:CreateCapacityProvider", {"name": "m", "cluster": "demo",
            "managedInstancesProvider":
                {"infrastructureRoleArn": "arn:r", "instanceLaunchTemplate": template}}]),
        json!(["0s", "ecs:RegisterTaskDefinition", {"family": "web", "networkMode": "host", "containerDefinitions":
            [{"name": "web", "image": "nginx", "cpu": 1024, "memory": 2048}]}]),
    ]
}

fn web(at: &str, call: &str, more: Value) -> Value {
    let mut input = json!({"cluster": "demo", "taskDefinition": "web",
        "capacityProviderStrategy": [{"capacityProvider": "m", "weight": 1}]});
    input.as_object_mut().expect("one").extend(more.as_object().expect("one").clone());
    json!([at, call, input])
}

pub(super) fn service(desired: u32, more: Value) -> Value {
    let mut input = json!({"serviceName": "web", "desiredCount": desired});
    input.as_object_mut().expect("one").extend(more.as_object().expect("one").clone());
    web("1s", "ecs:CreateService", input)
}

/// Type, zone and tasks of each instance.
fn instances(player: &Player) -> Vec<(&'static str, u8, u32)> {
    let all = player.world().clusters[0].instances.iter();
    all.map(|i| (i.instance_type.name, i.zone, i.running_tasks)).collect()
}

/// PL-98: several tasks aim at three zones, though one instance would hold them; one subnet packs.
#[test]
fn zones_outrank_packing() {
    let three =
        played(with(managed(&["a", "c", "d"], Value::Null), &[service(3, json!({}))]), "3m");
    // CP-84
    let all = &three.world().clusters[0].instances;
    assert!(all.iter().all(|i| i.registered_at.0 == i.launched_at.0 + 60_000));
    let zones: Vec<u8> = instances(&three).iter().map(|(_, zone, _)| *zone).collect();
    assert_eq!(zones, [0, 1, 2]);
    let one = played(with(managed(&["c"], Value::Null), &[service(3, json!({}))]), "3m");
    let found = instances(&one);
    assert!(matches!(found[..], [(_, 1, 3)]), "{found:?}");
    assert_eq!(one.world().totals.running, 3);
}

/// PL-99: the cheapest type of the catalogue that takes what waits for the zone, by the provider's
/// requirements (PL-6); tasks come to what is there before more is launched.
#[test]
fn the_cheapest_type_that_fits() {
    let kind = |desired: u32, requirements: Value| {
        let player =
            played(with(managed(&["a"], requirements), &[service(desired, json!({}))]), "3m");
        let found = instances(&player);
        assert_eq!(found.iter().map(|(.., tasks)| tasks).sum::<u32>(), desired, "{found:?}");
        found.iter().map(|(name, ..)| *name).collect::<Vec<_>>()
    };
    let allowed = |list: &[&str]| json!({ "allowedInstanceTypes": list });
    // 2 vCPUs and 8 GiB hold two tasks of 1,024 units; 4 and 16 hold three.
    assert_eq!(kind(2, allowed(&["m5.*"])), ["m5.large"]);
    assert_eq!(kind(3, allowed(&["m5.*"])), ["m5.xlarge"]);
    assert_eq!(kind(2, allowed(&["m5.large", "c5.large", "r5.large"])), ["m5.large"]);
    assert_eq!(kind(1, allowed(&["m5.large", "c5.large", "r5.large"])), ["c5.large"]);
    // Nothing holds all of it: the one that takes most of it, then the rest.
    assert_eq!(kind(3, allowed(&["m5.large"])), ["m5.large", "m5.large"]);
    assert_eq!(
        kind(
            1,
            json!({"vCpuCount": {"min": 8, "max": 8}, "cpuManufacturers": ["intel"],
        "allowedInstanceTypes": ["m5.*", "m6g.*"]})
        ),
        ["m5.2xlarge"]
    );
    // The second service finds room on the first one's instance.
    let second = web("5m", "ecs:CreateService", json!({"serviceName": "b", "desiredCount": 1}));
    let list = with(managed(&["a"], allowed(&["m5.xlarge"])), &[service(1, json!({})), second]);
    assert_eq!(instances(&played(list, "8m")), [("m5.xlarge", 0, 2)]);
}

/// PL-6, PL-49: constraints hold, on four attributes alone (PL-99, CQL-32); strategies are refused; launch
/// type EC2 never lands there (PL-4).
#[test]
fn constraints_but_no_strategies() {
    let asks =
        |query: &str| json!({"placementConstraints": [{"type": "memberOf", "expression": query}]});
    let mut list = managed(&["a", "c", "d"], Value::Null);
    let first = list.len();
    list.push(web("1s", "ecs:RunTask", json!({"placementStrategy": [{"type": "random"}]})));
    let queries = [
        "attribute:ecs.availability-zone == ap-northeast-1d",
        "attribute:ecs.subnet-id == subnet-ap-northeast-1c",
        "attribute:ecs.instance-type == c6i.xlarge",
        "attribute:ecs.cpu-architecture == x86_64",
        "attribute:ecs.os-type == linux",
    ];
    for query in queries {
        list.push(web("2s", "ecs:RunTask", asks(query)));
    }
    list.push(web(
        "2m",
        "ecs:RunTask",
        json!({"launchType": "EC2", "capacityProviderStrategy": []}),
    ));
    let last = list.len() - 1;
    let player = played(Value::Array(list), "3m");
    let refusal =
        "InvalidParameterException: Placement strategies are not supported with Managed Instances.";
    assert_eq!(refused(&answer(&player, first)), refusal);
    let room = &player.world().clusters[0];
    let of = |task: usize| room.tasks[task].instance.map(|slot| &room.instances[slot as usize]);
    assert_eq!(of(0).map(|i| i.zone), Some(2));
    assert_eq!(of(1).map(|i| i.zone), Some(1));
    assert_eq!(of(2).map(|i| i.instance_type.name), Some("c6i.xlarge"));
    assert_eq!(of(3).map(|i| i.instance_type.architecture.attribute()), Some("x86_64"));
    assert!(of(4).is_none() && room.tasks[4].status == TaskStatus::Provisioning);
    assert!(
        refused(&answer(&player, last))
            .contains("No Container Instances were found in your cluster.")
    );
}

/// PL-3d, CP-8: an architecture that is asked for is launched; requirements that nothing meets are
/// refused.
#[test]
fn architecture_and_requirements() {
    let mut definition = json!({"family": "x", "networkMode": "host", "containerDefinitions":
        [{"name": "x", "image": "x", "cpu": 64, "memory": 64}]});
    let mut list = managed(&["a"], Value::Null);
    for (family, architecture) in [("x", "X86_64"), ("arm", "ARM64")] {
        definition["family"] = family.into();
        definition["runtimePlatform"] = json!({ "cpuArchitecture": architecture });
        list.push(json!(["0s", "ecs:RegisterTaskDefinition", definition]));
        list.push(web("1s", "ecs:RunTask", json!({ "taskDefinition": family })));
    }
    let mut nothing = managed(&["a"], json!({"vCpuCount": {"min": 4_000}}))[1].clone();
    nothing[2]["name"] = "n".into();
    list.push(nothing);
    let last = list.len() - 1;
    let player = played(Value::Array(list), "2m");
    let room = &player.world().clusters[0];
    let words: Vec<&str> = room
        .tasks
        .iter()
        .map(|t| {
            room.instances[t.instance.expect("placed") as usize]
                .instance_type
                .architecture
                .attribute()
        })
        .collect();
    assert_eq!(words, ["x86_64", "arm64"]);
    assert!(refused(&answer(&player, last)).contains("No instance type of the catalogue"));
}

/// CP-8: an instance without tasks is ended after `scaleInAfter`, 300 s where nothing is said (modelled), never with -1;
/// a task that comes in time keeps it. The decision is written down.
#[test]
fn idle_instances_are_ended() {
    let list = |after: Value, more: &[Value]| {
        let mut list = managed(&["a"], Value::Null);
        if !after.is_null() {
            list[1][2]["managedInstancesProvider"]["infrastructureOptimization"] = after;
        }
        list.push(web("1s", "ecs:RunTask", json!({})));
        list.push(json!(["5m", "ecs:StopTask", {"cluster": "demo", "task": "#1"}]));
        list.extend_from_slice(more);
        let at = |call: &Value| call[0].as_str().and_then(|at| SimSpan::parse(at).ok());
        list.sort_by_key(|call| at(call).map(|at| at.0));
        Value::Array(list)
    };
    let ended = |after: Value, more: &[Value], until: &str| {
        let player = played(list(after, more), until);
        let all = &player.world().clusters[0].instances;
        let at = all.iter().find_map(|i| match i.machine {
            Machine::Terminated(at) => Some(at.0 / 1_000),
            _ => None,
        });
        let entries = player.journal().entries.iter();
        let told = entries.filter(|e| matches!(e.kind, EntryKind::IdleEnds { .. })).count();
        assert_eq!(told, usize::from(at.is_some()));
        at
    };
    let after = |seconds: i32| json!({ "scaleInAfter": seconds });
    // LC-28p: its only task is gone after 2 s.
    assert_eq!(ended(Value::Null, &[], "1h"), Some(602));
    assert_eq!(ended(json!({}), &[], "1h"), Some(602));
    assert_eq!(ended(after(30), &[], "1h"), Some(332));
    // At once, but whoever waits has a turn of the scheduler's loop.
    assert_eq!(ended(after(0), &[], "1h"), Some(303));
    assert_eq!(ended(after(-1), &[], "10d"), None);
    let again = [web("9m", "ecs:RunTask", json!({}))];
    assert_eq!(ended(Value::Null, &again, "1h"), None);
    // Who does not answer is left alone until it does, and has its time then (LC-70).
    let agent =
        |at: &str, call: &str| json!([at, call, {"cluster": "demo", "containerInstance": "#1"}]);
    let silent = [agent("6m", "world:DisconnectAgent"), agent("20m", "world:ReconnectAgent")];
    assert_eq!(ended(Value::Null, &silent, "1h"), Some(1_500));
    let player = played(list(after(3_601), &[]), "1s");
    assert!(refused(&answer(&player, 1)).contains("scaleInAfter"));
    // What comes and finds its task gone is idle from the start.
    let early = [json!(["30s", "ecs:StopTask", {"cluster": "demo", "task": "#1"}])];
    assert_eq!(ended(Value::Null, &early, "1h"), Some(66 + 300));
}
