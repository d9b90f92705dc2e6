//! From the scheduler's wish to a task in the world: asks `placement`, reserves, creates.

use std::borrow::Cow;
use std::rc::Rc;

use super::{capacity, deployment, provisioning, service_scheduler};
use crate::base::{Draw, Seed, SimSpan};
use crate::model::launch_type::LaunchType;
use crate::placement::constraint::{self, Surroundings};
use crate::placement::decision::Removal;
use crate::placement::filter::{self, Reason, ZoneMask};
use crate::placement::fleet::Line;
use crate::placement::observer::Unwatched;
use crate::placement::strategy::DrawKey;
use crate::placement::{
    Constraint, Decision, GroupCounts, Need, Outcome, Pool, Request, Slot, Step, place,
};
use crate::simulation::engine::Engine;
use crate::simulation::explain::{Explanation, Verdict};
use crate::simulation::filter::groups_on;
use crate::simulation::journal::EntryKind;
use crate::simulation::quotas;
use crate::simulation::tags;
use crate::simulation::world::{
    CapacityProvider, Cluster, ClusterIndex, ContainerInstance, DefinitionIndex, DeploymentIndex,
    Group, GroupDraws, GroupIndex, Moment, NOWHERE, ProviderIndex, ProviderKind, ServiceIndex,
    Task, TaskIndex, TaskStatus, TaskTimes, World,
};

/// What is to be started.
#[derive(Clone, Debug)]
pub struct Wish {
    /// In which cluster.
    pub cluster: ClusterIndex,
    /// Of which definition.
    pub definition: DefinitionIndex,
    /// For which service.
    pub service: Option<ServiceIndex>,
    /// For which of its deployments.
    pub deployment: DeploymentIndex,
    /// Counted with which group.
    pub group: GroupIndex,
    /// The launch type, or that of the capacity provider.
    pub launch_type: LaunchType,
    /// The capacity provider that the strategy chose (CP-17).
    pub provider: Option<ProviderIndex>,
    /// Whose instances it may use (PL-4).
    pub pool: Pool,
    /// The definition's constraints first, then the request's.
    pub constraints: Rc<[Constraint]>,
    /// The strategies, the default put in.
    pub steps: Rc<[Step]>,
    /// Whether it was.
    pub default_strategy: bool,
    /// The subnets' zones.
    pub zones: ZoneMask,
    /// `startedBy`
    pub started_by: Option<Rc<str>>,
    /// `assignPublicIp` ENABLED.
    pub public_ip: bool,
    /// AZ rebalancing wants it: `zones` is the one that it fills (PL-93).
    pub rebalances: bool,
}

/// Why nothing was started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unplaced {
    /// No instance in the pool (PL-47).
    EmptyPool,
    /// Every instance was rejected: all of them in slot order, and the nearest miss.
    Rejected(Vec<Removal>, Option<Removal>),
    /// The account's Fargate quota is used up (QT-06).
    FargateQuota,
    /// The account launches too fast (QT-23): there is a token so much later.
    Throttled(SimSpan),
    /// The zones that it may use are down (SV-115).
    FargateCapacity,
    /// So many tasks wait for capacity already (QT-20).
    ProvisioningLimit,
}

/// Finds a group of a cluster, or makes it.
pub fn group_named(cluster: &mut Cluster, seed: Seed, name: &str) -> GroupIndex {
    let at = cluster.groups.iter().position(|group| &*group.name == name).unwrap_or_else(|| {
        cluster.groups.push(Group {
            name: name.into(),
            counts: GroupCounts::default(),
            spot: GroupCounts::default(),
            created: 0,
            draws: GroupDraws::of(seed, &cluster.name, name),
        });
        cluster.groups.len() - 1
    });
    GroupIndex::try_from(at).unwrap_or(GroupIndex::MAX)
}

/// A hash of the next task's path: cluster, group, ordinal in the group.
const fn task_draw(group: &Group, begun: Draw) -> Draw {
    begun.number(group.created as u64 + 1)
}

