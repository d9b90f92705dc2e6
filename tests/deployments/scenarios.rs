//! Random scenarios in which services are deployed again and again.

use std::rc::Rc;

use ecs_playground::base::{Draw, Seed, SimTime};
use ecs_playground::simulation::{Call, CallName, Setup};
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

/// Sometimes one for which there is no room anywhere.
fn definition(dice: &mut Dice) -> Value {
    let memory = if dice.below(8) == 0 { 50_000 } else { 64 + 256 * dice.below(8) };
    json!({"family": "web", "containerDefinitions":
        [{"name": "web", "image": format!("i{}", dice.below(3)), "cpu": 64 * dice.below(8), "memory": memory}]})
}

fn configuration(dice: &mut Dice) -> Value {
    let mut out = json!({
        "minimumHealthyPercent": 25 * dice.below(5),
        "maximumPercent": 100 + 25 * dice.below(5),
    });
    if dice.below(2) == 0 {
        out["deploymentCircuitBreaker"] = json!({"enable": true, "rollback": dice.below(3) > 0,
            "thresholdConfiguration": {"type": dice.one(&["COUNT", "BOUNDED_PERCENT", "UNBOUNDED_PERCENT"]),
                "value": 1 + dice.below(60)}});
    }
    if dice.below(3) == 0 {
        out["alarms"] =
            json!({"alarmNames": ["errors"], "enable": true, "rollback": dice.below(3) > 0});
    }
    if dice.below(6) == 0 {
        out["bakeTimeInMinutes"] = json!(dice.below(5));
    }
    if dice.below(8) == 0 {
        out["earlySuccessCriteria"] = json!({"enable": true, "healthyPercent": 100,
            "sourceServiceRevisionCleanup": dice.one(&["BLOCKING", "DEFERRED"])});
    }
    out
}

fn shifting(dice: &mut Dice) -> Value {
    let mut out = json!({"bakeTimeInMinutes": dice.below(4),
        "strategy": dice.one(&["BLUE_GREEN", "LINEAR", "CANARY"]),
        "linearConfiguration": {"stepPercent": 30 + dice.below(71), "stepBakeTimeInMinutes": dice.below(3)},
        "canaryConfiguration": {"canaryPercent": 1 + dice.below(100), "canaryBakeTimeInMinutes": dice.below(3)}});
    if dice.below(3) > 0 {
        out["lifecycleHooks"] = json!([{"targetType": dice.one(&["PAUSE", "PAUSE", "AWS_LAMBDA"]),
            "lifecycleStages": [dice.one(&["PRE_SCALE_UP", "POST_SCALE_UP", "PRE_PRODUCTION_TRAFFIC_SHIFT",
                "POST_PRODUCTION_TRAFFIC_SHIFT"])],
            "timeoutConfiguration": {"timeoutInMinutes": dice.below(20),
                "action": dice.one(&["CONTINUE", "ROLLBACK"])}}]);
    }
    if dice.below(3) == 0 {
        out["alarms"] = json!({"alarmNames": ["errors"], "enable": true, "rollback": true});
    }
    out
}

fn create(dice: &mut Dice) -> Value {
    let service = format!("s{}", dice.below(3));
    let mut out = json!({"cluster": "demo", "serviceName": service, "taskDefinition": "web"});
    match dice.below(8) {
        0 => out["schedulingStrategy"] = json!("DAEMON"),
        1..=3 => {
            out["desiredCount"] = json!(dice.below(6));
            out["deploymentConfiguration"] = shifting(dice);
            out["loadBalancers"] =
                json!([{"targetGroupArn": "t", "containerName": "web", "containerPort": 80}]);
        }
        _ => {
            out["desiredCount"] = json!(dice.below(12));
            out["deploymentConfiguration"] = configuration(dice);
        }
    }
    if dice.below(2) == 0 {
        out["availabilityZoneRebalancing"] = json!("DISABLED");
    }
    out
}

