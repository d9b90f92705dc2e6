//! What Windows, EXTERNAL and Managed Instances do not take (launch-types.md, section 1). Fargate
//! has its own file.

use serde_json::Value;

use super::Report;
use super::fields::{items, number, texts};
use super::rule::FieldRule as F;
use super::task::any;
use crate::base::FieldPath;
use crate::model::catalog::instance_type::CpuArchitecture;
use crate::model::launch_type::LaunchType;
use crate::model::reader::is_absent;
use crate::model::task_definition::{NetworkMode, TaskDefinition};

fn given(value: &Value, key: &str) -> bool {
    value.get(key).is_some_and(|value| !is_absent(value) && *value != Value::Bool(false))
}

pub(super) fn check(definition: &TaskDefinition, report: &mut Report) {
    if definition.windows {
        windows(definition, report);
    }
    let named = |launch_type| definition.requires_compatibilities.contains(&launch_type);
    let mode = definition.network_mode;
    if named(LaunchType::External) {
        let mut refused = Vec::new();
        if mode == NetworkMode::Awsvpc {
            refused.push("networkMode");
        }
        refused
            .extend(given(&definition.input, "proxyConfiguration").then_some("proxyConfiguration"));
        let kinds = ["efsVolumeConfiguration", "configuredAtLaunch"];
        report_all(definition, report, F::OnExternal, "LT-10", &refused, &kinds);
        sharing(definition, report);
    }
    if named(LaunchType::ManagedInstances) {
        let mut refused = Vec::new();
        if matches!(mode, NetworkMode::Bridge | NetworkMode::Default) {
            refused.push("networkMode");
        }
        refused
            .extend(given(&definition.input, "proxyConfiguration").then_some("proxyConfiguration"));
        let kinds = ["dockerVolumeConfiguration"];
        report_all(definition, report, F::OnManaged, "TD-16", &refused, &kinds);
        let drivers = ["", "awslogs", "splunk", "awsfirelens", "json-file"];
        for container in &definition.containers {
            let driver = container.log_driver.as_deref().unwrap_or_default();
            if !drivers.contains(&driver) {
                let at = container.path.key("logConfiguration").key("logDriver");
                report.field("TD-128", at, F::OnManaged, driver);
            }
        }
    }
    neuron(definition, report);
}

fn report_all(
    definition: &TaskDefinition,
    report: &mut Report,
    kind: F,
    rule: &'static str,
    fields: &[&'static str],
    volumes: &[&'static str],
) {
    for field in fields {
        report.field(rule, FieldPath::root().key(field), kind, field);
    }
    for (at, volume) in items(&definition.input, &FieldPath::root(), "volumes") {
        for key in volumes.iter().filter(|key| given(volume, key)) {
            let rule = match *key {
                "efsVolumeConfiguration" => "TD-117",
                "configuredAtLaunch" => "TD-120",
                _ => "TD-116",
            };
            report.field(rule, at.key(key), kind, key);
        }
    }
}

/// TD-49: GPUs are not shared on EXTERNAL.
fn sharing(definition: &TaskDefinition, report: &mut Report) {
    for (path, container) in items(&definition.input, &FieldPath::root(), "containerDefinitions") {
        for (at, requirement) in items(container, &path, "resourceRequirements") {
            if given(requirement, "sharingStrategy") {
                let key = "sharingStrategy";
                report.field("TD-49", at.key(key), F::OnExternal, key);
            }
        }
    }
}

/// TD-49: Neuron devices go to one container, on Managed Instances.
fn neuron(definition: &TaskDefinition, report: &mut Report) {
    let other = |of: &LaunchType| *of != LaunchType::ManagedInstances;
    let elsewhere = definition.requires_compatibilities.iter().any(other);
    let asks = |requirement: &Value| texts(requirement, "type") == "NeuronDevice";
    let containers = items(&definition.input, &FieldPath::root(), "containerDefinitions");
    let all: Vec<_> =
        containers.iter().filter(|(_, c)| any(c, "resourceRequirements", asks)).collect();
    let most = if elsewhere { 0 } else { 1 };
    for (path, _) in all.iter().skip(most) {
        report.field("TD-49", path.key("resourceRequirements"), F::Neuron, "");
    }
}

/// TD-16, TD-23, TD-24, TD-28, TD-72, TD-74, TD-75, TD-87, TD-99, TD-102, TD-105, TD-116, TD-117
fn windows(definition: &TaskDefinition, report: &mut Report) {
    let (root, input) = (FieldPath::root(), &*definition.input);
    if definition.cpu_architecture == Some(CpuArchitecture::Arm64) {
        let at = root.key("runtimePlatform").key("cpuArchitecture");
        report.field("TD-28", at, F::WindowsArm, "");
    }
    if !matches!(definition.network_mode, NetworkMode::Awsvpc | NetworkMode::Default) {
        report.odd("TD-16", root.key("networkMode"), F::OnWindows, "networkMode");
    }
    for (rule, key) in [("TD-23", "pidMode"), ("TD-24", "ipcMode")] {
        if given(input, key) {
            report.odd(rule, root.key(key), F::OnWindows, key);
        }
    }
    for (path, container) in items(input, &root, "containerDefinitions") {
        for (rule, key) in [
            ("TD-72", "links"),
            ("TD-74", "extraHosts"),
            ("TD-75", "dnsServers"),
            ("TD-75", "dnsSearchDomains"),
            ("TD-87", "user"),
            ("TD-99", "ulimits"),
            ("TD-102", "privileged"),
            ("TD-102", "readonlyRootFilesystem"),
            ("TD-105", "linuxParameters"),
        ] {
            if given(container, key) {
                report.odd(rule, path.key(key), F::OnWindows, key);
            }
        }
    }
    for (at, volume) in items(input, &root, "volumes") {
        if given(volume, "efsVolumeConfiguration") {
            let key = "efsVolumeConfiguration";
            report.odd("TD-117", at.key(key), F::OnWindows, key);
        }
        let docker = volume.get("dockerVolumeConfiguration").unwrap_or(&Value::Null);
        if !["", "local"].contains(&texts(docker, "driver")) {
            let at = at.key("dockerVolumeConfiguration").key("driver");
            report.odd("TD-116", at, F::OnWindows, texts(docker, "driver"));
        }
    }
}

/// The rules of a container on Fargate that placement does not look into: TD-97, TD-98, TD-103,
/// TD-106, TD-114.
pub(super) fn fargate_container(report: &mut Report, path: &FieldPath, container: &Value) {
    for (rule, key) in [("TD-97", "startTimeout"), ("TD-98", "stopTimeout")] {
        if number(container, key).is_some_and(|seconds| !(2..=120).contains(&seconds)) {
            report.field(rule, path.key(key), F::FargateTimeout, key);
        }
    }
    if given(container, "dockerSecurityOptions") {
        let key = "dockerSecurityOptions";
        report.field("TD-114", path.key(key), F::FargateField, key);
    }
    let Some(linux) = container.get("linuxParameters") else { return };
    let at = path.key("linuxParameters");
    if let Some(capabilities) = linux.get("capabilities") {
        for (at, one) in items(capabilities, &at.key("capabilities"), "add") {
            let name = one.as_str().unwrap_or("");
            if name != "SYS_PTRACE" {
                report.field("TD-114", at, F::FargateCapability, name);
            }
        }
    }
    for key in ["devices", "sharedMemorySize", "maxSwap", "swappiness"] {
        if given(linux, key) {
            let rule = if key == "swappiness" { "TD-106" } else { "TD-114" };
            report.field(rule, at.key(key), F::FargateField, key);
        }
    }
}
