//! Tasks: where they are in their life, and why they stop.

use std::rc::Rc;

use crate::base::SimTime;
use crate::model::launch_type::LaunchType;
use crate::placement::Slot;

use super::{
    Containers, DefinitionIndex, DeploymentIndex, GroupIndex, Moment, ProviderIndex, ServiceIndex,
};

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
    /// LC-34
    SpotInterruption,
    /// LC-35
    TerminationNotice,
}

impl StopCode {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TaskFailedToStart => "TaskFailedToStart",
            Self::EssentialContainerExited => "EssentialContainerExited",
            Self::UserInitiated => "UserInitiated",
            Self::ServiceSchedulerInitiated => "ServiceSchedulerInitiated",
            Self::SpotInterruption => "SpotInterruption",
            Self::TerminationNotice => "TerminationNotice",
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
    /// Its capacity provider, if a strategy chose one.
    pub provider: Option<ProviderIndex>,
    /// The instance it is on; `None` on Fargate, and while it waits for capacity (PL-43).
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
    /// Its scale-in protection ends then (SV-95).
    pub protected_until: Option<SimTime>,
    /// Its containers, where its own status does not say it all.
    pub containers: Option<Rc<Containers>>,
    /// Whether it has a public IPv4 address (`assignPublicIp` ENABLED on Fargate).
    pub public_ip: bool,
    /// GPUs that it holds: those of its definition, or all that were free (PL-31).
    pub gpus: u16,
    /// Host ports that the instance picked when it started, in the order of the mappings (PL-38).
    pub dynamic_ports: Option<Rc<[u16]>>,
    /// Placed where a stopping task still holds the room: the agent lets it wait (PL-29).
    pub held: bool,
    /// Its deployment, if it belongs to a service.
    pub deployment: DeploymentIndex,
    /// Counts as healthy for its deployment (SV-33).
    pub healthy: bool,
    /// It failed its health check and is to be replaced (SV-41).
    pub failing: bool,
    /// On a DRAINING instance: to be replaced like a task of an older revision (LC-82).
    pub drains: bool,
}

/// The zone of a task that has no place yet.
pub const NOWHERE: u8 = u8::MAX;

impl Task {
    /// Whether the API still shows it: a STOPPED one for an hour (LC-25).
    pub fn is_visible(&self, now: SimTime) -> bool {
        let recent = |at| now.since(at) <= crate::simulation::parameters::STOPPED_VISIBLE;
        self.status != TaskStatus::Stopped || self.times.stopped.is_none_or(recent)
    }

    /// Whether it never got a place: it waits in PROVISIONING for capacity, or gave up (PL-43).
    pub fn has_no_place(&self) -> bool {
        self.instance.is_none() && self.launch_type != LaunchType::Fargate
    }
}
