//! When the meters run, and how much they turn an hour. What an hour costs is kept up to date in the
//! world's sums by whoever starts and ends something, so that the timeline's chart can tell it of any
//! moment; `invariant.rs` counts it anew.

use super::super::engine::Engine;
use super::super::process::placement::is_spot;
use super::super::world::{
    ClusterIndex, ContainerInstance, Launching, Machine, PullAhead, Task, TaskIndex, World,
    outpost_of,
};
use crate::base::{SimSpan, SimTime};
use crate::model::catalog::instance_type::{CpuArchitecture, InstanceType};
use crate::model::catalog::price::{self, Platform};
use crate::model::launch_type::LaunchType;
use crate::model::task_definition::TaskDefinition;
use crate::placement::Slot;

/// The least that a machine's run or a Linux task is billed, in seconds (PR-8, PR-14).
const LEAST_S: u64 = 60;
/// The least that a Windows task on Fargate is billed, in seconds (PR-8).
const LEAST_WINDOWS_S: u64 = 300;

/// A stretch of time as it is billed: whole seconds, the last one full, and so many at least (PR-8, PR-14).
pub const fn billed_ms(span: SimSpan, least_s: u64) -> u64 {
    let seconds = span.0.div_ceil(1_000);
    (if seconds < least_s { least_s } else { seconds }) * 1_000
}

/// How long a machine has run: only that is billed (PR-14).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uptime {
    /// Billed milliseconds of the runs that are over.
    pub ended_ms: u64,
    /// When the run that goes on began, or the last one.
    pub since: SimTime,
}

impl Uptime {
    /// Its run ends.
    const fn end(&mut self, now: SimTime) {
        self.ended_ms += billed_ms(now.since(self.since), LEAST_S);
    }
}

/// Billed milliseconds of an instance's machine until `now`.
pub(super) fn machine_ms(instance: &ContainerInstance, now: SimTime) -> u64 {
    let running = match instance.machine {
        Machine::Running => billed_ms(now.since(instance.uptime.since), LEAST_S),
        Machine::Stopped(_) | Machine::Terminated(_) => 0,
    };
    instance.uptime.ended_ms + running
}

/// Billed milliseconds of a machine that has not registered yet.
pub(super) const fn launching_ms(launched_at: SimTime, end: SimTime) -> u64 {
    billed_ms(end.since(launched_at), LEAST_S)
}

/// How long an instance's root volume has been there: stopping the machine does not end it (PR-16).
pub(super) fn volume_ms(instance: &ContainerInstance, now: SimTime) -> u64 {
    let end = match instance.machine {
        Machine::Terminated(at) => at,
        Machine::Running | Machine::Stopped(_) => now,
    };
    end.since(instance.launched_at).0
}

/// Hours for which an external instance was registered, whether its machine ran or not: those begun
/// count, and one at least (PR-5).
pub(super) fn external_hours(instance: &ContainerInstance, now: SimTime) -> u64 {
    let end = instance.deregistered_at.unwrap_or(now);
    end.since(instance.registered_at).0.div_ceil(3_600_000).max(1)
}

/// Billed milliseconds of a Fargate task until `now`: from its pull to its end (PR-8); and whether they
/// go on.
pub(super) fn task_ms(world: &World, task: &Task, now: SimTime) -> (u64, bool) {
    let Some(start) = task.times.pull_started.filter(|at| *at <= now) else { return (0, false) };
    let windows = world.definition(task.definition).definition.windows;
    let least = if windows { LEAST_WINDOWS_S } else { LEAST_S };
    let end = task.times.execution_stopped;
    (billed_ms(end.unwrap_or(now).since(start), least), end.is_none())
}

/// What Fargate bills a task by.
pub(super) fn platform(definition: &TaskDefinition) -> Platform {
    match definition.cpu_architecture {
        _ if definition.windows => Platform::Windows,
        Some(CpuArchitecture::Arm64) => Platform::LinuxArm,
        _ => Platform::LinuxX86,
    }
}

/// The size that a task on Fargate was configured with: what it pays for, used or not (PR-9). Windows
/// ignores it on an instance (PL-28), not here.
pub(super) fn fargate_size(definition: &TaskDefinition) -> (u32, u32) {
    let cpu = definition.cpu.unwrap_or_else(|| definition.cpu_demand()).0;
    (cpu, definition.memory.unwrap_or_else(|| definition.memory_demand()).0)
}

