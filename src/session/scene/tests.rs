//! Geometry of the stage: nothing overlaps, nothing leaves its place, at every size.

use std::rc::Rc;

use super::motion::Manner;
use super::shape::{Rect, Shape, about_width, cut};
use super::{Camera, Ledger, Look, Motion, Scene, block, scene};
use crate::base::SimTime;
use crate::scenario::Scenario;
use crate::scenario::example::EXAMPLES;
use crate::session::{Measure, Selection};
use crate::simulation::Player;
use crate::simulation::player::Progress;
use crate::simulation::world::TaskStatus;
use crate::texts::Lang;

pub(super) fn player(scenario: &Scenario, until_ms: u64) -> Player {
    let mut player = Player::new(Rc::clone(&scenario.setup), Rc::clone(&scenario.calls));
    while player.advance(SimTime(until_ms), 10_000) == Progress::Budget {}
    player
}

pub(super) fn look_at(
    player: &Player,
    width: f64,
    height: f64,
    motion: &Motion,
    lang: Lang,
) -> Scene {
    look_from(player, width, height, motion, lang, Camera::default(), Selection::None)
}

fn look_from(
    player: &Player,
    width: f64,
    height: f64,
    motion: &Motion,
    lang: Lang,
    camera: Camera,
    selection: Selection,
) -> Scene {
    let mut ledger = Ledger::default();
    ledger.follow(player);
    let wide = look_of_player(player, &ledger, motion, width);
    scene(player.world(), &Look { height, selection, lang, camera, ..wide })
}

/// How a page so wide looks at a player's world.
pub(super) fn look_of_player<'a>(
    player: &Player,
    ledger: &'a Ledger,
    motion: &'a Motion,
    width: f64,
) -> Look<'a> {
    Look {
        width,
        height: 560.0,
        cluster: 0,
        selection: Selection::None,
        hover: Selection::None,
        measure: Measure::Memory,
        lang: Lang::En,
        now: player.time(),
        speed: 8,
        camera: Camera::default(),
        lens: Selection::None,
        fargate: false,
        prompt: false,
        matching: None,
        decision: None,
        motion,
        identities: ledger.identities(),
        ledger,
        checks: ledger.checks(),
        back: Vec::new(),
    }
}

pub(super) fn texts(scene: &Scene) -> Vec<String> {
    let text = |shape: &Shape| match shape {
        Shape::Text(text) => Some(text.text.to_string()),
        _ => None,
    };
    scene.shapes.iter().filter_map(text).collect()
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.x < b.x + b.w - 0.5 && b.x < a.x + a.w - 0.5 && a.y < b.y + b.h - 0.5 && b.y < a.y + a.h - 0.5
}

#[test]
fn boxes_and_blocks_keep_their_places() {
    for example in EXAMPLES {
        let player = player(&example.scenario().expect("readable"), 90_000);
        for (width, height) in [(1312.0, 560.0), (776.0, 520.0), (390.0, 560.0), (320.0, 480.0)] {
            for lang in Lang::ALL {
                let scene = look_at(&player, width, height, &Motion::default(), lang);
                let of = |test: &dyn Fn(&Selection) -> bool| -> Vec<Rect> {
                    scene.hits.iter().filter(|h| test(&h.selection)).map(|h| h.rect).collect()
                };
                let boxes = of(&|s| matches!(s, Selection::Instance { .. }));
                for (n, a) in boxes.iter().enumerate() {
                    assert!(a.x >= 0.0 && a.x + a.w <= width + 0.5, "{}: {a:?}", example.id);
                    assert!(boxes.iter().skip(n + 1).all(|b| !overlap(a, b)), "{}", example.id);
                }
                for card in of(&|s| matches!(s, Selection::Waiting { .. })) {
                    assert!(card.y >= scene.quay.y && card.y + card.h <= height, "{card:?}");
                    assert!(card.x + card.w <= width + 0.5, "{card:?} in {width}");
                }
                let all = player.world().clusters[0].tasks.iter();
                // Tasks that ended leave their box; those that wait for capacity share a card.
                let alive = all.filter(|task| task.status != TaskStatus::Stopped);
                let (waiting, placed): (Vec<_>, Vec<_>) = alive.partition(|t| t.has_no_place());
                let tasks = placed.len() + usize::from(!waiting.is_empty());
                let drawn = of(&|s| matches!(s, Selection::Task { .. }));
                // What is scrolled out of sight is not drawn.
                let all_in_sight = scene.content.1 <= scene.lanes.h + 1.0;
                assert!(!all_in_sight || drawn.len() >= tasks, "{} of {tasks}", drawn.len());
                assert!(width < 700.0 || all_in_sight, "{} scrolls at {width}", example.id);
            }
        }
    }
}

#[test]
fn a_pile_never_lies_about_full() {
    // Shares of the hold, 4 pixels at least, and never taller than the hold.
    assert_eq!(block::heights(&[100, 300], 400, 200.0, 4.0), [50.0, 150.0]);
    let many = block::heights(&[1; 30], 1_000_000, 200.0, 4.0);
    assert!(many.iter().all(|h| (*h - 4.0).abs() < 0.01));
    let mut full = vec![990_u32];
    full.extend([1; 10]);
    let heights = block::heights(&full, 1_000, 200.0, 4.0);
    assert!(heights.iter().sum::<f64>() <= 200.1, "{heights:?}");
    assert!(heights[1..].iter().all(|h| *h >= 4.0));
}

