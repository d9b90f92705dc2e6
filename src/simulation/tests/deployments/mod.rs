//! Deployments, beside the rules' numbers.

mod alarms;
mod bounds;
mod breaker;
mod rolling;
mod shifting;
mod updates;

use serde_json::{Value, json};

use super::*;
use crate::simulation::world::Service;

/// A service `web` of a task of 256 units and some MiB, on instances that are there at once.
fn running(instances: u32, desired: u32, configuration: Value, more: &[Value]) -> Vec<Value> {
    let mut list = start(instances, 256);
    list.push(service(
        desired,
        json!({"deploymentConfiguration": configuration,
        "availabilityZoneRebalancing": "DISABLED"}),
    ));
    list.extend_from_slice(more);
    list
}

/// Another revision of the task definition, and the service is updated to it.
fn deploy(at: &str) -> [Value; 2] {
    [
        json!([at, "ecs:RegisterTaskDefinition", web(256)]),
        update(at, json!({"taskDefinition": "web"})),
    ]
}

fn update(at: &str, more: Value) -> Value {
    let mut input = json!({"cluster": "demo", "service": "web"});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    json!([at, "ecs:UpdateService", input])
}

fn web_service(player: &Player) -> &Service {
    &player.world().clusters[0].services[0]
}

/// The service as DescribeServices tells it.
fn told(player: &Player) -> Value {
    crate::simulation::describe::service(player.world(), 0, 0)
}

/// (status, rolloutState, running) of each deployment that is shown.
fn shown(player: &Player) -> Vec<String> {
    let told = told(player);
    let list = told["deployments"].as_array().expect("a list").clone();
    let text = |d: &Value, key: &str| d[key].as_str().unwrap_or_default().to_owned();
    list.iter()
        .map(|d| format!("{} {} {}", text(d, "status"), text(d, "rolloutState"), d["runningCount"]))
        .collect()
}

/// The events since a moment, without ids.
fn said(player: &Player, since: &str) -> Vec<String> {
    let since = SimTime(SimSpan::parse(since).expect("a duration").0);
    let events = web_service(player).events.iter().filter(|e| e.at.time >= since);
    events
        .map(|e| {
            let text = e.message.text("web");
            let plain: Vec<&str> =
                text.split(' ').filter(|word| !word.contains("ecs-svc")).collect();
            let plain = plain.join(" ");
            let head = plain.split(" (task ").next().unwrap_or_default().trim_end_matches(':');
            format!("{} {}", e.at.time, head.trim_start_matches("(service web) "))
        })
        .collect()
}
