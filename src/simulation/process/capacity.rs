//! Auto Scaling groups behind capacity providers: they keep their size, and with managed scaling
//! they grow for tasks that wait (CP-20 to CP-29, PL-43) and shrink when they have too many instances
//! (`scale_in`).

use super::machine::{self, Launch};
use super::{managed_instances, scale_in};
use crate::base::SimTime;
use crate::model::launch_type::LaunchType;
use crate::placement::fleet::Line;
use crate::placement::{Constraint, Need};
use crate::simulation::engine::Engine;
use crate::simulation::journal::EntryKind;
use crate::simulation::parameters as p;
use crate::simulation::queue::Event;
use crate::simulation::world::{
    AutoScalingGroup, Cluster, ClusterIndex, ContainerInstance, InstanceStatus, Machine,
    ManagedScaling, ProviderIndex, ProviderKind, Task, World,
};

/// The cluster that a provider serves (CP-34); the first one where several list it.
pub(super) fn served(world: &World, provider: ProviderIndex) -> Option<ClusterIndex> {
    let lists = |cluster: &Cluster| cluster.active && cluster.providers.contains(&provider);
    u32::try_from(world.clusters.iter().position(lists)?).ok()
}

/// A task waits for the provider, or took an instance of it: is there enough? It looks when its
/// metric comes (CP-21), and one datapoint is enough (CP-28); instances that ECS manages are asked
/// for sooner.
pub fn is_wanted(engine: &mut Engine<'_>, provider: ProviderIndex) {
    let now = engine.time();
    let it = &mut engine.world.capacity.providers[usize::from(provider)];
    let at = match &it.kind {
        ProviderKind::Fargate(_) => return,
        ProviderKind::Group(_, scaling) if !scaling.enabled => return,
        ProviderKind::Group(..) => SimTime(now.0 + 1).round_up(p::CAPACITY_METRIC),
        ProviderKind::Managed(_) => now.after(p::MANAGED_BATCH),
    };
    look_at(engine, provider, at);
}

/// Plans a look, unless one comes earlier.
pub(super) fn look_at(engine: &mut Engine<'_>, provider: ProviderIndex, at: SimTime) {
    let it = &mut engine.world.capacity.providers[usize::from(provider)];
    if it.look_at.is_none_or(|planned| planned > at) {
        it.look_at = Some(at);
        engine.queue.push(at, Event::CapacityLook { provider });
    }
}

/// Instances of a group came or went, or tasks left them: with managed scaling its metric may be
/// another one.
pub(super) fn size_changed(engine: &mut Engine<'_>, provider: Option<ProviderIndex>) {
    let Some(provider) = provider else { return };
    if matches!(engine.world.capacity.provider(provider).kind, ProviderKind::Group(..)) {
        is_wanted(engine, provider);
    }
}

/// A task took an instance: a provider that is to keep room free (targetCapacity below 100, CP-27)
/// looks again. So tasks that spread onto the empty ones make it grow with each task (PL-62, CP-35).
pub fn took_task(engine: &mut Engine<'_>, provider: Option<ProviderIndex>) {
    let Some(provider) = provider else { return };
    let it = engine.world.capacity.provider(provider);
    // CP-30: one that was to shrink may not have to.
    let below = it.below_since.is_some();
    if matches!(&it.kind, ProviderKind::Group(_, scaling) if scaling.target < 100 || below) {
        is_wanted(engine, provider);
    }
}

/// One look of a provider.
pub fn look(engine: &mut Engine<'_>, provider: ProviderIndex) {
    let now = engine.time();
    let it = &mut engine.world.capacity.providers[usize::from(provider)];
    // An earlier one was asked for after this one was.
    if it.look_at != Some(now) {
        return;
    }
    it.look_at = None;
    match it.kind.clone() {
        ProviderKind::Fargate(_) => {}
        ProviderKind::Group(group, scaling) => scale(engine, provider, group, &scaling),
        ProviderKind::Managed(managed) => managed_instances::launch(engine, provider, &managed),
    }
}

