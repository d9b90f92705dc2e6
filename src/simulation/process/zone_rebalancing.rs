//! AZ rebalancing: a steady service whose tasks are not even over its zones starts some where
//! they are missing, waits until those are healthy, then stops as many elsewhere (PL-90 to PL-97).
//!
//! A balanced service is not looked at again until something changes: the checks of PL-96 fall on
//! whole minutes after the steady state, but only on those at which there is something to see.

use std::rc::Rc;

use super::placement::{self, Unplaced};
use super::{daemon_scheduler, service_scheduler, task_lifecycle};
use crate::base::SimTime;
use crate::model::launch_type::LaunchType;
use crate::placement::balance::{self, ZoneTasks};
use crate::placement::filter::ZoneMask;
use crate::placement::{Constraint, Step};
use crate::query::SubjectName;
use crate::simulation::engine::Engine;
use crate::simulation::parameters as p;
use crate::simulation::queue::Event;
use crate::simulation::service_event::ServiceMessage;
use crate::simulation::world::{
    ClusterIndex, RebalancingRound, Service, ServiceIndex, ServiceStatus, Stop, StopCode,
    TaskIndex, TaskStatus, World,
};

/// What keeps a service from being rebalanced (PL-91, PL-92); in the words of a refusal.
pub fn obstacle(service: &Service) -> Option<&'static str> {
    let asks_for_zone = |constraint: &Constraint| match constraint {
        Constraint::DistinctInstance => false,
        Constraint::MemberOf(expression) => expression.comparisons().iter().any(|comparison| {
            matches!(&comparison.subject, SubjectName::Attribute(name)
                if &**name == "ecs.availability-zone")
        }),
    };
    if service.daemon.is_some() {
        Some("a service with the DAEMON scheduling strategy")
    } else if service.launch_type == LaunchType::External {
        Some("a service with the EXTERNAL launch type")
    } else if service.steps.first() != Some(&Step::SpreadZone) {
        Some(
            "a service whose first placement strategy is not spread on attribute:ecs.availability-zone",
        )
    } else if service.configuration.maximum_percent <= 100 {
        Some("a service with a maximumPercent of 100")
    } else if service.revision().classic_load_balancer {
        Some("a service that uses a Classic Load Balancer")
    } else if service.revision().constraints.iter().any(asks_for_zone) {
        Some("a service with a placement constraint on attribute:ecs.availability-zone")
    } else {
        None
    }
}

/// The zones over which a service is to be even, each with its tasks (PL-95).
fn configured(world: &World, cluster: ClusterIndex, service: ServiceIndex) -> Vec<ZoneTasks> {
    let room = &world.clusters[cluster as usize];
    let s = &room.services[service as usize];
    let has_instance = zones_with_instances(world, cluster, s);
    let counts = &room.groups[s.group as usize].counts;
    let zone_count = u8::try_from(world.settings.zones.len()).unwrap_or(u8::MAX);
    (0..zone_count)
        .filter(|zone| s.revision().zones.holds(*zone))
        .filter(|zone| s.launch_type == LaunchType::Fargate || has_instance.holds(*zone))
        .map(|zone| ZoneTasks { zone, tasks: counts.in_zone(zone) })
        .collect()
}

/// Zones with an eligible instance: in the pool, with the required attributes, and the `memberOf`
/// constraints hold. Which tasks it has, and whether its agent is connected, does not matter
/// (PL-95, modelled; a constraint on tasks would make a zone come and go with the very moves): such a zone is missed, and an event says that nothing can be placed there.
fn zones_with_instances(world: &World, cluster: ClusterIndex, s: &Service) -> ZoneMask {
    let mut zones = ZoneMask(0);
    if s.launch_type == LaunchType::Fargate {
        return zones;
    }
    let room = &world.clusters[cluster as usize];
    let need = &world.definition(s.revision().definition).need;
    for (slot, line) in (0..).zip(room.fleet.lines()) {
        if !zones.holds(line.zone) && daemon_scheduler::is_eligible(room, s, need, slot) {
            zones.0 |= ZoneMask::only(line.zone).0;
        }
    }
    zones
}

fn named(world: &World, zones: &[ZoneTasks]) -> Rc<[(Rc<str>, u32)]> {
    zones.iter().map(|zone| (world.zone_name(zone.zone), zone.tasks)).collect()
}

