//! Undo that never forgets: operations are only ever appended, undo and redo among them. What a
//! new future replaced can be walked back to.

use std::collections::VecDeque;
use std::rc::Rc;

use super::past::{Past, Step};
use crate::base::SimTime;
use crate::simulation::Call;

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
    step: Rc<Step>,
    kind: Kind,
    /// The playground that it belongs to.
    place: Rc<str>,
    /// The future that this change left behind.
    left: Option<Rc<Step>>,
}

/// Another future of the same playground, left behind by a change in its past.
#[derive(Clone, Debug, PartialEq)]
pub struct Future {
    /// How it went on.
    pub scenario: Rc<Scenario>,
    /// The first moment at which it differs from what holds now.
    pub from: SimTime,
}

/// Old futures offered at most.
const FUTURES: usize = 6;

/// The first moment at which two scenarios differ; `None` = their calls and setups are equal.
fn parting(a: &Scenario, b: &Scenario) -> Option<SimTime> {
    if !Rc::ptr_eq(&a.setup, &b.setup) && a.setup != b.setup {
        return Some(SimTime::ZERO);
    }
    let same = |(a, b): &(&Rc<Call>, &Rc<Call>)| Rc::ptr_eq(a, b) || a == b;
    let same = a.calls.iter().zip(b.calls.iter()).take_while(same).count();
    [a.calls.get(same), b.calls.get(same)].into_iter().flatten().map(|call| call.at).min()
}

/// The list of operations.
#[derive(Clone, Debug)]
pub struct History {
    operations: VecDeque<Operation>,
    /// The scenario of the last one.
    current: Rc<Scenario>,
    /// While undoing: whose scenario is shown, and the operation where undoing began.
    walk: Option<(usize, usize)>,
    /// Whether the last operation still takes others of its key.
    open_for_merge: bool,
    forgot: bool,
}

impl History {
    /// Begins with a scenario.
    pub fn new(scenario: Rc<Scenario>, place: Rc<str>) -> Self {
        let step = Step::new(Rc::clone(&scenario));
        let first = Operation { step, kind: Kind::Open, place, left: None };
        Self {
            operations: VecDeque::from([first]),
            current: scenario,
            walk: None,
            open_for_merge: false,
            forgot: false,
        }
    }

    /// The scenario that holds now.
    pub fn current(&self) -> &Rc<Scenario> {
        &self.current
    }

    /// The scenario that holds now, as a link's payload.
    pub fn payload(&self) -> Rc<str> {
        self.operations[self.operations.len() - 1].step.payload()
    }

    /// The playground that it belongs to.
    pub fn place(&self) -> &Rc<str> {
        // Never empty: `new` puts one in, and `push` drops only when there are more than 500.
        &self.operations[self.operations.len() - 1].place
    }

    /// The other futures of this playground, the newest first.
    pub fn futures(&self) -> Vec<Future> {
        let mut found: Vec<Future> = Vec::new();
        for operation in self.operations.iter().rev() {
            let Some(left) = &operation.left else { continue };
            if operation.place != *self.place() || found.len() == FUTURES {
                continue;
            }
            let Some(scenario) = left.scenario() else { continue };
            let Some(from) = parting(self.current(), scenario) else { continue };
            if found.iter().all(|known| parting(&known.scenario, scenario).is_some()) {
                found.push(Future { scenario: Rc::clone(scenario), from });
            }
        }
        found
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
        let undone = self.walk.take().filter(|(at, top)| at < top).map(|(_, top)| top);
        if self.open_for_merge
            && let Some(last) = self.operations.back_mut()
            && let Kind::Do { merge: Some(key), .. } = &last.kind
            && Some(key) == merge.as_ref()
        {
            last.step = Step::new(Rc::clone(&scenario));
            self.current = scenario;
            return true;
        }
        self.open_for_merge = merge.is_some();
        let left = undone.or(dropped_after.map(|_| self.operations.len() - 1));
        let left = left.and_then(|at| self.operations.get(at)).map(|o| Rc::clone(&o.step));
        let kind = Kind::Do { merge, dropped_after };
        self.push(Operation {
            step: Step::new(scenario),
            kind,
            place: Rc::clone(self.place()),
            left,
        });
        false
    }

    /// Another playground was opened.
    pub fn open(&mut self, scenario: Rc<Scenario>, place: Rc<str>) {
        self.walk = None;
        self.open_for_merge = false;
        self.push(Operation { step: Step::new(scenario), kind: Kind::Open, place, left: None });
    }

    /// The operations of the playground that holds now, to be kept with it.
    pub fn past(&self) -> Past {
        let mine: Vec<usize> = (0..self.operations.len())
            .filter(|n| self.operations[*n].place == *self.place())
            .collect();
        let at = |index: usize| mine.iter().position(|n| *n == index);
        let walk = self.walk.and_then(|(shown, top)| Some((at(shown)?, at(top)?)));
        let of = |n: &usize| {
            let operation = &self.operations[*n];
            (Rc::clone(&operation.step), operation.left.clone())
        };
        Past { operations: mine.iter().map(of).collect(), walk }
    }

