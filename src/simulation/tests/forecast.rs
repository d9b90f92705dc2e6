//! What is forecast is what happens: so many more tasks run when they are asked for, and one more
//! does not.

use super::*;
use crate::base::{Draw, Seed};
use crate::placement::filter::Reason;
use crate::simulation::Simulation;
use crate::simulation::forecast::{self, Forecast, Until};

fn forecast_of(player: &Player) -> Option<Forecast> {
    forecast::of_service(player.simulation(), 0, 0)
}

/// The service is told to run so many; what it has after ten minutes.
fn running_with(list: &Value, desired: u32) -> u32 {
    let list = with(
        list.as_array().expect("a list").clone(),
        &[json!(["5m", "ecs:UpdateService",
            {"cluster": "demo", "service": "web", "desiredCount": desired}])],
    );
    played(list, "15m").world().clusters[0].services[0].running
}

/// The forecast at four minutes holds: all of it lands, one more does not.
fn holds(what: &str, list: &Value) -> Forecast {
    let player = played(list.clone(), "4m");
    let forecast = forecast_of(&player).expect("a service of replicas");
    let running = player.world().clusters[0].services[0].running;
    assert_eq!(forecast.owed, 0, "{what}");
    assert_eq!(running_with(list, running + forecast.more), running + forecast.more, "{what}");
    assert_eq!(
        running_with(list, running + forecast.more + 1),
        match forecast.until {
            // A refused call changes nothing.
            Until::Quota(..) if what.starts_with("QT-04") => running,
            _ => running + forecast.more,
        },
        "{what}"
    );
    forecast
}

/// PL-20, PL-22, PL-33, PL-75: memory, CPU, host ports, distinctInstance.
#[test]
fn what_is_forecast_lands_and_one_more_does_not() {
    let memory = holds("memory", &with(start(3, 1_024), &[service(4, json!({}))]));
    let Until::Full(nearest, true) = &memory.until else { panic!("{memory:?}") };
    assert!(matches!(nearest.reason, Reason::Memory { needed: 1_024, .. }), "{memory:?}");
    let cpu = holds("CPU", &with(start(2, 64), &[service(1, json!({}))]));
    assert!(matches!(&cpu.until, Until::Full(n, true) if matches!(n.reason, Reason::Cpu { .. })));
    assert_eq!(cpu.more, 2 * 2_048 / 256 - 1);
    let mut list = start(3, 64);
    let mut ported = web(64);
    ported["containerDefinitions"][0]["portMappings"] =
        json!([{"containerPort": 80, "hostPort": 80}]);
    list.push(json!(["0s", "ecs:RegisterTaskDefinition", ported]));
    let ports = holds("ports", &with(list, &[service(1, json!({}))]));
    assert_eq!(ports.more, 2);
    let distinct = json!({"placementConstraints": [{"type": "distinctInstance"}]});
    let distinct = holds("distinct", &with(start(4, 64), &[service(1, distinct)]));
    assert_eq!(distinct.more, 3);
    // One of them takes no more for another reason.
    let mixed = with(
        start(2, 1_024),
        &[service(
            1,
            json!({"placementConstraints": [
                {"type": "memberOf", "expression": "attribute:ecs.availability-zone == ap-northeast-1a"}]}),
        )],
    );
    assert!(matches!(holds("mixed", &mixed).until, Until::Full(_, false)));
}

