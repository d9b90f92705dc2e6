//! What options a command has: the members of its call's input. ECS's own from the API's model
//! (`check/shape.rs`); the playground's calls, and what it plays of other services, from here.

use crate::check::shape::{Member, Shape, table_of};
use crate::simulation::CallName;

/// (call, members) as `src/check/data/shapes.txt` writes them; `j` is anything. AWS's services as in
/// the models of botocore 1.43.11; `ec2 run-instances` and `world` are the playground's.
const TABLE: &[(&str, &str)] = &[
    (
        "ec2:RunInstances",
        "cluster:s instanceType!:s count:i availabilityZones:[s attributes:[j registerAfter:s launchType:=EC2|EXTERNAL spot:j outpost:s",
    ),
    ("ec2:TerminateInstances", "cluster:s containerInstances!:[s"),
    ("world:StopInstance", "cluster:s containerInstance!:s"),
    ("world:StartInstance", "cluster:s containerInstance!:s"),
    ("world:DisconnectAgent", "cluster:s containerInstance!:s"),
    ("world:ReconnectAgent", "cluster:s containerInstance!:s"),
    ("world:FailAvailabilityZone", "availabilityZone!:s"),
    ("world:RestoreAvailabilityZone", "availabilityZone!:s"),
    ("world:InterruptSpot", "cluster:s capacityProvider:s percent:i"),
    (
        "world:SetContainerBehaviour",
        "family!:s container:s pullTime:s pullFails:b startTime:s exitAfter:s exitCode:i healthyAfter:s neverHealthy:b failPermille:i",
    ),
    ("world:StopContainer", "cluster:s task!:s container:s exitCode:i"),
    ("world:SetAlarm", "alarmName!:s state!:=OK|ALARM"),
    (
        "ec2:CreateLaunchTemplate",
        "DryRun:b ClientToken:s LaunchTemplateName!:s VersionDescription:s LaunchTemplateData!:j Operator:j TagSpecifications:[j",
    ),
    (
        "autoscaling:CreateAutoScalingGroup",
        "AutoScalingGroupName!:s LaunchConfigurationName:s LaunchTemplate:j MixedInstancesPolicy:j InstanceId:s MinSize!:i MaxSize!:i DesiredCapacity:i DefaultCooldown:i AvailabilityZones:[s LoadBalancerNames:[s TargetGroupARNs:[s HealthCheckType:s HealthCheckGracePeriod:i PlacementGroup:s VPCZoneIdentifier:s TerminationPolicies:[s NewInstancesProtectedFromScaleIn:b CapacityRebalance:b Tags:[j ServiceLinkedRoleARN:s MaxInstanceLifetime:i DefaultInstanceWarmup:i",
    ),
    (
        "autoscaling:UpdateAutoScalingGroup",
        "AutoScalingGroupName!:s LaunchTemplate:j MixedInstancesPolicy:j MinSize:i MaxSize:i DesiredCapacity:i DefaultCooldown:i AvailabilityZones:[s HealthCheckType:s VPCZoneIdentifier:s TerminationPolicies:[s NewInstancesProtectedFromScaleIn:b CapacityRebalance:b",
    ),
    (
        "autoscaling:SetDesiredCapacity",
        "AutoScalingGroupName!:s DesiredCapacity!:i HonorCooldown:b",
    ),
    (
        "application-autoscaling:RegisterScalableTarget",
        "ServiceNamespace!:s ResourceId!:s ScalableDimension!:s MinCapacity:i MaxCapacity:i RoleARN:s SuspendedState:j Tags:(s",
    ),
    (
        "application-autoscaling:DeregisterScalableTarget",
        "ServiceNamespace!:s ResourceId!:s ScalableDimension!:s",
    ),
    (
        "application-autoscaling:PutScalingPolicy",
        "PolicyName!:s ServiceNamespace!:s ResourceId!:s ScalableDimension!:s PolicyType:s StepScalingPolicyConfiguration:j TargetTrackingScalingPolicyConfiguration:j PredictiveScalingPolicyConfiguration:j",
    ),
    (
        "application-autoscaling:DeleteScalingPolicy",
        "PolicyName!:s ServiceNamespace!:s ResourceId!:s ScalableDimension!:s",
    ),
];

/// The members of a call's input; `None` where the playground knows too little of it.
pub fn members(name: CallName) -> Option<Vec<Member>> {
    let own = TABLE.iter().find(|(known, _)| *known == name.as_str());
    if let Some((_, line)) = own {
        return Some(table_of(line).collect());
    }
    let operation = name.as_str().strip_prefix("ecs:")?;
    Some(Shape::of(operation)?.table().collect())
}

/// `ecs`, `ec2`, `world` and so on, with what a command says for the call: `run-task`.
pub fn parts(name: CallName) -> (&'static str, String) {
    let text = name.as_str();
    let (service, operation) = text.split_once(':').unwrap_or(("world", text));
    (service, kebab(operation))
}

/// The call of a command.
pub fn call_of(service: &str, operation: &str) -> Option<CallName> {
    CallName::all().find(|name| {
        let (own, kebabed) = parts(*name);
        own == service && kebabed == operation
    })
}

/// The services that commands speak of.
pub const SERVICES: [&str; 4] = ["ecs", "ec2", "autoscaling", "application-autoscaling"];

/// A service's operations, as commands write them; `simulated`: only those that are played.
pub fn operations(service: &str, simulated: bool) -> Vec<String> {
    let named = CallName::all().filter(|name| !simulated || name.is_simulated()).map(parts);
    let mut out: Vec<String> = named.filter(|(own, _)| *own == service).map(|(_, o)| o).collect();
    crate::base::sort::sort(&mut out);
    out
}

/// Whether AWS's CLI would not understand it: the playground's own calls.
pub fn is_own(name: CallName) -> bool {
    let text = name.as_str();
    // Of `ec2` only launch templates have AWS's shape (design, section 2).
    text.starts_with("world:") || (text.starts_with("ec2:") && text != "ec2:CreateLaunchTemplate")
}

/// `RunTask` → `run-task`, `enableECSManagedTags` → `enable-ecs-managed-tags`, as the CLI does.
pub fn kebab(name: &str) -> String {
    // The one plural of an acronym.
    let letters: Vec<char> = name.replace("ARNs", "Arns").chars().collect();
    let mut out = String::with_capacity(name.len() + 8);
    for (n, letter) in letters.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|n| letters.get(n));
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                !before.is_ascii_uppercase()
                    || letters.get(n + 1).is_some_and(char::is_ascii_lowercase)
            });
        if begins {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}
