//! Laws over random scenarios: nothing is given twice, counts add up, the fold is the same in one
//! go, step by step, and from a keyframe. `ECS_PLAYGROUND_CASES` sets how many are tried.

#![allow(clippy::expect_used, reason = "a scenario of ours that cannot be read fails")]

use std::collections::BTreeSet;
use std::rc::Rc;

use ecs_playground::base::{Draw, Seed, SimTime};
use ecs_playground::scenario::digest::digest;
use ecs_playground::simulation::explain::Verdict;
use ecs_playground::simulation::player::Progress;
use ecs_playground::simulation::service_event::ServiceMessage;
use ecs_playground::simulation::world::{
    Cluster, InstanceStatus, Service, ServiceEvent, ServiceStatus, TaskStatus,
};
use ecs_playground::simulation::{Call, CallName, Player, Setup, invariant};
use serde_json::{Value, json};

/// Draws numbers for one scenario.
struct Dice(Draw, u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.1 += 1;
        self.0.number(self.1).value() % n
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[usize::try_from(self.below(of.len() as u64)).expect("small")]
    }
}

fn strategy(dice: &mut Dice) -> Value {
    let all = [
        json!({"type": "spread", "field": "attribute:ecs.availability-zone"}),
        json!({"type": "spread", "field": "instanceId"}),
        json!({"type": "spread", "field": "attribute:stack"}),
        json!({"type": "binpack", "field": "cpu"}),
        json!({"type": "binpack", "field": "memory"}),
        json!({"type": "random"}),
    ];
    let count = dice.below(4);
    (0..count).map(|_| dice.one(&all).clone()).collect()
}

fn constraints(dice: &mut Dice) -> Value {
    match dice.below(6) {
        0 => json!([{"type": "distinctInstance"}]),
        1 => json!([{"type": "memberOf", "expression": "attribute:stack == prod"}]),
        2 => json!([{"type": "memberOf", "expression": "runningTasksCount < 3"}]),
        _ => json!([]),
    }
}

fn definition(dice: &mut Dice) -> Value {
    let port = match dice.below(4) {
        0 => json!([{"containerPort": 80, "hostPort": 8000 + dice.below(3)}]),
        _ => json!([{"containerPort": 80}]),
    };
    let mode = *dice.one(&["bridge", "bridge", "host", "awsvpc"]);
    let port = if mode == "awsvpc" { json!([{"containerPort": 80}]) } else { port };
    let port = if mode == "host" { json!([{"containerPort": 8080}]) } else { port };
    json!({"family": format!("f{}", dice.below(3)), "networkMode": mode, "containerDefinitions": [
        {"name": "a", "image": format!("i{}", dice.below(3)), "cpu": 64 * dice.below(12),
         "memory": 64 + 256 * dice.below(14), "portMappings": port}]})
}

