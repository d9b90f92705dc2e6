//! Placement as calls meet it: what instances register, whose tasks are counted, what is refused,
//! and in which words (PL-*).

use super::*;
use crate::base::CpuUnits;
use crate::model::catalog::instance_type::InstanceType;
use crate::simulation::ApiError;

fn answer(player: &Player, call: usize) -> Result<Value, ApiError> {
    player.journal().calls[call].result.clone().map(|value| (*value).clone())
}

fn refused(player: &Player, call: usize) -> (&'static str, String) {
    let error = answer(player, call).expect_err("refused");
    (error.rule, error.message.to_string())
}

/// PL-20, PL-22: the table's own rows, and what an agent registers.
#[test]
fn what_types_register() {
    for (name, cpu, memory) in
        [("m5.large", 2_048, 7_762), ("c5.large", 2_048, 3_871), ("t3.micro", 2_048, 952)]
    {
        let kind = InstanceType::named(name).expect("a type");
        assert_eq!(kind.registered_cpu(), CpuUnits(cpu), "{name}");
        assert_eq!(kind.registered_memory(false).0, memory, "{name}");
        assert_eq!(kind.registered_cpu().0, u32::from(kind.vcpus) * 1_024);
    }
}

/// PL-3e, PL-3c, CQL-30: what instances carry.
#[test]
fn what_instances_carry() {
    let list = with(
        start(1, 64),
        &[
            json!(["0s", "ec2:RunInstances", {"cluster": "demo", "instanceType": "g4dn.xlarge",
                "registerAfter": "0s"}]),
            json!(["0s", "ec2:RunInstances", {"cluster": "demo", "instanceType": "m6g.large",
                "launchType": "EXTERNAL", "registerAfter": "0s"}]),
        ],
    );
    let player = played(list, "1s");
    let room = &player.world().clusters[0];
    let has = |slot: u32, name: &str| {
        let attributes = &room.fleet.facts(slot).attributes;
        let found = attributes.iter().find(|(known, _)| &**known == name);
        found.map(|(_, value)| value.as_deref().unwrap_or("").to_owned())
    };
    let zone = "ecs.availability-zone";
    assert_eq!(has(0, zone).as_deref(), Some("ap-northeast-1a"));
    assert_eq!(has(0, "ecs.subnet-id").as_deref(), Some("subnet-ap-northeast-1a"));
    assert_eq!(has(0, "ecs.instance-type").as_deref(), Some("m5.large"));
    assert_eq!(has(0, "ecs.cpu-architecture").as_deref(), Some("x86_64"));
    assert_eq!(has(0, "ecs.os-type").as_deref(), Some("linux"));
    assert_eq!(has(0, "ecs.os-family").as_deref(), Some("LINUX"));
    let gpu = "ecs.capability.nvidia-driver-version";
    assert_eq!((has(0, gpu), has(1, gpu)), (None, Some(String::new())));
    let eni = "ecs.capability.task-eni";
    assert_eq!((has(0, eni).is_some(), has(2, eni)), (true, None));
    assert_eq!((has(0, "ecs.capability.external"), has(2, zone)), (None, None));
    assert_eq!(has(2, "ecs.capability.external").as_deref(), Some(""));
    assert_eq!(has(2, "ecs.cpu-architecture").as_deref(), Some("arm64"));
}

/// NM-5, PL-34, PL-39: under bridge a static port is taken by one task an instance, some from the start;
/// dynamic ones are never in the way.
#[test]
fn static_host_ports() {
    let family = |name: &str, mapping: Value| {
        let mut definition = web(64);
        definition["family"] = json!(name);
        definition["containerDefinitions"][0]["portMappings"] = json!([mapping]);
        json!(["0s", "ecs:RegisterTaskDefinition", definition])
    };
    let run = |name: &str| json!(["1s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": name, "count": 3}]);
    for (mapping, fit) in [
        (json!({"containerPort": 80, "hostPort": 8080}), 2),
        (json!({"containerPort": 80, "hostPort": 8080, "protocol": "udp"}), 2),
        (json!({"containerPort": 80}), 3),
        (json!({"containerPort": 80, "hostPort": 0}), 3),
        (json!({"containerPort": 22, "hostPort": 22}), 0),
        (json!({"containerPort": 22, "hostPort": 22, "protocol": "udp"}), 2),
        (json!({"containerPort": 80, "hostPort": 51_680}), 0),
        (json!({"containerPort": 80, "hostPort": 51_681}), 2),
    ] {
        let player = played(with(start(2, 64), &[family("p", mapping.clone()), run("p")]), "1s");
        let answer = answer(&player, 4).expect("accepted");
        let reasons = answer["failures"].as_array().expect("a list").iter();
        let reasons: Vec<&str> = reasons.filter_map(|failure| failure["reason"].as_str()).collect();
        assert_eq!(answer["tasks"].as_array().map(Vec::len), Some(fit), "{mapping}");
        assert!(reasons.iter().all(|reason| *reason == "RESOURCE:PORTS"), "{mapping} {reasons:?}");
        assert_eq!(reasons.is_empty(), fit == 3, "{mapping}");
    }
}

