//! Rules of the task's own fields that placement does not look into: roles, constraints, proxy,
//! isolation, tags.

use serde_json::Value;

use super::Report;
use super::fields::{is_placeholder, items, texts};
use super::rule::FieldRule as F;
use crate::base::FieldPath;
use crate::model::launch_type::LaunchType;
use crate::model::task_definition::{NetworkMode, TaskDefinition};

/// TD-19, TD-20, TD-22, TD-26, TD-31, TD-41
pub(super) fn check(definition: &TaskDefinition, report: &mut Report) {
    let (root, input) = (FieldPath::root(), &*definition.input);
    for (rule, key) in [("TD-19", "taskRoleArn"), ("TD-20", "executionRoleArn")] {
        let role = texts(input, key);
        // A task role may be given by its short name.
        let name = |b: u8| b.is_ascii_alphanumeric() || b"+=,.@_-/".contains(&b);
        let short = key == "taskRoleArn" && role.bytes().all(name);
        let given = !role.is_empty() && !is_placeholder(role);
        if given && !short && !(role.starts_with("arn:") && role.contains(":role/")) {
            report.odd(rule, root.key(key), F::RoleArn, key);
        }
    }
    if definition.placement_constraints.len() > 10 {
        let at = root.key("placementConstraints");
        report.field("TD-22", at, F::TooManyConstraints, "");
    }
    if !items(input, &root, "inferenceAccelerators").is_empty() {
        let at = root.key("inferenceAccelerators");
        report.field("TD-26", at, F::InferenceAccelerators, "");
    }
    if let Some(trusted) = input.get("trustedExecutionConfiguration") {
        let at = root.key("trustedExecutionConfiguration");
        let mode = texts(trusted, "isolationMode");
        let mut others = definition.requires_compatibilities.iter();
        let other = others.find(|of| **of != LaunchType::ManagedInstances);
        if let Some(other) = other.filter(|_| !["", "SHARED"].contains(&mode)) {
            report.field("TD-31", at.key("isolationMode"), F::TrustedExecution, other.as_str());
        }
        if mode != "CONFIDENTIAL_SANDBOX" && !texts(trusted, "attestationPolicy").is_empty() {
            report.odd("TD-31", at.key("attestationPolicy"), F::AttestationPolicy, "");
        }
    }
    proxy(definition, report);
}

/// TD-25, TD-41
fn proxy(definition: &TaskDefinition, report: &mut Report) {
    let root = FieldPath::root();
    let Some(proxy) = definition.input.get("proxyConfiguration").filter(|p| p.is_object()) else {
        return;
    };
    let at = root.key("proxyConfiguration");
    if definition.network_mode != NetworkMode::Awsvpc {
        report.field("TD-41", at.clone(), F::ProxyNetwork, "");
    }
    let name = texts(proxy, "containerName");
    if !definition.containers.iter().any(|container| *container.name == *name) {
        report.field("TD-41", at.key("containerName"), F::ProxyContainer, name);
    }
    let properties = items(proxy, &at, "properties");
    let has = |names: &[&str]| {
        let mut given = properties.iter().filter(|(_, one)| !texts(one, "value").is_empty());
        given.any(|(_, one)| names.contains(&texts(one, "name")))
    };
    for (rule, names, word) in [
        ("TD-41", &["ProxyIngressPort"][..], "Ingress port"),
        ("TD-41", &["ProxyEgressPort"], "Egress port"),
        ("TD-25", &["AppPorts"], "App ports"),
        ("TD-25", &["IgnoredUID", "IgnoredGID"], "Ignored UID or GID"),
    ] {
        if !has(names) {
            report.field(rule, at.key("properties"), F::ProxyProperty, word);
        }
    }
}

/// TD-15: keys of 1 to 128 characters, values up to 256, letters, digits, spaces and a few marks.
pub(super) fn tags(definition: &TaskDefinition, report: &mut Report) {
    let legal = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
    let mut seen: Vec<&str> = Vec::new();
    for (at, tag) in items(&definition.input, &FieldPath::root(), "tags") {
        let (key, value) = (texts(tag, "key"), texts(tag, "value"));
        if !(1..=128).contains(&key.chars().count()) || !key.chars().all(legal) {
            report.field("TD-15", at.key("key"), F::TagKey, key);
        } else if key.to_ascii_lowercase().starts_with("aws:") {
            report.field("TD-15", at.key("key"), F::TagReserved, key);
        } else if seen.contains(&key) {
            report.field("TD-15", at.key("key"), F::TagTwice, key);
        }
        if value.chars().count() > 256 || !value.chars().all(legal) {
            report.field("TD-15", at.key("value"), F::TagValue, key);
        }
        seen.push(key);
    }
}

/// Whether some element of a list satisfies a test.
pub(super) fn any<'a>(value: &'a Value, key: &str, test: impl Fn(&'a Value) -> bool) -> bool {
    value.get(key).and_then(Value::as_array).is_some_and(|list| list.iter().any(test))
}