/// A random call, and some that the API refuses.
fn call(dice: &mut Dice) -> (&'static str, Value) {
    let service = format!("s{}", dice.below(4));
    let definition_name = format!("f{}", dice.below(3));
    let network = json!({"awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a", "subnet-ap-northeast-1d"]}});
    match dice.below(20) {
        0 | 1 => (
            "ec2:RunInstances",
            json!({"cluster": "demo", "instanceType": dice.one(&["m5.large", "c5.large", "m6g.large"]),
            "count": 1 + dice.below(4), "registerAfter": format!("{}s", dice.below(40)),
            "attributes": [{"name": "stack", "value": dice.one(&["prod", "dev"])}]}),
        ),
        2 => ("ecs:RegisterTaskDefinition", definition(dice)),
        3..=5 => {
            let mut input = json!({"cluster": "demo", "serviceName": service, "taskDefinition": definition_name,
                "desiredCount": dice.below(14), "placementStrategy": strategy(dice), "placementConstraints": constraints(dice)});
            if dice.below(3) == 0 {
                input["networkConfiguration"] = network;
            }
            if dice.below(3) == 0 {
                let maximum = 100 + 25 * dice.below(5);
                input["deploymentConfiguration"] = json!({"maximumPercent": maximum});
            }
            if dice.below(5) == 0 {
                input["schedulingStrategy"] = json!("DAEMON");
                for key in ["desiredCount", "placementStrategy", "deploymentConfiguration"] {
                    input.as_object_mut().expect("an object").remove(key);
                }
            }
            ("ecs:CreateService", input)
        }
        6..=8 => (
            "ecs:UpdateService",
            json!({"cluster": "demo", "service": service, "desiredCount": dice.below(18)}),
        ),
        9 => (
            "ecs:UpdateService",
            json!({"cluster": "demo", "service": service, "placementConstraints": constraints(dice)}),
        ),
        10 => (
            "ecs:RunTask",
            json!({"cluster": "demo", "taskDefinition": definition_name, "count": 1 + dice.below(11)}),
        ),
        11 => {
            ("ecs:StopTask", json!({"cluster": "demo", "task": format!("#{}", 1 + dice.below(30))}))
        }
        12 => (
            "world:StopInstance",
            json!({"cluster": "demo", "containerInstance": format!("#{}", 1 + dice.below(8))}),
        ),
        13 => (
            "world:StartInstance",
            json!({"cluster": "demo", "containerInstance": format!("#{}", 1 + dice.below(8))}),
        ),
        14 => (
            "ec2:TerminateInstances",
            json!({"cluster": "demo", "containerInstances": [format!("#{}", 1 + dice.below(8))]}),
        ),
        15 => (
            "ecs:UpdateService",
            json!({"cluster": "demo", "service": service,
                "availabilityZoneRebalancing": dice.one(&["ENABLED", "DISABLED"])}),
        ),
        16 => (
            "ecs:StartTask",
            json!({"cluster": "demo", "taskDefinition": definition_name,
                "containerInstances": [format!("#{}", 1 + dice.below(8))]}),
        ),
        17 => (
            "ecs:PutAttributes",
            json!({"cluster": "demo", "attributes": [{"name": "stack",
                "value": dice.one(&["prod", "dev"]), "targetId": format!("#{}", 1 + dice.below(8))}]}),
        ),
        18 => (
            "ec2:RunInstances",
            json!({"cluster": "demo", "instanceType": "m5.large", "count": 1 + dice.below(2),
                "availabilityZones": [dice.one(&["ap-northeast-1a", "ap-northeast-1c"])]}),
        ),
        _ => ("ecs:DeleteService", json!({"cluster": "demo", "service": service, "force": true})),
    }
}

fn scenario(seed: u64) -> (Rc<Setup>, Rc<[Rc<Call>]>) {
    let mut dice = Dice(Draw::new(Seed(seed), "laws"), 0);
    let mut list = vec![(0, "ecs:CreateCluster", json!({"clusterName": "demo"}))];
    for _ in 0..3 {
        list.push((0, "ecs:RegisterTaskDefinition", definition(&mut dice)));
    }
    let mut at = 0;
    for _ in 0..(6 + dice.below(26)) {
        at += dice.below(70_000);
        let (name, input) = call(&mut dice);
        list.push((at, name, input));
    }
    let calls = list
        .into_iter()
        .map(|(at, name, input)| {
            let name = CallName::parse(name).expect("a call");
            Rc::new(Call { at: SimTime(at), name, input: Rc::new(input) })
        })
        .collect();
    (Rc::new(Setup { seed: Seed(seed), ..Setup::default() }), calls)
}

