//! The rules in a table, beside their numbers (task-definition.md, section 11 and others).

mod more;
mod odd;

use serde_json::{Value, json};

use super::{Limits, check};
use crate::base::Severity;
use crate::check::{Reading, read_task_definition};
use crate::document::apply;
use crate::model::task_definition::TaskDefinition;

fn base() -> Value {
    json!({"family": "a", "containerDefinitions": [{"name": "x", "image": "i", "memory": 128}]})
}

fn fargate() -> Value {
    json!({"family": "a", "networkMode": "awsvpc", "cpu": "256", "memory": "512",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [{"name": "x", "image": "i"}]})
}

/// The base with some fields changed; a key with a dot belongs to the first container.
fn changed(mut value: Value, changes: &[(&str, Value)]) -> Value {
    for (key, new) in changes {
        match key.strip_prefix('.') {
            Some(key) => value["containerDefinitions"][0][key] = new.clone(),
            None => value[*key] = new.clone(),
        }
    }
    value
}

/// Every fix that is offered for a refused definition makes its problem go away and brings no new
/// one. How many were offered.
fn fixes_help(value: &Value) -> usize {
    let text = serde_json::to_string_pretty(value).expect("JSON");
    let before = read_task_definition(&text);
    let errors = |reading: &Reading| {
        let errors = reading.problems.iter().filter(|p| p.severity == Severity::Error);
        errors.map(|p| (p.rule, p.path.clone())).collect::<Vec<_>>()
    };
    let mut count = 0;
    for problem in &before.problems {
        let Some(fix) = before.fix(problem) else { continue };
        let fixed = apply(&text, &fix);
        let after = read_task_definition(&fixed);
        assert!(
            !after.problems.iter().any(|p| p.message == problem.message && p.path == problem.path),
            "{fix:?} leaves {problem:?}: {fixed}"
        );
        let (old, new) = (errors(&before), errors(&after));
        let added: Vec<_> = new.iter().filter(|error| !old.contains(error)).collect();
        assert!(added.is_empty(), "{fix:?} for {problem:?} brings {added:?}: {fixed}");
        count += 1;
    }
    count
}

/// The rules that refuse it, in order, as somebody would be told who pasted it.
fn rules(value: &Value) -> Vec<&'static str> {
    let reading = read_task_definition(&value.to_string());
    let errors = reading.problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| problem.rule).collect()
}

#[test]
fn accepted() {
    for (why, value) in [
        ("base", base()),
        ("Fargate", fargate()),
        ("TD-143", changed(fargate(), &[("cpu", json!("0.5 vCPU")), ("memory", json!("1GB"))])),
        ("TD-144", changed(base(), &[(".memoryReservation", json!(128)), (".memory", json!(300))])),
        ("TD-146", changed(base(), &[(".portMappings", json!([{"containerPort": 80}]))])),
        (
            "TD-147",
            changed(base(), &[(".portMappings", json!([{"containerPort": 80, "hostPort": 80}]))]),
        ),
        ("TD-57 equality", changed(base(), &[(".memoryReservation", json!(128))])),
        (
            "TD-82: protocols apart",
            changed(
                base(),
                &[
                    ("networkMode", json!("host")),
                    (
                        "containerDefinitions",
                        json!([
                            {"name": "a", "image": "i", "memory": 64, "portMappings": [{"containerPort": 53}]},
                            {"name": "b", "image": "i", "memory": 64,
                                "portMappings": [{"containerPort": 53, "protocol": "udp"}]}
                        ]),
                    ),
                ],
            ),
        ),
    ] {
        assert!(rules(&value).is_empty(), "{why}: {:?}", rules(&value));
    }
}

