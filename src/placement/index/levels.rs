//! Leaves by level, for views whose only part of a key is a count of tasks: counts are small and
//! move by one, so each level keeps a bit a leaf. The first leaf of the least level is the choice,
//! and moving a leaf touches two bits: no path of a tree is read again.

use super::tree::NEVER;

/// Levels that are kept; who counts more tasks on one instance takes a tree.
pub(super) const MOST_LEVELS: u64 = 256;

/// A bit a leaf, with a bit a word above.
#[derive(Clone, Debug, Default)]
struct Bits {
    words: Vec<u64>,
    summary: Vec<u64>,
    count: u32,
    /// No word before this one has a bit.
    from: usize,
}

impl Bits {
    fn make_room(&mut self, leaves: usize) {
        let words = leaves.div_ceil(64);
        self.words = vec![0; words];
        self.summary = vec![0; words.div_ceil(64)];
        self.from = words;
    }

    fn sum_up(&mut self) {
        for (summary, words) in self.summary.iter_mut().zip(self.words.chunks(64)) {
            *summary = words.iter().rev().fold(0, |sum, word| sum << 1 | u64::from(*word != 0));
        }
        self.from = 0;
        self.from = self.first_word();
    }

    #[inline]
    fn set(&mut self, leaf: usize, leaves: usize) {
        if self.words.is_empty() {
            self.make_room(leaves);
        }
        self.words[leaf / 64] |= 1 << (leaf % 64);
        self.summary[leaf / 4_096] |= 1 << (leaf / 64 % 64);
        self.count += 1;
        self.from = self.from.min(leaf / 64);
    }

    #[inline]
    fn clear(&mut self, leaf: usize) {
        let word = &mut self.words[leaf / 64];
        *word &= !(1 << (leaf % 64));
        self.count -= 1;
        if *word == 0 {
            self.summary[leaf / 4_096] &= !(1 << (leaf / 64 % 64));
            if self.from == leaf / 64 {
                self.from = self.first_word();
            }
        }
    }

    fn first_word(&self) -> usize {
        let mut words = self.summary.iter().enumerate().skip(self.from / 64);
        let found = words.find(|(_, word)| **word != 0);
        found.map_or(self.words.len(), |(at, word)| at * 64 + word.trailing_zeros() as usize)
    }

    #[inline]
    fn first(&self) -> Option<usize> {
        let word = self.words.get(self.from)?;
        Some(self.from * 64 + word.trailing_zeros() as usize)
    }
}

/// A rank as a level + 1; 0 = never.
#[inline]
const fn level_of(rank: u64) -> u16 {
    if rank < MOST_LEVELS { rank as u16 + 1 } else { 0 }
}

/// The level of each of a fixed number of leaves.
#[derive(Clone, Debug)]
pub(super) struct Levels {
    /// Level + 1; 0 = never.
    of_leaf: Vec<u16>,
    levels: Vec<Bits>,
    /// The least level that has a leaf; past the last where none has.
    least: usize,
}

impl Levels {
    /// Leaves at these levels, each [`NEVER`] or below [`MOST_LEVELS`].
    pub(super) fn new(ranks: &[u64]) -> Self {
        let highest = ranks.iter().filter(|rank| **rank < MOST_LEVELS).max();
        let count = highest.map_or(0, |rank| level_of(*rank));
        let mut levels = vec![Bits::default(); count.into()];
        for bits in &mut levels {
            bits.make_room(ranks.len());
        }
        for (word, ranks) in ranks.chunks(64).enumerate() {
            for (bit, rank) in ranks.iter().enumerate() {
                if let Some(bits) = level_of(*rank).checked_sub(1) {
                    let bits = &mut levels[usize::from(bits)];
                    bits.words[word] |= 1 << bit;
                    bits.count += 1;
                }
            }
        }
        for bits in &mut levels {
            bits.sum_up();
        }
        let least = levels.iter().position(|bits| bits.count > 0).unwrap_or(levels.len());
        Self { of_leaf: ranks.iter().map(|rank| level_of(*rank)).collect(), levels, least }
    }

    /// The least level, or [`NEVER`].
    pub(super) fn least(&self) -> u64 {
        if self.least < self.levels.len() { self.least as u64 } else { NEVER }
    }

    /// The first leaf of the least level.
    pub(super) fn first_least(&self) -> usize {
        self.levels.get(self.least).and_then(Bits::first).unwrap_or(0)
    }

    /// Moves the first leaf of the least level, which is `leaf`, one level up.
    #[inline]
    pub(super) fn raise_first(&mut self, leaf: usize) {
        let level = self.least;
        if self.levels.len() <= level + 1 {
            self.levels.push(Bits::default());
        }
        self.of_leaf[leaf] += 1;
        let leaves = self.of_leaf.len();
        let [from, to, ..] = &mut self.levels[level..] else { return };
        from.clear(leaf);
        to.set(leaf, leaves);
        if from.count == 0 {
            self.least += 1;
        }
    }

    /// Gives a leaf a level; whether it had that one.
    pub(super) fn set(&mut self, leaf: usize, level: u64) -> bool {
        let level = level_of(level);
        let before = std::mem::replace(&mut self.of_leaf[leaf], level);
        if before == level {
            return true;
        }
        if level > 0 {
            let level = usize::from(level - 1);
            if self.levels.len() <= level {
                self.levels.resize(level + 1, Bits::default());
            }
            self.levels[level].set(leaf, self.of_leaf.len());
            self.least = self.least.min(level);
        }
        if before > 0 {
            self.levels[usize::from(before - 1)].clear(leaf);
        }
        while self.levels.get(self.least).is_some_and(|bits| bits.count == 0) {
            self.least += 1;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_always_know_the_first_least() {
        let mut state = 1_u64;
        let mut roll = |n: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % n
        };
        for size in [0_usize, 1, 63, 64, 65, 5_000] {
            let mut leaves: Vec<u64> = (0..size).map(|_| roll(7)).collect();
            let mut levels = Levels::new(&leaves);
            for _ in 0..600 {
                let first = leaves.iter().enumerate().min_by_key(|(n, level)| (**level, *n));
                match first {
                    Some((n, level)) if *level != NEVER => {
                        assert_eq!((levels.least(), levels.first_least()), (*level, n));
                    }
                    _ => assert_eq!(levels.least(), NEVER),
                }
                if size > 0 {
                    let leaf = usize::try_from(roll(size as u64)).expect("small");
                    let level = if roll(6) == 0 { NEVER } else { roll(MOST_LEVELS) };
                    assert_eq!(levels.set(leaf, level), leaves[leaf] == level);
                    leaves[leaf] = level;
                    if levels.least() < MOST_LEVELS - 1 {
                        let first = levels.first_least();
                        levels.raise_first(first);
                        leaves[first] += 1;
                    }
                }
            }
        }
    }

    /// Levels with few leaves, far apart: the bits above the words must be right.
    #[test]
    fn a_thin_level_is_found() {
        let mut levels = Levels::new(&[0; 5_000]);
        let thin = [70, 130, 4_095, 4_096, 4_900];
        for leaf in thin.into_iter().rev() {
            levels.set(leaf, 1);
        }
        for leaf in (0..5_000).filter(|leaf| !thin.contains(leaf)) {
            levels.set(leaf, 5);
        }
        for leaf in thin {
            assert_eq!((levels.least(), levels.first_least()), (1, leaf));
            levels.set(leaf, 5);
        }
        assert_eq!((levels.least(), levels.first_least()), (5, 0));
    }
}
