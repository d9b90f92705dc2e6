//! `world:SetContainerBehaviour` and `world:StopContainer`.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::refused;
use crate::base::SimSpan;
use crate::model::reader::{Fields, Problems};
use crate::simulation::engine::Engine;
use crate::simulation::process::containers;
use crate::simulation::world::{Behaviour, Phase, TaskStatus, World};
use crate::simulation::{ApiError, admission, describe};

/// A duration, as everywhere in a scenario: `90s`, or milliseconds as a number.
fn span(fields: &Fields<'_>, key: &'static str) -> Result<Option<SimSpan>, ApiError> {
    let Some(value) = fields.raw(key).filter(|value| !value.is_null()) else { return Ok(None) };
    let read = match value {
        Value::String(text) => SimSpan::parse(text).ok(),
        Value::Number(number) => SimSpan::parse(&number.to_string()).ok(),
        _ => None,
    };
    let text = || format!("{key} is not a duration such as 90s or 1h30m.");
    read.map(Some).ok_or_else(|| refused("", text()))
}

fn code(fields: &Fields<'_>, key: &'static str) -> Option<u8> {
    fields.integer(key, 0, 255).and_then(|code| u8::try_from(code).ok())
}

fn read(fields: &Fields<'_>) -> Result<Behaviour, ApiError> {
    Ok(Behaviour {
        pull_time: span(fields, "pullTime")?,
        pull_fails: fields.boolean("pullFails").unwrap_or(false),
        start_time: span(fields, "startTime")?,
        exit_after: span(fields, "exitAfter")?,
        exit_code: code(fields, "exitCode"),
        healthy_after: span(fields, "healthyAfter")?,
        never_healthy: fields.boolean("neverHealthy").unwrap_or(false),
        fail_permille: fields
            .integer("failPermille", 0, 1_000)
            .and_then(|permille| u16::try_from(permille).ok()),
    })
}

/// What is in force for a family, one entry a container; `null` where nothing is.
fn in_force(world: &World, family: &str) -> Value {
    let list = world.behaviours.get(family).cloned().unwrap_or_default();
    let each = list.iter().map(|(container, behaviour)| {
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| {
            out.insert(key.to_owned(), value);
        };
        if let Some(container) = container {
            put("container", (&**container).into());
        }
        for (key, span) in [
            ("pullTime", behaviour.pull_time),
            ("startTime", behaviour.start_time),
            ("exitAfter", behaviour.exit_after),
            ("healthyAfter", behaviour.healthy_after),
        ] {
            if let Some(span) = span {
                put(key, span.to_string().into());
            }
        }
        for (key, set) in
            [("pullFails", behaviour.pull_fails), ("neverHealthy", behaviour.never_healthy)]
        {
            if set {
                put(key, true.into());
            }
        }
        if let Some(code) = behaviour.exit_code {
            put("exitCode", code.into());
        }
        if let Some(permille) = behaviour.fail_permille {
            put("failPermille", permille.into());
        }
        Value::Object(out)
    });
    each.collect()
}

/// Containers of the family behave so from now on: those that start, and those that run answer their
/// health checks so.
pub fn set(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let family = fields.required_text("family").unwrap_or_default();
    let container = fields.text("container");
    let behaviour = read(fields);
    fields.finish(&[]);
    admission::shape(problems)?;
    let behaviour = behaviour?;
    let known: Vec<Rc<str>> = engine
        .world
        .definitions
        .iter()
        .filter(|d| d.definition.family == family)
        .flat_map(|d| d.definition.containers.iter().map(|c| Rc::clone(&c.name)))
        .collect();
    if known.is_empty() {
        return Err(refused(
            "",
            format!("No task definition of the family {family} is registered."),
        ));
    }
    if let Some(container) = &container
        && !known.contains(container)
    {
        return Err(refused("", format!("The family {family} has no container {container}.")));
    }
    let before = engine.world.behaviours.remove(&family).unwrap_or_default();
    let mut list: Vec<_> = match &container {
        // Said of the family, it replaces what was said of its containers.
        None => Vec::new(),
        Some(name) => before.iter().filter(|(n, _)| n.as_ref() != Some(name)).cloned().collect(),
    };
    let family_wide = list.iter().any(|(name, _)| name.is_none());
    if behaviour != Behaviour::default() || family_wide {
        list.push((container, behaviour));
    }
    if !list.is_empty() {
        engine.world.behaviours.insert(Rc::clone(&family), list.into());
    }
    containers::behave(engine, &family);
    Ok(json!({ "family": &*family, "behaviours": in_force(engine.world, &family) }))
}

/// One container of a task exits now: the one that is named, else the first essential one that runs.
pub fn stop(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let name = fields.required_text("task").unwrap_or_default();
    let container = fields.text("container");
    let code = code(fields, "exitCode").unwrap_or(1);
    fields.raw("cluster");
    fields.finish(&[]);
    admission::shape(problems)?;
    let cluster = admission::cluster(engine.world, fields)?;
    let task = admission::task(engine.world, cluster, &name)?;
    let world = &*engine.world;
    let of = &world.clusters[cluster as usize].tasks[task as usize];
    let definition = &world.definition(of.definition).definition;
    let views = containers::views(world, of);
    if let Some(wanted) = &container
        && views.iter().all(|view| view.name != *wanted)
    {
        return Err(refused("", format!("The task has no container {wanted}.")));
    }
    let ends = |view: &&containers::ContainerView| match &container {
        Some(wanted) => view.name == *wanted,
        None => definition.containers.get(usize::from(view.index)).is_some_and(|c| c.essential),
    };
    let alive = of.status < TaskStatus::Stopping;
    let found = views.iter().filter(ends).find(|view| alive && view.phase == Phase::Running);
    let Some(index) = found.map(|view| view.index) else {
        let text = match &container {
            Some(wanted) => format!("The container {wanted} does not run."),
            None => "No essential container of the task runs.".to_owned(),
        };
        return Err(refused("", text));
    };
    containers::end_one(engine, cluster, task, index, code);
    Ok(json!({ "task": describe::task(engine.world, cluster, task) }))
}
