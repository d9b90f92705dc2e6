//! The API's own model as judge: what is accepted here it allows, what is answered it declares, and
//! what its validator refuses is refused here too. `cargo xtask test` gives it a Python with botocore;
//! by hand: `ECS_PLAYGROUND_PYTHON=target/botocore/bin/python cargo test --no-default-features --test botocore`.

#![allow(clippy::expect_used, reason = "a test that cannot read its sources fails")]

#[path = "../laws/calls.rs"]
mod calls;
#[path = "../laws/dice.rs"]
mod dice;
#[path = "../laws/providers.rs"]
mod providers;
#[path = "../laws/stories.rs"]
mod stories;
mod tour;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use ecs_playground::base::{Severity, SimTime};
use ecs_playground::check::shape::Shape;
use ecs_playground::check::task_definition::{Limits, check};
use ecs_playground::model::task_definition::TaskDefinition;
use ecs_playground::scenario::{Scenario, example::EXAMPLES, lesson, report::report};
use ecs_playground::simulation::player::Progress;
use ecs_playground::simulation::{Call, CallName, Player, Setup};
use serde_json::{Value, json};

/// Random scenarios of the laws that are judged.
const RANDOM: u64 = 300;

fn run(player: &mut Player, until: SimTime) {
    while player.advance(until, 100_000) == Progress::Budget {}
}

/// Lines for the judge: each call of ECS with its answer, and everything that the report describes.
fn lines(from: &str, player: &Player, out: &mut Vec<Value>) {
    for (call, record) in player.calls().iter().zip(&player.journal().calls) {
        let Some(operation) = call.name.as_str().strip_prefix("ecs:") else { continue };
        let mut line =
            json!({"kind": "call", "from": from, "operation": operation, "input": &*call.input});
        match &record.result {
            Err(error) => line["error"] = (&*error.exception).into(),
            Ok(output) => {
                line["output"] = (**output).clone();
                let shape = Shape::of(operation);
                line["cleaned"] = shape.map_or(Value::Null, |shape| shape.cleaned(&call.input));
                line["warned"] = (!record.notes.is_empty()).into();
            }
        }
        out.push(line);
    }
    let report = report(player, &[]);
    let mut described = |shape: &str, value: &Value| {
        out.push(json!({"kind": "described", "from": from, "shape": shape, "value": value}));
    };
    for definition in report["taskDefinitions"].as_array().expect("a list") {
        described("TaskDefinition", definition);
    }
    for cluster in report["clusters"].as_array().expect("a list") {
        let mut own = cluster.as_object().expect("an object").clone();
        for (key, shape) in [
            ("containerInstances", "ContainerInstance"),
            ("services", "Service"),
            ("tasks", "Task"),
        ] {
            let list = own.shift_remove(key).expect("a list");
            for value in list.as_array().expect("a list") {
                described(shape, value);
            }
        }
        described("Cluster", &Value::Object(own));
    }
}

fn of_scenario(from: &str, scenario: &Scenario, out: &mut Vec<Value>) {
    let mut player = Player::new(Rc::clone(&scenario.setup), Rc::clone(&scenario.calls));
    run(&mut player, scenario.default_until());
    lines(from, &player, out);
}

