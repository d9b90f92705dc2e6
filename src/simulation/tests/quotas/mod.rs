//! Every quota at its limit, accepted, and one past it, refused (QT-01 to QT-42, QR-1 to QR-8).
//! Where the real number is out of reach, the setup sets a smaller one, which no document could.

mod fargate;
mod rates;

use std::rc::Rc;

use serde_json::{Value, json};

use super::calls;
use crate::base::{SimSpan, SimTime};
use crate::model::catalog::quota::Profile;
use crate::simulation::player::Progress;
use crate::simulation::quotas::usage;
use crate::simulation::world::{StopCode, World};
use crate::simulation::{Player, Setup, invariant};

fn setup(profile: Profile, overrides: &[(&str, u64)]) -> Setup {
    let overrides = overrides.iter().map(|(code, value)| (Rc::from(*code), *value)).collect();
    Setup { profile, overrides, ..Setup::default() }
}

fn notes(overrides: &[(&str, u64)]) -> Setup {
    setup(Profile::Notes, overrides)
}

fn played(setup: Setup, list: Vec<Value>, until: &str) -> Player {
    let mut player = Player::new(Rc::new(setup), calls(Value::Array(list)));
    let until = SimTime(SimSpan::parse(until).expect("a duration").0);
    while player.advance(until, 10_000) == Progress::Budget {}
    assert_eq!(invariant::broken(player.world()), None);
    player
}

/// The rule of each refusal, `""` where a call is accepted.
fn rules(player: &Player) -> Vec<&'static str> {
    let calls = player.journal().calls.iter();
    calls.map(|record| record.result.as_ref().map_or_else(|e| e.rule, |_| "")).collect()
}

fn message(player: &Player, index: usize) -> String {
    let error = player.journal().calls[index].result.as_ref().expect_err("refused");
    format!("{}: {}", error.exception, error.message)
}

fn used(world: &World, rule: &str) -> u64 {
    usage(world).iter().find(|row| row.quota.rule == rule).expect("a row").used
}

fn cluster() -> Value {
    json!(["0s", "ecs:CreateCluster", {"clusterName": "demo"}])
}

fn definition(family: &str, more: Value) -> Value {
    let mut input = json!({"family": family, "containerDefinitions":
        [{"name": "c", "image": "i", "memory": 64}]});
    input.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    json!(["0s", "ecs:RegisterTaskDefinition", input])
}

fn fargate(cpu: &str, memory: &str) -> Value {
    definition(
        "f",
        json!({"cpu": cpu, "memory": memory, "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"],
            "containerDefinitions": [{"name": "c", "image": "i"}]}),
    )
}

fn instances(count: u32) -> Value {
    json!(["0s", "ec2:RunInstances", {"cluster": "demo", "instanceType": "m5.large",
        "count": count, "registerAfter": "0s"}])
}

fn network(more: Value) -> Value {
    let mut inner = json!({"subnets": ["subnet-1"]});
    inner.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    json!({"networkConfiguration": {"awsvpcConfiguration": inner}})
}

fn with(at: &str, call: &str, mut input: Value, more: &Value) -> Value {
    input["cluster"] = json!("demo");
    input.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    json!([at, call, input])
}

fn service(at: &str, name: &str, more: &Value) -> Value {
    let input = json!({"serviceName": name, "taskDefinition": "w", "desiredCount": 0});
    with(at, "ecs:CreateService", input, more)
}

fn on_fargate(at: &str, count: u32) -> Value {
    let input = json!({"taskDefinition": "f", "launchType": "FARGATE", "count": count});
    with(at, "ecs:RunTask", input, &network(json!({})))
}

