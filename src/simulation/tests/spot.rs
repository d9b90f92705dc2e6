//! Spot capacity that is taken back, on Fargate and on instances (LC-34, LC-35, LC-90 to LC-95, LT-17).

use super::*;
use crate::simulation::world::{Machine, Task};

fn interrupt(at: &str, more: Value) -> Value {
    let mut input = json!({"cluster": "demo"});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    json!([at, "world:InterruptSpot", input])
}

fn answer(player: &Player, call: usize) -> Value {
    (*player.journal().calls[call].result.clone().expect("accepted")).clone()
}

fn refusal(player: &Player) -> String {
    let last = player.journal().calls.last().expect("a call");
    last.result.clone().expect_err("refused").message.to_string()
}

/// (stopCode, stoppedReason) as DescribeTasks tells it.
fn why(player: &Player, task: u32) -> (String, String) {
    let told = crate::simulation::describe::task(player.world(), 0, task);
    let text = |key: &str| told[key].as_str().unwrap_or_default().to_owned();
    (text("stopCode"), text("stoppedReason"))
}

/// `web` on Fargate: so many tasks on each of the two providers.
fn on_fargate(stop_timeout: u64, spot: u32, on_demand: u32, more: Value) -> Vec<Value> {
    let mut list = vec![
        json!(["0s", "ecs:CreateCluster", {"clusterName": "demo",
            "capacityProviders": ["FARGATE", "FARGATE_SPOT"]}]),
        json!(["0s", "ecs:RegisterTaskDefinition", {"family": "web", "networkMode": "awsvpc",
            "cpu": "256", "memory": "512", "requiresCompatibilities": ["FARGATE"],
            "containerDefinitions": [{"name": "web", "image": "i", "stopTimeout": stop_timeout,
                "portMappings": [{"containerPort": 80}]}]}]),
    ];
    let network = json!({"awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a"]}});
    let mut input = json!({"cluster": "demo", "serviceName": "web", "taskDefinition": "web",
        "desiredCount": spot + on_demand, "networkConfiguration": network,
        "capacityProviderStrategy": [
            {"capacityProvider": "FARGATE", "base": on_demand, "weight": 0},
            {"capacityProvider": "FARGATE_SPOT", "weight": 1}]});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    list.push(json!(["1s", "ecs:CreateService", input]));
    list
}

fn provider<'a>(player: &'a Player, task: &Task) -> &'a str {
    let provider = task.provider.expect("a provider");
    &player.world().capacity.provider(provider).name
}

/// LC-34, LC-93, LC-95, LT-17: SIGTERM comes with the notice, the service starts other tasks on Fargate Spot in
/// the same moment, never on FARGATE; those on FARGATE are left alone.
#[test]
fn lc_93_fargate_spot_takes_its_tasks_back() {
    let mut list = on_fargate(30, 3, 2, json!({}));
    list.push(interrupt("10m", json!({})));
    let player = played(Value::Array(list.clone()), "10m1s");
    let tasks = &player.world().clusters[0].tasks;
    let (spot, own): (Vec<_>, Vec<_>) =
        (0..5).partition(|n| provider(&player, &tasks[*n as usize]) == "FARGATE_SPOT");
    assert_eq!((spot.len(), own.len()), (3, 2));
    for n in &own {
        assert!(!tasks[*n as usize].told_to_stop);
    }
    for n in &spot {
        let text = "Your Spot Task was interrupted.";
        assert_eq!(why(&player, *n), ("SpotInterruption".to_owned(), text.to_owned()));
        assert_eq!(tasks[*n as usize].status, TaskStatus::Stopping);
        assert_eq!(tasks[*n as usize].times.stopping, Some(SimTime(600_000)));
    }
    let answer = answer(&player, 3);
    assert_eq!(answer["tasks"].as_array().map(Vec::len), Some(3));
    assert_eq!(answer["ec2InstanceIds"], json!([]));
    // LC-95
    let later: Vec<&Task> = tasks.iter().skip(5).collect();
    assert_eq!(later.len(), 3);
    assert!(later.iter().all(|task| provider(&player, task) == "FARGATE_SPOT"));
    assert!(later.iter().all(|task| task.times.created.0 < 601_000));
    // LC-28p, LC-28l: it ends by itself in 2 s, its interface goes in 20.
    let player = played(Value::Array(list), "12m");
    let task = &player.world().clusters[0].tasks[spot[0] as usize];
    assert_eq!((task.exit_code, task.times.stopped), (Some(143), Some(SimTime(622_000))));
    assert_eq!(player.world().clusters[0].services[0].running, 5);
}

