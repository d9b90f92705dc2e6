//! Machines and agents: launch, registration, stop, start, termination (LC-60 to LC-74).

use std::collections::BTreeSet;
use std::rc::Rc;

use super::{capacity, managed_instances, service_scheduler, task_lifecycle};
use crate::base::{Draw, SimSpan, SimTime};
use crate::model::catalog::instance_type::InstanceType;
use crate::model::launch_type::LaunchType;
use crate::placement::fleet::{Attributes, Facts, Line};
use crate::placement::{Owner, Slot};
use crate::simulation::engine::Engine;
use crate::simulation::journal::EntryKind;
use crate::simulation::parameters::{HOST_LOST, REGISTER_AFTER, TRUNK_ATTACH};
use crate::simulation::queue::Event;
use crate::simulation::world::{
    Carried, ClusterIndex, ContainerInstance, InstanceStatus, Launching, Machine, NeverRegistered,
    ProviderIndex, Spot, Stop, StopCode, World, outpost_of,
};
use crate::simulation::{arn, cost, quotas};

/// What is to be launched.
#[derive(Clone, Debug)]
pub struct Launch {
    /// Its type.
    pub instance_type: &'static InstanceType,
    /// EC2, EXTERNAL or MANAGED_INSTANCES.
    pub launch_type: LaunchType,
    /// The capacity provider that launches it.
    pub provider: Option<ProviderIndex>,
    /// Custom attributes.
    pub attributes: Attributes,
    /// The agent registers so much later.
    pub register_after: SimSpan,
    /// It is Spot capacity.
    pub spot: Option<Spot>,
}

/// Launches one machine in a zone; gives its EC2 id.
pub fn launch(
    engine: &mut Engine<'_>,
    cluster_index: ClusterIndex,
    zone: u8,
    launch: &Launch,
) -> u128 {
    let seed = engine.world.settings.seed;
    let now = engine.time();
    let zone_name = engine.world.zone_name(zone);
    // NM-2: only instances launched after opting in, Linux, and not every type.
    let trunk = engine.world.setting("awsvpcTrunking") == "enabled"
        && launch.instance_type.task_eni_limit_trunking > 0
        && launch.launch_type == LaunchType::Ec2
        && !is_windows(&launch.attributes);
    let cluster = engine.cluster(cluster_index);
    let number =
        u32::try_from(cluster.launching.len() + cluster.instances.len()).unwrap_or(u32::MAX);
    let key = (launch.instance_type.name, zone);
    let at = cluster.launched.iter().position(|(k, _)| *k == key).unwrap_or_else(|| {
        cluster.launched.push((key, 0));
        cluster.launched.len() - 1
    });
    cluster.launched[at].1 += 1;
    let ordinal = cluster.launched[at].1;
    let ec2_id = Draw::new(seed, "ec2-instance")
        .text(&cluster.name)
        .text(launch.instance_type.name)
        .text(&zone_name)
        .number(u64::from(ordinal))
        .wide()
        & ((1 << 68) - 1);
    let launching = Launching {
        number,
        instance_type: launch.instance_type,
        zone,
        launched_at: now,
        registers_at: now.after(launch.register_after),
        ec2_id,
        attributes: Rc::clone(&launch.attributes),
        launch_type: launch.launch_type,
        provider: launch.provider,
        trunk,
        spot: launch.spot,
    };
    cost::machine_launched(engine.world, &launching);
    engine.cluster(cluster_index).launching.push_back(launching);
    let event = Event::AgentRegisters { cluster: cluster_index, launch: number };
    engine.plan(launch.register_after, event);
    ec2_id
}

/// Whether the attributes given at the launch make it a Windows machine.
fn is_windows(attributes: &Attributes) -> bool {
    attributes
        .iter()
        .any(|(name, value)| &**name == "ecs.os-type" && value.as_deref() == Some("windows"))
}

