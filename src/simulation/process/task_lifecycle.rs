//! A task's life: PROVISIONING … STOPPED with its timings (LC-1 to LC-28).

use std::rc::Rc;

use super::{
    agent, capacity, containers, daemon_scheduler, deployment, managed_instances, placement,
    scale_in, service_scheduler, targets,
};
use crate::base::{SimSpan, SimTime};
use crate::model::launch_type::LaunchType;
use crate::simulation::engine::Engine;
use crate::simulation::journal::EntryKind;
use crate::simulation::parameters as p;
use crate::simulation::queue::Event;
use crate::simulation::world::{ClusterIndex, Stop, StopCode, Task, TaskIndex, TaskStatus};
use crate::simulation::{cost, quotas};

/// A task was created: plans its first step.
pub fn begin(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    let task = engine.task(cluster, index);
    // PL-43: it waits for capacity.
    if task.has_no_place() {
        return;
    }
    match (task.launch_type, task.status) {
        (LaunchType::Fargate, _) => plan(engine, cluster, index, p::FARGATE_CONNECT),
        (_, TaskStatus::Provisioning) => plan(engine, cluster, index, p::ENI_ATTACH),
        _ => start_on_host(engine, cluster, index),
    }
}

fn plan(engine: &mut Engine<'_>, cluster: ClusterIndex, task: TaskIndex, after: SimSpan) {
    let version = engine.task(cluster, task).version;
    engine.plan(after, Event::TaskStep { cluster, task, version });
}

/// Moves a task on and keeps every count that looks at its status.
fn set_status(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    index: TaskIndex,
    status: TaskStatus,
) {
    let task = engine.task(cluster, index);
    let before = task.status;
    task.status = status;
    task.version += 1;
    let (service, instance, told) = (task.service, task.instance, task.told_to_stop);
    let waits = |s: TaskStatus| s < TaskStatus::Running;
    if !told && waits(before) && status == TaskStatus::Running {
        if let Some(service) = service {
            let deployment = engine.task(cluster, index).deployment;
            deployment::tally::runs(engine.service(cluster, service), deployment);
        }
        if let Some(slot) = instance {
            engine.cluster(cluster).instances[slot as usize].pending_tasks -= 1;
        }
        engine.world.totals.pending -= 1;
        engine.world.totals.running += 1;
    }
    if before == TaskStatus::Running && status != TaskStatus::Running {
        engine.world.totals.running -= 1;
    }
    engine.record(EntryKind::TaskStatus { cluster, task: index, status });
    // QR-6: an account's quotas count a task up to STOPPING.
    if before <= TaskStatus::Stopping && status > TaskStatus::Stopping {
        quotas::ends(engine, cluster, index);
        cost::fargate_ends(engine, cluster, index);
    }
}

/// A task that waited for capacity has an instance (LC-12); nothing else is to be provisioned.
pub(super) fn is_assigned(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    set_status(engine, cluster, index, TaskStatus::Pending);
}

/// A task takes its next step.
pub fn step(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex, version: u32) {
    let now = engine.time();
    let task = engine.task(cluster, index);
    if task.version != version {
        return;
    }
    let fargate = task.launch_type == LaunchType::Fargate;
    if hears_nothing(engine, cluster, index) {
        return;
    }
    let task = engine.task(cluster, index);
    match task.status {
        TaskStatus::Provisioning => {
            if let Some(reason) = quotas::no_address(engine.world, cluster, index) {
                let code = Some(StopCode::TaskFailedToStart);
                let stop = Rc::new(Stop { code, reason: reason.into() });
                return tell_to_stop(engine, cluster, index, stop);
            }
            engine.task(cluster, index).times.connectivity = Some(now);
            // LC-12
            set_status(engine, cluster, index, TaskStatus::Pending);
            if fargate {
                pull_on_fargate(engine, cluster, index);
            } else {
                start_on_host(engine, cluster, index);
            }
        }
        TaskStatus::Pending
        | TaskStatus::Activating
        | TaskStatus::Running
        | TaskStatus::Deactivating
        | TaskStatus::Stopping
            if task.containers.is_some() =>
        {
            containers::step(engine, cluster, index);
        }
        TaskStatus::Pending => containers_run(engine, cluster, index),
        // LC-17
        TaskStatus::Activating => run(engine, cluster, index),
        TaskStatus::Running => {}
        TaskStatus::Deactivating => begin_stopping(engine, cluster, index),
        TaskStatus::Stopping => {
            task.times.execution_stopped = Some(now);
            let code = if stops_in_time(engine, cluster, index) { 143 } else { 137 };
            engine.task(cluster, index).exit_code = Some(code);
            leave(engine, cluster, index);
        }
        TaskStatus::Deprovisioning => finish(engine, cluster, index),
        TaskStatus::Stopped => {}
    }
}

