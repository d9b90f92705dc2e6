//! Rules of a container's fields that neither placement nor the lifecycle look into, read from the
//! definition as it was given. One function a group of fields; each rule in a line of its own.

use std::rc::Rc;

use serde_json::Value;

use super::rule::FieldRule as F;
use super::{Problem, Report, containers};
use crate::base::{Diagnostic, FieldPath, Severity};
use crate::model::reader::nearest;
use crate::model::task_definition::{ContainerDefinition, NetworkMode, TaskDefinition};

/// The text of a member; empty where there is none.
pub(super) fn texts<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or("")
}

pub(super) fn number(value: &Value, key: &str) -> Option<i64> {
    value.get(key).and_then(Value::as_i64)
}

/// The elements of a list with their paths.
pub(super) fn items<'a>(
    value: &'a Value,
    at: &FieldPath,
    key: &'static str,
) -> Vec<(FieldPath, &'a Value)> {
    let path = at.key(key);
    let list = value.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    (0..).zip(list).map(|(n, item)| (path.index(n), item)).collect()
}

impl Report {
    pub(super) fn field(&mut self, rule: &'static str, path: FieldPath, kind: F, about: &str) {
        self.error(rule, path, Problem::Field { kind, about: about.into() });
    }

    pub(super) fn odd(&mut self, rule: &'static str, path: FieldPath, kind: F, about: &str) {
        self.warning(rule, path, Problem::Field { kind, about: about.into() });
    }

    fn note(&mut self, rule: &'static str, path: FieldPath, kind: F, about: &str) {
        let problem = Problem::Field { kind, about: about.into() };
        self.found.push(Diagnostic::new(rule, Severity::Note, path, problem));
    }
}

/// The rules of one container, in the order of section 10.
pub(super) fn container(
    definition: &TaskDefinition,
    container: &ContainerDefinition,
    value: &Value,
    report: &mut Report,
) {
    let path = &container.path;
    resources(report, path, value);
    ports(definition, report, path, value);
    restart(report, path, value);
    limits(report, path, value);
    containers::logs(container, report);
    logs(report, path, value);
    mounts(report, path, value);
    environment(report, path, value);
    process(report, path, value);
}

/// TD-44: letters, digits and a few marks; a digest of 64 hexadecimal digits.
pub(super) fn image(report: &mut Report, path: FieldPath, image: &str) {
    let legal = |c: char| c.is_ascii_alphanumeric() || "-_.:/@#+".contains(c);
    if !image.chars().all(legal) {
        report.field("TD-54", path, F::ImageCharacters, image);
    } else if let Some((_, digest)) = image.split_once("@sha256:")
        && (digest.len() != 64 || !digest.bytes().all(|b| b.is_ascii_hexdigit()))
    {
        report.field("TD-44", path, F::ImageDigest, image);
    }
}

/// Whether a template will fill something in here: kept as text (corpus.md).
pub(super) fn is_placeholder(text: &str) -> bool {
    text.contains(['<', '>', '{', '}', '$', ' '])
}

/// TD-45, TD-49
fn resources(report: &mut Report, path: &FieldPath, value: &Value) {
    if number(value, "cpu") == Some(1) {
        report.note("TD-45", path.key("cpu"), F::LeastCpu, "");
    }
    let name = texts(value, "name");
    for (at, requirement) in items(value, path, "resourceRequirements") {
        let amount = texts(requirement, "value");
        match texts(requirement, "type") {
            "GPU" => {
                let sharing = requirement.get("sharingStrategy").and_then(|s| s.get("nvidiaMps"));
                let counted = amount == "ALL" || amount.parse::<u32>().is_ok_and(|n| n > 0);
                // The value is left out where GPUs are shared.
                if !counted && (sharing.is_none() || !amount.is_empty()) {
                    report.field("TD-49", at.key("value"), F::GpuValue, name);
                }
                let Some(mps) = sharing else { continue };
                let at = at.key("sharingStrategy").key("nvidiaMps");
                if number(mps, "memory") == Some(0) {
                    report.field("TD-49", at.key("memory"), F::GpuSharing, "memory");
                }
                let percent = number(mps, "maxComputePercent");
                if percent.is_some_and(|percent| !(1..=100).contains(&percent)) {
                    let key = "maxComputePercent";
                    report.field("TD-49", at.key(key), F::GpuSharing, key);
                }
            }
            "NeuronDevice" if amount != "ALL" => {
                report.field("TD-49", at.key("value"), F::Neuron, "");
            }
            "InferenceAccelerator" => report.field("TD-49", at, F::AcceleratorRequirement, ""),
            _ => {}
        }
    }
}

/// The host ports that are reserved on every instance (TD-85).
const RESERVED: [i64; 6] = [22, 2_375, 2_376, 51_678, 51_679, 51_680];