/// What an instance carries (PL-3c, PL-3e, CQL-30, CQL-33): built-in attributes, then custom ones.
fn attributes_of(world: &World, launching: &Launching) -> Attributes {
    let text = |name: &str, value: &str| (Rc::from(name), Some(Rc::from(value)));
    let kind = launching.instance_type;
    let zone = world.zone_name(launching.zone);
    let mut out: Vec<(Rc<str>, Option<Rc<str>>)> = Vec::new();
    if launching.launch_type == LaunchType::ManagedInstances {
        // PL-99, CQL-32: these alone may be asked for; the capability is what awsvpc tasks need (PL-3b).
        out.push(text("ecs.availability-zone", &zone));
        out.push(text("ecs.instance-type", kind.name));
        out.push(text("ecs.subnet-id", &format!("subnet-{zone}")));
        out.push(text("ecs.cpu-architecture", kind.architecture.attribute()));
        out.push(("ecs.capability.task-eni".into(), None));
        if kind.gpus > 0 {
            out.push(("ecs.capability.nvidia-driver-version".into(), None));
        }
        return out.into();
    }
    if launching.launch_type == LaunchType::External {
        out.push(("ecs.capability.external".into(), None));
    } else {
        out.push(text("ecs.availability-zone", &zone));
        out.push(text("ecs.instance-type", kind.name));
        out.push(text("ecs.subnet-id", &format!("subnet-{zone}")));
        out.push(("ecs.capability.task-eni".into(), None));
    }
    out.push(text("ecs.os-type", "linux"));
    let windows = is_windows(&launching.attributes);
    out.push(text("ecs.os-family", if windows { "WINDOWS_SERVER_2022_CORE" } else { "LINUX" }));
    out.push(text("ecs.cpu-architecture", kind.architecture.attribute()));
    if kind.gpus > 0 {
        out.push(("ecs.capability.nvidia-driver-version".into(), None));
    }
    if launching.trunk {
        // CQL-31
        let id = Draw::new(world.settings.seed, "trunk").number(low_half(launching.ec2_id));
        out.push(text("ecs.awsvpc-trunk-id", &format!("eni-{:017x}", id.value())));
    }
    for (name, value) in launching.attributes.iter() {
        match out.iter_mut().find(|(known, _)| known == name) {
            Some(known) => known.1.clone_from(value),
            None => out.push((Rc::clone(name), value.clone())),
        }
    }
    out.into()
}

const fn low_half(id: u128) -> u64 {
    (id & u64::MAX as u128) as u64
}

/// What an instance registers: its line while nothing runs on it (PL-20 to PL-22, NM-1, NM-2).
fn registered_line(launching: &Launching) -> Line {
    let kind = launching.instance_type;
    let enis = match (launching.launch_type, launching.trunk) {
        (LaunchType::External, _) => 0,
        (_, true) => kind.task_eni_limit_trunking,
        (_, false) => kind.task_eni_limit,
    };
    Line {
        cpu: kind.registered_cpu().0,
        memory: kind.registered_memory(is_windows(&launching.attributes)).0,
        enis,
        gpus: kind.gpus,
        zone: launching.zone,
        active: true,
        agent_connected: true,
        owner: match (launching.launch_type, launching.provider) {
            (LaunchType::External, _) => Owner::EXTERNAL,
            (LaunchType::ManagedInstances, Some(provider)) => Owner::managed(provider),
            (_, Some(provider)) => Owner::group(provider),
            (_, None) => Owner::NOBODY,
        },
    }
}

/// The attributes of a machine that registers, shared with those that are like it.
fn carried(world: &mut World, cluster: ClusterIndex, launching: &Launching) -> Attributes {
    let known = &world.clusters[cluster as usize].carried;
    if let Some(known) = known.iter().find(|known| known.fits(launching)) {
        return Rc::clone(&known.attributes);
    }
    let attributes = attributes_of(world, launching);
    if !launching.trunk {
        let known = &mut world.clusters[cluster as usize].carried;
        if known.len() == Carried::KINDS {
            known.remove(0);
        }
        known.push(Carried {
            instance_type: launching.instance_type.name,
            zone: launching.zone,
            launch_type: launching.launch_type,
            given: Rc::clone(&launching.attributes),
            attributes: Rc::clone(&attributes),
        });
    }
    attributes
}

