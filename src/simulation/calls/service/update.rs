//! UpdateService (SV-36, SV-135).

use std::rc::Rc;

use serde_json::{Value, json};

use super::super::{deployment_configuration, tasks};
use super::{
    deployment_id, has_traffic, is_for_daemons, newest_named, not_found, not_simulated_yet, quota,
    read_rebalancing, rebalances, revision, steps,
};
use crate::base::FieldPath;
use crate::model::launch_type::LaunchType;
use crate::model::placement_types::{read_constraints, read_strategies};
use crate::model::reader::{Fields, Problems};
use crate::simulation::admission::Target;
use crate::simulation::engine::Engine;
use crate::simulation::process::{
    daemon_scheduler, deployment, service_scheduler, throttle, zone_rebalancing,
};
use crate::simulation::tags::Propagation;
use crate::simulation::world::{ClusterIndex, Service, ServiceIndex, ServiceStatus, World};
use crate::simulation::{ApiError, admission, describe};

/// A service that a call names, by name or ARN, and that is ACTIVE (SV-135).
fn active(world: &World, cluster: ClusterIndex, name: &str) -> Result<ServiceIndex, ApiError> {
    let name = crate::simulation::arn::last_part(name);
    let index = newest_named(world, cluster, name).ok_or_else(not_found)?;
    let service = &world.clusters[cluster as usize].services[index as usize];
    if service.status != ServiceStatus::Active {
        let text = "Service was not ACTIVE.";
        return Err(ApiError::seen("SV-135", "ServiceNotActiveException", text));
    }
    Ok(index)
}

