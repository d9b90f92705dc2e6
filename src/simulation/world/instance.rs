//! Container instances, the machines under them, and machines on their way to registration.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::base::SimTime;
use crate::model::catalog::instance_type::InstanceType;
use crate::model::launch_type::LaunchType;
use crate::placement::fleet::{Attributes, Line};
use crate::simulation::cost::Uptime;

use super::{ProviderIndex, TaskIndex};

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
    /// The capacity provider that launched it.
    pub provider: Option<ProviderIndex>,
    /// Launched while `awsvpcTrunking` was enabled, and the type has trunking (NM-2).
    pub trunk: bool,
    /// It is Spot capacity.
    pub spot: Option<Spot>,
}

/// A machine that ended before its agent registered: its cluster was gone by then (modelled).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeverRegistered {
    /// Its type.
    pub instance_type: &'static InstanceType,
    /// EC2, EXTERNAL or MANAGED_INSTANCES.
    pub launch_type: LaunchType,
    /// It stood on an Outpost.
    pub on_outpost: bool,
    /// It was Spot capacity.
    pub spot: bool,
    /// When it was asked for.
    pub launched_at: SimTime,
    /// When it ended.
    pub ended_at: SimTime,
}

/// The attribute that an instance on an Outpost carries (CQL-31); its value is the Outpost's ARN.
pub const OUTPOST_ARN: &str = "ecs.outpost-arn";

/// The Outpost that attributes name.
pub fn outpost_of(attributes: &Attributes) -> Option<&str> {
    let own = attributes.iter().find(|(name, _)| &**name == OUTPOST_ARN);
    own.and_then(|(_, value)| value.as_deref())
}

/// What a Spot machine does at its two-minute notice (LC-90).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Spot {
    /// Nothing, until it is gone: the agent's default.
    Unheeding,
    /// It turns DRAINING: its agent runs with `ECS_ENABLE_SPOT_INSTANCE_DRAINING=true`.
    Drains,
    /// ECS launched it and drains it (CP-8, LC-35).
    Managed,
}

impl Launching {
    /// Whether a failure of its zone holds it up: external machines stand in no zone (LT-10).
    pub fn needs_its_zone(&self) -> bool {
        self.launch_type != LaunchType::External
    }
}

/// The attributes of one kind of instance.
#[derive(Clone, Debug)]
pub struct Carried {
    /// Its type.
    pub instance_type: &'static str,
    /// Its zone.
    pub zone: u8,
    /// EC2, EXTERNAL or MANAGED_INSTANCES.
    pub launch_type: LaunchType,
    /// Custom attributes, as given at the launch.
    pub given: Attributes,
    /// All that it carries.
    pub attributes: Attributes,
}

impl Carried {
    /// How many kinds are remembered.
    pub const KINDS: usize = 32;

    /// Whether a machine is of this kind. One with a trunk is like no other.
    pub fn fits(&self, launching: &Launching) -> bool {
        !launching.trunk
            && self.instance_type == launching.instance_type.name
            && self.zone == launching.zone
            && self.launch_type == launching.launch_type
            && self.given == launching.attributes
    }
}

/// `status` of a container instance (LC-60 to LC-65).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InstanceStatus {
    /// Its trunk network interface is being attached (LC-60).
    Registering,
    /// May take tasks (LC-62).
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
    /// EC2, EXTERNAL or MANAGED_INSTANCES.
    pub launch_type: LaunchType,
    /// `capacityProviderName`
    pub provider: Option<ProviderIndex>,
    /// Its zone.
    pub zone: u8,
    /// It stands on an Outpost of that zone, whose ARN its attributes tell (LT-12).
    pub on_outpost: bool,
    /// Its agent is silent for want of the Outpost's link alone: it speaks again when that is back
    /// (LT-12). One that somebody disconnected does not.
    pub misses_link: bool,
    /// Its status.
    pub status: InstanceStatus,
    /// The machine under it.
    pub machine: Machine,
    /// It is Spot capacity.
    pub spot: Option<Spot>,
    /// When its Spot capacity was given notice; two minutes later it is gone (LC-94).
    pub noticed_at: Option<SimTime>,
    /// Its group ends it: when its tasks are gone, and by then at the latest (LC-85).
    pub leaves_by: Option<SimTime>,
    /// Of one that ECS manages: since when no task is on it (CP-8).
    pub idle_since: Option<SimTime>,
    /// When the machine was launched.
    pub launched_at: SimTime,
    /// When the agent registered.
    pub registered_at: SimTime,
    /// When it left its cluster.
    pub deregistered_at: Option<SimTime>,
    /// How long its machine ran (PR-14).
    pub uptime: Uptime,
    /// Grows when it changes.
    pub version: u32,
    /// Grows when its machine or its agent goes or comes: what is planned for one spell is not for the next,
    /// but whatever else changes (DRAINING, say) changes nothing in it (LC-74).
    pub spell: u32,
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
