//! When a task would land if calls were made now: they are made on a copy, which is played on. So a
//! fix is never argued: what its deployment holds back is held back here too (design, section 8).

use super::Call;
use super::fold::{Simulation, Stepped};
use super::journal::{EntryKind, Journal};
use super::world::{ClusterIndex, ServiceIndex, TaskIndex, World};
use crate::base::SimSpan;

/// Played on for so long at most.
pub const HORIZON: SimSpan = SimSpan(600_000);
/// Or for so many events.
const EVENTS: u32 = 4_000;

/// Whose landing is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The next task of a service.
    Service(ServiceIndex),
    /// A task that waits in PROVISIONING (PL-43).
    Task(TaskIndex),
}

/// When it lands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    /// So long after the calls.
    After(SimSpan),
    /// Not within so long.
    NotWithin(SimSpan),
}

fn has_landed(world: &World, kind: &EntryKind, cluster: ClusterIndex, who: Who) -> bool {
    let EntryKind::TaskPlaced { cluster: there, task } = kind else { return false };
    *there == cluster
        && match who {
            Who::Task(waiting) => *task == waiting,
            Who::Service(service) => {
                let tasks = world.clusters.get(cluster as usize).map(|cluster| &cluster.tasks);
                tasks.and_then(|tasks| tasks.get(*task as usize)?.service) == Some(service)
            }
        }
}

/// When the next task lands if these calls are made now. `None` where one of them is refused.
pub fn landing(
    simulation: &Simulation,
    made: &[Call],
    cluster: ClusterIndex,
    who: Who,
) -> Option<Landing> {
    let mut copy = simulation.clone();
    let journal = &mut Journal::default();
    for call in made {
        copy.make(call, journal).ok()?;
    }
    let from = copy.world.now.time;
    let until = from.after(HORIZON);
    for _ in 0..EVENTS {
        let landed = journal
            .entries
            .drain(..)
            .any(|entry| has_landed(&copy.world, &entry.kind, cluster, who));
        let passed = copy.world.now.time.since(from);
        if landed {
            return Some(Landing::After(passed));
        }
        if copy.step(&[], until, journal, None) == Stepped::Nothing {
            return Some(Landing::NotWithin(HORIZON));
        }
    }
    Some(Landing::NotWithin(copy.world.now.time.since(from)))
}
