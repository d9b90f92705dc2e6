//! CreateService, UpdateService, DeleteService (SV-130 to SV-142).

use std::collections::VecDeque;
use std::rc::Rc;

use serde_json::{Value, json};

use super::deployment_configuration;
use crate::base::{Draw, FieldPath, SimTime};
use crate::model::launch_type::LaunchType;
use crate::model::placement_types::{
    PlacementConstraint, PlacementStrategy, read_constraints, read_strategies,
};
use crate::model::reader::{Fields, Problems};
use crate::placement::Step;
use crate::simulation::admission::Target;
use crate::simulation::engine::Engine;
use crate::simulation::process::{
    daemon_scheduler, deployment, managed_instances, placement, service_scheduler, throttle,
    zone_rebalancing,
};
use crate::simulation::tags::{self, Resource};
use crate::simulation::world::{
    ClusterIndex, Daemon, DefinitionIndex, Deployment, GroupIndex, Rebalancing, Revision, Service,
    ServiceIndex, ServiceStatus, Throttle, World,
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

fn steps(strategies: &[PlacementStrategy], launch_type: LaunchType) -> Rc<[Step]> {
    match launch_type {
        LaunchType::ManagedInstances => managed_instances::STEPS.to_vec(),
        _ if strategies.is_empty() => Step::service_default().to_vec(),
        _ => Step::of(strategies),
    }
    .into()
}

/// `availabilityZoneRebalancing`, as given.
fn read_rebalancing(fields: &Fields<'_>) -> Option<bool> {
    fields.choice("availabilityZoneRebalancing", &[("ENABLED", true), ("DISABLED", false)])
}

/// What the API refuses of a DAEMON service (SV-3, SV-31, PL-49).
fn is_for_daemons(
    desired: Option<u32>,
    strategies: usize,
    launch_type: LaunchType,
) -> Result<(), ApiError> {
    let refused =
        |rule, text: &str| Err(ApiError::modelled(rule, "InvalidParameterException", text));
    if desired.is_some() {
        // SV-3
        return Err(ApiError::invalid(
            "LT-5",
            "The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again",
        ));
    }
    if strategies > 0 {
        return refused(
            "PL-49",
            "Placement strategies are not supported with the DAEMON scheduling strategy.",
        );
    }
    if launch_type == LaunchType::Fargate {
        return refused(
            "LT-5",
            "The daemon scheduling strategy is not supported with the FARGATE launch type",
        );
    }
    // LT-1's table: Managed Instances have daemon resources of their own.
    if launch_type == LaunchType::ManagedInstances {
        return refused(
            "SV-3",
            "The DAEMON scheduling strategy is not supported with Managed Instances.",
        );
    }
    Ok(())
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

pub(super) fn newest_named(
    world: &World,
    cluster: ClusterIndex,
    name: &str,
) -> Option<ServiceIndex> {
    let services = &world.clusters[cluster as usize].services;
    let at = services.iter().rposition(|service| &*service.name == name)?;
    ServiceIndex::try_from(at).ok()
}

/// The digits of a new deployment and its revision: a hash of the service's path and the call.
fn deployment_id(engine: &Engine<'_>, cluster: ClusterIndex, name: &str) -> u64 {
    let world = &*engine.world;
    let room = &world.clusters[cluster as usize].name;
    let path = Draw::new(world.settings.seed, "deployment").text(room).text(name);
    path.number(u64::from(world.calls_played)).value() % 10_000_000_000_000_000_000
}

/// Whether a load balancer or Service Connect directs traffic to the tasks (SV-70).
fn has_traffic(fields: &Fields<'_>) -> bool {
    fields.raw("loadBalancers").is_some() || fields.raw("serviceConnectConfiguration").is_some()
}

/// The service revision that an input describes, or why there is none.
fn revision(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    definition: DefinitionIndex,
    launch_type: LaunchType,
    constraints: &[PlacementConstraint],
    input: &Value,
) -> Result<Rc<Revision>, ApiError> {
    let created_at = engine.time();
    let world = &mut *engine.world;
    lists_within_quotas(world, fields)?;
    let balancers = fields.objects("loadBalancers");
    admission::compatible(world, definition, launch_type)?;
    admission::platform(fields, launch_type)?;
    admission::traffic(fields, launch_type)?;
    let (zones, public_ip) = admission::network(world, fields, definition, launch_type)?;
    let own = Rc::clone(&world.definition(definition).constraints);
    let id = Draw::new(world.settings.seed, "revision").number(u64::from(world.calls_played));
    Ok(Rc::new(Revision {
        id: id.value() % 10_000_000_000_000_000_000,
        definition,
        constraints: admission::constraints(world, &own, constraints, launch_type)?,
        zones,
        public_ip,
        target_groups: u32::try_from(balancers.len()).unwrap_or(u32::MAX),
        classic_load_balancer: balancers.iter().any(|b| b.raw("loadBalancerName").is_some()),
        discovery: fields.raw("serviceRegistries").is_some(),
        input: Rc::new(input.clone()),
        created_at,
    }))
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

/// The service with its tags, as CreateService answers.
fn answered(world: &World, cluster: ClusterIndex, index: ServiceIndex) -> Value {
    let mut service = describe::service(world, cluster, index);
    service["tags"] = world.tags.described(Resource::Service(cluster, index));
    json!({ "service": service })
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
    fields.raw("loadBalancers");
    let rebalancing = read_rebalancing(fields);
    let words = [("REPLICA", false), ("DAEMON", true)];
    let daemon = fields.choice("schedulingStrategy", &words).unwrap_or(false);
    for key in ["cluster", "launchType", "capacityProviderStrategy"] {
        fields.raw(key);
    }
    let configuration =
        deployment_configuration::read(fields, &deployment_configuration::default_for(daemon));
    for key in ["deploymentController", "serviceRegistries"] {
        fields.raw(key);
    }
    fields.finish(&KEPT);
    admission::shape(problems)?;
    let cluster = admission::cluster(engine.world, fields)?;
    if let Some(index) = newest_named(engine.world, cluster, &name) {
        match engine.service(cluster, index).status {
            ServiceStatus::Active => {
                // SV-133: the same token with the same input.
                let same = *engine.service(cluster, index).input == *input;
                if same && fields.raw("clientToken").is_some() {
                    return Ok(answered(engine.world, cluster, index));
                }
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
    let target = admission::target(engine.world, cluster, fields, problems)?;
    let launch_type = target.launch_type;
    super::tasks::spot_runs(engine.world, &target, definition)?;
    if daemon {
        is_for_daemons(desired, strategies.len(), launch_type)?;
    } else if desired.is_none() {
        let text = "desiredCount is required for a service with the REPLICA scheduling strategy.";
        return Err(ApiError::modelled("SV-134", "InvalidParameterException", text));
    }
    let desired = desired.unwrap_or(0);
    let configuration = configuration?;
    let revision = revision(engine, fields, definition, launch_type, &constraints, input)?;
    deployment_configuration::fits(&configuration, daemon, has_traffic(fields))?;
    admission::strategies(engine.world, &strategies, launch_type)?;
    let connected = revision.discovery || namespace(input).is_some();
    desired_within_quota(engine.world, desired, launch_type, connected)?;
    namespace_within_quota(engine.world, input, None)?;
    let services = &engine.cluster(cluster).services;
    let alive = services.iter().filter(|s| s.status != ServiceStatus::Inactive).count();
    // QT-03: ACTIVE and DRAINING ones.
    quotas::within(engine.world, 3, alive + 1)?;
    let now = engine.time();
    let id = deployment_id(engine, cluster, &name);
    let pools = target.pools(engine.world);
    let mut service = Service {
        name: Rc::clone(&name),
        status: ServiceStatus::Active,
        desired,
        launch_type,
        pools,
        providers: target.strategy,
        steps: steps(&strategies, launch_type),
        strategies: strategies.into(),
        constraints: constraints.into(),
        input: Rc::new(input.clone()),
        group: GroupIndex::MAX,
        deployments: vec![Deployment::new(id, revision, now)],
        primary: 0,
        others: Vec::new(),
        configuration: Rc::new(configuration),
        created_at: now,
        active: 0,
        running: 0,
        pending: 0,
        tasks: Vec::new(),
        events: Rc::new(VecDeque::new()),
        waiting: None,
        steady: false,
        untold_started: Vec::new(),
        untold_replaced: 0,
        next_launch: SimTime::ZERO,
        pass_at: None,
        throttle: Throttle::default(),
        rebalancing: Rebalancing::default(),
        daemon: daemon.then(Daemon::default),
    };
    rebalances(&mut service, rebalancing, true)?;
    let tags = tags::read(engine.world, fields)?;
    let room = engine.cluster(cluster);
    service.group = placement::group_named(room, &format!("service:{name}"));
    room.services.push(service);
    let index = ServiceIndex::try_from(room.services.len() - 1).unwrap_or(ServiceIndex::MAX);
    engine.world.totals.desired += desired;
    engine.world.tags.put(Resource::Service(cluster, index), tags);
    deployment::begun(engine, cluster, index);
    service_scheduler::changed(engine, cluster, index);
    Ok(answered(engine.world, cluster, index))
}

fn not_found() -> ApiError {
    ApiError::seen("SV-135", "ServiceNotFoundException", "Service not found.")
}

/// A service that DeleteService names: ACTIVE or DRAINING (SV-136).
fn active_or_leaving(
    world: &World,
    cluster: ClusterIndex,
    name: &str,
) -> Result<ServiceIndex, ApiError> {
    let found = newest_named(world, cluster, crate::simulation::arn::last_part(name));
    let services = &world.clusters[cluster as usize].services;
    found
        .filter(|index| services[*index as usize].status != ServiceStatus::Inactive)
        .ok_or_else(not_found)
}

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

pub(super) fn update(
    engine: &mut Engine<'_>,
    input: &Value,
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
    super::tasks::spot_runs(engine.world, &target, definition)?;
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
    namespace_within_quota(engine.world, &whole, Some((cluster, index)))?;
    if let Some(desired) = desired {
        let connected = whole.get("serviceRegistries").is_some() || namespace(&whole).is_some();
        desired_within_quota(engine.world, desired, launch_type, connected)?;
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
    // The API declares no ServiceNotActiveException here: one that is leaving is answered as it is
    // (modelled), one that has left is not found.
    let index = active_or_leaving(engine.world, cluster, &name)?;
    let service = engine.service(cluster, index);
    if service.status == ServiceStatus::Draining {
        return Ok(json!({ "service": describe::service(engine.world, cluster, index) }));
    }
    if service.desired > 0 && !force && service.daemon.is_none() {
        let text = "The service cannot be stopped while it is scaled above 0.";
        return Err(ApiError::invalid("SV-136", text));
    }
    service_scheduler::delete(engine, cluster, index);
    Ok(json!({ "service": describe::service(engine.world, cluster, index) }))
}
