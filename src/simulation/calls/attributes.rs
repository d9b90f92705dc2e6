//! PutAttributes, DeleteAttributes, ListAttributes and ListContainerInstances (CQL-34 to CQL-38).

use std::rc::Rc;

use serde_json::{Value, json};

use super::page::{HUNDRED, page};
use crate::model::reader::Fields;
use crate::placement::Slot;
use crate::query::{Expression, is_attribute_name};
use crate::simulation::engine::Engine;
use crate::simulation::process::service_scheduler;
use crate::simulation::world::{ClusterIndex, InstanceStatus, World};
use crate::simulation::{ApiError, admission, arn, filter, quotas};

/// One attribute of a call.
struct Wanted {
    name: Rc<str>,
    value: Option<Rc<str>>,
    target: Rc<str>,
}

fn refused(rule: &'static str, text: impl AsRef<str>) -> ApiError {
    ApiError::modelled(rule, "InvalidParameterException", text)
}

/// CQL-38: what ECS and its agent name themselves.
fn is_reserved(name: &str) -> bool {
    name.starts_with("ecs.") || name.starts_with("com.amazonaws.")
}

/// CQL-35
fn is_value(value: &str) -> bool {
    (1..=128).contains(&value.len())
        && value.trim() == value
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.@/\\: ".contains(&b))
}

fn read(fields: &Fields<'_>) -> Result<Vec<Wanted>, ApiError> {
    let mut out = Vec::new();
    for item in fields.objects("attributes") {
        let Some(target) = item.text("targetId") else {
            return Err(refused("CQL-37", "targetId is required."));
        };
        let (name, value) = (item.text("name").unwrap_or_default(), item.text("value"));
        out.push(Wanted { name, value, target });
    }
    Ok(out)
}

fn target(world: &World, cluster: ClusterIndex, name: &str) -> Result<Slot, ApiError> {
    let found = admission::instance(world, cluster, name).ok().filter(|slot| {
        let instance = &world.clusters[cluster as usize].instances[*slot as usize];
        instance.status != InstanceStatus::Inactive
    });
    found.ok_or_else(|| {
        let text = format!("The specified target {name} was not found.");
        ApiError::modelled("CQL-37", "TargetNotFoundException", text)
    })
}

fn described(world: &World, cluster: ClusterIndex, slot: Slot, wanted: &Wanted) -> Value {
    let room = &world.clusters[cluster as usize];
    let mut out = json!({
        "name": &*wanted.name,
        "targetType": "container-instance",
        "targetId": arn::container_instance(world, &room.name, &room.instances[slot as usize]),
    });
    if let Some(value) = &wanted.value {
        out["value"] = (&**value).into();
    }
    out
}

/// Reads the call and finds what it is about; refuses names that are no one's to change.
fn opened(
    engine: &Engine<'_>,
    fields: &Fields<'_>,
) -> Result<(ClusterIndex, Vec<(Slot, Wanted)>), ApiError> {
    let wanted = read(fields)?;
    let cluster = admission::cluster(engine.world, fields)?;
    if wanted.is_empty() {
        return Err(refused("CQL-37", "attributes can not be empty."));
    }
    let mut out = Vec::new();
    for item in wanted {
        if !is_attribute_name(&item.name) {
            return Err(refused("CQL-34", format!("Invalid attribute name '{}'.", item.name)));
        }
        if is_reserved(&item.name) {
            let text = format!("The attribute name '{}' is reserved.", item.name);
            return Err(refused("CQL-38", text));
        }
        if item.value.as_deref().is_some_and(|value| !is_value(value)) {
            let text = format!("Invalid value for attribute '{}'.", item.name);
            return Err(refused("CQL-35", text));
        }
        out.push((target(engine.world, cluster, &item.target)?, item));
    }
    Ok((cluster, out))
}

/// Puts an instance's attributes in place; tasks that waited may land now. Gives the calls' answer.
fn change(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    changes: Vec<(Slot, Attributes)>,
    wanted: &[(Slot, Wanted)],
) -> Value {
    let slots: Vec<Slot> = changes.iter().map(|(slot, _)| *slot).collect();
    for (slot, attributes) in changes {
        let room = engine.cluster(cluster);
        room.fleet.set_attributes(slot, attributes.into());
        room.instances[slot as usize].version += 1;
    }
    service_scheduler::instances_changed(engine, cluster, &slots);
    let list = wanted.iter().map(|(slot, item)| described(engine.world, cluster, *slot, item));
    json!({ "attributes": list.collect::<Vec<_>>() })
}

