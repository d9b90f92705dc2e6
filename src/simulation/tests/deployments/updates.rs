//! What UpdateService and DeleteService do to deployments (SV-36, SV-8).

use super::*;

/// SV-36: what starts a deployment, and what does not.
#[test]
fn sv_36_what_starts_a_deployment() {
    let network = |zone: &str| json!({"awsvpcConfiguration": {"subnets": [format!("subnet-ap-northeast-1{zone}")]}});
    let rows = [
        (json!({"taskDefinition": "web"}), false, "the same revision"),
        (json!({"taskDefinition": "web:1"}), false, "the same revision, with its number"),
        (json!({"taskDefinition": "other"}), true, "another definition"),
        (json!({"forceNewDeployment": true}), true, "forceNewDeployment"),
        (json!({"forceNewDeployment": false}), false, "forceNewDeployment false"),
        (json!({"platformVersion": "1.4.0"}), true, "platformVersion"),
        (json!({"platformVersion": "LATEST"}), false, "platformVersion as it is"),
        (json!({"networkConfiguration": network("c")}), true, "networkConfiguration"),
        (json!({"networkConfiguration": network("a")}), false, "networkConfiguration as it is"),
        (
            json!({"loadBalancers": [{"targetGroupArn": "t", "containerName": "web", "containerPort": 80}]}),
            true,
            "loadBalancers",
        ),
        (json!({"serviceRegistries": [{"registryArn": "r"}]}), true, "serviceRegistries"),
        (
            json!({"serviceConnectConfiguration": {"enabled": true}}),
            true,
            "serviceConnectConfiguration",
        ),
        (json!({"volumeConfigurations": [{"name": "v"}]}), true, "volumeConfigurations"),
        (
            json!({"vpcLatticeConfigurations": [{"roleArn": "r", "targetGroupArn": "t", "portName": "p"}]}),
            true,
            "vpcLatticeConfigurations",
        ),
        (json!({"desiredCount": 3}), false, "desiredCount"),
        (
            json!({"deploymentConfiguration": {"maximumPercent": 150}}),
            false,
            "deploymentConfiguration",
        ),
        (
            json!({"placementConstraints": [{"type": "distinctInstance"}]}),
            false,
            "placementConstraints",
        ),
        (
            json!({"placementStrategy": [{"type": "binpack", "field": "cpu"}]}),
            false,
            "placementStrategy",
        ),
        (json!({"availabilityZoneRebalancing": "ENABLED"}), false, "availabilityZoneRebalancing"),
        (json!({"healthCheckGracePeriodSeconds": 60}), false, "healthCheckGracePeriodSeconds"),
        (json!({"enableExecuteCommand": true}), false, "enableExecuteCommand"),
        (json!({"enableECSManagedTags": true}), false, "enableECSManagedTags"),
        (json!({"propagateTags": "SERVICE"}), false, "propagateTags"),
    ];
    let mut other = web(256);
    other["family"] = json!("other");
    other["networkMode"] = json!("awsvpc");
    for (change, starts, row) in rows {
        let mut list = start(3, 256);
        let mut first = web(256);
        first["networkMode"] = json!("awsvpc");
        let mut more = json!({"networkConfiguration": network("a")});
        if row.starts_with("platformVersion") {
            // LT-6: only FARGATE has one.
            first["cpu"] = json!("256");
            first["memory"] = json!("512");
            more["launchType"] = json!("FARGATE");
            more["platformVersion"] = json!("LATEST");
        }
        list[2] = json!(["0s", "ecs:RegisterTaskDefinition", first]);
        list.push(json!(["0s", "ecs:RegisterTaskDefinition", other]));
        list.push(service(2, more));
        list.push(update("10m", change));
        let player = played(Value::Array(list), "10m1s");
        let record = player.journal().calls.last().expect("the update");
        assert!(record.result.is_ok(), "{row}: {:?}", record.result);
        let count = web_service(&player).deployments.len();
        assert_eq!(count, if starts { 2 } else { 1 }, "{row}");
    }
}

