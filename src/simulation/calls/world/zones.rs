//! `world:FailAvailabilityZone` and `world:RestoreAvailabilityZone`.

use serde_json::{Value, json};

use super::refused;
use crate::model::reader::{Fields, Problems};
use crate::simulation::engine::Engine;
use crate::simulation::process::zone;
use crate::simulation::{ApiError, admission};

fn named(
    engine: &Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<(u8, bool), ApiError> {
    let name = fields.required_text("availabilityZone").unwrap_or_default();
    fields.finish(&[]);
    admission::shape(problems)?;
    let known = &engine.world.settings.zones;
    let at = known.iter().position(|zone| *zone == name).and_then(|at| u8::try_from(at).ok());
    let Some(zone) = at else {
        let region = &engine.world.settings.region;
        return Err(refused("", format!("Invalid availability zone: [{name}] in {region}")));
    };
    Ok((zone, engine.world.failed_zones.contains_key(&zone)))
}

fn answer(engine: &Engine<'_>, zone: u8, state: &str) -> Value {
    json!({ "availabilityZone": &*engine.world.zone_name(zone), "state": state })
}

pub fn fail(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let (zone, failed) = named(engine, fields, problems)?;
    if failed {
        return Err(refused("", "The availability zone has failed already."));
    }
    zone::fail(engine, zone);
    Ok(answer(engine, zone, "impaired"))
}

pub fn restore(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let (zone, failed) = named(engine, fields, problems)?;
    if !failed {
        return Err(refused("", "The availability zone has not failed."));
    }
    zone::restore(engine, zone);
    Ok(answer(engine, zone, "available"))
}
