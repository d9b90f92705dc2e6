//! The functions of queries.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::Node;
use super::apply::{apply, order};

const NAMES: [&str; 26] = [
    "abs",
    "avg",
    "ceil",
    "contains",
    "ends_with",
    "floor",
    "join",
    "keys",
    "length",
    "map",
    "max",
    "max_by",
    "merge",
    "min",
    "min_by",
    "not_null",
    "reverse",
    "sort",
    "sort_by",
    "starts_with",
    "sum",
    "to_array",
    "to_number",
    "to_string",
    "type",
    "values",
];

/// Whether there is such a function.
pub fn is_known(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Texts among each other, or numbers.
fn between(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        (Value::Number(_), Value::Number(_)) => order(a, b),
        _ => None,
    }
}

/// The values with what is asked of each, in their order.
fn sorted(mut list: Vec<(Value, Value)>) -> Option<Vec<Value>> {
    let alike = list.windows(2).all(|pair| between(&pair[0].0, &pair[1].0).is_some());
    let sole = list.first().is_none_or(|(key, _)| key.is_string() || key.is_number());
    if !alike || !sole {
        return None;
    }
    list.sort_by(|(a, _), (b, _)| between(a, b).unwrap_or(Ordering::Equal));
    Some(list.into_iter().map(|(_, value)| value).collect())
}

fn number(value: f64) -> Value {
    #[allow(clippy::cast_possible_truncation, reason = "only where it is a whole number")]
    if value.fract() == 0.0 && value.abs() < 9e15 { (value as i64).into() } else { value.into() }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Calls a function; `None` = it does not take these arguments.
///
/// # Errors
/// Those of its arguments.
pub fn call(name: &str, nodes: &[Node], value: &Value) -> Result<Option<Value>, String> {
    let reference = |at: usize| match nodes.get(at) {
        Some(Node::Reference(node)) => Some(&**node),
        _ => None,
    };
    let keyed = |list: &Value, node: &Node| -> Result<Vec<(Value, Value)>, String> {
        let list = list.as_array().cloned().unwrap_or_default();
        list.into_iter().map(|value| Ok((apply(node, &value)?, value))).collect()
    };
    if name == "map" {
        let (Some(node), Some(of)) = (reference(0), nodes.get(1)) else { return Ok(None) };
        let Value::Array(list) = apply(of, value)? else { return Ok(None) };
        let list: Result<Vec<Value>, String> =
            list.iter().map(|value| apply(node, value)).collect();
        return Ok(Some(Value::Array(list?)));
    }
    if ["sort_by", "max_by", "min_by"].contains(&name) {
        let (Some(of), Some(node)) = (nodes.first(), reference(1)) else { return Ok(None) };
        let list = apply(of, value)?;
        if !list.is_array() {
            return Ok(None);
        }
        let Some(mut list) = sorted(keyed(&list, node)?) else { return Ok(None) };
        return Ok(Some(match name {
            "sort_by" => Value::Array(list),
            "max_by" => list.pop().unwrap_or_default(),
            _ => list.into_iter().next().unwrap_or_default(),
        }));
    }
    let given: Result<Vec<Value>, String> = nodes.iter().map(|node| apply(node, value)).collect();
    Ok(plain(name, &given?))
}

fn plain(name: &str, given: &[Value]) -> Option<Value> {
    if name == "not_null" {
        let first = given.iter().find(|value| !value.is_null());
        return Some(first.cloned().unwrap_or_default());
    }
    if name == "merge" {
        let mut out = Map::new();
        for map in given {
            out.extend(map.as_object()?.clone());
        }
        return Some(out.into());
    }
    Some(match (name, given) {
        ("length", [Value::String(text)]) => text.chars().count().into(),
        ("length", [Value::Array(list)]) => list.len().into(),
        ("length", [Value::Object(map)]) => map.len().into(),
        ("keys", [Value::Object(map)]) => map.keys().map(|key| Value::from(key.as_str())).collect(),
        ("values", [Value::Object(map)]) => map.values().cloned().collect(),
        ("reverse", [Value::Array(list)]) => list.iter().rev().cloned().collect(),
        ("reverse", [Value::String(text)]) => text.chars().rev().collect::<String>().into(),
        ("sort", [Value::Array(list)]) => {
            let pairs = list.iter().map(|value| (value.clone(), value.clone())).collect();
            Value::Array(sorted(pairs)?)
        }
        ("max" | "min", [Value::Array(list)]) => {
            let pairs = list.iter().map(|value| (value.clone(), value.clone())).collect();
            let mut list = sorted(pairs)?;
            let least = name == "min" && !list.is_empty();
            if least { list.swap_remove(0) } else { list.pop().unwrap_or_default() }
        }
        ("sum" | "avg", [Value::Array(list)]) => {
            let numbers: Option<Vec<f64>> = list.iter().map(Value::as_f64).collect();
            let numbers = numbers?;
            let sum: f64 = numbers.iter().sum();
            match (name, u32::try_from(numbers.len()).ok()?) {
                ("avg", 0) => Value::Null,
                ("avg", count) => number(sum / f64::from(count)),
                _ => number(sum),
            }
        }
        ("abs" | "ceil" | "floor", [Value::Number(n)]) => {
            let n = n.as_f64()?;
            number(match name {
                "abs" => n.abs(),
                "ceil" => n.ceil(),
                _ => n.floor(),
            })
        }
        ("contains", [Value::String(text), Value::String(part)]) => {
            text.contains(part.as_str()).into()
        }
        ("contains", [Value::String(_), _]) => false.into(),
        ("contains", [Value::Array(list), part]) => list.contains(part).into(),
        ("starts_with", [Value::String(text), Value::String(part)]) => {
            text.starts_with(part.as_str()).into()
        }
        ("ends_with", [Value::String(text), Value::String(part)]) => {
            text.ends_with(part.as_str()).into()
        }
        ("join", [Value::String(between), Value::Array(list)]) => {
            let texts: Option<Vec<&str>> = list.iter().map(Value::as_str).collect();
            texts?.join(between).into()
        }
        ("to_array", [Value::Array(list)]) => Value::Array(list.clone()),
        ("to_array", [value]) => Value::Array(vec![value.clone()]),
        ("to_string", [Value::String(text)]) => text.as_str().into(),
        ("to_string", [value]) => value.to_string().into(),
        ("to_number", [Value::Number(n)]) => Value::Number(n.clone()),
        ("to_number", [Value::String(text)]) => {
            text.parse::<serde_json::Number>().map_or(Value::Null, Value::Number)
        }
        ("to_number", [_]) => Value::Null,
        ("type", [value]) => kind(value).into(),
        _ => return None,
    })
}
