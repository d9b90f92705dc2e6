//! Places on the stage: zones, the reader's own hardware, Fargate.

use std::collections::BTreeSet;

use super::rows::tree;
use super::tests::{look_at, look_of_player, player, texts};
use super::{Ledger, Look, Motion, scene};
use crate::scenario::Scenario;
use crate::session::Selection;
use crate::simulation::Player;
use crate::texts::Lang;

/// Three zones, the reader's own hardware, two Outposts (one still starting), and Fargate.
fn everywhere() -> Player {
    let text = r#"{"version": 1, "calls": [
        {"call": "ecs:CreateCluster", "input": {"clusterName": "demo"}},
        {"call": "ec2:RunInstances", "input": {"cluster": "demo", "instanceType": "m5.large",
            "count": 3, "registerAfter": "0s"}},
        {"call": "ec2:RunInstances", "input": {"cluster": "demo", "instanceType": "m5.large",
            "launchType": "EXTERNAL", "registerAfter": "0s"}},
        {"call": "ec2:RunInstances", "input": {"cluster": "demo", "instanceType": "m5.large",
            "outpost": "rack-1", "registerAfter": "0s"}},
        {"call": "ec2:RunInstances", "input": {"cluster": "demo", "instanceType": "m5.large",
            "count": 2, "outpost": "rack-2", "registerAfter": "1h"}},
        {"call": "ecs:RegisterTaskDefinition", "input": {"family": "web", "cpu": "256",
            "memory": "512", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
            "containerDefinitions": [{"name": "web", "image": "nginx"}]}},
        {"call": "ecs:CreateService", "input": {"cluster": "demo", "serviceName": "web",
            "taskDefinition": "web", "desiredCount": 2, "launchType": "FARGATE",
            "networkConfiguration": {"awsvpcConfiguration": {
                "subnets": ["subnet-ap-northeast-1a"]}}}}]}"#;
    player(&Scenario::read(text).expect("readable").0, 60_000)
}

/// A narrow stage shows the zones or Fargate's lane, one at a time; wide, both stand beside each
/// other (look, sections 2.4 and 2.5).
#[test]
fn a_narrow_stage_shows_one_place_at_a_time() {
    let (player, motion) = (everywhere(), Motion::default());
    let mut ledger = Ledger::default();
    ledger.follow(&player);
    let seen = |width: f64, fargate: bool| {
        let look = Look { fargate, ..look_of_player(&player, &ledger, &motion, width) };
        let scene = scene(player.world(), &look);
        let shows =
            |test: &dyn Fn(&Selection) -> bool| scene.hits.iter().any(|hit| test(&hit.selection));
        let boxes = shows(&|s| matches!(s, Selection::Instance { .. }));
        (boxes, shows(&|s| matches!(s, Selection::Task { .. })))
    };
    assert_eq!(seen(390.0, false), (true, false));
    assert_eq!(seen(390.0, true), (false, true));
    for fargate in [false, true] {
        assert_eq!(seen(1_312.0, fargate), (true, true));
    }
}

/// Lanes too narrow for the names of their zones tell them apart all the same.
#[test]
fn zones_are_told_apart_in_narrow_lanes() {
    let player = everywhere();
    for (width, names) in [(1_312.0, ["ap-northeast-1a", "ap-northeast-1d"]), (700.0, ["1a", "1d"])]
    {
        let scene = look_at(&player, width, 560.0, &Motion::default(), Lang::En);
        let told = texts(&scene);
        let tells = |name: &&str| told.iter().any(|text| text == name);
        assert!(names.iter().all(tells), "{width}: {told:?}");
        assert!(told.iter().any(|text| text.starts_with("Outpo")), "{width}: {told:?}");
    }
}

/// LT-10, LT-12: what is not in AWS's own house stands in a lane of its own, on the stage and in the
/// table, each Outpost in one.
#[test]
fn outposts_and_external_instances_have_their_places() {
    let (player, motion) = (everywhere(), Motion::default());
    let mut ledger = Ledger::default();
    ledger.follow(&player);
    let scene = look_at(&player, 1_312.0, 560.0, &motion, Lang::En);
    for name in ["External", "Outpost rack-1", "Outpost rack-2"] {
        assert!(texts(&scene).iter().any(|text| text == name), "{name}: {:?}", texts(&scene));
    }
    let look = look_of_player(&player, &ledger, &motion, 1_312.0);
    let none = BTreeSet::new();
    let tree = tree(player.world(), &look, &none);
    let rows = tree.rows(player.world(), &look, &none, 0..tree.len);
    let lanes: Vec<(&str, &str)> = rows
        .iter()
        .filter(|row| row.level == 1)
        .map(|row| (row.cells[0].as_str(), row.cells[1].as_str()))
        .collect();
    for lane in [("External", "1 instance"), ("Outpost rack-1", "1 instance")] {
        assert!(lanes.contains(&lane), "{lanes:?}");
    }
}

/// LC-90, LC-94: Spot capacity is told on the box, in Fargate's lane and in the table; under notice it counts
/// down: the time alone where a box is narrow, else in words.
#[test]
fn spot_capacity_is_told_and_counts_its_notice_down() {
    let scenario = crate::scenario::example::Example::named("spot").expect("known").scenario();
    let (player, motion) = (player(&scenario.expect("readable"), 180_000), Motion::default());
    let mut ledger = Ledger::default();
    ledger.follow(&player);
    for (width, chip, in_lane) in [(1_312.0, "1:00", 2), (390.0, "ends in 1:00", 0)] {
        let scene = look_at(&player, width, 900.0, &motion, Lang::En);
        let told = texts(&scene);
        let count = |wanted: &str| told.iter().filter(|text| *text == wanted).count();
        assert_eq!((count("m5.large"), count("m5.large Spot"), count(chip)), (1, 2, 2), "{told:?}");
        let fargate = told.iter().filter(|text| text.ends_with("· Spot")).count();
        assert_eq!(fargate, in_lane, "{told:?}");
    }
    let look = look_of_player(&player, &ledger, &motion, 1_312.0);
    let none = BTreeSet::new();
    let tree = tree(player.world(), &look, &none);
    let rows = tree.rows(player.world(), &look, &none, 0..tree.len);
    let cells: Vec<[&str; 3]> =
        rows.iter().map(|row| [0, 1, 2].map(|n| row.cells[n].as_str())).collect();
    // What a task takes is no free room, and says so.
    for row in [
        ["#1 m5.large", "Active", "1,280 of 2,048"],
        ["#3 m5.large Spot", "ends in 1:00", "1,280 of 2,048"],
        ["W web:1", "running", "takes 256"],
        ["J job:1", "running · 1a · Spot", "takes 256"],
    ] {
        assert!(cells.contains(&row), "{row:?}: {cells:#?}");
    }
}
