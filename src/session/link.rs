//! Where scenarios come from and go to: links, what the browser kept, examples.

use std::rc::Rc;

use serde_json::{Value, json};

use super::history::Scenario;
use super::notice::LinkTrouble;
use crate::base::SimTime;
use crate::simulation::{Call, CallName, Setup};
use crate::texts::Lang;

/// The payload in the part of an address behind `#`.
pub fn payload(fragment: &str) -> Option<&str> {
    fragment.trim_start_matches('#').split('&').find_map(|part| part.strip_prefix("s="))
}

/// The scenario as a link's payload.
pub fn encode(_scenario: &Scenario) -> Rc<str> {
    "".into()
}

/// The scenario in a link's payload.
pub fn decode(_payload: &str) -> Result<Rc<Scenario>, LinkTrouble> {
    Err(LinkTrouble::UnknownVersion)
}

/// What RegisterTaskDefinition takes of a pasted text.
pub fn definition_input(text: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(text).ok()?;
    match value {
        Value::Object(mut map) => Some(map.remove("taskDefinition").unwrap_or(Value::Object(map))),
        _ => None,
    }
}

/// The example of this name; the empty name is the one that the page opens with.
pub fn example(_id: &str, lang: Lang) -> Option<Rc<Scenario>> {
    let call = |ms: u64, name: &str, input: Value| {
        CallName::parse(name)
            .map(|name| Rc::new(Call { at: SimTime(ms), name, input: Rc::new(input) }))
    };
    let calls: Vec<Rc<Call>> = [
        call(0, "ecs:CreateCluster", json!({ "clusterName": "demo" })),
        call(
            0,
            "ec2:RunInstances",
            json!({ "cluster": "demo", "instanceType": "m5.large", "count": 6, "registerAfter": "2s" }),
        ),
        call(
            3_000,
            "ecs:RegisterTaskDefinition",
            json!({ "family": "web", "containerDefinitions": [{
                "name": "web", "image": "public.ecr.aws/nginx/nginx:1.27", "cpu": 256, "memory": 1024,
                "essential": true, "portMappings": [{ "containerPort": 80 }]
            }] }),
        ),
        call(
            4_000,
            "ecs:CreateService",
            json!({ "cluster": "demo", "serviceName": "web", "taskDefinition": "web",
                "desiredCount": 9, "launchType": "EC2", "placementStrategy": [
                    { "type": "spread", "field": "attribute:ecs.availability-zone" },
                    { "type": "spread", "field": "instanceId" }
                ] }),
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    let title = match lang {
        Lang::En => "web on three zones",
        Lang::ZhTw => "三個可用區域上的 web",
    };
    Some(Rc::new(Scenario {
        title: title.into(),
        setup: Rc::new(Setup::default()),
        calls: calls.into(),
    }))
}
