//! The lifecycle's transitions, written down from the rules and from nothing else (LC-10 to LC-21).

use std::collections::BTreeMap;

use ecs_playground::simulation::Player;
use ecs_playground::simulation::journal::EntryKind;
use ecs_playground::simulation::world::{Machine, Task, TaskStatus, World};

use TaskStatus::{
    Activating, Deactivating, Deprovisioning, Pending, Provisioning, Running, Stopped, Stopping,
};

/// (from, to, rule). Nothing leads away from STOPPED (LC-23).
const TABLE: &[(TaskStatus, TaskStatus, &str)] = &[
    (Provisioning, Pending, "LC-12"),
    (Provisioning, Deprovisioning, "LC-13"),
    (Provisioning, Stopped, "LC-13"),
    (Pending, Activating, "LC-14"),
    (Pending, Running, "LC-15"),
    (Pending, Deprovisioning, "LC-16"),
    (Pending, Stopped, "LC-16"),
    // Some of its containers run and are stopped first (LC-6, LC-48).
    (Pending, Stopping, "LC-16"),
    (Activating, Running, "LC-17"),
    (Activating, Stopping, "LC-19"),
    (Activating, Deprovisioning, "LC-20"),
    (Activating, Stopped, "LC-20"),
    (Running, Deactivating, "LC-18"),
    (Running, Stopping, "LC-19"),
    (Running, Deprovisioning, "LC-20"),
    (Running, Stopped, "LC-20"),
    (Deactivating, Stopping, "LC-18"),
    (Stopping, Deprovisioning, "LC-21"),
    (Stopping, Stopped, "LC-21"),
    (Deprovisioning, Stopped, "LC-21"),
];

/// The machine of a task was lost, or its zone, or it was deregistered: STOPPED from anywhere
/// (LC-73, LC-74).
fn may_be_lost(world: &World, cluster: u32, task: &Task) -> bool {
    match task.instance {
        Some(slot) => {
            let instance = &world.clusters[cluster as usize].instances[slot as usize];
            let started_again = instance.version > 1;
            instance.machine != Machine::Running || started_again
        }
        None => true,
    }
}

/// The first transition in a player's journal that the lifecycle does not have.
pub fn illegal(player: &Player) -> Option<String> {
    let world = player.world();
    let mut now: BTreeMap<(u32, u32), TaskStatus> = BTreeMap::new();
    for entry in &player.journal().entries {
        let (cluster, index, to) = match entry.kind {
            // LC-10, LC-11: on Fargate and under awsvpc it is PROVISIONING, else PENDING.
            EntryKind::TaskPlaced { cluster, task } => {
                let of = &world.clusters[cluster as usize].tasks[task as usize];
                let eni = world.definition(of.definition).definition.uses_eni();
                // LC-10: one that waited for capacity is PROVISIONING already.
                now.entry((cluster, task)).or_insert(if eni { Provisioning } else { Pending });
                continue;
            }
            EntryKind::TaskWaits { cluster, task } => {
                now.insert((cluster, task), Provisioning);
                continue;
            }
            EntryKind::TaskStatus { cluster, task, status } => (cluster, task, status),
            _ => continue,
        };
        let Some(from) = now.insert((cluster, index), to) else {
            return Some(format!("#{} was never placed", index + 1));
        };
        let task = &world.clusters[cluster as usize].tasks[index as usize];
        let eni = world.definition(task.definition).definition.uses_eni();
        let lost = to == Stopped && may_be_lost(world, cluster, task);
        let known = TABLE.iter().any(|(a, b, _)| (*a, *b) == (from, to));
        // LC-21: awsvpc tasks give their interface back, others have none.
        let through = match (from, to) {
            (Deprovisioning, _) | (_, Deprovisioning) => eni,
            // LC-13: who never had a place has no interface.
            (Provisioning, Stopped) => !eni || task.has_no_place(),
            (_, Stopped) => !eni,
            _ => true,
        };
        if !(known && through || lost) {
            return Some(format!("#{} {from:?} to {to:?} at {}", index + 1, entry.at.time));
        }
    }
    // The journal tells of every change.
    for ((cluster, index), status) in now {
        let task = &world.clusters[cluster as usize].tasks[index as usize];
        if task.status != status {
            return Some(format!("#{} is {:?}, last told {status:?}", index + 1, task.status));
        }
    }
    None
}