/// What an agent would have to report is not (LC-70).
fn hears_nothing(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) -> bool {
    let room = &engine.world.clusters[cluster as usize];
    let task = &room.tasks[index as usize];
    let reported = task.containers.is_some()
        || matches!(
            task.status,
            TaskStatus::Provisioning
                | TaskStatus::Pending
                | TaskStatus::Running
                | TaskStatus::Stopping
        );
    reported
        && task.status < TaskStatus::Deprovisioning
        && agent::is_silent(engine.world, room, task)
}

/// The agent speaks again: the task goes on from where it was last heard of.
pub fn resume(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    let now = engine.time();
    let task = engine.task(cluster, index);
    if task.held || task.status >= TaskStatus::Deprovisioning {
        return;
    }
    if task.containers.is_some() {
        containers::step(engine, cluster, index);
        return;
    }
    let at = match task.status {
        TaskStatus::Provisioning => task.placed.time.after(p::ENI_ATTACH),
        TaskStatus::Pending => {
            let Some(pulled) = task.times.pull_stopped else { return };
            pulled.after(p::PULLED_TO_RUNNING)
        }
        // It is told to stop only now.
        TaskStatus::Stopping => {
            plan_exit(engine, cluster, index);
            return;
        }
        _ => return,
    };
    // What was planned before may still come: then that is the moment.
    if at <= now {
        plan(engine, cluster, index, SimSpan(0));
    }
}

/// All containers run: RUNNING, or ACTIVATING first (LC-14, LC-15).
pub(super) fn containers_run(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    if activates(engine, cluster, index) {
        set_status(engine, cluster, index, TaskStatus::Activating);
        if !containers::then(engine, cluster, index, p::ACTIVATING) {
            plan(engine, cluster, index, p::ACTIVATING);
        }
    } else {
        run(engine, cluster, index);
    }
}

/// LC-14: several target groups, or service discovery.
fn activates(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) -> bool {
    match engine.task(cluster, index).service {
        Some(service) => {
            let deployment = engine.task(cluster, index).deployment;
            let service = engine.service(cluster, service);
            let revision = &service.deployments[deployment as usize].revision;
            revision.target_groups > 1 || revision.discovery
        }
        None => false,
    }
}

pub(super) fn run(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    let now = engine.time();
    let task = engine.task(cluster, index);
    task.times.started = Some(now);
    let service = task.service;
    pick_ports(engine, cluster, index);
    set_status(engine, cluster, index, TaskStatus::Running);
    if let Some(service) = service {
        let deployment = engine.task(cluster, index).deployment;
        targets::changed(engine, cluster, service, deployment, |untold| untold.registered += 1);
        deployment::health::task_runs(engine, cluster, service, index);
    }
}

/// The instance picks the lowest free ports of the dynamic range (PL-38).
fn pick_ports(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    let task = engine.task(cluster, index);
    let (Some(slot), definition) = (task.instance, task.definition) else { return };
    let wanted = engine.world.definition(definition).definition.dynamic_ports();
    if wanted == 0 {
        return;
    }
    let room = engine.cluster(cluster);
    let taken = room.fleet.ports(slot);
    let picked = &mut room.instances[slot as usize].dynamic_ports;
    let free = |port: &u16| !picked.contains(port) && !taken.holds_any(*port);
    let ports: Rc<[u16]> = p::DYNAMIC_PORTS.filter(free).take(wanted).collect();
    picked.extend(ports.iter());
    engine.task(cluster, index).dynamic_ports = Some(ports);
}

/// LC-28b to LC-28e: pull start, pull, RUNNING, counted from creation. LC-28m: a Windows host takes
/// longer to start.
fn pull_on_fargate(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    let now = engine.time();
    let task = engine.task(cluster, index);
    let definition = task.definition;
    let created = task.times.created;
    let windows = engine.world.definition(definition).definition.windows;
    let wait = if windows { p::FARGATE_WINDOWS_PULL_START } else { p::FARGATE_PULL_START };
    let pull_started = created.after(wait);
    cost::fargate_pulls(engine, cluster, index, pull_started);
    if containers::are_told_apart(engine.world, definition) {
        containers::begin(engine, cluster, index, pull_started);
        return;
    }
    let task = engine.task(cluster, index);
    let pull_stopped = pull_started.after(p::IMAGE_PULL);
    task.times.pull_started = Some(pull_started);
    task.times.pull_stopped = Some(pull_stopped);
    let runs = pull_stopped.after(p::PULLED_TO_RUNNING);
    plan(engine, cluster, index, runs.since(now));
}