fn call(dice: &mut Dice) -> (&'static str, Value) {
    let service = format!("s{}", dice.below(3));
    let on = |more: Value| {
        let mut out = json!({"cluster": "demo", "service": service.as_str()});
        for (key, value) in more.as_object().expect("an object") {
            out[key] = value.clone();
        }
        out
    };
    match dice.below(22) {
        0 => (
            "ec2:RunInstances",
            json!({"cluster": "demo", "instanceType": "m5.large", "count": 1 + dice.below(3)}),
        ),
        1..=3 => ("ecs:RegisterTaskDefinition", definition(dice)),
        4 | 5 => ("ecs:CreateService", create(dice)),
        6..=8 => ("ecs:UpdateService", on(json!({"taskDefinition": "web"}))),
        9 | 10 => ("ecs:UpdateService", on(json!({"forceNewDeployment": true}))),
        11 | 12 => ("ecs:UpdateService", on(json!({"desiredCount": dice.below(14)}))),
        13 => ("ecs:UpdateService", on(json!({"deploymentConfiguration": configuration(dice)}))),
        14 => (
            "ecs:UpdateContainerInstancesState",
            json!({"cluster": "demo",
            "containerInstances": [format!("#{}", 1 + dice.below(6))], "status": dice.one(&["DRAINING", "ACTIVE"])}),
        ),
        15 => (
            "world:StopInstance",
            json!({"cluster": "demo", "containerInstance": format!("#{}", 1 + dice.below(6))}),
        ),
        16 => (
            "world:StartInstance",
            json!({"cluster": "demo", "containerInstance": format!("#{}", 1 + dice.below(6))}),
        ),
        17 => {
            ("ecs:StopTask", json!({"cluster": "demo", "task": format!("#{}", 1 + dice.below(40))}))
        }
        18 => {
            ("world:SetAlarm", json!({"alarmName": "errors", "state": dice.one(&["OK", "ALARM"])}))
        }
        19 => (
            "ecs:StopServiceDeployment",
            json!({
            "serviceDeploymentArn": format!("demo/{service}/#{}", 1 + dice.below(5)),
            "stopType": dice.one(&["ROLLBACK", "ABORT"])}),
        ),
        20 => (
            "ecs:ContinueServiceDeployment",
            json!({"hookId": "hook-1",
            "serviceDeploymentArn": format!("demo/{service}/#{}", 1 + dice.below(5)),
            "action": dice.one(&["CONTINUE", "ROLLBACK"])}),
        ),
        _ => ("ecs:DeleteService", json!({"cluster": "demo", "service": service, "force": true})),
    }
}

pub fn scenario(seed: u64) -> (Rc<Setup>, Rc<[Rc<Call>]>) {
    let mut dice = Dice(Draw::new(Seed(seed), "deployments"), 0);
    let mut list = vec![
        (0, "ecs:CreateCluster", json!({"clusterName": "demo"})),
        (
            0,
            "ec2:RunInstances",
            json!({"cluster": "demo", "instanceType": "m5.large",
            "count": 3 + dice.below(6), "registerAfter": "0s"}),
        ),
        (
            0,
            "ecs:RegisterTaskDefinition",
            json!({"family": "web", "containerDefinitions":
            [{"name": "web", "image": "i", "cpu": 128, "memory": 256}]}),
        ),
    ];
    for _ in 0..2 {
        list.push((1_000, "ecs:CreateService", create(&mut dice)));
    }
    let mut at = 1_000;
    for _ in 0..(4 + dice.below(16)) {
        at += dice.below(180_000);
        let (name, input) = call(&mut dice);
        // Somebody looks after a deployment that may wait at its hook.
        let deploys = name == "ecs:UpdateService" && input.get("desiredCount").is_none();
        if let (true, Some(service)) = (deploys && dice.below(2) == 0, input["service"].as_str()) {
            for number in 2..5 {
                let input = json!({"hookId": "hook-1",
                    "serviceDeploymentArn": format!("demo/{service}/#{number}"),
                    "action": dice.one(&["CONTINUE", "CONTINUE", "ROLLBACK"])});
                let later = at + dice.below(600_000);
                list.push((later, "ecs:ContinueServiceDeployment", input));
            }
        }
        list.push((at, name, input));
    }
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
