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

fn play(engine: &mut Engine<'_>, call: &Call, problems: &Problems) -> Result<Value, ApiError> {
    let fields = Fields::of(&call.input, FieldPath::root(), problems);
    match call.name.as_str() {
        "ecs:CreateCluster" => cluster::create(engine, &fields, problems),
        "ecs:UpdateCluster" | "ecs:UpdateClusterSettings" => cluster::update(engine, &fields),
        "ecs:DeleteCluster" => cluster::delete(engine, &fields),
        "ecs:RegisterTaskDefinition" => task_definition::register(engine, &call.input, problems),
        "ecs:DeregisterTaskDefinition" => task_definition::deregister(engine, &fields),
        "ecs:DeleteTaskDefinitions" => task_definition::delete(engine, &fields),
        "ecs:ListTaskDefinitions" => list::definitions(engine, &fields),
        "ecs:ListTaskDefinitionFamilies" => list::families(engine, &fields),
        "ecs:DescribeTaskDefinition" => describe::definition(engine, &fields),
        "ecs:ListClusters" => list::clusters(engine, &fields),
        "ecs:DescribeClusters" => describe::clusters(engine, &fields),
        "ecs:ListServices" => list::services(engine, &fields),
        "ecs:DescribeServices" => describe::services(engine, &fields),
        "ecs:ListTasks" => list::tasks(engine, &fields),
        "ecs:DescribeTasks" => describe::tasks(engine, &fields),
        "ecs:DescribeContainerInstances" => describe::instances(engine, &fields),
        "ecs:TagResource" => tags::tag(engine, &fields),
        "ecs:UntagResource" => tags::untag(engine, &fields),
        "ecs:ListTagsForResource" => tags::list(engine, &fields),
        "ecs:CreateService" => service::create(engine, &call.input, &fields, problems),
        "ecs:UpdateService" => service::update(engine, &call.input, &fields, problems),
        "ecs:DeleteService" => service::delete(engine, &fields, problems),
        "ecs:ListServiceDeployments" => service_deployments::list(engine, &fields, problems),
        "ecs:DescribeServiceDeployments" => {
            service_deployments::describe(engine, &fields, problems)
        }
        "ecs:DescribeServiceRevisions" => {
            service_deployments::describe_revisions(engine, &fields, problems)
        }
        "ecs:StopServiceDeployment" => service_deployments::stop(engine, &fields, problems),
        "ecs:ContinueServiceDeployment" => service_deployments::go_on(engine, &fields, problems),
        "world:SetAlarm" => service_deployments::set_alarm(engine, &fields, problems),
        "ecs:CreateCapacityProvider" => capacity::create(engine, &fields, problems),
        "ecs:DescribeCapacityProviders" => capacity::describe(engine, &fields, problems),
        "ecs:PutClusterCapacityProviders" => capacity::put(engine, &fields, problems),
        "ec2:CreateLaunchTemplate" => capacity::create_template(engine, &fields, problems),
        "autoscaling:CreateAutoScalingGroup" => capacity::create_group(engine, &fields, problems),
        "autoscaling:SetDesiredCapacity" => capacity::set_desired(engine, &fields, problems),
        "ecs:RunTask" => tasks::run(engine, &call.input, &fields, problems),
        "ecs:PutAttributes" => attributes::put(engine, &fields),
        "ecs:DeleteAttributes" => attributes::delete(engine, &fields),
        "ecs:ListAttributes" => attributes::list(engine, &fields),
        "ecs:ListContainerInstances" => attributes::list_instances(engine, &fields),
        "ecs:PutAccountSetting" | "ecs:PutAccountSettingDefault" => {
            account_settings::put(engine, &fields)
        }
        "ecs:DeleteAccountSetting" => account_settings::delete(engine, &fields),
        "ecs:ListAccountSettings" => account_settings::list(engine, &fields),
        "ecs:UpdateContainerInstancesState" => container_instance::update_state(engine, &fields),
        "ecs:DeregisterContainerInstance" => container_instance::deregister(engine, &fields),
        "ecs:StartTask" => tasks::start(engine, &fields),
        "ecs:StopTask" => tasks::stop(engine, &fields),
        "ec2:RunInstances" => instances::run(engine, &fields, problems),
        "ec2:TerminateInstances" => instances::terminate(engine, &fields, problems),
        "world:StopInstance" => instances::stop(engine, &fields, problems),
        "ecs:UpdateTaskProtection" => protection::update(engine, &fields, problems),
        "ecs:GetTaskProtection" => protection::get(engine, &fields, problems),
        "world:SetContainerBehaviour" => world::behaviour::set(engine, &fields, problems),
        "world:StopContainer" => world::behaviour::stop(engine, &fields, problems),
        "world:DisconnectAgent" => world::agents::disconnect(engine, &fields, problems),
        "world:ReconnectAgent" => world::agents::reconnect(engine, &fields, problems),
        "world:FailAvailabilityZone" => world::zones::fail(engine, &fields, problems),
        "world:RestoreAvailabilityZone" => world::zones::restore(engine, &fields, problems),
        "world:StartInstance" => instances::start(engine, &fields, problems),
        other => Err(ApiError::not_simulated(other)),
    }
}
