//! What may be wrong with a task definition, and what the API says of it.

use std::rc::Rc;

use super::rule::{self, FieldRule};
use crate::query::{LintKind, QueryErrorKind};

/// The API's answer to a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiText {
    /// `ClientException`, `InvalidParameterException`
    pub exception: &'static str,
    /// The message.
    pub text: String,
    /// Seen in real answers (V in the reference); else modelled (M): never to be shown as AWS's.
    pub seen: bool,
}

/// A problem with its arguments. Texts in both languages: `texts/check.rs`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "each variant names its rule; the fields are its message's arguments"
)]
pub enum Problem {
    /// TD-4
    TooLarge { bytes: u64, limit: u64 },
    /// TD-11
    FamilyMissing,
    /// TD-11
    FamilyCharacters { family: Rc<str> },
    /// TD-11
    FamilyTooLong,
    /// TD-5
    NoContainers,
    /// TD-5
    TooManyContainers { count: u64, limit: u64 },
    /// TD-53
    NameMissing,
    /// TD-54
    NameCharacters { name: Rc<str> },
    /// TD-53
    ImageMissing,
    /// TD-54
    ImageTooLong,
    /// A placeholder in the image: kept as text.
    ImagePlaceholder { image: Rc<str> },
    /// TD-56
    NoMemory { container: Rc<str> },
    /// TD-46
    MemoryTooSmall { container: Rc<str>, mib: u32 },
    /// TD-57
    ReservationAboveMemory { container: Rc<str>, memory: u32, reservation: u32 },
    /// TD-58
    MemoryAboveTask { container: Rc<str>, memory: u32, task: u32 },
    /// TD-78
    ContainerPort { container: Rc<str> },
    /// TD-79
    PortAndRange { container: Rc<str> },
    /// TD-77
    PortsDiffer { mode: &'static str, container_port: u16, host_port: u16 },
    /// TD-83
    PortsUnderNone,
    /// TD-82
    PortTwice { port: u16 },
    /// TD-80
    PortNameTwice { name: Rc<str> },
    /// TD-91
    HealthCommand { first: Rc<str> },
    /// TD-109
    HealthRange { field: &'static str, least: i64, greatest: i64 },
    /// TD-129
    LogDriver { driver: Rc<str> },
    /// TD-130
    LogOptions { missing: Rc<str> },
    /// TD-130
    LogStreamPrefix,
    /// TD-132
    NoLogRouter,
    /// TD-55
    NamesRepeat { name: Rc<str> },
    /// TD-61
    NoEssential,
    /// TD-110
    DependencyUnknown { name: Rc<str> },
    /// TD-110
    DependencyNoHealthCheck { name: Rc<str> },
    /// TD-110
    DependencyEssential { name: Rc<str> },
    /// TD-111
    DependencyCycle { names: Rc<str> },
    /// TD-121
    VolumeUnknown { name: Rc<str> },
    /// TD-122
    VolumesFromUnknown { name: Rc<str> },
    /// TD-126
    VolumesRepeat { name: Rc<str> },
    /// TD-84
    UnderAwsvpc { field: &'static str },
    /// TD-33
    CpuUnreadable { text: Rc<str> },
    /// TD-33
    CpuRange { cpu: u32 },
    /// TD-33
    MemoryUnreadable { text: Rc<str> },
    /// TD-59
    CpuSum { sum: u64, task: u32 },
    /// TD-60
    MemorySum { sum: u64, task: u32 },
    /// TD-36
    FargateNetwork { mode: &'static str },
    /// TD-34
    FargateCpuMissing,
    /// TD-34
    FargateMemoryMissing,
    /// TD-35
    FargateSize { cpu: u32, memory: u32, legal: Rc<[u32]> },
    /// TD-37
    FargateConstraints,
    /// TD-38
    FargatePidMode,
    /// TD-39
    FargateIpcMode,
    /// TD-62
    FargateGpu,
    /// TD-114
    FargatePrivileged,
    /// TD-123
    FargateVolume { field: &'static str },
    /// TD-131
    FargateLogsRole,
    /// TD-107
    SecretsRole,
    /// TD-40
    EphemeralWithoutFargate,
    /// TD-40
    EphemeralRange { gib: u32 },
    /// TD-42
    ConstraintType,
    /// CQL-50 to CQL-70: the expression cannot be read; the column from 1.
    Expression { column: u32, kind: QueryErrorKind },
    /// CQL-4, CQL-21, CQL-27, CQL-66, CQL-69: legal, and perhaps not meant.
    ExpressionLint(LintKind),
    /// One of the fields that placement does not look into; what it is about.
    Field { kind: FieldRule, about: Rc<str> },
    /// TD-15, QT-18
    TooManyTags { count: u64, limit: u64 },
}

fn seen(text: impl Into<String>) -> ApiText {
    ApiText { exception: "ClientException", text: text.into(), seen: true }
}

fn modelled(text: impl Into<String>) -> ApiText {
    ApiText { seen: false, ..seen(text) }
}

impl Problem {
    /// The exception and message with which the API refuses it.
    pub fn api(&self) -> ApiText {
        match self {
            Self::TooLarge { bytes, limit } => modelled(format!(
                "Actual length: '{bytes}'. Max allowed length is '{limit}' bytes."
            )),
            Self::FamilyMissing => modelled("Family should not be null or empty."),
            Self::FamilyCharacters { .. } => seen("Family contains invalid characters."),
            Self::FamilyTooLong => modelled("Family should be 255 characters or less"),
            Self::NoContainers => seen("Container list cannot be empty"),
            Self::TooManyContainers { .. } => seen("Too many containers."),
            Self::NameMissing => seen("Container.name should not be null or empty."),
            Self::NameCharacters { .. } => seen("Container.name contains invalid characters."),
            Self::ImageMissing => seen("Container.image should not be null or empty."),
            Self::ImageTooLong => seen("Container.image should be 255 characters or less"),
            Self::ImagePlaceholder { .. } => {
                modelled("Container.image contains invalid characters.")
            }
            Self::NoMemory { container } => seen(format!(
                "Invalid setting for container '{container}'. At least one of 'memory' or 'memoryReservation' must be specified."
            )),
            Self::MemoryTooSmall { container, .. } => modelled(format!(
                "Invalid setting for container '{container}'. 'memory' must be at least 6."
            )),
            // The second sentence was seen, the first was not.
            Self::ReservationAboveMemory { container, .. } => modelled(format!(
                "Invalid setting for container '{container}'. 'memory' must be greater than or equal to 'memoryReservation'."
            )),
            Self::MemoryAboveTask { container, .. } => seen(format!(
                "The 'memory' setting for container '{container}' is greater than for the task."
            )),
            Self::ContainerPort { container } => {
                seen(format!("Invalid 'containerPort' setting for container '{container}'."))
            }
            Self::PortAndRange { .. } => seen("cannot specify both single port and port range"),
            Self::PortsDiffer { mode, .. } => seen(format!(
                "When networkMode={mode}, the host ports and container ports in port mappings must match."
            )),
            Self::PortsUnderNone => {
                modelled("Port mappings are not supported when networkMode=none.")
            }
            Self::PortTwice { .. } => modelled("container port is used multiple times in task"),
            Self::PortNameTwice { .. } => seen("port mapping name is already used"),
            Self::HealthCommand { .. } => {
                modelled("Health check command must start with CMD or CMD-SHELL")
            }
            Self::HealthRange { field, least, greatest } => {
                modelled(format!("Health check {field} must be between {least} and {greatest}"))
            }
            Self::LogDriver { driver } => seen(format!(
                "{driver} is not a valid log driver. Must be one of [awslogs, splunk, awsfirelens]"
            )),
            Self::LogOptions { missing } => {
                seen(format!("Log driver awslogs requires options: {missing}"))
            }
            Self::LogStreamPrefix => {
                seen("Fargate requires log configuration options to include awslogs-stream-prefix")
            }
            Self::NoLogRouter => seen(
                "When awsfirelens log driver is specified in log configuration, a firelens configuration object must be specified",
            ),
            Self::NamesRepeat { .. } => {
                seen("Container names must be unique within a task definition")
            }
            Self::NoEssential => seen("Task definition doesn't have any essential container"),
            Self::DependencyUnknown { name } => {
                seen(format!("Cannot depend on container {name} because it does not exist"))
            }
            Self::DependencyNoHealthCheck { .. } => seen(
                "A dependency container with HEALTHY condition must have health check configured",
            ),
            Self::DependencyEssential { .. } => seen(
                "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container",
            ),
            Self::DependencyCycle { .. } => modelled("Container dependencies contain a cycle"),
            Self::VolumeUnknown { name } => seen(format!("Unknown volume '{name}'")),
            Self::VolumesFromUnknown { name } => {
                seen(format!("Invalid 'volumesFrom' setting. Unknown container: '{name}'"))
            }
            Self::VolumesRepeat { .. } => {
                modelled("Volume names must be unique within a task definition")
            }
            Self::UnderAwsvpc { field } => {
                let subject = match *field {
                    "links" => "Links are",
                    "extraHosts" => "Extra hosts are",
                    "hostname" => "hostname is",
                    "dnsServers" => "DNS servers are",
                    _ => "Disable Networking is",
                };
                let on = if *field == "links" { "" } else { " on container" };
                seen(format!("{subject} not supported{on} when networkMode=awsvpc"))
            }
            Self::CpuUnreadable { .. } | Self::CpuRange { .. } => {
                seen("Invalid 'cpu' setting for task.")
            }
            Self::MemoryUnreadable { .. } => modelled("Invalid 'memory' setting for task."),
            Self::CpuSum { .. } => seen(
                "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
            ),
            Self::MemorySum { .. } => modelled(
                "The sum of all container 'memoryReservation' values cannot be greater than the value of the task 'memory'.",
            ),
            Self::FargateNetwork { .. } => seen("Fargate only supports network mode 'awsvpc'."),
            Self::FargateCpuMissing => {
                seen("Fargate requires that 'cpu' be defined at the task level.")
            }
            Self::FargateMemoryMissing => {
                seen("Fargate requires that 'memory' be defined at the task level.")
            }
            Self::FargateSize { cpu, memory, .. } => seen(format!(
                "No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. See the Amazon ECS documentation for the valid values."
            )),
            Self::FargateConstraints => {
                seen("Fargate compatible task definitions do not support constraints")
            }
            Self::FargatePidMode => seen(
                "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.",
            ),
            Self::FargateIpcMode => {
                seen("Fargate compatible task definitions do not support ipcMode")
            }
            Self::FargateGpu => {
                seen("Tasks using the Fargate launch type do not support GPU resource requirements")
            }
            Self::FargatePrivileged => {
                seen("Fargate requires that the 'privileged' setting be 'false'")
            }
            Self::FargateVolume { field } => {
                seen(format!("Fargate compatible task definitions do not support {field}"))
            }
            Self::FargateLogsRole => seen(
                "Fargate requires task definition to have execution role ARN to support log driver awslogs.",
            ),
            Self::SecretsRole => seen(
                "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
            ),
            Self::EphemeralWithoutFargate => {
                seen("Tasks using the EC2 launch type do not support EphemeralStorage")
            }
            Self::EphemeralRange { gib } if *gib < 21 => {
                seen("EphemeralStorage size should be at least 21")
            }
            Self::EphemeralRange { .. } => seen("EphemeralStorage size should be at most 200"),
            Self::Expression { column, .. } => {
                modelled(format!("Invalid placement constraint expression at column {column}."))
            }
            Self::Field { kind, about } => rule::api(*kind, about),
            // Nothing is refused.
            Self::ExpressionLint(_) => modelled(""),
            // PL-73
            Self::ConstraintType => modelled("Placement constraint type must be memberOf."),
            Self::TooManyTags { limit, .. } => ApiText {
                exception: "InvalidParameterException",
                ..modelled(format!("Tags can have a maximum size of {limit}."))
            },
        }
    }
}
