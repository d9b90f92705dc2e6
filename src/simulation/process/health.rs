//! What "healthy" means (SV-33, SV-90 to SV-93): asked, never ticked. A container's health is a function
//! of when it started and how it answers; only what somebody waits for is an event.

use std::rc::Rc;

use crate::base::{SimSpan, SimTime};
use crate::model::task_definition::{ContainerDefinition, HealthCheck};
use crate::simulation::parameters as p;
use crate::simulation::process::targets;
use crate::simulation::world::{
    Answers, Cluster, ContainerRun, DeploymentIndex, Health, Phase, Service, Task, TaskStatus,
    World,
};

fn seconds(number: i64) -> SimSpan {
    SimSpan::seconds(u64::try_from(number).unwrap_or(0))
}

/// The check at or after a moment, counted from the start; the first comes after one interval.
fn check_at(started: SimTime, interval: SimSpan, moment: SimTime) -> SimTime {
    let interval = SimSpan(interval.0.max(1));
    let past = SimTime(moment.since(started).0.max(1)).round_up(interval);
    started.after(SimSpan(past.0))
}

/// When a check's verdict turns UNHEALTHY, and when HEALTHY (SV-91, SV-93). Failures in startPeriod do
/// not count; of those after it, the `retries`-th in a row does.
fn verdicts(
    check: &HealthCheck,
    started: SimTime,
    answers: Answers,
) -> (Option<SimTime>, Option<SimTime>) {
    let interval = seconds(check.interval_s);
    let counted = if answers.fails_from > started {
        answers.fails_from
    } else {
        started.after(seconds(check.start_period_s))
    };
    let more = u64::try_from(check.retries).unwrap_or(1).saturating_sub(1);
    let unhealthy = check_at(started, interval, counted).after(SimSpan(interval.0 * more));
    let fails = answers.from.is_none_or(|from| from > unhealthy);
    let healthy = answers.from.map(|from| check_at(started, interval, from));
    (fails.then_some(unhealthy), healthy)
}

/// The same for a load balancer's target: CP-86's five good answers, or two bad ones.
fn target_verdicts(answers: Answers) -> (Option<SimTime>, Option<SimTime>) {
    let unhealthy = answers.fails_from.after(p::TARGET_UNHEALTHY);
    let fails = answers.from.is_none_or(|from| from > unhealthy);
    (fails.then_some(unhealthy), answers.from.map(|from| from.after(p::TARGET_HEALTHY)))
}

/// When a running container's check turns it UNHEALTHY, and HEALTHY.
pub fn turns(
    definition: &ContainerDefinition,
    run: &ContainerRun,
) -> (Option<SimTime>, Option<SimTime>) {
    match (&definition.health_check, run.started) {
        (Some(check), Some(started)) => verdicts(check, started, run.answers),
        _ => (None, None),
    }
}

fn verdict(
    (unhealthy, healthy): (Option<SimTime>, Option<SimTime>),
    was_healthy: bool,
    now: SimTime,
) -> Health {
    let past = |at: Option<SimTime>| at.filter(|at| *at <= now);
    match (past(unhealthy), past(healthy)) {
        (Some(bad), Some(good)) if good > bad => Health::Healthy,
        (Some(_), _) => Health::Unhealthy,
        (None, Some(_)) => Health::Healthy,
        (None, None) if was_healthy => Health::Healthy,
        (None, None) => Health::Unknown,
    }
}

/// `healthStatus` of a container.
pub fn of_container(definition: &ContainerDefinition, run: &ContainerRun, now: SimTime) -> Health {
    if definition.health_check.is_none() || run.phase < Phase::Running {
        return Health::Unknown;
    }
    let was_healthy = run.started.is_some_and(|started| run.answers.fails_from > started);
    verdict(turns(definition, run), was_healthy, now)
}

/// A task's containers, as far as health looks at them: those of a plain task answer from its start.
fn runs(world: &World, task: &Task) -> Vec<(usize, ContainerRun)> {
    let containers = &world.definition(task.definition).definition.containers;
    match &task.containers {
        Some(known) => known.list.iter().cloned().enumerate().collect(),
        None => {
            let Some(started) = task.times.started else { return Vec::new() };
            let ended = task.times.execution_stopped.is_some();
            let run = ContainerRun {
                phase: if ended { Phase::Stopped } else { Phase::Running },
                ..ContainerRun::running(started)
            };
            (0..containers.len()).map(|at| (at, run.clone())).collect()
        }
    }
}

/// `healthStatus` of a task: its essential containers that have a check (SV-92).
pub fn of_task(world: &World, task: &Task) -> Health {
    let now = task.times.execution_stopped.unwrap_or(world.now.time);
    let containers = &world.definition(task.definition).definition.containers;
    let mut found = None;
    if !containers.iter().any(|c| c.essential && c.health_check.is_some()) {
        return Health::Unknown;
    }
    for (at, run) in runs(world, task) {
        let definition = &containers[at];
        if !definition.essential || definition.health_check.is_none() {
            continue;
        }
        found = match (found, of_container(definition, &run, now)) {
            (_, Health::Unhealthy) | (Some(Health::Unhealthy), _) => Some(Health::Unhealthy),
            (_, Health::Unknown) | (Some(Health::Unknown), _) => Some(Health::Unknown),
            _ => Some(Health::Healthy),
        };
    }
    found.unwrap_or(Health::Unknown)
}

