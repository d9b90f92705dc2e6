//! How fast tasks start and calls are answered (CP-61 to CP-66), counted from what happened.

use super::*;
use crate::base::SimTime;

fn region(name: &str, overrides: &[(&str, u64)]) -> Setup {
    Setup { region: name.into(), ..notes(overrides) }
}

/// When each task of the first cluster was placed.
fn placed(player: &Player) -> Vec<u64> {
    player.world().clusters[0].tasks.iter().map(|task| task.times.created.0).collect()
}

/// The most tasks in any span of so many milliseconds.
fn most_within(placed: &[u64], span: u64) -> usize {
    let from = |at: &u64| placed.iter().filter(|other| (*at..*at + span).contains(*other)).count();
    placed.iter().map(from).max().unwrap_or(0)
}

fn service_on_fargate(name: &str, desired: u32) -> Value {
    let input = json!({"serviceName": name, "taskDefinition": "f", "desiredCount": desired,
        "launchType": "FARGATE"});
    with("1s", "ecs:CreateService", input, &network(json!({})))
}

/// CP-61, CP-62: a service launches 500 tasks a minute, on Fargate in a newer Region 125; never more in any
/// minute, and no slower while there is room.
#[test]
fn cp_61_cp_62_launches_of_one_service_a_minute() {
    let on_ec2 = service("1s", "s", &json!({"desiredCount": 650}));
    for (rule, region_name, call, a_minute) in [
        ("CP-61", "ap-northeast-1", on_ec2.clone(), 500),
        ("CP-61", "ap-northeast-3", on_ec2, 500),
        ("CP-62", "ap-northeast-1", service_on_fargate("s", 650), 500),
        ("CP-62", "ap-northeast-3", service_on_fargate("s", 650), 125),
    ] {
        let setup = region(region_name, &[("fargate-tasks", 2_000)]);
        let list =
            vec![cluster(), definition("w", json!({})), fargate("256", "512"), instances(40), call];
        let placed = placed(&played(setup, list, "70s"));
        assert_eq!(most_within(&placed, 60_000), a_minute, "{rule} {region_name}");
        assert_eq!(placed[0], 1_000, "{rule}");
    }
}

/// CP-63, CP-66: the account's Fargate launches: a burst, then the refill; Fargate Spot has a bucket of its
/// own. Services of 90 each share the account's rate: (6 x 90 - 100) / 20 = 22 s, (6 x 90 - 25) / 5 = 103 s.
#[test]
fn cp_63_fargate_launches_of_an_account() {
    for (name, burst, refill, seconds) in
        [("ap-northeast-1", 100, 20, 22), ("ap-northeast-3", 25, 5, 103)]
    {
        let mut list = vec![cluster(), fargate("256", "512")];
        list.extend((0..6).map(|n| service_on_fargate(&format!("s{n}"), 90)));
        let setup = region(name, &[("fargate-tasks", 2_000)]);
        let placed = placed(&played(setup, list, "3m"));
        assert_eq!(placed.len(), 540, "{name}");
        for span in [1, 5, 20] {
            let most = most_within(&placed, span * 1_000);
            let allowed = usize::try_from(burst + refill * span).expect("small");
            assert!(most <= allowed, "{name}: {most} in {span} s, {allowed} may");
        }
        let took = (placed[539] - placed[0]).div_ceil(1_000);
        assert!((seconds..=seconds + 2).contains(&took), "{name}: {took} s");
    }
    // A burst on each of the two, a second apart: RunTask itself takes twenty calls a second (CP-64).
    let demo = json!(["0s", "ecs:CreateCluster",
        {"clusterName": "demo", "capacityProviders": ["FARGATE", "FARGATE_SPOT"]}]);
    let run = |at: &str, provider: &str| {
        let input = json!({"taskDefinition": "f", "count": 10,
            "capacityProviderStrategy": [{"capacityProvider": provider}]});
        with(at, "ecs:RunTask", input, &network(json!({})))
    };
    let mut list = vec![demo, fargate("256", "512")];
    for (at, provider) in [("1s", "FARGATE"), ("2s", "FARGATE_SPOT")] {
        list.extend((0..11).map(|_| run(at, provider)));
    }
    let raised = notes(&[("fargate-tasks", 2_000), ("fargate-spot-tasks", 2_000)]);
    let rules = rules(&played(raised, list, "2s"));
    let refused: Vec<usize> =
        (0..).zip(&rules).filter(|(_, rule)| !rule.is_empty()).map(|(at, _)| at).collect();
    assert_eq!(refused, [12, 23], "{rules:?}");
}

