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

/// Which tasks a step wants to stop, and how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stops {
    /// Old ones that do not run or are not healthy: all of them.
    pub unready: u32,
    /// Old healthy ones, while the floor holds.
    pub healthy: u32,
    /// Unhealthy ones of the newest revision whose replacements are there (SV-41).
    pub failing: u32,
    /// Of the newest revision, more than are desired (SV-97).
    pub surplus: u32,
}

/// What the step may stop now.
pub fn stops(s: &Service) -> Stops {
    let bounds = s.bounds();
    let primary = s.deployment();
    let others = s.others.iter().map(|d| &s.deployments[*d as usize]);
    let (old, old_healthy) =
        others.fold((0, 0), |(active, healthy), d| (active + d.active, healthy + d.healthy));
    let failed = primary.rollout == Rollout::Failed;
    if failed {
        // SV-57: old tasks keep running, but not more than there may be.
        let surplus = s.active.saturating_sub(bounds.upper);
        return Stops { unready: 0, healthy: 0, failing: 0, surplus };
    }
    let staying = s.staying();
    let surplus = if s.rebalancing.round.is_some() { 0 } else { staying.saturating_sub(s.desired) };
    // SV-30: the floor. What is surplus and stops anyway is not counted on.
    let spare = s.healthy().saturating_sub(bounds.lower).saturating_sub(surplus);
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
        healthy: spare.min(old_healthy + primary.draining_healthy),
        failing: replaced,
        surplus,
    }
}

/// Stops what may stop (SV-35: before anything starts).
pub fn stop(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let s = engine.service(cluster, service);
    let (now, primary) = (stops(s), s.primary);
    if now == (Stops { unready: 0, healthy: 0, failing: 0, surplus: 0 }) {
        return;
    }
    let failed = s.deployment().rollout == Rollout::Failed;
    let mut told = Told::default();
    let old = |t: &Task| t.deployment != primary;
    let goes = |t: &Task| old(t) || (t.drains && !t.failing);
    stop_some(engine, cluster, service, now.unready, &mut told, |t| goes(t) && !t.healthy);
    stop_some(engine, cluster, service, now.healthy, &mut told, |t| goes(t) && t.healthy);
    stop_some(engine, cluster, service, now.failing, &mut told, |t| !old(t) && t.failing);
    stop_some(engine, cluster, service, now.surplus, &mut told, |t| {
        failed || !(goes(t) || t.failing)
    });
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
