//! ListClusters, ListServices, ListTasks, ListTaskDefinitions, ListTaskDefinitionFamilies. What
//! they give is in creation order, but for definitions, which are sorted by family.

use std::rc::Rc;

use serde_json::Value;

use super::page::{HUNDRED, Pages, page};
use crate::model::launch_type::LaunchType;
use crate::model::reader::Fields;
use crate::simulation::engine::Engine;
use crate::simulation::world::{DefinitionStatus, ServiceStatus};
use crate::simulation::{ApiError, admission, arn};

pub(super) fn clusters(engine: &Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let world = &*engine.world;
    let active = world.clusters.iter().filter(|cluster| cluster.active);
    let arns = active.map(|cluster| arn::cluster(world, &cluster.name).into());
    page(fields, &HUNDRED, "clusterArns", arns)
}

fn launch_type(fields: &Fields<'_>) -> Option<LaunchType> {
    fields.choice("launchType", &LaunchType::ALL.map(|t| (t.as_str(), t)))
}

pub(super) fn services(engine: &Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let world = &*engine.world;
    let cluster = admission::cluster(world, fields)?;
    let room = &world.clusters[cluster as usize];
    let launch_type = launch_type(fields);
    let daemon = fields.text("schedulingStrategy").map(|word| &*word == "DAEMON");
    // ECS manages none of them for somebody else.
    let for_others = fields.text("resourceManagementType").is_some_and(|word| &*word == "ECS");
    let arns = room
        .services
        .iter()
        // SV-136: a deleted one leaves at once.
        .filter(|service| service.status == ServiceStatus::Active && !for_others)
        .filter(|service| launch_type.is_none_or(|wanted| wanted == service.launch_type))
        .filter(|service| daemon.is_none_or(|wanted| wanted == service.daemon.is_some()))
        .map(|service| arn::service(world, &room.name, &service.name).into());
    page(fields, &Pages { most: 100, default: 10 }, "serviceArns", arns)
}

pub(super) fn tasks(engine: &Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let world = &*engine.world;
    let cluster = admission::cluster(world, fields)?;
    let room = &world.clusters[cluster as usize];
    let instance = match fields.text("containerInstance") {
        Some(name) => Some(admission::instance(world, cluster, &name)?),
        None => None,
    };
    let service = match fields.text("serviceName") {
        Some(name) => {
            let name: Rc<str> = arn::last_part(&name).into();
            if !room.services.iter().any(|service| service.name == name) {
                let text = "Service not found.";
                return Err(ApiError::seen("SV-135", "ServiceNotFoundException", text));
            }
            Some(name)
        }
        None => None,
    };
    let (family, started_by) = (fields.text("family"), fields.text("startedBy"));
    let launch_type = launch_type(fields);
    // None ever wants to be PENDING: the API says so itself.
    let wanted = fields.text("desiredStatus");
    let wanted = wanted.as_deref().unwrap_or("RUNNING");
    let visible = |stopped: bool| match wanted {
        "RUNNING" => !stopped,
        "STOPPED" => stopped,
        _ => false,
    };
    let of_service = |index: Option<u32>| index.map(|i| &room.services[i as usize].name);
    let now = world.now.time;
    let arns = room
        .tasks
        .iter()
        .filter(|task| visible(task.told_to_stop))
        .filter(|task| task.is_visible(now))
        .filter(|task| instance.is_none_or(|slot| task.instance == Some(slot)))
        .filter(|task| service.as_ref().is_none_or(|name| of_service(task.service) == Some(name)))
        .filter(|task| {
            let own = &world.definition(task.definition).definition.family;
            family.as_ref().is_none_or(|family| family == own)
        })
        .filter(|task| started_by.is_none() || task.started_by == started_by)
        .filter(|task| launch_type.is_none_or(|wanted| wanted == task.launch_type))
        .map(|task| arn::task(world, &room.name, task).into());
    page(fields, &HUNDRED, "taskArns", arns)
}

/// All revisions with this status, sorted by family and revision.
fn sorted(
    engine: &Engine<'_>,
    status: impl Fn(DefinitionStatus) -> bool,
) -> Vec<(Rc<str>, u32, String)> {
    let world = &*engine.world;
    let mut all: Vec<(Rc<str>, u32, String)> = world
        .definitions
        .iter()
        .filter(|registered| status(registered.status()))
        .map(|registered| {
            let family = Rc::clone(&registered.definition.family);
            (family, registered.revision, arn::task_definition(world, registered))
        })
        .collect();
    all.sort();
    all
}

pub(super) fn definitions(engine: &Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let status = fields.choice("status", &DefinitionStatus::ALL.map(|s| (s.as_str(), s)));
    let status = status.unwrap_or(DefinitionStatus::Active);
    let family = fields.text("familyPrefix");
    let mut all = sorted(engine, |own| own == status);
    // The API's familyPrefix of this call is a whole name.
    all.retain(|(own, _, _)| family.as_ref().is_none_or(|family| family == own));
    if fields.text("sort").as_deref() == Some("DESC") {
        all.reverse();
    }
    page(fields, &HUNDRED, "taskDefinitionArns", all.into_iter().map(|(_, _, arn)| arn.into()))
}

pub(super) fn families(engine: &Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let status = fields.text("status");
    let prefix = fields.text("familyPrefix").unwrap_or_default();
    let of = |wanted: DefinitionStatus| -> Vec<Rc<str>> {
        let mut names: Vec<Rc<str>> =
            sorted(engine, |own| own == wanted).into_iter().map(|(family, _, _)| family).collect();
        names.dedup();
        names
    };
    let active = of(DefinitionStatus::Active);
    let inactive = of(DefinitionStatus::Inactive);
    let names: Vec<Rc<str>> = match status.as_deref() {
        Some("ACTIVE") => active,
        // A family is INACTIVE when none of its revisions is ACTIVE.
        Some("INACTIVE") => inactive.into_iter().filter(|name| !active.contains(name)).collect(),
        _ => {
            let mut all: Vec<Rc<str>> = active.into_iter().chain(inactive).collect();
            all.sort();
            all.dedup();
            all
        }
    };
    let names = names.into_iter().filter(|name| name.starts_with(&*prefix));
    page(fields, &HUNDRED, "families", names.map(|name| (&*name).into()))
}
