//! Tags of resources (TD-15, QT-18): kept beside the resources, most of which have none.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Value, json};

use super::world::{ClusterIndex, DefinitionIndex, ServiceIndex, TaskIndex, World};
use super::{ApiError, admission, quotas};
use crate::model::reader::Fields;
use crate::placement::Slot;

/// What can carry tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resource {
    /// A cluster.
    Cluster(ClusterIndex),
    /// A service.
    Service(ClusterIndex, ServiceIndex),
    /// A task.
    Task(ClusterIndex, TaskIndex),
    /// A container instance.
    Instance(ClusterIndex, Slot),
    /// A revision of a task definition.
    Definition(DefinitionIndex),
}

/// A resource's tags, in the order in which they were given.
pub type Tags = Rc<[(Rc<str>, Rc<str>)]>;

/// All tags of the world.
#[derive(Clone, Debug, Default)]
pub struct Tagged(Rc<BTreeMap<Resource, Tags>>);

impl Tagged {
    /// A resource's tags.
    pub fn of(&self, resource: Resource) -> &[(Rc<str>, Rc<str>)] {
        self.0.get(&resource).map_or(&[], |tags| tags)
    }

    /// Puts a resource's tags in place.
    pub fn put(&mut self, resource: Resource, tags: Tags) {
        if tags.is_empty() {
            if self.0.contains_key(&resource) {
                Rc::make_mut(&mut self.0).remove(&resource);
            }
        } else {
            Rc::make_mut(&mut self.0).insert(resource, tags);
        }
    }

    /// The tags as the API writes them.
    pub fn described(&self, resource: Resource) -> Value {
        let tag = |(key, value): &(Rc<str>, Rc<str>)| json!({ "key": &**key, "value": &**value });
        self.of(resource).iter().map(tag).collect()
    }
}

fn refused(text: &str) -> ApiError {
    ApiError::modelled("TD-15", "InvalidParameterException", text)
}

/// Reads the tags of a call: unique keys, none reserved, legal lengths and characters (TD-15).
///
/// # Errors
/// What the API refuses of them.
pub fn read(world: &mut World, fields: &Fields<'_>) -> Result<Tags, ApiError> {
    let mut tags: Vec<(Rc<str>, Rc<str>)> = Vec::new();
    for item in fields.objects("tags") {
        let (key, value) = (item.text("key"), item.text("value").unwrap_or_default());
        let Some(key) = key else { return Err(refused("Tag keys can not be empty.")) };
        let legal = |text: &str| {
            text.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c))
        };
        if key.chars().count() > 128 || value.chars().count() > 256 {
            return Err(refused("Tag keys have at most 128 characters, values 256."));
        }
        if !legal(&key) || !legal(&value) {
            return Err(refused("A tag contains invalid characters."));
        }
        if key.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("aws:")) {
            return Err(refused("Tag keys can not start with aws:."));
        }
        if tags.iter().any(|(known, _)| *known == key) {
            return Err(refused("Tag keys must be unique."));
        }
        tags.push((key, value));
    }
    quotas::within(world, 18, tags.len())?;
    Ok(tags.into())
}

/// Old tags with new ones put over them (QT-18).
///
/// # Errors
/// Too many.
pub fn merged(world: &mut World, resource: Resource, new: &Tags) -> Result<Tags, ApiError> {
    let mut all = world.tags.of(resource).to_vec();
    for (key, value) in new.iter() {
        match all.iter_mut().find(|(known, _)| known == key) {
            Some((_, old)) => *old = Rc::clone(value),
            None => all.push((Rc::clone(key), Rc::clone(value))),
        }
    }
    // aws: tags are not counted.
    let own = all.iter().filter(|(key, _)| !key.starts_with("aws:")).count();
    quotas::within(world, 18, own)?;
    Ok(all.into())
}

/// Adds tags whose keys are not there yet.
pub fn add(all: &mut Vec<(Rc<str>, Rc<str>)>, more: &[(Rc<str>, Rc<str>)]) {
    for (key, value) in more {
        if !all.iter().any(|(known, _)| known == key) {
            all.push((Rc::clone(key), Rc::clone(value)));
        }
    }
}

