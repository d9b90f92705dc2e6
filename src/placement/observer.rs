//! Who looks on while a task is placed. The engine looks at nothing; explanations write down
//! everything. Both watch the same procedure.

use super::filter::Reason;
use super::fleet::Slot;
use super::strategy::Step;

/// Watches one placement.
pub trait Observer {
    /// Whether this observer wants to know: lets the procedure skip what nobody reads.
    const WATCHES: bool;
    /// An instance of the pool was removed by its first failing check.
    fn removed(&mut self, slot: Slot, reason: Reason);
    /// A strategy step ranked `before` and kept `after`.
    fn narrowed(&mut self, step: &Step, before: &[Slot], after: &[Slot]);
    /// `tied` were left, and `chosen` was taken.
    fn chosen(&mut self, tied: &[Slot], chosen: Slot);
}

/// Nobody looks on.
#[derive(Debug)]
pub struct Unwatched;

impl Observer for Unwatched {
    const WATCHES: bool = false;
    fn removed(&mut self, _: Slot, _: Reason) {}
    fn narrowed(&mut self, _: &Step, _: &[Slot], _: &[Slot]) {}
    fn chosen(&mut self, _: &[Slot], _: Slot) {}
}
