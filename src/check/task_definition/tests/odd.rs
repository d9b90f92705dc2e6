//! What the API accepts and people may not mean.

use serde_json::{Value, json};

use super::more::{Changes, ports, volume, windows};
use super::{base, changed, fixes_help};
use crate::base::Severity;
use crate::check::read_task_definition;

/// Accepted and surprising: the rule, its severity, and nothing that is refused.
#[test]
fn warnings_and_notes() {
    use Severity::{Note, Warning};
    let linux = |value: Value| vec![(".linuxParameters", value)];
    let server = windows(base(), "WINDOWS_SERVER_2022_CORE");
    let mapped = |port: u32| ports(json!([{"containerPort": 80, "hostPort": port}]));
    let table: Vec<(&str, Severity, Value, Changes)> = vec![
        ("TD-45", Note, base(), vec![(".cpu", json!(1))]),
        ("TD-68", Warning, base(), ports(json!([{"containerPort": 80, "protocol": "http"}]))),
        ("TD-85", Warning, base(), mapped(22)),
        ("TD-85", Note, base(), mapped(32_768)),
        ("TD-19", Warning, base(), vec![("taskRoleArn", json!("arn:aws:s3:::b"))]),
        ("TD-20", Warning, base(), vec![("executionRoleArn", json!("worker"))]),
        ("TD-54", Warning, base(), vec![(".image", json!("${IMAGE}"))]),
        (
            "TD-89",
            Warning,
            base(),
            vec![(".environmentFiles", json!([{"type": "s3", "value": "arn:aws:s3:::b/a.txt"}]))],
        ),
        (
            "TD-90",
            Warning,
            base(),
            vec![
                (".secrets", json!([{"name": "a", "valueFrom": "arn:aws:s3:::b"}])),
                ("executionRoleArn", json!("arn:aws:iam::1:role/r")),
            ],
        ),
        (
            "TD-99",
            Warning,
            base(),
            vec![(
                ".ulimits",
                json!(vec![json!({"name": "core", "softLimit": 1, "hardLimit": 1}); 2]),
            )],
        ),
        (
            "TD-100",
            Warning,
            base(),
            vec![(".systemControls", json!([{"namespace": "vm.swappiness", "value": "1"}]))],
        ),
        ("TD-103", Warning, base(), vec![(".dockerSecurityOptions", json!(["seccomp:x"]))]),
        ("TD-105", Warning, base(), linux(json!({"swappiness": 60}))),
        (
            "TD-133",
            Warning,
            base(),
            vec![(
                ".logConfiguration",
                json!({"logDriver": "awslogs", "options": {
                "awslogs-group": "g", "awslogs-region": "r", "awslog-stream-prefix": "p"}}),
            )],
        ),
        (
            "TD-31",
            Warning,
            base(),
            vec![(
                "trustedExecutionConfiguration",
                json!({"isolationMode": "SHARED", "attestationPolicy": "p"}),
            )],
        ),
        ("TD-16", Warning, server.clone(), vec![("networkMode", json!("bridge"))]),
        ("TD-23", Warning, server.clone(), vec![("pidMode", json!("task"))]),
        ("TD-24", Warning, server.clone(), vec![("ipcMode", json!("task"))]),
        (
            "TD-74",
            Warning,
            server.clone(),
            vec![(".extraHosts", json!([{"hostname": "h", "ipAddress": "1.1.1.1"}]))],
        ),
        ("TD-75", Warning, server.clone(), vec![(".dnsServers", json!(["1.1.1.1"]))]),
        ("TD-87", Warning, server.clone(), vec![(".user", json!("u"))]),
        ("TD-102", Warning, server.clone(), vec![(".privileged", json!(true))]),
        ("TD-105", Warning, server.clone(), linux(json!({"initProcessEnabled": true}))),
        (
            "TD-116",
            Warning,
            server.clone(),
            volume(json!({"dockerVolumeConfiguration": {"driver": "rexray"}})),
        ),
        (
            "TD-117",
            Warning,
            server,
            volume(json!({"efsVolumeConfiguration": {"fileSystemId": "f"}})),
        ),
    ];
    for (rule, severity, from, changes) in table {
        let value = changed(from, &changes);
        let reading = read_task_definition(&value.to_string());
        let told: Vec<_> = reading.problems.iter().map(|p| (p.rule, p.severity)).collect();
        assert_eq!(told, [(rule, severity)], "{value}");
        fixes_help(&value);
    }
}
