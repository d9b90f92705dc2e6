//! The world: arenas with u32 indices, cheap to copy. Everything on the screen and in the report
//! is read from here.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use crate::base::{Seed, SimTime};
use crate::model::catalog::instance_type::InstanceType;
use crate::model::catalog::quota::Profile;
use crate::model::launch_type::LaunchType;
use crate::model::placement_types::{PlacementConstraint, PlacementStrategy};
use crate::model::task_definition::TaskDefinition;
use crate::placement::decision::Removal;
use crate::placement::filter::ZoneMask;
use crate::placement::fleet::{Attributes, Line};
use crate::placement::{Constraint, Fleet, GroupCounts, Need, Slot, Step};

use super::service_event::ServiceMessage;

/// A point in the order of things: simulated time, then a sequence number (design, section 8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// Simulated time.
    pub time: SimTime,
    /// Grows with everything that happens; unique.
    pub sequence: u64,
}

/// What is fixed for a whole scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The scenario's seed.
    pub seed: Seed,
    /// `ap-northeast-1`
    pub region: Rc<str>,
    /// The Region's zones, in catalogue order; a `zone: u8` indexes this.
    pub zones: Rc<[Rc<str>]>,
    /// The wall clock at time 0, in milliseconds since 1970 (UTC).
    pub start_epoch_ms: i64,
    /// Which quota table holds.
    pub profile: Profile,
    /// Overrides of adjustable quotas: (code, value).
    pub overrides: Rc<[(Rc<str>, u64)]>,
}

/// The whole world at one moment.
#[derive(Clone, Debug)]
pub struct World {
    /// What never changes.
    pub settings: Rc<Settings>,
    /// Now.
    pub now: Moment,
    /// Clusters in creation order, INACTIVE ones included.
    pub clusters: Vec<Cluster>,
    /// Registered task definitions, all families, in registration order.
    pub definitions: Vec<Rc<RegisteredDefinition>>,
    /// How many entries the journal holds at this moment.
    pub journal_len: u32,
    /// How many calls were played.
    pub calls_played: u32,
    /// How many samples the journal holds at this moment.
    pub samples_len: u32,
    /// Events played so far: what the fuel pays for.
    pub events_played: u64,
    /// Account settings that were put, by name (ecs:PutAccountSetting); others have their default.
    pub account_settings: BTreeMap<Rc<str>, Rc<str>>,
    /// The sums that the charts draw, kept up to date.
    pub totals: Totals,
    /// The sums as they were last written into the journal.
    pub sampled: Totals,
}

/// Sums over all clusters, kept up to date by whoever changes a part of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Sum of the services' `desiredCount`.
    pub desired: u32,
    /// Tasks that are PROVISIONING, PENDING or ACTIVATING and not told to stop.
    pub pending: u32,
    /// Tasks with lastStatus RUNNING.
    pub running: u32,
    /// CPU units reserved on instances.
    pub cpu_reserved: u64,
    /// CPU units of registered instances.
    pub cpu_registered: u64,
    /// MiB reserved on instances.
    pub memory_reserved: u64,
    /// MiB of registered instances.
    pub memory_registered: u64,
}

/// A registered revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredDefinition {
    /// What was registered.
    pub definition: TaskDefinition,
    /// From 1 (TD-12).
    pub revision: u32,
    /// ACTIVE, or INACTIVE after DeregisterTaskDefinition (TD-9).
    pub active: bool,
    /// When.
    pub registered_at: SimTime,
    /// What a task of it needs of an instance.
    pub need: Need,
    /// Its own `memberOf` constraints, ready to be evaluated.
    pub constraints: Rc<[Constraint]>,
}

/// Index into [`World::definitions`].
pub type DefinitionIndex = u32;
/// Index into [`World::clusters`].
pub type ClusterIndex = u32;
/// Index into [`Cluster::tasks`]; `#n` is index + 1.
pub type TaskIndex = u32;
/// Index into [`Cluster::services`].
pub type ServiceIndex = u32;
/// Index into [`Cluster::groups`].
pub type GroupIndex = u32;

/// What machines are counted by: (type, zone).
pub type LaunchKey = (&'static str, u8);

/// A cluster.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// Its name.
    pub name: Rc<str>,
    /// ACTIVE, or INACTIVE after DeleteCluster.
    pub active: bool,
    /// Instances in registration order; `#n` is slot + 1.
    pub instances: Vec<ContainerInstance>,
    /// Machines that were launched and whose agent has not registered yet.
    pub launching: Vec<Launching>,
    /// What placement sees of the instances; same slots.
    pub fleet: Fleet,
    /// Tasks in creation order, STOPPED ones included.
    pub tasks: Vec<Task>,
    /// Services in creation order, INACTIVE ones included.
    pub services: Vec<Service>,
    /// Task groups (PL-58).
    pub groups: Vec<Group>,
    /// How many machines were ever launched, by (type, zone): the ordinal in their ids.
    pub launched: Vec<(LaunchKey, u32)>,
    /// Services with tasks that could not be placed: they try again when capacity changes.
    pub waiting: BTreeSet<ServiceIndex>,
    /// Services whose AZ rebalancing found no room in a zone: they look again when there is some.
    pub unbalanced: BTreeSet<ServiceIndex>,
}

