//! Sorting lists that are short or seldom sorted. The standard library compiles its sort once for
//! each type and key, some 5 KB each; here one copy sorts numbers of places, and all lists share
//! it. Where the order of equals does not matter it is kept all the same.

use std::cmp::Ordering;

/// Sorts by a key; equals keep their order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    let mut order: Vec<u32> = (0..u32::try_from(items.len()).unwrap_or(u32::MAX)).collect();
    order_by(&mut order, &|a, b| key(&items[a as usize]).cmp(&key(&items[b as usize])));
    // Each place gets what belongs there; what stood there moves to where that came from.
    for at in 0..order.len() {
        let mut from = order[at] as usize;
        while from < at {
            from = order[from] as usize;
        }
        items.swap(at, from);
    }
}

/// Sorts by the items' own order.
pub fn sort<T: Ord + Clone>(items: &mut [T]) {
    sort_by_key(items, T::clone);
}

#[inline(never)]
fn order_by(order: &mut [u32], compare: &dyn Fn(u32, u32) -> Ordering) {
    order.sort_by(|a, b| compare(*a, *b));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sorts_as_the_standard_library_does() {
        let mut state = 1_u32;
        let mut roll = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 20
        };
        for len in [0, 1, 2, 3, 10, 100, 500] {
            let mut ours: Vec<(u32, u32)> = (0..len).map(|n| (roll() % 40, n)).collect();
            let mut theirs = ours.clone();
            sort_by_key(&mut ours, |(key, _)| *key);
            theirs.sort_by_key(|(key, _)| *key);
            assert_eq!(ours, theirs);
            let mut words: Vec<String> = (0..len).map(|_| roll().to_string()).collect();
            let mut sorted = words.clone();
            sort(&mut words);
            sorted.sort();
            assert_eq!(words, sorted);
        }
    }
}
