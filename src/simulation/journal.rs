//! What happened, in order. The world holds only the journal's length, so that a keyframe stays
//! small: folding the same calls again writes the same journal.

use std::rc::Rc;

use serde_json::Value;

use super::api_error::ApiError;
use super::call::CallName;
use super::process::containers::Change;
use super::service_event::ServiceMessage;
use super::world::{
    ClusterIndex, DefinitionIndex, Moment, ProviderIndex, ServiceIndex, TaskIndex, TaskStatus,
    Totals,
};
use crate::base::{Diagnostic, SimTime};
use crate::model::reader::ShapeProblem;
use crate::placement::Slot;
use crate::placement::decision::Removal;

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Moment,
    /// What.
    pub kind: EntryKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A call was played; its record is in [`Journal::calls`].
    Call {
        /// Index of the record.
        index: u32,
    },
    /// An agent registered.
    InstanceRegistered {
        /// The cluster.
        cluster: ClusterIndex,
        /// The instance.
        slot: Slot,
    },
    /// An instance that was REGISTERING turned ACTIVE.
    InstanceActive {
        /// The cluster.
        cluster: ClusterIndex,
        /// The instance.
        slot: Slot,
    },
    /// A Spot machine was given its two minutes' notice.
    SpotNotice {
        /// The cluster.
        cluster: ClusterIndex,
        /// The instance.
        slot: Slot,
    },
    /// A machine stopped or died.
    MachineStopped {
        /// The cluster.
        cluster: ClusterIndex,
        /// The instance.
        slot: Slot,
    },
    /// A machine was started again.
    MachineStarted {
        /// The cluster.
        cluster: ClusterIndex,
        /// The instance.
        slot: Slot,
    },
    /// An Availability Zone failed.
    ZoneFailed {
        /// The zone.
        zone: u8,
    },
    /// An Availability Zone came back.
    ZoneRestored {
        /// The zone.
        zone: u8,
    },
    /// An agent lost its connection.
    AgentDisconnected {
        /// The cluster.
        cluster: ClusterIndex,
        /// The instance.
        slot: Slot,
    },
    /// An agent reconnected.
    AgentReconnected {
        /// The cluster.
        cluster: ClusterIndex,
        /// The instance.
        slot: Slot,
    },
    /// An instance was terminated.
    InstanceTerminated {
        /// The cluster.
        cluster: ClusterIndex,
        /// The instance.
        slot: Slot,
    },
    /// Managed scaling decided on another size of a provider's Auto Scaling group (CP-21, CP-27, CP-30).
    GroupScales {
        /// The provider.
        provider: ProviderIndex,
        /// M: instances that are needed.
        needed: u32,
        /// N: instances that are there.
        there: u32,
        /// `DesiredCapacity` until now.
        from: u32,
        /// `DesiredCapacity` that it is to get.
        to: u32,
    },
    /// A group ends an instance, which drains first (LC-85).
    InstanceLeaves {
        /// The cluster.
        cluster: ClusterIndex,
        /// The instance.
        slot: Slot,
    },
    /// ECS ends an instance that it manages: it was idle for as long as it may (CP-8).
    IdleEnds {
        /// The cluster.
        cluster: ClusterIndex,
        /// The instance.
        slot: Slot,
    },
    /// A task was created and waits in PROVISIONING for capacity (PL-43).
    TaskWaits {
        /// The cluster.
        cluster: ClusterIndex,
        /// The task.
        task: TaskIndex,
    },
    /// A task was placed.
    TaskPlaced {
        /// The cluster.
        cluster: ClusterIndex,
        /// The task.
        task: TaskIndex,
    },
    /// A task changed its lastStatus.
    TaskStatus {
        /// The cluster.
        cluster: ClusterIndex,
        /// The task.
        task: TaskIndex,
        /// The new status.
        status: TaskStatus,
    },
    /// A task was told to stop.
    TaskToldToStop {
        /// The cluster.
        cluster: ClusterIndex,
        /// The task.
        task: TaskIndex,
    },
    /// A container of a task started or ended, where that is told apart from the task's own status.
    Container {
        /// The cluster.
        cluster: ClusterIndex,
        /// The task.
        task: TaskIndex,
        /// Its place in the definition.
        container: u16,
        /// What happened to it.
        change: Change,
    },
    /// A service emitted an event.
    ServiceEvent {
        /// The cluster.
        cluster: ClusterIndex,
        /// The service.
        service: ServiceIndex,
        /// Its message, shared with the service's own events.
        message: Rc<ServiceMessage>,
    },
    /// A RunTask found no place for some of its tasks.
    RunTaskFailed {
        /// The cluster.
        cluster: ClusterIndex,
        /// Of which definition.
        definition: DefinitionIndex,
        /// How many tasks found no place.
        count: u32,
        /// One entry per rejected instance (PL-42).
        failures: Rc<Vec<Removal>>,
    },
}

/// A call that was played, with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRecord {
    /// When.
    pub at: Moment,
    /// Its position in the list of calls.
    pub index: u32,
    /// Its name.
    pub name: CallName,
    /// The real response's shape, or the exception.
    pub result: Result<Rc<Value>, ApiError>,
    /// What its input should be warned of: unknown fields and the like.
    pub notes: Rc<[Diagnostic<ShapeProblem>]>,
}

/// The sums from a moment on, until the next sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// From when.
    pub time: SimTime,
    /// The sums.
    pub totals: Totals,
}

/// Everything that happened up to the furthest moment that was computed.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    /// In order.
    pub entries: Vec<Entry>,
    /// In order.
    pub calls: Vec<CallRecord>,
    /// A step function, in order; of each moment what it came to.
    pub samples: Vec<Sample>,
    /// Nothing is written: what is folded was folded before.
    pub muted: bool,
}
