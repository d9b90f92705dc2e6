//! UpdateContainerInstancesState and DeregisterContainerInstance.

use serde_json::json;

use super::answers;
use crate::simulation::world::InstanceStatus;

#[test]
fn lc_66_instances_drain_and_return() {
    let update = |at: &str, names: serde_json::Value, status: &str| {
        json!([at, "ecs:UpdateContainerInstancesState",
            {"cluster": "demo", "containerInstances": names, "status": status}])
    };
    let eleven = vec!["#1"; 11];
    let (player, answers) = answers(
        2,
        &[
            update("1s", json!(["#1", "#9"]), "DRAINING"),
            json!(["2s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web", "count": 3}]),
            update("3s", json!(["#1"]), "ACTIVE"),
            update("4s", json!(["#2"]), "DRAINING"),
            update("5s", json!(eleven), "DRAINING"),
            update("6s", json!([]), "DRAINING"),
            update("7s", json!(["#2"]), "DEREGISTERING"),
        ],
    );
    let first = answers[0].as_ref().expect("accepted");
    assert_eq!(first["containerInstances"][0]["status"], "DRAINING");
    assert_eq!(first["failures"][0]["reason"], "MISSING");
    let room = &player.world().clusters[0];
    // LC-63: no new tasks while it drains.
    assert_eq!(room.tasks.iter().map(|t| t.instance).collect::<Vec<_>>(), [Some(1); 3]);
    assert_eq!(room.instances[0].status, InstanceStatus::Active);
    assert_eq!(room.instances[1].status, InstanceStatus::Draining);
    let texts: Vec<&str> =
        answers[4..].iter().map(|a| a.as_ref().expect_err("refused").as_str()).collect();
    assert!(texts[0].ends_with("container instances can have at most 10 items."), "{texts:?}");
    assert!(texts[1].starts_with("InvalidParameterException"), "{texts:?}");
    assert!(texts[2].starts_with("InvalidParameterException"), "{texts:?}");
}

#[test]
fn lc_73_deregistration_needs_force_while_tasks_run() {
    let call = |at: &str, name: &str, force: bool| {
        json!([at, "ecs:DeregisterContainerInstance",
            {"cluster": "demo", "containerInstance": name, "force": force}])
    };
    let (player, answers) = answers(
        2,
        &[
            json!(["1s", "ecs:StartTask",
                {"cluster": "demo", "taskDefinition": "web", "containerInstances": ["#1"]}]),
            call("2s", "#1", false),
            call("3s", "#2", false),
            call("4s", "#1", true),
            call("5s", "#1", true),
        ],
    );
    assert_eq!(
        answers[1],
        Err("InvalidParameterException: Found running tasks on the instance.".to_owned())
    );
    for accepted in [&answers[2], &answers[3]] {
        assert_eq!(accepted.as_ref().expect("accepted")["containerInstance"]["status"], "INACTIVE");
    }
    assert!(answers[4].is_err(), "LC-65");
    assert_eq!(player.world().totals.cpu_registered, 0);
}
