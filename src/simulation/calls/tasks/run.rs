//! RunTask (PL-42 to PL-47, SV-139).

use std::rc::Rc;

use serde_json::{Value, json};

use super::super::overrides;
use super::{described, group_name, new_tags, spot_runs, started_by};
use crate::model::launch_type::LaunchType;
use crate::model::placement_types::{read_constraints, read_strategies};
use crate::model::reader::{Fields, Problems};
use crate::placement::Step;
use crate::placement::decision::Removal;
use crate::simulation::capacity_strategy::{Share, totals};
use crate::simulation::engine::Engine;
use crate::simulation::idempotency::{self, Used};
use crate::simulation::journal::EntryKind;
use crate::simulation::process::managed_instances;
use crate::simulation::process::placement::{self, Unplaced, Wish};
use crate::simulation::service_event::FARGATE_CAPACITY;
use crate::simulation::tags::{Resource, Tags};
use crate::simulation::world::{ClusterIndex, TaskIndex};
use crate::simulation::{ApiError, admission, arn, quotas};

pub(in super::super) fn run(
    engine: &mut Engine<'_>,
    input: &Rc<Value>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let wanted = fields.text("taskDefinition").unwrap_or_default();
    // SV-139: one, where nothing is said.
    let count = fields.count("count").unwrap_or(1);
    let strategies = read_strategies(fields, "placementStrategy");
    let constraints = read_constraints(fields, "placementConstraints");
    let group = fields.text("group");
    let started_by = started_by(fields, 128)?;
    let token = idempotency::token(fields, 64)?;
    let cluster = admission::cluster(engine.world, fields)?;
    if let Some(made) = idempotency::made_before(engine.world, cluster, token.as_ref(), input)? {
        return Ok(answer(engine, cluster, &made));
    }
    let definition = admission::active_definition(engine.world, &wanted)?;
    // PL-44: one to ten, and some of them may fail.
    quotas::within(engine.world, 9, count as usize)?;
    if count == 0 {
        let text = "count should be greater than or equal to 1.";
        return Err(ApiError::modelled("QT-09", "InvalidParameterException", text));
    }
    let target = admission::target(engine.world, cluster, fields, problems)?;
    let launch_type = target.launch_type;
    if launch_type == LaunchType::Fargate {
        quotas::run_task_on_fargate(engine.world)?;
    }
    admission::compatible(engine.world, definition, launch_type)?;
    admission::platform(fields, launch_type)?;
    let definition = overrides::apply(engine, fields, definition)?;
    let tags = new_tags(engine, fields, cluster, definition)?;
    let (zones, public_ip) = admission::network(engine.world, fields, definition, launch_type)?;
    let registered = Rc::clone(engine.world.definition_rc(definition));
    let constraints =
        admission::constraints(engine.world, &registered.constraints, &constraints, launch_type)?;
    admission::strategies(engine.world, &strategies, launch_type)?;
    let shares: Vec<Share> = target.strategy.iter().map(|item| item.share).collect();
    // CP-15: for each call anew.
    let totals = if shares.is_empty() { vec![count] } else { totals(&shares, count) };
    if launch_type == LaunchType::Fargate {
        for (item, tasks) in totals.iter().enumerate() {
            let spot = placement::is_spot(engine.world, target.of_item(engine.world, item).0);
            if *tasks > 0 && quotas::fargate_has_room(engine.world, definition, spot) {
                quotas::fargate_launch(engine.world, (*tasks).into(), spot)?;
            }
        }
        spot_runs(engine.world, &target, definition)?;
    }
    let family = &registered.definition.family;
    let group = group_name(group, family)?;
    let seed = engine.world.settings.seed;
    let group = placement::group_named(engine.cluster(cluster), seed, &group);
    let default_strategy = strategies.is_empty();
    let steps = match launch_type {
        LaunchType::ManagedInstances => managed_instances::STEPS.to_vec(),
        _ if default_strategy => Step::run_task_default(),
        _ => Step::of(&strategies),
    };
    let (provider, pool) = target.of_item(engine.world, 0);
    let wish = Wish {
        cluster,
        definition,
        service: None,
        deployment: 0,
        group,
        launch_type,
        provider,
        pool,
        constraints,
        steps: steps.into(),
        default_strategy,
        zones,
        started_by,
        public_ip,
        rebalances: false,
    };
    // CP-17: the provider is chosen first, then an instance of it.
    let mut wishes = Vec::new();
    let mut given = vec![0; totals.len()];
    for _ in 0..count {
        let item = furthest_behind(&totals, &given);
        given[item] += 1;
        let (provider, pool) = target.of_item(engine.world, item);
        wishes.push(Wish { provider, pool, ..wish.clone() });
    }
    let (tasks, failures) = start_all(engine, &wishes, &tags)?;
    let made = Used {
        at: engine.time(),
        input: Rc::clone(input),
        tasks: tasks.into(),
        failures: Rc::new(failures),
    };
    let out = answer(engine, cluster, &made);
    if let Some(token) = token.filter(|_| !made.tasks.is_empty()) {
        engine.world.tokens.remember(cluster, token, made);
    }
    Ok(out)
}

