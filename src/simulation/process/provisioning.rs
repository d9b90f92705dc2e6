//! Tasks that wait in PROVISIONING until their capacity provider has an instance for them (PL-43,
//! CP-20).

use std::rc::Rc;

use super::placement::{self, Unplaced, Wish};
use super::{capacity, task_lifecycle};
use crate::placement::Constraint;
use crate::placement::filter::Reason;
use crate::simulation::engine::Engine;
use crate::simulation::parameters as p;
use crate::simulation::queue::Event;
use crate::simulation::quotas;
use crate::simulation::world::{ClusterIndex, InstanceStatus, Moment, Stop, StopCode, TaskIndex};

/// Creates a task that found no place and lets it wait.
pub(super) fn park(
    engine: &mut Engine<'_>,
    wish: &Wish,
    at: Moment,
) -> Result<TaskIndex, Unplaced> {
    let waiting = engine.cluster(wish.cluster).provisioning.len() + 1;
    // QT-20, CP-60
    if waiting as u64 > engine.world.limit(20) {
        return Err(Unplaced::ProvisioningLimit);
    }
    quotas::note(engine.world, 20, waiting);
    let task = placement::create_waiting(engine, wish, at);
    engine.cluster(wish.cluster).provisioning.insert(task, wish.clone());
    if wish.service.is_none() {
        // CP-20: a service's tasks wait as long as it takes.
        let event = Event::ProvisioningTimeout { cluster: wish.cluster, task };
        engine.plan(p::PROVISIONING_TIMEOUT, event);
    }
    if let Some(provider) = wish.provider {
        capacity::is_wanted(engine, provider);
    }
    Ok(task)
}

/// Room came or went: those who wait try again at the next turn of the scheduler's loop.
pub fn room_changed(engine: &mut Engine<'_>, cluster: ClusterIndex) {
    let at = engine.time().round_up(p::SCHEDULER_LOOP);
    let room = engine.cluster(cluster);
    if room.provisioning.is_empty() || room.provision_at.is_some() {
        return;
    }
    room.provision_at = Some(at);
    engine.queue.push(at, Event::ProvisioningPass { cluster });
}

/// Two wishes that get the same answer while nothing changes.
fn is_alike(a: &Wish, b: &Wish) -> bool {
    a.definition == b.definition
        && a.group == b.group
        && a.pool == b.pool
        && a.zones == b.zones
        && a.constraints == b.constraints
        && a.steps == b.steps
}

/// Every task that waits tries once, in the order in which they were created.
pub fn pass(engine: &mut Engine<'_>, cluster: ClusterIndex) {
    engine.cluster(cluster).provision_at = None;
    let waiting: Vec<(TaskIndex, Wish)> = engine
        .cluster(cluster)
        .provisioning
        .iter()
        .map(|(task, wish)| (*task, wish.clone()))
        .collect();
    let mut refused: Vec<(Wish, Moment)> = Vec::new();
    for (task, wish) in waiting {
        // One that asks the same as one that was refused is refused for the same reasons.
        if let Some((_, at)) = refused.iter().find(|(other, _)| is_alike(other, &wish)) {
            engine.task(cluster, task).placed = *at;
            continue;
        }
        match placement::land(engine, &wish, task) {
            (_, Ok(())) => {
                engine.cluster(cluster).provisioning.remove(&task);
                // A task that came may make a constraint hold.
                refused
                    .retain(|(other, _)| !other.constraints.iter().any(Constraint::asks_for_tasks));
            }
            (at, Err(_)) => refused.push((wish, at)),
        }
    }
    // Who still waits may need more than what is on its way.
    for provider in refused.iter().filter_map(|(wish, _)| wish.provider) {
        capacity::is_wanted(engine, provider);
    }
}

/// A task of RunTask waited too long (CP-20): it stops, and says for want of what (PL-40).
pub fn timeout(engine: &mut Engine<'_>, cluster: ClusterIndex, task: TaskIndex) {
    let Some(wish) = engine.cluster(cluster).provisioning.get(&task).cloned() else { return };
    let unplaced = match placement::land(engine, &wish, task) {
        (_, Ok(())) => {
            engine.cluster(cluster).provisioning.remove(&task);
            return;
        }
        (_, Err(unplaced)) => unplaced,
    };
    let reason = format!("TaskFailedToStart: {}", why(engine, &wish, &unplaced)).into();
    let stop = Rc::new(Stop { code: Some(StopCode::TaskFailedToStart), reason });
    task_lifecycle::tell_to_stop(engine, cluster, task, stop);
}

/// The word behind `TaskFailedToStart:` (PL-40).
fn why(engine: &mut Engine<'_>, wish: &Wish, unplaced: &Unplaced) -> &'static str {
    // What is larger than any instance of the group says so, however full they are.
    if let Some(empty) = wish.provider.and_then(|p| capacity::empty_instance(engine.world, p)) {
        let need = &engine.world.definition(wish.definition).need;
        if need.cpu.0 > empty.cpu {
            return "RESOURCE:CPU";
        }
        if need.memory.0 > empty.memory {
            return "RESOURCE:MEMORY";
        }
    }
    if let Unplaced::Rejected(_, Some(nearest)) = unplaced {
        return match nearest.reason {
            // Here the API writes no full stop.
            Reason::MemberOf(_) => "MemberOf placement constraint unsatisfied",
            Reason::DistinctInstance(_) => "DistinctInstance placement constraint unsatisfied",
            ref other => other.api(),
        };
    }
    let mut all = engine.cluster(wish.cluster).instances.iter();
    let registered =
        all.any(|i| i.provider == wish.provider && i.status != InstanceStatus::Inactive);
    if registered { "NO ACTIVE INSTANCES" } else { "EMPTY CAPACITY PROVIDER" }
}
