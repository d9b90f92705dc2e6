//! A smallest fix (`placement/fix.rs`) as calls of the real API, to be made at the playhead.

use serde_json::{Value, json};

use super::message::NewCall;
use super::selection::Selection;
use super::state::Session;
use crate::model::launch_type::LaunchType;
use crate::model::placement_types::{PlacementConstraint, PlacementConstraintType};
use crate::placement::fix::Fix;
use crate::query::Expression;
use crate::simulation::Call;
use crate::simulation::explain::{Explanation, Verdict};
use crate::simulation::rehearsal::{self, Landing, Who};

/// Least memory of a container in MiB (PL-26).
const LEAST_MEMORY: u64 = 6;

/// The calls of the `n`th fix of what is explained.
pub fn nth(session: &Session, n: usize) -> Option<Vec<NewCall>> {
    let why = session.explanation()?;
    let Verdict::Instances(decision) = &why.verdict else { return None };
    calls(session, why, decision.fixes.get(n)?)
}

/// The calls; `None` = it cannot be done by one click.
pub fn calls(session: &Session, why: &Explanation, fix: &Fix) -> Option<Vec<NewCall>> {
    let world = session.world();
    let cluster = world.clusters.get(why.cluster as usize)?;
    let registered = world.known_definition(why.definition)?;
    // What one RunTask overrode belongs to no revision.
    if registered.overrides.is_some() && !matches!(fix, Fix::OneMore { .. }) {
        return None;
    }
    match fix {
        Fix::OneMore { like } => {
            let instance = cluster.instances.get(*like as usize)?;
            if instance.launch_type == LaunchType::External {
                return None;
            }
            let facts = cluster.fleet.facts(*like);
            let attributes: Vec<Value> = facts
                .attributes
                .iter()
                .filter(|(name, _)| is_own(name) || facts.is_windows() && &**name == "ecs.os-type")
                .map(|(name, value)| json!({ "name": &**name, "value": value.as_deref() }))
                .collect();
            let input = json!({
                "cluster": &*cluster.name,
                "instanceType": instance.instance_type.name,
                "count": 1,
                "availabilityZones": [&*world.zone_name(instance.zone)],
                "attributes": attributes,
            });
            Some(NewCall::new("ec2:RunInstances", input)?).map(|call| vec![call])
        }
        Fix::WithoutTerm { constraint, .. } | Fix::WithoutConstraint { constraint, .. } => {
            // The definition's constraints come first, then the service's (PL-41).
            let own = registered.definition.placement_constraints.len();
            let at = usize::from(*constraint);
            if at < own {
                let list = without(&registered.definition.placement_constraints, at, fix)?;
                let mut input = (*registered.definition.input).clone();
                input.as_object_mut()?.insert("placementConstraints".to_owned(), list);
                return deployed(session, why, input);
            }
            let service = cluster.services.get(why.service? as usize)?;
            let list = without(&service.constraints, at - own, fix)?;
            update(session, why, "placementConstraints", list).map(|call| vec![call])
        }
        Fix::LessCpu { to, .. } => {
            let mut input = (*registered.definition.input).clone();
            less(&mut input, "cpu", u64::from(*to), 0);
            deployed(session, why, input)
        }
        Fix::LessMemory { to, .. } => {
            let mut input = (*registered.definition.input).clone();
            less(&mut input, "memory", u64::from(*to), LEAST_MEMORY);
            deployed(session, why, input)
        }
        Fix::OtherPort { protocol, from, to } => {
            let mut input = (*registered.definition.input).clone();
            on_port(&mut input, protocol.word(), *from, Some(*to))?;
            deployed(session, why, input)
        }
        Fix::AnyPort { protocol, from } => {
            let mut input = (*registered.definition.input).clone();
            on_port(&mut input, protocol.word(), *from, None)?;
            deployed(session, why, input)
        }
    }
}

/// When a task lands if a fix is made at the playhead: tried on a copy. `None` where it cannot be
/// done by one click, or where nothing waits for it (a RunTask that found no place is not tried
/// again, PL-42).
pub fn landing(session: &Session, why: &Explanation, fix: &Fix) -> Option<Landing> {
    let at = session.playback.playhead;
    let new = calls(session, why, fix)?;
    let made: Vec<Call> =
        new.into_iter().map(|NewCall { name, input }| Call { at, name, input }).collect();
    let who = match (why.service, session.view.selection) {
        (Some(service), _) => Who::Service(service),
        (None, Selection::Task { task, .. }) if why.waits() => Who::Task(task),
        (None, _) => return None,
    };
    rehearsal::landing(session.player.simulation(), &made, why.cluster, who)
}