fn is_watched(engine: &Engine<'_>, at: Moment) -> bool {
    engine.probe.as_ref().is_some_and(|probe| probe.sequence == at.sequence)
}

/// Places one task and creates it, or says why not. The moment is given either way.
pub fn start(engine: &mut Engine<'_>, wish: &Wish) -> (Moment, Result<TaskIndex, Unplaced>) {
    let at = engine.tick();
    if wish.launch_type == LaunchType::Fargate {
        return (at, start_on_fargate(engine, wish, at));
    }
    let result = match attempt(engine, wish, at) {
        Ok((slot, zone)) => Ok(create(engine, wish, at, Some(slot), zone)),
        Err(_) if lets_it_wait(engine.world, wish) => provisioning::park(engine, wish, at),
        Err(unplaced) => Err(unplaced),
    };
    (at, result)
}

/// A task that waits for capacity tries again (PL-43); the moment is given either way.
pub fn land(
    engine: &mut Engine<'_>,
    wish: &Wish,
    task: TaskIndex,
) -> (Moment, Result<(), Unplaced>) {
    let at = engine.tick();
    engine.task(wish.cluster, task).placed = at;
    let result = attempt(engine, wish, at);
    if let Ok((slot, zone)) = &result {
        settle(engine, wish.cluster, task, *slot, *zone);
        let registered = Rc::clone(engine.world.definition_rc(wish.definition));
        if !registered.definition.uses_eni() {
            super::task_lifecycle::is_assigned(engine, wish.cluster, task);
        }
        quotas::starts(engine.world, wish.cluster, task);
        engine.record(EntryKind::TaskPlaced { cluster: wish.cluster, task });
        super::task_lifecycle::begin(engine, wish.cluster, task);
    }
    (at, result.map(|_| ()))
}

/// Whether a task that finds no place is created all the same and waits: its capacity provider can
/// bring more (PL-43). AZ rebalancing never launches instances (PL-95).
fn lets_it_wait(world: &World, wish: &Wish) -> bool {
    let provider = wish.provider.map(|provider| world.capacity.provider(provider));
    !wish.rebalances && provider.is_some_and(CapacityProvider::lets_tasks_wait)
}

/// The instance that takes a task, or why none does.
fn attempt(engine: &mut Engine<'_>, wish: &Wish, at: Moment) -> Result<(Slot, u8), Unplaced> {
    let watched = is_watched(engine, at);
    let (outcome, decision) = decide(engine.world, wish, watched);
    if watched && let Some(decision) = decision.as_deref().cloned() {
        show(engine, wish, at, Verdict::Instances(decision));
    }
    match (outcome, decision) {
        (Outcome::Placed(slot), _) => {
            Ok((slot, engine.cluster(wish.cluster).fleet.line(slot).zone))
        }
        (Outcome::EmptyPool, _) | (Outcome::Rejected, None) => Err(Unplaced::EmptyPool),
        (Outcome::Rejected, Some(d)) => Err(Unplaced::Rejected(d.removals, d.nearest)),
    }
}

/// Places one task on an instance that the caller names, or says which check it fails (PL-7).
pub fn start_on(engine: &mut Engine<'_>, wish: &Wish, slot: Slot) -> Result<TaskIndex, Reason> {
    let at = engine.tick();
    let definition = Rc::clone(engine.world.definition_rc(wish.definition));
    let fleet = &engine.world.clusters[wish.cluster as usize].fleet;
    let verdict = filter::check(fleet, slot, &definition.need, wish.zones)
        .and_then(|()| constraints_hold(engine.world, wish, slot));
    if let Err(reason) = verdict {
        if is_watched(engine, at) {
            let decision = Decision::refused(slot, reason.clone());
            show(engine, wish, at, Verdict::Instances(decision));
        }
        return Err(reason);
    }
    let zone = fleet.line(slot).zone;
    if is_watched(engine, at) {
        show(engine, wish, at, Verdict::Instances(Decision::named(slot)));
    }
    Ok(create(engine, wish, at, Some(slot), zone))
}