#[test]
fn sv_36_a_forced_deployment_runs_the_same_definition_in_new_tasks() {
    let list = running(3, 2, json!({}), &[update("10m", json!({"forceNewDeployment": true}))]);
    let player = played(Value::Array(list), "20m");
    let service = web_service(&player);
    let now: Vec<u32> = service.tasks.clone();
    assert_eq!(now, [2, 3], "the first two tasks are gone");
    let told = told(&player);
    assert_eq!(told["taskDefinition"], told["deployments"][0]["taskDefinition"]);
    // SV-12
    let tasks = &player.world().clusters[0].tasks;
    assert_ne!(tasks[0].started_by, tasks[2].started_by);
    assert_eq!(tasks[2].started_by.as_deref(), told["deployments"][0]["id"].as_str());
}

#[test]
fn sv_37_desired_count_changes_in_the_middle_of_a_deployment() {
    let mut list = running(6, 10, json!({}), &deploy("10m"));
    list.push(update("10m10s", json!({"desiredCount": 2})));
    let list = Value::Array(list);
    // lower = 2: eight of the old ones may stop at once, and of the new ones eight are too many.
    let player = played(list.clone(), "10m12s");
    let service = web_service(&player);
    assert_eq!((service.deployments[0].active, service.deployments[1].active), (2, 2));
    let player = played(list, "20m");
    assert_eq!(shown(&player), ["PRIMARY COMPLETED 2"]);
}

#[test]
fn sv_8_sv_136_a_service_in_deployment_can_be_deleted_by_force() {
    let delete = |force: bool| json!(["10m20s", "ecs:DeleteService", {"cluster": "demo", "service": "web", "force": force}]);
    let mut list = running(6, 4, json!({}), &deploy("10m"));
    list.extend([delete(false), delete(true)]);
    let player = played(Value::Array(list), "20m");
    let answers: Vec<bool> =
        player.journal().calls.iter().rev().take(2).map(|c| c.result.is_ok()).collect();
    assert_eq!(answers, [true, false]);
    assert_eq!(told(&player)["status"], "INACTIVE");
    assert_eq!(told(&player)["deployments"], json!([]));
    assert_eq!(player.world().totals.running, 0);
}

#[test]
fn configurations_that_do_not_go_together_are_refused() {
    let balancer = json!([{"targetGroupArn": "t", "containerName": "web", "containerPort": 80}]);
    let rows = [
        ("SV-71", json!({"strategy": "BLUE_GREEN"}), true),
        ("SV-70", json!({"strategy": "CANARY"}), false),
        ("SV-77", json!({"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 2.9}}), true),
        (
            "SV-77",
            json!({"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 10.55}}),
            true,
        ),
        ("SV-77", json!({"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 0}}), true),
        (
            "SV-58",
            json!({"strategy": "CANARY", "deploymentCircuitBreaker": {"enable": true, "rollback": true}}),
            true,
        ),
        ("SV-60", json!({"alarms": {"enable": true, "rollback": true, "alarmNames": []}}), true),
        (
            "SV-73",
            json!({"lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["TEST_TRAFFIC_SHIFT"]}]}),
            true,
        ),
        ("TD-6", json!({"lifecycleHooks": [{"lifecycleStages": ["BAKE_TIME"]}]}), true),
        ("SV-40", json!({"earlySuccessCriteria": {"enable": true, "healthyPercent": 50}}), true),
    ];
    for (rule, configuration, balanced) in rows {
        let mut more = json!({"deploymentConfiguration": configuration});
        if balanced {
            more["loadBalancers"] = balancer.clone();
        }
        let mut list = start(1, 256);
        list.push(service(1, more));
        let player = played(Value::Array(list), "1s");
        let result = &player.journal().calls.last().expect("a call").result;
        let error = result.as_ref().expect_err("is refused");
        assert_eq!(
            (error.rule, &*error.exception),
            (rule, "InvalidParameterException"),
            "{error:?}"
        );
    }
}
