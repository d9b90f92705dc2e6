//! Zooming, panning, walking and the table's rows, up to 5,000 instances.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::json;

use super::camera::{Camera, Level, NEAR, Sight};
use super::rows::{Key, tree};
use super::shape::Rect;
use super::{Ledger, Look, Motion, Scene, gesture, scene};
use crate::base::SimTime;
use crate::scenario::Scenario;
use crate::session::{Measure, Selection};
use crate::simulation::Player;
use crate::simulation::player::Progress;
use crate::texts::Lang;

/// A cluster of so many instances of two types and so many tasks of three services.
fn fleet(instances: u32, tasks: u32, until_ms: u64) -> Player {
    let mut calls = vec![json!({"call": "ecs:CreateCluster", "input": {"clusterName": "big"}})];
    let half = instances / 2;
    for (kind, count) in [("m5.large", instances - half), ("c5.xlarge", half)] {
        let mut left = count;
        while left > 0 {
            let input = json!({"cluster": "big", "instanceType": kind, "count": left.min(1_000), "registerAfter": "0s"});
            calls.push(json!({"call": "ec2:RunInstances", "input": input}));
            left -= left.min(1_000);
        }
    }
    let names = ["web", "api", "job"];
    for name in names {
        calls.push(json!({"call": "ecs:RegisterTaskDefinition", "input": {"family": name,
            "containerDefinitions": [{"name": name, "image": "a/b:1", "cpu": 128, "memory": 512}]}}));
    }
    for name in names {
        calls.push(json!({"at": "1s", "call": "ecs:CreateService", "input": {"cluster": "big", "serviceName": name,
            "taskDefinition": name, "desiredCount": tasks / 3}}));
    }
    let text = json!({"version": 1, "quotas": {"profile": "current"}, "calls": calls}).to_string();
    let (scenario, _) = Scenario::read(&text).expect("readable");
    let mut player = Player::new(Rc::clone(&scenario.setup), Rc::clone(&scenario.calls));
    while player.advance(SimTime(until_ms), 10_000) == Progress::Budget {}
    player
}

struct Eye<'a> {
    player: &'a Player,
    ledger: Ledger,
    motion: Motion,
    size: (f64, f64),
}

impl<'a> Eye<'a> {
    fn of(player: &'a Player, size: (f64, f64)) -> Self {
        let mut ledger = Ledger::default();
        ledger.follow(player);
        Self { player, ledger, motion: Motion::default(), size }
    }

    fn look(&self, camera: Camera, selection: Selection) -> Look<'_> {
        Look {
            width: self.size.0,
            height: self.size.1,
            cluster: 0,
            selection,
            hover: Selection::None,
            measure: Measure::Memory,
            lang: Lang::En,
            now: self.player.time(),
            speed: 8,
            camera,
            fargate: false,
            lens: Selection::None,
            prompt: false,
            matching: None,
            decision: None,
            motion: &self.motion,
            identities: self.ledger.identities(),
            ledger: &self.ledger,
            checks: false,
            back: Vec::new(),
        }
    }

    fn scene(&self, camera: Camera) -> Scene {
        scene(self.player.world(), &self.look(camera, Selection::None))
    }
}

fn boxes(scene: &Scene) -> Vec<(u32, Rect)> {
    let hits = scene.hits.iter().filter_map(|hit| match hit.selection {
        Selection::Instance { slot, .. } => Some((slot, hit.rect)),
        _ => None,
    });
    hits.collect()
}

/// Every size of fleet opens so that all of it is in sight, at the nearest level at which it fits.
#[test]
fn fleets_open_at_the_level_that_fits() {
    for (count, level) in [
        (1, Level::Near),
        (6, Level::Near),
        (60, Level::Middle),
        (600, Level::Far),
        (5_000, Level::Far),
    ] {
        let player = fleet(count, 0, 500);
        for size in [(1312.0, 560.0), (776.0, 520.0)] {
            let scene = Eye::of(&player, size).scene(Camera::default());
            assert_eq!(scene.level, level, "{count} in {size:?}");
            let all = boxes(&scene);
            assert_eq!(all.len(), count as usize, "{count} in {size:?}");
            for (_, rect) in &all {
                assert!(rect.x >= 15.0 && rect.x + rect.w <= size.0 - 15.0, "{rect:?} in {size:?}");
                assert!(rect.y + rect.h <= scene.quay.y + 0.5, "{rect:?} over {}", scene.quay.y);
            }
        }
    }
}