/// Plans the next check: a whole minute after the steady state, and not now (PL-96).
fn plan_check(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let now = engine.time();
    let s = engine.service(cluster, service);
    let r = &mut s.rebalancing;
    let idle = s.status == ServiceStatus::Active && s.steady && r.enabled && r.round.is_none();
    if !idle || r.check_at.is_some_and(|at| at > now) {
        return;
    }
    let period = p::ZONE_CHECK.0;
    let whole = now.since(r.steady_since).0 / period + 1;
    let at = SimTime(r.steady_since.0 + whole * period);
    r.check_at = Some(at);
    engine.queue.push(at, Event::ZoneCheck { cluster, service });
}

/// The service entered a steady state (PL-93).
pub fn is_steady(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let now = engine.time();
    let r = &mut engine.service(cluster, service).rebalancing;
    r.steady_since = now;
    r.check_at = None;
    plan_check(engine, cluster, service);
}

/// Instances came or went, or changed what they carry: every service looks again.
pub fn instances_changed(engine: &mut Engine<'_>, cluster: ClusterIndex) {
    for service in 0..engine.cluster(cluster).services.len() {
        plan_check(engine, cluster, ServiceIndex::try_from(service).unwrap_or(ServiceIndex::MAX));
    }
}

/// There is room again: services that found none in a zone look again.
pub fn room_freed(engine: &mut Engine<'_>, cluster: ClusterIndex) {
    let waiting: Vec<ServiceIndex> = engine.cluster(cluster).unbalanced.iter().copied().collect();
    for service in waiting {
        plan_check(engine, cluster, service);
    }
}

/// The service was updated: a round that was meant for another service ends (PL-96).
pub fn changed(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let s = engine.service(cluster, service);
    let may = s.rebalancing.enabled && obstacle(s).is_none();
    let other = s.rebalancing.round.as_ref().is_some_and(|round| round.desired != s.desired);
    if s.rebalancing.told && (!may || other) {
        s.rebalancing.told = false;
        s.rebalancing.round = None;
        engine.cluster(cluster).unbalanced.remove(&service);
        engine.tell(cluster, service, ServiceMessage::RebalancingStopped);
    }
    plan_check(engine, cluster, service);
}

/// A deployment begins: rebalancing stops (PL-96).
pub fn interrupted(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let r = &mut engine.service(cluster, service).rebalancing;
    r.round = None;
    r.check_at = None;
    engine.cluster(cluster).unbalanced.remove(&service);
    if std::mem::take(&mut engine.service(cluster, service).rebalancing.told) {
        engine.tell(cluster, service, ServiceMessage::RebalancingStopped);
    }
}

/// The service is deleted: nothing is moved any more.
pub fn deleted(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    engine.service(cluster, service).rebalancing.round = None;
    engine.cluster(cluster).unbalanced.remove(&service);
}

/// Looks whether the tasks of a steady service are even over its zones (PL-94, PL-96).
pub fn check(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let now = engine.time();
    let s = engine.service(cluster, service);
    if s.rebalancing.check_at != Some(now) {
        return;
    }
    s.rebalancing.check_at = None;
    let idle = s.status == ServiceStatus::Active && s.steady && s.rebalancing.round.is_none();
    if !idle || !s.rebalancing.enabled || obstacle(s).is_some() {
        return;
    }
    let (desired, active, told) = (s.desired, s.active, s.rebalancing.told);
    let upper = u64::from(desired) * u64::from(s.configuration.maximum_percent) / 100;
    let zones = configured(engine.world, cluster, service);
    let mut missing = balance::missing(&zones, desired);
    engine.cluster(cluster).unbalanced.remove(&service);
    if missing.is_empty() {
        if told {
            let zones = named(engine.world, &zones);
            engine.service(cluster, service).rebalancing.told = false;
            engine.tell(cluster, service, ServiceMessage::Balanced(zones));
        }
        return;
    }
    // PL-96: at most max(1, maximumPercent headroom) in a round.
    let headroom = upper.saturating_sub(u64::from(active)).max(1);
    missing.truncate(usize::try_from(headroom).unwrap_or(usize::MAX));
    missing.reverse();
    let r = &mut engine.service(cluster, service).rebalancing;
    r.round = Some(RebalancingRound { desired, to_start: missing, started: Vec::new() });
    if !std::mem::replace(&mut r.told, true) {
        let zones = named(engine.world, &zones);
        engine.tell(cluster, service, ServiceMessage::NotBalanced(zones));
    }
    service_scheduler::changed(engine, cluster, service);
}

/// The next step of a round, in a pass of the scheduler.
pub fn go_on(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let now = engine.time();
    let s = engine.service(cluster, service);
    let next_launch = s.launches_from();
    let Some(round) = &s.rebalancing.round else { return };
    if let Some(zone) = round.to_start.last().copied() {
        if next_launch > now {
            service_scheduler::pass_at(engine, cluster, service, next_launch);
        } else {
            start_in(engine, cluster, service, zone);
        }
        return;
    }
    // PL-93: wait until RUNNING and HEALTHY.
    if s.running < s.active || s.healthy() < s.active {
        return;
    }
    stop_elsewhere(engine, cluster, service);
}

