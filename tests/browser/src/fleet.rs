//! Scenarios of any size, made when they are needed.

use ecs_playground::base::SimTime;
use ecs_playground::scenario::Scenario;
use ecs_playground::simulation::Player;
use ecs_playground::simulation::player::Progress;
use ecs_playground::simulation::world::{ContainerInstance, Task};
use serde_json::{Value, json};

/// Services that the tasks belong to, in turn.
const NAMES: [&str; 10] =
    ["web", "api", "worker", "batch", "etl", "mail", "queue", "search", "cache", "auth"];

/// A scenario of so many instances of two types, and so many tasks each, of as many services as are
/// needed (a service has 5,000 tasks at most).
pub fn scenario(instances: u32, tasks_each: u32) -> Value {
    let mut calls = vec![json!({"call": "ecs:CreateCluster", "input": {"clusterName": "big"}})];
    let second = instances * 3 / 8;
    for (kind, mut left) in [("m5.large", instances - second), ("c5.xlarge", second)] {
        while left > 0 {
            let count = left.min(1_000);
            calls.push(json!({"call": "ec2:RunInstances", "input": {
                "cluster": "big", "instanceType": kind, "count": count, "registerAfter": "0s"}}));
            left -= count;
        }
    }
    let tasks = instances * tasks_each;
    let services = tasks.div_ceil(5_000).max(3.min(tasks));
    let named = |n: u32| NAMES[n as usize % NAMES.len()];
    for n in 0..services {
        let (cpu, memory) = (64 + 32 * (n % 3), 256 + 128 * (n % 4));
        calls.push(json!({"call": "ecs:RegisterTaskDefinition", "input": {"family": named(n),
            "containerDefinitions": [{"name": "c", "image": "a/b:1", "cpu": cpu, "memory": memory}]}}));
    }
    for n in 0..services {
        let share = tasks / services + u32::from(n < tasks % services);
        let second = if n % 3 == 1 {
            json!({"type": "binpack", "field": "memory"})
        } else {
            json!({"type": "spread", "field": "instanceId"})
        };
        calls.push(json!({"at": "1s", "call": "ecs:CreateService", "input": {
            "cluster": "big", "serviceName": named(n), "taskDefinition": named(n), "desiredCount": share,
            "placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}, second]}}));
    }
    json!({"version": 1, "quotas": {"profile": "current"}, "calls": calls})
}

/// The instances of a scenario with their tasks at a moment, for whoever else draws them:
/// `[{name, memory, tasks: [{name, memory}]}]`.
pub fn drawn(scenario: &Value, until: SimTime) -> Value {
    let (scenario, _) = Scenario::read(&scenario.to_string()).expect("readable");
    let mut player = Player::new(scenario.setup, scenario.calls);
    while player.advance(until, 1_000_000) == Progress::Budget {}
    let world = player.world();
    let room = &world.clusters[0];
    let one = |(n, instance): (usize, &ContainerInstance)| {
        let tasks = instance.tasks.iter().filter_map(|task| room.tasks.get(*task as usize));
        let task = |task: &Task| {
            let known = world.definition(task.definition);
            let name = format!("{}:{}", known.definition.family, known.revision);
            json!({"name": name, "memory": known.need.memory.0})
        };
        json!({"name": format!("#{}", n + 1), "memory": instance.registered.memory,
            "tasks": tasks.map(task).collect::<Vec<_>>()})
    };
    room.instances.iter().enumerate().map(one).collect()
}

/// The part of an address that opens a scenario.
pub fn fragment(scenario: &Value) -> String {
    let (read, _) = Scenario::read(&scenario.to_string()).expect("readable");
    format!("#s={}", ecs_playground::scenario::share_link::encode(&read))
}