#[test]
fn boxes_do_not_overlap_at_any_zoom() {
    let player = fleet(200, 300, 30_000);
    let eye = Eye::of(&player, (1000.0, 600.0));
    let mut camera = Camera::default();
    for step in 0..24 {
        let scene = eye.scene(camera);
        let all = boxes(&scene);
        assert!(!all.is_empty(), "step {step}: something is in sight");
        for (n, (slot, a)) in all.iter().enumerate() {
            for (other, b) in &all[n + 1..] {
                let apart = a.x + a.w <= b.x + 0.01
                    || b.x + b.w <= a.x + 0.01
                    || a.y + a.h <= b.y + 0.01
                    || b.y + b.h <= a.y + 0.01;
                assert!(apart, "step {step}: #{slot} {a:?} and #{other} {b:?}");
            }
        }
        camera.was = scene.level;
        let look = eye.look(camera, Selection::None);
        camera = gesture::zoomed(player.world(), &look, 1.2, (400.0, 200.0));
    }
    assert_eq!(eye.scene(camera).level, Level::Near);
    // And back out: at last everything is there again.
    for _ in 0..40 {
        let look = eye.look(camera, Selection::None);
        camera = gesture::zoomed(player.world(), &look, 0.8, (400.0, 200.0));
    }
    assert_eq!((camera.sight, camera.x, camera.y), (Sight::Fit, 0.0, 0.0));
}

/// What lies under the pointer stays there.
#[test]
fn zoom_keeps_what_the_pointer_is_on() {
    let player = fleet(600, 0, 500);
    let eye = Eye::of(&player, (1000.0, 600.0));
    let first = eye.scene(Camera::default());
    for (slot, rect) in boxes(&first).into_iter().step_by(97) {
        let point = rect.middle();
        let look = eye.look(Camera::default(), Selection::None);
        let camera = gesture::zoomed(player.world(), &look, 6.0, point);
        let scene = eye.scene(camera);
        let now = boxes(&scene).into_iter().find(|(s, _)| *s == slot).expect("in sight").1;
        // At the content's edges the camera does not follow.
        let moved = (now.middle().0 - point.0).abs().max((now.middle().1 - point.1).abs());
        let at_edge = camera.x <= 0.0
            || camera.y <= 0.0
            || camera.x >= scene.content.0 - 1000.0 - 0.5
            || camera.y >= scene.content.1 - scene.lanes.h - 0.5;
        assert!(moved < 2.5 || at_edge, "#{slot} moved by {moved}");
    }
}

#[test]
fn one_brings_near_what_is_chosen() {
    let player = fleet(5_000, 0, 500);
    let eye = Eye::of(&player, (1000.0, 600.0));
    let chosen = Selection::Instance { cluster: 0, slot: 3_210 };
    let look = eye.look(Camera::default(), chosen);
    let camera = gesture::looked_from(player.world(), &look, Sight::Near);
    let scene = eye.scene(camera);
    assert!(scene.grid.width >= NEAR && scene.level == Level::Near);
    let rect = scene.place_of(chosen).expect("in sight");
    assert!(rect.x >= 0.0 && rect.x + rect.w <= 1000.0 && rect.y + rect.h <= scene.quay.y);
    // No more is drawn than what is in sight.
    assert!(boxes(&scene).len() < 60, "{}", boxes(&scene).len());
}

/// Arrow keys reach every box of a lane, and the camera follows.
#[test]
fn arrows_walk_over_boxes_and_blocks() {
    let player = fleet(60, 120, 60_000);
    let eye = Eye::of(&player, (776.0, 520.0));
    let world = player.world();
    let mut camera =
        gesture::looked_from(world, &eye.look(Camera::default(), Selection::None), Sight::Near);
    let mut chosen = Selection::None;
    let mut seen = BTreeSet::new();
    for _ in 0..12 {
        let look = eye.look(camera, chosen);
        let picture = scene(world, &look);
        chosen = gesture::walked(world, &look, &picture, (0.0, 1.0)).unwrap_or(chosen);
        let look = eye.look(camera, chosen);
        camera = gesture::revealed(world, &look, chosen);
        let picture = scene(world, &eye.look(camera, chosen));
        if let Selection::Instance { slot, .. } = chosen {
            let rect = picture.place_of(chosen).expect("in sight");
            assert!(rect.y >= 0.0 && rect.y + rect.h <= picture.quay.y, "{rect:?}");
            seen.insert(slot);
        }
    }
    assert!(seen.len() >= 9, "{seen:?}");
    // Into the box, down its pile, and out again.
    let first = *seen.iter().next().expect("one");
    let on_it = Selection::Instance { cluster: 0, slot: first };
    camera = gesture::revealed(world, &eye.look(camera, on_it), on_it);
    let top = gesture::entered(world, &eye.look(camera, on_it)).expect("it has tasks");
    assert!(matches!(top, Selection::Task { .. }));
    let look = eye.look(camera, top);
    let below = gesture::walked(world, &look, &scene(world, &look), (0.0, 1.0))
        .expect("a block or the box");
    assert_ne!(below, top);
    let look = eye.look(camera, top);
    assert_eq!(gesture::walked(world, &look, &scene(world, &look), (0.0, -1.0)), Some(on_it));
}

