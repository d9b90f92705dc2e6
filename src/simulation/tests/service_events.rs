//! Every service event in the API's own words (SV-100 to SV-119), each brought about by what brings
//! it about.

use super::*;
use crate::simulation::service_event::hex;

/// The events since a moment: their time and their whole text, ids replaced by the numbers of what
/// they name (`#2` a task, `i#1` a container instance, `d1` a deployment).
fn told_since(player: &Player, since: &str) -> Vec<String> {
    let room = &player.world().clusters[0];
    let service = &room.services[0];
    let since = SimTime(SimSpan::parse(since).expect("a duration").0);
    let plain = |mut text: String| {
        for (n, task) in (1..).zip(room.tasks.iter()) {
            text = text.replace(&hex(task.id), &format!("#{n}"));
        }
        for (n, instance) in (1..).zip(&room.instances) {
            text = text.replace(&hex(instance.id), &format!("i#{n}"));
        }
        for (n, deployment) in (1..).zip(&service.deployments) {
            text = text.replace(&*deployment.name, &format!("d{n}"));
        }
        text
    };
    let events = service.events.iter().filter(|event| event.at.time >= since);
    events.map(|e| format!("{} {}", e.at.time, plain(e.message.text("web")))).collect()
}

fn register(definition: Value) -> Value {
    json!(["0s", "ecs:RegisterTaskDefinition", definition])
}

/// `web`, its one container with other fields.
fn web_with(more: Value) -> Value {
    let mut definition = web(64);
    for (key, value) in more.as_object().expect("an object") {
        definition["containerDefinitions"][0][key] = value.clone();
    }
    definition
}

const AWSVPC: &str = "awsvpc";

/// SV-110 with each tail of SV-111: what is short, on which instance, word for word.
#[test]
fn sv_110_sv_111_the_closest_matching_instance() {
    let network = json!({"awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a"]}});
    let mut eni = web(64);
    eni["networkMode"] = json!(AWSVPC);
    let gpu = web_with(json!({"resourceRequirements": [{"type": "GPU", "value": "1"}]}));
    let port = json!({"portMappings": [{"containerPort": 80, "hostPort": 8080}]});
    let mut windows = web(64);
    windows["runtimePlatform"] = json!({"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"});
    let member = json!({"placementConstraints":
        [{"type": "memberOf", "expression": "runningTasksCount == 0"}]});
    let distinct = json!({"placementConstraints": [{"type": "distinctInstance"}]});
    let silent =
        json!(["0s", "world:DisconnectAgent", {"cluster": "demo", "containerInstance": "#1"}]);
    let none = json!({});
    // (rule, instance type, definition, more of the service, a call before it, tasks that fit, tail)
    let cases = [
        (
            "SV-111a",
            "m5.large",
            web_with(json!({"cpu": 1500})),
            none.clone(),
            None,
            1,
            "has insufficient CPU units available.",
        ),
        (
            "SV-111b",
            "m5.large",
            web(5000),
            none.clone(),
            None,
            1,
            "has insufficient memory available.",
        ),
        (
            "SV-111c",
            "m5.large",
            web_with(port),
            none.clone(),
            None,
            1,
            "is already using a port required by your task.",
        ),
        (
            "SV-111d",
            "m5.large",
            windows,
            none.clone(),
            None,
            0,
            "is missing an attribute required by your task.",
        ),
        (
            "SV-111e",
            "m5.large",
            web(64),
            none.clone(),
            Some(silent),
            0,
            "encountered error \"AGENT\".",
        ),
        (
            "SV-111f",
            "m5.large",
            eni,
            json!({"networkConfiguration": network}),
            None,
            2,
            "encountered error \"RESOURCE:ENI\".",
        ),
        ("SV-111g", "g4dn.xlarge", gpu, none, None, 1, "has insufficient GPU resource available."),
        (
            "SV-111h",
            "m5.large",
            web(64),
            member,
            None,
            1,
            "encountered error \"MemberOf placement constraint unsatisfied.\".",
        ),
        (
            "SV-111h",
            "m5.large",
            web(64),
            distinct,
            None,
            1,
            "encountered error \"DistinctInstance placement constraint unsatisfied.\".",
        ),
    ];
    for (rule, kind, definition, more, before, fit, tail) in cases {
        let mut list = vec![
            json!(["0s", "ecs:CreateCluster", {"clusterName": "demo"}]),
            json!(["0s", "ec2:RunInstances", {"cluster": "demo", "instanceType": kind,
                "availabilityZones": ["ap-northeast-1a"], "registerAfter": "0s"}]),
            register(definition),
        ];
        list.push(service(fit + 1, more));
        if let Some(mut call) = before {
            // When the instance is there.
            call[0] = json!("500ms");
            list.insert(3, call);
        }
        let player = played(Value::Array(list), "1m");
        for record in &player.journal().calls {
            assert!(record.result.is_ok(), "{rule}: {:?}", record.result);
        }
        let told = told_since(&player, "0s");
        let unplaced: Vec<&String> =
            told.iter().filter(|t| t.contains("unable to place")).collect();
        let at = match fit {
            0 => "1s".to_owned(),
            n => SimTime(1_000 + 120 * u64::from(n)).to_string(),
        };
        let text = format!(
            "{at} (service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance i#1) {tail}"
        );
        assert_eq!(unplaced, [&text], "{rule}");
        assert_eq!(per_instance(player.world()), [fit], "{rule}");
    }
}