#[test]
fn refused() {
    let container = |name: &str| json!({"name": name, "image": "i", "memory": 64});
    let many: Vec<Value> = (0..11).map(|n| container(&format!("c{n}"))).collect();
    let check = |field: &str, value: i64| {
        let mut check = json!({"command": ["CMD-SHELL", "true"]});
        check[field] = json!(value);
        check
    };
    let depends =
        |name: &str, condition: &str| json!([{"containerName": name, "condition": condition}]);
    let two = |first: Value, second: Value| {
        let mut value = base();
        let mut a = container("web");
        let mut b = container("db");
        for (target, more) in [(&mut a, first), (&mut b, second)] {
            for (key, new) in more.as_object().expect("an object") {
                target[key] = new.clone();
            }
        }
        value["containerDefinitions"] = json!([a, b]);
        value
    };
    let mut without = Vec::new();
    for (rule, value) in [
        ("TD-11", changed(base(), &[("family", json!(""))])),
        ("TD-11", changed(base(), &[("family", json!("a b"))])),
        ("TD-11", changed(base(), &[("family", json!("a".repeat(256)))])),
        ("TD-5", changed(base(), &[("containerDefinitions", json!([]))])),
        ("TD-5", changed(base(), &[("containerDefinitions", json!(many))])), // TD-149
        ("TD-53", changed(base(), &[(".image", json!(""))])),
        ("TD-54", changed(base(), &[(".name", json!("a b"))])),
        ("TD-54", changed(base(), &[(".image", json!("i".repeat(256)))])),
        ("TD-46", changed(base(), &[(".memory", json!(5))])),
        ("TD-56", changed(base(), &[(".memory", json!(null))])),
        ("TD-57", changed(base(), &[(".memoryReservation", json!(256))])), // TD-145
        ("TD-58", changed(base(), &[("memory", json!("64"))])),
        ("TD-78", changed(base(), &[(".portMappings", json!([{"hostPort": 80}]))])),
        (
            "TD-79",
            changed(
                base(),
                &[(".portMappings", json!([{"containerPort": 80, "containerPortRange": "1-2"}]))],
            ),
        ),
        ("TD-91", changed(base(), &[(".healthCheck", json!({"command": ["curl"]}))])),
        ("TD-92", changed(base(), &[(".healthCheck", check("interval", 4))])),
        ("TD-93", changed(base(), &[(".healthCheck", check("timeout", 61))])),
        ("TD-94", changed(base(), &[(".healthCheck", check("retries", 11))])),
        ("TD-95", changed(base(), &[(".healthCheck", check("startPeriod", 301))])),
        ("TD-130", changed(base(), &[(".logConfiguration", json!({"logDriver": "awslogs"}))])),
        ("TD-132", changed(base(), &[(".logConfiguration", json!({"logDriver": "awsfirelens"}))])),
        ("TD-55", two(json!({}), json!({"name": "web"}))),
        ("TD-61", changed(base(), &[(".essential", json!(false))])), // TD-149
        (
            "TD-80",
            two(
                json!({"portMappings": [{"containerPort": 1, "name": "p"}]}),
                json!({"portMappings": [{"containerPort": 2, "name": "p"}]}),
            ),
        ),
        (
            "TD-82",
            changed(
                two(
                    json!({"portMappings": [{"containerPort": 80}]}),
                    json!({"portMappings": [{"containerPort": 80}]}),
                ),
                &[("networkMode", json!("host"))],
            ),
        ),
        ("TD-110", two(json!({"dependsOn": depends("no", "START")}), json!({}))),
        ("TD-110", two(json!({"dependsOn": depends("db", "HEALTHY")}), json!({}))), // TD-150
        ("TD-110", two(json!({"dependsOn": depends("db", "SUCCESS")}), json!({}))),
        (
            "TD-111",
            two(
                json!({"dependsOn": depends("db", "START")}),
                json!({"dependsOn": depends("web", "START")}),
            ),
        ), // TD-150
        ("TD-111", changed(base(), &[(".dependsOn", depends("x", "START"))])),
        (
            "TD-121",
            changed(
                base(),
                &[(".mountPoints", json!([{"sourceVolume": "v", "containerPath": "/v"}]))],
            ),
        ),
        ("TD-122", changed(base(), &[(".volumesFrom", json!([{"sourceContainer": "v"}]))])),
        ("TD-126", changed(base(), &[("volumes", json!([{"name": "v"}, {"name": "v"}]))])),
        (
            "TD-77",
            changed(
                base(),
                &[
                    ("networkMode", json!("awsvpc")),
                    (".portMappings", json!([{"containerPort": 80, "hostPort": 8080}])),
                ],
            ),
        ), // TD-148
        (
            "TD-83",
            changed(
                base(),
                &[
                    ("networkMode", json!("none")),
                    (".portMappings", json!([{"containerPort": 80}])),
                ],
            ),
        ),
        ("TD-84", changed(base(), &[("networkMode", json!("awsvpc")), (".links", json!(["db"]))])),
        ("TD-84", changed(base(), &[("networkMode", json!("awsvpc")), (".hostname", json!("h"))])),
        ("TD-33", changed(base(), &[("cpu", json!("much"))])),
        ("TD-33", changed(base(), &[("cpu", json!("64"))])),
        ("TD-33", changed(base(), &[("memory", json!("some"))])),
        ("TD-59", changed(base(), &[("cpu", json!("128")), (".cpu", json!(256))])),
        (
            "TD-60",
            changed(
                base(),
                &[
                    ("memory", json!("128")),
                    (".memory", json!(null)),
                    (".memoryReservation", json!(256)),
                ],
            ),
        ),
        (
            "TD-42",
            changed(base(), &[("placementConstraints", json!([{"type": "distinctInstance"}]))]),
        ),
        ("TD-40", changed(base(), &[("ephemeralStorage", json!({"sizeInGiB": 30}))])),
        ("TD-40", changed(fargate(), &[("ephemeralStorage", json!({"sizeInGiB": 20}))])),
        ("TD-107", changed(base(), &[(".secrets", json!([{"name": "a", "valueFrom": "b"}]))])),
        ("TD-36", changed(fargate(), &[("networkMode", json!("bridge"))])),
        ("TD-34", changed(fargate(), &[("cpu", json!(null))])),
        ("TD-34", changed(fargate(), &[("memory", json!(null)), (".memory", json!(64))])),
        ("TD-35", changed(fargate(), &[("cpu", json!("512")), ("memory", json!("512"))])), // TD-142
        (
            "TD-37",
            changed(
                fargate(),
                &[(
                    "placementConstraints",
                    json!([{"type": "memberOf", "expression": "attribute:a exists"}]),
                )],
            ),
        ),
        (
            "CQL-55",
            changed(
                base(),
                &[(
                    "placementConstraints",
                    json!([{"type": "memberOf", "expression": "attribute:a = b"}]),
                )],
            ),
        ),
        ("CQL-50", changed(base(), &[("placementConstraints", json!([{"type": "memberOf"}]))])),
        ("TD-38", changed(fargate(), &[("pidMode", json!("host"))])),
        ("TD-39", changed(fargate(), &[("ipcMode", json!("task"))])),
        (
            "TD-62",
            changed(
                fargate(),
                &[(".resourceRequirements", json!([{"type": "GPU", "value": "1"}]))],
            ),
        ),
        ("TD-114", changed(fargate(), &[(".privileged", json!(true))])),
        (
            "TD-123",
            changed(
                fargate(),
                &[("volumes", json!([{"name": "v", "host": {"sourcePath": "/x"}}]))],
            ),
        ),
        ("TD-129", changed(fargate(), &[(".logConfiguration", json!({"logDriver": "syslog"}))])),
        (
            "TD-131",
            changed(
                fargate(),
                &[(
                    ".logConfiguration",
                    json!({"logDriver": "awslogs",
            "options": {"awslogs-group": "g", "awslogs-region": "r", "awslogs-stream-prefix": "p"}}),
                )],
            ),
        ),
    ] {
        assert_eq!(rules(&value), [rule], "{value}");
        if fixes_help(&value) == 0 {
            without.push(rule);
        }
    }
    // Where somebody has to think.
    assert_eq!(
        without,
        ["TD-5", "TD-5", "TD-53", "TD-54", "TD-82", "TD-33", "TD-33", "CQL-55", "CQL-50", "TD-129"]
    );
    let big =
        changed(base(), &[(".environment", json!([{"name": "x", "value": "y".repeat(40_000)}]))]);
    assert_eq!(rules(&big), ["TD-4"]);
}

