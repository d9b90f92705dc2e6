//! From a pasted text to a task definition with every problem in its place: the one entry for the
//! page's editor and the terminal's `check`.

use std::rc::Rc;

use serde_json::{Value, json};

use super::repair;
use super::task_definition::{self, Limits, Problem, check};
use crate::base::path::Segment;
use crate::base::{Diagnostic, FieldPath, Severity, Span};
use crate::document::{Document, DocumentProblem, Edit, Fix, Outline, find_task_definition};
use crate::model::launch_type::LaunchType;
use crate::model::reader::ShapeProblem;
use crate::model::task_definition::{TaskDefinition, from_cloud_formation};

/// A problem of any of the three kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnyProblem {
    /// The text.
    Document(DocumentProblem),
    /// What the document is: found in a wrapper, or no task definition at all.
    Outline(Outline),
    /// The shape of a field.
    Shape(ShapeProblem),
    /// A rule of ECS.
    Check(Problem),
}

/// A text that was read as a task definition.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The definition, where there is one.
    pub definition: Option<TaskDefinition>,
    /// RegisterTaskDefinition's input, where there is one.
    pub input: Option<Value>,
    /// All problems, with their places in the text where they have one.
    pub problems: Vec<Diagnostic<AnyProblem>>,
    place: Place,
}

/// Where the input stands in the document.
#[derive(Clone, Debug, Default)]
struct Place {
    outline: Option<Outline>,
    base: FieldPath,
    /// What stands at the base where CloudFormation's spelling is used.
    template: Option<Value>,
    /// Described tags stand beside the definition, not in it.
    tags_beside: bool,
}

impl Reading {
    /// Whether the API would refuse it, or it cannot be read.
    pub fn is_refused(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// What one click can do about a problem of this reading, for `document::apply` on the text
    /// that was read; `None` where somebody has to think.
    pub fn fix(&self, problem: &Diagnostic<AnyProblem>) -> Option<Fix> {
        let fix = match &problem.message {
            AnyProblem::Document(document) => return repair::document(document, problem.span?),
            AnyProblem::Outline(_) => None,
            AnyProblem::Shape(shape) => repair::shape(shape, &problem.path, self.input.as_ref()?),
            AnyProblem::Check(check) => {
                let problem = problem.clone().map(|_| check.clone());
                task_definition::fix(&problem, self.definition.as_ref()?)
            }
        }?;
        Some(self.place.of_fix(fix))
    }
}

/// Reads a text with the limits of the study notes' profile.
pub fn read_task_definition(text: &str) -> Reading {
    read_with(text, &Limits::default())
}

/// Reads a text with the limits of a quota profile.
pub fn read_with(text: &str, limits: &Limits) -> Reading {
    read_for(text, limits, None)
}

/// Reads a text, as if it named one launch type alone where one is asked for (TD-7).
pub fn read_for(text: &str, limits: &Limits, launch_type: Option<LaunchType>) -> Reading {
    let document = Document::parse(text);
    let mut problems: Vec<Diagnostic<AnyProblem>> =
        document.problems.iter().cloned().map(|p| p.map(AnyProblem::Document)).collect();
    let Some(value) = &document.value else {
        return Reading { problems, ..Reading::default() };
    };
    let found = find_task_definition(value);
    let place = document.span(&found.base);
    let Some(input) = found.input else {
        let mut problem = Diagnostic::new(
            "",
            Severity::Error,
            FieldPath::root(),
            AnyProblem::Outline(found.outline),
        );
        // The document's first byte, not all of it.
        problem.span = place.map(|span| Span { start: span.start, end: span.start + 1 });
        problems.push(problem);
        return Reading { problems, ..Reading::default() };
    };
    let mut notes = vec![found.outline];
    if found.template && found.outline != Outline::Properties {
        notes.push(Outline::Properties);
    }
    for outline in notes {
        if matches!(outline, Outline::TaskDefinition | Outline::Described) {
            continue;
        }
        let outline = AnyProblem::Outline(outline);
        let mut note = Diagnostic::new("", Severity::Note, found.base.clone(), outline);
        note.span = place.map(|span| Span { start: span.start, end: span.start + 1 });
        problems.push(note);
    }
    let (mut input, computed) =
        if found.template { from_cloud_formation(&input) } else { (input, Vec::new()) };
    if let (Some(launch_type), Value::Object(map)) = (launch_type, &mut input) {
        map.insert("requiresCompatibilities".to_owned(), json!([launch_type.as_str()]));
    }
    let (definition, shape) = TaskDefinition::read(&input);
    let at = |path: &FieldPath| {
        path.0.iter().try_fold(value, |value, segment| match segment {
            Segment::Key(key) => value.get(&**key),
            Segment::Index(index) => value.get(*index as usize),
        })
    };
    let written = at(&found.base);
    let place = Place {
        outline: Some(found.outline),
        tags_beside: input.get("tags").is_some()
            && written.is_some_and(|w| w.get("tags").is_none()),
        template: written.filter(|_| found.template).cloned(),
        base: found.base,
    };
    let placed = |path: &FieldPath| document.span(&place.of_path(path));
    // A field whose shape is wrong silences what the rules say of it: one cause, told once.
    let mut broken: Vec<FieldPath> =
        shape.iter().filter(|p| p.severity == Severity::Error).map(|p| p.path.clone()).collect();
    broken.extend(computed);
    for mut problem in shape {
        problem.span = placed(&problem.path);
        problems.push(problem.map(AnyProblem::Shape));
    }
    for mut problem in check(&definition, limits) {
        if broken.iter().any(|path| problem.path.0.starts_with(&path.0)) {
            continue;
        }
        problem.span = placed(&problem.path);
        problems.push(problem.map(AnyProblem::Check));
    }
    Reading { definition: Some(definition), input: Some(input), problems, place }
}

/// A name as a template writes it: as it stands there, else with a capital.
fn spelled(key: &str, value: Option<&Value>) -> Rc<str> {
    let map = value.and_then(Value::as_object);
    if let Some((written, _)) =
        map.and_then(|map| map.iter().find(|(k, _)| k.eq_ignore_ascii_case(key)))
    {
        return written.as_str().into();
    }
    // Options and labels have names of their own.
    if !key.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return key.into();
    }
    let mut letters = key.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect::<String>().into()
}

