//! The scenario document, version 1 (design, section 2): a contract.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::start_time;
use crate::base::{FieldPath, Seed, SimSpan, SimTime};
use crate::document::{Document, DocumentProblem, Position, position};
use crate::model::catalog::quota::{Profile, Quota};
use crate::model::catalog::region::DEFAULT_REGION;
use crate::simulation::fold::ENGINE_VERSION;
use crate::simulation::{Call, CallName, Setup};

/// The document's version.
pub const VERSION: u64 = 1;
/// Calls that a document may hold.
pub const CALL_LIMIT: usize = 10_000;

/// What is played, undone and shared.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Its title.
    pub title: Rc<str>,
    /// Seed, Region, quotas.
    pub setup: Rc<Setup>,
    /// The calls, in order of their time.
    pub calls: Rc<[Rc<Call>]>,
}

/// What is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentTrouble {
    /// The text.
    Text(DocumentProblem),
    /// Not an object with `version` and `calls`.
    NotAScenario,
    /// A version that this program does not know.
    Version(Rc<str>),
    /// A field of the wrong kind: its name, and what it takes.
    Field(&'static str, &'static str),
    /// A call is not an object with `at`, `call` and `input`.
    NotACall,
    /// A call name that does not exist, and the nearest one that does.
    UnknownCall(Rc<str>, &'static str),
    /// `at` is not a duration.
    Duration(Rc<str>),
    /// `at` lies before the call above it.
    Order,
    /// Over [`CALL_LIMIT`] calls.
    TooManyCalls,
    /// `start` is not RFC 3339.
    Start(Rc<str>),
    /// `quotas.profile` is neither `notes` nor `current`.
    Profile(Rc<str>),
}

/// A document that cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Where, as a path.
    pub path: FieldPath,
    /// Where, in the text.
    pub position: Position,
    /// What is wrong.
    pub trouble: DocumentTrouble,
}

/// What a readable document should be warned of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentWarning {
    /// A field that the document does not have; ignored.
    UnknownField(Rc<str>),
    /// An override of a fixed quota, which stays at its value; ignored.
    FixedQuota(Rc<str>, u64),
    /// An override of a quota that does not exist; ignored.
    UnknownQuota(Rc<str>),
    /// An override of a quota that the profile does not have; ignored.
    QuotaOff(Rc<str>),
    /// Made with another engine.
    OtherEngine(u32),
}

/// The overrides that a profile lets hold: of adjustable quotas that it has.
pub fn overrides_that_hold(overrides: &[(Rc<str>, u64)], profile: Profile) -> Vec<(Rc<str>, u64)> {
    let holds = |code: &str| {
        Quota::coded(code).is_some_and(|q| q.value(profile).is_some() && q.adjustable(profile))
    };
    overrides.iter().filter(|(code, _)| holds(code)).cloned().collect()
}

struct Reader<'a> {
    text: &'a str,
    document: &'a Document,
    warnings: Vec<DocumentWarning>,
}

type Read<T> = Result<T, Unreadable>;