/// LC-93: behind a load balancer, too, SIGTERM comes with the notice: nothing waits for the target to drain.
#[test]
fn lc_93_no_deregistration_delay_before_sigterm() {
    let balancer = json!([{"targetGroupArn": "tg", "containerName": "web", "containerPort": 80}]);
    let mut list = on_fargate(120, 1, 0, json!({"loadBalancers": balancer}));
    list.push(interrupt("10m", json!({})));
    let player = played(Value::Array(list.clone()), "10m1s");
    assert_eq!(player.world().clusters[0].tasks[0].status, TaskStatus::Stopping);
    assert!(events(player.world()).iter().any(|text| text.contains("deregistered 1 targets")));
    // A scale-in of the same service does wait (LC-18).
    list.pop();
    list.push(json!(["10m", "ecs:UpdateService", {"cluster": "demo", "service": "web", "desiredCount": 0}]));
    let player = played(Value::Array(list), "10m1s");
    assert_eq!(player.world().clusters[0].tasks[0].status, TaskStatus::Deactivating);
}

fn machines(spot: Value, count: u32, desired: u32, more: Value) -> Vec<Value> {
    let mut list = vec![
        json!(["0s", "ecs:CreateCluster", {"clusterName": "demo"}]),
        json!(["0s", "ec2:RunInstances", {"cluster": "demo", "instanceType": "m5.large",
            "count": count, "spot": spot, "registerAfter": "0s"}]),
        json!(["0s", "ec2:RunInstances", {"cluster": "demo", "instanceType": "m5.large",
            "count": 2, "registerAfter": "0s"}]),
        json!(["0s", "ecs:RegisterTaskDefinition", web(256)]),
    ];
    let mut input = json!({"availabilityZoneRebalancing": "DISABLED",
        "placementStrategy": [{"type": "spread", "field": "instanceId"}]});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    list.push(service(desired, input));
    list
}

fn states(player: &Player) -> Vec<&'static str> {
    player.world().clusters[0].instances.iter().map(|i| i.status.as_str()).collect()
}

/// LC-90, LC-94: an agent that is not told to drain makes nothing of the notice: tasks run on, and new ones
/// come; two minutes later the machine is gone, and its tasks with it.
#[test]
fn lc_90_without_draining_nothing_happens_until_the_machine_is_gone() {
    let mut list = machines(json!(true), 2, 4, json!({}));
    list.push(interrupt("10m", json!({})));
    let list = Value::Array(list);
    let player = played(list.clone(), "11m59s999ms");
    assert_eq!(states(&player), ["ACTIVE"; 4]);
    assert_eq!(per_instance(player.world()), [1, 1, 1, 1]);
    assert_eq!(answer(&player, 5)["ec2InstanceIds"].as_array().map(Vec::len), Some(2));
    let player = played(list.clone(), "12m");
    assert_eq!(states(&player), ["INACTIVE", "INACTIVE", "ACTIVE", "ACTIVE"]);
    let room = &player.world().clusters[0];
    assert!(
        room.instances[..2]
            .iter()
            .all(|i| matches!(i.machine, Machine::Terminated(at) if at == SimTime(720_000)))
    );
    // LC-37: no code of the enum is documented for a host that is lost.
    let lost: Vec<u32> = (0..4).filter(|n| room.tasks[*n as usize].told_to_stop).collect();
    assert_eq!(lost.len(), 2);
    assert!(why(&player, lost[0]).0.is_empty());
    assert!(why(&player, lost[0]).1.starts_with("Host EC2 (instance i-"));
    let player = played(list, "13m");
    assert_eq!(per_instance(player.world()), [0, 0, 2, 2]);
}

