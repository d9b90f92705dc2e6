//! Instances that ECS launches itself for tasks that wait (PL-6, PL-98, PL-99, CP-8): the cheapest
//! type that takes what waits for a zone. One that is idle for a while is ended (CP-8).

use std::collections::BTreeMap;
use std::rc::Rc;

use super::machine::{self, Launch};
use super::placement::Wish;
use crate::base::{Seed, SimTime};
use crate::model::catalog::instance_type::InstanceType;
use crate::model::launch_type::LaunchType;
use crate::placement::constraint::Surroundings;
use crate::placement::filter::ZoneMask;
use crate::placement::observer::Unwatched;
use crate::placement::place::scan;
use crate::placement::strategy::DrawKey;
use crate::placement::{Fleet, GroupCounts, Outcome, Pool, Request, Slot, Step};
use crate::simulation::engine::Engine;
use crate::simulation::journal::EntryKind;
use crate::simulation::parameters as p;
use crate::simulation::queue::Event;
use crate::simulation::world::{
    ClusterIndex, GroupIndex, Launching, Machine, Managed, ProviderIndex, ProviderKind, Spot, World,
};

/// Waiting tasks that are looked at together for one instance.
const BATCH: usize = 100;

/// What ECS does instead of strategies: zones first, then the fullest instance (PL-99).
pub const STEPS: [Step; 2] = [Step::SpreadZone, Step::BinpackMemory];

/// Instances on paper, and the tasks that would be on them.
#[derive(Default)]
struct Paper {
    fleet: Fleet,
    groups: BTreeMap<GroupIndex, GroupCounts>,
}

impl Paper {
    fn add(&mut self, world: &World, launching: &Launching) {
        let (line, facts) = machine::registers_as(world, launching);
        self.fleet.add(line, facts);
    }

    /// Whether one of them takes a task, by the scan itself; it then holds it.
    fn takes(&mut self, world: &World, wish: &Wish, zone: u8, pool: Pool) -> bool {
        let group = self.groups.entry(wish.group).or_default();
        let need = &world.definition(wish.definition).need;
        let request = Request {
            need,
            pool,
            zones: ZoneMask::only(zone),
            constraints: &wish.constraints,
            steps: &STEPS,
            group_id: wish.group,
            group,
            key: DrawKey { seed: Seed(0), task: 0 },
            surroundings: Surroundings { groups_on: &|_| Vec::new(), running_tasks: &|_| 0 },
            zone_names: &[],
        };
        let Outcome::Placed(slot) = scan(&self.fleet, &request, &mut Unwatched) else {
            return false;
        };
        group.add(slot, zone);
        self.fleet.reserve(slot, need);
        true
    }
}

/// Launches what the waiting tasks of a provider need beyond the machines that are on their way.
pub(super) fn launch(engine: &mut Engine<'_>, provider: ProviderIndex, managed: &Managed) {
    let cluster = managed.cluster;
    let batches = batches(engine.world, provider, managed);
    for (zone, batch) in batches {
        let mut left = &batch[..];
        while !left.is_empty() {
            let Some((kind, taken)) = cheapest(engine.world, provider, managed, zone, left) else {
                // The first one fits on nothing; it may not stand in the others' way.
                left = &left[1..];
                continue;
            };
            if !machine::has_room_for(engine.world, cluster, kind, managed.spot) {
                return;
            }
            left = &left[taken..];
            let launch = Launch {
                instance_type: kind,
                launch_type: LaunchType::ManagedInstances,
                provider: Some(provider),
                attributes: Rc::new([]),
                register_after: p::MANAGED_REGISTER_AFTER,
                spot: managed.spot.then_some(Spot::Managed),
            };
            machine::launch(engine, cluster, zone, &launch);
        }
    }
}

