//! Instances in other places: on an Outpost (LT-12), and on the user's own hardware (LT-10).

use super::*;
use crate::base::SimTime;
use crate::placement::Reason;
use crate::simulation::cost::{self, What};
use crate::simulation::world::{Machine, outpost_of};

const RACK: &str = "arn:aws:outposts:ap-northeast-1:123456789012:outpost/rack-1";

fn machine(at: &str, more: Value) -> Value {
    let mut input = json!({"cluster": "demo", "instanceType": "m5.large", "registerAfter": "0s"});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    json!([at, "ec2:RunInstances", input])
}

fn zone(at: &str, call: &str) -> Value {
    json!([at, call, {"availabilityZone": "ap-northeast-1a"}])
}

/// One instance in the zone, one on its Outpost, one of the user's; each with a task.
fn three() -> Vec<Value> {
    let task = |name: &str, expression: &str| {
        json!(["1s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web", "count": 1,
            "startedBy": name, "placementConstraints": [
                {"type": "memberOf", "expression": expression}]}])
    };
    let zone = json!({"availabilityZones": ["ap-northeast-1a"]});
    let rack = json!({"availabilityZones": ["ap-northeast-1a"], "outpost": "rack-1"});
    let own = json!({"launchType": "EXTERNAL"});
    vec![
        json!(["0s", "ecs:CreateCluster", {"clusterName": "demo"}]),
        machine("0s", zone),
        machine("0s", rack),
        machine("0s", own),
        json!(["0s", "ecs:RegisterTaskDefinition", {"family": "web", "containerDefinitions": [
            {"name": "web", "image": "i", "memory": 128}]}]),
        task("zone", "not(attribute:ecs.outpost-arn exists)"),
        task("rack", "attribute:ecs.outpost-arn exists"),
        json!(["1s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web",
            "launchType": "EXTERNAL"}]),
    ]
}

fn play(more: &[Value], until: &str) -> Player {
    let mut list = three();
    list.extend(more.iter().cloned());
    played(json!(list), until)
}

fn statuses(player: &Player) -> Vec<TaskStatus> {
    player.world().clusters[0].tasks.iter().map(|task| task.status).collect()
}

/// LT-12, CQL-31: EC2 in another place. The instance carries its Outpost's ARN, constraints find it,
/// and it costs nothing of its own (PR-4).
#[test]
fn an_outpost_is_ec2_in_another_place() {
    let player = play(&[], "1h");
    let room = &player.world().clusters[0];
    let arns: Vec<Option<&str>> =
        (0..3).map(|slot| outpost_of(&room.fleet.facts(slot).attributes)).collect();
    assert_eq!(arns, [None, Some(RACK), None]);
    let on: Vec<Option<u32>> = room.tasks.iter().map(|task| task.instance).collect();
    assert_eq!(on, [Some(0), Some(1), Some(2)]);
    let bill = cost::bill(player.world(), SimTime(3_600_000));
    let line = |what: What| *bill.iter().find(|line| line.what == what).expect("a line");
    assert_eq!(line(What::Instances("m5.large")).quantity_thousandths(), 1_000);
    let rack = line(What::Outposts);
    assert_eq!((rack.quantity_thousandths(), rack.usd.0), (1_000, 0));
}

/// What cannot be an Outpost is refused, with a word that says why.
#[test]
fn outposts_that_cannot_be() {
    let zones = json!(["ap-northeast-1a", "ap-northeast-1c"]);
    for (more, exception) in [
        (json!({"outpost": "rack 1"}), "InvalidParameterValue"),
        (json!({"outpost": "x".repeat(129)}), "InvalidParameterValue"),
        (json!({"outpost": "r", "launchType": "EXTERNAL"}), "InvalidParameterCombination"),
        (json!({"outpost": "r", "availabilityZones": zones}), "InvalidParameterCombination"),
    ] {
        let player = play(&[machine("2s", more.clone())], "3s");
        let record = player.journal().calls.last().expect("a call");
        let error = record.result.as_ref().expect_err("refused");
        assert_eq!(&*error.exception, exception, "{more}");
    }
    let given = play(&[machine("2s", json!({"outpost": RACK, "count": 2}))], "3s");
    let room = &given.world().clusters[0];
    let all = (0..5).filter(|slot| outpost_of(&room.fleet.facts(*slot).attributes) == Some(RACK));
    assert_eq!(all.count(), 3, "an ARN is taken as it is");
}

