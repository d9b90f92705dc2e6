//! A cell of a view: instances that no strategy but those on the instance itself tells apart, with
//! the least of their ranks at hand.

use super::levels::Levels;
use super::tree::{MinTree, NEVER};
use crate::placement::fleet::Slot;

/// How a view writes ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ranking {
    /// The rank is a count of tasks, small enough for [`Levels`].
    Counts,
    /// The rank is a key of parts; its low bits are the leaf's number.
    NumberedKeys,
    /// The rank is a key of parts.
    Keys,
}

/// Bits of a leaf's number, where there is room for it below the parts.
pub(super) const LEAF_BITS: u32 = 19;

#[derive(Clone, Debug)]
enum Ranks {
    Tree(MinTree),
    Levels(Levels),
}

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// Its zone, where a step looks at it.
    pub(super) zone: u8,
    /// The value's number of each spread attribute.
    pub(super) values: Vec<Option<u32>>,
    /// The instance of each leaf, in the order in which ties are settled (PL-8).
    pub(super) slots: Vec<Slot>,
    ranks: Ranks,
}

impl Cell {
    pub(super) fn new(zone: u8, values: Vec<Option<u32>>) -> Self {
        Self { zone, values, slots: Vec::new(), ranks: Ranks::Tree(MinTree::new(&[])) }
    }

    /// Gives all leaves their ranks.
    pub(super) fn fill(&mut self, ranks: &[u64], ranking: Ranking) {
        self.ranks = match ranking {
            Ranking::Counts => Ranks::Levels(Levels::new(ranks.iter().copied())),
            Ranking::NumberedKeys | Ranking::Keys => Ranks::Tree(MinTree::new(ranks)),
        };
    }

    /// The least rank, or [`NEVER`].
    pub(super) fn least(&self) -> u64 {
        match &self.ranks {
            Ranks::Tree(tree) => tree.least(),
            Ranks::Levels(levels) => levels.least(),
        }
    }

    /// Whether a leaf can be chosen.
    pub(super) fn has_choice(&self) -> bool {
        self.least() != NEVER
    }

    /// The first instance with the least rank.
    pub(super) fn least_slot(&self, ranking: Ranking) -> Slot {
        let leaf = match &self.ranks {
            Ranks::Tree(tree) if ranking == Ranking::NumberedKeys => {
                usize::try_from(tree.least() & ((1 << LEAF_BITS) - 1)).unwrap_or(0)
            }
            Ranks::Tree(tree) => tree.first_least(),
            Ranks::Levels(levels) => levels.first_least(),
        };
        self.slots[leaf]
    }

    /// Gives a leaf a rank; whether it had that one.
    pub(super) fn set(&mut self, leaf: usize, rank: u64) -> bool {
        match &mut self.ranks {
            Ranks::Tree(tree) => tree.set(leaf, rank),
            Ranks::Levels(levels) => levels.set(leaf, rank),
        }
    }
}
