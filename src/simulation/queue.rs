//! The event queue, ordered by (time, number). An event names what it wakes; whoever is woken
//! looks whether it still applies, so nothing is ever taken out of the middle.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, VecDeque};

use super::world::{ClusterIndex, ProviderIndex, ServiceIndex, TaskIndex};
use crate::base::SimTime;
use crate::placement::Slot;

/// What is to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// An Auto Scaling group ends machines that it does not need (CP-30).
    GroupShrinks {
        /// Its provider.
        provider: ProviderIndex,
        /// How many.
        by: u32,
    },
    /// An instance that its group ends is empty, or has waited as long as it may (LC-85).
    InstanceLeaves {
        /// Its cluster.
        cluster: ClusterIndex,
        /// The instance.
        slot: Slot,
    },
    /// An instance that ECS manages is ended, if it is idle since then (CP-8).
    IdleEnds {
        /// Its cluster.
        cluster: ClusterIndex,
        /// The instance.
        slot: Slot,
        /// Since when it is idle.
        since: SimTime,
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
    /// ECS gives up a dead machine's tasks, if it is still dead since then.
    HostLost {
        /// Its cluster.
        cluster: ClusterIndex,
        /// The instance.
        slot: Slot,
        /// The machine's spell since the loss.
        spell: u32,
    },
    /// A machine is up again and its agent reconnects.
    AgentReturns {
        /// Its cluster.
        cluster: ClusterIndex,
        /// The instance.
        slot: Slot,
        /// The machine's spell since the start.
        spell: u32,
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
    /// A Spot machine's two minutes are over (LC-94).
    SpotMachineEnds {
        /// Its cluster.
        cluster: ClusterIndex,
        /// The instance.
        slot: Slot,
    },
    /// Load balancer targets of a service came or went: it says so (SV-108).
    TargetsChanged {
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

/// An event that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Planned {
    at: SimTime,
    /// The how many-eth to be planned.
    number: u64,
    event: Event,
}

impl Ord for Planned {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

impl PartialOrd for Planned {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Lanes at most.
const LANES: usize = 8;

/// Events to come. Most are planned after one of a few delays, so that those of one delay come in
/// order by themselves: they stand in lanes, each of them in order. What fits into no lane goes to the
/// heap.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    lanes: Vec<VecDeque<Planned>>,
    heap: BinaryHeap<Reverse<Planned>>,
    pushed: u64,
    /// The next event: when, its number, and the lane that it leads; past all lanes = the heap.
    next: Option<(SimTime, u64, usize)>,
}

impl Queue {
    /// Plans an event. Events at one time come in the order they were planned.
    pub fn push(&mut self, at: SimTime, event: Event) {
        self.pushed += 1;
        let planned = Planned { at, number: self.pushed, event };
        let lane = self.lane_for(at);
        match self.lanes.get_mut(lane) {
            Some(lane) => lane.push_back(planned),
            None => self.heap.push(Reverse(planned)),
        }
        // Its number is the greatest: at the same time it comes later.
        if self.next.is_none_or(|(next, ..)| at < next) {
            self.next = Some((at, self.pushed, lane));
        }
    }

    /// The lane whose last event is the latest that is not after a moment.
    fn lane_for(&mut self, at: SimTime) -> usize {
        let mut best = LANES;
        let mut latest = None;
        for (n, lane) in self.lanes.iter().enumerate() {
            let last = lane.back().map(|planned| planned.at);
            if last.is_none_or(|last| last <= at) && (best == LANES || last > latest) {
                (best, latest) = (n, last);
            }
        }
        if best == LANES && self.lanes.len() < LANES {
            self.lanes.push(VecDeque::new());
            best = self.lanes.len() - 1;
        }
        best
    }

    /// When the next event is due.
    pub fn next_time(&self) -> Option<SimTime> {
        self.next.map(|(at, ..)| at)
    }

    /// Takes the next event.
    pub fn pop(&mut self) -> Option<(SimTime, Event)> {
        let (.., lane) = self.next?;
        let planned = match self.lanes.get_mut(lane) {
            Some(lane) => lane.pop_front(),
            None => self.heap.pop().map(|Reverse(planned)| planned),
        };
        let mut next = self.heap.peek().map(|Reverse(first)| (first.at, first.number, LANES));
        for (n, lane) in self.lanes.iter().enumerate() {
            if let Some(first) = lane.front()
                && next.is_none_or(|(at, number, _)| (first.at, first.number) < (at, number))
            {
                next = Some((first.at, first.number, n));
            }
        }
        self.next = next;
        planned.map(|planned| (planned.at, planned.event))
    }

    /// How many events wait.
    pub fn len(&self) -> usize {
        self.heap.len() + self.lanes.iter().map(VecDeque::len).sum::<usize>()
    }

    /// Whether none waits.
    pub const fn is_empty(&self) -> bool {
        self.next.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever is planned in whatever order: by moment, then as planned.
    #[test]
    fn events_come_by_moment_then_as_planned() {
        let (mut queue, mut all, mut taken) = (Queue::default(), Vec::new(), Vec::new());
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut draw = |below: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 33) % below
        };
        let mut now = SimTime(0);
        for n in 0..20_000_u32 {
            // Few delays at first, then many, so that lanes and heap are both at work.
            let delay = if n < 5_000 { [0, 120, 7_000][draw(3) as usize] } else { draw(9_000) };
            let at = SimTime(now.0 + delay);
            let event = Event::ProvisioningPass { cluster: n };
            queue.push(at, event);
            all.push((at, event));
            let next = queue.next_time();
            if draw(5) < 3
                && let Some((at, event)) = queue.pop()
            {
                assert_eq!(next, Some(at));
                now = at;
                taken.push((at, event));
            }
            assert_eq!(queue.len(), all.len() - taken.len());
        }
        assert!(!queue.heap.is_empty() && queue.lanes.len() == LANES);
        while let Some(next) = queue.pop() {
            taken.push(next);
        }
        assert!(queue.is_empty() && queue.next_time().is_none());
        // Stable: those of one moment stay as planned.
        all.sort_by_key(|(at, _)| *at);
        assert_eq!(taken, all);
    }
}
