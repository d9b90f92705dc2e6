//! Rules that look at several containers: names, essential, ports, dependencies, volumes.

use std::rc::Rc;

use super::{FieldRule, Problem, Report};
use crate::base::FieldPath;
use crate::model::task_definition::{
    ContainerDefinition, DependencyCondition, NetworkMode, TaskDefinition,
};

pub(super) fn check(definition: &TaskDefinition, report: &mut Report) {
    names(definition, report);
    // TD-48: essential is the default.
    if !definition.containers.iter().any(|c| c.essential) {
        let path = FieldPath::root().key("containerDefinitions");
        report.error("TD-61", path, Problem::NoEssential);
    }
    ports(definition, report);
    dependencies(definition, report);
    volumes(definition, report);
    let routed = definition.containers.iter().any(|c| c.is_log_router);
    let routes = |c: &&ContainerDefinition| c.log_driver.as_deref() == Some("awsfirelens");
    if let Some(container) = definition.containers.iter().find(routes).filter(|_| !routed) {
        report.error("TD-132", container.path.key("logConfiguration"), Problem::NoLogRouter);
    }
    for second in definition.containers.iter().filter(|c| c.is_log_router).skip(1) {
        let at = second.path.key("firelensConfiguration");
        report.field("TD-132", at, FieldRule::TwoLogRouters, "");
    }
}

/// TD-55
fn names(definition: &TaskDefinition, report: &mut Report) {
    let mut seen: Vec<&str> = Vec::new();
    for container in definition.containers.iter().filter(|c| !c.name.is_empty()) {
        if seen.contains(&&*container.name) {
            let problem = Problem::NamesRepeat { name: container.name.clone() };
            report.error("TD-55", container.path.key("name"), problem);
        }
        seen.push(&container.name);
    }
}

/// TD-80, TD-82: containers share one network namespace (NM-6, NM-8).
fn ports(definition: &TaskDefinition, report: &mut Report) {
    let shared = matches!(definition.network_mode, NetworkMode::Awsvpc | NetworkMode::Host);
    let mut taken = Vec::new();
    let mut port_names: Vec<Rc<str>> = Vec::new();
    for mapping in definition.containers.iter().flat_map(|c| &c.port_mappings) {
        let port = if shared { Some(mapping.container_port) } else { mapping.host_port };
        if let Some(port) = port.filter(|port| *port > 0) {
            if taken.contains(&(mapping.protocol, port)) {
                report.error("TD-82", mapping.path.clone(), Problem::PortTwice { port });
            }
            taken.push((mapping.protocol, port));
        }
        if let Some(name) = &mapping.name {
            if port_names.contains(name) {
                let problem = Problem::PortNameTwice { name: name.clone() };
                report.error("TD-80", mapping.path.key("name"), problem);
            }
            port_names.push(name.clone());
        }
    }
}

/// TD-110, TD-111
fn dependencies(definition: &TaskDefinition, report: &mut Report) {
    let named = |name: &str| definition.containers.iter().find(|c| &*c.name == name);
    for container in &definition.containers {
        for (index, (name, condition)) in (0..).zip(&container.depends_on) {
            let path = container.path.key("dependsOn").index(index);
            let name = name.clone();
            match named(&name) {
                None => report.error("TD-110", path, Problem::DependencyUnknown { name }),
                Some(target) => match condition {
                    DependencyCondition::Healthy if target.health_check.is_none() => {
                        report.error("TD-110", path, Problem::DependencyNoHealthCheck { name });
                    }
                    DependencyCondition::Complete | DependencyCondition::Success
                        if target.essential =>
                    {
                        report.error("TD-110", path, Problem::DependencyEssential { name });
                    }
                    _ => {}
                },
            }
        }
    }
    if let Some(cycle) = cycle(definition) {
        let path = FieldPath::root().key("containerDefinitions");
        report.error("TD-111", path, Problem::DependencyCycle { names: cycle.join(" → ").into() });
    }
}

/// One cycle by its containers' names: dependencies that remain when containers without any are
/// taken away again and again.
fn cycle(definition: &TaskDefinition) -> Option<Vec<String>> {
    let mut left: Vec<&ContainerDefinition> = definition.containers.iter().collect();
    loop {
        let before = left.len();
        let names: Vec<Rc<str>> = left.iter().map(|c| c.name.clone()).collect();
        left.retain(|c| c.depends_on.iter().any(|(name, _)| names.contains(name)));
        if left.len() == before {
            break;
        }
    }
    let first = left.first()?;
    let mut path = vec![first.name.to_string()];
    let mut at = *first;
    for _ in 0..left.len() {
        let next =
            at.depends_on.iter().find_map(|(name, _)| left.iter().find(|c| c.name == *name))?;
        path.push(next.name.to_string());
        if let Some(start) = path[..path.len() - 1].iter().position(|name| **name == *next.name) {
            return Some(path.split_off(start));
        }
        at = next;
    }
    None
}

/// TD-121, TD-122, TD-126
fn volumes(definition: &TaskDefinition, report: &mut Report) {
    for (index, name) in (0..).zip(&definition.volumes) {
        let before = definition.volumes.iter().take(index as usize);
        if before.clone().any(|other| other == name) {
            let path = FieldPath::root().key("volumes").index(index).key("name");
            report.error("TD-126", path, Problem::VolumesRepeat { name: name.clone() });
        }
    }
    for container in &definition.containers {
        for (index, name) in (0..).zip(&container.mounted_volumes) {
            if !definition.volumes.contains(name) {
                let path = container.path.key("mountPoints").index(index).key("sourceVolume");
                report.error("TD-121", path, Problem::VolumeUnknown { name: name.clone() });
            }
        }
        for (index, name) in (0..).zip(&container.volumes_from) {
            if !definition.containers.iter().any(|c| c.name == *name) {
                let path = container.path.key("volumesFrom").index(index).key("sourceContainer");
                report.error("TD-122", path, Problem::VolumesFromUnknown { name: name.clone() });
            }
        }
    }
}
