//! The deployment circuit breaker: what counts, and when it trips (SV-50 to SV-59).

use super::health;
use crate::simulation::engine::Engine;
use crate::simulation::world::deployment_configuration::Strategy;
use crate::simulation::world::{
    ClusterIndex, DeploymentIndex, Failure, Rollout, Service, ServiceIndex, StopCode, TaskIndex,
};

/// Whether the breaker watches the PRIMARY deployment: only rolling ones (SV-58).
pub fn watches(s: &Service) -> bool {
    s.configuration.breaker.enable
        && s.configuration.strategy == Strategy::Rolling
        && s.deployment().rollout == Rollout::InProgress
}

/// A task stopped without having reached RUNNING: counts in the first stage (SV-53). What the
/// scheduler itself stopped does not.
pub fn task_failed_to_start(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    index: TaskIndex,
) {
    let task = engine.task(cluster, index);
    let deployment = task.deployment;
    let code = task.stop.as_ref().and_then(|stop| stop.code);
    let primary = engine.service(cluster, service).primary == deployment;
    if primary && code != Some(StopCode::ServiceSchedulerInitiated) {
        could_not_launch(engine, cluster, service);
    }
}

/// A task of the PRIMARY deployment could not be launched: counts in the first stage (SV-55).
pub fn could_not_launch(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let s = engine.service(cluster, service);
    if !s.deployment().has_run {
        count(engine, cluster, service);
    }
}

/// A task failed its health check: counts in the second stage (SV-53). One that ran and died does not: where
/// no health check says so, the breaker may never trip (SV-54).
pub fn task_failed_its_check(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    deployment: DeploymentIndex,
) {
    let s = engine.service(cluster, service);
    if s.primary == deployment && s.deployment().has_run {
        count(engine, cluster, service);
    }
}

fn count(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    if engine.service(cluster, service).deployment().rollout != Rollout::InProgress {
        return;
    }
    // SV-52: whoever turned healthy before counts first.
    health::absorb(engine, cluster, service);
    let s = engine.service(cluster, service);
    s.deployment_mut().failures += 1;
    let threshold = s.configuration.breaker.threshold.of(s.desired);
    if watches(s) && s.deployment().failures >= threshold {
        super::fail(engine, cluster, service, Failure::Breaker);
    }
}
