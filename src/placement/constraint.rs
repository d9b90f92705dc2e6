//! Stage 2: constraints, all of which must hold (PL-71 to PL-78).

use std::rc::Rc;

use super::filter::Reason;
use super::fleet::{Fleet, Slot};
use super::group::GroupCounts;
use crate::query::{Expression, Subject, SubjectName};

/// A constraint, ready to be evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// `memberOf` with its expression (PL-71).
    MemberOf(Rc<Expression>),
    /// `distinctInstance` (PL-75): as many tasks as instances leave no place for a new one (PL-76).
    DistinctInstance,
}

impl Constraint {
    /// Whether a task that comes to an instance can only turn it from holding to failing.
    pub(super) fn only_worsens(&self) -> bool {
        matches!(self, Self::DistinctInstance) || !self.asks_for_tasks()
    }

    /// Whether it holds or fails by the tasks that are on an instance.
    pub fn asks_for_tasks(&self) -> bool {
        match self {
            Self::DistinctInstance => true,
            Self::MemberOf(expression) => expression.comparisons().iter().any(|comparison| {
                matches!(
                    comparison.subject,
                    SubjectName::TaskGroup | SubjectName::RunningTasksCount
                )
            }),
        }
    }
}

struct View<'a> {
    fleet: &'a Fleet,
    slot: Slot,
    groups_here: &'a dyn Fn(Slot) -> Vec<Rc<str>>,
    running_tasks: u32,
}

impl Subject for View<'_> {
    fn attribute(&self, name: &str) -> Option<Option<&str>> {
        self.fleet
            .facts(self.slot)
            .attributes
            .iter()
            .find(|(n, _)| &**n == name) // CQL-39
            .map(|(_, value)| value.as_deref())
    }

    fn task_groups(&self) -> Vec<Rc<str>> {
        (self.groups_here)(self.slot)
    }

    fn agent_connected(&self) -> bool {
        self.fleet.line(self.slot).agent_connected
    }

    fn agent_version(&self) -> &str {
        AGENT_VERSION
    }

    fn ec2_instance_id(&self) -> &str {
        &self.fleet.facts(self.slot).ec2_instance_id
    }

    fn registered_at(&self) -> i64 {
        self.fleet.facts(self.slot).registered_at_s
    }

    fn running_tasks_count(&self) -> u32 {
        self.running_tasks
    }
}

/// The agent version that every simulated instance reports [modelled].
pub const AGENT_VERSION: &str = "1.90.0";

/// What constraints may ask beyond the fleet: groups and task counts of an instance (PL-78).
pub struct Surroundings<'a> {
    /// Names of groups with a task (desiredStatus RUNNING) on the instance.
    pub groups_on: &'a dyn Fn(Slot) -> Vec<Rc<str>>,
    /// `runningTasksCount` of the instance (LC-24).
    pub running_tasks: &'a dyn Fn(Slot) -> u32,
}

/// Whether a query holds for an instance.
pub fn matches(
    query: &Expression,
    fleet: &Fleet,
    slot: Slot,
    surroundings: &Surroundings<'_>,
) -> bool {
    let running_tasks = (surroundings.running_tasks)(slot);
    query.evaluate(&View { fleet, slot, groups_here: surroundings.groups_on, running_tasks })
}

/// The first constraint that does not hold, in list order (PL-41, PL-74).
pub fn check(
    constraints: &[Constraint],
    fleet: &Fleet,
    slot: Slot,
    group: &GroupCounts,
    surroundings: &Surroundings<'_>,
) -> Result<(), Reason> {
    for (n, constraint) in (0_u16..).zip(constraints) {
        match constraint {
            Constraint::DistinctInstance => {
                if group.on(slot) > 0 {
                    return Err(Reason::DistinctInstance(n));
                }
            }
            Constraint::MemberOf(expression) => {
                if !matches(expression, fleet, slot, surroundings) {
                    return Err(Reason::MemberOf(n));
                }
            }
        }
    }
    Ok(())
}
