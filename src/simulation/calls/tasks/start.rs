//! StartTask (PL-7): the caller names the instances.

use std::rc::Rc;

use serde_json::{Value, json};

use super::super::overrides;
use super::{described, group_name, new_tags, started_by};
use crate::model::launch_type::LaunchType;
use crate::model::reader::Fields;
use crate::placement::Pool;
use crate::simulation::engine::Engine;
use crate::simulation::process::placement::{self, Wish};
use crate::simulation::tags::Resource;
use crate::simulation::world::InstanceStatus;
use crate::simulation::{ApiError, admission, arn, quotas};

/// PL-7: the caller names the instances; no strategy decides.
pub(in super::super) fn start(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
) -> Result<Value, ApiError> {
    let wanted = fields.text("taskDefinition").unwrap_or_default();
    let names = fields.texts("containerInstances");
    let (group, started_by) = (fields.text("group"), started_by(fields, 36)?);
    let cluster = admission::cluster(engine.world, fields)?;
    let definition = admission::active_definition(engine.world, &wanted)?;
    if names.is_empty() {
        return Err(ApiError::modelled(
            "PL-7",
            "InvalidParameterException",
            "Container instances can not be empty.",
        ));
    }
    // QT-10
    quotas::within(engine.world, 10, names.len())?;
    let ec2 = LaunchType::Ec2;
    let (zones, public_ip) = admission::network(engine.world, fields, definition, ec2)?;
    // Refused as a whole before anything starts (LT-3).
    for name in &names {
        if let Ok(slot) = admission::instance(engine.world, cluster, name) {
            let launch_type = engine.cluster(cluster).instances[slot as usize].launch_type;
            admission::compatible(engine.world, definition, launch_type)?;
        }
    }
    let definition = overrides::apply(engine, fields, definition)?;
    let tags = new_tags(engine, fields, cluster, definition)?;
    let registered = Rc::clone(engine.world.definition_rc(definition));
    let group = group_name(group, &registered.definition.family)?;
    let seed = engine.world.settings.seed;
    let group = placement::group_named(engine.cluster(cluster), seed, &group);
    let (mut started, mut failures) = (Vec::new(), Vec::new());
    for name in names.iter() {
        let Ok(slot) = admission::instance(engine.world, cluster, name) else {
            failures.push(json!({ "arn": &**name, "reason": "MISSING" }));
            continue;
        };
        let room = &engine.world.clusters[cluster as usize];
        let instance = &room.instances[slot as usize];
        let arn = arn::container_instance(engine.world, &room.name, instance);
        if instance.status != InstanceStatus::Active {
            failures.push(json!({ "arn": arn, "reason": "INACTIVE" }));
            continue;
        }
        let launch_type = instance.launch_type;
        let wish = Wish {
            cluster,
            definition,
            service: None,
            deployment: 0,
            group,
            launch_type,
            provider: None,
            pool: Pool::EC2,
            constraints: Rc::new([]),
            steps: Rc::new([]),
            default_strategy: false,
            zones,
            started_by: started_by.clone(),
            public_ip,
            rebalances: false,
        };
        match placement::start_on(engine, &wish, slot) {
            Ok(task) => started.push(task),
            Err(reason) => failures.push(json!({ "arn": arn, "reason": reason.api() })),
        }
    }
    for task in &started {
        engine.world.tags.put(Resource::Task(cluster, *task), Rc::clone(&tags));
    }
    let tasks: Vec<Value> =
        started.iter().map(|task| described(engine.world, cluster, *task)).collect();
    Ok(json!({ "tasks": tasks, "failures": failures }))
}
