//! Amazon Resource Names.

use super::parameters::ACCOUNT;
use super::service_event::hex;
use super::world::{ContainerInstance, RegisteredDefinition, Task, World};
use crate::base::Draw;

fn arn(world: &World, resource: &str) -> String {
    format!("arn:aws:ecs:{}:{ACCOUNT}:{resource}", world.settings.region)
}

/// The account itself, where no other principal is named.
pub const ROOT: &str = "arn:aws:iam::123456789012:root";

/// `arn:aws:ecs:…:cluster/demo`
pub fn cluster(world: &World, name: &str) -> String {
    arn(world, &format!("cluster/{name}"))
}

/// `arn:aws:servicediscovery:…:namespace/ns-…` of a namespace named by name or ARN; the id is a
/// hash of the name.
pub fn namespace(world: &World, name: &str) -> String {
    if name.starts_with("arn:") {
        return name.to_owned();
    }
    let id = Draw::new(world.settings.seed, "namespace").text(name).value();
    let region = &world.settings.region;
    format!("arn:aws:servicediscovery:{region}:{ACCOUNT}:namespace/ns-{id:016x}")
}

/// `arn:aws:ecs:…:container-instance/demo/…`
pub fn container_instance(world: &World, cluster: &str, instance: &ContainerInstance) -> String {
    arn(world, &format!("container-instance/{cluster}/{}", hex(instance.id)))
}

/// `arn:aws:ecs:…:capacity-provider/name`
pub fn capacity_provider(world: &World, name: &str) -> String {
    arn(world, &format!("capacity-provider/{name}"))
}

/// `arn:aws:ecs:…:task/demo/…`
pub fn task(world: &World, cluster: &str, task: &Task) -> String {
    arn(world, &format!("task/{cluster}/{}", hex(task.id)))
}

/// `arn:aws:ecs:…:service/demo/web`
pub fn service(world: &World, cluster: &str, name: &str) -> String {
    arn(world, &format!("service/{cluster}/{name}"))
}

/// `arn:aws:ecs:…:service-deployment/demo/web/…`
pub fn service_deployment(world: &World, cluster: &str, name: &str, id: u64) -> String {
    arn(world, &format!("service-deployment/{cluster}/{name}/{id:019}"))
}

/// `arn:aws:ecs:…:service-revision/demo/web/…`
pub fn service_revision(world: &World, cluster: &str, name: &str, id: u64) -> String {
    arn(world, &format!("service-revision/{cluster}/{name}/{id:019}"))
}

/// `arn:aws:ecs:…:task-definition/web:1` (TD-12)
pub fn task_definition(world: &World, definition: &RegisteredDefinition) -> String {
    let family = &definition.definition.family;
    arn(world, &format!("task-definition/{family}:{}", definition.revision))
}

/// The ARN of something that was asked for and does not exist.
pub fn unknown(world: &World, kind: &str, cluster: Option<&str>, name: &str) -> String {
    let cluster = cluster.map(|cluster| format!("{cluster}/")).unwrap_or_default();
    arn(world, &format!("{kind}/{cluster}{name}"))
}

/// `i-` and 17 hexadecimal digits.
pub fn ec2_instance(ec2_id: u128) -> String {
    // Digit by digit: thousands are written, and long numbers are slow to format.
    let digits = (0..17_u32).rev().map(|place| (ec2_id >> (4 * place)) as u32 & 0xF);
    let digits = digits.filter_map(|digit| char::from_digit(digit, 16));
    ['i', '-'].into_iter().chain(digits).collect()
}

/// The last part of an ARN, or the text itself.
pub fn last_part(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or(text)
}
