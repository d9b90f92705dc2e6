//! What UpdateContainerInstancesState and DeregisterContainerInstance do to an instance (LC-63,
//! LC-65, LC-66, LC-73).

use std::rc::Rc;

use super::{capacity, deployment, service_scheduler, task_lifecycle};
use crate::placement::Slot;
use crate::simulation::engine::Engine;
use crate::simulation::world::{ClusterIndex, InstanceStatus, Stop};
use crate::simulation::{arn, cost};

/// ACTIVE to DRAINING or back (LC-66). The caller has looked at the state it is in.
pub fn set(engine: &mut Engine<'_>, cluster: ClusterIndex, slots: &[Slot], status: InstanceStatus) {
    let mut changed = Vec::new();
    for slot in slots {
        let instance = &mut engine.cluster(cluster).instances[*slot as usize];
        if instance.status != status {
            instance.status = status;
            instance.version += 1;
            let active = status == InstanceStatus::Active;
            // LC-63: no new tasks.
            let provider = instance.provider;
            engine.cluster(cluster).fleet.line_mut(*slot).active = active;
            capacity::size_changed(engine, provider);
            changed.push(*slot);
        }
    }
    // LC-80, LC-81, LC-83, LC-84: their tasks are to be replaced, or no longer.
    for slot in &changed {
        for task in engine.cluster(cluster).instances[*slot as usize].tasks.clone() {
            let drains = status == InstanceStatus::Draining;
            deployment::health::task_drains(engine, cluster, task, drains);
        }
    }
    if !changed.is_empty() {
        service_scheduler::instances_changed(engine, cluster, &changed);
    }
}

/// The instance leaves the cluster (LC-65). What runs on it runs on there, but ECS does not count it
/// any more (LC-73).
pub fn deregister(engine: &mut Engine<'_>, cluster: ClusterIndex, slot: Slot) {
    let room = engine.cluster(cluster);
    let instance = &mut room.instances[slot as usize];
    instance.status = InstanceStatus::Inactive;
    instance.version += 1;
    let (registered, provider) = (instance.registered, instance.provider);
    cost::external_goes(engine.world, cluster, slot);
    let line = engine.cluster(cluster).fleet.line_mut(slot);
    line.active = false;
    line.agent_connected = false;
    engine.world.totals.cpu_registered -= u64::from(registered.cpu);
    engine.world.totals.memory_registered -= u64::from(registered.memory);
    capacity::size_changed(engine, provider);
    // LC-73: nobody accounts for its tasks any more; services replace theirs (wording modelled).
    let tasks = engine.cluster(cluster).instances[slot as usize].tasks.clone();
    let host = arn::ec2_instance(engine.cluster(cluster).instances[slot as usize].ec2_id);
    let reason = format!("Container instance on {host} was deregistered.").into();
    let stop = Rc::new(Stop { code: None, reason });
    for task in tasks {
        task_lifecycle::lost(engine, cluster, task, &stop);
    }
    service_scheduler::instances_changed(engine, cluster, &[slot]);
}