/// What a machine registers now, nothing running on it.
pub(super) fn registers_as(world: &World, launching: &Launching) -> (Line, Facts) {
    registers_with(world, launching, attributes_of(world, launching))
}

fn registers_with(world: &World, launching: &Launching, attributes: Attributes) -> (Line, Facts) {
    let facts = Facts {
        ec2_instance_id: arn::ec2_instance(launching.ec2_id).into(),
        attributes,
        architecture: launching.instance_type.architecture,
        registered_at_s: world.epoch_ms(world.now.time).div_euclid(1_000),
        tie: Draw::new(world.settings.seed, "tie").number(low_half(launching.ec2_id)).value(),
    };
    (registered_line(launching), facts)
}

/// A managed instance as it would be launched.
pub(super) fn on_paper(
    kind: &'static InstanceType,
    provider: ProviderIndex,
    zone: u8,
) -> Launching {
    Launching {
        number: u32::MAX,
        instance_type: kind,
        zone,
        launched_at: SimTime::ZERO,
        registers_at: SimTime::ZERO,
        ec2_id: 0,
        attributes: Rc::new([]),
        launch_type: LaunchType::ManagedInstances,
        provider: Some(provider),
        trunk: false,
        spot: None,
    }
}

/// What an empty instance of a type has.
pub(super) fn empty_line(kind: &'static InstanceType, zone: u8) -> Line {
    registered_line(&Launching { launch_type: LaunchType::Ec2, ..on_paper(kind, 0, zone) })
}

/// Whether one more machine stays within QT-02 and, unless it is Spot capacity, QT-42.
pub(super) fn has_room_for(
    world: &World,
    cluster: ClusterIndex,
    kind: &InstanceType,
    spot: bool,
) -> bool {
    let room = &world.clusters[cluster as usize];
    let registered = room.instances.iter().filter(|i| i.status != InstanceStatus::Inactive).count();
    ((registered + room.launching.len()) as u64) < world.limit(2)
        && (spot || quotas::vcpus(world).saturating_add(kind.vcpus.into()) <= world.limit(42))
}

/// An agent registers its instance.
pub fn register(engine: &mut Engine<'_>, cluster_index: ClusterIndex, launch: u32) {
    let cluster = engine.cluster(cluster_index);
    let Some(at) = cluster.launching.iter().position(|l| l.number == launch) else { return };
    let zone = cluster.launching[at].zone;
    let needs_its_zone = cluster.launching[at].needs_its_zone();
    if needs_its_zone && engine.world.failed_zones.contains_key(&zone) {
        // It goes on when the zone is back.
        return;
    }
    let cluster = engine.cluster(cluster_index);
    let Some(launching) = cluster.launching.remove(at) else { return };
    if !cluster.active {
        ends_unregistered(engine, cluster_index, &launching);
        return;
    }
    let now = engine.time();
    cost::external_comes(engine.world, launching.launch_type);
    let kind = launching.instance_type;
    let seed = engine.world.settings.seed;
    let id = Draw::new(seed, "container-instance").number(low_half(launching.ec2_id)).wide();
    let attributes = carried(engine.world, cluster_index, &launching);
    let (registered, facts) = registers_with(engine.world, &launching, attributes);
    // NM-2, LC-60: with a trunk it takes no tasks until that is attached.
    let status = if launching.trunk { InstanceStatus::Registering } else { InstanceStatus::Active };
    let cluster = engine.cluster(cluster_index);
    let slot = cluster.fleet.add(Line { active: !launching.trunk, ..registered }, facts);
    cluster.instances.push(ContainerInstance {
        id,
        ec2_id: launching.ec2_id,
        instance_type: kind,
        registered,
        launch_type: launching.launch_type,
        provider: launching.provider,
        zone: launching.zone,
        on_outpost: outpost_of(&launching.attributes).is_some(),
        misses_link: false,
        status,
        machine: Machine::Running,
        spot: launching.spot,
        noticed_at: None,
        leaves_by: None,
        idle_since: None,
        launched_at: launching.launched_at,
        registered_at: now,
        deregistered_at: None,
        uptime: cost::Uptime { ended_ms: 0, since: launching.launched_at },
        version: 1,
        spell: 0,
        running_tasks: 0,
        pending_tasks: 0,
        images: Rc::default(),
        dynamic_ports: BTreeSet::new(),
        tasks: Vec::new(),
    });
    engine.world.totals.cpu_registered += u64::from(registered.cpu);
    engine.world.totals.memory_registered += u64::from(registered.memory);
    engine.record(EntryKind::InstanceRegistered { cluster: cluster_index, slot });
    if launching.provider.is_some() {
        capacity::size_changed(engine, launching.provider);
        managed_instances::is_idle(engine, cluster_index, slot);
    }
    if launching.trunk {
        let event = Event::TrunkAttached { cluster: cluster_index, slot };
        engine.plan(TRUNK_ATTACH, event);
    } else {
        service_scheduler::instances_changed(engine, cluster_index, &[slot]);
    }
}

