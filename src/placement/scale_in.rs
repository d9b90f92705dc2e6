//! Which task to stop when there are too many (PL-80 to PL-86): the strategies, inverted.

use super::fleet::{Fleet, Slot};
use super::group::GroupCounts;
use super::strategy::{Step, attribute_value};

/// A task that may be stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stoppable {
    /// The caller's name for it.
    pub task: u32,
    /// Its priority class (PL-85); lower goes first.
    pub class: u8,
    /// The instance it is on; `None` on Fargate.
    pub slot: Option<Slot>,
    /// Its zone.
    pub zone: u8,
    /// When it was created, in simulated milliseconds; only Fargate looks at it (PL-86).
    pub created_ms: u64,
    /// CPU units that its stop gives back.
    pub frees_cpu: u32,
    /// MiB that its stop gives back.
    pub frees_memory: u32,
    /// The draw that settles ties.
    pub tie: u64,
}

fn keep_most<K: Ord>(tasks: &mut Vec<Stoppable>, value: impl Fn(&Stoppable) -> K) {
    let Some(most) = tasks.iter().map(&value).max() else { return };
    tasks.retain(|task| value(task) == most);
}

/// Chooses one task. `steps` are the service's strategies; empty means the default (PL-82).
pub fn choose(
    mut tasks: Vec<Stoppable>,
    steps: &[Step],
    fleet: &Fleet,
    group: &GroupCounts,
) -> Option<u32> {
    let first_class = tasks.iter().map(|task| task.class).min()?;
    tasks.retain(|task| task.class == first_class);
    if tasks.iter().any(|task| task.slot.is_none()) {
        // PL-86: the zone with most tasks, then the oldest.
        keep_most(&mut tasks, |task| group.in_zone(task.zone));
        return tasks.iter().min_by_key(|task| (task.created_ms, task.tie)).map(|task| task.task);
    }
    let default = Step::service_default();
    let steps = if steps.is_empty() { &default } else { steps };
    // PL-84: in order, each the other way round.
    for step in steps {
        match step {
            Step::SpreadZone => keep_most(&mut tasks, |task| group.in_zone(task.zone)),
            Step::SpreadInstance => {
                keep_most(&mut tasks, |task| task.slot.map_or(0, |slot| group.on(slot)));
            }
            Step::SpreadAttribute(name) => {
                let in_bucket = |task: &Stoppable| {
                    let value = task.slot.and_then(|slot| attribute_value(fleet, slot, name));
                    group
                        .slots()
                        .filter(|(slot, _)| attribute_value(fleet, *slot, name) == value)
                        .map(|(_, count)| count)
                        .sum::<u32>()
                };
                keep_most(&mut tasks, in_bucket);
            }
            // PL-81: where most would be free after the stop.
            Step::BinpackCpu => keep_most(&mut tasks, |task| {
                task.slot.map_or(0, |slot| fleet.line(slot).cpu.saturating_add(task.frees_cpu))
            }),
            Step::BinpackMemory => keep_most(&mut tasks, |task| {
                task.slot
                    .map_or(0, |slot| fleet.line(slot).memory.saturating_add(task.frees_memory))
            }),
            // PL-83: the tie below is the draw.
            Step::Random => break,
        }
    }
    tasks.iter().min_by_key(|task| (task.tie, task.task)).map(|task| task.task)
}
