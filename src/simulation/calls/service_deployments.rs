//! ListServiceDeployments, DescribeServiceDeployments, DescribeServiceRevisions,
//! StopServiceDeployment, ContinueServiceDeployment (SV-63, SV-76, SV-81).
//!
//! A service deployment and a service revision may also be named `CLUSTER/SERVICE/#n`, the n-th of
//! the service: a document cannot know their ARNs.

use serde_json::{Value, json};

use super::service::newest_named;
use crate::model::reader::{Fields, Problems};
use crate::simulation::engine::Engine;
use crate::simulation::process::deployment;
use crate::simulation::world::{
    ClusterIndex, DeploymentIndex, Failure, Rollout, Service, ServiceIndex, World,
};
use crate::simulation::{ApiError, admission, describe_deployments as shapes};

type Found = (ClusterIndex, ServiceIndex, DeploymentIndex);

/// The deployment that an ARN or `CLUSTER/SERVICE/#n` names; `id` says what its last part is.
fn find(world: &World, name: &str, id: impl Fn(&Service, usize) -> u64) -> Option<Found> {
    let mut parts = name.rsplit('/');
    let (last, service, cluster) = (parts.next()?, parts.next()?, parts.next()?);
    let cluster = world.cluster_named(cluster)?;
    let index = newest_named(world, cluster, service)?;
    let s = &world.clusters[cluster as usize].services[index as usize];
    let at = match last.strip_prefix('#') {
        Some(number) => {
            number.parse::<usize>().ok()?.checked_sub(1).filter(|n| *n < s.deployments.len())?
        }
        None => (0..s.deployments.len()).find(|n| format!("{:019}", id(s, *n)) == last)?,
    };
    Some((cluster, index, DeploymentIndex::try_from(at).ok()?))
}

fn deployment_named(world: &World, name: &str) -> Option<Found> {
    find(world, name, |s, n| s.deployments[n].id)
}

fn needed(world: &World, name: &str) -> Result<Found, ApiError> {
    deployment_named(world, name).ok_or_else(|| {
        let text = format!("Service deployment {name} not found.");
        ApiError::modelled("SV-63", "ServiceDeploymentNotFoundException", text)
    })
}

fn described(
    world: &World,
    names: &[std::rc::Rc<str>],
    find: impl Fn(&World, &str) -> Option<Found>,
    shape: impl Fn(&World, ClusterIndex, ServiceIndex, DeploymentIndex) -> Value,
) -> (Vec<Value>, Vec<Value>) {
    let (mut out, mut failures) = (Vec::new(), Vec::new());
    for name in names {
        match find(world, name) {
            Some((cluster, service, d)) => out.push(shape(world, cluster, service, d)),
            // SV-137
            None => failures.push(json!({ "arn": &**name, "reason": "MISSING" })),
        }
    }
    (out, failures)
}

pub(super) fn list(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let name = fields.required_text("service").unwrap_or_default();
    let statuses = fields.texts("status");
    fields.raw("cluster");
    fields.finish(&["createdAt", "nextToken", "maxResults"]);
    admission::shape(problems)?;
    let world = &*engine.world;
    let cluster = admission::cluster(world, fields)?;
    let name = crate::simulation::arn::last_part(&name);
    let index = newest_named(world, cluster, name).ok_or_else(|| {
        ApiError::seen("SV-135", "ServiceNotFoundException", "Service not found.")
    })?;
    let s = &world.clusters[cluster as usize].services[index as usize];
    let count = DeploymentIndex::try_from(s.deployments.len()).unwrap_or(0);
    let wanted = |d: &DeploymentIndex| {
        statuses.is_empty() || statuses.iter().any(|word| **word == *shapes::status(s, *d))
    };
    // The newest first (modelled).
    let list = (0..count).rev().filter(wanted);
    let list: Vec<Value> =
        list.map(|d| Value::Object(shapes::brief(world, cluster, index, d))).collect();
    Ok(json!({ "serviceDeployments": list }))
}

