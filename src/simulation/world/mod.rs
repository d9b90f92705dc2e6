//! The world: arenas with u32 indices, cheap to copy. Everything on the screen and in the report
//! is read from here.

mod capacity;
mod container;
mod definition;
pub mod deployment;
pub mod deployment_configuration;
mod instance;
mod service;
pub mod shift;
mod task;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use serde_json::Value;

use crate::base::{Draw, Seed, SimTime};
use crate::model::catalog::quota::Profile;
use crate::placement::{Fleet, GroupCounts};
use crate::simulation::journal::Sample;
use crate::simulation::process::placement::Wish;

pub use crate::base::Arena;
pub use capacity::{
    AutoScalingGroup, Capacity, CapacityProvider, LaunchTemplate, Managed, ManagedScaling,
    ProviderIndex, ProviderKind, StrategyItem,
};
pub use container::{Answers, Behaviour, Behaviours, ContainerRun, Containers, Health, Phase};
pub use definition::{DefinitionStatus, RegisteredDefinition};
pub use deployment::{Deployment, DeploymentIndex, Failure, Revision, Rollout, RollsBack};
pub use deployment_configuration::{Bounds, DeploymentConfiguration};
pub use instance::{
    Carried, ContainerInstance, InstanceStatus, Launching, Machine, NeverRegistered, OUTPOST_ARN,
    Spot, outpost_of,
};
pub use service::{
    Daemon, Rebalancing, RebalancingRound, Service, ServiceEvent, ServiceStatus, Throttle, Waiting,
};
pub use task::{NOWHERE, Stop, StopCode, Task, TaskStatus, TaskTimes};

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
    /// What overrides made of them for some tasks.
    pub variants: Vec<Rc<RegisteredDefinition>>,
    /// Tags of all resources.
    pub tags: super::tags::Tagged,
    /// Client tokens of RunTask.
    pub tokens: super::idempotency::Tokens,
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
    /// What is used of the account's quotas.
    pub counted: super::quotas::Counted,
    /// Alarms that are in ALARM (world:SetAlarm, SV-60).
    pub alarms: BTreeSet<Rc<str>>,
    /// Availability Zones that failed, and when (`world:FailAvailabilityZone`).
    pub failed_zones: BTreeMap<u8, SimTime>,
    /// Capacity providers, Auto Scaling groups, launch templates.
    pub capacity: Capacity,
    /// How containers behave, by family (`world:SetContainerBehaviour`).
    pub behaviours: BTreeMap<Rc<str>, Behaviours>,
    /// The sums that the charts draw, kept up to date.
    pub totals: Totals,
    /// Pulls of Fargate tasks that begin without an event: from then on they cost (PR-8). The next first.
    pub pulls_ahead: VecDeque<PullAhead>,
    /// The sums as they were last written into the journal, and when.
    pub sampled: Sample,
}

impl World {
    /// Grows with whatever is played, also where the journal tells nothing of it: a deployment that
    /// begins to bake, say. Two moments of one future never share it.
    pub fn played(&self) -> u64 {
        self.now.sequence + self.events_played + u64::from(self.calls_played)
    }
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
    /// What an hour costs as things stand, in billionths of a US dollar.
    pub nano_usd_hour: u64,
}

/// The pull of a Fargate task, planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PullAhead {
    /// When it begins.
    pub at: SimTime,
    /// The task's cluster.
    pub cluster: ClusterIndex,
    /// The task.
    pub task: TaskIndex,
    /// What the task costs an hour from then on, in billionths of a US dollar.
    pub nano_usd_hour: u64,
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
    /// What CreateCluster and the updates say of it, as DescribeClusters gives it back:
    /// `settings`, `configuration`, `serviceConnectDefaults`.
    pub told: Rc<Told>,
    /// Instances in registration order; `#n` is slot + 1.
    pub instances: Vec<ContainerInstance>,
    /// Machines that were launched and whose agent has not registered yet, in launch order; the
    /// first ones mostly register first.
    pub launching: VecDeque<Launching>,
    /// Machines that ended without ever having registered: they are billed too (PR-3).
    pub never_registered: Vec<NeverRegistered>,
    /// What placement sees of the instances; same slots.
    pub fleet: Fleet,
    /// Tasks in creation order, STOPPED ones included.
    pub tasks: Arena<Task>,
    /// Services in creation order, INACTIVE ones included.
    pub services: Vec<Service>,
    /// Task groups (PL-58).
    pub groups: Vec<Group>,
    /// How many machines were ever launched, by (type, zone): the ordinal in their ids.
    pub launched: Vec<(LaunchKey, u32)>,
    /// What the last kinds of instances to register carry: instances that are alike share it.
    pub carried: Vec<Carried>,
    /// Capacity providers that it may use (CP-14).
    pub providers: Vec<ProviderIndex>,
    /// `defaultCapacityProviderStrategy` (CP-2).
    pub default_strategy: Rc<[StrategyItem]>,
    /// Tasks that wait in PROVISIONING for capacity, with what each asks (PL-43).
    pub provisioning: BTreeMap<TaskIndex, Wish>,
    /// When they try again, so that it is planned at most once.
    pub provision_at: Option<SimTime>,
    /// Services with tasks that could not be placed: they try again when capacity changes.
    pub waiting: BTreeSet<ServiceIndex>,
    /// Services whose AZ rebalancing found no room in a zone: they look again when there is some.
    pub unbalanced: BTreeSet<ServiceIndex>,
}

/// What a cluster was told and this engine does not play.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// `settings`: containerInsights alone.
    pub container_insights: Rc<str>,
    /// `configuration`, as given.
    pub configuration: Option<Value>,
    /// `serviceConnectDefaults.namespace`
    pub namespace: Option<Rc<str>>,
}

/// A task group: `service:web`, `family:job`.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name.
    pub name: Rc<str>,
    /// Where its tasks are (desiredStatus RUNNING); a service's of every revision (PL-59).
    pub counts: GroupCounts,
    /// Those of them on FARGATE_SPOT, which spread by themselves (PL-70).
    pub spot: GroupCounts,
    /// Tasks ever created in it: the ordinal in their ids.
    pub created: u32,
    /// What its tasks' draws begin with.
    pub draws: GroupDraws,
}

/// Hashes of (cluster, group), each for one purpose; a task's ordinal completes them.
#[derive(Clone, Copy, Debug)]
pub struct GroupDraws {
    /// For the strategy `random` (PL-56).
    pub random: Draw,
    /// For the ids of tasks.
    pub task: Draw,
}

impl GroupDraws {
    /// Of a group.
    pub fn of(seed: Seed, cluster: &str, group: &str) -> Self {
        let of = |purpose| Draw::new(seed, purpose).text(cluster).text(group);
        Self { random: of("random"), task: of("task") }
    }
}

impl World {
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