/// Plays what stands before, then the call at the limit, then the one past it.
fn at_and_past(rule: &str, setup: Setup, mut list: Vec<Value>, fine: Value, over: Value) {
    let until = over[0].as_str().expect("a moment").to_owned();
    list.extend([fine, over]);
    let count = list.len();
    let player = played(setup, list, &until);
    let rules = rules(&player);
    assert!(rules[..count - 1].iter().all(|r| r.is_empty()), "{rule}: {rules:?}");
    assert_eq!(rules[count - 1], rule, "{}", message(&player, count - 1));
    let row = usage(player.world());
    let row = row.iter().find(|row| row.quota.rule == rule).expect("a row");
    assert_eq!(row.used, row.value, "{rule}: what was refused is not used");
}

fn many(count: usize, item: impl Fn(usize) -> Value) -> Value {
    (0..count).map(item).collect()
}

fn w() -> Vec<Value> {
    vec![cluster(), definition("w", json!({}))]
}

#[test]
fn qt_01_clusters() {
    let make = |n: usize| json!(["0s", "ecs:CreateCluster", {"clusterName": format!("c{n}")}]);
    let list: Vec<Value> = (1..10_000).map(make).collect();
    at_and_past("QT-01", notes(&[]), list, make(10_000), make(10_001));
    // QR-4: a raised one lets more in; an existing name never trips it.
    let player = played(notes(&[("clusters", 1)]), vec![make(1), make(1), make(2)], "0s");
    assert_eq!(rules(&player), ["", "", "QT-01"]);
    let text = "ClientException: The maximum number of clusters has been reached.";
    assert_eq!(message(&player, 2), text, "QR-1");
}

#[test]
fn qt_02_qt_42_instances_and_their_vcpus() {
    let list = vec![cluster(), instances(1_999)];
    at_and_past("QT-02", notes(&[]), list, instances(1), instances(1));
    let list = || vec![cluster(), instances(1)];
    at_and_past("QT-42", notes(&[("ec2-vcpus", 4)]), list(), instances(1), instances(1));
    // QR-8: it blocks nothing unless an override sets it.
    assert_eq!(rules(&played(notes(&[]), list(), "1s")), ["", ""]);
}

#[test]
fn qt_03_services_in_a_cluster() {
    let make = |n: usize| service("0s", &format!("s{n}"), &json!({}));
    let mut list = w();
    list.extend((1..5_000).map(make));
    at_and_past("QT-03", notes(&[]), list, make(5_000), make(5_001));
}

#[test]
fn qt_04_qt_05_qt_31_desired_counts() {
    let desired = |n: u32, more: Value| {
        let mut more = more;
        more["desiredCount"] = json!(n);
        service("2s", &format!("s{n}"), &more)
    };
    let external = json!({"launchType": "EXTERNAL"});
    let past = |n| desired(n, external.clone());
    at_and_past("QT-04", notes(&[]), w(), past(5_000), past(5_001));
    let ec2 = |n| desired(n, json!({}));
    at_and_past("QT-05", notes(&[]), w(), ec2(1_000), ec2(1_001));
    let registry = |n| desired(n, json!({"serviceRegistries": [{"registryArn": "arn:r"}]}));
    let current = setup(Profile::Current, &[]);
    at_and_past("QT-31", current, w(), registry(1_000), registry(1_001));
    // QT-05 is off today; UpdateService asks the same.
    let mut list = w();
    list.push(ec2(1_001));
    for n in [5_000, 5_001] {
        let input = json!({"service": "s1001", "desiredCount": n});
        list.push(with("2s", "ecs:UpdateService", input, &json!({})));
    }
    let player = played(setup(Profile::Current, &[]), list, "2s");
    assert_eq!(rules(&player)[2..], ["", "", "QT-04"]);
    assert_eq!(message(&player, 4), "InvalidParameterException: Desired count exceeds limit.");
}

#[test]
fn qt_09_qt_10_tasks_a_call() {
    let mut list = w();
    list.push(instances(1));
    let run =
        |n: u32| with("1s", "ecs:RunTask", json!({"taskDefinition": "w", "count": n}), &json!({}));
    at_and_past("QT-09", notes(&[]), list.clone(), run(10), run(11));
    let start = |n: usize| {
        let input = json!({"taskDefinition": "w", "containerInstances": vec!["#1"; n]});
        with("1s", "ecs:StartTask", input, &json!({}))
    };
    at_and_past("QT-10", notes(&[]), list, start(10), start(11));
}