/// SV-111i: a cluster without instances.
#[test]
fn sv_111i_no_container_instances() {
    let player = played(with(start(0, 64), &[]), "1s");
    assert!(player.world().clusters[0].instances.is_empty());
    let list = json!([
        ["0s", "ecs:CreateCluster", {"clusterName": "demo"}],
        ["0s", "ecs:RegisterTaskDefinition", web(64)],
        service(2, json!({})),
    ]);
    let text = "1s (service web) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.";
    assert_eq!(told_since(&played(list, "1h"), "0s"), [text]);
}

/// SV-104, SV-106: what was started and stopped, by its ids; SV-107: how many before they ran.
#[test]
fn sv_106_sv_107_running_and_pending_tasks_are_told_apart() {
    let count = |at: &str, desired: u32| json!([at, "ecs:UpdateService", {"cluster": "demo", "service": "web", "desiredCount": desired}]);
    let list = with(
        start(1, 64),
        &[
            service(2, json!({"availabilityZoneRebalancing": "DISABLED"})),
            count("2m", 5),
            // The three new ones pull nothing: they run after 2 s (LC-28g).
            count("121s", 1),
        ],
    );
    let told = told_since(&played(list, "2m30s"), "2m");
    assert_eq!(told.len(), 4, "{told:#?}");
    assert_eq!(
        told[0],
        "2m240ms (service web) has started 3 tasks: (task #3) (task #4) (task #5)."
    );
    assert_eq!(told[1], "2m1s (service web) stopped 3 pending tasks.");
    assert!(
        ["#1", "#2"].iter().any(|task| {
            told[2] == format!("2m1s (service web) has stopped 1 running tasks: (task {task}).")
        }),
        "{told:#?}"
    );
    assert!(told[3].ends_with("(service web) has reached a steady state."));
}

fn balanced(more: Value) -> Value {
    let mut balancer =
        json!({"targetGroupArn": "tg/blue", "containerName": "web", "containerPort": 80});
    for (key, value) in more.as_object().expect("an object") {
        balancer[key] = value.clone();
    }
    json!([balancer])
}

/// SV-108: targets come with tasks that run, go with tasks that are told to stop, and their connections
/// drain; those of a lost host only go.
#[test]
fn sv_108_targets_come_and_go() {
    let stop = json!(["20m", "world:StopInstance", {"cluster": "demo", "containerInstance": "#2"}]);
    let list = with(
        start(2, 64),
        &[
            service(
                2,
                json!({"loadBalancers": balanced(json!({})), "availabilityZoneRebalancing": "DISABLED"}),
            ),
            json!(["10m", "ecs:StopTask", {"cluster": "demo", "task": "#1"}]),
            stop,
        ],
    );
    let told = told_since(&played(list, "21m30s"), "0s");
    assert_eq!(
        told,
        [
            "1s120ms (service web) has started 2 tasks: (task #1) (task #2).",
            // LC-28g, LC-28o: they run at 9 s and 9.12 s; each turn of the scheduler tells what it finds.
            "9s (service web) registered 1 targets in (target-group tg/blue)",
            "10s (service web) registered 1 targets in (target-group tg/blue)",
            "2m40s (service web) (deployment d1) deployment completed.",
            "2m40s (service web) has reached a steady state.",
            "10m (service web) deregistered 1 targets in (target-group tg/blue)",
            "10m (service web) has begun draining connections on 1 tasks.",
            "10m (service web) has started 1 tasks: (task #3).",
            "10m2s (service web) registered 1 targets in (target-group tg/blue)",
            "12m32s (service web) has reached a steady state.",
            // LC-74: a minute after the host died; nothing drains there.
            "21m (service web) deregistered 1 targets in (target-group tg/blue)",
            "21m (service web) has started 1 tasks: (task #4).",
            "21m2s (service web) registered 1 targets in (target-group tg/blue)",
        ]
    );
}

