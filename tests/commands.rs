//! Commands: what is written of a call is read back to the same call, and nothing that can be typed
//! brings the reader down.

#![allow(clippy::expect_used, reason = "a test that cannot read its sources fails")]

#[path = "laws/calls.rs"]
mod calls;
#[path = "laws/dice.rs"]
mod dice;
#[path = "laws/providers.rs"]
mod providers;
#[path = "laws/stories.rs"]
mod stories;

use std::fs;
use std::rc::Rc;

use dice::Dice;
use ecs_playground::interop::aws_cli::{self, Request, command, complete, script};
use ecs_playground::scenario::{Scenario, example::EXAMPLES, lesson};
use ecs_playground::simulation::{Call, CallName};
use serde_json::{Map, Value, json};

const REGION: &str = "ap-northeast-1";

/// The API takes null for absent.
fn bare(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            map.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.clone(), v.clone())).collect()
        }
        other => other.clone(),
    }
}

fn read_back(text: &str) -> Vec<(CallName, Value)> {
    let script = script(text);
    assert_eq!(script.trouble, None, "{text}");
    let read = |words: &Vec<_>| match aws_cli::read(words, REGION) {
        Ok(Request::Call { name, input, .. }) => (name, input),
        other => panic!("{text}\n{other:?}"),
    };
    script.commands.iter().map(read).collect()
}

fn all_of(calls: &[Rc<Call>]) -> usize {
    let text: String = calls.iter().map(|call| command(call, REGION) + "\n").collect();
    let found = read_back(&text);
    assert_eq!(found.len(), calls.len(), "{text}");
    for ((name, input), call) in found.iter().zip(calls) {
        assert_eq!((*name, input), (call.name, &bare(&call.input)), "{}", command(call, REGION));
    }
    calls.len()
}

