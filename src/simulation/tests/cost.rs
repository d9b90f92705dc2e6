//! The bill (PR-1 to PR-21).

use serde_json::{Value, json};

use super::managed_instances::{managed, service};
use super::{played, web, with};
use crate::base::{SimSpan, SimTime};
use crate::model::catalog::price::{Basis, Platform};
use crate::simulation::cost::{
    Fargate, Holder, Line, Statement, What, bill, compared, due_at, statement,
};
use crate::simulation::fold::Setup;
use crate::simulation::player::Progress;
use crate::simulation::{Player, invariant};

fn time(text: &str) -> SimTime {
    SimTime(SimSpan::parse(text).expect("a duration").0)
}

/// A player of calls in a Region.
fn player_in(region: &str, calls: Value) -> Player {
    let setup = Setup { region: region.into(), ..Setup::default() };
    Player::new(std::rc::Rc::new(setup), super::calls(calls))
}

fn play(player: &mut Player, until: &str) -> Statement {
    while let Progress::Budget = player.advance(time(until), 1_000) {
        assert_eq!(invariant::broken(player.world()), None);
    }
    statement(player.world(), player.time())
}

fn in_region(region: &str, calls: Value, until: &str) -> Statement {
    play(&mut player_in(region, calls), until)
}

fn line(statement: &Statement, what: What) -> Line {
    *statement.lines.iter().find(|line| line.what == what).expect("a line")
}

const fn kind(platform: Platform, spot: bool) -> Fargate {
    Fargate { spot, platform }
}

const X86: Fargate = kind(Platform::LinuxX86, false);

fn definition(cpu: &str, memory: &str, more: Value) -> Value {
    let mut input = json!({"family": "web", "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc", "cpu": cpu, "memory": memory,
        "containerDefinitions": [{"name": "web", "image": "nginx"}]});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    json!(["0s", "ecs:RegisterTaskDefinition", input])
}

fn cluster() -> Value {
    json!(["0s", "ecs:CreateCluster", {"clusterName": "demo"}])
}

fn run(at: &str, more: Value) -> Value {
    let subnets = json!({"awsvpcConfiguration": {"subnets": ["subnet-us-east-1a"]}});
    let mut input = json!({"cluster": "demo", "taskDefinition": "web",
        "networkConfiguration": subnets});
    if more.get("capacityProviderStrategy").is_none() {
        input["launchType"] = "FARGATE".into();
    }
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    json!([at, "ecs:RunTask", input])
}

/// One Fargate task of a size, for an hour from its pull: what an hour of it costs.
fn one(region: &str, cpu: &str, memory: &str, more: Value) -> Statement {
    let calls = json!([cluster(), definition(cpu, memory, more), run("0s", json!({}))]);
    in_region(region, calls, "1h18s")
}

/// Nano-dollars, in hundred-thousandths of a cent as the reference writes them.
fn micro(nano: u128) -> u128 {
    (nano + 500) / 1_000
}

/// PR-2, PR-9: the reference's worked cases, an hour and a month of 730.
#[test]
fn pr_9_worked_cases() {
    let arm = json!({"runtimePlatform": {"cpuArchitecture": "ARM64"}});
    for (cpu, memory, x86, arm_month, tokyo) in [
        ("256", "512", 901, 721, 1_125),
        ("512", "1024", 1_802, 1_442, 2_249),
        ("1024", "2048", 3_604, 2_884, 4_498),
        ("2048", "4096", 7_208, 5_767, 8_997),
        ("4096", "8192", 14_416, 11_534, 17_993),
    ] {
        let cents = |region: &str, more: &Value| {
            let statement = one(region, cpu, memory, more.clone());
            (statement.per_month.0 + 5_000_000) / 10_000_000
        };
        let found = [
            cents("us-east-1", &json!({})),
            cents("us-east-1", &arm),
            cents("ap-northeast-1", &json!({})),
        ];
        assert_eq!(found, [x86, arm_month, tokyo], "{cpu}/{memory}");
    }
    let smallest = one("us-east-1", "256", "512", json!({}));
    assert_eq!(micro(smallest.per_hour.0), 12_343);
    // An hour from the pull (LC-28b) is an hour on the bill.
    assert!(smallest.total.0.abs_diff(smallest.per_hour.0) <= 1);
    assert_eq!(line(&smallest, What::FargateVcpu(X86)).quantity_thousandths(), 250);
}

