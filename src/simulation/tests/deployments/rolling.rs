//! Rolling deployments, step by step (SV-35 to SV-41, SV-112).

use super::*;

#[test]
fn sv_35_half_stops_then_half_starts() {
    let half = json!({"minimumHealthyPercent": 50, "maximumPercent": 100});
    let list = running(3, 4, half, &deploy("10m"));
    let player = played(Value::Array(list), "20m");
    // 2 s to stop (LC-28p); 2 s to start with the image there (LC-28g); 40 s to be healthy (SV-33).
    assert_eq!(
        said(&player, "10m"),
        [
            "10m has stopped 2 running tasks",
            "10m120ms has started 2 tasks",
            "10m42s has stopped 1 running tasks",
            "10m42s has started 1 tasks",
            "10m43s has stopped 1 running tasks",
            "10m43s has started 1 tasks",
            "11m25s (deployment deployment completed.",
            "11m25s has reached a steady state.",
        ]
    );
    assert_eq!(shown(&player), ["PRIMARY COMPLETED 4"]);
}

#[test]
fn sv_35_with_room_above_all_start_before_any_stops() {
    let list = running(3, 4, json!({}), &deploy("10m"));
    let list = Value::Array(list);
    let during = played(list.clone(), "10m30s");
    assert_eq!(shown(&during), ["PRIMARY IN_PROGRESS 4", "ACTIVE COMPLETED 4"]);
    let player = played(list, "20m");
    assert_eq!(
        said(&player, "10m"),
        [
            "10m360ms has started 4 tasks",
            "10m42s has stopped 1 running tasks",
            "10m43s has stopped 3 running tasks",
            "10m45s (deployment deployment completed.",
            "10m45s has reached a steady state.",
        ]
    );
    let told = told(&player);
    let reason = told["deployments"][0]["rolloutStateReason"].as_str().expect("a reason");
    assert!(reason.starts_with("ECS deployment ecs-svc/") && reason.ends_with(" completed.")); // SV-38
}

#[test]
fn sv_112_a_stuck_deployment_says_so_once_and_moves_when_the_bounds_do() {
    let tight = json!({"minimumHealthyPercent": 100, "maximumPercent": 125});
    let mut list = running(3, 3, tight, &deploy("10m"));
    let wide = json!({"deploymentConfiguration": {"maximumPercent": 200}});
    list.push(update("30m", wide));
    let list = Value::Array(list);
    let stuck = played(list.clone(), "29m");
    let text = "10m was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.";
    assert_eq!(said(&stuck, "10m"), [text]);
    assert_eq!(shown(&stuck), ["PRIMARY IN_PROGRESS 0", "ACTIVE COMPLETED 3"]);
    let moves = played(list, "40m");
    assert_eq!(shown(&moves), ["PRIMARY COMPLETED 3"]);
}

#[test]
fn sv_101_a_stuck_deployment_says_so_again_after_six_hours() {
    let tight = json!({"minimumHealthyPercent": 100, "maximumPercent": 100});
    let list = running(3, 3, tight, &deploy("10m"));
    let player = played(Value::Array(list), "7h");
    let times =
        said(&player, "10m").iter().filter(|t| t.contains("unable to stop or start")).count();
    assert_eq!(times, 2);
}

#[test]
fn sv_37_a_third_revision_replaces_both() {
    let mut list = running(6, 4, json!({}), &deploy("10m"));
    list.extend(deploy("10m20s"));
    let list = Value::Array(list);
    // The second's tasks are not healthy yet: they stop at once; the first's stay.
    let player = played(list.clone(), "10m30s");
    assert_eq!(shown(&player)[0], "PRIMARY IN_PROGRESS 4");
    assert_eq!(shown(&player).last().expect("the first"), "ACTIVE COMPLETED 4");
    let told_pending = said(&player, "10m20s");
    assert!(told_pending[0].contains("has stopped 4 running tasks"), "{told_pending:?}");
    let player = played(list, "20m");
    assert_eq!(shown(&player), ["PRIMARY COMPLETED 4"]);
    assert_eq!(web_service(&player).deployments.len(), 3);
}

