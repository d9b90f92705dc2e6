//! Whether an input of an ECS call has the shape that the API's own model gives it (TD-6): what the
//! SDKs' validators refuse is refused, and unknown fields are named. The table is made from the
//! model by `tests/botocore/shapes.py`.

use serde_json::{Map, Value};

use crate::base::{Diagnostic, FieldPath, Severity};
use crate::model::reader::{Kind, Problems, ShapeProblem, nearest};

include!(concat!(env!("OUT_DIR"), "/shapes.rs"));

/// A structure of the table: an operation's input, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape(usize);

/// A member's kind, as the table writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Of(&'static str);

/// A member of a structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name, as the API spells it.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What it holds.
    pub of: Of,
}

/// What a member holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Any text.
    Text,
    /// One of these words.
    Word(Vec<&'static str>),
    /// true or false
    Boolean,
    /// A whole number.
    Whole,
    /// A number.
    Decimal,
    /// A list of these.
    List(Of),
    /// A map from texts to these.
    Map(Of),
    /// A structure.
    Structure(Shape),
    /// Anything: the table tells no more.
    Anything,
}

impl Shape {
    /// The input of an operation; `None` = the table does not have it.
    pub fn of(operation: &str) -> Option<Self> {
        (0..OPERATIONS).map(Self).find(|shape| shape.words().next() == Some(operation))
    }

    /// The members of an operation's input, or of a part of one, in the model's order.
    pub fn table(self) -> impl Iterator<Item = Member> + Clone {
        self.members().map(|(name, required, of)| Member { name, required, of })
    }

    fn words(self) -> impl Iterator<Item = &'static str> + Clone {
        let at = |n: usize| STARTS.get(n).map_or(TEXT.len(), |start| usize::from(*start));
        TEXT.get(at(self.0)..at(self.0 + 1)).unwrap_or("").split(' ')
    }

    /// (name, whether it is required, kind)
    fn members(self) -> impl Iterator<Item = (&'static str, bool, Of)> + Clone {
        self.words().filter_map(|word| word.split_once(':')).map(|(name, kind)| {
            let bare = name.strip_suffix('!');
            (bare.unwrap_or(name), bare.is_some(), Of(kind))
        })
    }

    /// Gathers every problem of an input, in the order of the model's members.
    pub fn check(self, input: &Value, problems: &Problems) {
        self.look(input, &FieldPath::root(), &Looker(problems));
    }

    fn look(self, value: &Value, path: &FieldPath, to: &Looker<'_>) {
        let Value::Object(map) = value else { return to.wrong(path, Kind::Object, value) };
        for (name, required, kind) in self.members() {
            match map.get(name) {
                // null is as good as absent.
                None | Some(Value::Null) if required => {
                    to.error(path.key(name), ShapeProblem::Missing { name });
                }
                None | Some(Value::Null) => {}
                Some(value) => kind.look(value, name, path.key(name), to),
            }
        }
        for (name, value) in map {
            let known = |(member, _, _): (&'static str, bool, Of)| member == name;
            if !value.is_null() && !self.members().any(known) {
                let nearest = nearest(name, self.members().map(|(member, _, _)| member));
                let problem = ShapeProblem::UnknownField { name: name.as_str().into(), nearest };
                to.tell(Severity::Warning, path.key(name), problem);
            }
        }
    }

    /// The value as the API would give it back: without fields that it does not know, numbers as
    /// numbers and texts as texts (some files write them the other way).
    pub fn cleaned(self, value: &Value) -> Value {
        let Value::Object(map) = value else { return value.clone() };
        let mut out = Map::new();
        for (name, value) in map {
            let member = self.members().find(|(member, _, _)| member == name);
            if let Some((_, _, kind)) = member
                && let Some(value) = kind.cleaned(value)
            {
                out.insert(name.clone(), value);
            }
        }
        Value::Object(out)
    }
}

