//! Deployments: how they begin, end, fail and roll back (SV-36 to SV-63).

pub mod alarms;
pub mod breaker;
pub mod health;
pub mod rolling;
pub mod shift;
pub mod tally;
pub mod waits;

use std::rc::Rc;

use super::{daemon_scheduler, service_scheduler, throttle, zone_rebalancing};
use crate::base::SimSpan;
use crate::simulation::admission;
use crate::simulation::engine::Engine;
use crate::simulation::parameters as p;
use crate::simulation::service_event::ServiceMessage;
use crate::simulation::world::deployment_configuration::Strategy;
use crate::simulation::world::{
    ClusterIndex, Deployment, DeploymentIndex, Failure, Revision, Rollout, RollsBack, Service,
    ServiceIndex,
};

/// Fields of a service that belong to its revision beside `taskDefinition`: a change of one starts
/// a deployment (SV-36).
pub const REVISION_FIELDS: [&str; 7] = [
    "platformVersion",
    "networkConfiguration",
    "loadBalancers",
    "serviceRegistries",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
];

/// A deployment begins and becomes PRIMARY; the one before is ACTIVE while it has tasks (SV-37).
pub fn start(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    id: u64,
    revision: Rc<Revision>,
) {
    let now = engine.time();
    daemon_scheduler::forget(engine, cluster, service);
    let s = &engine.world.clusters[cluster as usize].services[service as usize];
    let ignores_alarms = !alarms::raised(s, &engine.world.alarms).is_empty();
    let s = engine.service(cluster, service);
    let mut deployment = Deployment::new(id, revision, now);
    deployment.ignores_alarms = ignores_alarms;
    give_way(s);
    deployment.alternate = s.deployment().alternate;
    deployment.sources = s.others.as_slice().into();
    if s.configuration.strategy != Strategy::Rolling && s.daemon.is_none() && !s.others.is_empty() {
        deployment.shift = Some(Rc::new(shift::begin(s, now)));
        let source = shift::source(s).unwrap_or(s.primary);
        deployment.alternate = !s.deployments[source as usize].alternate;
    }
    s.deployments.push(deployment);
    s.primary = u32::try_from(s.deployments.len() - 1).unwrap_or(DeploymentIndex::MAX);
    s.steady = false;
    s.waiting = None;
    engine.cluster(cluster).waiting.remove(&service);
    zone_rebalancing::interrupted(engine, cluster, service);
    service_scheduler::changed(engine, cluster, service);
}

/// A service begins with its first deployment.
pub fn begun(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let s = &engine.world.clusters[cluster as usize].services[service as usize];
    let ignores = !alarms::raised(s, &engine.world.alarms).is_empty();
    engine.service(cluster, service).deployment_mut().ignores_alarms = ignores;
}

/// The PRIMARY deployment is so no longer. What it had not finished, it never will.
fn give_way(s: &mut Service) {
    let primary = s.primary;
    let Some(old) = s.deployments.get_mut(primary as usize) else { return };
    old.bakes_until = None;
    old.shift = None;
    if old.left > 0 && !s.others.contains(&primary) {
        s.others.push(primary);
        crate::base::sort::sort(&mut s.others);
    }
}

/// The last COMPLETED deployment before the PRIMARY one (SV-56).
fn last_completed(s: &Service) -> Option<DeploymentIndex> {
    let completed = |d: &DeploymentIndex| s.deployments[*d as usize].rollout == Rollout::Completed;
    let all = 0..DeploymentIndex::try_from(s.deployments.len()).unwrap_or(DeploymentIndex::MAX);
    all.rev().filter(|d| *d != s.primary).find(completed)
}

/// The PRIMARY deployment failed: it launches nothing more, and gives way to the last COMPLETED
/// one if that is wanted and there is one (SV-56, SV-57, SV-60).
pub fn fail(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    because: Failure,
) {
    let s = engine.service(cluster, service);
    let wants = match because {
        Failure::Breaker => s.configuration.breaker.rollback,
        Failure::Alarm => s.configuration.alarms.rollback,
        Failure::Stopped | Failure::Hook => true,
    };
    end(engine, cluster, service, because, wants);
}

