//! The service scheduler: keeps `desiredCount` tasks of a replica service, says what it does in
//! the API's own events, and tries again when capacity changes (SV-1 to SV-12, SV-26, SV-97).

use std::rc::Rc;

use super::placement::{self, Unplaced, Wish};
use super::{
    daemon_scheduler, deployment, protection, provisioning, task_lifecycle, throttle,
    zone_rebalancing,
};
use crate::base::{Draw, SimTime};
use crate::placement::scale_in::{self, Stoppable};
use crate::placement::{GroupCounts, Slot, Step};
use crate::simulation::admission;
use crate::simulation::capacity_strategy::{self, Share};
use crate::simulation::engine::Engine;
use crate::simulation::parameters as p;
use crate::simulation::queue::Event;
use crate::simulation::service_event::{ServiceMessage, UnplacedReason};
use crate::simulation::world::{
    Cluster, ClusterIndex, DeploymentIndex, Moment, Rollout, Service, ServiceIndex, ServiceStatus,
    Stop, StopCode, Task, TaskIndex, TaskStatus, Waiting, World,
};

/// Asks for a pass at the next turn of the scheduler's loop, at most one at a time.
pub fn ask_for_pass(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let now = engine.time();
    let s = engine.service(cluster, service);
    let mut at = now.round_up(p::SCHEDULER_LOOP);
    if let Some(waiting) = &s.waiting
        && s.owed() > 0
    {
        // SV-26: at most every 15 seconds.
        at = at.max(waiting.last_attempt.time.after(p::PLACEMENT_RETRY));
    }
    pass_at(engine, cluster, service, at);
}

/// Asks for a pass at a moment, unless one comes earlier.
pub(super) fn pass_at(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    at: SimTime,
) {
    // What was due before is due at the next turn.
    let now = engine.time();
    let at = if at < now { now.round_up(p::SCHEDULER_LOOP) } else { at };
    let s = engine.service(cluster, service);
    if s.pass_at.is_some_and(|planned| planned <= at) {
        return;
    }
    s.pass_at = Some(at);
    engine.queue.push(at, Event::ServicePass { cluster, service });
}

/// Room came or went: whoever waits tries again.
pub fn capacity_changed(engine: &mut Engine<'_>, cluster: ClusterIndex) {
    let waiting: Vec<ServiceIndex> = engine.cluster(cluster).waiting.iter().copied().collect();
    for service in waiting {
        ask_for_pass(engine, cluster, service);
    }
    provisioning::room_changed(engine, cluster);
    zone_rebalancing::room_freed(engine, cluster);
}

/// A task took room: whoever else waits may be told something else at the next retry (SV-26), or be
/// let in by a constraint that the task makes hold.
pub fn room_was_taken(engine: &mut Engine<'_>, cluster: ClusterIndex, by: Option<ServiceIndex>) {
    let all = engine.cluster(cluster).waiting.iter().copied();
    let waiting: Vec<ServiceIndex> = all.filter(|service| Some(*service) != by).collect();
    for service in waiting {
        ask_for_pass(engine, cluster, service);
    }
}

/// Instances came or went, or carry something else. Daemons come first (SV-4).
pub fn instances_changed(engine: &mut Engine<'_>, cluster: ClusterIndex, slots: &[Slot]) {
    daemon_scheduler::instances_changed(engine, cluster, slots);
    capacity_changed(engine, cluster);
    zone_rebalancing::instances_changed(engine, cluster);
}

/// The service was changed by a call: its next pass does not wait for the retry.
pub fn changed(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let at = engine.time().round_up(p::SCHEDULER_LOOP);
    pass_at(engine, cluster, service, at);
}

/// A task of the service reached STOPPED: another one takes its place (SV-2).
pub fn task_stopped(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    task: TaskIndex,
) {
    throttle::task_stopped(engine, cluster, service, task);
    ask_for_pass(engine, cluster, service);
}

