//! The index: answers what the scan of [`place`](super::place) answers, in a time that hardly
//! grows with the cluster.
//!
//! A [`View`](view::View) serves one kind of request: the same need, constraints, strategies and
//! group. In it every instance is a leaf that holds one number, the instance's rank under the
//! strategies that look at the instance itself (binpack, spread over instances), or "never" where
//! the filter or a constraint removes it. Leaves that share what the other strategies look at
//! (zone, attribute) form a cell, a tree of minima. To choose, compare the cells' least leaves.
//!
//! A change of an instance is written in the fleet's log; a view reads the log from where it
//! stopped when it is asked next, and judges just the instances named there, by the very
//! functions of the scan. A view that is never asked again costs nothing.

mod cell;
mod levels;
mod seating;
mod tree;
mod view;

use super::fleet::Fleet;
use super::place::{Outcome, Request};
use super::strategy::Step;
use seating::Seatings;
use view::View;

/// Views kept; the one asked longest ago makes room.
const MOST_VIEWS: usize = 32;
/// Fleets below this size are scanned: it is as fast, and keeps nothing.
pub(super) const WORTH_IT: u32 = 32;

/// Places that remember where a group's view stands.
const HINTS: usize = 64;

/// The views of one fleet. A cache: its clone is empty, and whether it is there changes no answer.
#[derive(Debug, Default)]
pub struct Index {
    views: Vec<View>,
    /// Where the view of a group stood last, by the group's number.
    hints: Vec<u8>,
    seatings: Seatings,
    asked: u64,
}

impl Clone for Index {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Index {
    /// What [`place`](super::place::place) would answer; `None` where this kind of request has no
    /// index (random draws, an empty fleet) and the scan must be asked.
    pub(super) fn place(&mut self, fleet: &Fleet, request: &Request<'_>) -> Option<Outcome> {
        if fleet.is_empty() || request.steps.contains(&Step::Random) {
            return None;
        }
        self.asked += 1;
        self.hints.resize(HINTS, 0);
        let hint = request.group_id as usize % HINTS;
        let hinted = usize::from(self.hints[hint]);
        let at = if self.views.get(hinted).is_some_and(|view| view.serves(request)) {
            hinted
        } else {
            let at = self.find(fleet, request);
            self.hints[hint] = u8::try_from(at).unwrap_or(0);
            at
        };
        let view = &mut self.views[at];
        view.asked_at = self.asked;
        view.catch_up(fleet, request, &mut self.seatings);
        view.choose(fleet, request)
    }

    /// The view of a request's kind; laid out where there is none.
    fn find(&mut self, fleet: &Fleet, request: &Request<'_>) -> usize {
        if let Some(at) = self.views.iter().position(|view| view.serves(request)) {
            return at;
        }
        if self.views.len() == MOST_VIEWS {
            let oldest = (0..).zip(&self.views).min_by_key(|(_, view)| view.asked_at);
            let oldest = oldest.map_or(0, |(at, _)| at);
            self.views.swap_remove(oldest);
        }
        self.views.push(View::new(fleet, request, &mut self.seatings));
        self.views.len() - 1
    }
}
