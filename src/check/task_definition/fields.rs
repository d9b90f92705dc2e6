//! Rules of fields that neither placement nor the lifecycle look into, read from the definition as
//! it was given. One function a group of fields; each rule in a line of its own.

use serde_json::Value;

use super::{Problem, Report};
use crate::base::FieldPath;
use crate::model::launch_type::LaunchType;
use crate::model::task_definition::{NetworkMode, TaskDefinition};

/// What is wrong with one of these fields. Texts: `problem.rs`, `texts/check_fields.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldRule {
    /// TD-26: retired.
    InferenceAccelerators,
    /// TD-41
    ProxyNetwork,
    /// TD-41: the container's name.
    ProxyContainer,
    /// TD-41: the property's name.
    ProxyProperty,
    /// TD-63: the container's name.
    RestartPeriod,
    /// TD-51
    ExitCodes,
    /// TD-81: the port.
    TwoProtocols,
    /// TD-97, TD-98: the field's name.
    FargateTimeout,
    /// TD-99: the name.
    UlimitName,
    /// TD-113: the name.
    UlimitSoft,
    /// TD-108
    EnvironmentFiles,
    /// TD-108: the value.
    EnvironmentFileArn,
    /// TD-88: the variable's name; a warning.
    EnvironmentTwice,
    /// TD-104
    CredentialSpecs,
    /// TD-105
    Swappiness,
    /// TD-114: the capability.
    FargateCapability,
    /// TD-114: the field's name.
    FargateLinux,
    /// TD-69: the name.
    PortName,
    /// TD-124
    EfsRoot,
    /// TD-124
    EfsIam,
    /// TD-124
    EfsPort,
    /// TD-125: the volume's name.
    VolumeUnmounted,
    /// TD-127
    MountPath,
    /// TD-23, TD-24, TD-29, TD-52, TD-70, TD-128: the field and the word.
    Word,
}

fn texts<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or("")
}

/// The elements of a list with their paths.
fn items<'a>(value: &'a Value, at: &FieldPath, key: &'static str) -> Vec<(FieldPath, &'a Value)> {
    let path = at.key(key);
    let list = value.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    (0..).zip(list).map(|(n, item)| (path.index(n), item)).collect()
}

fn error(report: &mut Report, rule: &'static str, path: FieldPath, kind: FieldRule, about: &str) {
    report.error(rule, path, Problem::Field { kind, about: about.into() });
}

/// A field that takes one of some words.
fn word(
    report: &mut Report,
    rule: &'static str,
    (at, value): (&FieldPath, &Value),
    key: &'static str,
    known: &[&str],
) {
    let text = texts(value, key);
    if !text.is_empty() && !known.contains(&text) {
        let about = format!("{key} = {text}");
        error(report, rule, at.key(key), FieldRule::Word, &about);
    }
}

pub(super) fn containers(definition: &TaskDefinition, report: &mut Report) {
    let fargate = definition.requires_compatibilities.contains(&LaunchType::Fargate);
    for (path, container) in items(&definition.input, &FieldPath::root(), "containerDefinitions") {
        one_container(report, &path, container);
        ports(report, &path, container);
        environment(report, &path, container);
        limits(report, &path, container);
        if fargate {
            on_fargate(report, &path, container);
        }
    }
}

/// TD-51, TD-52, TD-63, TD-127, TD-128
fn one_container(report: &mut Report, path: &FieldPath, container: &Value) {
    if let Some(policy) = container.get("restartPolicy") {
        let at = path.key("restartPolicy");
        let period = policy.get("restartAttemptPeriod").and_then(Value::as_i64);
        if period.is_some_and(|seconds| !(60..=1_800).contains(&seconds)) {
            let name = texts(container, "name");
            let at = at.key("restartAttemptPeriod");
            error(report, "TD-63", at, FieldRule::RestartPeriod, name);
        }
        if items(policy, &at, "ignoredExitCodes").len() > 50 {
            error(report, "TD-51", at.key("ignoredExitCodes"), FieldRule::ExitCodes, "");
        }
    }
    word(report, "TD-52", (path, container), "versionConsistency", &["enabled", "disabled"]);
    for (at, mount) in items(container, path, "mountPoints") {
        if !texts(mount, "sourceVolume").is_empty() && texts(mount, "containerPath").is_empty() {
            error(report, "TD-127", at.key("containerPath"), FieldRule::MountPath, "");
        }
    }
    if let Some(log) = container.get("logConfiguration") {
        let known = [
            "json-file",
            "syslog",
            "journald",
            "gelf",
            "fluentd",
            "awslogs",
            "splunk",
            "awsfirelens",
        ];
        word(report, "TD-128", (&path.key("logConfiguration"), log), "logDriver", &known);
    }
}