fn constraints_hold(world: &World, wish: &Wish, slot: Slot) -> Result<(), Reason> {
    let cluster = &world.clusters[wish.cluster as usize];
    let groups_on = |slot: Slot| groups_on(cluster, slot);
    let running_tasks = |slot: Slot| cluster.instances[slot as usize].running_tasks;
    let around = Surroundings { groups_on: &groups_on, running_tasks: &running_tasks };
    let group = &cluster.groups[wish.group as usize].counts;
    constraint::check(&wish.constraints, &cluster.fleet, slot, group, &around)
}

/// Asks for a verdict; the funnel is written down when somebody watches, and always for a
/// rejection, which is rare and has to be told with its reasons.
fn decide(world: &World, wish: &Wish, watched: bool) -> (Outcome, Option<Box<Decision>>) {
    let cluster = &world.clusters[wish.cluster as usize];
    let group = &cluster.groups[wish.group as usize];
    let task = task_draw(group, group.draws.random).value();
    let definition = world.definition(wish.definition);
    let groups_on = |slot: Slot| groups_on(cluster, slot);
    let running_tasks = |slot: Slot| cluster.instances[slot as usize].running_tasks;
    let request = Request {
        need: &definition.need,
        pool: wish.pool,
        zones: wish.zones,
        constraints: &wish.constraints,
        steps: &wish.steps,
        group_id: wish.group,
        group: &group.counts,
        key: DrawKey { seed: world.settings.seed, task },
        surroundings: Surroundings { groups_on: &groups_on, running_tasks: &running_tasks },
        zone_names: &world.settings.zones,
    };
    let outcome = place(&cluster.fleet, &request, &mut Unwatched);
    let wanted = watched || outcome == Outcome::Rejected;
    let decision = wanted.then(|| Decision::of(&cluster.fleet, &request));
    // What would help is worked out for those who ask why.
    let decision = decision.map(|decision| {
        if watched { decision.in_full(&cluster.fleet, &request, &fresh(cluster)) } else { decision }
    });
    (outcome, decision.map(Box::new))
}

/// An empty instance of each type of the cluster, the smallest first, each like one that is there.
fn fresh(cluster: &Cluster) -> Vec<(Slot, Line)> {
    let mut kinds: Vec<(Slot, &ContainerInstance)> = Vec::new();
    for (slot, instance) in (0..).zip(&cluster.instances) {
        let same = |other: &ContainerInstance| {
            other.instance_type.name == instance.instance_type.name
                && other.launch_type == instance.launch_type
                && other.registered.enis == instance.registered.enis
                && other.registered.memory == instance.registered.memory
        };
        if !kinds.iter().any(|(_, other)| same(other)) {
            kinds.push((slot, instance));
        }
    }
    crate::base::sort::sort_by_key(&mut kinds, |(_, i)| (i.registered.memory, i.registered.cpu));
    kinds.into_iter().map(|(slot, instance)| (slot, instance.registered)).collect()
}

fn show(engine: &mut Engine<'_>, wish: &Wish, at: Moment, verdict: Verdict) {
    let explanation = explanation(engine.world, wish, at, verdict);
    if let Some(probe) = engine.probe.as_mut() {
        probe.seen = Some(explanation);
    }
}

/// What keeps an attempt from landing as the world stands: the very procedure, watched. Nothing
/// changes. `None` = it would land.
pub fn explain_now(world: &World, wish: &Wish, at: Moment) -> Option<Explanation> {
    let verdict = if wish.launch_type == LaunchType::Fargate {
        let (zones, chosen, _) = on_fargate(world, wish);
        Verdict::Fargate { zones, chosen }
    } else {
        Verdict::Instances(*decide(world, wish, true).1?)
    };
    Some(explanation(world, wish, at, verdict)).filter(|explanation| !explanation.is_placed())
}

