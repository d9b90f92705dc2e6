//! Containers in the world: which tasks have records of their own, and what their containers do to
//! the task (LC-14 to LC-20, LC-41 to LC-50).
//!
//! A task whose containers all start together, run for ever and stop together needs no records: its
//! own status says it all, and costs no event more.

mod plan;
mod view;

use std::rc::Rc;

pub use plan::{Change, Plan, Round};
pub use view::{ContainerView, views};

use super::health::Failed;
use super::{agent, deployment, health, service_scheduler, task_lifecycle};
use crate::base::{SimSpan, SimTime};
use crate::model::task_definition::ContainerDefinition;
use crate::simulation::engine::Engine;
use crate::simulation::journal::EntryKind;
use crate::simulation::parameters as p;
use crate::simulation::queue::Event;
use crate::simulation::service_event::ServiceMessage;
use crate::simulation::world::{
    Answers, ClusterIndex, ContainerRun, Containers, DefinitionIndex, Health, Phase, Service, Stop,
    StopCode, Task, TaskIndex, TaskStatus, World,
};

/// Whether tasks of a definition that start now have containers with a life of their own.
pub fn are_told_apart(world: &World, definition: DefinitionIndex) -> bool {
    let definition = &world.definition(definition).definition;
    world.behaviours.contains_key(&definition.family)
        || definition
            .containers
            .iter()
            .any(|c| !c.depends_on.is_empty() || c.restart_policy.is_some())
}