#[test]
fn far_out_every_instance_has_a_cell() {
    let text = r#"{"version": 1, "quotas": {"profile": "notes"}, "calls": [
        {"call": "ecs:CreateCluster", "input": {"clusterName": "big"}},
        {"call": "ec2:RunInstances", "input": {"cluster": "big", "instanceType": "m5.large",
            "count": 2000, "registerAfter": "0s"}}]}"#;
    let (scenario, _) = Scenario::read(text).expect("readable");
    let player = player(&scenario, 1_000);
    let scene = look_at(&player, 1312.0, 560.0, &Motion::default(), Lang::En);
    assert_eq!(scene.hits.len(), 2_000);
    for (n, a) in scene.hits.iter().enumerate() {
        assert!(a.rect.x + a.rect.w <= 1312.0 && a.rect.y + a.rect.h <= scene.quay.y);
        assert!(scene.hits.iter().skip(n + 1).take(60).all(|b| !overlap(&a.rect, &b.rect)));
    }
}

#[test]
fn travellers_go_and_arrive() {
    let scenario = EXAMPLES[0].scenario().expect("readable");
    let player = player(&scenario, 1_130);
    let mut motion = Motion::default();
    let entries = &player.journal().entries;
    let manner = Manner { playhead: player.time(), speed: 8, ..Manner::default() };
    motion.look(player.world(), entries, manner, 1_000.0);
    assert!(motion.is_moving() && motion.is_travelling(0, 0) && !motion.has_landed());
    let going = look_at(&player, 1312.0, 560.0, &motion, Lang::En);
    motion.look(player.world(), entries, manner, 3_000.0);
    assert!(!motion.is_moving() && motion.has_landed());
    let there = look_at(&player, 1312.0, 560.0, &motion, Lang::En);
    assert_ne!(going.shapes, there.shapes);
    // Nothing moves for those who do not want it, and it still counts as landed.
    let mut still = Motion::default();
    let reduced = Manner { reduced: true, ..manner };
    still.look(player.world(), entries, reduced, 0.0);
    assert!(!still.is_travelling(0, 0) && still.has_landed());
    // What changed is framed instead, for a while.
    assert!(still.is_moving());
    still.look(player.world(), entries, reduced, 1_300.0);
    assert!(!still.is_moving());
    // Seen later than it began: what would have arrived stands, and nothing sets out again.
    let mut late = Motion::default();
    late.look(player.world(), entries, Manner { playhead: SimTime(60_000), ..manner }, 0.0);
    assert!(!late.is_moving() && late.has_landed());
}

#[test]
fn texts_are_cut_to_their_room() {
    for room in [0.0, 10.0, 40.0, 100.0] {
        for text in ["web:13", "哪裡都放不下的任務", "a-very-long-family-name:123"] {
            let out = cut(text, 12, false, room);
            assert!(
                out.is_empty() || about_width(&out, 12, false) <= room.max(12.0),
                "{out} {room}"
            );
        }
    }
}

/// The box, the table and the sentence name the capacity provider of an instance; what waits for
/// one stands on the quay (PL-43).
#[test]
fn capacity_providers_are_named() {
    let example = crate::scenario::example::Example::named("auto-scaling-group").expect("there");
    let scenario = example.scenario().expect("readable");
    let texts = |at: u64| {
        let player = player(&scenario, at);
        let scene = look_at(&player, 1312.0, 560.0, &Motion::default(), Lang::En);
        format!("{scene:?}")
    };
    let waiting = texts(30_000);
    assert!(waiting.contains("PROVISIONING") && waiting.contains("web:1 ×8"));
    assert!(texts(200_000).contains("m5.large · hosts"));
}

/// PL-40 RESOURCE:FARGATE: what a service on Fargate waits for stands on the quay, and says it.
#[test]
fn what_fargate_has_no_room_for_stands_on_the_quay() {
    let scenario = |overrides: &str, zones: &str| {
        let network = r#"{"awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a"]}}"#;
        let text = format!(
            r#"{{"version": 1, "quotas": {{"profile": "current", "overrides": {{{overrides}}}}}, "calls": [
            {{"at": "0s", "call": "ecs:CreateCluster", "input": {{"clusterName": "demo"}}}},
            {{"at": "0s", "call": "ecs:RegisterTaskDefinition", "input": {{"family": "web", "cpu": "1024",
                "memory": "2048", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
                "containerDefinitions": [{{"name": "web", "image": "nginx"}}]}}}},
            {zones}
            {{"at": "1s", "call": "ecs:CreateService", "input": {{"cluster": "demo", "serviceName": "web",
                "taskDefinition": "web", "launchType": "FARGATE", "desiredCount": 5,
                "networkConfiguration": {network}}}}}]}}"#
        );
        Scenario::read(&text).expect("readable").0
    };
    let fails = r#"{"at": "0s", "call": "world:FailAvailabilityZone", "input": {"availabilityZone": "ap-northeast-1a"}},"#;
    for (why, overrides, zone, waits) in
        [("a quota", r#""fargate-tasks": 2"#, "", 3), ("no capacity", "", fails, 5)]
    {
        let player = player(&scenario(overrides, zone), 120_000);
        let scene = look_at(&player, 1312.0, 560.0, &Motion::default(), Lang::En);
        let (texts, stands) = (texts(&scene), format!("web:1 ×{waits}"));
        assert!(texts.contains(&stands), "{why}: {texts:?}");
        assert!(texts.iter().any(|text| text == "RESOURCE:FARGATE"), "{why}: {texts:?}");
    }
    let roomy = player(&scenario("", ""), 120_000);
    let scene = look_at(&roomy, 1312.0, 560.0, &Motion::default(), Lang::En);
    assert!(!texts(&scene).iter().any(|text| text.contains("RESOURCE")));
}
