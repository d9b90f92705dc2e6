//! `--output text`: tabs and lines, as the AWS CLI's formatter writes them.

use serde_json::{Map, Value};

fn is_whole(value: &Value) -> bool {
    value.is_array() || value.is_object()
}

fn word(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Lines of a list of plain values: one line, or one each under the name of the list.
fn plain(values: &[&Value], name: Option<&str>, out: &mut String) {
    match name {
        Some(name) => {
            for value in values {
                out.push_str(&format!("{}\t{}\n", name.to_uppercase(), word(value)));
            }
        }
        None => {
            out.push_str(&values.iter().map(|value| word(value)).collect::<Vec<_>>().join("\t"));
            out.push('\n');
        }
    }
}

fn object(
    map: &Map<String, Value>,
    columns: Option<&[&String]>,
    name: Option<&str>,
    out: &mut String,
) {
    let mut keys: Vec<&String> = map.keys().collect();
    crate::base::sort::sort(&mut keys);
    let is_plain = |key: &&&String| map.get(**key).is_some_and(|value| !is_whole(value));
    let own: Vec<&String> = keys.iter().filter(is_plain).copied().collect();
    let columns = columns.unwrap_or(&own);
    if !columns.is_empty() {
        let mut words: Vec<String> = name.map(str::to_uppercase).into_iter().collect();
        words.extend(columns.iter().map(|key| map.get(*key).map(word).unwrap_or_default()));
        out.push_str(&words.join("\t"));
        out.push('\n');
    }
    for key in keys {
        if let Some(value) = map.get(key).filter(|value| is_whole(value)) {
            write(value, Some(key), None, out);
        }
    }
}

fn write(value: &Value, name: Option<&str>, columns: Option<&[&String]>, out: &mut String) {
    match value {
        Value::Object(map) => object(map, columns, name, out),
        Value::Array(list) if list.iter().any(Value::is_object) => {
            let mut all: Vec<&String> = list
                .iter()
                .filter_map(Value::as_object)
                .flat_map(|map| {
                    map.iter().filter(|(_, value)| !is_whole(value)).map(|(key, _)| key)
                })
                .collect();
            crate::base::sort::sort(&mut all);
            all.dedup();
            for value in list {
                write(value, name, Some(&all), out);
            }
        }
        Value::Array(list) => {
            let values: Vec<&Value> = list.iter().filter(|value| !is_whole(value)).collect();
            if !values.is_empty() {
                plain(&values, name, out);
            }
            for value in list.iter().filter(|value| is_whole(value)) {
                write(value, name, None, out);
            }
        }
        other => plain(&[other], None, out),
    }
}

/// The answer as text.
pub fn text(value: &Value) -> String {
    let mut out = String::new();
    write(value, None, None, &mut out);
    out.trim_end_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    /// What the formatter of awscli 1.45.11 writes.
    #[test]
    fn texts_are_the_clis() {
        let services = json!({"services": [{"name": "web", "n": 9, "on": true, "tags": [{"k": "a"}], "arns": ["x", "y"]},
            {"name": "api", "on": null}], "failures": []});
        for (value, expected) in [
            (json!("a"), "a"),
            (json!(["a", "b"]), "a\tb"),
            (json!([["a", 1], ["b", 2]]), "a\t1\nb\t2"),
            (json!({"arns": ["a", "b"]}), "ARNS\ta\nARNS\tb"),
            (json!({"b": 1, "a": {"c": 2}}), "1\nA\t2"),
            (services, "SERVICES\t9\tweb\tTrue\nARNS\tx\nARNS\ty\nTAGS\ta\nSERVICES\t\tapi\tNone"),
            (Value::Null, "None"),
        ] {
            assert_eq!(super::text(&value), expected);
        }
    }
}
