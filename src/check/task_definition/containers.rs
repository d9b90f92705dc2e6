//! Rules of one container, in the order of its fields.

use std::rc::Rc;

use super::{Limits, Problem, Report, fields};
use crate::base::FieldPath;
use crate::model::task_definition::{ContainerDefinition, TaskDefinition};

/// TD-5; false where there is nothing further to look at.
pub(super) fn count(definition: &TaskDefinition, limits: &Limits, report: &mut Report) -> bool {
    let path = FieldPath::root().key("containerDefinitions");
    let count = definition.containers.len() as u64;
    if count == 0 {
        report.error("TD-5", path, Problem::NoContainers);
        return false;
    }
    if let Some(limit) = limits.containers.filter(|limit| count > *limit) {
        report.error("TD-5", path, Problem::TooManyContainers { count, limit });
    }
    true
}

/// What a container is called in messages.
fn shown(container: &ContainerDefinition) -> Rc<str> {
    container.name.clone()
}

pub(super) fn check(
    definition: &TaskDefinition,
    container: &ContainerDefinition,
    report: &mut Report,
) {
    name_and_image(container, report);
    memory(definition, container, report);
    ports(container, report);
    health(container, report);
}

/// TD-43, TD-44, TD-53, TD-54
fn name_and_image(container: &ContainerDefinition, report: &mut Report) {
    let name = &container.name;
    if name.is_empty() {
        report.error("TD-53", container.path.key("name"), Problem::NameMissing);
    } else if name.len() > 255
        || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    {
        let problem = Problem::NameCharacters { name: name.clone() };
        report.error("TD-54", container.path.key("name"), problem);
    }
    let image = &container.image;
    let path = container.path.key("image");
    let tagged = image.split('@').next().unwrap_or(image);
    if image.is_empty() {
        report.error("TD-53", path, Problem::ImageMissing);
    } else if tagged.chars().count() > 255 {
        report.error("TD-54", path, Problem::ImageTooLong);
    } else if fields::is_placeholder(image) {
        // corpus.md: keep placeholders as text with a note; do not reject an image for them.
        report.warning("TD-54", path, Problem::ImagePlaceholder { image: image.clone() });
    } else {
        fields::image(report, path, image);
    }
}

/// TD-46, TD-56, TD-57, TD-58
fn memory(definition: &TaskDefinition, container: &ContainerDefinition, report: &mut Report) {
    let name = shown(container);
    let path = container.path.key("memory");
    if definition.memory.is_none()
        && definition.memory_unreadable.is_none()
        && container.memory.is_none()
        && container.memory_reservation.is_none()
    {
        report.error(
            "TD-56",
            container.path.clone(),
            Problem::NoMemory { container: name.clone() },
        );
    }
    for (key, value) in
        [("memory", container.memory), ("memoryReservation", container.memory_reservation)]
    {
        if let Some(memory) = value.filter(|memory| memory.0 < 6) {
            let problem = Problem::MemoryTooSmall { container: name.clone(), mib: memory.0 };
            report.error("TD-46", container.path.key(key), problem);
        }
    }
    if let (Some(memory), Some(reservation)) = (container.memory, container.memory_reservation)
        && memory < reservation
    {
        let problem = Problem::ReservationAboveMemory {
            container: name.clone(),
            memory: memory.0,
            reservation: reservation.0,
        };
        report.error("TD-57", path.clone(), problem);
    }
    if let (Some(memory), Some(task)) = (container.memory, definition.memory)
        && memory > task
    {
        let problem = Problem::MemoryAboveTask { container: name, memory: memory.0, task: task.0 };
        report.error("TD-58", path, problem);
    }
}

/// TD-66, TD-78, TD-79
fn ports(container: &ContainerDefinition, report: &mut Report) {
    for mapping in &container.port_mappings {
        let container_name = shown(container);
        if mapping.is_range && (mapping.container_port > 0 || mapping.host_port.is_some()) {
            let problem = Problem::PortAndRange { container: container_name };
            report.error("TD-79", mapping.path.clone(), problem);
        } else if !mapping.is_range && mapping.container_port == 0 {
            let problem = Problem::ContainerPort { container: container_name };
            report.error("TD-78", mapping.path.key("containerPort"), problem);
        }
    }
}

/// TD-91 to TD-95, TD-109
fn health(container: &ContainerDefinition, report: &mut Report) {
    let Some(check) = &container.health_check else { return };
    let path = container.path.key("healthCheck");
    if &*check.first_word != "CMD" && &*check.first_word != "CMD-SHELL" {
        let problem = Problem::HealthCommand { first: check.first_word.clone() };
        report.error("TD-91", path.key("command"), problem);
    }
    for (rule, field, value, least, greatest) in [
        ("TD-92", "interval", check.interval_s, 5, 300),
        ("TD-93", "timeout", check.timeout_s, 2, 60),
        ("TD-94", "retries", check.retries, 1, 10),
        ("TD-95", "startPeriod", check.start_period_s, 0, 300),
    ] {
        if !(least..=greatest).contains(&value) {
            report.error(rule, path.key(field), Problem::HealthRange { field, least, greatest });
        }
    }
}

/// TD-130
pub(super) fn logs(container: &ContainerDefinition, report: &mut Report) {
    if container.log_driver.as_deref() != Some("awslogs") {
        return;
    }
    let missing: Vec<&str> = ["awslogs-region", "awslogs-group"]
        .into_iter()
        .filter(|name| !container.log_options.iter().any(|option| **option == **name))
        .collect();
    if !missing.is_empty() {
        let path = container.path.key("logConfiguration").key("options");
        let problem = Problem::LogOptions { missing: missing.join(", ").into() };
        report.error("TD-130", path, problem);
    }
}
