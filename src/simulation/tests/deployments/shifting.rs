//! Blue/green, linear and canary (SV-70 to SV-82).

use super::*;
use crate::simulation::describe_deployments as shapes;
use crate::simulation::world::shift::Stage;

/// `web` behind a load balancer, deployed anew after an hour.
fn balanced(configuration: Value, more: &[Value]) -> Vec<Value> {
    let mut list = start(3, 256);
    list.push(service(4, json!({"deploymentConfiguration": configuration,
        "availabilityZoneRebalancing": "DISABLED",
        "loadBalancers": [{"targetGroupArn": "blue", "containerName": "web", "containerPort": 80,
            "advancedConfiguration": {"alternateTargetGroupArn": "green", "productionListenerRule": "p",
                "testListenerRule": "t", "roleArn": "r"}}]})));
    list.extend(deploy("1h"));
    list.extend_from_slice(more);
    list
}

fn blue_green(more: Value) -> Value {
    let mut out = json!({"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5});
    for (key, value) in more.as_object().expect("an object") {
        out[key] = value.clone();
    }
    out
}

/// When each stage began, as (seconds after the hour, stage), and the traffic as it changed.
fn stages(list: Value, until: &str) -> (Vec<(u64, &'static str)>, Vec<(u64, u32)>) {
    let mut player = Player::new(Rc::new(Setup::default()), calls(list));
    let until = SimTime(SimSpan::parse(until).expect("a duration").0);
    let (mut stages, mut traffic): (Vec<(u64, &str)>, Vec<(u64, u32)>) = (Vec::new(), Vec::new());
    while let Progress::Budget = player.advance(until, 1) {
        assert_eq!(invariant::broken(player.world()), None);
        let Some(room) = player.world().clusters.first() else { continue };
        let Some(s) = room.services.first() else { continue };
        let Some(shift) = &s.deployment().shift else { continue };
        let at = player.time().since(SimTime(3_600_000)).0 / 1_000;
        if stages.last().is_none_or(|(_, last)| *last != shift.stage.as_str()) {
            stages.push((at, shift.stage.as_str()));
        }
        if traffic.last().is_none_or(|(_, last)| *last != shift.production) {
            traffic.push((at, shift.production));
        }
    }
    (stages, traffic)
}

#[test]
fn sv_72_sv_82_blue_green_moves_all_traffic_at_once_and_bakes() {
    let list = Value::Array(balanced(blue_green(json!({})), &[]));
    let (stages, traffic) = stages(list.clone(), "2h");
    assert_eq!(
        stages,
        [
            (0, "PRE_SCALE_UP"),
            (0, "SCALE_UP"),
            // 2.36 s to RUNNING; 150 s until the targets are healthy.
            (153, "PRODUCTION_TRAFFIC_SHIFT"),
            (163, "BAKE_TIME"),
            (463, "CLEAN_UP"),
        ],
        "stages without hooks pass at once"
    );
    assert_eq!(traffic, [(0, 0), (153, 1_000)]);
    let player = played(list, "2h");
    // SV-94: 300 s DEACTIVATING, 2 s to stop.
    assert_eq!(
        said(&player, "1h"),
        [
            "1h360ms has started 4 tasks",
            // SV-108
            "1h2s registered 1 targets in (target-group green)",
            "1h3s registered 3 targets in (target-group green)",
            "1h7m43s has stopped 4 running tasks",
            "1h7m43s deregistered 4 targets in (target-group blue)",
            "1h7m43s has begun draining connections on 4 tasks.",
            "1h12m45s (deployment deployment completed.",
            "1h12m45s has reached a steady state.",
        ]
    );
    assert_eq!(shown(&player), ["PRIMARY COMPLETED 4"]);
}

#[test]
fn sv_79_both_revisions_run_in_full_beside_each_other() {
    let tight = blue_green(json!({"maximumPercent": 100, "minimumHealthyPercent": 100}));
    let player = played(Value::Array(balanced(tight, &[])), "1h5m");
    let service = web_service(&player);
    assert_eq!((service.deployments[0].healthy, service.deployments[1].healthy), (4, 4));
    assert!(!said(&player, "1h").iter().any(|text| text.contains("unable to stop or start")));
}

#[test]
fn sv_77_linear_moves_in_equal_steps() {
    let linear = json!({"strategy": "LINEAR", "bakeTimeInMinutes": 1,
        "linearConfiguration": {"stepPercent": 30.0, "stepBakeTimeInMinutes": 2}});
    let (entered, traffic) = stages(Value::Array(balanced(linear, &[])), "2h");
    assert_eq!(traffic, [(0, 0), (153, 300), (273, 600), (393, 900), (513, 1_000)]);
    // No time after the last step; then the bake.
    assert_eq!(entered[3..], [(513, "BAKE_TIME"), (573, "CLEAN_UP")]);
    // Nothing given: 10 steps of 10 %, 6 minutes between them, 54 in all.
    let (_, traffic) = stages(Value::Array(balanced(json!({"strategy": "LINEAR"}), &[])), "3h");
    assert_eq!(traffic.len(), 11);
    assert_eq!(traffic[10], (153 + 54 * 60, 1_000));
}

#[test]
fn sv_78_canary_moves_a_little_then_the_rest() {
    let (_, traffic) = stages(Value::Array(balanced(json!({"strategy": "CANARY"}), &[])), "2h");
    assert_eq!(traffic, [(0, 0), (153, 50), (153 + 600, 1_000)]);
    let small = json!({"strategy": "CANARY", "canaryConfiguration":
        {"canaryPercent": 0.5, "canaryBakeTimeInMinutes": 1}});
    let list = Value::Array(balanced(small, &[]));
    assert_eq!(stages(list.clone(), "2h").1, [(0, 0), (153, 5), (213, 1_000)]);
    let player = played(list, "1h3m");
    let told = shapes::deployment(player.world(), 0, 0, 1);
    assert_eq!(told["lifecycleStage"], "PRODUCTION_TRAFFIC_SHIFT");
    let weight = |d: &Value| d["requestedProductionTrafficWeight"].to_string();
    assert_eq!(weight(&told["targetServiceRevision"]), "0.5");
    assert_eq!(weight(&told["sourceServiceRevisions"][0]), "99.5");
    assert_eq!(told["targetServiceRevision"]["requestedTestTrafficWeight"].to_string(), "100.0");
}

#[test]
fn sv_73_sv_76_a_pause_waits_for_somebody() {
    let pause = blue_green(json!({"lifecycleHooks": [
        {"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP", "PRE_PRODUCTION_TRAFFIC_SHIFT"]},
        {"hookTargetArn": "f", "roleArn": "r", "lifecycleStages": ["POST_SCALE_UP"]}]}));
    let goes_on = |at: &str, action: &str| {
        json!([at, "ecs:ContinueServiceDeployment",
            {"serviceDeploymentArn": "demo/web/#2", "hookId": "hook-1", "action": action}])
    };
    let answers = [goes_on("1h10m", "CONTINUE"), goes_on("1h20m", "CONTINUE")];
    let list = Value::Array(balanced(pause.clone(), &answers));
    let waits = played(list.clone(), "1h5m");
    let told = shapes::deployment(waits.world(), 0, 0, 1);
    assert_eq!(told["lifecycleStage"], "POST_SCALE_UP");
    assert_eq!(told["lifecycleHookDetails"][0]["status"], "AWAITING_ACTION"); // SV-74
    let (stages, _) = stages(list, "2h");
    let at = |stage: &str| stages.iter().find(|(_, name)| *name == stage).expect("a stage").0;
    assert_eq!(at("POST_SCALE_UP"), 153);
    // SV-72: no stage of its own while the hooks before production traffic run.
    assert_eq!(at("PRODUCTION_TRAFFIC_SHIFT"), 600);
    assert_eq!(at("BAKE_TIME"), 1_210);
    // ROLLBACK: the old revision is PRIMARY again, the new one goes.
    let twice = [goes_on("1h10m", "ROLLBACK"), goes_on("1h11m", "CONTINUE")];
    let player = played(Value::Array(balanced(pause, &twice)), "2h");
    // Nothing is to be continued then; the model declares no ConflictException for that.
    let last = player.journal().calls.last().expect("a call").result.clone();
    let error = last.expect_err("is refused");
    assert_eq!((error.rule, &*error.exception), ("SV-76", "InvalidParameterException"));
    assert_eq!(shown(&player), ["PRIMARY COMPLETED 4"]);
    assert_eq!(web_service(&player).primary, 0);
    let told = shapes::deployment(player.world(), 0, 0, 1);
    assert_eq!(told["status"], "ROLLBACK_SUCCESSFUL"); // SV-81
}

#[test]
fn sv_75_a_hook_that_nobody_answers_times_out() {
    let hook = |action: &str| {
        let hooks = json!([{"targetType": "PAUSE", "lifecycleStages": ["PRE_SCALE_UP"],
            "timeoutConfiguration": {"timeoutInMinutes": 10, "action": action}}]);
        played(Value::Array(balanced(blue_green(json!({"lifecycleHooks": hooks})), &[])), "1h11m")
    };
    let back = hook("ROLLBACK");
    assert_eq!(web_service(&back).primary, 0);
    assert_eq!(shapes::status(web_service(&back), 1), "ROLLBACK_SUCCESSFUL");
    let on = hook("CONTINUE");
    assert_eq!(
        web_service(&on).deployment().shift.as_ref().expect("a shift").stage,
        Stage::ScaleUp
    );
    // A stage that takes a day fails: there is never room for the new revision.
    let mut list = balanced(blue_green(json!({})), &[]);
    list[4] = json!(["1h", "ecs:RegisterTaskDefinition", web(100_000)]);
    let list = Value::Array(list);
    assert_eq!(web_service(&played(list.clone(), "24h59m")).primary, 1);
    assert_eq!(web_service(&played(list, "25h1m")).primary, 0);
}

#[test]
fn sv_80_an_alarm_in_the_bake_time_brings_all_traffic_back_at_once() {
    let alarms = json!({"alarms": {"alarmNames": ["errors"], "enable": true, "rollback": true}});
    let raise = json!(["1h5m", "world:SetAlarm", {"alarmName": "errors", "state": "ALARM"}]);
    let player = played(Value::Array(balanced(blue_green(alarms), &[raise])), "1h6m");
    let service = web_service(&player);
    assert_eq!((service.primary, service.deployments[1].active), (0, 0));
    assert_eq!(shapes::traffic(service, 0), Some((1_000, 0)));
    assert_eq!(
        said(&player, "1h1m"),
        [
            "1h5m (deployment deployment failed: alarm detected.",
            "1h5m rolling back to deployment",
            "1h5m has stopped 4 running tasks",
            "1h5m deregistered 4 targets in (target-group green)",
            "1h5m has begun draining connections on 4 tasks.",
        ]
    );
}

/// SV-80: the same while traffic still moves, step by step: all of it goes back in the same moment, and the
/// old revision has lost no task.
#[test]
fn sv_80_a_rollback_in_the_middle_of_a_shift() {
    let linear = json!({"strategy": "LINEAR", "bakeTimeInMinutes": 1,
        "linearConfiguration": {"stepPercent": 30.0, "stepBakeTimeInMinutes": 2}});
    let stop = json!(["1h5m", "ecs:StopServiceDeployment",
        {"serviceDeploymentArn": "demo/web/#2", "stopType": "ROLLBACK"}]);
    let list = Value::Array(balanced(linear, &[stop]));
    let before = played(list.clone(), "1h4m59s");
    assert_eq!(shapes::traffic(web_service(&before), 1), Some((600, 1_000)));
    let player = played(list.clone(), "1h5m");
    let service = web_service(&player);
    assert_eq!((service.primary, service.running), (0, 4));
    assert_eq!(shapes::traffic(service, 0), Some((1_000, 0)));
    assert_eq!((service.deployments[0].healthy, service.deployments[1].active), (4, 0));
    assert_eq!(shown(&played(list, "2h")), ["PRIMARY COMPLETED 4"]);
}

#[test]
fn sv_72_a_second_update_reconciles_first() {
    let list = Value::Array(balanced(blue_green(json!({})), &deploy("1h1m")));
    let (stages, _) = stages(list.clone(), "2h");
    assert!(stages.iter().any(|(at, stage)| *at == 60 && *stage == "SCALE_UP"), "{stages:?}");
    let player = played(list.clone(), "1h1m30s");
    let service = web_service(&player);
    let active: Vec<u32> = service.deployments.iter().map(|d| d.active).collect();
    assert_eq!(active, [4, 0, 4], "the second one's tasks stop, the first one's stay");
    assert_eq!(shown(&played(list, "2h")), ["PRIMARY COMPLETED 4"]);
}
