//! List and Describe calls: filters, pages, failures (SV-137, PL-40, QT-37).

use serde_json::{Value, json};

use super::{Answer, accepted, answers, refused};

fn count(answer: &Answer, key: &str) -> usize {
    accepted(answer)[key].as_array().map_or(usize::MAX, Vec::len)
}

#[test]
fn sv_137_unknown_names_are_failures() {
    let describe = |call: &str, key: &str, names: Value| {
        let mut input = json!({ key: names });
        if call != "Clusters" {
            input["cluster"] = json!("demo");
        }
        json!(["1m", format!("ecs:Describe{call}"), input])
    };
    let (_, answers) = answers(
        1,
        &[
            json!(["1s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web"}]),
            describe("Clusters", "clusters", json!(["demo", "gone"])),
            describe("Services", "services", json!(["gone"])),
            describe("Tasks", "tasks", json!(["#1", "gone"])),
            describe("ContainerInstances", "containerInstances", json!(["#1", "#2"])),
            json!(["1m", "ecs:DescribeTasks", {"cluster": "demo", "tasks": []}]),
            json!(["1m", "ecs:DescribeClusters", {}]),
        ],
    );
    let region = "arn:aws:ecs:ap-northeast-1:123456789012";
    for (index, found, arn) in [
        (1, 1, format!("{region}:cluster/gone")),
        (2, 0, format!("{region}:service/demo/gone")),
        (3, 1, format!("{region}:task/demo/gone")),
        (4, 1, format!("{region}:container-instance/demo/#2")),
    ] {
        let key = ["clusters", "services", "tasks", "containerInstances"][index - 1];
        assert_eq!(count(&answers[index], key), found);
        let failures = &accepted(&answers[index])["failures"];
        assert_eq!(failures, &json!([{"arn": arn, "reason": "MISSING"}]));
    }
    assert!(refused(&answers[5]).ends_with("Tasks cannot be empty."));
    // The default cluster is not there: a failure, too.
    assert_eq!(count(&answers[6], "failures"), 1);
}

#[test]
fn qt_37_names_in_a_describe_call() {
    let services = |n: usize| json!(["1m", "ecs:DescribeServices", {"cluster": "demo", "services": vec!["x"; n]}]);
    let tasks =
        |n: usize| json!(["1m", "ecs:DescribeTasks", {"cluster": "demo", "tasks": vec!["x"; n]}]);
    let (_, answers) = answers(0, &[services(10), services(11), tasks(100), tasks(101)]);
    assert_eq!(count(&answers[0], "failures"), 10);
    assert_eq!(
        refused(&answers[1]),
        "InvalidParameterException: service names can have at most 10 items."
    );
    assert_eq!(count(&answers[2], "failures"), 100);
    assert!(refused(&answers[3]).ends_with("at most 100 items."));
}

#[test]
fn lists_are_filtered() {
    let tasks = |input: Value| {
        let mut input = input;
        input["cluster"] = json!("demo");
        json!(["1m", "ecs:ListTasks", input])
    };
    let (_, answers) = answers(
        2,
        &[
            json!(["1s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web", "count": 3,
                "startedBy": "me"}]),
            json!(["1s", "ecs:CreateService", {"cluster": "demo", "serviceName": "s",
                "taskDefinition": "web", "desiredCount": 2}]),
            json!(["20s", "ecs:StopTask", {"cluster": "demo", "task": "#1"}]),
            tasks(json!({})),
            tasks(json!({"desiredStatus": "STOPPED"})),
            tasks(json!({"desiredStatus": "PENDING"})),
            tasks(json!({"serviceName": "s"})),
            tasks(json!({"startedBy": "me"})),
            tasks(json!({"family": "other"})),
            tasks(json!({"launchType": "FARGATE"})),
            tasks(json!({"serviceName": "gone"})),
            json!(["1m", "ecs:ListServices", {"cluster": "demo", "schedulingStrategy": "DAEMON"}]),
            json!(["1m", "ecs:ListServices", {"cluster": "demo", "launchType": "EC2"}]),
            json!(["1m", "ecs:ListContainerInstances", {"cluster": "demo", "status": "DRAINING"}]),
            json!(["1m", "ecs:ListClusters", {}]),
            tasks(json!({"containerInstance": "#1"})),
            tasks(json!({"containerInstance": "#2"})),
        ],
    );
    let counts: Vec<usize> = (3..10).map(|index| count(&answers[index], "taskArns")).collect();
    assert_eq!(counts, [4, 1, 0, 2, 2, 0, 0]);
    assert_eq!(refused(&answers[10]), "ServiceNotFoundException: Service not found.");
    assert_eq!(count(&answers[11], "serviceArns"), 0);
    assert_eq!(count(&answers[12], "serviceArns"), 1);
    assert_eq!(count(&answers[13], "containerInstanceArns"), 0);
    assert_eq!(count(&answers[14], "clusterArns"), 1);
    assert_eq!(count(&answers[15], "taskArns") + count(&answers[16], "taskArns"), 4);
}

#[test]
fn lists_come_in_pages() {
    let mut calls: Vec<Value> = (0..25)
        .map(|n| {
            json!(["1s", "ecs:CreateService", {"cluster": "demo", "serviceName": format!("s{n}"),
                "taskDefinition": "web", "desiredCount": 0}])
        })
        .collect();
    let list = |input: Value| json!(["1m", "ecs:ListServices", input]);
    calls.extend([
        list(json!({"cluster": "demo"})),
        list(json!({"cluster": "demo", "nextToken": "page-10"})),
        list(json!({"cluster": "demo", "nextToken": "page-20", "maxResults": 100})),
        list(json!({"cluster": "demo", "nextToken": "elsewhere"})),
        list(json!({"cluster": "demo", "maxResults": 101})),
        list(json!({"cluster": "demo", "maxResults": 0})),
    ]);
    let (_, answers) = answers(0, &calls);
    // Ten a page, where nothing is said.
    assert_eq!(count(&answers[25], "serviceArns"), 10);
    assert_eq!(accepted(&answers[25])["nextToken"], "page-10");
    assert_eq!(accepted(&answers[26])["nextToken"], "page-20");
    assert_eq!(count(&answers[27], "serviceArns"), 5);
    assert!(accepted(&answers[27]).get("nextToken").is_none());
    for answer in &answers[28..31] {
        assert!(refused(answer).starts_with("InvalidParameterException"));
    }
}