/// TD-69, TD-70, TD-81
fn ports(report: &mut Report, path: &FieldPath, container: &Value) {
    let mut seen: Vec<(i64, &str)> = Vec::new();
    for (at, mapping) in items(container, path, "portMappings") {
        word(report, "TD-70", (&at, mapping), "appProtocol", &["http", "http2", "grpc"]);
        let name = texts(mapping, "name");
        let legal = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-';
        if name.len() > 64 || name.starts_with('-') || !name.bytes().all(legal) {
            error(report, "TD-69", at.key("name"), FieldRule::PortName, name);
        }
        let Some(port) = mapping.get("containerPort").and_then(Value::as_i64) else { continue };
        let protocol = if texts(mapping, "protocol") == "udp" { "udp" } else { "tcp" };
        if seen.iter().any(|(other, of)| *other == port && *of != protocol) {
            error(report, "TD-81", at, FieldRule::TwoProtocols, &port.to_string());
        }
        seen.push((port, protocol));
    }
}

/// TD-88, TD-89, TD-104, TD-108
fn environment(report: &mut Report, path: &FieldPath, container: &Value) {
    let mut names: Vec<&str> = Vec::new();
    for (at, variable) in items(container, path, "environment") {
        let name = texts(variable, "name");
        if names.contains(&name) {
            let kind = FieldRule::EnvironmentTwice;
            report.warning("TD-88", at, Problem::Field { kind, about: name.into() });
        }
        names.push(name);
    }
    let files = items(container, path, "environmentFiles");
    if files.len() > 10 {
        error(report, "TD-108", path.key("environmentFiles"), FieldRule::EnvironmentFiles, "");
    }
    for (at, file) in files {
        let value = texts(file, "value");
        if !value.starts_with("arn:") {
            error(report, "TD-108", at.key("value"), FieldRule::EnvironmentFileArn, value);
        }
        word(report, "TD-89", (&at, file), "type", &["s3"]);
    }
    if items(container, path, "credentialSpecs").len() > 1 {
        error(report, "TD-104", path.key("credentialSpecs"), FieldRule::CredentialSpecs, "");
    }
}

/// TD-99, TD-105, TD-113
fn limits(report: &mut Report, path: &FieldPath, container: &Value) {
    const NAMES: [&str; 15] = [
        "core",
        "cpu",
        "data",
        "fsize",
        "locks",
        "memlock",
        "msgqueue",
        "nice",
        "nofile",
        "nproc",
        "rss",
        "rtprio",
        "rttime",
        "sigpending",
        "stack",
    ];
    for (at, ulimit) in items(container, path, "ulimits") {
        let name = texts(ulimit, "name");
        if !NAMES.contains(&name) {
            error(report, "TD-99", at.key("name"), FieldRule::UlimitName, name);
        }
        let number = |key: &str| ulimit.get(key).and_then(Value::as_i64);
        if let (Some(soft), Some(hard)) = (number("softLimit"), number("hardLimit"))
            && soft > hard
        {
            error(report, "TD-113", at.key("softLimit"), FieldRule::UlimitSoft, name);
        }
    }
    if let Some(linux) = container.get("linuxParameters") {
        let swappiness = linux.get("swappiness").and_then(Value::as_i64);
        if swappiness.is_some_and(|value| !(0..=100).contains(&value)) {
            let at = path.key("linuxParameters").key("swappiness");
            error(report, "TD-105", at, FieldRule::Swappiness, "");
        }
    }
}

/// TD-97, TD-98, TD-103, TD-106, TD-114
fn on_fargate(report: &mut Report, path: &FieldPath, container: &Value) {
    for (rule, key) in [("TD-97", "startTimeout"), ("TD-98", "stopTimeout")] {
        let seconds = container.get(key).and_then(Value::as_i64);
        if seconds.is_some_and(|seconds| !(2..=120).contains(&seconds)) {
            error(report, rule, path.key(key), FieldRule::FargateTimeout, key);
        }
    }
    if !items(container, path, "dockerSecurityOptions").is_empty() {
        let (at, key) = (path.key("dockerSecurityOptions"), "dockerSecurityOptions");
        error(report, "TD-114", at, FieldRule::FargateLinux, key);
    }
    let Some(linux) = container.get("linuxParameters") else { return };
    let at = path.key("linuxParameters");
    if let Some(capabilities) = linux.get("capabilities") {
        for (at, one) in items(capabilities, &at.key("capabilities"), "add") {
            let name = one.as_str().unwrap_or("");
            if name != "SYS_PTRACE" {
                error(report, "TD-114", at, FieldRule::FargateCapability, name);
            }
        }
    }
    for key in ["devices", "sharedMemorySize", "maxSwap", "swappiness"] {
        let given = linux.get(key).is_some_and(|value| match value {
            Value::Array(list) => !list.is_empty(),
            other => !other.is_null(),
        });
        if given {
            error(report, "TD-114", at.key(key), FieldRule::FargateLinux, key);
        }
    }
}

