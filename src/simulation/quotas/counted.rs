//! What the account uses, kept up to date by whoever starts and ends tasks.

use super::super::ApiError;
use super::super::engine::Engine;
use super::super::process::placement::is_spot;
use super::super::process::service_scheduler;
use super::super::world::{ClusterIndex, DefinitionIndex, TaskIndex, TaskStatus, World};
use super::rate::Bucket;
use crate::model::catalog::quota::{Profile, QUOTAS};
use crate::model::launch_type::LaunchType;

/// Fargate tasks from PROVISIONING to STOPPING (QR-6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct OnFargate {
    tasks: u32,
    /// Their CPU units.
    cpu: u64,
}

/// Counts of the whole account, and the most that was ever used of each row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    most: [u32; QUOTAS.len()],
    /// On Fargate, and apart on Fargate Spot.
    fargate: [OnFargate; 2],
    /// Public IPv4 addresses of those tasks (QT-08).
    pub public_ips: u32,
    /// Network interfaces of tasks (QT-40).
    pub interfaces: u32,
    /// Fargate launches first, then the API's request rates, then Fargate Spot launches.
    pub(super) buckets: [Bucket; 8],
}

impl Default for Counted {
    fn default() -> Self {
        Self {
            most: [0; QUOTAS.len()],
            fargate: Default::default(),
            public_ips: 0,
            interfaces: 0,
            buckets: Default::default(),
        }
    }
}

impl Counted {
    /// The most that was used of a row in any one of its scopes.
    pub(super) fn most(&self, rule: u8) -> u64 {
        self.most.get(usize::from(rule).wrapping_sub(1)).copied().unwrap_or(0).into()
    }

    pub(super) fn saw(&mut self, rule: u8, used: u64) {
        if let Some(most) = self.most.get_mut(usize::from(rule).wrapping_sub(1)) {
            *most = (*most).max(u32::try_from(used).unwrap_or(u32::MAX));
        }
    }

    /// A call was refused after all: what it would have used it did not.
    pub fn forget_since(&mut self, before: &Self) {
        self.most = before.most;
    }

    /// Fargate tasks (notes) or vCPUs, rounded up (current) (QT-06; on Spot QT-07).
    pub(super) fn fargate_used(&self, profile: Profile, spot: bool) -> u64 {
        let used = self.fargate[usize::from(spot)];
        match profile {
            Profile::Notes => used.tasks.into(),
            Profile::Current => used.cpu.div_ceil(1_024),
        }
    }
}

/// Whether one more Fargate task of this definition stays within QT-06 (QR-6), or on FARGATE_SPOT
/// within QT-07.
pub fn fargate_has_room(world: &World, definition: DefinitionIndex, spot: bool) -> bool {
    let used = world.counted.fargate[usize::from(spot)];
    let limit = world.limit(if spot { 7 } else { 6 });
    match world.settings.profile {
        Profile::Notes => u64::from(used.tasks) < limit,
        Profile::Current => {
            let after = used.cpu + u64::from(world.definition(definition).need.cpu.0);
            after <= limit.saturating_mul(1_024)
        }
    }
}

/// What RunTask answers past QT-06, on FARGATE_SPOT past QT-07: tasks were counted then, vCPUs are
/// today.
pub fn fargate_refusal(world: &World, spot: bool) -> ApiError {
    let what = match world.settings.profile {
        Profile::Notes => "tasks",
        Profile::Current => "vCPUs",
    };
    let text = format!("You've reached the limit on the number of {what} you can run concurrently");
    ApiError::client(if spot { "QT-07" } else { "QT-06" }, text)
}

/// (on Fargate, and whether on Spot; CPU units, public addresses, interfaces) of a task.
fn weight(world: &World, cluster: ClusterIndex, task: TaskIndex) -> (Option<bool>, u64, u32, u32) {
    let task = &world.clusters[cluster as usize].tasks[task as usize];
    if task.has_no_place() {
        return (None, 0, 0, 0);
    }
    let definition = world.definition(task.definition);
    let fargate = task.launch_type == LaunchType::Fargate;
    let interface = fargate || definition.definition.uses_eni();
    let fargate = fargate.then(|| is_spot(world, task.provider));
    (fargate, definition.need.cpu.0.into(), task.public_ip.into(), interface.into())
}

/// A task was created.
pub fn starts(world: &mut World, cluster: ClusterIndex, task: TaskIndex) {
    let (fargate, cpu, addresses, interfaces) = weight(world, cluster, task);
    let counted = &mut world.counted;
    counted.interfaces += interfaces;
    if let Some(spot) = fargate {
        let used = &mut counted.fargate[usize::from(spot)];
        used.tasks += 1;
        used.cpu += cpu;
        counted.public_ips += addresses;
    }
}

/// Why a new task gets no network interface (QT-40) or no public address (QT-08): those created
/// before it use up the account's. It stops before it runs; the words are modelled.
pub fn no_address(world: &World, cluster: ClusterIndex, index: TaskIndex) -> Option<String> {
    let this = &world.clusters[cluster as usize].tasks[index as usize];
    let (interfaces, addresses) = (world.limit(40), world.limit(8));
    let over = u64::from(world.counted.interfaces) > interfaces
        || this.public_ip && u64::from(world.counted.public_ips) > addresses;
    if !over {
        return None;
    }
    let (mut interfaces_before, mut addresses_before) = (0, 0);
    for (cluster, room) in (0..).zip(&world.clusters) {
        for (task, other) in (0..).zip(&room.tasks) {
            let counts = other.status <= TaskStatus::Stopping;
            if counts && other.placed.sequence < this.placed.sequence {
                let (_, _, address, interface) = weight(world, cluster, task);
                interfaces_before += u64::from(interface);
                addresses_before += u64::from(address);
            }
        }
    }
    if interfaces_before >= interfaces {
        return Some(format!(
            "NetworkInterfaceLimitExceeded: the limit of {interfaces} network interfaces per Region has been reached."
        ));
    }
    (this.public_ip && addresses_before >= addresses).then(|| {
        format!(
            "ResourceInitializationError: the limit of {addresses} public IP addresses for tasks using the Fargate launch type has been reached."
        )
    })
}

/// A task left STOPPING: what it used of the account is free again, and whoever waited for it
/// tries again.
pub fn ends(engine: &mut Engine<'_>, cluster: ClusterIndex, task: TaskIndex) {
    let (fargate, cpu, addresses, interfaces) = weight(engine.world, cluster, task);
    let counted = &mut engine.world.counted;
    counted.interfaces -= interfaces;
    if let Some(spot) = fargate {
        let used = &mut counted.fargate[usize::from(spot)];
        used.tasks -= 1;
        used.cpu -= cpu;
        counted.public_ips -= addresses;
        for cluster in 0..u32::try_from(engine.world.clusters.len()).unwrap_or(0) {
            service_scheduler::capacity_changed(engine, cluster);
        }
    }
}
