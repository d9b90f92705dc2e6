//! Auto Scaling groups, said again without the engine's help: a group left alone keeps no instance
//! that it does not need (CP-21, CP-27, CP-30), and loses none that is protected (CP-32).

use std::collections::BTreeMap;

use ecs_playground::simulation::Player;
use ecs_playground::simulation::journal::EntryKind;
use ecs_playground::simulation::world::{
    Cluster, ContainerInstance, InstanceStatus, Machine, ManagedScaling, ProviderKind, Task,
};

/// What was seen of them.
#[derive(Debug, Default)]
pub struct Groups {
    /// Decisions to grow and to shrink.
    grown: usize,
    shrunk: usize,
    /// Instances that drained before their group ended them, and those that were ended so.
    drained: usize,
    gone: usize,
    /// Groups found at the size that they need.
    fit: usize,
    /// Managed instances that were ended because they were idle, and those that are left.
    idle: usize,
    managed: usize,
}

fn is_daemon(room: &Cluster, task: &Task) -> bool {
    task.service.is_some_and(|service| room.services[service as usize].daemon.is_some())
}

impl Groups {
    /// A scenario that came to rest.
    pub fn look(&mut self, player: &Player, told: &str) {
        let world = player.world();
        let mut leaving: BTreeMap<(u32, u32), bool> = BTreeMap::new();
        for entry in &player.journal().entries {
            match entry.kind {
                EntryKind::GroupScales { from, to, needed, there, provider } => {
                    self.grown += usize::from(to > from);
                    self.shrunk += usize::from(to < from);
                    assert!(to > from || needed < there, "{told}: a needed one leaves");
                    let it = world.capacity.provider(provider);
                    let ProviderKind::Group(at, _) = it.kind else { continue };
                    let group = &world.capacity.groups[usize::from(at)];
                    assert!((group.least..=group.most).contains(&to), "{told}: {to}");
                    let most = there.div_ceil(2).saturating_sub(1).max(1);
                    assert!(to >= from || from - to <= most, "{told}: too many at once");
                }
                EntryKind::InstanceLeaves { cluster, slot } => {
                    leaving.insert((cluster, slot), true);
                    self.drained += 1;
                }
                EntryKind::InstanceTerminated { cluster, slot } => {
                    self.gone += usize::from(leaving.remove(&(cluster, slot)).is_some());
                }
                EntryKind::IdleEnds { cluster, slot } => {
                    let room = &world.clusters[cluster as usize];
                    let instance = &room.instances[slot as usize];
                    assert!(matches!(instance.machine, Machine::Terminated(_)), "{told}");
                    assert!(instance.tasks.is_empty(), "{told}: it was not idle");
                    self.idle += 1;
                }
                _ => {}
            }
        }
        for room in &world.clusters {
            for (index, it) in (0..).zip(&world.capacity.providers) {
                if let ProviderKind::Managed(managed) = &it.kind {
                    for (slot, instance) in (0..).zip(&room.instances) {
                        let heard = room.fleet.line(slot).agent_connected;
                        let there = instance.machine == Machine::Running && heard;
                        if instance.provider == Some(index) && there {
                            // CP-8: at rest for three hours, nothing is idle for an hour.
                            let busy = !instance.tasks.is_empty();
                            assert!(busy || managed.scale_in_after.is_none(), "{told}: idle");
                            self.managed += 1;
                        }
                    }
                }
                let ProviderKind::Group(at, scaling) = &it.kind else { continue };
                let group = &world.capacity.groups[usize::from(*at)];
                assert!((group.least..=group.most).contains(&group.desired), "{told}");
                let waits = room.provisioning.values().any(|wish| wish.provider == Some(index));
                if scaling.enabled && room.providers.contains(&index) && !waits {
                    let own = |i: &&ContainerInstance| i.provider == Some(index);
                    let all: Vec<&ContainerInstance> = room.instances.iter().filter(own).collect();
                    assert!(
                        is_fit(room, &all, index, scaling, (group.desired, group.least)),
                        "{told}: {group:?}"
                    );
                    self.fit += 1;
                }
            }
        }
    }
}

/// No more than needed, or no other one may go.
fn is_fit(
    room: &Cluster,
    all: &[&ContainerInstance],
    provider: u8,
    scaling: &ManagedScaling,
    (desired, least): (u32, u32),
) -> bool {
    let stays = |i: &&&ContainerInstance| {
        !matches!(i.machine, Machine::Terminated(_)) && i.leaves_by.is_none()
    };
    let there = || {
        let counts = |i: &&&ContainerInstance| {
            matches!(i.status, InstanceStatus::Active | InstanceStatus::Registering)
        };
        all.iter().filter(stays).filter(counts)
    };
    let holds = |i: &ContainerInstance, of: &dyn Fn(&Task) -> bool| {
        i.tasks.iter().any(|task| of(&room.tasks[*task as usize]))
    };
    let own = |task: &Task| {
        task.provider == Some(provider) && !task.told_to_stop && !is_daemon(room, task)
    };
    let busy = there().filter(|i| holds(i, &own)).count() as u64;
    let need = (busy * 100).div_ceil(u64::from(scaling.target));
    let free = all.iter().filter(stays);
    let free = free.filter(|i| !scaling.protects || !holds(i, &|task| !is_daemon(room, task)));
    there().count() as u64 <= need || desired == least || free.count() == 0
}