/// LC-28g, LC-28o: the images are pulled at the same time, unless the instance has them. The
/// pull begins so that with every image there the whole start takes LC-28g.
fn start_on_host(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    // PL-29: the agent holds the newcomer until the host really has room.
    if !host_has_room(engine, cluster, index) {
        engine.task(cluster, index).held = true;
        return;
    }
    let now = engine.time();
    let before_pull = SimSpan(p::EC2_START.0 - p::PULLED_TO_RUNNING.0);
    let task = engine.task(cluster, index);
    task.held = false;
    task.times.connectivity.get_or_insert(now);
    let (slot, definition) = (task.instance, task.definition);
    let Some(slot) = slot else { return };
    if containers::are_told_apart(engine.world, definition) {
        containers::begin(engine, cluster, index, now.after(before_pull));
        return;
    }
    let registered = Rc::clone(engine.world.definition_rc(definition));
    let pull_started = now.after(before_pull);
    let mut pull_stopped = pull_started;
    let instance = &mut engine.cluster(cluster).instances[slot as usize];
    for image in registered.definition.containers.iter().map(|container| &container.image) {
        let there = instance.images.iter().find(|(name, _)| name == image).map(|(_, at)| *at);
        let at = there.unwrap_or_else(|| {
            let at = pull_started.after(p::IMAGE_PULL);
            Rc::make_mut(&mut instance.images).push((Rc::clone(image), at));
            at
        });
        pull_stopped = pull_stopped.max(at);
    }
    let task = engine.task(cluster, index);
    task.times.pull_started = Some(pull_started);
    task.times.pull_stopped = Some(pull_stopped);
    plan(engine, cluster, index, pull_stopped.after(p::PULLED_TO_RUNNING).since(now));
}

/// Whether what is physically on the host leaves room for a newcomer: tasks that stop still
/// hold theirs (PL-29).
fn host_has_room(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) -> bool {
    let world = &*engine.world;
    let cluster = &world.clusters[cluster as usize];
    let Some(slot) = cluster.tasks[index as usize].instance else { return true };
    let instance = &cluster.instances[slot as usize];
    if !instance.tasks.iter().any(|t| cluster.tasks[*t as usize].told_to_stop) {
        return true;
    }
    let need = &world.definition(cluster.tasks[index as usize].definition).need;
    let mut cpu = u64::from(need.cpu.0);
    let mut memory = u64::from(need.memory.0);
    for other in instance.tasks.iter().take_while(|other| **other != index) {
        let other = &cluster.tasks[*other as usize];
        let theirs = &world.definition(other.definition).need;
        cpu += u64::from(theirs.cpu.0);
        memory += u64::from(theirs.memory.0);
        if need.ports.iter().any(|port| theirs.ports.contains(port)) {
            return false;
        }
    }
    cpu <= u64::from(instance.registered.cpu) && memory <= u64::from(instance.registered.memory)
}

/// Tells a task to stop: desiredStatus STOPPED, its place is free for the scheduler at once
/// (LC-22, PL-29). Asking again changes nothing.
pub fn tell_to_stop(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    index: TaskIndex,
    stop: Rc<Stop>,
) {
    end(engine, cluster, index, stop, true);
}

/// Fargate Spot takes a task's capacity back: SIGTERM comes with the notice (LC-93), whatever the
/// task's targets would need to drain.
pub(super) fn interrupt(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    index: TaskIndex,
    stop: Rc<Stop>,
) {
    end(engine, cluster, index, stop, false);
}

