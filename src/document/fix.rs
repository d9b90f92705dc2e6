//! Repairs as plain values, and how one is written into a text: comments, order and formatting of
//! the rest stay.

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, parse_to_ast};
use serde_json::{Map, Value};

use super::json::tolerant;
use crate::base::path::Segment;
use crate::base::{FieldPath, Span};

/// One change of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Puts a value in a member's place, or adds the member and what is missing above it. An index
    /// one past a list's end adds an element.
    Set {
        /// Where.
        path: FieldPath,
        /// What stands there afterwards.
        value: Value,
    },
    /// Takes a member or an element out.
    Remove {
        /// Which.
        path: FieldPath,
    },
    /// Gives a member another name.
    Rename {
        /// Which.
        path: FieldPath,
        /// Its name afterwards.
        name: String,
    },
    /// Puts characters in the place of others, where the text is no document yet.
    Text {
        /// Which.
        span: Span,
        /// What stands there afterwards.
        with: String,
    },
}

/// What can be done about a problem with one click: its edits, one after the other. Its label is
/// made from the edits (`texts/fix.rs`), so it cannot promise something else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fix {
    /// In order.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// Sets one value.
    pub fn set(path: FieldPath, value: impl Into<Value>) -> Self {
        Self::default().and_set(path, value)
    }

    /// Removes one member or element.
    pub fn remove(path: FieldPath) -> Self {
        Self { edits: vec![Edit::Remove { path }] }
    }

    /// And sets another value.
    #[must_use]
    pub fn and_set(mut self, path: FieldPath, value: impl Into<Value>) -> Self {
        self.edits.push(Edit::Set { path, value: value.into() });
        self
    }
}

/// The text with the fix written in. An edit that finds no place changes nothing.
pub fn apply(text: &str, fix: &Fix) -> String {
    let mut text = text.to_owned();
    for edit in &fix.edits {
        if let Some(changed) = changed(&text, edit) {
            text = changed;
        }
    }
    text
}

fn changed(text: &str, edit: &Edit) -> Option<String> {
    if let Edit::Text { span, with } = edit {
        return replaced(text, span.start as usize, span.end as usize, with);
    }
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mark = &text[..text.len() - body.len()];
    let collect = CollectOptions::default();
    let root = parse_to_ast(body, &collect, &tolerant()).ok()?.value?;
    let new = match edit {
        Edit::Set { path, value } => set(body, &root, &path.0, value)?,
        Edit::Remove { path } => remove(body, &root, &path.0)?,
        Edit::Rename { path, name } => {
            let property = property_at(&root, &path.0)?;
            let range = property.name.range();
            replaced(body, range.start, range.end, &Value::from(name.as_str()).to_string())?
        }
        Edit::Text { .. } => return None,
    };
    Some(format!("{mark}{new}"))
}

fn replaced(text: &str, start: usize, end: usize, with: &str) -> Option<String> {
    Some(format!("{}{with}{}", text.get(..start)?, text.get(end..)?))
}

fn index_of(object: &ast::Object<'_>, key: &str) -> Option<usize> {
    // Of members that repeat, the last one counts.
    object.properties.iter().rposition(|property| property.name.as_str() == key)
}

fn child<'a, 'b>(value: &'b ast::Value<'a>, segment: &Segment) -> Option<&'b ast::Value<'a>> {
    match (value, segment) {
        (ast::Value::Object(object), Segment::Key(key)) => {
            Some(&object.properties.get(index_of(object, key)?)?.value)
        }
        (ast::Value::Array(array), Segment::Index(index)) => array.elements.get(*index as usize),
        _ => None,
    }
}

fn at<'a, 'b>(root: &'b ast::Value<'a>, path: &[Segment]) -> Option<&'b ast::Value<'a>> {
    path.iter().try_fold(root, child)
}

fn property_at<'a, 'b>(
    root: &'b ast::Value<'a>,
    path: &[Segment],
) -> Option<&'b ast::ObjectProp<'a>> {
    let (last, above) = path.split_last()?;
    match (at(root, above)?, last) {
        (ast::Value::Object(object), Segment::Key(key)) => {
            object.properties.get(index_of(object, key)?)
        }
        _ => None,
    }
}

/// `value` inside the members and lists that `path` names.
fn wrapped(path: &[Segment], value: &Value) -> Value {
    path.iter().rev().fold(value.clone(), |inner, segment| match segment {
        Segment::Key(key) => {
            let mut map = Map::new();
            map.insert(key.to_string(), inner);
            Value::Object(map)
        }
        Segment::Index(_) => Value::Array(vec![inner]),
    })
}

