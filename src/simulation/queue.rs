//! The event queue, ordered by (time, number). An event names what it wakes; whoever is woken
//! looks whether it still applies, so nothing is ever taken out of the middle.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::world::{ClusterIndex, ProviderIndex, ServiceIndex, TaskIndex};
use crate::base::SimTime;
use crate::placement::Slot;

/// What is to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// A launched machine's agent registers.
    AgentRegisters {
        /// Its cluster.
        cluster: ClusterIndex,
        /// Its number among the cluster's launches.
        launch: u32,
    },
    /// A new instance's trunk network interface is attached.
    TrunkAttached {
        /// Its cluster.
        cluster: ClusterIndex,
        /// The instance.
        slot: Slot,
    },
    /// Tasks that wait for capacity try again.
    ProvisioningPass {
        /// Their cluster.
        cluster: ClusterIndex,
    },
    /// A task of RunTask has waited as long as it may.
    ProvisioningTimeout {
        /// Its cluster.
        cluster: ClusterIndex,
        /// The task.
        task: TaskIndex,
    },
    /// A capacity provider looks whether it has enough instances.
    CapacityLook {
        /// The provider.
        provider: ProviderIndex,
    },
    /// An Auto Scaling group gets its new size.
    GroupGrows {
        /// Its provider.
        provider: ProviderIndex,
        /// Its new `DesiredCapacity`.
        desired: u32,
    },
    /// An Auto Scaling group replaces machines that are gone.
    GroupHeals {
        /// Its provider.
        provider: ProviderIndex,
    },
    /// A task takes its next step, if its version is still this.
    TaskStep {
        /// Its cluster.
        cluster: ClusterIndex,
        /// The task.
        task: TaskIndex,
        /// The version that the step was planned for.
        version: u32,
    },
    /// The scheduler looks at a service.
    ServicePass {
        /// Its cluster.
        cluster: ClusterIndex,
        /// The service.
        service: ServiceIndex,
    },
    /// ECS gives up a dead machine's tasks, if the instance's version is still this.
    HostLost {
        /// Its cluster.
        cluster: ClusterIndex,
        /// The instance.
        slot: Slot,
        /// The version at the loss.
        version: u32,
    },
    /// A machine is up again and its agent reconnects.
    AgentReturns {
        /// Its cluster.
        cluster: ClusterIndex,
        /// The instance.
        slot: Slot,
        /// The version at the start.
        version: u32,
    },
    /// ECS gives up what ran on Fargate in a zone that failed, if it still has.
    ZoneLost {
        /// The zone.
        zone: u8,
        /// When it failed.
        failed_at: SimTime,
    },
    /// Are the service's tasks even over its zones (PL-96)?
    ZoneCheck {
        /// Its cluster.
        cluster: ClusterIndex,
        /// The service.
        service: ServiceIndex,
    },
    /// The steady state is told again (SV-11), if no other event came since.
    SteadyAgain {
        /// Its cluster.
        cluster: ClusterIndex,
        /// The service.
        service: ServiceIndex,
        /// When the state was entered or told.
        told_at: SimTime,
    },
}

/// Events to come.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    heap: BinaryHeap<Reverse<(SimTime, u64, Event)>>,
    pushed: u64,
}

impl Queue {
    /// Plans an event. Events at one time come in the order they were planned.
    pub fn push(&mut self, at: SimTime, event: Event) {
        self.pushed += 1;
        self.heap.push(Reverse((at, self.pushed, event)));
    }

    /// When the next event is due.
    pub fn next_time(&self) -> Option<SimTime> {
        self.heap.peek().map(|Reverse((time, _, _))| *time)
    }

    /// Takes the next event.
    pub fn pop(&mut self) -> Option<(SimTime, Event)> {
        self.heap.pop().map(|Reverse((time, _, event))| (time, event))
    }

    /// How many events wait.
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }
}
