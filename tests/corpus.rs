//! Every task definition of a folder of real files, where that folder is there: nothing panics,
//! and what cannot be read or is refused says where and why.
//!
//! The folder is `../shared/corpus` or what `ECS_CORPUS` names; without it the test says so and
//! is skipped. The files are other people's and are never copied here.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ecs_playground::base::Severity;
use ecs_playground::check::task_definition::supports;
use ecs_playground::check::{AnyProblem, read_task_definition};
use ecs_playground::document::{Document, apply, find_task_definition};
use ecs_playground::model::launch_type::LaunchType;
use ecs_playground::texts::{Lang, check};
use serde_json::Value;

fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("ECS_CORPUS").map(PathBuf::from);
    let folder =
        named.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"));
    let folder = folder.join("task-definitions");
    folder.is_dir().then_some(folder)
}

/// Fields that only answers have; they are left out, with a note.
const ANSWERS: [&str; 9] = [
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

/// Whether a value was kept: all of it, but for `null` members, those that only answers have, and
/// digits in a text where the API has a number.
fn kept(given: &Value, read: &Value, is_root: bool) -> bool {
    match (given, read) {
        (Value::Object(given), Value::Object(read)) => {
            let counts = |(key, value): &(&String, &Value)| {
                !(value.is_null() || is_root && ANSWERS.contains(&key.as_str()))
            };
            let given: Vec<_> = given.iter().filter(counts).collect();
            let same = |(key, value): &(&String, &Value)| {
                read.get(*key).is_some_and(|read| kept(value, read, false))
            };
            given.len() == read.len() && given.iter().all(same)
        }
        (Value::Array(given), Value::Array(read)) => {
            let mut pairs = given.iter().zip(read);
            given.len() == read.len() && pairs.all(|(given, read)| kept(given, read, false))
        }
        (Value::String(given), Value::Number(read)) => given.trim() == read.to_string(),
        (Value::String(given), Value::Bool(read)) => *given == read.to_string(),
        (Value::Number(given), Value::String(read)) => given.to_string() == *read,
        (given, read) => given == read,
    }
}

#[test]
fn every_real_task_definition() {
    let Some(folder) = folder() else {
        println!("skipped: no folder of real files (set ECS_CORPUS)");
        return;
    };
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("a file").path()).collect();
    files.sort();
    let (mut accepted, mut refused, mut unreadable) = (0, 0, 0);
    let (mut odd, mut round_trips, mut fixes) = (0, 0, 0);
    let (mut attributes, mut missed) = (0, 0);
    let mut by_rule: BTreeMap<String, u32> = BTreeMap::new();
    for file in &files {
        let text = std::fs::read_to_string(file).expect("a text");
        let reading = read_task_definition(&text);
        let name = file.file_name().expect("a name").to_string_lossy();
        for problem in &reading.problems {
            for lang in Lang::ALL {
                assert!(!check::any(lang, &problem.message).is_empty());
            }
            let span = problem.span.unwrap_or_else(|| panic!("{name}: no place: {problem:?}"));
            assert!(span.start <= span.end && span.end as usize <= text.len(), "{name}");
        }
        let document = Document::parse(&text).value;
        if let (Some(definition), Some(document)) = (&reading.definition, document) {
            let given = find_task_definition(&document).input.expect("it was read");
            assert!(kept(&given, &definition.input, true), "{name}: something was lost");
            // Written and read again, it is the same, and judged the same.
            let again = read_task_definition(&definition.input.to_string());
            assert_eq!(again.definition.as_ref(), Some(definition), "{name}");
            round_trips += 1;
            // What the real API derived, where the file is a recorded answer.
            if let Some(recorded) = given.get("requiresAttributes").and_then(Value::as_array) {
                let own = definition.attributes();
                for name in recorded.iter().filter_map(|a| a["name"].as_str()) {
                    // TD-140: the levels of Docker's API are known in part.
                    if name.contains("docker-remote-api") {
                        continue;
                    }
                    if own.iter().any(|own| own == name) {
                        attributes += 1;
                    } else {
                        println!("{name} is not derived for {file:?}");
                        missed += 1;
                    }
                }
            }
            // TD-7
            if let Some(recorded) = given.get("compatibilities").and_then(Value::as_array) {
                for launch_type in [LaunchType::Ec2, LaunchType::Fargate, LaunchType::External] {
                    let real = recorded.iter().any(|word| word == launch_type.as_str());
                    assert_eq!(supports(definition, launch_type), real, "{name} {launch_type:?}");
                }
            }
        }
        for problem in &reading.problems {
            let Some(fix) = reading.fix(problem) else { continue };
            let after = read_task_definition(&apply(&text, &fix));
            let still = after
                .problems
                .iter()
                .any(|p| p.message == problem.message && p.path == problem.path);
            assert!(!still, "{name}: {fix:?} leaves {problem:?}");
            fixes += 1;
        }
        if reading.problems.iter().any(|p| p.severity == Severity::Warning) {
            odd += u32::from(!reading.is_refused());
        }
        let errors: Vec<_> =
            reading.problems.iter().filter(|p| p.severity == Severity::Error).collect();
        match errors.first() {
            None => accepted += 1,
            Some(first) if reading.definition.is_none() => {
                unreadable += 1;
                println!("cannot be read: {name}: {}", check::any(Lang::En, &first.message));
                assert!(matches!(first.message, AnyProblem::Document(_) | AnyProblem::Outline(_)));
            }
            Some(_) => {
                refused += 1;
                for error in errors {
                    *by_rule.entry(error.rule.to_owned()).or_default() += 1;
                    println!(
                        "refused: {name}: {} {}",
                        error.rule,
                        check::any(Lang::En, &error.message)
                    );
                }
            }
        }
    }
    println!(
        "{} files: {accepted} accepted ({odd} of them with warnings), {refused} refused with reasons, \
         {unreadable} cannot be read; {round_trips} round trips without loss, {fixes} fixes that help",
        files.len()
    );
    println!("{attributes} recorded attributes are derived, {missed} are not");
    assert!(missed * 50 <= attributes, "attributes of recorded answers are not derived");
    println!("{by_rule:?}");
    assert_eq!(accepted + refused + unreadable, files.len());
    assert!(unreadable * 10 <= files.len(), "{unreadable} files cannot be read");
    assert!(accepted * 10 >= files.len() * 6, "only {accepted} files are accepted");
}

