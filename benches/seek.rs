//! Seeking to any moment of a playground of ten thousand events, beside a fold from the start.

#[path = "load/seek.rs"]
mod seek;

use std::time::Instant;

const SEEKS: u64 = 1_000;

fn main() {
    let (mut player, end) = seek::played();
    let mut times = [Vec::new(), Vec::new()];
    for n in 0..SEEKS {
        let to = seek::moment(n, end);
        let start = Instant::now();
        let sought = std::hint::black_box(seek::seek(&mut player, to));
        times[0].push(start.elapsed().as_micros());
        if n % 10 == 0 {
            let start = Instant::now();
            let folded = std::hint::black_box(seek::fold(&player, to));
            times[1].push(start.elapsed().as_micros());
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
