//! The circuit breaker (SV-50 to SV-58).

use super::*;

/// A revision for which there is no room anywhere.
fn too_big(at: &str) -> [Value; 2] {
    [
        json!([at, "ecs:RegisterTaskDefinition", web(100_000)]),
        update(at, json!({"taskDefinition": "web"})),
    ]
}

fn with_breaker(more: Value) -> Value {
    let mut breaker = json!({"enable": true, "rollback": true});
    for (key, value) in more.as_object().expect("an object") {
        breaker[key] = value.clone();
    }
    json!({"deploymentCircuitBreaker": breaker})
}

#[test]
fn sv_55_sv_56_tasks_without_room_trip_the_breaker_and_the_old_revision_comes_back() {
    let list = Value::Array(running(3, 2, with_breaker(json!({})), &too_big("10m")));
    let counting = played(list.clone(), "10m20s");
    assert_eq!(told(&counting)["deployments"][0]["failedTasks"], 2);
    let player = played(list, "12m");
    // SV-26: an attempt every 15 s; SV-50: three of them.
    assert_eq!(
        said(&player, "10m"),
        [
            "10m was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 9f7a) has insufficient memory available.",
            "10m30s (deployment deployment failed: tasks failed to start.",
            "10m30s rolling back to deployment",
            "10m30s (deployment deployment completed.",
            "10m30s has reached a steady state.",
        ]
        .map(|text| text.replace("9f7a", &nearest(&player)))
    );
    assert_eq!(shown(&player), ["PRIMARY COMPLETED 2"]);
    assert_eq!(web_service(&player).primary, 0);
    assert_eq!(
        told(&player)["taskDefinition"].as_str().expect("an ARN").rsplit(':').next(),
        Some("1")
    );
}

/// The id in the event.
fn nearest(player: &Player) -> String {
    let text = said(player, "10m")[0].clone();
    let after = text.split("(container-instance ").nth(1).expect("an id").to_owned();
    after.split(')').next().expect("an id").to_owned()
}

#[test]
fn sv_57_without_rollback_the_old_tasks_run_on_and_nothing_starts() {
    let breaker = with_breaker(json!({"rollback": false}));
    let mut list = running(3, 2, breaker, &too_big("10m"));
    list.push(json!(["20m", "ecs:StopTask", {"cluster": "demo", "task": "#1"}]));
    let player = played(Value::Array(list), "30m");
    assert_eq!(shown(&player), ["PRIMARY FAILED 0", "ACTIVE COMPLETED 1"]);
    let told = told(&player);
    assert_eq!(
        told["deployments"][0]["rolloutStateReason"],
        "ECS deployment circuit breaker: tasks failed to start." // SV-38
    );
}

#[test]
fn sv_56_without_a_completed_deployment_there_is_nothing_to_go_back_to() {
    let mut list = start(1, 100_000);
    list.push(service(2, json!({"deploymentConfiguration": with_breaker(json!({}))})));
    let player = played(Value::Array(list), "10m");
    assert_eq!(shown(&player), ["PRIMARY FAILED 0"]);
    let said = said(&player, "0s");
    assert_eq!(
        said.last().expect("an event"),
        "31s (deployment deployment failed: tasks failed to start."
    );
    assert!(web_service(&player).waiting.is_none());
}

#[test]
fn sv_51_a_count_of_one_trips_at_the_first_failure() {
    let one = with_breaker(json!({"thresholdConfiguration": {"type": "COUNT", "value": 1}}));
    let player = played(Value::Array(running(3, 2, one, &too_big("10m"))), "11m");
    let said = said(&player, "10m");
    assert!(said[1].starts_with("10m (deployment deployment failed"), "{said:#?}");
}

#[test]
fn sv_58_without_the_breaker_a_deployment_waits_for_ever() {
    let player = played(Value::Array(running(3, 2, json!({}), &too_big("10m"))), "5h");
    assert_eq!(shown(&player), ["PRIMARY IN_PROGRESS 0", "ACTIVE COMPLETED 2"]);
    assert_eq!(said(&player, "10m").len(), 1);
}

