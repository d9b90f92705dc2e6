//! DeleteService (SV-136).

use serde_json::{Value, json};

use super::{newest_named, not_found};
use crate::model::reader::{Fields, Problems};
use crate::simulation::engine::Engine;
use crate::simulation::process::service_scheduler;
use crate::simulation::world::{ClusterIndex, ServiceIndex, ServiceStatus, World};
use crate::simulation::{ApiError, admission, describe};

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

pub(in super::super) fn delete(
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
