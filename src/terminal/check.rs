//! `check`: a task definition's problems, each with its rule, place and sentence.

use serde_json::{Value, json};

use super::arguments::Arguments;
use super::{End, Output};
use crate::base::Severity;
use crate::check::{AnyProblem, read_task_definition};
use crate::document::position;
use crate::model::launch_type::LaunchType;
use crate::texts::check as texts;

pub(super) fn check(arguments: &Arguments, output: &mut Output) -> Result<End, String> {
    let text = arguments.text()?;
    let mut reading = read_task_definition(&text);
    if let Some(wanted) = &arguments.launch_type {
        let launch_type = LaunchType::parse(wanted)
            .ok_or_else(|| format!("--launch-type {wanted}: EC2, FARGATE or EXTERNAL"))?;
        // The definition is checked as if it named this launch type (TD-7).
        if let Some(Value::Object(input)) = &mut reading.input {
            input.insert("requiresCompatibilities".to_owned(), json!([launch_type.as_str()]));
            reading = read_task_definition(&Value::Object(input.clone()).to_string());
        }
    }
    let rows: Vec<Value> = reading
        .problems
        .iter()
        .map(|problem| {
            let at = position(&text, problem.span.unwrap_or_default().start);
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
            if let AnyProblem::Check(found) = &problem.message {
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
        for row in &rows {
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
            if let Some(message) = row["api"]["message"].as_str() {
                let kind = row["api"]["type"].as_str().unwrap_or_default();
                let basis = if row["api"]["seen"] == true { "" } else { " (modelled wording)" };
                output.line(format!("      {kind}: {message}{basis}"));
            }
        }
        if rows.is_empty() {
            output.line("no problem found");
        }
    }
    Ok(if reading.is_refused() { End::Found } else { End::Done })
}
