//! RegisterTaskDefinition and what names a definition.

use serde_json::{Value, json};

use super::answers;

fn register(more: Value) -> Value {
    let mut input = json!({"family": "api", "containerDefinitions":
        [{"name": "api", "image": "nginx", "memory": 64}]});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    json!(["1s", "ecs:RegisterTaskDefinition", input])
}

fn run(more: Value) -> Value {
    let mut input = json!({"cluster": "demo", "taskDefinition": "api"});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    json!(["2s", "ecs:RunTask", input])
}

fn refused(answer: &Result<Value, String>) -> &str {
    answer.as_ref().expect_err("it is refused")
}

/// TD-1: nearly every refusal is a ClientException; TD-8: what an answer adds; TD-12: revisions
/// count on.
#[test]
fn td_1_td_8_td_12_registration() {
    let (_, found) = answers(
        1,
        &[
            register(json!({"tags": [{"key": "k", "value": "v"}]})),
            register(json!({"family": "a b"})),
            register(json!({})),
            json!(["1s", "ecs:DeregisterTaskDefinition", {"taskDefinition": "api:2"}]),
            register(json!({})),
        ],
    );
    let first = &found[0].as_ref().expect("accepted")["taskDefinition"];
    assert!(
        first["taskDefinitionArn"].as_str().expect("a text").ends_with(":task-definition/api:1")
    );
    assert_eq!(first["revision"], 1);
    assert_eq!(first["status"], "ACTIVE");
    assert_eq!(first["requiresAttributes"], json!([]));
    assert_eq!(first["compatibilities"], json!(["EC2", "EXTERNAL"]));
    assert!(first["registeredAt"].is_number() && first["registeredBy"].is_string());
    assert_eq!(first["containerDefinitions"][0]["essential"], true);
    assert_eq!(refused(&found[1]), "ClientException: Family contains invalid characters.");
    // TD-12: also after a deregistration.
    assert_eq!(found[4].as_ref().expect("accepted")["taskDefinition"]["revision"], 3);
}

/// TD-9, TD-10, TD-13: which revision a name means.
#[test]
fn td_9_td_10_td_13_names() {
    let (player, found) = answers(
        1,
        &[
            register(json!({})),
            register(json!({})),
            json!(["1s", "ecs:DeregisterTaskDefinition", {"taskDefinition": "api:2"}]),
            run(json!({})),
            run(json!({"taskDefinition": "api:2"})),
            run(json!({"taskDefinition": "api:9"})),
        ],
    );
    let task = &found[3].as_ref().expect("accepted")["tasks"][0];
    // TD-13: the family alone is its latest ACTIVE revision.
    assert!(task["taskDefinitionArn"].as_str().expect("a text").ends_with("api:1"));
    assert_eq!(refused(&found[4]), "ClientException: TaskDefinition is inactive");
    assert_eq!(refused(&found[5]), "ClientException: TaskDefinition not found.");
    assert!(!player.world().definitions[2].active);
}

#[test]
fn lt_1_lt_3_lt_7_lt_8_launch_types_and_networks() {
    let network = |public: &str| json!({"awsvpcConfiguration": {"subnets": ["subnet-a"], "assignPublicIp": public}});
    let strategy = json!([{"capacityProvider": "FARGATE_SPOT", "weight": 1}]);
    let (_, found) = answers(
        1,
        &[
            register(json!({})),
            run(json!({"launchType": "EC2", "capacityProviderStrategy": strategy})),
            run(json!({"launchType": "FARGATE"})),
            run(json!({"taskDefinition": "web", "networkConfiguration": network("DISABLED")})),
            register(json!({"networkMode": "awsvpc"})),
            run(json!({})),
            run(json!({"networkConfiguration": network("ENABLED")})),
            run(json!({"networkConfiguration": network("DISABLED")})),
        ],
    );
    let texts: Vec<&str> = [1, 2].map(|index| refused(&found[index])).to_vec();
    assert_eq!(
        texts,
        [
            "InvalidParameterException: Specifying both a launch type and capacity provider strategy is not supported",
            "InvalidParameterException: Task definition does not support launch_type FARGATE.",
        ]
    );
    let other = "InvalidParameterException: Network Configuration is not valid for the given networkMode of this task definition.";
    assert_eq!(refused(&found[3]), other);
    // Registered last, at the same moment as the first: the calls at 2 s mean revision 2.
    assert!(found[4].is_ok());
    let lacks = "InvalidParameterException: Network Configuration must be provided when networkMode 'awsvpc' is specified.";
    assert_eq!(refused(&found[5]), lacks);
    let public =
        "InvalidParameterException: Assign public IP is not supported for this launch type.";
    assert_eq!(refused(&found[6]), public);
    assert!(found[7].is_ok());
}
