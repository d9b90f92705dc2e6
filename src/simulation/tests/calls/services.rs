//! CreateService, UpdateService, DeleteService: names, states, launch types (SV-133 to SV-136, LT).

use serde_json::{Value, json};

use super::{accepted, answers, refused};

fn create(at: &str, more: Value) -> Value {
    let mut input = json!({"cluster": "demo", "serviceName": "s", "taskDefinition": "web"});
    input.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    if input.get("desiredCount").is_none() {
        input["desiredCount"] = json!(1);
    }
    json!([at, "ecs:CreateService", input])
}

fn on(at: &str, call: &str, more: Value) -> Value {
    let mut input = json!({"cluster": "demo", "service": "s"});
    input.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    json!([at, format!("ecs:{call}"), input])
}

#[test]
fn sv_133_a_name_is_used_once_at_a_time() {
    let (player, answers) = answers(
        1,
        &[
            create("1s", json!({"clientToken": "t"})),
            create("2s", json!({"clientToken": "t"})),
            create("2s", json!({"clientToken": "t", "desiredCount": 2})),
            create("2s", json!({})),
            on("1m", "DeleteService", json!({"force": true})),
            create("1m", json!({})),
            create("5m", json!({})),
        ],
    );
    let made = accepted(&answers[0])["service"]["createdAt"].clone();
    assert_eq!(accepted(&answers[1])["service"]["createdAt"], made);
    let text = "InvalidParameterException: Creation of service was not idempotent.";
    assert_eq!([refused(&answers[2]), refused(&answers[3])], [text, text]);
    assert_eq!(
        refused(&answers[5]),
        "InvalidParameterException: Unable to Start a service that is still Draining."
    );
    // An INACTIVE name may be used again.
    accepted(&answers[6]);
    assert_eq!(player.world().clusters[0].services.len(), 2);
}

#[test]
fn sv_134_sv_135_sv_136_what_services_need() {
    let (_, answers) = answers(
        1,
        &[
            json!(["1s", "ecs:CreateService",
                {"cluster": "demo", "serviceName": "s", "taskDefinition": "web"}]),
            on("1s", "UpdateService", json!({"desiredCount": 1})),
            create("1s", json!({"desiredCount": 0})),
            on("2s", "UpdateService", json!({"desiredCount": 1})),
            on("3s", "DeleteService", json!({})),
            json!(["4s", "ecs:RegisterTaskDefinition", {"family": "web",
                "containerDefinitions": [{"name": "c", "image": "i", "memory": 64}]}]),
            json!(["4s", "ecs:DeregisterTaskDefinition", {"taskDefinition": "web:2"}]),
            on("5s", "UpdateService", json!({"taskDefinition": "web:2"})),
            on("6s", "UpdateService", json!({"desiredCount": 0})),
            on("1m", "DeleteService", json!({})),
            on("1m", "UpdateService", json!({"desiredCount": 1})),
            json!(["2m", "ecs:ListServices", {"cluster": "demo"}]),
            json!(["2m", "ecs:DescribeServices", {"cluster": "demo", "services": ["s"]}]),
            on("2m", "DeleteService", json!({})),
        ],
    );
    assert!(refused(&answers[0]).starts_with("InvalidParameterException: desiredCount"));
    assert_eq!(refused(&answers[1]), "ServiceNotFoundException: Service not found.");
    accepted(&answers[2]);
    assert_eq!(
        refused(&answers[4]),
        "InvalidParameterException: The service cannot be stopped while it is scaled above 0."
    );
    assert_eq!(refused(&answers[7]), "ClientException: TaskDefinition is inactive");
    assert_eq!(accepted(&answers[9])["service"]["status"], "DRAINING");
    assert_eq!(refused(&answers[10]), "ServiceNotActiveException: Service was not ACTIVE.");
    // SV-136: it leaves the list at once, and is still described.
    assert_eq!(accepted(&answers[11])["serviceArns"], json!([]));
    assert_eq!(accepted(&answers[12])["services"][0]["status"], "INACTIVE");
    // The model of DeleteService declares ServiceNotFoundException alone.
    assert_eq!(refused(&answers[13]), "ServiceNotFoundException: Service not found.");
}