impl Place {
    /// The document's path of a path in the input: a bare list or container has no outer keys.
    fn of_path(&self, path: &FieldPath) -> FieldPath {
        let skip = match self.outline {
            Some(Outline::ContainerList) => 1,
            Some(Outline::OneContainer) => 2,
            _ => 0,
        };
        let inside = path.0.first() == Some(&Segment::Key("containerDefinitions".into()));
        let skip = if inside { skip } else { 0 };
        let mut segments = self.base.0.clone();
        if self.tags_beside && path.0.first() == Some(&Segment::Key("tags".into())) {
            segments.pop();
        }
        let mut value = self.template.as_ref();
        for segment in path.0.iter().skip(skip) {
            let written = match (segment, &self.template) {
                (Segment::Key(key), Some(_)) => Segment::Key(spelled(key, value)),
                _ => segment.clone(),
            };
            value = match &written {
                Segment::Key(key) => value.and_then(|value| value.get(&**key)),
                Segment::Index(index) => value.and_then(|value| value.get(*index as usize)),
            };
            segments.push(written);
        }
        FieldPath(segments)
    }

    fn of_value(&self, value: &mut Value) {
        match value {
            Value::Object(map) => {
                for (key, mut value) in std::mem::take(map) {
                    self.of_value(&mut value);
                    map.insert(spelled(&key, None).to_string(), value);
                }
            }
            Value::Array(list) => list.iter_mut().for_each(|item| self.of_value(item)),
            _ => {}
        }
    }