/// No task is on an instance, or none yet: if ECS manages it and that stays so, it is ended (CP-8).
pub(super) fn is_idle(engine: &mut Engine<'_>, cluster: ClusterIndex, slot: Slot) {
    let now = engine.time();
    let world = &mut *engine.world;
    let instance = &mut world.clusters[cluster as usize].instances[slot as usize];
    let Some(provider) = instance.provider.filter(|_| instance.tasks.is_empty()) else { return };
    if let ProviderKind::Managed(managed) = &world.capacity.provider(provider).kind
        && let Some(after) = managed.scale_in_after
    {
        instance.idle_since = Some(now);
        // Those that wait for it have their turn first.
        let after = after.max(p::SCHEDULER_LOOP);
        engine.plan(after, Event::IdleEnds { cluster, slot, since: now });
    }
}

/// An instance was idle for so long, if it still is. One that does not answer is left alone until it
/// does (modelled).
pub fn idle_ends(engine: &mut Engine<'_>, cluster: ClusterIndex, slot: Slot, since: SimTime) {
    let room = &engine.world.clusters[cluster as usize];
    let instance = &room.instances[slot as usize];
    let there = instance.machine == Machine::Running && room.fleet.line(slot).agent_connected;
    if there && instance.idle_since == Some(since) {
        engine.record(EntryKind::IdleEnds { cluster, slot });
        machine::terminate(engine, cluster, slot);
    }
}

/// The tasks that no machine on its way takes, by the zone that each is meant for: the one with
/// fewest of its group, as zones outrank packing (PL-98).
fn batches(world: &World, provider: ProviderIndex, managed: &Managed) -> BTreeMap<u8, Vec<Wish>> {
    let room = &world.clusters[managed.cluster as usize];
    let mut paper = Paper::default();
    for launching in room.launching.iter().filter(|l| l.provider == Some(provider)) {
        paper.add(world, launching);
    }
    let mut meant: BTreeMap<(GroupIndex, u8), u32> = BTreeMap::new();
    let mut out: BTreeMap<u8, Vec<Wish>> = BTreeMap::new();
    let zone_count = u8::try_from(world.settings.zones.len()).unwrap_or(u8::MAX);
    for wish in room.provisioning.values().filter(|wish| wish.provider == Some(provider)) {
        let counts = &room.groups[wish.group as usize].counts;
        let mut zones: Vec<u8> = (0..zone_count)
            .filter(|zone| managed.zones.holds(*zone) && wish.zones.holds(*zone))
            .filter(|zone| !world.failed_zones.contains_key(zone))
            .collect();
        // A constraint may ask for a zone: only where some type takes it.
        zones.retain(|zone| {
            cheapest(world, provider, managed, *zone, std::slice::from_ref(wish)).is_some()
        });
        let tasks =
            |zone: u8| counts.in_zone(zone) + meant.get(&(wish.group, zone)).copied().unwrap_or(0);
        let Some(zone) = zones.into_iter().min_by_key(|zone| tasks(*zone)) else { continue };
        *meant.entry((wish.group, zone)).or_insert(0) += 1;
        if !paper.takes(world, wish, zone, wish.pool) {
            out.entry(zone).or_default().push(wish.clone());
        }
    }
    out
}

/// The type that takes most of the batch, and how many that is; the cheapest of those that take
/// the same (PL-99).
fn cheapest(
    world: &World,
    provider: ProviderIndex,
    managed: &Managed,
    zone: u8,
    batch: &[Wish],
) -> Option<(&'static InstanceType, usize)> {
    let batch = &batch[..batch.len().min(BATCH)];
    let mut best = None;
    let mut most = 0;
    for kind in managed.types.iter() {
        let mut paper = Paper::default();
        paper.add(world, &machine::on_paper(kind, provider, zone));
        let taken =
            batch.iter().take_while(|wish| paper.takes(world, wish, zone, wish.pool)).count();
        if taken > most {
            (best, most) = (Some(*kind), taken);
        }
        if most == batch.len() {
            break;
        }
    }
    best.map(|kind| (kind, most))
}