/// Attributes that a user gave an instance, not ECS.
fn is_own(name: &str) -> bool {
    !name.starts_with("ecs.") && !name.starts_with("com.amazonaws.")
}

/// Registers a revision, and has the service, or another RunTask, take it.
fn deployed(session: &Session, why: &Explanation, input: Value) -> Option<Vec<NewCall>> {
    let family = input.get("family")?.clone();
    let register = NewCall::new("ecs:RegisterTaskDefinition", input)?;
    let take = match why.service {
        Some(_) => update(session, why, "taskDefinition", family)?,
        None => {
            let cluster = session.world().clusters.get(why.cluster as usize)?;
            let input = json!({ "cluster": &*cluster.name, "taskDefinition": family });
            NewCall::new("ecs:RunTask", input)?
        }
    };
    Some(vec![register, take])
}

fn update(session: &Session, why: &Explanation, field: &str, value: Value) -> Option<NewCall> {
    let cluster = session.world().clusters.get(why.cluster as usize)?;
    let service = cluster.services.get(why.service? as usize)?;
    let mut input = json!({ "cluster": &*cluster.name, "service": &*service.name });
    input.as_object_mut()?.insert(field.to_owned(), value);
    NewCall::new("ecs:UpdateService", input)
}

/// The constraints without the one at `at`, or without a comparison of it.
fn without(list: &[PlacementConstraint], at: usize, fix: &Fix) -> Option<Value> {
    let mut out = Vec::new();
    for (n, constraint) in list.iter().enumerate() {
        let expression = constraint.expression.as_deref();
        let expression = match fix {
            Fix::WithoutTerm { span, .. } if n == at => {
                let rest = Expression::parse(expression?).ok()?.without(*span)?;
                Some(written(&rest, expression?))
            }
            _ if n == at => continue,
            _ => expression.map(str::to_owned),
        };
        out.push(match constraint.kind {
            PlacementConstraintType::DistinctInstance => json!({ "type": "distinctInstance" }),
            PlacementConstraintType::MemberOf => {
                json!({ "type": "memberOf", "expression": expression? })
            }
        });
    }
    Some(out.into())
}

/// A query in words, each comparison as it stood in `source`.
fn written(query: &Expression, source: &str) -> String {
    let joined = |parts: &[Expression], word: &str| {
        let part = |part: &Expression| match part {
            Expression::All(_) | Expression::Any(_) => format!("({})", written(part, source)),
            _ => written(part, source),
        };
        parts.iter().map(part).collect::<Vec<_>>().join(word)
    };
    match query {
        Expression::Is(comparison) => {
            let span = comparison.span;
            source.get(span.start as usize..span.end as usize).unwrap_or_default().to_owned()
        }
        Expression::Not(inner) => format!("not ({})", written(inner, source)),
        Expression::All(parts) => joined(parts, " and "),
        Expression::Any(parts) => joined(parts, " or "),
    }
}

/// Lowers what the task asks of `key` to `to`: the task's own figure where it has one, and the
/// containers', the greatest first, until their sum fits (PL-24 to PL-26).
fn less(input: &mut Value, key: &'static str, to: u64, least: u64) {
    if let Some(own) = input.get_mut(key).filter(|own| !own.is_null()) {
        *own = to.to_string().into();
    }
    let containers = input.get_mut("containerDefinitions").and_then(Value::as_array_mut);
    let Some(containers) = containers else { return };
    let number = |container: &Value, field: &str| {
        container.get(field).and_then(Value::as_u64).filter(|n| *n > 0)
    };
    // What a container reserves counts before its limit (PL-25).
    let field = |container: &Value| match number(container, "memoryReservation") {
        Some(_) if key == "memory" => "memoryReservation",
        _ => key,
    };
    let amount = |container: &Value| number(container, field(container)).unwrap_or(0);
    loop {
        let sum: u64 = containers.iter().map(amount).sum();
        let greatest = containers.iter_mut().max_by_key(|container| amount(container));
        let Some(greatest) = greatest.filter(|_| sum > to) else { return };
        let now = amount(greatest);
        let then = now.saturating_sub(sum - to).max(least);
        if then >= now {
            return;
        }
        if let Some(value) = greatest.get_mut(field(greatest)) {
            *value = then.into();
        }
    }
}

