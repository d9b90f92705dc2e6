//! `--generate-cli-skeleton`: an input with everything in it.

use serde_json::{Map, Value};

use super::table::members;
use crate::check::shape::{Holds, Member, Of};
use crate::simulation::CallName;

/// Deeper than the API's structures are.
const DEPTH: u32 = 12;

fn of(kind: Of, depth: u32) -> Value {
    if depth > DEPTH {
        return Value::Null;
    }
    match kind.holds() {
        Holds::Text => "".into(),
        Holds::Word(words) => words.first().copied().unwrap_or("").into(),
        Holds::Boolean => true.into(),
        Holds::Whole => 0.into(),
        Holds::Decimal => 0.into(),
        Holds::List(kind) => Value::Array(vec![of(kind, depth + 1)]),
        Holds::Map(kind) => {
            let mut map = Map::new();
            map.insert("KeyName".to_owned(), of(kind, depth + 1));
            map.into()
        }
        Holds::Structure(shape) => all(shape.table(), depth + 1),
        Holds::Anything => Value::Object(Map::new()),
    }
}

fn all(table: impl Iterator<Item = Member>, depth: u32) -> Value {
    let entry = |member: Member| (member.name.to_owned(), of(member.of, depth));
    Value::Object(table.map(entry).collect())
}

/// The skeleton of a call's input.
pub fn skeleton(name: CallName) -> Value {
    all(members(name).unwrap_or_default().into_iter(), 0)
}
