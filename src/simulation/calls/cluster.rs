//! CreateCluster, UpdateCluster, UpdateClusterSettings and DeleteCluster (SV-131, SV-132).

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use serde_json::{Value, json};

use super::{account_settings, capacity};
use crate::model::reader::{Fields, Problems};
use crate::placement::Fleet;
use crate::simulation::engine::Engine;
use crate::simulation::tags::{self, Resource};
use crate::simulation::world::{Cluster, InstanceStatus, ServiceStatus, TaskStatus, Told};
use crate::simulation::{ApiError, admission, describe, quotas};

pub(super) fn create(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let name = fields.text("clusterName").unwrap_or_else(|| "default".into());
    let providers = fields.texts("capacityProviders");
    let legal = name.len() <= 255
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if !legal {
        let text = "Identifier can only contain alphanumeric characters, hyphens and underscores.";
        return Err(ApiError::modelled("SV-131", "InvalidParameterException", text));
    }
    let tags = tags::read(engine.world, fields)?;
    let insights = account_settings::in_force(engine.world, "containerInsights", "disabled");
    let told = Told { container_insights: insights.into(), ..Told::default() };
    let told = read_told(fields, told)?;
    let there = engine.world.cluster_named(&name);
    let made = there.is_none();
    let index = match there {
        Some(index) => index,
        None => {
            let active = engine.world.clusters.iter().filter(|c| c.active).count();
            quotas::within(engine.world, 1, active + 1)?;
            engine.world.clusters.push(Cluster {
                name,
                active: true,
                told: Rc::new(told),
                instances: Vec::new(),
                launching: VecDeque::new(),
                never_registered: Vec::new(),
                fleet: Fleet::default(),
                tasks: crate::simulation::world::Arena::default(),
                services: Vec::new(),
                groups: Vec::new(),
                launched: Vec::new(),
                carried: Vec::new(),
                providers: Vec::new(),
                default_strategy: Rc::new([]),
                provisioning: BTreeMap::new(),
                provision_at: None,
                waiting: BTreeSet::new(),
                unbalanced: BTreeSet::new(),
            });
            let index = u32::try_from(engine.world.clusters.len() - 1).unwrap_or(u32::MAX);
            engine.world.tags.put(Resource::Cluster(index), tags);
            index
        }
    };
    // One that was there keeps what it has.
    if made {
        let given = capacity::listed(engine.world, index, &providers)
            .and_then(|listed| capacity::associate(engine, index, listed, fields, problems));
        if let Err(error) = given {
            engine.world.clusters.pop();
            return Err(error);
        }
    }
    let mut cluster = describe::cluster(engine.world, index);
    cluster["tags"] = engine.world.tags.described(Resource::Cluster(index));
    cluster["settings"] = describe::cluster_settings(engine.world, index);
    Ok(json!({ "cluster": cluster }))
}

/// `settings`, `configuration` and `serviceConnectDefaults`, over what the cluster was told before.
fn read_told(fields: &Fields<'_>, before: Told) -> Result<Told, ApiError> {
    let mut told = before;
    for setting in fields.objects("settings") {
        let value = setting.text("value").unwrap_or_default();
        if !account_settings::INSIGHTS.contains(&&*value) {
            let legal = account_settings::INSIGHTS.join(", ");
            let text = format!("Invalid value '{value}' for containerInsights: one of {legal}.");
            return Err(ApiError::modelled("SV-131", "InvalidParameterException", text));
        }
        told.container_insights = value;
    }
    if let Some(configuration) = fields.raw("configuration") {
        told.configuration = Some(configuration.clone());
    }
    if let Some(defaults) = fields.object("serviceConnectDefaults") {
        // An empty name takes the default away (API reference, UpdateCluster).
        told.namespace = defaults.text("namespace").filter(|name| !name.is_empty());
    }
    Ok(told)
}

pub(super) fn update(engine: &mut Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let index = admission::cluster(engine.world, fields)?;
    let before = (*engine.cluster(index).told).clone();
    engine.cluster(index).told = Rc::new(read_told(fields, before)?);
    let mut cluster = describe::cluster(engine.world, index);
    cluster["settings"] = describe::cluster_settings(engine.world, index);
    Ok(json!({ "cluster": cluster }))
}

pub(super) fn delete(engine: &mut Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let index = admission::cluster(engine.world, fields)?;
    let cluster = engine.cluster(index);
    if cluster.instances.iter().any(|i| i.status != InstanceStatus::Inactive) {
        let exception = "ClusterContainsContainerInstancesException";
        let text =
            "The Cluster cannot be deleted while Container Instances are active or draining.";
        return Err(ApiError::seen("SV-132", exception, text));
    }
    if cluster.services.iter().any(|s| s.status != ServiceStatus::Inactive) {
        let text = "The Cluster cannot be deleted while Services are active.";
        return Err(ApiError::seen("SV-132", "ClusterContainsServicesException", text));
    }
    if cluster.tasks.iter().any(|t| t.status != TaskStatus::Stopped) {
        let text = "The Cluster cannot be deleted while Tasks are active.";
        return Err(ApiError::seen("SV-132", "ClusterContainsTasksException", text));
    }
    cluster.active = false;
    Ok(json!({ "cluster": describe::cluster(engine.world, index) }))
}
