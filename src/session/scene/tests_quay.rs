//! The quay and those who leave it: what failed is told and goes; a crowd lands in order.

use super::motion::{Manner, TRAVEL_MS};
use super::tests::{look_at, look_of_player, player, texts};
use super::{Ledger, Look, Motion, Scene, scene};
use crate::scenario::Scenario;
use crate::session::Selection;
use crate::simulation::Player;
use crate::texts::Lang;

/// A cluster of so many instances and a family of tasks that take so much of them.
fn with(instances: u32, memory: u32, calls: &str) -> Scenario {
    let text = format!(
        r#"{{"version": 1, "calls": [
        {{"at": "0s", "call": "ecs:CreateCluster", "input": {{"clusterName": "demo"}}}},
        {{"at": "0s", "call": "ec2:RunInstances", "input": {{"cluster": "demo", "count": {instances},
            "instanceType": "m5.large", "registerAfter": "0s"}}}},
        {{"at": "0s", "call": "ecs:RegisterTaskDefinition", "input": {{"family": "web",
            "containerDefinitions": [{{"name": "web", "image": "nginx", "memory": {memory}}}]}}}},
        {calls}]}}"#
    );
    Scenario::read(&text).expect("readable").0
}

fn run(at: &str, count: u32) -> String {
    format!(
        r#"{{"at": "{at}", "call": "ecs:RunTask",
            "input": {{"cluster": "demo", "taskDefinition": "web", "count": {count}}}}}"#
    )
}

fn seen(player: &Player, speed: u32) -> Scene {
    let (mut ledger, motion) = (Ledger::default(), Motion::default());
    ledger.follow(player);
    let look = Look { speed, ..look_of_player(player, &ledger, &motion, 1_312.0) };
    scene(player.world(), &look)
}

/// PL-42, PL-44: the API answers a RunTask that finds no place with a failure; nothing waits and nothing is tried
/// again. The quay shows the failure with its reason, counts nothing as waiting, and lets it go
/// after six seconds of real time, whatever the speed.
#[test]
fn a_run_task_that_found_no_place_is_told_and_goes() {
    let scenario = with(2, 6_000, &run("10s", 5));
    for (speed, stays_ms) in [(1, 6_000), (8, 48_000)] {
        let at = player(&scenario, 10_500);
        let answer = at.journal().calls[3].result.clone().expect("accepted");
        assert_eq!(answer["tasks"].as_array().map(Vec::len), Some(2), "two found a place");
        assert_eq!(answer["failures"][0]["reason"], "RESOURCE:MEMORY");
        let scene = seen(&at, speed);
        let told = texts(&scene);
        for text in ["web:1 ×3", "RESOURCE:MEMORY", "failed"] {
            assert!(told.iter().any(|t| t == text), "{text}: {told:?}");
        }
        assert!(scene.quay.h > 100.0, "there is room for the card");
        // It is no waiting task: it cannot be chosen, and is not counted.
        let waits = |hit: &super::Hit| matches!(hit.selection, Selection::Waiting { .. });
        assert!(!scene.hits.iter().any(waits));
        assert!(!told.iter().any(|t| t.contains("3 waiting")), "{told:?}");
        assert!(at.world().clusters[0].tasks.iter().count() == 2, "no task was made of it");
        let later = seen(&player(&scenario, 10_000 + stays_ms + 500), speed);
        assert!(!texts(&later).iter().any(|t| t.contains("RESOURCE")), "{speed}");
        assert!(later.quay.h < 50.0, "the quay is low again");
    }
}

