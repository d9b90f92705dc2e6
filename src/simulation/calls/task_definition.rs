//! RegisterTaskDefinition and DeregisterTaskDefinition (TD-1 to TD-15, SV-141).

use std::rc::Rc;

use serde_json::{Value, json};

use crate::base::Severity;
use crate::check::task_definition::{Limits, check};
use crate::model::reader::{Fields, Problems};
use crate::model::task_definition::TaskDefinition;
use crate::placement::Need;
use crate::simulation::engine::Engine;
use crate::simulation::world::{DefinitionIndex, RegisteredDefinition, World};
use crate::simulation::{ApiError, admission, describe};

/// The limits that the profile sets for a definition.
pub fn limits(world: &World) -> Limits {
    Limits {
        size_kib: world.quota("task-definition-size-kib"),
        containers: world.quota("containers-per-task-definition"),
        tags: world.quota("tags-per-resource"),
    }
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
    let limit = engine.world.quota("revisions-per-family").unwrap_or(u64::MAX);
    if u64::from(last) >= limit {
        let text = "The maximum number of revisions for the family has been reached.";
        return Err(ApiError::modelled("QT-11", "LimitExceededException", text));
    }
    let need = Need::of(&definition);
    engine.world.definitions.push(Rc::new(RegisteredDefinition {
        revision: last + 1,
        active: true,
        registered_at: engine.world.now.time,
        need,
        constraints: constraints.into(),
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