/// What an empty instance of a provider's group has.
pub(super) fn empty_instance(world: &World, provider: ProviderIndex) -> Option<Line> {
    let ProviderKind::Group(group, _) = world.capacity.provider(provider).kind else { return None };
    let group = &world.capacity.groups[usize::from(group)];
    Some(machine::empty_line(group.instance_type, group.zones.first().copied().unwrap_or(0)))
}

/// How many empty instances tasks of one kind need: whole tasks, the scarcest resource counts
/// (CP-25). 0 = they fit on none (CP-23).
fn instances_for(need: &Need, distinct: bool, tasks: u32, empty: &Line) -> u32 {
    let fits = |has: u32, asks: u32| has.checked_div(asks).unwrap_or(u32::MAX);
    let mut each = fits(empty.cpu, need.cpu.0)
        .min(fits(empty.memory, need.memory.0))
        .min(fits(empty.enis.into(), need.enis.into()))
        .min(fits(empty.gpus.into(), need.gpus.into()));
    if distinct || !need.ports.is_empty() {
        each = each.min(1);
    }
    if each == 0 { 0 } else { tasks.div_ceil(each) }
}

/// Instances that the tasks that wait for a provider need beyond those that are busy: the kind
/// that needs most (CP-23, CP-24).
fn additional(world: &World, room: &Cluster, provider: ProviderIndex, empty: &Line) -> u32 {
    let mut kinds: Vec<(&Need, bool, u32)> = Vec::new();
    for wish in room.provisioning.values().filter(|wish| wish.provider == Some(provider)) {
        let need = &world.definition(wish.definition).need;
        let distinct = wish.constraints.contains(&Constraint::DistinctInstance);
        match kinds.iter_mut().find(|kind| *kind.0 == *need && kind.1 == distinct) {
            Some(kind) => kind.2 += 1,
            None => kinds.push((need, distinct, 1)),
        }
    }
    let each = kinds.into_iter().map(|(need, one, tasks)| instances_for(need, one, tasks, empty));
    each.max().unwrap_or(0)
}

/// The size that managed scaling wants: M instances are needed, N are there (CP-21, CP-22, CP-27);
/// `None` = CapacityProviderReservation is not above its target.
pub fn wanted_size(needed: u32, there: u32, target: u32) -> Option<u32> {
    let (needed, there, target) = (u64::from(needed), u64::from(there), u64::from(target.max(1)));
    if there == 0 {
        return (needed > 0).then_some(p::FROM_ZERO);
    }
    let above = needed * 100 > target * there;
    above.then(|| u32::try_from((needed * 100).div_ceil(target)).unwrap_or(u32::MAX))
}

/// Whether a task belongs to a DAEMON service.
pub(super) fn is_daemon(room: &Cluster, task: &Task) -> bool {
    let service = task.service.map(|service| &room.services[service as usize]);
    service.is_some_and(|service| service.daemon.is_some())
}

/// CapacityProviderReservation, in tenths of a percent: M instances are needed, N are there (CP-21,
/// CP-22).
pub fn reservation(needed: u32, there: u32) -> u32 {
    match (needed, there) {
        (0, 0) => 1_000,
        (_, 0) => 2_000,
        _ => {
            let tenths = (u64::from(needed) * 2_000 / u64::from(there)).div_ceil(2);
            u32::try_from(tenths).unwrap_or(u32::MAX)
        }
    }
}