/// The tags of the revision that a definition or its variant is.
pub fn of_definition(world: &World, index: DefinitionIndex) -> &[(Rc<str>, Rc<str>)] {
    let of = world.definition(index);
    let at = world.definitions.iter().position(|other| {
        other.revision == of.revision && other.definition.family == of.definition.family
    });
    let at = at.and_then(|at| DefinitionIndex::try_from(at).ok());
    at.map_or(&[], |at| world.tags.of(Resource::Definition(at)))
}

/// Which tags a service's tasks get.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Propagation {
    /// `propagateTags` SERVICE
    service: bool,
    /// `propagateTags` TASK_DEFINITION
    definition: bool,
    /// `enableECSManagedTags`
    managed: bool,
}

impl Propagation {
    /// What a service's input says.
    pub fn of(input: &Value) -> Self {
        let from = input.get("propagateTags").and_then(Value::as_str);
        Self {
            service: from == Some("SERVICE"),
            definition: from == Some("TASK_DEFINITION"),
            managed: input.get("enableECSManagedTags").and_then(Value::as_bool) == Some(true),
        }
    }
}

/// Gives a service's new task the tags that the service's input says it gets.
pub fn propagate(world: &mut World, cluster: ClusterIndex, task: TaskIndex) {
    let room = &world.clusters[cluster as usize];
    let t = &room.tasks[task as usize];
    let Some(index) = t.service else { return };
    let service = &room.services[index as usize];
    let propagation = service.propagation;
    if propagation == Propagation::default() {
        return;
    }
    let mut all = Vec::new();
    if propagation.service {
        add(&mut all, world.tags.of(Resource::Service(cluster, index)));
    } else if propagation.definition {
        add(&mut all, of_definition(world, t.definition));
    }
    if propagation.managed {
        all.push(("aws:ecs:clusterName".into(), Rc::clone(&room.name)));
        all.push(("aws:ecs:serviceName".into(), Rc::clone(&service.name)));
    }
    if !all.is_empty() {
        world.tags.put(Resource::Task(cluster, task), all.into());
    }
}

/// The resource that an ARN names.
///
/// # Errors
/// It is no ARN of ECS, or there is no such resource.
pub fn resource(world: &World, text: &str) -> Result<Resource, ApiError> {
    let gone = || {
        let text = format!("The specified resource {text} could not be found.");
        ApiError::modelled("", "ResourceNotFoundException", text)
    };
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", _, "ecs", region, _, path] = parts[..] else {
        return Err(refused("resourceArn is not the ARN of an ECS resource."));
    };
    if *region != *world.settings.region {
        return Err(gone());
    }
    let names: Vec<&str> = path.split('/').collect();
    let cluster = |name: &str| world.cluster_named(name).ok_or_else(gone);
    match names[..] {
        ["cluster", name] => Ok(Resource::Cluster(cluster(name)?)),
        ["task-definition", name] => {
            let found = admission::definition_named(world, name).ok_or_else(gone)?;
            Ok(Resource::Definition(found))
        }
        ["service", name, service] => {
            let cluster = cluster(name)?;
            let services = &world.clusters[cluster as usize].services;
            let at = services.iter().rposition(|s| &*s.name == service).ok_or_else(gone)?;
            Ok(Resource::Service(cluster, u32::try_from(at).unwrap_or(u32::MAX)))
        }
        ["task", name, task] => {
            let cluster = cluster(name)?;
            let task = admission::task(world, cluster, task).map_err(|_| gone())?;
            Ok(Resource::Task(cluster, task))
        }
        ["container-instance", name, instance] => {
            let cluster = cluster(name)?;
            let slot = admission::instance(world, cluster, instance).map_err(|_| gone())?;
            Ok(Resource::Instance(cluster, slot))
        }
        _ => Err(refused("resourceArn is not the ARN of an ECS resource.")),
    }
}
