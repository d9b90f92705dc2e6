//! The report, version 1 (design, section 3): a contract. Keys in a fixed order, AWS shapes from
//! `simulation::describe`.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::document::{DocumentWarning, VERSION};
use crate::base::{Diagnostic, SimTime};
use crate::model::reader::ShapeProblem;
use crate::simulation::{ApiError, Player, World, cost, describe, quotas};
use crate::texts::{Lang, cost as texts};

/// A warning of the report, before it has words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Of the document.
    Document(DocumentWarning),
    /// Of a call's input: its index, its name.
    Input(u32, &'static str, Diagnostic<ShapeProblem>),
    /// A real call that is not simulated yet: its index, its name.
    NotSimulated(u32, &'static str),
}

/// Every warning of a played scenario.
pub fn warnings(player: &Player, document: &[DocumentWarning]) -> Vec<Warning> {
    let mut out: Vec<Warning> = document.iter().cloned().map(Warning::Document).collect();
    for record in &player.journal().calls {
        for note in record.notes.iter() {
            if matches!(
                note.message,
                ShapeProblem::UnknownField { .. }
                    | ShapeProblem::UnknownSubnet { .. }
                    | ShapeProblem::UncheckedBreaker
            ) {
                out.push(Warning::Input(record.index, record.name.as_str(), note.clone()));
            }
        }
        if let Err(ApiError { exception, .. }) = &record.result
            && &**exception == "PlaygroundNotSimulated"
        {
            out.push(Warning::NotSimulated(record.index, record.name.as_str()));
        }
    }
    out
}

fn calls(player: &Player) -> Vec<Value> {
    player
        .journal()
        .calls
        .iter()
        .map(|record| {
            let mut out = Map::new();
            out.insert("at".to_owned(), record.at.time.to_string().into());
            out.insert("call".to_owned(), record.name.as_str().into());
            out.insert("accepted".to_owned(), record.result.is_ok().into());
            match &record.result {
                Ok(output) => out.insert("output".to_owned(), (**output).clone()),
                Err(error) => out.insert(
                    "error".to_owned(),
                    json!({ "type": &*error.exception, "message": &*error.message }),
                ),
            };
            Value::Object(out)
        })
        .collect()
}

fn clusters(world: &World, now: SimTime) -> Vec<Value> {
    (0..)
        .zip(&world.clusters)
        .map(|(index, cluster)| {
            let instances = u32::try_from(cluster.instances.len()).unwrap_or(u32::MAX);
            let services = u32::try_from(cluster.services.len()).unwrap_or(u32::MAX);
            // LC-25: stopped tasks stay an hour.
            let visible = (0..).zip(&cluster.tasks).filter(|(_, task)| task.is_visible(now));
            let mut out = Map::new();
            if let Value::Object(described) = describe::cluster(world, index) {
                out.extend(described);
            }
            let list: Vec<Value> =
                (0..instances).map(|i| describe::container_instance(world, index, i)).collect();
            out.insert("containerInstances".to_owned(), list.into());
            let list: Vec<Value> =
                (0..services).map(|i| describe::service(world, index, i)).collect();
            out.insert("services".to_owned(), list.into());
            let list: Vec<Value> = visible.map(|(i, _)| describe::task(world, index, i)).collect();
            out.insert("tasks".to_owned(), list.into());
            Value::Object(out)
        })
        .collect()
}

fn cost_lines(world: &World, now: SimTime) -> Value {
    let bill = cost::statement(world, now);
    let rows: Vec<Value> = bill
        .lines
        .iter()
        .map(|line| {
            let thousandths = line.quantity_thousandths();
            json!({
                "what": texts::what(Lang::En, line.what),
                "quantity": format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000),
                "unit": line.what.unit().as_str(),
                "usd": line.usd.to_string(),
            })
        })
        .collect();
    json!({ "lines": rows, "totalUsd": bill.total.to_string() })
}

/// The report at the player's time. `diagnostics` are the warnings in words.
pub fn report(player: &Player, diagnostics: &[String]) -> Value {
    let world = player.world();
    let now = player.time();
    let definitions: Vec<Value> = (0..)
        .zip(&world.definitions)
        .map(|(index, _): (u32, &Rc<_>)| describe::task_definition(world, index))
        .collect();
    let quota_rows: Vec<Value> = quotas::usage(world)
        .iter()
        .map(|row| {
            json!({
                "code": row.quota.code,
                "name": row.quota.name,
                "value": row.value,
                "default": row.default,
                "adjustable": row.adjustable,
                "used": row.used,
                "scope": row.quota.scope,
            })
        })
        .collect();
    json!({
        "version": VERSION,
        "time": now.to_string(),
        "calls": calls(player),
        "clusters": clusters(world, now),
        "taskDefinitions": definitions,
        "quotas": quota_rows,
        "cost": cost_lines(world, now),
        "jobs": [],
        "diagnostics": diagnostics,
        "truncated": player.truncated(),
    })
}
