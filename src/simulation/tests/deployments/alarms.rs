//! Deployment alarms (SV-60 to SV-62), and stopping a deployment (SV-63).

use super::*;
use crate::simulation::describe_deployments as shapes;

fn with_alarms(rollback: bool) -> Value {
    json!({"alarms": {"alarmNames": ["errors", "latency"], "enable": true, "rollback": rollback}})
}

fn set(at: &str, name: &str, state: &str) -> Value {
    json!([at, "world:SetAlarm", {"alarmName": name, "state": state}])
}

#[test]
fn sv_60_an_alarm_ends_the_deployment_and_rolls_it_back() {
    let mut more = deploy("10m").to_vec();
    more.push(set("10m20s", "other", "ALARM"));
    more.push(set("10m30s", "latency", "ALARM"));
    let list = Value::Array(running(3, 4, with_alarms(true), &more));
    let player = played(list, "20m");
    assert_eq!(
        said(&player, "10m1s"),
        [
            "10m30s (deployment deployment failed: alarm detected.",
            "10m30s rolling back to deployment",
            "10m30s has stopped 4 running tasks",
            "10m32s (deployment deployment completed.",
            "10m32s has reached a steady state.",
        ]
    );
    assert_eq!(web_service(&player).primary, 0);
    // Without rollback it only fails: the old tasks run on beside the new ones.
    let player = played(Value::Array(running(3, 4, with_alarms(false), &more)), "20m");
    assert_eq!(shown(&player), ["PRIMARY FAILED 4", "ACTIVE COMPLETED 4"]);
    let told = shapes::deployment(player.world(), 0, 0, 1);
    assert_eq!(
        (&told["alarms"]["status"], &told["status"]),
        (&json!("TRIGGERED"), &json!("STOPPED"))
    ); // SV-59
    assert_eq!(told["alarms"]["triggeredAlarmNames"], json!(["latency"]));
}

#[test]
fn sv_61_an_alarm_that_was_there_before_is_not_looked_at() {
    let mut more = vec![set("9m", "errors", "ALARM")];
    more.extend(deploy("10m"));
    more.push(set("10m30s", "latency", "ALARM"));
    let player = played(Value::Array(running(3, 4, with_alarms(true), &more)), "20m");
    assert_eq!(shown(&player), ["PRIMARY COMPLETED 4"]);
    assert_eq!(web_service(&player).primary, 1);
}

#[test]
fn sv_39_sv_62_with_alarms_a_deployment_bakes_before_it_is_complete() {
    let list = Value::Array(running(3, 4, with_alarms(true), &deploy("10m")));
    let player = played(list.clone(), "20m");
    assert_eq!(
        said(&player, "10m44s"),
        ["10m45s has reached a steady state.", "11m45s (deployment deployment completed."]
    );
    // It can still fail then: in its place stands the revision before.
    let mut with_alarm = list.as_array().expect("a list").clone();
    with_alarm.push(set("11m", "errors", "ALARM"));
    let player = played(Value::Array(with_alarm), "20m");
    assert_eq!(web_service(&player).primary, 0);
    assert_eq!(shown(&player), ["PRIMARY COMPLETED 4"]);
    // As given: three minutes.
    let mut three = with_alarms(true);
    three["bakeTimeInMinutes"] = json!(3);
    let player = played(Value::Array(running(3, 4, three, &deploy("10m"))), "20m");
    assert_eq!(said(&player, "11m"), ["13m45s (deployment deployment completed."]);
}

#[test]
fn sv_63_sv_81_a_deployment_is_stopped_with_and_without_rollback() {
    let stop = |kind: &str| {
        json!(["10m20s", "ecs:StopServiceDeployment",
            {"serviceDeploymentArn": "demo/web/#2", "stopType": kind}])
    };
    let of = |kind: &str, until: &str| {
        let mut more = deploy("10m").to_vec();
        more.push(stop(kind));
        more.push(
            json!(["11m", "ecs:StopServiceDeployment", {"serviceDeploymentArn": "demo/web/#2"}]),
        );
        more.push(
            json!(["11m", "ecs:StopServiceDeployment", {"serviceDeploymentArn": "demo/web/#9"}]),
        );
        more.push(
            json!(["11m", "ecs:ListServiceDeployments", {"cluster": "demo", "service": "web"}]),
        );
        more.push(json!(["11m", "ecs:DescribeServiceDeployments",
            {"serviceDeploymentArns": ["demo/web/#2", "demo/web/#3"]}]));
        more.push(json!(["11m", "ecs:DescribeServiceRevisions",
            {"serviceRevisionArns": ["demo/web/#1", "demo/nothing/#1"]}]));
        played(Value::Array(running(3, 4, json!({}), &more)), until)
    };
    let back = of("ROLLBACK", "10m21s");
    assert_eq!(shapes::status(web_service(&back), 1), "ROLLBACK_IN_PROGRESS");
    assert_eq!(shapes::status(web_service(&back), 0), "SUCCESSFUL");
    let back = of("ROLLBACK", "20m");
    assert_eq!(shown(&back), ["PRIMARY COMPLETED 4"]);
    assert_eq!(web_service(&back).primary, 0);
    let abort = of("ABORT", "20m");
    assert_eq!(shown(&abort), ["PRIMARY FAILED 4", "ACTIVE COMPLETED 4"]);
    let answers = &back.journal().calls[6..];
    let error = |n: usize| &*answers[n].result.as_ref().expect_err("is refused").exception;
    assert!(answers[0].result.is_ok());
    assert_eq!([error(1), error(2)], ["ConflictException", "ServiceDeploymentNotFoundException"]);
    let output = |n: usize| answers[n].result.as_ref().expect("an answer");
    let list = &output(3)["serviceDeployments"];
    assert_eq!(list[0]["status"], "ROLLBACK_SUCCESSFUL");
    assert_eq!(list[1]["status"], "SUCCESSFUL");
    let described = output(4);
    assert_eq!(
        described["serviceDeployments"][0]["rollback"]["serviceRevisionArn"],
        list[1]["targetServiceRevisionArn"]
    );
    assert_eq!(described["failures"][0]["reason"], "MISSING"); // SV-137
    let revisions = output(5);
    assert_eq!(
        revisions["serviceRevisions"][0]["serviceRevisionArn"],
        list[1]["targetServiceRevisionArn"]
    );
    assert_eq!(
        revisions["serviceRevisions"][0]["containerImages"],
        json!([{"containerName": "web", "image": "nginx"}])
    );
    assert_eq!(revisions["failures"][0]["arn"], "demo/nothing/#1");
    // An ARN as it was told names the same.
    let arn = list[0]["serviceDeploymentArn"].as_str().expect("an ARN").to_owned();
    let mut more = deploy("10m").to_vec();
    more.push(stop("ROLLBACK"));
    more.push(json!(["11m", "ecs:DescribeServiceDeployments", {"serviceDeploymentArns": [arn]}]));
    let player = played(Value::Array(running(3, 4, json!({}), &more)), "11m");
    let described =
        player.journal().calls.last().expect("a call").result.as_ref().expect("an answer");
    assert_eq!(described["serviceDeployments"][0]["status"], "ROLLBACK_SUCCESSFUL");
}
