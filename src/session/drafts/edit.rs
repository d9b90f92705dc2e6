//! What a form changes, written into the text: the rest of the text stays as it was.

use serde_json::{Value, json};

use super::Form;
use super::field::get;
use crate::base::FieldPath;
use crate::base::path::Segment;
use crate::document::{Document, Edit, Fix, Outline, apply, find_task_definition};

/// A draft's text, read.
#[derive(Clone, Debug)]
pub struct Content {
    /// The input that the form shows; `Null` where the text is no JSON object.
    pub value: Value,
    /// Where it stands in the text's document.
    pub base: FieldPath,
    /// The form can change it: it is an object, or nothing is written yet.
    pub editable: bool,
    /// The text is not the input itself but can be made it: a bare list of containers.
    whole: bool,
}

/// Reads a draft. Nothing written is an empty input.
pub fn content(form: Form, text: &str) -> Content {
    let empty = text.trim().is_empty();
    let value = if empty { Some(json!({})) } else { Document::parse(text).value };
    let root = FieldPath::root;
    let Some(value) = value else {
        return Content { value: Value::Null, base: root(), editable: false, whole: false };
    };
    if form == Form::Definition {
        let found = find_task_definition(&value);
        if let Some(input) = found.input {
            let whole = matches!(found.outline, Outline::ContainerList | Outline::OneContainer);
            let base = if whole { root() } else { found.base };
            return Content { value: input, base, editable: true, whole };
        }
    }
    let editable = value.is_object();
    Content { value, base: root(), editable, whole: false }
}

/// `a.0.b` behind a base.
pub fn field_path(base: &FieldPath, path: &str) -> FieldPath {
    let mut segments = base.0.clone();
    for step in path.split('.').filter(|step| !step.is_empty()) {
        segments.push(match step.parse::<u32>() {
            Ok(index) => Segment::Index(index),
            Err(_) => Segment::Key(step.into()),
        });
    }
    FieldPath(segments)
}

/// The path to take out so that nothing empty is left behind: an object or a list whose only
/// member goes, goes with it. Elements of lists stay: their places have meaning.
fn emptied<'a>(value: &Value, path: &'a str) -> &'a str {
    let mut path = path;
    while let Some((above, last)) = path.rsplit_once('.') {
        let alone = match get(value, above) {
            Some(Value::Object(map)) => map.len() == 1,
            Some(Value::Array(list)) => list.len() == 1,
            _ => false,
        };
        let is_element = above.rsplit('.').next().is_some_and(|step| step.parse::<u32>().is_ok());
        if !alone || (is_element && last.parse::<u32>().is_err()) {
            break;
        }
        path = above;
    }
    path
}

/// The text after a change in the form; `None` takes the field out.
pub fn changed(form: Form, text: &str, path: &str, to: Option<Value>) -> String {
    let content = content(form, text);
    if !content.editable {
        return text.to_owned();
    }
    let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default();
    let start = if text.trim().is_empty() || content.whole {
        pretty(&content.value)
    } else {
        text.to_owned()
    };
    let edit = match to {
        Some(value) => Edit::Set { path: field_path(&content.base, path), value },
        None if get(&content.value, path).is_none() => return text.to_owned(),
        None => Edit::Remove { path: field_path(&content.base, emptied(&content.value, path)) },
    };
    let new = apply(&start, &Fix { edits: vec![edit] });
    // What stands on one line would grow on one line.
    if start.contains('\n') {
        return new;
    }
    Document::parse(&new).value.map_or(new, |value| pretty(&value))
}

/// The items of a list with one of them moved, doubled or left out.
pub fn rearranged(list: &[Value], change: Rearrange) -> Vec<Value> {
    let mut items = list.to_vec();
    match change {
        Rearrange::Up(n) if n > 0 && n < items.len() => items.swap(n, n - 1),
        Rearrange::Down(n) if n + 1 < items.len() => items.swap(n, n + 1),
        Rearrange::Double(n) => {
            if let Some(mut item) = items.get(n).cloned() {
                free_name(&mut item, list);
                items.insert(n + 1, item);
            }
        }
        Rearrange::Remove(n) if n < items.len() => drop(items.remove(n)),
        Rearrange::Add => items.push(json!({})),
        _ => {}
    }
    items
}

