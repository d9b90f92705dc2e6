//! Auto Scaling groups shrink: managed scaling takes away what no task needs (CP-30 to CP-32), the
//! group's policy says which, and managed draining lets their tasks move first (LC-85, CP-33).

use super::capacity::{self, machines_by_zone};
use super::{instance_state, machine};
use crate::base::SimTime;
use crate::placement::Slot;
use crate::simulation::engine::Engine;
use crate::simulation::journal::EntryKind;
use crate::simulation::parameters as p;
use crate::simulation::queue::Event;
use crate::simulation::world::{
    AutoScalingGroup, Cluster, ClusterIndex, ContainerInstance, InstanceStatus, Machine,
    ManagedScaling, ProviderIndex, ProviderKind,
};

/// How many instances managed scaling takes away in a minute: M are needed, N are there. At least
/// one, and less than half of them (CP-30).
pub fn excess(needed: u32, there: u32, target: u32) -> u32 {
    let size = (u64::from(needed) * 100).div_ceil(u64::from(target.max(1)));
    let most = there.div_ceil(2).saturating_sub(1).max(1);
    u32::try_from(u64::from(there).saturating_sub(size)).unwrap_or(u32::MAX).min(most)
}

/// Whether a task that is no daemon's is on the instance, stopping or not (CP-32).
fn is_busy(room: &Cluster, instance: &ContainerInstance) -> bool {
    instance.tasks.iter().any(|task| !capacity::is_daemon(room, &room.tasks[*task as usize]))
}

/// Instances of a group that it may end (CP-32).
fn may_go(
    room: &Cluster,
    provider: ProviderIndex,
    group: &AutoScalingGroup,
    scaling: &ManagedScaling,
) -> Vec<Slot> {
    let is_protected = |instance: &ContainerInstance| {
        // What ECS does not manage stays protected.
        group.protects_new && (!scaling.protects || is_busy(room, instance))
    };
    let own = (0..).zip(&room.instances).filter(|(_, instance)| {
        instance.provider == Some(provider)
            && !matches!(instance.machine, Machine::Terminated(_))
            && instance.leaves_by.is_none()
    });
    own.filter(|(_, instance)| !is_protected(instance)).map(|(slot, _)| slot).collect()
}

/// The one that the group's default policy ends: in the zone with most of its machines, there the one
/// closest to its next billing hour (CP-32; where that leaves several, the first: modelled).
fn next(room: &Cluster, provider: ProviderIndex, of: &[Slot], now: SimTime) -> Option<Slot> {
    let machines = machines_by_zone(room, provider);
    let rank = |slot: &&Slot| {
        let instance = &room.instances[**slot as usize];
        let in_hour = now.since(instance.launched_at).0 % p::BILLING_HOUR.0;
        let there = machines.get(&instance.zone).copied().unwrap_or(0);
        (there, std::cmp::Reverse(instance.zone), in_hour, std::cmp::Reverse(**slot))
    };
    of.iter().max_by_key(rank).copied()
}

/// One look of managed scaling at a group that has no fewer than it needs: M are needed, N are there.
pub(super) fn look(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    provider: ProviderIndex,
    scaling: &ManagedScaling,
    (needed, there): (u32, u32),
) {
    let now = engine.time();
    let world = &mut *engine.world;
    let it = &mut world.capacity.providers[usize::from(provider)];
    if excess(needed, there, scaling.target) == 0 {
        it.below_since = None;
        return;
    }
    // CP-30: fifteen datapoints in a row; CP-31: and a quarter of an hour since it grew.
    let since = *it.below_since.get_or_insert(now);
    let mut from = since.after(p::BELOW_TARGET);
    if let Some(grew_at) = it.grew_at {
        from = from.max(grew_at.after(p::NO_SCALE_IN_AFTER).round_up(p::CAPACITY_METRIC));
    }
    if from > now {
        capacity::look_at(engine, provider, from);
        return;
    }
    let ProviderKind::Group(at, _) = it.kind else { return };
    let group = &world.capacity.groups[usize::from(at)];
    let room = &world.clusters[cluster as usize];
    let free = may_go(room, provider, group, scaling).len();
    let by = excess(needed, there, scaling.target)
        .min(u32::try_from(free).unwrap_or(u32::MAX))
        .min(group.desired.saturating_sub(group.least));
    // Where nothing may go it waits for a change.
    if by == 0 {
        return;
    }
    let (from, to) = (group.desired, group.desired - by);
    engine.record(EntryKind::GroupScales { provider, needed, there, from, to });
    engine.plan(p::GROUP_GROWS, Event::GroupShrinks { provider, by });
    let next = SimTime(now.0 + 1).round_up(p::CAPACITY_METRIC);
    capacity::look_at(engine, provider, next);
}

