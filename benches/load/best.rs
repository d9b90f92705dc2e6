//! The best index known for exactly this work: instances by class (zone, level of the packed
//! resource, level of the other), with masks of the classes that are not empty; and bits for
//! spread over instances. Levels are whole multiples of a common divisor: no index for arbitrary
//! sizes, a yardstick.

use super::{Answer, Strategy, Work};

const NONE: u32 = u32::MAX;

fn divisor(numbers: impl Iterator<Item = u32>) -> u32 {
    numbers.fold(0, |mut a, mut b| {
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    })
}

struct Zone {
    /// First instance of each class.
    heads: Vec<u32>,
    /// For each level of the packed resource, a bit for each level of the other.
    masks: Vec<u64>,
    /// A bit for each level of the packed resource that has an instance.
    levels: Vec<u64>,
}

pub fn classes(work: &Work) -> Answer {
    let memory_first = work.strategy == Strategy::ZoneThenMemory;
    let order = |cpu: u32, memory: u32| if memory_first { (memory, cpu) } else { (cpu, memory) };
    let all = || {
        let instances = work.instances.iter().map(|(cpu, memory, _)| order(*cpu, *memory));
        instances.chain(work.sizes.iter().map(|(cpu, memory)| order(*cpu, *memory)))
    };
    let (by_a, by_b) = (divisor(all().map(|x| x.0)), divisor(all().map(|x| x.1)));
    let most_a = all().map(|x| x.0 / by_a).max().unwrap_or(0) as usize + 1;
    let most_b = all().map(|x| x.1 / by_b).max().unwrap_or(0) as usize + 1;
    let words = most_b.div_ceil(64);
    let mut zones: Vec<Zone> = (0..3)
        .map(|_| Zone {
            heads: vec![NONE; most_a * most_b],
            masks: vec![0; most_a * words],
            levels: vec![0; most_a.div_ceil(64)],
        })
        .collect();
    let mut next = vec![NONE; work.instances.len()];
    let mut at: Vec<(u32, u32)> = Vec::new();
    for (cpu, memory, _) in &work.instances {
        let (a, b) = order(*cpu, *memory);
        at.push((a / by_a, b / by_b));
    }
    let push = |zone: &mut Zone, next: &mut [u32], slot: u32, (a, b): (u32, u32)| {
        let (a, b) = (a as usize, b as usize);
        let head = &mut zone.heads[a * most_b + b];
        next[slot as usize] = *head;
        *head = slot;
        zone.masks[a * words + b / 64] |= 1 << (b % 64);
        zone.levels[a / 64] |= 1 << (a % 64);
    };
    for slot in (0..work.instances.len()).rev() {
        push(&mut zones[work.instances[slot].2], &mut next, slot as u32, at[slot]);
    }
    let needs: Vec<(u32, u32)> = work
        .sizes
        .iter()
        .map(|(cpu, memory)| order(*cpu, *memory))
        .map(|(a, b)| (a / by_a, b / by_b))
        .collect();
    let mut counts = vec![[0_u32; 3]; work.sizes.len()];
    let mut answer = Vec::with_capacity(work.tasks.len());
    'tasks: for size in &work.tasks {
        let (need_a, need_b) = needs[*size];
        let mut order = [0_usize, 1, 2];
        let count = &mut counts[*size];
        order.sort_by_key(|zone| count[*zone]);
        // Zones of equal counts are compared by what they offer.
        let mut best: Option<(u32, usize, usize, usize)> = None;
        for number in order {
            if best.is_some_and(|(least, ..)| count[number] > least) {
                break;
            }
            let zone = &zones[number];
            let found = first_level(zone, need_a as usize, need_b as usize, words);
            if let Some((a, b)) = found
                && best.is_none_or(|(_, x, y, _)| (a, b) < (x, y))
            {
                best = Some((count[number], a, b, number));
            }
        }
        let Some((_, a, b, number)) = best else {
            answer.push(NONE);
            continue 'tasks;
        };
        let zone = &mut zones[number];
        let head = zone.heads[a * most_b + b];
        let after = next[head as usize];
        zone.heads[a * most_b + b] = after;
        if after == NONE {
            zone.masks[a * words + b / 64] &= !(1 << (b % 64));
            if zone.masks[a * words..(a + 1) * words].iter().all(|mask| *mask == 0) {
                zone.levels[a / 64] &= !(1 << (a % 64));
            }
        }
        at[head as usize] = (a as u32 - need_a, b as u32 - need_b);
        push(zone, &mut next, head, at[head as usize]);
        count[number] += 1;
        answer.push(head);
    }
    answer
}

/// The least level of the packed resource, and in it of the other, that fit.
fn first_level(zone: &Zone, need_a: usize, need_b: usize, words: usize) -> Option<(usize, usize)> {
    let mut word = need_a / 64;
    let mut levels = zone.levels.get(word)? & (!0 << (need_a % 64));
    loop {
        while levels != 0 {
            let a = word * 64 + levels.trailing_zeros() as usize;
            levels &= levels - 1;
            let masks = &zone.masks[a * words..(a + 1) * words];
            let first = need_b / 64;
            let mut mask = masks[first] & (!0 << (need_b % 64));
            for (n, later) in (first..words).zip(masks[first..].iter().skip(1).chain([&0])) {
                if mask != 0 {
                    return Some((a, n * 64 + mask.trailing_zeros() as usize));
                }
                mask = *later;
            }
        }
        word += 1;
        levels = *zone.levels.get(word)?;
    }
}

/// Spread over instances: for each size, a bit an instance for each number of its tasks there.
pub fn bits(work: &Work) -> Answer {
    let count = work.instances.len();
    let words = count.div_ceil(64);
    let mut left: Vec<(u32, u32)> = work.instances.iter().map(|(c, m, _)| (*c, *m)).collect();
    // (least number of tasks, its bits, the next number's bits, first word that may hold a bit)
    let full = || {
        let mut bits = vec![!0_u64; words];
        if !count.is_multiple_of(64) {
            bits[words - 1] = (1 << (count % 64)) - 1;
        }
        bits
    };
    let mut groups: Vec<(Vec<u64>, Vec<u64>, usize)> =
        work.sizes.iter().map(|_| (full(), vec![0; words], 0)).collect();
    let mut answer = Vec::with_capacity(work.tasks.len());
    for size in &work.tasks {
        let (cpu, memory) = work.sizes[*size];
        let (now, then, from) = &mut groups[*size];
        let mut turned = false;
        let slot = loop {
            if *from == words {
                if turned {
                    break NONE;
                }
                turned = true;
                std::mem::swap(now, then);
                *from = 0;
            }
            let word = now[*from];
            if word == 0 {
                *from += 1;
                continue;
            }
            let slot = *from * 64 + word.trailing_zeros() as usize;
            now[*from] &= word - 1;
            // Nothing stops: who does not fit now never will.
            if left[slot].0 >= cpu && left[slot].1 >= memory {
                break slot as u32;
            }
        };
        if slot != NONE {
            let line = &mut left[slot as usize];
            line.0 -= cpu;
            line.1 -= memory;
            then[slot as usize / 64] |= 1 << (slot % 64);
        }
        answer.push(slot);
    }
    answer
}