fn start_in(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex, zone: u8) {
    let now = engine.time();
    let mut wish = service_scheduler::wish(engine.world, cluster, service);
    wish.zones = ZoneMask::only(zone);
    wish.rebalances = true;
    let spacing = p::launch_spacing(wish.launch_type, &engine.world.settings.region);
    let (_, result) = placement::start(engine, &wish);
    let s = engine.service(cluster, service);
    let Some(round) = s.rebalancing.round.as_mut() else { return };
    match result {
        Ok(task) => {
            s.steady = false;
            s.next_launch = now.after(spacing);
            round.to_start.pop();
            round.started.push(task);
        }
        // QT-23, SV-114: the next token is soon there.
        Err(Unplaced::Throttled(span)) => {
            engine.tell(cluster, service, ServiceMessage::Throttled);
            service_scheduler::pass_at(engine, cluster, service, now.after(span));
            return;
        }
        Err(_) => {
            round.to_start.retain(|other| *other != zone);
            engine.cluster(cluster).unbalanced.insert(service);
            let zone = engine.world.zone_name(zone);
            // SV-118: on Fargate the sentence ends after the zone, whatever was missing there.
            let message = if wish.launch_type == LaunchType::Fargate {
                ServiceMessage::UnplacedInFargateZone(zone)
            } else {
                ServiceMessage::UnplacedInZone(zone)
            };
            engine.tell(cluster, service, message);
        }
    }
    let s = engine.service(cluster, service);
    let next = s.launches_from().max(now);
    let Some(round) = s.rebalancing.round.as_mut() else { return };
    if !round.to_start.is_empty() {
        service_scheduler::pass_at(engine, cluster, service, next);
    } else if round.started.is_empty() {
        s.rebalancing.round = None;
    } else {
        let started = round.started.clone();
        tell(engine, cluster, service, &started, ServiceMessage::StartedToRebalance);
    }
}

/// One event a zone that has some of the tasks.
fn tell(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    tasks: &[TaskIndex],
    message: impl Fn(Rc<str>, Rc<[u128]>) -> ServiceMessage,
) {
    let zones = u8::try_from(engine.world.settings.zones.len()).unwrap_or(u8::MAX);
    for zone in 0..zones {
        let all = &engine.cluster(cluster).tasks;
        let here = tasks.iter().map(|task| &all[*task as usize]).filter(|task| task.zone == zone);
        let ids: Vec<u128> = here.map(|task| task.id).collect();
        if !ids.is_empty() {
            let name = engine.world.zone_name(zone);
            engine.tell(cluster, service, message(name, ids.into()));
        }
    }
}

/// Stops as many tasks as there are too many, in the zones that have most over their share; a
/// zone that the service is not configured for has none of its own.
fn stop_elsewhere(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let s = engine.service(cluster, service);
    let (desired, surplus) = (s.desired, s.active.saturating_sub(s.desired));
    let name = Rc::clone(&s.deployment().name);
    s.rebalancing.round = None;
    let zones = configured(engine.world, cluster, service);
    let mut allowed = vec![0; engine.world.settings.zones.len()];
    for (zone, target) in zones.iter().zip(balance::targets(&zones, desired)) {
        if let Some(allowed) = allowed.get_mut(usize::from(zone.zone)) {
            *allowed = target;
        }
    }
    let reason = format!("Availability-zone rebalancing initiated by (deployment {name})").into();
    let stop = Rc::new(Stop { code: Some(StopCode::ServiceSchedulerInitiated), reason });
    let mut stopped = Vec::new();
    for _ in 0..surplus {
        let room = engine.cluster(cluster);
        let group = room.services[service as usize].group;
        let counts = &room.groups[group as usize].counts;
        let over = |zone: u8, allowed: u32| counts.in_zone(zone).saturating_sub(allowed);
        let fullest = (0..).zip(&allowed).max_by_key(|(zone, allowed)| {
            (over(*zone, **allowed), counts.in_zone(*zone), std::cmp::Reverse(*zone))
        });
        let Some((zone, _)) = fullest else { break };
        let Some(task) = service_scheduler::choose(engine, cluster, service, |task| {
            task.zone == zone && task.status == TaskStatus::Running
        }) else {
            break;
        };
        stopped.push(task);
        task_lifecycle::tell_to_stop(engine, cluster, task, Rc::clone(&stop));
    }
    tell(engine, cluster, service, &stopped, ServiceMessage::StoppedToRebalance);
}
