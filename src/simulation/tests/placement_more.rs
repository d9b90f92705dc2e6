//! Rules of placement that show in a whole playground only.

use serde_json::{Value, json};

use super::calls::{accepted, answer, refused};
use super::{events, per_instance, played, service, start, web, with};

fn run(at: &str, more: Value) -> Value {
    let mut input = json!({"cluster": "demo", "taskDefinition": "web"});
    input.as_object_mut().expect("one").extend(more.as_object().expect("one").clone());
    json!([at, "ecs:RunTask", input])
}

/// PL-2: a constraint prevents a placement, a strategy never does. PL-77: RunTask answers with
/// failures, a service with an event and another try.
#[test]
fn constraints_bind_and_strategies_do_not() {
    let impossible = "attribute:rack == r1";
    let constraint = json!([{"type": "memberOf", "expression": impossible}]);
    let strategy = json!([{"type": "spread", "field": "attribute:rack"}]);
    let list = with(
        start(1, 512),
        &[
            run("1s", json!({ "placementConstraints": constraint })),
            run("1s", json!({ "placementStrategy": strategy })),
            service(1, json!({ "placementConstraints": constraint })),
            json!(["1m", "ec2:RunInstances", {"cluster": "demo", "instanceType": "m5.large",
                "registerAfter": "0s", "attributes": [{"name": "rack", "value": "r1"}]}]),
        ],
    );
    let player = played(list.clone(), "30s");
    let first = accepted(&answer(&player, 3)).clone();
    assert_eq!(first["tasks"], json!([]));
    assert_eq!(first["failures"][0]["reason"], "MemberOf placement constraint unsatisfied.");
    assert_eq!(accepted(&answer(&player, 4))["failures"], json!([]));
    assert!(events(player.world())[0].contains("was unable to place a task"));
    assert_eq!(played(list, "2m").world().clusters[0].services[0].running, 1);
}

/// PL-59: while a new revision comes, tasks of all revisions count where it spreads to.
#[test]
fn tasks_of_every_revision_count() {
    let spread = json!({"placementStrategy": [{"type": "spread", "field": "instanceId"}],
        "availabilityZoneRebalancing": "DISABLED"});
    let mut second = web(600);
    second["cpu"] = json!("512");
    let list = with(
        start(1, 512),
        &[
            service(2, spread),
            json!(["1m", "ec2:RunInstances", {"cluster": "demo", "instanceType": "m5.large",
                "registerAfter": "0s"}]),
            json!(["5m", "ecs:RegisterTaskDefinition", second]),
            json!(["6m", "ecs:UpdateService",
                {"cluster": "demo", "service": "web", "taskDefinition": "web"}]),
        ],
    );
    // Both old ones are on #1. Counted apart, the new ones would go to #1 and #2.
    let player = played(list, "6m5s");
    let room = &player.world().clusters[0];
    let new: Vec<_> = room.tasks.iter().skip(2).map(|task| task.instance).collect();
    assert_eq!(new, [Some(1), Some(1)]);
}

/// PL-76: one task an instance and as many instances as tasks: with minimumHealthyPercent 100 no
/// new one can start until there is another instance.
#[test]
fn distinct_instances_need_a_spare_one() {
    let distinct = json!({"placementConstraints": [{"type": "distinctInstance"}],
        "availabilityZoneRebalancing": "DISABLED"});
    let list = with(
        start(2, 512),
        &[
            service(2, distinct),
            json!(["5m", "ecs:UpdateService",
                {"cluster": "demo", "service": "web", "forceNewDeployment": true}]),
            json!(["10m", "ec2:RunInstances", {"cluster": "demo", "instanceType": "m5.large",
                "registerAfter": "0s"}]),
        ],
    );
    let player = played(list.clone(), "9m59s");
    let told = events(player.world());
    let last = told.last().expect("told");
    assert!(last.contains("DistinctInstance placement constraint unsatisfied"), "{told:?}");
    assert_eq!(per_instance(player.world()), [1, 1]);
    let player = played(list, "20m");
    let s = &player.world().clusters[0].services[0];
    assert!(s.steady && s.others.is_empty());
    assert_eq!(per_instance(player.world()).iter().sum::<u32>(), 2);
}