/// Section 10 (modelled): one problem of each step, told in the API's order of checks.
#[test]
fn all_problems_in_the_order_of_section_10() {
    let value = json!({
        "tags": [{"key": "aws:x"}],
        "volumes": [{"name": "a b"}],
        "cpu": "300", "memory": "512", "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc", "family": "a b", "ipcMode": "task",
        "containerDefinitions": [
            {"name": "x y", "image": "", "links": ["y"], "memory": 64, "memoryReservation": 128,
             "cpu": 512, "privileged": true, "dependsOn": [{"containerName": "no", "condition": "START"}],
             "portMappings": [{"containerPort": 0}], "healthCheck": {"command": ["true"]},
             "ulimits": [{"name": "core", "softLimit": 2, "hardLimit": 1}],
             "logConfiguration": {"logDriver": "awslogs", "options": {
                "awslogs-region": "r", "awslogs-stream-prefix": "p"}},
             "mountPoints": [{"sourceVolume": "a b"}], "volumesFrom": [{"sourceContainer": "no"}]},
            {"name": "x y", "image": "i", "essential": false}],
        "executionRoleArn": "arn:aws:iam::1:role/r"});
    assert_eq!(
        rules(&value),
        [
            "TD-11", // family
            "TD-54", "TD-53", "TD-57", "TD-78", "TD-91", "TD-113", "TD-130",
            "TD-127", // container: name, image, memory, ports, health, ulimits, logs, mounts
            "TD-54",  // the second container
            "TD-55", "TD-110", "TD-122", // across: names, dependsOn, volumesFrom
            "TD-84", "TD-59", // task: network mode, sums
            "TD-35", "TD-39", "TD-114", // FARGATE
            "TD-115", // volumes
            "TD-15",  // tags
        ]
    );
}

