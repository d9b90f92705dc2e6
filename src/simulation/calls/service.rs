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
use crate::simulation::process::{
    daemon_scheduler, placement, service_scheduler, zone_rebalancing,
};
use crate::simulation::world::{
    ClusterIndex, Daemon, GroupIndex, Rebalancing, Service, ServiceIndex, ServiceStatus, Throttle,
    World,
};
use crate::simulation::{ApiError, admission, describe, quotas};

/// Accepted and kept for DescribeServices; not played by this engine.
const KEPT: [&str; 13] = [
    "clientToken",
    "role",
    "platformVersion",
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

/// `availabilityZoneRebalancing`, as given.
fn read_rebalancing(fields: &Fields<'_>) -> Option<bool> {
    fields.choice("availabilityZoneRebalancing", &[("ENABLED", true), ("DISABLED", false)])
}

/// What the API refuses of a DAEMON service (SV-3, SV-31, PL-49).
fn is_for_daemons(
    desired: Option<u32>,
    strategies: usize,
    maximum_percent: Option<u32>,
    launch_type: LaunchType,
) -> Result<(), ApiError> {
    let refused =
        |rule, text: &str| Err(ApiError::modelled(rule, "InvalidParameterException", text));
    if desired.is_some() {
        return refused(
            "SV-3",
            "The daemon scheduling strategy does not support a desired count. Remove a desired count value and try again.",
        );
    }
    if strategies > 0 {
        return refused(
            "PL-49",
            "Placement strategies are not supported with the DAEMON scheduling strategy.",
        );
    }
    if maximum_percent.is_some_and(|percent| percent != 100) {
        return refused("SV-31", "maximumPercent must be 100 with the DAEMON scheduling strategy.");
    }
    if launch_type == LaunchType::Fargate {
        return refused(
            "SV-3",
            "The DAEMON scheduling strategy is not supported with FARGATE launch type.",
        );
    }
    Ok(())
}

/// SV-31: of a rolling deployment of replicas.
const MAXIMUM_PERCENT: u32 = 200;

fn read_maximum_percent(fields: &Fields<'_>) -> Option<u32> {
    fields.object("deploymentConfiguration")?.count("maximumPercent")
}

/// PL-90: what is asked for holds; where nothing is asked, a new service that is eligible has it,
/// and an old one keeps what it had. Asking for what PL-91 and PL-92 exclude is refused.
fn rebalances(service: &mut Service, asked: Option<bool>, new: bool) -> Result<(), ApiError> {
    let obstacle = zone_rebalancing::obstacle(service);
    if let (Some(true), Some(obstacle)) = (asked, obstacle) {
        let text = format!("Availability Zone rebalancing can not be enabled for {obstacle}.");
        return Err(ApiError::modelled("PL-92", "InvalidParameterException", text));
    }
    let unasked = if new { obstacle.is_none() } else { service.rebalancing.enabled };
    service.rebalancing.enabled = asked.unwrap_or(unasked);
    Ok(())
}

/// QT-04, QT-05, QT-31.
fn desired_within_quota(
    world: &mut World,
    desired: u32,
    launch_type: LaunchType,
    connected: bool,
) -> Result<(), ApiError> {
    quotas::within(world, 4, desired as usize)?;
    if launch_type == LaunchType::Ec2 {
        quotas::within(world, 5, desired as usize)?;
    }
    if connected {
        quotas::within(world, 31, desired as usize)?;
    }
    Ok(())
}

/// QT-16, QT-17, QT-32.
fn lists_within_quotas(world: &mut World, fields: &Fields<'_>) -> Result<(), ApiError> {
    let balancers = fields.objects("loadBalancers");
    let classic = balancers.iter().filter(|b| b.raw("loadBalancerName").is_some()).count();
    quotas::within(world, 16, balancers.len() - classic)?;
    quotas::within(world, 17, classic)?;
    quotas::within(world, 32, fields.list("serviceRegistries").len())
}

/// The Service Connect namespace that an input names, if Service Connect is on.
fn namespace(input: &Value) -> Option<&str> {
    let connect = input.get("serviceConnectConfiguration")?;
    let enabled = connect.get("enabled").and_then(Value::as_bool).unwrap_or(false);
    enabled.then(|| connect.get("namespace").and_then(Value::as_str).unwrap_or("default"))
}

/// QT-27: services of all clusters in one namespace, `but` the one that asks.
fn namespace_within_quota(
    world: &mut World,
    input: &Value,
    but: Option<(ClusterIndex, ServiceIndex)>,
) -> Result<(), ApiError> {
    let Some(wanted) = namespace(input) else { return Ok(()) };
    let mut there = 0;
    for (cluster, room) in (0..).zip(&world.clusters) {
        for (index, service) in (0..).zip(&room.services) {
            let alive = service.status != ServiceStatus::Inactive;
            if alive && but != Some((cluster, index)) && namespace(&service.input) == Some(wanted) {
                there += 1;
            }
        }
    }
    quotas::within(world, 27, there + 1)
}

fn newest_named(world: &World, cluster: ClusterIndex, name: &str) -> Option<ServiceIndex> {
    let services = &world.clusters[cluster as usize].services;
    let at = services.iter().rposition(|service| &*service.name == name)?;
    ServiceIndex::try_from(at).ok()
}

/// What this engine does not play, though the API takes it.
fn not_simulated_yet(fields: &Fields<'_>) -> Result<(), ApiError> {
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
    let rebalancing = read_rebalancing(fields);
    let maximum_percent = read_maximum_percent(fields);
    let discovery = fields.raw("serviceRegistries").is_some();
    let words = [("REPLICA", false), ("DAEMON", true)];
    let daemon = fields.choice("schedulingStrategy", &words).unwrap_or(false);
    for key in ["cluster", "launchType", "capacityProviderStrategy"] {
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
    let launch_type = admission::launch_type(fields)?;
    if daemon {
        is_for_daemons(desired, strategies.len(), maximum_percent, launch_type)?;
    } else if desired.is_none() {
        let text = "desiredCount is required for a service with the REPLICA scheduling strategy.";
        return Err(ApiError::modelled("SV-134", "InvalidParameterException", text));
    }
    let desired = desired.unwrap_or(0);
    lists_within_quotas(engine.world, fields)?;
    admission::compatible(engine.world, definition, launch_type)?;
    let (zones, public_ip) = admission::network(engine.world, fields, definition, launch_type)?;
    let registered = Rc::clone(&engine.world.definitions[definition as usize]);
    let compiled =
        admission::constraints(engine.world, &registered.constraints, &constraints, launch_type)?;
    admission::strategies(engine.world, &strategies, launch_type)?;
    let connected = discovery || namespace(input).is_some();
    desired_within_quota(engine.world, desired, launch_type, connected)?;
    namespace_within_quota(engine.world, input, None)?;
    let services = &engine.cluster(cluster).services;
    let alive = services.iter().filter(|s| s.status != ServiceStatus::Inactive).count();
    quotas::within(engine.world, 3, alive + 1)?;
    let now = engine.time();
    let ordinal = u64::from(engine.world.calls_played);
    let seed = engine.world.settings.seed;
    let room = engine.cluster(cluster);
    let deployment_id =
        Draw::new(seed, "deployment").text(&room.name).text(&name).number(ordinal).value()
            % 10_000_000_000_000_000_000;
    let mut service = Service {
        name: Rc::clone(&name),
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
        group: GroupIndex::MAX,
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
        throttle: Throttle::default(),
        maximum_percent: maximum_percent.unwrap_or(if daemon { 100 } else { MAXIMUM_PERCENT }),
        classic_load_balancer: balancers.iter().any(|b| b.text("loadBalancerName").is_some()),
        rebalancing: Rebalancing::default(),
        daemon: daemon.then(Daemon::default),
    };
    rebalances(&mut service, rebalancing, true)?;
    service.group = placement::group_named(room, &format!("service:{name}"));
    room.services.push(service);
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

/// What an update says of a field that is only kept replaces what CreateService said of it.
fn keep(service: &mut Service, fields: &Fields<'_>) {
    const FIELDS: [&str; 5] = [
        "deploymentConfiguration",
        "healthCheckGracePeriodSeconds",
        "enableExecuteCommand",
        "enableECSManagedTags",
        "propagateTags",
    ];
    for key in FIELDS {
        if let (Some(value), Value::Object(input)) =
            (fields.raw(key), Rc::make_mut(&mut service.input))
        {
            input.insert(key.to_owned(), value.clone());
        }
    }
}

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
    let rebalancing = read_rebalancing(fields);
    let maximum_percent = read_maximum_percent(fields);
    let deploys = STARTS_DEPLOYMENT.iter().any(|key| fields.raw(key).is_some());
    fields.raw("cluster");
    fields.finish(&[
        "placementStrategy",
        "placementConstraints",
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
        Some(list) => {
            Some(admission::constraints(engine.world, &registered.constraints, list, launch_type)?)
        }
        None => None,
    };
    if let Some(list) = &strategies {
        admission::strategies(engine.world, list, launch_type)?;
    }
    if engine.service(cluster, index).daemon.is_some() {
        let strategies = strategies.as_ref().map_or(0, Vec::len);
        is_for_daemons(desired, strategies, maximum_percent, launch_type)?;
    }
    if let Some(desired) = desired {
        let service = engine.service(cluster, index);
        let connected = service.discovery || namespace(&service.input).is_some();
        desired_within_quota(engine.world, desired, launch_type, connected)?;
    }
    let mut service = engine.service(cluster, index).clone();
    if let Some(list) = strategies {
        service.steps = steps(&list);
        service.strategies = list.into();
    }
    if let (Some(list), Some(compiled)) = (constraints, compiled) {
        service.constraints = list.into();
        service.compiled_constraints = compiled;
    }
    service.maximum_percent = maximum_percent.unwrap_or(service.maximum_percent);
    keep(&mut service, fields);
    rebalances(&mut service, rebalancing, false)?;
    let before = service.desired;
    if let Some(desired) = desired {
        service.desired = desired;
        service.steady = false;
    }
    let after = service.desired;
    *engine.service(cluster, index) = service;
    engine.world.totals.desired = engine.world.totals.desired - before + after;
    zone_rebalancing::changed(engine, cluster, index);
    daemon_scheduler::instances_changed(engine, cluster, &[]);
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
    let service = engine.service(cluster, index);
    if service.desired > 0 && !force && service.daemon.is_none() {
        let text = "The service cannot be stopped while it is scaled above 0.";
        return Err(ApiError::invalid("SV-136", text));
    }
    service_scheduler::delete(engine, cluster, index);
    Ok(json!({ "service": describe::service(engine.world, cluster, index) }))
}
