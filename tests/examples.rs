//! The gallery keeps its word: each example is played, and what its sentence in the gallery
//! (`texts/examples.rs`) says is read out of the report.

#![allow(clippy::expect_used, reason = "an example that cannot be read fails")]

use std::rc::Rc;

use ecs_playground::base::{SimSpan, SimTime};
use ecs_playground::scenario::example::{EXAMPLES, Example};
use ecs_playground::scenario::report::report;
use ecs_playground::simulation::Player;
use ecs_playground::simulation::cost::{Holder, statement};
use ecs_playground::simulation::player::Progress;
use ecs_playground::texts::{Lang, examples};
use serde_json::Value;

/// An example, played as far as it is asked about.
struct Played(Player);

fn moment(text: &str) -> SimTime {
    SimTime(SimSpan::parse(text).expect("a duration").0)
}

impl Played {
    fn open(id: &str) -> Self {
        let scenario = Example::named(id).expect(id).scenario().expect(id);
        Self(Player::new(Rc::clone(&scenario.setup), Rc::clone(&scenario.calls)))
    }

    /// The report's only cluster at a moment.
    fn at(&mut self, time: &str) -> Value {
        while self.0.advance(moment(time), 100_000) == Progress::Budget {}
        report(&self.0, &[])["clusters"][0].clone()
    }

    /// (running, healthy or not) tasks of a service's deployments at a moment: new, old.
    fn running(&mut self, time: &str) -> Vec<u64> {
        let cluster = self.at(time);
        let list = cluster["services"][0]["deployments"].as_array().expect("deployments").clone();
        list.iter().map(|d| d["runningCount"].as_u64().expect("a count")).collect()
    }
}

fn service<'a>(cluster: &'a Value, name: &str) -> &'a Value {
    let list = cluster["services"].as_array().expect("services");
    list.iter().find(|s| s["serviceName"] == name).expect(name)
}

/// The service's messages, oldest first.
fn said(cluster: &Value, name: &str) -> Vec<String> {
    let events = service(cluster, name)["events"].as_array().expect("events");
    events.iter().rev().map(|e| e["message"].as_str().expect("a text").to_owned()).collect()
}

fn says(cluster: &Value, name: &str, text: &str) -> bool {
    said(cluster, name).iter().any(|message| message.contains(text))
}

