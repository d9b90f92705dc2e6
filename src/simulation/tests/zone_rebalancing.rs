//! AZ rebalancing (PL-90 to PL-97, SV-118).

use super::*;

/// Events without task ids: `time text`.
fn told(player: &Player) -> Vec<String> {
    let ids = |text: &str| text.split(": (task").next().unwrap_or_default().to_owned();
    events(player.world()).iter().map(|text| ids(text)).collect()
}

fn machines(at: &str, zone: &str, count: u32) -> Value {
    json!([at, "ec2:RunInstances", {"cluster": "demo", "instanceType": "m5.large", "count": count,
        "availabilityZones": [zone], "registerAfter": "0s"}])
}

const A: &str = "ap-northeast-1a";
const C: &str = "ap-northeast-1c";

/// Four tasks on two machines of zone a; zone c comes after five minutes.
fn lopsided(more: Value, later: &[Value]) -> Value {
    let mut list = vec![
        json!(["0s", "ecs:CreateCluster", {"clusterName": "demo"}]),
        json!(["0s", "ecs:RegisterTaskDefinition", web(1024)]),
        machines("0s", A, 2),
        service(4, more),
        machines("5m", C, 1),
    ];
    list.extend_from_slice(later);
    Value::Array(list)
}

/// PL-93, PL-94, PL-96, PL-97: started where missing, waited for, stopped where too many.
#[test]
fn a_new_zone_gets_its_share() {
    let player = played(lopsided(json!({}), &[]), "12m");
    // Steady at 50 s; whole minutes after it are 1m50s, …, 5m50s; 2 s start and 6 s pull until
    // RUNNING, 40 s until healthy (SV-33).
    assert_eq!(
        told(&player)[3..],
        [
            "5m50s (service web) is not AZ balanced with 4 tasks in ap-northeast-1a, 0 tasks in ap-northeast-1c. AZ Rebalancing in progress.",
            "5m50s120ms (service web) has started 2 tasks in ap-northeast-1c to AZ Rebalance",
            "6m38s (service web) has stopped 2 running tasks in ap-northeast-1a due to AZ rebalancing",
            "6m38s (service web) has reached a steady state.",
            "7m38s (service web) is AZ balanced with 2 tasks in ap-northeast-1a, 2 tasks in ap-northeast-1c.",
        ]
    );
    let room = &player.world().clusters[0];
    assert_eq!(per_instance(player.world()), [1, 1, 2]);
    let stopped: Vec<_> = room.tasks.iter().filter_map(|task| task.stop.as_ref()).collect();
    assert_eq!(stopped.len(), 2);
    let reason = format!(
        "Availability-zone rebalancing initiated by (deployment ecs-svc/{:019})",
        room.services[0].deployment().id
    );
    assert!(stopped.iter().all(|stop| *stop.reason == *reason));
    // Asked why, the task says that only one zone was asked.
    let why = player.explain_task(0, 4).expect("a placement");
    assert_eq!(why.rebalanced_zone.as_deref(), Some(C));
    let why = player.explain_task(0, 0).expect("a placement");
    assert_eq!(why.rebalanced_zone, None);
}

/// PL-96: `maximumPercent` leaves room for one more task, so one moves in a round.
#[test]
fn a_round_moves_what_the_maximum_percent_leaves_room_for() {
    let narrow = json!({"deploymentConfiguration": {"maximumPercent": 125}});
    let player = played(lopsided(narrow, &[]), "12m");
    let moves: Vec<_> = told(&player).into_iter().filter(|text| text.contains("1 ")).collect();
    let starts = moves.iter().filter(|text| text.contains("started 1 tasks")).count();
    let stops = moves.iter().filter(|text| text.contains("stopped 1 running tasks")).count();
    assert_eq!((starts, stops), (2, 2), "{moves:#?}");
    assert_eq!(per_instance(player.world()), [1, 1, 2]);
    assert!(told(&player).last().is_some_and(|text| text.contains("is AZ balanced")));
}

