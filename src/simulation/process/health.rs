//! What "healthy" means (SV-33, SV-90 to SV-93): asked, never ticked. A task's health is a function
//! of when its containers started; only a turn for the worse is an event.

use crate::base::{SimSpan, SimTime};
use crate::model::task_definition::HealthCheck;
use crate::simulation::parameters as p;
use crate::simulation::world::{Cluster, Task, TaskStatus, World};

/// The time between two of a container's checks.
pub fn interval(check: &HealthCheck) -> SimSpan {
    SimSpan::seconds(u64::try_from(check.interval_s).unwrap_or(0))
}

/// When all of a task's essential containers that have a check are HEALTHY (SV-92, SV-93); `None` =
/// none has one.
fn checked_from(world: &World, task: &Task) -> Option<SimTime> {
    let started = task.times.started?;
    let containers = &world.definition(task.definition).definition.containers;
    let checks = containers.iter().filter(|c| c.essential).filter_map(|c| c.health_check.as_ref());
    // LC-28r: it passes at the first try.
    checks.map(|check| started.after(interval(check))).max()
}

/// From when on a task counts as healthy, as things stand (SV-33): 40 s of RUNNING; with a check on
/// an essential container, HEALTHY; with a target group, its target healthy; with both, both. `None` =
/// it does not run, or nothing makes it healthy.
pub fn healthy_from(world: &World, room: &Cluster, task: &Task) -> Option<SimTime> {
    if task.status != TaskStatus::Running || task.told_to_stop {
        return None;
    }
    let started = task.times.started?;
    let checked = checked_from(world, task);
    let service = task.service.map(|service| &room.services[service as usize]);
    let target = service
        .filter(|s| s.deployments[task.deployment as usize].revision.target_groups > 0)
        .map(|_| started.after(p::TARGET_HEALTHY));
    match (checked, target) {
        (Some(checked), Some(target)) => Some(checked.max(target)),
        (one, other) => Some(one.or(other).unwrap_or_else(|| started.after(p::HEALTHY_AFTER))),
    }
}

/// Whether a task counts as healthy now (SV-33).
pub fn is_healthy(world: &World, room: &Cluster, task: &Task) -> bool {
    healthy_from(world, room, task).is_some_and(|at| at <= world.now.time)
}