/// The PRIMARY deployment ends before it is done; `back` = the last COMPLETED one takes over.
pub fn end(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    because: Failure,
    back: bool,
) {
    let now = engine.time();
    service_scheduler::tell_started(engine, cluster, service);
    let s = engine.service(cluster, service);
    let failed = s.primary;
    let d = s.deployment_mut();
    let id = d.id;
    d.rollout = Rollout::Failed;
    d.failure = Some(because);
    d.updated_at = now;
    d.finished_at = Some(now);
    d.bakes_until = None;
    s.steady = false;
    s.waiting = None;
    let target = if back { last_completed(s) } else { None };
    engine.cluster(cluster).waiting.remove(&service);
    match because {
        Failure::Breaker => {
            engine.tell(cluster, service, ServiceMessage::DeploymentFailed(id));
        }
        Failure::Alarm => {
            engine.tell(cluster, service, ServiceMessage::DeploymentFailedByAlarm(id));
        }
        // No text of these is known.
        Failure::Stopped | Failure::Hook => {}
    }
    if let Some(target) = target {
        roll_back(engine, cluster, service, failed, target, because);
    }
    service_scheduler::changed(engine, cluster, service);
}

/// The deployment before is PRIMARY again: with it all of the traffic is back at once, and what the failed
/// one started goes (SV-56, SV-80).
fn roll_back(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    failed: DeploymentIndex,
    target: DeploymentIndex,
    because: Failure,
) {
    let now = engine.time();
    daemon_scheduler::forget(engine, cluster, service);
    let s = engine.service(cluster, service);
    let definition = s.deployments[target as usize].revision.definition;
    throttle::updated(s, definition);
    give_way(s);
    s.deployments[failed as usize].rolled_back_to = Some(target);
    s.others.retain(|other| *other != target);
    s.primary = target;
    let d = s.deployment_mut();
    d.rollout = Rollout::InProgress;
    d.rolls_back = Some(RollsBack { from: failed, because });
    d.updated_at = now;
    d.finished_at = None;
    d.failures = 0;
    // Its tasks may all be gone: the breaker looks at its new ones (SV-53).
    d.has_run = d.running > 0;
    // What ended the other one is not to end this one.
    d.ignores_alarms = true;
    let id = d.id;
    let revision = Rc::clone(&d.revision);
    restore(s, &revision);
    // The service's constraints may be others by now.
    let own = Rc::clone(&engine.world.definition(revision.definition).constraints);
    let s = engine.service(cluster, service);
    let given = s.constraints.iter().filter_map(|given| admission::compiled(given).ok());
    let constraints = own.iter().cloned().chain(given).collect();
    Rc::make_mut(&mut s.deployment_mut().revision).constraints = constraints;
    zone_rebalancing::interrupted(engine, cluster, service);
    engine.tell(cluster, service, ServiceMessage::RollingBack(id));
}

/// The service's input says again what the revision said.
fn restore(s: &mut Service, revision: &Revision) {
    let Some(input) = Rc::make_mut(&mut s.input).as_object_mut() else { return };
    for field in REVISION_FIELDS {
        match revision.input.get(field) {
            Some(value) => input.insert(field.to_owned(), value.clone()),
            None => input.shift_remove(field),
        };
    }
}

/// SV-40: enough of the new tasks are healthy. Where the old ones are to be cleaned up first, they
/// are gone (BLOCKING, modelled).
pub fn succeeds_early(s: &Service) -> bool {
    let Some(early) = s.configuration.early else { return false };
    let d = s.deployment();
    let enough = (u64::from(s.desired) * u64::from(early.healthy_percent)).div_ceil(100);
    d.rollout == Rollout::InProgress
        && d.shift.is_none()
        && s.daemon.is_none()
        && u64::from(d.healthy) >= enough.max(1)
        && (early.deferred || s.others.is_empty())
}

/// How long a rolling deployment bakes: as given; with alarms at least a minute (SV-62: a minute
/// where the alarms' own periods are not known); else not at all.
fn bake(s: &Service) -> SimSpan {
    // One that shifts traffic had its bake time as a stage; what is gone back to was baked before.
    if s.configuration.strategy != Strategy::Rolling || s.deployment().rolls_back.is_some() {
        return SimSpan(0);
    }
    let alarms = if alarms::watches(s) { p::ALARM_BAKE } else { SimSpan(0) };
    s.configuration.bake.unwrap_or(alarms)
}

/// The PRIMARY deployment is where it is meant to be: it is complete, or bakes first (SV-39).
pub fn arrived(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let now = engine.time();
    let s = engine.service(cluster, service);
    if s.deployment().rollout != Rollout::InProgress {
        return;
    }
    let until = match s.deployment().bakes_until {
        Some(until) => until,
        None => now.after(bake(s)),
    };
    if until > now {
        s.deployment_mut().bakes_until = Some(until);
        service_scheduler::pass_at(engine, cluster, service, until);
        return;
    }
    let d = s.deployment_mut();
    d.rollout = Rollout::Completed;
    d.bakes_until = None;
    d.shift = None;
    d.updated_at = now;
    d.finished_at = Some(now);
    let id = d.id;
    engine.tell(cluster, service, ServiceMessage::DeploymentCompleted(id));
}
