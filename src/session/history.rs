//! Undo that never forgets: operations are only ever appended, undo and redo among them. What a
//! new future replaced can be walked back to.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::base::SimTime;

/// Operations kept. The oldest go, with a notice.
pub const OPERATIONS_KEPT: usize = 500;

pub use crate::scenario::Scenario;

/// Two operations with the same key, one right after the other, are undone together: a burst of
/// clicks on a stepper, of keys in a field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MergeKey(pub Rc<str>);

/// What kind of operation it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Where everything began, or a scenario that was opened.
    Open,
    /// A change.
    Do {
        /// Bursts are undone together.
        merge: Option<MergeKey>,
        /// A new future began here: calls behind this moment were dropped.
        dropped_after: Option<SimTime>,
    },
    /// Back to an earlier operation's scenario.
    Undo,
    /// Forward again.
    Redo,
}

#[derive(Clone, Debug)]
struct Operation {
    scenario: Rc<Scenario>,
    kind: Kind,
}

/// The list of operations.
#[derive(Clone, Debug)]
pub struct History {
    operations: VecDeque<Operation>,
    /// While undoing: whose scenario is shown, and the operation where undoing began.
    walk: Option<(usize, usize)>,
    /// Whether the last operation still takes others of its key.
    open_for_merge: bool,
    forgot: bool,
}

impl History {
    /// Begins with a scenario.
    pub fn new(scenario: Rc<Scenario>) -> Self {
        let first = Operation { scenario, kind: Kind::Open };
        Self {
            operations: VecDeque::from([first]),
            walk: None,
            open_for_merge: false,
            forgot: false,
        }
    }

    /// The scenario that holds now.
    pub fn current(&self) -> &Rc<Scenario> {
        // Never empty: `new` puts one in, and `push` drops only when there are more than 500.
        &self.operations[self.operations.len() - 1].scenario
    }

    /// The kind of the last operation.
    pub fn last_kind(&self) -> &Kind {
        &self.operations[self.operations.len() - 1].kind
    }

    fn shown(&self) -> usize {
        self.walk.map_or(self.operations.len() - 1, |(at, _)| at)
    }

    /// Whether there is something to go back to.
    pub fn can_undo(&self) -> bool {
        self.shown() > 0
    }

    /// Whether something was undone and nothing done since.
    pub fn can_redo(&self) -> bool {
        self.walk.is_some_and(|(at, top)| at < top)
    }

    /// How many operations are kept.
    pub fn len(&self) -> usize {
        self.operations.len()
    }

    /// Never: there is always a scenario.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// Whether operations were dropped since this was asked last.
    pub fn take_forgot(&mut self) -> bool {
        std::mem::take(&mut self.forgot)
    }

    /// A change. Returns whether it was merged into the operation before.
    pub fn record(
        &mut self,
        scenario: Rc<Scenario>,
        merge: Option<MergeKey>,
        dropped_after: Option<SimTime>,
    ) -> bool {
        self.walk = None;
        if self.open_for_merge
            && let Some(last) = self.operations.back_mut()
            && let Kind::Do { merge: Some(key), .. } = &last.kind
            && Some(key) == merge.as_ref()
        {
            last.scenario = scenario;
            return true;
        }
        self.open_for_merge = merge.is_some();
        self.push(Operation { scenario, kind: Kind::Do { merge, dropped_after } });
        false
    }

    /// Another scenario was opened.
    pub fn open(&mut self, scenario: Rc<Scenario>) {
        self.walk = None;
        self.open_for_merge = false;
        self.push(Operation { scenario, kind: Kind::Open });
    }

    /// The burst is over: what comes next is an operation of its own.
    pub fn end_merge(&mut self) {
        self.open_for_merge = false;
    }

    /// One step back. `false` = there is nothing before.
    pub fn undo(&mut self) -> bool {
        let at = self.shown();
        let Some(target) = at.checked_sub(1) else { return false };
        let top = self.walk.map_or(at, |(_, top)| top);
        self.walk_to(target, top, Kind::Undo);
        true
    }

    /// One step forward again. `false` = nothing was undone.
    pub fn redo(&mut self) -> bool {
        match self.walk {
            Some((at, top)) if at < top => {
                self.walk_to(at + 1, top, Kind::Redo);
                true
            }
            _ => false,
        }
    }

    fn walk_to(&mut self, target: usize, top: usize, kind: Kind) {
        self.open_for_merge = false;
        let scenario = Rc::clone(&self.operations[target].scenario);
        self.walk = Some((target, top));
        self.push(Operation { scenario, kind });
    }

    fn push(&mut self, operation: Operation) {
        self.operations.push_back(operation);
        if self.operations.len() > OPERATIONS_KEPT {
            self.operations.pop_front();
            self.forgot = true;
            self.walk = self.walk.map(|(at, top)| (at.saturating_sub(1), top.saturating_sub(1)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::{Call, Setup};

    fn scenario(title: &str) -> Rc<Scenario> {
        let calls: Vec<Rc<Call>> = Vec::new();
        Rc::new(Scenario {
            title: title.into(),
            setup: Rc::new(Setup::default()),
            calls: calls.into(),
        })
    }

    fn title(history: &History) -> &str {
        &history.current().title
    }

    #[test]
    fn undo_never_forgets() {
        let mut h = History::new(scenario("a"));
        h.record(scenario("b"), None, None);
        h.record(scenario("c"), None, None);
        assert!(h.undo());
        assert!(h.undo());
        assert_eq!(title(&h), "a");
        assert!(!h.can_undo());
        assert!(h.redo());
        assert_eq!(title(&h), "b");
        // A change after an undo: "c" is out of redo's reach, never out of undo's.
        h.record(scenario("d"), None, None);
        assert!(!h.can_redo());
        let mut seen = Vec::new();
        while h.undo() {
            seen.push(title(&h).to_owned());
        }
        assert!(seen.contains(&"c".to_owned()), "{seen:?}");
        assert_eq!(seen.last().map(String::as_str), Some("a"));
        while h.redo() {}
        assert_eq!(title(&h), "d");
    }

    #[test]
    fn a_burst_is_one_step() {
        let key = |k: &str| Some(MergeKey(k.into()));
        let mut h = History::new(scenario("a"));
        assert!(!h.record(scenario("b"), key("web"), None));
        assert!(h.record(scenario("c"), key("web"), None));
        assert!(!h.record(scenario("d"), key("api"), None));
        h.end_merge();
        assert!(!h.record(scenario("e"), key("api"), None));
        h.undo();
        assert_eq!(title(&h), "d");
        h.undo();
        assert_eq!(title(&h), "c");
        h.undo();
        assert_eq!(title(&h), "a");
    }

    #[test]
    fn five_hundred_are_kept() {
        let mut h = History::new(scenario("0"));
        for n in 1..OPERATIONS_KEPT {
            h.record(scenario(&n.to_string()), None, None);
        }
        assert!(!h.take_forgot());
        h.record(scenario("last"), None, None);
        assert!(h.take_forgot());
        assert!(!h.take_forgot());
        assert_eq!(h.len(), OPERATIONS_KEPT);
        let mut steps = 0;
        while h.undo() {
            steps += 1;
            assert!(steps < 2 * OPERATIONS_KEPT);
        }
    }
}