/// PL-90, PL-91, PL-92, as DescribeServices tells it; what is excluded can not be asked for.
#[test]
fn who_is_rebalanced() {
    let spread = |field: &str| json!([{"type": "spread", "field": field}]);
    let member = |text: &str| json!([{"type": "memberOf", "expression": text}]);
    let table = [
        (json!({}), true),
        (json!({"placementStrategy": spread("attribute:ecs.availability-zone")}), true),
        (json!({"placementStrategy": spread("instanceId")}), false),
        (json!({"placementStrategy": [{"type": "binpack", "field": "cpu"}]}), false),
        (json!({"placementStrategy": [{"type": "random"}]}), false),
        (json!({"deploymentConfiguration": {"maximumPercent": 100}}), false),
        (json!({"deploymentConfiguration": {"maximumPercent": 101}}), true),
        (json!({"placementConstraints": member("attribute:stack == prod")}), true),
        (
            json!({"placementConstraints": member("not(attribute:ecs.availability-zone == x)")}),
            false,
        ),
        (
            json!({"loadBalancers": [{"loadBalancerName": "old", "containerName": "web", "containerPort": 80}]}),
            false,
        ),
        (
            json!({"loadBalancers": [{"targetGroupArn": "t", "containerName": "web", "containerPort": 80}]}),
            true,
        ),
        (json!({"launchType": "EXTERNAL"}), false),
    ];
    for (input, eligible) in table {
        let state = |more: &Value| {
            let player = played(lopsided(more.clone(), &[]), "2s");
            let record = player.journal().calls[3].result.clone();
            record.map(|output| output["service"]["availabilityZoneRebalancing"].clone())
        };
        let word = if eligible { "ENABLED" } else { "DISABLED" };
        assert_eq!(state(&input), Ok(json!(word)), "{input}");
        let mut asked = input.clone();
        asked["availabilityZoneRebalancing"] = json!("DISABLED");
        assert_eq!(state(&asked), Ok(json!("DISABLED")), "{asked}");
        asked["availabilityZoneRebalancing"] = json!("ENABLED");
        match state(&asked) {
            Ok(word) => assert!(eligible && word == "ENABLED", "{asked}"),
            Err(error) => assert!(!eligible && error.rule == "PL-92", "{asked}: {error:?}"),
        }
    }
}

fn update(at: &str, more: Value) -> Value {
    let mut input = json!({"cluster": "demo", "service": "web"});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    json!([at, "ecs:UpdateService", input])
}

/// PL-90, PL-96: switched off it moves nothing, an update keeps what was, and switching on moves.
#[test]
fn switched_off_and_on() {
    let off = json!({"availabilityZoneRebalancing": "DISABLED"});
    let on = json!({"availabilityZoneRebalancing": "ENABLED"});
    let keeps = update("6m", json!({"enableExecuteCommand": true}));
    let player = played(lopsided(off.clone(), std::slice::from_ref(&keeps)), "20m");
    assert_eq!(per_instance(player.world()), [2, 2, 0]);
    let player = played(lopsided(off.clone(), &[keeps, update("20m", on)]), "30m");
    assert_eq!(per_instance(player.world()), [1, 1, 2]);
    // In the middle of a round: what was started more is taken back by the scale-in.
    let player = played(lopsided(json!({}), &[update("6m", off)]), "30m");
    let told = told(&player);
    assert!(told[5].ends_with("(service web) stopped AZ Rebalancing."), "{told:#?}");
    assert_eq!(player.world().clusters[0].services[0].running, 4);
    assert!(!told.iter().any(|text| text.contains("due to AZ")), "{told:#?}");
}

/// PL-96: a round is meant for one desiredCount; another one ends it, and a new one follows.
#[test]
fn another_desired_count_ends_the_round() {
    let player = played(lopsided(json!({}), &[update("6m", json!({"desiredCount": 6}))]), "30m");
    let told = told(&player);
    assert!(told[5].starts_with("6m (service web) stopped AZ Rebalancing."), "{told:#?}");
    let counts = per_instance(player.world());
    assert_eq!((counts[0] + counts[1], counts[2]), (3, 3));
}

