//! Holds an input against the table of fields: every problem of shape with its place, and the input
//! in the API's own spelling and kinds.

use serde_json::{Map, Number, Value};

use super::fields::{Field, Shape, TASK_DEFINITION};
use crate::base::path::Segment;
use crate::base::{Diagnostic, FieldPath, Severity};
use crate::model::reader::{Kind, ShapeProblem, is_absent, nearest};

/// Fields that only answers of the API have (corpus.md): left out, with a note.
const DESCRIBE_ONLY: [&str; 9] = [
    "taskDefinitionArn",
    "revision",
    "status",
    "requiresAttributes",
    "compatibilities",
    "registeredAt",
    "registeredBy",
    "deregisteredAt",
    "deleteRequestedAt",
];

/// The input as the API spells it, and what is wrong with its shape (TD-6). Members that are
/// `null` are left out, digits in texts become numbers where the API has numbers; everything else
/// stays as it is, unknown members too.
pub fn read(input: &Value) -> (Value, Vec<Diagnostic<ShapeProblem>>) {
    let mut walk = Walk::default();
    let value = walk.value(&Shape::Object(&TASK_DEFINITION), input);
    (value, walk.problems)
}

/// The properties of an `AWS::ECS::TaskDefinition` in the API's spelling. CloudFormation writes
/// names with a capital, converts numbers and texts into each other, and may compute a value:
/// that stands as a placeholder where a text may be, and is left out elsewhere. Also the places of
/// what is computed, of which nothing can be said.
pub fn from_cloud_formation(properties: &Value) -> (Value, Vec<FieldPath>) {
    let mut walk = Walk { template: true, ..Walk::default() };
    let value = walk.value(&Shape::Object(&TASK_DEFINITION), properties);
    (value, walk.computed)
}

#[derive(Default)]
struct Walk {
    template: bool,
    path: Vec<Segment>,
    computed: Vec<FieldPath>,
    problems: Vec<Diagnostic<ShapeProblem>>,
}

const fn kind(shape: &Shape) -> Kind {
    match shape {
        Shape::Text | Shape::Size | Shape::Word(..) => Kind::Text,
        Shape::Integer | Shape::Count => Kind::Number,
        Shape::Boolean => Kind::Boolean,
        Shape::List(_) => Kind::List,
        Shape::Map | Shape::Object(_) => Kind::Object,
    }
}

/// `{"Ref": "Image"}` → `${Image}`; `None` where the value is written out.
fn computed(value: &Value) -> Option<String> {
    let map = value.as_object().filter(|map| map.len() == 1)?;
    let (key, argument) = map.iter().next()?;
    match (key.as_str(), argument) {
        ("Fn::Sub", Value::String(text)) => Some(text.clone()),
        ("Ref", Value::String(text)) => Some(format!("${{{text}}}")),
        (key, _) if key == "Ref" || key.starts_with("Fn::") => Some(format!("${{{key}}}")),
        _ => None,
    }
}

impl Walk {
    fn report(&mut self, rule: &'static str, severity: Severity, problem: ShapeProblem) {
        let path = FieldPath(self.path.clone());
        self.problems.push(Diagnostic::new(rule, severity, path, problem));
    }

    fn at<T>(&mut self, segment: Segment, then: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(segment);
        let out = then(self);
        self.path.pop();
        out
    }

