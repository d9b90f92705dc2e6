//! The plain scan, which anyone would write first, and the floor, below which nothing goes.

use super::{Answer, Strategy, Work};

/// One pass an answer with a packed key. `by_class` settles ties by what else is left, as an index
/// by classes does; else the lowest number takes them.
pub fn scan(work: &Work, by_class: bool) -> Answer {
    let mut left = work.instances.clone();
    let mut zones = vec![[0_u64; 3]; work.sizes.len()];
    let count = left.len();
    let divisors = work.divisors();
    let mut on =
        vec![0_u32; if work.strategy == Strategy::Instance { count * work.sizes.len() } else { 0 }];
    let mut answer = Vec::with_capacity(work.tasks.len());
    for size in &work.tasks {
        let (cpu, memory) = work.sizes[*size];
        let zones = &mut zones[*size];
        let mut best = (u64::MAX, u32::MAX, usize::MAX);
        for (slot, (has_cpu, has_memory, zone)) in left.iter().enumerate() {
            if *has_cpu < cpu || *has_memory < memory {
                continue;
            }
            let (key, second) = match work.strategy {
                Strategy::ZoneThenMemory => {
                    (zones[*zone] << 32 | u64::from(*has_memory), *has_cpu / divisors.0)
                }
                Strategy::ZoneThenCpu => {
                    (zones[*zone] << 32 | u64::from(*has_cpu), *has_memory / divisors.1)
                }
                Strategy::Instance => (u64::from(on[*size * count + slot]), 0),
            };
            let second = if by_class { second << 2 | *zone as u32 } else { 0 };
            if (key, second) < (best.0, best.1) {
                best = (key, second, slot);
            }
        }
        let slot = best.2;
        if slot == usize::MAX {
            answer.push(u32::MAX);
            continue;
        }
        left[slot].0 -= cpu;
        left[slot].1 -= memory;
        zones[left[slot].2] += 1;
        if work.strategy == Strategy::Instance {
            on[*size * count + slot] += 1;
        }
        answer.push(slot as u32);
    }
    answer
}

/// Replays a known answer: check, subtract, count, write down.
pub fn replay(work: &Work, known: &[u32]) -> Answer {
    let mut left = work.instances.clone();
    let mut zones = vec![[0_u64; 3]; work.sizes.len()];
    let mut answer = Vec::with_capacity(work.tasks.len());
    for (size, slot) in work.tasks.iter().zip(known) {
        let (cpu, memory) = work.sizes[*size];
        let line = &mut left[*slot as usize];
        if line.0 >= cpu && line.1 >= memory {
            line.0 -= cpu;
            line.1 -= memory;
            zones[*size][line.2] += 1;
            answer.push(*slot);
        }
    }
    assert!(zones.len() == work.sizes.len());
    answer
}