/// PL-23: each of the resources that count stops a task by itself.
#[test]
fn every_resource_counts() {
    let container = |more: Value| {
        let mut out = json!({"name": "a", "image": "a", "memory": 64});
        out.as_object_mut().expect("one").extend(more.as_object().expect("one").clone());
        out
    };
    let definition = |family: &str, mode: &str, more: Value| {
        json!(["0s", "ecs:RegisterTaskDefinition", {"family": family, "networkMode": mode,
            "containerDefinitions": [container(more)]}])
    };
    let ports = |protocol: &str| json!({"portMappings": [{"containerPort": 80, "hostPort": 8080, "protocol": protocol}]});
    let gpu = json!({"resourceRequirements": [{"type": "GPU", "value": "1"}]});
    let subnets = json!({"networkConfiguration":
        {"awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a"]}}});
    // (definition, so many fit on a g4dn.xlarge, the reason of the next)
    let rows = [
        ("cpu", "bridge", json!({"cpu": 2_048}), 2, "RESOURCE:CPU"),
        ("memory", "bridge", json!({"memory": 7_000}), 2, "RESOURCE:MEMORY"),
        ("tcp", "bridge", ports("tcp"), 1, "RESOURCE:PORTS"),
        ("udp", "bridge", ports("udp"), 1, "RESOURCE:PORTS"),
        ("gpu", "bridge", gpu, 1, "RESOURCE:GPU"),
        ("eni", "awsvpc", json!({}), 2, "RESOURCE:ENI"),
    ];
    for (family, mode, more, fit, reason) in rows {
        let list = vec![
            json!(["0s", "ecs:CreateCluster", {"clusterName": "demo"}]),
            json!(["0s", "ec2:RunInstances", {"cluster": "demo", "instanceType": "g4dn.xlarge",
                "registerAfter": "0s"}]),
            definition(family, mode, more),
            run("1s", {
                let mut input = if mode == "awsvpc" { subnets.clone() } else { json!({}) };
                input["taskDefinition"] = family.into();
                input["count"] = json!(4);
                input
            }),
        ];
        let player = played(Value::Array(list), "2s");
        let out = accepted(&answer(&player, 3)).clone();
        assert_eq!(out["tasks"].as_array().map(Vec::len), Some(fit), "{family}");
        assert_eq!(out["failures"][0]["reason"], reason, "{family}");
    }
}

/// PL-33: a task on instances has 128 to 196,608 units, in units or vCPU; memory in MiB or GB.
#[test]
fn sizes_of_a_task() {
    let register = |cpu: &str, memory: &str| {
        let mut out = web(64);
        (out["cpu"], out["memory"]) = (cpu.into(), memory.into());
        out["containerDefinitions"][0]["cpu"] = json!(64);
        json!(["1s", "ecs:RegisterTaskDefinition", out])
    };
    let rows = [
        ("127", "128", None),
        ("128", "128", Some((128, 128))),
        ("1 vCPU", "1 GB", Some((1_024, 1_024))),
        ("196608", "512", Some((196_608, 512))),
        ("196609", "512", None),
    ];
    let calls: Vec<Value> = rows.iter().map(|(cpu, memory, _)| register(cpu, memory)).collect();
    let player = played(with(start(1, 64), &calls), "2s");
    let mut accepted_ones = player.world().definitions.iter().skip(1);
    for (n, (cpu, _, size)) in rows.iter().enumerate() {
        let answer = answer(&player, 3 + n);
        match size {
            None => assert!(refused(&answer).starts_with("ClientException"), "{cpu}: {answer:?}"),
            Some(size) => {
                let need = &accepted_ones.next().expect("registered").need;
                assert_eq!((need.cpu.0, need.memory.0), *size, "{cpu}");
            }
        }
    }
}

