//! What stands in the composer's forms and was not sent yet.

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::model::launch_type::LaunchType;

/// A form of the composer. A refusal is shown at the foot of the form that made the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Register a task definition.
    Definition,
    /// Create a service.
    Service,
    /// Change a service.
    ServiceRow,
    /// Add instances.
    Capacity,
    /// Run a task.
    Run,
}

/// The call that a form made last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Submitted {
    /// Which form.
    pub form: Form,
    /// The call's position in the list of calls.
    pub call: u32,
}

/// One row of "placement, in order".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrategyRow {
    /// `spread`, `binpack`, `random`
    pub kind: Rc<str>,
    /// What it looks at; not sent for `random` (PL-50).
    pub field: Rc<str>,
}

/// The strategies that the form offers, in the API's words: (type, field).
pub const STRATEGIES: [(&str, &str); 5] = [
    ("spread", "attribute:ecs.availability-zone"),
    ("spread", "instanceId"),
    ("binpack", "memory"),
    ("binpack", "cpu"),
    ("random", ""),
];

/// The form "New service".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceDraft {
    /// `serviceName`
    pub name: Rc<str>,
    /// `taskDefinition`: `web` or `web:3`.
    pub definition: Rc<str>,
    /// `desiredCount`
    pub desired: u32,
    /// `launchType`
    pub launch_type: LaunchType,
    /// `schedulingStrategy` is DAEMON: one task on every instance.
    pub daemon: bool,
    /// `placementStrategy`, in order.
    pub strategies: Rc<[StrategyRow]>,
    /// `distinctInstance` is among the constraints.
    pub distinct: bool,
    /// `memberOf` expression; empty = none.
    pub member_of: Rc<str>,
}

impl Default for ServiceDraft {
    fn default() -> Self {
        let row = |n: usize| {
            STRATEGIES
                .get(n)
                .map(|(kind, field)| StrategyRow { kind: (*kind).into(), field: (*field).into() })
        };
        Self {
            name: "".into(),
            definition: "".into(),
            desired: 2,
            launch_type: LaunchType::Ec2,
            daemon: false,
            strategies: [row(0), row(2)].into_iter().flatten().collect(),
            distinct: false,
            member_of: "".into(),
        }
    }
}

/// The form "Add instances".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CapacityDraft {
    /// `instanceType`
    pub instance_type: Rc<str>,
    /// `count`
    pub count: u32,
    /// Zones to deal them over; empty = all of the Region's.
    pub zones: Rc<[Rc<str>]>,
    /// Custom attributes as written: `stack=prod, ssd`.
    pub attributes: Rc<str>,
    /// Windows machines rather than Linux.
    pub windows: bool,
}

impl Default for CapacityDraft {
    fn default() -> Self {
        Self {
            instance_type: "m5.large".into(),
            count: 2,
            zones: Rc::new([]),
            attributes: "".into(),
            windows: false,
        }
    }
}

/// The form "Run a task".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunDraft {
    /// `taskDefinition`
    pub definition: Rc<str>,
    /// `count`
    pub count: u32,
    /// `launchType`
    pub launch_type: LaunchType,
}

impl Default for RunDraft {
    fn default() -> Self {
        Self { definition: "".into(), count: 1, launch_type: LaunchType::Ec2 }
    }
}

/// `awsvpcConfiguration` over one subnet a zone, as the playground names them (design, section 2).
pub fn network(zones: &[Rc<str>]) -> Value {
    let subnets: Vec<String> = zones.iter().map(|zone| format!("subnet-{zone}")).collect();
    json!({ "awsvpcConfiguration": { "subnets": subnets, "assignPublicIp": "ENABLED" } })
}

impl ServiceDraft {
    /// CreateService's input. `network` is sent where the definition's tasks have an interface
    /// of their own.
    pub fn input(&self, cluster: &str, network: Option<Value>) -> Value {
        let mut input = Map::new();
        input.insert("cluster".into(), cluster.into());
        input.insert("serviceName".into(), (&*self.name).into());
        input.insert("taskDefinition".into(), (&*self.definition).into());
        let daemon = self.daemon && self.launch_type != LaunchType::Fargate;
        if daemon {
            input.insert("schedulingStrategy".into(), "DAEMON".into());
        } else {
            input.insert("desiredCount".into(), self.desired.into());
        }
        input.insert("launchType".into(), self.launch_type.as_str().into());
        if self.launch_type != LaunchType::Fargate {
            let strategy = self.strategy();
            if !strategy.is_empty() && !daemon {
                input.insert("placementStrategy".into(), strategy.into());
            }
            let constraints = self.constraints();
            if !constraints.is_empty() {
                input.insert("placementConstraints".into(), constraints.into());
            }
        }
        if let Some(network) = network {
            input.insert("networkConfiguration".into(), network);
        }
        Value::Object(input)
    }

