//! The one door: any scenario document, and any sequence of calls with any inputs. Nothing panics,
//! the laws hold, and what is answered twice is answered the same.
#![no_main]

use std::rc::Rc;

use ecs_playground::base::{Seed, SimTime};
use ecs_playground::model::catalog::quota::Profile;
use ecs_playground::scenario::{Scenario, report::report};
use ecs_playground::simulation::player::Progress;
use ecs_playground::simulation::{Call, CallName, Player, Setup, invariant};
use serde_json::{Map, Value, json};

/// Bytes as a source of choices; an empty one chooses the first.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn next(&mut self) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first)
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.next() % of.len()]
    }
}

/// Names that inputs speak of: some exist, some do not.
const NAMES: &[&str] = &[
    "demo", "web", "job", "f", "#1", "#2", "#3", "web:1", "web:2", "f:1", "default", "gone", "",
    "arn:aws:ecs:ap-northeast-1:123456789012:cluster/demo",
    "arn:aws:ecs:ap-northeast-1:123456789012:service/demo/web",
    "arn:aws:ecs:ap-northeast-1:123456789012:task/demo/#1",
    "arn:aws:ecs:ap-northeast-1:123456789012:container-instance/demo/#1",
    "arn:aws:ecs:ap-northeast-1:123456789012:task-definition/web:1",
    "#0", "#99999999999999999999", "ap-northeast-1a", "c", "page-1", "family:web", "service:web",
];

/// Words of the API.
const WORDS: &[&str] = &[
    "EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES", "REPLICA", "DAEMON", "ACTIVE", "DRAINING",
    "INACTIVE", "RUNNING", "STOPPED", "PENDING", "ENABLED", "DISABLED", "TAGS", "STATISTICS",
    "SERVICE", "TASK_DEFINITION", "ROLLING", "BLUE_GREEN", "LINEAR", "CANARY", "LATEST", "1.4.0",
    "awsvpcTrunking", "enabled", "m5.large", "t3.micro", "container-instance", "spread", "binpack",
    "random", "memberOf", "distinctInstance", "cpu", "memory", "instanceId", "runningTasksCount > 1",
    "attribute:ecs.availability-zone", "attribute:stack == prod", "10s", "1h", "0s", "ALARM", "OK",
    "COUNT", "DESC", "ROLLBACK", "CONTINUE", "ABORT",
];

const FIELDS: &[&str] = &[
    "cluster", "clusterName", "service", "serviceName", "services", "taskDefinition", "task",
    "tasks", "containerInstance", "containerInstances", "desiredCount", "count", "launchType",
    "schedulingStrategy", "status", "force", "forceNewDeployment", "family", "containerDefinitions",
    "networkMode", "cpu", "memory", "requiresCompatibilities", "placementStrategy",
    "placementConstraints", "networkConfiguration", "overrides", "tags", "tagKeys", "resourceArn",
    "startedBy", "group", "propagateTags", "enableECSManagedTags", "attributes", "targetType",
    "filter", "maxResults", "nextToken", "include", "clusters", "name", "value", "instanceType",
    "registerAfter", "availabilityZones", "availabilityZone", "deploymentConfiguration",
    "loadBalancers", "serviceRegistries", "availabilityZoneRebalancing", "desiredStatus",
    "capacityProviderStrategy", "platformVersion", "clientToken", "taskDefinitions", "reason",
    "protectionEnabled", "expiresInMinutes", "alarmName", "state", "effectiveSettings",
    "serviceDeploymentArn", "serviceDeploymentArns", "serviceRevisionArns", "healthCheckGracePeriodSeconds",
    "pullTime", "pullFails", "startTime", "exitAfter", "exitCode", "healthyAfter", "neverHealthy",
    "failPermille", "container", "hookId", "action", "stopType", "familyPrefix", "sort",
];

