//! The rest of the table: a rule, what breaks it alone, and what is just within it.

use serde_json::{Value, json};

use super::{base, changed, fargate, fixes_help, rules};
use crate::check::read_task_definition;

pub(super) type Changes = Vec<(&'static str, Value)>;
type Row = (&'static str, Changes, Changes);

/// A definition for one launch type.
fn on(launch_type: &str) -> Value {
    let mut value = base();
    value["requiresCompatibilities"] = json!([launch_type]);
    if launch_type == "MANAGED_INSTANCES" {
        value["networkMode"] = json!("awsvpc");
    }
    value
}

pub(super) fn windows(mut value: Value, family: &str) -> Value {
    value["runtimePlatform"] = json!({ "operatingSystemFamily": family });
    value
}

pub(super) fn ports(ports: Value) -> Changes {
    vec![(".portMappings", ports)]
}

fn gpu(more: Value) -> Changes {
    let mut requirement = json!({ "type": "GPU" });
    for (key, value) in more.as_object().expect("an object") {
        requirement[key] = value.clone();
    }
    vec![(".resourceRequirements", json!([requirement]))]
}

fn tags(key: &str, value: &str) -> Changes {
    vec![("tags", json!([{ "key": key, "value": value }]))]
}

pub(super) fn volume(more: Value) -> Changes {
    let mut volume = json!({ "name": "v" });
    for (key, value) in more.as_object().expect("an object") {
        volume[key] = value.clone();
    }
    vec![
        ("volumes", json!([volume])),
        (".mountPoints", json!([{"sourceVolume": "v", "containerPath": "/v"}])),
    ]
}

fn hold(from: &Value, table: Vec<Row>) {
    for (rule, broken, fine) in table {
        let (broken, fine) = (changed(from.clone(), &broken), changed(from.clone(), &fine));
        assert_eq!(rules(&broken), [rule], "{broken}");
        fixes_help(&broken);
        assert!(rules(&fine).is_empty(), "{rule}: {:?} {fine}", rules(&fine));
    }
}

#[test]
fn images_ports_and_links() {
    let digest = |n: usize| json!(format!("i@sha256:{}", "0a".repeat(n)));
    let many = |n: u64| {
        let one = |n: u64| json!({"containerPortRange": format!("{}-{}", n * 10 + 1, n * 10 + 2)});
        ports((0..n).map(one).collect())
    };
    let mode = |mode: &str, mut more: Changes| {
        more.push(("networkMode", json!(mode)));
        more
    };
    let range = |range: &str| ports(json!([{ "containerPortRange": range }]));
    hold(
        &base(),
        vec![
            ("TD-54", vec![(".image", json!("a!b"))], vec![(".image", json!("A/b_c.d:e-f#1"))]),
            ("TD-44", vec![(".image", digest(31))], vec![(".image", digest(32))]),
            // TD-43, TD-54: 255 characters of A-Z a-z 0-9 _ -.
            (
                "TD-54",
                vec![(".name", json!("x".repeat(256)))],
                vec![(".name", json!("x".repeat(255)))],
            ),
            // TD-66: 1 to 65535.
            (
                "TD-78",
                ports(json!([{"containerPort": 65_536}])),
                ports(json!([{"containerPort": 65_535}])),
            ),
            ("TD-78", ports(json!([{"containerPort": 0}])), ports(json!([{"containerPort": 1}]))),
            // TD-67: 0 or absent is a dynamic port.
            (
                "TD-78",
                ports(json!([{"containerPort": 80, "hostPort": 65_536}])),
                ports(json!([{"containerPort": 80, "hostPort": 0}])),
            ),
            (
                "TD-79",
                ports(json!([{"hostPort": 1, "containerPortRange": "1-2"}])),
                range("1-65535"),
            ),
            ("TD-79", range("9-8"), range("8-9")),
            ("TD-79", range("0-9"), vec![]),
            ("TD-79", range("1-65536"), vec![]),
            (
                "TD-79",
                ports(json!([{"containerPortRange": "1-9"}, {"containerPortRange": "9-12"}])),
                ports(json!([{"containerPortRange": "1-9"}, {"containerPortRange": "10-12"}])),
            ),
            ("TD-71", many(101), many(100)),
            ("TD-71", mode("host", range("1-9")), mode("awsvpc", range("1-9"))),
            (
                "TD-69",
                ports(json!([{"containerPort": 80, "name": "-web"}])),
                ports(json!([{"containerPort": 80, "name": "w".repeat(64)}])),
            ),
            // TD-72: "name" or "name:alias" under bridge.
            ("TD-72", vec![(".links", json!(["db"]))], vec![(".links", json!(["x:alias"]))]),
            ("TD-72", mode("host", vec![(".links", json!(["x"]))]), vec![(".links", json!(["x"]))]),
            // TD-73 to TD-76: under bridge, not under awsvpc.
            (
                "TD-75",
                mode("awsvpc", vec![(".dnsSearchDomains", json!(["a.b"]))]),
                vec![(".dnsSearchDomains", json!(["a.b"])), (".dnsServers", json!(["1.1.1.1"]))],
            ),
            (
                "TD-84",
                mode("awsvpc", vec![(".hostname", json!("h"))]),
                vec![(".hostname", json!("h"))], // TD-73
            ),
            (
                "TD-84",
                mode("awsvpc", vec![(".disableNetworking", json!(true))]),
                vec![(".disableNetworking", json!(true))], // TD-76
            ),
            (
                "TD-84",
                mode(
                    "awsvpc",
                    vec![(".extraHosts", json!([{"hostname": "h", "ipAddress": "10.0.0.1"}]))],
                ),
                vec![(".extraHosts", json!([{"hostname": "h", "ipAddress": "10.0.0.1"}]))], // TD-74
            ),
            (
                "TD-84",
                mode("awsvpc", vec![(".dnsServers", json!(["1.1.1.1"]))]),
                mode("awsvpc", vec![(".dnsServers", json!([]))]),
            ),
            // NM-7, TD-83
            (
                "TD-83",
                mode("none", ports(json!([{"containerPort": 80}]))),
                mode("none", ports(json!([]))),
            ),
            // NM-6: host ports cannot be remapped.
            (
                "TD-77",
                mode("host", ports(json!([{"containerPort": 80, "hostPort": 81}]))),
                mode("host", ports(json!([{"containerPort": 80, "hostPort": 80}]))),
            ),
        ],
    );
    // NM-8, TD-82: all containers of an awsvpc task share one network namespace.
    let shared = |second: u32| {
        let one = |name: &str, port: u32| {
            json!({"name": name, "image": "i", "memory": 64,
                "portMappings": [{"containerPort": port}]})
        };
        json!({"family": "a", "networkMode": "awsvpc",
            "containerDefinitions": [one("a", 80), one("b", second)]})
    };
    assert_eq!(rules(&shared(80)), ["TD-82"]);
    assert!(rules(&shared(81)).is_empty());
}

#[test]
fn resources_and_process() {
    let shared = |memory: i64, percent: i64| {
        gpu(json!({"sharingStrategy":
            {"nvidiaMps": {"memory": memory, "maxComputePercent": percent}}}))
    };
    let kind = |kind: &str, value: &str| {
        vec![(".resourceRequirements", json!([{"type": kind, "value": value}]))]
    };
    let health = |key: &str, value: i64| {
        let mut check = json!({"command": ["CMD", "true"]});
        check[key] = json!(value);
        vec![(".healthCheck", check)]
    };
    let ulimit = |soft: i64, hard: i64| {
        vec![(".ulimits", json!([{"name": "core", "softLimit": soft, "hardLimit": hard}]))]
    };
    let log = |options: Value| {
        vec![(".logConfiguration", json!({"logDriver": "awslogs", "options": options}))]
    };
    let group = |mode: &str| {
        log(json!({"awslogs-group": "g", "awslogs-region": "r", "mode": mode,
            "awslogs-stream-prefix": "p", "awslogs-create-group": "true",
            "awslogs-datetime-format": "%Y", "awslogs-multiline-pattern": "^a",
            "max-buffer-size": "1m"}))
    };
    hold(
        &base(),
        vec![
            ("TD-49", gpu(json!({"value": "0"})), gpu(json!({"value": "1"}))),
            ("TD-49", gpu(json!({"value": "some"})), gpu(json!({"value": "ALL"}))),
            ("TD-49", gpu(json!({})), shared(1, 100)),
            ("TD-49", shared(0, 50), vec![]),
            ("TD-49", shared(1, 101), shared(1, 1)),
            ("TD-49", kind("InferenceAccelerator", "d"), vec![]),
            ("TD-49", kind("TPU", "1"), vec![]),
            ("TD-49", kind("NeuronDevice", "1"), kind("NeuronDevice", "ALL")),
            // TD-46: at least 6 MiB; TD-47: the soft limit too.
            ("TD-46", vec![(".memory", json!(5))], vec![(".memory", json!(6))]),
            (
                "TD-46",
                vec![(".memoryReservation", json!(5))],
                vec![(".memoryReservation", json!(6)), (".memory", json!(null))],
            ),
            // TD-109: the ranges' ends.
            ("TD-92", health("interval", 301), health("interval", 300)),
            ("TD-92", health("interval", -1), health("interval", 5)),
            ("TD-93", health("timeout", 1), health("timeout", 2)),
            ("TD-94", health("retries", 0), health("retries", 10)),
            ("TD-95", health("startPeriod", -1), health("startPeriod", 0)),
            // TD-91: NONE is Docker's, not the API's.
            ("TD-91", vec![(".healthCheck", json!({"command": ["NONE"]}))], vec![]),
            // -1 is no limit.
            ("TD-113", ulimit(-1, 10), ulimit(10, -1)),
            ("TD-133", group("fast"), group("non-blocking")),
            ("TD-130", log(json!({"awslogs-group": "g"})), vec![]),
            (
                "TD-132",
                vec![(".firelensConfiguration", json!({"type": "logstash"}))],
                vec![(".firelensConfiguration", json!({"type": "fluentbit"}))],
            ),
            (
                "TD-96",
                vec![(".dependsOn", json!([{"containerName": "x", "condition": "READY"}]))],
                vec![],
            ),
            (
                "TD-22",
                vec![(
                    "placementConstraints",
                    json!(vec![
                        json!({"type": "memberOf", "expression": "attribute:a exists"});
                        11
                    ]),
                )],
                vec![(
                    "placementConstraints",
                    json!(vec![
                        json!({"type": "memberOf", "expression": "attribute:a exists"});
                        10
                    ]),
                )],
            ),
            ("TD-16", vec![("networkMode", json!("nat"))], vec![("networkMode", json!("none"))]),
            (
                "TD-7",
                vec![("requiresCompatibilities", json!(["EC3"]))],
                vec![("requiresCompatibilities", json!(["EC2", "EXTERNAL"]))],
            ),
            (
                "TD-28",
                vec![("runtimePlatform", json!({"cpuArchitecture": "SPARC"}))],
                vec![("runtimePlatform", json!({"cpuArchitecture": "ARM64"}))],
            ),
            (
                "TD-31",
                vec![("trustedExecutionConfiguration", json!({"isolationMode": "OPEN"}))],
                vec![("trustedExecutionConfiguration", json!({"isolationMode": "SHARED"}))],
            ),
            ("TD-33", vec![("cpu", json!("127"))], vec![("cpu", json!("128"))]),
            ("TD-33", vec![("cpu", json!("196609"))], vec![("cpu", json!("196608"))]),
            // TD-3: both are required.
            ("TD-11", vec![("family", json!(null))], vec![("family", json!("f".repeat(255)))]),
            ("TD-5", vec![("containerDefinitions", json!([]))], vec![]),
        ],
    );
    let router = json!({"name": "r", "image": "i", "memory": 64,
        "firelensConfiguration": {"type": "fluentd"}});
    let mut second = router.clone();
    second["name"] = json!("s");
    let mut value = base();
    value["containerDefinitions"] = json!([router, second]);
    assert_eq!(rules(&value), ["TD-132"]);
}

#[test]
fn accepted_as_they_are() {
    // Fields with no rule but their kind: TD-21, TD-30, TD-32, TD-48, TD-50, TD-86, TD-87, TD-100,
    // TD-101, TD-102, TD-106.
    for changes in [
        vec![("enableFaultInjection", json!(true))],
        vec![(".essential", json!(true))],
        vec![(".repositoryCredentials", json!({"credentialsParameter": "secret"}))],
        vec![(".entryPoint", json!(["sh", "-c"])), (".command", json!(["echo", ""]))],
        vec![(".user", json!("1000:1000")), (".workingDirectory", json!("/srv"))],
        vec![(".systemControls", json!([{"namespace": "net.core.somaxconn", "value": "1024"}]))],
        vec![(".dockerLabels", json!({"a": "b"}))],
        vec![(".privileged", json!(true)), (".readonlyRootFilesystem", json!(true))],
        vec![(".interactive", json!(true)), (".pseudoTerminal", json!(true))],
    ] {
        let value = changed(base(), &changes);
        let reading = read_task_definition(&value.to_string());
        assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    }
    let tmpfs = json!({"tmpfs": [{"containerPath": "/t", "size": 64}]});
    let value = changed(fargate(), &[(".linuxParameters", tmpfs)]); // TD-106
    assert!(rules(&value).is_empty());
}

#[test]
fn volumes_of_every_kind() {
    let docker = |more: Value| volume(json!({"dockerVolumeConfiguration": more}));
    let efs = json!({"efsVolumeConfiguration": {"fileSystemId": "fs-1"}});
    let files = json!({"s3filesVolumeConfiguration": {"fileSystemArn": "arn:aws:s3files:x"}});
    let with_role = |mut changes: Changes| {
        changes.push(("taskRoleArn", json!("worker")));
        changes
    };
    let fsx = json!({"fsxWindowsFileServerVolumeConfiguration": {"fileSystemId": "fs-1",
        "rootDirectory": "d", "authorizationConfig": {"credentialsParameter": "c", "domain": "d"}}});
    let host = json!({"host": {"sourcePath": "/x"}});
    hold(
        &base(),
        vec![
            ("TD-115", vec![("volumes", json!([{"name": "a b"}]))], volume(host.clone())),
            ("TD-115", vec![("volumes", json!([{"host": {}}]))], volume(json!({"host": {}}))),
            (
                "TD-115",
                volume(json!({"host": {"sourcePath": "/x"},
                    "efsVolumeConfiguration": {"fileSystemId": "fs-1"}})),
                volume(efs.clone()),
            ),
            (
                "TD-116",
                docker(json!({"autoprovision": true, "scope": "task"})),
                docker(json!({"autoprovision": true, "scope": "shared", "driver": "local",
                    "driverOpts": {"a": "b"}, "labels": {"c": "d"}})),
            ),
            ("TD-116", docker(json!({"scope": "all"})), docker(json!({"scope": "task"}))),
            (
                "TD-117",
                volume(json!({"efsVolumeConfiguration":
                    {"fileSystemId": "fs-1", "transitEncryption": "ON"}})),
                volume(json!({"efsVolumeConfiguration":
                    {"fileSystemId": "fs-1", "transitEncryption": "DISABLED"}})),
            ),
            ("TD-119", volume(files.clone()), with_role(volume(files))),
        ],
    );
    let mut two = volume(json!({"configuredAtLaunch": true}));
    two[0].1 = json!([{"name": "v", "configuredAtLaunch": true},
        {"name": "w", "configuredAtLaunch": true}]);
    two[1].1 = json!([{"sourceVolume": "v", "containerPath": "/v"},
        {"sourceVolume": "w", "containerPath": "/w"}]);
    hold(&base(), vec![("TD-120", two, volume(json!({"configuredAtLaunch": true})))]);
    hold(&fargate(), vec![("TD-118", volume(fsx.clone()), volume(json!({"host": {}})))]);
    assert!(rules(&changed(windows(base(), "WINDOWS_SERVER_2022_CORE"), &volume(fsx))).is_empty());
    // LT-10: ECS Anywhere knows neither EFS nor EBS.
    hold(
        &on("EXTERNAL"),
        vec![
            ("TD-117", volume(efs), volume(host)),
            ("TD-120", volume(json!({"configuredAtLaunch": true})), docker(json!({}))),
        ],
    );
}

#[test]
fn launch_types() {
    let proxy = json!({"type": "APPMESH", "containerName": "x", "properties": [
        {"name": "ProxyIngressPort", "value": "1"}, {"name": "ProxyEgressPort", "value": "2"},
        {"name": "AppPorts", "value": "3"}, {"name": "IgnoredGID", "value": "4"}]});
    let sharing = json!({"sharingStrategy": {"nvidiaMps": {"memory": 1}}});
    let driver = |name: &str| vec![(".logConfiguration", json!({"logDriver": name}))];
    let neuron = vec![(".resourceRequirements", json!([{"type": "NeuronDevice", "value": "ALL"}]))];
    let trusted =
        |mode: &str| vec![("trustedExecutionConfiguration", json!({"isolationMode": mode}))];
    hold(
        &on("EXTERNAL"),
        vec![
            ("LT-10", vec![("networkMode", json!("awsvpc"))], vec![("networkMode", json!("host"))]),
            ("TD-49", gpu(sharing), gpu(json!({"value": "1"}))),
            ("TD-49", neuron.clone(), vec![]),
            ("TD-31", trusted("ISOLATED_SANDBOX"), trusted("SHARED")),
        ],
    );
    hold(
        &on("MANAGED_INSTANCES"),
        vec![
            ("TD-16", vec![("networkMode", json!("bridge"))], vec![("networkMode", json!("none"))]),
            ("TD-16", vec![("networkMode", json!(null))], vec![("networkMode", json!("host"))]),
            ("TD-16", vec![("proxyConfiguration", proxy.clone())], neuron),
            ("TD-128", driver("syslog"), driver("json-file")),
            (
                "TD-116",
                volume(json!({"dockerVolumeConfiguration": {"scope": "task"}})),
                volume(json!({"host": {"sourcePath": "/x"}})),
            ),
            ("TD-31", trusted("OPEN"), trusted("CONFIDENTIAL_SANDBOX")),
        ],
    );
    let mut without = proxy.clone();
    without["properties"][3]["name"] = json!("EgressIgnoredIPs");
    let awsvpc = changed(base(), &[("networkMode", json!("awsvpc"))]);
    hold(
        &awsvpc,
        vec![
            ("TD-25", vec![("proxyConfiguration", without)], vec![("proxyConfiguration", proxy)]),
            (
                "TD-25",
                vec![(
                    "proxyConfiguration",
                    json!({"type": "ENVOY", "containerName": "x",
                    "properties": [{"name": "ProxyIngressPort", "value": "1"},
                        {"name": "ProxyEgressPort", "value": "2"}, {"name": "AppPorts", "value": "3"},
                        {"name": "IgnoredUID", "value": "4"}]}),
                )],
                vec![],
            ),
        ],
    );
}

#[test]
fn windows_and_fargate() {
    let sizes = |cpu: &str, memory: &str| vec![("cpu", json!(cpu)), ("memory", json!(memory))];
    let arm = |family: &str| {
        let platform = json!({"operatingSystemFamily": family, "cpuArchitecture": "ARM64"});
        vec![("runtimePlatform", platform)]
    };
    let large = changed(fargate(), &sizes("1024", "2048"));
    hold(
        &windows(large.clone(), "WINDOWS_SERVER_2022_CORE"),
        vec![("TD-35", sizes("512", "1024"), sizes("1024", "4096"))],
    );
    hold(
        &large,
        vec![
            // TD-28: Fargate runs ARM64 under Linux.
            ("TD-28", arm("WINDOWS_SERVER_2019_FULL"), arm("LINUX")),
            (
                "TD-29",
                vec![(
                    "runtimePlatform",
                    json!({"operatingSystemFamily": "WINDOWS_SERVER_2016_FULL"}),
                )],
                vec![(
                    "runtimePlatform",
                    json!({"operatingSystemFamily": "WINDOWS_SERVER_2019_CORE"}),
                )],
            ),
            // TD-106
            (
                "TD-106",
                vec![(".linuxParameters", json!({"swappiness": 10}))],
                vec![(".linuxParameters", json!({"initProcessEnabled": true}))],
            ),
            (
                "TD-131",
                vec![(".image", json!("123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1"))],
                vec![
                    (".image", json!("123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1")),
                    ("executionRoleArn", json!("arn:aws:iam::123456789012:role/r")),
                ],
            ),
            // TD-27: 21 to 200 GiB, on Fargate.
            (
                "TD-40",
                vec![("ephemeralStorage", json!({"sizeInGiB": 201}))],
                vec![("ephemeralStorage", json!({"sizeInGiB": 200}))],
            ),
            (
                "TD-40",
                vec![("ephemeralStorage", json!({"sizeInGiB": 20}))],
                vec![("ephemeralStorage", json!({"sizeInGiB": 21}))],
            ),
        ],
    );
}

#[test]
fn tags_of_a_definition() {
    let twice = |second: &str| {
        vec![("tags", json!([{"key": "a", "value": "1"}, {"key": second, "value": "2"}]))]
    };
    let many = |n: usize| {
        let tag = |n: usize| json!({"key": format!("k{n}"), "value": ""});
        vec![("tags", Value::Array((0..n).map(tag).collect()))]
    };
    hold(
        &base(),
        vec![
            ("TD-15", many(51), many(50)),
            ("TD-15", tags("", "v"), tags("k", "")),
            ("TD-15", tags(&"k".repeat(129), "v"), tags(&"k".repeat(128), "v")),
            ("TD-15", tags("k", &"v".repeat(257)), tags("k", &"v".repeat(256))),
            ("TD-15", tags("a*b", "v"), tags("a b_c.d:e/f=g+h-i@j", "鍵 值")),
            ("TD-15", tags("k", "a*b"), vec![]),
            ("TD-15", tags("AWS:k", "v"), tags("k-aws:", "v")),
            // Keys tell capitals apart.
            ("TD-15", twice("a"), twice("A")),
        ],
    );
}
