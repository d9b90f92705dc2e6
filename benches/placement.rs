//! W1, W2, W3 natively: the engine beside a plain scan, the best index known and the floor, all in
//! one run with rounds interleaved, after their answers were found equal.

#[path = "load/mod.rs"]
mod load;

use std::time::Instant;

use load::{Extra, Work, best, classes_of, engine, explain_times, replay, scan, work};

fn median(mut times: Vec<u128>) -> u128 {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Median nanoseconds a placement of each contestant, rounds interleaved.
fn race(work: &Work, rounds: usize, contestants: &[&dyn Fn() -> Vec<u32>]) -> Vec<u128> {
    let mut times = vec![Vec::new(); contestants.len()];
    for _ in 0..rounds {
        for (n, contestant) in contestants.iter().enumerate() {
            let start = Instant::now();
            std::hint::black_box(contestant());
            times[n].push(start.elapsed().as_nanos() / work.tasks.len() as u128);
        }
    }
    times.into_iter().map(median).collect()
}

fn ratio(a: u128, b: u128) -> String {
    format!("{}.{:02}", a / b.max(1), a * 100 / b.max(1) % 100)
}

fn main() {
    let mut growth = Vec::new();
    for number in [1, 2, 3, 10] {
        let work = work(number);
        let ours = engine(&work, Extra::Nothing, false);
        let known = if number == 10 { ours.clone() } else { scan(&work, false) };
        assert_eq!(ours, known, "W{number}: the same placements first");
        assert!(!ours.contains(&u32::MAX), "every task finds a place");
        if number != 10 {
            let by_class = scan(&work, number != 3);
            let best = best(&work);
            assert!(classes_of(&work, &best) == classes_of(&work, &by_class), "W{number}: best");
        }
        let rounds = if number == 1 { 15 } else { 5 };
        let times = race(
            &work,
            rounds,
            &[&|| engine(&work, Extra::Nothing, false), &|| best(&work), &|| replay(&work, &known)],
        );
        let (ours, best, floor) = (times[0], times[1], times[2]);
        if number == 10 {
            growth.push(ours);
            println!(
                "W1 x 10 (20,000 instances) native: engine {ours} ns a placement; of W1: {}",
                ratio(growth[1], growth[0])
            );
            continue;
        }
        let plain = race(&work, if number == 1 { 5 } else { 1 }, &[&|| scan(&work, false)])[0];
        println!(
            "W{number} native: engine {ours} ns a placement, plain scan {plain}, best index {best}, floor {floor}; \
             scan / engine {}, engine / best {}",
            ratio(plain, ours),
            ratio(ours, best)
        );
        if number == 1 {
            growth.push(ours);
        }
    }
    let work = work(1);
    for extra in [Extra::MemberOf, Extra::HostPort, Extra::Interface] {
        let (indexed, scanned) = (engine(&work, extra, false), engine(&work, extra, true));
        assert_eq!(indexed, scanned, "{extra:?}: the same placements first");
        let placed = indexed.iter().filter(|slot| **slot != u32::MAX).count();
        let ours = race(&work, 7, &[&|| engine(&work, extra, false)])[0];
        let slow = race(&work, 1, &[&|| engine(&work, extra, true)])[0];
        println!(
            "W1 with {extra:?} native: engine {ours} ns a placement, its own scan {slow} ({placed} placed)"
        );
    }
    let mut times: Vec<[u128; 3]> = (0..9).map(|_| explain_times(5_000)).collect();
    times.sort_unstable_by_key(|t| t[2]);
    let [chosen, explained, fixed] = times[4];
    println!(
        "a task without a place among 5,000 instances: decided in {chosen} us by the scan, explained in {explained} us, \
         smallest changes tried in {fixed} us"
    );
}
