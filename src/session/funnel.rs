//! A decision as the rows of a funnel: what each check left, and what it took. Nothing is decided
//! here; the rows are the decision's own records, put in order.

use crate::placement::filter::Reason;
use crate::placement::{Decision, Slot};

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Check {
    /// The pool (PL-9).
    Candidates,
    /// The agent is connected.
    Agent,
    /// The zone is asked for.
    Zone,
    /// Required attributes (PL-3).
    Attributes,
    /// CPU, memory, ports, GPUs, network interfaces (PL-4).
    Resources,
    /// Placement constraints (PL-40).
    Constraints,
    /// The strategy of this place in the list.
    Strategy(usize),
}

impl Check {
    /// The check that a reason belongs to.
    pub const fn of(reason: &Reason) -> Self {
        match reason {
            Reason::Agent => Self::Agent,
            Reason::Location => Self::Zone,
            Reason::Attribute(_) => Self::Attributes,
            Reason::Cpu { .. }
            | Reason::Memory { .. }
            | Reason::Port(..)
            | Reason::PortLimit
            | Reason::Gpu { .. }
            | Reason::Eni => Self::Resources,
            Reason::MemberOf(_) | Reason::DistinctInstance(_) => Self::Constraints,
        }
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is about.
    pub check: Check,
    /// Instances still in the race after it, in slot order.
    pub left: Vec<Slot>,
    /// What it took, in slot order. For a check: positions in the decision's removals; for a
    /// strategy: positions in its values.
    pub gone: Vec<usize>,
}

/// The rows, top to bottom. A check that took nothing has none.
pub fn rows(decision: &Decision) -> Vec<Row> {
    let mut left: Vec<Slot> = decision.pool.clone();
    crate::base::sort::sort(&mut left);
    let mut rows = vec![Row { check: Check::Candidates, left: left.clone(), gone: Vec::new() }];
    let checks =
        [Check::Agent, Check::Zone, Check::Attributes, Check::Resources, Check::Constraints];
    for check in checks {
        let gone: Vec<usize> = (0..decision.removals.len())
            .filter(|n| Check::of(&decision.removals[*n].reason) == check)
            .collect();
        if gone.is_empty() {
            continue;
        }
        let mut slots: Vec<Slot> = gone.iter().map(|n| decision.removals[*n].slot).collect();
        crate::base::sort::sort(&mut slots);
        left.retain(|slot| slots.binary_search(slot).is_err());
        rows.push(Row { check, left: left.clone(), gone });
    }
    for (n, ranking) in decision.rankings.iter().enumerate() {
        left.clone_from(&ranking.kept);
        crate::base::sort::sort(&mut left);
        let gone = (0..ranking.values.len())
            .filter(|n| left.binary_search(&ranking.values[*n].0).is_err())
            .collect();
        rows.push(Row { check: Check::Strategy(n), left: left.clone(), gone });
    }
    rows
}

/// The reasons among some removals with how often each was met, the most frequent first.
pub fn reasons<'a>(decision: &'a Decision, gone: &[usize]) -> Vec<(&'a Reason, Vec<Slot>)> {
    let mut out: Vec<(&Reason, Vec<Slot>)> = Vec::new();
    for removal in gone.iter().filter_map(|n| decision.removals.get(*n)) {
        match out.iter().position(|(reason, _)| *reason == &removal.reason) {
            Some(at) => out[at].1.push(removal.slot),
            // Hundreds of different remainders are told by their number alone.
            None if out.len() < 64 => out.push((&removal.reason, vec![removal.slot])),
            None => {}
        }
    }
    crate::base::sort::sort_by_key(&mut out, |(_, slots)| std::cmp::Reverse(slots.len()));
    out
}

/// How wide a bar of `n` stands beside one of `most`, in percent: by the square root, so that one
/// of five thousand is still seen.
pub fn width(n: usize, most: usize) -> u64 {
    let root = |n: usize| u64::try_from(n).unwrap_or(u64::MAX).saturating_mul(10_000).isqrt();
    (root(n) * 100).checked_div(root(most)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::example::EXAMPLES;
    use crate::simulation::Player;
    use crate::simulation::explain::Verdict;
    use std::rc::Rc;

    #[test]
    fn rows_tell_every_instance_once() {
        let mut seen = 0;
        for example in EXAMPLES {
            let scenario = example.scenario().expect("readable");
            let mut player = Player::new(Rc::clone(&scenario.setup), Rc::clone(&scenario.calls));
            player.advance(crate::base::SimTime(120_000), 1_000_000);
            let tasks = player.world().clusters[0].tasks.len();
            let explained =
                (0..tasks).filter_map(|t| player.explain_task(0, u32::try_from(t).ok()?));
            let services = player.world().clusters[0].services.len();
            let waiting =
                (0..services).filter_map(|s| player.explain_waiting(0, u32::try_from(s).ok()?));
            for why in explained.chain(waiting) {
                let Verdict::Instances(decision) = &why.verdict else { continue };
                let rows = rows(decision);
                let mut before = decision.pool.len();
                for row in &rows {
                    assert_eq!(before, row.left.len() + row.gone.len(), "{row:?}");
                    before = row.left.len();
                    if let Check::Strategy(n) = row.check {
                        assert!(row.gone.iter().all(|v| *v < decision.rankings[n].values.len()));
                    } else if row.check != Check::Candidates {
                        let told: usize =
                            reasons(decision, &row.gone).iter().map(|(_, slots)| slots.len()).sum();
                        assert_eq!(told, row.gone.len());
                    }
                }
                match decision.chosen() {
                    Some(slot) => assert!(rows.last().expect("a row").left.contains(&slot)),
                    None => assert_eq!(before, 0),
                }
                seen += 1;
            }
        }
        assert!(seen > 20, "{seen}");
    }

    #[test]
    fn one_of_thousands_is_seen() {
        assert_eq!((width(5_000, 5_000), width(0, 5_000), width(1, 5_000)), (100, 0, 1));
        assert_eq!(width(3, 0), 0);
    }
}
