//! What a document is, by its outer shape (corpus.md, "What the importer must do").

use serde_json::{Value, json};

use crate::base::FieldPath;

/// The outer shape of a pasted document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outline {
    /// RegisterTaskDefinition's input, or the inside of DescribeTaskDefinition's output.
    TaskDefinition,
    /// DescribeTaskDefinition's output.
    Described,
    /// A recorder's wrapper around an answer: `{"status_code", "data"}`.
    Recorded,
    /// `{"taskDefinitions": [...]}`: the first is taken.
    Several,
    /// A bare list of container definitions, as Terraform keeps them.
    ContainerList,
    /// One container definition alone.
    OneContainer,
    /// A CreateService input or a described service.
    Service,
    /// A CloudFormation template.
    CloudFormation,
    /// A Compose file.
    Compose,
    /// A scenario of this playground.
    Scenario,
    /// Something else.
    Unknown,
}

/// A task definition found in a document.
#[derive(Clone, Debug)]
pub struct Found {
    /// The shape it was found in.
    pub outline: Outline,
    /// Where it stands in the document.
    pub base: FieldPath,
    /// The RegisterTaskDefinition input; `None` where there is none.
    pub input: Option<Value>,
}

fn is_container(value: &Value) -> bool {
    value.get("image").is_some() && value.get("containerDefinitions").is_none()
}

/// Looks for a task definition by the document's outer shape.
pub fn find_task_definition(value: &Value) -> Found {
    find(value, FieldPath::root(), 0)
}

fn find(value: &Value, base: FieldPath, depth: u32) -> Found {
    let nothing = |outline| Found { outline, base: FieldPath::root(), input: None };
    if value.get("containerDefinitions").is_some() {
        let outline = Outline::TaskDefinition;
        return Found { outline, base, input: Some(value.clone()) };
    }
    if let Value::Array(items) = value {
        if !items.is_empty() && items.iter().all(is_container) {
            let input = json!({ "family": "pasted", "containerDefinitions": value });
            return Found { outline: Outline::ContainerList, base, input: Some(input) };
        }
        return nothing(Outline::Unknown);
    }
    if depth < 3 {
        for (key, outline) in [
            ("taskDefinition", Outline::Described),
            ("data", Outline::Recorded),
            ("taskDefinitions", Outline::Several),
        ] {
            let inner = value.get(key);
            let (inner, path) = match (key, inner) {
                ("taskDefinitions", Some(Value::Array(list))) => {
                    (list.first(), base.key(key).index(0))
                }
                (_, inner) => (inner, base.key(key)),
            };
            if let Some(inner) = inner.filter(|inner| inner.is_object()) {
                let mut found = find(inner, path, depth + 1);
                if let Some(input) = &mut found.input {
                    // The tags of a described definition stand beside it.
                    if let (Some(tags), Value::Object(map)) = (value.get("tags"), input) {
                        map.entry("tags").or_insert_with(|| tags.clone());
                    }
                    found.outline = outline;
                    return found;
                }
            }
        }
    }
    if is_container(value) && value.get("name").is_some() {
        let input = json!({ "family": "pasted", "containerDefinitions": [value] });
        return Found { outline: Outline::OneContainer, base, input: Some(input) };
    }
    let has = |key: &str| value.get(key).is_some();
    nothing(if has("calls") && has("version") {
        Outline::Scenario
    } else if has("Resources") || has("AWSTemplateFormatVersion") {
        Outline::CloudFormation
    } else if has("serviceName") || has("desiredCount") || has("services") && has("failures") {
        Outline::Service
    } else if has("services") {
        Outline::Compose
    } else if has("family") {
        let outline = Outline::TaskDefinition;
        return Found { outline, base, input: Some(value.clone()) };
    } else {
        Outline::Unknown
    })
}