/// QT-11, TD-14: a family's revisions, deregistered ones included.
#[test]
fn qt_11_revisions() {
    let list = vec![definition("w", json!({})), definition("w", json!({}))];
    let once = || definition("w", json!({}));
    let three = || notes(&[("revisions-per-family", 3)]);
    at_and_past("QT-11", three(), list.clone(), once(), once());
    let mut gone = list;
    for revision in ["w:1", "w:2"] {
        gone.push(json!(["0s", "ecs:DeregisterTaskDefinition", {"taskDefinition": revision}]));
    }
    at_and_past("QT-11", three(), gone, once(), once());
}

#[test]
fn qt_12_qt_13_qt_33_qt_34_qt_41_definitions() {
    let size = |kib: usize, more: usize| {
        let of = |pad: usize| definition("w", json!({"taskRoleArn": "r".repeat(pad)}));
        let bare = of(1)[2].to_string().len() - 1;
        of(kib * 1_024 - bare + more)
    };
    for (profile, kib) in [(Profile::Notes, 32), (Profile::Current, 64)] {
        let player = played(setup(profile, &[]), vec![size(kib, 0), size(kib, 1)], "0s");
        assert_eq!(rules(&player), ["", "TD-4"], "QT-12");
        assert_eq!(used(player.world(), "QT-12"), kib as u64);
    }
    let containers = |n: usize| {
        let one = |n| json!({"name": format!("c{n}"), "image": "i", "memory": 8});
        definition("w", json!({"containerDefinitions": many(n, one)}))
    };
    let container = |more: Value| {
        let mut one = json!({"name": "c", "image": "i", "memory": 8});
        one.as_object_mut()
            .expect("an object")
            .extend(more.as_object().cloned().unwrap_or_default());
        json!({ "containerDefinitions": [one] })
    };
    let file = |n| json!({"type": "s3", "value": format!("arn:aws:s3:::b/{n}.env")});
    let files = |n| definition("w", container(json!({"environmentFiles": many(n, file)})));
    let range =
        |n: usize| json!({"containerPortRange": format!("{}-{}", 1_000 + 2 * n, 1_001 + 2 * n)});
    let ranges = |n| {
        let mut more = container(json!({"portMappings": many(n, range)}));
        more["networkMode"] = json!("awsvpc");
        definition("w", more)
    };
    let storage = |gib: u32| {
        let mut call = fargate("256", "512");
        call[2]["ephemeralStorage"] = json!({ "sizeInGiB": gib });
        call
    };
    for (rule, fine, over) in [
        ("QT-13", containers(10), containers(11)),
        ("QT-33", files(10), files(11)),
        ("QT-34", ranges(100), ranges(101)),
        ("QT-41", storage(200), storage(201)),
    ] {
        let player = played(notes(&[]), vec![fine, over], "0s");
        let rules = rules(&player);
        assert!(rules[0].is_empty() && !rules[1].is_empty(), "{rule}: {rules:?}");
        let row = usage(player.world());
        let row = row.iter().find(|row| row.quota.rule == rule).expect("a row");
        assert_eq!(row.used, row.value, "{rule}");
    }
}

