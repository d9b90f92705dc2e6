//! The decision as a funnel: what each check removed and why, how each strategy ranked, the
//! choice, the nearest miss. Written down by watching [`place`](super::place::place) itself.

use super::also;
use super::closest;
use super::filter::Reason;
use super::fix::{self, Fix};
use super::fleet::{Fleet, Line, Slot};
use super::observer::Observer;
use super::place::{Outcome, Request, place};
use super::strategy::{self, Step, Value};

/// An instance that a check removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// Which instance.
    pub slot: Slot,
    /// By which check, with its numbers.
    pub reason: Reason,
}

/// One strategy step: what it ranked by, and what it kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// The step.
    pub step: Step,
    /// Every instance that was still in the race, with the value it was ranked by.
    pub values: Vec<(Slot, Value)>,
    /// The ones kept.
    pub kept: Vec<Slot>,
}

/// Everything about one placement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The pool: instances that were looked at (PL-9).
    pub pool: Vec<Slot>,
    /// What the checks removed, in slot order.
    pub removals: Vec<Removal>,
    /// Every other check that a removed instance fails, in PL-41's order, beside `removals`; empty
    /// where nobody watched.
    pub also: Vec<Vec<Reason>>,
    /// What the strategies did, in order.
    pub rankings: Vec<Ranking>,
    /// Instances that were equal at the end.
    pub tied: Vec<Slot>,
    /// The verdict.
    pub outcome: Outcome,
    /// The rejected instance that got furthest (PL-48).
    pub nearest: Option<Removal>,
    /// Where nothing was placed: single changes after which it would be, tried, smallest first.
    pub fixes: Vec<Fix>,
}

struct Writer<'a, 'b> {
    fleet: &'a Fleet,
    request: &'a Request<'b>,
    removals: Vec<Removal>,
    rankings: Vec<Ranking>,
    tied: Vec<Slot>,
}

impl Observer for Writer<'_, '_> {
    const WATCHES: bool = true;

    fn removed(&mut self, slot: Slot, reason: Reason) {
        self.removals.push(Removal { slot, reason });
    }

    fn narrowed(&mut self, step: &Step, before: &[Slot], after: &[Slot]) {
        let r = self.request;
        let values = strategy::values(step, self.fleet, r.group, before, r.key, r.zone_names);
        self.rankings.push(Ranking {
            step: step.clone(),
            values: before.iter().copied().zip(values).collect(),
            kept: after.to_vec(),
        });
    }

    fn chosen(&mut self, tied: &[Slot], _: Slot) {
        self.tied = tied.to_vec();
    }
}

impl Decision {
    /// Places one task on paper and writes down why.
    pub fn of(fleet: &Fleet, request: &Request<'_>) -> Self {
        let mut writer =
            Writer { fleet, request, removals: Vec::new(), rankings: Vec::new(), tied: Vec::new() };
        let outcome = place(fleet, request, &mut writer);
        let Writer { removals, rankings, tied, .. } = writer;
        let pool = (0..)
            .zip(fleet.lines())
            .filter(|(_, line)| super::filter::in_pool(line, request.pool))
            .map(|(slot, _)| slot)
            .collect();
        let nearest = closest::nearest(&removals);
        Self {
            pool,
            removals,
            also: Vec::new(),
            rankings,
            tied,
            outcome,
            nearest,
            fixes: Vec::new(),
        }
    }

    /// The caller named the instance, and it passed every check (PL-7).
    pub fn named(slot: Slot) -> Self {
        Self {
            pool: vec![slot],
            removals: Vec::new(),
            also: Vec::new(),
            rankings: Vec::new(),
            tied: vec![slot],
            outcome: Outcome::Placed(slot),
            nearest: None,
            fixes: Vec::new(),
        }
    }

    /// The caller named the instance, and it failed a check.
    pub fn refused(slot: Slot, reason: Reason) -> Self {
        let removal = Removal { slot, reason };
        Self {
            removals: vec![removal.clone()],
            tied: Vec::new(),
            outcome: Outcome::Rejected,
            nearest: Some(removal),
            ..Self::named(slot)
        }
    }

    /// Adds what only those want to know who ask why: all failing checks, and, where nothing was
    /// placed, the smallest changes. `fresh` as in [`fix::fixes`].
    #[must_use]
    pub fn in_full(mut self, fleet: &Fleet, request: &Request<'_>, fresh: &[(Slot, Line)]) -> Self {
        self.also = self
            .removals
            .iter()
            .map(|removal| {
                let mut all = also::failing(fleet, request, removal.slot);
                all.retain(|reason| *reason != removal.reason);
                all
            })
            .collect();
        if self.outcome == Outcome::Rejected {
            self.fixes = fix::fixes(fleet, request, fresh);
        }
        self
    }

    /// The instance that was chosen.
    pub const fn chosen(&self) -> Option<Slot> {
        match self.outcome {
            Outcome::Placed(slot) => Some(slot),
            Outcome::EmptyPool | Outcome::Rejected => None,
        }
    }
}