/// The tasks as they are, and what failed.
fn answer(engine: &Engine<'_>, cluster: ClusterIndex, made: &Used) -> Value {
    let tasks: Vec<Value> =
        made.tasks.iter().map(|task| described(engine.world, cluster, *task)).collect();
    json!({ "tasks": tasks, "failures": *made.failures })
}

/// The item that misses most of its tasks; the earlier one where two do.
fn furthest_behind(totals: &[u32], given: &[u32]) -> usize {
    let missing = totals.iter().zip(given).map(|(total, given)| total - given);
    let most = (0..).zip(missing).max_by_key(|(at, missing)| (*missing, std::cmp::Reverse(*at)));
    most.map_or(0, |(at, _)| at)
}

/// What RunTask answers where the pool is empty (PL-47).
const fn empty_pool(provider: bool) -> &'static str {
    if provider {
        "No Container Instances were found in your capacity provider."
    } else {
        "No Container Instances were found in your cluster."
    }
}

/// The tasks that were started, with their tags, and `failures`.
fn start_all(
    engine: &mut Engine<'_>,
    wishes: &[Wish],
    tags: &Tags,
) -> Result<(Vec<TaskIndex>, Value), ApiError> {
    let Some(wish) = wishes.first() else { return Ok((Vec::new(), json!([]))) };
    let mut started = Vec::new();
    let mut failures: Vec<Removal> = Vec::new();
    // PL-5: one at a time; each placement changes what the next one sees.
    for wish in wishes {
        match placement::start(engine, wish).1 {
            Ok(task) => started.push(task),
            Err(Unplaced::EmptyPool) if started.is_empty() => {
                return Err(ApiError::invalid("PL-47", empty_pool(wish.provider.is_some())));
            }
            Err(Unplaced::FargateQuota) if started.is_empty() => {
                let spot = placement::is_spot(engine.world, wish.provider);
                return Err(quotas::fargate_refusal(engine.world, spot));
            }
            Err(Unplaced::FargateCapacity) if started.is_empty() => {
                return Err(ApiError::client("SV-115", FARGATE_CAPACITY));
            }
            Err(Unplaced::ProvisioningLimit) if started.is_empty() => {
                return Err(quotas::refusal(engine.world, 20));
            }
            Err(unplaced) => {
                if let Unplaced::Rejected(removals, _) = unplaced {
                    failures.retain(|known| removals.iter().all(|r| r.slot != known.slot));
                    failures.extend(removals);
                }
                // Only one with another provider can fare better.
                if wishes.iter().all(|other| other.provider == wish.provider) {
                    break;
                }
            }
        }
    }
    let count = u32::try_from(wishes.len()).unwrap_or(u32::MAX);
    let missing = count - u32::try_from(started.len()).unwrap_or(u32::MAX);
    if missing > 0 && wish.launch_type != LaunchType::Fargate {
        engine.record(EntryKind::RunTaskFailed {
            cluster: wish.cluster,
            definition: wish.definition,
            count: missing,
            failures: Rc::new(failures.clone()),
        });
    }
    let world = &*engine.world;
    let room = &world.clusters[wish.cluster as usize];
    // PL-42, PL-77: one entry per rejected instance.
    let failures: Vec<Value> = failures
        .iter()
        .map(|removal| {
            let instance = &room.instances[removal.slot as usize];
            json!({
                "arn": arn::container_instance(world, &room.name, instance),
                "reason": removal.reason.api(),
            })
        })
        .collect();
    for task in &started {
        engine.world.tags.put(Resource::Task(wish.cluster, *task), Rc::clone(tags));
    }
    Ok((started, Value::Array(failures)))
}