#[test]
fn qt_14_to_qt_19_qt_28_qt_29_qt_32_lists() {
    let lists = || vec![cluster(), definition("w", json!({})), fargate("256", "512")];
    let texts = |n: usize| many(n, |n| json!(format!("x{n}")));
    let run = |more: Value| {
        with("1s", "ecs:RunTask", json!({"taskDefinition": "f", "launchType": "FARGATE"}), &more)
    };
    let subnets = |n| run(network(json!({ "subnets": texts(n) })));
    at_and_past("QT-14", notes(&[]), lists(), subnets(16), subnets(17));
    let groups = |n| run(network(json!({ "securityGroups": texts(n) })));
    at_and_past("QT-15", notes(&[]), lists(), groups(5), groups(6));
    let made = |name: &str, key: &str, list: Value| service("1s", name, &json!({ key: list }));
    let groups = |n: usize| {
        made(
            &format!("s{n}"),
            "loadBalancers",
            many(
                n,
                |n| json!({"targetGroupArn": format!("arn:{n}"), "containerName": "c", "containerPort": 80}),
            ),
        )
    };
    at_and_past("QT-16", notes(&[]), lists(), groups(5), groups(6));
    let classic = |n: usize| {
        made(
            &format!("s{n}"),
            "loadBalancers",
            many(
                n,
                |n| json!({"loadBalancerName": format!("lb{n}"), "containerName": "c", "containerPort": 80}),
            ),
        )
    };
    at_and_past("QT-17", notes(&[]), lists(), classic(1), classic(2));
    let registries = |n: usize| {
        let one = |n| json!({"registryArn": format!("arn:{n}")});
        made(&format!("s{n}"), "serviceRegistries", many(n, one))
    };
    at_and_past("QT-32", notes(&[]), lists(), registries(1), registries(2));
    let constraints = |n: usize| {
        let one = |n| json!({"type": "memberOf", "expression": format!("attribute:a{n} exists")});
        made(&format!("s{n}"), "placementConstraints", many(n, one))
    };
    at_and_past("QT-28", notes(&[]), lists(), constraints(10), constraints(11));
    let strategies = |n: usize| {
        let one = |n| json!({"type": "spread", "field": format!("attribute:a{n}")});
        made(&format!("s{n}"), "placementStrategy", many(n, one))
    };
    at_and_past("QT-29", notes(&[]), lists(), strategies(5), strategies(6));
    let providers = |n: usize| {
        json!(["1s", "ecs:CreateCluster",
            {"clusterName": format!("c{n}"), "capacityProviders": texts(n)}])
    };
    let mut there = lists();
    there.push(json!(["0s", "ec2:CreateLaunchTemplate",
        {"LaunchTemplateName": "t", "LaunchTemplateData": {"InstanceType": "m5.large"}}]));
    for name in texts(20).as_array().expect("a list") {
        there.push(json!(["0s", "autoscaling:CreateAutoScalingGroup",
            {"AutoScalingGroupName": name, "LaunchTemplate": {"LaunchTemplateName": "t"},
             "MinSize": 0, "MaxSize": 1}]));
        there.push(json!(["0s", "ecs:CreateCapacityProvider",
            {"name": name, "autoScalingGroupProvider": {"autoScalingGroupArn": name}}]));
    }
    // CP-12: a strategy may name as many as the cluster may list.
    let listed = json!(["0s", "ecs:PutClusterCapacityProviders", {"cluster": "demo",
        "capacityProviders": texts(20), "defaultCapacityProviderStrategy": []}]);
    let strategy = |n: usize| {
        let items = many(n, |n| json!({"capacityProvider": format!("x{n}"), "weight": 1}));
        made(&format!("s{n}"), "capacityProviderStrategy", items)
    };
    let mut associated = there.clone();
    associated.push(listed);
    at_and_past("QT-19", notes(&[]), associated, strategy(20), strategy(21));
    at_and_past("QT-19", notes(&[]), there, providers(20), providers(21));
    let tagged = |n: usize| {
        let tag = |n: usize| json!({"key": format!("k{n}"), "value": "v"});
        made(&format!("s{n}"), "tags", many(n, tag))
    };
    at_and_past("QT-18", notes(&[]), lists(), tagged(50), tagged(51));
    // QR-2: the pattern of an oversized list.
    let player = played(notes(&[]), [lists(), vec![groups(6)]].concat(), "1s");
    let text = "InvalidParameterException: load balancers can have at most 5 items.";
    assert_eq!(message(&player, 3), text);
}

