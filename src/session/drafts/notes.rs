//! What the API would say of a draft as it stands, each thing at its field. A definition is read
//! by the checks; of the other forms the simulated API itself is asked, on a copy of the world.

use std::rc::Rc;

use super::edit::field_path;
use super::{Form, content};
use crate::base::path::Segment;
use crate::base::{Diagnostic, FieldPath, Severity, Span};
use crate::check::reading::read_with;
use crate::check::task_definition::ApiText;
use crate::check::{AnyProblem, Reading};
use crate::document::{Document, DocumentProblem, Fix};
use crate::session::Session;
use crate::session::update::form_input;
use crate::simulation::api_error::Basis;
use crate::simulation::calls::definition_limits;
use crate::simulation::{ApiError, Call, CallName};

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A problem in what was written.
    Problem(AnyProblem),
    /// The call would be refused.
    Refusal,
}

/// One thing that is told of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Refused, surprising, or good to know.
    pub severity: Severity,
    /// The rule's number, or empty.
    pub rule: &'static str,
    /// The field that causes it, as forms write paths: `containerDefinitions.0.memory`.
    pub path: String,
    /// Its place in the text.
    pub span: Option<Span>,
    /// What is told.
    pub what: What,
    /// (exception, text, whether it was seen in real answers) where the API refuses it.
    pub api: Option<(Rc<str>, Rc<str>, bool)>,
    /// What one click does about it.
    pub fix: Option<Fix>,
}

/// `a[0].b` as `a.0.b`.
pub fn dotted(path: &FieldPath) -> String {
    let steps: Vec<String> = path
        .0
        .iter()
        .map(|segment| match segment {
            Segment::Key(key) => key.to_string(),
            Segment::Index(index) => index.to_string(),
        })
        .collect();
    steps.join(".")
}

/// The field of CreateService, RunTask or RunInstances that a rule of admission is about.
const HOMES: [(&str, &str); 25] = [
    ("SV-133", "serviceName"),
    ("SV-134", "desiredCount"),
    ("SV-3", "schedulingStrategy"),
    ("SV-31", "deploymentConfiguration"),
    ("SV-70", "deploymentConfiguration.strategy"),
    ("SV-71", "deploymentConfiguration.bakeTimeInMinutes"),
    ("SV-132", "taskDefinition"),
    ("SV-135", "launchType"),
    ("SV-136", "launchType"),
    ("LT-1", "launchType"),
    ("LT-3", "launchType"),
    ("LT-4", "launchType"),
    ("LT-7", "launchType"),
    ("LT-8", "launchType"),
    ("QT-04", "desiredCount"),
    ("QT-05", "desiredCount"),
    ("QT-09", "count"),
    ("QT-02", "count"),
    ("QT-16", "loadBalancers"),
    ("QT-14", "networkConfiguration.awsvpcConfiguration.subnets"),
    ("QT-15", "networkConfiguration.awsvpcConfiguration.securityGroups"),
    ("NM-2", "networkConfiguration.awsvpcConfiguration.subnets"),
    ("PL-58", "group"),
    ("PL-92", "availabilityZoneRebalancing"),
    ("LC-90", "spot"),
];

fn home(rule: &str) -> &'static str {
    if let Some((_, path)) = HOMES.iter().find(|(known, _)| *known == rule) {
        return path;
    }
    match rule {
        "PL-49" | "PL-50" | "QT-29" => "placementStrategy",
        "PL-71" | "PL-72" | "QT-28" => "placementConstraints",
        _ if rule.starts_with("CP-") => "capacityProviderStrategy",
        _ if rule.starts_with("CQL-") => "placementConstraints",
        _ => "",
    }
}

fn of_problem(problem: &Diagnostic<AnyProblem>, fix: Option<Fix>) -> Note {
    let refused = problem.severity == Severity::Error;
    let api = match &problem.message {
        AnyProblem::Check(check) if refused => {
            let ApiText { exception, text, seen } = check.api();
            Some((exception.into(), text.into(), seen))
        }
        _ => None,
    };
    Note {
        severity: problem.severity,
        rule: problem.rule,
        path: dotted(&problem.path),
        span: problem.span,
        what: What::Problem(problem.message.clone()),
        api,
        fix,
    }
}

