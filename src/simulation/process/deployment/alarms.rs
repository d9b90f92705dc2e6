//! Deployment alarms (SV-60, SV-61): `world:SetAlarm` sets them, deployments watch them.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::simulation::engine::Engine;
use crate::simulation::world::{ClusterIndex, Failure, Rollout, Service, ServiceIndex};

/// The service's alarms that are in ALARM.
pub fn raised(s: &Service, alarms: &BTreeSet<Rc<str>>) -> Vec<Rc<str>> {
    let configured = &s.configuration.alarms;
    if !configured.enable {
        return Vec::new();
    }
    configured.names.iter().filter(|name| alarms.contains(*name)).cloned().collect()
}

/// Whether alarms end the PRIMARY deployment: while it is on its way, its bake time included, and
/// none was raised when it began.
pub fn watches(s: &Service) -> bool {
    let d = s.deployment();
    s.configuration.alarms.enable && d.rollout == Rollout::InProgress && !d.ignores_alarms
}

/// Looks at the alarms of a service.
pub fn look(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let s = &engine.world.clusters[cluster as usize].services[service as usize];
    if watches(s) && !raised(s, &engine.world.alarms).is_empty() {
        super::fail(engine, cluster, service, Failure::Alarm);
    }
}

/// An alarm changed its state: every service that watches it looks.
pub fn set(engine: &mut Engine<'_>, name: &Rc<str>, raised: bool) {
    if raised {
        engine.world.alarms.insert(Rc::clone(name));
    } else {
        engine.world.alarms.remove(name);
    }
    let clusters = (0..).zip(&engine.world.clusters);
    let all: Vec<(ClusterIndex, ServiceIndex)> = clusters
        .flat_map(|(c, room)| (0..).zip(&room.services).map(move |(s, _)| (c, s)))
        .collect();
    for (cluster, service) in all {
        look(engine, cluster, service);
    }
}
