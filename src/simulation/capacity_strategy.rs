//! How the items of a capacity provider strategy share tasks (CP-10 to CP-15, CP-17). The rounding
//! that AWS leaves open is by largest remainder (modelled).

/// An item's part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Tasks that it gets before the weights count.
    pub base: u32,
    /// Its part of the rest.
    pub weight: u32,
}

/// How many of `n` tasks each item gets: the base first, then the rest by weight, left-overs to the
/// largest fractional parts, ties to the earlier item (CP-15).
pub fn totals(shares: &[Share], n: u32) -> Vec<u32> {
    let mut out = vec![0; shares.len()];
    let mut rest = n;
    for (total, share) in out.iter_mut().zip(shares) {
        *total = share.base.min(rest);
        rest -= *total;
    }
    let sum: u64 = shares.iter().map(|share| u64::from(share.weight)).sum();
    if sum == 0 {
        // A single item needs no weight.
        if let Some(first) = out.first_mut() {
            *first += rest;
        }
        return out;
    }
    let mut left = rest;
    let mut fractions: Vec<(u64, usize)> = Vec::new();
    for (at, (total, share)) in out.iter_mut().zip(shares).enumerate() {
        let product = u64::from(rest) * u64::from(share.weight);
        let whole = u32::try_from(product / sum).unwrap_or(u32::MAX);
        *total += whole;
        left -= whole;
        fractions.push((product % sum, at));
    }
    fractions.sort_by_key(|(fraction, at)| (std::cmp::Reverse(*fraction), *at));
    for (_, at) in fractions.into_iter().take(left as usize) {
        out[at] += 1;
    }
    out
}

/// The item that the next task belongs to: the one that is furthest behind what one task more
/// would give it; the earlier one where two are (modelled).
pub fn next(shares: &[Share], current: &[u32]) -> usize {
    let wanted = totals(shares, current.iter().sum::<u32>() + 1);
    furthest(&wanted, current)
}

/// The item that a task is taken from: the one that is furthest ahead of what one task fewer would
/// give it (modelled).
pub fn surplus(shares: &[Share], current: &[u32]) -> usize {
    let wanted = totals(shares, current.iter().sum::<u32>().saturating_sub(1));
    furthest(current, &wanted)
}

/// Where `high` is furthest above `low`; the first such place.
fn furthest(high: &[u32], low: &[u32]) -> usize {
    let gaps = high.iter().zip(low).map(|(high, low)| i64::from(*high) - i64::from(*low));
    let best = (0..).zip(gaps).max_by_key(|(at, gap)| (*gap, std::cmp::Reverse(*at)));
    best.map_or(0, |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(items: &[(u32, u32)]) -> Vec<Share> {
        items.iter().map(|(base, weight)| Share { base: *base, weight: *weight }).collect()
    }

    /// CP-15: the worked table of the reference. One task at a time comes to the same.
    #[test]
    fn tasks_are_shared_as_the_table_says() {
        type Row<'a> = (u32, &'a [(u32, u32)], &'a [u32]);
        let table: [Row<'_>; 9] = [
            (10, &[(0, 1), (0, 1)], &[5, 5]),
            (5, &[(0, 1), (0, 4)], &[1, 4]),
            (10, &[(2, 1), (0, 4)], &[4, 6]),
            (7, &[(1, 1), (0, 3)], &[3, 4]),
            (3, &[(5, 1), (0, 1)], &[3, 0]),
            (6, &[(0, 1), (0, 1), (0, 2)], &[2, 1, 3]),
            (1, &[(0, 1), (0, 3)], &[0, 1]),
            (2, &[(0, 1), (0, 3)], &[1, 1]),
            (4, &[(2, 0), (0, 1)], &[2, 2]),
        ];
        for (n, items, expected) in table {
            assert_eq!(totals(&shares(items), n), expected, "{n} over {items:?}");
        }
        assert_eq!(totals(&shares(&[(0, 0)]), 3), [3], "one item needs no weight (CP-11)");
    }

    /// CP-15, CP-17: tasks that come and go one by one.
    #[test]
    fn one_at_a_time() {
        let items = shares(&[(2, 1), (0, 4)]);
        let mut current = vec![0; 2];
        for _ in 0..12 {
            let at = next(&items, &current);
            current[at] += 1;
        }
        assert_eq!(current, totals(&items, 12));
        for _ in 0..9 {
            let at = surplus(&items, &current);
            assert!(current[at] > 0);
            current[at] -= 1;
        }
        assert_eq!(current, totals(&items, 3));
    }
}