fn set(text: &str, root: &ast::Value<'_>, path: &[Segment], value: &Value) -> Option<String> {
    let mut above = root;
    for (depth, segment) in path.iter().enumerate() {
        if let Some(next) = child(above, segment) {
            above = next;
            continue;
        }
        let value = wrapped(&path[depth + 1..], value);
        let range = above.range();
        let (last, prefix) = match (above, segment) {
            (ast::Value::Object(object), Segment::Key(key)) => {
                let last = object.properties.last().map(Ranged::range);
                (last, format!("{}: ", Value::from(&**key)))
            }
            (ast::Value::Array(array), Segment::Index(_)) => {
                (array.elements.last().map(Ranged::range), String::new())
            }
            // `null` or `""`, which count as absent, stand where an object or a list must.
            _ => {
                let new = shown(&wrapped(&path[depth..=depth], &value), text, range.start);
                return replaced(text, range.start, range.end, &new);
            }
        };
        let entry = |at| format!("{prefix}{}", shown(&value, text, at));
        return match last {
            None => replaced(text, range.start + 1, range.start + 1, &entry(range.start)),
            Some(last) => added(text, last.start, last.end, &entry(last.start)),
        };
    }
    let range = above.range();
    replaced(text, range.start, range.end, &shown(value, text, range.start))
}

/// The white space with which the line around `at` begins.
fn indent(text: &str, at: usize) -> &str {
    let line = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let end = text[line..].find(|c: char| c != ' ' && c != '\t').map_or(text.len(), |n| line + n);
    &text[line..end]
}

/// A value as it would be written at a place: lists of plain values on one line, else indented as
/// the text is.
fn shown(value: &Value, text: &str, at: usize) -> String {
    let plain = |v: &Value| !matches!(v, Value::Array(_) | Value::Object(_));
    let one_line = match value {
        Value::Array(list) => list.iter().all(plain),
        Value::Object(map) => map.is_empty(),
        _ => true,
    };
    if one_line || !text.contains('\n') {
        return value.to_string().replace("\",\"", "\", \"");
    }
    let unit = text.lines().map(|line| indent(line, 0)).find(|i| !i.is_empty()).unwrap_or("  ");
    let pretty = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut out = String::new();
    for (n, line) in pretty.lines().enumerate() {
        if n > 0 {
            out.push('\n');
            out.push_str(indent(text, at));
        }
        let body = line.trim_start_matches(' ');
        out.push_str(&unit.repeat((line.len() - body.len()) / 2));
        out.push_str(body);
    }
    out
}

/// The text with an entry behind the last one, which stands from `start` to `end`.
fn added(text: &str, start: usize, end: usize, entry: &str) -> Option<String> {
    let own_line = text[..start].trim_end_matches([' ', '\t']).ends_with('\n');
    let comma = comma(text, end);
    let head = if comma.is_some() { "" } else { "," };
    if !own_line {
        // `[1, 2]` becomes `[1, 2, 3]`.
        let at = comma.map_or(end, |at| at + 1);
        return replaced(text, at, at, &format!("{head} {entry}"));
    }
    // A comment behind the last entry stays with it.
    let after = comma.map_or(end, |at| at + 1);
    let rest = &text[after..text[after..].find('\n').map_or(text.len(), |n| after + n)];
    let comment = rest.trim();
    let whole = comment.starts_with("//") || comment.starts_with("/*") && comment.ends_with("*/");
    let tail = if whole { rest.trim_end().len() } else { 0 };
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let line = format!("{newline}{}{entry}", indent(text, start));
    let text = replaced(text, after + tail, after + tail, &line)?;
    replaced(&text, end, end, head)
}

/// Where the comma behind an entry stands, past white space and comments.
fn comma(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = &text[at..];
        let blank = rest.len() - rest.trim_start().len();
        let rest = &rest[blank..];
        at += blank;
        if rest.starts_with(',') {
            return Some(at);
        } else if rest.starts_with("//") {
            at += rest.find('\n')?;
        } else if rest.starts_with("/*") {
            at += rest.find("*/")? + 2;
        } else {
            return None;
        }
    }
}

