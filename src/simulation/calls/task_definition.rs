//! RegisterTaskDefinition and DeregisterTaskDefinition (TD-1 to TD-15, SV-141).

use std::rc::Rc;

use serde_json::{Value, json};

use crate::base::Severity;
use crate::check::task_definition::{Limits, check, supports};
use crate::model::launch_type::LaunchType;
use crate::model::reader::{Fields, Problems};
use crate::model::task_definition::TaskDefinition;
use crate::placement::Need;
use crate::simulation::engine::Engine;
use crate::simulation::world::{DefinitionIndex, RegisteredDefinition, World};
use crate::simulation::{ApiError, admission, describe, quotas};

/// The limits that the profile sets for a definition.
pub fn limits(world: &World) -> Limits {
    Limits {
        size_kib: world.quota("task-definition-size-kib"),
        containers: world.quota("containers-per-task-definition"),
        tags: world.quota("tags-per-resource"),
    }
}

/// What a definition uses of the quotas that its own checks know (QT-12, QT-13, QT-18, QT-28,
/// QT-33, QT-34, QT-41).
fn counts(world: &mut World, definition: &TaskDefinition) {
    let input = &definition.input;
    quotas::note(world, 12, input.to_string().len().div_ceil(1_024));
    quotas::note(world, 13, definition.containers.len());
    quotas::note(world, 18, definition.tags as usize);
    quotas::note(world, 28, definition.placement_constraints.len());
    let length = |value: Option<&Value>| value.and_then(Value::as_array).map_or(0, Vec::len);
    let containers = input.get("containerDefinitions").and_then(Value::as_array);
    for container in containers.into_iter().flatten() {
        quotas::note(world, 33, length(container.get("environmentFiles")));
        let ports = container.get("portMappings").and_then(Value::as_array);
        let ranges = ports.into_iter().flatten().filter(|p| p.get("containerPortRange").is_some());
        quotas::note(world, 34, ranges.count());
    }
    let storage = input.get("ephemeralStorage").and_then(|s| s.get("sizeInGiB"));
    let gib = storage.and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
    quotas::note(world, 41, gib.unwrap_or(0));
}

pub(super) fn register(
    engine: &mut Engine<'_>,
    input: &Value,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let (definition, shape) = TaskDefinition::read(input);
    problems.borrow_mut().extend(shape);
    admission::shape(problems)?;
    // TD-2: the real service reports one problem a call, its first.
    let found = check(&definition, &limits(engine.world));
    if let Some(first) = found.iter().find(|problem| problem.severity == Severity::Error) {
        let api = first.message.api();
        let error = ApiError::seen(first.rule, api.exception, &api.text);
        let basis =
            if api.seen { error.basis } else { crate::simulation::api_error::Basis::Modelled };
        return Err(ApiError { basis, ..error });
    }
    let mut constraints = Vec::new();
    for constraint in &definition.placement_constraints {
        // A blank expression is in two public files; the API takes the element as absent.
        if constraint.expression.is_some() {
            constraints.push(admission::compiled(constraint)?);
        }
    }
    let family = Rc::clone(&definition.family);
    // TD-12: the last number ever used, plus one.
    let last = engine
        .world
        .definitions
        .iter()
        .filter(|d| d.definition.family == family)
        .map(|d| d.revision)
        .max()
        .unwrap_or(0);
    quotas::within(engine.world, 11, last as usize + 1)?;
    counts(engine.world, &definition);
    let need = Need::of(&definition);
    engine.world.definitions.push(Rc::new(RegisteredDefinition {
        revision: last + 1,
        active: true,
        registered_at: engine.world.now.time,
        need,
        constraints: constraints.into(),
        compatibilities: LaunchType::ALL
            .into_iter()
            .filter(|launch_type| supports(&definition, *launch_type))
            .collect(),
        definition,
    }));
    let index = engine.world.definitions.len() - 1;
    let index = DefinitionIndex::try_from(index).unwrap_or(DefinitionIndex::MAX);
    Ok(json!({ "taskDefinition": describe::task_definition(engine.world, index) }))
}

pub(super) fn deregister(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let name = fields.required_text("taskDefinition");
    fields.finish(&[]);
    admission::shape(problems)?;
    let name = name.unwrap_or_default();
    if !name.contains(':') {
        let text = "Revision is missing.";
        return Err(ApiError::modelled("SV-141", "ClientException", text));
    }
    let index = admission::definition_named(engine.world, &name)
        .ok_or_else(|| ApiError::client("TD-10", "Unable to describe task definition."))?;
    Rc::make_mut(&mut engine.world.definitions[index as usize]).active = false;
    Ok(json!({ "taskDefinition": describe::task_definition(engine.world, index) }))
}