/// Moves a host port, or leaves it to the instance.
fn on_port(input: &mut Value, protocol: &str, from: u16, to: Option<u16>) -> Option<()> {
    // With the host's network the container's port is the host's (NM-6): it cannot be left out.
    let host = input.get("networkMode").and_then(Value::as_str) == Some("host");
    if host && to.is_none() {
        return None;
    }
    let number = |value: Option<&Value>| value.and_then(Value::as_u64);
    for container in input.get_mut("containerDefinitions")?.as_array_mut()? {
        let mappings = container.get_mut("portMappings").and_then(Value::as_array_mut);
        for mapping in mappings.into_iter().flatten() {
            let word = mapping.get("protocol").and_then(Value::as_str).unwrap_or("tcp");
            let port = number(mapping.get("hostPort").filter(|v| !v.is_null()));
            let port = if host { port.or(number(mapping.get("containerPort"))) } else { port };
            if word != protocol || port != Some(u64::from(from)) {
                continue;
            }
            let mapping = mapping.as_object_mut()?;
            mapping.insert("hostPort".to_owned(), to.unwrap_or(0).into());
            if host {
                mapping.insert("containerPort".to_owned(), to?.into());
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SimTime;
    use crate::session::{InspectorTab, Message, Selection, View, update};
    use crate::texts::Lang;

    /// A cluster of two small instances in one zone, a definition, a service that waits.
    fn waiting(definition: Value, constraints: Value) -> Session {
        let mut definition = definition;
        definition["family"] = "app".into();
        let document = json!({ "version": 1, "calls": [
            { "call": "ecs:CreateCluster", "input": { "clusterName": "c" } },
            { "call": "ec2:RunInstances", "input": { "cluster": "c", "instanceType": "t3.medium",
                "count": 2, "registerAfter": "0s", "availabilityZones": ["ap-northeast-1a"],
                "attributes": [{ "name": "stack", "value": "prod" }] } },
            { "call": "ecs:RegisterTaskDefinition", "input": definition },
            { "at": "1s", "call": "ecs:CreateService", "input": { "cluster": "c", "serviceName": "app",
                "taskDefinition": "app", "desiredCount": 3, "placementConstraints": constraints } },
        ] });
        let (scenario, _) =
            crate::scenario::Scenario::read(&document.to_string()).expect("readable");
        let mut session = Session::new(std::rc::Rc::new(scenario), "1".into(), View::new(Lang::En));
        update(&mut session, Message::Seek(SimTime(60_000)));
        session.view.panels.inspector = true;
        session.view.panels.inspector_tab = InspectorTab::Why;
        update(&mut session, Message::Select(Selection::Waiting { cluster: 0, service: 0 }));
        session
    }

    fn fixes(session: &Session) -> Vec<Fix> {
        let Verdict::Instances(decision) = &session.explanation().expect("explained").verdict
        else {
            panic!("on instances")
        };
        decision.fixes.clone()
    }

    /// One click on each fix that is offered, in a world of its own: every call is accepted, the
    /// task that waited lands, and undo brings the world back.
    fn each_fix_works(definition: Value, constraints: Value, wanted: &[fn(&Fix) -> bool]) {
        let offered = fixes(&waiting(definition.clone(), constraints.clone()));
        for kind in wanted {
            assert!(offered.iter().any(kind), "{offered:?}");
        }
        for (n, fix) in offered.iter().enumerate() {
            let mut session = waiting(definition.clone(), constraints.clone());
            let before = std::rc::Rc::clone(session.scenario());
            let running = session.world().clusters[0].services[0].running;
            assert!(running < 3);
            update(&mut session, Message::Apply(n));
            assert!(session.scenario().calls.len() > before.calls.len(), "{fix:?}");
            for record in &session.player.journal().calls {
                assert!(record.result.is_ok(), "{fix:?}: {:?}", record.result);
            }
            update(&mut session, Message::Seek(SimTime(1_800_000)));
            let service = &session.world().clusters[0].services[0];
            assert!(service.running > running, "{fix:?}: {} run", service.running);
            update(&mut session, Message::Undo);
            assert_eq!(*session.scenario(), before);
        }
    }

    fn container(extra: &Value) -> Value {
        let mut container = json!({ "name": "a", "image": "x/a:1", "cpu": 10, "memory": 100 });
        for (key, value) in extra.as_object().expect("fields") {
            container[key] = value.clone();
        }
        container
    }

    #[test]
    fn less_memory_and_one_more_instance() {
        // Two containers, one with a reservation under its limit (PL-25).
        let definition = json!({ "containerDefinitions": [
            container(&json!({ "memory": 2000 })),
            container(&json!({ "name": "b", "memory": 1500, "memoryReservation": 1400 })) ] });
        each_fix_works(
            definition,
            json!([]),
            &[|f| matches!(f, Fix::LessMemory { .. }), |f| matches!(f, Fix::OneMore { .. })],
        );
        // The task's own figure is lowered with them.
        let definition = json!({ "memory": "3500", "containerDefinitions": [
            container(&json!({ "memoryReservation": 3400, "memory": null })) ] });
        each_fix_works(definition, json!([]), &[|f| matches!(f, Fix::LessMemory { .. })]);
    }

    #[test]
    fn less_cpu() {
        let definition = json!({ "containerDefinitions": [container(&json!({ "cpu": 1500 }))] });
        each_fix_works(definition, json!([]), &[|f| matches!(f, Fix::LessCpu { .. })]);
    }

    #[test]
    fn ports() {
        for mode in ["bridge", "host"] {
            let ports = json!([{ "containerPort": 8080, "hostPort": 8080 }]);
            let definition = json!({ "networkMode": mode,
                "containerDefinitions": [container(&json!({ "portMappings": ports }))] });
            let session = waiting(definition.clone(), json!([]));
            let offered = fixes(&session);
            let ours = offered.iter().filter(|f| matches!(f, Fix::AnyPort { .. }));
            for fix in ours {
                // With the host's network a port cannot be left to the instance (NM-6).
                let why = session.explanation().expect("explained");
                assert_eq!(calls(&session, why, fix).is_some(), mode == "bridge");
            }
            if mode == "bridge" {
                each_fix_works(
                    definition,
                    json!([]),
                    &[|f| matches!(f, Fix::OtherPort { .. }), |f| matches!(f, Fix::AnyPort { .. })],
                );
            }
        }
    }

    #[test]
    fn constraints() {
        let definition = json!({ "containerDefinitions": [container(&json!({}))] });
        let query = "(attribute:stack == prod or attribute:x exists) and attribute:disk == nvme";
        let list = json!([{ "type": "memberOf", "expression": query }]);
        each_fix_works(
            definition.clone(),
            list,
            &[
                |f| matches!(f, Fix::WithoutTerm { .. }),
                |f| matches!(f, Fix::WithoutConstraint { .. }),
            ],
        );
        each_fix_works(
            definition,
            json!([{ "type": "distinctInstance" }]),
            &[|f| matches!(f, Fix::WithoutConstraint { .. }), |f| matches!(f, Fix::OneMore { .. })],
        );
        // The definition's own constraints need another revision.
        let definition = json!({ "containerDefinitions": [container(&json!({}))],
            "placementConstraints": [{ "type": "memberOf", "expression": "attribute:disk == nvme" }] });
        each_fix_works(definition, json!([]), &[|f| matches!(f, Fix::WithoutConstraint { .. })]);
    }

    /// SV-26: what waits is tried every fifteen seconds, and what is told of it holds where the
    /// playhead stands, in every example at every minute: each fix that is offered lands a task.
    #[test]
    fn what_is_offered_holds_at_the_playhead() {
        let mut tried = 0;
        for example in crate::scenario::example::EXAMPLES {
            let scenario = std::rc::Rc::new(example.scenario().expect("readable"));
            let at = |time: u64| {
                let view = View::new(Lang::En);
                let mut session = Session::new(std::rc::Rc::clone(&scenario), "1".into(), view);
                update(&mut session, Message::Seek(SimTime(time)));
                session.view.panels.inspector = true;
                session.view.panels.inspector_tab = InspectorTab::Why;
                session
            };
            for time in [5_000, 23_000, 61_000, 143_000, 305_000] {
                let rows = crate::session::read::services(&at(time));
                for row in rows.into_iter().filter(|row| row.waits > 0 && !row.daemon) {
                    let (cluster, service) = (row.cluster, row.service);
                    let chosen = || {
                        let mut session = at(time);
                        let chosen = Selection::Waiting { cluster, service };
                        update(&mut session, Message::Select(chosen));
                        session
                    };
                    let session = chosen();
                    let why = session.explanation().expect("explained at once");
                    let Verdict::Instances(decision) = &why.verdict else { continue };
                    // The quay says the same.
                    let services = &session.world().clusters[cluster as usize].services;
                    let waiting = services[service as usize].waiting.as_ref().expect("waits");
                    assert_eq!(waiting.nearest, decision.nearest, "{time}");
                    // The last placement of a task of the service.
                    let last = |session: &Session| {
                        let cluster = &session.world().clusters[cluster as usize];
                        let of = cluster.tasks.iter().filter(|t| t.service == Some(service));
                        of.filter(|t| t.instance.is_some()).map(|t| t.placed).max()
                    };
                    for (n, fix) in decision.fixes.iter().enumerate() {
                        if calls(&session, why, fix).is_none() {
                            continue;
                        }
                        // It lands when it is said to land, and not before.
                        let landing = landing(&session, why, fix);
                        let Some(Landing::After(span)) = landing else {
                            panic!("{} {} {time}: {fix:?}: {landing:?}", example.id, row.name);
                        };
                        let mut session = chosen();
                        let before = last(&session);
                        update(&mut session, Message::Apply(n));
                        if span.0 > 0 {
                            update(&mut session, Message::Seek(SimTime(time + span.0 - 1)));
                            assert_eq!(last(&session), before, "{} {time}: {fix:?}", example.id);
                        }
                        update(&mut session, Message::Seek(SimTime(time + span.0)));
                        let landed = last(&session);
                        assert!(landed > before, "{} {time} {span:?}: {fix:?}", example.id);
                        tried += 1;
                    }
                }
            }
        }
        assert!(tried > 10, "{tried}");
    }

    /// In the example a task of `api` finds its port taken, and a minute later no memory either.
    #[test]
    fn a_fix_of_yesterday_is_not_offered() {
        let example = crate::scenario::example::EXAMPLES.iter().find(|e| e.id == "waiting");
        let scenario = example.expect("there").scenario().expect("readable");
        let mut session = Session::new(std::rc::Rc::new(scenario), "1".into(), View::new(Lang::En));
        session.view.panels.inspector = true;
        session.view.panels.inspector_tab = InspectorTab::Why;
        let chosen = Selection::Waiting { cluster: 0, service: 0 };
        let mut at = |time: u64| {
            update(&mut session, Message::Seek(SimTime(time)));
            update(&mut session, Message::Select(chosen));
            (session.explanation().expect("explained").at.time, fixes(&session))
        };
        let (tried, early) = at(19_000);
        assert!(early.iter().any(|fix| matches!(fix, Fix::AnyPort { .. })), "{early:?}");
        assert!(tried <= SimTime(19_000));
        let (tried, late) = at(143_000);
        assert!(!late.iter().any(|fix| matches!(fix, Fix::AnyPort { .. })), "{late:?}");
        assert!(late.iter().any(|fix| matches!(fix, Fix::OneMore { .. })), "{late:?}");
        assert!(SimTime(143_000).since(tried).0 < 15_000, "{tried}");
    }

    #[test]
    fn a_query_is_written_again() {
        for (query, without, rest) in [
            ("w == 1 and q == 2", "w == 1", "q == 2"),
            ("w == 1 and (q == 2 or j == 3)", "q == 2", "w == 1 and j == 3"),
            ("not (w == 1 and q == 2) or j in [x, y]", "w == 1", "not (q == 2) or j in [x, y]"),
            (
                "(w exists or q == 2) and j == 3 and k == 4",
                "k == 4",
                "(w exists or q == 2) and j == 3",
            ),
        ] {
            let text = |q: &str| {
                ["w", "q", "j", "k"].iter().fold(q.to_owned(), |q, n| {
                    q.replace(&format!("{n} "), &format!("attribute:{n} "))
                })
            };
            let (query, without, rest) = (text(query), text(without), text(rest));
            let parsed = Expression::parse(&query).expect("a query");
            let span = parsed
                .comparisons()
                .into_iter()
                .map(|c| c.span)
                .find(|span| query[span.start as usize..span.end as usize] == without);
            let left = parsed.without(span.expect("a comparison")).expect("something is left");
            assert_eq!(written(&left, &query), rest);
        }
    }
}