/// PL-3b: what a definition asks of its instance, told as `requiresAttributes`; all of it is on a
/// Linux EC2 instance (PL-3e).
#[test]
fn definitions_require_attributes() {
    let definition = json!({"family": "all", "networkMode": "awsvpc", "taskRoleArn": "arn:aws:iam::123456789012:role/r",
        "cpu": "256", "memory": "512", "containerDefinitions": [
            {"name": "a", "image": "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/a", "privileged": true,
             "dependsOn": [{"containerName": "b", "condition": "START"}],
             "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "g", "awslogs-region": "r"}}},
            {"name": "b", "image": "b", "essential": false}]});
    let list = with(
        start(1, 64),
        &[
            json!(["1s", "ecs:RegisterTaskDefinition", definition]),
            run(
                "2s",
                json!({"taskDefinition": "all", "networkConfiguration":
                {"awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a"]}}}),
            ),
        ],
    );
    let player = played(list, "1m");
    let told = accepted(&answer(&player, 3))["taskDefinition"]["requiresAttributes"].clone();
    let names: Vec<&str> =
        told.as_array().expect("a list").iter().filter_map(|a| a["name"].as_str()).collect();
    for name in [
        "ecs.capability.task-eni",
        "com.amazonaws.ecs.capability.task-iam-role",
        "com.amazonaws.ecs.capability.logging-driver.awslogs",
        "com.amazonaws.ecs.capability.privileged-container",
        "com.amazonaws.ecs.capability.ecr-auth",
        "ecs.capability.container-ordering",
    ] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    assert_eq!(per_instance(player.world()), [1]);
    let mut limited = web(64);
    limited["memory"] = "128".into();
    let player =
        played(with(start(1, 64), &[json!(["1s", "ecs:RegisterTaskDefinition", limited])]), "2s");
    let told = accepted(&answer(&player, 3))["taskDefinition"]["requiresAttributes"].to_string();
    assert!(told.contains("ecs.capability.task-cpu-mem-limit"), "{told}");
}

/// PL-61: the console's templates, as the page offers them, place as their names say.
#[test]
fn the_consoles_templates() {
    let source = include_str!("../../app/composer/templates.rs");
    let placed = |json: &str| {
        assert!(source.contains(json), "the page's template is another: {json}");
        let template: Value = serde_json::from_str(&format!("{{{json}}}")).expect("readable");
        let list = with(start(6, 1024), &[service(4, template)]);
        let mut counts = per_instance(played(list, "1m").world());
        counts.sort_unstable();
        counts
    };
    let spread = r#""placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}, {"type": "spread", "field": "instanceId"}]"#;
    assert_eq!(placed(spread), [0, 0, 1, 1, 1, 1]);
    // Three zones: 2, 1 and 1, in each on one instance.
    let zones = r#""placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}, {"type": "binpack", "field": "memory"}]"#;
    assert_eq!(placed(zones), [0, 0, 0, 1, 1, 2]);
    let packed = r#""placementStrategy": [{"type": "binpack", "field": "memory"}]"#;
    assert_eq!(placed(packed), [0, 0, 0, 0, 0, 4]);
    let one = r#""placementConstraints": [{"type": "distinctInstance"}]"#;
    assert_eq!(placed(one), [0, 0, 1, 1, 1, 1]);
}

/// Of the smallest changes the one that takes least comes first, whichever resource it is of.
#[test]
fn the_least_of_the_smallest_changes_comes_first() {
    use crate::placement::fix::Fix;
    use crate::simulation::explain::Verdict;
    let launch = |kind: &str| {
        json!(["0s", "ec2:RunInstances",
            {"cluster": "demo", "instanceType": kind, "registerAfter": "0s"}])
    };
    let fixes = |cpu: u32, memory: u32| {
        let definition = json!({"family": "big", "containerDefinitions":
            [{"name": "big", "image": "nginx", "cpu": cpu, "memory": memory}]});
        let list = json!([
            ["0s", "ecs:CreateCluster", {"clusterName": "demo"}],
            // 2,048 CPU units with 15 GiB, and 4,096 with 7,762 MiB.
            launch("r5.large"),
            launch("c5.xlarge"),
            ["0s", "ecs:RegisterTaskDefinition", definition],
            ["1s", "ecs:CreateService", {"cluster": "demo", "serviceName": "big",
                "taskDefinition": "big", "desiredCount": 1}],
        ]);
        let why = played(list, "1m").explain_waiting(0, 0).expect("it waits");
        let Verdict::Instances(decision) = why.verdict else { panic!("on instances") };
        decision.fixes
    };
    for (cpu, memory, cpu_first) in [(4_096, 8_192, false), (2_100, 15_000, true)] {
        let fixes = fixes(cpu, memory);
        let at = |wanted: &dyn Fn(&Fix) -> bool| fixes.iter().position(wanted).expect("a change");
        let less_cpu = at(&|fix| matches!(fix, Fix::LessCpu { to: 2_048, .. }));
        let less_memory = at(&|fix| matches!(fix, Fix::LessMemory { to: 7_762, .. }));
        assert_eq!(less_cpu < less_memory, cpu_first, "{fixes:?}");
    }
}