/// PL-38: the lowest free port of the dynamic range; it is free again when its task is STOPPED.
#[test]
fn dynamic_host_ports() {
    let definition = json!(["0s", "ecs:RegisterTaskDefinition", {"family": "two",
        "containerDefinitions": [{"name": "a", "image": "a", "memory": 64, "portMappings":
            [{"containerPort": 80}, {"containerPort": 81, "hostPort": 9000}, {"containerPort": 82, "hostPort": 0}]}]}]);
    let one = json!(["0s", "ecs:RegisterTaskDefinition", {"family": "one",
        "containerDefinitions": [{"name": "a", "image": "a", "memory": 64,
            "portMappings": [{"containerPort": 80, "protocol": "udp"}]}]}]);
    let run = |at: &str, family: &str| json!([at, "ecs:RunTask", {"cluster": "demo", "taskDefinition": family}]);
    let list = with(
        start(1, 64),
        &[
            definition,
            one,
            run("1s", "two"),
            run("1m", "one"),
            json!(["2m", "ecs:StopTask", {"cluster": "demo", "task": "#1"}]),
            run("3m", "one"),
        ],
    );
    let player = played(list, "4m");
    let world = player.world();
    let ports = |task: u32| {
        let task = crate::simulation::describe::task(world, 0, task);
        let bindings = task["containers"][0]["networkBindings"].as_array().cloned();
        let ports = bindings.unwrap_or_default();
        ports.iter().map(|b| b["hostPort"].as_u64().unwrap_or(0)).collect::<Vec<_>>()
    };
    assert_eq!(ports(0), [32_768, 9_000, 32_769]);
    assert_eq!(ports(1), [32_770]);
    assert_eq!(ports(2), [32_768]);
}

