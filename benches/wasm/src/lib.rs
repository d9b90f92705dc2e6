//! The placement benchmark's work as two plain functions for a browser.

// Rows with constraints and ports are measured natively.
#[allow(dead_code)]
#[path = "../../load/mod.rs"]
mod load;

use std::cell::RefCell;

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

/// How many tasks the work has.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn tasks(number: u32) -> u32 {
    u32::try_from(work(number).tasks.len()).unwrap_or(0)
}