/// Each launch type's refusals, with its words where they are known (launch-types.md; CP-6 for EXTERNAL, CP-7
/// for FARGATE).
#[test]
fn lt_what_goes_with_which_launch_type() {
    let network = |more: Value| {
        let mut inner = json!({"subnets": ["subnet-1"]});
        inner
            .as_object_mut()
            .expect("an object")
            .extend(more.as_object().cloned().unwrap_or_default());
        json!({ "awsvpcConfiguration": inner })
    };
    let balancer =
        json!([{"targetGroupArn": "arn:t", "containerName": "web", "containerPort": 80}]);
    let classic = json!([{"loadBalancerName": "lb", "containerName": "web", "containerPort": 80}]);
    let constraint = json!([{"type": "memberOf", "expression": "attribute:a exists"}]);
    let fargate = |more: Value| {
        let mut all = json!({"taskDefinition": "f", "launchType": "FARGATE",
            "networkConfiguration": network(json!({}))});
        all.as_object_mut()
            .expect("an object")
            .extend(more.as_object().cloned().unwrap_or_default());
        all
    };
    let spot = json!([{"capacityProvider": "FARGATE_SPOT"}]);
    let rows = [
        (
            json!({"launchType": "EC2", "capacityProviderStrategy": spot}),
            "Specifying both a launch type and capacity provider strategy is not supported",
            "LT-1",
        ),
        // LT-2: neither is a launch type.
        (json!({"launchType": "FARGATE_SPOT"}), "launchType: 'FARGATE_SPOT'", "TD-6"),
        (
            json!({"launchType": "MANAGED_INSTANCES"}),
            "Managed Instances must be requested through a capacity provider strategy.",
            "LT-2",
        ),
        (
            fargate(json!({"taskDefinition": "bridge"})),
            "Task definition does not support launch_type FARGATE.",
            "LT-3",
        ),
        (
            fargate(json!({"placementConstraints": constraint})),
            "Placement constraints are not supported with FARGATE launch type.",
            "LT-4",
        ),
        (
            fargate(json!({"placementStrategy": [{"type": "random"}]})),
            "Placement strategies are not supported with FARGATE launch type.",
            "LT-4",
        ),
        (
            json!({"platformVersion": "LATEST"}),
            "The platform version must be null when specifying an EC2 launch type.",
            "LT-6",
        ),
        (fargate(json!({"platformVersion": "9.9.9"})), "", "LT-16"),
        (fargate(json!({"platformVersion": "1.4.0"})), "", ""),
        (
            json!({"taskDefinition": "f"}),
            "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
            "LT-7",
        ),
        (
            json!({"networkConfiguration": network(json!({}))}),
            "Network Configuration is not valid for the given networkMode of this task definition.",
            "LT-7",
        ),
        (
            json!({"taskDefinition": "f", "networkConfiguration": network(json!({"subnets": []}))}),
            "subnets can not be empty.",
            "QT-14",
        ),
        (
            json!({"taskDefinition": "f",
                "networkConfiguration": network(json!({"assignPublicIp": "ENABLED"}))}),
            "Assign public IP is not supported for this launch type.",
            "LT-8",
        ),
        (
            fargate(json!({"loadBalancers": classic})),
            "Classic Load Balancers are not supported with Fargate",
            "LT-9",
        ),
        (json!({"launchType": "EXTERNAL", "loadBalancers": balancer}), "", "LT-10"),
        // CP-6: nor a provider, nor awsvpc, nor Service Connect, nor AZ rebalancing.
        (
            json!({"launchType": "EXTERNAL", "capacityProviderStrategy": spot}),
            "Specifying both a launch type and capacity provider strategy is not supported",
            "LT-1",
        ),
        (
            json!({"launchType": "EXTERNAL", "taskDefinition": "f",
                "networkConfiguration": network(json!({}))}),
            "Task definition does not support launch_type EXTERNAL.",
            "LT-3",
        ),
        (
            json!({"launchType": "EXTERNAL", "serviceConnectConfiguration": {"enabled": true}}),
            "",
            "LT-10",
        ),
        (json!({"launchType": "EXTERNAL", "availabilityZoneRebalancing": "ENABLED"}), "", "PL-92"),
        // CP-7
        (fargate(json!({"schedulingStrategy": "DAEMON", "desiredCount": 1})), "", "LT-5"),
        (
            json!({"launchType": "EXTERNAL", "serviceRegistries": [{"registryArn": "arn:r"}]}),
            "",
            "LT-10",
        ),
        (json!({"launchType": "EXTERNAL"}), "", ""),
        (fargate(json!({})), "", ""),
    ];
    let mut calls = vec![
        json!(["0s", "ecs:RegisterTaskDefinition", {"family": "f", "cpu": "256", "memory": "512",
            "networkMode": "awsvpc", "containerDefinitions": [{"name": "web", "image": "i"}]}]),
        json!(["0s", "ecs:RegisterTaskDefinition", {"family": "bridge", "networkMode": "bridge",
            "containerDefinitions": [{"name": "web", "image": "i", "memory": 64}]}]),
    ];
    for (index, (more, _, _)) in rows.iter().enumerate() {
        let mut more = more.clone();
        more["serviceName"] = json!(format!("s{index}"));
        calls.push(create("1s", more));
    }
    let (player, answers) = answers(1, &calls);
    for (index, ((more, text, rule), answer)) in rows.iter().zip(&answers[2..]).enumerate() {
        let record = &player.journal().calls[index + 5].result;
        match record {
            Ok(_) => assert!(rule.is_empty() && text.is_empty(), "{more}"),
            Err(error) => {
                assert_eq!(error.rule, *rule, "{more}: {error:?}");
                assert!(refused(answer).contains(text), "{more}: {answer:?}");
            }
        }
    }
}