/// CP-64: RunTask on Fargate takes twenty calls at once, then twenty a second; on instances it has no such
/// bound.
#[test]
fn cp_64_run_task_on_fargate() {
    let mut list = vec![cluster(), definition("w", json!({})), fargate("256", "512"), instances(9)];
    let first = list.len();
    list.extend((0..21).map(|_| on_fargate("1s", 1)));
    // A token is back after 50 ms.
    list.push(on_fargate("1049ms", 1));
    list.push(on_fargate("1050ms", 1));
    let on_ec2 = || with("1050ms", "ecs:RunTask", json!({"taskDefinition": "w"}), &json!({}));
    list.extend((0..21).map(|_| on_ec2()));
    let rules = rules(&played(notes(&[]), list, "2s"));
    assert!(rules[first..first + 20].iter().all(|rule| rule.is_empty()), "{rules:?}");
    assert_eq!(rules[first + 20..first + 23], ["CP-64", "CP-64", ""]);
    assert!(rules[first + 23..].iter().all(|rule| rule.is_empty()), "{rules:?}");
}

/// CP-65: each kind of request has its bucket: so many at once, then so many a second; another kind's is
/// still full.
#[test]
fn cp_65_requests_an_account_may_make() {
    let update =
        json!(["1s", "ecs:UpdateService", {"cluster": "demo", "service": "s", "desiredCount": 1}]);
    let buckets = [
        (update, 50, 5),
        (json!(["1s", "ecs:DescribeServices", {"cluster": "demo", "services": ["s"]}]), 100, 20),
        (json!(["1s", "ecs:DescribeClusters", {}]), 50, 20),
        (definition("w", json!({})), 20, 1),
    ];
    for (mut call, burst, refill) in buckets.clone() {
        let mut list = vec![cluster(), definition("w", json!({})), instances(1)];
        list.push(service("0s", "s", &json!({"desiredCount": 1})));
        let at = |call: &mut Value, ms: u64| call[0] = json!(format!("{ms}ms"));
        at(&mut call, 1_000);
        list.extend((0..=burst).map(|_| call.clone()));
        // The others are as full as ever.
        for (mut other, ..) in buckets.clone() {
            if other[1] != call[1] {
                at(&mut other, 1_000);
                list.push(other);
            }
        }
        let before = list.len();
        // A token is back after so long, and not a millisecond sooner.
        let token = 1_000 / refill;
        for ms in [1_000 + token - 1, 1_000 + token, 1_000 + token] {
            at(&mut call, ms);
            list.push(call.clone());
        }
        let player = played(notes(&[]), list, "1m");
        let rules = rules(&player);
        assert!(rules[..4 + burst].iter().all(|rule| rule.is_empty()), "{call}");
        assert_eq!(rules[4 + burst], "QT-25", "{call}");
        assert_eq!(rules[5 + burst..before], ["", "", ""], "{call}");
        assert_eq!(rules[before..], ["QT-25", "", "QT-25"], "{call}");
    }
}

/// CP-86: an ALB's target is healthy after five checks of 30 s.
#[test]
fn cp_86_a_target_turns_healthy_after_150_seconds() {
    let balancer = json!([{"targetGroupArn": "arn:x", "containerName": "c", "containerPort": 80}]);
    let more = json!({"desiredCount": 1, "loadBalancers": balancer});
    let port = json!({"containerDefinitions": [{"name": "c", "image": "i", "memory": 64,
        "portMappings": [{"containerPort": 80}]}]});
    let list = vec![cluster(), definition("w", port), instances(1), service("1s", "s", &more)];
    let player = played(notes(&[]), list, "10m");
    let started = player.world().clusters[0].tasks[0].times.started.expect("started");
    let steady = player.world().clusters[0].services[0].events.back().expect("an event");
    assert_eq!(steady.message.rule(), "SV-103");
    assert_eq!(steady.at.time, SimTime(started.0 + 150_000));
}
