//! What a service keeps, and when it is where it is meant to be (SV-2, SV-10, SV-32).

use super::*;
use crate::simulation::world::Service;

fn web_service(player: &Player) -> &Service {
    &player.world().clusters[0].services[0]
}

fn alive(player: &Player) -> usize {
    player.world().clusters[0].tasks.iter().filter(|task| !task.told_to_stop).count()
}

/// SV-2: whatever ends a task, another one takes its place.
#[test]
fn sv_2_a_stopped_or_failed_task_is_replaced() {
    let task = |call: &str| json!(["5m", call, {"cluster": "demo", "task": "#1"}]);
    let host = json!(["5m", "world:StopInstance", {"cluster": "demo", "containerInstance": "#1"}]);
    for (ends, replaced_at) in
        [(task("ecs:StopTask"), 300), (task("world:StopContainer"), 300), (host, 360)]
    {
        let list = with(
            start(2, 64),
            &[service(3, json!({"availabilityZoneRebalancing": "DISABLED"})), ends.clone()],
        );
        let player = played(list, "10m");
        assert_eq!(web_service(&player).running, 3, "{ends}");
        let later: Vec<u64> = player.world().clusters[0]
            .tasks
            .iter()
            .skip(3)
            .map(|task| task.times.created.0 / 1_000)
            .collect();
        assert!(!later.is_empty() && later.iter().all(|at| *at == replaced_at), "{ends} {later:?}");
    }
}

/// SV-10: each of its conditions holds the steady state back by itself.
#[test]
fn sv_10_what_holds_a_steady_state_back() {
    let stop = json!(["5m", "ecs:StopTask", {"cluster": "demo", "task": "#1"}]);
    let update = |more: Value| {
        let mut input = json!({"cluster": "demo", "service": "web"});
        for (key, value) in more.as_object().expect("an object") {
            input[key] = value.clone();
        }
        json!(["5m", "ecs:UpdateService", input])
    };
    let slow = json!(["5m", "world:SetContainerBehaviour", {"family": "web", "startTime": "10m"}]);
    let steady = |calls: &[Value], until: &str| {
        let mut more = vec![service(2, json!({"availabilityZoneRebalancing": "DISABLED"}))];
        more.extend_from_slice(calls);
        web_service(&played(with(start(2, 64), &more), until)).steady
    };
    // All there and healthy (SV-33: 40 s after the start at 9 s, on the next second).
    assert!(!steady(&[], "49s999ms"));
    assert!(steady(&[], "50s"));
    assert!(steady(&[], "5m"));
    // runningCount is not desiredCount: one is gone, its replacement runs, but is not healthy yet.
    assert!(!steady(std::slice::from_ref(&stop), "5m"));
    assert!(!steady(std::slice::from_ref(&stop), "5m41s"));
    assert!(steady(&[stop], "5m43s"));
    // pendingCount is not 0.
    let pending = [slow, update(json!({"desiredCount": 3}))];
    assert!(!steady(&pending, "14m"));
    // Two deployments are left, or a task still stops for one.
    let deploy = [update(json!({"forceNewDeployment": true}))];
    assert!(!steady(&deploy, "5m42s"));
    assert!(!steady(&deploy, "5m44s"));
    assert!(steady(&deploy, "5m46s"));
    // No room for what is desired.
    assert!(!steady(&[update(json!({"desiredCount": 400}))], "1h"));
}

/// SV-32: maximumPercent counts tasks whose desiredStatus is RUNNING, PENDING ones among them; those that
/// stop make room at once, however long they take (modelled: PL-29).
#[test]
fn sv_32_tasks_that_stop_do_not_count_for_the_upper_bound() {
    let mut slow = web(64);
    slow["containerDefinitions"][0]["stopTimeout"] = json!(120);
    let deploy = json!(["5m", "ecs:UpdateService",
        {"cluster": "demo", "service": "web", "forceNewDeployment": true}]);
    // Behind a load balancer tasks take 5 minutes to leave (SV-94).
    let balancer =
        json!([{"targetGroupArn": "arn:x", "containerName": "web", "containerPort": 80}]);
    let configuration = json!({"minimumHealthyPercent": 0, "maximumPercent": 100});
    let list = with(
        start(2, 64),
        &[
            json!(["0s", "ecs:RegisterTaskDefinition", slow]),
            service(
                4,
                json!({"loadBalancers": balancer, "deploymentConfiguration": configuration}),
            ),
            deploy,
        ],
    );
    let mut player = Player::new(Rc::new(Setup::default()), calls(list));
    let mut most = 0;
    while player.time() < SimTime(600_000) {
        if player.advance(SimTime(600_000), 1) != Progress::Budget {
            break;
        }
        if player.world().clusters.first().is_some_and(|room| !room.services.is_empty()) {
            most = most.max(alive(&player));
            assert!(web_service(&player).active <= 4);
        }
    }
    assert_eq!(most, 4);
    let tasks = &player.world().clusters[0].tasks;
    // All four left together; the four new ones were there within a second, long before they had gone.
    let placed: Vec<u64> = tasks.iter().skip(4).map(|task| task.times.created.0).collect();
    assert_eq!(placed, [300_000, 300_120, 300_240, 300_360]);
    assert!(tasks.iter().take(4).all(|task| task.times.stopping == Some(SimTime(300_000))));
    assert!(tasks.iter().take(4).all(|task| task.times.stopped.is_none_or(|at| at.0 > 600_000)));
}
