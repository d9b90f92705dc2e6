//! When tasks count as healthy (SV-33). Turning healthy is no event of its own: a deployment
//! remembers who turns when, and a pass that needs the count takes over those whose time has come.

use super::{alarms, tally};
use crate::base::SimTime;
use crate::simulation::engine::Engine;
use crate::simulation::parameters as p;
use crate::simulation::process::{health, service_scheduler, throttle};
use crate::simulation::world::{ClusterIndex, Service, ServiceIndex, TaskIndex};

/// A task of the service reached RUNNING. The scheduler will know when it counts as healthy.
pub fn task_runs(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    index: TaskIndex,
) {
    let room = &engine.world.clusters[cluster as usize];
    let task = &room.tasks[index as usize];
    let (deployment, from) = (task.deployment, health::healthy_from(engine.world, room, task));
    let s = engine.service(cluster, service);
    throttle::reset(s);
    if let Some(at) = from {
        tally::turns_healthy(s, deployment, index, at);
    }
    plan(engine, cluster, service);
}

/// What was expected of a RUNNING task's health changed: it will turn healthy then, or never.
pub fn expect(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    index: TaskIndex,
    from: Option<SimTime>,
) {
    let room = engine.cluster(cluster);
    let (services, tasks) = (&mut room.services, &mut room.tasks);
    let (s, task) = (&mut services[service as usize], &mut tasks[index as usize]);
    if task.healthy {
        return;
    }
    let deployment = task.deployment;
    let turning = &mut s.deployments[deployment as usize].turning;
    if turning.iter().find(|(_, task)| *task == index).map(|(at, _)| *at) == from {
        return;
    }
    turning.retain(|(_, task)| *task != index);
    if let Some(at) = from {
        tally::turns_healthy(s, deployment, index, at);
    }
    plan(engine, cluster, service);
}

/// Takes over the tasks that turned healthy since the last look (SV-52: the breaker's count is
/// set to 0).
pub fn absorb(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let now = engine.time();
    let room = engine.cluster(cluster);
    let (services, tasks) = (&mut room.services, &mut room.tasks);
    let s = &mut services[service as usize];
    let reset = s.configuration.breaker.reset_on_healthy;
    for n in 0..=s.others.len() {
        let d = if n == 0 { s.primary } else { s.others[n - 1] } as usize;
        while let Some((at, task)) = s.deployments[d].turning.front().copied() {
            if at > now {
                break;
            }
            s.deployments[d].turning.pop_front();
            if tally::change(s, &mut tasks[task as usize], |task| task.healthy = true) && reset {
                s.deployments[d].failures = 0;
            }
        }
    }
}

/// Plans the pass at which tasks that turn healthy let something happen: the next one while old
/// tasks wait to be stopped, the last one on the way to a steady state.
pub fn plan(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let s = engine.service(cluster, service);
    if let Some(at) = next_look(s) {
        service_scheduler::pass_at(engine, cluster, service, at.round_up(p::SCHEDULER_LOOP));
    }
}

fn next_look(s: &Service) -> Option<SimTime> {
    let primary = s.deployment();
    let moving = !s.others.is_empty()
        || primary.failing + primary.draining > 0
        || primary.shift.is_some()
        || s.configuration.early.is_some();
    if moving {
        let others = s.others.iter().map(|d| &s.deployments[*d as usize]);
        let all = std::iter::once(primary).chain(others);
        return all.filter_map(|d| d.turning.front()).map(|(at, _)| *at).min();
    }
    let settles = s.rebalancing.round.is_some() || !s.steady;
    let there = s.running == s.active && s.active >= s.desired;
    if settles && there { primary.turning.back().map(|(at, _)| *at) } else { None }
}

/// A task of the service failed its health check: it is to be replaced (SV-41), and counts in the
/// breaker's second stage (SV-53).
pub fn task_unhealthy(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    index: TaskIndex,
) {
    absorb(engine, cluster, service);
    let room = engine.cluster(cluster);
    let (services, tasks) = (&mut room.services, &mut room.tasks);
    let (s, task) = (&mut services[service as usize], &mut tasks[index as usize]);
    let deployment = task.deployment;
    s.deployments[deployment as usize].turning.retain(|(_, other)| *other != index);
    let changed = tally::change(s, task, |task| {
        task.healthy = false;
        task.failing = true;
    });
    if changed {
        s.untold_replaced += 1;
        s.steady = false;
        super::breaker::task_failed_its_check(engine, cluster, service, deployment);
    }
    alarms::look(engine, cluster, service);
    service_scheduler::changed(engine, cluster, service);
}

/// A task of the service passed its health check (again): it counts as healthy now, and need not
/// be replaced.
pub fn task_healthy(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    index: TaskIndex,
) {
    let now = engine.time();
    let room = engine.cluster(cluster);
    let (services, tasks) = (&mut room.services, &mut room.tasks);
    let (s, task) = (&mut services[service as usize], &mut tasks[index as usize]);
    if task.told_to_stop || task.healthy {
        return;
    }
    if tally::change(s, task, |task| task.failing = false) {
        s.untold_replaced = s.untold_replaced.saturating_sub(1);
    }
    let deployment = task.deployment;
    s.deployments[deployment as usize].turning.retain(|(_, other)| *other != index);
    tally::turns_healthy(s, deployment, index, now);
    plan(engine, cluster, service);
}

/// The tasks of a service on an instance are to be replaced: it drains (LC-80 to LC-82), or no
/// longer does.
pub fn task_drains(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex, drains: bool) {
    let room = engine.cluster(cluster);
    let task = &mut room.tasks[index as usize];
    let Some(service) = task.service else { return };
    let s = &mut room.services[service as usize];
    if s.daemon.is_none() && tally::change(s, task, |task| task.drains = drains) {
        s.steady = false;
        service_scheduler::changed(engine, cluster, service);
    }
}