/// TD-68, TD-69, TD-71, TD-78, TD-79, TD-81, TD-85
fn ports(definition: &TaskDefinition, report: &mut Report, path: &FieldPath, value: &Value) {
    let name = texts(value, "name");
    let mut seen: Vec<(i64, &str)> = Vec::new();
    let mut ranges: Vec<(u16, u16)> = Vec::new();
    let mappings = items(value, path, "portMappings");
    for (at, mapping) in &mappings {
        let word = texts(mapping, "protocol");
        if !["", "tcp", "udp"].contains(&word) {
            report.odd("TD-68", at.key("protocol"), F::Protocol, word);
        }
        let port_name = texts(mapping, "name");
        let legal = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-';
        let starts = port_name.starts_with('-');
        if port_name.len() > 64 || starts || !port_name.bytes().all(legal) {
            report.field("TD-69", at.key("name"), F::PortName, port_name);
        }
        host_port(definition, report, at, mapping, name);
        let range = texts(mapping, "containerPortRange");
        if !range.is_empty() {
            let at = at.key("containerPortRange");
            if matches!(definition.network_mode, NetworkMode::Host | NetworkMode::None) {
                let mode = definition.network_mode.as_str();
                report.field("TD-71", at.clone(), F::PortRangeMode, mode);
            }
            let ends = range.split_once('-');
            let ends = ends.and_then(|(low, high)| Some((low.parse().ok()?, high.parse().ok()?)));
            match ends.filter(|(low, high)| *low > 0 && low < high) {
                None => report.field("TD-79", at, F::PortRange, name),
                Some((low, high)) => {
                    if ranges.iter().any(|(l, h)| low <= *h && high >= *l) {
                        report.field("TD-79", at, F::RangeOverlap, range);
                    }
                    ranges.push((low, high));
                }
            }
        }
        let Some(port) = number(mapping, "containerPort") else { continue };
        let protocol = if word == "udp" { "udp" } else { "tcp" };
        if seen.iter().any(|(other, of)| *other == port && *of != protocol) {
            report.field("TD-81", at.clone(), F::TwoProtocols, &port.to_string());
        }
        seen.push((port, protocol));
    }
    if ranges.len() > 100 {
        report.field("TD-71", path.key("portMappings"), F::PortRanges, "");
    }
}

fn host_port(
    definition: &TaskDefinition,
    report: &mut Report,
    at: &FieldPath,
    mapping: &Value,
    name: &str,
) {
    let on_host = matches!(definition.network_mode, NetworkMode::Bridge | NetworkMode::Host);
    let at = at.key("hostPort");
    let port = match number(mapping, "hostPort") {
        None if definition.network_mode == NetworkMode::Host => number(mapping, "containerPort"),
        port => port,
    };
    let Some(port) = port else { return };
    if !(0..=65_535).contains(&port) {
        report.field("TD-78", at, F::HostPort, name);
    } else if on_host && RESERVED.contains(&port) && texts(mapping, "protocol") != "udp" {
        report.odd("TD-85", at, F::ReservedPort, &port.to_string());
    } else if on_host && port >= 32_768 {
        report.note("TD-85", at, F::EphemeralPort, &port.to_string());
    }
}

/// TD-51, TD-63
fn restart(report: &mut Report, path: &FieldPath, value: &Value) {
    let Some(policy) = value.get("restartPolicy") else { return };
    let at = path.key("restartPolicy");
    let period = number(policy, "restartAttemptPeriod");
    if period.is_some_and(|seconds| !(60..=1_800).contains(&seconds)) {
        let at = at.key("restartAttemptPeriod");
        report.field("TD-63", at, F::RestartPeriod, texts(value, "name"));
    }
    if items(policy, &at, "ignoredExitCodes").len() > 50 {
        report.field("TD-51", at.key("ignoredExitCodes"), F::ExitCodes, "");
    }
}

/// TD-99, TD-105, TD-113
fn limits(report: &mut Report, path: &FieldPath, value: &Value) {
    let mut names: Vec<&str> = Vec::new();
    for (at, ulimit) in items(value, path, "ulimits") {
        let name = texts(ulimit, "name");
        // -1 is no limit at all.
        let limit = |key| number(ulimit, key).map(|n| if n < 0 { i64::MAX } else { n });
        if let (Some(soft), Some(hard)) = (limit("softLimit"), limit("hardLimit"))
            && soft > hard
        {
            report.field("TD-113", at.key("softLimit"), F::UlimitSoft, name);
        }
        if names.contains(&name) {
            report.odd("TD-99", at, F::UlimitTwice, name);
        }
        names.push(name);
    }
    let Some(linux) = value.get("linuxParameters") else { return };
    let at = path.key("linuxParameters").key("swappiness");
    match number(linux, "swappiness") {
        Some(n) if !(0..=100).contains(&n) => report.field("TD-105", at, F::Swappiness, ""),
        Some(_) if linux.get("maxSwap").is_none() => {
            report.odd("TD-105", at, F::SwappinessAlone, "");
        }
        _ => {}
    }
}

/// What awslogs understands (TD-133).
const AWSLOGS: [&str; 8] = [
    "awslogs-group",
    "awslogs-region",
    "awslogs-stream-prefix",
    "awslogs-create-group",
    "awslogs-datetime-format",
    "awslogs-multiline-pattern",
    "mode",
    "max-buffer-size",
];