/// GB of ephemeral storage that are paid for (PR-9).
pub(super) fn paid_storage(definition: &TaskDefinition) -> u32 {
    definition.ephemeral_storage_gib.unwrap_or(0).saturating_sub(price::FREE_STORAGE_GIB)
}

/// Nano-dollars an hour of a size on Fargate, without storage and address.
pub(super) fn size_hour(
    region: &str,
    platform: Platform,
    spot: bool,
    cpu: u32,
    memory: u32,
) -> u64 {
    let rates = price::fargate(region, platform, spot);
    let licence = if platform == Platform::Windows { price::WINDOWS_LICENCE.nano_usd } else { 0 };
    let (cpu, memory) = (u64::from(cpu), u64::from(memory));
    (cpu * (rates.vcpu.nano_usd + licence) + memory * rates.gb.nano_usd) / 1_024
}

/// Nano-dollars an hour of a Fargate task (PR-9, PR-17).
pub fn task_hour(world: &World, task: &Task) -> u64 {
    let definition = &world.definition(task.definition).definition;
    let region = &*world.settings.region;
    let (cpu, memory) = fargate_size(definition);
    let spot = is_spot(world, task.provider);
    let storage = u64::from(paid_storage(definition)) * price::fargate_storage(region).nano_usd;
    let address = if task.public_ip { price::PUBLIC_IPV4.nano_usd } else { 0 };
    size_hour(region, platform(definition), spot, cpu, memory) + storage + address
}

/// How a machine was bought.
#[derive(Clone, Copy)]
pub(super) struct Bought {
    pub(super) kind: &'static InstanceType,
    pub(super) launch_type: LaunchType,
    pub(super) on_outpost: bool,
    pub(super) spot: bool,
}

impl Bought {
    pub(super) const fn of(instance: &ContainerInstance) -> Self {
        Self {
            kind: instance.instance_type,
            launch_type: instance.launch_type,
            on_outpost: instance.on_outpost,
            spot: instance.spot.is_some(),
        }
    }

    pub(super) fn coming(launching: &Launching) -> Self {
        Self {
            kind: launching.instance_type,
            launch_type: launching.launch_type,
            on_outpost: outpost_of(&launching.attributes).is_some(),
            spot: launching.spot.is_some(),
        }
    }

    /// Whether EC2 bills it and its volume: not one's own hardware, not what an Outpost's contract covers
    /// (PR-4, PR-5).
    pub(super) fn is_ec2s(self) -> bool {
        self.launch_type != LaunchType::External && !self.on_outpost
    }

    /// Nano-dollars an hour while it runs, without its volume.
    fn machine_hour(self, region: &str) -> u64 {
        if !self.is_ec2s() {
            return 0;
        }
        let fee = match self.launch_type {
            LaunchType::ManagedInstances => price::managed_fee(region, self.kind).nano_usd,
            _ => 0,
        };
        price::instance(region, self.kind).nano_usd + fee
    }

    /// Nano-dollars an hour of its volume.
    fn volume_hour(self, region: &str) -> u64 {
        let month = u64::from(price::ROOT_VOLUME_GIB) * price::volume(region).nano_usd;
        if self.is_ec2s() { month / price::MONTH_HOURS } else { 0 }
    }
}

/// Nano-dollars an hour of an instance as it stands.
pub fn instance_hour(region: &str, instance: &ContainerInstance) -> u64 {
    let bought = Bought::of(instance);
    if bought.launch_type == LaunchType::External {
        let registered = instance.deregistered_at.is_none();
        return if registered { price::EXTERNAL.nano_usd } else { 0 };
    }
    match instance.machine {
        Machine::Running => bought.machine_hour(region) + bought.volume_hour(region),
        Machine::Stopped(_) => bought.volume_hour(region),
        Machine::Terminated(_) => 0,
    }
}

/// Nano-dollars an hour of a machine that has not registered yet.
pub fn launch_hour(region: &str, launching: &Launching) -> u64 {
    let bought = Bought::coming(launching);
    bought.machine_hour(region) + bought.volume_hour(region)
}