/// What is pasted by accident or malice: a message, no panic, at once.
#[test]
fn bad_input() {
    let whole = r#"{"family": "web", "containerDefinitions": [{"name": "w", "image": "i",
        "memory": 64, "portMappings": [{"containerPort": 80}]}]}"#;
    let mut texts = vec![
        String::new(),
        "x".repeat(10 * 1024 * 1024),
        "[".repeat(1_000_000),
        "{\"a\":".repeat(100_000),
        "\u{feff}".to_owned(),
        "\u{0}\u{1}".to_owned(),
        "null".to_owned(),
        "-".to_owned(),
        "{\"family\": {{ must_env `X` }}}".to_owned(),
        "{\"containerDefinitions\": 5}".to_owned(),
        "{\"containerDefinitions\": [5, null, \"x\"]}".to_owned(),
        "{\"family\": \"a\", \"cpu\": 1e400, \"containerDefinitions\": []}".to_owned(),
    ];
    // Every cut and many single changes of a good text.
    for end in 0..whole.len() {
        texts.push(whole[..end].to_owned());
        for replacement in ["", "\"", "}", "99999999999999999999", "-1", "\\", "é", "${x}"] {
            texts.push(format!("{}{replacement}{}", &whole[..end], &whole[end + 1..]));
        }
    }
    for text in texts {
        let reading = read_task_definition(&text);
        for problem in reading.problems {
            for lang in Lang::ALL {
                assert!(!check::any(lang, &problem.message).is_empty());
            }
        }
    }
}
