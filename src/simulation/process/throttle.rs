//! Tasks that fail to start, again and again: the service waits ever longer between attempts
//! (SV-20 to SV-25). A task that reached RUNNING and died is no such failure (SV-21).

use crate::base::SimSpan;
use crate::simulation::engine::Engine;
use crate::simulation::parameters as p;
use crate::simulation::service_event::ServiceMessage;
use crate::simulation::world::{
    ClusterIndex, DefinitionIndex, Service, ServiceIndex, StopCode, Task, TaskIndex, Throttle,
};

/// How long to wait after the n-th failure in a row (SV-24).
pub fn delay(failures: u32) -> SimSpan {
    let Some(doublings) = failures.checked_sub(p::THROTTLE_FROM) else { return SimSpan(0) };
    let factor = 1_u64.checked_shl(doublings).unwrap_or(u64::MAX);
    SimSpan(p::THROTTLE_FIRST.0.saturating_mul(factor).min(p::THROTTLE_MOST.0))
}

/// Whether a task that reached STOPPED failed to start: it never ran, and nobody told it to stop.
pub fn failed_to_start(task: &Task) -> bool {
    let by_itself = task.stop.as_ref().is_some_and(|stop| {
        matches!(stop.code, Some(StopCode::TaskFailedToStart | StopCode::EssentialContainerExited))
    });
    by_itself && task.times.started.is_none()
}

/// A task of the service reached STOPPED.
pub fn task_stopped(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    task: TaskIndex,
) {
    let now = engine.time();
    let stopped = engine.task(cluster, task);
    let deployment = stopped.deployment;
    // What an older deployment's tasks do says nothing of the newest one's (SV-22).
    let counts = failed_to_start(stopped);
    if !counts || engine.service(cluster, service).primary != deployment {
        return;
    }
    let throttle = &mut engine.service(cluster, service).throttle;
    throttle.failures = throttle.failures.saturating_add(1);
    throttle.until = now.after(delay(throttle.failures));
    // SV-23: once an episode.
    if throttle.failures == p::THROTTLE_FROM {
        engine.tell(cluster, service, ServiceMessage::StartImpaired);
    }
}

/// A task reached RUNNING, or the service has a new task definition (SV-22, SV-24).
pub fn reset(service: &mut Service) {
    service.throttle = Throttle::default();
}

/// The service is deployed anew: with another task definition the wait ends at once (SV-22).
pub fn updated(service: &mut Service, definition: DefinitionIndex) {
    if service.revision().definition != definition {
        reset(service);
    }
}