#[test]
fn qt_21_qt_22_launches_of_a_service_are_paced() {
    let region = |name: &str| Setup { region: name.into(), ..notes(&[("fargate-tasks", 2_000)]) };
    let on_ec2 = service("1s", "s", &json!({"desiredCount": 700}));
    let input = json!({"serviceName": "s", "taskDefinition": "f", "desiredCount": 700,
        "launchType": "FARGATE"});
    let on_fargate = with("1s", "ecs:CreateService", input, &network(json!({})));
    for (rule, region, call, most) in [
        ("QT-22", region("ap-northeast-1"), &on_ec2, 500),
        ("QT-21", region("ap-northeast-1"), &on_fargate, 500),
        ("QT-21", region("ap-northeast-3"), &on_fargate, 125),
    ] {
        let list = vec![
            cluster(),
            definition("w", json!({})),
            fargate("256", "512"),
            instances(40),
            call.clone(),
        ];
        let player = played(region, list, "100s");
        assert_eq!(used(player.world(), rule), most, "{rule}");
    }
}

#[test]
fn qt_25_requests_are_throttled() {
    let register = |at: &str| {
        let mut call = definition("w", json!({}));
        call[0] = json!(at);
        call
    };
    // What stands at 0s is how the playground begins.
    let mut list: Vec<Value> = (0..30).map(|_| register("0s")).collect();
    list.extend((0..21).map(|_| register("1s")));
    list.extend([register("1s999ms"), register("2s")]);
    let player = played(notes(&[]), list.clone(), "2s");
    let rules = rules(&player);
    assert!(rules[..50].iter().all(|rule| rule.is_empty()), "{rules:?}");
    assert_eq!(rules[50..], ["QT-25", "QT-25", ""]);
    assert_eq!(message(&player, 50), "ThrottlingException: Rate exceeded");
    assert_eq!(used(player.world(), "QT-25"), 20);
    let raised = played(notes(&[("api-request-rates", 40)]), list, "2s");
    assert!(raised.journal().calls.iter().all(|record| record.result.is_ok()));
}

#[test]
fn qt_27_services_in_a_namespace() {
    let connected = |name: &str, namespace: &str| {
        let connect = json!({"enabled": true, "namespace": namespace});
        service("1s", name, &json!({ "serviceConnectConfiguration": connect }))
    };
    let mut list = w();
    list.extend([connected("a", "n"), connected("other", "m")]);
    let setup = notes(&[("services-per-namespace", 2)]);
    at_and_past("QT-27", setup, list, connected("b", "n"), connected("c", "n"));
}

#[test]
fn qt_30_qt_39_what_an_instance_has() {
    let ports = |n: usize| {
        let mapping = |n: usize| json!({"containerPort": 80, "hostPort": 3_000 + n});
        definition(
            "w",
            json!({"containerDefinitions":
            [{"name": "c", "image": "i", "memory": 64, "portMappings": many(n, mapping)}]}),
        )
    };
    let run = |name: &str, more: &Value| {
        with("1s", "ecs:RunTask", json!({"taskDefinition": name, "count": 3}), more)
    };
    // Six are reserved from the start.
    for (n, tasks) in [(94, 1), (95, 0)] {
        let player =
            played(notes(&[]), vec![cluster(), instances(1), ports(n), run("w", &json!({}))], "1s");
        assert_eq!(player.world().clusters[0].tasks.len(), tasks, "QT-30: {n}");
        let output = player.journal().calls[3].result.as_ref().expect("accepted");
        assert_eq!(output["failures"][0]["reason"], "RESOURCE:PORTS");
        assert_eq!(used(player.world(), "QT-30"), if tasks == 1 { 100 } else { 6 });
    }
    let eni = definition("e", json!({"networkMode": "awsvpc"}));
    let list = vec![cluster(), instances(1), eni, run("e", &network(json!({})))];
    let player = played(notes(&[]), list, "1s");
    assert_eq!(player.world().clusters[0].tasks.len(), 2, "QT-39: an m5.large has two");
    assert_eq!(used(player.world(), "QT-39"), 2);
}