/// One look at a service.
pub fn pass(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let now = engine.time();
    let s = engine.service(cluster, service);
    // An earlier one was asked for after this one was.
    if s.pass_at != Some(now) {
        return;
    }
    s.pass_at = None;
    match s.status {
        ServiceStatus::Inactive => return,
        ServiceStatus::Draining => {
            end_when_stopping(engine, cluster, service);
            return;
        }
        ServiceStatus::Active => {}
    }
    deployment::health::absorb(engine, cluster, service);
    let s = engine.service(cluster, service);
    if s.daemon.is_some() {
        daemon_scheduler::pass(engine, cluster, service);
    } else {
        if s.deployment().shift.is_some() {
            deployment::shift::pass(engine, cluster, service);
        } else {
            if s.rebalancing.round.is_some() {
                zone_rebalancing::go_on(engine, cluster, service);
            }
            deployment::rolling::step(engine, cluster, service);
        }
        start_next(engine, cluster, service);
    }
    look_for_steady_state(engine, cluster, service);
    deployment::health::plan(engine, cluster, service);
}

/// Starts the next task that is owed, when its time has come.
fn start_next(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let now = engine.time();
    let s = engine.service(cluster, service);
    if s.owed() > 0 {
        if s.launches_from() > now {
            let at = s.launches_from();
            pass_at(engine, cluster, service, at);
        } else {
            launch_one(engine, cluster, service);
        }
        return;
    }
    if s.waiting.is_some() {
        s.waiting = None;
        engine.cluster(cluster).waiting.remove(&service);
    }
    tell_started(engine, cluster, service);
}

/// The shares of a service's strategy, and how many tasks of the PRIMARY deployment each item has.
fn by_provider(room: &Cluster, s: &Service) -> (Vec<Share>, Vec<u32>) {
    let shares = s.providers.iter().map(|item| item.share).collect();
    let mut current = vec![0; s.providers.len()];
    for task in s.tasks.iter().map(|task| &room.tasks[*task as usize]) {
        let at = s.providers.iter().position(|item| task.provider == Some(item.provider));
        if let (Some(at), false) = (at, task.told_to_stop || task.deployment != s.primary) {
            current[at] += 1;
        }
    }
    (shares, current)
}

/// What the service wants to start.
pub fn wish(world: &World, cluster: ClusterIndex, service: ServiceIndex) -> Wish {
    let room = &world.clusters[cluster as usize];
    let s = &room.services[service as usize];
    // CP-15, CP-17: the provider comes first.
    let item = if s.providers.len() > 1 {
        let (shares, current) = by_provider(room, s);
        capacity_strategy::next(&shares, &current)
    } else {
        0
    };
    let (provider, pool) = admission::target_of_item(world, s.launch_type, &s.providers, item);
    let revision = s.revision();
    Wish {
        cluster,
        definition: revision.definition,
        service: Some(service),
        deployment: s.primary,
        group: s.group,
        launch_type: s.launch_type,
        provider,
        pool,
        constraints: Rc::clone(&revision.constraints),
        steps: Rc::clone(&s.steps),
        default_strategy: s.strategies.is_empty(),
        zones: revision.zones,
        started_by: Some(Rc::clone(&s.deployment().name)),
        public_ip: revision.public_ip,
        rebalances: false,
    }
}

/// Starts one task; the next follows after CP-61's spacing.
fn launch_one(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let now = engine.time();
    let wish = wish(engine.world, cluster, service);
    let spacing = p::launch_spacing(wish.launch_type, &engine.world.settings.region);
    let (at, result) = placement::start(engine, &wish);
    match result {
        Ok(task) => {
            engine.cluster(cluster).waiting.remove(&service);
            let s = engine.service(cluster, service);
            s.waiting = None;
            s.steady = false;
            s.untold_started.push(task);
            s.next_launch = now.after(spacing);
            let (more, next) = (s.owed() > 0, s.next_launch);
            if !more || s.untold_started.len() >= p::STARTED_EVENT_TASKS {
                tell_started(engine, cluster, service);
            }
            if more {
                pass_at(engine, cluster, service, next);
            }
        }
        // QT-23, SV-114: the next token is soon there.
        Err(Unplaced::Throttled(span)) => {
            tell_started(engine, cluster, service);
            engine.tell(cluster, service, ServiceMessage::Throttled);
            pass_at(engine, cluster, service, now.after(span));
        }
        Err(unplaced) => {
            tell_started(engine, cluster, service);
            wait(engine, cluster, service, at, unplaced);
        }
    }
}

