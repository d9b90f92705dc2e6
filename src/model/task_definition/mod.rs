//! Task definitions: kept whole as they were given, and read as far as placement, lifecycle and
//! checks look into them.

mod attributes;
mod container;
mod demand;
pub mod fields;
mod shape;
mod size;
mod stored;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use serde_json::Value;

use super::catalog::instance_type::CpuArchitecture;
use super::launch_type::LaunchType;
use super::placement_types::{PlacementConstraint, read_constraints};
use super::reader::{Fields, Problems, ShapeProblem};
use crate::base::{CpuUnits, Diagnostic, FieldPath, Mebibytes};

pub use attributes::is_private_ecr;
pub use container::{
    ContainerDefinition, DependencyCondition, HealthCheck, PortMapping, Protocol, RestartPolicy,
};
pub use shape::from_cloud_formation;
pub use size::{read_cpu, read_memory};

/// `networkMode` (TD-16).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NetworkMode {
    /// `bridge`; the default on Linux.
    Bridge,
    /// `host`
    Host,
    /// `awsvpc`: an interface of its own a task.
    Awsvpc,
    /// `none`
    None,
    /// `default`: NAT, on Windows.
    Default,
}

impl NetworkMode {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bridge => "bridge",
            Self::Host => "host",
            Self::Awsvpc => "awsvpc",
            Self::None => "none",
            Self::Default => "default",
        }
    }
}

/// A size that could not be read: the text as it stands (TD-33).
pub type Unreadable = Rc<str>;

/// A task definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskDefinition {
    /// As it was given, without the fields that only answers have; key order kept.
    pub input: Rc<Value>,
    /// `family`; empty where absent.
    pub family: Rc<str>,
    /// As given, or the default.
    pub network_mode: NetworkMode,
    /// Whether it was given.
    pub network_mode_given: bool,
    /// Task-level CPU (TD-17).
    pub cpu: Option<CpuUnits>,
    /// Task-level CPU that could not be read.
    pub cpu_unreadable: Option<Unreadable>,
    /// Task-level memory (TD-18).
    pub memory: Option<Mebibytes>,
    /// Task-level memory that could not be read.
    pub memory_unreadable: Option<Unreadable>,
    /// What the definition is checked against (TD-7).
    pub requires_compatibilities: Vec<LaunchType>,
    /// `memberOf` only (PL-73).
    pub placement_constraints: Vec<PlacementConstraint>,
    /// Whether `runtimePlatform` names a Windows family.
    pub windows: bool,
    /// `runtimePlatform.cpuArchitecture`, where given.
    pub cpu_architecture: Option<CpuArchitecture>,
    /// In order.
    pub containers: Vec<ContainerDefinition>,
    /// Names of its volumes, in order.
    pub volumes: Vec<Rc<str>>,
    /// Whether some volume has `host.sourcePath` or a Docker configuration (TD-123): the path.
    pub host_volume: Option<FieldPath>,
    /// `taskRoleArn` is given.
    pub has_task_role: bool,
    /// `executionRoleArn` is given.
    pub has_execution_role: bool,
    /// `pidMode`, where given.
    pub pid_mode: Option<Rc<str>>,
    /// `ipcMode`, where given.
    pub ipc_mode: Option<Rc<str>>,
    /// `ephemeralStorage.sizeInGiB`, where given.
    pub ephemeral_storage_gib: Option<u32>,
    /// How many tags it carries.
    pub tags: u32,
}

impl TaskDefinition {
    /// Reads RegisterTaskDefinition's input, or the inside of DescribeTaskDefinition's output.
    /// Never fails: what could not be read is among the problems.
    pub fn read(input: &Value) -> (Self, Vec<Diagnostic<ShapeProblem>>) {
        let (input, problems) = shape::read(input);
        (Self::of(input), problems)
    }

    /// Reads what the rules look into; the shape was looked at before.
    fn of(input: Value) -> Self {
        let told = Problems::default();
        let fields = Fields::of(&input, FieldPath::root(), &told);
        let platform = fields.object("runtimePlatform");
        let family = platform.as_ref().and_then(|p| p.text("operatingSystemFamily"));
        let windows = family.is_some_and(|family| family.starts_with("WINDOWS"));
        let modes = [
            NetworkMode::Bridge,
            NetworkMode::Host,
            NetworkMode::Awsvpc,
            NetworkMode::None,
            NetworkMode::Default,
        ]
        .map(|mode| (mode.as_str(), mode));
        let given_mode = fields.choice("networkMode", &modes);
        let cpu_text = fields.text("cpu");
        let memory_text = fields.text("memory");
        let cpu = cpu_text.as_deref().and_then(read_cpu);
        let memory = memory_text.as_deref().and_then(read_memory);
        let requires_compatibilities = fields
            .list("requiresCompatibilities")
            .iter()
            .filter_map(|(_, word)| LaunchType::parse(word.as_str()?))
            .collect();
        let (volumes, host_volume) = read_volumes(&fields);
        Self {
            family: fields.text("family").unwrap_or_default(),
            network_mode: given_mode.unwrap_or(if windows {
                NetworkMode::Default
            } else {
                NetworkMode::Bridge
            }),
            network_mode_given: given_mode.is_some(),
            cpu,
            cpu_unreadable: cpu_text.filter(|_| cpu.is_none()),
            memory,
            memory_unreadable: memory_text.filter(|_| memory.is_none()),
            requires_compatibilities,
            placement_constraints: read_constraints(&fields, "placementConstraints"),
            windows,
            cpu_architecture: platform.and_then(|platform| {
                let words = [CpuArchitecture::X86_64, CpuArchitecture::Arm64]
                    .map(|architecture| (architecture.as_str(), architecture));
                platform.choice("cpuArchitecture", &words)
            }),
            containers: fields
                .objects("containerDefinitions")
                .iter()
                .map(ContainerDefinition::read)
                .collect(),
            volumes,
            host_volume,
            has_task_role: fields.raw("taskRoleArn").is_some(),
            has_execution_role: fields.raw("executionRoleArn").is_some(),
            pid_mode: fields.text("pidMode"),
            ipc_mode: fields.text("ipcMode"),
            ephemeral_storage_gib: fields
                .object("ephemeralStorage")
                .and_then(|storage| storage.count("sizeInGiB")),
            tags: u32::try_from(fields.list("tags").len()).unwrap_or(u32::MAX),
            input: Rc::new(input.clone()),
        }
    }
}

fn read_volumes(fields: &Fields<'_>) -> (Vec<Rc<str>>, Option<FieldPath>) {
    let mut names = Vec::new();
    let mut host_volume = None;
    for volume in fields.objects("volumes") {
        names.push(volume.text("name").unwrap_or_default());
        if let Some(host) = volume.object("host")
            && host.text("sourcePath").is_some()
        {
            host_volume.get_or_insert_with(|| volume.path().key("host").key("sourcePath"));
        }
        if volume.raw("dockerVolumeConfiguration").is_some() {
            host_volume.get_or_insert_with(|| volume.path().key("dockerVolumeConfiguration"));
        }
    }
    (names, host_volume)
}
