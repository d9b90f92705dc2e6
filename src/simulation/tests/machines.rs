//! What instances register: GPUs, trunks, Windows.

use super::*;
use crate::placement::Reason;
use crate::simulation::world::InstanceStatus;

fn machine(at: &str, kind: &str, more: Value) -> Value {
    let mut input = json!({"cluster": "demo", "instanceType": kind, "registerAfter": "0s"});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    json!([at, "ec2:RunInstances", input])
}

fn family(name: &str, more: Value, container: Value) -> Value {
    let mut one = json!({"name": "c", "image": "i", "memory": 128});
    for (key, value) in container.as_object().expect("an object") {
        one[key] = value.clone();
    }
    let mut input = json!({"family": name, "containerDefinitions": [one]});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    json!(["0s", "ecs:RegisterTaskDefinition", input])
}

fn run(at: &str, name: &str, count: u32) -> Value {
    let mut input = json!({"cluster": "demo", "taskDefinition": name, "count": count});
    if name == "eni" {
        input["networkConfiguration"] =
            json!({"awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a"]}});
    }
    json!([at, "ecs:RunTask", input])
}

fn failures(player: &Player, call: usize) -> Vec<String> {
    let record = player.journal().calls[call].result.clone().expect("accepted");
    let list = record["failures"].as_array().expect("a list").clone();
    list.iter().map(|failure| failure["reason"].as_str().expect("a reason").to_owned()).collect()
}

fn gpu(value: &str) -> Value {
    json!({"resourceRequirements": [{"type": "GPU", "value": value}]})
}

/// PL-31: `ALL` takes what is free, holds just that, and gives just that back.
#[test]
fn all_gpus_are_those_that_are_free() {
    let list = json!([
        ["0s", "ecs:CreateCluster", {"clusterName": "demo"}],
        machine("0s", "g4dn.12xlarge", json!({})),
        family("one", json!({}), gpu("1")),
        family("all", json!({}), gpu("ALL")),
        run("1s", "one", 1),
        run("2s", "all", 1),
        run("3s", "one", 1),
        ["1m", "ecs:StopTask", {"cluster": "demo", "task": "#1"}],
        run("2m", "one", 2),
        ["3m", "ecs:StopTask", {"cluster": "demo", "task": "#2"}],
        run("4m", "one", 4),
    ]);
    let player = played(list, "5m");
    let tasks: Vec<u16> = player.world().clusters[0].tasks.iter().map(|task| task.gpus).collect();
    assert_eq!(tasks, [1, 3, 1, 1, 1, 1]);
    assert_eq!(failures(&player, 6), ["RESOURCE:GPU"]);
    assert_eq!(failures(&player, 8), ["RESOURCE:GPU"]);
    assert_eq!(failures(&player, 10), ["RESOURCE:GPU"]);
}

/// NM-2, LC-60, CQL-31: only instances launched after opting in have a trunk, they are REGISTERING
/// while it is attached, and not every type has one; EXTERNAL and Windows have none.
#[test]
fn trunks_come_to_instances_launched_after_opting_in() {
    let trunking = |at: &str, value: &str| json!([at, "ecs:PutAccountSetting", {"name": "awsvpcTrunking", "value": value}]);
    let windows = json!({"attributes": [{"name": "ecs.os-type", "value": "windows"}]});
    let list = json!([
        ["0s", "ecs:CreateCluster", {"clusterName": "demo"}],
        machine("0s", "c5.large", json!({"registerAfter": "10s"})),
        trunking("1s", "enabled"),
        machine("20s", "c5.large", json!({})),
        machine("20s", "t3.large", json!({})),
        machine("20s", "c5.large", windows),
        machine("20s", "c5.large", json!({"launchType": "EXTERNAL"})),
        ["21s", "ecs:PutAccountSettingDefault", {"name": "awsvpcTrunking", "value": "disabled"}],
        machine("22s", "c5.large", json!({})),
        trunking("23s", "maybe"),
    ]);
    let early = played(list.clone(), "25s");
    let of = |player: &Player| {
        let room = player.world().clusters[0].clone();
        let trunk = |slot: u32| {
            let attributes = &room.fleet.facts(slot).attributes;
            attributes.iter().any(|(name, _)| &**name == "ecs.awsvpc-trunk-id")
        };
        (0..).zip(&room.instances).map(|(n, i)| (i.registered.enis, i.status, trunk(n))).collect()
    };
    let expected = |second: InstanceStatus| {
        let active = InstanceStatus::Active;
        vec![
            (2, active, false),
            (10, second, true),
            (2, active, false),
            (2, active, false),
            (0, active, false),
            (2, active, false),
        ]
    };
    let found: Vec<(u16, InstanceStatus, bool)> = of(&early);
    assert_eq!(found, expected(InstanceStatus::Registering));
    assert!(!early.world().clusters[0].fleet.line(1).active); // PL-9
    let refused = early.journal().calls[9].result.clone().expect_err("refused");
    assert_eq!((refused.rule, &*refused.exception), ("NM-2", "InvalidParameterException"));
    let late = played(list, "28s");
    let found: Vec<(u16, InstanceStatus, bool)> = of(&late);
    assert_eq!(found, expected(InstanceStatus::Active));
}

