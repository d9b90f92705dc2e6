//! A link opens for ever: one of each released version stands here, made by that version.

#![allow(clippy::expect_used, reason = "a test that cannot read its data fails")]

use ecs_playground::scenario::Scenario;
use ecs_playground::scenario::share_link::{LinkTrouble, decode};

#[test]
fn version_1_engine_1() {
    let link = include_str!("links/version-1-engine-1.txt");
    let opened = decode(link).expect("a link of version 1");
    let (written, _) =
        Scenario::read(include_str!("scenarios/living-example/scenario.json")).expect("readable");
    assert_eq!(opened, written);
}

/// Anything at all: an answer, never a panic.
#[test]
fn noise() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for length in 0..400_usize {
        let mut text = String::from("#s=1.");
        for _ in 0..length {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=%";
            text.push(char::from(letters[(state >> 33) as usize % letters.len()]));
        }
        assert!(matches!(
            decode(&text),
            Err(LinkTrouble::CutShort | LinkTrouble::Damaged | LinkTrouble::TooLarge)
        ));
    }
}
