//! What Fargate asks of a definition that names it (TD-34 to TD-39, TD-62, TD-114, TD-123,
//! TD-129 to TD-131).

use super::fields::{items, texts};
use super::launch_types::fargate_container;
use super::rule::FieldRule as F;
use super::{Problem, Report};
use std::rc::Rc;

use serde_json::Value;

use crate::base::FieldPath;
use crate::model::catalog::fargate::{is_size, memory_values};
use crate::model::launch_type::LaunchType;
use crate::model::task_definition::{NetworkMode, TaskDefinition, is_private_ecr};

pub(super) fn check(definition: &TaskDefinition, report: &mut Report) {
    if !definition.requires_compatibilities.contains(&LaunchType::Fargate) {
        return;
    }
    let root = FieldPath::root();
    if definition.network_mode != NetworkMode::Awsvpc {
        let mode = definition.network_mode.as_str();
        report.error("TD-36", root.key("networkMode"), Problem::FargateNetwork { mode });
    }
    size(definition, report);
    if !definition.placement_constraints.is_empty() {
        report.error("TD-37", root.key("placementConstraints"), Problem::FargateConstraints);
    }
    if definition.pid_mode.as_deref() == Some("host") {
        report.error("TD-38", root.key("pidMode"), Problem::FargatePidMode);
    }
    if definition.ipc_mode.is_some() {
        report.error("TD-39", root.key("ipcMode"), Problem::FargateIpcMode);
    }
    for container in &definition.containers {
        if container.gpus > 0 {
            report.error("TD-62", container.path.key("resourceRequirements"), Problem::FargateGpu);
        }
        if container.privileged {
            report.error("TD-114", container.path.key("privileged"), Problem::FargatePrivileged);
        }
        logs(definition, container, report);
    }
    for (path, container) in items(&definition.input, &root, "containerDefinitions") {
        fargate_container(report, &path, container);
    }
    for (at, volume) in items(&definition.input, &root, "volumes") {
        let key = "fsxWindowsFileServerVolumeConfiguration";
        if volume.get(key).is_some() {
            report.field("TD-118", at.key(key), F::FargateField, key);
        }
    }
    // TD-131: an image of a private ECR repository.
    let pulled = definition.containers.iter().find(|container| is_private_ecr(&container.image));
    if let Some(container) = pulled.filter(|_| !definition.has_execution_role) {
        let at = root.key("executionRoleArn");
        report.field("TD-131", at, F::FargateImageRole, &container.image);
    }
    if let Some(path) = &definition.host_volume {
        let docker = path.to_string().ends_with("dockerVolumeConfiguration");
        let field = if docker { "dockerVolumeConfiguration" } else { "sourcePath" };
        report.error("TD-123", path.clone(), Problem::FargateVolume { field });
    }
}

fn size(definition: &TaskDefinition, report: &mut Report) {
    let root = FieldPath::root();
    let cpu_told = definition.cpu.is_some() || definition.cpu_unreadable.is_some();
    let memory_told = definition.memory.is_some() || definition.memory_unreadable.is_some();
    if !cpu_told {
        report.error("TD-34", root.key("cpu"), Problem::FargateCpuMissing);
    }
    if !memory_told {
        report.error("TD-34", root.key("memory"), Problem::FargateMemoryMissing);
    }
    if let (Some(cpu), Some(memory)) = (definition.cpu, definition.memory)
        && !is_size(cpu, memory)
    {
        let legal: Rc<[u32]> = memory_values(cpu).unwrap_or_default().into();
        // The CPU alone may be none of Fargate's.
        let key = if legal.is_empty() { "cpu" } else { "memory" };
        let problem = Problem::FargateSize { cpu: cpu.0, memory: memory.0, legal };
        report.error("TD-35", root.key(key), problem);
    } else if let (Some(cpu), Some(memory), true) =
        (definition.cpu, definition.memory, definition.windows)
        && cpu.0 < 1_024
    {
        let about = format!("{} CPU, {} memory", cpu.0, memory.0);
        report.field("TD-35", root.key("cpu"), F::FargateWindowsSize, &about);
    }
    let platform = definition.input.get("runtimePlatform").unwrap_or(&Value::Null);
    let family = texts(platform, "operatingSystemFamily");
    let known = ["2019_FULL", "2019_CORE", "2022_FULL", "2022_CORE", "2025_FULL", "2025_CORE"];
    if definition.windows && !known.iter().any(|end| family.ends_with(end)) {
        let at = root.key("runtimePlatform").key("operatingSystemFamily");
        report.field("TD-29", at, F::FargateFamily, family);
    }
}

fn logs(
    definition: &TaskDefinition,
    container: &crate::model::task_definition::ContainerDefinition,
    report: &mut Report,
) {
    let path = container.path.key("logConfiguration");
    match container.log_driver.as_deref() {
        Some("awslogs") => {
            let prefixed =
                container.log_options.iter().any(|option| &**option == "awslogs-stream-prefix");
            if !prefixed {
                report.error("TD-130", path.key("options"), Problem::LogStreamPrefix);
            }
            if !definition.has_execution_role {
                let path = FieldPath::root().key("executionRoleArn");
                report.error("TD-131", path, Problem::FargateLogsRole);
            }
        }
        None | Some("splunk" | "awsfirelens") => {}
        Some(driver) => {
            let problem = Problem::LogDriver { driver: driver.into() };
            report.error("TD-129", path.key("logDriver"), problem);
        }
    }
}
