//! StopTask (SV-138).

use std::rc::Rc;

use serde_json::{Value, json};

use crate::model::reader::Fields;
use crate::simulation::engine::Engine;
use crate::simulation::process::task_lifecycle;
use crate::simulation::world::{Stop, StopCode};
use crate::simulation::{ApiError, admission, describe};

pub(in super::super) fn stop(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
) -> Result<Value, ApiError> {
    let name = fields.text("task").unwrap_or_default();
    let reason = fields.text("reason").unwrap_or_else(|| "Task stopped by user".into());
    let cluster = admission::cluster(engine.world, fields)?;
    let task = admission::task(engine.world, cluster, &name)?;
    let stop = Rc::new(Stop { code: Some(StopCode::UserInitiated), reason });
    task_lifecycle::tell_to_stop(engine, cluster, task, stop);
    if let Some(service) = engine.task(cluster, task).service {
        crate::simulation::process::service_scheduler::ask_for_pass(engine, cluster, service);
    }
    Ok(json!({ "task": describe::task(engine.world, cluster, task) }))
}
