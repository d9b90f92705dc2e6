//! RegisterTaskDefinition, DeregisterTaskDefinition and DeleteTaskDefinitions (TD-1 to TD-15, SV-141).

use std::rc::Rc;

use serde_json::{Value, json};

use crate::base::{FieldPath, Severity};
use crate::check::task_definition::{Limits, check, supports};
use crate::model::launch_type::LaunchType;
use crate::model::reader::{Fields, Problems};
use crate::model::task_definition::TaskDefinition;
use crate::placement::Need;
use crate::simulation::engine::Engine;
use crate::simulation::tags::{self, Resource};
use crate::simulation::world::{DefinitionIndex, RegisteredDefinition, World};
use crate::simulation::{ApiError, admission, arn, describe, quotas};

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
    // QT-11: deregistered ones count (TD-14).
    quotas::within(engine.world, 11, last as usize + 1)?;
    counts(engine.world, &definition);
    let need = Need::of(&definition);
    engine.world.definitions.push(Rc::new(RegisteredDefinition {
        revision: last + 1,
        active: true,
        deleting: false,
        overrides: None,
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
    // The definition's own checks looked at the tags (TD-15).
    let read = Problems::default();
    let tags = tags::read(engine.world, &Fields::of(input, FieldPath::root(), &read))?;
    let resource = Resource::Definition(index);
    engine.world.tags.put(resource, tags);
    let world = &*engine.world;
    let mut out = json!({ "taskDefinition": describe::task_definition(world, index) });
    if !world.tags.of(resource).is_empty() {
        out["tags"] = world.tags.described(resource);
    }
    Ok(out)
}

/// A revision that a call names with its number (SV-141).
fn revision(world: &World, name: &str) -> Result<DefinitionIndex, ApiError> {
    if !arn::last_part(name).contains(':') {
        return Err(ApiError::modelled("SV-141", "ClientException", "Revision is missing."));
    }
    admission::definition_named(world, name)
        .ok_or_else(|| ApiError::client("TD-10", "Unable to describe task definition."))
}

pub(super) fn deregister(engine: &mut Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let name = fields.text("taskDefinition").unwrap_or_default();
    let index = revision(engine.world, &name)?;
    Rc::make_mut(&mut engine.world.definitions[index as usize]).active = false;
    Ok(json!({ "taskDefinition": describe::task_definition(engine.world, index) }))
}

/// TD-9: at most so many a call.
const DELETED_A_CALL: usize = 10;

/// TD-9: INACTIVE ones only; each of the others is a failure.
pub(super) fn delete(engine: &mut Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let names = fields.texts("taskDefinitions");
    let refused = |text: &str| Err(ApiError::modelled("TD-9", "InvalidParameterException", text));
    if names.is_empty() {
        return refused("taskDefinitions can not be empty.");
    }
    if names.len() > DELETED_A_CALL {
        return refused(&format!("taskDefinitions can have at most {DELETED_A_CALL} items."));
    }
    let (mut deleted, mut failures) = (Vec::new(), Vec::new());
    for name in &names {
        let Ok(index) = revision(engine.world, name) else {
            failures.push(json!({ "arn": &**name, "reason": "The specified task definition does not exist. Specify a valid account, family, revision and try again." }));
            continue;
        };
        let registered = Rc::make_mut(&mut engine.world.definitions[index as usize]);
        if registered.active {
            let arn = arn::task_definition(engine.world, engine.world.definition(index));
            failures.push(json!({ "arn": arn, "reason": "The specified task definition is still in ACTIVE status. Please deregister the target and try again." }));
        } else {
            registered.deleting = true;
            deleted.push(describe::task_definition(engine.world, index));
        }
    }
    Ok(json!({ "taskDefinitions": deleted, "failures": failures }))
}