fn behave(at: &str, more: Value) -> Value {
    let mut input = json!({"family": "web"});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    json!([at, "world:SetContainerBehaviour", input])
}

/// `failedTasks` and `rolloutState` of the newest deployment.
fn failed(list: &[Value], until: &str) -> (u64, String) {
    let told = told(&played(Value::Array(list.to_vec()), until));
    let newest = &told["deployments"][0];
    let state = newest["rolloutState"].as_str().expect("a state");
    (newest["failedTasks"].as_u64().expect("a count"), state.to_owned())
}

/// A deployment of two tasks with a health check, which bakes for a day: the breaker watches all the while.
fn checked(breaker: Value, more: &[Value]) -> Vec<Value> {
    let mut definition = web(64);
    definition["containerDefinitions"][0]["healthCheck"] =
        json!({"command": ["CMD", "true"], "interval": 30, "retries": 3});
    let mut configuration = with_breaker(breaker);
    configuration["bakeTimeInMinutes"] = json!(1_440);
    let mut list = start(3, 256);
    list.push(json!(["0s", "ecs:RegisterTaskDefinition", definition]));
    list.push(service(
        2,
        json!({"deploymentConfiguration": configuration,
        "availabilityZoneRebalancing": "DISABLED"}),
    ));
    list.extend_from_slice(more);
    list
}

/// SV-53, first stage: no task has run. Each one that stops before, counts (SV-50: three do).
#[test]
fn sv_53_before_any_task_ran_each_failure_to_start_counts() {
    let list = checked(json!({}), &[behave("500ms", json!({"pullFails": true}))]);
    // LC-28q: 5 s each, two at a time.
    assert_eq!(failed(&list, "5s"), (0, "IN_PROGRESS".to_owned()));
    assert_eq!(failed(&list, "6s200ms"), (2, "IN_PROGRESS".to_owned()));
    assert_eq!(failed(&list, "1m"), (3, "FAILED".to_owned()));
}

/// SV-53, second stage: one has run. Failures to start count no more, nor do crashes (SV-54); a failed
/// health check does.
#[test]
fn sv_53_after_one_ran_only_failed_health_checks_count() {
    let stop =
        |at: &str, task: &str| json!([at, "ecs:StopTask", {"cluster": "demo", "task": task}]);
    // LC-52: an instance that has the image needs no pull, so the new task has to go to another.
    let starts = [
        json!(["3m", "ec2:RunInstances", {"cluster": "demo", "instanceType": "m5.large",
            "attributes": [{"name": "stack", "value": "fresh"}]}]),
        update(
            "5m",
            json!({"placementConstraints":
            [{"type": "memberOf", "expression": "attribute:stack == fresh"}]}),
        ),
        behave("5m", json!({"pullFails": true})),
        stop("5m", "#1"),
    ];
    let list = checked(json!({}), &starts);
    let player = played(Value::Array(list.clone()), "20m");
    assert!(player.world().clusters[0].tasks.len() > 6, "it tries again and again");
    assert_eq!(failed(&list, "20m"), (0, "IN_PROGRESS".to_owned()));
    let crashes =
        checked(json!({}), &[behave("5m", json!({"exitAfter": "20s"})), stop("5m", "#1")]);
    let player = played(Value::Array(crashes.clone()), "20m");
    assert!(player.world().clusters[0].tasks.len() > 20, "it runs and dies again and again");
    assert_eq!(failed(&crashes, "20m"), (0, "IN_PROGRESS".to_owned()));
    // Both fail their third check; each counts.
    let unhealthy = checked(json!({}), &[behave("5m", json!({"neverHealthy": true}))]);
    assert_eq!(failed(&unhealthy, "6m"), (0, "IN_PROGRESS".to_owned()));
    assert_eq!(failed(&unhealthy, "7m"), (2, "IN_PROGRESS".to_owned()));
    assert_eq!(failed(&unhealthy, "20m"), (3, "FAILED".to_owned()));
}