/// A line of a table in the form of `data/shapes.txt`, without its name; `j` is anything.
pub fn table_of(line: &'static str) -> impl Iterator<Item = Member> + Clone {
    line.split(' ').filter_map(|word| word.split_once(':')).map(|(name, kind)| {
        let bare = name.strip_suffix('!');
        Member { name: bare.unwrap_or(name), required: bare.is_some(), of: Of(kind) }
    })
}

impl Of {
    /// What it is.
    pub fn holds(self) -> Holds {
        if let Some(shape) = self.structure() {
            return Holds::Structure(shape);
        }
        let rest = Self(self.0.get(1..).unwrap_or(""));
        match self.0.as_bytes().first() {
            Some(b'[') => Holds::List(rest),
            Some(b'(') => Holds::Map(rest),
            Some(b's') => Holds::Text,
            Some(b'=') => Holds::Word(rest.0.split('|').collect()),
            Some(b'b') => Holds::Boolean,
            Some(b'i' | b'l' | b't') => Holds::Whole,
            Some(b'd') => Holds::Decimal,
            _ => Holds::Anything,
        }
    }

    fn structure(self) -> Option<Shape> {
        self.0.strip_prefix('#').and_then(|number| number.parse().ok()).map(Shape)
    }

    fn look(self, value: &Value, name: &'static str, path: FieldPath, to: &Looker<'_>) {
        if let Some(shape) = self.structure() {
            return shape.look(value, &path, to);
        }
        let (head, rest) = self.0.split_at(1);
        match (head, value) {
            ("[", Value::Array(list)) => {
                for (index, item) in (0..).zip(list) {
                    Self(rest).look(item, name, path.index(index), to);
                }
                if list.is_empty() && rest.ends_with('1') {
                    to.error(path, ShapeProblem::Missing { name });
                }
            }
            ("(", Value::Object(map)) => {
                for (key, item) in map {
                    Self(rest).look(item, name, path.key(key), to);
                }
            }
            ("s", Value::String(text)) => {
                if text.is_empty() && rest == "1" {
                    to.error(path, ShapeProblem::Missing { name });
                }
            }
            ("=", Value::String(text)) => {
                if !rest.split('|').any(|word| word == text) {
                    let known = rest.split('|').collect();
                    let found = text.as_str().into();
                    to.error(path, ShapeProblem::UnknownWord { found, known });
                }
            }
            ("b", Value::Bool(_)) | ("d" | "t", Value::Number(_)) => {}
            ("i" | "l", Value::Number(number)) => {
                let bounds = rest.split_once("..");
                let bound =
                    |text: Option<&str>, or| text.and_then(|t| t.parse().ok()).unwrap_or(or);
                let least = bound(bounds.map(|b| b.0), i64::from(i32::MIN));
                let greatest = bound(bounds.map(|b| b.1), i64::from(i32::MAX));
                if !number.as_i64().is_some_and(|n| (least..=greatest).contains(&n)) {
                    to.error(path, ShapeProblem::OutOfRange { least, greatest });
                }
            }
            _ => to.wrong(&path, self.kind(), value),
        }
    }

    fn kind(self) -> Kind {
        match self.0.as_bytes().first() {
            Some(b'[') => Kind::List,
            Some(b'(' | b'#') => Kind::Object,
            Some(b's' | b'=') => Kind::Text,
            Some(b'b') => Kind::Boolean,
            _ => Kind::Number,
        }
    }

    /// `None` where the value can not be what the model says.
    fn cleaned(self, value: &Value) -> Option<Value> {
        if let Some(shape) = self.structure() {
            return value.is_object().then(|| shape.cleaned(value));
        }
        let inner = Self(self.0.get(1..).unwrap_or(""));
        match (self.kind(), value) {
            (Kind::List, Value::Array(list)) => {
                Some(list.iter().filter_map(|item| inner.cleaned(item)).collect())
            }
            (Kind::Object, Value::Object(map)) => {
                let all = map.iter();
                Some(Value::Object(
                    all.filter_map(|(k, v)| Some((k.clone(), inner.cleaned(v)?))).collect(),
                ))
            }
            (Kind::Text, Value::String(_))
            | (Kind::Boolean, Value::Bool(_))
            | (Kind::Number, Value::Number(_)) => Some(value.clone()),
            (Kind::Text, Value::Number(_) | Value::Bool(_)) => Some(value.to_string().into()),
            (Kind::Number, Value::String(text)) => text.trim().parse::<i64>().ok().map(Value::from),
            (Kind::Boolean, Value::String(text)) => text.parse::<bool>().ok().map(Value::from),
            _ => None,
        }
    }
}

