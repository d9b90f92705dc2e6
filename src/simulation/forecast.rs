//! How many more tasks of a service would find room as things stand, and what is in the way of the
//! next: the very procedure, tried on a copy (design, section 8).

use super::Call;
use super::calls;
use super::engine::Engine;
use super::fold::Simulation;
use super::process::placement::{self, Unplaced};
use super::process::service_scheduler;
use super::world::{ClusterIndex, ServiceIndex, ServiceStatus, TaskIndex, World};
use crate::model::catalog::quota::Quota;
use crate::model::launch_type::LaunchType;
use crate::placement::decision::Removal;

/// More than so many tasks are not tried.
pub const MOST: u32 = 1_000;

/// What is in the way of the task after the last that finds room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Until {
    /// Nothing yet: nobody asked further than [`MOST`].
    Open,
    /// The account's quota.
    Quota(&'static Quota, u64),
    /// No instance is there for it (PL-47).
    NoInstance,
    /// Every instance lacks something; the nearest miss (PL-48), and whether each lacks the same.
    Full(Removal, bool),
    /// It waits in PROVISIONING until its capacity provider brings more (PL-43).
    Provider,
    /// The zones that it may use are down (SV-115).
    ZonesDown,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// Tasks that the service is to start anyway (SV-2).
    pub owed: u32,
    /// Of these so many find room.
    pub found: u32,
    /// Tasks beyond those that find room too.
    pub more: u32,
    /// Then what.
    pub until: Until,
}

/// What a quota leaves of tasks for a service that wants `desired` of them (QT-04, QT-05).
fn left_by_quota(world: &World, launch_type: LaunchType, desired: u32) -> (u32, Until) {
    let rules: &[u8] = if launch_type == LaunchType::Ec2 { &[4, 5] } else { &[4] };
    let least = rules.iter().map(|rule| (world.limit(*rule), *rule)).min();
    let (limit, rule) = least.unwrap_or((u64::MAX, 4));
    let left = limit.saturating_sub(u64::from(desired));
    (u32::try_from(left).unwrap_or(u32::MAX), Until::Quota(Quota::of(rule), limit))
}

/// Starts tasks of a service, one after another, until one finds no room.
fn fill(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    most: u32,
) -> (u32, Until) {
    let mut started = 0;
    while started < most {
        let wish = service_scheduler::wish(engine.world, cluster, service);
        let spot = placement::is_spot(engine.world, wish.provider);
        let until = match placement::start(engine, &wish).1 {
            Ok(task) if waits(engine.world, cluster, task) => Until::Provider,
            Ok(_) => {
                started += 1;
                continue;
            }
            // QT-23: a matter of seconds, not of room.
            Err(Unplaced::Throttled(span)) => {
                engine.world.now.time = engine.world.now.time.after(span);
                continue;
            }
            Err(Unplaced::Rejected(removals, Some(nearest))) => {
                let same = removals.iter().all(|r| r.reason.api() == nearest.reason.api());
                Until::Full(nearest, same)
            }
            Err(Unplaced::EmptyPool | Unplaced::Rejected(_, None)) => Until::NoInstance,
            Err(Unplaced::FargateQuota) => {
                let rule = if spot { 7 } else { 6 };
                Until::Quota(Quota::of(rule), engine.world.limit(rule))
            }
            Err(Unplaced::FargateCapacity) => Until::ZonesDown,
            Err(Unplaced::ProvisioningLimit) => Until::Quota(Quota::of(20), engine.world.limit(20)),
        };
        return (started, until);
    }
    (started, Until::Open)
}

fn waits(world: &World, cluster: ClusterIndex, task: TaskIndex) -> bool {
    world.clusters[cluster as usize].tasks[task as usize].has_no_place()
}

/// How many more tasks of a service find room now. `None` for a daemon, of which nobody says how
/// many (SV-6), and for a service that is not ACTIVE.
pub fn of_service(
    simulation: &Simulation,
    cluster: ClusterIndex,
    service: ServiceIndex,
) -> Option<Forecast> {
    simulation.on_a_copy(|engine| look_ahead(engine, cluster, service))
}

/// The same of a service that a CreateService would make, and its cluster. `None` also where it is refused, or where
/// the service is there already.
pub fn of_call(simulation: &Simulation, call: &Call) -> Option<(ClusterIndex, Forecast)> {
    simulation.on_a_copy(|engine| {
        let services = |world: &World| world.clusters.iter().map(|c| c.services.len()).collect();
        let before: Vec<usize> = services(engine.world);
        calls::call(engine, call).0.ok()?;
        let after: Vec<usize> = services(engine.world);
        let cluster = before.iter().zip(&after).position(|(before, after)| before < after)?;
        let service = ServiceIndex::try_from(before[cluster]).ok()?;
        let cluster = ClusterIndex::try_from(cluster).ok()?;
        Some((cluster, look_ahead(engine, cluster, service)?))
    })
}

/// `engine` is a copy's.
fn look_ahead(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
) -> Option<Forecast> {
    let s = engine.world.clusters.get(cluster as usize)?.services.get(service as usize)?;
    if s.daemon.is_some() || s.status != ServiceStatus::Active {
        return None;
    }
    let (owed, desired, launch_type) = (s.owed(), s.desired, s.launch_type);
    let (allowed, quota) = left_by_quota(engine.world, launch_type, desired);
    let (started, until) = fill(engine, cluster, service, owed.saturating_add(MOST));
    let (found, more) = (started.min(owed), started.saturating_sub(owed));
    let by_quota = allowed < more || allowed == more && until == Until::Open;
    Some(if by_quota && found == owed {
        Forecast { owed, found, more: allowed, until: quota }
    } else {
        Forecast { owed, found, more, until }
    })
}
