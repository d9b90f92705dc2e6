//! Spot capacity is taken back: a notice, and two minutes later it is gone (LC-90 to LC-95, LT-17).
//! There is capacity for replacements at once (modelled): what a service makes of the notice is to
//! be seen, not a shortage.

use std::rc::Rc;

use super::{instance_state, machine, placement, service_scheduler, task_lifecycle};
use crate::base::{Draw, sort};
use crate::model::launch_type::LaunchType;
use crate::placement::Slot;
use crate::simulation::engine::Engine;
use crate::simulation::journal::EntryKind;
use crate::simulation::parameters::SPOT_NOTICE;
use crate::simulation::queue::Event;
use crate::simulation::world::{
    ClusterIndex, InstanceStatus, Machine, ProviderIndex, Spot, Stop, StopCode, TaskIndex,
};

/// The Spot capacity of a cluster that runs and has no notice yet; with a provider, only its own.
pub fn capacity(
    engine: &Engine<'_>,
    cluster: ClusterIndex,
    provider: Option<ProviderIndex>,
) -> (Vec<TaskIndex>, Vec<Slot>) {
    let room = &engine.world.clusters[cluster as usize];
    let of = |own: Option<ProviderIndex>| provider.is_none() || own == provider;
    let tasks = (0..).zip(room.tasks.iter()).filter(|(_, task)| {
        task.launch_type == LaunchType::Fargate
            && !task.told_to_stop
            && placement::is_spot(engine.world, task.provider)
            && of(task.provider)
    });
    let machines = (0..).zip(&room.instances).filter(|(_, instance)| {
        instance.spot.is_some()
            && instance.noticed_at.is_none()
            && !matches!(instance.machine, Machine::Terminated(_))
            && of(instance.provider)
    });
    (tasks.map(|(task, _)| task).collect(), machines.map(|(slot, _)| slot).collect())
}

/// So many of a hundred, at least one, drawn by what each of them is, not by where it stands.
fn some(engine: &Engine<'_>, of: Vec<u32>, id: impl Fn(u32) -> u128, percent: u32) -> Vec<u32> {
    let count = (of.len() as u64 * u64::from(percent)).div_ceil(100);
    let draw = |at: &u32| {
        let number = (id(*at) >> 64) as u64;
        Draw::new(engine.world.settings.seed, "spot").number(number).value()
    };
    let mut drawn: Vec<(u64, u32)> = of.iter().map(|at| (draw(at), *at)).collect();
    sort::sort(&mut drawn);
    let mut out: Vec<u32> =
        drawn.into_iter().take(usize::try_from(count).unwrap_or(usize::MAX)).map(|d| d.1).collect();
    sort::sort(&mut out);
    out
}

/// Gives notice to a part of a cluster's Spot capacity; tells to which tasks and instances.
pub fn interrupt(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    provider: Option<ProviderIndex>,
    percent: u32,
) -> (Vec<TaskIndex>, Vec<Slot>) {
    let now = engine.time();
    let (tasks, slots) = capacity(engine, cluster, provider);
    let room = &engine.world.clusters[cluster as usize];
    let tasks = some(engine, tasks, |task| room.tasks[task as usize].id, percent);
    let slots = some(engine, slots, |slot| room.instances[slot as usize].id, percent);
    // LC-34
    // On Fargate stopTimeout is two minutes at most (LC-40): nothing is left when they are over.
    let reason = "Your Spot Task was interrupted.".into();
    let stop = Rc::new(Stop { code: Some(StopCode::SpotInterruption), reason });
    for task in &tasks {
        task_lifecycle::interrupt(engine, cluster, *task, Rc::clone(&stop));
        if let Some(service) = engine.task(cluster, *task).service {
            // LC-95: another one starts now.
            service_scheduler::changed(engine, cluster, service);
        }
    }
    let mut draining = Vec::new();
    for slot in &slots {
        let instance = &mut engine.cluster(cluster).instances[*slot as usize];
        instance.noticed_at = Some(now);
        // LC-90: only an agent that is told to makes something of it, and only one that hears it.
        let heeds = instance.spot != Some(Spot::Unheeding)
            && instance.status == InstanceStatus::Active
            && instance.machine == Machine::Running;
        engine.record(EntryKind::SpotNotice { cluster, slot: *slot });
        if heeds && engine.cluster(cluster).fleet.line(*slot).agent_connected {
            draining.push(*slot);
        }
        engine.plan(SPOT_NOTICE, Event::SpotMachineEnds { cluster, slot: *slot });
    }
    // LC-91: within the service's bounds, which may not be done in two minutes.
    instance_state::set(engine, cluster, &draining, InstanceStatus::Draining);
    (tasks, slots)
}

/// A Spot machine is gone, unless somebody ended it before (LC-94).
pub fn machine_ends(engine: &mut Engine<'_>, cluster: ClusterIndex, slot: Slot) {
    let instance = &engine.cluster(cluster).instances[slot as usize];
    if !matches!(instance.machine, Machine::Terminated(_)) {
        machine::terminate(engine, cluster, slot);
    }
}