/// TD-23, TD-24, TD-26, TD-29, TD-41
pub(super) fn task(definition: &TaskDefinition, report: &mut Report) {
    let (root, input) = (FieldPath::root(), &*definition.input);
    word(report, "TD-23", (&root, input), "pidMode", &["host", "task"]);
    word(report, "TD-24", (&root, input), "ipcMode", &["host", "task", "none"]);
    if let Some(platform) = input.get("runtimePlatform") {
        const FAMILIES: [&str; 10] = [
            "LINUX",
            "WINDOWS_SERVER_2016_FULL",
            "WINDOWS_SERVER_2019_FULL",
            "WINDOWS_SERVER_2019_CORE",
            "WINDOWS_SERVER_2004_CORE",
            "WINDOWS_SERVER_20H2_CORE",
            "WINDOWS_SERVER_2022_FULL",
            "WINDOWS_SERVER_2022_CORE",
            "WINDOWS_SERVER_2025_FULL",
            "WINDOWS_SERVER_2025_CORE",
        ];
        let at = root.key("runtimePlatform");
        word(report, "TD-29", (&at, platform), "operatingSystemFamily", &FAMILIES);
    }
    if !items(input, &root, "inferenceAccelerators").is_empty() {
        let at = root.key("inferenceAccelerators");
        error(report, "TD-26", at, FieldRule::InferenceAccelerators, "");
    }
    if let Some(proxy) = input.get("proxyConfiguration") {
        let at = root.key("proxyConfiguration");
        if definition.network_mode != NetworkMode::Awsvpc {
            error(report, "TD-41", at.clone(), FieldRule::ProxyNetwork, "");
        }
        let name = texts(proxy, "containerName");
        if !definition.containers.iter().any(|container| *container.name == *name) {
            error(report, "TD-41", at.key("containerName"), FieldRule::ProxyContainer, name);
        }
        let properties = items(proxy, &at, "properties");
        for (property, word) in [("ProxyIngressPort", "Ingress"), ("ProxyEgressPort", "Egress")] {
            if !properties.iter().any(|(_, one)| texts(one, "name") == property) {
                error(report, "TD-41", at.key("properties"), FieldRule::ProxyProperty, word);
            }
        }
    }
}

/// TD-124, TD-125
pub(super) fn volumes(definition: &TaskDefinition, report: &mut Report) {
    for (at, volume) in items(&definition.input, &FieldPath::root(), "volumes") {
        let name = texts(volume, "name");
        let launch = volume.get("configuredAtLaunch").and_then(Value::as_bool) == Some(true);
        let mounted =
            definition.containers.iter().any(|c| c.mounted_volumes.iter().any(|m| **m == *name));
        if launch && !mounted {
            error(report, "TD-125", at.key("name"), FieldRule::VolumeUnmounted, name);
        }
        let Some(efs) = volume.get("efsVolumeConfiguration") else { continue };
        let at = at.key("efsVolumeConfiguration");
        let access = efs.get("authorizationConfig").unwrap_or(&Value::Null);
        let root = texts(efs, "rootDirectory");
        if !texts(access, "accessPointId").is_empty() && !["", "/"].contains(&root) {
            error(report, "TD-124", at.key("rootDirectory"), FieldRule::EfsRoot, "");
        }
        if texts(efs, "transitEncryption") != "ENABLED" {
            if texts(access, "iam") == "ENABLED" {
                let at = at.key("authorizationConfig").key("iam");
                error(report, "TD-124", at, FieldRule::EfsIam, "");
            }
            if efs.get("transitEncryptionPort").is_some_and(|port| !port.is_null()) {
                error(report, "TD-124", at.key("transitEncryptionPort"), FieldRule::EfsPort, "");
            }
        }
    }
}