/// From when on a verdict is HEALTHY, as things stand.
fn from(
    turns: (Option<SimTime>, Option<SimTime>),
    was_healthy: bool,
    now: SimTime,
) -> Option<SimTime> {
    if verdict(turns, was_healthy, now) == Health::Healthy {
        return Some(turns.1.unwrap_or(now).min(now));
    }
    turns.1.filter(|at| *at > now)
}

/// Whether the task is registered in a target group.
pub fn has_target(room: &Cluster, task: &Task) -> bool {
    task.service.is_some_and(|service| {
        let s = &room.services[service as usize];
        s.deployments[task.deployment as usize].revision.target_groups > 0
    })
}

/// From when on a task counts as healthy, as things stand (SV-33): 40 s of RUNNING; with a check on
/// an essential container, HEALTHY; with a target group, its target healthy; with both, both. `None` =
/// it does not run, or nothing makes it healthy.
pub fn healthy_from(world: &World, room: &Cluster, task: &Task) -> Option<SimTime> {
    if task.status != TaskStatus::Running || task.told_to_stop {
        return None;
    }
    let now = world.now.time;
    let started = task.times.started?;
    let definition = &world.definition(task.definition).definition;
    let target = has_target(room, task);
    let checked = definition.containers.iter().any(|c| c.essential && c.health_check.is_some());
    if !checked && !target {
        return Some(started.after(p::HEALTHY_AFTER));
    }
    let mut latest = SimTime::ZERO;
    for (at, run) in runs(world, task) {
        let definition = &definition.containers[at];
        if !definition.essential {
            continue;
        }
        let failed_later = run.answers.fails_from > run.started.unwrap_or_default();
        if definition.health_check.is_some() {
            latest = latest.max(from(turns(definition, &run), failed_later, now)?);
        }
        if target {
            let known = run.answers.fails_from >= started.after(p::TARGET_HEALTHY);
            latest = latest.max(from(target_verdicts(run.answers), known, now)?);
        }
    }
    Some(latest)
}

/// Whether a task counts as healthy now (SV-33).
pub fn is_healthy(world: &World, room: &Cluster, task: &Task) -> bool {
    healthy_from(world, room, task).is_some_and(|at| at <= world.now.time)
}

/// Which check of a service's task failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failed {
    /// A container's.
    Container,
    /// Its target's.
    Target,
}

/// `stoppedReason` of a task that is replaced because a check failed (LC-33).
pub fn failure(world: &World, room: &Cluster, task: &Task) -> Rc<str> {
    match (fails_at(world, room, task), task.service) {
        (Some((_, Failed::Target)), Some(service)) => {
            let arn = target_group(&room.services[service as usize], task.deployment);
            format!("Task failed ELB health checks in (target-group {arn})").into()
        }
        _ => "Task failed container health checks".into(),
    }
}

/// The ARN of a deployment's first target group, as given.
pub fn target_group(service: &Service, deployment: DeploymentIndex) -> Rc<str> {
    targets::groups(service, deployment).into_iter().next().unwrap_or_default()
}

/// When a failing check or target makes a service replace a task, and which of the two (SV-41): not
/// before healthCheckGracePeriodSeconds after its start (SV-90).
pub fn fails_at(world: &World, room: &Cluster, task: &Task) -> Option<(SimTime, Failed)> {
    // A plain task's containers answer every check.
    let known = task.containers.as_ref()?;
    let (service, started) = (task.service?, task.times.started?);
    if task.status != TaskStatus::Running || task.told_to_stop {
        return None;
    }
    let service = &room.services[service as usize];
    let grace = service.input.get("healthCheckGracePeriodSeconds").and_then(|n| n.as_u64());
    let grace = started.after(SimSpan::seconds(grace.unwrap_or(0)));
    let target = has_target(room, task);
    let mut first: Option<(SimTime, Failed)> = None;
    let containers = &world.definition(task.definition).definition.containers;
    for (definition, run) in containers.iter().zip(&known.list).filter(|(d, _)| d.essential) {
        let both = [
            (definition.health_check.is_some().then(|| turns(definition, run)), Failed::Container),
            (target.then(|| target_verdicts(run.answers)), Failed::Target),
        ];
        for (turns, why) in both {
            let Some((Some(bad), good)) = turns else { continue };
            let at = bad.max(grace);
            // Well again before it counts.
            if good.is_none_or(|good| good > at) && first.is_none_or(|(before, _)| at < before) {
                first = Some((at, why));
            }
        }
    }
    first
}