/// NM-1, NM-4: slots for awsvpc tasks are the type's interfaces less one; a trunk gives more.
#[test]
fn interfaces_run_out() {
    for (value, fit) in [("disabled", 2), ("enabled", 10)] {
        let list = json!([
            ["0s", "ecs:CreateCluster", {"clusterName": "demo"}],
            ["0s", "ecs:PutAccountSetting", {"name": "awsvpcTrunking", "value": value}],
            machine("0s", "c5.large", json!({"availabilityZones": ["ap-northeast-1a"]})),
            family("eni", json!({"networkMode": "awsvpc"}), json!({})),
            run("1m", "eni", 10),
            run("2m", "eni", 1),
        ]);
        let player = played(list, "3m");
        assert_eq!(player.world().clusters[0].tasks.len(), fit, "{value}");
        assert_eq!(failures(&player, 5), ["RESOURCE:ENI"]);
    }
}

/// PL-28, PL-34, PL-21, TD-141: Windows machines reserve other ports, register other memory, take
/// definitions for Windows, and those count containers' sizes only.
#[test]
fn windows_machines() {
    let windows = json!({"attributes": [{"name": "ecs.os-type", "value": "windows"}]});
    let platform = json!({"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"},
        "cpu": "1024", "memory": "4096"});
    let port =
        |port: u16| json!({"cpu": 64, "portMappings": [{"containerPort": 80, "hostPort": port}]});
    let list = json!([
        ["0s", "ecs:CreateCluster", {"clusterName": "demo"}],
        machine("0s", "m4.large", json!({})),
        machine("0s", "m4.large", windows),
        family("win", platform, json!({"cpu": 64})),
        family("smb", json!({}), port(445)),
        family("ssh", json!({}), port(22)),
        run("1s", "win", 3),
        ["2s", "ecs:StartTask", {"cluster": "demo", "taskDefinition": "smb", "containerInstances": ["#1", "#2"]}],
        ["3s", "ecs:StartTask", {"cluster": "demo", "taskDefinition": "ssh", "containerInstances": ["#1", "#2"]}],
    ]);
    let player = played(list, "1m");
    let room = &player.world().clusters[0];
    assert_eq!(
        room.instances.iter().map(|i| i.registered.memory).collect::<Vec<_>>(),
        [7985, 8191]
    );
    let places: Vec<_> = room.tasks.iter().map(|task| task.instance).collect();
    assert_eq!(places, [Some(1), Some(1), Some(1), Some(0), Some(1)]);
    assert_eq!(room.fleet.line(1).cpu, 2048 - 4 * 64);
    assert_eq!(failures(&player, 7), ["RESOURCE:PORTS"]);
    assert_eq!(failures(&player, 8), ["RESOURCE:PORTS"]);
    let why = player.explain_task(0, 0).expect("a placement");
    let Verdict::Instances(decision) = why.verdict else { panic!("on instances") };
    assert_eq!(decision.removals[0].reason, Reason::Attribute("ecs.os-type".into()));
}