#[test]
fn what_is_written_is_read_back() {
    let mut seen = 0;
    for example in EXAMPLES {
        let scenario = example.scenario().expect("an example");
        seen += all_of(&scenario.calls);
    }
    for id in lesson::ids() {
        let lesson = lesson::named(id).expect("a lesson");
        seen += all_of(&lesson::solved(&lesson).calls);
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios");
    for story in fs::read_dir(folder).expect("stories") {
        let file = story.expect("a folder").path().join("scenario.json");
        let (scenario, _) =
            Scenario::read(&fs::read_to_string(file).expect("a story")).expect("it");
        seen += all_of(&scenario.calls);
    }
    for seed in 0..200 {
        seen += all_of(&calls::scenario(seed).1);
    }
    assert!(seen > 3_000, "{seen} calls");
}

/// Inputs of any kind of value under any name, as they are and as they should not be.
#[test]
fn any_input_is_read_back() {
    let texts = [
        "",
        "a",
        "'",
        "\"",
        "-1",
        "--x",
        "a=b",
        "[",
        "{",
        "file://x",
        "#1",
        "$HOME",
        "`id`",
        "a\nb",
        "網路",
        "\u{1f6a2} \\",
        "true",
        "1",
        "a,b",
        "~",
        "!",
        "\t",
        "\r\n",
        "# world",
    ];
    let mut dice = Dice::of(7);
    fn value(dice: &mut Dice, texts: &[&str], depth: u32) -> Value {
        match dice.below(if depth > 2 { 5 } else { 8 }) {
            0 => json!(dice.below(3_000)),
            1 => json!(dice.below(2) == 0),
            2 => json!(1.5),
            3 | 4 => json!(*dice.one(texts)),
            5 => (0..dice.below(3)).map(|_| value(dice, texts, depth + 1)).collect(),
            6 => {
                let mut map = Map::new();
                for _ in 0..dice.below(3) {
                    map.insert((*dice.one(texts)).to_owned(), value(dice, texts, depth + 1));
                }
                Value::Object(map)
            }
            _ => Value::Null,
        }
    }
    for name in CallName::all() {
        let known: Vec<&str> =
            aws_cli::table::members(name).unwrap_or_default().iter().map(|m| m.name).collect();
        for _ in 0..20 {
            let mut input = Map::new();
            for _ in 0..dice.below(4) {
                let other = dice.below(8) == 0 || known.is_empty();
                let key = if other { *dice.one(&texts) } else { *dice.one(&known) };
                input.insert(key.to_owned(), value(&mut dice, &texts, 0));
            }
            let input = Rc::new(Value::Object(input));
            let call = Call { at: ecs_playground::base::SimTime::ZERO, name, input };
            let text = command(&call, REGION);
            let found = read_back(&text);
            let whole = text.contains("--cli-input-json");
            let expected = if whole { (*call.input).clone() } else { bare(&call.input) };
            assert_eq!(found, [(name, expected)], "{text}");
        }
    }
}

#[test]
fn noise_is_no_trouble() {
    let pieces = [
        "aws",
        "ecs",
        "world",
        " ",
        " ",
        "\n",
        "\\",
        "'",
        "\"",
        "$",
        "`",
        "|",
        "&&",
        ";",
        "#",
        "--",
        "-",
        "=",
        "run-task",
        "create-service",
        "stop-instance",
        "--cluster",
        "--count",
        "demo",
        "--placement-strategy",
        "type=",
        "field",
        ",",
        "{",
        "}",
        "[",
        "]",
        "(",
        ">",
        "1",
        "-1",
        "網",
        "\u{1f6a2}",
        "\r",
        "\t",
        "help",
        "--cli-input-json",
        "{\"a\":",
        "file://",
        "--no-",
        "--region",
        "ec2",
        "autoscaling",
        "*",
        "\u{0}",
    ];
    let mut dice = Dice::of(11);
    for _ in 0..20_000 {
        let text: String = (0..dice.below(14)).map(|_| *dice.one(&pieces)).collect();
        let script = script(&text);
        if let Some(trouble) = &script.trouble {
            assert!(text.get(trouble.span.clone()).is_some(), "{text:?} {trouble:?}");
        }
        for words in &script.commands {
            if let Err(trouble) = aws_cli::read(words, REGION) {
                assert!(text.get(trouble.span.clone()).is_some(), "{text:?} {trouble:?}");
            }
        }
        let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let cursor = if boundaries.is_empty() { 0 } else { *dice.one(&boundaries) };
        let _ = (complete::complete(&text, cursor, &|_, _| Vec::new()), cursor);
    }
}

/// `import` makes of a script the calls that it says, and names what it leaves out.
#[test]
fn a_script_is_imported() {
    use ecs_playground::terminal::{command as run, output::Output};
    let mut output = Output::default();
    let words = ["import", "tests/commands/web.sh"].map(str::to_owned);
    let _ = run(&words, &mut output);
    let (scenario, warnings) = Scenario::read(&output.text).expect("a scenario");
    assert!(warnings.is_empty());
    let names: Vec<&str> = scenario.calls.iter().map(|call| call.name.as_str()).collect();
    let expected = [
        "ecs:CreateCluster",
        "ec2:RunInstances",
        "ecs:RegisterTaskDefinition",
        "ecs:CreateService",
        "world:FailAvailabilityZone",
    ];
    assert_eq!(names, expected);
    assert_eq!((&*scenario.title, &*scenario.setup.region), ("web", "eu-west-1"));
    assert_eq!(scenario.calls[3].input["placementStrategy"][0]["field"], "instanceId");
    assert_eq!(scenario.calls[3].input["desiredCount"], 3);
    let left = "tests/commands/web.sh:21: aws ecs list-services changes nothing that is simulated; it is left out.";
    assert_eq!(output.notes, [left]);
    let calls: String = scenario.calls.iter().map(|call| command(call, "eu-west-1")).collect();
    let script = script(&calls);
    let again = script.commands.iter().map(|words| aws_cli::read(words, "eu-west-1"));
    assert!(again.zip(scenario.calls.iter()).all(|(read, call)| matches!(read,
        Ok(Request::Call { name, input, .. }) if name == call.name && input == *call.input)));
}
