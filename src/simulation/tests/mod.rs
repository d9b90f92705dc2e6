//! The engine's behaviour, beside the rules' numbers.

mod agents;
mod calls;
mod capacity;
mod containers;
mod cost;
mod daemons;
mod deployments;
mod forecast;
mod health;
mod lifecycle;
mod machines;
mod managed_instances;
mod outposts;
mod placement;
mod placement_more;
mod quotas;
mod scale_in;
mod service_events;
mod spot;
mod steady;
mod throttle;
mod zone_rebalancing;

use std::rc::Rc;

use serde_json::{Value, json};

use super::world::{TaskStatus, World};
use super::{Call, CallName, Player, invariant};
use crate::base::{SimSpan, SimTime};
use crate::simulation::Setup;
use crate::simulation::explain::Verdict;
use crate::simulation::player::Progress;

fn calls(list: Value) -> Rc<[Rc<Call>]> {
    let list = list.as_array().expect("a list").clone();
    list.iter()
        .map(|call| {
            let at = SimSpan::parse(call[0].as_str().expect("at")).expect("a duration");
            let name = CallName::parse(call[1].as_str().expect("name")).expect("a known call");
            Rc::new(Call { at: SimTime(at.0), name, input: Rc::new(call[2].clone()) })
        })
        .collect()
}

fn played(list: Value, until: &str) -> Player {
    let mut player = Player::new(Rc::new(Setup::default()), calls(list));
    let until = SimTime(SimSpan::parse(until).expect("a duration").0);
    while let Progress::Budget = player.advance(until, 1) {
        assert_eq!(invariant::broken(player.world()), None);
    }
    player
}

fn web(memory: u32) -> Value {
    json!({"family": "web", "containerDefinitions":
        [{"name": "web", "image": "nginx", "cpu": 256, "memory": memory}]})
}

fn start(instances: u32, memory: u32) -> Vec<Value> {
    vec![
        json!(["0s", "ecs:CreateCluster", {"clusterName": "demo"}]),
        json!(["0s", "ec2:RunInstances", {"cluster": "demo", "instanceType": "m5.large",
            "count": instances, "registerAfter": "0s"}]),
        json!(["0s", "ecs:RegisterTaskDefinition", web(memory)]),
    ]
}

fn service(desired: u32, more: Value) -> Value {
    let mut input = json!({"cluster": "demo", "serviceName": "web", "taskDefinition": "web",
        "desiredCount": desired});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    json!(["1s", "ecs:CreateService", input])
}

fn with(mut list: Vec<Value>, more: &[Value]) -> Value {
    list.extend_from_slice(more);
    Value::Array(list)
}

fn per_instance(world: &World) -> Vec<u32> {
    world.clusters[0].instances.iter().map(|i| i.running_tasks).collect()
}

fn events(world: &World) -> Vec<String> {
    let service = &world.clusters[0].services[0];
    service.events.iter().map(|e| format!("{} {}", e.at.time, e.message.text("web"))).collect()
}

#[test]
fn pl_52_a_service_spreads_over_zones_then_instances() {
    let player = played(with(start(6, 1024), &[service(9, json!({}))]), "2m");
    let world = player.world();
    let mut counts = per_instance(world);
    // Zones a, c, d have two instances each, dealt round robin: #1 #4, #2 #5, #3 #6.
    for zone in 0..3 {
        assert_eq!(counts[zone] + counts[zone + 3], 3, "zone {zone}");
    }
    counts.sort_unstable();
    assert_eq!(counts, [1, 1, 1, 2, 2, 2]);
    assert_eq!(world.totals.running, 9);
    assert_eq!(world.clusters[0].services[0].running, 9);
}

#[test]
fn sv_103_sv_104_sv_109_events_of_a_new_service() {
    let player = played(with(start(3, 1024), &[service(2, json!({}))]), "2m");
    let told = events(player.world());
    assert_eq!(told.len(), 3, "{told:#?}");
    assert!(told[0].starts_with("1s120ms (service web) has started 2 tasks: (task "), "{told:?}");
    assert!(told[1].ends_with("deployment completed."), "{told:?}");
    // LC-28g, LC-28o: 1s + 2 s + 6 s pull; SV-33: 40 s later, on the next second.
    assert_eq!(told[2], "50s (service web) has reached a steady state.");
}

