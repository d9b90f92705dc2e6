//! The placement benchmark's work as two plain functions for a browser.

// Rows with constraints and ports are measured natively.
#[allow(dead_code)]
#[path = "../../load/mod.rs"]
mod load;
#[path = "../../load/seek.rs"]
mod seek;

use std::cell::RefCell;

use ecs_playground::base::SimTime;
use ecs_playground::simulation::Player;
use load::{Answer, Extra, best, engine, hash, replay, scan, work};

thread_local! {
    static KNOWN: RefCell<Answer> = const { RefCell::new(Vec::new()) };
}

/// Who does the work: 0 engine, 1 plain scan, 2 best index known, 3 floor (after the engine).
/// Gives a hash of where each task went.
// A plain export has no other way to keep its name.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn run(number: u32, who: u32) -> u32 {
    let work = work(number);
    let answer = match who {
        0 => engine(&work, Extra::Nothing, false),
        1 => scan(&work, false),
        2 => best(&work),
        _ => KNOWN.with_borrow(|known| replay(&work, known)),
    };
    let hash = hash(&answer);
    if who == 0 {
        KNOWN.set(answer);
    }
    hash
}

thread_local! {
    static PLAYED: RefCell<Option<(Player, SimTime)>> = const { RefCell::new(None) };
}

/// Seeks to the `n`th moment of the playground of ten thousand events, which the first call plays.
/// Gives the low bits of the world's sequence number there.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn seek_to(n: u32) -> u32 {
    PLAYED.with_borrow_mut(|played| {
        let (player, end) = played.get_or_insert_with(seek::played);
        let to = seek::moment(u64::from(n), *end);
        u32::try_from(seek::seek(player, to) & 0xFFFF_FFFF).unwrap_or(0)
    })
}

/// How many tasks the work has.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn tasks(number: u32) -> u32 {
    u32::try_from(work(number).tasks.len()).unwrap_or(0)
}