/// PL-95, SV-118: a zone without room is told once, and asked again when room comes.
#[test]
fn a_full_zone_is_asked_again_when_there_is_room() {
    let filler = json!(["4m", "ecs:RegisterTaskDefinition", {"family": "filler",
        "containerDefinitions": [{"name": "f", "image": "f", "memory": 7600}]}]);
    let fill = json!(["5m1s", "ecs:StartTask", {"cluster": "demo", "taskDefinition": "filler",
        "containerInstances": ["#3"]}]);
    let free = json!(["1h", "ecs:StopTask", {"cluster": "demo", "task": "#5"}]);
    let mut list = lopsided(json!({}), &[fill, free]);
    list.as_array_mut().expect("a list").insert(4, filler);
    let player = played(list.clone(), "59m");
    let unplaced = "5m50s (service web) is unable to place a task in ap-northeast-1c because no container instance met all of its requirements.";
    assert_eq!(told(&player).last().map(String::as_str), Some(unplaced));
    assert!(player.world().clusters[0].services[0].steady);
    let player = played(list, "70m");
    // Checks come at 50 seconds past a minute.
    assert!(told(&player)[5].starts_with("1h50s120ms (service web) has started 2 tasks in"));
    assert_eq!(per_instance(player.world()), [1, 1, 2]);
}

/// PL-95: subnets bound the zones of awsvpc; zones without instances are none.
#[test]
fn only_zones_of_the_subnets_count() {
    let mut definition = web(1024);
    definition["networkMode"] = json!("awsvpc");
    let network = json!({"networkConfiguration": {"awsvpcConfiguration":
        {"subnets": ["subnet-ap-northeast-1a", "subnet-ap-northeast-1d"]}}});
    let mut list = lopsided(network, &[]);
    list[1] = json!(["0s", "ecs:RegisterTaskDefinition", definition]);
    let player = played(list, "20m");
    assert_eq!(per_instance(player.world()), [2, 2, 0]);
    assert!(!told(&player).iter().any(|text| text.contains("AZ")));
}

/// A service that was deleted in the middle of a round ends.
#[test]
fn a_deleted_service_moves_nothing() {
    let gone =
        json!(["6m", "ecs:DeleteService", {"cluster": "demo", "service": "web", "force": true}]);
    let player = played(lopsided(json!({}), &[gone]), "30m");
    assert_eq!(per_instance(player.world()), [0, 0, 0]);
    assert!(player.world().clusters[0].unbalanced.is_empty());
}

/// PL-95: a constraint on tasks does not make a zone come and go with the tasks that move.
#[test]
fn a_constraint_on_tasks_ends_no_zone() {
    let few = json!({"placementConstraints":
        [{"type": "memberOf", "expression": "runningTasksCount < 2"}]});
    let player = played(lopsided(few, &[]), "30m");
    assert_eq!(per_instance(player.world()), [1, 1, 2]);
    let moves = told(&player).iter().filter(|text| text.contains("to AZ Rebalance")).count();
    assert_eq!(moves, 1);
}

/// PL-95, SV-118: on Fargate, too, a zone that is down is missed; the sentence ends after the zone there, for no
/// container instance was ever looked at. When the zone is back its share moves in.
#[test]
fn a_fargate_zone_that_is_down_is_told_without_instances() {
    let zone = |at: &str, call: &str| json!([at, call, {"availabilityZone": C}]);
    let list = json!([
        ["0s", "ecs:CreateCluster", {"clusterName": "demo"}],
        ["0s", "ecs:RegisterTaskDefinition", {"family": "web", "networkMode": "awsvpc", "cpu": "256",
            "memory": "512", "containerDefinitions": [{"name": "web", "image": "i"}]}],
        service(4, json!({"launchType": "FARGATE", "networkConfiguration": {"awsvpcConfiguration":
            {"subnets": [format!("subnet-{A}"), format!("subnet-{C}")]}}})),
        zone("5m", "world:FailAvailabilityZone"),
        zone("20m", "world:RestoreAvailabilityZone"),
    ]);
    let player = played(list, "30m");
    let told = told(&player);
    let of_zone: Vec<&String> = told.iter().filter(|text| text.contains(C)).collect();
    let about: Vec<&str> =
        of_zone.iter().map(|text| text.split_once("(service web) ").expect("a text").1).collect();
    assert_eq!(
        about,
        [
            "is not AZ balanced with 4 tasks in ap-northeast-1a, 0 tasks in ap-northeast-1c. AZ Rebalancing in progress.",
            "is unable to place a task in ap-northeast-1c.",
            "has started 2 tasks in ap-northeast-1c to AZ Rebalance",
            "is AZ balanced with 2 tasks in ap-northeast-1a, 2 tasks in ap-northeast-1c.",
        ],
        "{told:#?}"
    );
    assert!(told.iter().all(|text| !text.contains("container instance")), "{told:#?}");
}
