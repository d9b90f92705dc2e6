//! The two prompts of a first visit: what they say, while they can be used.

use std::rc::Rc;

use super::state::Session;
use super::{scene, steps};
use crate::simulation::world::ServiceStatus;

/// What stands over the stage at a first visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct First {
    /// More tasks can be asked for.
    pub ask: bool,
    /// The instance that can be stopped: `#n` is slot + 1.
    pub stop: Option<u32>,
    /// Index of the cluster.
    pub cluster: u32,
    /// Its name.
    pub in_cluster: Rc<str>,
    /// Index of the service that the prompts are about.
    pub service: u32,
    /// Its name.
    pub name: Rc<str>,
    /// Tasks wanted.
    pub desired: u32,
}

/// The prompts; `None` where they were used, would lie over something, or are about nothing.
pub fn visit(session: &Session) -> Option<First> {
    let (prompts, world) = (session.view.prompts, session.world());
    if !(prompts.ask || prompts.stop) || session.view.table {
        return None;
    }
    let index = scene::shown_cluster(session)?;
    let cluster = world.clusters.get(index as usize)?;
    // What waits or failed stands on the quay; the prompts do not stand in front of it.
    if !scene::is_quay_empty(session, cluster) {
        return None;
    }
    let mut services = (0..).zip(&cluster.services);
    let (service, of) =
        services.find(|(_, s)| s.status == ServiceStatus::Active && s.daemon.is_none())?;
    let stop = steps::instance_to_stop(world).filter(|(of, _)| prompts.stop && *of == index);
    Some(First {
        ask: prompts.ask,
        stop: stop.map(|(_, slot)| slot),
        cluster: index,
        in_cluster: Rc::clone(&cluster.name),
        service,
        name: Rc::clone(&of.name),
        desired: of.desired,
    })
}
