//! Random scenarios: every call that changes the world, and every failure of its surroundings.

use std::rc::Rc;

use ecs_playground::base::{Seed, SimTime};
use ecs_playground::simulation::{Call, CallName, Setup};
use serde_json::{Value, json};

use super::dice::Dice;
use super::providers::{self, Ground, elsewhere, on_fargate};
use super::stories::{self, another_strategy};

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

/// Containers beside the first: what it waits for, what ends or starts again by itself.
fn others(dice: &mut Dice, first: &mut Value) -> Vec<Value> {
    if dice.below(4) == 0 {
        first["healthCheck"] = json!({"command": ["CMD", "true"], "interval": 5 + dice.below(30)});
    }
    if dice.below(6) == 0 {
        first["restartPolicy"] = json!({"enabled": true, "restartAttemptPeriod": 60});
    }
    if dice.below(4) > 0 {
        return Vec::new();
    }
    let check = json!({"command": ["CMD", "true"], "interval": 10});
    let side = json!({"name": "side", "image": "side", "memory": 32,
        "essential": dice.below(2) == 0, "healthCheck": check,
        "stopTimeout": dice.one(&[2, 30])});
    let condition = *dice.one(&["START", "START", "HEALTHY"]);
    first["dependsOn"] = json!([{"containerName": "side", "condition": condition}]);
    vec![side]
}

/// A definition; its family says its network mode.
fn definition(dice: &mut Dice, family: u64) -> Value {
    let port = match dice.below(4) {
        0 => json!([{"containerPort": 80, "hostPort": 8000 + dice.below(3)}]),
        _ => json!([{"containerPort": 80}]),
    };
    let mode = ["bridge", "host", "awsvpc"][usize::try_from(family).expect("small")];
    let port = if mode == "awsvpc" { json!([{"containerPort": 80}]) } else { port };
    let port = if mode == "host" { json!([{"containerPort": 8080}]) } else { port };
    let mut first = json!({"name": "a", "image": format!("i{}", dice.below(3)),
        "cpu": 64 * dice.below(12), "memory": 64 + 256 * dice.below(14), "portMappings": port});
    let mut containers = others(dice, &mut first);
    containers.insert(0, first);
    json!({"family": format!("f{family}"), "networkMode": mode,
        "containerDefinitions": containers})
}

/// How containers of a family fail, or that they do well again.
fn behaviour(dice: &mut Dice) -> Value {
    let mut input = json!({"family": format!("f{}", dice.below(3))});
    let (key, value) = match dice.below(8) {
        0 => ("pullFails", json!(true)),
        1 => ("exitAfter", json!(format!("{}s", 20 + dice.below(90)))),
        2 => ("neverHealthy", json!(true)),
        3 => ("healthyAfter", json!(format!("{}s", dice.below(200)))),
        4 => ("pullTime", json!(format!("{}s", dice.below(60)))),
        5 => ("startTime", json!(format!("{}s", dice.below(30)))),
        _ => return input,
    };
    input[key] = value;
    if dice.below(3) == 0 {
        input["failPermille"] = json!(dice.below(1_001));
    }
    if dice.below(4) == 0 {
        input["container"] = json!("a");
    }
    input
}

/// Spot capacity is taken back, all of it or a part.
fn spot(dice: &mut Dice) -> Value {
    let mut input = json!({"cluster": "demo", "percent": dice.one(&[100, 100, 50, 1])});
    if dice.below(3) == 0 {
        input["capacityProvider"] = (*dice.one(&["FARGATE_SPOT", "group"])).into();
    }
    input
}

