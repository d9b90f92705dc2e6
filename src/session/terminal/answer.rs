//! Answers as the AWS CLI writes them.

use std::rc::Rc;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Told, query, text};
use crate::interop::aws_cli::{Output, Request};
use crate::interop::shell::Trouble;
use crate::scenario::start_time;
use crate::session::state::Session;
use crate::simulation::{Call, CallName};
use crate::texts::terminal::Problem;

/// Pages that one command reads at most.
const PAGES: u32 = 1_000;

/// The CLI asks for page after page of these by itself.
fn paginates(name: CallName) -> bool {
    let own = ["ListServiceDeployments", "ListTagsForResource"];
    name.as_str().starts_with("ecs:List") && !own.contains(&name.operation())
}

/// What a call that reads is told at the playhead.
pub fn of(session: &Session, name: CallName, input: Value, output: &Output) -> Told {
    let at = session.playback.playhead;
    let simulation = session.player.simulation();
    let pages = paginates(name) && !output.one_page;
    let mut whole: Option<Value> = None;
    let mut token: Option<Value> = None;
    for _ in 0..PAGES {
        let mut input = input.clone();
        if let Some(map) = input.as_object_mut().filter(|_| pages) {
            map.insert("maxResults".to_owned(), 100.into());
            if let Some(token) = token.take() {
                map.insert("nextToken".to_owned(), token);
            }
        }
        let call = Call { at, name, input: Rc::new(input) };
        let mut page = match simulation.rehearse(&call).0 {
            Ok(page) => page,
            Err(error) => return Told::Refused(name, error),
        };
        if pages && let Some(map) = page.as_object_mut() {
            token = map.shift_remove("nextToken");
        }
        match &mut whole {
            None => whole = Some(page),
            Some(whole) => append(whole, page),
        }
        if token.is_none() {
            break;
        }
    }
    written(&whole.unwrap_or_default(), output)
}

/// The lists of a page behind those of the pages before.
fn append(whole: &mut Value, page: Value) {
    let Value::Object(page) = page else { return };
    for (key, value) in page {
        if let (Value::Array(more), Some(Value::Array(list))) = (value, whole.get_mut(&key)) {
            list.extend(more);
        }
    }
}

/// Whether the query is one; told before anything is done.
///
/// # Errors
/// Where it is none.
pub fn look_at_query(request: &Request) -> Result<(), Trouble> {
    let Request::Call { output: Output { query: Some((query, places)), .. }, .. } = request else {
        return Ok(());
    };
    query::parse(query).map(|_| ()).map_err(|query::Wrong(at)| {
        let from = places.get(at).copied().unwrap_or(0);
        let to = places.get(at + 1).copied().unwrap_or(from + 1);
        Trouble { span: from..to, problem: Problem::Query }
    })
}

/// An answer as it is wanted; an empty one is not written.
pub fn written(value: &Value, output: &Output) -> Told {
    if value.as_object().is_some_and(Map::is_empty) {
        return Told::Nothing;
    }
    let mut value = dated(None, value);
    if let Some((query, _)) = &output.query {
        let Ok(node) = query::parse(query) else { return Told::Nothing };
        match query::apply(&node, &value) {
            Ok(answer) => value = answer,
            Err(name) => {
                let problem = Problem::QueryArguments(name);
                return Told::Problem { problem, line: 1, column: 1, left: 0 };
            }
        }
    }
    let text = if output.text { text::text(&value) } else { json(&value) };
    Told::Answer(text.into())
}

/// Times as the CLI writes them: the API gives seconds since 1970.
fn dated(key: Option<&str>, value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| (key.clone(), dated(Some(key), value));
            Value::Object(map.iter().map(entry).collect::<Map<_, _>>())
        }
        Value::Array(list) => list.iter().map(|value| dated(None, value)).collect(),
        Value::Number(number)
            if key.is_some_and(|key| key.ends_with("At") || key == "expirationDate") =>
        {
            iso(&number.to_string()).map_or_else(|| value.clone(), Value::from)
        }
        other => other.clone(),
    }
}

/// `1767225600.25` → `2026-01-01T00:00:00.250000+00:00`
fn iso(seconds: &str) -> Option<String> {
    let (whole, part) = seconds.split_once('.').unwrap_or((seconds, ""));
    let whole = whole.parse::<i64>().ok()?.checked_mul(1_000)?;
    let text = start_time::print(whole);
    let part = part.trim_end_matches('0');
    let part = if part.is_empty() { String::new() } else { format!(".{part:0<6}") };
    Some(format!("{}{part}+00:00", text.strip_suffix('Z')?))
}

/// JSON with four spaces a level.
fn json(value: &Value) -> String {
    let mut out = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let mut writer = serde_json::Serializer::with_formatter(&mut out, formatter);
    match value.serialize(&mut writer) {
        Ok(()) => String::from_utf8(out).unwrap_or_default(),
        Err(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn answers_are_written_as_the_cli_does() {
        let value =
            json!({"a": [], "startedAt": 1_767_225_600.25, "b": {"createdAt": 1_767_225_600}});
        let Told::Answer(text) = written(&value, &Output::default()) else { panic!("an answer") };
        assert_eq!(
            &*text,
            "{\n    \"a\": [],\n    \"startedAt\": \"2026-01-01T00:00:00.250000+00:00\",\n    \"b\": {\n        \
             \"createdAt\": \"2026-01-01T00:00:00+00:00\"\n    }\n}"
        );
        assert_eq!(written(&json!({}), &Output::default()), Told::Nothing);
    }
}