/// Calls that fill a world, so that the rest has something to speak of.
const USUAL: &[(&str, &str)] = &[
    ("ec2:RunInstances", r#"{"cluster":"demo","instanceType":"m5.large","count":2,"registerAfter":"0s"}"#),
    ("ecs:CreateService", r#"{"cluster":"demo","serviceName":"web","taskDefinition":"web","desiredCount":3}"#),
    ("ecs:CreateService", r#"{"cluster":"demo","serviceName":"job","taskDefinition":"f","desiredCount":2,"launchType":"FARGATE","networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-1"],"assignPublicIp":"ENABLED"}}}"#),
    ("ecs:CreateService", r#"{"cluster":"demo","serviceName":"d","taskDefinition":"web","schedulingStrategy":"DAEMON"}"#),
    ("ecs:RunTask", r#"{"cluster":"demo","taskDefinition":"web","count":3,"overrides":{"containerOverrides":[{"name":"c","memory":300}]}}"#),
    ("ecs:RunTask", r#"{"cluster":"demo","taskDefinition":"f","launchType":"FARGATE","count":10,"networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-1"]}}}"#),
    ("ecs:StartTask", r##"{"cluster":"demo","taskDefinition":"web","containerInstances":["#1","#2"]}"##),
    ("ecs:StopTask", r##"{"cluster":"demo","task":"#1"}"##),
    ("ecs:UpdateService", r#"{"cluster":"demo","service":"web","desiredCount":5,"forceNewDeployment":true}"#),
    ("ecs:UpdateService", r#"{"cluster":"demo","service":"web","taskDefinition":"web:2","deploymentConfiguration":{"strategy":"CANARY","bakeTimeInMinutes":1}}"#),
    ("ecs:DeleteService", r#"{"cluster":"demo","service":"web","force":true}"#),
    ("ecs:RegisterTaskDefinition", r#"{"family":"web","containerDefinitions":[{"name":"c","image":"i","memory":200,"portMappings":[{"containerPort":80,"hostPort":8080}]}]}"#),
    ("ecs:UpdateContainerInstancesState", r##"{"cluster":"demo","containerInstances":["#1"],"status":"DRAINING"}"##),
    ("ecs:DeregisterContainerInstance", r##"{"cluster":"demo","containerInstance":"#2","force":true}"##),
    ("ec2:TerminateInstances", r##"{"cluster":"demo","containerInstances":["#1"]}"##),
    ("world:StopInstance", r##"{"cluster":"demo","containerInstance":"#1"}"##),
    ("world:StartInstance", r##"{"cluster":"demo","containerInstance":"#1"}"##),
    ("world:DisconnectAgent", r##"{"cluster":"demo","containerInstance":"#1"}"##),
    ("world:ReconnectAgent", r##"{"cluster":"demo","containerInstance":"#1"}"##),
    ("world:FailAvailabilityZone", r#"{"availabilityZone":"ap-northeast-1a"}"#),
    ("world:RestoreAvailabilityZone", r#"{"availabilityZone":"ap-northeast-1a"}"#),
    ("world:SetContainerBehaviour", r#"{"family":"web","exitAfter":"5s","exitCode":1,"failPermille":500}"#),
    ("ecs:DeleteCluster", r#"{"cluster":"demo"}"#),
    ("ecs:CreateCluster", r#"{"clusterName":"demo"}"#),
    ("ecs:DescribeTasks", r##"{"cluster":"demo","tasks":["#1","#2","x"],"include":["TAGS"]}"##),
    ("ecs:DescribeServices", r#"{"cluster":"demo","services":["web","gone"],"include":["TAGS"]}"#),
    ("ecs:DescribeClusters", r#"{"clusters":["demo"],"include":["STATISTICS","TAGS"]}"#),
];

fn value(bytes: &mut Bytes<'_>, depth: u32) -> Value {
    match bytes.next() % if depth == 0 { 7 } else { 11 } {
        0 | 1 => json!(bytes.one(NAMES)),
        2 | 3 => json!(bytes.one(WORDS)),
        4 => json!(bytes.next() % 12),
        5 => bytes
            .one(&[
                json!(null), json!(true), json!(false), json!(-1), json!(i64::MAX), json!(u64::MAX),
                json!(1.5), json!(2_147_483_647), json!(5_000), json!(1e300), json!(""), json!([]), json!({}),
            ])
            .clone(),
        6 => json!(format!("{}:{}", bytes.one(NAMES), bytes.next())),
        7 | 8 => (0..bytes.next() % 4).map(|_| value(bytes, depth - 1)).collect(),
        _ => Value::Object(object(bytes, depth - 1)),
    }
}

fn object(bytes: &mut Bytes<'_>, depth: u32) -> Map<String, Value> {
    (0..bytes.next() % 5).map(|_| ((*bytes.one(FIELDS)).to_owned(), value(bytes, depth))).collect()
}

/// Changes a place of a value, found by bytes.
fn change(bytes: &mut Bytes<'_>, of: &mut Value) {
    match of {
        Value::Object(map) if !map.is_empty() && bytes.next() % 4 != 0 => {
            let at = bytes.next() % map.len();
            if let Some((_, inner)) = map.iter_mut().nth(at) {
                change(bytes, inner);
            }
        }
        Value::Array(list) if !list.is_empty() && bytes.next() % 4 != 0 => {
            let at = bytes.next() % list.len();
            change(bytes, &mut list[at]);
        }
        Value::Object(map) => {
            map.insert((*bytes.one(FIELDS)).to_owned(), value(bytes, 2));
        }
        other => *other = value(bytes, 2),
    }
}

fn call(bytes: &mut Bytes<'_>, at: u64) -> Call {
    let kind = bytes.next();
    let (name, input) = if kind % 8 == 0 {
        let all: Vec<CallName> = CallName::all().collect();
        (*bytes.one(&all), Value::Object(object(bytes, 2)))
    } else {
        let (name, input) = bytes.one(USUAL);
        let mut input: Value = serde_json::from_str(input).expect("JSON");
        for _ in 0..kind % 3 {
            change(bytes, &mut input);
        }
        (CallName::parse(name).expect("a call"), input)
    };
    Call { at: SimTime(at), name, input: Rc::new(input) }
}

fn of_bytes(bytes: &mut Bytes<'_>) -> (Setup, Vec<Rc<Call>>) {
    let profile = *bytes.one(&[Profile::Notes, Profile::Current]);
    let overrides = [("fargate-public-ips", 2), ("network-interfaces-per-region", 4), ("ec2-vcpus", 8)];
    let overrides = overrides.iter().filter(|_| bytes.next() % 4 == 3);
    let overrides = overrides.map(|(code, value)| (Rc::from(*code), *value)).collect();
    let setup = Setup { seed: Seed(bytes.next() as u64), profile, overrides, ..Setup::default() };
    let start = [
        ("ecs:CreateCluster", r#"{"clusterName":"demo"}"#),
        USUAL[11],
        ("ecs:RegisterTaskDefinition", r#"{"family":"f","cpu":"256","memory":"512","networkMode":"awsvpc","containerDefinitions":[{"name":"c","image":"i"}]}"#),
        USUAL[0],
    ];
    let mut calls: Vec<Rc<Call>> = start
        .iter()
        .map(|(name, input)| {
            let name = CallName::parse(name).expect("a call");
            let input = Rc::new(serde_json::from_str(input).expect("JSON"));
            Rc::new(Call { at: SimTime(0), name, input })
        })
        .collect();
    let mut at = 0;
    while !bytes.0.is_empty() && calls.len() < 12 {
        at += *bytes.one(&[0, 1, 1_000, 7_500, 15_000, 61_000, 600_000]);
        calls.push(Rc::new(call(bytes, at)));
    }
    (setup, calls)
}

fn play(setup: &Rc<Setup>, calls: &Rc<[Rc<Call>]>, until: SimTime, budget: u32) -> Player {
    let mut player = Player::new(Rc::clone(setup), Rc::clone(calls)).with_fuel(400);
    while player.advance(until, budget) == Progress::Budget {
        assert_eq!(invariant::broken(player.world()), None);
    }
    assert_eq!(invariant::broken(player.world()), None);
    player
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let (setup, calls, until) = match std::str::from_utf8(data).map(Scenario::read) {
        Ok(Ok((scenario, _))) => {
            let until = scenario.default_until();
            (Rc::clone(&scenario.setup), Rc::clone(&scenario.calls), until)
        }
        _ => {
            let (setup, calls) = of_bytes(&mut Bytes(data));
            let until = SimTime(calls.last().map_or(0, |call| call.at.0) + 120_000);
            (Rc::new(setup), calls.into(), until)
        }
    };
    let stepped = play(&setup, &calls, until, 16);
    // Every shape is written; twice the same is asked of one in sixteen, by their last byte.
    let told = report(&stepped, &[]);
    if data.last().is_some_and(|last| last % 16 == 0) {
        assert_eq!(told, report(&play(&setup, &calls, until, 100_000), &[]));
    }
});
