//! The benchmark's work: W1, W2, W3 of the performance goals, done by the engine and by yardsticks
//! that share nothing with it. Used natively (`benches/placement.rs`) and in wasm (`benches/wasm`).

mod best;
mod engine;
#[allow(dead_code, reason = "some is measured natively only")]
pub mod whole;
mod yardsticks;

#[allow(unused_imports, reason = "measured natively only")]
pub use engine::explain_times;
#[allow(unused_imports, reason = "each benchmark takes its own")]
pub use engine::{Extra, engine};
#[allow(unused_imports, reason = "each benchmark takes its own")]
pub use yardsticks::{replay, scan};

/// One piece of work: instances, then tasks placed one at a time. Nothing stops.
pub struct Work {
    /// (CPU units, MiB, zone) an instance.
    pub instances: Vec<(u32, u32, usize)>,
    /// The size of each task, as an index into `sizes`; each size is a task group of its own.
    pub tasks: Vec<usize>,
    /// (CPU units, MiB)
    pub sizes: Vec<(u32, u32)>,
    /// What decides.
    pub strategy: Strategy,
}

fn divisor(numbers: impl Iterator<Item = u32>) -> u32 {
    numbers.fold(0, |mut a, mut b| {
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    })
}

impl Work {
    /// The common divisors of the tasks' CPU units and MiB: what is left beyond a multiple of them
    /// is of no use to any task.
    fn divisors(&self) -> (u32, u32) {
        let sizes = || self.sizes.iter();
        (divisor(sizes().map(|size| size.0)).max(1), divisor(sizes().map(|size| size.1)).max(1))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Strategy {
    /// spread(zone), binpack(memory)
    ZoneThenMemory,
    /// spread(zone), binpack(cpu)
    ZoneThenCpu,
    /// spread(instanceId)
    Instance,
}

/// W1 with a multiple of its instances and tasks.
pub fn w1(times: usize) -> Work {
    Work {
        instances: (0..2_000 * times).map(|slot| (2_048, 7_680, slot % 3)).collect(),
        tasks: vec![0; 5_000 * times],
        sizes: vec![(256, 512)],
        strategy: Strategy::ZoneThenMemory,
    }
}

fn drawn(strategy: Strategy) -> Work {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut draw = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        ((state >> 33) % 10) as usize
    };
    const KINDS: [(u32, u32); 4] =
        [(2_048, 7_680), (4_096, 7_680), (4_096, 15_680), (8_192, 31_680)];
    Work {
        instances: (0..5_000)
            .map(|slot| (KINDS[slot % 4].0, KINDS[slot % 4].1, slot % 3))
            .collect(),
        tasks: (0..50_000).map(|_| draw()).collect(),
        sizes: vec![
            (128, 256),
            (128, 512),
            (256, 512),
            (256, 1_024),
            (256, 2_048),
            (384, 768),
            (512, 512),
            (512, 1_024),
            (512, 2_048),
            (1_024, 2_048),
        ],
        strategy,
    }
}

/// The work of a number: 1, 2, 3; 10 is W1 at ten times its size.
pub fn work(number: u32) -> Work {
    match number {
        2 => drawn(Strategy::ZoneThenCpu),
        3 => drawn(Strategy::Instance),
        10 => w1(10),
        _ => w1(1),
    }
}

/// Where each task went; `u32::MAX` = nowhere.
pub type Answer = Vec<u32>;

#[allow(dead_code, reason = "the wasm side needs it")]
/// A hash of an answer that depends on its order.
pub fn hash(answer: &[u32]) -> u32 {
    answer
        .iter()
        .fold(0, |state: u32, slot| (state ^ slot).wrapping_mul(0x0100_0193).rotate_left(11))
}

/// The best index known, and the scan that settles ties as it does; equal in (zone, what was left)
/// for every task.
pub fn best(work: &Work) -> Answer {
    if work.strategy == Strategy::Instance { best::bits(work) } else { best::classes(work) }
}

/// What a class is: the sequence of (zone, CPU, memory) that the answer's instances had left, in
/// whole multiples of what tasks can use.
pub fn classes_of(work: &Work, answer: &[u32]) -> Vec<(usize, u32, u32)> {
    let divisors = work.divisors();
    let mut left = work.instances.clone();
    let mut out = Vec::new();
    for (size, slot) in work.tasks.iter().zip(answer) {
        let Some(line) = left.get_mut(*slot as usize) else { continue };
        out.push((line.2, line.0 / divisors.0, line.1 / divisors.1));
        line.0 -= work.sizes[*size].0;
        line.1 -= work.sizes[*size].1;
    }
    out
}