fn all() -> Vec<Value> {
    let names: Vec<&str> = CallName::all()
        .filter(|name| name.as_str().starts_with("ecs:"))
        .map(CallName::operation)
        .collect();
    let mut out = vec![json!({"kind": "names", "from": "names.rs", "names": names})];
    for example in EXAMPLES {
        of_scenario(example.id, &example.scenario().expect("readable"), &mut out);
    }
    for id in lesson::ids() {
        of_scenario(id, &lesson::solved(&lesson::named(id).expect("a lesson")), &mut out);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    for entry in fs::read_dir(folder).expect("stories") {
        let path = entry.expect("a folder").path().join("scenario.json");
        let text = fs::read_to_string(&path).expect("a scenario");
        let (scenario, _) = Scenario::read(&text).expect("readable");
        of_scenario(&path.display().to_string(), &scenario, &mut out);
    }
    let mut tour = Player::new(Rc::new(Setup::default()), tour::calls(Vec::new()));
    run(&mut tour, SimTime(3_600_000));
    // The service's deployments have ARNs that only the world knows.
    let outputs = tour.journal().calls.iter().filter_map(|record| record.result.as_ref().ok());
    let found =
        outputs.filter_map(|output| output.get("serviceDeployments")?.get(0).cloned()).next();
    let found = found.expect("a deployment");
    let more = vec![
        (
            "DescribeServiceDeployments",
            json!({"serviceDeploymentArns": [found["serviceDeploymentArn"]]}),
        ),
        (
            "DescribeServiceRevisions",
            json!({"serviceRevisionArns": [found["targetServiceRevisionArn"], "arn:gone"]}),
        ),
        ("UpdateService", json!({"cluster": "demo", "service": "web", "desiredCount": 1})),
        (
            "CreateService",
            json!({"cluster": "demo", "serviceName": "bg", "taskDefinition": "web", "desiredCount": 1,
                "loadBalancers": [{"targetGroupArn": "arn:tg", "containerName": "web", "containerPort": 80,
                    "advancedConfiguration": {"alternateTargetGroupArn": "arn:tg2",
                        "productionListenerRule": "arn:rule", "roleArn": "arn:role"}}],
                "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 1,
                    "lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["PRE_SCALE_UP"]}]}}),
        ),
        ("UpdateService", json!({"cluster": "demo", "service": "bg", "forceNewDeployment": true})),
        (
            "ContinueServiceDeployment",
            json!({"serviceDeploymentArn": "demo/bg/#2", "hookId": "hook-1", "action": "CONTINUE"}),
        ),
        ("ListServiceDeployments", json!({"cluster": "demo", "service": "bg"})),
        (
            "UpdateClusterSettings",
            json!({"cluster": "demo",
            "settings": [{"name": "containerInsights", "value": "enhanced"}]}),
        ),
        (
            "UpdateCluster",
            json!({"cluster": "demo", "configuration": {"executeCommandConfiguration": {"logging": "DEFAULT"}},
                "serviceConnectDefaults": {"namespace": "demo"}}),
        ),
        (
            "DescribeClusters",
            json!({"clusters": ["demo"], "include": ["SETTINGS", "CONFIGURATIONS", "STATISTICS", "TAGS"]}),
        ),
    ];
    let mut tour = Player::new(Rc::new(Setup::default()), tour::calls(more));
    run(&mut tour, SimTime(3_600_000));
    let refused: Vec<_> = tour.journal().calls.iter().filter(|r| r.result.is_err()).collect();
    assert!(refused.is_empty(), "{refused:#?}");
    lines("tour", &tour, &mut out);
    for seed in 0..RANDOM {
        let (setup, calls) = calls::scenario(seed);
        let end = calls.last().map_or(0, |call| call.at.0) + 300_000;
        let mut player = Player::new(setup, calls);
        run(&mut player, SimTime(end));
        lines(&format!("random {seed}"), &player, &mut out);
    }
    out
}

fn python(program: &str, arguments: &[&Path]) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/botocore/judge.py");
    let status = Command::new(program).arg(script).args(arguments).status().expect("python");
    assert!(status.success(), "the model disagrees, see above");
}

fn written(folder: &Path, lines: &[Value]) -> PathBuf {
    let path = folder.join("played.jsonl");
    let text: Vec<String> = lines.iter().map(Value::to_string).collect();
    fs::write(&path, text.join("\n")).expect("writing");
    path
}

/// TD-6, SV-142: an input that the model's validator refuses is refused by its shape, whatever the
/// world is.
fn is_refused(operation: &str, input: &Value) -> Result<(), String> {
    let name = CallName::parse(&format!("ecs:{operation}")).expect("an operation");
    let call = Call { at: SimTime(0), name, input: Rc::new(input.clone()) };
    let mut player = Player::new(Rc::new(Setup::default()), Rc::new([Rc::new(call)]));
    run(&mut player, SimTime(0));
    let record = &player.journal().calls[0];
    match &record.result {
        Ok(_) => Err("accepted".to_owned()),
        Err(error) if operation == "RegisterTaskDefinition" || error.rule == "TD-6" => {
            let told = record.notes.iter().any(|note| note.severity == Severity::Error);
            if told || operation == "RegisterTaskDefinition" {
                Ok(())
            } else {
                Err("no path".to_owned())
            }
        }
        Err(error) => Err(format!("refused for another reason: {error:?}")),
    }
}

#[test]
fn the_model_agrees() {
    let Some(program) = std::env::var("ECS_PLAYGROUND_PYTHON").ok() else {
        println!("skipped: ECS_PLAYGROUND_PYTHON names no Python with botocore");
        return;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("botocore");
    fs::create_dir_all(&folder).expect("a folder");
    let played = written(&folder, &all());
    python(&program, &[Path::new("judge"), &played]);
    let mutated = folder.join("refused.jsonl");
    python(&program, &[Path::new("mutate"), &played, &mutated]);
    let text = fs::read_to_string(&mutated).expect("the mutations");
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).expect("JSON");
        let operation = row["operation"].as_str().expect("an operation");
        if let Err(why) = is_refused(operation, &row["input"]) {
            wrong.push(format!("{operation} {}: {why}\n{}", row["why"], row["input"]));
        }
        count += 1;
    }
    println!("{count} inputs that botocore refuses, {} not refused here", wrong.len());
    assert!(count >= 150);
    assert!(wrong.is_empty(), "{}", wrong[..wrong.len().min(20)].join("\n"));
    every_field(&program, &folder);
}

/// The errors of a task definition, each with its place.
fn errors(input: &Value) -> BTreeSet<String> {
    let (definition, shape) = TaskDefinition::read(input);
    let checked = check(&definition, &Limits::default());
    let of_shape = shape.iter().filter(|found| found.severity == Severity::Error);
    let of_rules = checked.iter().filter(|found| found.severity == Severity::Error);
    of_shape
        .map(|found| format!("{} {:?}", found.path, found.message))
        .chain(of_rules.map(|found| format!("{} {:?}", found.path, found.message)))
        .collect()
}

/// The definition with every field of the model, spoilt in one place each: what the validator
/// refuses of it has an error here that the whole definition has not.
fn every_field(program: &str, folder: &Path) {
    let whole: Value =
        serde_json::from_str(include_str!("../definitions/every-field.json")).expect("JSON");
    let line = json!({"kind": "call", "from": "every field", "operation": "RegisterTaskDefinition",
        "input": whole});
    let fixture = folder.join("every-field.jsonl");
    fs::write(&fixture, line.to_string()).expect("writing");
    let mutated = folder.join("every-field-refused.jsonl");
    python(program, &[Path::new("mutate"), &fixture, &mutated]);
    let before = errors(&whole);
    let mut missed = Vec::new();
    let mut count = 0;
    for line in fs::read_to_string(&mutated).expect("the mutations").lines() {
        let row: Value = serde_json::from_str(line).expect("JSON");
        if errors(&row["input"]).is_subset(&before) {
            missed.push(row["why"].to_string());
        }
        count += 1;
    }
    println!(
        "{count} spoilt definitions that botocore refuses, {} without an error here",
        missed.len()
    );
    assert!(count >= 600, "{count}");
    assert!(missed.is_empty(), "{}", missed[..missed.len().min(20)].join("\n"));
}