impl Reader<'_> {
    fn fail<T>(&self, path: FieldPath, trouble: DocumentTrouble) -> Read<T> {
        let span = self.document.span(&path).unwrap_or_default();
        Err(Unreadable { path, position: position(self.text, span.start), trouble })
    }

    fn scenario(&mut self, value: &Value) -> Read<Scenario> {
        let root = FieldPath::root();
        let Value::Object(map) = value else {
            return self.fail(root, DocumentTrouble::NotAScenario);
        };
        match map.get("version") {
            Some(version) if version.as_u64() == Some(VERSION) => {}
            Some(version) => {
                let found = version.to_string().into();
                return self.fail(root.key("version"), DocumentTrouble::Version(found));
            }
            None => return self.fail(root, DocumentTrouble::NotAScenario),
        }
        let Some(Value::Array(list)) = map.get("calls") else {
            return self.fail(root.key("calls"), DocumentTrouble::Field("calls", "a list"));
        };
        const KNOWN: [&str; 8] =
            ["version", "title", "seed", "region", "quotas", "calls", "start", "engine"];
        for key in map.keys().filter(|key| !KNOWN.contains(&key.as_str())) {
            self.warnings.push(DocumentWarning::UnknownField(key.as_str().into()));
        }
        let engine = map.get("engine").and_then(Value::as_u64);
        if let Some(engine) = engine.filter(|engine| *engine != u64::from(ENGINE_VERSION)) {
            let engine = u32::try_from(engine).unwrap_or(u32::MAX);
            self.warnings.push(DocumentWarning::OtherEngine(engine));
        }
        let setup = self.setup(map)?;
        Ok(Scenario {
            title: self.text_field(map, "title")?.unwrap_or_default(),
            setup: Rc::new(setup),
            calls: self.calls(list)?,
        })
    }

    fn text_field(&self, map: &Map<String, Value>, key: &'static str) -> Read<Option<Rc<str>>> {
        match map.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str().into())),
            Some(_) => self.fail(FieldPath::root().key(key), DocumentTrouble::Field(key, "a text")),
        }
    }

    fn setup(&mut self, map: &Map<String, Value>) -> Read<Setup> {
        let root = FieldPath::root();
        let mut setup = Setup {
            region: self.text_field(map, "region")?.unwrap_or_else(|| DEFAULT_REGION.into()),
            ..Setup::default()
        };
        match map.get("seed") {
            None | Some(Value::Null) => {}
            Some(seed) => match seed.as_u64() {
                Some(seed) => setup.seed = Seed(seed),
                None => {
                    let trouble = DocumentTrouble::Field("seed", "a whole number, 0 or more");
                    return self.fail(root.key("seed"), trouble);
                }
            },
        }
        if let Some(start) = self.text_field(map, "start")? {
            match start_time::parse(&start) {
                Some(ms) => setup.start_epoch_ms = ms,
                None => return self.fail(root.key("start"), DocumentTrouble::Start(start)),
            }
        }
        match map.get("quotas") {
            None | Some(Value::Null) => {}
            Some(Value::Object(quotas)) => self.quotas(quotas, &mut setup)?,
            Some(_) => {
                let trouble = DocumentTrouble::Field("quotas", "an object");
                return self.fail(root.key("quotas"), trouble);
            }
        }
        Ok(setup)
    }

    fn quotas(&mut self, quotas: &Map<String, Value>, setup: &mut Setup) -> Read<()> {
        let path = FieldPath::root().key("quotas");
        match quotas.get("profile") {
            None | Some(Value::Null) => {}
            Some(value) => match value.as_str().and_then(Profile::parse) {
                Some(profile) => setup.profile = profile,
                None => {
                    let found = value.to_string().into();
                    return self.fail(path.key("profile"), DocumentTrouble::Profile(found));
                }
            },
        }
        let Some(Value::Object(overrides)) = quotas.get("overrides") else { return Ok(()) };
        let mut taken: Vec<(Rc<str>, u64)> = Vec::new();
        for (code, value) in overrides {
            let Some(number) = value.as_u64() else {
                let at = path.key("overrides").key(code);
                let trouble = DocumentTrouble::Field("overrides", "whole numbers, 0 or more");
                return self.fail(at, trouble);
            };
            let name: Rc<str> = code.as_str().into();
            match Quota::coded(code).map(|quota| (quota, quota.value(setup.profile))) {
                None => self.warnings.push(DocumentWarning::UnknownQuota(name)),
                Some((_, None)) => self.warnings.push(DocumentWarning::QuotaOff(name)),
                Some((quota, Some(value))) if !quota.adjustable(setup.profile) => {
                    self.warnings.push(DocumentWarning::FixedQuota(name, value));
                }
                Some(_) => {}
            }
            taken.push((code.as_str().into(), number));
        }
        setup.overrides = overrides_that_hold(&taken, setup.profile).into();
        Ok(())
    }

    fn calls(&self, list: &[Value]) -> Read<Rc<[Rc<Call>]>> {
        let path = FieldPath::root().key("calls");
        if list.len() > CALL_LIMIT {
            return self.fail(path, DocumentTrouble::TooManyCalls);
        }
        let mut calls: Vec<Rc<Call>> = Vec::with_capacity(list.len());
        for (index, item) in (0..).zip(list) {
            let at_path = path.index(index);
            let call = self.call(item, &at_path)?;
            if calls.last().is_some_and(|before| before.at > call.at) {
                return self.fail(at_path.key("at"), DocumentTrouble::Order);
            }
            calls.push(Rc::new(call));
        }
        Ok(calls.into())
    }

    fn call(&self, item: &Value, path: &FieldPath) -> Read<Call> {
        let Some(Value::String(name)) = item.get("call") else {
            return self.fail(path.clone(), DocumentTrouble::NotACall);
        };
        let Some(name) = CallName::parse(name) else {
            let trouble =
                DocumentTrouble::UnknownCall(name.as_str().into(), CallName::nearest(name));
            return self.fail(path.key("call"), trouble);
        };
        let at = match item.get("at") {
            None => String::from("0s"),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        let Ok(span) = SimSpan::parse(&at) else {
            return self.fail(path.key("at"), DocumentTrouble::Duration(at.into()));
        };
        let input = match item.get("input") {
            None | Some(Value::Null) => Value::Object(Map::new()),
            Some(input @ Value::Object(_)) => input.clone(),
            Some(_) => {
                let trouble = DocumentTrouble::Field("input", "an object");
                return self.fail(path.key("input"), trouble);
            }
        };
        Ok(Call { at: SimTime(span.0), name, input: Rc::new(input) })
    }
}

