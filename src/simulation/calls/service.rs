//! CreateService, UpdateService, DeleteService (SV-130 to SV-142).

use std::collections::VecDeque;
use std::rc::Rc;

use serde_json::{Value, json};

use crate::base::{Draw, SimTime};
use crate::model::launch_type::LaunchType;
use crate::model::placement_types::{PlacementStrategy, read_constraints, read_strategies};
use crate::model::reader::{Fields, Problems};
use crate::placement::Step;
use crate::simulation::engine::Engine;
use crate::simulation::process::{placement, service_scheduler};
use crate::simulation::world::{ClusterIndex, Service, ServiceIndex, ServiceStatus, World};
use crate::simulation::{ApiError, admission, describe};

/// Accepted and kept for DescribeServices; not played by this engine.
const KEPT: [&str; 15] = [
    "clientToken",
    "role",
    "platformVersion",
    "deploymentConfiguration",
    "availabilityZoneRebalancing",
    "healthCheckGracePeriodSeconds",
    "tags",
    "enableECSManagedTags",
    "propagateTags",
    "enableExecuteCommand",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
    "monitoring",
    "networkConfiguration",
];

fn steps(strategies: &[PlacementStrategy]) -> Rc<[Step]> {
    if strategies.is_empty() { Step::service_default() } else { Step::of(strategies) }.into()
}

/// QT-04, QT-05.
fn desired_within_quota(
    world: &World,
    desired: u32,
    launch_type: LaunchType,
) -> Result<(), ApiError> {
    let over = |code| world.quota(code).is_some_and(|limit| u64::from(desired) > limit);
    if over("tasks-per-service") {
        return Err(ApiError::invalid("QT-04", "Desired count exceeds limit."));
    }
    if launch_type == LaunchType::Ec2 && over("ec2-tasks-per-service") {
        return Err(ApiError::invalid("QT-05", "Desired count exceeds limit."));
    }
    Ok(())
}

fn newest_named(world: &World, cluster: ClusterIndex, name: &str) -> Option<ServiceIndex> {
    let services = &world.clusters[cluster as usize].services;
    let at = services.iter().rposition(|service| &*service.name == name)?;
    ServiceIndex::try_from(at).ok()
}

/// What this engine does not play, though the API takes it.
fn not_simulated_yet(fields: &Fields<'_>) -> Result<(), ApiError> {
    if fields.text("schedulingStrategy").as_deref() == Some("DAEMON") {
        return Err(ApiError::not_simulated("schedulingStrategy DAEMON"));
    }
    if let Some(controller) = fields.object("deploymentController")
        && controller.text("type").is_some_and(|kind| &*kind != "ECS")
    {
        return Err(ApiError::not_simulated("deploymentController other than ECS"));
    }
    Ok(())
}

pub(super) fn create(
    engine: &mut Engine<'_>,
    input: &Value,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let name = fields.required_text("serviceName").unwrap_or_default();
    let wanted = fields.required_text("taskDefinition").unwrap_or_default();
    let desired = fields.count("desiredCount");
    let strategies = read_strategies(fields, "placementStrategy");
    let constraints = read_constraints(fields, "placementConstraints");
    let balancers = fields.objects("loadBalancers");
    let discovery = fields.raw("serviceRegistries").is_some();
    for key in ["cluster", "launchType", "capacityProviderStrategy", "schedulingStrategy"] {
        fields.raw(key);
    }
    fields.raw("deploymentController");
    fields.finish(&KEPT);
    admission::shape(problems)?;
    let cluster = admission::cluster(engine.world, fields)?;
    if let Some(index) = newest_named(engine.world, cluster, &name) {
        match engine.service(cluster, index).status {
            ServiceStatus::Active => {
                return Err(ApiError::invalid("SV-133", "Creation of service was not idempotent."));
            }
            ServiceStatus::Draining => {
                let text = "Unable to Start a service that is still Draining.";
                return Err(ApiError::invalid("SV-133", text));
            }
            ServiceStatus::Inactive => {}
        }
    }
    let definition = admission::active_definition(engine.world, &wanted)?;
    not_simulated_yet(fields)?;
    let Some(desired) = desired else {
        let text = "desiredCount is required for a service with the REPLICA scheduling strategy.";
        return Err(ApiError::modelled("SV-134", "InvalidParameterException", text));
    };
    let limit = engine.world.quota("target-groups-per-service").unwrap_or(u64::MAX);
    if balancers.len() as u64 > limit {
        let text = format!("load balancers can have at most {limit} items.");
        return Err(ApiError::invalid("QT-16", text));
    }
    let launch_type = admission::launch_type(fields)?;
    admission::compatible(engine.world, definition, launch_type)?;
    let (zones, public_ip) = admission::network(engine.world, fields, definition, launch_type)?;
    let registered = Rc::clone(&engine.world.definitions[definition as usize]);
    let compiled = admission::constraints(&registered.constraints, &constraints, launch_type)?;
    admission::strategies(&strategies, launch_type)?;
    desired_within_quota(engine.world, desired, launch_type)?;
    let services = &engine.cluster(cluster).services;
    let alive = services.iter().filter(|s| s.status != ServiceStatus::Inactive).count() as u64;
    if engine.world.quota("services-per-cluster").is_some_and(|limit| alive >= limit) {
        let text = "The maximum number of services for the cluster has been reached.";
        return Err(ApiError::modelled("QT-03", "InvalidParameterException", text));
    }
    let now = engine.time();
    let ordinal = u64::from(engine.world.calls_played);
    let seed = engine.world.settings.seed;
    let room = engine.cluster(cluster);
    let deployment_id =
        Draw::new(seed, "deployment").text(&room.name).text(&name).number(ordinal).value()
            % 10_000_000_000_000_000_000;
    let group = placement::group_named(room, &format!("service:{name}"));
    room.services.push(Service {
        name,
        status: ServiceStatus::Active,
        desired,
        definition,
        launch_type,
        steps: steps(&strategies),
        strategies: strategies.into(),
        constraints: constraints.into(),
        compiled_constraints: compiled,
        zones,
        input: Rc::new(input.clone()),
        group,
        deployment_id,
        created_at: now,
        updated_at: now,
        completed: false,
        active: 0,
        running: 0,
        pending: 0,
        tasks: Vec::new(),
        events: Rc::new(VecDeque::new()),
        waiting: None,
        steady: false,
        untold_started: Vec::new(),
        next_launch: SimTime::ZERO,
        pass_at: None,
        public_ip,
        target_groups: u32::try_from(balancers.len()).unwrap_or(u32::MAX),
        discovery,
        healthy_at: now,
    });
    let index = ServiceIndex::try_from(room.services.len() - 1).unwrap_or(ServiceIndex::MAX);
    engine.world.totals.desired += desired;
    service_scheduler::changed(engine, cluster, index);
    Ok(json!({ "service": describe::service(engine.world, cluster, index) }))
}

