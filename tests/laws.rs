//! Laws over random scenarios: nothing is given twice, counts add up, the fold is the same in one
//! go, step by step, and from a keyframe. `ECS_PLAYGROUND_CASES` sets how many are tried.

#![allow(clippy::expect_used, reason = "a scenario of ours that cannot be read fails")]

use std::rc::Rc;

use ecs_playground::base::{Draw, Seed, SimTime};
use ecs_playground::scenario::digest::digest;
use ecs_playground::simulation::explain::Verdict;
use ecs_playground::simulation::player::Progress;
use ecs_playground::simulation::world::{ServiceStatus, TaskStatus};
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
    match dice.below(16) {
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

fn cases() -> u64 {
    let named = std::env::var("ECS_PLAYGROUND_CASES").ok().and_then(|n| n.parse().ok());
    named.unwrap_or(400)
}

#[test]
fn laws_hold_in_random_scenarios() {
    let (mut events, mut tasks, mut explained) = (0, 0, 0);
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
                assert!(there || service.waiting.is_some(), "seed {seed}: {}", service.name);
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
    println!(
        "{} scenarios, {events} events, {tasks} tasks, {explained} placements explained",
        cases()
    );
}