    fn of_fix(&self, mut fix: Fix) -> Fix {
        for edit in &mut fix.edits {
            match edit {
                Edit::Set { path, value } => {
                    *path = self.of_path(path);
                    if self.template.is_some() {
                        self.of_value(value);
                    }
                }
                Edit::Remove { path } | Edit::Rename { path, .. } => *path = self.of_path(path),
                Edit::Text { .. } => {}
            }
        }
        fix
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::apply;

    #[test]
    fn problems_stand_at_their_place_in_any_shape() {
        let whole = r#"{"family":"a","containerDefinitions":[{"name":"x","image":"i"}]}"#;
        let described = format!(r#"{{"taskDefinition":{whole}}}"#);
        let recorded = format!(r#"{{"status_code":200,"data":{described}}}"#);
        let list = r#"[{"name":"x","image":"i"}]"#.to_owned();
        let one = r#"{"name":"x","image":"i"}"#.to_owned();
        for text in [whole.to_owned(), described, recorded, list, one] {
            let reading = read_task_definition(&text);
            let errors: Vec<_> =
                reading.problems.iter().filter(|p| p.severity == Severity::Error).collect();
            assert_eq!(errors.len(), 1, "{text}: {:?}", reading.problems);
            assert_eq!(errors[0].rule, "TD-56");
            let span = errors[0].span.expect("a place");
            let at = &text[span.start as usize..span.end as usize];
            assert_eq!(at, r#"{"name":"x","image":"i"}"#, "{text}");
        }
    }

    #[test]
    fn cloud_formation_is_read_at_its_place() {
        let properties = r#"{"Family":"a","NetworkMode":"awsvpc","RequiresCompatibilities":["FARGATE"],"Cpu":256,
            "ContainerDefinitions":[{"Name":"x","Image":{"Ref":"Image"},"LogConfiguration":{"LogDriver":"awslogs"}}]}"#;
        let resource =
            format!(r#"{{"Type":"AWS::ECS::TaskDefinition","Properties":{properties}}}"#);
        let template = format!(
            r#"{{"AWSTemplateFormatVersion":"x","Resources":{{"C":{{"Type":"AWS::ECS::Cluster"}},"T":{resource}}}}}"#
        );
        for text in [properties.to_owned(), resource, template] {
            let mut text = text;
            for _ in 0..10 {
                let reading = read_task_definition(&text);
                assert!(matches!(
                    reading.problems[0].message,
                    AnyProblem::Outline(Outline::Properties)
                ));
                let errors = reading.problems.iter().filter(|p| p.severity == Severity::Error);
                let Some(fix) = errors.filter_map(|p| reading.fix(p)).next() else { break };
                text = apply(&text, &fix);
            }
            assert!(!read_task_definition(&text).is_refused(), "{text}");
            for part in
                [r#""Memory": "512""#, r#""awslogs-group": "/ecs/a""#, r#""ExecutionRoleArn""#]
            {
                assert!(text.contains(part), "{part}: {text}");
            }
        }
    }

    /// TD-7: as if it named another launch type.
    #[test]
    fn another_launch_type_is_tried() {
        let text =
            r#"{"family":"a","containerDefinitions":[{"name":"x","image":"i","memory":64}]}"#;
        let reading = read_for(text, &Limits::default(), Some(LaunchType::Fargate));
        let rules: Vec<_> = reading.problems.iter().map(|p| p.rule).collect();
        assert_eq!(rules, ["TD-36", "TD-34", "TD-34"]);
    }

    #[test]
    fn described_tags_keep_their_place() {
        let text = r#"{"taskDefinition":{"family":"a","revision":1,"containerDefinitions":[
            {"name":"x","image":"i","memory":64}]},"tags":[{"key":"aws:x","value":"y"}]}"#;
        let reading = read_task_definition(text);
        let problem = reading.problems.iter().find(|p| p.rule == "TD-15").expect("a problem");
        let span = problem.span.expect("a place");
        assert_eq!(&text[span.start as usize..span.end as usize], "\"aws:x\"");
        let fixed = apply(text, &reading.fix(problem).expect("a fix"));
        assert!(fixed.ends_with("\"tags\":[]}"), "{fixed}");
    }

    #[test]
    fn other_documents_are_named() {
        for (text, outline) in [
            (r#"{"serviceName":"web","desiredCount":2}"#, Outline::Service),
            (r#"{"Resources":{}}"#, Outline::CloudFormation),
            (r#"{"services":{}}"#, Outline::Compose),
            (r#"{"version":1,"calls":[]}"#, Outline::Scenario),
            (r#"{"hello":1}"#, Outline::Unknown),
            ("[1,2]", Outline::Unknown),
        ] {
            let reading = read_task_definition(text);
            assert!(reading.is_refused());
            assert_eq!(reading.problems[0].message, AnyProblem::Outline(outline), "{text}");
        }
    }

    #[test]
    fn a_broken_field_is_told_once() {
        let text = r#"{"family":"a","requiresCompatibilities":["FARGATE"],"networkMode":"awsvpc",
            "cpu":{"x":1},"memory":"512","containerDefinitions":[{"name":"x","image":"i"}]}"#;
        let reading = read_task_definition(text);
        let rules: Vec<_> = reading
            .problems
            .iter()
            .filter(|p| p.severity == Severity::Error)
            .map(|p| (p.rule, p.path.to_string()))
            .collect();
        assert_eq!(rules, [("TD-6", "cpu".to_owned())]);
    }
}
