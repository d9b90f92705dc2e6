//! DAEMON services: one task on every ACTIVE instance that satisfies the constraints (SV-3 to
//! SV-7). Its room is reserved from the moment the instance comes, before any task is there, so
//! that replicas never take it (PL-32).

use std::collections::BTreeSet;
use std::rc::Rc;

use super::placement::{self, Unplaced};
use super::{deployment, service_scheduler, task_lifecycle};
use crate::placement::constraint::{Surroundings, matches};
use crate::placement::decision::Removal;
use crate::placement::filter::{self, ZoneMask};
use crate::placement::{Constraint, Need, Slot};
use crate::simulation::engine::Engine;
use crate::simulation::filter::groups_on;
use crate::simulation::parameters as p;
use crate::simulation::world::{
    Cluster, ClusterIndex, Rollout, Service, ServiceIndex, ServiceStatus, Stop, StopCode,
    TaskIndex, World,
};

/// Whether an instance is one for the service's tasks, whatever runs on it: in the pool, with the
/// required attributes, and the constraints that ask nothing of tasks hold.
pub fn is_eligible(room: &Cluster, s: &Service, need: &Need, slot: Slot) -> bool {
    let groups = |slot: Slot| groups_on(room, slot);
    let running_tasks = |slot: Slot| room.instances[slot as usize].running_tasks;
    let around = Surroundings { groups_on: &groups, running_tasks: &running_tasks };
    let holds = |constraint: &Constraint| match constraint {
        Constraint::MemberOf(query) if !constraint.asks_for_tasks() => {
            matches(query, &room.fleet, slot, &around)
        }
        _ => true,
    };
    s.may_use(room.fleet.line(slot))
        && filter::lacking(room.fleet.facts(slot), need).is_none()
        && s.revision().constraints.iter().all(holds)
}

/// What is kept free for a daemon task: CPU, memory and interface (PL-32).
fn reservation(need: &Need) -> Need {
    Need { cpu: need.cpu, memory: need.memory, enis: need.enis, ..Need::default() }
}

fn daemons(engine: &mut Engine<'_>, cluster: ClusterIndex) -> Vec<ServiceIndex> {
    let services = (0..).zip(&engine.cluster(cluster).services);
    services
        .filter(|(_, s)| s.daemon.is_some() && s.status == ServiceStatus::Active)
        .map(|(index, _)| index)
        .collect()
}

/// An instance came, went, or carries something else: its room is reserved at once, and the
/// services look over all instances in their next pass.
pub fn instances_changed(engine: &mut Engine<'_>, cluster: ClusterIndex, slots: &[Slot]) {
    for service in daemons(engine, cluster) {
        for slot in slots {
            reserve(engine, cluster, service, *slot);
        }
        if let Some(daemon) = &mut engine.service(cluster, service).daemon {
            daemon.looked = false;
        }
        service_scheduler::changed(engine, cluster, service);
    }
}

/// Keeps room on an instance for a task that is to come, if there is some.
fn reserve(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex, slot: Slot) {
    let world = &*engine.world;
    let room = &world.clusters[cluster as usize];
    let s = &room.services[service as usize];
    let need = reservation(&world.definition(s.revision().definition).need);
    let there = s.tasks.iter().map(|task| &room.tasks[*task as usize]);
    let has_task = there.filter(|task| !task.told_to_stop).any(|task| task.instance == Some(slot));
    let wanted = !has_task
        && is_eligible(room, s, &world.definition(s.revision().definition).need, slot)
        && filter::check_connected(&room.fleet, slot, &need, ZoneMask::ALL).is_ok();
    let Some(daemon) = &mut engine.service(cluster, service).daemon else { return };
    if wanted && daemon.reserved.insert(slot) {
        engine.cluster(cluster).fleet.reserve(slot, &need);
    }
}

/// Gives the kept room back, for the task that comes or because none comes any more.
fn unreserve(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex, slot: Slot) {
    let s = engine.service(cluster, service);
    let definition = s.revision().definition;
    if s.daemon.as_mut().is_some_and(|daemon| daemon.reserved.remove(&slot)) {
        let need = reservation(&engine.world.definition(definition).need);
        engine.cluster(cluster).fleet.release(slot, &need);
    }
}

/// A daemon task was told to stop: its room is kept for the next one.
pub fn task_left(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    slot: Slot,
) {
    let s = engine.service(cluster, service);
    if s.status != ServiceStatus::Active {
        return;
    }
    let Some(daemon) = &mut s.daemon else { return };
    daemon.looked = false;
    reserve(engine, cluster, service, slot);
}

/// The service ends, or its tasks will need something else: nothing is kept for it any more.
pub fn forget(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let Some(daemon) = &mut engine.service(cluster, service).daemon else { return };
    daemon.looked = false;
    for slot in daemon.reserved.clone() {
        unreserve(engine, cluster, service, slot);
    }
}

