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
    /// The properties of an `AWS::ECS::TaskDefinition`, in CloudFormation's PascalCase.
    Properties,
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
    /// It is written as CloudFormation writes it: `model::task_definition::from_cloud_formation`.
    pub template: bool,
}

fn is_container(value: &Value) -> bool {
    let has = |key| value.get(key).is_some();
    (has("image") || has("Image")) && !has("containerDefinitions") && !has("ContainerDefinitions")
}

/// The properties of a template's first task definition, and where they stand.
fn in_template<'a>(value: &'a Value, base: &FieldPath) -> Option<(FieldPath, &'a Value)> {
    let resources = value.get("Resources")?.as_object()?;
    resources.iter().find_map(|(name, resource)| {
        let path = base.key("Resources").key(name).key("Properties");
        let is = resource.get("Type")?.as_str()? == "AWS::ECS::TaskDefinition";
        Some((path, resource.get("Properties").filter(|_| is)?))
    })
}

/// Looks for a task definition by the document's outer shape.
pub fn find_task_definition(value: &Value) -> Found {
    find(value, FieldPath::root(), 0)
}

fn find(value: &Value, base: FieldPath, depth: u32) -> Found {
    let nothing =
        |outline| Found { outline, base: FieldPath::root(), input: None, template: false };
    if value.get("containerDefinitions").is_some() {
        let outline = Outline::TaskDefinition;
        return Found { outline, base, input: Some(value.clone()), template: false };
    }
    if value.get("ContainerDefinitions").is_some() {
        let outline = Outline::Properties;
        return Found { outline, base, input: Some(value.clone()), template: true };
    }
    if let Some((path, properties)) = in_template(value, &base) {
        return find(properties, path, depth + 1);
    }
    if let Value::Array(items) = value {
        if !items.is_empty() && items.iter().all(is_container) {
            let input = json!({ "family": "pasted", "containerDefinitions": value });
            let template = items.iter().any(|item| item.get("Image").is_some());
            return Found { outline: Outline::ContainerList, base, input: Some(input), template };
        }
        return nothing(Outline::Unknown);
    }
    if depth < 3 {
        for (key, outline) in [
            ("taskDefinition", Outline::Described),
            ("data", Outline::Recorded),
            ("taskDefinitions", Outline::Several),
            ("Properties", Outline::Properties),
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
    let named = value.get("name").or_else(|| value.get("Name"));
    if is_container(value) && named.is_some() {
        let input = json!({ "family": "pasted", "containerDefinitions": [value] });
        let template = value.get("Image").is_some();
        return Found { outline: Outline::OneContainer, base, input: Some(input), template };
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
        return Found { outline, base, input: Some(value.clone()), template: false };
    } else {
        Outline::Unknown
    })
}