#[test]
fn td_2_the_first_in_order_is_the_answer() {
    let value = json!({"family": "a b", "containerDefinitions": [{"name": "x y", "image": ""}]});
    assert_eq!(rules(&value), ["TD-11", "TD-54", "TD-53", "TD-56"]);
}

/// CQL-69: legal, and told.
#[test]
fn odd_expressions_are_warned_of() {
    let odd = json!([{"type": "memberOf", "expression": "attribute:ecs.os-typ == linux"}]);
    let (definition, _) = TaskDefinition::read(&changed(base(), &[("placementConstraints", odd)]));
    let found = check(&definition, &Limits::default());
    let told: Vec<_> = found.iter().map(|p| (p.rule, p.severity)).collect();
    assert_eq!(told, [("CQL-69", Severity::Warning)]);
}

/// Fields that placement does not look into: each rule with what breaks it and what does not.
#[test]
fn other_fields() {
    let ulimit =
        |name: &str, soft: i64| json!([{"name": name, "softLimit": soft, "hardLimit": 10}]);
    let files =
        |count: usize, value: &str| json!(vec![json!({"type": "s3", "value": value}); count]);
    let efs = |more: Value| {
        let mut efs = json!({"fileSystemId": "fs-1"});
        for (key, value) in more.as_object().expect("an object") {
            efs[key] = value.clone();
        }
        json!([{"name": "v", "efsVolumeConfiguration": efs}])
    };
    let proxy = |name: &str, properties: &[&str]| {
        let properties: Vec<Value> =
            properties.iter().map(|name| json!({"name": name, "value": "1"})).collect();
        json!({"type": "APPMESH", "containerName": name, "properties": properties})
    };
    let both = ["ProxyIngressPort", "ProxyEgressPort", "AppPorts", "IgnoredUID"];
    let awsvpc = ("networkMode", json!("awsvpc"));
    let at_launch = json!([{"name": "v", "configuredAtLaunch": true}]);
    let mount = json!([{"sourceVolume": "v", "containerPath": "/v"}]);
    let policy = |period: i64| json!({"enabled": true, "restartAttemptPeriod": period});
    let linux = |value: Value| vec![(".linuxParameters", value)];
    let arn = "arn:aws:s3:::bucket/a.env";
    type Changes = Vec<(&'static str, Value)>;
    let ec2: Vec<(&str, Changes, Changes)> = vec![
        ("TD-23", vec![("pidMode", json!("all"))], vec![("pidMode", json!("task"))]),
        ("TD-24", vec![("ipcMode", json!("all"))], vec![("ipcMode", json!("none"))]),
        (
            "TD-26",
            vec![("inferenceAccelerators", json!([{"deviceName": "d", "deviceType": "t"}]))],
            vec![("inferenceAccelerators", json!([]))],
        ),
        (
            "TD-29",
            vec![("runtimePlatform", json!({"operatingSystemFamily": "BEOS"}))],
            vec![("runtimePlatform", json!({"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}))],
        ),
        (
            "TD-41",
            vec![("proxyConfiguration", proxy("x", &both))],
            vec![awsvpc.clone(), ("proxyConfiguration", proxy("x", &both))],
        ),
        (
            "TD-41",
            vec![awsvpc.clone(), ("proxyConfiguration", proxy("y", &both))],
            vec![awsvpc.clone()],
        ),
        (
            "TD-41",
            vec![awsvpc.clone(), ("proxyConfiguration", proxy("x", &both[1..]))],
            vec![awsvpc],
        ),
        (
            "TD-51",
            vec![(".restartPolicy", json!({"enabled": true, "ignoredExitCodes": vec![1; 51]}))],
            vec![(".restartPolicy", json!({"enabled": true, "ignoredExitCodes": vec![1; 50]}))],
        ),
        (
            "TD-52",
            vec![(".versionConsistency", json!("on"))],
            vec![(".versionConsistency", json!("disabled"))],
        ),
        ("TD-63", vec![(".restartPolicy", policy(59))], vec![(".restartPolicy", policy(60))]),
        ("TD-63", vec![(".restartPolicy", policy(1_801))], vec![(".restartPolicy", policy(1_800))]),
        (
            "TD-69",
            vec![(".portMappings", json!([{"containerPort": 80, "name": "Web"}]))],
            vec![(".portMappings", json!([{"containerPort": 80, "name": "web-1_a"}]))],
        ),
        (
            "TD-70",
            vec![(".portMappings", json!([{"containerPort": 80, "appProtocol": "ftp"}]))],
            vec![(".portMappings", json!([{"containerPort": 80, "appProtocol": "grpc"}]))],
        ),
        (
            "TD-81",
            vec![(
                ".portMappings",
                json!([{"containerPort": 53}, {"containerPort": 53, "protocol": "udp"}]),
            )],
            vec![(
                ".portMappings",
                json!([{"containerPort": 53}, {"containerPort": 54, "protocol": "udp"}]),
            )],
        ),
        (
            "TD-89",
            vec![(".environmentFiles", json!([{"type": "http", "value": arn}]))],
            vec![(".environmentFiles", files(1, arn))],
        ),
        ("TD-99", vec![(".ulimits", ulimit("files", 1))], vec![(".ulimits", ulimit("nofile", 1))]),
        (
            "TD-104",
            vec![(".credentialSpecs", json!(["a", "b"]))],
            vec![(".credentialSpecs", json!(["a"]))],
        ),
        ("TD-105", linux(json!({"swappiness": 101})), linux(json!({"swappiness": 100}))),
        (
            "TD-108",
            vec![(".environmentFiles", files(11, arn))],
            vec![(".environmentFiles", files(10, arn))],
        ),
        ("TD-108", vec![(".environmentFiles", files(1, "a.env"))], vec![]),
        ("TD-113", vec![(".ulimits", ulimit("core", 11))], vec![(".ulimits", ulimit("core", 10))]),
        (
            "TD-124",
            vec![(
                "volumes",
                efs(json!({"rootDirectory": "/x", "transitEncryption": "ENABLED",
                "authorizationConfig": {"accessPointId": "fsap-1"}})),
            )],
            vec![(
                "volumes",
                efs(json!({"rootDirectory": "/",
                "authorizationConfig": {"accessPointId": "fsap-1"}})),
            )],
        ),
        (
            "TD-124",
            vec![("volumes", efs(json!({"authorizationConfig": {"iam": "ENABLED"}})))],
            vec![(
                "volumes",
                efs(json!({"authorizationConfig": {"iam": "ENABLED"},
                "transitEncryption": "ENABLED"})),
            )],
        ),
        (
            "TD-124",
            vec![("volumes", efs(json!({"transitEncryptionPort": 2049})))],
            vec![(
                "volumes",
                efs(json!({"transitEncryptionPort": 2049, "transitEncryption": "ENABLED"})),
            )],
        ),
        (
            "TD-125",
            vec![("volumes", at_launch.clone())],
            vec![("volumes", at_launch), (".mountPoints", mount.clone())],
        ),
        (
            "TD-127",
            vec![
                ("volumes", json!([{"name": "v"}])),
                (".mountPoints", json!([{"sourceVolume": "v"}])),
            ],
            vec![("volumes", json!([{"name": "v"}])), (".mountPoints", mount)],
        ),
        (
            "TD-128",
            vec![(".logConfiguration", json!({"logDriver": "logentries"}))],
            vec![(".logConfiguration", json!({"logDriver": "journald"}))],
        ),
    ];
    let on_fargate: Vec<(&str, Changes, Changes)> = vec![
        ("TD-97", vec![(".startTimeout", json!(1))], vec![(".startTimeout", json!(2))]),
        ("TD-98", vec![(".stopTimeout", json!(121))], vec![(".stopTimeout", json!(120))]),
        (
            "TD-114",
            linux(json!({"capabilities": {"add": ["NET_ADMIN"]}})),
            linux(json!({"capabilities": {"add": ["SYS_PTRACE"], "drop": ["NET_ADMIN"]}})),
        ),
        (
            "TD-114",
            linux(json!({"devices": [{"hostPath": "/dev/x"}]})),
            linux(json!({"devices": []})),
        ),
        (
            "TD-114",
            linux(json!({"sharedMemorySize": 64})),
            linux(json!({"initProcessEnabled": true})),
        ),
        ("TD-114", linux(json!({"maxSwap": 64})), vec![]),
        (
            "TD-114",
            vec![(".dockerSecurityOptions", json!(["no-new-privileges"]))],
            vec![(".dockerSecurityOptions", json!([]))],
        ),
    ];
    let mut without = Vec::new();
    for (from, table) in [(base(), ec2), (fargate(), on_fargate)] {
        for (rule, broken, fine) in table {
            let (broken, fine) = (changed(from.clone(), &broken), changed(from.clone(), &fine));
            assert_eq!(rules(&broken), [rule], "{broken}");
            if fixes_help(&broken) == 0 {
                without.push(rule);
            }
            assert!(rules(&fine).is_empty(), "{rule}: {:?} {fine}", rules(&fine));
        }
    }
    assert_eq!(
        without,
        [
            "TD-23", "TD-24", "TD-29", "TD-51", "TD-52", "TD-70", "TD-81", "TD-89", "TD-99",
            "TD-104", "TD-108", "TD-108", "TD-128"
        ]
    );
    // TD-88: legal, and told.
    let twice = json!([{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]);
    let (definition, _) = TaskDefinition::read(&changed(base(), &[(".environment", twice)]));
    let found = check(&definition, &Limits::default());
    let told: Vec<_> = found.iter().map(|p| (p.rule, p.severity)).collect();
    assert_eq!(told, [("TD-88", Severity::Warning)]);
}
