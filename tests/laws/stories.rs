//! Calls that belong together: what random calls alone would hardly ever hit.

use serde_json::{Value, json};

use super::calls::{deployed, shifting};
use super::dice::Dice;
use super::providers::{At, Ground, network};

/// Somebody answers the hooks at which a deployment may wait, or stops it.
fn answers(dice: &mut Dice, service: &str, number: u64, from: u64) -> Vec<At> {
    let of = format!("demo/{service}/#{number}");
    let one = |dice: &mut Dice| {
        let at = from + dice.below(900_000);
        if dice.below(8) == 0 {
            let how = dice.one(&["ROLLBACK", "ABORT"]);
            let input = json!({"serviceDeploymentArn": of, "stopType": how});
            return (at, "ecs:StopServiceDeployment", input);
        }
        let input = json!({"serviceDeploymentArn": of,
            "hookId": dice.one(&["hook-1", "hook-1", "hook-2"]),
            "action": dice.one(&["CONTINUE", "CONTINUE", "CONTINUE", "ROLLBACK"])});
        (at, "ecs:ContinueServiceDeployment", input)
    };
    (0..4).map(|_| one(dice)).collect()
}

/// A service behind a load balancer is deployed again and again; its traffic shifts, and hooks wait
/// for somebody (SV-70 to SV-76).
pub fn shift(dice: &mut Dice, mut at: u64) -> Vec<At> {
    let balancer = json!([{"targetGroupArn": "arn:aws:elasticloadbalancing:x",
        "containerName": "a", "containerPort": 80}]);
    let mut out = vec![(
        at,
        "ecs:CreateService",
        json!({"cluster": "demo", "serviceName": "shift", "taskDefinition": "f0",
            "desiredCount": dice.below(5), "loadBalancers": balancer,
            "deploymentConfiguration": shifting(dice)}),
    )];
    for number in 2..4 + dice.below(2) {
        // Some before the one before is done.
        at += 200_000 + dice.below(1_500_000);
        let mut input = json!({"cluster": "demo", "service": "shift", "forceNewDeployment": true});
        match dice.below(4) {
            0 => input["deploymentConfiguration"] = shifting(dice),
            1 if dice.below(3) == 0 => input["deploymentConfiguration"] = deployed(dice),
            2 => input["desiredCount"] = json!(dice.below(5)),
            _ => {}
        }
        out.push((at, "ecs:UpdateService", input));
        out.extend(answers(dice, "shift", number, at));
    }
    out
}

/// A service whose tasks run anywhere changes its capacity provider strategy, and back (CP-16); with
/// a new deployment what runs moves, too.
pub fn strategies(dice: &mut Dice, ground: Ground, mut at: u64) -> Vec<At> {
    let mut out = vec![(
        at,
        "ecs:CreateService",
        json!({"cluster": "demo", "serviceName": "mover", "taskDefinition": "fargate",
            "desiredCount": 1 + dice.below(7), "networkConfiguration": network(dice),
            "capacityProviderStrategy": ground.strategy(dice)}),
    )];
    for _ in 0..2 + dice.below(3) {
        at += 30_000 + dice.below(600_000);
        out.push((at, "ecs:UpdateService", another_strategy(dice, ground, "mover")));
    }
    out
}

/// UpdateService with another strategy; some with a new deployment, which alone moves what runs.
pub fn another_strategy(dice: &mut Dice, ground: Ground, service: &str) -> Value {
    let given = if dice.below(8) == 0 { json!([]) } else { ground.strategy(dice) };
    let mut input =
        json!({"cluster": "demo", "service": service, "capacityProviderStrategy": given});
    if dice.below(2) == 0 {
        input["forceNewDeployment"] = json!(true);
    }
    if dice.below(3) == 0 {
        input["desiredCount"] = json!(dice.below(9));
    }
    if dice.below(3) == 0 {
        // What Fargate and Managed Instances take.
        input["placementStrategy"] = json!([]);
        input["placementConstraints"] = json!([]);
    }
    input
}

/// A machine that stopped is started again.
pub fn started(dice: &mut Dice, instance: &Value, at: u64) -> At {
    let input = json!({"cluster": "demo", "containerInstance": instance});
    (at + dice.below(300_000), "world:StartInstance", input)
}