/// TD-133
fn logs(report: &mut Report, path: &FieldPath, value: &Value) {
    let Some(log) = value.get("logConfiguration") else { return };
    let Some(options) = log.get("options").and_then(Value::as_object) else { return };
    let at = path.key("logConfiguration").key("options");
    if texts(log, "logDriver") != "awslogs" {
        return;
    }
    for name in options.keys().filter(|name| !AWSLOGS.contains(&name.as_str())) {
        if let Some(near) = nearest(name, AWSLOGS.into_iter()) {
            report.odd("TD-133", at.key(name), F::LogOption, &format!("{name} → {near}"));
        }
    }
    if let Some(mode) = options.get("mode").and_then(Value::as_str)
        && !["blocking", "non-blocking"].contains(&mode)
    {
        report.field("TD-133", at.key("mode"), F::LogMode, mode);
    }
}

/// TD-127
fn mounts(report: &mut Report, path: &FieldPath, value: &Value) {
    for (at, mount) in items(value, path, "mountPoints") {
        if !texts(mount, "sourceVolume").is_empty() && texts(mount, "containerPath").is_empty() {
            report.field("TD-127", at.key("containerPath"), F::MountPath, "");
        }
    }
}

/// TD-88, TD-89, TD-90, TD-104, TD-108
fn environment(report: &mut Report, path: &FieldPath, value: &Value) {
    let mut names: Vec<&str> = Vec::new();
    for (at, variable) in items(value, path, "environment") {
        let name = texts(variable, "name");
        if names.contains(&name) {
            report.odd("TD-88", at, F::EnvironmentTwice, name);
        }
        names.push(name);
    }
    let files = items(value, path, "environmentFiles");
    if files.len() > 10 {
        report.field("TD-108", path.key("environmentFiles"), F::EnvironmentFiles, "");
    }
    for (at, file) in files {
        let value = texts(file, "value");
        if !value.starts_with("arn:") && !is_placeholder(value) {
            report.field("TD-108", at.key("value"), F::EnvironmentFileArn, value);
        } else if !value.ends_with(".env") && !is_placeholder(value) {
            report.odd("TD-89", at.key("value"), F::EnvironmentFileName, value);
        }
    }
    for (at, secret) in items(value, path, "secrets") {
        let from = texts(secret, "valueFrom");
        let known = [":secretsmanager:", ":ssm:"].iter().any(|service| from.contains(service));
        if from.starts_with("arn:") && !known {
            report.odd("TD-90", at.key("valueFrom"), F::SecretSource, from);
        }
    }
    if items(value, path, "credentialSpecs").len() > 1 {
        report.field("TD-104", path.key("credentialSpecs"), F::CredentialSpecs, "");
    }
}

/// Namespaced parameters of the kernel that a container may set, besides `net.` and `fs.mqueue.`
/// (TD-100).
const KERNEL: [&str; 8] = [
    "kernel.msgmax",
    "kernel.msgmnb",
    "kernel.msgmni",
    "kernel.sem",
    "kernel.shmall",
    "kernel.shmmax",
    "kernel.shmmni",
    "kernel.shm_rmid_forced",
];

/// TD-100, TD-103
fn process(report: &mut Report, path: &FieldPath, value: &Value) {
    for (at, control) in items(value, path, "systemControls") {
        let name = texts(control, "namespace");
        let known = ["net.", "fs.mqueue."].iter().any(|start| name.starts_with(start));
        if !known && !KERNEL.contains(&name) {
            report.odd("TD-100", at.key("namespace"), F::SystemControl, name);
        }
    }
    for (at, option) in items(value, path, "dockerSecurityOptions") {
        let option = option.as_str().unwrap_or_default();
        let known = ["no-new-privileges", "apparmor:", "label:", "credentialspec:"];
        if !known.iter().any(|start| option.starts_with(start)) {
            report.odd("TD-103", at, F::SecurityOption, option);
        }
    }
}

/// TD-72: links name containers of the task, under bridge only.
pub(super) fn links(definition: &TaskDefinition, report: &mut Report) {
    let mode = definition.network_mode;
    let names: Vec<&Rc<str>> = definition.containers.iter().map(|c| &c.name).collect();
    for (path, value) in items(&definition.input, &FieldPath::root(), "containerDefinitions") {
        let links = items(value, &path, "links");
        // Under awsvpc the API has a text of its own (TD-84).
        if !links.is_empty() && matches!(mode, NetworkMode::Host | NetworkMode::None) {
            report.field("TD-72", path.key("links"), F::LinksMode, mode.as_str());
        }
        if !matches!(mode, NetworkMode::Bridge | NetworkMode::Default) {
            continue;
        }
        for (at, link) in links {
            let name = link.as_str().unwrap_or_default().split(':').next().unwrap_or_default();
            if !names.iter().any(|known| ***known == *name) {
                report.field("TD-72", at, F::LinkUnknown, name);
            }
        }
    }
}