    /// The playground that was just opened has a past, of which the last operation is what holds now.
    /// It is put before that, unless this session knows it already.
    pub fn recall(&mut self, past: Past) {
        let place = Rc::clone(self.place());
        let before = self.operations.len() - 1;
        if past.operations.is_empty()
            || self.operations.iter().take(before).any(|o| o.place == place)
        {
            return;
        }
        let Some(opened) = self.operations.pop_back() else { return };
        let last = past.operations.len() - 1;
        let kind = || Kind::Do { merge: None, dropped_after: None };
        self.operations.extend(past.operations.into_iter().enumerate().map(|(n, (step, left))| {
            let step = if n == last { Rc::clone(&opened.step) } else { step };
            Operation { step, kind: kind(), place: Rc::clone(&place), left }
        }));
        self.walk = past.walk.map(|(at, top)| (at + before, top + before));
        self.bound();
    }

    /// The burst is over: what comes next is an operation of its own.
    pub fn end_merge(&mut self) {
        self.open_for_merge = false;
    }

    /// Where one step back (or forward again) leads; `None` = there is nothing there.
    fn target(&self, forward: bool) -> Option<usize> {
        match self.walk {
            _ if !forward => self.shown().checked_sub(1),
            Some((at, top)) if at < top => Some(at + 1),
            _ => None,
        }
    }

    /// The playground that a step back (or forward again) leads to.
    pub fn leads_to(&self, forward: bool) -> Option<&Rc<str>> {
        Some(&self.operations.get(self.target(forward)?)?.place)
    }

    /// One step back, or forward again. `false` = there is nothing there.
    pub fn walk(&mut self, forward: bool) -> bool {
        let Some(target) = self.target(forward) else { return false };
        let top = self.walk.map_or(self.shown(), |(_, top)| top);
        self.walk_to(target, top, if forward { Kind::Redo } else { Kind::Undo })
    }

    /// One step back. `false` = there is nothing before.
    pub fn undo(&mut self) -> bool {
        self.walk(false)
    }

    /// One step forward again. `false` = nothing was undone.
    pub fn redo(&mut self) -> bool {
        self.walk(true)
    }

    /// Whether an operation belongs to this playground.
    pub fn knows(&self, place: &str) -> bool {
        self.operations.iter().any(|operation| *operation.place == *place)
    }

    /// Whether the playground that holds now was ever changed.
    pub fn is_changed(&self) -> bool {
        let mine = self.operations.iter().filter(|operation| operation.place == *self.place());
        mine.into_iter().any(|operation| matches!(operation.kind, Kind::Do { .. }))
    }

    /// The playground that holds now goes by another name.
    pub fn rename(&mut self, place: Rc<str>) {
        let old = Rc::clone(self.place());
        for operation in &mut self.operations {
            if operation.place == old {
                operation.place = Rc::clone(&place);
            }
        }
    }

    /// `false` = what was kept of it is damaged: nothing before it can be walked to.
    fn walk_to(&mut self, target: usize, top: usize, kind: Kind) -> bool {
        self.open_for_merge = false;
        let Operation { step, place, .. } = self.operations[target].clone();
        if step.scenario().is_none() {
            self.forget(target + 1);
            return false;
        }
        self.walk = Some((target, top));
        self.push(Operation { step, kind, place, left: None });
        true
    }

    fn push(&mut self, operation: Operation) {
        if let Some(scenario) = operation.step.scenario() {
            self.current = Rc::clone(scenario);
        }
        self.operations.push_back(operation);
        self.bound();
    }

    fn bound(&mut self) {
        if let Some(more) = self.operations.len().checked_sub(OPERATIONS_KEPT + 1) {
            self.forget(more + 1);
            self.forgot = true;
        }
    }

    /// The oldest go.
    fn forget(&mut self, count: usize) {
        self.operations.drain(..count.min(self.operations.len() - 1));
        let back = |n: usize| n.saturating_sub(count);
        self.walk = self.walk.map(|(at, top)| (back(at), back(top)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::{CallName, Setup};

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
        let mut h = History::new(scenario("a"), "1".into());
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
        let mut h = History::new(scenario("a"), "1".into());
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
        let mut h = History::new(scenario("0"), "1".into());
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

    /// A scenario with a call at each of these seconds.
    fn calls(seconds: &[u64]) -> Rc<Scenario> {
        let call = |s: &u64| Call {
            at: SimTime(s * 1_000),
            name: CallName::parse("ecs:CreateCluster").expect("a call"),
            input: Rc::new(serde_json::json!({ "clusterName": format!("c{s}") })),
        };
        let calls = seconds.iter().map(|s| Rc::new(call(s))).collect();
        Rc::new(Scenario { calls, ..(*scenario("a")).clone() })
    }

    #[test]
    fn an_old_future_can_be_seen_and_gone_back_to() {
        let mut h = History::new(calls(&[1, 5, 9]), "1".into());
        assert!(h.futures().is_empty());
        h.record(calls(&[1, 6]), None, Some(SimTime(6_000)));
        let [old] = &h.futures()[..] else { panic!("one old future") };
        assert_eq!((old.from, old.scenario.calls.len()), (SimTime(5_000), 3));
        // Going back leaves the newer one behind, and so it can be gone back to.
        let back = Rc::clone(&old.scenario);
        h.record(back, None, Some(old.from));
        let [newer] = &h.futures()[..] else { panic!("one other future") };
        assert_eq!((newer.from, newer.scenario.calls.len()), (SimTime(5_000), 2));
        // A change after an undo leaves what was undone behind.
        h.undo();
        h.record(calls(&[1, 7]), None, None);
        assert_eq!(h.futures().len(), 2);
        // Another playground has futures of its own.
        h.open(calls(&[3]), "2".into());
        assert!(h.futures().is_empty());
        h.undo();
        assert_eq!((&**h.place(), h.futures().len()), ("1", 2));
    }
}
