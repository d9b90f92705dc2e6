//! `world:DisconnectAgent` and `world:ReconnectAgent` (LC-70, LC-71).

use serde_json::{Value, json};

use super::super::instances::one;
use super::refused;
use crate::model::reader::{Fields, Problems};
use crate::placement::Slot;
use crate::simulation::engine::Engine;
use crate::simulation::process::agent;
use crate::simulation::world::{ClusterIndex, InstanceStatus, Machine};
use crate::simulation::{ApiError, describe};

fn answer(engine: &Engine<'_>, cluster: ClusterIndex, slot: Slot) -> Value {
    json!({ "containerInstance": describe::container_instance(engine.world, cluster, slot) })
}

/// The agent of a running machine, and whether it is connected.
fn agent(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<(ClusterIndex, Slot, bool), ApiError> {
    let (cluster, slot, name) = one(engine, fields, problems)?;
    let instance = &engine.cluster(cluster).instances[slot as usize];
    if instance.machine != Machine::Running {
        return Err(refused("LC-72", format!("The machine of {name} does not run.")));
    }
    if instance.status == InstanceStatus::Inactive {
        return Err(refused("LC-65", format!("Container instance {name} is INACTIVE.")));
    }
    let connected = engine.cluster(cluster).fleet.line(slot).agent_connected;
    Ok((cluster, slot, connected))
}

pub fn disconnect(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let (cluster, slot, connected) = agent(engine, fields, problems)?;
    if !connected {
        return Err(refused("LC-70", "The agent is disconnected already."));
    }
    agent::disconnect(engine, cluster, slot);
    Ok(answer(engine, cluster, slot))
}

pub fn reconnect(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let (cluster, slot, connected) = agent(engine, fields, problems)?;
    if connected {
        return Err(refused("LC-70", "The agent is connected already."));
    }
    let instance = &engine.cluster(cluster).instances[slot as usize];
    let (on_outpost, zone) = (instance.on_outpost, instance.zone);
    if on_outpost && engine.world.failed_zones.contains_key(&zone) {
        let zone = engine.world.zone_name(zone);
        let text = format!("The Outpost has no link: its zone {zone} is down.");
        return Err(refused("LT-12", text));
    }
    agent::reconnect(engine, cluster, slot);
    Ok(answer(engine, cluster, slot))
}
