//! What undo needs after a reload: the last states of a playground, kept beside it as links. Bounded;
//! read one by one when they are walked to, so that a long past does not hold up the page, and a
//! damaged one ends where the damage is.

use std::cell::OnceCell;
use std::rc::Rc;

use serde_json::{Value, json};

use super::link;
use crate::scenario::Scenario;

/// Operations of a playground that are kept.
const OPERATIONS: usize = 100;
/// Bytes of links that are kept with a playground: a browser gives a page some five million.
const BYTES: usize = 64 * 1024;

/// A state of a playground: its scenario, or the link that it can be read from.
#[derive(Clone, Debug, Default)]
pub(super) struct Step {
    scenario: OnceCell<Rc<Scenario>>,
    payload: OnceCell<Rc<str>>,
}

impl Step {
    /// Of a scenario at hand.
    pub(super) fn new(scenario: Rc<Scenario>) -> Rc<Self> {
        Rc::new(Self { scenario: OnceCell::from(scenario), payload: OnceCell::new() })
    }

    fn kept(payload: &str) -> Rc<Self> {
        Rc::new(Self { scenario: OnceCell::new(), payload: OnceCell::from(Rc::from(payload)) })
    }

    /// The scenario; `None` = what was kept is damaged.
    pub(super) fn scenario(&self) -> Option<&Rc<Scenario>> {
        if self.scenario.get().is_none() {
            let read = link::decode(self.payload.get()?).ok()?;
            let _ = self.scenario.set(read);
        }
        self.scenario.get()
    }

    /// As a link's payload.
    pub(super) fn payload(&self) -> Rc<str> {
        let write = || self.scenario.get().map_or_else(|| "".into(), |s| link::encode(s));
        Rc::clone(self.payload.get_or_init(write))
    }
}

/// An operation that is kept: its state, and the future that it left behind.
pub(super) type Kept = (Rc<Step>, Option<Rc<Step>>);

/// The operations of a playground, oldest first, and where among them undo stands: (shown, where
/// undoing began).
#[derive(Clone, Debug, Default)]
pub struct Past {
    pub(super) operations: Vec<Kept>,
    pub(super) walk: Option<(usize, usize)>,
}

/// The links of a past, each once.
#[derive(Default)]
struct Texts {
    steps: Vec<Rc<Step>>,
    texts: Vec<Value>,
    bytes: usize,
}

impl Texts {
    /// Where the step's text stands; `None` = there is no room for it.
    fn put(&mut self, step: &Rc<Step>) -> Option<usize> {
        if let Some(known) = self.steps.iter().position(|known| Rc::ptr_eq(known, step)) {
            return Some(known);
        }
        let payload = step.payload();
        if self.bytes + payload.len() > BYTES || payload.is_empty() {
            return None;
        }
        self.bytes += payload.len();
        self.steps.push(Rc::clone(step));
        self.texts.push((&*payload).into());
        Some(self.steps.len() - 1)
    }
}

impl Past {
    /// As it is kept: the newest that have room.
    pub(super) fn write(&self) -> Value {
        let (mut texts, mut operations) = (Texts::default(), Vec::new());
        for (step, left) in self.operations.iter().rev().take(OPERATIONS) {
            let Some(at) = texts.put(step) else { break };
            operations.push(json!([at, left.as_ref().and_then(|left| texts.put(left))]));
        }
        operations.reverse();
        let dropped = self.operations.len() - operations.len();
        // What undo stands on must be there.
        let walk = self.walk.and_then(|(at, top)| {
            Some(json!([at.checked_sub(dropped)?, top.checked_sub(dropped)?]))
        });
        json!({ "texts": texts.texts, "ops": operations, "walk": walk })
    }

