//! Scale-in protection: such a task is not chosen when a service stops some (SV-95, SV-96, PL-85).

use super::service_scheduler;
use crate::base::{SimSpan, SimTime};
use crate::simulation::engine::Engine;
use crate::simulation::service_event::ServiceMessage;
use crate::simulation::world::{ClusterIndex, ServiceIndex, Task, TaskIndex, World};

/// When a task's protection ends; `None` = it has none now.
pub fn until(world: &World, task: &Task) -> Option<SimTime> {
    task.protected_until.filter(|until| *until > world.now.time)
}

fn protected(engine: &Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) -> Vec<SimTime> {
    let room = &engine.world.clusters[cluster as usize];
    let tasks = room.services[service as usize].tasks.iter();
    let tasks = tasks.map(|task| &room.tasks[*task as usize]).filter(|task| !task.told_to_stop);
    tasks.filter_map(|task| until(engine.world, task)).collect()
}

/// Whether more protection would leave the service with more protected tasks than it desires (SV-96).
pub fn blocks(engine: &Engine<'_>, cluster: ClusterIndex, index: TaskIndex) -> bool {
    let room = &engine.world.clusters[cluster as usize];
    let task = &room.tasks[index as usize];
    let Some(service) = task.service else { return false };
    let already = until(engine.world, task).is_some();
    let count = protected(engine, cluster, service).len();
    let desired = room.services[service as usize].desired as usize;
    !already && count + 1 > desired
}

/// Protects a task for a while, or no more.
pub fn set(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    index: TaskIndex,
    span: Option<SimSpan>,
) {
    let until = span.map(|span| engine.time().after(span));
    let task = engine.task(cluster, index);
    task.protected_until = until;
    let service = task.service;
    if let (Some(service), None) = (service, until) {
        service_scheduler::changed(engine, cluster, service);
    }
}

/// A service wanted to stop more tasks than it may: says so, and looks again when the first
/// protection ends (SV-117).
pub fn stands_in_the_way(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let all = protected(engine, cluster, service);
    let Some(first) = all.iter().min().copied() else { return };
    let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
    engine.tell(cluster, service, ServiceMessage::Protected(count));
    service_scheduler::pass_at(engine, cluster, service, first);
}
