//! Reads JSON values into typed things, gathering every problem and never stopping at the first.
//!
//! `null`, `""`, `[]` and `{}` count as absent, and digit strings as numbers: real files do both
//! (corpus.md). Unknown fields are kept by whoever keeps the value; here they are named.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::{Map, Value};

use crate::base::{Diagnostic, FieldPath, Severity};

/// What a field should have been, or was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A list.
    List,
    /// An object.
    Object,
}

impl Kind {
    /// The kind of a value.
    pub const fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::Text,
            Value::Array(_) => Self::List,
            Value::Object(_) => Self::Object,
        }
    }
}

/// What is wrong with the shape of an input (TD-6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShapeProblem {
    /// Another kind of value stands here.
    WrongKind {
        /// What should stand here.
        expected: Kind,
        /// What stands here.
        found: Kind,
    },
    /// A number that is not a whole number in this range.
    OutOfRange {
        /// Least legal value.
        least: i64,
        /// Greatest legal value.
        greatest: i64,
    },
    /// A word that the API does not know here.
    UnknownWord {
        /// The word.
        found: Rc<str>,
        /// The words it knows.
        known: Rc<[&'static str]>,
    },
    /// A required field is absent.
    Missing {
        /// Its name.
        name: &'static str,
    },
    /// A field that the API does not know; kept, and ignored.
    UnknownField {
        /// Its name.
        name: Rc<str>,
        /// The known field it resembles.
        nearest: Option<&'static str>,
    },
    /// A field that only answers of the API have; left out.
    DescribeOnly {
        /// Its name.
        name: Rc<str>,
    },
    /// Another kind of value stands here, and it is plain what is meant: digits in a text.
    ReadAs {
        /// What it was read as.
        expected: Kind,
        /// What stands here.
        found: Kind,
    },
    /// A subnet of no zone of this region; taken to lie in every zone (design, section 2).
    UnknownSubnet {
        /// Its id.
        subnet: Rc<str>,
    },
    /// The circuit breaker is on, and nothing checks the health of the tasks: one that runs and crashes is
    /// not counted (SV-54).
    UncheckedBreaker,
}

/// The problems of one reading, shared by all its [`Fields`].
pub type Problems = RefCell<Vec<Diagnostic<ShapeProblem>>>;

/// An object being read.
pub struct Fields<'a> {
    map: Option<&'a Map<String, Value>>,
    path: FieldPath,
    problems: &'a Problems,
    asked: RefCell<Vec<&'static str>>,
}