/// A change of the order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rearrange {
    /// One place up.
    Up(usize),
    /// One place down.
    Down(usize),
    /// The same once more, behind it.
    Double(usize),
    /// Left out.
    Remove(usize),
    /// An empty one at the end.
    Add,
}

/// A copy has another name: the API refuses repeated ones (TD-55).
fn free_name(item: &mut Value, among: &[Value]) {
    let Some(name) = item.get("name").and_then(Value::as_str).map(str::to_owned) else { return };
    let taken = |new: &str| among.iter().any(|other| other.get("name") == Some(&new.into()));
    let free = (2..).map(|n| format!("{name}-{n}")).find(|new| !taken(new));
    if let (Some(free), Some(map)) = (free, item.as_object_mut()) {
        map.insert("name".to_owned(), free.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str, path: &str, to: Option<Value>) -> String {
        changed(Form::Definition, text, path, to)
    }

    #[test]
    fn an_empty_draft_grows_field_by_field() {
        let text = set("", "family", Some("web".into()));
        let text = set(&text, "containerDefinitions.0.name", Some("web".into()));
        let text = set(&text, "containerDefinitions.0.healthCheck.interval", Some(10.into()));
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(
            value,
            json!({ "family": "web",
                "containerDefinitions": [{ "name": "web", "healthCheck": { "interval": 10 } }] })
        );
        assert!(text.lines().count() > 5, "{text}");
        // What becomes empty goes, but a container keeps its place.
        let text = set(&text, "containerDefinitions.0.healthCheck.interval", None);
        let text = set(&text, "containerDefinitions.0.name", None);
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value, json!({ "family": "web", "containerDefinitions": [{}] }));
    }

    #[test]
    fn nothing_is_lost_in_any_shape() {
        for (text, base) in [
            (
                "{\"family\":\"a\",\"mystery\":{\"x\":[1]},\"containerDefinitions\":[{\"name\":\"x\",\"odd\":1}]}",
                "",
            ),
            (
                "{\n  // why\n  \"taskDefinition\": {\n    \"family\": \"a\", \"mystery\": 1,\n    \"containerDefinitions\": [{\"name\":\"x\",\"odd\":1}]\n  },\n  \"tags\": [{\"key\":\"k\"}]\n}",
                "taskDefinition",
            ),
        ] {
            let before = Document::parse(text).value.expect("a value");
            let after = set(text, "containerDefinitions.0.image", Some("i:1".into()));
            let mut value = Document::parse(&after).value.expect("a value");
            let base = if base.is_empty() { &mut value } else { &mut value[base] };
            let container = base["containerDefinitions"][0].as_object_mut().expect("a container");
            assert_eq!(container.remove("image"), Some("i:1".into()));
            assert_eq!(value, before, "{after}");
            assert_eq!(after.contains("// why"), text.contains("// why"));
        }
        // A bare list becomes the input that it stands for.
        let list = "[{\"name\": \"x\", \"image\": \"i\", \"odd\": 1}]";
        let after = set(list, "cpu", Some("256".into()));
        let value: Value = serde_json::from_str(&after).expect("JSON");
        assert_eq!(value["containerDefinitions"][0]["odd"], 1);
        assert_eq!(value["cpu"], "256");
        // What cannot be read is left alone.
        assert_eq!(set("{\"a\": ", "cpu", Some(1.into())), "{\"a\": ");
    }

    #[test]
    fn lists_are_rearranged() {
        let list = [json!({ "name": "a" }), json!({ "name": "a-2" }), json!(3)];
        let names = |change| {
            rearranged(&list, change).iter().map(Value::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names(Rearrange::Up(1)), r#"{"name":"a-2"} {"name":"a"} 3"#);
        assert_eq!(names(Rearrange::Down(2)), r#"{"name":"a"} {"name":"a-2"} 3"#);
        assert_eq!(names(Rearrange::Double(0)), r#"{"name":"a"} {"name":"a-3"} {"name":"a-2"} 3"#);
        assert_eq!(names(Rearrange::Remove(2)), r#"{"name":"a"} {"name":"a-2"}"#);
        assert_eq!(names(Rearrange::Remove(9)), names(Rearrange::Up(0)));
    }
}
