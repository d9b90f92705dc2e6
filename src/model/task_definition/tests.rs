//! Every field of the API model is kept: one definition that has them all.

use serde_json::{Value, json};

use super::fields::{Shape, TASK_DEFINITION};
use super::{TaskDefinition, from_cloud_formation};
use crate::model::reader::{ShapeProblem, is_absent};

const EVERY_FIELD: &str = include_str!("../../../tests/definitions/every-field.json");

fn every_field() -> Value {
    serde_json::from_str(EVERY_FIELD).expect("JSON")
}

/// Paths of the table that the value lacks.
fn lacks(shape: &Shape, value: &Value, path: &str, out: &mut Vec<String>) {
    match (shape, value) {
        (Shape::Object(fields), value) => {
            for field in *fields {
                let path = format!("{path}.{}", field.name);
                match value.get(field.name).filter(|value| !is_absent(value)) {
                    Some(value) => lacks(&field.shape, value, &path, out),
                    None => out.push(path),
                }
            }
        }
        (Shape::List(inner), Value::Array(items)) => {
            items.iter().for_each(|item| lacks(inner, item, path, out));
        }
        _ => {}
    }
}

/// The same with all names capitalised, as CloudFormation has them.
fn capitalised(shape: &Shape, value: &Value) -> Value {
    match (shape, value) {
        (Shape::Object(fields), Value::Object(map)) => {
            let entries = map.iter().map(|(key, value)| {
                let field = fields.iter().find(|field| field.name == key).expect("a field");
                let name = match key.as_str() {
                    "efsVolumeConfiguration" => "EFSVolumeConfiguration".to_owned(),
                    "fsxWindowsFileServerVolumeConfiguration" => {
                        "FSxWindowsFileServerVolumeConfiguration".to_owned()
                    }
                    "iam" => "IAM".to_owned(),
                    key => key[..1].to_uppercase() + &key[1..],
                };
                (name, capitalised(&field.shape, value))
            });
            Value::Object(entries.collect())
        }
        (Shape::List(inner), Value::Array(items)) => {
            items.iter().map(|item| capitalised(inner, item)).collect()
        }
        (_, value) => value.clone(),
    }
}

/// Everything in `part` stands in `whole`, at the same places.
fn within(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => {
            part.iter().all(|(key, value)| whole.get(key).is_some_and(|other| within(value, other)))
        }
        (Value::Array(part), Value::Array(whole)) => {
            part.len() == whole.len() && part.iter().zip(whole).all(|(a, b)| within(a, b))
        }
        (part, whole) => part == whole,
    }
}

/// TD-16 to TD-133: kept, unchanged, in order, and told again by DescribeTaskDefinition.
#[test]
fn every_field_is_kept() {
    let given = every_field();
    let mut absent = Vec::new();
    lacks(&Shape::Object(&TASK_DEFINITION), &given, "", &mut absent);
    assert!(absent.is_empty(), "the fixture lacks {absent:?}");

    let (definition, problems) = TaskDefinition::read(&given);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(definition.input.to_string(), given.to_string());

    let mut told = given.clone();
    told.as_object_mut().expect("an object").shift_remove("tags");
    assert!(within(&told, &Value::Object(definition.stored())));
}

/// TD-8: what the API adds to what was given.
#[test]
fn defaults_are_stored() {
    for (mode, host_port) in [("bridge", 0), ("host", 80), ("awsvpc", 80)] {
        let given = json!({"family": "a", "networkMode": mode, "cpu": "1 vCPU", "memory": "2GB",
            "containerDefinitions": [{"name": "x", "image": "i",
                "portMappings": [{"containerPort": 80}]}]});
        let stored = Value::Object(TaskDefinition::read(&given).0.stored());
        assert_eq!(
            stored,
            json!({"family": "a", "networkMode": mode, "cpu": "1024", "memory": "2048",
                "containerDefinitions": [{"name": "x", "image": "i",
                    "portMappings": [
                        {"containerPort": 80, "protocol": "tcp", "hostPort": host_port}],
                    "cpu": 0, "essential": true, "environment": [], "mountPoints": [],
                    "volumesFrom": [], "systemControls": []}],
                "volumes": [], "placementConstraints": []})
        );
        // What was stored is stored unchanged.
        assert_eq!(Value::Object(TaskDefinition::read(&stored).0.stored()), stored);
    }
}