struct Looker<'a>(&'a Problems);

impl Looker<'_> {
    fn tell(&self, severity: Severity, path: FieldPath, problem: ShapeProblem) {
        self.0.borrow_mut().push(Diagnostic::new("TD-6", severity, path, problem));
    }

    fn error(&self, path: FieldPath, problem: ShapeProblem) {
        self.tell(Severity::Error, path, problem);
    }

    fn wrong(&self, path: &FieldPath, expected: Kind, found: &Value) {
        let problem = ShapeProblem::WrongKind { expected, found: Kind::of(found) };
        self.error(path.clone(), problem);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(operation: &str, input: &Value) -> Vec<String> {
        let problems = Problems::default();
        Shape::of(operation).expect("an operation").check(input, &problems);
        problems.into_inner().iter().map(|p| format!("{} {:?}", p.path, p.message)).collect()
    }

    /// TD-6
    #[test]
    fn shapes_are_the_models() {
        assert_eq!(Shape::of("CreateFleet"), None);
        let fine = json!({"cluster": null, "serviceName": "web", "desiredCount": 2,
            "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["s"]}},
            "serviceConnectConfiguration": {"enabled": true, "logConfiguration":
                {"logDriver": "awslogs", "options": {"mode": "blocking"}}}});
        assert_eq!(told("CreateService", &fine), [""; 0]);
        for (input, expected) in [
            (json!({}), "serviceName Missing"),
            (json!({"serviceName": 5}), "serviceName WrongKind"),
            (json!({"serviceName": "a", "desiredCount": "2"}), "desiredCount WrongKind"),
            (json!({"serviceName": "a", "desiredCount": 1.5}), "desiredCount OutOfRange"),
            (json!({"serviceName": "a", "desiredcount": 1}), "desiredcount UnknownField"),
            (json!({"serviceName": "a", "launchType": "LAMBDA"}), "launchType UnknownWord"),
            (
                json!({"serviceName": "a", "tags": [{"key": "", "value": "x"}]}),
                "tags[0].key Missing",
            ),
            (
                json!({"serviceName": "a", "networkConfiguration": {"awsvpcConfiguration": {}}}),
                "networkConfiguration.awsvpcConfiguration.subnets Missing",
            ),
            (
                json!({"serviceName": "a", "capacityProviderStrategy":
                    [{"capacityProvider": "FARGATE", "weight": 1_001}]}),
                "capacityProviderStrategy[0].weight OutOfRange",
            ),
            (json!([]), " WrongKind"),
        ] {
            let told = told("CreateService", &input);
            assert!(told.len() == 1 && told[0].starts_with(expected), "{input}: {told:?}");
        }
    }

    #[test]
    fn values_come_back_clean() {
        let shape = Shape::of("RegisterTaskDefinition").expect("an operation");
        let given = json!({"family": "f", "cpu": 256, "extra": 1, "containerDefinitions": [
            {"name": "a", "cpu": "10", "essential": "true", "foo": {}, "logConfiguration":
                {"logDriver": "awslogs", "options": {"n": 5}}, "command": ["a", 7, null]}]});
        let clean = json!({"family": "f", "cpu": "256", "containerDefinitions": [
            {"name": "a", "cpu": 10, "essential": true, "logConfiguration":
                {"logDriver": "awslogs", "options": {"n": "5"}}, "command": ["a", "7"]}]});
        assert_eq!(shape.cleaned(&given), clean);
    }
}