/// The instances that should have a task, and of these the ones that have none (SV-7).
fn wanted(
    world: &World,
    cluster: ClusterIndex,
    service: ServiceIndex,
) -> (BTreeSet<Slot>, BTreeSet<Slot>) {
    let room = &world.clusters[cluster as usize];
    let s = &room.services[service as usize];
    let need = &world.definition(s.revision().definition).need;
    let all: BTreeSet<Slot> =
        (0..room.fleet.len()).filter(|slot| is_eligible(room, s, need, *slot)).collect();
    let there = s.tasks.iter().map(|task| &room.tasks[*task as usize]);
    let taken: BTreeSet<Slot> =
        there.filter(|task| !task.told_to_stop).filter_map(|task| task.instance).collect();
    let missing = all.difference(&taken).copied().collect();
    (all, missing)
}

/// Looks over all instances: how many tasks are wanted, where they are missing, and which ones no
/// longer belong where they are (SV-5, PL-79).
fn look(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let (all, missing) = wanted(engine.world, cluster, service);
    let s = engine.service(cluster, service);
    let before = s.desired;
    s.desired = u32::try_from(all.len()).unwrap_or(u32::MAX);
    s.steady &= before == s.desired;
    let (after, tasks) = (s.desired, s.tasks.clone());
    let name = Rc::clone(&s.deployment().name);
    let Some(daemon) = &mut s.daemon else { return };
    daemon.missing = missing.clone();
    daemon.refused = None;
    daemon.looked = true;
    let gone: Vec<Slot> = daemon.reserved.difference(&all).copied().collect();
    engine.world.totals.desired = engine.world.totals.desired - before + after;
    for slot in gone {
        unreserve(engine, cluster, service, slot);
    }
    for slot in missing {
        reserve(engine, cluster, service, slot);
    }
    let reason = format!("Scaling activity initiated by (deployment {name})").into();
    let stop = Rc::new(Stop { code: Some(StopCode::ServiceSchedulerInitiated), reason });
    let strays: Vec<TaskIndex> = tasks
        .into_iter()
        .filter(|task| engine.task(cluster, *task).instance.is_some_and(|s| !all.contains(&s)))
        .collect();
    for task in strays {
        task_lifecycle::tell_to_stop(engine, cluster, task, Rc::clone(&stop));
    }
}

/// One look at a daemon service: starts one task; the next follows after CP-61's spacing.
pub fn pass(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let now = engine.time();
    // SV-31: maximumPercent is 100, so the old task of an instance stops first.
    deployment::rolling::step(engine, cluster, service);
    if engine.service(cluster, service).daemon.as_ref().is_some_and(|daemon| !daemon.looked) {
        look(engine, cluster, service);
    }
    if engine.service(cluster, service).deployment().rollout == Rollout::Failed {
        return;
    }
    let s = engine.service(cluster, service);
    let next = s.launches_from();
    if next > now {
        service_scheduler::pass_at(engine, cluster, service, next);
        return;
    }
    loop {
        let Some(daemon) = &mut engine.service(cluster, service).daemon else { return };
        let Some(slot) = daemon.missing.pop_first() else { break };
        unreserve(engine, cluster, service, slot);
        let wish = service_scheduler::wish(engine.world, cluster, service);
        match placement::start_on(engine, &wish, slot) {
            Ok(task) => {
                let s = engine.service(cluster, service);
                s.steady = false;
                s.untold_started.push(task);
                s.next_launch = now.after(p::LAUNCH_SPACING);
                let next = s.next_launch;
                service_scheduler::pass_at(engine, cluster, service, next);
                if engine.service(cluster, service).untold_started.len() >= p::STARTED_EVENT_TASKS {
                    service_scheduler::tell_started(engine, cluster, service);
                }
                return;
            }
            // SV-6: that instance is tried again when something changes.
            Err(reason) => {
                reserve(engine, cluster, service, slot);
                if let Some(daemon) = &mut engine.service(cluster, service).daemon {
                    daemon.refused.get_or_insert(Removal { slot, reason });
                }
            }
        }
    }
    service_scheduler::tell_started(engine, cluster, service);
    let Some(daemon) = &mut engine.service(cluster, service).daemon else { return };
    match daemon.refused.take() {
        Some(nearest) => {
            // Looked for again in the next pass, which comes when room does.
            daemon.looked = false;
            let at = engine.world.now;
            let unplaced = Unplaced::Rejected(vec![nearest.clone()], Some(nearest));
            service_scheduler::wait(engine, cluster, service, at, unplaced);
        }
        None if engine.service(cluster, service).owed() == 0 => {
            engine.service(cluster, service).waiting = None;
            engine.cluster(cluster).waiting.remove(&service);
        }
        None => {}
    }
}
