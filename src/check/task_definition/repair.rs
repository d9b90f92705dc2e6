//! What one click can do about a problem: the smallest change that makes it go away, where there
//! is one that needs no guess about what was meant.

use std::rc::Rc;

use serde_json::{Value, json};

use super::{FieldRule, Problem};
use crate::base::path::Segment;
use crate::base::{CpuUnits, Diagnostic, FieldPath, Mebibytes};
use crate::document::{Edit, Fix};
use crate::model::catalog::fargate::{cpu_values, is_size, memory_values};
use crate::model::launch_type::LaunchType;
use crate::model::reader::nearest;
use crate::model::task_definition::{NetworkMode, TaskDefinition};

/// A role in the playground's account.
const EXECUTION_ROLE: &str = "arn:aws:iam::123456789012:role/ecsTaskExecutionRole";
const TASK_ROLE: &str = "arn:aws:iam::123456789012:role/taskRole";
/// Where AWS publishes its log router.
const LOG_ROUTER: &str = "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable";

/// The value at a path of the input.
fn at<'a>(definition: &'a TaskDefinition, path: &FieldPath) -> Option<&'a Value> {
    path.0.iter().try_fold(&*definition.input, |value, segment| match segment {
        Segment::Key(key) => value.get(&**key),
        Segment::Index(index) => value.get(*index as usize),
    })
}

fn parent(path: &FieldPath) -> FieldPath {
    let mut path = path.clone();
    path.0.pop();
    path
}

fn container(index: usize) -> FieldPath {
    let index = u32::try_from(index).unwrap_or(u32::MAX);
    FieldPath::root().key("containerDefinitions").index(index)
}

/// A name of letters, digits, `_` and `-`, at most 255.
fn legal(name: &str) -> String {
    let one = |c: char| if c.is_ascii_alphanumeric() || c == '_' || c == '-' { c } else { '-' };
    let name: String = name.chars().map(one).collect();
    let name = name.trim_matches('-');
    let name: String = name.chars().take(255).collect();
    if name.is_empty() { "app".to_owned() } else { name }
}

/// A name that is not taken yet.
fn free<'a>(name: &str, taken: impl Iterator<Item = &'a Rc<str>> + Clone) -> Option<String> {
    let taken = |new: &String| taken.clone().any(|other| **other == **new);
    (2..100).map(|n| format!("{name}-{n}")).find(|new| !taken(new))
}

fn clamped(
    definition: &TaskDefinition,
    path: &FieldPath,
    least: i64,
    greatest: i64,
) -> Option<Fix> {
    let number = at(definition, path)?.as_i64()?;
    Some(Fix::set(path.clone(), number.clamp(least, greatest)))
}

/// A list without some of its elements, or the word in it that was probably meant.
fn meant<'a>(
    path: FieldPath,
    word: &str,
    known: impl Iterator<Item = &'a Rc<str>> + Clone,
    otherwise: impl FnOnce() -> Option<Fix>,
) -> Option<Fix> {
    match nearest(word, known.map(|name| &**name)) {
        Some(near) => Some(Fix::set(path, near)),
        None => otherwise(),
    }
}

/// The task's size with at least so much: on Fargate the next one that exists (TD-35).
fn sized(definition: &TaskDefinition, cpu: u64, memory: u64) -> Option<Fix> {
    let root = FieldPath::root();
    let (mut cpu, mut memory) = (u32::try_from(cpu).ok()?, u32::try_from(memory).ok()?);
    if definition.requires_compatibilities.contains(&LaunchType::Fargate) {
        let mut sizes = cpu_values().flat_map(|units| {
            memory_values(CpuUnits(units)).unwrap_or_default().iter().map(move |m| (units, *m))
        });
        (cpu, memory) = sizes.find(|(c, m)| *c >= cpu && *m >= memory)?;
        debug_assert!(is_size(CpuUnits(cpu), Mebibytes(memory)));
    }
    let mut fix = Fix::default();
    if definition.cpu.map_or(0, |given| given.0) != cpu {
        fix = fix.and_set(root.key("cpu"), cpu.to_string());
    }
    if definition.memory.map_or(0, |given| given.0) != memory {
        fix = fix.and_set(root.key("memory"), memory.to_string());
    }
    Some(fix).filter(|fix| !fix.edits.is_empty())
}