/// A failure, or its end.
fn incident(dice: &mut Dice) -> (&'static str, Value) {
    let instance = format!("#{}", 1 + dice.below(8));
    let task = format!("#{}", 1 + dice.below(40));
    let one = json!({"cluster": "demo", "containerInstance": instance});
    let zone = json!({"availabilityZone": dice.one(&["ap-northeast-1a", "ap-northeast-1c"])});
    match dice.below(16) {
        14 | 15 => ("world:InterruptSpot", spot(dice)),
        0 | 1 => ("world:DisconnectAgent", one),
        2 | 3 => ("world:ReconnectAgent", one),
        4 => ("world:FailAvailabilityZone", zone),
        5 => ("world:RestoreAvailabilityZone", zone),
        6 | 7 => (
            "world:StopContainer",
            json!({"cluster": "demo", "task": task, "exitCode": dice.below(3)}),
        ),
        8..=10 => ("world:SetContainerBehaviour", behaviour(dice)),
        11 => (
            "ecs:UpdateContainerInstancesState",
            json!({"cluster": "demo", "containerInstances": [instance],
                "status": dice.one(&["DRAINING", "DRAINING", "ACTIVE"])}),
        ),
        12 => (
            "ecs:DeregisterContainerInstance",
            json!({"cluster": "demo", "containerInstance": instance, "force": dice.below(2) == 0}),
        ),
        _ => (
            "ecs:UpdateTaskProtection",
            json!({"cluster": "demo", "tasks": [task], "protectionEnabled": dice.below(4) > 0,
                "expiresInMinutes": 1 + dice.below(20)}),
        ),
    }
}

/// How a service is deployed: bounds, breaker, alarms, traffic that shifts.
pub fn deployed(dice: &mut Dice) -> Value {
    let mut out = json!({"minimumHealthyPercent": 50 * dice.below(3),
        "maximumPercent": 100 + 25 * dice.below(5)});
    if dice.below(2) == 0 {
        out["deploymentCircuitBreaker"] = json!({"enable": true, "rollback": dice.below(3) > 0});
    }
    if dice.below(4) == 0 {
        out["alarms"] =
            json!({"alarmNames": ["errors"], "enable": true, "rollback": dice.below(2) == 0});
    }
    if dice.below(4) == 0 {
        shifts(dice, &mut out);
    }
    out
}

/// As that, with traffic that shifts.
pub fn shifting(dice: &mut Dice) -> Value {
    let mut out = deployed(dice);
    shifts(dice, &mut out);
    out
}

fn shifts(dice: &mut Dice, out: &mut Value) {
    out["strategy"] = (*dice.one(&["BLUE_GREEN", "LINEAR", "CANARY"])).into();
    // SV-58: most know that the breaker is for rolling ones.
    if dice.below(8) > 0 {
        out.as_object_mut().expect("an object").remove("deploymentCircuitBreaker");
    }
    out["bakeTimeInMinutes"] = json!(dice.below(3));
    if out["strategy"] == "LINEAR" {
        out["linearConfiguration"] = json!({"stepPercent": 50.0, "stepBakeTimeInMinutes": 1});
    }
    if dice.below(4) > 0 {
        out["lifecycleHooks"] = hooks(dice);
    }
}

/// One or two hooks; most of them wait for somebody (SV-73, SV-76).
fn hooks(dice: &mut Dice) -> Value {
    let stages = [
        "PRE_SCALE_UP",
        "POST_SCALE_UP",
        "PRE_PRODUCTION_TRAFFIC_SHIFT",
        "POST_PRODUCTION_TRAFFIC_SHIFT",
    ];
    let hook = |dice: &mut Dice| {
        json!({"targetType": dice.one(&["PAUSE", "PAUSE", "PAUSE", "AWS_LAMBDA"]),
            "lifecycleStages": [dice.one(&stages)],
            "timeoutConfiguration": {"timeoutInMinutes": 3 + dice.below(25),
                "action": dice.one(&["CONTINUE", "ROLLBACK"])}})
    };
    (0..1 + dice.below(2)).map(|_| hook(dice)).collect()
}

