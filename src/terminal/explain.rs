//! `explain`: the funnel of one placement.

use serde_json::{Value, json};

use super::arguments::{Arguments, played};
use super::{End, Output};
use crate::placement::decision::Removal;
use crate::placement::filter::Reason;
use crate::placement::fix::Fix;
use crate::placement::strategy;
use crate::placement::{Decision, Step};
use crate::simulation::explain::{Explanation, Verdict};
use crate::simulation::forecast::{self, Until};
use crate::simulation::{Player, admission};
use crate::texts;
use crate::texts::explain::{Line, fix, line};

pub(super) fn explain(arguments: &Arguments, output: &mut Output) -> Result<End, String> {
    let at = arguments.at.ok_or("explain wants --at T")?;
    let (scenario, _) = arguments.scenario()?;
    let player = played(&scenario, at);
    let world = player.world();
    let first = world.clusters.iter().find(|cluster| cluster.active).map(|c| c.name.to_string());
    let name = arguments.cluster.clone().or(first).unwrap_or_default();
    let Some(cluster) = world.cluster_named(&name) else {
        Output::error(&format!("there is no cluster `{name}` at {at}"));
        return Ok(End::Found);
    };
    let mut room = None;
    let explanation = match (&arguments.task, &arguments.service) {
        (Some(task), None) => match admission::task(world, cluster, task) {
            Ok(index) => player.explain_task(cluster, index),
            Err(error) => {
                Output::error(&format!("{task}: {}", error.message));
                return Ok(End::Found);
            }
        },
        (None, Some(service)) => {
            let services = &world.clusters[cluster as usize].services;
            match (0..).zip(services).find(|(_, s)| *s.name == **service) {
                Some((index, _)) => {
                    room = forecast::of_service(player.simulation(), cluster, index);
                    player.explain_waiting(cluster, index)
                }
                None => {
                    Output::error(&format!("there is no service `{service}` at {at}"));
                    return Ok(End::Found);
                }
            }
        }
        _ => return Err("explain wants --task REF or --service NAME".to_owned()),
    };
    // How many more find room is told either way.
    let room = room.zip(arguments.service.as_deref()).map(|(room, name)| {
        let zone = match &room.until {
            Until::Full(nearest, _) => {
                let instance =
                    world.clusters[cluster as usize].instances.get(nearest.slot as usize);
                instance.map(|instance| world.zone_name(instance.zone))
            }
            _ => None,
        };
        texts::forecast::line(arguments.lang, name, &room, &zone.unwrap_or_else(|| "".into()))
    });
    let Some(explanation) = explanation else {
        output.line(line(arguments.lang, &Line::NothingWaits));
        room.into_iter().for_each(|room| output.line(room));
        return Ok(End::Found);
    };
    if arguments.json {
        output.json(&as_json(&player, &explanation));
    } else {
        print(&player, &explanation, arguments, output);
        room.into_iter().for_each(|room| output.line(room));
    }
    Ok(End::Done)
}

/// The numbers that a check looked at.
fn numbers(reason: &Reason) -> Value {
    match reason {
        Reason::Cpu { needed, remaining } | Reason::Memory { needed, remaining } => {
            json!({ "needed": needed, "remaining": remaining })
        }
        Reason::Gpu { needed, remaining } => json!({ "needed": needed, "remaining": remaining }),
        Reason::Port(_, port) => json!({ "port": port }),
        Reason::Attribute(name) => json!({ "attribute": &**name }),
        Reason::MemberOf(n) => json!({ "constraint": n }),
        Reason::Agent
        | Reason::Location
        | Reason::PortLimit
        | Reason::Eni
        | Reason::DistinctInstance(_) => json!({}),
    }
}

fn value_json(value: &strategy::Value) -> Value {
    match value {
        strategy::Value::Tasks(count, bucket) => json!({ "tasks": count, "bucket": &**bucket }),
        strategy::Value::Cpu(units) => json!({ "remainingCpu": units }),
        strategy::Value::Memory(mib) => json!({ "remainingMemory": mib }),
        strategy::Value::Drawn(drawn) => json!({ "drawn": drawn }),
    }
}

fn removal_json(removal: &Removal) -> Value {
    json!({
        "containerInstance": format!("#{}", removal.slot + 1),
        "reason": removal.reason.api(),
        "numbers": numbers(&removal.reason),
    })
}

/// With what else the instance fails (PL-41).
fn removed_json(decision: &Decision) -> Vec<Value> {
    let reason = |reason: &Reason| json!({ "reason": reason.api(), "numbers": numbers(reason) });
    let also = |n: usize| decision.also.get(n).map(|all| all.iter().map(reason).collect());
    let removals = decision.removals.iter().enumerate();
    removals
        .map(|(n, removal)| {
            let mut out = removal_json(removal);
            out["also"] = Value::Array(also(n).unwrap_or_default());
            out
        })
        .collect()
}