    fn value(&mut self, shape: &Shape, value: &Value) -> Value {
        if self.template
            && let Some(text) = computed(value)
        {
            self.computed.push(FieldPath(self.path.clone()));
            let is_text = matches!(kind(shape), Kind::Text);
            return if is_text { Value::String(text) } else { Value::Null };
        }
        match (shape, value) {
            (Shape::Word(rule, known), Value::String(text)) => {
                if !known.contains(&text.as_str()) {
                    let problem = ShapeProblem::UnknownWord {
                        found: text.as_str().into(),
                        known: (*known).into(),
                    };
                    self.report(rule, Severity::Error, problem);
                }
                value.clone()
            }
            (Shape::Text | Shape::Size, Value::String(_)) | (Shape::Boolean, Value::Bool(_)) => {
                value.clone()
            }
            (Shape::Integer | Shape::Count, Value::Number(number)) => self.number(shape, number),
            (Shape::Integer | Shape::Count, Value::String(text)) => {
                match text.trim().parse::<i64>() {
                    Ok(number) => {
                        self.read_as(shape, value);
                        self.number(shape, &number.into())
                    }
                    Err(_) => self.wrong(shape, value),
                }
            }
            (Shape::Boolean, Value::String(text)) if text == "true" || text == "false" => {
                self.read_as(shape, value);
                Value::Bool(text == "true")
            }
            (Shape::Size, Value::Number(number)) => {
                self.read_as(shape, value);
                Value::String(number.to_string())
            }
            (Shape::Text | Shape::Word(..), Value::Number(_) | Value::Bool(_)) if self.template => {
                Value::String(value.to_string())
            }
            (Shape::List(inner), Value::Array(items)) => {
                let elements = (0..).zip(items);
                let values = elements.map(|(index, item)| {
                    self.at(Segment::Index(index), |walk| walk.value(inner, item))
                });
                let values: Vec<Value> = values.collect();
                let kept = values.into_iter().filter(|value| !self.template || !value.is_null());
                Value::Array(kept.collect())
            }
            (Shape::Map, Value::Object(map)) => {
                let mut out = Map::new();
                for (key, item) in map.iter().filter(|(_, item)| !item.is_null()) {
                    let at = Segment::Key(key.as_str().into());
                    let item = self.at(at, |walk| walk.value(&Shape::Text, item));
                    out.insert(key.clone(), item);
                }
                Value::Object(out)
            }
            (Shape::Object(fields), Value::Object(map)) => Value::Object(self.object(fields, map)),
            _ => self.wrong(shape, value),
        }
    }

    fn read_as(&mut self, shape: &Shape, value: &Value) {
        let problem = ShapeProblem::ReadAs { expected: kind(shape), found: Kind::of(value) };
        self.report("TD-6", Severity::Note, problem);
    }

    fn wrong(&mut self, shape: &Shape, value: &Value) -> Value {
        let problem = ShapeProblem::WrongKind { expected: kind(shape), found: Kind::of(value) };
        self.report("TD-6", Severity::Error, problem);
        value.clone()
    }

    fn number(&mut self, shape: &Shape, number: &Number) -> Value {
        let least = if matches!(shape, Shape::Count) { 0 } else { i64::from(i32::MIN) };
        let greatest = i64::from(i32::MAX);
        if !number.as_i64().is_some_and(|number| (least..=greatest).contains(&number)) {
            self.report("TD-6", Severity::Error, ShapeProblem::OutOfRange { least, greatest });
        }
        Value::Number(number.clone())
    }

    fn object(&mut self, fields: &[Field], map: &Map<String, Value>) -> Map<String, Value> {
        let mut out = Map::new();
        for (key, value) in map.iter().filter(|(_, value)| !value.is_null()) {
            let same = |field: &&Field| {
                field.name == key || self.template && field.name.eq_ignore_ascii_case(key)
            };
            let Some(field) = fields.iter().find(same) else {
                if self.unknown(fields, key) {
                    out.insert(key.clone(), value.clone());
                }
                continue;
            };
            let at = Segment::Key(field.name.into());
            // An empty object lacks what its shape requires; other empty values are no values.
            let empty = is_absent(value) && !(value.is_object() && field.shape.requires());
            let value = match empty {
                true => value.clone(),
                false => self.at(at, |walk| walk.value(&field.shape, value)),
            };
            if !value.is_null() {
                out.insert(field.name.to_owned(), value);
            }
        }
        for field in fields.iter().filter(|field| field.required) {
            if out.get(field.name).is_none_or(is_absent) {
                let at = Segment::Key(field.name.into());
                let problem = ShapeProblem::Missing { name: field.name };
                self.at(at, |walk| walk.report("TD-6", Severity::Error, problem));
            }
        }
        out
    }

    /// Names a member that the API does not know; whether it is kept.
    fn unknown(&mut self, fields: &[Field], key: &str) -> bool {
        let name = key.into();
        let answer = self.path.is_empty() && DESCRIBE_ONLY.contains(&key);
        let (severity, problem) = if answer {
            (Severity::Note, ShapeProblem::DescribeOnly { name })
        } else {
            let nearest = nearest(key, fields.iter().map(|field| field.name));
            (Severity::Warning, ShapeProblem::UnknownField { name, nearest })
        };
        self.at(Segment::Key(key.into()), |walk| walk.report("TD-6", severity, problem));
        !answer
    }
}
