//! UpdateTaskProtection and GetTaskProtection (SV-95, SV-96).

use serde_json::{Map, Value, json};

use crate::base::SimSpan;
use crate::model::reader::{Fields, Problems};
use crate::simulation::engine::Engine;
use crate::simulation::process::protection;
use crate::simulation::world::{ClusterIndex, TaskIndex, World};
use crate::simulation::{ApiError, admission, arn, describe};

/// SV-95: at most so many tasks a call.
const TASKS_A_CALL: usize = 10;
/// SV-95: minutes.
const DEFAULT_MINUTES: i64 = 120;

fn refused(text: impl AsRef<str>) -> ApiError {
    ApiError::modelled("SV-95", "InvalidParameterException", text)
}

fn protected(world: &World, cluster: ClusterIndex, index: TaskIndex) -> Value {
    let room = &world.clusters[cluster as usize];
    let task = &room.tasks[index as usize];
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        out.insert(key.to_owned(), value);
    };
    put("taskArn", arn::task(world, &room.name, task).into());
    let until = protection::until(world, task);
    put("protectionEnabled", until.is_some().into());
    if let Some(until) = until {
        put("expirationDate", describe::timestamp(world, until));
    }
    Value::Object(out)
}

/// The tasks that a call names, and failures for those that are not there.
fn tasks(
    engine: &Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<(ClusterIndex, Vec<TaskIndex>, Vec<Value>), ApiError> {
    let names = fields.texts("tasks");
    fields.raw("cluster");
    fields.finish(&[]);
    admission::shape(problems)?;
    let cluster = admission::cluster(engine.world, fields)?;
    if names.len() > TASKS_A_CALL {
        return Err(refused(format!("tasks can have at most {TASKS_A_CALL} items.")));
    }
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for name in names {
        match admission::task(engine.world, cluster, &name) {
            Err(_) => failures.push(json!({ "arn": &*name, "reason": "MISSING" })),
            Ok(index) => {
                let room = &engine.world.clusters[cluster as usize];
                let task = &room.tasks[index as usize];
                if task.told_to_stop || task.service.is_none() {
                    let arn = arn::task(engine.world, &room.name, task);
                    failures.push(json!({ "arn": arn, "reason": "TASK_NOT_VALID" }));
                } else {
                    found.push(index);
                }
            }
        }
    }
    Ok((cluster, found, failures))
}

pub(super) fn update(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let enabled = fields.boolean("protectionEnabled");
    if enabled.is_none() && !fields.has("protectionEnabled") {
        fields.missing("protectionEnabled");
    }
    let minutes = fields.integer("expiresInMinutes", 1, 2_880).unwrap_or(DEFAULT_MINUTES);
    if !fields.has("tasks") {
        fields.missing("tasks");
    }
    let (cluster, found, mut failures) = tasks(engine, fields, problems)?;
    let enabled = enabled.unwrap_or(false);
    let span = SimSpan::minutes(u64::try_from(minutes).unwrap_or(0));
    let mut done = Vec::new();
    for index in found {
        if enabled && protection::blocks(engine, cluster, index) {
            // SV-96
            let room = &engine.world.clusters[cluster as usize];
            let arn = arn::task(engine.world, &room.name, &room.tasks[index as usize]);
            failures.push(json!({ "arn": arn, "reason": "DEPLOYMENT_BLOCKED" }));
            continue;
        }
        protection::set(engine, cluster, index, enabled.then_some(span));
        done.push(index);
    }
    let world = &*engine.world;
    let list: Vec<Value> = done.iter().map(|index| protected(world, cluster, *index)).collect();
    Ok(json!({ "protectedTasks": list, "failures": failures }))
}

pub(super) fn get(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let (cluster, found, failures) = tasks(engine, fields, problems)?;
    let world = &*engine.world;
    let list: Vec<Value> = found.iter().map(|index| protected(world, cluster, *index)).collect();
    Ok(json!({ "protectedTasks": list, "failures": failures }))
}
