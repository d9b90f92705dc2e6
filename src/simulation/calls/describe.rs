//! The Describe calls: what they name and find, `failures` for the rest (SV-137, PL-40), and tags
//! where they are asked for.

use serde_json::{Value, json};

use crate::model::reader::Fields;
use crate::simulation::engine::Engine;
use crate::simulation::tags::Resource;
use crate::simulation::world::World;
use crate::simulation::{ApiError, admission, arn, describe, quotas};

/// QT-37: DescribeServices takes fewer than the others.
const SERVICES_A_CALL: usize = 10;

/// The names that a call asks for: at least one, not too many (QT-37).
fn names(
    world: &mut World,
    fields: &Fields<'_>,
    key: &'static str,
    noun: &str,
) -> Result<Vec<std::rc::Rc<str>>, ApiError> {
    let names = fields.texts(key);
    let services = key == "services";
    let most = usize::try_from(world.limit(37)).unwrap_or(usize::MAX);
    let most = if services { SERVICES_A_CALL } else { most };
    if names.len() > most {
        let text = format!("{noun} names can have at most {most} items.");
        let seen = ApiError::invalid("QT-37", &text);
        return Err(if services {
            seen
        } else {
            ApiError::modelled("QT-37", "InvalidParameterException", text)
        });
    }
    quotas::note(world, 37, names.len());
    Ok(names)
}

fn some(names: Vec<std::rc::Rc<str>>, noun: &str) -> Result<Vec<std::rc::Rc<str>>, ApiError> {
    if names.is_empty() {
        let text = format!("{noun} cannot be empty.");
        return Err(ApiError::modelled("SV-137", "InvalidParameterException", text));
    }
    Ok(names)
}

/// What was asked for and is not there (SV-137).
fn missing(world: &World, kind: &str, cluster: Option<&str>, name: &str) -> Value {
    let arn = if name.starts_with("arn:") {
        name.to_owned()
    } else {
        arn::unknown(world, kind, cluster, name)
    };
    json!({ "arn": arn, "reason": "MISSING" })
}

fn includes(fields: &Fields<'_>, what: &str) -> bool {
    fields.texts("include").iter().any(|word| &**word == what)
}

/// The description, with its tags where the call includes TAGS; the API shows an empty list else.
fn tagged(world: &World, fields: &Fields<'_>, mut value: Value, resource: Resource) -> Value {
    if includes(fields, "TAGS") {
        value["tags"] = world.tags.described(resource);
    }
    value
}

pub(super) fn clusters(engine: &mut Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let mut wanted = names(engine.world, fields, "clusters", "cluster")?;
    if wanted.is_empty() {
        wanted.push("default".into());
    }
    let world = &*engine.world;
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for name in &wanted {
        let last = arn::last_part(name);
        let known = |c: &crate::simulation::world::Cluster| &*c.name == last;
        let at = world.cluster_named(last).or_else(|| {
            let at = world.clusters.iter().rposition(known)?;
            u32::try_from(at).ok()
        });
        match at {
            Some(index) => {
                let mut value = describe::cluster(world, index);
                if includes(fields, "STATISTICS") {
                    value["statistics"] = describe::cluster_statistics(world, index);
                }
                if includes(fields, "SETTINGS") {
                    value["settings"] = describe::cluster_settings(world, index);
                }
                let told = &world.clusters[index as usize].told;
                if let Some(told) = &told.configuration
                    && includes(fields, "CONFIGURATIONS")
                {
                    value["configuration"] = told.clone();
                }
                found.push(tagged(world, fields, value, Resource::Cluster(index)));
            }
            None => failures.push(missing(world, "cluster", None, name)),
        }
    }
    Ok(json!({ "clusters": found, "failures": failures }))
}

pub(super) fn services(engine: &mut Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let cluster = admission::cluster(engine.world, fields)?;
    let wanted = some(names(engine.world, fields, "services", "service")?, "Services")?;
    let world = &*engine.world;
    let room = &world.clusters[cluster as usize];
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for name in &wanted {
        let last = arn::last_part(name);
        let at = room.services.iter().rposition(|service| &*service.name == last);
        match at.and_then(|at| u32::try_from(at).ok()) {
            Some(index) => {
                let value = describe::service(world, cluster, index);
                found.push(tagged(world, fields, value, Resource::Service(cluster, index)));
            }
            None => failures.push(missing(world, "service", Some(&room.name), name)),
        }
    }
    Ok(json!({ "services": found, "failures": failures }))
}

pub(super) fn tasks(engine: &mut Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let cluster = admission::cluster(engine.world, fields)?;
    let wanted = some(names(engine.world, fields, "tasks", "task")?, "Tasks")?;
    let world = &*engine.world;
    let room = &world.clusters[cluster as usize];
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for name in &wanted {
        let index = admission::task(world, cluster, name).ok();
        // LC-25: stopped tasks stay an hour.
        match index.filter(|index| room.tasks[*index as usize].is_visible(world.now.time)) {
            Some(index) => {
                let value = describe::task(world, cluster, index);
                found.push(tagged(world, fields, value, Resource::Task(cluster, index)));
            }
            None => failures.push(missing(world, "task", Some(&room.name), name)),
        }
    }
    Ok(json!({ "tasks": found, "failures": failures }))
}

pub(super) fn instances(engine: &mut Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let cluster = admission::cluster(engine.world, fields)?;
    let noun = "container instance";
    let wanted = names(engine.world, fields, "containerInstances", noun)?;
    let wanted = some(wanted, "Container instances")?;
    let world = &*engine.world;
    let room = &world.clusters[cluster as usize];
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for name in &wanted {
        match admission::instance(world, cluster, name) {
            Ok(slot) => {
                let value = describe::container_instance(world, cluster, slot);
                found.push(tagged(world, fields, value, Resource::Instance(cluster, slot)));
            }
            Err(_) => failures.push(missing(world, "container-instance", Some(&room.name), name)),
        }
    }
    Ok(json!({ "containerInstances": found, "failures": failures }))
}

pub(super) fn definition(engine: &mut Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let name = fields.text("taskDefinition").unwrap_or_default();
    let world = &*engine.world;
    let index = admission::definition_named(world, &name)
        .ok_or_else(|| ApiError::client("TD-10", "Unable to describe task definition."))?;
    let mut out = json!({ "taskDefinition": describe::task_definition(world, index) });
    if includes(fields, "TAGS") {
        out["tags"] = world.tags.described(Resource::Definition(index));
    }
    Ok(out)
}