/// PL-94, said again without the engine's help: a steady service that may be rebalanced has
/// floor or ceil of its share in each zone with an ACTIVE instance, unless it said that it can't.
fn is_even_or_says_why(room: &Cluster, service: &Service) -> Option<bool> {
    let first = service.strategies.first().map(|strategy| strategy.field.as_deref());
    let spreads = matches!(first, None | Some(Some("attribute:ecs.availability-zone")));
    let asked = service.rebalancing.enabled
        && service.steady
        && service.configuration.maximum_percent > 100;
    let plain = service.revision().constraints.is_empty() && service.revision().zones.0 == u32::MAX;
    if !asked || !spreads || !plain || service.rebalancing.told {
        return None;
    }
    let active = room.instances.iter().filter(|i| i.status == InstanceStatus::Active);
    let zones: BTreeSet<u8> = active.map(|instance| instance.zone).collect();
    let share = service.desired / u32::try_from(zones.len()).ok()?.max(1);
    let tasks = |zone: &u8| {
        let here = |task: &&u32| room.tasks[**task as usize].zone == *zone;
        let alive = |task: &&u32| !room.tasks[**task as usize].told_to_stop;
        service.tasks.iter().filter(alive).filter(here).count() as u64
    };
    let fair = u64::from(share)
        ..=u64::from(service.desired.div_ceil(u32::try_from(zones.len()).ok()?.max(1)));
    Some(zones.iter().all(|zone| fair.contains(&tasks(zone))))
}

fn cases() -> u64 {
    let named = std::env::var("ECS_PLAYGROUND_CASES").ok().and_then(|n| n.parse().ok());
    named.unwrap_or(400)
}

#[test]
fn laws_hold_in_random_scenarios() {
    let (mut events, mut tasks, mut explained) = (0, 0, 0);
    let (mut balanced, mut moves) = (0, 0);
    for seed in 0..cases() {
        let (setup, calls) = scenario(seed);
        let end = SimTime(calls.last().expect("calls").at.0 + 900_000);
        let mut stepped = Player::new(Rc::clone(&setup), Rc::clone(&calls));
        while stepped.advance(end, 1) == Progress::Budget {
            let broken = invariant::broken(stepped.world());
            assert_eq!(broken, None, "seed {seed}");
        }
        let world = stepped.world();
        events += world.events_played;
        // A service left alone runs what it wants, or says why not.
        for cluster in &world.clusters {
            for service in cluster.services.iter().filter(|s| s.status == ServiceStatus::Active) {
                let there = service.running == service.desired;
                assert!(there || service.waiting.is_some(), "seed {seed}: {service:#?}");
            }
            for service in &cluster.services {
                if let Some(even) = is_even_or_says_why(cluster, service) {
                    assert!(even, "seed {seed}: {} is not balanced", service.name);
                    balanced += 1;
                }
                let moved =
                    |e: &&ServiceEvent| matches!(e.message, ServiceMessage::StoppedToRebalance(..));
                moves += service.events.iter().filter(moved).count();
            }
            tasks += cluster.tasks.len();
            for task in &cluster.tasks {
                let ended = task.status == TaskStatus::Stopped;
                assert!(!ended || (task.told_to_stop && task.stop.is_some()), "seed {seed}");
            }
        }
        // In one go, and back to the middle and forth again: the same world to the bit.
        let mut whole = Player::new(Rc::clone(&setup), Rc::clone(&calls));
        while whole.advance(end, 100_000) == Progress::Budget {}
        assert_eq!(digest(&whole), digest(&stepped), "seed {seed}");
        whole.seek(SimTime(end.0 / 2));
        while whole.advance(end, 100_000) == Progress::Budget {}
        assert_eq!(digest(&whole), digest(&stepped), "seed {seed}: from a keyframe");
        assert_eq!(whole.journal().entries, stepped.journal().entries, "seed {seed}");
        // Why: the watched procedure gives the instance where the task is.
        if let Some(cluster) = world.clusters.first() {
            for (index, task) in (0..).zip(&cluster.tasks).step_by(7) {
                let why = stepped.explain_task(0, index).expect("an explanation");
                let Verdict::Instances(decision) = why.verdict else { continue };
                assert_eq!(decision.chosen(), task.instance, "seed {seed}, task {index}");
                explained += 1;
            }
        }
    }
    assert!(moves > 0 && balanced > 0);
    println!(
        "{} scenarios, {events} events, {tasks} tasks, {explained} placements explained, \
         {balanced} services found even over their zones, {moves} moves between zones",
        cases()
    );
}