/// Its cluster is gone: the machine ends as well (modelled).
fn ends_unregistered(engine: &mut Engine<'_>, cluster: ClusterIndex, launching: &Launching) {
    let ended_at = engine.time();
    cost::machine_goes(engine.world, launching);
    engine.cluster(cluster).never_registered.push(NeverRegistered {
        instance_type: launching.instance_type,
        launch_type: launching.launch_type,
        on_outpost: outpost_of(&launching.attributes).is_some(),
        spot: launching.spot.is_some(),
        launched_at: launching.launched_at,
        ended_at,
    });
}

/// The trunk is attached: the instance turns ACTIVE (LC-60).
pub fn trunk_attached(engine: &mut Engine<'_>, cluster: ClusterIndex, slot: Slot) {
    let instance = &mut engine.cluster(cluster).instances[slot as usize];
    if instance.status != InstanceStatus::Registering {
        return;
    }
    instance.status = InstanceStatus::Active;
    instance.version += 1;
    engine.cluster(cluster).fleet.line_mut(slot).active = true;
    engine.record(EntryKind::InstanceActive { cluster, slot });
    service_scheduler::instances_changed(engine, cluster, &[slot]);
}

/// A machine stops or dies: its agent falls silent at once, and ECS gives its tasks up after a
/// while (LC-74). The container instance stays registered (LC-72).
pub fn stop(engine: &mut Engine<'_>, cluster: ClusterIndex, slot: Slot) {
    let now = engine.time();
    cost::machine_stops(engine.world, cluster, slot, false);
    let instance = &mut engine.cluster(cluster).instances[slot as usize];
    instance.machine = Machine::Stopped(now);
    instance.misses_link = false;
    instance.version += 1;
    instance.spell += 1;
    let spell = instance.spell;
    let (tasks, provider) = (instance.tasks.clone(), instance.provider);
    engine.cluster(cluster).fleet.line_mut(slot).agent_connected = false;
    engine.record(EntryKind::MachineStopped { cluster, slot });
    capacity::lost_machine(engine, provider);
    for task in tasks {
        task_lifecycle::freeze(engine, cluster, task);
    }
    engine.plan(HOST_LOST, Event::HostLost { cluster, slot, spell });
    service_scheduler::instances_changed(engine, cluster, &[slot]);
}

/// A stopped machine is started again; its agent reconnects after boot (CP-82).
pub fn start(engine: &mut Engine<'_>, cluster: ClusterIndex, slot: Slot) {
    // Its containers died with it: ECS learns of it at the latest now.
    lose_tasks(engine, cluster, slot);
    cost::machine_starts(engine.world, cluster, slot);
    let instance = &mut engine.cluster(cluster).instances[slot as usize];
    instance.machine = Machine::Running;
    instance.version += 1;
    instance.spell += 1;
    let spell = instance.spell;
    engine.record(EntryKind::MachineStarted { cluster, slot });
    engine.plan(REGISTER_AFTER, Event::AgentReturns { cluster, slot, spell });
}

