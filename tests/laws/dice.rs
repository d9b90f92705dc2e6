//! Draws for random scenarios.

use ecs_playground::base::{Draw, Seed};

/// Draws numbers for one scenario.
pub struct Dice(Draw, u64);

impl Dice {
    /// Dice for a scenario.
    pub fn of(seed: u64) -> Self {
        Self(Draw::new(Seed(seed), "laws"), 0)
    }

    /// A number below another.
    pub fn below(&mut self, n: u64) -> u64 {
        self.1 += 1;
        self.0.number(self.1).value() % n
    }

    /// One of some.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[usize::try_from(self.below(of.len() as u64)).expect("small")]
    }
}
