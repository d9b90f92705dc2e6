//! The quotas of services (QT-04, QT-05, QT-16, QT-17, QT-27, QT-31, QT-32).

use serde_json::Value;

use crate::model::launch_type::LaunchType;
use crate::model::reader::Fields;
use crate::simulation::world::{ClusterIndex, ServiceIndex, ServiceStatus, World};
use crate::simulation::{ApiError, quotas};

/// QT-04, QT-05, QT-31.
pub(super) fn desired_within_quota(
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
pub(super) fn lists_within_quotas(world: &mut World, fields: &Fields<'_>) -> Result<(), ApiError> {
    let balancers = fields.objects("loadBalancers");
    let classic = balancers.iter().filter(|b| b.raw("loadBalancerName").is_some()).count();
    quotas::within(world, 16, balancers.len() - classic)?;
    quotas::within(world, 17, classic)?;
    quotas::within(world, 32, fields.list("serviceRegistries").len())
}

/// The Service Connect namespace that an input names, if Service Connect is on.
pub(super) fn namespace(input: &Value) -> Option<&str> {
    let connect = input.get("serviceConnectConfiguration")?;
    let enabled = connect.get("enabled").and_then(Value::as_bool).unwrap_or(false);
    enabled.then(|| connect.get("namespace").and_then(Value::as_str).unwrap_or("default"))
}

/// QT-27: services of all clusters in one namespace, `but` the one that asks.
pub(super) fn namespace_within_quota(
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