/// Works on a task's containers with the plan of its definition.
fn with<R>(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    index: TaskIndex,
    work: impl FnOnce(&Plan<'_>, &mut Containers) -> R,
) -> Option<R> {
    let now = engine.time();
    let task = engine.task(cluster, index);
    let (id, definition, told_to_stop) = (task.id, task.definition, task.told_to_stop);
    let mut containers = task.containers.take()?;
    let registered = Rc::clone(engine.world.definition_rc(definition));
    let plan = Plan {
        definition: &registered.definition,
        behaviours: engine.world.behaviours.get(&registered.definition.family),
        seed: engine.world.settings.seed,
        task: id,
        told_to_stop,
        now,
    };
    let result = work(&plan, Rc::make_mut(&mut containers));
    engine.task(cluster, index).containers = Some(containers);
    Some(result)
}

/// The pull begins at a moment, whatever the containers wait for (LC-47): plans every container. Images that the machine has are not pulled again
/// (LC-28o), and a pull that fails falls back to them (LC-52).
pub fn begin(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    index: TaskIndex,
    pull_started: SimTime,
) {
    let task = engine.task(cluster, index);
    let (slot, count) = (task.instance, task.definition);
    let count = engine.world.definition(count).definition.containers.len();
    let waiting = ContainerRun {
        phase: Phase::Waiting,
        started: None,
        ..ContainerRun::running(pull_started)
    };
    let containers = Containers { list: vec![waiting; count], then: None };
    engine.task(cluster, index).containers = Some(Rc::new(containers));
    let mut images = match slot {
        Some(slot) => Rc::clone(&engine.cluster(cluster).instances[slot as usize].images),
        None => Rc::default(),
    };
    let on_host = slot.is_some();
    let pulled = with(engine, cluster, index, |plan, containers| {
        for (definition, run) in plan.definition.containers.iter().zip(&mut containers.list) {
            let behaviour = plan.behaviour(&definition.name);
            let there =
                images.iter().find(|(name, _)| *name == definition.image).map(|(_, at)| *at);
            if let Some(at) = there {
                run.pulled_at = at.max(pull_started);
            } else if behaviour.pull_fails && plan.fails(&behaviour, &definition.name, 0) {
                run.pull_fails = true;
                // LC-28f: seen when the pull begins; LC-28q.
                let after = if on_host { p::EC2_PULL_FAILS } else { SimSpan(0) };
                run.pulled_at = pull_started.after(after);
            } else {
                run.pulled_at = pull_started.after(behaviour.pull_time.unwrap_or(p::IMAGE_PULL));
                Rc::make_mut(&mut images).push((Rc::clone(&definition.image), run.pulled_at));
            }
        }
        containers.list.iter().map(|run| run.pulled_at).max()
    });
    if let Some(slot) = slot {
        engine.cluster(cluster).instances[slot as usize].images = images;
    }
    let task = engine.task(cluster, index);
    task.times.pull_started = Some(pull_started);
    task.times.pull_stopped = pulled.flatten();
    step(engine, cluster, index);
}

/// A plain task gets records of its own, all of them running.
pub fn tell_apart(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    let now = engine.time();
    let task = engine.task(cluster, index);
    if task.containers.is_some() {
        return;
    }
    let run = ContainerRun::running(task.times.started.unwrap_or(now));
    // What was planned for a plain task ends its ACTIVATING or DEACTIVATING.
    let then = match task.status {
        TaskStatus::Activating => {
            task.times.pull_stopped.map(|at| at.after(p::PULLED_TO_RUNNING).after(p::ACTIVATING))
        }
        TaskStatus::Deactivating => task.times.stopping.map(|at| at.after(p::DEACTIVATING)),
        _ => None,
    };
    let count = task.definition;
    let count = engine.world.definition(count).definition.containers.len();
    let containers = Containers { list: vec![run; count], then };
    engine.task(cluster, index).containers = Some(Rc::new(containers));
}

/// The task's state ends by itself after a delay; false for a plain task, which plans it itself.
pub fn then(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    index: TaskIndex,
    after: SimSpan,
) -> bool {
    let at = engine.time().after(after);
    let planned = with(engine, cluster, index, |_, containers| containers.then = Some(at));
    if planned.is_some() {
        plan_next(engine, cluster, index);
    }
    planned.is_some()
}

/// One container ends now, from outside (`world:StopContainer`).
pub fn end_one(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    index: TaskIndex,
    container: u16,
    code: u8,
) {
    tell_apart(engine, cluster, index);
    let room = &engine.world.clusters[cluster as usize];
    let silent = agent::is_silent(engine.world, room, &room.tasks[index as usize]);
    let stopping = engine.task(cluster, index).told_to_stop;
    let change = with(engine, cluster, index, |plan, containers| {
        let definition = plan.definition.containers.get(usize::from(container))?;
        let run = containers.list.get_mut(usize::from(container))?;
        let runs = matches!(run.phase, Phase::Running | Phase::Stopping);
        if silent {
            // It ends on its machine; who knows of it comes later.
            run.due = Some(plan.now);
            run.ends_with = code;
            return None;
        }
        runs.then(|| plan.end(definition, run, code, stopping))
    });
    if let Some(change) = change.flatten() {
        engine.record(EntryKind::Container { cluster, task: index, container, change });
    }
    step(engine, cluster, index);
}

/// How containers of a family behave changed: those that run answer their checks so from now on.
pub fn behave(engine: &mut Engine<'_>, family: &str) {
    let now = engine.time();
    let clusters = ClusterIndex::try_from(engine.world.clusters.len()).unwrap_or(ClusterIndex::MAX);
    for cluster in 0..clusters {
        let world = &*engine.world;
        let room = &world.clusters[cluster as usize];
        let concerned = |task: &Task| {
            let definition = &world.definition(task.definition).definition;
            let checked = definition.containers.iter().any(|c| c.health_check.is_some());
            *definition.family == *family
                && task.status < TaskStatus::Stopping
                && (task.times.started.is_some() || task.containers.is_some())
                && (checked || health::has_target(room, task))
        };
        let tasks = (0..).zip(room.tasks.iter());
        let tasks: Vec<TaskIndex> =
            tasks.filter(|(_, task)| concerned(task)).map(|(index, _)| index).collect();
        for index in tasks {
            tell_apart(engine, cluster, index);
            with(engine, cluster, index, |plan, containers| {
                for (definition, run) in plan.definition.containers.iter().zip(&mut containers.list)
                {
                    answer_so(plan, definition, run, now);
                }
            });
            step(engine, cluster, index);
        }
    }
}

/// A container that runs answers its checks as the behaviour says now.
fn answer_so(
    plan: &Plan<'_>,
    definition: &ContainerDefinition,
    run: &mut ContainerRun,
    now: SimTime,
) {
    let (Phase::Running, Some(started)) = (run.phase, run.started) else { return };
    let wanted = plan.answers(&definition.name, started, run.restarts);
    let answers = run.answers.from.is_some_and(|from| from <= now);
    let unknown = definition.health_check.is_some()
        && health::of_container(definition, run, now) == Health::Unknown;
    run.answers = match wanted.from {
        Some(_) if answers => run.answers,
        Some(from) => Answers { from: Some(from.max(now)), ..run.answers },
        None if answers && unknown => wanted,
        None if answers => Answers { fails_from: now, from: None },
        None => Answers { from: None, ..run.answers },
    };
}

/// The task is gone: no container runs any more.
pub fn all_ended(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    with(engine, cluster, index, |_, containers| {
        for run in containers.list.iter_mut().filter(|run| run.phase != Phase::Stopped) {
            run.phase = Phase::Stopped;
            run.due = None;
        }
    });
}

/// Plans the next moment at which a container can move.
fn plan_next(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    let now = engine.time();
    let task = engine.task(cluster, index);
    task.version += 1;
    let version = task.version;
    let due = with(engine, cluster, index, |plan, containers| {
        let next = plan.next_due(&containers.list);
        next.into_iter().chain(containers.then).min()
    });
    let room = &engine.world.clusters[cluster as usize];
    let fails = health::fails_at(engine.world, room, &room.tasks[index as usize]);
    let fails = fails.map(|(at, _)| at).filter(|at| *at > now);
    if let Some(due) = due.flatten().into_iter().chain(fails).min() {
        engine.queue.push(due.max(now), Event::TaskStep { cluster, task: index, version });
    }
}

/// Everything that can move now moves, and the task with it.
pub fn step(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    let room = &engine.world.clusters[cluster as usize];
    if agent::is_silent(engine.world, room, &room.tasks[index as usize]) {
        // LC-70: told when the agent is back.
        return;
    }
    loop {
        let stopping = engine.task(cluster, index).status >= TaskStatus::Stopping;
        let Some(round) = with(engine, cluster, index, |plan, containers| {
            plan.round(&mut containers.list, stopping)
        }) else {
            return;
        };
        for (container, change) in round.changes {
            engine.record(EntryKind::Container { cluster, task: index, container, change });
        }
        if let Some(reason) = round.fails {
            let stop = Stop { code: Some(StopCode::TaskFailedToStart), reason };
            end_task(engine, cluster, index, stop);
            return;
        }
        match follow(engine, cluster, index) {
            Follow::Ended => return,
            Follow::On => {}
        }
        if !round.moved {
            break;
        }
    }
    plan_next(engine, cluster, index);
    look_at_health(engine, cluster, index);
}

enum Follow {
    /// Nothing is left to be planned here.
    Ended,
    /// Go on.
    On,
}

/// The task's status follows its containers (LC-50).
fn follow(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) -> Follow {
    let now = engine.time();
    let task = engine.task(cluster, index);
    let (status, definition) = (task.status, task.definition);
    let Some(containers) = task.containers.clone() else { return Follow::Ended };
    let ends = containers.then.is_some_and(|at| at <= now);
    let definition = Rc::clone(engine.world.definition_rc(definition));
    let mut each = definition.definition.containers.iter().zip(&containers.list);
    // LC-41, LC-42: whatever its exit code.
    let essential_ended = each.any(|(d, run)| d.essential && run.phase == Phase::Stopped);
    let all = |test: fn(Phase) -> bool| containers.list.iter().all(|run| test(run.phase));
    match status {
        TaskStatus::Pending if all(|phase| phase >= Phase::Running) && !essential_ended => {
            task_lifecycle::containers_run(engine, cluster, index);
        }
        TaskStatus::Activating if ends && !essential_ended => {
            forget_then(engine, cluster, index);
            task_lifecycle::run(engine, cluster, index);
        }
        TaskStatus::Pending | TaskStatus::Activating | TaskStatus::Running if essential_ended => {
            let reason = "Essential container in task exited".into();
            let stop = Stop { code: Some(StopCode::EssentialContainerExited), reason };
            end_task(engine, cluster, index, stop);
            return Follow::Ended;
        }
        TaskStatus::Deactivating if ends || essential_ended => {
            forget_then(engine, cluster, index);
            task_lifecycle::begin_stopping(engine, cluster, index);
            return Follow::Ended;
        }
        TaskStatus::Stopping if all(|phase| phase == Phase::Stopped) => {
            engine.task(cluster, index).times.execution_stopped = Some(now);
            task_lifecycle::leave(engine, cluster, index);
            return Follow::Ended;
        }
        TaskStatus::Deprovisioning | TaskStatus::Stopped => return Follow::Ended,
        _ => {}
    }
    Follow::On
}

fn forget_then(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    with(engine, cluster, index, |_, containers| containers.then = None);
}

/// The task ends by itself: what still runs is stopped first (LC-16, LC-20).
fn end_task(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex, stop: Stop) {
    let now = engine.time();
    task_lifecycle::decide_to_stop(engine, cluster, index, Rc::new(stop));
    if any_runs(engine.task(cluster, index)) {
        task_lifecycle::begin_stopping(engine, cluster, index);
    } else {
        engine.task(cluster, index).times.execution_stopped = Some(now);
        all_ended(engine, cluster, index);
        task_lifecycle::leave(engine, cluster, index);
    }
    service_scheduler::capacity_changed(engine, cluster);
}

/// Whether a container of the task runs; a plain task's run with it.
pub fn any_runs(task: &Task) -> bool {
    match &task.containers {
        Some(known) => {
            known.list.iter().any(|run| matches!(run.phase, Phase::Running | Phase::Stopping))
        }
        None => task.status >= TaskStatus::Activating && task.status <= TaskStatus::Stopping,
    }
}

/// A task that turned unhealthy is for its service to replace (SV-41), one that is well again is not;
/// SV-119 tells of a target.
fn look_at_health(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    let now = engine.time();
    let room = &engine.world.clusters[cluster as usize];
    let task = &room.tasks[index as usize];
    let Some(service) = task.service else { return };
    if task.status != TaskStatus::Running || task.told_to_stop {
        return;
    }
    let failed = health::fails_at(engine.world, room, task).filter(|(at, _)| *at <= now);
    let from = health::healthy_from(engine.world, room, task);
    match failed {
        Some(_) if task.failing => {}
        Some((_, which)) => {
            if which == Failed::Target {
                let message = target_unhealthy(&room.services[service as usize], task);
                engine.tell(cluster, service, message);
            }
            deployment::health::task_unhealthy(engine, cluster, service, index);
        }
        None if task.failing && from.is_some_and(|at| at <= now) => {
            deployment::health::task_healthy(engine, cluster, service, index);
        }
        None => deployment::health::expect(engine, cluster, service, index, from),
    }
}

/// SV-119
fn target_unhealthy(service: &Service, task: &Task) -> ServiceMessage {
    let balancer = service.input.get("loadBalancers").and_then(|list| list.get(0));
    let port = balancer.and_then(|b| b.get("containerPort")).and_then(|port| port.as_u64());
    ServiceMessage::TargetUnhealthy {
        task: task.id,
        port: port.and_then(|port| u16::try_from(port).ok()).unwrap_or_default(),
        target_group: health::target_group(service, task.deployment),
    }
}
