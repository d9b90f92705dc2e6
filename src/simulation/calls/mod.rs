//! The one door into the simulation. Forms, the JSON editor, lessons, imports, the terminal and
//! the scenario file all come through [`call`].

mod account_settings;
mod attributes;
mod cluster;
mod container_instance;
mod deployment_configuration;
mod instances;
pub mod names;
mod protection;
mod service;
mod service_deployments;
mod task_definition;
mod tasks;
mod world;

pub use task_definition::limits as definition_limits;

use serde_json::Value;

use super::engine::Engine;
use super::{ApiError, Call, quotas};
use crate::base::{Diagnostic, FieldPath};
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
    let fields = Fields::of(&call.input, FieldPath::root(), problems);
    match name {
        "ecs:CreateCluster" => cluster::create(engine, &fields, problems),
        "ecs:DeleteCluster" => cluster::delete(engine, &fields, problems),
        "ecs:RegisterTaskDefinition" => task_definition::register(engine, &call.input, problems),
        "ecs:DeregisterTaskDefinition" => task_definition::deregister(engine, &fields, problems),
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
        "ecs:RunTask" => tasks::run(engine, &fields, problems),
        "ecs:PutAttributes" => attributes::put(engine, &fields, problems),
        "ecs:DeleteAttributes" => attributes::delete(engine, &fields, problems),
        "ecs:ListAttributes" => attributes::list(engine, &fields, problems),
        "ecs:ListContainerInstances" => attributes::list_instances(engine, &fields, problems),
        "ecs:PutAccountSetting" | "ecs:PutAccountSettingDefault" => {
            account_settings::put(engine, &fields, problems)
        }
        "ecs:UpdateContainerInstancesState" => {
            container_instance::update_state(engine, &fields, problems)
        }
        "ecs:DeregisterContainerInstance" => {
            container_instance::deregister(engine, &fields, problems)
        }
        "ecs:StartTask" => tasks::start(engine, &fields, problems),
        "ecs:StopTask" => tasks::stop(engine, &fields, problems),
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