/// PR-9, PR-11: Windows 1 vCPU/2 GB is 0.102775 an hour with its licence; PL-28 does not count here.
#[test]
fn pr_11_windows_pays_its_licence() {
    let windows = json!({"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}});
    let calls = json!([cluster(), definition("1024", "2048", windows), run("0s", json!({}))]);
    let mut player = player_in("us-east-1", calls);
    let statement = play(&mut player, "2h");
    assert_eq!(micro(statement.per_hour.0), 102_775);
    assert_eq!(line(&statement, What::FargateLicence).rate.nano_usd, 46_000_000);
    // PR-12: Tokyo's Windows price was not found; us-east-1's stands in and says so.
    let windows = What::FargateVcpu(kind(Platform::Windows, false));
    let calls = json!([
        cluster(),
        definition(
            "1024",
            "2048",
            json!({"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}})
        ),
        run("0s", json!({}))
    ]);
    let tokyo = in_region("ap-northeast-1", calls, "1h");
    assert_eq!(line(&tokyo, windows).rate.basis, Basis::Virginia);
}

/// PR-8: from the start of the pull to the end of the task, up to the next second, a minute at least
/// (Windows five).
#[test]
fn pr_8_a_minute_at_least() {
    let stop = |at: &str| json!([at, "ecs:StopTask", {"cluster": "demo", "task": "#1"}]);
    let billed = |more: Value, ends: &str| {
        let calls =
            json!([cluster(), definition("1024", "2048", more), run("0s", json!({})), stop(ends)]);
        let mut player = player_in("us-east-1", calls);
        play(&mut player, "2h");
        let task = &player.world().clusters[0].tasks[0];
        let pulled = task.times.pull_started.expect("pulled");
        let ended = task.times.execution_stopped.expect("ended");
        let bill = bill(player.world(), player.time());
        let vcpu = bill.iter().find(|l| matches!(l.what, What::FargateVcpu(_))).expect("a line");
        (ended.since(pulled).0, vcpu.quantity_thousandths())
    };
    // 20 seconds are billed as 60: 60/3600 vCPU-hours.
    let (lived, thousandths) = billed(json!({}), "30s");
    assert!(lived < 60_000 && thousandths == 60 * 1_000 / 3_600, "{lived} {thousandths}");
    let (lived, thousandths) = billed(json!({}), "10m");
    assert_eq!(thousandths, u128::from(lived.div_ceil(1_000)) * 1_000 / 3_600);
    assert!(lived > 60_000);
    let windows = json!({"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}});
    let (lived, thousandths) = billed(windows, "4m");
    assert!(lived < 300_000 && thousandths == 300 * 1_000 / 3_600, "{lived} {thousandths}");
    // Stopped before its pull (18 s, LC-28b) it costs nothing.
    let calls =
        json!([cluster(), definition("256", "512", json!({})), run("0s", json!({})), stop("10s")]);
    assert_eq!(in_region("us-east-1", calls, "1h").total.0, 0);
}

/// LC-25: what ended is shown for an hour, and billed for good.
#[test]
fn pr_8_what_the_api_forgot_is_still_billed() {
    let calls = json!([cluster(), definition("1024", "2048", json!({})), run("0s", json!({})),
        ["30m", "ecs:StopTask", {"cluster": "demo", "task": "#1"}]]);
    let mut player = player_in("us-east-1", calls);
    let after = play(&mut player, "40m").total;
    let task = |player: &Player| player.world().clusters[0].tasks[0].is_visible(player.time());
    assert!(task(&player) && after.0 > 0);
    assert_eq!(play(&mut player, "3d").total, after);
    assert!(!task(&player));
}

/// PR-9: 50 GB of ephemeral storage are 30 that are paid for. PR-17: a public address.
#[test]
fn pr_17_storage_and_an_address() {
    let public = json!({"networkConfiguration": {"awsvpcConfiguration": {
        "subnets": ["subnet-us-east-1a"], "assignPublicIp": "ENABLED"}}});
    let storage = json!({"ephemeralStorage": {"sizeInGiB": 50}});
    let calls = json!([cluster(), definition("1024", "2048", storage), run("0s", public)]);
    let statement = in_region("us-east-1", calls, "1h18s");
    let gb = line(&statement, What::FargateStorage);
    assert_eq!((gb.quantity_thousandths(), gb.usd.0), (30_000, 30 * 111_000));
    let address = line(&statement, What::PublicIpv4);
    assert_eq!((address.quantity_thousandths(), address.usd.0), (1_000, 5_000_000));
    // A task without them pays for neither.
    let plain = one("us-east-1", "1024", "2048", json!({}));
    assert!(!plain.lines.iter().any(|l| matches!(l.what, What::FargateStorage | What::PublicIpv4)));
}

/// PR-10: Fargate Spot has its own rate, an estimate, and no other charge.
#[test]
fn pr_10_fargate_spot_has_its_own_rate() {
    let strategy =
        json!({"capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]});
    let with = json!(["0s", "ecs:CreateCluster",
        {"clusterName": "demo", "capacityProviders": ["FARGATE_SPOT"]}]);
    let calls = json!([with, definition("1024", "2048", json!({})), run("0s", strategy)]);
    let statement = in_region("us-east-1", calls, "1h18s");
    let vcpu = line(&statement, What::FargateVcpu(kind(Platform::LinuxX86, true)));
    assert_eq!((vcpu.rate.nano_usd, vcpu.rate.basis), (12_700_000, Basis::Estimate));
    assert_eq!(statement.per_hour.0, 12_700_000 + 2 * 1_400_000);
    assert_eq!(statement.lines.len(), 2);
}

fn instances(more: Value) -> Value {
    let mut input = json!({"cluster": "demo", "instanceType": "m5.large", "count": 1,
        "registerAfter": "30s"});
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    json!(["0s", "ec2:RunInstances", input])
}

const M5: What = What::Instances("m5.large");

/// PR-1, PR-3, PR-7, PR-16: instances and their volumes cost, used or not; what is written down in ECS
/// does not.
#[test]
fn pr_3_instances_cost_whether_tasks_use_them_or_not() {
    let written = json!([cluster(), definition("256", "512", json!({})),
        ["0s", "ecs:CreateService", {"cluster": "demo", "serviceName": "web",
            "taskDefinition": "web", "desiredCount": 0, "launchType": "FARGATE",
            "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-us-east-1a"]}}}]]);
    let nothing = in_region("us-east-1", written, "30d");
    assert_eq!((nothing.total.0, nothing.lines.len()), (0, 0));
    let statement = in_region("us-east-1", json!([cluster(), instances(json!({}))]), "730h");
    let own = line(&statement, M5);
    assert_eq!((own.quantity_thousandths(), own.usd.0), (730_000, 730 * 96_000_000));
    let volume = line(&statement, What::RootVolumes);
    assert_eq!((volume.quantity_thousandths(), volume.usd.0), (30_000, 2_400_000_000));
    assert_eq!(statement.per_month.0, statement.total.0);
}

/// PR-14: per second, a minute at least, and only while it runs; the volume stays as long as the
/// instance.
#[test]
fn pr_14_only_while_it_runs() {
    let act =
        |at: &str, call: &str| json!([at, call, {"cluster": "demo", "containerInstance": "#1"}]);
    let end = |at: &str| json!([at, "ec2:TerminateInstances", {"cluster": "demo", "containerInstances": ["#1"]}]);
    let hours = |calls: Value, until: &str| {
        let statement = in_region("us-east-1", calls, until);
        let volume = line(&statement, What::RootVolumes).quantity_thousandths();
        (line(&statement, M5).quantity_thousandths(), volume)
    };
    let own = instances(json!({}));
    // 1 h, 9 h of rest, 2 h: 3 h are billed, and 12 of its volume.
    let spells = json!([
        cluster(),
        own,
        act("1h", "world:StopInstance"),
        act("10h", "world:StartInstance"),
        end("12h")
    ]);
    assert_eq!(hours(spells.clone(), "9h").0, 1_000);
    assert_eq!(hours(spells.clone(), "11h").0, 2_000);
    assert_eq!(hours(spells, "100h"), (3_000, 12 * 30_000 / 730));
    // Terminated while it rests: the rest is not billed after all.
    let rests = json!([cluster(), own, act("1h", "world:StopInstance"), end("10h")]);
    assert_eq!(hours(rests, "20h").0, 1_000);
    let short = json!([cluster(), own, end("40s")]);
    assert_eq!(hours(short, "20h").0, 60 * 1_000 / 3_600);
}

/// PR-3: a machine whose cluster is gone when its agent comes ran until then, and is billed.
#[test]
fn pr_3_what_never_registered_is_billed() {
    let calls = json!([cluster(), instances(json!({"registerAfter": "2h"})),
        ["1h", "ecs:DeleteCluster", {"cluster": "demo"}]]);
    let mut player = player_in("us-east-1", calls);
    assert_eq!(line(&play(&mut player, "1h30m"), M5).quantity_thousandths(), 1_500);
    let after = play(&mut player, "2h");
    assert_eq!(line(&after, M5).quantity_thousandths(), 2_000);
    assert_eq!(play(&mut player, "9h").total, after.total);
    assert_eq!(after.per_hour.0, 0);
}

/// PR-12, PR-13: a Region without figures of its own is not free: Tokyo's stand in, and say so.
#[test]
fn pr_12_a_region_without_figures() {
    for (region, basis) in [("ap-east-2", Basis::Tokyo), ("ap-northeast-1", Basis::Scaled)] {
        let calls = json!([cluster(), instances(json!({}))]);
        let statement = in_region(region, calls, "1h");
        let own = line(&statement, M5);
        assert_eq!((own.usd.0, own.rate.basis), (124_000_000, basis), "{region}");
    }
    let taipei = one("ap-east-2", "1024", "2048", json!({}));
    let vcpu = line(&taipei, What::FargateVcpu(X86)).rate;
    assert_eq!((vcpu.nano_usd, vcpu.basis), (50_560_000, Basis::Tokyo));
}

/// EC2 Spot has no figure in the data: counted at the On-Demand price, and said so.
#[test]
fn pr_14_spot_is_counted_at_on_demand() {
    let calls = json!([cluster(), instances(json!({"spot": true}))]);
    let own = line(&in_region("us-east-1", calls, "1h"), What::SpotInstances("m5.large"));
    assert_eq!((own.usd.0, own.rate.basis), (96_000_000, Basis::OnDemand));
}

/// PR-5: an external instance, each hour begun from its registration, whether its machine runs or not.
#[test]
fn pr_5_external_instances_by_the_hour() {
    let calls = json!([cluster(), instances(json!({"launchType": "EXTERNAL"})),
        ["90m", "world:StopInstance", {"cluster": "demo", "containerInstance": "#1"}],
        ["150m", "ecs:DeregisterContainerInstance",
            {"cluster": "demo", "containerInstance": "#1", "force": true}]]);
    let mut player = player_in("us-east-1", calls);
    let mut hours = |until: &str| {
        let statement = play(&mut player, until);
        let line = line(&statement, What::External);
        assert_eq!(line.usd.0, line.quantity_thousandths() * 10_250);
        (line.quantity_thousandths() / 1_000, statement.per_hour.0)
    };
    // Registered at 30 s.
    assert_eq!(hours("1m"), (1, 10_250_000));
    assert_eq!(hours("60m29s").0, 1);
    assert_eq!(hours("61m").0, 2);
    assert_eq!(hours("2h5m"), (3, 10_250_000));
    assert_eq!(hours("30h"), (3, 0));
}

/// PR-6: Managed Instances pay a fee of 12 percent (modelled) from their launch on.
#[test]
fn pr_6_managed_instances_pay_a_fee() {
    let calls = with(managed(&["a"], Value::Null), &[service(1, json!({}))]);
    let mut player = player_in("ap-northeast-1", calls);
    // From its launch on: nothing is added for the time before it registered.
    let early = play(&mut player, "10s");
    assert!(early.lines.iter().any(|l| matches!(l.what, What::ManagedFee(_))), "{early:?}");
    let statement = play(&mut player, "30m");
    let fees: Vec<&Line> =
        statement.lines.iter().filter(|l| matches!(l.what, What::ManagedFee(_))).collect();
    let [fee] = fees[..] else { panic!("{statement:?}") };
    let What::ManagedFee(kind) = fee.what else { panic!() };
    let own = line(&statement, What::Instances(kind));
    assert_eq!(
        (fee.rate.nano_usd, fee.rate.basis),
        (own.rate.nano_usd * 12 / 100, Basis::Modelled)
    );
    assert_eq!(fee.quantity_thousandths(), own.quantity_thousandths());
    assert!(fee.usd.0 > 0);
}

/// PR-18, PR-19, PR-20: EC2 against Fargate, with the fill and what is idle.
#[test]
fn pr_18_pr_20_ec2_against_fargate() {
    let calls = json!([cluster(), instances(json!({"count": 2, "registerAfter": "0s"})),
        ["0s", "ecs:RegisterTaskDefinition", web(1_024)],
        ["1s", "ecs:RunTask", {"cluster": "demo", "taskDefinition": "web", "count": 3,
            "placementStrategy": [{"type": "binpack", "field": "memory"}]}]]);
    let mut player = player_in("us-east-1", calls);
    let statement = play(&mut player, "10m");
    let found = compared(player.world());
    assert_eq!((found.instances(), found.tasks, found.unfit, found.idle), (2, 3, 0, 1));
    assert_eq!(found.instances_per_hour.0 / 1_000, statement.per_hour.0 / 1_000);
    assert_eq!(found.idle_per_hour.0 * 2, found.instances_per_hour.0);
    // 256 CPU and 1,024 MiB are a Fargate size: 0.25 × 0.04048 + 0.004445 an hour.
    assert_eq!(found.fargate_per_hour.0, 3 * (10_120_000 + 4_445_000));
    assert_eq!(found.fill()[0], (3 * 256, 2 * 2_048));
    assert_eq!((found.fill()[1].0, found.kinds[0].break_even_permille), (3 * 1_024, 824));
}

/// PR-20, PR-21: rt.live, 25 tasks of 1 vCPU and 2 GB for thirty minutes a day: 18.51 a month. Counted here from
/// the first pull of a day to the end of the last.
#[test]
fn pr_21_rt_live() {
    let mut calls = vec![cluster(), definition("1024", "2048", json!({}))];
    calls.push(json!(["0s", "ecs:CreateService", {"cluster": "demo", "serviceName": "rt",
        "taskDefinition": "web", "desiredCount": 0, "launchType": "FARGATE",
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-us-east-1a"]}}}]));
    for day in 0..30 {
        let scale = |minute: u32, desired: u32| {
            json!([format!("{}m", day * 1_440 + minute), "ecs:UpdateService",
                {"cluster": "demo", "service": "rt", "desiredCount": desired}])
        };
        calls.push(scale(60, 25));
        calls.push(scale(90, 0));
    }
    let mut player = player_in("us-east-1", Value::Array(calls));
    let mut each = play(&mut player, "1d").total.0;
    let month = play(&mut player, "30d");
    // Between its days it costs nothing (PR-20).
    assert_eq!(month.per_hour.0, 0);
    assert_eq!(month.shares.len(), 1);
    assert_eq!(month.shares[0].holder, Holder::Service(0, 0));
    let cents = month.total.0 / 10_000_000;
    // A day is a few seconds off half an hour: pulls begin after 18 s, and SIGTERM has its time.
    assert!((1_820..=1_880).contains(&cents), "{cents}");
    each *= 30;
    assert!(month.total.0.abs_diff(each) < 10_000_000, "{each}");
    // By the reference's own arithmetic: half an hour to the second.
    let exact = 25 * 30 * (1_800 * (1_024 * 40_480_000_u128 + 2_048 * 4_445_000)) / (3_600 * 1_024);
    assert_eq!(exact / 10_000_000, 1_851);
}

/// The laws of the bill, in a world in which everything comes and goes: it never shrinks; in a stretch in
/// which nothing changes it grows by what an hour costs; its sums agree; and the world's own sum of an hour
/// is that of the lines.
#[test]
fn pr_14_the_laws_of_the_bill() {
    let act = |at: &str, call: &str, zone: &str| json!([at, call, {"availabilityZone": zone}]);
    let desired = |at: &str, n: u32| json!([at, "ecs:UpdateService", {"cluster": "demo", "service": "web", "desiredCount": n}]);
    let calls = json!([
        cluster(),
        instances(json!({"count": 3, "registerAfter": "75s"})),
        instances(json!({"launchType": "EXTERNAL"})),
        instances(json!({"spot": true})),
        definition("512", "1024", json!({"ephemeralStorage": {"sizeInGiB": 30}})),
        ["1s", "ecs:CreateService", {"cluster": "demo", "serviceName": "web", "taskDefinition": "web",
            "desiredCount": 4, "launchType": "FARGATE", "networkConfiguration": {
                "awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a",
                    "subnet-ap-northeast-1c"], "assignPublicIp": "ENABLED"}}}],
        desired("4m", 9),
        act("5m10s", "world:FailAvailabilityZone", "ap-northeast-1a"),
        act("9m", "world:RestoreAvailabilityZone", "ap-northeast-1a"),
        desired("12m", 0),
        ["14m", "ec2:TerminateInstances", {"cluster": "demo", "containerInstances": ["#1", "#2"]}],
    ]);
    let by_the_second = |statement: &Statement| {
        let lines = statement.lines.iter().filter(|line| line.what != What::External);
        lines.fold((0, 0), |sum, line| (sum.0 + line.usd.0, sum.1 + line.per_hour.0))
    };
    let mut player = player_in("ap-northeast-1", calls);
    let mut before: Option<Statement> = None;
    let (mut quiet, mut seconds) = (0, 0);
    while seconds < 20 * 60 {
        let until = SimTime(seconds * 1_000);
        while let Progress::Budget = player.advance(until, 1) {
            assert_eq!(invariant::broken(player.world()), None);
        }
        let now = statement(player.world(), until);
        let sum: u128 = now.lines.iter().map(|line| line.usd.0).sum();
        assert_eq!(sum, now.total.0);
        let shares: u128 = now.shares.iter().map(|share| share.usd.0).sum();
        assert!(shares.abs_diff(sum) <= 20, "{shares} {sum}");
        // Each instance and task rounds down in the world's own sum.
        let own = u128::from(due_at(player.world(), until));
        assert!(own.abs_diff(now.per_hour.0) <= 30, "{seconds}s: {own} {}", now.per_hour.0);
        if let Some(before) = &before {
            assert!(now.total >= before.total, "{seconds}s: the bill shrinks");
            // Where no minimum runs, the slope is the hour's price. An external instance's is steps.
            let grew = (by_the_second(&now).0 - by_the_second(before).0) * 3_600;
            let slope = by_the_second(&now).1;
            let steady = before.per_hour == now.per_hour && grew.abs_diff(slope) < 200_000;
            quiet += u32::from(steady);
        }
        before = Some(now);
        seconds += 1;
    }
    // Most seconds are such; the others are those of minimums, hours begun and changes.
    assert!(quiet > 900, "{quiet}");
    // Played again from a keyframe it is the same to the last nano-dollar.
    let last = statement(player.world(), player.time());
    player.seek(time("6m"));
    while let Progress::Budget = player.advance(SimTime((20 * 60 - 1) * 1_000), 1_000) {}
    assert_eq!(statement(player.world(), player.time()), last);
}

/// The journal's samples tell the cost of an hour at the very moment at which a pull begins, though that
/// is no event (PR-8).
#[test]
fn pr_8_samples_know_when_a_pull_began() {
    let calls = json!([cluster(), definition("1024", "2048", json!({})), run("0s", json!({}))]);
    let player = played(calls, "5m");
    let task = &player.world().clusters[0].tasks[0];
    let pulled = task.times.pull_started.expect("pulled");
    let samples = &player.journal().samples;
    let first = samples.iter().find(|s| s.totals.nano_usd_hour > 0).expect("a sample");
    assert_eq!((first.time, first.totals.nano_usd_hour), (pulled, 50_560_000 + 2 * 5_530_000));
    assert!(samples.windows(2).all(|two| two[0].time < two[1].time));
}