fn end(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    index: TaskIndex,
    stop: Rc<Stop>,
    drains_first: bool,
) {
    let now = engine.time();
    let task = engine.task(cluster, index);
    if task.told_to_stop {
        return;
    }
    decide_to_stop(engine, cluster, index, stop);
    let status = engine.task(cluster, index).status;
    match status {
        // Some of its containers run and wait for others (modelled).
        TaskStatus::Pending if containers::any_runs(engine.task(cluster, index)) => {
            cut_pull(engine.task(cluster, index), now);
            begin_stopping(engine, cluster, index);
        }
        // LC-13, LC-16: nothing runs yet.
        TaskStatus::Provisioning | TaskStatus::Pending => {
            containers::all_ended(engine, cluster, index);
            if !cut_pull(engine.task(cluster, index), now) {
                engine.task(cluster, index).times.execution_stopped = Some(now);
            }
            leave(engine, cluster, index);
        }
        TaskStatus::Activating | TaskStatus::Running => {
            let drains = drains_first && status == TaskStatus::Running;
            if drains && deactivates(engine, cluster, index) {
                set_status(engine, cluster, index, TaskStatus::Deactivating);
                if !containers::then(engine, cluster, index, p::DEACTIVATING) {
                    plan(engine, cluster, index, p::DEACTIVATING);
                }
            } else {
                begin_stopping(engine, cluster, index);
            }
        }
        TaskStatus::Deactivating
        | TaskStatus::Stopping
        | TaskStatus::Deprovisioning
        | TaskStatus::Stopped => {}
    }
    service_scheduler::capacity_changed(engine, cluster);
}

/// desiredStatus STOPPED: what the scheduler counts is given back at once.
pub(super) fn decide_to_stop(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    index: TaskIndex,
    stop: Rc<Stop>,
) {
    let now = engine.time();
    engine.task(cluster, index).times.stopping = Some(now);
    release(engine, cluster, index, stop, false);
    engine.record(EntryKind::TaskToldToStop { cluster, task: index });
}

/// Takes back times that lie ahead; true if the pull never began.
fn cut_pull(task: &mut Task, now: SimTime) -> bool {
    task.times.pull_stopped = task.times.pull_stopped.filter(|at| *at <= now);
    task.times.pull_started = task.times.pull_started.filter(|at| *at <= now);
    task.times.pull_started.is_none()
}

/// LC-18
fn deactivates(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) -> bool {
    match engine.task(cluster, index).service {
        Some(service) => {
            let deployment = engine.task(cluster, index).deployment;
            let service = engine.service(cluster, service);
            let revision = &service.deployments[deployment as usize].revision;
            revision.target_groups > 0 || revision.discovery
        }
        None => false,
    }
}

fn stop_timeout_s(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) -> u32 {
    let definition = engine.task(cluster, index).definition;
    engine.world.definition(definition).definition.stop_timeout_s(p::STOP_TIMEOUT_S)
}

fn stops_in_time(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) -> bool {
    SimSpan::seconds(u64::from(stop_timeout_s(engine, cluster, index))) >= p::EXIT_TIME
}

pub(super) fn begin_stopping(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    if engine.task(cluster, index).containers.is_some() {
        set_status(engine, cluster, index, TaskStatus::Stopping);
        containers::step(engine, cluster, index);
        return;
    }
    set_status(engine, cluster, index, TaskStatus::Stopping);
    if !hears_nothing(engine, cluster, index) {
        plan_exit(engine, cluster, index);
    }
}

/// SIGTERM, then SIGKILL after stopTimeout (LC-19, LC-28k, LC-40).
fn plan_exit(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    let timeout = SimSpan::seconds(u64::from(stop_timeout_s(engine, cluster, index)));
    plan(engine, cluster, index, p::EXIT_TIME.min(timeout));
}

fn task_failed_to_pull(task: &Task) -> bool {
    let containers = task.containers.as_ref();
    containers.is_some_and(|c| c.list.iter().any(|run| run.pull_fails && run.reason.is_some()))
}

/// The containers are gone: detach the interface, or done (LC-21).
pub(super) fn leave(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    let task = engine.task(cluster, index);
    let fargate = task.launch_type == LaunchType::Fargate;
    let definition = task.definition;
    let placed = !task.has_no_place();
    // LC-13: who never had a place has no interface.
    if fargate || placed && engine.world.definition(definition).definition.uses_eni() {
        set_status(engine, cluster, index, TaskStatus::Deprovisioning);
        let pull_failed = fargate && task_failed_to_pull(engine.task(cluster, index));
        // LC-28f: 18 s until the failure, 42 s in all.
        let after = if pull_failed { p::PULL_FAILURE_DEPROVISIONING } else { p::DEPROVISIONING };
        plan(engine, cluster, index, after);
    } else {
        finish(engine, cluster, index);
    }
}