/// networkMode awsvpc, and the host ports that it does not allow.
fn awsvpc(definition: &TaskDefinition) -> Fix {
    let mut fix = Fix::set(FieldPath::root().key("networkMode"), "awsvpc");
    for mapping in definition.containers.iter().flat_map(|c| &c.port_mappings) {
        if mapping.host_port.is_some_and(|port| port != mapping.container_port) {
            fix.edits.push(Edit::Remove { path: mapping.path.key("hostPort") });
        }
    }
    fix
}

/// One edge of a cycle, taken away.
fn cycle(definition: &TaskDefinition, names: &str) -> Option<Fix> {
    let mut names = names.split(" → ");
    let (from, to) = (names.next()?, names.next()?);
    let from = definition.containers.iter().find(|c| &*c.name == from)?;
    let edge = from.depends_on.iter().position(|(name, _)| &**name == to)?;
    Some(Fix::remove(from.path.key("dependsOn").index(u32::try_from(edge).ok()?)))
}

/// The repair of a problem, where there is one; paths are the input's.
pub fn fix(problem: &Diagnostic<Problem>, definition: &TaskDefinition) -> Option<Fix> {
    use Problem as P;
    let (path, root) = (&problem.path, FieldPath::root());
    let names = || definition.containers.iter().map(|c| &c.name);
    let (cpu, memory) = (
        u64::from(definition.cpu.unwrap_or_default().0),
        u64::from(definition.memory.unwrap_or_default().0),
    );
    let set = |value: Value| Some(Fix::set(path.clone(), value));
    let gone = || Some(Fix::remove(path.clone()));
    match &problem.message {
        P::FamilyMissing => {
            let name = names().find(|name| !name.is_empty()).map_or("app", |name| name);
            set(legal(name).into())
        }
        P::FamilyCharacters { family: name } | P::NameCharacters { name } => {
            set(legal(name).into())
        }
        P::FamilyTooLong => set(legal(&definition.family).into()),
        P::NameMissing => {
            let free = (1..=definition.containers.len() + 1).map(|n| format!("container-{n}"));
            set(free.into_iter().find(|new| names().all(|name| **name != **new))?.into())
        }
        P::NoMemory { .. } => Some(Fix::set(path.key("memory"), 512)),
        P::MemoryTooSmall { .. } => set(6.into()),
        P::ReservationAboveMemory { memory, .. } => {
            Some(Fix::set(parent(path).key("memoryReservation"), *memory))
        }
        P::MemoryAboveTask { task, .. } => set((*task).into()),
        P::ContainerPort { .. } => {
            let host = at(definition, &parent(path).key("hostPort")).and_then(Value::as_i64);
            set(host.filter(|port| (1..=65_535).contains(port)).unwrap_or(80).into())
        }
        P::PortAndRange { .. } => {
            let single = at(definition, &path.key("containerPort")).is_some();
            let key = if single { "containerPortRange" } else { "hostPort" };
            Some(Fix::remove(path.key(key)))
        }
        P::PortsDiffer { container_port, .. } => set((*container_port).into()),
        P::PortTwice { .. } if definition.network_mode == NetworkMode::Bridge => {
            Some(Fix::remove(path.key("hostPort")))
        }
        P::PortNameTwice { name } => {
            let mappings = definition.containers.iter().flat_map(|c| &c.port_mappings);
            set(free(name, mappings.filter_map(|mapping| mapping.name.as_ref()))?.into())
        }
        P::HealthCommand { first } if &**first == "NONE" => Some(Fix::remove(parent(path))),
        P::HealthCommand { .. } => {
            let words = at(definition, path)?.as_array()?;
            let first = if words.len() == 1 { "CMD-SHELL" } else { "CMD" };
            let words = std::iter::once(&json!(first)).chain(words).cloned().collect();
            set(Value::Array(words))
        }
        P::HealthRange { least, greatest, .. } => clamped(definition, path, *least, *greatest),
        P::LogOptions { missing } => {
            let mut fix = Fix::default();
            for key in missing.split(", ") {
                let value = if key == "awslogs-group" {
                    format!("/ecs/{}", definition.family)
                } else {
                    "us-east-1".to_owned()
                };
                fix = fix.and_set(path.key(key), value);
            }
            Some(fix)
        }
        P::LogStreamPrefix => Some(Fix::set(path.key("awslogs-stream-prefix"), "ecs")),
        P::NoLogRouter => {
            let router = json!({
                "name": "log_router",
                "image": LOG_ROUTER,
                "essential": true,
                "memoryReservation": 50,
                "firelensConfiguration": { "type": "fluentbit" }
            });
            let absent = names().all(|name| &**name != "log_router");
            absent.then(|| Fix::set(container(definition.containers.len()), router))
        }
        P::NamesRepeat { name } => set(free(name, names())?.into()),
        P::NoEssential => Some(Fix::set(container(0).key("essential"), true)),
        P::DependencyUnknown { name } => meant(path.key("containerName"), name, names(), gone),
        P::DependencyNoHealthCheck { .. } => Some(Fix::set(path.key("condition"), "START")),
        P::DependencyEssential { name } => {
            let others = definition.containers.iter().any(|c| c.essential && c.name != *name);
            let target = definition.containers.iter().position(|c| c.name == *name)?;
            Some(match others {
                true => Fix::set(container(target).key("essential"), false),
                false => Fix::set(path.key("condition"), "START"),
            })
        }
        P::DependencyCycle { names } => cycle(definition, names),
        P::VolumeUnknown { name } => meant(path.clone(), name, definition.volumes.iter(), || {
            let next = u32::try_from(definition.volumes.len()).ok()?;
            Some(Fix::set(root.key("volumes").index(next), json!({ "name": &**name })))
        }),
        P::VolumesFromUnknown { name } => {
            meant(path.clone(), name, names(), || Some(Fix::remove(parent(path))))
        }
        P::VolumesRepeat { name } => set(free(name, definition.volumes.iter())?.into()),
        P::CpuRange { cpu } => set((*cpu).clamp(128, 196_608).to_string().into()),
        P::CpuSum { sum, .. } => sized(definition, *sum, memory),
        P::MemorySum { sum, .. } => sized(definition, cpu, *sum),
        P::FargateNetwork { .. } => Some(awsvpc(definition)),
        P::FargateCpuMissing | P::FargateMemoryMissing | P::FargateSize { .. } => {
            sized(definition, cpu, memory)
        }
        P::FargatePidMode => set("task".into()),
        P::FargateLogsRole | P::SecretsRole => {
            Some(Fix::set(root.key("executionRoleArn"), EXECUTION_ROLE))
        }
        P::EphemeralWithoutFargate => Some(Fix::remove(root.key("ephemeralStorage"))),
        P::EphemeralRange { .. } => clamped(definition, path, 21, 200),
        P::ConstraintType => Some(Fix::remove(parent(path))),
        P::PortsUnderNone
        | P::UnderAwsvpc { .. }
        | P::FargateConstraints
        | P::FargateIpcMode
        | P::FargateGpu
        | P::FargatePrivileged
        | P::FargateVolume { .. } => gone(),
        P::Field { kind, about } => field(*kind, about, path, definition),
        P::TooLarge { .. }
        | P::NoContainers
        | P::TooManyContainers { .. }
        | P::ImageMissing
        | P::ImageTooLong
        | P::ImagePlaceholder { .. }
        | P::PortTwice { .. }
        | P::LogDriver { .. }
        | P::CpuUnreadable { .. }
        | P::MemoryUnreadable { .. }
        | P::Expression { .. }
        | P::ExpressionLint(_)
        | P::TooManyTags { .. } => None,
    }
}

