//! Whole simulations of W1, W2, W3 natively, beside the best index known and six events a task
//! through a heap, in one run with rounds interleaved; thousands of services at rest; a crash loop.

// What only placement is measured with.
#[allow(dead_code)]
#[path = "load/mod.rs"]
mod load;

use ecs_playground::base::SimTime;
use load::whole::{MONTH, SETTLED, calls, crash, heap_events, heap_lives, play, steady};
use load::{best, work};

/// CPU time of this thread in nanoseconds: what else runs on the machine is not counted.
fn cpu_time_ns() -> u128 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    u128::try_from(time.tv_sec).unwrap_or(0) * 1_000_000_000
        + u128::try_from(time.tv_nsec).unwrap_or(0)
}

fn timed<T>(run: impl FnOnce() -> T) -> (T, u128) {
    let start = cpu_time_ns();
    let out = std::hint::black_box(run());
    (out, cpu_time_ns() - start)
}

/// The process' greatest resident size until now, as Linux tells it.
fn most_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.unwrap_or("unknown").trim().to_owned()
}

fn median(mut times: Vec<u128>) -> u128 {
    times.sort_unstable();
    times[times.len() / 2]
}

fn main() {
    let asked: Vec<u32> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let wanted = |number: u32| asked.is_empty() || asked.contains(&number);
    for number in [1, 2, 3].into_iter().filter(|number| wanted(*number)) {
        let work = work(number);
        let list = calls(&work);
        let tasks = work.tasks.len() as u128;
        let (mut whole, mut index, mut heap) = (Vec::new(), Vec::new(), Vec::new());
        let mut played = None;
        for _ in 0..5 {
            let (seen, time) = timed(|| play(&list, SETTLED));
            assert!(played.is_none_or(|before| before == seen), "twice the same");
            assert_eq!(u128::from(seen.running), tasks, "W{number}: every task runs");
            played = Some(seen);
            whole.push(time / tasks);
            index.push(timed(|| best(&work)).1 / tasks);
            heap.push(timed(|| heap_lives(work.tasks.len())).1 / tasks);
        }
        let (whole, index, heap) = (median(whole), median(index), median(heap));
        let bar = index + heap;
        let events = played.map_or(0, |played| played.events);
        println!(
            "W{number} whole, native: {whole} ns a task, {events} events ({} ns each); best index {index} + \
             six heap events {heap} = {bar}: {}.{:02} times",
            whole * tasks / u128::from(events.max(1)),
            whole / bar,
            whole * 100 / bar % 100
        );
    }
    if wanted(5_000) {
        let list = steady(5_000);
        let (settled, first) = timed(|| play(&list, SimTime(30 * 60_000)));
        let (after, all) = timed(|| play(&list, MONTH));
        let resting = after.events - settled.events;
        let (_, heap) = timed(|| heap_events(resting, 5_000));
        let rest = all.saturating_sub(first) / u128::from(resting);
        let heap = heap / u128::from(resting);
        println!(
            "5,000 steady services, native: {} events and {} ms until all are steady ({} are); {} events and {} ms \
             for the month; of these {resting} at rest, {rest} ns each; through a heap alone {heap} ns",
            settled.events,
            first / 1_000_000,
            settled.steady,
            after.events,
            all / 1_000_000
        );
    }
    if wanted(1_000) {
        let ((tasks, events, until, told), time) = timed(|| crash(1_000));
        println!(
            "a crash loop of 1,000 tasks, native: {tasks} tasks and {events} events until {until}, fuel spent: {told}, \
             {} ms; most memory so far {}",
            time / 1_000_000,
            most_memory()
        );
    }
}
