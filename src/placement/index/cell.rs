//! A cell of a view: instances that no strategy but those on the instance itself tells apart, with
//! the least of their ranks at hand.

use super::levels::Levels;
use super::seating::Seats;
use super::tree::{MinTree, NEVER};

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
    pub(super) seats: Seats,
    ranks: Ranks,
}

impl Cell {
    /// A cell of these instances, with the rank of each.
    pub(super) fn new(seats: Seats, ranks: &[u64], ranking: Ranking) -> Self {
        let ranks = match ranking {
            Ranking::Counts => Ranks::Levels(Levels::new(ranks)),
            Ranking::NumberedKeys | Ranking::Keys => Ranks::Tree(MinTree::new(ranks)),
        };
        Self { seats, ranks }
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

    /// A task is about to come to the first instance with the least rank, which is this leaf's: it
    /// counts one more.
    #[inline]
    pub(super) fn raise_first(&mut self, leaf: usize) {
        if let Ranks::Levels(levels) = &mut self.ranks {
            levels.raise_first(leaf);
        }
    }

    /// The first leaf with the least rank, and that rank.
    #[inline]
    pub(super) fn first(&self, ranking: Ranking) -> (usize, u64) {
        match &self.ranks {
            Ranks::Tree(tree) => {
                let rank = tree.least();
                let leaf = if ranking == Ranking::NumberedKeys {
                    usize::try_from(rank & ((1 << LEAF_BITS) - 1)).unwrap_or(0)
                } else {
                    tree.first_least()
                };
                (leaf, rank)
            }
            Ranks::Levels(levels) => (levels.first_least(), levels.least()),
        }
    }

    /// Gives a leaf a rank; whether it had that one.
    pub(super) fn set(&mut self, leaf: usize, rank: u64) -> bool {
        match &mut self.ranks {
            Ranks::Tree(tree) => tree.set(leaf, rank),
            Ranks::Levels(levels) => levels.set(leaf, rank),
        }
    }
}
