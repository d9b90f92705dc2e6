//! Whose an instance is, and which instances a request may use (PL-4). Numbers only: the hot path
//! asks for two comparisons.

/// Whose an instance is: an ECS Anywhere one, one that ECS manages for a capacity provider, an EC2
/// instance of nobody's, or one of a capacity provider's Auto Scaling group. The order makes every
/// pool a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner(u8);

impl Default for Owner {
    fn default() -> Self {
        Self::NOBODY
    }
}

impl Owner {
    /// An ECS Anywhere instance.
    pub const EXTERNAL: Self = Self(0);
    /// An EC2 instance without a capacity provider.
    pub const NOBODY: Self = Self(128);
    /// Providers of one kind that there can be.
    pub const MOST: u8 = 120;

    /// A provider that manages its instances, by its number, below [`Owner::MOST`].
    pub const fn managed(provider: u8) -> Self {
        Self(1 + provider % Self::MOST)
    }

    /// A provider with an Auto Scaling group, by its number, below [`Owner::MOST`].
    pub const fn group(provider: u8) -> Self {
        Self(129 + provider % Self::MOST)
    }
}

/// The owners whose instances a request may use, from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    first: Owner,
    last: Owner,
}

impl Pool {
    /// Launch type EC2: every EC2 instance, those of Auto Scaling groups too (PL-4).
    pub const EC2: Self = Self { first: Owner::NOBODY, last: Owner(u8::MAX) };
    /// Launch type EXTERNAL.
    pub const EXTERNAL: Self = Self::of(Owner::EXTERNAL);

    /// Only what is this owner's: a task with a capacity provider lands nowhere else (PL-4).
    pub const fn of(owner: Owner) -> Self {
        Self { first: owner, last: owner }
    }

    /// Whether an owner's instances are in it.
    #[inline]
    pub const fn holds(self, owner: Owner) -> bool {
        self.first.0 <= owner.0 && owner.0 <= self.last.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// PL-4, pool by pool.
    #[test]
    fn a_pool_holds_its_own() {
        let owners = [
            Owner::EXTERNAL,
            Owner::NOBODY,
            Owner::managed(0),
            Owner::managed(Owner::MOST - 1),
            Owner::group(0),
            Owner::group(Owner::MOST - 1),
        ];
        let held = |pool: Pool| owners.map(|owner| pool.holds(owner));
        assert_eq!(held(Pool::EC2), [false, true, false, false, true, true]);
        assert_eq!(held(Pool::EXTERNAL), [true, false, false, false, false, false]);
        for (at, owner) in owners.into_iter().enumerate().skip(2) {
            let mut only = [false; 6];
            only[at] = true;
            assert_eq!(held(Pool::of(owner)), only);
        }
    }
}
