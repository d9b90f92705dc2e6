//! RunTask, StartTask and StopTask: what they share.

mod run;
mod start;
mod stop;

use std::rc::Rc;

use serde_json::Value;

use crate::model::reader::Fields;
use crate::simulation::admission::Target;
use crate::simulation::engine::Engine;
use crate::simulation::process::placement;
use crate::simulation::tags::{self, Resource, Tags};
use crate::simulation::world::{ClusterIndex, DefinitionIndex, TaskIndex, World};
use crate::simulation::{ApiError, describe};

pub(super) use run::run;
pub(super) use start::start;
pub(super) use stop::stop;

/// The group of a standalone task (PL-58): as given, else `family:FAMILY`; a service's group is
/// fixed and its own.
fn group_name(given: Option<Rc<str>>, family: &str) -> Result<Rc<str>, ApiError> {
    let Some(group) = given else { return Ok(format!("family:{family}").into()) };
    let refused = |text: &str| Err(ApiError::modelled("PL-58", "InvalidParameterException", text));
    if group.starts_with("service:") {
        return refused("The group name cannot begin with service:.");
    }
    if group.chars().count() > 255 {
        return refused("The group name can have at most 255 characters.");
    }
    Ok(group)
}

/// CP-5: no Windows on FARGATE_SPOT.
pub(super) fn spot_runs(
    world: &World,
    target: &Target,
    definition: DefinitionIndex,
) -> Result<(), ApiError> {
    let spot = target.strategy.iter().any(|i| placement::is_spot(world, Some(i.provider)));
    if spot && world.definition(definition).need.windows {
        let text = "Windows tasks are not supported with the FARGATE_SPOT capacity provider.";
        return Err(ApiError::modelled("CP-5", "InvalidParameterException", text));
    }
    Ok(())
}

/// QR-7: how long `startedBy` may be.
fn started_by(fields: &Fields<'_>, most: usize) -> Result<Option<Rc<str>>, ApiError> {
    let text = fields.text("startedBy");
    if text.as_ref().is_some_and(|text| text.chars().count() > most) {
        let text = format!("startedBy can have at most {most} characters.");
        return Err(ApiError::modelled("QR-7", "InvalidParameterException", text));
    }
    Ok(text)
}

/// Tags of tasks that are started by hand: their own, those of the definition where `propagateTags`
/// says so, and ECS's where `enableECSManagedTags` does.
fn new_tags(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    cluster: ClusterIndex,
    definition: DefinitionIndex,
) -> Result<Tags, ApiError> {
    let mut all = tags::read(engine.world, fields)?.to_vec();
    let propagate = fields.text("propagateTags");
    if propagate.as_deref() == Some("SERVICE") {
        let text = "propagateTags SERVICE needs a service.";
        return Err(ApiError::modelled("TD-15", "InvalidParameterException", text));
    }
    let world = &*engine.world;
    if propagate.as_deref() == Some("TASK_DEFINITION") {
        tags::add(&mut all, tags::of_definition(world, definition));
    }
    if fields.boolean("enableECSManagedTags") == Some(true) {
        let name = Rc::clone(&world.clusters[cluster as usize].name);
        all.push(("aws:ecs:clusterName".into(), name));
    }
    Ok(all.into())
}

/// A task with its tags, as the calls that start tasks answer.
fn described(world: &World, cluster: ClusterIndex, task: TaskIndex) -> Value {
    let mut out = describe::task(world, cluster, task);
    out["tags"] = world.tags.described(Resource::Task(cluster, task));
    out
}
