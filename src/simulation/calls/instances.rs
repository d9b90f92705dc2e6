//! `ec2:RunInstances`, `ec2:TerminateInstances`, `world:StopInstance`, `world:StartInstance`
//! (design, section 2).

use std::rc::Rc;

use serde_json::{Value, json};

use super::world::spot;
use crate::base::SimSpan;
use crate::model::catalog::instance_type::InstanceType;
use crate::model::launch_type::LaunchType;
use crate::model::reader::{Fields, Problems};
use crate::placement::Slot;
use crate::simulation::engine::Engine;
use crate::simulation::parameters::{ACCOUNT, REGISTER_AFTER};
use crate::simulation::process::machine::{self, Launch};
use crate::simulation::world::{ClusterIndex, InstanceStatus, Machine, OUTPOST_ARN};
use crate::simulation::{ApiError, admission, arn, quotas};

/// One call launches at most so many machines.
const LAUNCH_LIMIT: u32 = 10_000;

/// The zone has failed.
const NO_CAPACITY: &str = "There is no capacity in the Availability Zone at this time.";

fn refused(exception: &str, text: impl AsRef<str>) -> ApiError {
    ApiError::modelled("", exception, text)
}

/// The ARN of an Outpost that is named, or given by its ARN: `outpost` of `ec2:RunInstances`. An
/// Outpost is a rack of the zone's machines at the customer's: EC2 in another place (LT-12).
fn outpost_arn(
    engine: &Engine<'_>,
    outpost: &str,
    launch_type: LaunchType,
) -> Result<Rc<str>, ApiError> {
    if launch_type == LaunchType::External {
        let text = "An external instance is on no Outpost.";
        return Err(refused("InvalidParameterCombination", text));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:".contains(c);
    if outpost.len() > 128 || !outpost.chars().all(plain) {
        let text = format!(
            "Invalid value '{outpost}' for outpost: a name or an ARN of 1 to 128 characters."
        );
        return Err(refused("InvalidParameterValue", text));
    }
    if outpost.starts_with("arn:") {
        return Ok(outpost.into());
    }
    let region = &engine.world.settings.region;
    Ok(format!("arn:aws:outposts:{region}:{}:outpost/{outpost}", ACCOUNT).into())
}

/// Zones that are asked for; without a word those that are up. External machines stand in none: a
/// failure is nothing to them (LT-10).
fn zones(
    engine: &Engine<'_>,
    fields: &Fields<'_>,
    launch_type: LaunchType,
) -> Result<Vec<u8>, ApiError> {
    let known = &engine.world.settings.zones;
    let all = 0..u8::try_from(known.len()).unwrap_or(u8::MAX);
    let names = fields.texts("availabilityZones");
    if names.is_empty() {
        let failed = &engine.world.failed_zones;
        let counts = |zone: &u8| launch_type == LaunchType::External || !failed.contains_key(zone);
        return Ok(all.filter(counts).collect());
    }
    names
        .iter()
        .map(|name| {
            let at = known.iter().position(|zone| zone == name);
            at.and_then(|at| u8::try_from(at).ok()).ok_or_else(|| {
                let region = &engine.world.settings.region;
                let text = format!("Invalid availability zone: [{name}] in {region}");
                refused("InvalidParameterValue", text)
            })
        })
        .collect()
}

pub(super) fn run(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let type_name = fields.required_text("instanceType").unwrap_or_default();
    let count = fields.count("count").unwrap_or(1);
    let register_after = fields.text("registerAfter");
    let words = [("EC2", LaunchType::Ec2), ("EXTERNAL", LaunchType::External)];
    let launch_type = fields.choice("launchType", &words).unwrap_or(LaunchType::Ec2);
    let mut attributes = Vec::new();
    for item in fields.objects("attributes") {
        if let Some(name) = item.required_text("name") {
            attributes.push((name, item.text("value")));
        }
        item.finish(&["targetType", "targetId"]);
    }
    let mut zones = zones(engine, fields, launch_type)?;
    fields.raw("cluster");
    let outpost = fields.text("outpost");
    let spot = spot::asked(fields);
    fields.finish(&[]);
    admission::shape(problems)?;
    let cluster = admission::cluster(engine.world, fields)?;
    let spot = spot?;
    if spot.is_some() && (launch_type == LaunchType::External || outpost.is_some()) {
        let text = "Spot capacity is neither EXTERNAL nor on an Outpost.";
        return Err(refused("InvalidParameterCombination", text));
    }
    let instance_type = InstanceType::named(&type_name).ok_or_else(|| {
        refused("InvalidParameterValue", format!("Invalid value '{type_name}' for InstanceType."))
    })?;
    let register_after = match register_after.as_deref().map(SimSpan::parse) {
        None => REGISTER_AFTER,
        Some(Ok(span)) => span,
        Some(Err(_)) => {
            return Err(refused("InvalidParameterValue", "registerAfter is not a duration."));
        }
    };
    if count == 0 || count > LAUNCH_LIMIT {
        let text = format!("count must be between 1 and {LAUNCH_LIMIT}.");
        return Err(refused("InvalidParameterValue", text));
    }
    // QT-02: DRAINING instances count, INACTIVE ones do not.
    let room = engine.cluster(cluster);
    let registered = room.instances.iter().filter(|i| i.status != InstanceStatus::Inactive).count();
    let there = registered + room.launching.len();
    quotas::within(engine.world, 2, there + count as usize)?;
    let vcpus = u64::from(instance_type.vcpus) * u64::from(count);
    if launch_type == LaunchType::Ec2
        && spot.is_none()
        && quotas::vcpus(engine.world).saturating_add(vcpus) > engine.world.limit(42)
    {
        return Err(quotas::refusal(engine.world, 42));
    }
    if let Some(outpost) = outpost {
        if zones.len() > 1 && !fields.texts("availabilityZones").is_empty() {
            let text = "An Outpost belongs to one Availability Zone.";
            return Err(refused("InvalidParameterCombination", text));
        }
        zones.truncate(1);
        attributes.retain(|(name, _)| &**name != OUTPOST_ARN);
        attributes.push((OUTPOST_ARN.into(), Some(outpost_arn(engine, &outpost, launch_type)?)));
    }
    let launch = Launch {
        instance_type,
        launch_type,
        provider: None,
        attributes: attributes.into(),
        register_after,
        spot,
    };
    let down = |zone: &u8| engine.world.failed_zones.contains_key(zone);
    if zones.is_empty() || launch_type != LaunchType::External && zones.iter().any(down) {
        return Err(refused("InsufficientInstanceCapacity", NO_CAPACITY));
    }
    let mut ids = Vec::new();
    // Dealt round robin over the zones.
    for zone in zones.iter().cycle().take(count as usize) {
        ids.push(arn::ec2_instance(machine::launch(engine, cluster, *zone, &launch)));
    }
    let named =
        |id| Value::Object([("InstanceId".to_owned(), Value::String(id))].into_iter().collect());
    let ids: Vec<Value> = ids.into_iter().map(named).collect();
    // Not by `json!`, which would copy the list.
    Ok(Value::Object([("Instances".to_owned(), Value::Array(ids))].into_iter().collect()))
}

fn alive(engine: &mut Engine<'_>, cluster: ClusterIndex, name: &str) -> Result<Slot, ApiError> {
    let slot = admission::instance(engine.world, cluster, name)?;
    match engine.cluster(cluster).instances[slot as usize].machine {
        Machine::Terminated(_) => {
            Err(refused("IncorrectInstanceState", format!("Instance {name} is terminated.")))
        }
        Machine::Running | Machine::Stopped(_) => Ok(slot),
    }
}

pub(super) fn terminate(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let names = fields.texts("containerInstances");
    if names.is_empty() {
        fields.missing("containerInstances");
    }
    fields.raw("cluster");
    fields.finish(&[]);
    admission::shape(problems)?;
    let cluster = admission::cluster(engine.world, fields)?;
    let mut slots = Vec::new();
    for name in &names {
        slots.push(alive(engine, cluster, name)?);
    }
    let mut ids = Vec::new();
    for slot in slots {
        let instance = &engine.cluster(cluster).instances[slot as usize];
        ids.push(json!({ "InstanceId": arn::ec2_instance(instance.ec2_id) }));
        if !matches!(instance.machine, Machine::Terminated(_)) {
            machine::terminate(engine, cluster, slot);
        }
    }
    Ok(json!({ "TerminatingInstances": ids }))
}

pub(super) fn one(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<(ClusterIndex, Slot, Rc<str>), ApiError> {
    let name = fields.required_text("containerInstance").unwrap_or_default();
    fields.raw("cluster");
    fields.finish(&[]);
    admission::shape(problems)?;
    let cluster = admission::cluster(engine.world, fields)?;
    let slot = alive(engine, cluster, &name)?;
    Ok((cluster, slot, name))
}

fn state(engine: &mut Engine<'_>, cluster: ClusterIndex, slot: Slot, state: &str) -> Value {
    let instance = &engine.cluster(cluster).instances[slot as usize];
    json!({ "InstanceId": arn::ec2_instance(instance.ec2_id), "CurrentState": state })
}

pub(super) fn stop(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let (cluster, slot, name) = one(engine, fields, problems)?;
    if engine.cluster(cluster).instances[slot as usize].machine != Machine::Running {
        let text = format!("Instance {name} is stopped already.");
        return Err(refused("IncorrectInstanceState", text));
    }
    machine::stop(engine, cluster, slot);
    Ok(state(engine, cluster, slot, "stopped"))
}

pub(super) fn start(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let (cluster, slot, name) = one(engine, fields, problems)?;
    let machine_state = engine.cluster(cluster).instances[slot as usize].machine;
    if !matches!(machine_state, Machine::Stopped(_)) {
        let text = format!("Instance {name} is running already.");
        return Err(refused("IncorrectInstanceState", text));
    }
    let instance = &engine.cluster(cluster).instances[slot as usize];
    let (zone, external) = (instance.zone, instance.launch_type == LaunchType::External);
    if !external && engine.world.failed_zones.contains_key(&zone) {
        return Err(refused("InsufficientInstanceCapacity", NO_CAPACITY));
    }
    machine::start(engine, cluster, slot);
    Ok(state(engine, cluster, slot, "pending"))
}