/// SV-108, SV-70, SV-79: blue/green takes the alternate target group, the next one comes back to the first.
#[test]
fn sv_108_each_colour_has_its_target_group() {
    let both = balanced(json!({"advancedConfiguration": {"alternateTargetGroupArn": "tg/green",
        "productionListenerRule": "p", "roleArn": "r"}}));
    let again = |at: &str| json!([at, "ecs:UpdateService", {"cluster": "demo", "service": "web", "forceNewDeployment": true}]);
    let list = with(
        start(3, 64),
        &[
            service(
                1,
                json!({"loadBalancers": both, "deploymentConfiguration":
                {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 1}}),
            ),
            again("1h"),
            again("2h"),
        ],
    );
    let told = told_since(&played(list, "3h"), "0s");
    let targets: Vec<&str> = told
        .iter()
        .filter_map(|text| text.split_once(" (service web) ").map(|(_, text)| text))
        .filter(|text| text.contains("target-group"))
        .collect();
    assert_eq!(
        targets,
        [
            "registered 1 targets in (target-group tg/blue)",
            "registered 1 targets in (target-group tg/green)",
            "deregistered 1 targets in (target-group tg/blue)",
            "registered 1 targets in (target-group tg/blue)",
            "deregistered 1 targets in (target-group tg/green)",
        ]
    );
}

/// SV-101: targets that come and go resolve nothing: what was told of a task that fits nowhere is not told
/// again because of them.
#[test]
fn sv_101_targets_do_not_make_an_event_new() {
    // It tries again when it is updated, after its targets have come.
    let again = json!(["5m", "ecs:UpdateService",
        {"cluster": "demo", "service": "web", "desiredCount": 4}]);
    let list =
        with(start(1, 3000), &[service(3, json!({"loadBalancers": balanced(json!({}))})), again]);
    let told = told_since(&played(list, "1h"), "0s");
    let unplaced = told.iter().filter(|text| text.contains("unable to place")).count();
    let registered = told.iter().filter(|text| text.contains("registered")).count();
    assert_eq!((unplaced, registered > 0), (1, true), "{told:#?}");
}

/// SV-100: the newest 100 are kept.
#[test]
fn sv_100_the_newest_hundred() {
    let mut more = vec![service(1, json!({}))];
    for n in 0..120_u32 {
        more.push(json!([format!("{}m", 2 + n), "ecs:UpdateService",
            {"cluster": "demo", "service": "web", "desiredCount": 2 + n % 2}]));
    }
    let player = played(with(start(1, 64), &more), "5h");
    let told = told_since(&player, "0s");
    assert_eq!(told.len(), 100);
    let service = crate::simulation::describe::service(player.world(), 0, 0);
    assert_eq!(service["events"].as_array().map(Vec::len), Some(100));
    // The journal has them all; DescribeServices begins with the newest.
    let all: Vec<String> = player
        .journal()
        .entries
        .iter()
        .filter_map(|entry| match &entry.kind {
            crate::simulation::journal::EntryKind::ServiceEvent { message, .. } => {
                Some(message.text("web"))
            }
            _ => None,
        })
        .collect();
    assert!(all.len() > 240, "{}", all.len());
    let shown = service["events"].as_array().expect("a list").iter();
    let newest: Vec<&str> = shown.filter_map(|event| event["message"].as_str()).collect();
    let expected: Vec<&String> = all.iter().rev().take(100).collect();
    assert_eq!(newest, expected);
}
