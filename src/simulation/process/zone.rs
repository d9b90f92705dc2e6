//! An Availability Zone fails, and comes back: all of its machines and Fargate tasks die; ECS gives
//! their tasks up as those of any lost host (LC-74). Machines on an Outpost stand at the customer's and
//! run on: what they lose is the link to the Region, and with it their agents (LT-12, modelled: the
//! link ends in the Outpost's zone). External machines stand in no zone (LT-10).

use std::rc::Rc;

use super::{agent, capacity, machine, service_scheduler, task_lifecycle};
use crate::model::launch_type::LaunchType;
use crate::placement::Slot;
use crate::simulation::engine::Engine;
use crate::simulation::journal::EntryKind;
use crate::simulation::parameters::{HOST_LOST, REGISTER_AFTER};
use crate::simulation::queue::Event;
use crate::simulation::world::{
    ClusterIndex, ContainerInstance, Machine, Stop, TaskIndex, TaskStatus,
};

fn clusters(engine: &Engine<'_>) -> std::ops::Range<ClusterIndex> {
    0..ClusterIndex::try_from(engine.world.clusters.len()).unwrap_or(ClusterIndex::MAX)
}

/// Slots of a zone's machines for which something holds: those in the zone, or those on its Outposts.
fn slots(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    (zone, on_outpost): (u8, bool),
    holds: impl Fn(Machine) -> bool,
) -> Vec<Slot> {
    let each = (0..).zip(&engine.cluster(cluster).instances);
    let of_zone = |i: &ContainerInstance| {
        i.zone == zone && i.on_outpost == on_outpost && i.launch_type != LaunchType::External
    };
    each.filter(|(_, i)| of_zone(i) && holds(i.machine)).map(|(slot, _)| slot).collect()
}

/// The agents of the zone's Outposts fall silent, or speak again (LT-12): those that were silent for
/// another reason, or whose machines do not run, stay so.
fn link(engine: &mut Engine<'_>, cluster: ClusterIndex, zone: u8, up: bool) {
    for slot in slots(engine, cluster, (zone, true), |machine| machine == Machine::Running) {
        let connected = engine.cluster(cluster).fleet.line(slot).agent_connected;
        let misses_link = &mut engine.cluster(cluster).instances[slot as usize].misses_link;
        if up && std::mem::take(misses_link) {
            agent::reconnect(engine, cluster, slot);
        } else if !up && connected {
            *misses_link = true;
            agent::disconnect(engine, cluster, slot);
        }
    }
}

/// Fargate tasks of a zone that are not STOPPED.
fn fargate_tasks(engine: &mut Engine<'_>, cluster: ClusterIndex, zone: u8) -> Vec<TaskIndex> {
    let each = (0..).zip(engine.cluster(cluster).tasks.iter());
    each.filter(|(_, task)| {
        task.launch_type == LaunchType::Fargate
            && task.zone == zone
            && task.status != TaskStatus::Stopped
    })
    .map(|(index, _)| index)
    .collect()
}

/// All machines of the zone die, and what runs on Fargate there.
pub fn fail(engine: &mut Engine<'_>, zone: u8) {
    let now = engine.time();
    engine.world.failed_zones.insert(zone, now);
    engine.record(EntryKind::ZoneFailed { zone });
    for cluster in clusters(engine) {
        for slot in slots(engine, cluster, (zone, false), |m| m == Machine::Running) {
            machine::stop(engine, cluster, slot);
        }
        link(engine, cluster, zone, false);
        for task in fargate_tasks(engine, cluster, zone) {
            task_lifecycle::freeze(engine, cluster, task);
        }
    }
    engine.plan(HOST_LOST, Event::ZoneLost { zone, failed_at: now });
}

/// ECS gives up what ran on Fargate there (LC-74; wording modelled).
fn lose_fargate_tasks(engine: &mut Engine<'_>, zone: u8) {
    let name = engine.world.zone_name(zone);
    let reason = format!("The infrastructure in {name} on which the task ran was lost.").into();
    let stop = Rc::new(Stop { code: None, reason });
    for cluster in clusters(engine) {
        for task in fargate_tasks(engine, cluster, zone) {
            task_lifecycle::lost(engine, cluster, task, &stop);
        }
    }
}

/// The zone has been down for so long that its Fargate tasks are given up.
pub fn lost(engine: &mut Engine<'_>, zone: u8, failed_at: crate::base::SimTime) {
    if engine.world.failed_zones.get(&zone) == Some(&failed_at) {
        lose_fargate_tasks(engine, zone);
    }
}

/// The zone is back: machines that died with it start again, launches that it held up go on.
pub fn restore(engine: &mut Engine<'_>, zone: u8) {
    lose_fargate_tasks(engine, zone);
    let Some(failed_at) = engine.world.failed_zones.remove(&zone) else { return };
    engine.record(EntryKind::ZoneRestored { zone });
    let now = engine.time();
    for cluster in clusters(engine) {
        for slot in slots(engine, cluster, (zone, false), |m| m == Machine::Stopped(failed_at)) {
            machine::start(engine, cluster, slot);
        }
        link(engine, cluster, zone, true);
        let registers_at = now.after(REGISTER_AFTER);
        let mut held_up = Vec::new();
        for launch in &mut engine.cluster(cluster).launching {
            if launch.zone == zone && launch.needs_its_zone() && launch.registers_at <= now {
                launch.registers_at = registers_at;
                held_up.push(launch.number);
            }
        }
        for launch in held_up {
            engine.queue.push(registers_at, Event::AgentRegisters { cluster, launch });
        }
        service_scheduler::capacity_changed(engine, cluster);
    }
    capacity::zone_restored(engine);
}
