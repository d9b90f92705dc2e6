//! Rates as token buckets: capacity = burst, refill = sustained (QR-3, CP-66).
//!
//! What stands at 0s is how a playground begins, not somebody's calls in one moment: it costs no
//! token (modelled).

use super::super::ApiError;
use super::super::world::World;
use super::limit::refusal;
use crate::base::{SimSpan, SimTime};
use crate::model::catalog::quota::Quota;
use crate::model::catalog::region::is_small;

/// A bucket, by what is missing in it: full at first, whatever it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bucket {
    missing_milli: u64,
    at: SimTime,
}

impl Bucket {
    fn refilled(self, sustained: u64, now: SimTime) -> u64 {
        // Tokens a second times milliseconds = thousandths of a token.
        self.missing_milli.saturating_sub(now.since(self.at).0.saturating_mul(sustained))
    }

    /// Takes tokens, if they are there; says how many are gone then.
    fn take(&mut self, tokens: u64, burst: u64, sustained: u64, now: SimTime) -> Option<u64> {
        let missing = self.refilled(sustained, now).saturating_add(tokens.saturating_mul(1_000));
        if missing > burst.saturating_mul(1_000) {
            return None;
        }
        *self = Self { missing_milli: missing, at: now };
        Some(missing.div_ceil(1_000))
    }
}

/// Burst and refill a second of Fargate launches (QT-23, CP-63).
fn fargate_rate(world: &World, spot: bool) -> (u64, u64) {
    let small = is_small(&world.settings.region);
    let (burst, sustained) = if small { (25, 5) } else { (100, 20) };
    let table = Quota::of(launch_rule(spot)).value(world.settings.profile).unwrap_or(burst);
    // An override moves the refill along with the burst.
    let limit = world.limit(launch_rule(spot));
    let burst = if limit == table { burst } else { limit };
    (burst, (burst.saturating_mul(sustained) / if small { 25 } else { 100 }).max(1))
}

/// QT-23, for Spot QT-24.
const fn launch_rule(spot: bool) -> u8 {
    if spot { 24 } else { 23 }
}

/// On-demand and Spot launches have buckets of their own (CP-63).
const fn launch_bucket(spot: bool) -> usize {
    if spot { 6 } else { 0 }
}

/// Takes tokens for Fargate launches (QT-23, QT-24).
///
/// # Errors
/// ThrottlingException where they are not there.
pub fn fargate_launch(world: &mut World, tasks: u64, spot: bool) -> Result<(), ApiError> {
    let now = world.now.time;
    if now == SimTime::ZERO {
        return Ok(());
    }
    let (burst, sustained) = fargate_rate(world, spot);
    match world.counted.buckets[launch_bucket(spot)].take(tasks, burst, sustained, now) {
        Some(used) => {
            world.counted.saw(launch_rule(spot), used);
            Ok(())
        }
        None => Err(refusal(world, launch_rule(spot))),
    }
}

/// Requests of RunTask on Fargate: so many a second, burst and sustained (CP-64).
const RUN_TASK_RATE: u64 = 20;
/// Its bucket.
const RUN_TASK_BUCKET: usize = 7;

/// Takes a token for one RunTask on Fargate (CP-64).
///
/// # Errors
/// ThrottlingException where there is none.
pub fn run_task_on_fargate(world: &mut World) -> Result<(), ApiError> {
    let now = world.now.time;
    let bucket = &mut world.counted.buckets[RUN_TASK_BUCKET];
    if now == SimTime::ZERO || bucket.take(1, RUN_TASK_RATE, RUN_TASK_RATE, now).is_some() {
        return Ok(());
    }
    Err(ApiError::modelled("CP-64", "ThrottlingException", "Rate exceeded"))
}

/// How long until there is a token for one more launch.
pub fn next_launch_token(world: &World, spot: bool) -> SimSpan {
    let (burst, sustained) = fargate_rate(world, spot);
    let missing = world.counted.buckets[launch_bucket(spot)].refilled(sustained, world.now.time);
    let over = missing.saturating_add(1_000).saturating_sub(burst.saturating_mul(1_000));
    SimSpan(over.div_ceil(sustained).max(1))
}

/// The API's buckets (QT-25, CP-65).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiBucket {
    /// What agents do.
    AgentModify = 1,
    /// DescribeClusters, ListClusters
    ClusterRead,
    /// DescribeServices, ListServices
    ServiceRead,
    /// CreateService, UpdateService, DeleteService
    ServiceModify,
    /// RegisterTaskDefinition, DeregisterTaskDefinition, DeleteTaskDefinitions
    TaskDefinitionModify,
}

/// (burst, refill a second), as [`ApiBucket`] lists them.
const API_RATES: [(u64, u64); 5] = [(200, 120), (50, 20), (100, 20), (50, 5), (20, 1)];
/// The quota's value is the burst of the tightest bucket; an override scales them all.
const TIGHTEST: u64 = 20;

/// Takes a token for one request (QT-25).
///
/// # Errors
/// ThrottlingException where there is none.
pub fn request(world: &mut World, bucket: ApiBucket) -> Result<(), ApiError> {
    let now = world.now.time;
    if now == SimTime::ZERO {
        return Ok(());
    }
    let value = world.limit(25);
    let at = bucket as usize;
    let (burst, sustained) = API_RATES.get(at - 1).copied().unwrap_or((TIGHTEST, 1));
    let burst = burst.saturating_mul(value) / TIGHTEST;
    let sustained = (sustained.saturating_mul(value) / TIGHTEST).max(1);
    match world.counted.buckets[at].take(1, burst, sustained, now) {
        Some(used) => {
            let scaled = used.saturating_mul(value).div_ceil(burst.max(1));
            world.counted.saw(25, scaled);
            Ok(())
        }
        None => Err(refusal(world, 25)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// QR-3, CP-66
    #[test]
    fn a_bucket_empties_and_fills() {
        let mut bucket = Bucket::default();
        let at = SimTime(1_000);
        for used in 1..=100 {
            assert_eq!(bucket.take(1, 100, 20, at), Some(used));
        }
        assert_eq!(bucket.take(1, 100, 20, at), None);
        // One token comes back in 50 ms.
        assert_eq!(bucket.take(1, 100, 20, SimTime(1_049)), None);
        assert_eq!(bucket.take(1, 100, 20, SimTime(1_050)), Some(100));
        assert_eq!(bucket.take(100, 100, 20, SimTime(6_049)), None);
        assert_eq!(bucket.take(100, 100, 20, SimTime(6_050)), Some(100));
    }
}
