//! `world:InterruptSpot`, and how a launch asks for Spot capacity (LC-90).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::refused;
use crate::model::reader::{Fields, Problems};
use crate::simulation::engine::Engine;
use crate::simulation::parameters::SPOT_NOTICE;
use crate::simulation::process::spot;
use crate::simulation::world::Spot;
use crate::simulation::{ApiError, admission, arn, describe};

/// What makes an agent drain at the notice (LC-90).
const DRAINING: &str = "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true";

/// `spot` of `ec2:RunInstances`: `true`, or `{"draining": true}` for agents that turn DRAINING at
/// their notice.
///
/// # Errors
/// It is something else.
pub fn asked(fields: &Fields<'_>) -> Result<Option<Spot>, ApiError> {
    let draining = |value: &Value| value.get("draining").is_some_and(|d| *d == Value::Bool(true));
    match fields.raw("spot") {
        None | Some(Value::Null | Value::Bool(false)) => Ok(None),
        Some(Value::Bool(true)) => Ok(Some(Spot::Unheeding)),
        Some(value @ Value::Object(_)) if draining(value) => Ok(Some(Spot::Drains)),
        Some(Value::Object(_)) => Ok(Some(Spot::Unheeding)),
        Some(_) => {
            let text = "spot is neither true nor an object such as {\"draining\": true}.";
            Err(refused("LC-90", text))
        }
    }
}

/// What `InstanceMarketOptions` and `UserData` of a launch template say.
pub fn of_template(data: &Fields<'_>) -> Option<Spot> {
    let market = data.raw("InstanceMarketOptions")?.get("MarketType")?.as_str()?;
    let given = data.text("UserData").unwrap_or_default();
    let read = STANDARD.decode(given.as_bytes()).unwrap_or_default();
    let drains = String::from_utf8_lossy(&read).contains(DRAINING) || given.contains(DRAINING);
    (market == "spot").then_some(if drains { Spot::Drains } else { Spot::Unheeding })
}

/// Spot capacity of a cluster is given its two minutes' notice.
pub fn interrupt(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let percent = fields.integer("percent", 1, 100).unwrap_or(100);
    let named = fields.text("capacityProvider");
    fields.raw("cluster");
    fields.finish(&[]);
    admission::shape(problems)?;
    let cluster = admission::cluster(engine.world, fields)?;
    let provider = match &named {
        None => None,
        Some(name) => match engine.world.capacity.named(name) {
            Some(provider) => Some(provider),
            None => return Err(refused("LC-93", format!("There is no capacity provider {name}."))),
        },
    };
    let percent = u32::try_from(percent).unwrap_or(100);
    let (tasks, slots) = spot::interrupt(engine, cluster, provider, percent);
    if tasks.is_empty() && slots.is_empty() {
        let text = match named {
            Some(name) => format!("No Spot capacity of {name} runs in the cluster."),
            None => "No Spot capacity runs in the cluster.".to_owned(),
        };
        return Err(refused("LC-90", text));
    }
    let world = &*engine.world;
    let room = &world.clusters[cluster as usize];
    let hosts = slots.iter().map(|slot| arn::ec2_instance(room.instances[*slot as usize].ec2_id));
    let tasks = tasks.iter().map(|task| describe::task(world, cluster, *task)["taskArn"].clone());
    Ok(json!({
        "tasks": tasks.collect::<Vec<_>>(),
        "ec2InstanceIds": hosts.collect::<Vec<_>>(),
        "endsAt": describe::timestamp(world, world.now.time.after(SPOT_NOTICE)),
    }))
}