/// QT-04, QT-06, QT-07, CP-15: quotas end it, and a strategy of two providers is followed.
#[test]
fn quotas_end_it() {
    let under = |overrides: &[(&str, u64)], list: Value, until: &str| {
        let overrides = overrides.iter().map(|(code, value)| ((*code).into(), *value)).collect();
        let setup = Setup { overrides, ..Setup::default() };
        let mut player = Player::new(Rc::new(setup), calls(list));
        let until = SimTime(SimSpan::parse(until).expect("a duration").0);
        while let Progress::Budget = player.advance(until, 1_000) {}
        player
    };
    let list = with(start(3, 64), &[service(4, json!({}))]);
    let forecast = forecast_of(&under(&[("tasks-per-service", 10)], list, "2m"));
    let forecast = forecast.expect("one");
    assert_eq!(forecast.more, 6);
    assert!(matches!(forecast.until, Until::Quota(quota, 10) if quota.code == "tasks-per-service"));
    let mut list = start(0, 64);
    list.remove(1);
    list.push(json!(["0s", "ecs:PutClusterCapacityProviders", {"cluster": "demo",
        "capacityProviders": ["FARGATE", "FARGATE_SPOT"], "defaultCapacityProviderStrategy": []}]));
    list.push(
        json!(["0s", "ecs:RegisterTaskDefinition", {"family": "f", "cpu": "256", "memory": "512",
        "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [{"name": "c", "image": "i"}]}]),
    );
    let share = |name: &str| json!({"capacityProvider": name, "weight": 1});
    list.push(json!(["1s", "ecs:CreateService", {"cluster": "demo", "serviceName": "web",
        "taskDefinition": "f", "desiredCount": 2,
        "capacityProviderStrategy": [share("FARGATE"), share("FARGATE_SPOT")],
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a"]}}}]));
    let overrides = [("fargate-tasks", 5), ("fargate-spot-tasks", 9)];
    let forecast = forecast_of(&under(&overrides, Value::Array(list), "2m")).expect("one");
    // Five on FARGATE, five on FARGATE_SPOT; the sixth would be FARGATE's.
    assert_eq!(forecast.more, 8);
    assert!(matches!(forecast.until, Until::Quota(quota, 5) if quota.code == "fargate-tasks"));
}

/// PL-43, PL-47, SV-6: a provider with managed scaling lets them wait; no instance; a daemon has no number.
#[test]
fn what_waits_for_capacity_and_what_has_none() {
    let mut list = start(0, 64);
    list.remove(1);
    list.push(service(1, json!({})));
    let none = forecast_of(&played(Value::Array(list), "2m")).expect("one");
    assert_eq!(none, Forecast { owed: 1, found: 0, more: 0, until: Until::NoInstance });
    let daemon = with(
        start(2, 64),
        &[json!(["1s", "ecs:CreateService", {"cluster": "demo", "serviceName": "web",
            "taskDefinition": "web", "schedulingStrategy": "DAEMON"}])],
    );
    assert_eq!(forecast_of(&played(daemon, "2m")), None);
    let waiting = played(with(start(1, 4_000), &[service(3, json!({}))]), "2m");
    let waiting = forecast_of(&waiting).expect("one");
    assert_eq!((waiting.owed, waiting.found, waiting.more), (2, 0, 0));
}

/// PL-43: beyond what its instances hold, tasks wait for managed scaling to bring more.
#[test]
fn a_provider_brings_more() {
    let group = json!({"AutoScalingGroupName": "g", "LaunchTemplate": {"LaunchTemplateName": "g"},
        "MinSize": 0, "MaxSize": 4, "DesiredCapacity": 1, "AvailabilityZones": ["ap-northeast-1a"]});
    let provider = json!({"name": "g", "autoScalingGroupProvider":
        {"autoScalingGroupArn": "g", "managedScaling": {"status": "ENABLED"}}});
    let list = json!([
        ["0s", "ec2:CreateLaunchTemplate", {"LaunchTemplateName": "g",
            "LaunchTemplateData": {"InstanceType": "m5.large"}}],
        ["0s", "autoscaling:CreateAutoScalingGroup", group],
        ["0s", "ecs:CreateCapacityProvider", provider],
        ["0s", "ecs:CreateCluster", {"clusterName": "demo", "capacityProviders": ["g"]}],
        ["0s", "ecs:RegisterTaskDefinition", web(64)],
        service(1, json!({"capacityProviderStrategy": [{"capacityProvider": "g", "weight": 1}]}))
    ]);
    let forecast = forecast_of(&played(list, "5m")).expect("one");
    assert_eq!((forecast.owed, forecast.more), (0, 7));
    assert_eq!(forecast.until, Until::Provider);
}

/// Many shapes: whatever is forecast is what happens.
#[test]
fn random_services_land_as_forecast() {
    for n in 0..60 {
        let draw = |purpose: &str, most: u64| Draw::new(Seed(n), purpose).value() % most;
        let memory = u32::try_from(200 + draw("memory", 3_000)).expect("small");
        let instances = u32::try_from(1 + draw("instances", 6)).expect("small");
        let steps = [
            json!([]),
            json!([{"type": "binpack", "field": "memory"}]),
            json!([{"type": "spread", "field": "instanceId"}]),
            json!([{"type": "random"}]),
        ];
        let steps = steps[usize::try_from(draw("steps", 4)).expect("small")].clone();
        let mut more = json!({"placementStrategy": steps});
        if draw("constraint", 3) == 0 {
            more["placementConstraints"] = json!([{"type": "distinctInstance"}]);
        }
        let list = with(start(instances, memory), &[service(1, more)]);
        holds(&format!("case {n}"), &list);
    }
}

/// A look ahead changes nothing; a service that a call would make is told before it is made.
#[test]
fn a_call_is_forecast_and_nothing_happens() {
    let player = played(start(2, 1_024).into(), "1m");
    let simulation: &Simulation = player.simulation();
    let before = (player.world().played(), player.world().clusters[0].tasks.len());
    let call = |desired: u32| {
        let input = json!({"cluster": "demo", "serviceName": "new", "taskDefinition": "web",
            "desiredCount": desired});
        let name = CallName::parse("ecs:CreateService").expect("a call");
        Call { at: SimTime(60_000), name, input: Rc::new(input) }
    };
    let room = |desired: u32| forecast::of_call(simulation, &call(desired)).map(|(_, f)| f);
    let empty = room(0).expect("accepted");
    assert!(empty.owed == 0 && empty.more > 2, "{empty:?}");
    let some = room(2).expect("accepted");
    assert_eq!((some.owed, some.found, some.more), (2, 2, empty.more - 2));
    let many = room(empty.more + 5).expect("accepted");
    assert_eq!((many.owed, many.found, many.more), (empty.more + 5, empty.more, 0));
    // QT-04: refused.
    assert_eq!(room(5_001), None);
    assert_eq!(before, (player.world().played(), player.world().clusters[0].tasks.len()));
}