/// The agent of a machine that was started again reconnects.
pub fn agent_returns(engine: &mut Engine<'_>, cluster: ClusterIndex, slot: Slot, spell: u32) {
    let now = engine.time();
    let instance = &mut engine.cluster(cluster).instances[slot as usize];
    if instance.spell != spell || instance.status == InstanceStatus::Inactive {
        return;
    }
    // Images that were pulled are still on its volume; pulls that never ended are not.
    Rc::make_mut(&mut instance.images).retain(|(_, pulled)| *pulled <= now);
    let link = (instance.on_outpost, instance.zone);
    // LT-12: up, but nobody hears it yet.
    let misses_link = link.0 && engine.world.failed_zones.contains_key(&link.1);
    engine.cluster(cluster).instances[slot as usize].misses_link = misses_link;
    if misses_link {
        return;
    }
    engine.cluster(cluster).fleet.line_mut(slot).agent_connected = true;
    engine.record(EntryKind::AgentReconnected { cluster, slot });
    managed_instances::is_idle(engine, cluster, slot);
    service_scheduler::instances_changed(engine, cluster, &[slot]);
}

/// ECS gives up the tasks of a dead machine.
pub fn host_lost(engine: &mut Engine<'_>, cluster: ClusterIndex, slot: Slot, spell: u32) {
    if engine.cluster(cluster).instances[slot as usize].spell == spell {
        lose_tasks(engine, cluster, slot);
    }
}

/// All tasks of an instance become STOPPED (LC-37).
fn lose_tasks(engine: &mut Engine<'_>, cluster: ClusterIndex, slot: Slot) {
    let instance = &engine.cluster(cluster).instances[slot as usize];
    let tasks = instance.tasks.clone();
    let host = arn::ec2_instance(instance.ec2_id);
    let reason: Rc<str> = format!("Host EC2 (instance {host}) terminated.").into();
    // LC-35: of those that ECS drains, what is left at the end.
    let managed = instance.spot == Some(Spot::Managed) && instance.noticed_at.is_some()
        || instance.leaves_by.is_some();
    let code = managed.then_some(StopCode::TerminationNotice);
    let stop = Rc::new(Stop { code, reason });
    for task in tasks {
        task_lifecycle::lost(engine, cluster, task, &stop);
    }
}

/// An instance is terminated: with a connected agent it leaves the cluster (LC-72).
pub fn terminate(engine: &mut Engine<'_>, cluster: ClusterIndex, slot: Slot) {
    let now = engine.time();
    if engine.cluster(cluster).fleet.line(slot).agent_connected {
        lose_tasks(engine, cluster, slot);
    }
    let room = engine.cluster(cluster);
    let deregisters = room.fleet.line(slot).agent_connected
        && room.instances[slot as usize].status != InstanceStatus::Inactive;
    let line = engine.cluster(cluster).fleet.line_mut(slot);
    line.agent_connected = false;
    line.active &= !deregisters;
    cost::machine_stops(engine.world, cluster, slot, true);
    let instance = &mut engine.cluster(cluster).instances[slot as usize];
    instance.machine = Machine::Terminated(now);
    instance.version += 1;
    instance.spell += 1;
    let (registered, spell) = (instance.registered, instance.spell);
    if !deregisters && !instance.tasks.is_empty() {
        // A silent agent cannot tell: its tasks are given up as those of any lost host (LC-74).
        engine.plan(HOST_LOST, Event::HostLost { cluster, slot, spell });
    }
    let instance = &mut engine.cluster(cluster).instances[slot as usize];
    if deregisters {
        instance.status = InstanceStatus::Inactive;
        cost::external_goes(engine.world, cluster, slot);
        engine.world.totals.cpu_registered -= u64::from(registered.cpu);
        engine.world.totals.memory_registered -= u64::from(registered.memory);
    }
    let provider = engine.cluster(cluster).instances[slot as usize].provider;
    capacity::lost_machine(engine, provider);
    engine.record(EntryKind::InstanceTerminated { cluster, slot });
    capacity::size_changed(engine, provider);
    service_scheduler::instances_changed(engine, cluster, &[slot]);
}