#[test]
fn sv_31_a_daemon_service_stops_the_old_task_of_an_instance_first() {
    let mut list = start(4, 256);
    let daemon = json!(["1s", "ecs:CreateService", {"cluster": "demo", "serviceName": "web",
        "taskDefinition": "web", "schedulingStrategy": "DAEMON"}]);
    list.push(daemon);
    list.extend(deploy("10m"));
    let all_at_once = played(Value::Array(list.clone()), "20m");
    assert_eq!(said(&all_at_once, "10m")[0], "10m has stopped 4 running tasks");
    assert_eq!(shown(&all_at_once), ["PRIMARY COMPLETED 4"]);
    // With a minimum of 50 %, half of them at a time.
    let configuration = json!({"minimumHealthyPercent": 50, "maximumPercent": 100});
    list[3][2]["deploymentConfiguration"] = configuration;
    let halves = played(Value::Array(list), "20m");
    let stops: Vec<String> =
        said(&halves, "10m").into_iter().filter(|text| text.contains("stopped")).collect();
    assert_eq!(stops[0], "10m has stopped 2 running tasks");
    assert_eq!(stops.len(), 3, "one after another as the new ones turn healthy: {stops:?}");
    assert_eq!(per_instance(halves.world()), [1, 1, 1, 1]);
}

#[test]
fn lc_82_lc_84_draining_replaces_within_the_same_bounds() {
    let drain = json!(["10m", "ecs:UpdateContainerInstancesState", {"cluster": "demo",
        "containerInstances": ["#1"], "status": "DRAINING"}]);
    let list = Value::Array(running(2, 4, json!({}), std::slice::from_ref(&drain)));
    let player = played(list.clone(), "10m30s");
    // LC-84: two start elsewhere, and only when they are healthy two stop.
    assert_eq!(per_instance(player.world()), [2, 4]);
    let player = played(list, "20m");
    assert_eq!(per_instance(player.world()), [0, 4]);
    let says = said(&player, "10m");
    assert_eq!(says[..2], ["10m120ms has started 2 tasks", "10m42s has stopped 1 running tasks"]);
    // 50/100: two stop, two start.
    let half = json!({"minimumHealthyPercent": 50, "maximumPercent": 100});
    let player = played(Value::Array(running(2, 4, half, std::slice::from_ref(&drain))), "20m");
    assert_eq!(
        said(&player, "10m")[..2],
        ["10m has stopped 2 running tasks", "10m120ms has started 2 tasks"]
    );
    // LC-81: 100 and 100 never end; the service says so.
    let tight = json!({"minimumHealthyPercent": 100, "maximumPercent": 100});
    let player = played(Value::Array(running(2, 4, tight, std::slice::from_ref(&drain))), "20m");
    assert_eq!(per_instance(player.world()), [2, 2]);
    assert!(said(&player, "10m")[0].contains("unable to stop or start"));
}

#[test]
fn sv_40_early_success_leaves_the_rest_to_the_background() {
    // Room for two more tasks only: the deployment would wait for the other two.
    let mut wide = web(1500);
    wide["containerDefinitions"][0]["cpu"] = json!(10);
    let early = |cleanup: &str| {
        let mut list = start(1, 1500);
        list.push(json!(["1s", "ecs:RegisterTaskDefinition", wide.clone()]));
        list.push(service(
            4,
            json!({"deploymentConfiguration": {
            "minimumHealthyPercent": 50, "maximumPercent": 100, "earlySuccessCriteria":
            {"enable": true, "healthyPercent": 50, "sourceServiceRevisionCleanup": cleanup}}}),
        ));
        list.extend(deploy("10m"));
        played(Value::Array(list), "10m43s")
    };
    let deferred = early("DEFERRED");
    assert_eq!(shown(&deferred)[0], "PRIMARY COMPLETED 2");
    assert!(shown(&deferred).len() > 1, "old tasks are still there");
    let blocking = early("BLOCKING");
    assert_eq!(shown(&blocking)[0], "PRIMARY IN_PROGRESS 2");
}

/// SV-95: an old task that is protected holds a deployment up, and that is told; where the ceiling leaves no room, too.
#[test]
fn sv_95_a_protected_task_holds_its_deployment_up() {
    use crate::simulation::process::deployment::waits::{Why, why};
    let protect = json!(["9m", "ecs:UpdateTaskProtection", {"cluster": "demo", "tasks": ["#1"],
        "protectionEnabled": true, "expiresInMinutes": 30}]);
    let [register, update] = deploy("10m");
    let more = [protect, register, update];
    let told = |configuration: Value, until: &str| {
        let player = played(Value::Array(running(3, 2, configuration, &more)), until);
        why(&player.world().clusters[0], web_service(&player), player.time())
    };
    let ends = SimTime(39 * 60_000);
    for configuration in [
        json!({}),
        json!({"minimumHealthyPercent": 50, "maximumPercent": 100}),
        json!({"minimumHealthyPercent": 0, "maximumPercent": 100}),
    ] {
        assert_eq!(told(configuration.clone(), "20m"), Why::Protected(1, ends), "{configuration}");
        assert_eq!(told(configuration, "50m"), Why::Complete);
    }
}
