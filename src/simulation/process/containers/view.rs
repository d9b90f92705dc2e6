//! A task's containers as anybody may see them: the report, the inspector and queries read these,
//! whether the task keeps records of them or not.

use std::rc::Rc;

use crate::simulation::parameters as p;
use crate::simulation::process::health;
use crate::simulation::world::{ContainerRun, Health, Phase, Task, TaskStatus, World};

/// One container of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerView {
    /// Its place in the definition.
    pub index: u16,
    /// Its name.
    pub name: Rc<str>,
    /// Where it is.
    pub phase: Phase,
    /// `exitCode` (LC-38).
    pub exit_code: Option<u8>,
    /// `reason`
    pub reason: Option<Rc<str>>,
    /// `healthStatus`
    pub health: Health,
    /// `restartCount`, for those with a restart policy (LC-49).
    pub restarts: Option<u32>,
}

/// The containers of a plain task follow its status (LC-50).
fn phase(status: TaskStatus) -> Phase {
    match status {
        TaskStatus::Provisioning | TaskStatus::Pending => Phase::Starting,
        TaskStatus::Activating | TaskStatus::Running | TaskStatus::Deactivating => Phase::Running,
        TaskStatus::Stopping => Phase::Stopping,
        TaskStatus::Deprovisioning | TaskStatus::Stopped => Phase::Stopped,
    }
}

/// The containers of a task, in the definition's order.
pub fn views(world: &World, task: &Task) -> Vec<ContainerView> {
    let now = task.times.execution_stopped.unwrap_or(world.now.time);
    let containers = &world.definition(task.definition).definition.containers;
    (0..)
        .zip(containers)
        .map(|(index, definition)| {
            let known = task.containers.as_ref().and_then(|c| c.list.get(usize::from(index)));
            let run = known.cloned().unwrap_or_else(|| ContainerRun {
                phase: phase(task.status),
                started: task.times.started,
                // LC-40: each by its own stopTimeout.
                exit_code: task.exit_code.map(|_| {
                    let own = definition.stop_timeout_s.unwrap_or(p::STOP_TIMEOUT_S);
                    if u64::from(own) * 1_000 >= p::EXIT_TIME.0 { 143 } else { 137 }
                }),
                ..ContainerRun::running(task.times.started.unwrap_or_default())
            });
            ContainerView {
                index,
                name: Rc::clone(&definition.name),
                phase: run.phase,
                exit_code: run.exit_code,
                reason: run.reason.clone(),
                health: health::of_container(definition, &run, now),
                restarts: definition.restart_policy.as_ref().map(|_| run.restarts),
            }
        })
        .collect()
}
