//! The procedure itself: pool, filter, constraints, strategies, choice (PL-1, PL-5, PL-8).

use std::rc::Rc;

use super::constraint::{self, Constraint, Surroundings};
use super::filter::{self, Need, ZoneMask};
use super::fleet::{Fleet, Slot};
use super::group::GroupCounts;
use super::index::WORTH_IT;
use super::observer::Observer;
use super::pool::Pool;
use super::strategy::{self, DrawKey, Step};

/// What is asked: one task.
pub struct Request<'a> {
    /// What the task needs.
    pub need: &'a Need,
    /// Whose instances it may use: its launch type's or its capacity provider's (PL-4).
    pub pool: Pool,
    /// Zones of the request's subnets.
    pub zones: ZoneMask,
    /// The task definition's constraints first, then the request's (PL-41).
    pub constraints: &'a [Constraint],
    /// The strategies, defaults already put in (PL-52).
    pub steps: &'a [Step],
    /// The group's number in its cluster.
    pub group_id: u32,
    /// Counts of the task's group (PL-58).
    pub group: &'a GroupCounts,
    /// Who asks, for the random strategy.
    pub key: DrawKey,
    /// What `memberOf` may ask beyond the fleet.
    pub surroundings: Surroundings<'a>,
    /// The zones' names, for explanations.
    pub zone_names: &'a [Rc<str>],
}

/// The verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The instance that takes the task.
    Placed(Slot),
    /// No instance is in the pool (PL-47).
    EmptyPool,
    /// Every instance of the pool was removed.
    Rejected,
}

/// Decides where one task goes. Reserves nothing.
///
/// Where nobody watches, the fleet's index answers; it gives the scan's answer sooner
/// (`tests/specification` holds both against the rules).
pub fn place<O: Observer>(fleet: &Fleet, request: &Request<'_>, observer: &mut O) -> Outcome {
    if !O::WATCHES
        && fleet.len() >= WORTH_IT
        && let Some(outcome) = fleet.indexed(request)
    {
        return outcome;
    }
    scan(fleet, request, observer)
}

/// The procedure as the reference writes it: every instance is looked at.
pub fn scan<O: Observer>(fleet: &Fleet, request: &Request<'_>, observer: &mut O) -> Outcome {
    let candidates = &mut Vec::new();
    let mut pool_is_empty = true;
    for (slot, line) in (0..).zip(fleet.lines()) {
        if !filter::in_pool(line, request.pool) {
            continue;
        }
        pool_is_empty = false;
        let verdict = filter::check(fleet, slot, request.need, request.zones).and_then(|()| {
            if request.constraints.is_empty() {
                return Ok(());
            }
            let RequestParts { constraints, group, surroundings } = parts(request);
            constraint::check(constraints, fleet, slot, group, surroundings)
        });
        match verdict {
            Ok(()) => candidates.push(slot),
            Err(reason) if O::WATCHES => observer.removed(slot, reason),
            Err(_) => {}
        }
    }
    if pool_is_empty {
        return Outcome::EmptyPool;
    }
    if candidates.is_empty() {
        return Outcome::Rejected;
    }
    // PL-51: each step narrows what the one before it left, and leaves some: what binds are the
    // checks and constraints above (PL-2).
    for step in request.steps {
        if O::WATCHES {
            let before = candidates.clone();
            strategy::narrow(step, fleet, request.group, candidates, request.key);
            observer.narrowed(step, &before, candidates);
        } else if candidates.len() > 1 {
            strategy::narrow(step, fleet, request.group, candidates, request.key);
        }
    }
    // PL-8: ties go to the least hash, fixed when the instance was launched.
    let chosen = candidates.iter().copied().min_by_key(|slot| (fleet.facts(*slot).tie, *slot));
    match chosen {
        Some(slot) => {
            observer.chosen(candidates, slot);
            Outcome::Placed(slot)
        }
        None => Outcome::Rejected,
    }
}

struct RequestParts<'a, 'b> {
    constraints: &'a [Constraint],
    group: &'a GroupCounts,
    surroundings: &'b Surroundings<'a>,
}

fn parts<'a, 'b>(request: &'b Request<'a>) -> RequestParts<'a, 'b> {
    RequestParts {
        constraints: request.constraints,
        group: request.group,
        surroundings: &request.surroundings,
    }
}
