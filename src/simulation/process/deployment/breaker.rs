//! The deployment circuit breaker: what counts, and when it trips (SV-50 to SV-59).

use serde_json::Value;

use super::health;
use crate::base::{Diagnostic, FieldPath, Severity};
use crate::model::reader::{Problems, ShapeProblem, is_absent};
use crate::model::task_definition::TaskDefinition;
use crate::simulation::engine::Engine;
use crate::simulation::world::deployment_configuration::Strategy;
use crate::simulation::world::{
    ClusterIndex, DeploymentIndex, Failure, Rollout, Service, ServiceIndex, StopCode, TaskIndex,
    World,
};

/// Whether the breaker watches the PRIMARY deployment: only rolling ones (SV-58).
pub fn watches(s: &Service) -> bool {
    s.configuration.breaker.enable
        && s.configuration.strategy == Strategy::Rolling
        && s.deployment().rollout == Rollout::InProgress
}

/// Whether nothing can count once a task has run (SV-53, SV-54): no essential container has a health
/// check (SV-92), and neither a load balancer nor a registry looks at the tasks of this service.
pub fn is_blind(definition: &TaskDefinition, input: &Value) -> bool {
    let checked = definition.containers.iter().any(|c| c.essential && c.health_check.is_some());
    let watchers = ["loadBalancers", "serviceRegistries", "vpcLatticeConfigurations"];
    !checked && !watchers.iter().any(|key| input.get(*key).is_some_and(|value| !is_absent(value)))
}

/// Warns of a breaker that is on and blind, at the field that says so, else at the definition.
pub fn warn(s: &Service, world: &World, input: &Value, problems: &Problems) {
    let revision = s.revision();
    let definition = &world.definition(revision.definition).definition;
    if !watches(s) || !is_blind(definition, &revision.input) {
        return;
    }
    let steps = ["deploymentConfiguration", "deploymentCircuitBreaker", "enable"];
    let given = steps.iter().try_fold(input, |value, step| value.get(step)).is_some();
    let steps = if given { &steps[..] } else { &["taskDefinition"] };
    let path = steps.iter().fold(FieldPath::root(), |path, step| path.key(step));
    let problem = ShapeProblem::UncheckedBreaker;
    problems.borrow_mut().push(Diagnostic::new("SV-54", Severity::Warning, path, problem));
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