fn scale(engine: &mut Engine<'_>, provider: ProviderIndex, group: u8, scaling: &ManagedScaling) {
    let now = engine.time();
    let Some(cluster) = served(engine.world, provider) else { return };
    let world = &*engine.world;
    let room = &world.clusters[cluster as usize];
    let it = &world.capacity.groups[usize::from(group)];
    let (mut there, mut busy) = (0, 0);
    let runs = |i: &&ContainerInstance| {
        !matches!(i.machine, Machine::Terminated(_)) && i.leaves_by.is_none()
    };
    let own = room.instances.iter().filter(|i| i.provider == Some(provider));
    for instance in own.filter(runs) {
        if matches!(instance.status, InstanceStatus::Active | InstanceStatus::Registering) {
            there += 1;
            // CP-21: one with daemon tasks only is empty. CP-3: tasks with a launch type are not seen.
            let counts = |task: &u32| {
                let task = &room.tasks[*task as usize];
                task.provider == Some(provider) && !task.told_to_stop && !is_daemon(room, task)
            };
            busy += u32::from(instance.tasks.iter().any(counts));
        }
    }
    let empty = empty_instance(world, provider).unwrap_or_default();
    let mut more = additional(world, room, provider, &empty);
    if more > 0 {
        // CP-26
        more = more.max(scaling.least_step).min(scaling.most_step);
    }
    let needed = busy + more;
    let Some(wanted) = wanted_size(needed, there, scaling.target) else {
        scale_in::trim(engine, provider);
        return scale_in::look(engine, cluster, provider, scaling, (needed, there));
    };
    let (from, to) = (it.desired, wanted.min(it.most));
    engine.world.capacity.providers[usize::from(provider)].below_since = None;
    if to <= from {
        return;
    }
    // CP-29: while an instance is younger than the warm-up, no further ones.
    let launched_at = engine.world.capacity.provider(provider).launched_at;
    if launched_at.is_none_or(|at| at.after(scaling.warmup) <= now) {
        engine.record(EntryKind::GroupScales { provider, needed, there, from, to });
        engine.plan(p::GROUP_GROWS, Event::GroupGrows { provider, desired: to });
    }
    is_wanted(engine, provider);
}

/// The group gets its new size.
pub fn grows(engine: &mut Engine<'_>, provider: ProviderIndex, desired: u32) {
    if let ProviderKind::Group(group, _) = engine.world.capacity.provider(provider).kind {
        let group = &mut engine.world.capacity.groups[usize::from(group)];
        group.desired = group.desired.max(desired).min(group.most);
        // CP-30, CP-31: it counts anew.
        let now = engine.time();
        let it = &mut engine.world.capacity.providers[usize::from(provider)];
        (it.grew_at, it.below_since) = (Some(now), None);
        heal(engine, provider);
    }
}

/// A machine of a group stopped or was terminated: the group replaces it in a while.
pub fn lost_machine(engine: &mut Engine<'_>, provider: Option<ProviderIndex>) {
    let Some(provider) = provider else { return };
    if matches!(engine.world.capacity.provider(provider).kind, ProviderKind::Group(..)) {
        engine.plan(p::GROUP_HEALS, Event::GroupHeals { provider });
    }
}

/// A zone is back: groups that miss machines launch them, tasks that wait are looked at.
pub fn zone_restored(engine: &mut Engine<'_>) {
    let count = engine.world.capacity.providers.len();
    for provider in 0..ProviderIndex::try_from(count).unwrap_or(0) {
        heal(engine, provider);
        if matches!(engine.world.capacity.provider(provider).kind, ProviderKind::Managed(_)) {
            is_wanted(engine, provider);
        }
    }
}

