//! Service deployments and service revisions in the shapes of the real API's answers (SV-59, SV-72,
//! SV-74, SV-81). Keys in a fixed order.

use serde_json::{Map, Value, json};

use super::arn;
use super::describe::timestamp;
use super::process::deployment::{alarms, breaker, shift};
use super::world::deployment_configuration::{HookKind, Strategy};
use super::world::shift::Shift;
use super::world::{
    ClusterIndex, Deployment, DeploymentIndex, Failure, Rollout, Service, ServiceIndex, World,
};

fn service(world: &World, cluster: ClusterIndex, index: ServiceIndex) -> &Service {
    &world.clusters[cluster as usize].services[index as usize]
}

/// `status` of a service deployment (SV-81). A rollback is no deployment of its own: the failed
/// one tells how far it is.
pub fn status(s: &Service, index: DeploymentIndex) -> &'static str {
    let d = &s.deployments[index as usize];
    match (d.rollout, d.rolled_back_to) {
        (Rollout::Failed, Some(target)) => {
            let to = &s.deployments[target as usize];
            match to.rollout {
                Rollout::Completed => "ROLLBACK_SUCCESSFUL",
                Rollout::InProgress if s.primary == target => "ROLLBACK_IN_PROGRESS",
                Rollout::InProgress | Rollout::Failed => "ROLLBACK_FAILED",
            }
        }
        (Rollout::Failed, None) => "STOPPED",
        (Rollout::Completed, _) => "SUCCESSFUL",
        // It was done once, and is gone back to.
        (Rollout::InProgress, _) if d.rolls_back.is_some() => "SUCCESSFUL",
        (Rollout::InProgress, _) if s.primary == index => "IN_PROGRESS",
        // Another one took its place before it was done.
        (Rollout::InProgress, _) => "STOPPED",
    }
}

/// `statusReason`, in words of our own where it is not one of SV-38 (modelled).
fn status_reason(d: &Deployment) -> Option<&'static str> {
    d.failure.map(|failure| match failure {
        Failure::Breaker => "Service deployment circuit breaker: tasks failed to start.",
        Failure::Alarm => "Service deployment alarm detected.",
        Failure::Stopped => "Service deployment stopped by user.",
        Failure::Hook => "Service deployment lifecycle stage failed.",
    })
}

/// Tenths of a percent as the API's number: 125 is 12.5.
fn percent(tenths: u32) -> Value {
    let text = format!("{}.{}", tenths / 10, tenths % 10);
    text.parse::<serde_json::Number>().map_or(Value::Null, Value::Number)
}

/// The traffic that a deployment's revision has, production and test, in tenths of a percent;
/// `None` = nobody directs traffic between revisions here.
pub fn traffic(s: &Service, index: DeploymentIndex) -> Option<(u32, u32)> {
    if s.configuration.strategy == Strategy::Rolling {
        return None;
    }
    let of_primary = |shift: Option<&Shift>| shift.map_or((1_000, 0), |s| (s.production, s.test));
    let (production, test) = of_primary(s.deployment().shift.as_deref());
    if index == s.primary {
        return Some((production, test));
    }
    let source = shift::source(s) == Some(index) && s.deployment().shift.is_some();
    Some(if source { (1_000 - production, 0) } else { (0, 0) })
}

fn revision_arn(world: &World, cluster: ClusterIndex, s: &Service, id: u64) -> String {
    arn::service_revision(world, &world.clusters[cluster as usize].name, &s.name, id)
}

fn summary(world: &World, cluster: ClusterIndex, s: &Service, index: DeploymentIndex) -> Value {
    let d = &s.deployments[index as usize];
    let wanted = if index == s.primary { s.desired } else { d.active };
    let mut out = Map::new();
    out.insert("arn".to_owned(), revision_arn(world, cluster, s, d.revision.id).into());
    out.insert("requestedTaskCount".to_owned(), wanted.into());
    out.insert("runningTaskCount".to_owned(), d.running.into());
    out.insert("pendingTaskCount".to_owned(), d.pending().into());
    if let Some((production, test)) = traffic(s, index) {
        out.insert("requestedTestTrafficWeight".to_owned(), percent(test));
        out.insert("requestedProductionTrafficWeight".to_owned(), percent(production));
    }
    Value::Object(out)
}

/// `currentServiceRevisions` of DescribeServices: of every deployment that has tasks.
pub fn current_revisions(world: &World, cluster: ClusterIndex, index: ServiceIndex) -> Vec<Value> {
    let s = service(world, cluster, index);
    let all = std::iter::once(&s.primary).chain(s.others.iter().rev());
    all.map(|d| {
        let mut out = summary(world, cluster, s, *d);
        if let Value::Object(map) = &mut out {
            map.retain(|key, _| !key.ends_with("Weight"));
        }
        out
    })
    .collect()
}

/// SV-59
fn monitor(enabled: bool, watches: bool, triggered: bool) -> &'static str {
    match (enabled, triggered, watches) {
        (false, ..) => "DISABLED",
        (_, true, _) => "TRIGGERED",
        (_, _, true) => "MONITORING",
        _ => "MONITORING_COMPLETE",
    }
}