/// LC-90, LC-91, LC-95: with `ECS_ENABLE_SPOT_INSTANCE_DRAINING` the instance turns DRAINING at the notice, and
/// services move their tasks within their bounds: two minutes are enough, unless the new ones take longer to
/// be healthy and minimumHealthyPercent lets none go before.
#[test]
fn lc_90_lc_91_with_draining_services_move_away_if_two_minutes_are_enough() {
    let notice = interrupt("10m", json!({}));
    let mut quick = machines(json!({"draining": true}), 2, 4, json!({}));
    quick.push(notice.clone());
    let quick = Value::Array(quick);
    assert_eq!(states(&played(quick.clone(), "10m")), ["DRAINING", "DRAINING", "ACTIVE", "ACTIVE"]);
    // LC-95, LC-82: two start at once, and when they are healthy the two others stop.
    let player = played(quick.clone(), "11m");
    assert_eq!(per_instance(player.world()), [0, 0, 2, 2]);
    let ends = |player: &Player| {
        let tasks = player.world().clusters[0].tasks.iter();
        tasks
            .filter_map(|t| {
                t.stop.as_ref().map(|s| s.reason.split(' ').next().unwrap_or("").to_owned())
            })
            .collect::<Vec<_>>()
    };
    let after = played(quick, "12m1s");
    assert_eq!(ends(&after), ["Scaling", "Scaling"], "no task was lost");
    assert_eq!(states(&after), ["INACTIVE", "INACTIVE", "ACTIVE", "ACTIVE"]);
    // LC-91: the new tasks need three minutes.
    let slow = json!(["9m", "world:SetContainerBehaviour", {"family": "web", "startTime": "3m"}]);
    let mut late = machines(json!({"draining": true}), 2, 4, json!({}));
    late.extend([slow.clone(), notice.clone()]);
    let player = played(Value::Array(late), "12m1s");
    assert_eq!(ends(&player), ["Host", "Host"], "they were still running at the end");
    // With a minimum of 50 % they stop in time.
    let half =
        json!({"deploymentConfiguration": {"minimumHealthyPercent": 50, "maximumPercent": 100}});
    let mut half = machines(json!({"draining": true}), 2, 4, half);
    half.extend([slow, notice]);
    assert_eq!(ends(&played(Value::Array(half), "12m1s")), ["Scaling", "Scaling"]);
}

/// LC-35, CP-8: Spot instances that ECS manages are drained by it; what is still on them at the end was ended by
/// its TerminationNotice.
#[test]
fn lc_35_managed_spot_instances() {
    let list = json!([
        ["0s", "ecs:CreateCluster", {"clusterName": "demo"}],
        ["0s", "ecs:CreateCapacityProvider", {"name": "spot", "cluster": "demo",
            "managedInstancesProvider": {"infrastructureRoleArn": "arn:aws:iam::1:role/r",
                "instanceLaunchTemplate": {"ec2InstanceProfileArn": "arn:aws:iam::1:instance-profile/p",
                    "capacityOptionType": "SPOT",
                    "networkConfiguration": {"subnets": ["subnet-ap-northeast-1a"]}}}}],
        ["0s", "ecs:RegisterTaskDefinition", {"family": "web", "networkMode": "host",
            "containerDefinitions": [{"name": "web", "image": "i", "cpu": 256, "memory": 256}]}],
        ["1s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web",
            "capacityProviderStrategy": [{"capacityProvider": "spot"}]}],
        interrupt("10m", json!({"capacityProvider": "spot"})),
    ]);
    let player = played(list.clone(), "11m59s");
    assert_eq!(states(&player), ["DRAINING"]);
    // LC-80: draining leaves a standalone task alone.
    assert!(!player.world().clusters[0].tasks[0].told_to_stop);
    let player = played(list, "12m");
    assert_eq!(states(&player), ["INACTIVE"]);
    assert_eq!(why(&player, 0).0, "TerminationNotice");
    assert!(why(&player, 0).1.starts_with("Host EC2 (instance i-"));
}

/// The groups behind a capacity provider: Spot by their launch template, which says, too, whether agents drain.
#[test]
fn spot_machines_of_a_group() {
    let group = |data: Value| {
        let mut data = data;
        data["InstanceType"] = json!("m5.large");
        json!([
            ["0s", "ecs:CreateCluster", {"clusterName": "demo"}],
            ["0s", "ec2:CreateLaunchTemplate", {"LaunchTemplateName": "t", "LaunchTemplateData": data}],
            ["0s", "autoscaling:CreateAutoScalingGroup", {"AutoScalingGroupName": "g", "MinSize": 0,
                "MaxSize": 4, "DesiredCapacity": 2, "LaunchTemplate": {"LaunchTemplateName": "t"}}],
            ["0s", "ecs:CreateCapacityProvider", {"name": "asg", "autoScalingGroupProvider":
                {"autoScalingGroupArn": "g"}}],
            ["0s", "ecs:PutClusterCapacityProviders", {"cluster": "demo", "capacityProviders": ["asg"],
                "defaultCapacityProviderStrategy": []}],
            interrupt("10m", json!({"percent": 50})),
        ])
    };
    let market = json!({"MarketType": "spot"});
    // ECS_ENABLE_SPOT_INSTANCE_DRAINING=true, in base64, as EC2 wants it.
    let data = "RUNTX0VOQUJMRV9TUE9UX0lOU1RBTkNFX0RSQUlOSU5HPXRydWU=";
    for (data, during) in [
        (json!({ "InstanceMarketOptions": market }), vec!["ACTIVE", "ACTIVE"]),
        (json!({ "InstanceMarketOptions": market, "UserData": data }), vec!["ACTIVE", "DRAINING"]),
    ] {
        let list = group(data);
        let mut states_then = states(&played(list.clone(), "11m"));
        states_then.sort_unstable();
        assert_eq!(states_then, during);
        // The group replaces the one that went.
        let player = played(list, "15m");
        let mut after = states(&player);
        after.sort_unstable();
        assert_eq!(after, ["ACTIVE", "ACTIVE", "INACTIVE"]);
    }
    let player = played(group(json!({})), "10m");
    assert_eq!(refusal(&player), "No Spot capacity runs in the cluster.");
}

