//! Texts of the command line as what the API's model says they are.

use serde_json::Value;

use crate::check::shape::{Holds, Of};

/// The value as the model has it: numbers and booleans out of texts, one thing as a list of one.
///
/// # Errors
/// The text that should be a number.
pub fn cast(of: Of, value: Value) -> Result<Value, String> {
    let holds = of.holds();
    Ok(match (holds, value) {
        (Holds::Whole, Value::String(text)) => {
            text.trim().parse::<i64>().map(Value::from).map_err(|_| text)?
        }
        (Holds::Decimal, Value::String(text)) => {
            let number = text.trim().parse::<serde_json::Number>();
            number.map(Value::Number).map_err(|_| text)?
        }
        (Holds::Boolean, Value::String(text)) => match text.to_ascii_lowercase().as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::String(text),
        },
        (Holds::List(of), Value::Array(list)) => {
            let list: Result<Vec<Value>, String> =
                list.into_iter().map(|value| cast(of, value)).collect();
            Value::Array(list?)
        }
        (Holds::List(of), value) => Value::Array(vec![cast(of, value)?]),
        (Holds::Map(of), Value::Object(map)) => {
            let mut out = serde_json::Map::new();
            for (key, value) in map {
                out.insert(key, cast(of, value)?);
            }
            Value::Object(out)
        }
        (Holds::Structure(shape), Value::Object(map)) => {
            let mut out = serde_json::Map::new();
            for (key, value) in map {
                let member = shape.table().find(|member| member.name == key);
                let value = match member {
                    Some(member) => cast(member.of, value)?,
                    None => value,
                };
                out.insert(key, value);
            }
            Value::Object(out)
        }
        (_, value) => value,
    })
}
