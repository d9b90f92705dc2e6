//! Goals as predicates over the world, written as data: any way that leads there counts.

use std::rc::Rc;

use serde_json::Value;

use crate::simulation::world::{Cluster, Machine, ServiceStatus, World};

/// One goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// `{"service": "web", "runningAtLeast": 12}`
    RunningAtLeast {
        /// The service's name.
        service: Rc<str>,
        /// How many tasks.
        count: u32,
    },
    /// `{"quayEmpty": true}`: no service owes a task that it cannot place.
    QuayEmpty,
    /// `{"instancesAtMost": 3}`: container instances whose machine runs.
    InstancesAtMost(u32),
    /// `{"instancesFree": 2}`: ACTIVE instances without any task.
    InstancesFree(u32),
    /// `{"service": "web", "zonesBalanced": true}`: PL-94 over the zones that have instances.
    ZonesBalanced(Rc<str>),
}

fn clusters(world: &World) -> impl Iterator<Item = &Cluster> {
    world.clusters.iter().filter(|cluster| cluster.active)
}

impl Goal {
    /// Reads a goal; `None` = it is none.
    pub fn read(value: &Value) -> Option<Self> {
        let number = |key: &str| value.get(key)?.as_u64().and_then(|n| u32::try_from(n).ok());
        let service: Option<Rc<str>> = value.get("service").and_then(Value::as_str).map(Rc::from);
        match service {
            Some(service) if value.get("zonesBalanced").is_some() => {
                Some(Self::ZonesBalanced(service))
            }
            Some(service) => {
                number("runningAtLeast").map(|count| Self::RunningAtLeast { service, count })
            }
            None if value.get("quayEmpty").is_some() => Some(Self::QuayEmpty),
            None => number("instancesAtMost")
                .map(Self::InstancesAtMost)
                .or_else(|| number("instancesFree").map(Self::InstancesFree)),
        }
    }

    /// Whether the world meets it.
    pub fn is_met(&self, world: &World) -> bool {
        match self {
            Self::RunningAtLeast { service, count } => {
                clusters(world).flat_map(|cluster| &cluster.services).any(|s| {
                    s.name == *service && s.status == ServiceStatus::Active && s.running >= *count
                })
            }
            Self::QuayEmpty => clusters(world)
                .flat_map(|cluster| &cluster.services)
                .all(|service| service.waiting.is_none()),
            Self::InstancesAtMost(most) => {
                let up = clusters(world)
                    .flat_map(|cluster| &cluster.instances)
                    .filter(|instance| instance.machine == Machine::Running)
                    .count();
                let starting: usize = clusters(world).map(|cluster| cluster.launching.len()).sum();
                up + starting <= *most as usize
            }
            Self::InstancesFree(least) => {
                let free = clusters(world)
                    .flat_map(|cluster| &cluster.instances)
                    .filter(|i| i.machine == Machine::Running && i.tasks.is_empty())
                    .count();
                free >= *least as usize
            }
            Self::ZonesBalanced(service) => clusters(world).any(|c| balanced(c, service)),
        }
    }
}

/// PL-94: every zone has floor(D/Z) or ceil(D/Z) tasks.
fn balanced(cluster: &Cluster, name: &str) -> bool {
    let Some(service) = cluster.services.iter().find(|s| &*s.name == name) else { return false };
    if service.running != service.desired {
        return false;
    }
    let mut zones: Vec<u8> = cluster
        .instances
        .iter()
        .filter(|i| i.machine == Machine::Running)
        .map(|i| i.zone)
        .collect();
    crate::base::sort::sort(&mut zones);
    zones.dedup();
    let count = u32::try_from(zones.len()).unwrap_or(u32::MAX).max(1);
    let counts = &cluster.groups[service.group as usize].counts;
    zones.iter().all(|zone| {
        let here = counts.in_zone(*zone);
        here == service.desired / count || here == service.desired.div_ceil(count)
    })
}