fn explanation(world: &World, wish: &Wish, at: Moment, verdict: Verdict) -> Explanation {
    let zones = (0..).zip(world.settings.zones.iter());
    let zone = zones.filter(|(zone, _)| wish.zones.holds(*zone)).map(|(_, name)| name).next();
    let rebalanced_zone = zone.filter(|_| wish.rebalances).cloned();
    let group = &world.clusters[wish.cluster as usize].groups[wish.group as usize];
    let provider = wish.provider.map(|provider| world.capacity.provider(provider));
    Explanation {
        at,
        cluster: wish.cluster,
        service: wish.service,
        definition: wish.definition,
        group: Rc::clone(&group.name),
        default_strategy: wish.default_strategy,
        capacity_provider: provider.map(|provider| Rc::clone(&provider.name)),
        may_wait: lets_it_wait(world, wish),
        rebalanced_zone,
        verdict,
    }
}

/// Tasks of the group in each zone that it may use, in subnet order.
type ByZone = Vec<(u8, u32)>;

/// PL-70: the zone with fewest tasks of the group on the same provider, then subnet order; whether
/// the quota has room.
fn on_fargate(world: &World, wish: &Wish) -> (ByZone, Option<u8>, bool) {
    let group = &world.clusters[wish.cluster as usize].groups[wish.group as usize];
    let spot = is_spot(world, wish.provider);
    let zone_count = u8::try_from(world.settings.zones.len()).unwrap_or(u8::MAX);
    let zones: ByZone = (0..zone_count)
        .filter(|zone| wish.zones.holds(*zone) && !world.failed_zones.contains_key(zone))
        // PL-70: on the same provider.
        .map(|zone| (zone, group.spot.in_zone(zone)))
        .map(|(zone, on_spot)| {
            let elsewhere = group.counts.in_zone(zone) - on_spot;
            (zone, if spot { on_spot } else { elsewhere })
        })
        .collect();
    let room = quotas::fargate_has_room(world, wish.definition, spot);
    let chosen = if room { zones.iter().min_by_key(|(_, n)| *n).map(|(z, _)| *z) } else { None };
    (zones, chosen, room)
}

fn start_on_fargate(
    engine: &mut Engine<'_>,
    wish: &Wish,
    at: Moment,
) -> Result<TaskIndex, Unplaced> {
    let (zones, chosen, room) = on_fargate(engine.world, wish);
    let spot = is_spot(engine.world, wish.provider);
    // RunTask took its tokens for all of its tasks.
    if room && wish.service.is_some() && quotas::fargate_launch(engine.world, 1, spot).is_err() {
        return Err(Unplaced::Throttled(quotas::next_launch_token(engine.world, spot)));
    }
    if is_watched(engine, at) {
        show(engine, wish, at, Verdict::Fargate { zones, chosen });
    }
    match chosen {
        Some(zone) => Ok(create(engine, wish, at, None, zone)),
        None if room => Err(Unplaced::FargateCapacity),
        None => Err(Unplaced::FargateQuota),
    }
}

/// Whether a provider is FARGATE_SPOT.
pub fn is_spot(world: &World, provider: Option<ProviderIndex>) -> bool {
    let kind = provider.map(|provider| &world.capacity.provider(provider).kind);
    matches!(kind, Some(ProviderKind::Fargate(true)))
}

/// What a task holds of its instance: its need, with the GPUs that it was given.
pub fn held(need: &Need, gpus: u16) -> Cow<'_, Need> {
    if need.gpus == gpus { Cow::Borrowed(need) } else { Cow::Owned(Need { gpus, ..need.clone() }) }
}

/// Creates a task that has no place and waits for capacity in PROVISIONING (PL-43, LC-1).
pub(super) fn create_waiting(engine: &mut Engine<'_>, wish: &Wish, at: Moment) -> TaskIndex {
    create(engine, wish, at, None, NOWHERE)
}