type Attributes = Vec<(Rc<str>, Option<Rc<str>>)>;

/// The attributes of the instances that a call names, to be changed.
fn of_targets(
    world: &World,
    cluster: ClusterIndex,
    wanted: &[(Slot, Wanted)],
) -> Vec<(Slot, Attributes)> {
    let mut out: Vec<(Slot, Attributes)> = Vec::new();
    for (slot, _) in wanted {
        if !out.iter().any(|(known, _)| known == slot) {
            let fleet = &world.clusters[cluster as usize].fleet;
            out.push((*slot, fleet.facts(*slot).attributes.to_vec()));
        }
    }
    out
}

pub(super) fn put(engine: &mut Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let (cluster, wanted) = opened(engine, fields)?;
    let mut changes = of_targets(engine.world, cluster, &wanted);
    for (slot, item) in &wanted {
        let Some((_, list)) = changes.iter_mut().find(|(known, _)| known == slot) else { continue };
        // CQL-37: creates or replaces.
        match list.iter_mut().find(|(name, _)| *name == item.name) {
            Some(known) => known.1.clone_from(&item.value),
            None => list.push((Rc::clone(&item.name), item.value.clone())),
        }
    }
    for (_, list) in &changes {
        // CQL-36
        let custom = list.iter().filter(|(name, _)| !is_reserved(name)).count();
        quotas::within(engine.world, 35, custom)?;
    }
    Ok(change(engine, cluster, changes, &wanted))
}

pub(super) fn delete(engine: &mut Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let (cluster, wanted) = opened(engine, fields)?;
    let mut changes = of_targets(engine.world, cluster, &wanted);
    for (slot, item) in &wanted {
        if let Some((_, list)) = changes.iter_mut().find(|(known, _)| known == slot) {
            list.retain(|(name, _)| *name != item.name);
        }
    }
    Ok(change(engine, cluster, changes, &wanted))
}

pub(super) fn list(engine: &Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let (name, value) = (fields.text("attributeName"), fields.text("attributeValue"));
    let cluster = admission::cluster(engine.world, fields)?;
    if value.is_some() && name.is_none() {
        return Err(refused("CQL-37", "attributeValue needs an attributeName."));
    }
    let mut out = Vec::new();
    for slot in filter::registered(&engine.world.clusters[cluster as usize]) {
        let facts = engine.world.clusters[cluster as usize].fleet.facts(slot);
        for (known, its_value) in facts.attributes.iter() {
            if name.as_ref().is_none_or(|name| name == known)
                && value.as_ref().is_none_or(|value| Some(value) == its_value.as_ref())
            {
                let (name, value) = (Rc::clone(known), its_value.clone());
                let item = Wanted { name, value, target: "".into() };
                out.push(described(engine.world, cluster, slot, &item));
            }
        }
    }
    page(fields, &HUNDRED, "attributes", out.into_iter())
}

pub(super) fn list_instances(engine: &Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let query = fields.text("filter");
    let status = fields.text("status");
    let cluster = admission::cluster(engine.world, fields)?;
    let found = match query {
        None => filter::registered(&engine.world.clusters[cluster as usize]).collect(),
        Some(text) => {
            let query = Expression::parse(&text).map_err(|error| {
                let text = format!("Invalid filter '{text}' at position {}.", error.position);
                refused(error.kind.rule(), text)
            })?;
            filter::matching(engine.world, cluster, &query).0
        }
    };
    let room = &engine.world.clusters[cluster as usize];
    let arns = found
        .into_iter()
        .map(|slot| &room.instances[slot as usize])
        .filter(|instance| status.as_ref().is_none_or(|word| &**word == instance.status.as_str()))
        .map(|instance| arn::container_instance(engine.world, &room.name, instance).into());
    page(fields, &HUNDRED, "containerInstanceArns", arns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::BUILT_IN_ATTRIBUTES;

    #[test]
    fn names_and_values() {
        assert!(BUILT_IN_ATTRIBUTES.iter().all(|name| is_reserved(name)), "CQL-38");
        for (value, fine) in
            [("prod", true), ("r/1 b:2@x\\y", true), (" a", false), ("", false), ("a,b", false)]
        {
            assert_eq!(is_value(value), fine, "CQL-35: {value}");
        }
    }
}