/// Whether a value counts as absent: `null`, `""`, `[]` and `{}` (corpus.md).
pub fn is_absent(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

impl<'a> Fields<'a> {
    /// Begins to read a value that should be an object.
    pub fn of(value: &'a Value, path: FieldPath, problems: &'a Problems) -> Self {
        let map = value.as_object();
        let fields = Self { map, path, problems, asked: RefCell::new(Vec::new()) };
        if map.is_none() && !is_absent(value) {
            let problem =
                ShapeProblem::WrongKind { expected: Kind::Object, found: Kind::of(value) };
            fields.report(Severity::Error, fields.path.clone(), problem);
        }
        fields
    }

    /// Where this object stands.
    pub const fn path(&self) -> &FieldPath {
        &self.path
    }

    fn report(&self, severity: Severity, path: FieldPath, problem: ShapeProblem) {
        self.problems.borrow_mut().push(Diagnostic::new("TD-6", severity, path, problem));
    }

    /// Warns of something about one element of a list.
    pub fn warn_element(&self, key: &str, index: u32, problem: ShapeProblem) {
        self.report(Severity::Warning, self.path.key(key).index(index), problem);
    }

    fn wrong(&self, key: &'static str, expected: Kind, found: &Value) {
        let problem = ShapeProblem::WrongKind { expected, found: Kind::of(found) };
        self.report(Severity::Error, self.path.key(key), problem);
    }

    /// The raw value of a field, absent ones left out.
    pub fn raw(&self, key: &'static str) -> Option<&'a Value> {
        self.asked.borrow_mut().push(key);
        self.map.and_then(|map| map.get(key)).filter(|value| !is_absent(value))
    }

    /// Whether the field is written at all, even as an empty list.
    pub fn has(&self, key: &'static str) -> bool {
        self.map.is_some_and(|map| map.get(key).is_some_and(|value| !value.is_null()))
    }

    /// A text. Numbers and booleans are taken as their text, as the command line would.
    pub fn text(&self, key: &'static str) -> Option<Rc<str>> {
        match self.raw(key)? {
            Value::String(text) => Some(text.as_str().into()),
            Value::Number(number) => Some(number.to_string().into()),
            other => {
                self.wrong(key, Kind::Text, other);
                None
            }
        }
    }

    /// A text that must be there.
    pub fn required_text(&self, key: &'static str) -> Option<Rc<str>> {
        if self.raw(key).is_none() {
            self.missing(key);
        }
        self.text(key)
    }

    /// Says that a required field is absent.
    pub fn missing(&self, name: &'static str) {
        self.report(Severity::Error, self.path.key(name), ShapeProblem::Missing { name });
    }

    /// A whole number within bounds.
    pub fn integer(&self, key: &'static str, least: i64, greatest: i64) -> Option<i64> {
        let value = self.raw(key)?;
        let number = match value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => match text.trim().parse::<i64>() {
                Ok(number) => {
                    let (expected, found) = (Kind::Number, Kind::Text);
                    let problem = ShapeProblem::ReadAs { expected, found };
                    self.report(Severity::Note, self.path.key(key), problem);
                    Some(number)
                }
                Err(_) => {
                    self.wrong(key, Kind::Number, value);
                    return None;
                }
            },
            other => {
                self.wrong(key, Kind::Number, other);
                return None;
            }
        };
        let number = number.filter(|number| (least..=greatest).contains(number));
        if number.is_none() {
            let problem = ShapeProblem::OutOfRange { least, greatest };
            self.report(Severity::Error, self.path.key(key), problem);
        }
        number
    }

    /// A whole number from 0 to the greatest that the API's `Integer` holds.
    pub fn count(&self, key: &'static str) -> Option<u32> {
        self.integer(key, 0, i64::from(i32::MAX)).and_then(|n| u32::try_from(n).ok())
    }

    /// True or false; the words "true" and "false" too.
    pub fn boolean(&self, key: &'static str) -> Option<bool> {
        match self.raw(key)? {
            Value::Bool(value) => Some(*value),
            Value::String(text) if text == "true" => Some(true),
            Value::String(text) if text == "false" => Some(false),
            other => {
                self.wrong(key, Kind::Boolean, other);
                None
            }
        }
    }

    /// One of some words.
    pub fn choice<T: Copy>(&self, key: &'static str, choices: &[(&'static str, T)]) -> Option<T> {
        let text = self.text(key)?;
        let found = choices.iter().find(|(word, _)| *word == &*text).map(|(_, value)| *value);
        if found.is_none() {
            let known = choices.iter().map(|(word, _)| *word).collect();
            let problem = ShapeProblem::UnknownWord { found: text, known };
            self.report(Severity::Error, self.path.key(key), problem);
        }
        found
    }

    /// One of some words, and it must be there.
    pub fn required_choice<T: Copy>(
        &self,
        key: &'static str,
        choices: &[(&'static str, T)],
    ) -> Option<T> {
        if self.raw(key).is_none() {
            self.missing(key);
        }
        self.choice(key, choices)
    }

    /// An object; absent ones are `None`.
    pub fn object(&self, key: &'static str) -> Option<Fields<'a>> {
        let value = self.raw(key)?;
        Some(Fields::of(value, self.path.key(key), self.problems))
    }

    /// The elements of a list with their paths.
    pub fn list(&self, key: &'static str) -> Vec<(FieldPath, &'a Value)> {
        let Some(value) = self.raw(key) else { return Vec::new() };
        let path = self.path.key(key);
        match value {
            Value::Array(items) => {
                (0..).zip(items).map(|(index, item)| (path.index(index), item)).collect()
            }
            other => {
                self.wrong(key, Kind::List, other);
                Vec::new()
            }
        }
    }

    /// The elements of a list of objects. A single object is taken as a list of one, with the
    /// problem named: one public file does so (corpus.md).
    pub fn objects(&self, key: &'static str) -> Vec<Fields<'a>> {
        self.list(key)
            .into_iter()
            .map(|(path, value)| Fields::of(value, path, self.problems))
            .collect()
    }

    /// The elements of a list of texts.
    pub fn texts(&self, key: &'static str) -> Vec<Rc<str>> {
        let mut out = Vec::new();
        for (path, value) in self.list(key) {
            match value {
                Value::String(text) => out.push(text.as_str().into()),
                other => {
                    let problem =
                        ShapeProblem::WrongKind { expected: Kind::Text, found: Kind::of(other) };
                    self.report(Severity::Error, path, problem);
                }
            }
        }
        out
    }

    /// Names every field that was neither asked for nor is in `also`.
    pub fn finish(&self, also: &[&'static str]) {
        let Some(map) = self.map else { return };
        let asked = self.asked.borrow();
        for (name, value) in map {
            if asked.iter().chain(also).any(|known| known == name) {
                continue;
            }
            if value.is_null() {
                continue;
            }
            let path = self.path.key(name);
            let nearest = nearest(name, asked.iter().chain(also).copied());
            let problem = ShapeProblem::UnknownField { name: name.as_str().into(), nearest };
            self.report(Severity::Warning, path, problem);
        }
    }
}

/// The known word that a word resembles: the same but for case, `_` and `-` (Compose and Terraform
/// write `depends_on`), else but for one slip, else its beginning (`env`).
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let plain = |word: &str| -> String {
        word.chars().filter(|c| !"_-".contains(*c)).flat_map(char::to_lowercase).collect()
    };
    let word = plain(word);
    let first = |test: &dyn Fn(&str) -> bool| known.clone().find(|known| test(&plain(known)));
    first(&|known| known == word)
        .or_else(|| first(&|known| nearly(known, &word)))
        .or_else(|| first(&|known| word.len() >= 3 && known.starts_with(&word)))
}

/// Whether two names differ by one letter added, removed or exchanged, or two that changed places.
fn nearly(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().abs_diff(b.len()) > 1 || a.is_empty() || b.is_empty() {
        return false;
    }
    let swapped =
        |at: usize| a.len() == b.len() && a.get(at) == b.get(at + 1) && a.get(at + 1) == b.get(at);
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let longer = a.len().max(b.len());
    head + tail + 1 >= longer || (head + tail + 2 == longer && swapped(head))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_that_resemble() {
        let known = ["environment", "essential", "dependsOn", "cpu", "memory", "memoryReservation"];
        for (word, near) in [
            ("enviroment", Some("environment")),
            ("essentail", Some("essential")),
            ("depends_on", Some("dependsOn")),
            ("Memory", Some("memory")),
            ("env", Some("environment")),
            ("memoryReservations", Some("memoryReservation")),
            ("gpu", Some("cpu")),
            ("en", None),
            ("xyz", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known.into_iter()), near, "{word}");
        }
    }

    #[test]
    fn problems_are_gathered() {
        let value = json!({"count": "3", "name": 5, "list": {}, "flag": "yes", "desiredCoun": 1, "when": null});
        let problems = Problems::default();
        let fields = Fields::of(&value, FieldPath::root(), &problems);
        assert_eq!(fields.count("count"), Some(3));
        assert_eq!(fields.text("name").as_deref(), Some("5"));
        assert!(fields.list("list").is_empty());
        assert_eq!(fields.boolean("flag"), None);
        assert_eq!(fields.count("desiredCount"), None);
        assert_eq!(fields.count("when"), None);
        fields.finish(&[]);
        let problems = problems.into_inner();
        let told: Vec<_> = problems.iter().map(|p| (p.path.to_string(), p.severity)).collect();
        assert_eq!(
            told,
            [
                ("count".to_owned(), Severity::Note),
                ("flag".to_owned(), Severity::Error),
                ("desiredCoun".to_owned(), Severity::Warning),
            ]
        );
        assert!(matches!(
            problems[2].message,
            ShapeProblem::UnknownField { nearest: Some("desiredCount"), .. }
        ));
    }
}