/// Every row has a key, every key its row; a window of a long tree is put into words alone.
#[test]
fn rows_and_keys_agree() {
    let player = fleet(90, 180, 60_000);
    let eye = Eye::of(&player, (1000.0, 600.0));
    let (world, look) = (player.world(), eye.look(Camera::default(), Selection::None));
    let cluster = &world.clusters[0];
    let folded = tree(world, &look, &BTreeSet::new());
    assert_eq!(folded.len, 3 + 90, "over 60 instances open only when asked");
    let open: BTreeSet<Key> = (0..90).map(Key::Instance).collect();
    let tree = tree(world, &look, &open);
    assert_eq!(tree.len, 3 + 90 + 180);
    let mut levels = [0; 4];
    for row in 0..tree.len {
        let (key, _) = tree.key(cluster, row).expect("a row");
        assert_eq!(tree.row_of(cluster, key), Some(row), "{key:?}");
        let told = tree.rows(world, &look, &open, row..row + 1).pop().expect("words");
        assert!(told.key == key && !told.cells[0].is_empty());
        levels[usize::from(told.level)] += 1;
        match tree.parent(cluster, row) {
            None => assert_eq!(told.level, 1),
            Some(parent) => assert!(parent < row),
        }
    }
    assert_eq!(levels, [0, 3, 90, 180]);
    assert_eq!(tree.key(cluster, tree.len), None);
    // A folded instance stands for its tasks, a folded lane for all in it.
    assert_eq!(
        folded.row_of(cluster, Key::Task(0)),
        folded.row_of(cluster, Key::Instance(cluster.tasks[0].instance.expect("placed")))
    );
}

/// Read on step by step or all at once, the ledger says the same.
#[test]
fn the_ledger_does_not_depend_on_how_it_was_read() {
    let scenario = crate::scenario::example::EXAMPLES[0].scenario().expect("readable");
    let mut calls: Vec<_> = scenario.calls.to_vec();
    let input = json!({"cluster": "demo", "service": "web", "desiredCount": 2});
    let name = crate::simulation::CallName::parse("ecs:UpdateService").expect("known");
    let call = crate::simulation::Call { at: SimTime(60_000), name, input: Rc::new(input) };
    calls.push(Rc::new(call));
    let mut player = Player::new(Rc::clone(&scenario.setup), calls.into());
    let mut ledger = Ledger::default();
    for second in 1..240 {
        player.advance(SimTime(second * 1_000), 100_000);
        ledger.follow(&player);
        let mut fresh = Ledger::default();
        fresh.follow(&player);
        assert_eq!(ledger.page(0), fresh.page(0), "after {second} s");
        let alive = player.world().clusters[0].tasks.iter().filter(|t| t.times.stopped.is_none());
        assert_eq!(ledger.page(0).map(|page| page.alive), Some(alive.count() as u64));
    }
    assert!(ledger.page(0).is_some_and(|page| page.stopped.len() == 7), "nine became two");
    // Back in time it begins anew.
    player.seek(SimTime(30_000));
    player.advance(SimTime(30_000), 100_000);
    ledger.follow(&player);
    assert_eq!(ledger.page(0).map(|page| (page.alive, page.stopped.len())), Some((9, 0)));
}

/// From a cluster without tasks to one in which a hundred began and ended: those are not counted.
#[test]
fn what_began_and_ended_between_two_looks_is_not_counted() {
    let example = crate::scenario::example::EXAMPLES.iter().find(|e| e.id == "crash-loop");
    let scenario = example.expect("there").scenario().expect("readable");
    let mut player = Player::new(Rc::clone(&scenario.setup), scenario.calls.clone());
    let mut ledger = Ledger::default();
    player.advance(SimTime(500), 100_000);
    ledger.follow(&player);
    player.advance(SimTime(3_600_000), 1_000_000);
    ledger.follow(&player);
    let tasks = &player.world().clusters[0].tasks;
    let alive = tasks.iter().filter(|t| t.times.stopped.is_none()).count() as u64;
    assert!(alive > 0 && tasks.len() > 100, "{alive} of {}", tasks.len());
    assert_eq!(ledger.page(0).map(|page| page.alive), Some(alive));
}

/// The exported picture has the canvas's shapes: as many rectangles, every text, well-formed.
#[test]
fn the_picture_has_the_canvas_shapes() {
    let player = fleet(12, 24, 20_000);
    let eye = Eye::of(&player, super::PICTURE);
    let scene = eye.scene(Camera::default());
    for night in [false, true] {
        let svg = super::svg(&scene, 1_200.0, 720.0, night);
        assert!(svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>\n"));
        let count = |what: &str| svg.matches(what).count();
        assert_eq!(count("<g ") + count("<g>"), count("</g>"));
        let texts = scene.shapes.iter().filter(|s| matches!(s, super::Shape::Text(_))).count();
        assert_eq!(count("<text "), texts);
        assert!(svg.contains(">#12</text>") && svg.contains(">web:1</text>"));
        assert!(svg.contains(if night { "#0c141d" } else { "#eaeff2" }), "the ground of the theme");
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
    }
    // Names come from users.
    let mut evil = Scene::default();
    let text = super::shape::label(
        (0.0, 0.0),
        "<script>&\"",
        (12, 400),
        super::shape::token(super::palette::Token::Ink),
        500.0,
    );
    evil.shapes.push(super::Shape::Text(text));
    assert!(super::svg(&evil, 10.0, 10.0, false).contains("&lt;script&gt;&amp;&quot;"));
}
