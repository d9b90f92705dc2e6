//! What the calls cost: only what they create (design, section 3; PR-1 to PR-21). ECS itself and all
//! that is only written down in it (clusters, services, definitions, capacity providers) cost nothing
//! (PR-1, PR-7). Metered in whole milliseconds, multiplied in u128, rounded once a line.

mod compare;
mod meter;
mod statement;

pub use compare::{Compared, Kind, compared};
pub use meter::{Uptime, billed_ms, due_at};
pub(super) use meter::{
    external_comes, external_goes, fargate_ends, fargate_pulls, forget_pull, instance_hour,
    launch_hour, machine_goes, machine_launched, machine_starts, machine_stops, task_hour,
};
pub use statement::{Holder, Share, Statement, statement};

use super::world::World;
use crate::base::SimTime;
use crate::base::unit::NanoUsd;
use crate::model::catalog::price::{MONTH_HOURS, Platform, Rate};

const HOUR_MS: u128 = 3_600_000;
const MONTH_MS: u128 = MONTH_HOURS as u128 * HOUR_MS;

/// What a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// EC2 instances of one type (PR-3, PR-14).
    Instances(&'static str),
    /// The same on Spot.
    SpotInstances(&'static str),
    /// What ECS takes for managing instances of a type (PR-6).
    ManagedFee(&'static str),
    /// EC2 instances on Outposts: they are in the Outpost's own contract (PR-4).
    Outposts,
    /// The instances' root volumes (PR-16).
    RootVolumes,
    /// External instances (PR-5).
    External,
    /// vCPUs of Fargate tasks (PR-9).
    FargateVcpu(Fargate),
    /// Memory of Fargate tasks (PR-9).
    FargateMemory(Fargate),
    /// Ephemeral storage of Fargate tasks beyond 20 GB (PR-9).
    FargateStorage,
    /// Windows licences of Fargate tasks (PR-9).
    FargateLicence,
    /// Public IPv4 addresses of Fargate tasks (PR-17).
    PublicIpv4,
}

/// A kind of Fargate with a price of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fargate {
    /// Fargate Spot.
    pub spot: bool,
    /// Operating system and architecture.
    pub platform: Platform,
}

/// What a line counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Instance-hours.
    InstanceHours,
    /// GB-months.
    GbMonths,
    /// vCPU-hours.
    VcpuHours,
    /// GB-hours.
    GbHours,
    /// Address-hours.
    AddressHours,
}

impl Unit {
    /// The report's word (design, section 3).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InstanceHours => "instance-hours",
            Self::GbMonths => "GB-months",
            Self::VcpuHours => "vCPU-hours",
            Self::GbHours => "GB-hours",
            Self::AddressHours => "address-hours",
        }
    }
}

impl What {
    /// What is counted.
    pub const fn unit(self) -> Unit {
        match self {
            Self::Instances(_)
            | Self::SpotInstances(_)
            | Self::ManagedFee(_)
            | Self::Outposts
            | Self::External => Unit::InstanceHours,
            Self::RootVolumes => Unit::GbMonths,
            Self::FargateVcpu(_) | Self::FargateLicence => Unit::VcpuHours,
            Self::FargateMemory(_) | Self::FargateStorage => Unit::GbHours,
            Self::PublicIpv4 => Unit::AddressHours,
        }
    }

    /// So many metered units, for a millisecond each, are one of the line's.
    const fn per(self) -> u128 {
        match self {
            // CPU in 1/1024 vCPU, memory in MiB.
            Self::FargateVcpu(_) | Self::FargateLicence | Self::FargateMemory(_) => HOUR_MS * 1_024,
            Self::RootVolumes => MONTH_MS,
            _ => HOUR_MS,
        }
    }
}

/// One line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// What for.
    pub what: What,
    /// What one unit costs.
    pub rate: Rate,
    /// How much so far, in millionths of the unit.
    pub quantity_millionths: u128,
    /// How much money so far.
    pub usd: NanoUsd,
    /// How much in an hour in which nothing changes.
    pub per_hour: NanoUsd,
    /// How much in a month of it: 730 hours.
    pub per_month: NanoUsd,
}

impl Line {
    /// How much so far, in thousandths of the unit, rounded down: what the report writes.
    pub const fn quantity_thousandths(&self) -> u128 {
        self.quantity_millionths / 1_000
    }
}

/// The bill from time 0 to `now`.
pub fn bill(world: &World, now: SimTime) -> Vec<Line> {
    statement(world, now).lines
}

/// What an hour costs as things stand at `now`.
pub fn per_hour(world: &World, now: SimTime) -> NanoUsd {
    statement(world, now).per_hour
}
