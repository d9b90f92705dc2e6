//! What a deployment counts of its tasks, kept up to date as they come, run, turn healthy and go:
//! no pass of the scheduler counts them again.

use crate::base::SimTime;
use crate::simulation::world::{DeploymentIndex, Service, Task, TaskIndex, TaskStatus};

/// A task was created.
pub fn created(s: &mut Service, deployment: DeploymentIndex, task: TaskIndex) {
    s.active += 1;
    s.pending += 1;
    s.tasks.push(task);
    let d = &mut s.deployments[deployment as usize];
    d.active += 1;
    d.left += 1;
}

/// A task reached RUNNING and is not told to stop.
pub fn runs(s: &mut Service, deployment: DeploymentIndex) {
    s.pending -= 1;
    s.running += 1;
    let d = &mut s.deployments[deployment as usize];
    d.running += 1;
    d.has_run = true;
}

/// How a task is counted beside `active`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    deployment: DeploymentIndex,
    ran: bool,
    healthy: bool,
    failing: bool,
    drains: bool,
}

impl Standing {
    /// Of a task.
    pub fn of(task: &Task) -> Self {
        Self {
            deployment: task.deployment,
            ran: task.status >= TaskStatus::Running,
            healthy: task.healthy,
            failing: task.failing,
            drains: task.drains && !task.failing,
        }
    }

    /// Puts it into the counts, or takes it out.
    fn count(self, s: &mut Service, into: bool) {
        let d = &mut s.deployments[self.deployment as usize];
        for (number, counts) in [
            (&mut d.healthy, self.healthy),
            (&mut d.failing, self.failing),
            (&mut d.draining, self.drains),
            (&mut d.draining_healthy, self.drains && self.healthy),
        ] {
            if into {
                *number += u32::from(counts);
            } else {
                *number -= u32::from(counts);
            }
        }
    }
}

/// A task was told to stop.
pub fn left(s: &mut Service, task: Standing) {
    s.active -= 1;
    if task.ran {
        s.running -= 1;
    } else {
        s.pending -= 1;
    }
    task.count(s, false);
    let d = &mut s.deployments[task.deployment as usize];
    d.active -= 1;
    d.running -= u32::from(task.ran);
}

/// Changes how a task stands. Gives whether something changed; nothing does once it is told to
/// stop.
pub fn change(s: &mut Service, task: &mut Task, change: impl FnOnce(&mut Task)) -> bool {
    if task.told_to_stop {
        return false;
    }
    let before = Standing::of(task);
    change(task);
    let after = Standing::of(task);
    if before != after {
        before.count(s, false);
        after.count(s, true);
    }
    before != after
}

/// A task is STOPPED. Most of those that stop together are the oldest: they stand in front.
pub fn gone(s: &mut Service, deployment: DeploymentIndex, task: TaskIndex) {
    if let Ok(at) = s.tasks.binary_search(&task) {
        s.tasks.remove(at);
    }
    let d = &mut s.deployments[deployment as usize];
    d.left -= 1;
    if d.left == 0 {
        s.others.retain(|other| *other != deployment);
    }
}

/// A RUNNING task will count as healthy then.
pub fn turns_healthy(s: &mut Service, deployment: DeploymentIndex, task: TaskIndex, at: SimTime) {
    let turning = &mut s.deployments[deployment as usize].turning;
    // Delays within a deployment are alike: nearly always the last place.
    let place = turning.iter().rposition(|(other, _)| *other <= at).map_or(0, |place| place + 1);
    turning.insert(place, (at, task));
}
