//! What is read as a task definition, written and read again is the same, and judged the same.
#![no_main]

use ecs_playground::base::Severity;
use ecs_playground::check::{Reading, read_task_definition};
use serde_json::Value;

/// Whether a number stands in it that is no 64-bit integer. No field takes one; serde_json keeps it
/// as a floating-point number, whose last digit a second reading may change.
fn has_fraction(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(list) => list.iter().any(has_fraction),
        Value::Object(map) => map.values().any(has_fraction),
        _ => false,
    }
}

fn verdict(reading: &Reading) -> Vec<(&'static str, String)> {
    let errors = reading.problems.iter().filter(|p| p.severity == Severity::Error);
    errors.map(|p| (p.rule, p.path.to_string())).collect()
}

libfuzzer_sys::fuzz_target!(|text: &str| {
    let first = read_task_definition(text);
    let Some(definition) = &first.definition else { return };
    if has_fraction(&definition.input) {
        return;
    }
    let written = definition.input.to_string();
    let second = read_task_definition(&written);
    assert_eq!(second.definition.as_ref(), Some(definition));
    // In another outer shape paths and notes differ; what the API would refuse does not.
    if !definition.input.get("containerDefinitions").is_none() {
        assert_eq!(verdict(&first).len(), verdict(&second).len());
    }
    // What the API stores can be registered again, and is stored unchanged.
    let stored = Value::Object(definition.stored());
    if !first.is_refused() {
        let third = read_task_definition(&stored.to_string());
        assert!(!third.is_refused(), "{:?}", third.problems);
        let again = third.definition.map(|definition| definition.stored());
        assert_eq!(again.map(Value::Object), Some(stored));
    }
});