fn of_definition(reading: &Reading) -> Vec<Note> {
    reading.problems.iter().map(|problem| of_problem(problem, reading.fix(problem))).collect()
}

fn api(error: &ApiError) -> (Rc<str>, Rc<str>, bool) {
    (Rc::clone(&error.exception), Rc::clone(&error.message), error.basis == Basis::Seen)
}

/// All that is to be told of a draft as it stands.
pub fn notes(session: &Session, form: Form) -> Vec<Note> {
    let draft = session.drafts.of(form);
    let text = &draft.text;
    if *text == form.first().into() || text.trim().is_empty() {
        return Vec::new();
    }
    if form == Form::Definition {
        return of_definition(&read_with(text, &definition_limits(session.world())));
    }
    let document = Document::parse(text);
    let place = |path: &FieldPath| document.span(path);
    let mut notes: Vec<Note> = document
        .problems
        .iter()
        .cloned()
        .map(|problem: Diagnostic<DocumentProblem>| {
            of_problem(&problem.map(AnyProblem::Document), None)
        })
        .collect();
    let call = CallName::parse(form.call());
    let (Some(name), Some(input)) = (call, form_input(session, form)) else { return notes };
    let at = session.world().now.time;
    let call = Call { at, name, input: Rc::new(input) };
    let (result, problems) = session.player.simulation().rehearse(&call);
    let mut refusal = result.err();
    for mut problem in problems {
        problem.span = place(&problem.path);
        let mut note = of_problem(&problem.map(AnyProblem::Shape), None);
        // The API answers with its first problem.
        if note.severity == Severity::Error
            && let Some(error) =
                refusal.take_if(|error| error.rule == "TD-6" || error.rule == note.rule)
        {
            note.api = Some(api(&error));
        }
        notes.push(note);
    }
    // Where there is no cluster, the form makes one first.
    let no_cluster = crate::session::update::form_cluster(session).is_none();
    if let Some(error) = refusal.filter(|_| !no_cluster) {
        let base = content(form, text).base;
        let path = home(error.rule);
        notes.push(Note {
            severity: Severity::Error,
            rule: error.rule,
            path: path.to_owned(),
            span: (!path.is_empty()).then(|| place(&field_path(&base, path))).flatten(),
            what: What::Refusal,
            api: Some(api(&error)),
            fix: None,
        });
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Circumstances, Message, start, update};

    fn told(form: Form, text: &str) -> Vec<Note> {
        let mut session = start(&Circumstances::default());
        update(&mut session, Message::Seek(crate::base::SimTime(60_000)));
        update(&mut session, Message::EditDraft { form, text: text.into(), thing: None });
        notes(&session, form)
    }

    #[test]
    fn what_the_api_would_say_stands_at_its_field() {
        // QT-04, QT-09, PL-49, SV-134: the simulated API's own answers.
        for (form, text, path, rule) in [
            (
                Form::Service,
                r#"{"serviceName": "x", "taskDefinition": "web", "desiredCount": 5001}"#,
                "desiredCount",
                "QT-04",
            ),
            (
                Form::Service,
                r#"{"serviceName": "x", "taskDefinition": "web"}"#,
                "desiredCount",
                "SV-134",
            ),
            (
                Form::Service,
                r#"{"serviceName": "web", "taskDefinition": "web", "desiredCount": 1}"#,
                "serviceName",
                "SV-133",
            ),
            (Form::Run, r#"{"taskDefinition": "web", "count": 11}"#, "count", "QT-09"),
            (
                Form::Service,
                r#"{"serviceName": "x", "taskDefinition": "web", "desiredCount": "many"}"#,
                "desiredCount",
                "TD-6",
            ),
        ] {
            let notes = told(form, text);
            assert_eq!(notes.len(), 1, "{text}: {notes:?}");
            let note = &notes[0];
            assert_eq!((note.path.as_str(), note.rule), (path, rule), "{text}");
            assert!(note.api.is_some() && note.severity == Severity::Error, "{text}");
        }
        // LT-1, CP-14, CP-10: a strategy of capacity providers.
        for (more, path, rule) in [
            (r#""launchType": "EC2", "#, "launchType", "LT-1"),
            ("", "capacityProviderStrategy", "CP-14"),
        ] {
            let text = format!(
                r#"{{"taskDefinition": "web", {more}"capacityProviderStrategy": [{{"capacityProvider": "FARGATE"}}]}}"#
            );
            let notes = told(Form::Run, &text);
            let found: Vec<_> = notes.iter().map(|n| (n.path.as_str(), n.rule)).collect();
            assert_eq!(found, [(path, rule)], "{text}");
        }
        let warned = told(Form::Run, r#"{"taskDefinition": "web", "cuont": 2}"#);
        assert_eq!((warned.len(), warned[0].severity), (1, Severity::Warning));
        assert_eq!(warned[0].path, "cuont");
    }

    /// SV-54: a circuit breaker with nothing to count is accepted, and told at its field.
    #[test]
    fn a_breaker_that_nothing_can_trip_is_told() {
        let path = "deploymentConfiguration.deploymentCircuitBreaker.enable";
        let service = |definition: &str, more: &str| {
            format!(
                r#"{{"serviceName": "x", "taskDefinition": "{definition}", "desiredCount": 1,
                "deploymentConfiguration": {{"deploymentCircuitBreaker": {{"enable": true, "rollback": true}}}}{more}}}"#
            )
        };
        let notes = told(Form::Service, &service("web", ""));
        assert_eq!(notes.len(), 1, "{notes:?}");
        assert_eq!(
            (notes[0].severity, notes[0].rule, notes[0].path.as_str(), &notes[0].api),
            (Severity::Warning, "SV-54", path, &None)
        );
        assert!(notes[0].span.is_some());
        // As the form offers it.
        for option in crate::session::drafts::calls::BREAKER {
            let text = format!(
                r#"{{"serviceName": "x", "taskDefinition": "web", "desiredCount": 1,
                "deploymentConfiguration": {{"deploymentCircuitBreaker": {option}}}}}"#
            );
            let rules: Vec<_> = told(Form::Service, &text).iter().map(|note| note.rule).collect();
            assert_eq!(rules, ["SV-54"]);
            let written: serde_json::Value = serde_json::from_str(option).expect("JSON");
            assert_eq!(written.to_string(), option, "as the form compares it");
        }
        let balanced = r#", "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:x:1:targetgroup/a/b",
            "containerName": "web", "containerPort": 80}]"#;
        assert_eq!(told(Form::Service, &service("web", balanced)), []);
        let off = service("web", "").replace("true", "false");
        assert_eq!(told(Form::Service, &off), []);
    }

    /// LC-90: the simulated API takes what the form offers, and each offer has words.
    #[test]
    fn spot_capacity_is_taken_as_the_form_offers_it() {
        use crate::texts::{Lang, composer};
        for option in crate::session::drafts::calls::SPOT {
            let with = |more: &str| {
                format!(r#"{{"instanceType": "m5.large", "count": 3, "spot": {option}{more}}}"#)
            };
            assert_eq!(told(Form::Capacity, &with("")), []);
            let refused = told(Form::Capacity, &with(r#", "launchType": "EXTERNAL""#));
            assert_eq!((refused.len(), refused[0].severity), (1, Severity::Error));
            let written: serde_json::Value = serde_json::from_str(option).expect("JSON");
            assert_eq!(written.to_string(), option, "as the form compares it");
            for lang in Lang::ALL {
                assert!(composer::field(lang, &format!("@spot:{option}")).is_some());
            }
        }
        let notes = told(Form::Capacity, r#"{"instanceType": "m5.large", "spot": 3}"#);
        assert_eq!((notes[0].path.as_str(), notes[0].rule), ("spot", "LC-90"));
    }

    #[test]
    fn a_definition_is_read_with_the_playgrounds_quotas() {
        let text = r#"{"family": "x", "containerDefinitions": [{"name": "a", "image": "i"}]}"#;
        let notes = told(Form::Definition, text);
        assert_eq!((notes[0].path.as_str(), notes[0].rule), ("containerDefinitions.0", "TD-56"));
        let (exception, _, seen) = notes[0].api.clone().expect("an answer");
        assert_eq!((&*exception, seen), ("ClientException", true));
        // Nothing is told of a form that nobody touched.
        assert!(told(Form::Service, Form::Service.first()).is_empty());
    }
}
