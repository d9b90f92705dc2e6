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
}

impl Bits {
    fn set(&mut self, leaf: usize, leaves: usize) {
        if self.words.is_empty() {
            let words = leaves.div_ceil(64);
            self.words = vec![0; words];
            self.summary = vec![0; words.div_ceil(64)];
        }
        self.words[leaf / 64] |= 1 << (leaf % 64);
        self.summary[leaf / 4_096] |= 1 << (leaf / 64 % 64);
        self.count += 1;
    }

    fn clear(&mut self, leaf: usize) {
        let word = &mut self.words[leaf / 64];
        *word &= !(1 << (leaf % 64));
        if *word == 0 {
            self.summary[leaf / 4_096] &= !(1 << (leaf / 64 % 64));
        }
        self.count -= 1;
    }

    fn first(&self) -> Option<usize> {
        let (at, summary) = self.summary.iter().enumerate().find(|(_, word)| **word != 0)?;
        let word = at * 64 + summary.trailing_zeros() as usize;
        Some(word * 64 + self.words[word].trailing_zeros() as usize)
    }
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
    pub(super) fn new(levels: impl ExactSizeIterator<Item = u64>) -> Self {
        let mut made =
            Self { of_leaf: vec![0; levels.len()], levels: Vec::new(), least: usize::MAX };
        for (leaf, level) in levels.enumerate() {
            made.set(leaf, level);
        }
        made
    }

    /// The least level, or [`NEVER`].
    pub(super) fn least(&self) -> u64 {
        if self.least < self.levels.len() { self.least as u64 } else { NEVER }
    }

    /// The first leaf of the least level.
    pub(super) fn first_least(&self) -> usize {
        self.levels.get(self.least).and_then(Bits::first).unwrap_or(0)
    }

    /// Gives a leaf a level; whether it had that one.
    pub(super) fn set(&mut self, leaf: usize, level: u64) -> bool {
        let level = if level < MOST_LEVELS { level as u16 + 1 } else { 0 };
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
            let mut levels = Levels::new(leaves.iter().copied());
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
                }
            }
        }
    }
}