/// The alarm reached the group: it ends so many instances, as many of them as may go by now.
pub fn shrinks(engine: &mut Engine<'_>, provider: ProviderIndex, by: u32) {
    let ProviderKind::Group(at, _) = engine.world.capacity.provider(provider).kind else { return };
    let group = &engine.world.capacity.groups[usize::from(at)];
    let by = by.min(group.desired.saturating_sub(group.least));
    let ended = end(engine, provider, by);
    engine.world.capacity.groups[usize::from(at)].desired -= ended;
}

/// Ends what the group has beyond its size, as far as it may.
pub fn trim(engine: &mut Engine<'_>, provider: ProviderIndex) {
    let ProviderKind::Group(at, _) = engine.world.capacity.provider(provider).kind else { return };
    let Some(cluster) = capacity::served(engine.world, provider) else { return };
    let machines: u32 =
        machines_by_zone(&engine.world.clusters[cluster as usize], provider).values().sum();
    let desired = engine.world.capacity.groups[usize::from(at)].desired;
    end(engine, provider, machines.saturating_sub(desired));
}

/// Ends up to so many instances of a group; gives how many.
fn end(engine: &mut Engine<'_>, provider: ProviderIndex, count: u32) -> u32 {
    let now = engine.time();
    let Some(cluster) = capacity::served(engine.world, provider) else { return 0 };
    let ProviderKind::Group(at, scaling) = engine.world.capacity.provider(provider).kind else {
        return 0;
    };
    let mut ended = 0;
    while ended < count {
        let room = &engine.world.clusters[cluster as usize];
        let group = &engine.world.capacity.groups[usize::from(at)];
        let free = may_go(room, provider, group, &scaling);
        let Some(slot) = next(room, provider, &free, now) else { break };
        leave(engine, cluster, slot, scaling.drains);
        ended += 1;
    }
    ended
}

/// The group ends an instance. With managed draining it drains first, as long as two days (LC-85).
fn leave(engine: &mut Engine<'_>, cluster: ClusterIndex, slot: Slot, drains: bool) {
    let by = engine.time().after(p::MANAGED_DRAINING);
    let instance = &mut engine.cluster(cluster).instances[slot as usize];
    let waits = drains
        && instance.machine == Machine::Running
        && instance.status != InstanceStatus::Inactive
        && !instance.tasks.is_empty();
    if !waits {
        machine::terminate(engine, cluster, slot);
        return;
    }
    instance.leaves_by = Some(by);
    engine.record(EntryKind::InstanceLeaves { cluster, slot });
    engine.plan(p::MANAGED_DRAINING, Event::InstanceLeaves { cluster, slot });
    instance_state::set(engine, cluster, &[slot], InstanceStatus::Draining);
}

/// A task on a leaving instance ended: is it the last one?
pub(super) fn task_gone(engine: &mut Engine<'_>, cluster: ClusterIndex, slot: Slot) {
    let instance = &engine.cluster(cluster).instances[slot as usize];
    if instance.leaves_by.is_some() && instance.tasks.is_empty() {
        engine.plan(crate::base::SimSpan(0), Event::InstanceLeaves { cluster, slot });
    }
}

/// A leaving instance is empty, or has waited as long as it may.
pub fn leaves(engine: &mut Engine<'_>, cluster: ClusterIndex, slot: Slot) {
    let now = engine.time();
    let instance = &engine.cluster(cluster).instances[slot as usize];
    let due = instance.tasks.is_empty() || instance.leaves_by.is_some_and(|by| by <= now);
    let there = !matches!(instance.machine, Machine::Terminated(_));
    if instance.leaves_by.is_some() && due && there {
        machine::terminate(engine, cluster, slot);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CP-30: the worked example of the reference, and the bounds of a step.
    #[test]
    fn so_many_leave_in_a_minute() {
        // (M, N, target) and how many.
        let examples = [
            ((8, 10, 100), 2),
            ((0, 10, 100), 4),
            ((0, 6, 100), 2),
            ((0, 3, 100), 1),
            ((1, 2, 100), 1),
            ((0, 1, 100), 1),
            ((3, 3, 100), 0),
            ((5, 3, 100), 0),
            ((0, 0, 100), 0),
            ((9, 10, 90), 0),
            ((8, 10, 90), 1),
            // 7 x 100 / 90 is 7.8: eight stay.
            ((7, 10, 90), 2),
            ((5, 10, 50), 0),
        ];
        for ((needed, there, target), by) in examples {
            assert_eq!(excess(needed, there, target), by, "{needed} of {there} at {target}");
        }
    }
}
