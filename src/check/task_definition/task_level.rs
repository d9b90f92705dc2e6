//! Rules of the task level: size, family, network mode, sums, tags.

use super::{FieldRule, Limits, Problem, Report};
use crate::base::FieldPath;
use crate::model::launch_type::LaunchType;
use crate::model::placement_types::PlacementConstraintType;
use crate::model::task_definition::{NetworkMode, TaskDefinition};
use crate::query::Expression;

/// TD-4: UTF-8 bytes of the request as compact JSON.
pub(super) fn size(definition: &TaskDefinition, limits: &Limits, report: &mut Report) {
    let Some(kib) = limits.size_kib else { return };
    let limit = kib.saturating_mul(1_024);
    let bytes = definition.input.to_string().len() as u64;
    if bytes > limit {
        report.error("TD-4", FieldPath::root(), Problem::TooLarge { bytes, limit });
    }
}

/// TD-11
pub(super) fn family(definition: &TaskDefinition, report: &mut Report) {
    let family = &definition.family;
    let path = FieldPath::root().key("family");
    if family.is_empty() {
        report.error("TD-11", path, Problem::FamilyMissing);
    } else if !family.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') {
        report.error("TD-11", path, Problem::FamilyCharacters { family: family.clone() });
    } else if family.len() > 255 {
        report.error("TD-11", path, Problem::FamilyTooLong);
    }
}

/// TD-73 to TD-76 (hostname, extraHosts, DNS, disableNetworking), TD-77, TD-83 (NM-7), TD-84
pub(super) fn network(definition: &TaskDefinition, report: &mut Report) {
    let mode = definition.network_mode;
    for container in &definition.containers {
        if mode == NetworkMode::None && !container.port_mappings.is_empty() {
            let path = container.path.key("portMappings");
            report.error("TD-83", path, Problem::PortsUnderNone);
        }
        if matches!(mode, NetworkMode::Awsvpc | NetworkMode::Host) {
            for mapping in &container.port_mappings {
                let Some(host_port) = mapping.host_port.filter(|port| *port > 0) else { continue };
                if host_port != mapping.container_port && !mapping.is_range {
                    let problem = Problem::PortsDiffer {
                        mode: mode.as_str(),
                        container_port: mapping.container_port,
                        host_port,
                    };
                    report.error("TD-77", mapping.path.key("hostPort"), problem);
                }
            }
        }
        if mode == NetworkMode::Awsvpc {
            if container.has_links {
                let problem = Problem::UnderAwsvpc { field: "links" };
                report.error("TD-84", container.path.key("links"), problem);
            }
            if container.has_search_domains {
                let at = container.path.key("dnsSearchDomains");
                report.field("TD-75", at, FieldRule::SearchDomains, "");
            }
            for field in &container.host_network_fields {
                let problem = Problem::UnderAwsvpc { field };
                report.error("TD-84", container.path.key(field), problem);
            }
        }
    }
}

/// TD-27 (with TD-40), TD-33, TD-42, TD-58, TD-59, TD-60, TD-107
pub(super) fn sizes(definition: &TaskDefinition, report: &mut Report) {
    let root = FieldPath::root();
    let fargate = definition.requires_compatibilities.contains(&LaunchType::Fargate);
    if let Some(text) = &definition.cpu_unreadable {
        report.error("TD-33", root.key("cpu"), Problem::CpuUnreadable { text: text.clone() });
    }
    if let Some(text) = &definition.memory_unreadable {
        report.error("TD-33", root.key("memory"), Problem::MemoryUnreadable { text: text.clone() });
    }
    if let Some(cpu) = definition.cpu {
        // PL-33
        if !fargate && !(128..=196_608).contains(&cpu.0) {
            report.error("TD-33", root.key("cpu"), Problem::CpuRange { cpu: cpu.0 });
        }
        let sum = definition.containers.iter().map(|c| u64::from(c.cpu.0)).sum::<u64>();
        if sum > u64::from(cpu.0) {
            report.error("TD-59", root.key("cpu"), Problem::CpuSum { sum, task: cpu.0 });
        }
    }
    if let Some(memory) = definition.memory {
        let reserved = definition.containers.iter().map(|c| u64::from(c.memory_reserved().0));
        let soft = definition.containers.iter().any(|c| c.memory_reservation.is_some());
        let sum = reserved.sum::<u64>();
        if soft && sum > u64::from(memory.0) {
            report.error("TD-60", root.key("memory"), Problem::MemorySum { sum, task: memory.0 });
        }
    }
    for (index, constraint) in (0..).zip(&definition.placement_constraints) {
        if constraint.kind != PlacementConstraintType::MemberOf {
            let path = root.key("placementConstraints").index(index).key("type");
            report.error("TD-42", path, Problem::ConstraintType);
            continue;
        }
        let path = root.key("placementConstraints").index(index).key("expression");
        let text = constraint.expression.as_deref().unwrap_or("");
        match Expression::parse(text) {
            Ok(query) => {
                for lint in query.lints(text, None) {
                    let rule = lint.kind.rule();
                    report.warning(rule, path.clone(), Problem::ExpressionLint(lint.kind));
                }
            }
            Err(error) => {
                let before = text.get(..error.position as usize).unwrap_or(text);
                let column = u32::try_from(before.chars().count() + 1).unwrap_or(u32::MAX);
                let rule = error.kind.rule();
                report.error(rule, path, Problem::Expression { column, kind: error.kind });
            }
        }
    }
    let path = root.key("ephemeralStorage").key("sizeInGiB");
    match definition.ephemeral_storage_gib {
        Some(_) if !fargate => {
            report.error("TD-40", path, Problem::EphemeralWithoutFargate);
        }
        Some(gib) if !(21..=200).contains(&gib) => {
            report.error("TD-40", path, Problem::EphemeralRange { gib });
        }
        _ => {}
    }
    if !definition.has_execution_role
        && let Some(container) = definition.containers.iter().find(|c| c.has_secrets)
    {
        report.error("TD-107", container.path.key("secrets"), Problem::SecretsRole);
    }
}

/// TD-15, QT-18
pub(super) fn tags(definition: &TaskDefinition, limits: &Limits, report: &mut Report) {
    let count = u64::from(definition.tags);
    if let Some(limit) = limits.tags.filter(|limit| count > *limit) {
        let path = FieldPath::root().key("tags");
        report.error("TD-15", path, Problem::TooManyTags { count, limit });
    }
}