/// LT-12 (the link's end modelled): with the zone the Outpost loses its link, its tasks run on, nothing new
/// starts there (LC-70). LT-10: the user's own machine stands in no zone.
#[test]
fn a_zone_fails_without_its_outpost() {
    let own = json!(["4m", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web",
        "launchType": "EXTERNAL"}]);
    let rack = json!(["4m", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web"}]);
    let later = [
        zone("2m", "world:FailAvailabilityZone"),
        own,
        rack,
        zone("6m", "world:RestoreAvailabilityZone"),
    ];
    let down = play(&later, "5m");
    let room = &down.world().clusters[0];
    let machines: Vec<bool> =
        room.instances.iter().map(|i| i.machine == Machine::Running).collect();
    assert_eq!(machines, [false, true, true]);
    let heard: Vec<bool> = (0..3).map(|slot| room.fleet.line(slot).agent_connected).collect();
    assert_eq!(heard, [false, false, true]);
    use TaskStatus::{Running, Stopped};
    assert_eq!(statuses(&down), [Stopped, Running, Running, Running]);
    let failed = &down.journal().calls.last().expect("a call").result;
    let failures = failed.clone().expect("accepted")["failures"].clone();
    assert_eq!(failures[0]["reason"], Reason::Agent.api());
    let back = play(&later, "10m");
    let room = &back.world().clusters[0];
    assert!((0..3).all(|slot| room.fleet.line(slot).agent_connected));
    assert_eq!(statuses(&back)[1..], [Running; 3]);
}

fn agent(at: &str, call: &str) -> Value {
    json!([at, call, {"cluster": "demo", "containerInstance": "#2"}])
}

fn is_heard(more: &[Value], until: &str) -> bool {
    play(more, until).world().clusters[0].fleet.line(1).agent_connected
}

/// LT-12, LC-70: the link gives back what it took and no more. An agent that somebody disconnected stays silent
/// when the zone is back, until somebody reconnects it; while the link is down nobody can.
#[test]
fn the_link_brings_back_what_it_took() {
    let later = [
        agent("1m", "world:DisconnectAgent"),
        zone("2m", "world:FailAvailabilityZone"),
        agent("3m", "world:ReconnectAgent"),
        zone("6m", "world:RestoreAvailabilityZone"),
        agent("20m", "world:ReconnectAgent"),
    ];
    assert!(!is_heard(&later, "5m"));
    assert!(!is_heard(&later, "19m"));
    assert!(is_heard(&later, "21m"));
    let player = play(&later, "21m");
    let results: Vec<Option<&'static str>> = player
        .journal()
        .calls
        .iter()
        .rev()
        .take(5)
        .map(|c| c.result.as_ref().err().map(|e| e.rule))
        .collect();
    assert_eq!(results, [None, None, Some("LT-12"), None, None]);
}

/// LT-12, CP-82: a machine on an Outpost that boots while the link is down is heard when the link is back; one that
/// still boots then, when it has booted.
#[test]
fn a_machine_that_boots_without_a_link() {
    let started = |restored: &str| {
        vec![
            agent("1m", "world:StopInstance"),
            agent("110s", "world:StartInstance"),
            zone("2m", "world:FailAvailabilityZone"),
            zone(restored, "world:RestoreAvailabilityZone"),
        ]
    };
    // 75 s to boot: until 3m5s.
    assert!(!is_heard(&started("6m"), "359s"));
    assert!(is_heard(&started("6m"), "6m"));
    assert!(!is_heard(&started("150s"), "184s"));
    assert!(is_heard(&started("150s"), "185s"));
}