/// A task group: `service:web`, `family:job`.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name.
    pub name: Rc<str>,
    /// Where its tasks are (desiredStatus RUNNING).
    pub counts: GroupCounts,
    /// Tasks ever created in it: the ordinal in their ids.
    pub created: u32,
}

/// A machine on its way to registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launching {
    /// Its number among all that were ever launched in the cluster.
    pub number: u32,
    /// Its type.
    pub instance_type: &'static InstanceType,
    /// Its zone.
    pub zone: u8,
    /// When it was asked for.
    pub launched_at: SimTime,
    /// When its agent registers.
    pub registers_at: SimTime,
    /// `i-` and these 17 hexadecimal digits.
    pub ec2_id: u128,
    /// Custom attributes.
    pub attributes: Attributes,
    /// EC2 or EXTERNAL.
    pub launch_type: LaunchType,
    /// Launched while `awsvpcTrunking` was enabled, and the type has trunking (NM-2).
    pub trunk: bool,
}

/// `status` of a container instance (LC-60 to LC-65).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InstanceStatus {
    /// Its trunk network interface is being attached (LC-60).
    Registering,
    /// May take tasks.
    Active,
    /// No new tasks; service tasks move away.
    Draining,
    /// Gone.
    Inactive,
}

impl InstanceStatus {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Registering => "REGISTERING",
            Self::Active => "ACTIVE",
            Self::Draining => "DRAINING",
            Self::Inactive => "INACTIVE",
        }
    }
}

/// The machine under a container instance. ECS does not see it; the agent's silence it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Machine {
    /// Up.
    Running,
    /// Stopped or dead since then; its tasks are lost (LC-74).
    Stopped(SimTime),
    /// Terminated.
    Terminated(SimTime),
}

/// A registered container instance.
#[derive(Clone, Debug)]
pub struct ContainerInstance {
    /// 128 bits; the ARN ends in their 32 hexadecimal digits.
    pub id: u128,
    /// `i-` and 17 hexadecimal digits.
    pub ec2_id: u128,
    /// Its type.
    pub instance_type: &'static InstanceType,
    /// What it registered, nothing reserved.
    pub registered: Line,
    /// EC2 or EXTERNAL.
    pub launch_type: LaunchType,
    /// Its zone.
    pub zone: u8,
    /// Its status.
    pub status: InstanceStatus,
    /// The machine under it.
    pub machine: Machine,
    /// When the machine was launched.
    pub launched_at: SimTime,
    /// When the agent registered.
    pub registered_at: SimTime,
    /// Grows when it changes.
    pub version: u32,
    /// `runningTasksCount`: tasks with desiredStatus RUNNING (LC-24).
    pub running_tasks: u32,
    /// `pendingTasksCount`
    pub pending_tasks: u32,
    /// Images on the machine, each with the moment its pull ended or will end (LC-28o).
    pub images: Rc<Vec<(Rc<str>, SimTime)>>,
    /// Host ports that it picked for running tasks (PL-38).
    pub dynamic_ports: BTreeSet<u16>,
    /// Tasks that sit on it and are not STOPPED, in placement order.
    pub tasks: Vec<TaskIndex>,
}

/// `lastStatus` of a task (LC-1 to LC-8), in the order of a life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskStatus {
    /// LC-1
    Provisioning,
    /// LC-2
    Pending,
    /// LC-3
    Activating,
    /// LC-4
    Running,
    /// LC-5
    Deactivating,
    /// LC-6
    Stopping,
    /// LC-7
    Deprovisioning,
    /// LC-8
    Stopped,
}

impl TaskStatus {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Provisioning => "PROVISIONING",
            Self::Pending => "PENDING",
            Self::Activating => "ACTIVATING",
            Self::Running => "RUNNING",
            Self::Deactivating => "DEACTIVATING",
            Self::Stopping => "STOPPING",
            Self::Deprovisioning => "DEPROVISIONING",
            Self::Stopped => "STOPPED",
        }
    }
}

/// `stopCode` (LC-30 to LC-37).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StopCode {
    /// LC-30
    TaskFailedToStart,
    /// LC-31
    EssentialContainerExited,
    /// LC-32
    UserInitiated,
    /// LC-33
    ServiceSchedulerInitiated,
}