/// A new deployment, or what is done to one on its way.
fn deployment(dice: &mut Dice, service: &str) -> (&'static str, Value) {
    let number = 1 + dice.below(4);
    let of = format!("demo/{service}/#{number}");
    match dice.below(8) {
        0..=3 => {
            let mut input =
                json!({"cluster": "demo", "service": service, "forceNewDeployment": true});
            if dice.below(2) == 0 {
                input["deploymentConfiguration"] = deployed(dice);
            }
            if dice.below(3) == 0 {
                input["taskDefinition"] = json!(format!("f{}", dice.below(2)));
            }
            ("ecs:UpdateService", input)
        }
        4 | 5 => (
            "ecs:StopServiceDeployment",
            json!({"serviceDeploymentArn": of, "stopType": dice.one(&["ROLLBACK", "ABORT"])}),
        ),
        _ => {
            ("world:SetAlarm", json!({"alarmName": "errors", "state": dice.one(&["OK", "ALARM"])}))
        }
    }
}

/// A random call, and some that the API refuses.
fn call(dice: &mut Dice, ground: Ground) -> (&'static str, Value) {
    let service = format!("s{}", dice.below(3));
    let family = dice.below(3);
    let definition_name = format!("f{family}");
    // Some forget it, some give one too many.
    let networked = (family == 2) != (dice.below(12) == 0);
    let network = json!({"awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a", "subnet-ap-northeast-1d"]}});
    match dice.below(40) {
        20..=29 => incident(dice),
        30..=33 => deployment(dice, &service),
        34..=36 => ("ecs:UpdateService", another_strategy(dice, ground, &service)),
        37 => (
            "autoscaling:SetDesiredCapacity",
            json!({"AutoScalingGroupName": "g", "DesiredCapacity": dice.below(7)}),
        ),
        38 | 39 => {
            let mut input = json!({"cluster": "demo", "taskDefinition": "f0",
                "count": 1 + dice.below(6)});
            match dice.below(3) {
                0 => on_fargate(dice, &mut input),
                _ => elsewhere(dice, ground, &mut input),
            }
            ("ecs:RunTask", input)
        }
        0 | 1 => {
            let mut input = json!({"cluster": "demo",
                "instanceType": dice.one(&["m5.large", "c5.large", "m6g.large"]),
                "count": 1 + dice.below(4), "registerAfter": format!("{}s", dice.below(40)),
                "attributes": [{"name": "stack", "value": dice.one(&["prod", "dev"])}]});
            match dice.below(8) {
                0 => input["spot"] = json!(true),
                1 => input["spot"] = json!({"draining": true}),
                2 | 3 => input["launchType"] = json!("EXTERNAL"),
                _ => {}
            }
            ("ec2:RunInstances", input)
        }
        2 => ("ecs:RegisterTaskDefinition", definition(dice, family)),
        3..=5 => {
            let mut input = json!({"cluster": "demo", "serviceName": service, "taskDefinition": definition_name,
                "desiredCount": dice.below(14), "placementStrategy": strategy(dice), "placementConstraints": constraints(dice)});
            if networked {
                input["networkConfiguration"] = network;
            }
            if dice.below(3) == 0 {
                let maximum = 100 + 25 * dice.below(5);
                input["deploymentConfiguration"] = json!({"maximumPercent": maximum});
            } else if dice.below(3) == 0 {
                input["deploymentConfiguration"] = deployed(dice);
            }
            if dice.below(5) == 0 {
                input["schedulingStrategy"] = json!("DAEMON");
                for key in ["desiredCount", "placementStrategy", "deploymentConfiguration"] {
                    input.as_object_mut().expect("an object").remove(key);
                }
            }
            if dice.below(6) == 0 && input.get("schedulingStrategy").is_none() {
                on_fargate(dice, &mut input);
            }
            if family < 2
                && dice.below(3) == 0
                && input.get("taskDefinition") == Some(&json!(definition_name))
            {
                elsewhere(dice, ground, &mut input);
            }
            // SV-70: traffic that shifts needs something that directs it.
            let shifts = input["deploymentConfiguration"].get("strategy").is_some();
            if shifts || dice.below(5) == 0 {
                input["loadBalancers"] = json!([{"targetGroupArn": "arn:aws:elasticloadbalancing:x",
                    "containerName": "a", "containerPort": 80}]);
                input["healthCheckGracePeriodSeconds"] = json!(dice.below(200));
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
        10 => {
            let mut input = json!({"cluster": "demo", "taskDefinition": definition_name,
                "count": 1 + dice.below(11)});
            if networked {
                input["networkConfiguration"] = network;
            }
            ("ecs:RunTask", input)
        }
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

/// A whole scenario.
pub fn scenario(seed: u64) -> (Rc<Setup>, Rc<[Rc<Call>]>) {
    let mut dice = Dice::of(seed);
    let mut list = vec![(
        0,
        "ecs:CreateCluster",
        json!({"clusterName": "demo", "capacityProviders": ["FARGATE", "FARGATE_SPOT"]}),
    )];
    let ground = Ground { group: dice.below(2) == 0, managed: dice.below(3) == 0 };
    if ground.group {
        list.extend(providers::group(&mut dice));
    }
    if ground.managed {
        list.extend(providers::managed(&mut dice));
    }
    for family in 0..3 {
        list.push((0, "ecs:RegisterTaskDefinition", definition(&mut dice, family)));
    }
    list.push((
        0,
        "ecs:RegisterTaskDefinition",
        json!({"family": "fargate", "networkMode": "awsvpc", "cpu": "256", "memory": "512",
            "containerDefinitions": [{"name": "a", "image": "i", "portMappings": [{"containerPort": 80}]}]}),
    ));
    // Most begin with some room.
    if dice.below(4) > 0 {
        list.push((
            0,
            "ec2:RunInstances",
            json!({"cluster": "demo", "instanceType": "m5.large", "count": 2 + dice.below(4),
                "registerAfter": "5s"}),
        ));
    }
    list.push((
        1_000,
        "ecs:CreateService",
        json!({"cluster": "demo", "serviceName": "s0", "taskDefinition": "f0",
            "desiredCount": 1 + dice.below(8)}),
    ));
    let mut at = 1_000;
    for _ in 0..(6 + dice.below(26)) {
        at += dice.below(70_000);
        let (name, input) = call(&mut dice, ground);
        if name == "world:StopInstance" && dice.below(2) == 0 {
            list.push(stories::started(&mut dice, &input["containerInstance"], at));
        }
        list.push((at, name, input));
    }
    if dice.below(3) == 0 {
        let from = 2_000 + dice.below(300_000);
        list.extend(stories::shift(&mut dice, from));
    }
    if dice.below(3) == 0 {
        let from = 2_000 + dice.below(300_000);
        list.extend(stories::strategies(&mut dice, ground, from));
    }
    at = list.iter().map(|(at, ..)| *at).max().unwrap_or(at);
    // In the end nothing fails any more: what is left alone must come to rest.
    for family in ["f0", "f1", "f2", "fargate"] {
        list.push((at, "world:SetContainerBehaviour", json!({ "family": family })));
    }
    for zone in ["ap-northeast-1a", "ap-northeast-1c"] {
        list.push((at, "world:RestoreAvailabilityZone", json!({ "availabilityZone": zone })));
    }
    list.push((at, "world:SetAlarm", json!({"alarmName": "errors", "state": "OK"})));
    for number in 1..=8 {
        let one = json!({"cluster": "demo", "containerInstance": format!("#{number}")});
        list.push((at, "world:ReconnectAgent", one));
    }
    // What was planned for later goes to its place.
    list.sort_by_key(|(at, ..)| *at);
    let calls = list
        .into_iter()
        .map(|(at, name, input)| {
            let name = CallName::parse(name).expect("a call");
            Rc::new(Call { at: SimTime(at), name, input: Rc::new(input) })
        })
        .collect();
    (Rc::new(Setup { seed: Seed(seed), ..Setup::default() }), calls)
}
