//! A playground of ten thousand events, and seeks to moments anywhere in it.

use std::rc::Rc;

use ecs_playground::base::SimTime;
use ecs_playground::scenario::Scenario;
use ecs_playground::simulation::Player;
use serde_json::{Value, json};

/// Events of the playground.
pub const EVENTS: u64 = 10_000;

/// Sixty instances, five services, and somebody who changes their size every two minutes.
fn scenario() -> Scenario {
    let mut calls = vec![
        json!({ "call": "ecs:CreateCluster", "input": { "clusterName": "c" } }),
        json!({ "call": "ec2:RunInstances", "input": { "cluster": "c", "instanceType": "m5.xlarge",
            "count": 60, "registerAfter": "0s" } }),
    ];
    let services = ["a", "b", "d", "e", "f"];
    for name in services {
        calls.push(json!({ "call": "ecs:RegisterTaskDefinition", "input": { "family": name,
            "containerDefinitions": [{ "name": name, "image": "x/y:1", "cpu": 128, "memory": 512 }] } }));
    }
    for name in services {
        calls.push(json!({ "at": "1s", "call": "ecs:CreateService", "input": { "cluster": "c",
            "serviceName": name, "taskDefinition": name, "desiredCount": 40 } }));
    }
    for n in 0..600_u64 {
        let name = services[usize::try_from(n % 5).unwrap_or(0)];
        calls.push(json!({ "at": format!("{}s", 60 + 120 * n), "call": "ecs:UpdateService", "input": {
            "cluster": "c", "service": name, "desiredCount": if n / 5 % 2 == 0 { 60 } else { 30 } } }));
    }
    let text = json!({ "version": 1, "calls": Value::from(calls) }).to_string();
    match Scenario::read(&text) {
        Ok((scenario, _)) => scenario,
        Err(error) => panic!("{error:?}"),
    }
}

/// A player that has played ten thousand events, and the moment at which it stands.
pub fn played() -> (Player, SimTime) {
    let scenario = scenario();
    let mut player = Player::new(Rc::clone(&scenario.setup), Rc::clone(&scenario.calls));
    while player.world().events_played < EVENTS {
        let Some(next) = player.next_event_time() else { panic!("the playground ends early") };
        player.advance(next, 1);
    }
    let end = player.time();
    (player, end)
}

/// The `n`th of the moments, anywhere between the beginning and the end.
pub fn moment(n: u64, end: SimTime) -> SimTime {
    let draw = (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    SimTime((draw >> 20) % (end.0 + 1))
}

/// What the page does when the playhead is put somewhere. Gives the world's sequence number.
pub fn seek(player: &mut Player, to: SimTime) -> u64 {
    player.seek(to);
    player.advance(to, u32::MAX);
    player.world().now.sequence
}

/// The same by a fold from the start.
#[allow(dead_code, reason = "the wasm side measures seeks alone")]
pub fn fold(player: &Player, to: SimTime) -> u64 {
    let mut fresh = Player::new(Rc::clone(player.setup()), Rc::clone(player.calls()));
    fresh.advance(to, u32::MAX);
    fresh.world().now.sequence
}