impl StopCode {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TaskFailedToStart => "TaskFailedToStart",
            Self::EssentialContainerExited => "EssentialContainerExited",
            Self::UserInitiated => "UserInitiated",
            Self::ServiceSchedulerInitiated => "ServiceSchedulerInitiated",
        }
    }
}

/// Why a task was stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Absent where the enum has none (LC-37).
    pub code: Option<StopCode>,
    /// `stoppedReason`
    pub reason: Rc<str>,
}

/// The moments of a task's life (LC-26).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskTimes {
    /// When it was created (placed).
    pub created: SimTime,
    /// `connectivityAt`
    pub connectivity: Option<SimTime>,
    /// `pullStartedAt`
    pub pull_started: Option<SimTime>,
    /// `pullStoppedAt`
    pub pull_stopped: Option<SimTime>,
    /// `startedAt`
    pub started: Option<SimTime>,
    /// `stoppingAt`
    pub stopping: Option<SimTime>,
    /// `executionStoppedAt`
    pub execution_stopped: Option<SimTime>,
    /// `stoppedAt`
    pub stopped: Option<SimTime>,
}

/// A task.
#[derive(Clone, Debug)]
pub struct Task {
    /// 128 bits; the ARN ends in their 32 hexadecimal digits.
    pub id: u128,
    /// Its definition.
    pub definition: DefinitionIndex,
    /// Its service, if it belongs to one.
    pub service: Option<ServiceIndex>,
    /// Its group (PL-58).
    pub group: GroupIndex,
    /// `startedBy`
    pub started_by: Option<Rc<str>>,
    /// EC2, FARGATE or EXTERNAL.
    pub launch_type: LaunchType,
    /// The instance it is on; `None` on Fargate.
    pub instance: Option<Slot>,
    /// Its zone.
    pub zone: u8,
    /// `lastStatus`
    pub status: TaskStatus,
    /// `desiredStatus` is STOPPED. Never goes back (LC-22).
    pub told_to_stop: bool,
    /// Why it stops or stopped.
    pub stop: Option<Rc<Stop>>,
    /// The moment its placement was decided: `explain` folds to just before it.
    pub placed: Moment,
    /// The moments of its life.
    pub times: TaskTimes,
    /// Grows on each change of state.
    pub version: u32,
    /// Exit code of its containers, once they ended (LC-38).
    pub exit_code: Option<u8>,
    /// Whether it has a public IPv4 address (`assignPublicIp` ENABLED on Fargate).
    pub public_ip: bool,
    /// GPUs that it holds: those of its definition, or all that were free (PL-31).
    pub gpus: u16,
    /// Host ports that the instance picked when it started, in the order of the mappings (PL-38).
    pub dynamic_ports: Rc<[u16]>,
    /// Placed where a stopping task still holds the room: the agent lets it wait (PL-29).
    pub held: bool,
}

/// `status` of a service (SV-8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServiceStatus {
    /// At work.
    Active,
    /// Deleted, tasks still stopping.
    Draining,
    /// Gone.
    Inactive,
}

impl ServiceStatus {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Draining => "DRAINING",
            Self::Inactive => "INACTIVE",
        }
    }
}

/// One service event, newest 100 kept (SV-100).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceEvent {
    /// When.
    pub at: Moment,
    /// What; its text is the API's.
    pub message: ServiceMessage,
}

/// Why a service's tasks wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Since when.
    pub since: SimTime,
    /// The last attempt.
    pub last_attempt: Moment,
    /// The nearest miss; `None` = there is no instance (PL-47), or Fargate's quota is used up.
    pub nearest: Option<Removal>,
    /// What the service event said.
    pub message: ServiceMessage,
}

/// AZ rebalancing of a service (PL-90 to PL-97).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebalancing {
    /// `availabilityZoneRebalancing` is ENABLED.
    pub enabled: bool,
    /// When the service last reached a steady state: checks come at whole minutes after it.
    pub steady_since: SimTime,
    /// The check that is in the queue, so that there is at most one.
    pub check_at: Option<SimTime>,
    /// An event told that the service is not balanced, and none told yet how that ended.
    pub told: bool,
    /// Tasks on the move.
    pub round: Option<RebalancingRound>,
}

/// What a DAEMON service knows of its instances (SV-3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Daemon {
    /// Instances with room kept for a task that is to come (PL-32).
    pub reserved: BTreeSet<Slot>,
    /// Instances without a task, as last looked.
    pub missing: BTreeSet<Slot>,
    /// The first instance since then that did not take its task.
    pub refused: Option<Removal>,
    /// Nothing changed since that look.
    pub looked: bool,
}

/// One round of moves: tasks start where they are missing, then as many stop elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RebalancingRound {
    /// The `desiredCount` that it is meant for.
    pub desired: u32,
    /// Zones of the tasks that are still to be started, the last one first.
    pub to_start: Vec<u8>,
    /// Tasks that the round started.
    pub started: Vec<TaskIndex>,
}

