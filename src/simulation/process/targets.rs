//! Targets of a service's load balancers: which group a task belongs to, and what the service says
//! as tasks come and go (SV-108). What happens between two turns of the scheduler is told together.

use std::rc::Rc;

use crate::simulation::engine::Engine;
use crate::simulation::parameters::SCHEDULER_LOOP;
use crate::simulation::queue::Event;
use crate::simulation::service_event::ServiceMessage;
use crate::simulation::world::{ClusterIndex, DeploymentIndex, Service, ServiceIndex};

/// Targets that came and went and are not told of yet, of one deployment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Untold {
    /// Whose tasks they are.
    pub deployment: DeploymentIndex,
    /// Tasks that reached RUNNING.
    pub registered: u32,
    /// Tasks that were RUNNING and are no targets any more.
    pub deregistered: u32,
    /// Those of them whose connections are drained: the others died with their host.
    pub draining: u32,
}

/// The ARNs of a deployment's target groups, as given. A deployment that shifts traffic takes the
/// alternate one where its source has the first (SV-70).
pub fn groups(service: &Service, deployment: DeploymentIndex) -> Vec<Rc<str>> {
    let Some(of) = service.deployments.get(deployment as usize) else { return Vec::new() };
    let list = of.revision.input.get("loadBalancers").and_then(|list| list.as_array());
    let arns = list.into_iter().flatten().filter_map(|balancer| {
        let own = balancer.get("targetGroupArn");
        let more = balancer.get("advancedConfiguration");
        let other = more.and_then(|more| more.get("alternateTargetGroupArn"));
        if of.alternate { other.or(own) } else { own }?.as_str().map(Rc::from)
    });
    arns.collect()
}

/// A task of the service became a target, or is none any more.
pub fn changed(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    deployment: DeploymentIndex,
    note: impl FnOnce(&mut Untold),
) {
    let s = engine.service(cluster, service);
    if s.deployments[deployment as usize].revision.target_groups == 0 {
        return;
    }
    let first = s.untold_targets.is_empty();
    let at = s.untold_targets.iter().position(|untold| untold.deployment == deployment);
    let at = at.unwrap_or_else(|| {
        s.untold_targets.push(Untold { deployment, ..Untold::default() });
        s.untold_targets.len() - 1
    });
    note(&mut s.untold_targets[at]);
    if first {
        let at = engine.time().round_up(SCHEDULER_LOOP);
        engine.queue.push(at, Event::TargetsChanged { cluster, service });
    }
}

/// Says what came and went.
pub fn tell(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    for untold in std::mem::take(&mut engine.service(cluster, service).untold_targets) {
        for arn in groups(engine.service(cluster, service), untold.deployment) {
            let Untold { registered, deregistered, .. } = untold;
            for (count, message) in [
                (registered, ServiceMessage::Registered(registered, Rc::clone(&arn))),
                (deregistered, ServiceMessage::Deregistered(deregistered, arn)),
            ] {
                if count > 0 {
                    engine.tell(cluster, service, message);
                }
            }
        }
        if untold.draining > 0 {
            engine.tell(cluster, service, ServiceMessage::Draining(untold.draining));
        }
    }
}
