//! Strategies as steps that narrow the candidates, in order (PL-49 to PL-57).

use std::collections::BTreeMap;
use std::rc::Rc;

use super::fleet::{Fleet, Slot};
use super::group::GroupCounts;
use crate::base::{Draw, Seed};
use crate::model::placement_types::{PlacementStrategy, PlacementStrategyType};

/// The attribute that names an instance's zone.
pub const ZONE_ATTRIBUTE: &str = "ecs.availability-zone";

/// One narrowing step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Fewest tasks of the group in the zone (PL-54).
    SpreadZone,
    /// Fewest tasks of the group on the instance (PL-56).
    SpreadInstance,
    /// Fewest tasks of the group over instances with the same value of an attribute (PL-54).
    SpreadAttribute(Rc<str>),
    /// Least remaining CPU that still fits (PL-53).
    BinpackCpu,
    /// Least remaining memory that still fits (PL-53).
    BinpackMemory,
    /// One at random; what follows has no effect (PL-57).
    Random,
}

/// What a step ranked an instance by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Tasks of the group in the bucket, and the bucket's name.
    Tasks(u32, Rc<str>),
    /// CPU units that remain before placing.
    Cpu(u32),
    /// MiB that remain before placing.
    Memory(u32),
    /// The draw.
    Drawn(u64),
}

impl Step {
    /// The steps of a list of strategies. Fields were checked when the call was admitted.
    pub fn of(strategies: &[PlacementStrategy]) -> Vec<Self> {
        strategies
            .iter()
            .map(|strategy| {
                let field = strategy.field.as_deref().unwrap_or("");
                match strategy.kind {
                    PlacementStrategyType::Random => Self::Random,
                    PlacementStrategyType::Binpack if field.eq_ignore_ascii_case("cpu") => {
                        Self::BinpackCpu
                    }
                    PlacementStrategyType::Binpack => Self::BinpackMemory,
                    PlacementStrategyType::Spread => match field.strip_prefix("attribute:") {
                        Some(ZONE_ATTRIBUTE) => Self::SpreadZone,
                        Some(name) => Self::SpreadAttribute(name.into()),
                        None => Self::SpreadInstance,
                    },
                }
            })
            .collect()
    }

    /// What a service without a strategy uses (PL-52).
    pub fn service_default() -> Vec<Self> {
        vec![Self::SpreadZone, Self::SpreadInstance]
    }

    /// What RunTask without a strategy uses (PL-52).
    pub fn run_task_default() -> Vec<Self> {
        vec![Self::Random]
    }

    /// The strategy as the API writes it: (type, field).
    pub fn api(&self) -> (&'static str, String) {
        match self {
            Self::SpreadZone => ("spread", format!("attribute:{ZONE_ATTRIBUTE}")),
            Self::SpreadInstance => ("spread", "instanceId".to_owned()),
            Self::SpreadAttribute(name) => ("spread", format!("attribute:{name}")),
            Self::BinpackCpu => ("binpack", "cpu".to_owned()),
            Self::BinpackMemory => ("binpack", "memory".to_owned()),
            Self::Random => ("random", String::new()),
        }
    }
}

/// The key of a random draw: who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DrawKey {
    /// The scenario's seed.
    pub seed: Seed,
    /// A hash of the asking task's path (cluster/service/n), never a list position.
    pub task: u64,
}

/// The value of an attribute on an instance; the zone counts as one.
pub fn attribute_value(fleet: &Fleet, slot: Slot, name: &str) -> Option<Rc<str>> {
    let facts = fleet.facts(slot);
    facts
        .attributes
        .iter()
        .find(|(n, _)| &**n == name)
        .map(|(_, value)| value.clone().unwrap_or_else(|| "".into()))
}

