//! UpdateContainerInstancesState and DeregisterContainerInstance (LC-66, LC-73).

use serde_json::{Value, json};

use crate::model::reader::Fields;
use crate::simulation::engine::Engine;
use crate::simulation::process::instance_state;
use crate::simulation::world::InstanceStatus;
use crate::simulation::{ApiError, admission, describe};

fn refused(rule: &'static str, text: impl AsRef<str>) -> ApiError {
    ApiError::modelled(rule, "InvalidParameterException", text)
}

/// LC-66: at most so many instances a call.
const INSTANCES_A_CALL: usize = 10;

pub(super) fn update_state(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
) -> Result<Value, ApiError> {
    let names = fields.texts("containerInstances");
    let words = [InstanceStatus::Active, InstanceStatus::Draining].map(|s| (s.as_str(), s));
    let status = fields.choice("status", &words);
    let cluster = admission::cluster(engine.world, fields)?;
    let Some(status) = status else {
        return Err(refused("LC-66", "Container instance status must be ACTIVE or DRAINING."));
    };
    if names.is_empty() {
        return Err(refused("LC-66", "Container instances can not be empty."));
    }
    if names.len() > INSTANCES_A_CALL {
        let text = format!("container instances can have at most {INSTANCES_A_CALL} items.");
        return Err(refused("LC-66", text));
    }
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for name in &names {
        match admission::instance(engine.world, cluster, name) {
            Err(_) => failures.push(json!({ "arn": &**name, "reason": "MISSING" })),
            Ok(slot) => {
                let instance = &engine.cluster(cluster).instances[slot as usize];
                match instance.status {
                    InstanceStatus::Active | InstanceStatus::Draining => found.push(slot),
                    InstanceStatus::Inactive => {
                        failures.push(json!({ "arn": &**name, "reason": "INACTIVE" }));
                    }
                    other => {
                        let text = format!(
                            "Container instance {name} is {} and can not be changed to {}.",
                            other.as_str(),
                            status.as_str()
                        );
                        return Err(refused("LC-66", text));
                    }
                }
            }
        }
    }
    instance_state::set(engine, cluster, &found, status);
    let world = &*engine.world;
    let list: Vec<Value> =
        found.iter().map(|slot| describe::container_instance(world, cluster, *slot)).collect();
    Ok(json!({ "containerInstances": list, "failures": failures }))
}

pub(super) fn deregister(engine: &mut Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let name = fields.text("containerInstance").unwrap_or_default();
    let force = fields.boolean("force").unwrap_or(false);
    let cluster = admission::cluster(engine.world, fields)?;
    let slot = admission::instance(engine.world, cluster, &name)?;
    let instance = &engine.cluster(cluster).instances[slot as usize];
    if instance.status == InstanceStatus::Inactive {
        return Err(refused("LC-65", format!("Container instance {name} is INACTIVE already.")));
    }
    if instance.running_tasks > 0 && !force {
        let text = "Found running tasks on the instance.";
        return Err(ApiError::invalid("LC-73", text));
    }
    instance_state::deregister(engine, cluster, slot);
    Ok(json!({ "containerInstance": describe::container_instance(engine.world, cluster, slot) }))
}
