//! One step of a rolling deployment: what may stop stops, then what may start starts (SV-30 to
//! SV-41). Tasks on DRAINING instances and unhealthy ones are replaced by the same step (LC-82).

use std::rc::Rc;

use crate::simulation::engine::Engine;
use crate::simulation::parameters as p;
use crate::simulation::process::{health, protection, service_scheduler, task_lifecycle};
use crate::simulation::service_event::ServiceMessage;
use crate::simulation::world::{
    ClusterIndex, Rollout, Service, ServiceIndex, Stop, StopCode, Task, TaskStatus,
};

/// Which tasks a step wants to stop first, and how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Stops {
    /// Old ones that do not run or are not healthy: all of them.
    unready: u32,
    /// Unhealthy ones of the newest revision whose replacements are there (SV-41).
    failing: u32,
    /// Of the newest revision, more than are desired (SV-97).
    surplus: u32,
}

/// Tasks of older deployments: active ones, and of these the healthy ones.
fn old(s: &Service) -> (u32, u32) {
    let others = s.others.iter().map(|d| &s.deployments[*d as usize]);
    others.fold((0, 0), |(active, healthy), d| (active + d.active, healthy + d.healthy))
}

/// What stops whatever the floor says: it does not count for it.
fn first_stops(s: &Service) -> Stops {
    let bounds = s.bounds();
    let primary = s.deployment();
    if primary.rollout == Rollout::Failed {
        // SV-57: old tasks keep running, but not more than there may be.
        let surplus = s.active.saturating_sub(bounds.upper);
        return Stops { surplus, ..Stops::default() };
    }
    let (old, old_healthy) = old(s);
    let staying = s.staying();
    let moves = s.rebalancing.round.is_some();
    // SV-41: first the replacement; where maximumPercent leaves no room for one, one at a time.
    let failing = primary.failing;
    let staying_healthy = primary.healthy - primary.draining_healthy;
    let mut replaced = (staying_healthy + failing).saturating_sub(s.desired).min(failing);
    let blocked = s.active >= bounds.upper && staying == staying_healthy && staying < s.desired;
    if replaced == 0 && blocked {
        replaced = failing.min(1);
    }
    Stops {
        // LC-80: on a DRAINING instance too.
        unready: old - old_healthy + primary.draining - primary.draining_healthy,
        failing: replaced,
        surplus: if moves { 0 } else { staying.saturating_sub(s.desired) },
    }
}

/// Old healthy tasks that may stop while the floor holds (SV-30).
fn spare(s: &Service) -> u32 {
    let primary = s.deployment();
    if primary.rollout == Rollout::Failed {
        return 0;
    }
    s.healthy().saturating_sub(s.bounds().lower).min(old(s).1 + primary.draining_healthy)
}

/// Stops what may stop (SV-35: before anything starts).
fn stop(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let s = engine.service(cluster, service);
    let (first, primary) = (first_stops(s), s.primary);
    if first == Stops::default() && spare(s) == 0 {
        return;
    }
    let failed = s.deployment().rollout == Rollout::Failed;
    let mut told = Told::default();
    let old = |t: &Task| t.deployment != primary;
    let goes = |t: &Task| old(t) || (t.drains && !t.failing);
    stop_some(engine, cluster, service, first.unready, &mut told, |t| goes(t) && !t.healthy);
    stop_some(engine, cluster, service, first.failing, &mut told, |t| !old(t) && t.failing);
    stop_some(engine, cluster, service, first.surplus, &mut told, |t| {
        failed || !(goes(t) || t.failing)
    });
    let spare = spare(engine.service(cluster, service));
    stop_some(engine, cluster, service, spare, &mut told, |t| goes(t) && t.healthy);
    tell(engine, cluster, service, told);
}

/// Tasks that one pass stopped.
#[derive(Clone, Debug, Default)]
pub struct Told {
    running: Vec<u128>,
    pending: u32,
}

/// Stops some tasks, each chosen by PL-80 to PL-86.
pub fn stop_some(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    count: u32,
    told: &mut Told,
    may_be: impl Fn(&Task) -> bool,
) {
    if count == 0 {
        return;
    }
    let name = Rc::clone(&engine.service(cluster, service).deployment().name);
    let scaling = reason(&format!("Scaling activity initiated by (deployment {name})"));
    for _ in 0..count {
        let Some(task) = service_scheduler::choose(engine, cluster, service, &may_be) else {
            protection::stands_in_the_way(engine, cluster, service);
            break;
        };
        let room = &engine.world.clusters[cluster as usize];
        let t = &room.tasks[task as usize];
        let failure = t.failing.then(|| health::failure(engine.world, room, t));
        let t = engine.task(cluster, task);
        if t.status == TaskStatus::Running {
            told.running.push(t.id);
        } else {
            told.pending += 1;
        }
        // LC-33
        let stop = failure.map_or_else(|| Rc::clone(&scaling), |text| reason(&text));
        engine.service(cluster, service).untold_started.retain(|started| *started != task);
        task_lifecycle::tell_to_stop(engine, cluster, task, stop);
    }
    engine.service(cluster, service).steady = false;
}

fn reason(text: &str) -> Rc<Stop> {
    Rc::new(Stop { code: Some(StopCode::ServiceSchedulerInitiated), reason: text.into() })
}

/// Says what a pass stopped (SV-106, SV-107).
pub fn tell(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex, told: Told) {
    if told.pending > 0 {
        engine.tell(cluster, service, ServiceMessage::StoppedPending(told.pending));
    }
    if !told.running.is_empty() {
        engine.tell(cluster, service, ServiceMessage::StoppedRunning(told.running.into()));
    }
}

/// Whether old tasks are there that the bounds let nobody replace (SV-34, SV-112).
pub fn is_stuck(s: &Service) -> bool {
    let primary = s.deployment();
    let old: u32 = s.others.iter().map(|d| s.deployments[*d as usize].active).sum();
    primary.rollout != Rollout::Failed
        && primary.shift.is_none()
        && old + primary.draining_healthy > 0
        && s.staying() < s.desired
        && s.configuration.is_stuck(s.desired)
        && s.active >= s.bounds().upper
}

/// One step: stops, says so if nothing can move, leaves the starts to the scheduler.
pub fn step(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    stop(engine, cluster, service);
    if is_stuck(engine.service(cluster, service)) {
        engine.tell(cluster, service, ServiceMessage::DeploymentStuck);
        // SV-101: it is told again after six hours.
        let again = engine.time().after(p::EVENT_REPEAT);
        service_scheduler::pass_at(engine, cluster, service, again);
    }
}