/// Where an updated service's next tasks run: UpdateService may change the strategy, and an empty
/// one returns to the launch type; running tasks stay (CP-16).
fn new_target(
    world: &mut World,
    cluster: ClusterIndex,
    before: &Service,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Target, ApiError> {
    let kept = Target { launch_type: before.launch_type, strategy: Rc::clone(&before.providers) };
    let key = "capacityProviderStrategy";
    if !fields.has(key) {
        return Ok(kept);
    }
    let strategy = admission::strategy(world, cluster, fields, key, problems)?;
    let launch_type = match (admission::of_strategy(world, &strategy), before.launch_type) {
        (Some(launch_type), _) => launch_type,
        (None, LaunchType::ManagedInstances) => LaunchType::Ec2,
        (None, launch_type) => launch_type,
    };
    if before.daemon.is_some() && launch_type != before.launch_type {
        let text = "The DAEMON scheduling strategy is not supported with this capacity provider.";
        return Err(ApiError::modelled("CP-16", "InvalidParameterException", text));
    }
    Ok(Target { launch_type, strategy })
}

/// Fields that start no deployment, and that DescribeServices tells (SV-36).
const TOLD: [&str; 5] = [
    "deploymentConfiguration",
    "healthCheckGracePeriodSeconds",
    "enableExecuteCommand",
    "enableECSManagedTags",
    "propagateTags",
];

/// The service's input as the update leaves it, and whether a field of its revision differs
/// (SV-36). Of `deploymentConfiguration` only what is given changes.
fn updated(service: &Service, input: &Value) -> (Value, bool) {
    let mut out = (*service.input).clone();
    let mut differs = false;
    let (Value::Object(old), Value::Object(new)) = (&mut out, input) else { return (out, false) };
    for field in TOLD {
        match (old.get_mut(field), new.get(field)) {
            (Some(Value::Object(old)), Some(Value::Object(new))) => {
                old.extend(new.iter().map(|(key, value)| (key.clone(), value.clone())));
            }
            (_, Some(value)) if !value.is_null() => {
                old.insert(field.to_owned(), value.clone());
            }
            _ => {}
        }
    }
    for field in &deployment::REVISION_FIELDS {
        let Some(value) = new.get(*field).filter(|value| !value.is_null()) else { continue };
        differs |= old.get(*field) != Some(value);
        old.insert((*field).to_owned(), value.clone());
    }
    (out, differs)
}

pub(in super::super) fn update(
    engine: &mut Engine<'_>,
    input: &Rc<Value>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let name = fields.required_text("service").unwrap_or_default();
    let desired = fields.count("desiredCount");
    let wanted = fields.text("taskDefinition");
    let force = fields.boolean("forceNewDeployment").unwrap_or(false);
    let strategies =
        fields.has("placementStrategy").then(|| read_strategies(fields, "placementStrategy"));
    let constraints = fields
        .has("placementConstraints")
        .then(|| read_constraints(fields, "placementConstraints"));
    let rebalancing = read_rebalancing(fields);
    for key in deployment::REVISION_FIELDS.iter().chain(&TOLD) {
        fields.raw(key);
    }
    for key in ["cluster", "capacityProviderStrategy", "deploymentController"] {
        fields.raw(key);
    }
    fields.finish(&["placementStrategy", "placementConstraints"]);
    admission::shape(problems)?;
    let cluster = admission::cluster(engine.world, fields)?;
    let index = active(engine.world, cluster, &name)?;
    let before = engine.service(cluster, index).clone();
    let configuration = deployment_configuration::read(fields, &before.configuration);
    admission::shape(problems)?;
    not_simulated_yet(fields)?;
    let definition = match &wanted {
        Some(wanted) => admission::active_definition(engine.world, wanted)?,
        None => before.revision().definition,
    };
    let (whole, differs) = updated(&before, input);
    // SV-36: the same revision of the task definition starts no deployment.
    let starts = force || differs || definition != before.revision().definition;
    let target = new_target(engine.world, cluster, &before, fields, problems)?;
    let launch_type = target.launch_type;
    tasks::spot_runs(engine.world, &target, definition)?;
    if launch_type != before.launch_type {
        admission::compatible(engine.world, definition, launch_type)?;
    }
    let list = constraints.as_deref().unwrap_or(&before.constraints);
    let fresh = Problems::default();
    let whole_fields = Fields::of(&whole, FieldPath::root(), &fresh);
    let revision = if starts {
        Some(revision(engine, &whole_fields, definition, launch_type, list, &whole)?)
    } else {
        None
    };
    let own = Rc::clone(&engine.world.definition(before.revision().definition).constraints);
    let compiled = match &constraints {
        Some(list) => Some(admission::constraints(engine.world, &own, list, launch_type)?),
        None => None,
    };
    if let Some(list) = &strategies {
        admission::strategies(engine.world, list, launch_type)?;
    }
    let configuration = configuration?;
    deployment_configuration::fits(
        &configuration,
        before.daemon.is_some(),
        has_traffic(&whole_fields),
    )?;
    if before.daemon.is_some() {
        is_for_daemons(desired, strategies.as_ref().map_or(0, Vec::len), launch_type)?;
    }
    quota::namespace_within_quota(engine.world, &whole, Some((cluster, index)))?;
    if let Some(desired) = desired {
        let connected =
            whole.get("serviceRegistries").is_some() || quota::namespace(&whole).is_some();
        quota::desired_within_quota(engine.world, desired, launch_type, connected)?;
    }
    let mut service = before;
    if let Some(list) = strategies {
        service.strategies = list.into();
    } else if launch_type != service.launch_type {
        admission::strategies(engine.world, &service.strategies, launch_type)?;
    }
    service.steps = steps(&service.strategies, launch_type);
    service.launch_type = launch_type;
    service.pools = target.pools(engine.world);
    service.providers = target.strategy;
    if let (Some(list), Some(compiled)) = (constraints, compiled) {
        service.constraints = list.into();
        Rc::make_mut(&mut service.deployment_mut().revision).constraints = compiled;
    }
    service.configuration = Rc::new(configuration);
    service.propagation = Propagation::of(&whole);
    service.input = Rc::new(whole);
    rebalances(&mut service, rebalancing, false)?;
    let before = service.desired;
    if let Some(desired) = desired {
        service.desired = desired;
        service.steady = false;
    }
    let after = service.desired;
    *engine.service(cluster, index) = service;
    engine.world.totals.desired = engine.world.totals.desired - before + after;
    if let Some(revision) = revision {
        let id = deployment_id(engine, cluster, &name);
        throttle::updated(engine.service(cluster, index), revision.definition);
        deployment::start(engine, cluster, index, id, revision);
    }
    if starts || fields.has("deploymentConfiguration") {
        let updated = &engine.world.clusters[cluster as usize].services[index as usize];
        deployment::breaker::warn(updated, engine.world, input, problems);
    }
    zone_rebalancing::changed(engine, cluster, index);
    daemon_scheduler::instances_changed(engine, cluster, &[]);
    service_scheduler::changed(engine, cluster, index);
    Ok(json!({ "service": describe::service(engine.world, cluster, index) }))
}