fn create(
    engine: &mut Engine<'_>,
    wish: &Wish,
    at: Moment,
    slot: Option<Slot>,
    zone: u8,
) -> TaskIndex {
    let group = &engine.world.clusters[wish.cluster as usize].groups[wish.group as usize];
    let id = task_draw(group, group.draws.task).wide();
    let registered = Rc::clone(engine.world.definition_rc(wish.definition));
    // LC-10, LC-11
    let provisioning = slot.is_none() || registered.definition.uses_eni();
    let status = if provisioning { TaskStatus::Provisioning } else { TaskStatus::Pending };
    let cluster = engine.cluster(wish.cluster);
    let index = TaskIndex::try_from(cluster.tasks.len()).unwrap_or(TaskIndex::MAX);
    cluster.tasks.push(Task {
        id,
        definition: wish.definition,
        service: wish.service,
        group: wish.group,
        started_by: wish.started_by.clone(),
        launch_type: wish.launch_type,
        provider: wish.provider,
        instance: None,
        zone,
        status,
        told_to_stop: false,
        stop: None,
        placed: at,
        times: TaskTimes { created: at.time, ..TaskTimes::default() },
        version: 1,
        exit_code: None,
        containers: None,
        protected_until: None,
        public_ip: wish.public_ip,
        gpus: 0,
        dynamic_ports: None,
        held: false,
        deployment: wish.deployment,
        healthy: false,
        failing: false,
        drains: false,
    });
    cluster.groups[wish.group as usize].created += 1;
    match slot {
        Some(slot) => settle(engine, wish.cluster, index, slot, zone),
        None if zone == NOWHERE => {}
        None => {
            let spot = is_spot(engine.world, wish.provider);
            let group = &mut engine.cluster(wish.cluster).groups[wish.group as usize];
            group.counts.add_zone(zone);
            if spot {
                group.spot.add_zone(zone);
            }
        }
    }
    if let Some(service) = wish.service {
        deployment::tally::created(engine.service(wish.cluster, service), wish.deployment, index);
    }
    engine.world.totals.pending += 1;
    quotas::starts(engine.world, wish.cluster, index);
    tags::propagate(engine.world, wish.cluster, index);
    let cluster = wish.cluster;
    engine.record(if zone == NOWHERE {
        EntryKind::TaskWaits { cluster, task: index }
    } else {
        EntryKind::TaskPlaced { cluster, task: index }
    });
    super::task_lifecycle::begin(engine, cluster, index);
    index
}

/// A task takes its place on an instance: everything that the scheduler counts.
fn settle(
    engine: &mut Engine<'_>,
    cluster_index: ClusterIndex,
    index: TaskIndex,
    slot: Slot,
    zone: u8,
) {
    let definition = engine.task(cluster_index, index).definition;
    let registered = Rc::clone(engine.world.definition_rc(definition));
    let cluster = engine.cluster(cluster_index);
    // PL-31: ALL takes what is free now, and holds it.
    let all = registered.need.all_gpus;
    let gpus = if all { cluster.fleet.line(slot).gpus } else { registered.need.gpus };
    let task = &mut cluster.tasks[index as usize];
    (task.instance, task.zone, task.gpus) = (Some(slot), zone, gpus);
    cluster.groups[task.group as usize].counts.add(slot, zone);
    cluster.fleet.reserve(slot, &held(&registered.need, gpus));
    let instance = &mut cluster.instances[slot as usize];
    instance.tasks.push(index);
    instance.idle_since = None;
    instance.running_tasks += 1;
    instance.pending_tasks += 1;
    engine.world.totals.cpu_reserved += u64::from(registered.need.cpu.0);
    engine.world.totals.memory_reserved += u64::from(registered.need.memory.0);
    // CP-3: only a provider's own tasks are seen.
    let provider = engine.task(cluster_index, index).provider;
    if provider.is_some() {
        capacity::took_task(engine, provider);
    }
    let service = engine.task(cluster_index, index).service;
    service_scheduler::room_was_taken(engine, cluster_index, service);
}
