//! W1 natively: the engine beside a plain scan in the same run, rounds interleaved.

use std::time::{Duration, Instant};

use ecs_playground::placement::workload::{TASKS, engine, plain_scan};

fn main() {
    assert_eq!(engine(), plain_scan(), "the same placements first");
    let (mut ours, mut scans): (Vec<Duration>, Vec<Duration>) = (Vec::new(), Vec::new());
    for _ in 0..9 {
        let start = Instant::now();
        std::hint::black_box(engine());
        ours.push(start.elapsed());
        let start = Instant::now();
        std::hint::black_box(plain_scan());
        scans.push(start.elapsed());
    }
    ours.sort();
    scans.sort();
    let per = |times: &[Duration]| times[times.len() / 2].as_nanos() / u128::from(TASKS);
    let (engine, scan) = (per(&ours), per(&scans));
    let a_second = 1_000_000_000 / engine.max(1);
    println!("W1 native: engine {engine} ns a placement ({a_second} a second)");
    let (whole, part) = (engine / scan.max(1), engine * 100 / scan.max(1) % 100);
    println!("W1 native: plain scan {scan} ns a placement; engine / scan = {whole}.{part:02}");
}
