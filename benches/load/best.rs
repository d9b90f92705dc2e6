//! The best index known for exactly this work: instances by class (zone, level of the packed
//! resource, level of the other), with masks of the classes that are not empty; and bits for
//! spread over instances. Levels are whole multiples of the tasks' common divisor: no index for
//! arbitrary sizes, a yardstick.

use super::{Answer, Strategy, Work};

const NONE: u32 = u32::MAX;

struct Zone {
    /// First instance of each class.
    heads: Vec<u32>,
    /// For each level of the packed resource, a bit for each level of the other.
    masks: Vec<u128>,
    /// A bit for each level of the packed resource that has an instance.
    levels: u128,
}

pub fn classes(work: &Work) -> Answer {
    let memory_first = work.strategy == Strategy::ZoneThenMemory;
    let divisors = work.divisors();
    let level = |cpu: u32, memory: u32| {
        let (cpu, memory) = (cpu / divisors.0, memory / divisors.1);
        if memory_first { (memory, cpu) } else { (cpu, memory) }
    };
    let mut at: Vec<(u32, u32)> = work.instances.iter().map(|(c, m, _)| level(*c, *m)).collect();
    let most_a = at.iter().map(|x| x.0).max().unwrap_or(0) as usize + 1;
    let most_b = at.iter().map(|x| x.1).max().unwrap_or(0) as usize + 1;
    assert!(most_a <= 128 && most_b <= 128, "a bit a level");
    let mut zones: Vec<Zone> = (0..3)
        .map(|_| Zone { heads: vec![NONE; most_a * most_b], masks: vec![0; most_a], levels: 0 })
        .collect();
    let mut next = vec![NONE; work.instances.len()];
    let push = |zone: &mut Zone, next: &mut [u32], slot: u32, (a, b): (u32, u32)| {
        let (a, b) = (a as usize, b as usize);
        let head = &mut zone.heads[a * most_b + b];
        next[slot as usize] = *head;
        *head = slot;
        zone.masks[a] |= 1 << b;
        zone.levels |= 1 << a;
    };
    for slot in (0..work.instances.len()).rev() {
        push(&mut zones[work.instances[slot].2], &mut next, slot as u32, at[slot]);
    }
    let needs: Vec<(u32, u32)> = work.sizes.iter().map(|(c, m)| level(*c, *m)).collect();
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
            let found = first_level(zone, need_a, need_b);
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
            zone.masks[a] &= !(1 << b);
            if zone.masks[a] == 0 {
                zone.levels &= !(1 << a);
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
fn first_level(zone: &Zone, need_a: u32, need_b: u32) -> Option<(usize, usize)> {
    let mut levels = zone.levels & (!0 << need_a);
    while levels != 0 {
        let a = levels.trailing_zeros() as usize;
        levels &= levels - 1;
        let mask = zone.masks[a] & (!0 << need_b);
        if mask != 0 {
            return Some((a, mask.trailing_zeros() as usize));
        }
    }
    None
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