fn fix_json(fix: &Fix) -> Value {
    match fix {
        Fix::LessCpu { from, to } => json!({ "kind": "cpu", "from": from, "to": to }),
        Fix::LessMemory { from, to } => json!({ "kind": "memory", "from": from, "to": to }),
        Fix::OtherPort { protocol, from, to } => {
            json!({ "kind": "hostPort", "protocol": protocol.word(), "from": from, "to": to })
        }
        Fix::AnyPort { protocol, from } => {
            json!({ "kind": "dynamicHostPort", "protocol": protocol.word(), "from": from })
        }
        Fix::WithoutTerm { constraint, span, term } => json!({
            "kind": "term", "constraint": constraint, "start": span.start, "end": span.end, "term": &**term,
        }),
        Fix::WithoutConstraint { constraint, kind } => {
            json!({ "kind": "constraint", "constraint": constraint, "type": kind })
        }
        Fix::OneMore { like } => json!({ "kind": "instance", "like": slot(*like) }),
    }
}

fn step_json(step: &Step) -> Value {
    let (kind, field) = step.api();
    json!({ "type": kind, "field": field })
}

fn slot(number: u32) -> String {
    format!("#{}", number + 1)
}

fn as_json(player: &Player, why: &Explanation) -> Value {
    let world = player.world();
    let definition = world.definition(why.definition);
    let name = format!("{}:{}", definition.definition.family, definition.revision);
    let decision = match &why.verdict {
        Verdict::Fargate { zones, chosen } => json!({
            "zones": zones.iter().map(|(zone, tasks)| {
                json!({ "availabilityZone": &*world.zone_name(*zone), "tasks": tasks })
            }).collect::<Vec<_>>(),
            "chosen": chosen.map(|zone| world.zone_name(zone).to_string()),
        }),
        Verdict::Instances(decision) => json!({
            "candidates": decision.pool.iter().map(|s| slot(*s)).collect::<Vec<_>>(),
            "removed": removed_json(decision),
            "strategies": decision.rankings.iter().map(|ranking| json!({
                "strategy": step_json(&ranking.step),
                "ranking": ranking.values.iter().map(|(s, value)| json!({
                    "containerInstance": slot(*s), "value": value_json(value),
                })).collect::<Vec<_>>(),
                "kept": ranking.kept.iter().map(|s| slot(*s)).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "tied": decision.tied.iter().map(|s| slot(*s)).collect::<Vec<_>>(),
            "chosen": decision.chosen().map(slot),
            "nearest": decision.nearest.as_ref().map(removal_json),
            "fixes": decision.fixes.iter().map(fix_json).collect::<Vec<_>>(),
        }),
    };
    json!({
        "at": why.at.time.to_string(),
        "taskDefinition": name,
        "group": &*why.group,
        "defaultStrategy": why.default_strategy,
        "capacityProvider": why.capacity_provider.as_deref(),
        "waitsInProvisioning": why.waits(),
        "rebalancedZone": why.rebalanced_zone.as_deref(),
        "decision": decision,
    })
}

fn print(player: &Player, why: &Explanation, arguments: &Arguments, output: &mut Output) {
    let world = player.world();
    let lang = arguments.lang;
    let definition = world.definition(why.definition);
    let name = format!("{}:{}", definition.definition.family, definition.revision);
    let at = why.at.time.to_string();
    output.line(line(lang, &Line::Head { name: &name, group: &why.group, at: &at }));
    if let Some(provider) = &why.capacity_provider {
        output.line(line(lang, &Line::Provider { provider }));
    }
    if let Some(zone) = &why.rebalanced_zone {
        output.line(line(lang, &Line::Rebalanced { zone }));
    }
    match &why.verdict {
        Verdict::Fargate { zones, chosen } => {
            for (zone, tasks) in zones {
                let zone = world.zone_name(*zone);
                output.line(line(lang, &Line::Zone { zone: &zone, tasks: *tasks }));
            }
            match chosen {
                Some(zone) => {
                    let zone = world.zone_name(*zone);
                    output.line(line(lang, &Line::Chosen { what: &zone }));
                }
                None => output.line(line(lang, &Line::FargateQuota)),
            }
        }
        Verdict::Instances(decision) => funnel(decision, arguments, output),
    }
    if why.waits() {
        output.line(line(lang, &Line::Waits));
    }
}

fn funnel(decision: &Decision, arguments: &Arguments, output: &mut Output) {
    let lang = arguments.lang;
    output.line(line(lang, &Line::Candidates { count: decision.pool.len() }));
    for (n, removal) in decision.removals.iter().enumerate() {
        output.line(line(lang, &Line::Removed { slot: removal.slot + 1, reason: &removal.reason }));
        for reason in decision.also.get(n).into_iter().flatten() {
            output.line(line(lang, &Line::Also { reason }));
        }
    }
    for ranking in &decision.rankings {
        let (kind, field) = ranking.step.api();
        output.line(line(lang, &Line::Strategy { kind, field: &field, kept: ranking.kept.len() }));
        for (slot, value) in &ranking.values {
            let kept = ranking.kept.contains(slot);
            output.line(line(lang, &Line::Ranked { slot: slot + 1, value, kept }));
        }
    }
    if decision.tied.len() > 1 {
        output.line(line(lang, &Line::Tie { count: decision.tied.len() }));
    }
    match decision.chosen() {
        Some(slot) => output.line(line(lang, &Line::Chosen { what: &format!("#{}", slot + 1) })),
        None => output.line(line(lang, &Line::Nowhere)),
    }
    if let Some(nearest) = &decision.nearest {
        output.line(line(lang, &Line::Nearest { slot: nearest.slot + 1, reason: &nearest.reason }));
    }
    for change in &decision.fixes {
        output.line(line(lang, &Line::Fix { what: &fix(lang, change) }));
    }
}