impl Scenario {
    /// Reads a document.
    ///
    /// # Errors
    /// The first thing that makes it unreadable, and where.
    pub fn read(text: &str) -> Result<(Self, Vec<DocumentWarning>), Unreadable> {
        let document = Document::parse(text);
        let Some(value) = &document.value else {
            let first =
                document.problems.iter().find(|p| p.severity == crate::base::Severity::Error);
            let trouble = first.map_or(DocumentTrouble::NotAScenario, |problem| {
                DocumentTrouble::Text(problem.message.clone())
            });
            let span = first.and_then(|problem| problem.span).unwrap_or_default();
            let path = FieldPath::root();
            return Err(Unreadable { path, position: position(text, span.start), trouble });
        };
        let mut reader = Reader { text, document: &document, warnings: Vec::new() };
        let scenario = reader.scenario(value)?;
        Ok((scenario, reader.warnings))
    }

    /// The document, keys in a fixed order, defaults left out.
    pub fn to_json(&self) -> Value {
        let default = Setup::default();
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| {
            out.insert(key.to_owned(), value);
        };
        put("version", VERSION.into());
        put("engine", ENGINE_VERSION.into());
        if !self.title.is_empty() {
            put("title", (&*self.title).into());
        }
        if self.setup.seed != default.seed {
            put("seed", self.setup.seed.0.into());
        }
        put("region", (&*self.setup.region).into());
        if self.setup.start_epoch_ms != default.start_epoch_ms {
            put("start", start_time::print(self.setup.start_epoch_ms).into());
        }
        if self.setup.profile != default.profile || !self.setup.overrides.is_empty() {
            let overrides: Map<String, Value> = self
                .setup
                .overrides
                .iter()
                .map(|(code, value)| (code.to_string(), (*value).into()))
                .collect();
            put(
                "quotas",
                json!({ "profile": self.setup.profile.as_str(), "overrides": overrides }),
            );
        }
        let calls: Vec<Value> = self
            .calls
            .iter()
            .map(|call| {
                json!({
                    "at": call.at.to_string(),
                    "call": call.name.as_str(),
                    "input": &*call.input,
                })
            })
            .collect();
        put("calls", calls.into());
        Value::Object(out)
    }

    /// When the last call is made.
    pub fn last_call_at(&self) -> SimTime {
        self.calls.last().map_or(SimTime::ZERO, |call| call.at)
    }