/// Tells of the tasks that were started since the last event (SV-104), and of the unhealthy ones
/// that they replace (SV-105).
pub(super) fn tell_started(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let s = engine.service(cluster, service);
    let started = std::mem::take(&mut s.untold_started);
    if started.is_empty() {
        return;
    }
    let count = u32::try_from(started.len()).unwrap_or(u32::MAX);
    let replaced = s.untold_replaced.min(count);
    s.untold_replaced -= replaced;
    let tasks = &engine.cluster(cluster).tasks;
    let ids = started.iter().map(|task| tasks[*task as usize].id).collect();
    let message = match replaced {
        0 => ServiceMessage::Started(ids),
        _ => ServiceMessage::StartedReplacing(ids, replaced),
    };
    engine.tell(cluster, service, message);
}

/// The service owes a task that nobody can take: it says so and waits (SV-26, PL-46).
pub(super) fn wait(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    at: Moment,
    unplaced: Unplaced,
) {
    let notes = engine.world.settings.profile == crate::model::catalog::quota::Profile::Notes;
    let provider = !engine.service(cluster, service).providers.is_empty();
    let (message, nearest) = match unplaced {
        // PL-47
        Unplaced::EmptyPool | Unplaced::Rejected(_, None) if provider => {
            (ServiceMessage::NoInstancesInProvider, None)
        }
        Unplaced::EmptyPool | Unplaced::Rejected(_, None) => (ServiceMessage::NoInstances, None),
        Unplaced::ProvisioningLimit => (ServiceMessage::ProvisioningLimit, None),
        Unplaced::Rejected(_, Some(nearest)) => {
            let id = engine.cluster(cluster).instances[nearest.slot as usize].id;
            let reason = UnplacedReason::of(&nearest.reason);
            (ServiceMessage::Unplaced { nearest: id, reason }, Some(nearest))
        }
        Unplaced::Throttled(_) => (ServiceMessage::Throttled, None),
        Unplaced::FargateCapacity => (ServiceMessage::FargateCapacity, None),
        Unplaced::FargateQuota if notes => (ServiceMessage::FargateTaskLimit, None),
        Unplaced::FargateQuota => (ServiceMessage::FargateVcpuLimit, None),
    };
    engine.tell(cluster, service, message.clone());
    let s = engine.service(cluster, service);
    let since = s.waiting.as_ref().map_or(at.time, |waiting| waiting.since);
    s.waiting = Some(Waiting { since, last_attempt: at, nearest, message });
    s.steady = false;
    engine.cluster(cluster).waiting.insert(service);
    deployment::breaker::could_not_launch(engine, cluster, service);
    let s = engine.service(cluster, service);
    if s.waiting.is_none() {
        return;
    }
    // Nothing changes by itself; the event is told again after six hours (SV-101). But a breaker
    // that counts wants every attempt (SV-26, SV-55).
    let counts = deployment::breaker::watches(s) && !s.deployment().has_run;
    let again = if counts { p::PLACEMENT_RETRY } else { p::EVENT_REPEAT };
    pass_at(engine, cluster, service, at.time.after(again));
}

/// The next task to stop, among those that may be (PL-80 to PL-86).
pub(super) fn choose(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    may_be: impl Fn(&Task) -> bool,
) -> Option<TaskIndex> {
    let world = &*engine.world;
    let room = &world.clusters[cluster as usize];
    let s = &room.services[service as usize];
    let mut candidates: Vec<(TaskIndex, &Task)> = s
        .tasks
        .iter()
        .map(|index| (*index, &room.tasks[*index as usize]))
        // PL-85: protected ones are never chosen.
        .filter(|(_, task)| !task.told_to_stop && protection::until(world, task).is_none())
        .filter(|(_, task)| may_be(task))
        .collect();
    // CP-15: off the provider that has most beyond its share.
    if s.providers.len() > 1 && candidates.iter().all(|(_, task)| task.deployment == s.primary) {
        let (shares, current) = by_provider(room, s);
        let from = s.providers.get(capacity_strategy::surplus(&shares, &current));
        let goes = |task: &Task| from.is_some_and(|item| task.provider == Some(item.provider));
        if candidates.iter().any(|(_, task)| goes(task)) {
            candidates.retain(|(_, task)| goes(task));
        }
    }
    let tasks = candidates
        .into_iter()
        .map(|(index, task)| (index, task, &world.definition(task.definition).need))
        .map(|(index, task, need)| Stoppable {
            task: index,
            class: class(task, s.primary),
            slot: task.instance,
            zone: task.zone,
            created_ms: task.times.created.0,
            frees_cpu: need.cpu.0,
            frees_memory: need.memory.0,
            tie: Draw::new(world.settings.seed, "scale-in").number((task.id >> 64) as u64).value(),
        })
        .collect();
    let steps = if s.strategies.is_empty() { Vec::new() } else { Step::of(&s.strategies) };
    let counts: &GroupCounts = &room.groups[s.group as usize].counts;
    scale_in::choose(tasks, &steps, &room.fleet, counts)
}