/// What a step ranks `candidates` by, in their order. Lower is better, except that `Random`
/// takes the least draw.
pub fn values(
    step: &Step,
    fleet: &Fleet,
    group: &GroupCounts,
    candidates: &[Slot],
    key: DrawKey,
    zones: &[Rc<str>],
) -> Vec<Value> {
    match step {
        Step::SpreadZone => candidates
            .iter()
            .map(|slot| {
                let zone = fleet.line(*slot).zone;
                let name = zones.get(usize::from(zone)).cloned().unwrap_or_default();
                Value::Tasks(group.in_zone(zone), name)
            })
            .collect(),
        Step::SpreadInstance => candidates
            .iter()
            .map(|slot| Value::Tasks(group.on(*slot), format!("#{}", slot + 1).into()))
            .collect(),
        Step::SpreadAttribute(name) => {
            let mut totals: BTreeMap<Rc<str>, u32> = BTreeMap::new();
            for (slot, count) in group.slots() {
                if let Some(value) = attribute_value(fleet, slot, name) {
                    *totals.entry(value).or_default() += count;
                }
            }
            candidates
                .iter()
                .map(|slot| match attribute_value(fleet, *slot, name) {
                    Some(value) => Value::Tasks(totals.get(&value).copied().unwrap_or(0), value),
                    None => Value::Tasks(u32::MAX, "(none)".into()), // PL-55
                })
                .collect()
        }
        Step::BinpackCpu => candidates.iter().map(|s| Value::Cpu(fleet.line(*s).cpu)).collect(),
        Step::BinpackMemory => {
            candidates.iter().map(|s| Value::Memory(fleet.line(*s).memory)).collect()
        }
        Step::Random => {
            candidates.iter().map(|slot| Value::Drawn(random_key(fleet, *slot, key))).collect()
        }
    }
}

fn random_key(fleet: &Fleet, slot: Slot, key: DrawKey) -> u64 {
    Draw::new(key.seed, "random").number(key.task).number(fleet.facts(slot).tie).value()
}

/// Keeps the best of `candidates`. The fast path of [`values`]: the same order, no names.
pub fn narrow(
    step: &Step,
    fleet: &Fleet,
    group: &GroupCounts,
    candidates: &mut Vec<Slot>,
    key: DrawKey,
) {
    match step {
        Step::SpreadZone => keep_least(candidates, |s| group.in_zone(fleet.line(s).zone)),
        Step::SpreadInstance => keep_least(candidates, |s| group.on(s)),
        Step::BinpackCpu => keep_least(candidates, |s| fleet.line(s).cpu),
        Step::BinpackMemory => keep_least(candidates, |s| fleet.line(s).memory),
        Step::Random => keep_least(candidates, |s| random_key(fleet, s, key)),
        Step::SpreadAttribute(_) => {
            let values = values(step, fleet, group, candidates, key, &[]);
            let count = |value: &Value| match value {
                Value::Tasks(count, _) => *count,
                _ => u32::MAX,
            };
            let Some(least) = values.iter().map(count).min() else { return };
            let mut values = values.iter();
            candidates.retain(|_| values.next().is_some_and(|v| count(v) == least));
        }
    }
}

fn keep_least<K: Ord + Copy>(candidates: &mut Vec<Slot>, value: impl Fn(Slot) -> K) {
    let mut best: Option<K> = None;
    let mut kept = 0;
    for at in 0..candidates.len() {
        let slot = candidates[at];
        let v = value(slot);
        match best {
            Some(least) if v > least => continue,
            Some(least) if v == least => {}
            _ => {
                best = Some(v);
                kept = 0;
            }
        }
        candidates[kept] = slot;
        kept += 1;
    }
    candidates.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// PL-49, PL-50: as the API writes them, in any letter case, and back.
    #[test]
    fn strategies_are_read_and_written() {
        use PlacementStrategyType::{Binpack, Random, Spread};
        for (kind, field, step, api) in [
            (Binpack, "CPU", Step::BinpackCpu, ("binpack", "cpu")),
            (Binpack, "memory", Step::BinpackMemory, ("binpack", "memory")),
            (Spread, "host", Step::SpreadInstance, ("spread", "instanceId")),
            (Spread, "instanceId", Step::SpreadInstance, ("spread", "instanceId")),
            (
                Spread,
                "attribute:ecs.availability-zone",
                Step::SpreadZone,
                ("spread", "attribute:ecs.availability-zone"),
            ),
            (
                Spread,
                "attribute:rack",
                Step::SpreadAttribute("rack".into()),
                ("spread", "attribute:rack"),
            ),
            (Random, "", Step::Random, ("random", "")),
        ] {
            let steps = Step::of(&[PlacementStrategy { kind, field: Some(field.into()) }]);
            assert_eq!(steps, [step]);
            assert_eq!(steps[0].api(), (api.0, api.1.to_owned()));
        }
    }
}
