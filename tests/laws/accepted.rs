//! How often the calls of each kind were accepted: laws that see only refusals say nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use ecs_playground::simulation::{Call, Player};
use serde_json::Value;

/// Accepted calls and all calls, by kind.
#[derive(Default)]
pub struct Accepted(BTreeMap<String, (u64, u64)>);

/// What a call of a service or of RunTask is about, beside its name; each is a kind of its own.
fn features(input: &Value) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    if let Some(word) = input["launchType"].as_str() {
        out.insert(format!("launchType {word}"));
    }
    if let Some(items) = input["capacityProviderStrategy"].as_array() {
        let names: Vec<&str> =
            items.iter().filter_map(|item| item["capacityProvider"].as_str()).collect();
        out.insert(format!("strategy [{}]", names.join(", ")));
    }
    let configuration = &input["deploymentConfiguration"];
    if let Some(word) = configuration["strategy"].as_str() {
        out.insert(format!("deployment {word}"));
    }
    for key in ["deploymentCircuitBreaker", "alarms", "maximumPercent"] {
        if configuration.get(key).is_some() {
            out.insert(key.to_owned());
        }
    }
    for hook in configuration["lifecycleHooks"].as_array().into_iter().flatten() {
        out.insert(format!("hook {}", hook["targetType"].as_str().unwrap_or_default()));
    }
    for key in ["forceNewDeployment", "schedulingStrategy", "loadBalancers"] {
        if input.get(key).is_some() {
            out.insert(key.to_owned());
        }
    }
    out
}

impl Accepted {
    /// Counts what a scenario's calls were answered.
    pub fn count(&mut self, player: &Player, calls: &[std::rc::Rc<Call>]) {
        for record in &player.journal().calls {
            let call = &calls[record.index as usize];
            let name = record.name.as_str();
            let mut kinds = vec![name.to_owned()];
            if name.ends_with("Service") || name == "ecs:RunTask" {
                kinds.extend(features(&call.input).into_iter().map(|f| format!("{name}: {f}")));
            }
            for kind in kinds {
                let of = self.0.entry(kind).or_default();
                of.0 += u64::from(record.result.is_ok());
                of.1 += 1;
            }
        }
    }

    /// Kinds of which nothing at all was accepted.
    pub fn never(&self) -> Vec<&str> {
        let never = self.0.iter().filter(|(_, (accepted, _))| *accepted == 0);
        never.map(|(kind, _)| &**kind).collect()
    }
}

impl fmt::Display for Accepted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "accepted calls by kind, of all of that kind:")?;
        for (kind, (accepted, all)) in &self.0 {
            writeln!(f, "{accepted:>9} of {all:>9}  {kind}")?;
        }
        Ok(())
    }
}