    /// Where playing ends when nothing is said: ten minutes after the last call.
    pub fn default_until(&self) -> SimTime {
        self.last_call_at().after(SimSpan::minutes(10))
    }

    /// The same, with a call made at its moment; every later call is gone: a new future.
    #[must_use]
    pub fn with_call(&self, call: Call) -> Self {
        let kept = self.calls.partition_point(|c| c.at <= call.at);
        let calls = self.calls[..kept].iter().cloned().chain([Rc::new(call)]).collect();
        Self { calls, ..self.clone() }
    }

    /// How many calls lie behind `time`.
    pub fn calls_after(&self, time: SimTime) -> usize {
        self.calls.len() - self.calls.partition_point(|c| c.at <= time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip() {
        let text = r#"{"version": 1, "title": "t", "seed": 7, "region": "us-east-1",
            "start": "2027-01-01T00:00:00Z",
            "quotas": {"profile": "notes", "overrides": {"services-per-cluster": 10}},
            "calls": [{"at": "0s", "call": "ecs:CreateCluster", "input": {"clusterName": "demo"}},
                      {"at": "90s", "call": "world:SetLoad", "input": {}}]}"#;
        let (scenario, warnings) = Scenario::read(text).expect("readable");
        assert!(warnings.is_empty());
        assert_eq!(scenario.calls[1].at, SimTime(90_000));
        assert_eq!(scenario.default_until(), SimTime(690_000));
        let (again, _) = Scenario::read(&scenario.to_json().to_string()).expect("readable");
        assert_eq!(again, scenario);
    }

    #[test]
    fn unreadable_documents_say_where_and_why() {
        use DocumentTrouble as T;
        let at = |position: Position| (position.line, position.column);
        for (text, line, column, trouble) in [
            ("[]", 1, 1, T::NotAScenario),
            ("{\"version\": 2, \"calls\": []}", 1, 13, T::Version("2".into())),
            ("{\"version\": 1, \"calls\": 3}", 1, 25, T::Field("calls", "a list")),
            (
                "{\"version\": 1, \"seed\": -1, \"calls\": []}",
                1,
                24,
                T::Field("seed", "a whole number, 0 or more"),
            ),
            (
                "{\"version\": 1,\n\"calls\": [{\"at\": \"1x\", \"call\": \"ecs:RunTask\"}]}",
                2,
                18,
                T::Duration("1x".into()),
            ),
            (
                "{\"version\": 1, \"calls\": [{\"call\": \"ecs:RunTasks\"}]}",
                1,
                35,
                T::UnknownCall("ecs:RunTasks".into(), "ecs:RunTask"),
            ),
            (
                "{\"version\": 1, \"calls\": [{\"at\": \"2s\", \"call\": \"ecs:RunTask\"}, {\"at\": \"1s\", \"call\": \"ecs:RunTask\"}]}",
                1,
                70,
                T::Order,
            ),
            ("{\"version\": 1, \"calls\": [5]}", 1, 26, T::NotACall),
            (
                "{\"version\": 1, \"start\": \"today\", \"calls\": []}",
                1,
                25,
                T::Start("today".into()),
            ),
        ] {
            let error = Scenario::read(text).expect_err(text);
            assert_eq!((at(error.position), error.trouble), ((line, column), trouble), "{text}");
        }
    }

    #[test]
    fn fixed_and_unknown_overrides_are_told_and_ignored() {
        let text = r#"{"version": 1, "extra": 1, "quotas": {"overrides":
            {"run-task-count": 20, "nothing": 1, "clusters": 2}}, "calls": []}"#;
        let (scenario, warnings) = Scenario::read(text).expect("readable");
        assert_eq!(
            warnings,
            [
                DocumentWarning::UnknownField("extra".into()),
                DocumentWarning::FixedQuota("run-task-count".into(), 10),
                DocumentWarning::UnknownQuota("nothing".into()),
            ]
        );
        assert_eq!(*scenario.setup.overrides, [("clusters".into(), 2)]);
    }
}