/// Ends machines of the group that stopped, and launches what it misses of its size, all at once
/// (CP-83), into the zone with fewest of its machines.
pub fn heal(engine: &mut Engine<'_>, provider: ProviderIndex) {
    let ProviderKind::Group(group, _) = engine.world.capacity.provider(provider).kind else {
        return;
    };
    let Some(cluster) = served(engine.world, provider) else { return };
    let now = engine.time();
    let room = engine.cluster(cluster);
    let mut slots = (0..).zip(&room.instances);
    let is_dead = |machine: Machine| matches!(machine, Machine::Stopped(at) if at.after(p::GROUP_HEALS) <= now);
    let dead: Vec<u32> = slots
        .by_ref()
        .filter(|(_, i)| i.provider == Some(provider) && is_dead(i.machine))
        .map(|(slot, _)| slot)
        .collect();
    for slot in dead {
        machine::terminate(engine, cluster, slot);
    }
    let it = engine.world.capacity.groups[usize::from(group)].clone();
    let mut machines = machines_by_zone(&engine.world.clusters[cluster as usize], provider);
    let launch = Launch {
        instance_type: it.instance_type,
        launch_type: LaunchType::Ec2,
        provider: Some(provider),
        attributes: std::rc::Rc::new([]),
        register_after: p::REGISTER_AFTER,
        spot: it.spot,
    };
    let there: u32 = machines.values().sum();
    for _ in there..it.desired {
        let Some(zone) = emptiest(engine.world, &it, &machines) else { return };
        if !machine::has_room_for(engine.world, cluster, it.instance_type, it.spot.is_some()) {
            return;
        }
        *machines.entry(zone).or_insert(0) += 1;
        machine::launch(engine, cluster, zone, &launch);
        engine.world.capacity.providers[usize::from(provider)].launched_at = Some(now);
    }
}

pub(super) type ByZone = std::collections::BTreeMap<u8, u32>;

/// Machines of a provider that run or are on their way; not those that its group ends.
pub(super) fn machines_by_zone(room: &Cluster, provider: ProviderIndex) -> ByZone {
    let mut out = ByZone::new();
    let running = room
        .instances
        .iter()
        .filter(|i| i.provider == Some(provider) && !matches!(i.machine, Machine::Terminated(_)))
        .filter(|i| i.leaves_by.is_none())
        .map(|i| i.zone);
    let coming = room.launching.iter().filter(|l| l.provider == Some(provider)).map(|l| l.zone);
    for zone in running.chain(coming) {
        *out.entry(zone).or_insert(0) += 1;
    }
    out
}

/// The group's zone with fewest of its machines that is up.
fn emptiest(world: &World, group: &AutoScalingGroup, machines: &ByZone) -> Option<u8> {
    let up = group.zones.iter().filter(|zone| !world.failed_zones.contains_key(zone));
    up.copied().min_by_key(|zone| machines.get(zone).copied().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{CpuUnits, Mebibytes};

    /// CP-21, CP-22, CP-27: the worked examples of the reference.
    #[test]
    fn a_group_grows_as_the_examples_say() {
        // (M, N, target), CapacityProviderReservation, and the size.
        let examples = [
            ((3, 3, 100), 1_000, None),
            ((5, 3, 100), 1_667, Some(5)),
            ((4, 3, 100), 1_333, Some(4)),
            ((7, 3, 100), 2_333, Some(7)),
            ((8, 10, 100), 800, None),
            ((9, 9, 90), 1_000, Some(10)),
            ((9, 10, 90), 900, None),
            ((1, 0, 100), 2_000, Some(2)),
            ((0, 0, 100), 1_000, None),
        ];
        for ((needed, there, target), percent, size) in examples {
            assert_eq!(reservation(needed, there), percent, "{needed} of {there}");
            assert_eq!(wanted_size(needed, there, target), size, "{needed} of {there} at {target}");
        }
    }

    /// CP-25: twelve tasks, four to an instance; one to an instance where they must be apart
    /// (CP-24); none where they fit on no empty one (CP-23).
    #[test]
    fn tasks_are_packed_on_empty_instances() {
        let empty = Line { cpu: 2_048, memory: 7_800, enis: 2, ..Line::default() };
        let need = Need { cpu: CpuUnits(512), memory: Mebibytes(1_024), ..Need::default() };
        assert_eq!(instances_for(&need, false, 12, &empty), 3);
        assert_eq!(instances_for(&need, true, 12, &empty), 12);
        let with_eni = Need { enis: 1, ..need.clone() };
        assert_eq!(instances_for(&with_eni, false, 12, &empty), 6);
        let huge = Need { cpu: CpuUnits(4_096), ..need };
        assert_eq!(instances_for(&huge, false, 12, &empty), 0);
    }
}
