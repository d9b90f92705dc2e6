//! CreateCluster, DeleteCluster and the cluster that a call names (SV-130 to SV-132).

use serde_json::json;

use super::{accepted, answers, refused};

#[test]
fn sv_130_the_default_cluster_and_unknown_ones() {
    let (_, answers) = answers(
        1,
        &[
            json!(["1s", "ecs:ListTasks", {}]),
            json!(["2s", "ecs:CreateCluster", {}]),
            json!(["3s", "ecs:ListTasks", {}]),
            json!(["4s", "ecs:DeleteCluster", {"cluster": "default"}]),
            json!(["5s", "ecs:ListTasks", {"cluster": "default"}]),
        ],
    );
    assert_eq!(refused(&answers[0]), "ClusterNotFoundException: Cluster not found.");
    // SV-131
    assert_eq!(accepted(&answers[1])["cluster"]["clusterName"], "default");
    assert_eq!(accepted(&answers[2]), &json!({"taskArns": []}));
    assert_eq!(accepted(&answers[3])["cluster"]["status"], "INACTIVE");
    assert_eq!(refused(&answers[4]), "ClusterNotFoundException: Cluster not found.");
}

#[test]
fn sv_131_a_name_that_is_there_is_given_back() {
    let (player, answers) = answers(
        1,
        &[
            json!(["1s", "ecs:CreateCluster", {"clusterName": "demo"}]),
            json!(["2s", "ecs:CreateCluster", {"clusterName": "no spaces"}]),
            json!(["3s", "ecs:CreateCluster", {"clusterName": "a".repeat(256)}]),
            json!(["4s", "ecs:CreateCluster", {"clusterName": "b"}]),
            json!(["5s", "ecs:DeleteCluster", {"cluster": "b"}]),
            json!(["6s", "ecs:CreateCluster", {"clusterName": "b"}]),
        ],
    );
    assert_eq!(accepted(&answers[0])["cluster"]["registeredContainerInstancesCount"], 1);
    for index in [1, 2] {
        assert!(refused(&answers[index]).starts_with("InvalidParameterException"), "QR-7");
    }
    // An INACTIVE name is created anew.
    assert_eq!(accepted(&answers[5])["cluster"]["status"], "ACTIVE");
    assert_eq!(player.world().clusters.len(), 3);
}

#[test]
fn sv_132_what_keeps_a_cluster_from_being_deleted() {
    let delete = |at: &str| json!([at, "ecs:DeleteCluster", {"cluster": "demo"}]);
    let (_, answers) = answers(
        1,
        &[
            json!(["1s", "ecs:CreateService", {"cluster": "demo", "serviceName": "web",
                "taskDefinition": "web", "desiredCount": 1}]),
            delete("2s"),
            json!(["3s", "ecs:DeregisterContainerInstance",
                {"cluster": "demo", "containerInstance": "#1", "force": true}]),
            delete("3s"),
            json!(["3s", "ecs:DeleteService", {"cluster": "demo", "service": "web", "force": true}]),
            delete("5m"),
        ],
    );
    let texts = [
        "ClusterContainsContainerInstancesException: The Cluster cannot be deleted while Container Instances are active or draining.",
        "ClusterContainsServicesException: The Cluster cannot be deleted while Services are active.",
    ];
    assert_eq!([refused(&answers[1]), refused(&answers[3])], texts);
    assert_eq!(accepted(&answers[5])["cluster"]["status"], "INACTIVE");
}

#[test]
fn sv_132_active_tasks_keep_a_cluster() {
    let (_, answers) = answers(
        1,
        &[
            json!(["0s", "ecs:RegisterTaskDefinition", {"family": "f", "networkMode": "awsvpc",
                "cpu": "256", "memory": "512", "requiresCompatibilities": ["FARGATE"],
                "containerDefinitions": [{"name": "x", "image": "i"}]}]),
            json!(["1s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "f",
                "launchType": "FARGATE", "networkConfiguration":
                    {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}}]),
            json!(["1s", "ecs:DeregisterContainerInstance",
                {"cluster": "demo", "containerInstance": "#1"}]),
            json!(["2s", "ecs:DeleteCluster", {"cluster": "demo"}]),
        ],
    );
    assert_eq!(
        refused(&answers[3]),
        "ClusterContainsTasksException: The Cluster cannot be deleted while Tasks are active."
    );
}

/// What a cluster is told is given back where it is asked for; the account's setting is the default.
#[test]
fn settings_of_a_cluster() {
    let insights = |value: &str| json!([{"name": "containerInsights", "value": value}]);
    let all = json!({"clusters": ["b"], "include": ["SETTINGS", "CONFIGURATIONS"]});
    let configuration = json!({"executeCommandConfiguration": {"logging": "DEFAULT"}});
    let (_, answers) = answers(
        1,
        &[
            json!(["1s", "ecs:PutAccountSetting", {"name": "containerInsights", "value": "enabled"}]),
            json!(["2s", "ecs:CreateCluster", {"clusterName": "b", "configuration": configuration}]),
            json!(["3s", "ecs:DescribeClusters", all]),
            json!(["4s", "ecs:DescribeClusters", {"clusters": ["b"]}]),
            json!(["5s", "ecs:UpdateClusterSettings", {"cluster": "b", "settings": insights("enhanced")}]),
            json!(["6s", "ecs:UpdateClusterSettings", {"cluster": "b", "settings": insights("loud")}]),
            json!(["7s", "ecs:UpdateCluster", {"cluster": "b", "serviceConnectDefaults": {"namespace": "n"}}]),
            json!(["8s", "ecs:DescribeClusters", all]),
            json!(["9s", "ecs:UpdateCluster", {"cluster": "b", "serviceConnectDefaults": {"namespace": ""}}]),
            json!(["9s", "ecs:UpdateCluster", {"cluster": "gone"}]),
            json!(["9s", "ecs:CreateCluster", {"clusterName": "c", "settings": insights("loud")}]),
        ],
    );
    assert_eq!(accepted(&answers[1])["cluster"]["settings"], insights("enabled"));
    let shown = |n: usize| accepted(&answers[n])["clusters"][0].clone();
    assert_eq!(shown(2)["settings"], insights("enabled"));
    assert_eq!(shown(2)["configuration"], configuration);
    assert!(shown(3).get("settings").is_none() && shown(3).get("configuration").is_none());
    assert_eq!(accepted(&answers[4])["cluster"]["settings"], insights("enhanced"));
    assert!(refused(&answers[5]).starts_with("InvalidParameterException"));
    let namespace = accepted(&answers[6])["cluster"]["serviceConnectDefaults"]["namespace"].clone();
    assert!(namespace.as_str().is_some_and(|arn| arn.contains("servicediscovery")), "{namespace}");
    assert_eq!(shown(7)["settings"], insights("enhanced"));
    assert_eq!(shown(7)["configuration"], configuration);
    assert!(accepted(&answers[8])["cluster"].get("serviceConnectDefaults").is_none());
    assert_eq!(refused(&answers[9]), "ClusterNotFoundException: Cluster not found.");
    assert!(refused(&answers[10]).starts_with("InvalidParameterException"));
}