/// STOPPED: the task leaves its host. It is never started again (LC-23).
fn finish(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    let now = engine.time();
    let task = engine.task(cluster, index);
    task.times.stopped = Some(now);
    let (slot, service) = (task.instance, task.service);
    set_status(engine, cluster, index, TaskStatus::Stopped);
    containers::all_ended(engine, cluster, index);
    let mut held = Vec::new();
    if let Some(slot) = slot {
        let cluster = engine.cluster(cluster);
        let instance = &mut cluster.instances[slot as usize];
        instance.tasks.retain(|task| *task != index);
        for port in
            cluster.tasks[index as usize].dynamic_ports.iter().flat_map(|ports| ports.iter())
        {
            instance.dynamic_ports.remove(port);
        }
        held.extend(instance.tasks.iter().copied().filter(|t| cluster.tasks[*t as usize].held));
    }
    for task in held {
        start_on_host(engine, cluster, task);
    }
    if let Some(slot) = slot {
        scale_in::task_gone(engine, cluster, slot);
        let provider = engine.cluster(cluster).instances[slot as usize].provider;
        capacity::size_changed(engine, provider);
        managed_instances::is_idle(engine, cluster, slot);
    }
    if let Some(service) = service {
        let task = engine.task(cluster, index);
        let (deployment, ran) = (task.deployment, task.times.started.is_some());
        deployment::tally::gone(engine.service(cluster, service), deployment, index);
        service_scheduler::task_stopped(engine, cluster, service, index);
        if !ran {
            deployment::breaker::task_failed_to_start(engine, cluster, service, index);
        }
    }
}

/// Gives back everything that the scheduler counts; `lost` = its host is gone.
fn release(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    index: TaskIndex,
    stop: Rc<Stop>,
    lost: bool,
) {
    let task = engine.task(cluster, index);
    task.told_to_stop = true;
    task.held = false;
    task.stop = Some(stop);
    // Whatever was planned for it no longer applies.
    task.version += 1;
    let (status, service, slot, zone) = (task.status, task.service, task.instance, task.zone);
    let (group, definition, gpus) = (task.group, task.definition, task.gpus);
    let (task_has_no_place, provider) = (task.has_no_place(), task.provider);
    let spot = placement::is_spot(engine.world, provider);
    capacity::size_changed(engine, provider);
    let registered = Rc::clone(engine.world.definition_rc(definition));
    let room = engine.cluster(cluster);
    let counts = &mut room.groups[group as usize].counts;
    match slot {
        Some(slot) => {
            counts.remove(slot, zone);
            room.fleet.release(slot, &placement::held(&registered.need, gpus));
            let instance = &mut room.instances[slot as usize];
            instance.running_tasks -= 1;
            instance.pending_tasks -= u32::from(status < TaskStatus::Running);
            engine.world.totals.cpu_reserved -= u64::from(registered.need.cpu.0);
            engine.world.totals.memory_reserved -= u64::from(registered.need.memory.0);
        }
        None if task_has_no_place => {
            room.provisioning.remove(&index);
        }
        None => {
            counts.remove_zone(zone);
            if spot {
                room.groups[group as usize].spot.remove_zone(zone);
            }
        }
    }
    if status < TaskStatus::Running {
        engine.world.totals.pending -= 1;
    }
    if let Some(index_of) = service {
        if status == TaskStatus::Running {
            let deployment = engine.task(cluster, index).deployment;
            targets::changed(engine, cluster, index_of, deployment, |untold| {
                untold.deregistered += 1;
                untold.draining += u32::from(!lost);
            });
        }
        let standing = deployment::tally::Standing::of(engine.task(cluster, index));
        let service = engine.service(cluster, index_of);
        deployment::tally::left(service, standing);
        let daemon = service.daemon.is_some();
        if let (true, Some(slot)) = (daemon, slot) {
            daemon_scheduler::task_left(engine, cluster, index_of, slot);
        }
    }
}

/// The machine died: nothing planned for the task happens, and ECS does not know yet (LC-70).
pub fn freeze(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex) {
    let now = engine.time();
    let task = engine.task(cluster, index);
    task.version += 1;
    task.held = false;
    cut_pull(task, now);
    cost::forget_pull(engine.world, cluster, index);
}

/// The host is lost: STOPPED at once, without a stop code (LC-37, LC-74).
pub fn lost(engine: &mut Engine<'_>, cluster: ClusterIndex, index: TaskIndex, stop: &Rc<Stop>) {
    let now = engine.time();
    let task = engine.task(cluster, index);
    if task.status == TaskStatus::Stopped {
        return;
    }
    cut_pull(task, now);
    task.times.stopping.get_or_insert(now);
    task.times.execution_stopped.get_or_insert(now);
    if !task.told_to_stop {
        release(engine, cluster, index, Rc::clone(stop), true);
        engine.record(EntryKind::TaskToldToStop { cluster, task: index });
    }
    finish(engine, cluster, index);
    service_scheduler::capacity_changed(engine, cluster);
}
