//! W1, W2, W3 natively: the engine beside a plain scan, the best index known and the floor, all in
//! one run with rounds interleaved, after their answers were found equal.

#[path = "load/mod.rs"]
mod load;

use load::{Extra, Work, best, classes_of, engine, explain_times, replay, scan, work};

/// CPU time of this thread in nanoseconds: what else runs on the machine is not counted.
fn cpu_time_ns() -> u128 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    u128::try_from(time.tv_sec).unwrap_or(0) * 1_000_000_000
        + u128::try_from(time.tv_nsec).unwrap_or(0)
}

fn median(mut times: Vec<u128>) -> u128 {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Median nanoseconds of CPU time a placement of each contestant, rounds interleaved.
fn race(work: &Work, rounds: usize, contestants: &[&dyn Fn() -> Vec<u32>]) -> Vec<u128> {
    let mut times = vec![Vec::new(); contestants.len()];
    for _ in 0..rounds {
        for (n, contestant) in contestants.iter().enumerate() {
            let start = cpu_time_ns();
            std::hint::black_box(contestant());
            times[n].push((cpu_time_ns() - start) / work.tasks.len() as u128);
        }
    }
    times.into_iter().map(median).collect()
}

fn ratio(a: u128, b: u128) -> String {
    format!("{}.{:02}", a / b.max(1), a * 100 / b.max(1) % 100)
}

fn main() {
    // `cargo bench --bench placement -- 3` runs W3 alone.
    let asked: Vec<u32> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let mut growth = 1;
    for number in [1, 2, 3, 10] {
        if !asked.is_empty() && !asked.contains(&number) {
            continue;
        }
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
            println!(
                "W1 x 10 (20,000 instances) native: engine {ours} ns a placement; of W1: {}",
                ratio(ours, growth)
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
            growth = ours;
        }
    }
    if !asked.is_empty() {
        return;
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
