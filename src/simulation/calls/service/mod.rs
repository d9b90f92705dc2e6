//! CreateService, UpdateService, DeleteService (SV-130 to SV-142): what they share.

mod create;
mod delete;
mod quota;
mod update;

use std::rc::Rc;

use serde_json::Value;

use crate::base::Draw;
use crate::model::launch_type::LaunchType;
use crate::model::placement_types::{PlacementConstraint, PlacementStrategy};
use crate::model::reader::Fields;
use crate::placement::Step;
use crate::simulation::engine::Engine;
use crate::simulation::process::{managed_instances, zone_rebalancing};
use crate::simulation::world::{
    ClusterIndex, DefinitionIndex, Revision, Service, ServiceIndex, World,
};
use crate::simulation::{ApiError, admission};

pub(super) use create::create;
pub(super) use delete::delete;
pub(super) use update::update;

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
    quota::lists_within_quotas(world, fields)?;
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

fn not_found() -> ApiError {
    ApiError::seen("SV-135", "ServiceNotFoundException", "Service not found.")
}