/// A machine is launched: from now on it costs.
pub fn machine_launched(world: &mut World, launching: &Launching) {
    world.totals.nano_usd_hour += launch_hour(&world.settings.region, launching);
}

/// A machine ends before its agent could register.
pub fn machine_goes(world: &mut World, launching: &Launching) {
    world.totals.nano_usd_hour -= launch_hour(&world.settings.region, launching);
}

/// A machine stops or is terminated. `goes` = its volume goes with it.
pub fn machine_stops(world: &mut World, cluster: ClusterIndex, slot: Slot, goes: bool) {
    let instance = &mut world.clusters[cluster as usize].instances[slot as usize];
    let (region, bought) = (&*world.settings.region, Bought::of(instance));
    if instance.machine == Machine::Running {
        instance.uptime.end(world.now.time);
        world.totals.nano_usd_hour -= bought.machine_hour(region);
    }
    if goes && !matches!(instance.machine, Machine::Terminated(_)) {
        world.totals.nano_usd_hour -= bought.volume_hour(region);
    }
}

/// A machine that was stopped starts again.
pub fn machine_starts(world: &mut World, cluster: ClusterIndex, slot: Slot) {
    let instance = &mut world.clusters[cluster as usize].instances[slot as usize];
    instance.uptime.since = world.now.time;
    world.totals.nano_usd_hour += Bought::of(instance).machine_hour(&world.settings.region);
}

/// An external instance registers (PR-5).
pub fn external_comes(world: &mut World, launch_type: LaunchType) {
    if launch_type == LaunchType::External {
        world.totals.nano_usd_hour += price::EXTERNAL.nano_usd;
    }
}

/// An instance leaves its cluster: an external one costs no longer.
pub fn external_goes(world: &mut World, cluster: ClusterIndex, slot: Slot) {
    let instance = &mut world.clusters[cluster as usize].instances[slot as usize];
    if instance.deregistered_at.is_none() {
        instance.deregistered_at = Some(world.now.time);
        if instance.launch_type == LaunchType::External {
            world.totals.nano_usd_hour -= price::EXTERNAL.nano_usd;
        }
    }
}

/// A Fargate task's pull is planned: from that moment on it costs (PR-8).
pub fn fargate_pulls(engine: &mut Engine<'_>, cluster: ClusterIndex, task: TaskIndex, at: SimTime) {
    let world = &mut *engine.world;
    let known = &world.clusters[cluster as usize].tasks[task as usize];
    let nano_usd_hour = task_hour(world, known);
    let behind = world.pulls_ahead.iter().rev().take_while(|other| other.at > at).count();
    let place = world.pulls_ahead.len() - behind;
    world.pulls_ahead.insert(place, PullAhead { at, cluster, task, nano_usd_hour });
}

/// A task's pull that lies ahead will not come.
pub fn forget_pull(world: &mut World, cluster: ClusterIndex, task: TaskIndex) {
    let now = world.now.time;
    world.pulls_ahead.retain(|pull| (pull.cluster, pull.task) != (cluster, task) || pull.at <= now);
}

/// A task's containers have ended, or never began: on Fargate it costs no longer.
pub fn fargate_ends(engine: &mut Engine<'_>, cluster: ClusterIndex, task: TaskIndex) {
    let world = &mut *engine.world;
    let known = &world.clusters[cluster as usize].tasks[task as usize];
    if known.launch_type != LaunchType::Fargate {
        return;
    }
    // Ahead, or due at this very moment: it was not counted yet.
    let of = |pull: &PullAhead| (pull.cluster, pull.task) == (cluster, task);
    if let Some(at) = world.pulls_ahead.iter().position(of) {
        world.pulls_ahead.remove(at);
    } else if known.times.pull_started.is_some() {
        world.totals.nano_usd_hour -= task_hour(world, known);
    }
}

/// What an hour costs by the world's sums at `now`, which lies before the next event: pulls that have
/// begun since the last one counted in.
pub fn due_at(world: &World, now: SimTime) -> u64 {
    let begun = world.pulls_ahead.iter().take_while(|pull| pull.at <= now);
    world.totals.nano_usd_hour + begun.map(|pull| pull.nano_usd_hour).sum::<u64>()
}
