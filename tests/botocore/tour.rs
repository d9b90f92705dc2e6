//! One call of every kind that is played, with what it may be given.

use std::rc::Rc;

use ecs_playground::base::SimTime;
use ecs_playground::simulation::{Call, CallName};
use serde_json::{Value, json};

fn arn(rest: &str) -> String {
    format!("arn:aws:ecs:ap-northeast-1:123456789012:{rest}")
}

fn list() -> Vec<(&'static str, Value)> {
    let network = json!({"awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a"],
        "securityGroups": ["sg-1"], "assignPublicIp": "ENABLED"}});
    let tags = json!([{"key": "team", "value": "a"}]);
    vec![
        (
            "CreateCluster",
            json!({"clusterName": "demo", "tags": tags,
            "settings": [{"name": "containerInsights", "value": "enabled"}]}),
        ),
        ("CreateCluster", json!({})),
        ("PutAccountSettingDefault", json!({"name": "awsvpcTrunking", "value": "enabled"})),
        ("PutAccountSetting", json!({"name": "containerInsights", "value": "enhanced"})),
        ("ListAccountSettings", json!({"effectiveSettings": true})),
        (
            "ec2:RunInstances",
            json!({"cluster": "demo", "instanceType": "m5.large", "count": 3,
            "registerAfter": "0s"}),
        ),
        (
            "RegisterTaskDefinition",
            json!({"family": "web", "tags": tags, "containerDefinitions": [
            {"name": "web", "image": "nginx", "memory": 128, "cpu": 64, "essential": true,
             "portMappings": [{"containerPort": 80}], "environment": [{"name": "A", "value": "b"}],
             "healthCheck": {"command": ["CMD-SHELL", "true"], "interval": 10},
             "logConfiguration": {"logDriver": "json-file", "options": {"max-size": "1m"}}}]}),
        ),
        (
            "RegisterTaskDefinition",
            json!({"family": "job", "cpu": "256", "memory": "512",
            "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
            "ephemeralStorage": {"sizeInGiB": 30}, "runtimePlatform": {"cpuArchitecture": "X86_64"},
            "containerDefinitions": [{"name": "job", "image": "job"}]}),
        ),
        (
            "RegisterTaskDefinition",
            json!({"family": "old",
            "containerDefinitions": [{"name": "o", "image": "o", "memory": 64}]}),
        ),
        (
            "CreateService",
            json!({"cluster": "demo", "serviceName": "web", "taskDefinition": "web",
            "desiredCount": 2, "launchType": "EC2", "tags": tags, "propagateTags": "SERVICE",
            "enableECSManagedTags": true, "schedulingStrategy": "REPLICA", "clientToken": "t",
            "placementStrategy": [{"type": "spread", "field": "instanceId"}],
            "placementConstraints": [{"type": "memberOf", "expression": "attribute:x !exists"}],
            "loadBalancers": [{"targetGroupArn": "arn:tg", "containerName": "web", "containerPort": 80}],
            "deploymentConfiguration": {"maximumPercent": 200, "minimumHealthyPercent": 50,
                "deploymentCircuitBreaker": {"enable": true, "rollback": true}}}),
        ),
        (
            "CreateService",
            json!({"cluster": "demo", "serviceName": "f", "taskDefinition": "job",
            "desiredCount": 1, "launchType": "FARGATE", "networkConfiguration": network,
            "serviceRegistries": [{"registryArn": "arn:sr"}]}),
        ),
        (
            "RunTask",
            json!({"cluster": "demo", "taskDefinition": "web", "count": 2, "group": "g",
            "startedBy": "me", "tags": tags, "propagateTags": "TASK_DEFINITION",
            "overrides": {"containerOverrides": [{"name": "web", "cpu": 128, "memory": 256,
                "command": ["sleep"], "environment": [{"name": "A", "value": "c"}]}]}}),
        ),
        (
            "RunTask",
            json!({"cluster": "demo", "taskDefinition": "job", "launchType": "FARGATE",
            "networkConfiguration": network, "overrides": {"cpu": "512", "memory": "1024"},
            "platformVersion": "LATEST", "enableExecuteCommand": true}),
        ),
        (
            "StartTask",
            json!({"cluster": "demo", "taskDefinition": "web", "tags": tags,
            "containerInstances": ["#1", "#7"], "startedBy": "you"}),
        ),
        (
            "PutAttributes",
            json!({"cluster": "demo", "attributes": [{"name": "stack", "value": "prod",
            "targetType": "container-instance", "targetId": "#1"}]}),
        ),
        (
            "ListAttributes",
            json!({"cluster": "demo", "targetType": "container-instance",
            "attributeName": "stack", "maxResults": 5}),
        ),
        (
            "DeleteAttributes",
            json!({"cluster": "demo",
            "attributes": [{"name": "stack", "targetId": "#1"}]}),
        ),
        ("ListClusters", json!({"maxResults": 1})),
        (
            "ListContainerInstances",
            json!({"cluster": "demo", "status": "ACTIVE",
            "filter": "agentConnected == true"}),
        ),
        ("ListServices", json!({"cluster": "demo", "launchType": "EC2"})),
        ("ListTasks", json!({"cluster": "demo", "desiredStatus": "RUNNING", "serviceName": "web"})),
        ("ListTaskDefinitions", json!({"familyPrefix": "web", "status": "ACTIVE", "sort": "DESC"})),
        ("ListTaskDefinitionFamilies", json!({"status": "ACTIVE"})),
        (
            "DescribeClusters",
            json!({"clusters": ["demo", "gone"],
            "include": ["TAGS", "STATISTICS", "SETTINGS", "CONFIGURATIONS", "ATTACHMENTS"]}),
        ),
        (
            "DescribeContainerInstances",
            json!({"cluster": "demo", "containerInstances": ["#1", "#9"],
            "include": ["TAGS", "CONTAINER_INSTANCE_HEALTH"]}),
        ),
        (
            "DescribeServices",
            json!({"cluster": "demo", "services": ["web", "f", "gone"],
            "include": ["TAGS"]}),
        ),
        (
            "DescribeTasks",
            json!({"cluster": "demo", "tasks": ["#1", "#2", "#3", "#4", "#5", "#6", "x"],
            "include": ["TAGS"]}),
        ),
        ("DescribeTaskDefinition", json!({"taskDefinition": "web", "include": ["TAGS"]})),
        ("TagResource", json!({"resourceArn": arn("service/demo/web"), "tags": tags})),
        ("UntagResource", json!({"resourceArn": arn("cluster/demo"), "tagKeys": ["team"]})),
        ("ListTagsForResource", json!({"resourceArn": arn("task/demo/#1")})),
        (
            "UpdateService",
            json!({"cluster": "demo", "service": "web", "desiredCount": 3,
            "forceNewDeployment": true, "healthCheckGracePeriodSeconds": 10}),
        ),
        (
            "ec2:CreateLaunchTemplate",
            json!({"LaunchTemplateName": "t", "LaunchTemplateData": {"InstanceType": "m5.large"}}),
        ),
        (
            "autoscaling:CreateAutoScalingGroup",
            json!({"AutoScalingGroupName": "g", "LaunchTemplate": {"LaunchTemplateName": "t"},
                "MinSize": 0, "MaxSize": 2}),
        ),
        (
            "CreateCapacityProvider",
            json!({"name": "p", "tags": tags, "autoScalingGroupProvider": {"autoScalingGroupArn": "g",
                "managedScaling": {"status": "ENABLED", "targetCapacity": 90}}}),
        ),
        (
            "PutClusterCapacityProviders",
            json!({"cluster": "demo", "capacityProviders": ["p", "FARGATE", "FARGATE_SPOT"],
                "defaultCapacityProviderStrategy": [{"capacityProvider": "p", "weight": 1, "base": 0}]}),
        ),
        (
            "DescribeCapacityProviders",
            json!({"capacityProviders": ["p", "FARGATE", "gone"], "include": ["TAGS"]}),
        ),
        (
            "RunTask",
            json!({"cluster": "demo", "taskDefinition": "web", "count": 2,
                "capacityProviderStrategy": [{"capacityProvider": "p", "weight": 1}]}),
        ),
        (
            "RunTask",
            json!({"cluster": "demo", "taskDefinition": "job", "networkConfiguration": network,
                "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1},
                    {"capacityProvider": "FARGATE", "base": 1}]}),
        ),
        ("ListServiceDeployments", json!({"cluster": "demo", "service": "web"})),
        (
            "UpdateTaskProtection",
            json!({"cluster": "demo", "tasks": ["#1"],
            "protectionEnabled": true, "expiresInMinutes": 60}),
        ),
        ("GetTaskProtection", json!({"cluster": "demo", "tasks": ["#1"]})),
        ("StopTask", json!({"cluster": "demo", "task": "#2", "reason": "enough"})),
        (
            "UpdateContainerInstancesState",
            json!({"cluster": "demo", "containerInstances": ["#3", "#9"],
            "status": "DRAINING"}),
        ),
        (
            "DeregisterContainerInstance",
            json!({"cluster": "demo", "containerInstance": "#3",
            "force": true}),
        ),
        ("DeregisterTaskDefinition", json!({"taskDefinition": "old:1"})),
        ("DeleteTaskDefinitions", json!({"taskDefinitions": ["old:1", "web:1"]})),
        ("DeleteService", json!({"cluster": "demo", "service": "f", "force": true})),
        ("DeleteCluster", json!({"cluster": "default"})),
        ("DeleteAccountSetting", json!({"name": "awsvpcTrunking"})),
    ]
}

/// The tour, a call every ten seconds, and what follows it.
pub fn calls(more: Vec<(&'static str, Value)>) -> Rc<[Rc<Call>]> {
    (0..)
        .zip(list().into_iter().chain(more))
        .map(|(n, (operation, input))| {
            let whole = format!("ecs:{operation}");
            let name = if operation.contains(':') { operation } else { &whole };
            let name = CallName::parse(name).expect("a call");
            Rc::new(Call { at: SimTime(n * 10_000), name, input: Rc::new(input) })
        })
        .collect()
}
