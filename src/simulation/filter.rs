//! Queries asked of a cluster as it stands: the filters of the List calls, the page's boxes, and
//! the words that a cluster offers for them (CQL-10 to CQL-35).

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::world::{Cluster, ClusterIndex, InstanceStatus, World};
use crate::placement::constraint::{Surroundings, matches};
use crate::placement::fleet::Slot;
use crate::query::{Expression, Vocabulary};

/// Names of the groups with a task (desiredStatus RUNNING) on an instance (PL-78).
pub fn groups_on(cluster: &Cluster, slot: Slot) -> Vec<Rc<str>> {
    let mut out: Vec<Rc<str>> = Vec::new();
    for task in &cluster.instances[slot as usize].tasks {
        let task = &cluster.tasks[*task as usize];
        let name = &cluster.groups[task.group as usize].name;
        if !task.told_to_stop && !out.contains(name) {
            out.push(Rc::clone(name));
        }
    }
    out
}

/// The instances of a cluster that are not INACTIVE.
pub fn registered(cluster: &Cluster) -> impl Iterator<Item = Slot> {
    (0..)
        .zip(&cluster.instances)
        .filter(|(_, instance)| instance.status != InstanceStatus::Inactive)
        .map(|(slot, _)| slot)
}

/// The registered instances of a cluster that a query holds for, and how many there are in all.
pub fn matching(world: &World, cluster: ClusterIndex, query: &Expression) -> (Vec<Slot>, u32) {
    let Some(cluster) = world.clusters.get(cluster as usize) else { return (Vec::new(), 0) };
    let groups = |slot: Slot| groups_on(cluster, slot);
    let running_tasks = |slot: Slot| cluster.instances[slot as usize].running_tasks;
    let around = Surroundings { groups_on: &groups, running_tasks: &running_tasks };
    let all: Vec<Slot> = registered(cluster).collect();
    let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
    let holds = |slot: &Slot| matches(query, &cluster.fleet, *slot, &around);
    (all.into_iter().filter(holds).collect(), count)
}

/// The words of a cluster: attributes with their values, groups, instances.
pub fn vocabulary(world: &World, cluster: ClusterIndex) -> Vocabulary {
    let Some(cluster) = world.clusters.get(cluster as usize) else { return Vocabulary::default() };
    let mut attributes: BTreeMap<Rc<str>, BTreeSet<Rc<str>>> = BTreeMap::new();
    let mut instance_ids = Vec::new();
    for slot in registered(cluster) {
        let facts = cluster.fleet.facts(slot);
        instance_ids.push(Rc::clone(&facts.ec2_instance_id));
        for (name, value) in facts.attributes.iter() {
            attributes.entry(Rc::clone(name)).or_default().extend(value.clone());
        }
    }
    // Capabilities are many and seldom asked: they come last.
    let is_capability = |name: &str| name.contains("capability.");
    let mut attributes: Vec<(Rc<str>, Vec<Rc<str>>)> =
        attributes.into_iter().map(|(name, values)| (name, values.into_iter().collect())).collect();
    crate::base::sort::sort_by_key(&mut attributes, |(name, _)| is_capability(name));
    let groups = cluster.groups.iter().map(|group| Rc::clone(&group.name)).collect();
    Vocabulary { attributes, groups, instance_ids }
}