/// A service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its name.
    pub name: Rc<str>,
    /// Its status.
    pub status: ServiceStatus,
    /// `desiredCount`
    pub desired: u32,
    /// The revision it runs (SV-140).
    pub definition: DefinitionIndex,
    /// EC2, FARGATE or EXTERNAL.
    pub launch_type: LaunchType,
    /// As given.
    pub strategies: Rc<[PlacementStrategy]>,
    /// As given.
    pub constraints: Rc<[PlacementConstraint]>,
    /// Ready to be evaluated: the definition's first, then the service's.
    pub compiled_constraints: Rc<[Constraint]>,
    /// The strategies as steps, the default put in (PL-52).
    pub steps: Rc<[Step]>,
    /// The subnets' zones.
    pub zones: ZoneMask,
    /// The CreateService input, for DescribeServices.
    pub input: Rc<serde_json::Value>,
    /// Its group, `service:NAME`.
    pub group: GroupIndex,
    /// The 19 digits after `ecs-svc/`.
    pub deployment_id: u64,
    /// When it was created.
    pub created_at: SimTime,
    /// When its deployment last changed.
    pub updated_at: SimTime,
    /// Whether the deployment reached a steady state once (SV-39).
    pub completed: bool,
    /// Tasks whose desiredStatus is RUNNING.
    pub active: u32,
    /// lastStatus RUNNING and desiredStatus RUNNING (LC-24).
    pub running: u32,
    /// PROVISIONING, PENDING and ACTIVATING (LC-24).
    pub pending: u32,
    /// Tasks that are not STOPPED, by index, in creation order.
    pub tasks: Vec<TaskIndex>,
    /// Newest last.
    pub events: Rc<VecDeque<ServiceEvent>>,
    /// Set while tasks that it owes cannot be placed.
    pub waiting: Option<Waiting>,
    /// Whether it is in a steady state (SV-10).
    pub steady: bool,
    /// Tasks started and not yet told of in an event.
    pub untold_started: Vec<TaskIndex>,
    /// The earliest moment of its next launch (CP-61).
    pub next_launch: SimTime,
    /// The pass that is in the queue, so that there is at most one.
    pub pass_at: Option<SimTime>,
    /// `assignPublicIp` ENABLED.
    pub public_ip: bool,
    /// How many load balancer target groups it registers its tasks in.
    pub target_groups: u32,
    /// Whether it registers its tasks in service discovery.
    pub discovery: bool,
    /// When the youngest of its RUNNING tasks counts as healthy (SV-33).
    pub healthy_at: SimTime,
    /// `maximumPercent` (SV-31).
    pub maximum_percent: u32,
    /// Whether it uses a Classic Load Balancer (PL-92).
    pub classic_load_balancer: bool,
    /// AZ rebalancing.
    pub rebalancing: Rebalancing,
    /// `schedulingStrategy` DAEMON; `None` = REPLICA.
    pub daemon: Option<Daemon>,
}

impl Service {
    /// Tasks it owes: desired and not there.
    pub const fn owed(&self) -> u32 {
        match self.status {
            ServiceStatus::Active => self.desired.saturating_sub(self.active),
            ServiceStatus::Draining | ServiceStatus::Inactive => 0,
        }
    }
}

impl World {
    /// The definition of a task or service.
    pub fn definition(&self, index: DefinitionIndex) -> &RegisteredDefinition {
        &self.definitions[index as usize]
    }

    /// Finds an ACTIVE cluster.
    pub fn cluster_named(&self, name: &str) -> Option<ClusterIndex> {
        let at = self.clusters.iter().position(|c| c.active && &*c.name == name)?;
        u32::try_from(at).ok()
    }

    /// A zone's name.
    pub fn zone_name(&self, zone: u8) -> Rc<str> {
        self.settings.zones.get(usize::from(zone)).cloned().unwrap_or_else(|| "".into())
    }

    /// The quota's value in force; `None` = the row is off in this profile.
    pub fn quota(&self, code: &str) -> Option<u64> {
        let quota = crate::model::catalog::quota::Quota::coded(code)?;
        let default = quota.value(self.settings.profile)?;
        let changed = self.settings.overrides.iter().find(|(c, _)| &**c == code);
        Some(changed.map_or(default, |(_, value)| *value))
    }

    /// An account setting's value in force; `disabled` where none was put.
    pub fn setting(&self, name: &str) -> &str {
        self.account_settings.get(name).map_or("disabled", |value| value)
    }

    /// Now, in milliseconds since 1970.
    pub fn epoch_ms(&self, time: SimTime) -> i64 {
        self.settings.start_epoch_ms.saturating_add(i64::try_from(time.0).unwrap_or(i64::MAX))
    }
}