/// What ListServiceDeployments tells of one.
pub fn brief(
    world: &World,
    cluster: ClusterIndex,
    index: ServiceIndex,
    deployment: DeploymentIndex,
) -> Map<String, Value> {
    let s = service(world, cluster, index);
    let d = &s.deployments[deployment as usize];
    let name = &world.clusters[cluster as usize].name;
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        out.insert(key.to_owned(), value);
    };
    put("serviceDeploymentArn", arn::service_deployment(world, name, &s.name, d.id).into());
    put("serviceArn", arn::service(world, name, &s.name).into());
    put("clusterArn", arn::cluster(world, name).into());
    put("createdAt", timestamp(world, d.created_at));
    put("startedAt", timestamp(world, d.created_at));
    if let Some(at) = d.finished_at {
        put("finishedAt", timestamp(world, at));
    }
    put("targetServiceRevisionArn", revision_arn(world, cluster, s, d.revision.id).into());
    put("status", status(s, deployment).into());
    if let Some(reason) = status_reason(d) {
        put("statusReason", reason.into());
    }
    out
}

/// What DescribeServiceDeployments tells of one.
pub fn deployment(
    world: &World,
    cluster: ClusterIndex,
    index: ServiceIndex,
    number: DeploymentIndex,
) -> Value {
    let s = service(world, cluster, index);
    let d = &s.deployments[number as usize];
    let mut out = brief(world, cluster, index, number);
    out.shift_remove("targetServiceRevisionArn");
    let mut put = |key: &str, value: Value| {
        out.insert(key.to_owned(), value);
    };
    put("updatedAt", timestamp(world, d.updated_at));
    let sources: Vec<Value> =
        d.sources.iter().map(|source| summary(world, cluster, s, *source)).collect();
    put("sourceServiceRevisions", sources.into());
    put("targetServiceRevision", summary(world, cluster, s, number));
    if let Some(shift) = &d.shift {
        put("lifecycleStage", shift.stage.as_str().into());
        if let Some(awaited) = shift.awaits {
            let hook = s.configuration.hooks.get(awaited.hook as usize);
            let pause = hook.is_none_or(|hook| hook.kind == HookKind::Pause);
            let details = json!([{
                "hookId": hook_id(awaited.hook),
                "targetType": if pause { "PAUSE" } else { "AWS_LAMBDA" },
                "status": "AWAITING_ACTION",
                "expiresAt": timestamp(world, awaited.until),
                "timeoutAction": if hook.is_some_and(|h| h.continues) { "CONTINUE" } else { "ROLLBACK" },
            }]);
            put("lifecycleHookDetails", details);
        }
    }
    if let Some(configuration) = s.input.get("deploymentConfiguration") {
        put("deploymentConfiguration", configuration.clone());
    }
    if let (Some(target), Some(at)) = (d.rolled_back_to, d.finished_at) {
        let to = &s.deployments[target as usize];
        let rollback = json!({
            "reason": status_reason(d).unwrap_or_default(),
            "startedAt": timestamp(world, at),
            "serviceRevisionArn": revision_arn(world, cluster, s, to.revision.id),
        });
        put("rollback", rollback);
    }
    let primary = number == s.primary;
    let breaker_on = s.configuration.breaker.enable;
    put(
        "deploymentCircuitBreaker",
        json!({
            "status": monitor(breaker_on, primary && breaker::watches(s), d.failure == Some(Failure::Breaker)),
            "failureCount": d.failures,
            "threshold": s.configuration.breaker.threshold.of(s.desired),
        }),
    );
    let configured = &s.configuration.alarms;
    let names =
        |list: &[std::rc::Rc<str>]| list.iter().map(|n| Value::from(&**n)).collect::<Vec<_>>();
    let triggered = d.failure == Some(Failure::Alarm);
    let raised = if triggered { alarms::raised(s, &world.alarms) } else { Vec::new() };
    put(
        "alarms",
        json!({
            "status": monitor(configured.enable, primary && alarms::watches(s), triggered),
            "alarmNames": names(&configured.names),
            "triggeredAlarmNames": names(&raised),
        }),
    );
    Value::Object(out)
}

/// The id by which ContinueServiceDeployment names a hook.
pub fn hook_id(hook: u32) -> String {
    format!("hook-{}", hook + 1)
}

/// What DescribeServiceRevisions tells of the revision of a deployment.
pub fn revision(
    world: &World,
    cluster: ClusterIndex,
    index: ServiceIndex,
    number: DeploymentIndex,
) -> Value {
    let s = service(world, cluster, index);
    let r = &s.deployments[number as usize].revision;
    let name = &world.clusters[cluster as usize].name;
    let definition = world.definition(r.definition);
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        out.insert(key.to_owned(), value);
    };
    put("serviceRevisionArn", revision_arn(world, cluster, s, r.id).into());
    put("serviceArn", arn::service(world, name, &s.name).into());
    put("clusterArn", arn::cluster(world, name).into());
    put("taskDefinition", arn::task_definition(world, definition).into());
    super::describe::put_target(world, s, &mut out);
    let mut put = |key: &str, value: Value| {
        out.insert(key.to_owned(), value);
    };
    for key in super::process::deployment::REVISION_FIELDS {
        if let Some(value) = r.input.get(key).filter(|value| !value.is_null()) {
            put(key, value.clone());
        }
    }
    let images = definition.definition.containers.iter();
    let images: Vec<Value> =
        images.map(|c| json!({ "containerName": &*c.name, "image": &*c.image })).collect();
    put("containerImages", images.into());
    put("createdAt", timestamp(world, r.created_at));
    Value::Object(out)
}
