//! The throttle of tasks that fail to start.

use super::*;
use crate::simulation::process::throttle::delay;

/// SV-24: nothing after the first two failures, then twice as long each time, up to 27 minutes (SV-20).
#[test]
fn waits_double_up_to_27_minutes() {
    let seconds: Vec<u64> = (1..=12).map(|n| delay(n).0 / 1_000).collect();
    assert_eq!(seconds, [0, 0, 10, 20, 40, 80, 160, 320, 640, 1280, 1620, 1620]);
    assert_eq!(delay(u32::MAX).0, 1_620_000);
}

fn service_of(family: &str) -> Value {
    json!(["1s", "ecs:CreateService", {"cluster": "demo", "serviceName": "web",
        "taskDefinition": family, "desiredCount": 1}])
}

fn behave(more: Value) -> Value {
    let mut input = json!({"family": "web"});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    json!(["0s", "world:SetContainerBehaviour", input])
}

/// When tasks of the service were placed, in seconds.
fn placed(player: &Player) -> Vec<u64> {
    player.world().clusters[0].tasks.iter().map(|task| task.times.created.0 / 1_000).collect()
}

/// SV-23, SV-24, SV-25: attempts that fail to pull come ever later, and one event tells of it; SV-22: another
/// definition is tried at once.
#[test]
fn failures_to_start() {
    let mut other = web(64);
    other["family"] = json!("other");
    let list = with(
        start(1, 64),
        &[
            json!(["0s", "ecs:RegisterTaskDefinition", other]),
            behave(json!({"pullFails": true})),
            service_of("web"),
            json!(["10m", "ecs:UpdateService",
                {"cluster": "demo", "service": "web", "taskDefinition": "other"}]),
        ],
    );
    let player = played(list, "15m");
    // Each attempt takes 5 s (LC-28q).
    assert_eq!(placed(&player), [1, 6, 11, 26, 51, 96, 181, 346, 600]);
    let told = events(player.world());
    let impaired: Vec<_> = told.iter().filter(|t| t.contains("consistently")).collect();
    assert_eq!(impaired, ["16s (service web) is unable to consistently start tasks successfully."]);
    let s = &player.world().clusters[0].services[0];
    assert_eq!((s.running, s.throttle.failures), (1, 0));
}

/// SV-21: what ran and died is replaced at normal speed; SV-24: one that runs begins the count anew.
#[test]
fn crashes_are_not_throttled() {
    let list =
        with(start(1, 64), &[behave(json!({"exitAfter": "3s", "exitCode": 1})), service_of("web")]);
    let player = played(list, "1m");
    // 8 s to start the first, 2 s with the image there (LC-28o); 3 s; the next turn of the loop.
    assert_eq!(placed(&player), [1, 12, 17, 22, 27, 32, 37, 42, 47, 52, 57]);
    assert!(!events(player.world()).iter().any(|t| t.contains("consistently")));
}

/// A crash loop of a thousand tasks meets the fuel limit, says so, and is done in bounded time and memory.
#[test]
fn a_crash_loop_of_a_thousand_tasks_runs_out_of_fuel() {
    let mut small = web(6);
    small["containerDefinitions"][0]["cpu"] = json!(1);
    let list = json!([
        ["0s", "ecs:CreateCluster", {"clusterName": "demo"}],
        ["0s", "ec2:RunInstances",
            {"cluster": "demo", "instanceType": "m5.large", "count": 10, "registerAfter": "0s"}],
        ["0s", "ecs:RegisterTaskDefinition", small],
        ["0s", "world:SetContainerBehaviour", {"family": "web", "exitAfter": "1s", "exitCode": 1}],
        ["1s", "ecs:CreateService", {"cluster": "demo", "serviceName": "web", "taskDefinition": "web",
            "desiredCount": 1_000}],
    ]);
    let fuel = 60_000;
    let mut player = Player::new(Rc::new(Setup::default()), calls(list)).with_fuel(fuel);
    let month = SimTime(30 * 86_400_000);
    let mut steps = 0;
    while player.advance(month, 1_000) == Progress::Budget {
        steps += 1;
    }
    assert!(player.truncated());
    assert!(player.time() < month);
    assert!(steps <= fuel / 1_000 + 2, "{steps}");
    let room = &player.world().clusters[0];
    // Every task costs some events: they are as bounded as the fuel.
    assert!(room.tasks.len() as u64 * 2 < fuel, "{} tasks", room.tasks.len());
    assert!(player.journal().entries.len() as u64 <= 3 * fuel);
}