/// PL-45, PL-46, PL-47: a RunTask answers with one entry a rejected instance, in the API's words;
/// a service never does, it tells an event.
#[test]
fn who_is_told_of_a_failure() {
    let member = json!([{"type": "memberOf", "expression": "attribute:disk == nvme"}]);
    let distinct = json!([{"type": "distinctInstance"}]);
    let run = |at: &str, constraints: &Value, count: u32| {
        json!([at, "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web", "count": count,
            "placementConstraints": constraints}])
    };
    let list = with(
        start(2, 64),
        &[
            run("1s", &member, 1),
            run("2s", &distinct, 3),
            json!(["3s", "ecs:CreateService", {"cluster": "demo", "serviceName": "web",
                "taskDefinition": "web", "desiredCount": 1, "placementConstraints": member}]),
        ],
    );
    let player = played(list, "10s");
    let reasons = |call: usize| {
        let answer = answer(&player, call).expect("accepted");
        let failures = answer["failures"].as_array().cloned().unwrap_or_default();
        failures.iter().map(|f| f["reason"].as_str().unwrap_or("").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(reasons(3), ["MemberOf placement constraint unsatisfied."; 2]);
    // PL-44: two of three were started.
    assert_eq!(answer(&player, 4).expect("accepted")["tasks"].as_array().map(Vec::len), Some(2));
    assert_eq!(reasons(4), ["DistinctInstance placement constraint unsatisfied."; 2]);
    assert!(answer(&player, 5).expect("accepted").get("failures").is_none());
    let told = events(player.world());
    assert!(told[0].contains("was unable to place a task"), "{told:#?}");
    let empty = with(
        vec![
            json!(["0s", "ecs:CreateCluster", {"clusterName": "demo"}]),
            json!(["0s", "ecs:RegisterTaskDefinition", web(64)]),
        ],
        &[run("1s", &json!([]), 1)],
    );
    let (rule, text) = refused(&played(empty, "2s"), 2);
    assert_eq!((rule, &*text), ("PL-47", "No Container Instances were found in your cluster."));
}

/// PL-58, PL-60: tasks of one group are counted together, running or not; others are not.
#[test]
fn groups() {
    let run = |at: &str, group: Option<&str>| {
        let mut input = json!({"cluster": "demo", "taskDefinition": "web",
            "placementConstraints": [{"type": "distinctInstance"}]});
        if let Some(group) = group {
            input["group"] = json!(group);
        }
        json!([at, "ecs:RunTask", input])
    };
    let list = with(
        start(2, 64),
        &[
            run("1s", None),
            run("1s", None),
            run("1s", None), // a third of family:web has no instance left, though none RUNs yet
            run("1s", Some("batch")),
            run("1s", Some("batch")),
            run("1s", Some(&"g".repeat(255))),
            run("1s", Some(&"g".repeat(256))),
        ],
    );
    let player = played(list, "1500ms");
    let room = &player.world().clusters[0];
    let groups: Vec<&str> =
        room.tasks.iter().map(|task| &*room.groups[task.group as usize].name).collect();
    assert_eq!(groups[..4], ["family:web", "family:web", "batch", "batch"]);
    assert_eq!(groups.len(), 5);
    assert!(room.tasks.iter().all(|task| task.status < TaskStatus::Running));
    assert_eq!(refused(&player, 9).0, "PL-58");
}

/// PL-72, PL-73, PL-74: ten constraints with the definition's, which takes only `memberOf`; all of
/// them must hold.
#[test]
fn constraints() {
    let exists =
        |name: &str| json!({"type": "memberOf", "expression": format!("attribute:{name} exists")});
    let zone = exists("ecs.availability-zone");
    let mut definition = web(64);
    definition["placementConstraints"] = json!([zone, exists("stack")]);
    let mut distinct = web(64);
    distinct["placementConstraints"] = json!([{"type": "distinctInstance"}]);
    let run = |n: usize| {
        json!(["2s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web",
            "placementConstraints": vec![zone.clone(); n]}])
    };
    let list = with(
        start(2, 64),
        &[
            json!(["0s", "ec2:RunInstances", {"cluster": "demo", "instanceType": "m5.large",
                "registerAfter": "0s", "attributes": [{"name": "stack", "value": "prod"}]}]),
            json!(["1s", "ecs:RegisterTaskDefinition", definition]),
            json!(["1s", "ecs:RegisterTaskDefinition", distinct]),
            run(8),
            run(9),
        ],
    );
    let player = played(list, "3s");
    let room = &player.world().clusters[0];
    assert_eq!(room.tasks.iter().map(|task| task.instance).collect::<Vec<_>>(), [Some(2)]);
    assert!(answer(&player, 5).is_err());
    assert_eq!(refused(&player, 7).0, "QT-28", "PL-72");
}

/// PL-81, PL-82, PL-84: what a smaller service stops, as the reference's examples tell it.
#[test]
fn what_is_stopped_first() {
    let down = |to: u32| json!(["5m", "ecs:UpdateService", {"cluster": "demo", "service": "web", "desiredCount": to}]);
    // No strategy: the zone with most tasks, in it the instance with most.
    let player = played(with(start(4, 256), &[service(8, json!({})), down(7)]), "6m");
    let counts = per_instance(player.world());
    // Zones a, c, d, a: eight tasks are 3, 3, 2; a has two instances, so c's is the fuller one.
    assert_eq!(counts.iter().sum::<u32>(), 7);
    assert_eq!(counts[1], 2, "{counts:?}");
    // binpack: the least used instance is emptied.
    let packed = json!({"placementStrategy": [{"type": "binpack", "field": "memory"}]});
    let player = played(with(start(3, 2048), &[service(4, packed), down(3)]), "6m");
    let mut counts = per_instance(player.world());
    counts.sort_unstable();
    assert_eq!(counts, [0, 0, 3]);
}

/// CQL-33: capabilities are attributes too; CQL-52: `distinctInstance` takes no expression.
#[test]
fn capabilities_are_asked_for() {
    let run = |constraint: Value| {
        json!(["1s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web",
            "placementConstraints": [constraint]}])
    };
    let member = |query: &str| json!({"type": "memberOf", "expression": query});
    let list = with(
        start(1, 64),
        &[
            run(member("attribute:ecs.capability.task-eni exists")),
            run(member("attribute:ecs.capability.external exists")),
            run(json!({"type": "distinctInstance", "expression": "attribute:a exists"})),
        ],
    );
    let player = played(list, "10s");
    let tasks =
        |call: usize| answer(&player, call).expect("accepted")["tasks"].as_array().map(Vec::len);
    assert_eq!((tasks(3), tasks(4)), (Some(1), Some(0)));
    assert_eq!(refused(&player, 5).0, "CQL-52");
}