    fn strategy(&self) -> Vec<Value> {
        self.strategies
            .iter()
            .map(|row| {
                if row.field.is_empty() {
                    json!({ "type": &*row.kind })
                } else {
                    json!({ "type": &*row.kind, "field": &*row.field })
                }
            })
            .collect()
    }

    fn constraints(&self) -> Vec<Value> {
        let distinct = self.distinct.then(|| json!({ "type": "distinctInstance" }));
        let member = Some(self.member_of.trim())
            .filter(|expression| !expression.is_empty())
            .map(|expression| json!({ "type": "memberOf", "expression": expression }));
        distinct.into_iter().chain(member).collect()
    }
}

impl CapacityDraft {
    /// `ec2:RunInstances`' input.
    pub fn input(&self, cluster: &str) -> Value {
        let mut input = Map::new();
        input.insert("cluster".into(), cluster.into());
        input.insert("instanceType".into(), (&*self.instance_type).into());
        input.insert("count".into(), self.count.into());
        if !self.zones.is_empty() {
            let zones: Vec<Value> = self.zones.iter().map(|zone| (&**zone).into()).collect();
            input.insert("availabilityZones".into(), zones.into());
        }
        let mut attributes: Vec<Value> = self
            .attributes
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| match part.split_once('=') {
                Some((name, value)) => json!({ "name": name.trim(), "value": value.trim() }),
                None => json!({ "name": part }),
            })
            .collect();
        if self.windows {
            attributes.push(json!({ "name": "ecs.os-type", "value": "windows" }));
        }
        if !attributes.is_empty() {
            input.insert("attributes".into(), attributes.into());
        }
        Value::Object(input)
    }
}

impl RunDraft {
    /// RunTask's input.
    pub fn input(&self, cluster: &str, network: Option<Value>) -> Value {
        let mut input = Map::new();
        input.insert("cluster".into(), cluster.into());
        input.insert("taskDefinition".into(), (&*self.definition).into());
        input.insert("count".into(), self.count.into());
        input.insert("launchType".into(), self.launch_type.as_str().into());
        if let Some(network) = network {
            input.insert("networkConfiguration".into(), network);
        }
        Value::Object(input)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_write_the_apis_own_json() {
        let draft = ServiceDraft {
            name: "web".into(),
            definition: "web:3".into(),
            distinct: true,
            member_of: " attribute:stack == prod ".into(),
            ..ServiceDraft::default()
        };
        assert_eq!(
            draft.input("demo", None),
            json!({
                "cluster": "demo", "serviceName": "web", "taskDefinition": "web:3",
                "desiredCount": 2, "launchType": "EC2",
                "placementStrategy": [
                    { "type": "spread", "field": "attribute:ecs.availability-zone" },
                    { "type": "binpack", "field": "memory" }
                ],
                "placementConstraints": [
                    { "type": "distinctInstance" },
                    { "type": "memberOf", "expression": "attribute:stack == prod" }
                ]
            })
        );
        let daemon = ServiceDraft { daemon: true, ..draft.clone() }.input("demo", None);
        assert_eq!(daemon["schedulingStrategy"], "DAEMON");
        assert!(daemon.get("desiredCount").is_none() && daemon.get("placementStrategy").is_none());
        let fargate = ServiceDraft { launch_type: LaunchType::Fargate, ..draft };
        let input = fargate.input("demo", Some(network(&["ap-northeast-1a".into()])));
        assert!(input.get("placementStrategy").is_none());
        assert_eq!(
            input["networkConfiguration"]["awsvpcConfiguration"]["subnets"],
            json!(["subnet-ap-northeast-1a"])
        );
    }

    #[test]
    fn attributes_are_read_as_written() {
        let draft =
            CapacityDraft { attributes: "stack=prod, ssd ,".into(), ..CapacityDraft::default() };
        assert_eq!(
            draft.input("demo")["attributes"],
            json!([{ "name": "stack", "value": "prod" }, { "name": "ssd" }])
        );
        assert!(CapacityDraft::default().input("demo").get("attributes").is_none());
        let windows = CapacityDraft { windows: true, ..CapacityDraft::default() };
        assert_eq!(
            windows.input("demo")["attributes"],
            json!([{ "name": "ecs.os-type", "value": "windows" }])
        );
    }
}