    /// Reads what [`Past::write`] wrote; of what is damaged, nothing.
    pub(super) fn read(value: &Value) -> Self {
        let list = |key: &str| value.get(key).and_then(Value::as_array).map_or(&[][..], |l| &l[..]);
        let steps: Vec<Rc<Step>> = list("texts")
            .iter()
            .map(|text| Step::kept(text.as_str().unwrap_or_default()))
            .collect();
        let step = |value: &Value| {
            let at = usize::try_from(value.as_u64()?).ok()?;
            steps.get(at).cloned()
        };
        let operation = |value: &Value| Some((step(value.get(0)?)?, value.get(1).and_then(step)));
        let operations: Option<Vec<Kept>> = list("ops").iter().map(operation).collect();
        let operations = operations.filter(|list| list.len() <= OPERATIONS).unwrap_or_default();
        let index = |at: usize| {
            let index =
                value.get("walk")?.get(at)?.as_u64().and_then(|n| usize::try_from(n).ok())?;
            (index < operations.len()).then_some(index)
        };
        let walk = index(0).zip(index(1)).filter(|(at, top)| at <= top);
        Self { operations, walk }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::shelf::{self, Act};
    use crate::session::{Circumstances, Message, Session, start, update};

    fn opened(kept: &[(&str, &str)]) -> Session {
        start(&Circumstances {
            kept: kept.iter().map(|(id, text)| ((*id).into(), (*text).into())).collect(),
            current: kept.first().map(|(id, _)| (*id).to_owned()),
            now_ms: 1_000,
            ..Circumstances::default()
        })
    }

    fn ask(session: &mut Session, desired: u32) {
        let (cluster, service) = ("demo".into(), "web".into());
        update(session, Message::SetDesired { cluster, service, desired });
        update(session, Message::EndMerge);
    }

    fn desired(session: &Session) -> Option<u64> {
        let last = session.scenario().calls.last()?;
        last.input.get("desiredCount").and_then(Value::as_u64)
    }

    /// What the browser would hold when the page is left now.
    fn left(session: &mut Session) -> (String, String) {
        update(session, Message::Rest);
        let kept = session.shelf.get(session.history.place()).expect("it is kept");
        (kept.id.to_string(), kept.text.to_string())
    }

    #[test]
    fn undo_and_redo_go_on_after_a_reload() {
        let mut session = opened(&[]);
        for n in [4, 5, 6, 7] {
            ask(&mut session, n);
        }
        update(&mut session, Message::Undo);
        let (id, text) = left(&mut session);
        let mut again = opened(&[(&id, &text)]);
        assert_eq!(again.scenario(), session.scenario());
        assert_eq!(desired(&again), Some(6));
        assert!(again.history.can_undo() && again.history.can_redo());
        update(&mut again, Message::Redo);
        assert_eq!(desired(&again), Some(7));
        for n in [Some(6), Some(5), Some(4), Some(9)] {
            update(&mut again, Message::Undo);
            assert_eq!(desired(&again), n);
        }
        assert!(!again.history.can_undo(), "the example, as it was opened");
        // And once more: what was done since is kept with it.
        ask(&mut again, 8);
        let (id, text) = left(&mut again);
        let mut third = opened(&[(&id, &text)]);
        update(&mut third, Message::Undo);
        assert_eq!(desired(&third), Some(9));
        let mut steps = 0;
        while third.history.can_undo() {
            update(&mut third, Message::Undo);
            steps += 1;
        }
        assert!(steps >= 8, "undo never forgets: {steps}");
    }

    #[test]
    fn other_futures_outlive_a_reload() {
        let mut session = opened(&[]);
        ask(&mut session, 12);
        update(&mut session, Message::Undo);
        ask(&mut session, 3);
        assert_eq!(session.history.futures().len(), 1);
        let (id, text) = left(&mut session);
        let again = opened(&[(&id, &text)]);
        assert_eq!(again.history.futures(), session.history.futures());
    }

    /// Damage ends undo where it is, and takes nothing else down.
    #[test]
    fn a_damaged_past_is_no_past() {
        let mut session = opened(&[]);
        for n in [4, 5, 6] {
            ask(&mut session, n);
        }
        let (id, text) = left(&mut session);
        let whole: Value = serde_json::from_str(&text).expect("JSON");
        for damage in [
            json!(null),
            json!(3),
            json!({ "texts": 3, "ops": [[0]] }),
            json!({ "texts": [], "ops": [[0, null], [1, 7]], "walk": [9, 3] }),
            json!({ "texts": ["1.xx"], "ops": [[0, -1], ["a"]], "walk": "no" }),
            json!({ "texts": ["1.xx"], "ops": [[0, 0], [0, 0]], "walk": [0, 1] }),
            json!({ "texts": ["1.xx"], "ops": vec![json!([0]); 5_000] }),
        ] {
            let mut kept = whole.clone();
            kept["past"] = damage.clone();
            let mut again = opened(&[(&id, &kept.to_string())]);
            assert_eq!(again.scenario(), session.scenario(), "{damage}");
            assert_eq!(again.notice, None, "{damage}");
            for _ in 0..3 {
                update(&mut again, Message::Undo);
                update(&mut again, Message::Redo);
            }
            assert_eq!(desired(&again), Some(6), "{damage}");
            ask(&mut again, 2);
            update(&mut again, Message::Undo);
            assert_eq!(desired(&again), Some(6), "{damage}");
        }
        // One damaged state in the middle: undo goes as far as it, and no further.
        let mut kept = whole;
        let texts = kept["past"]["texts"].as_array_mut().expect("texts");
        texts[2] = "1.xx".into();
        let mut again = opened(&[(&id, &kept.to_string())]);
        update(&mut again, Message::Undo);
        assert_eq!(desired(&again), Some(5));
        update(&mut again, Message::Undo);
        assert_eq!(desired(&again), Some(5));
        assert!(!again.history.can_undo());
        update(&mut again, Message::Redo);
        assert_eq!(desired(&again), Some(6));
    }

    #[test]
    fn a_past_is_bounded() {
        let mut session = opened(&[]);
        for n in 0..300 {
            ask(&mut session, n % 50 + 10);
        }
        let (id, text) = left(&mut session);
        assert!(text.len() < BYTES + 16 * 1024, "{}", text.len());
        let mut again = opened(&[(&id, &text)]);
        let mut steps = 0;
        while again.history.can_undo() {
            update(&mut again, Message::Undo);
            steps += 1;
            assert!(steps < 2 * OPERATIONS);
        }
        assert!(steps > 20, "{steps}");
        // Where the browser has no room for it, the playground is kept without.
        let less = shelf::without_past(&text).expect("there is a past");
        assert!(less.len() < 16 * 1024 && shelf::without_past(&less).is_none());
        assert_eq!(opened(&[(&id, &less)]).scenario(), session.scenario());
    }

    #[test]
    fn a_copy_begins_anew_and_another_playground_brings_its_past() {
        let mut session = opened(&[]);
        ask(&mut session, 4);
        let first = Rc::clone(session.history.place());
        shelf::act(&mut session, Act::Copy(Rc::clone(&first), "copy".into()));
        let (id, text) = left(&mut session);
        let copy = session.shelf.kept.last().expect("the copy").clone();
        let again = opened(&[(&copy.id, &copy.text)]);
        assert!(!again.history.can_undo());
        // Opened from the shelf in another session.
        let mut other = opened(&[(&copy.id, &copy.text), (&id, &text)]);
        shelf::act(&mut other, Act::Open(first));
        assert_eq!(desired(&other), Some(4));
        update(&mut other, Message::Undo);
        assert_eq!(desired(&other), Some(9), "its own past comes first");
        update(&mut other, Message::Undo);
        assert_eq!(*other.history.place(), copy.id, "then the playground that was left");
    }
}
