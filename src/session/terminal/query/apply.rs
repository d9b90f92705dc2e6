//! A query asked of a value.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::Node;
use super::function;

/// The elements of a slice, as Python takes them.
fn slice(list: &[Value], [start, stop, step]: [Option<i64>; 3]) -> Vec<Value> {
    let length = i64::try_from(list.len()).unwrap_or(i64::MAX);
    let step = step.unwrap_or(1);
    if step == 0 {
        return Vec::new();
    }
    let bound = |n: i64, least: i64, most: i64| {
        let n = if n < 0 { n.saturating_add(length) } else { n };
        n.clamp(least, most)
    };
    let (least, most) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let begin = start.map_or(if step > 0 { 0 } else { length - 1 }, |n| bound(n, least, most));
    let end = stop.map_or(if step > 0 { length } else { -1 }, |n| bound(n, least, most));
    let mut out = Vec::new();
    let mut at = begin;
    while (step > 0 && at < end) || (step < 0 && at > end) {
        out.extend(usize::try_from(at).ok().and_then(|at| list.get(at)).cloned());
        at = at.saturating_add(step);
    }
    out
}

/// False are null, `false`, and what is empty.
pub fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
        Value::Number(_) => true,
    }
}

/// The order of two numbers.
pub fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
    }
}

fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(_), Value::Number(_)) => order(a, b) == Some(Ordering::Equal),
        _ => a == b,
    }
}

fn compare(sign: &str, a: &Value, b: &Value) -> Value {
    match sign {
        "==" => equal(a, b).into(),
        "!=" => (!equal(a, b)).into(),
        // Only numbers have an order.
        _ => match order(a, b) {
            None => Value::Null,
            Some(order) => match sign {
                "<" => order.is_lt(),
                "<=" => order.is_le(),
                ">" => order.is_gt(),
                _ => order.is_ge(),
            }
            .into(),
        },
    }
}

fn each<'a>(list: impl Iterator<Item = &'a Value>, node: &Node) -> Result<Value, String> {
    let mut out = Vec::new();
    for value in list {
        let answer = apply(node, value)?;
        if !answer.is_null() {
            out.push(answer);
        }
    }
    Ok(Value::Array(out))
}

/// The answer.
///
/// # Errors
/// The name of a function that was given something it does not take.
pub fn apply(node: &Node, value: &Value) -> Result<Value, String> {
    Ok(match node {
        Node::Current | Node::Reference(_) => value.clone(),
        Node::Field(name) => value.get(name).cloned().unwrap_or_default(),
        Node::Index(n) => {
            let Value::Array(list) = value else { return Ok(Value::Null) };
            let length = i64::try_from(list.len()).unwrap_or(i64::MAX);
            let at = if *n < 0 { n.saturating_add(length) } else { *n };
            usize::try_from(at).ok().and_then(|at| list.get(at)).cloned().unwrap_or_default()
        }
        Node::Slice(parts) => match value {
            Value::Array(list) => Value::Array(slice(list, *parts)),
            _ => Value::Null,
        },
        Node::Then(first, second) => apply(second, &apply(first, value)?)?,
        Node::Each(of, node) => match apply(of, value)? {
            Value::Array(list) => each(list.iter(), node)?,
            _ => Value::Null,
        },
        Node::EachValue(of, node) => match apply(of, value)? {
            Value::Object(map) => each(map.values(), node)?,
            _ => Value::Null,
        },
        Node::Filter(of, holds, node) => match apply(of, value)? {
            Value::Array(list) => {
                let mut kept = Vec::new();
                for value in &list {
                    if is_true(&apply(holds, value)?) {
                        kept.push(value);
                    }
                }
                each(kept.into_iter(), node)?
            }
            _ => Value::Null,
        },
        Node::Flat(of) => match apply(of, value)? {
            Value::Array(list) => {
                let mut out = Vec::new();
                for value in list {
                    match value {
                        Value::Array(inner) => out.extend(inner),
                        other => out.push(other),
                    }
                }
                Value::Array(out)
            }
            _ => Value::Null,
        },
        Node::List(_) | Node::Hash(_) if value.is_null() => Value::Null,
        Node::List(list) => {
            let list: Result<Vec<Value>, String> =
                list.iter().map(|node| apply(node, value)).collect();
            Value::Array(list?)
        }
        Node::Hash(entries) => {
            let mut map = Map::new();
            for (key, node) in entries {
                map.insert(key.clone(), apply(node, value)?);
            }
            Value::Object(map)
        }
        Node::Or(a, b) => match apply(a, value)? {
            answer if is_true(&answer) => answer,
            _ => apply(b, value)?,
        },
        Node::And(a, b) => match apply(a, value)? {
            answer if is_true(&answer) => apply(b, value)?,
            answer => answer,
        },
        Node::Not(of) => (!is_true(&apply(of, value)?)).into(),
        Node::Compare(sign, a, b) => compare(sign, &apply(a, value)?, &apply(b, value)?),
        Node::Literal(literal) => literal.clone(),
        Node::Call(name, arguments) => {
            function::call(name, arguments, value)?.ok_or_else(|| name.clone())?
        }
    })
}
