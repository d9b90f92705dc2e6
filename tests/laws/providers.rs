//! Capacity providers of a scenario, and where its services and tasks ask to run: Auto Scaling
//! groups, Managed Instances, Fargate.

use serde_json::{Value, json};

use super::dice::Dice;

/// A call at a moment, in milliseconds.
pub type At = (u64, &'static str, Value);

/// A capacity provider with an Auto Scaling group behind it, Spot or not, that grows or not.
pub fn group(dice: &mut Dice) -> Vec<At> {
    let mut data = json!({"InstanceType": "m5.large"});
    if dice.below(2) == 0 {
        data["InstanceMarketOptions"] = json!({"MarketType": "spot"});
    }
    let status = *dice.one(&["ENABLED", "ENABLED", "DISABLED"]);
    let scaling = json!({"status": status, "targetCapacity": dice.one(&[100, 60]),
        "instanceWarmupPeriod": 60});
    // CP-32: it needs managed scaling.
    let protects = status == "ENABLED" && dice.below(2) == 0;
    let word = |on: bool| if on { "ENABLED" } else { "DISABLED" };
    let provider = json!({"autoScalingGroupArn": "g", "managedScaling": scaling,
        "managedTerminationProtection": word(protects),
        "managedDraining": word(dice.below(3) > 0)});
    vec![
        (
            0,
            "ec2:CreateLaunchTemplate",
            json!({"LaunchTemplateName": "t", "LaunchTemplateData": data}),
        ),
        (
            0,
            "autoscaling:CreateAutoScalingGroup",
            json!({"AutoScalingGroupName": "g", "MinSize": dice.below(2), "MaxSize": 6,
                "NewInstancesProtectedFromScaleIn": protects,
                "DesiredCapacity": 1 + dice.below(3), "LaunchTemplate": {"LaunchTemplateName": "t"}}),
        ),
        (
            0,
            "ecs:CreateCapacityProvider",
            json!({"name": "group", "autoScalingGroupProvider": provider}),
        ),
        (
            0,
            "ecs:PutClusterCapacityProviders",
            json!({"cluster": "demo", "capacityProviders": ["FARGATE", "FARGATE_SPOT", "group"],
                "defaultCapacityProviderStrategy": []}),
        ),
    ]
}

/// A capacity provider whose instances ECS launches itself, Spot or not.
pub fn managed(dice: &mut Dice) -> Vec<At> {
    let subnets: &[&str] = match dice.below(2) {
        0 => &["subnet-ap-northeast-1a"],
        _ => &["subnet-ap-northeast-1a", "subnet-ap-northeast-1c"],
    };
    let mut template = json!({"ec2InstanceProfileArn": "arn:p",
        "networkConfiguration": {"subnets": subnets}});
    if dice.below(3) == 0 {
        template["capacityOptionType"] = json!("SPOT");
    }
    let after = *dice.one(&[300, 0, 45, 3_600, -1]);
    vec![(
        0,
        "ecs:CreateCapacityProvider",
        json!({"name": "managed", "cluster": "demo", "managedInstancesProvider":
            {"infrastructureRoleArn": "arn:r", "instanceLaunchTemplate": template,
             "infrastructureOptimization": {"scaleInAfter": after}}}),
    )]
}

/// Which providers there are beside Fargate's.
#[derive(Clone, Copy)]
pub struct Ground {
    /// `group`, with an Auto Scaling group behind it.
    pub group: bool,
    /// `managed`, of Managed Instances.
    pub managed: bool,
}

impl Ground {
    /// A capacity provider strategy: one kind, with base and weight where it has two items.
    pub fn strategy(self, dice: &mut Dice) -> Value {
        match dice.below(6) {
            0 | 1 if self.group => json!([{"capacityProvider": "group", "weight": 1}]),
            2 | 3 if self.managed => json!([{"capacityProvider": "managed"}]),
            4 => json!([{"capacityProvider": "FARGATE"}]),
            _ => fargate_and_spot(dice),
        }
    }
}

fn fargate_and_spot(dice: &mut Dice) -> Value {
    json!([
        {"capacityProvider": "FARGATE", "base": dice.below(3), "weight": dice.below(2)},
        {"capacityProvider": "FARGATE_SPOT", "weight": 1}])
}

fn remove(input: &mut Value, keys: &[&str]) {
    for key in keys {
        input.as_object_mut().expect("an object").remove(*key);
    }
}

/// One zone or two.
pub fn network(dice: &mut Dice) -> Value {
    let subnets: &[&str] = match dice.below(2) {
        0 => &["subnet-ap-northeast-1a"],
        _ => &["subnet-ap-northeast-1a", "subnet-ap-northeast-1c"],
    };
    json!({"awsvpcConfiguration": {"subnets": subnets}})
}

/// Turns a service or a RunTask into one on Fargate, in one zone or two, some of them on Spot.
pub fn on_fargate(dice: &mut Dice, input: &mut Value) {
    input["taskDefinition"] = json!("fargate");
    if dice.below(2) == 0 {
        input["launchType"] = json!("FARGATE");
    } else {
        input["capacityProviderStrategy"] = fargate_and_spot(dice);
    }
    input["networkConfiguration"] = network(dice);
    remove(input, &["placementStrategy", "placementConstraints"]);
}

/// Turns one of a family under bridge or host into one on a group behind a provider, on instances
/// that ECS manages, or on external machines.
pub fn elsewhere(dice: &mut Dice, ground: Ground, input: &mut Value) {
    match dice.below(6) {
        0 => input["launchType"] = json!("EXTERNAL"),
        1 | 2 if ground.managed => {
            // TD-16: not under bridge; PL-49: without strategies.
            input["taskDefinition"] = json!("f1");
            input["capacityProviderStrategy"] = json!([{"capacityProvider": "managed"}]);
            remove(input, &["placementStrategy"]);
        }
        3 => {
            // Its strategy may later be one of Fargate (CP-16).
            on_fargate(dice, input);
            remove(input, &["launchType"]);
            input["capacityProviderStrategy"] = ground.strategy(dice);
        }
        _ if !ground.group => {}
        _ => input["capacityProviderStrategy"] = json!([{"capacityProvider": "group"}]),
    }
}