#[test]
fn qt_20_tasks_that_wait_in_provisioning() {
    let list = || {
        vec![
            cluster(),
            definition("w", json!({})),
            json!(["0s", "ec2:CreateLaunchTemplate",
                {"LaunchTemplateName": "t", "LaunchTemplateData": {"InstanceType": "m5.large"}}]),
            json!(["0s", "autoscaling:CreateAutoScalingGroup", {"AutoScalingGroupName": "g",
                "LaunchTemplate": {"LaunchTemplateName": "t"}, "MinSize": 0, "MaxSize": 0}]),
            json!(["0s", "ecs:CreateCapacityProvider", {"name": "p", "autoScalingGroupProvider":
                {"autoScalingGroupArn": "g", "managedScaling": {"status": "ENABLED"}}}]),
            json!(["0s", "ecs:PutClusterCapacityProviders", {"cluster": "demo",
                "capacityProviders": ["p"], "defaultCapacityProviderStrategy": []}]),
        ]
    };
    let run = |at: &str, count: u32| {
        let strategy = json!([{"capacityProvider": "p"}]);
        let input =
            json!({"taskDefinition": "w", "capacityProviderStrategy": strategy, "count": count});
        with(at, "ecs:RunTask", input, &json!({}))
    };
    let mut full = list();
    full.extend((0..49).map(|_| run("1s", 10)));
    at_and_past("QT-20", notes(&[]), full, run("1s", 10), run("1s", 1));
}

#[test]
fn qt_35_custom_attributes() {
    let put = |name: &str| {
        let attribute = json!([{"name": name, "value": "v", "targetId": "#1"}]);
        with("1s", "ecs:PutAttributes", json!({ "attributes": attribute }), &json!({}))
    };
    let mut list = vec![cluster(), instances(1)];
    list.extend((0..9).map(|n| put(&format!("a{n}"))));
    at_and_past("QT-35", notes(&[]), list, put("a9"), put("a10"));
}

#[test]
fn qt_36_overrides() {
    let run = |length: usize| {
        let of = |pad: usize| json!({"containerOverrides": [{"name": "c", "command": ["x".repeat(pad)]}]});
        let bare = of(0).to_string().len();
        let input = json!({"taskDefinition": "w", "overrides": of(length - bare)});
        with("1s", "ecs:RunTask", input, &json!({}))
    };
    let mut list = w();
    list.push(instances(1));
    at_and_past("QT-36", notes(&[]), list, run(8_192), run(8_193));
}

/// QR-7
#[test]
fn qr_7_names_and_who_started_it() {
    let by = |call: &str, n: usize, more: &Value| {
        let input = json!({"taskDefinition": "w", "startedBy": "x".repeat(n)});
        with("1s", call, input, more)
    };
    let mut list = w();
    list.push(instances(1));
    let on = json!({"containerInstances": ["#1"]});
    list.extend([by("ecs:RunTask", 128, &json!({})), by("ecs:RunTask", 129, &json!({}))]);
    list.extend([by("ecs:StartTask", 36, &on), by("ecs:StartTask", 37, &on)]);
    let player = played(notes(&[]), list, "2s");
    assert_eq!(rules(&player)[3..], ["", "QR-7", "", "QR-7"]);
    let group = &player.world().clusters[0].groups[0].name;
    assert_eq!(&**group, "family:w");
}

#[test]
fn every_row_that_is_on_is_told() {
    for (profile, rows) in [(Profile::Notes, 42), (Profile::Current, 40)] {
        let player = played(setup(profile, &[]), vec![cluster()], "1s");
        let usage = usage(player.world());
        assert_eq!(usage.len(), rows);
        assert!(usage.iter().all(|row| row.used <= row.value));
    }
}
