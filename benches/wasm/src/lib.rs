//! The benchmarks' work as plain functions for a browser.

// Rows with constraints and ports are measured natively.
#[allow(dead_code)]
#[path = "../../load/mod.rs"]
mod load;
#[path = "../../load/seek.rs"]
mod seek;

use std::cell::RefCell;
use std::rc::Rc;

use ecs_playground::base::SimTime;
use ecs_playground::simulation::{Call, Player};
use load::whole::{MONTH, SETTLED, calls, digest, heap_events, heap_lives, play, steady};
use load::{Answer, Extra, Work, best, engine, hash, replay, scan, work};

thread_local! {
    static KNOWN: RefCell<Answer> = const { RefCell::new(Vec::new()) };
}

/// All services are steady by then.
const REST: SimTime = SimTime(30 * 60_000);

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

/// A piece of work that is played, made once: its number, itself, its calls.
type Piece = (u32, Rc<Work>, Rc<[Rc<Call>]>);

thread_local! {
    static PIECE: RefCell<Option<Piece>> = const { RefCell::new(None) };
}

fn piece(number: u32) -> (Rc<Work>, Rc<[Rc<Call>]>) {
    PIECE
        .with_borrow_mut(|known| {
            if known.as_ref().is_none_or(|(of, ..)| *of != number) {
                let work = work(number);
                let calls = calls(&work);
                *known = Some((number, Rc::new(work), calls));
            }
            known.as_ref().map(|(_, work, calls)| (Rc::clone(work), Rc::clone(calls)))
        })
        .unwrap_or_else(|| unreachable!("it was made"))
}

/// A hash of every task at the end of a whole simulation.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn whole_digest(number: u32) -> u32 {
    digest(&piece(number).1, SETTLED)
}

/// Who does it: 0 the whole simulation (gives its events), 1 the best index known, 2 six events a
/// task through a heap.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn whole(number: u32, who: u32) -> u32 {
    let (work, calls) = piece(number);
    match who {
        0 => play(&calls, SETTLED).events as u32,
        1 => hash(&best(&work)),
        _ => heap_lives(work.tasks.len()) as u32,
    }
}

/// Services at rest, until they are or for a month. Gives the events played.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn at_rest(services: u32, month: u32) -> u32 {
    play(&steady(services as usize), if month == 0 { REST } else { MONTH }).events as u32
}

/// As many events through a heap alone.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn rest_events(events: u32, services: u32) -> u32 {
    heap_events(events.into(), services) as u32
}

/// How many tasks the work has.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn tasks(number: u32) -> u32 {
    u32::try_from(work(number).tasks.len()).unwrap_or(0)
}
