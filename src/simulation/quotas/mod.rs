//! The account's quotas at work: the values in force, what is used of each, and the refusals
//! (QT-01 to QT-42, QR-1 to QR-8).

mod counted;
mod limit;
mod rate;

use std::collections::{BTreeMap, VecDeque};

use super::world::{ServiceIndex, ServiceStatus, World};
use crate::base::SimTime;
use crate::model::catalog::quota::{QUOTAS, Quota};
use crate::model::launch_type::LaunchType;

pub use counted::{Counted, ends, fargate_has_room, fargate_refusal, no_address, starts};
pub use limit::{note, refusal, vcpus, within};
pub use rate::{ApiBucket, fargate_launch, next_launch_token, request, run_task_on_fargate};

/// One row of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The quota.
    pub quota: &'static Quota,
    /// The value in force.
    pub value: u64,
    /// The profile's own value.
    pub default: u64,
    /// Whether the profile lets it be raised.
    pub adjustable: bool,
    /// How much is used: now, where the scope is the account; else the most in any one cluster,
    /// service, family or call so far (QR-8).
    pub used: u64,
}

/// Every row that is on in the scenario's profile, in the order of their numbers.
pub fn usage(world: &World) -> Vec<Usage> {
    let profile = world.settings.profile;
    (1..)
        .zip(&QUOTAS)
        .filter_map(|(rule, quota)| {
            let default = quota.value(profile)?;
            let mut row = Usage {
                quota,
                value: world.quota(quota.code).unwrap_or(default),
                default,
                adjustable: quota.adjustable(profile),
                used: used(world, rule),
            };
            if rule == 39 {
                // QT-39: each type has its own; the row shows the instance with most in use.
                (row.used, row.value) = task_interfaces(world).unwrap_or((0, row.value));
                row.default = row.value;
            }
            Some(row)
        })
        .collect()
}

fn used(world: &World, rule: u8) -> u64 {
    let counted = &world.counted;
    let now = match rule {
        1 => world.clusters.iter().filter(|c| c.active).count() as u64,
        6 => counted.fargate_used(world.settings.profile, false),
        7 => counted.fargate_used(world.settings.profile, true),
        8 => u64::from(counted.public_ips),
        21 => launched_in_a_minute(world, true),
        22 => launched_in_a_minute(world, false),
        30 => ports(world),
        38 => deployments(world),
        40 => u64::from(counted.interfaces),
        42 => vcpus(world),
        _ => return counted.most(rule),
    };
    if matches!(rule, 1 | 6 | 7 | 8 | 40 | 42) { now } else { now.max(counted.most(rule)) }
}

/// The most deployments that one service has at a time (QT-38).
fn deployments(world: &World) -> u64 {
    let services = world.clusters.iter().flat_map(|cluster| &cluster.services);
    let alive = services.filter(|service| service.status == ServiceStatus::Active);
    alive.map(|service| 1 + service.others.len() as u64).max().unwrap_or(0)
}

/// The most tasks that one service launched within a minute (QT-21, QT-22).
fn launched_in_a_minute(world: &World, fargate: bool) -> u64 {
    const MINUTE_MS: u64 = 60_000;
    let mut most = 0;
    for cluster in &world.clusters {
        let mut windows: BTreeMap<ServiceIndex, VecDeque<SimTime>> = BTreeMap::new();
        for task in &cluster.tasks {
            let Some(service) = task.service else { continue };
            if (task.launch_type == LaunchType::Fargate) != fargate {
                continue;
            }
            let window = windows.entry(service).or_default();
            let created = task.times.created;
            window.push_back(created);
            while window.front().is_some_and(|at| created.since(*at).0 >= MINUTE_MS) {
                window.pop_front();
            }
            most = most.max(window.len() as u64);
        }
    }
    most
}

/// The most host ports that are reserved on one instance (QT-30); dynamic ones do not count.
fn ports(world: &World) -> u64 {
    let slots = |fleet: &crate::placement::Fleet| {
        (0..fleet.len()).map(|slot| u64::from(fleet.ports(slot).count())).max()
    };
    world.clusters.iter().filter_map(|c| slots(&c.fleet)).max().unwrap_or(0)
}

/// The instance with most network interfaces of tasks: (used, its slots) (QT-39).
fn task_interfaces(world: &World) -> Option<(u64, u64)> {
    let all = world.clusters.iter().flat_map(|cluster| {
        (0..).zip(&cluster.instances).map(|(slot, instance)| {
            let slots = u64::from(instance.registered.enis);
            (slots - u64::from(cluster.fleet.line(slot).enis), slots)
        })
    });
    all.max()
}
