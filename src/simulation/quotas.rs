//! How much of each quota is used (QT-01 to QT-18).

use super::world::{
    ClusterIndex, DefinitionIndex, InstanceStatus, ServiceStatus, TaskStatus, World,
};
use crate::model::catalog::quota::{Profile, QUOTAS, Quota};
use crate::model::launch_type::LaunchType;

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
    /// The greatest use over its scope; `None` = this engine does not count it yet.
    pub used: Option<u64>,
}

/// Every row that is on in the scenario's profile.
pub fn usage(world: &World) -> Vec<Usage> {
    let profile = world.settings.profile;
    QUOTAS
        .iter()
        .filter_map(|quota| {
            let default = quota.value(profile)?;
            Some(Usage {
                quota,
                value: world.quota(quota.code).unwrap_or(default),
                default,
                adjustable: quota.adjustable(profile),
                used: used(world, quota.code),
            })
        })
        .collect()
}

fn greatest<T>(items: &[T], value: impl Fn(&T) -> u64) -> Option<u64> {
    Some(items.iter().map(value).max().unwrap_or(0))
}

fn used(world: &World, code: &str) -> Option<u64> {
    let clusters = &world.clusters;
    let alive = |status| status != ServiceStatus::Inactive;
    match code {
        "clusters" => Some(clusters.iter().filter(|c| c.active).count() as u64),
        "container-instances-per-cluster" => greatest(clusters, |c| {
            let there = c.instances.iter().filter(|i| i.status != InstanceStatus::Inactive);
            (there.count() + c.launching.len()) as u64
        }),
        "services-per-cluster" => {
            greatest(clusters, |c| c.services.iter().filter(|s| alive(s.status)).count() as u64)
        }
        "tasks-per-service" | "ec2-tasks-per-service" => greatest(clusters, |c| {
            c.services
                .iter()
                .filter(|s| code == "tasks-per-service" || s.launch_type == LaunchType::Ec2)
                .map(|s| u64::from(s.desired))
                .max()
                .unwrap_or(0)
        }),
        "fargate-tasks" => Some(fargate_used(world)),
        "fargate-spot-tasks" => Some(0),
        "fargate-public-ips" => greatest(clusters, |c| {
            let up = |s: TaskStatus| s != TaskStatus::Stopped;
            c.tasks.iter().filter(|t| t.public_ip && up(t.status)).count() as u64
        }),
        "revisions-per-family" => greatest(&world.definitions, |d| u64::from(d.revision)),
        "task-definition-size-kib" => greatest(&world.definitions, |d| {
            (d.definition.input.to_string().len() as u64).div_ceil(1_024)
        }),
        "containers-per-task-definition" => {
            greatest(&world.definitions, |d| d.definition.containers.len() as u64)
        }
        "target-groups-per-service" => greatest(clusters, |c| {
            c.services.iter().map(|s| u64::from(s.target_groups)).max().unwrap_or(0)
        }),
        "tags-per-resource" => greatest(&world.definitions, |d| u64::from(d.definition.tags)),
        _ => None,
    }
}

/// What a Fargate task counts: one task in the notes' profile, its vCPUs in today's (QT-06), in
/// CPU units.
fn fargate_weight(world: &World, definition: DefinitionIndex) -> u64 {
    match world.settings.profile {
        Profile::Notes => 1,
        Profile::Current => u64::from(world.definition(definition).need.cpu.0),
    }
}

/// Fargate tasks (notes) or vCPUs, rounded up (current), from PROVISIONING to RUNNING.
fn fargate_used(world: &World) -> u64 {
    let sum = fargate_sum(world);
    match world.settings.profile {
        Profile::Notes => sum,
        Profile::Current => sum.div_ceil(1_024),
    }
}

fn fargate_sum(world: &World) -> u64 {
    let clusters = (0..).zip(&world.clusters);
    clusters.map(|(index, _)| fargate_sum_of(world, index)).sum()
}

fn fargate_sum_of(world: &World, cluster: ClusterIndex) -> u64 {
    world.clusters[cluster as usize]
        .tasks
        .iter()
        .filter(|t| t.launch_type == LaunchType::Fargate && !t.told_to_stop)
        .map(|t| fargate_weight(world, t.definition))
        .sum()
}

/// Whether one more Fargate task of this definition stays within QT-06.
pub fn fargate_has_room(world: &World, definition: DefinitionIndex) -> bool {
    let Some(limit) = world.quota("fargate-tasks") else { return true };
    let unit = match world.settings.profile {
        Profile::Notes => 1,
        Profile::Current => 1_024,
    };
    let after = fargate_sum(world).saturating_add(fargate_weight(world, definition));
    after <= limit.saturating_mul(unit)
}
