//! The one door into the simulation. Forms, the JSON editor, lessons, imports, the terminal and
//! the scenario file all come through [`call`].

mod account_settings;
mod attributes;
mod capacity;
mod cluster;
mod container_instance;
mod deployment_configuration;
mod describe;
mod instances;
mod list;
mod managed_instances;
pub mod names;
mod overrides;
mod page;
mod protection;
mod service;
mod service_deployments;
mod tags;
mod task_definition;
mod tasks;
mod world;

use std::rc::Rc;

pub use task_definition::limits as definition_limits;

use serde_json::Value;

use super::engine::Engine;
use super::{ApiError, Call, admission, quotas};
use crate::base::{Diagnostic, FieldPath};
use crate::check::shape::Shape;
use crate::model::reader::{Fields, Problems, ShapeProblem};

/// Plays one call: the answer in the real response's shape, or the exception; and what its input
/// should be warned of.
pub fn call(
    engine: &mut Engine<'_>,
    call: &Call,
) -> (Result<Value, ApiError>, Vec<Diagnostic<ShapeProblem>>) {
    let problems = Problems::default();
    let before = engine.world.counted.clone();
    let result = answer(engine, call, &problems);
    if result.is_err() {
        engine.world.counted.forget_since(&before);
    }
    (result, problems.into_inner())
}

fn answer(engine: &mut Engine<'_>, call: &Call, problems: &Problems) -> Result<Value, ApiError> {
    let name = call.name.as_str();
    if !call.name.is_simulated() {
        return Err(ApiError::not_simulated(name));
    }
    if let Some(bucket) = call.name.bucket() {
        quotas::request(engine.world, bucket)?;
    }
    // SV-142: shape comes first. What ECS takes is in its model; the definition's own reader is
    // kinder (real files write numbers as texts), and the playground's calls read as they go.
    let shape = name.strip_prefix("ecs:").filter(|op| *op != "RegisterTaskDefinition");
    let Some(shape) = shape.and_then(Shape::of) else {
        return play(engine, call, problems);
    };
    shape.check(&call.input, problems);
    admission::shape(problems)?;
    let read = Problems::default();
    // Handlers see what the API would: no unknown fields, no nulls.
    let input = Rc::new(shape.cleaned(&call.input));
    let result = play(engine, &Call { input, ..call.clone() }, &read);
    let told = read.into_inner().into_iter().filter(|problem| {
        // Unknown fields were named by the shape.
        !matches!(problem.message, ShapeProblem::UnknownField { .. })
    });
    problems.borrow_mut().extend(told);
    result
}

