//! Overrides of RunTask and StartTask: a task of its own size and its own containers' commands. The
//! definition with them put in is a variant of the registered one (QT-36; the rest is modelled).

use std::rc::Rc;

use serde_json::{Map, Value};

use super::task_definition::limits;
use crate::base::Severity;
use crate::check::task_definition::check;
use crate::model::reader::Fields;
use crate::model::task_definition::TaskDefinition;
use crate::placement::Need;
use crate::simulation::engine::Engine;
use crate::simulation::world::{DefinitionIndex, RegisteredDefinition};
use crate::simulation::{ApiError, quotas};

fn refused(text: impl AsRef<str>) -> ApiError {
    ApiError::modelled("QT-36", "InvalidParameterException", text)
}

fn put(map: &mut Map<String, Value>, from: &Map<String, Value>, keys: &[&str]) {
    for key in keys {
        if let Some(value) = from.get(*key) {
            map.insert((*key).to_owned(), value.clone());
        }
    }
}

/// Environment variables of the definition, those of the same name replaced.
fn merge_environment(map: &mut Map<String, Value>, new: &[Value]) {
    let mut all: Vec<Value> =
        map.get("environment").and_then(Value::as_array).cloned().unwrap_or_default();
    for variable in new {
        match all.iter_mut().find(|known| known.get("name") == variable.get("name")) {
            Some(known) => known.clone_from(variable),
            None => all.push(variable.clone()),
        }
    }
    map.insert("environment".to_owned(), all.into());
}

/// The definition's input with the overrides put in.
fn overridden(input: &Value, overrides: &Value) -> Result<Value, ApiError> {
    const OF_TASK: [&str; 5] =
        ["cpu", "memory", "ephemeralStorage", "executionRoleArn", "taskRoleArn"];
    const OF_CONTAINER: [&str; 5] =
        ["command", "cpu", "memory", "memoryReservation", "resourceRequirements"];
    let mut out = input.clone();
    let (Value::Object(map), Value::Object(from)) = (&mut out, overrides) else { return Ok(out) };
    put(map, from, &OF_TASK);
    let mut containers = map.get_mut("containerDefinitions").and_then(Value::as_array_mut);
    for change in from.get("containerOverrides").and_then(Value::as_array).into_iter().flatten() {
        let name = change.get("name").and_then(Value::as_str).unwrap_or("");
        let found = containers.as_mut().and_then(|list| {
            list.iter_mut().find(|c| c.get("name").and_then(Value::as_str) == Some(name))
        });
        let (Some(Value::Object(container)), Value::Object(change)) = (found, change) else {
            return Err(refused(format!(
                "Override for container named {name} is not a container in the TaskDefinition."
            )));
        };
        put(container, change, &OF_CONTAINER);
        if let Some(Value::Array(new)) = change.get("environment") {
            merge_environment(container, new);
        }
    }
    Ok(out)
}

/// The definition that the tasks of a call run: the registered one, or its variant.
pub(super) fn apply(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    definition: DefinitionIndex,
) -> Result<DefinitionIndex, ApiError> {
    let Some(overrides) = fields.raw("overrides") else { return Ok(definition) };
    quotas::within(engine.world, 36, overrides.to_string().chars().count())?;
    let base = Rc::clone(engine.world.definition_rc(definition));
    let input = overridden(&base.definition.input, overrides)?;
    let (read, _) = TaskDefinition::read(&input);
    // What it comes to must be what a definition may be: sizes of FARGATE, memory above all.
    let found = check(&read, &limits(engine.world));
    if let Some(first) = found.iter().find(|problem| problem.severity == Severity::Error) {
        return Err(refused(first.message.api().text));
    }
    Ok(engine.world.keep_variant(RegisteredDefinition {
        need: Need::of(&read),
        definition: read,
        overrides: Some(Rc::new(overrides.clone())),
        ..(*base).clone()
    }))
}
