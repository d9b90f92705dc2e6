//! What one click can do about a text's or a shape's problem.

use serde_json::{Value, json};

use crate::base::path::Segment;
use crate::base::{FieldPath, Span};
use crate::document::{Cause, DocumentProblem, Edit, Fix};
use crate::model::reader::{Kind, ShapeProblem, nearest};

fn text(span: Span, with: String) -> Option<Fix> {
    Some(Fix { edits: vec![Edit::Text { span, with }] })
}

/// The repair of a text that is no JSON yet, or not quite.
pub fn document(problem: &DocumentProblem, span: Span) -> Option<Fix> {
    let before = |with: &str| text(Span { end: span.start, ..span }, with.to_owned());
    match problem {
        // corpus.md: a bare placeholder is kept as a text.
        DocumentProblem::Syntax(Cause::Template(mark)) if !mark.contains(['"', '\\']) => {
            let end = span.start.saturating_add(u32::try_from(mark.len()).ok()?);
            text(Span { end, ..span }, format!("\"{mark}\""))
        }
        DocumentProblem::Syntax(Cause::MissingComma) => before(","),
        DocumentProblem::TrailingComma => text(span, String::new()),
        DocumentProblem::ByteOrderMark => text(Span { start: 0, end: 3 }, String::new()),
        _ => None,
    }
}

/// The repair of a field's shape; the path is the input's.
pub fn shape(problem: &ShapeProblem, path: &FieldPath, input: &Value) -> Option<Fix> {
    let at = |path: &[Segment]| {
        path.iter().try_fold(input, |value, segment| match segment {
            Segment::Key(key) => value.get(&**key),
            Segment::Index(index) => value.get(*index as usize),
        })
    };
    let value = at(&path.0);
    let set = |value: Value| Some(Fix::set(path.clone(), value));
    match problem {
        ShapeProblem::WrongKind { expected, .. } => match (expected, value?) {
            (Kind::Text, plain @ (Value::Number(_) | Value::Bool(_))) => {
                set(plain.to_string().into())
            }
            (Kind::List, single) => set(json!([single])),
            (Kind::Object, Value::Array(list)) if list.len() == 1 => set(list[0].clone()),
            _ => None,
        },
        ShapeProblem::ReadAs { expected, .. } => set(match (expected, value?) {
            (Kind::Number, Value::String(text)) => text.trim().parse::<i64>().ok()?.into(),
            (Kind::Boolean, value) => (value == "true").into(),
            (_, value) => value.to_string().into(),
        }),
        ShapeProblem::OutOfRange { least, greatest } => {
            set(value?.as_i64()?.clamp(*least, *greatest).into())
        }
        ShapeProblem::UnknownWord { found, known } => {
            set(nearest(found, known.iter().copied())?.into())
        }
        ShapeProblem::UnknownField { nearest: Some(name), .. } => {
            let beside = path.0.split_last().and_then(|(_, above)| at(above));
            // The field that is meant may stand there already.
            if beside.is_some_and(|beside| beside.get(*name).is_some()) {
                return None;
            }
            Some(Fix { edits: vec![Edit::Rename { path: path.clone(), name: (*name).into() }] })
        }
        ShapeProblem::DescribeOnly { .. } => Some(Fix::remove(path.clone())),
        ShapeProblem::UnknownField { .. }
        | ShapeProblem::Missing { .. }
        | ShapeProblem::UnknownSubnet { .. }
        // A health check is the image's own: none can be made up (SV-54).
        | ShapeProblem::UncheckedBreaker => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::check::read_task_definition;
    use crate::document::apply;

    /// One click after the other, as long as there is something to click.
    #[test]
    fn clicks_lead_to_a_good_definition() {
        let written = "\u{feff}{
  \"family\": ${family}
  \"revision\": 3, // from the console
  \"containerDefinition\": [
    { \"name\": \"web\", \"image\": \"nginx\", \"memory\": \"64\", \"user\": 0,
      \"portMappings\": { \"containerPort\": 80, }, },
  ],
}
";
        let mut text = written.to_owned();
        for _ in 0..20 {
            let reading = read_task_definition(&text);
            let Some(fix) = reading.problems.iter().find_map(|problem| reading.fix(problem)) else {
                break;
            };
            text = apply(&text, &fix);
        }
        let expected = "{
  \"family\": \"family\",
  // from the console
  \"containerDefinitions\": [
    { \"name\": \"web\", \"image\": \"nginx\", \"memory\": 64, \"user\": \"0\",
      \"portMappings\": [
        {
          \"containerPort\": 80
        }
      ] }
  ]
}
";
        assert_eq!(text, expected);
    }
}