/// How a call is played. The table holds functions and calls none: so each can stand in the
/// file that the page fetches later.
enum Handler {
    /// Reads fields, and changes nothing.
    Reading(fn(&Engine<'_>, &Fields<'_>) -> Answer),
    /// Reads fields.
    Plain(fn(&mut Engine<'_>, &Fields<'_>) -> Answer),
    /// Reads fields, and tells more problems than those of their shape.
    Telling(fn(&mut Engine<'_>, &Fields<'_>, &Problems) -> Answer),
    /// Has a reader of its own.
    Definition(fn(&mut Engine<'_>, &Value, &Problems) -> Answer),
    /// Keeps the whole input.
    Whole(fn(&mut Engine<'_>, &Rc<Value>, &Fields<'_>, &Problems) -> Answer),
}

type Answer = Result<Value, ApiError>;

fn play(engine: &mut Engine<'_>, call: &Call, problems: &Problems) -> Answer {
    let fields = Fields::of(&call.input, FieldPath::root(), problems);
    match handler(call.name.as_str()) {
        Some(Handler::Reading(play)) => play(engine, &fields),
        Some(Handler::Plain(play)) => play(engine, &fields),
        Some(Handler::Telling(play)) => play(engine, &fields, problems),
        Some(Handler::Definition(play)) => play(engine, &call.input, problems),
        Some(Handler::Whole(play)) => play(engine, &call.input, &fields, problems),
        None => Err(ApiError::not_simulated(call.name.as_str())),
    }
}

fn handler(name: &str) -> Option<Handler> {
    use Handler::{Definition, Plain, Reading, Telling, Whole};
    Some(match name {
        "ecs:CreateCluster" => Telling(cluster::create),
        "ecs:UpdateCluster" | "ecs:UpdateClusterSettings" => Plain(cluster::update),
        "ecs:DeleteCluster" => Plain(cluster::delete),
        "ecs:RegisterTaskDefinition" => Definition(task_definition::register),
        "ecs:DeregisterTaskDefinition" => Plain(task_definition::deregister),
        "ecs:DeleteTaskDefinitions" => Plain(task_definition::delete),
        "ecs:ListTaskDefinitions" => Reading(list::definitions),
        "ecs:ListTaskDefinitionFamilies" => Reading(list::families),
        "ecs:DescribeTaskDefinition" => Plain(describe::definition),
        "ecs:ListClusters" => Reading(list::clusters),
        "ecs:DescribeClusters" => Plain(describe::clusters),
        "ecs:ListServices" => Reading(list::services),
        "ecs:DescribeServices" => Plain(describe::services),
        "ecs:ListTasks" => Reading(list::tasks),
        "ecs:DescribeTasks" => Plain(describe::tasks),
        "ecs:DescribeContainerInstances" => Plain(describe::instances),
        "ecs:TagResource" => Plain(tags::tag),
        "ecs:UntagResource" => Plain(tags::untag),
        "ecs:ListTagsForResource" => Reading(tags::list),
        "ecs:CreateService" => Whole(service::create),
        "ecs:UpdateService" => Whole(service::update),
        "ecs:DeleteService" => Telling(service::delete),
        "ecs:ListServiceDeployments" => Telling(service_deployments::list),
        "ecs:DescribeServiceDeployments" => Telling(service_deployments::describe),
        "ecs:DescribeServiceRevisions" => Telling(service_deployments::describe_revisions),
        "ecs:StopServiceDeployment" => Telling(service_deployments::stop),
        "ecs:ContinueServiceDeployment" => Telling(service_deployments::go_on),
        "world:SetAlarm" => Telling(service_deployments::set_alarm),
        "ecs:CreateCapacityProvider" => Telling(capacity::create),
        "ecs:DescribeCapacityProviders" => Telling(capacity::describe),
        "ecs:PutClusterCapacityProviders" => Telling(capacity::put),
        "ec2:CreateLaunchTemplate" => Telling(capacity::create_template),
        "autoscaling:CreateAutoScalingGroup" => Telling(capacity::create_group),
        "autoscaling:SetDesiredCapacity" => Telling(capacity::set_desired),
        "ecs:RunTask" => Whole(tasks::run),
        "ecs:PutAttributes" => Plain(attributes::put),
        "ecs:DeleteAttributes" => Plain(attributes::delete),
        "ecs:ListAttributes" => Reading(attributes::list),
        "ecs:ListContainerInstances" => Reading(attributes::list_instances),
        "ecs:PutAccountSetting" | "ecs:PutAccountSettingDefault" => Plain(account_settings::put),
        "ecs:DeleteAccountSetting" => Plain(account_settings::delete),
        "ecs:ListAccountSettings" => Reading(account_settings::list),
        "ecs:UpdateContainerInstancesState" => Plain(container_instance::update_state),
        "ecs:DeregisterContainerInstance" => Plain(container_instance::deregister),
        "ecs:StartTask" => Plain(tasks::start),
        "ecs:StopTask" => Plain(tasks::stop),
        "ec2:RunInstances" => Telling(instances::run),
        "ec2:TerminateInstances" => Telling(instances::terminate),
        "world:StopInstance" => Telling(instances::stop),
        "ecs:UpdateTaskProtection" => Telling(protection::update),
        "ecs:GetTaskProtection" => Telling(protection::get),
        "world:SetContainerBehaviour" => Telling(world::behaviour::set),
        "world:StopContainer" => Telling(world::behaviour::stop),
        "world:DisconnectAgent" => Telling(world::agents::disconnect),
        "world:ReconnectAgent" => Telling(world::agents::reconnect),
        "world:InterruptSpot" => Telling(world::spot::interrupt),
        "world:FailAvailabilityZone" => Telling(world::zones::fail),
        "world:RestoreAvailabilityZone" => Telling(world::zones::restore),
        "world:StartInstance" => Telling(instances::start),
        _ => return None,
    })
}