/// Half of it: drawn, but always the same; a second notice is for those that have none yet.
#[test]
fn a_part_of_the_capacity() {
    let mut list = machines(json!(true), 5, 1, json!({}));
    list.extend([
        interrupt("10m", json!({"percent": 50})),
        interrupt("11m", json!({"percent": 1})),
    ]);
    let player = played(Value::Array(list.clone()), "11m");
    let noticed = |player: &Player| -> Vec<bool> {
        player.world().clusters[0].instances.iter().map(|i| i.noticed_at.is_some()).collect()
    };
    assert_eq!(noticed(&player).iter().filter(|is| **is).count(), 4, "ceil(5 / 2), then one more");
    assert_eq!(noticed(&player), noticed(&played(Value::Array(list.clone()), "11m")));
    assert!(noticed(&player)[5..].iter().all(|is| !is), "On-Demand ones are never interrupted");
    list.push(interrupt("20m", json!({})));
    list.push(interrupt("20m", json!({})));
    assert_eq!(
        refusal(&played(Value::Array(list), "20m")),
        "No Spot capacity runs in the cluster."
    );
}

/// What the call and the launch refuse.
#[test]
fn refusals_of_spot() {
    let text = |call: Value| refusal(&played(with(start(1, 64), &[call]), "1m"));
    assert_eq!(text(interrupt("1s", json!({}))), "No Spot capacity runs in the cluster.");
    assert_eq!(
        text(interrupt("1s", json!({"capacityProvider": "FARGATE_SPOT"}))),
        "No Spot capacity of FARGATE_SPOT runs in the cluster."
    );
    assert_eq!(
        text(interrupt("1s", json!({"capacityProvider": "x"}))),
        "There is no capacity provider x."
    );
    let launch = |spot: Value, more: &str| {
        let mut input = json!({"cluster": "demo", "instanceType": "m5.large", "spot": spot});
        input["launchType"] = json!(more);
        json!(["1s", "ec2:RunInstances", input])
    };
    assert_eq!(
        text(launch(json!(true), "EXTERNAL")),
        "Spot capacity is neither EXTERNAL nor on an Outpost."
    );
    assert_eq!(
        text(launch(json!("yes"), "EC2")),
        "spot is neither true nor an object such as {\"draining\": true}."
    );
}

/// LT-11, LC-70: an external instance whose connection drops: its tasks go on, and what happened to them arrives
/// when it is back.
#[test]
fn lt_11_the_connection_of_an_external_instance() {
    let list = json!([
        ["0s", "ecs:CreateCluster", {"clusterName": "demo"}],
        ["0s", "ec2:RunInstances", {"cluster": "demo", "instanceType": "m5.large",
            "launchType": "EXTERNAL", "registerAfter": "0s"}],
        ["0s", "ecs:RegisterTaskDefinition", web(64)],
        ["1s", "ecs:CreateService", {"cluster": "demo", "serviceName": "web", "taskDefinition": "web",
            "desiredCount": 2, "launchType": "EXTERNAL"}],
        ["5m", "world:DisconnectAgent", {"cluster": "demo", "containerInstance": "#1"}],
        ["6m", "world:StopContainer", {"cluster": "demo", "task": "#1"}],
        ["10m", "world:ReconnectAgent", {"cluster": "demo", "containerInstance": "#1"}],
    ]);
    let statuses = |player: &Player| -> Vec<TaskStatus> {
        player.world().clusters[0].tasks.iter().map(|task| task.status).collect()
    };
    use TaskStatus::{Running, Stopped};
    let silent = played(list.clone(), "9m59s");
    assert_eq!(statuses(&silent), [Running, Running]);
    let back = played(list, "11m");
    assert_eq!(statuses(&back), [Stopped, Running, Running]);
    assert_eq!(why(&back, 0).0, "EssentialContainerExited");
}
