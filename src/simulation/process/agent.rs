//! Agents that fall silent and speak again while their machine runs on (LC-70, LC-71, LT-11).

use super::{managed_instances, service_scheduler, task_lifecycle};
use crate::model::launch_type::LaunchType;
use crate::placement::Slot;
use crate::simulation::engine::Engine;
use crate::simulation::journal::EntryKind;
use crate::simulation::world::{Cluster, ClusterIndex, Task, World};

/// Whether nothing is heard of a task: its instance's agent is disconnected, or its zone is down.
/// What happens to its containers is not reported meanwhile (LC-70).
pub fn is_silent(world: &World, room: &Cluster, task: &Task) -> bool {
    match task.instance {
        Some(slot) => !room.fleet.line(slot).agent_connected,
        None => {
            task.launch_type == LaunchType::Fargate && world.failed_zones.contains_key(&task.zone)
        }
    }
}

/// The agent loses its connection: nothing new is placed there, and what runs runs on (LC-70).
pub fn disconnect(engine: &mut Engine<'_>, cluster: ClusterIndex, slot: Slot) {
    engine.cluster(cluster).fleet.line_mut(slot).agent_connected = false;
    let instance = &mut engine.cluster(cluster).instances[slot as usize];
    instance.version += 1;
    instance.spell += 1;
    engine.record(EntryKind::AgentDisconnected { cluster, slot });
    service_scheduler::instances_changed(engine, cluster, &[slot]);
}

/// The agent is back: it reports what happened meanwhile, and learns what to stop.
pub fn reconnect(engine: &mut Engine<'_>, cluster: ClusterIndex, slot: Slot) {
    engine.cluster(cluster).fleet.line_mut(slot).agent_connected = true;
    let instance = &mut engine.cluster(cluster).instances[slot as usize];
    instance.version += 1;
    instance.spell += 1;
    let tasks = instance.tasks.clone();
    engine.record(EntryKind::AgentReconnected { cluster, slot });
    managed_instances::is_idle(engine, cluster, slot);
    for task in tasks {
        task_lifecycle::resume(engine, cluster, task);
    }
    service_scheduler::instances_changed(engine, cluster, &[slot]);
}