/// Look, section 11: of two hundred that land at once, those of one family to one zone go as one block with
/// their count; the slots fill in a wave of 600 ms at most; then all of them stand.
#[test]
fn two_hundred_land_at_once() {
    let calls: Vec<String> = (0..20).map(|_| run("10s", 10)).collect();
    let scenario = with(30, 512, &calls.join(","));
    let player = player(&scenario, 10_050);
    assert_eq!(player.world().clusters[0].tasks.iter().count(), 200);
    let manner = Manner { playhead: player.time(), speed: 8, ..Manner::default() };
    let mut motion = Motion::default();
    let mut frame = |now_ms: f64| {
        motion.look(player.world(), &player.journal().entries, manner, now_ms);
        let scene = look_at(&player, 1_800.0, 900.0, &motion, Lang::En);
        let travelling = (0..200).filter(|task| motion.is_travelling(0, *task)).count();
        (scene, travelling, motion.is_moving())
    };
    let (scene, travelling, _) = frame(1_000.0);
    assert_eq!(travelling, 200, "every slot is still empty");
    let parties: Vec<String> =
        texts(&scene).into_iter().filter(|text| text.starts_with("W ×")).collect();
    let count = |text: &String| text["W ×".len()..].parse::<u32>().expect("a count");
    assert_eq!(parties.len(), 3, "a block a zone: {parties:?}");
    assert_eq!(parties.iter().map(count).sum::<u32>(), 200);
    // The wave: after the travel the first stand, later more, after 600 ms all.
    #[allow(clippy::cast_precision_loss, reason = "half a second")]
    let arrives = 1_000.0 + TRAVEL_MS as f64;
    let half = frame(arrives + 300.0).1;
    assert!(half > 50 && half < 150, "{half} of 200 are on their way");
    assert_eq!(frame(arrives + 601.0).1, 0);
    let (scene, _, moves) = frame(arrives + 601.0 + 121.0);
    assert!(!moves, "nothing moves any more");
    let tasks: std::collections::BTreeSet<u32> = scene
        .hits
        .iter()
        .filter_map(|hit| match hit.selection {
            Selection::Task { task, .. } => Some(task),
            _ => None,
        })
        .collect();
    assert_eq!(tasks.len(), 200, "each has its block");
}

/// What waits is told when it is chosen, as an instance and a task are: it is on the way of the arrow keys.
#[test]
fn a_chosen_card_is_told() {
    let circumstances = crate::session::Circumstances {
        query: "?example=waiting".into(),
        ..crate::session::Circumstances::default()
    };
    let mut session = crate::session::start(&circumstances);
    crate::session::update(
        &mut session,
        crate::session::Message::Seek(crate::base::SimTime(30_000)),
    );
    let told = |session: &mut crate::session::Session, service: u32, lang: Lang| {
        session.view.selection = Selection::Waiting { cluster: 0, service };
        session.view.lang = lang;
        super::rows::told(session)
    };
    for (service, en, zh) in [
        (0, "api:1, 1 waiting, RESOURCE:PORTS, ", "api:1，1 個等空位，RESOURCE:PORTS，"),
        (
            1,
            "worker:1 ×2, 2 waiting, RESOURCE:MEMORY, ",
            "worker:1 ×2，2 個等空位，RESOURCE:MEMORY，",
        ),
        // Nobody waits there.
        (9, "", ""),
    ] {
        for (lang, words) in [(Lang::En, en), (Lang::ZhTw, zh)] {
            let told = told(&mut session, service, lang);
            assert!(told.starts_with(words) && told.is_empty() == words.is_empty(), "{told}");
        }
    }
}

/// How long something waits is said in the page's language.
#[test]
fn times_on_the_quay_are_written_as_the_page_speaks() {
    let mut session = crate::session::start(&crate::session::Circumstances {
        query: "?example=waiting".into(),
        ..crate::session::Circumstances::default()
    });
    crate::session::update(
        &mut session,
        crate::session::Message::Seek(crate::base::SimTime(95_000)),
    );
    let motion = Motion::default();
    let mut said = |lang: Lang| {
        session.view.lang = lang;
        let look = super::look_of(&session, (1_312.0, 700.0), &motion);
        texts(&scene(session.world(), &look)).join("|")
    };
    let (en, zh) = (said(Lang::En), said(Lang::ZhTw));
    assert!(en.contains("|waits 1m ") && en.contains("|Next attempt in "), "{en}");
    assert!(zh.contains("|等了 1 分 ") && zh.contains(" 秒後再試"), "{zh}");
}
