//! A quota's value in force, and the refusal past it.

use super::super::ApiError;
use super::super::api_error::Basis;
use super::super::world::{Machine, World};
use crate::model::catalog::quota::Quota;

impl World {
    /// The value in force of a rule's quota (28 for QT-28); `u64::MAX` = nothing is in the way: the
    /// row is off in this profile, or blocks only where an override sets it (QR-8).
    pub fn limit(&self, rule: u8) -> u64 {
        let quota = Quota::of(rule);
        let set = self.settings.overrides.iter().find(|(code, _)| **code == *quota.code);
        match (set, quota.value(self.settings.profile)) {
            (_, None) => u64::MAX,
            (Some((_, value)), Some(_)) => *value,
            (None, Some(_)) if quota.only_if_set => u64::MAX,
            (None, Some(value)) => value,
        }
    }
}

/// The refusal of a rule, in the words of its row.
pub fn refusal(world: &World, rule: u8) -> ApiError {
    let quota = Quota::of(rule);
    let text = quota.text.replace("{n}", &world.limit(rule).to_string());
    ApiError {
        exception: quota.exception.into(),
        message: text.into(),
        rule: quota.rule,
        basis: if quota.seen { Basis::Seen } else { Basis::Modelled },
    }
}

/// Refuses a use that is over the quota, else remembers it.
///
/// # Errors
/// The row's own exception.
pub fn within(world: &mut World, rule: u8, used: usize) -> Result<(), ApiError> {
    if used as u64 > world.limit(rule) {
        return Err(refusal(world, rule));
    }
    note(world, rule, used);
    Ok(())
}

/// Remembers a use, for the report.
pub fn note(world: &mut World, rule: u8, used: usize) {
    world.counted.saw(rule, used as u64);
}

/// vCPUs of the On-Demand EC2 machines that are there (QT-42).
pub fn vcpus(world: &World) -> u64 {
    let of = |cluster: &super::super::world::Cluster| {
        let there = cluster.instances.iter().filter(|i| matches!(i.machine, Machine::Running));
        let there = there.filter(|i| i.launch_type == crate::model::launch_type::LaunchType::Ec2);
        let there = there.filter(|i| i.spot.is_none());
        let coming = cluster
            .launching
            .iter()
            .filter(|l| l.spot.is_none())
            .map(|l| u64::from(l.instance_type.vcpus));
        there.map(|i| u64::from(i.instance_type.vcpus)).sum::<u64>() + coming.sum::<u64>()
    };
    world.clusters.iter().map(of).sum()
}