pub(super) fn describe(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let names = fields.texts("serviceDeploymentArns");
    if names.is_empty() {
        fields.missing("serviceDeploymentArns");
    }
    fields.finish(&[]);
    admission::shape(problems)?;
    let (list, failures) = described(engine.world, &names, deployment_named, shapes::deployment);
    Ok(json!({ "serviceDeployments": list, "failures": failures }))
}

pub(super) fn describe_revisions(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let names = fields.texts("serviceRevisionArns");
    if names.is_empty() {
        fields.missing("serviceRevisionArns");
    }
    fields.finish(&[]);
    admission::shape(problems)?;
    let of = |world: &World, name: &str| find(world, name, |s, n| s.deployments[n].revision.id);
    let (list, failures) = described(engine.world, &names, of, shapes::revision);
    Ok(json!({ "serviceRevisions": list, "failures": failures }))
}

/// The deployment, if it is on its way; else the exception that the call's model declares for it.
fn running(
    engine: &Engine<'_>,
    name: &str,
    (rule, exception): (&'static str, &str),
) -> Result<Found, ApiError> {
    let found = needed(engine.world, name)?;
    let (cluster, index, d) = found;
    let s = &engine.world.clusters[cluster as usize].services[index as usize];
    if s.primary == d && s.deployment().rollout == Rollout::InProgress {
        return Ok(found);
    }
    let text = format!("Service deployment {name} is {}.", shapes::status(s, d));
    Err(ApiError::modelled(rule, exception, text))
}

pub(super) fn stop(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let name = fields.required_text("serviceDeploymentArn").unwrap_or_default();
    let words = [("ROLLBACK", true), ("ABORT", false)];
    let back = fields.choice("stopType", &words).unwrap_or(true);
    fields.finish(&[]);
    admission::shape(problems)?;
    let (cluster, service, d) = running(engine, &name, ("SV-63", "ConflictException"))?;
    deployment::end(engine, cluster, service, Failure::Stopped, back);
    answer(engine, cluster, service, d)
}

pub(super) fn go_on(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let name = fields.required_text("serviceDeploymentArn").unwrap_or_default();
    let hook = fields.required_text("hookId").unwrap_or_default();
    let words = [("CONTINUE", true), ("ROLLBACK", false)];
    let goes_on = fields.choice("action", &words).unwrap_or(true);
    fields.finish(&[]);
    admission::shape(problems)?;
    let (cluster, service, d) = running(engine, &name, ("SV-76", "InvalidParameterException"))?;
    let s = engine.service(cluster, service);
    let awaited = s.deployment().shift.as_ref().and_then(|shift| shift.awaits);
    if awaited.is_none_or(|awaited| shapes::hook_id(awaited.hook) != *hook) {
        let text = format!("Service deployment {name} does not wait at the hook {hook}.");
        return Err(ApiError::modelled("SV-76", "InvalidParameterException", text));
    }
    deployment::shift::answer(engine, cluster, service, goes_on);
    answer(engine, cluster, service, d)
}

fn answer(
    engine: &Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    d: DeploymentIndex,
) -> Result<Value, ApiError> {
    let mut brief = shapes::brief(engine.world, cluster, service, d);
    let arn = brief.shift_remove("serviceDeploymentArn").unwrap_or_default();
    Ok(json!({ "serviceDeploymentArn": arn }))
}

/// `world:SetAlarm`: what deployment alarms watch (SV-60).
pub(super) fn set_alarm(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let name = fields.required_text("alarmName").unwrap_or_default();
    let raised = fields.required_choice("state", &[("OK", false), ("ALARM", true)]);
    fields.finish(&[]);
    admission::shape(problems)?;
    deployment::alarms::set(engine, &name, raised.unwrap_or(false));
    Ok(json!({}))
}