fn field(
    kind: FieldRule,
    about: &str,
    path: &FieldPath,
    definition: &TaskDefinition,
) -> Option<Fix> {
    use FieldRule as F;
    match kind {
        F::ProxyNetwork => Some(awsvpc(definition)),
        F::ProxyContainer => {
            let names = definition.containers.iter().map(|c| &c.name);
            meant(path.clone(), about, names, || None)
        }
        F::ProxyProperty => {
            // The ports of App Mesh's own examples.
            let (name, value) = match about {
                "Ingress port" => ("ProxyIngressPort", "15000"),
                "Egress port" => ("ProxyEgressPort", "15001"),
                "App ports" => ("AppPorts", "80"),
                _ => ("IgnoredUID", "1337"),
            };
            let property = json!({ "name": name, "value": value });
            let next = at(definition, path).and_then(Value::as_array).map_or(0, Vec::len);
            Some(Fix::set(path.index(u32::try_from(next).ok()?), property))
        }
        F::RestartPeriod => clamped(definition, path, 60, 1_800),
        F::FargateTimeout => clamped(definition, path, 2, 120),
        F::Swappiness => clamped(definition, path, 0, 100),
        F::UlimitSoft => {
            let hard = at(definition, &parent(path).key("hardLimit"))?;
            Some(Fix::set(path.clone(), hard.clone()))
        }
        F::PortName => {
            let name = legal(about).to_lowercase();
            let name: String = name.trim_start_matches('-').chars().take(64).collect();
            (!name.is_empty()).then(|| Fix::set(path.clone(), name))
        }
        F::ImageDigest => {
            let image = about.split('@').next()?;
            Some(Fix::set(path.clone(), image))
        }
        F::Protocol => Some(Fix::set(path.clone(), "tcp")),
        F::LeastCpu => Some(Fix::set(path.clone(), 2)),
        F::GpuSharing => clamped(definition, path, 1, 100),
        F::GpuValue => Some(Fix::set(path.clone(), "1")),
        F::LogMode => Some(Fix::set(path.clone(), "non-blocking")),
        F::LogOption => {
            let name = about.split(" → ").nth(1)?.to_owned();
            Some(Fix { edits: vec![Edit::Rename { path: path.clone(), name }] })
        }
        F::SecurityOption | F::SystemControl | F::LinkUnknown | F::OnWindows | F::RoleArn => None,
        F::FargateImageRole => Some(Fix::set(path.clone(), EXECUTION_ROLE)),
        F::FargateWindowsSize => {
            Some(Fix::set(path.clone(), "1024").and_set(parent(path).key("memory"), "2048"))
        }
        F::WindowsArm => Some(Fix::set(path.clone(), "X86_64")),
        F::OnExternal | F::OnManaged if path.0.len() == 1 && about == "networkMode" => {
            let mode = if kind == F::OnExternal { "bridge" } else { "awsvpc" };
            Some(match mode {
                "awsvpc" => awsvpc(definition),
                _ => Fix::set(path.clone(), mode),
            })
        }
        F::VolumeName if !about.is_empty() => Some(Fix::set(path.clone(), legal(about))),
        F::S3FilesRole => Some(Fix::set(path.clone(), TASK_ROLE)),
        F::Autoprovision => Some(Fix::set(parent(path).key("scope"), "shared")),
        F::TagTwice | F::TagReserved => Some(Fix::remove(parent(path))),
        F::OnExternal if about == "sharingStrategy" => {
            Some(Fix::remove(path.clone()).and_set(parent(path).key("value"), "1"))
        }
        F::UlimitTwice | F::AcceleratorRequirement => Some(Fix::remove(path.clone())),
        F::EfsIam | F::EfsPort => {
            let mut path = path.clone();
            path.0.truncate(3);
            Some(Fix::set(path.key("transitEncryption"), "ENABLED"))
        }
        F::VolumeUnmounted => Some(Fix::remove(parent(path))),
        F::MountPath => {
            let volume = at(definition, &parent(path).key("sourceVolume"))?.as_str()?;
            Some(Fix::set(path.clone(), format!("/mnt/{volume}")))
        }
        F::InferenceAccelerators
        | F::EnvironmentTwice
        | F::FargateCapability
        | F::FargateField
        | F::SearchDomains
        | F::LinksMode
        | F::OnExternal
        | F::TwoLogRouters
        | F::TwoAtLaunch
        | F::EfsRoot => Some(Fix::remove(path.clone())),
        F::OnManaged if path.0.first() == Some(&Segment::Key("volumes".into())) => {
            Some(Fix::remove(path.clone()))
        }
        _ => None,
    }
}