/// SV-52: a task that turns healthy sets the count to 0; with resetOnHealthyTask false nothing does.
#[test]
fn sv_52_a_healthy_task_begins_the_count_anew_unless_told_not_to() {
    let twice = [
        behave("5m", json!({"neverHealthy": true})),
        behave("7m", json!({})),
        behave("20m", json!({"neverHealthy": true})),
        behave("22m", json!({})),
    ];
    let resets = checked(json!({}), &twice);
    assert_eq!(failed(&resets, "7m"), (2, "IN_PROGRESS".to_owned()));
    assert_eq!(failed(&resets, "15m"), (0, "IN_PROGRESS".to_owned()));
    assert_eq!(failed(&resets, "22m"), (2, "IN_PROGRESS".to_owned()));
    let keeps = checked(json!({"resetOnHealthyTask": false}), &twice);
    assert_eq!(failed(&keeps, "15m"), (2, "IN_PROGRESS".to_owned()));
    assert_eq!(failed(&keeps, "22m"), (3, "FAILED".to_owned()));
}

/// What a call's input is warned of: its rule and its field.
fn warned(player: &Player) -> Vec<(u32, &'static str, String)> {
    let calls = &player.journal().calls;
    let notes = calls.iter().flat_map(|c| c.notes.iter().map(|n| (c.index, n)));
    notes.map(|(call, note)| (call, note.rule, note.path.to_string())).collect()
}

/// SV-54: the breaker is on and nothing checks the tasks' health: the call is warned of, at creation and with each
/// deployment; and it is as the warning says, for a crash loop never trips it.
#[test]
fn sv_54_a_breaker_with_nothing_to_count_is_warned_of_and_never_trips() {
    let path = "deploymentConfiguration.deploymentCircuitBreaker.enable";
    let breaker = || json!({"deploymentConfiguration": with_breaker(json!({}))});
    let crash = behave("0s", json!({"exitAfter": "15s", "exitCode": 1}));
    let mut list = start(3, 256);
    list.extend([crash, service(2, breaker())]);
    let created = u32::try_from(list.len() - 1).expect("small");
    list.extend([
        json!(["5m", "ecs:UpdateService", {"cluster": "demo", "service": "web", "desiredCount": 3}]),
        update("6m", json!({"forceNewDeployment": true})),
        update("7m", json!({"deploymentConfiguration": with_breaker(json!({"enable": false}))})),
    ]);
    let player = played(Value::Array(list.clone()), "8m");
    assert_eq!(
        warned(&player),
        [(created, "SV-54", path.to_owned()), (created + 2, "SV-54", "taskDefinition".to_owned())]
    );
    list.truncate(created as usize + 1);
    assert_eq!(failed(&list, "6h"), (0, "IN_PROGRESS".to_owned()));
    let first = |memory: u32, health: &str| {
        let mut definition = web(memory);
        let check = json!({"command": ["CMD", "true"]});
        definition["containerDefinitions"][0][health] = check;
        definition
    };
    // A health check of an essential container, a load balancer, a registry: something counts.
    for (definition, more) in [
        (first(256, "healthCheck"), json!({})),
        (
            web(256),
            json!({"loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:x:1:targetgroup/a/b",
            "containerName": "web", "containerPort": 80}]}),
        ),
        (
            web(256),
            json!({"serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:x:1:service/a"}]}),
        ),
    ] {
        let mut input = breaker();
        input
            .as_object_mut()
            .expect("an object")
            .extend(more.as_object().expect("an object").clone());
        let mut list = start(3, 256);
        list.extend([json!(["0s", "ecs:RegisterTaskDefinition", definition]), service(2, input)]);
        assert_eq!(warned(&played(Value::Array(list), "1m")), []);
    }
    // A check of a container that is not essential says nothing of the task (SV-92).
    let mut beside = web(256);
    let sidecar = json!({"name": "logs", "image": "i", "memory": 16, "essential": false,
        "healthCheck": {"command": ["CMD", "true"]}});
    beside["containerDefinitions"].as_array_mut().expect("a list").push(sidecar);
    let mut list = start(3, 256);
    list.extend([json!(["0s", "ecs:RegisterTaskDefinition", beside]), service(2, breaker())]);
    assert_eq!(warned(&played(Value::Array(list), "1m")).len(), 1);
}
