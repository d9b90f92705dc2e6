//! Seeking to any moment of a playground of ten thousand events, beside a fold from the start.

#[path = "load/seek.rs"]
mod seek;

/// The thread's own time in microseconds: what others do on the machine does not count.
fn cpu_time_us() -> u128 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    u128::try_from(time.tv_sec).unwrap_or(0) * 1_000_000
        + u128::try_from(time.tv_nsec / 1_000).unwrap_or(0)
}

const SEEKS: u64 = 1_000;

fn main() {
    let (mut player, end) = seek::played();
    let mut times = [Vec::new(), Vec::new()];
    for n in 0..SEEKS {
        let to = seek::moment(n, end);
        let start = cpu_time_us();
        let sought = std::hint::black_box(seek::seek(&mut player, to));
        times[0].push(cpu_time_us() - start);
        if n % 10 == 0 {
            let start = cpu_time_us();
            let folded = std::hint::black_box(seek::fold(&player, to));
            times[1].push(cpu_time_us() - start);
            assert_eq!(sought, folded, "the same world at {} ms", to.0);
        }
    }
    for (what, times) in ["seeking", "a fold from the start"].into_iter().zip(&mut times) {
        times.sort_unstable();
        let at = |percent: usize| times[(times.len() - 1) * percent / 100];
        println!(
            "{what} in {} events native: median {} us, 95th percentile {} us, worst {} us (bar: 50,000 us at the 95th)",
            seek::EVENTS,
            at(50),
            at(95),
            at(100)
        );
    }
}