/// A service that a call names, by name or ARN, and that is ACTIVE (SV-135).
fn active(world: &World, cluster: ClusterIndex, name: &str) -> Result<ServiceIndex, ApiError> {
    let name = crate::simulation::arn::last_part(name);
    let index = newest_named(world, cluster, name).ok_or_else(|| {
        ApiError::seen("SV-135", "ServiceNotFoundException", "Service not found.")
    })?;
    let service = &world.clusters[cluster as usize].services[index as usize];
    if service.status != ServiceStatus::Active {
        let text = "Service was not ACTIVE.";
        return Err(ApiError::seen("SV-135", "ServiceNotActiveException", text));
    }
    Ok(index)
}

/// Fields of UpdateService that start a deployment when they change (SV-36); issue 6's part.
const STARTS_DEPLOYMENT: [&str; 7] = [
    "platformVersion",
    "networkConfiguration",
    "loadBalancers",
    "serviceRegistries",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
];

pub(super) fn update(
    engine: &mut Engine<'_>,
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
    let deploys = STARTS_DEPLOYMENT.iter().any(|key| fields.raw(key).is_some());
    fields.raw("cluster");
    fields.finish(&[
        "placementStrategy",
        "placementConstraints",
        "deploymentConfiguration",
        "availabilityZoneRebalancing",
        "healthCheckGracePeriodSeconds",
        "enableExecuteCommand",
        "enableECSManagedTags",
        "propagateTags",
        "capacityProviderStrategy",
    ]);
    admission::shape(problems)?;
    let cluster = admission::cluster(engine.world, fields)?;
    let index = active(engine.world, cluster, &name)?;
    if let Some(wanted) = wanted {
        let definition = admission::active_definition(engine.world, &wanted)?;
        // SV-36: the same revision starts no deployment.
        if definition != engine.service(cluster, index).definition {
            return Err(ApiError::not_simulated("UpdateService with another taskDefinition"));
        }
    }
    if force || deploys || fields.raw("capacityProviderStrategy").is_some() {
        return Err(ApiError::not_simulated("UpdateService that starts a deployment"));
    }
    let service = engine.service(cluster, index);
    let (launch_type, definition) = (service.launch_type, service.definition);
    let registered = Rc::clone(&engine.world.definitions[definition as usize]);
    let compiled = match &constraints {
        Some(list) => Some(admission::constraints(&registered.constraints, list, launch_type)?),
        None => None,
    };
    if let Some(list) = &strategies {
        admission::strategies(list, launch_type)?;
    }
    if let Some(desired) = desired {
        desired_within_quota(engine.world, desired, launch_type)?;
        let service = engine.service(cluster, index);
        let before = std::mem::replace(&mut service.desired, desired);
        service.steady = false;
        engine.world.totals.desired = engine.world.totals.desired - before + desired;
    }
    let service = engine.service(cluster, index);
    if let Some(list) = strategies {
        service.steps = steps(&list);
        service.strategies = list.into();
    }
    if let (Some(list), Some(compiled)) = (constraints, compiled) {
        service.constraints = list.into();
        service.compiled_constraints = compiled;
    }
    service_scheduler::changed(engine, cluster, index);
    Ok(json!({ "service": describe::service(engine.world, cluster, index) }))
}

pub(super) fn delete(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let name = fields.required_text("service").unwrap_or_default();
    let force = fields.boolean("force").unwrap_or(false);
    fields.raw("cluster");
    fields.finish(&[]);
    admission::shape(problems)?;
    let cluster = admission::cluster(engine.world, fields)?;
    let index = active(engine.world, cluster, &name)?;
    if engine.service(cluster, index).desired > 0 && !force {
        let text = "The service cannot be stopped while it is scaled above 0.";
        return Err(ApiError::invalid("SV-136", text));
    }
    service_scheduler::delete(engine, cluster, index);
    Ok(json!({ "service": describe::service(engine.world, cluster, index) }))
}