fn remove(text: &str, root: &ast::Value<'_>, path: &[Segment]) -> Option<String> {
    let (last, above) = path.split_last()?;
    let ranges: Vec<_> = match (at(root, above)?, last) {
        (ast::Value::Object(object), Segment::Key(_)) => {
            object.properties.iter().map(Ranged::range).collect()
        }
        (ast::Value::Array(array), Segment::Index(_)) => {
            array.elements.iter().map(Ranged::range).collect()
        }
        _ => return None,
    };
    let index = match (at(root, above)?, last) {
        (ast::Value::Object(object), Segment::Key(key)) => index_of(object, key)?,
        (_, Segment::Index(index)) => *index as usize,
        _ => return None,
    };
    let range = *ranges.get(index)?;
    let own = comma(text, range.end);
    // With its own comma; the last one takes the comma before it.
    let mut out = text.to_owned();
    let mut end = range.end;
    match (own, index.checked_sub(1).and_then(|before| ranges.get(before))) {
        (Some(at), _) if text[range.end..at].trim().is_empty() => end = at + 1,
        (Some(at), _) => out = replaced(&out, at, at + 1, "")?,
        (None, _) => {}
    }
    let line = out[..range.start].rfind('\n').map_or(0, |n| n + 1);
    let rest = &out[end..];
    let (mut start, mut stop) = (range.start, end);
    let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
    if out[line..start].trim().is_empty() && (rest[blank..].starts_with('\n')) && line > 0 {
        // The whole line goes.
        (start, stop) = (line, end + blank + 1);
    } else if own.is_some() {
        stop = end + blank;
    } else {
        start = out[..start].trim_end_matches([' ', '\t']).len();
    }
    out = replaced(&out, start, stop, "")?;
    if own.is_none()
        && let Some(before) = index.checked_sub(1).and_then(|before| ranges.get(before))
        && let Some(at) = comma(text, before.end)
    {
        out = replaced(&out, at, at + 1, "")?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn path(text: &str) -> FieldPath {
        text.split('.').fold(FieldPath::root(), |path, part| match part.parse() {
            Ok(index) => path.index(index),
            Err(_) => path.key(part),
        })
    }

    #[test]
    fn sets_in_place_and_beside() {
        for (text, at, value, expected) in [
            (r#"{"a": 1, "b": 2}"#, "b", json!(3), r#"{"a": 1, "b": 3}"#),
            (r#"{"a": 1}"#, "b", json!("x"), r#"{"a": 1, "b": "x"}"#),
            ("{}", "b", json!(1), r#"{"b": 1}"#),
            (r#"{"a": [1]}"#, "a.1", json!(2), r#"{"a": [1, 2]}"#),
            (r#"{"a": []}"#, "a.0", json!({"b": 1}), r#"{"a": [{"b":1}]}"#),
            (r#"{"a": null}"#, "a.b.c", json!(1), r#"{"a": {"b":{"c":1}}}"#),
            (r#"{"a": 1}"#, "b.0.c", json!(true), r#"{"a": 1, "b": [{"c":true}]}"#),
            ("{\n  \"a\": 1 // one\n}\n", "b", json!(2), "{\n  \"a\": 1, // one\n  \"b\": 2\n}\n"),
            (
                "{\n\t\"a\": 1, /* one */\n}",
                "b",
                json!({"c": [1, 2]}),
                "{\n\t\"a\": 1, /* one */\n\t\"b\": {\n\t\t\"c\": [\n\t\t\t1,\n\t\t\t2\n\t\t]\n\t}\n}",
            ),
            ("\u{feff}{\"a\": 1}", "a", json!(2), "\u{feff}{\"a\": 2}"),
            ("{\r\n  \"a\": 1\r\n}", "b", json!(2), "{\r\n  \"a\": 1,\r\n  \"b\": 2\r\n}"),
        ] {
            let got = apply(text, &Fix::set(path(at), value));
            assert_eq!(got, expected, "{text}");
        }
    }

    #[test]
    fn removes_with_the_comma() {
        for (text, at, expected) in [
            (r#"{"a": 1, "b": 2}"#, "b", r#"{"a": 1}"#),
            (r#"{"a": 1, "b": 2}"#, "a", r#"{"b": 2}"#),
            (r#"{"a": 1}"#, "a", "{}"),
            (r#"[{"a": [1, 2, 3]}]"#, "0.a.1", r#"[{"a": [1, 3]}]"#),
            ("{\n  \"a\": 1,\n  \"b\": 2\n}", "b", "{\n  \"a\": 1\n}"),
            ("{\n  \"a\": 1,\n  \"b\": 2\n}", "a", "{\n  \"b\": 2\n}"),
            // Comments stay.
            (
                "{\n  \"a\": 1, // one\n  \"b\": 2 // two\n}",
                "b",
                "{\n  \"a\": 1 // one\n // two\n}",
            ),
            ("{\"a\": 1 /* , */, \"b\": 2,}", "a", "{/* , */ \"b\": 2,}"),
            (r#"{"a": 1}"#, "c", r#"{"a": 1}"#),
        ] {
            assert_eq!(apply(text, &Fix::remove(path(at))), expected, "{text}");
        }
    }

    #[test]
    fn renames_and_replaces_characters() {
        let rename = Edit::Rename { path: path("a.0.x"), name: "y".to_owned() };
        let got = apply(r#"{"a": [{"x" : 1}]}"#, &Fix { edits: vec![rename] });
        assert_eq!(got, r#"{"a": [{"y" : 1}]}"#);
        let text = "{\"a\": ${x}}";
        let quote = Edit::Text { span: Span { start: 6, end: 10 }, with: "\"${x}\"".to_owned() };
        assert_eq!(apply(text, &Fix { edits: vec![quote] }), "{\"a\": \"${x}\"}");
        // Of members that repeat, the one that counts.
        let got = apply(r#"{"a": 1, "a": 2}"#, &Fix::set(path("a"), 3));
        assert_eq!(got, r#"{"a": 1, "a": 3}"#);
        // No document, no place: nothing changes.
        for text in ["", "{", "[]", "{\"a\": 1}"] {
            assert_eq!(apply(text, &Fix::remove(path("x.y"))), text);
        }
    }
}