#[test]
fn lc_28o_the_second_task_of_an_image_starts_faster() {
    let list = with(
        start(1, 512),
        &[
            json!(["1m", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web"}]),
            json!(["2m", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web"}]),
        ],
    );
    let player = played(list, "5m");
    let started: Vec<u64> = player.world().clusters[0]
        .tasks
        .iter()
        .map(|t| t.times.started.expect("started").since(t.times.created).0)
        .collect();
    assert_eq!(started, [8_000, 2_000]);
}

/// CP-85: the figures of LC-28.
#[test]
fn lc_28_fargate_takes_24_5_seconds() {
    let list = json!([
        ["0s", "ecs:CreateCluster", {"clusterName": "demo"}],
        ["0s", "ecs:RegisterTaskDefinition", {"family": "f", "networkMode": "awsvpc", "cpu": "256",
            "memory": "512", "requiresCompatibilities": ["FARGATE"],
            "containerDefinitions": [{"name": "x", "image": "i"}]}],
        ["10s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "f", "launchType": "FARGATE",
            "count": 4, "networkConfiguration": {"awsvpcConfiguration":
                {"subnets": ["subnet-ap-northeast-1a", "subnet-ap-northeast-1c"]}}}],
        ["1m", "ecs:StopTask", {"cluster": "demo", "task": "#1"}],
    ]);
    let player = played(list, "90s");
    let tasks = &player.world().clusters[0].tasks;
    // PL-70: the subnets' zones in turn.
    assert_eq!(tasks.iter().map(|t| t.zone).collect::<Vec<_>>(), [0, 1, 0, 1]);
    for task in tasks {
        assert_eq!(task.times.connectivity, Some(SimTime(13_000))); // LC-28a
        assert_eq!(task.times.pull_started, Some(SimTime(28_000))); // LC-28b
        assert_eq!(task.times.started, Some(SimTime(34_500))); // LC-28c, LC-28d
    }
    // LC-28k, LC-28p: 2 s STOPPING; LC-28l: 20 s DEPROVISIONING.
    assert_eq!(tasks[0].times.execution_stopped, Some(SimTime(62_000)));
    assert_eq!(tasks[0].times.stopped, Some(SimTime(82_000)));
    assert_eq!(tasks[0].exit_code, Some(143));
}

#[test]
fn lc_74_a_stopped_instance_loses_its_tasks_and_the_service_heals() {
    let list = with(
        start(3, 1024),
        &[
            service(3, json!({})),
            json!(["2m", "world:StopInstance", {"cluster": "demo", "containerInstance": "#1"}]),
        ],
    );
    let before = played(list.clone(), "2m59s");
    assert_eq!(before.world().totals.running, 3);
    let after = played(list, "4m");
    let world = after.world();
    assert_eq!(per_instance(world)[0], 0);
    assert_eq!(world.clusters[0].services[0].running, 3);
    let lost: Vec<_> =
        world.clusters[0].tasks.iter().filter(|t| t.status == TaskStatus::Stopped).collect();
    assert_eq!(lost.len(), 1);
    let stop = lost[0].stop.as_ref().expect("a reason");
    assert!(stop.reason.starts_with("Host EC2 (instance i-"), "{}", stop.reason); // LC-37
    assert_eq!(stop.code, None);
}

#[test]
fn sv_110_a_task_that_fits_nowhere_waits_and_lands_when_room_comes() {
    let list = with(
        start(1, 4096),
        &[
            service(2, json!({})),
            json!(["5m", "ec2:RunInstances",
                {"cluster": "demo", "instanceType": "m5.large", "registerAfter": "10s"}]),
        ],
    );
    let waits = played(list.clone(), "4m");
    let world = waits.world();
    let waiting = world.clusters[0].services[0].waiting.as_ref().expect("waits");
    let nearest = waiting.nearest.as_ref().expect("a nearest miss");
    assert_eq!(nearest.reason.api(), "RESOURCE:MEMORY");
    let told = events(world);
    let unplaced: Vec<_> = told.iter().filter(|t| t.contains("unable to place")).collect();
    assert_eq!(unplaced.len(), 1, "SV-101: told once: {told:#?}");
    assert!(unplaced[0].ends_with("has insufficient memory available."), "{told:#?}"); // SV-111b
    // Why: the same procedure, watched.
    let why = waits.explain_waiting(0, 0).expect("an explanation");
    let Verdict::Instances(decision) = why.verdict else { panic!("on instances") };
    assert_eq!(decision.removals.len(), 1);
    assert_eq!(decision.nearest.as_ref(), Some(nearest));
    let lands = played(list, "6m");
    assert_eq!(lands.world().clusters[0].services[0].running, 2);
    assert_eq!(lands.world().clusters[0].services[0].waiting, None);
}

#[test]
fn explanations_show_the_placement_that_was_made() {
    let strategy = json!([{"type": "spread", "field": "attribute:ecs.availability-zone"},
        {"type": "binpack", "field": "memory"}]);
    let list = with(start(6, 1024), &[service(9, json!({"placementStrategy": strategy}))]);
    let player = played(list, "2m");
    let tasks = &player.world().clusters[0].tasks;
    for (index, task) in (0..).zip(tasks) {
        let why = player.explain_task(0, index).expect("an explanation");
        let Verdict::Instances(decision) = why.verdict else { panic!("on instances") };
        assert_eq!(decision.chosen(), task.instance, "task {index}");
        assert_eq!(decision.rankings.len(), 2);
        assert_eq!(why.at, task.placed);
    }
    // PL-51: three fullest instances, one a zone.
    let mut counts = per_instance(player.world());
    counts.sort_unstable();
    assert_eq!(counts, [0, 0, 0, 3, 3, 3]);
}

#[test]
fn pl_80_scale_in_takes_from_the_fullest_zone() {
    let list = with(
        start(6, 1024),
        &[
            service(8, json!({})),
            json!(["2m", "ecs:UpdateService",
                {"cluster": "demo", "service": "web", "desiredCount": 3}]),
        ],
    );
    let player = played(list, "3m");
    let world = player.world();
    let counts = &world.clusters[0].groups[0].counts;
    assert_eq!([0, 1, 2].map(|zone| counts.in_zone(zone)), [1, 1, 1]);
    let told = events(world);
    assert!(told.iter().any(|t| t.contains("has stopped 5 running tasks: (task ")), "{told:#?}");
    assert_eq!(world.totals.running, 3);
}

#[test]
fn pl_39_static_ports_and_pl_75_distinct_instance() {
    let port = json!({"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx",
        "memory": 64, "portMappings": [{"containerPort": 80, "hostPort": 8080}]}]});
    let mut list = start(2, 64);
    list.push(json!(["0s", "ecs:RegisterTaskDefinition", port]));
    let ports = played(with(list, &[service(3, json!({}))]), "2m");
    assert_eq!(per_instance(ports.world()), [1, 1]);
    let nearest = |p: &Player| {
        let waiting = p.world().clusters[0].services[0].waiting.clone().expect("waits");
        waiting.nearest.expect("nearest").reason.api()
    };
    assert_eq!(nearest(&ports), "RESOURCE:PORTS");
    let distinct = json!({"placementConstraints": [{"type": "distinctInstance"}]});
    let distinct = played(with(start(2, 64), &[service(3, distinct)]), "2m");
    assert_eq!(per_instance(distinct.world()), [1, 1]);
    assert_eq!(nearest(&distinct), "DistinctInstance placement constraint unsatisfied.");
}

#[test]
fn refusals_are_part_of_the_world() {
    let many = json!({"cluster": "demo", "taskDefinition": "web", "count": 11});
    let list = with(
        start(1, 7000),
        &[
            json!(["1s", "ecs:RunTask", many]),
            json!(["1s", "ecs:RunTask", {"cluster": "nowhere", "taskDefinition": "web"}]),
            json!(["1s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "nothing"}]),
            json!(["1s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web", "count": 2}]),
            json!(["2s", "world:SetLoad", {}]),
            service(2_000, json!({})),
        ],
    );
    let mut sorted = list.as_array().expect("list").clone();
    sorted.sort_by_key(|call| SimSpan::parse(call[0].as_str().expect("at")).expect("a duration"));
    let player = played(Value::Array(sorted), "1m");
    let answers: Vec<String> = player.journal().calls[3..]
        .iter()
        .map(|record| match &record.result {
            Ok(output) => format!(
                "{} tasks, {}",
                output["tasks"].as_array().map_or(0, Vec::len),
                output["failures"][0]["reason"]
            ),
            Err(error) => format!("{}: {}", error.exception, error.message),
        })
        .collect();
    assert_eq!(
        answers,
        [
            "InvalidParameterException: count should be less than or equal to 10.",
            "ClusterNotFoundException: Cluster not found.",
            "ClientException: TaskDefinition not found.",
            "1 tasks, \"RESOURCE:MEMORY\"",
            "InvalidParameterException: Desired count exceeds limit.",
            "PlaygroundNotSimulated: world:SetLoad is not simulated yet.",
        ]
    );
}

#[test]
fn pl_29_a_newcomer_waits_until_the_host_has_room() {
    let mut slow = web(5000);
    slow["containerDefinitions"][0]["stopTimeout"] = json!(30);
    let list = json!([
        ["0s", "ecs:CreateCluster", {"clusterName": "demo"}],
        ["0s", "ec2:RunInstances", {"cluster": "demo", "instanceType": "m5.large",
            "registerAfter": "0s"}],
        ["0s", "ecs:RegisterTaskDefinition", slow],
        ["1s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web"}],
        ["1m", "ecs:StopTask", {"cluster": "demo", "task": "#1"}],
        ["1m", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web"}],
    ]);
    let player = played(list, "2m");
    let second = &player.world().clusters[0].tasks[1];
    // Placed at once; starts when the first has left after its 2 s, then LC-28g.
    assert_eq!(second.times.created, SimTime(60_000));
    assert_eq!(second.times.started, Some(SimTime(64_000)));
}

#[test]
fn seeking_back_and_again_gives_the_same_world() {
    let mut more = vec![service(40, json!({}))];
    for n in 2..60_u64 {
        more.push(json!([format!("{n}m"), "ecs:UpdateService", {"cluster": "demo",
            "service": "web", "desiredCount": (n * 7) % 43}]));
    }
    let list = with(start(12, 512), &more);
    let whole = played(list.clone(), "70m");
    let mut player = Player::new(Rc::new(Setup::default()), calls(list));
    for minutes in [70_u64, 3, 50, 49, 12, 70] {
        let to = SimTime(minutes * 60_000);
        player.seek(to);
        while player.advance(to, 7) == Progress::Budget {}
        assert_eq!(player.time(), to);
    }
    assert_eq!(format!("{:?}", player.world()), format!("{:?}", whole.world()));
    assert_eq!(player.journal().entries, whole.journal().entries);
    assert_eq!(player.journal().samples, whole.journal().samples);
}

#[test]
fn replacing_calls_equals_playing_them_from_the_start() {
    let first = with(start(4, 512), &[service(9, json!({}))]);
    let stop = json!(["2m", "world:StopInstance", {"cluster": "demo", "containerInstance": "#2"}]);
    let second = with(start(4, 512), &[service(9, json!({})), stop]);
    let mut player = played(first, "5m");
    player.replace(Rc::new(Setup::default()), calls(second.clone()));
    let to = SimTime(300_000);
    while player.advance(to, 100) == Progress::Budget {}
    let whole = played(second, "5m");
    assert_eq!(format!("{:?}", player.world()), format!("{:?}", whole.world()));
    assert_eq!(player.journal().entries, whole.journal().entries);
}

#[test]
fn fuel_ends_a_fold_and_says_so() {
    let list = with(start(3, 64), &[service(60, json!({}))]);
    let mut player = Player::new(Rc::new(Setup::default()), calls(list)).with_fuel(50);
    let mut progress = Progress::Budget;
    while progress == Progress::Budget {
        progress = player.advance(SimTime(3_600_000), 10);
    }
    assert_eq!(progress, Progress::OutOfFuel);
    assert!(player.truncated());
}

#[test]
fn a_steady_service_costs_nothing_while_nothing_happens() {
    let player = played(with(start(3, 64), &[service(9, json!({}))]), "30d");
    // SV-11: told four times a day; nothing else happens.
    assert!(player.world().events_played < 250, "{}", player.world().events_played);
}

/// CQL-10 to CQL-16, asked of a cluster: #1 has a task, #2 lost its agent.
#[test]
fn queries_of_a_cluster() {
    use super::filter::{matching, vocabulary};
    use crate::query::Expression;
    let list = with(
        start(2, 64),
        &[
            json!(["1s", "ecs:StartTask", {"cluster": "demo", "taskDefinition": "web",
                "containerInstances": ["#1"]}]),
            json!(["10s", "world:StopInstance", {"cluster": "demo", "containerInstance": "#2"}]),
        ],
    );
    let player = played(list, "20s");
    let world = player.world();
    let words = vocabulary(world, 0);
    let by_id = format!("ec2InstanceId == {}", words.instance_ids[1]);
    for (query, slots) in [
        ("agentConnected == true", &[0][..]),
        ("agentConnected == false", &[1]),
        ("registeredAt >= 2020-01-01", &[0, 1]),
        ("registeredAt < 2020-01-01", &[]),
        ("agentVersion > 1.14.5", &[0, 1]),
        (&*by_id, &[1]),
        ("task:group == family:web", &[0]),
        ("runningTasksCount == 1", &[0]),
        ("attribute:ecs.instance-type =~ m5.*", &[0, 1]),
    ] {
        let parsed = Expression::parse(query).expect("a query");
        assert_eq!(matching(world, 0, &parsed), (slots.to_vec(), 2), "{query}");
    }
    assert_eq!(words.groups, ["family:web".into()]);
    let zones = words.attributes.iter().find(|(name, _)| &**name == "ecs.availability-zone");
    assert_eq!(zones.map(|(_, values)| values.len()), Some(2));
}
