//! CreateService (SV-133, SV-134).

use std::collections::VecDeque;
use std::rc::Rc;

use serde_json::{Value, json};

use super::super::{deployment_configuration, tasks};
use super::{
    deployment_id, has_traffic, is_for_daemons, newest_named, not_simulated_yet, quota,
    read_rebalancing, rebalances, revision, steps,
};
use crate::base::SimTime;
use crate::model::placement_types::{read_constraints, read_strategies};
use crate::model::reader::{Fields, Problems};
use crate::simulation::engine::Engine;
use crate::simulation::process::{deployment, placement, service_scheduler};
use crate::simulation::tags::{self, Propagation, Resource};
use crate::simulation::world::{
    ClusterIndex, Daemon, Deployment, GroupIndex, Rebalancing, Service, ServiceIndex,
    ServiceStatus, Throttle, World,
};
use crate::simulation::{ApiError, admission, describe, idempotency, quotas};

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

/// The service with its tags, as CreateService answers.
fn answered(world: &World, cluster: ClusterIndex, index: ServiceIndex) -> Value {
    let mut service = describe::service(world, cluster, index);
    service["tags"] = world.tags.described(Resource::Service(cluster, index));
    json!({ "service": service })
}

pub(in super::super) fn create(
    engine: &mut Engine<'_>,
    input: &Rc<Value>,
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
    let token = idempotency::token(fields, 36)?;
    let cluster = admission::cluster(engine.world, fields)?;
    if let Some(index) = newest_named(engine.world, cluster, &name) {
        match engine.service(cluster, index).status {
            ServiceStatus::Active => {
                // SV-133: the same token with the same input.
                let same = *engine.service(cluster, index).input == **input;
                if same && token.is_some() {
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
    tasks::spot_runs(engine.world, &target, definition)?;
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
    let connected = revision.discovery || quota::namespace(input).is_some();
    quota::desired_within_quota(engine.world, desired, launch_type, connected)?;
    quota::namespace_within_quota(engine.world, input, None)?;
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
        input: Rc::clone(input),
        propagation: Propagation::of(input),
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
        untold_targets: Vec::new(),
        next_launch: SimTime::ZERO,
        pass_at: None,
        throttle: Throttle::default(),
        rebalancing: Rebalancing::default(),
        daemon: daemon.then(Daemon::default),
    };
    rebalances(&mut service, rebalancing, true)?;
    let tags = tags::read(engine.world, fields)?;
    let seed = engine.world.settings.seed;
    let room = engine.cluster(cluster);
    service.group = placement::group_named(room, seed, &format!("service:{name}"));
    room.services.push(service);
    let index = ServiceIndex::try_from(room.services.len() - 1).unwrap_or(ServiceIndex::MAX);
    engine.world.totals.desired += desired;
    engine.world.tags.put(Resource::Service(cluster, index), tags);
    deployment::begun(engine, cluster, index);
    let created = &engine.world.clusters[cluster as usize].services[index as usize];
    deployment::breaker::warn(created, engine.world, input, problems);
    service_scheduler::changed(engine, cluster, index);
    Ok(answered(engine.world, cluster, index))
}