#[test]
fn cloud_formation_spells_the_same() {
    let given = every_field();
    let capitals = capitalised(&Shape::Object(&TASK_DEFINITION), &given);
    assert!(capitals["ContainerDefinitions"][0]["FirelensConfiguration"]["Type"].is_string());
    assert_eq!(from_cloud_formation(&capitals), (given, vec![]));

    let template = json!({"Family": {"Ref": "Name"}, "Cpu": 256, "NetworkMode": "awsvpc",
        "Volumes": {"Fn::If": ["A", [], []]},
        "ContainerDefinitions": [{"Image": {"Fn::Sub": "${Repository}:1"}, "Essential": "true",
            "Memory": {"Ref": "Memory"}, "PortMappings": [{"ContainerPort": "80"}],
            "Environment": [{"Name": "PORT", "Value": 80}], "DockerLabels": {"Com.x": "y"}}]});
    assert_eq!(
        from_cloud_formation(&template).0,
        json!({"family": "${Name}", "cpu": "256", "networkMode": "awsvpc",
            "containerDefinitions": [{"image": "${Repository}:1", "essential": true,
                "portMappings": [{"containerPort": 80}],
                "environment": [{"name": "PORT", "value": "80"}], "dockerLabels": {"Com.x": "y"}}]})
    );
}

/// TD-6: each wrong kind, at its place.
#[test]
fn shapes_are_told_at_their_place() {
    let given = json!({"family": "a", "revision": 3, "famly": "b", "cpu": 256, "memory": true,
        "containerDefinitions": [
            {"name": 5, "image": "i", "essential": "yes", "memory": "64", "cpu": 1.5,
             "portMappings": {"containerPort": 80}, "command": ["a", 1], "links": null,
             "environment": [{"name": "a", "value": 1}, null], "dockerLabels": {"a": 1},
             "ulimits": [{"name": "core", "softLimit": 99999999999_i64}],
             "custom": {"kept": null}, "secrets": [], "memoryReservation": -1}]});
    let (definition, problems) = TaskDefinition::read(&given);
    let told: Vec<String> = problems
        .iter()
        .map(|p| {
            let kind = match &p.message {
                ShapeProblem::WrongKind { expected, found } => format!("{found:?}≠{expected:?}"),
                ShapeProblem::ReadAs { expected, found } => format!("{found:?}→{expected:?}"),
                ShapeProblem::OutOfRange { .. } => "range".to_owned(),
                ShapeProblem::Missing { .. } => "missing".to_owned(),
                ShapeProblem::UnknownField { nearest, .. } => format!("unknown {nearest:?}"),
                ShapeProblem::DescribeOnly { .. } => "answer".to_owned(),
                other => format!("{other:?}"),
            };
            format!("{} {kind}", p.path)
        })
        .collect();
    let c = "containerDefinitions[0]";
    assert_eq!(
        told,
        [
            "revision answer".to_owned(),
            "famly unknown Some(\"family\")".to_owned(),
            "cpu Number→Text".to_owned(),
            "memory Boolean≠Text".to_owned(),
            format!("{c}.name Number≠Text"),
            format!("{c}.essential Text≠Boolean"),
            format!("{c}.memory Text→Number"),
            format!("{c}.cpu range"),
            format!("{c}.portMappings Object≠List"),
            format!("{c}.command[1] Number≠Text"),
            format!("{c}.environment[0].value Number≠Text"),
            format!("{c}.environment[1] Null≠Object"),
            format!("{c}.dockerLabels.a Number≠Text"),
            format!("{c}.ulimits[0].softLimit range"),
            format!("{c}.ulimits[0].hardLimit missing"),
            format!("{c}.custom unknown None"),
            format!("{c}.memoryReservation range"),
        ]
    );
    // Unknown members are kept as they are.
    assert_eq!(definition.input["famly"], "b");
    assert_eq!(definition.input["containerDefinitions"][0]["custom"], json!({"kept": null}));
    assert_eq!(definition.input["containerDefinitions"][0]["memory"], 64);
    assert!(definition.input.get("revision").is_none());
}

/// TD-6: an empty structure lacks what the API requires of it; where nothing is required it is as
/// if it were not there, as real files have it.
#[test]
fn empty_structures() {
    let problems = |container: Value, more: Value| {
        let mut input = json!({"family": "f", "containerDefinitions": [container]});
        input.as_object_mut().expect("one").extend(more.as_object().expect("one").clone());
        let (_, problems) = TaskDefinition::read(&input);
        problems.iter().map(|found| format!("{} {:?}", found.path, found.message)).collect()
    };
    let plain = json!({"name": "a", "image": "a"});
    let none: Vec<String> = problems(plain.clone(), json!({"runtimePlatform": {}}));
    assert!(none.is_empty(), "{none:?}");
    let storage: Vec<String> = problems(plain, json!({"ephemeralStorage": {}}));
    assert!(storage[0].contains("sizeInGiB"), "{storage:?}");
    let credentials: Vec<String> = problems(
        json!({"name": "a", "image": "a", "repositoryCredentials": {}}),
        json!({"volumes": []}),
    );
    assert!(credentials[0].contains("credentialsParameter"), "{credentials:?}");
}