/// `stoppedReason` of the tasks that stopped within the hour.
fn stopped(cluster: &Value) -> Vec<String> {
    let tasks = cluster["tasks"].as_array().expect("tasks").iter();
    let stopped = tasks.filter(|task| task["desiredStatus"] == "STOPPED");
    stopped.map(|task| task["stoppedReason"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Tasks that run, by the last letters of their zone: `a`, `c`, `d`.
fn zones(cluster: &Value) -> [usize; 3] {
    let tasks = cluster["tasks"].as_array().expect("tasks");
    ["a", "c", "d"].map(|zone| {
        let here = |task: &&Value| {
            task["lastStatus"] == "RUNNING"
                && task["availabilityZone"].as_str().is_some_and(|name| name.ends_with(zone))
        };
        tasks.iter().filter(here).count()
    })
}

/// Tasks of a family that run on an instance, `#n`.
fn on(cluster: &Value, number: usize, family: &str) -> usize {
    let arn = &cluster["containerInstances"][number - 1]["containerInstanceArn"];
    let tasks = cluster["tasks"].as_array().expect("tasks").iter();
    tasks
        .filter(|task| task["containerInstanceArn"] == *arn && task["lastStatus"] == "RUNNING")
        .filter(|task| {
            task["group"] == format!("service:{family}")
                || task["group"] == format!("family:{family}")
        })
        .count()
}

#[test]
fn every_example_says_what_it_shows_in_both_languages() {
    for example in EXAMPLES {
        for lang in Lang::ALL {
            assert!(!examples::about(lang, example.id).is_empty(), "{}", example.id);
        }
    }
}

/// SV-2, SV-21, SV-41: a crash and two failed checks, three replacements.
#[test]
fn a_service_heals_itself() {
    let mut example = Played::open("self-healing");
    assert_eq!(example.running("2m"), [3]);
    let healed = example.at("4m");
    assert_eq!(stopped(&healed), ["Essential container in task exited"]);
    assert_eq!(service(&healed, "web")["runningCount"], 3);
    let healed = example.at("9m");
    let checks =
        stopped(&healed).iter().filter(|r| r.contains("failed container health checks")).count();
    assert_eq!((checks, &service(&healed, "web")["runningCount"]), (2, &3.into()));
    assert!(says(&healed, "web", "replaced 2 tasks due to an unhealthy status"));
    assert!(said(&healed, "web").last().expect("an event").contains("is AZ balanced"));
}

/// SV-30, SV-35: 75 and 150 percent of eight are 6 and 12, looked at every second of the deployment.
#[test]
fn a_rolling_deployment_stays_within_its_bounds() {
    let mut example = Played::open("rolling");
    let mut both = 0;
    for second in 90..200 {
        let cluster = example.at(&format!("{second}s"));
        let service = service(&cluster, "web");
        let (running, pending) = (
            service["runningCount"].as_u64().expect("n"),
            service["pendingCount"].as_u64().expect("n"),
        );
        assert!(running >= 6 && running + pending <= 12, "{second}s: {running} + {pending}");
        let list = service["deployments"].as_array().expect("a list");
        both +=
            usize::from(list.iter().filter(|d| d["runningCount"].as_u64() > Some(0)).count() == 2);
    }
    assert!(both > 10, "old and new run side by side: {both} s");
    let cluster = example.at("4m");
    let done = &service(&cluster, "web")["deployments"][0];
    assert_eq!((&done["rolloutState"], &done["runningCount"]), (&"COMPLETED".into(), &8.into()));
    assert!(done["taskDefinition"].as_str().expect("an ARN").ends_with("web:2"));
}

/// SV-34, SV-112: nothing moves, and the event says so, once.
#[test]
fn a_stuck_deployment_says_so_and_stays_stuck() {
    let mut example = Played::open("stuck");
    assert_eq!(example.running("85s"), [3]);
    for time in ["2m", "10m", "1h"] {
        assert_eq!(example.running(time), [0, 3], "{time}");
    }
    let cluster = example.at("1h");
    let told = said(&cluster, "web");
    assert_eq!(
        told.iter()
            .filter(|m| m.contains("was unable to stop or start tasks during a deployment"))
            .count(),
        1
    );
}

/// SV-50, SV-53, SV-56: three failures, then back to web:1.
#[test]
fn the_circuit_breaker_rolls_back() {
    let mut example = Played::open("breaker");
    let cluster = example.at("6m");
    assert!(says(&cluster, "web", "deployment failed: tasks failed to start."));
    assert!(says(&cluster, "web", "rolling back to deployment"));
    let now = &service(&cluster, "web")["deployments"][0];
    assert!(now["taskDefinition"].as_str().expect("an ARN").ends_with("web:1"));
    assert_eq!((&now["rolloutState"], &now["runningCount"]), (&"COMPLETED".into(), &4.into()));
    let failed =
        stopped(&cluster).iter().filter(|r| r.contains("CannotPullContainerError")).count();
    assert!(failed >= 3, "{failed}");
}

/// SV-3, SV-4: one on each instance, and on the one that comes later.
#[test]
fn a_daemon_has_one_task_on_every_instance() {
    let mut example = Played::open("daemon");
    let each =
        |cluster: &Value, n: usize| (1..=n).map(|i| on(cluster, i, "agent")).collect::<Vec<_>>();
    assert_eq!(each(&example.at("70s"), 3), [1, 1, 1]);
    assert_eq!(each(&example.at("2m30s"), 4), [1, 1, 1, 1]);
    assert_eq!(each(&example.at("7m"), 4), [1, 1, 1, 1]);
    assert_eq!(service(&example.at("7m"), "agent")["deployments"][0]["rolloutState"], "COMPLETED");
}

/// LC-63, LC-72, LC-80: the service's task moves, the other one stays, and #1 leaves when it is empty.
#[test]
fn an_instance_is_drained() {
    let mut example = Played::open("draining");
    let before = example.at("85s");
    assert_eq!((on(&before, 1, "web") > 0, on(&before, 1, "report")), (true, 1));
    let drained = example.at("3m");
    assert_eq!(drained["containerInstances"][0]["status"], "DRAINING");
    assert_eq!((on(&drained, 1, "web"), on(&drained, 1, "report")), (0, 1));
    assert_eq!(service(&drained, "web")["runningCount"], 8);
    let left = example.at("9m");
    assert_eq!(
        (on(&left, 1, "report"), &left["containerInstances"][0]["status"]),
        (0, &"INACTIVE".into())
    );
    assert!(stopped(&left).contains(&"the report is written".to_owned()));
}

/// LC-74, PL-90: two zones carry on with nine tasks; the third gets its share again.
#[test]
fn a_zone_fails_and_comes_back() {
    let mut example = Played::open("zone-failure");
    assert_eq!(zones(&example.at("1m55s")), [3, 3, 3]);
    let without = zones(&example.at("4m"));
    assert_eq!((without[0], without.iter().sum::<usize>()), (0, 9));
    assert_eq!(zones(&example.at("12m")), [3, 3, 3]);
    assert!(says(&example.at("12m"), "web", "is AZ balanced with 3 tasks"));
}

/// LC-90, LC-94, LC-95: #2 drains at the notice, #3 does not; two minutes later both are gone.
#[test]
fn spot_capacity_is_taken_back() {
    let mut example = Played::open("spot");
    let before = example.at("1m59s");
    assert_eq!([1, 2, 3].map(|n| on(&before, n, "web")), [2, 2, 2]);
    let noticed = example.at("3m30s");
    assert_eq!(noticed["containerInstances"][1]["status"], "DRAINING");
    assert_eq!(noticed["containerInstances"][2]["status"], "ACTIVE");
    assert_eq!((on(&noticed, 2, "web"), on(&noticed, 3, "web") >= 2), (0, true));
    let after = example.at("8m");
    assert_eq!([1, 2, 3].map(|n| on(&after, n, "web")), [6, 0, 0]);
    let reasons = stopped(&after);
    assert!(reasons.iter().any(|r| r.contains("Host EC2") && r.contains("terminated")));
    assert!(reasons.iter().any(|r| r == "Your Spot Task was interrupted."));
    for name in ["web", "job"] {
        let service = service(&after, name);
        assert_eq!(service["runningCount"], service["desiredCount"], "{name}");
    }
}

/// SV-60, SV-78, SV-80: an alarm takes the first try back, the second goes through.
#[test]
fn a_canary_is_taken_back_and_goes_through_later() {
    let mut example = Played::open("canary");
    let back = example.at("24m");
    let list = service(&back, "web")["deployments"][0].clone();
    assert!(list["taskDefinition"].as_str().expect("an ARN").ends_with("web:1"));
    assert!(says(&back, "web", "rolling back to deployment"));
    let through = example.at("50m");
    let now = &service(&through, "web")["deployments"][0];
    assert!(now["taskDefinition"].as_str().expect("an ARN").ends_with("web:2"));
    assert_eq!(now["rolloutState"], "COMPLETED");
}

/// CP-30, CP-32: what is empty goes a quarter of an hour later, what holds tasks stays.
#[test]
fn a_group_shrinks() {
    let mut example = Played::open("scale-in");
    assert_eq!(example.running("3m"), [16]);
    let instances = |cluster: &Value| {
        let all = cluster["containerInstances"].as_array().expect("instances").iter();
        all.filter(|i| i["status"] == "ACTIVE").count()
    };
    assert_eq!((example.running("6m"), instances(&example.at("18m"))), (vec![6], 4));
    let after = example.at("30m");
    assert_eq!((instances(&after), &service(&after, "web")["runningCount"]), (2, &6.into()));
    assert!(stopped(&after).iter().all(|reason| reason.starts_with("Scaling activity")));
}

/// PL-61: nine tasks, three a zone.
#[test]
fn nine_tasks_spread_over_three_zones() {
    let mut example = Played::open("three-zones");
    let cluster = example.at("1m");
    assert_eq!(zones(&cluster), [3, 3, 3]);
    assert!((1..=6).all(|n| on(&cluster, n, "web") > 0));
}

/// SV-111: a port, memory and a constraint keep tasks waiting, and the events say which.
#[test]
fn three_reasons_keep_tasks_waiting() {
    let mut example = Played::open("waiting");
    let cluster = example.at("3m");
    for (name, running, why) in [
        ("api", 3, "already using a port"),
        ("worker", 3, "insufficient memory"),
        ("etl", 0, "MemberOf placement constraint unsatisfied"),
    ] {
        assert_eq!(service(&cluster, name)["runningCount"], running, "{name}");
        assert!(says(&cluster, name, why), "{name}: {:?}", said(&cluster, name));
    }
}

/// LT-1: six tasks, no instance.
#[test]
fn fargate_needs_no_instance() {
    let mut example = Played::open("fargate");
    let cluster = example.at("2m");
    assert_eq!(service(&cluster, "web")["runningCount"], 6);
    assert_eq!(cluster["containerInstances"], Value::Array(Vec::new()));
}

/// PL-90: two zones more, and each gets its share.
#[test]
fn new_zones_get_their_share() {
    let mut example = Played::open("zone-rebalancing");
    assert_eq!(zones(&example.at("85s")), [6, 0, 0]);
    assert_eq!(zones(&example.at("15m")), [2, 2, 2]);
}

/// SV-20, SV-21: what never starts is tried less and less often, what starts and crashes is replaced at once.
#[test]
fn one_loop_is_throttled_and_the_other_is_not() {
    let mut example = Played::open("crash-loop");
    let starts = |cluster: &Value, name: &str| {
        said(cluster, name).iter().filter(|message| message.contains("has started")).count()
    };
    let (early, late) = (example.at("3m"), example.at("5m59s"));
    let more = |name| starts(&late, name) - starts(&early, name);
    assert!(more("typo") <= 2 && more("crash") >= 5, "{} {}", more("typo"), more("crash"));
    assert!(says(&late, "typo", "is unable to consistently start tasks successfully."));
    assert!(!says(&late, "crash", "is unable to consistently start tasks successfully."));
    // SV-22: another task definition begins anew.
    assert_eq!(service(&example.at("8m"), "typo")["runningCount"], 1);
}

/// LC-70: tasks run on, nothing new lands, and one that ended is heard of when the agent is back.
#[test]
fn a_silent_agent_tells_later() {
    let mut example = Played::open("silent-agent");
    let silent = example.at("4m");
    assert_eq!(silent["containerInstances"][0]["agentConnected"], false);
    assert_eq!((on(&silent, 1, "web"), on(&silent, 2, "web")), (2, 4));
    assert_eq!(stopped(&silent), Vec::<String>::new());
    let back = example.at("5m30s");
    assert_eq!(back["containerInstances"][0]["agentConnected"], true);
    assert_eq!(stopped(&back), ["Essential container in task exited"]);
    assert_eq!(service(&example.at("8m"), "web")["runningCount"], 6);
}

/// CP-20: tasks wait in PROVISIONING while their group grows.
#[test]
fn tasks_wait_until_their_group_has_grown() {
    let mut example = Played::open("auto-scaling-group");
    let waiting = example.at("20s");
    let tasks = waiting["tasks"].as_array().expect("tasks");
    assert_eq!(tasks.iter().filter(|task| task["lastStatus"] == "PROVISIONING").count(), 8);
    let grown = example.at("4m59s");
    assert_eq!(grown["containerInstances"].as_array().map(Vec::len), Some(2));
    assert_eq!(service(&grown, "web")["runningCount"], 8);
}

/// PL-6: instances come from ECS, and every task runs.
#[test]
fn managed_instances_are_picked_for_the_tasks() {
    let mut example = Played::open("managed-instances");
    let cluster = example.at("8m");
    assert_eq!(service(&cluster, "web")["runningCount"], 9);
    let instances = cluster["containerInstances"].as_array().expect("instances");
    assert!(!instances.is_empty());
}

/// PR-18, PR-20, PR-21: the same work twice, and what each costs in thirty days.
#[test]
fn half_an_hour_a_day_costs_less_on_fargate() {
    let mut example = Played::open("half-an-hour");
    let mut running = |time: &str| {
        example.at(time);
        let clusters = &example.0.world().clusters;
        clusters.iter().map(|cluster| cluster.services[0].running).collect::<Vec<_>>()
    };
    assert_eq!((running("20m"), running("30d")), (vec![25, 25], vec![0, 0]));
    let bill = statement(example.0.world(), example.0.time());
    let dollars = |holder: Holder| {
        let share = bill.shares.iter().find(|share| share.holder == holder).expect("a share");
        share.usd.0 / 1_000_000_000
    };
    assert_eq!((dollars(Holder::Service(0, 0)), dollars(Holder::Instances)), (18, 929));
    // And what it costs between two of them: the instances alone.
    let instances = bill.shares.iter().find(|share| share.holder == Holder::Instances);
    assert_eq!(instances.expect("a share").per_hour, bill.per_hour);
    for (lang, words) in [(Lang::En, ["$18", "$929"]), (Lang::ZhTw, ["18 美元", "929 美元"])] {
        let about = examples::about(lang, "half-an-hour");
        assert!(words.iter().all(|word| about.contains(word)), "{about}");
    }
}
