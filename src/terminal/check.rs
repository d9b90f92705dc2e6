//! `check`: a task definition's problems, each with its rule, place and sentence.

use serde_json::{Value, json};

use super::arguments::Arguments;
use super::{End, Output};
use crate::base::{Severity, Span};
use crate::check::task_definition::Limits;
use crate::check::{AnyProblem, read_for};
use crate::document::{apply, position};
use crate::model::launch_type::LaunchType;
use crate::texts::{check as texts, fix as fix_texts};

/// The line on which a place begins, with marks under it.
fn excerpt(text: &str, span: Span) -> Option<String> {
    const WIDTH: usize = 100;
    let start = span.start as usize;
    let line_start = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(line_start..)?.lines().next()?;
    let column = text.get(line_start..start)?.chars().count();
    if line.trim().is_empty() || column >= WIDTH {
        return None;
    }
    let end = (span.end as usize).min(line_start + line.len());
    let marks = text.get(start..end).map_or(1, |part| part.chars().count());
    let shown: String =
        line.chars().take(WIDTH).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let marks = marks.clamp(1, WIDTH - column);
    Some(format!("      | {shown}\n      | {}{}", " ".repeat(column), "^".repeat(marks)))
}

pub(super) fn check(arguments: &Arguments, output: &mut Output) -> Result<End, String> {
    let text_of_file = arguments.text()?;
    let launch_type = match &arguments.launch_type {
        Some(wanted) => Some(LaunchType::parse(wanted).ok_or_else(|| {
            let known = LaunchType::ALL.map(LaunchType::as_str).join(", ");
            format!("--launch-type {wanted}: one of {known}")
        })?),
        None => None,
    };
    let reading = read_for(&text_of_file, &Limits::default(), launch_type);
    let rows: Vec<Value> = reading
        .problems
        .iter()
        .map(|problem| {
            let at = position(&text_of_file, problem.span.unwrap_or_default().start);
            let severity = match problem.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            };
            let mut row = json!({
                "rule": problem.rule,
                "severity": severity,
                "path": problem.path.to_string(),
                "line": at.line,
                "column": at.column,
                "message": texts::any(arguments.lang, &problem.message),
            });
            if let Some(fix) = reading.fix(problem) {
                row["fix"] = json!({
                    "label": fix_texts::label(arguments.lang, &fix),
                    "text": apply(&text_of_file, &fix),
                });
            }
            if let AnyProblem::Check(found) = &problem.message
                && problem.severity == Severity::Error
            {
                let api = found.api();
                row["api"] =
                    json!({ "type": api.exception, "message": api.text, "seen": api.seen });
            }
            row
        })
        .collect();
    if arguments.json {
        output.json(&Value::Array(rows));
    } else {
        for (row, problem) in rows.iter().zip(&reading.problems) {
            let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            let rule =
                if text("rule").is_empty() { String::new() } else { format!(" {}", text("rule")) };
            output.line(format!(
                "{}:{}: {}{rule}: {} {}",
                row["line"],
                row["column"],
                text("severity"),
                text("path"),
                text("message")
            ));
            if let Some(excerpt) = problem.span.and_then(|span| excerpt(&text_of_file, span)) {
                output.line(excerpt);
            }
            if let Some(message) = row["api"]["message"].as_str() {
                let kind = row["api"]["type"].as_str().unwrap_or_default();
                let basis = if row["api"]["seen"] == true { "" } else { " (modelled wording)" };
                output.line(format!("      {kind}: {message}{basis}"));
            }
            if let Some(label) = row["fix"]["label"].as_str() {
                output.line(format!("      {}: {label}", fix_texts::word(arguments.lang)));
            }
        }
        if rows.is_empty() {
            output.line("no problem found");
        }
    }
    Ok(if reading.is_refused() { End::Found } else { End::Done })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_shown() {
        let text = "{\n  \"cpu\": [1,\n 2]\n}";
        let shown = excerpt(text, Span { start: 11, end: 18 });
        assert_eq!(shown.as_deref(), Some("      |   \"cpu\": [1,\n      |          ^^^"));
        assert_eq!(excerpt(text, Span { start: 900, end: 901 }), None);
        assert_eq!(excerpt("", Span::default()), None);
    }
}