/// PL-85
fn class(task: &Task, primary: DeploymentIndex) -> u8 {
    if task.has_no_place() {
        // Nothing is lost with one that waits for capacity (modelled).
        0
    } else if (task.status as u8) < TaskStatus::Running as u8 {
        1
    } else if task.failing {
        2
    } else if task.drains {
        3
    } else if task.deployment != primary {
        4
    } else {
        5
    }
}

/// SV-10, SV-11, SV-39.
fn look_for_steady_state(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let now = engine.time();
    let s = engine.service(cluster, service);
    if s.steady {
        if s.deployment().bakes_until.is_some_and(|until| until <= now) {
            deployment::arrived(engine, cluster, service);
        }
        return;
    }
    let d = s.deployment();
    if deployment::succeeds_early(s) {
        deployment::arrived(engine, cluster, service);
        return;
    }
    let there = s.running == s.desired && s.pending == 0 && d.staying() == s.desired;
    // SV-10: no task stops for a deployment, and all that count are healthy.
    if !there || !s.others.is_empty() || d.healthy < s.desired || d.rollout == Rollout::Failed {
        return;
    }
    s.steady = true;
    deployment::arrived(engine, cluster, service);
    engine.tell(cluster, service, ServiceMessage::Steady);
    engine.plan(p::EVENT_REPEAT, Event::SteadyAgain { cluster, service, told_at: now });
    zone_rebalancing::is_steady(engine, cluster, service);
}

/// Six hours in a steady state without another event: it is told again (SV-11).
pub fn steady_again(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    told_at: SimTime,
) {
    let now = engine.time();
    let s = engine.service(cluster, service);
    let last = s.events.iter().rev().find(|event| !event.message.is_aside());
    let last = last.map(|event| event.at.time);
    if s.status == ServiceStatus::Active && s.steady && last == Some(told_at) {
        engine.tell(cluster, service, ServiceMessage::Steady);
        engine.plan(p::EVENT_REPEAT, Event::SteadyAgain { cluster, service, told_at: now });
    }
}

/// Deletes a service: DRAINING, its tasks are told to stop, then INACTIVE (SV-8, SV-136).
pub fn delete(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let s = engine.service(cluster, service);
    s.status = ServiceStatus::Draining;
    s.waiting = None;
    let (tasks, desired) = (s.tasks.clone(), s.desired);
    let name = Rc::clone(&s.deployment().name);
    s.desired = 0;
    engine.world.totals.desired -= desired;
    engine.cluster(cluster).waiting.remove(&service);
    zone_rebalancing::deleted(engine, cluster, service);
    daemon_scheduler::forget(engine, cluster, service);
    let reason = format!("Scaling activity initiated by (deployment {name})").into();
    let stop = Rc::new(Stop { code: Some(StopCode::ServiceSchedulerInitiated), reason });
    for task in tasks {
        task_lifecycle::tell_to_stop(engine, cluster, task, Rc::clone(&stop));
    }
    changed(engine, cluster, service);
}

fn end_when_stopping(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let room = &engine.world.clusters[cluster as usize];
    let s = &room.services[service as usize];
    let ended = s.tasks.iter().all(|task| {
        let status = room.tasks[*task as usize].status;
        status >= TaskStatus::Stopping
    });
    if ended {
        engine.service(cluster, service).status = ServiceStatus::Inactive;
    } else if let Some(at) = next_look(engine, cluster, service) {
        pass_at(engine, cluster, service, at);
    }
}

/// A DRAINING service with tasks in DEACTIVATING is looked at when those end.
fn next_look(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
) -> Option<SimTime> {
    let room = &engine.world.clusters[cluster as usize];
    let tasks = &room.services[service as usize].tasks;
    tasks
        .iter()
        .filter_map(|task| room.tasks[*task as usize].times.stopping)
        .map(|at| at.after(p::DEACTIVATING).round_up(p::SCHEDULER_LOOP))
        .filter(|at| *at > engine.time())
        .min()
}
