//! Why a deployment is where it is: read from what the scheduler itself looks at.

use super::rolling;
use crate::base::SimTime;
use crate::simulation::world::shift::Stage;
use crate::simulation::world::{Cluster, Failure, Rollout, Service};

/// What a deployment waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nothing: it is complete.
    Complete,
    /// The bounds let nothing move (SV-34, SV-112).
    Stuck,
    /// No instance has room for the next task.
    Room,
    /// Tasks failed to start; the next attempt comes then (SV-20).
    Throttled(SimTime),
    /// So many tasks do not run yet.
    Starting(u32),
    /// So many tasks run and do not count as healthy yet; the next one will then (SV-33).
    Turning(u32, SimTime),
    /// So many tasks run and nothing makes them healthy.
    Unhealthy(u32),
    /// So many tasks of older revisions are protected from being stopped, the first until then (SV-95).
    Protected(u32, SimTime),
    /// So many tasks of older revisions are stopping.
    Stopping(u32),
    /// Everything is there; both revisions or the alarms are watched until then (SV-39, SV-71).
    Bakes(SimTime),
    /// A step of the traffic shift lasts until then (SV-77).
    Step(SimTime),
    /// A hook waits for somebody; it gives up then (SV-76).
    Hook(SimTime),
    /// It failed, and nothing takes its place (SV-57).
    Failed(Failure),
}

/// Tasks of older revisions that nobody told to stop because they are protected: how many, and
/// when the first is so no more.
fn protected(room: &Cluster, s: &Service, now: SimTime) -> Option<Why> {
    let tasks = s.tasks.iter().filter_map(|task| room.tasks.get(*task as usize));
    let old = tasks.filter(|task| task.deployment != s.primary && !task.told_to_stop);
    let until = old.filter_map(|task| task.protected_until.filter(|until| *until > now));
    let (count, first) = until.fold((0, None), |(count, first): (u32, Option<SimTime>), at| {
        (count + 1, Some(first.map_or(at, |first| first.min(at))))
    });
    first.map(|first| Why::Protected(count, first))
}

/// Why the PRIMARY deployment of a service is where it is.
pub fn why(room: &Cluster, s: &Service, now: SimTime) -> Why {
    let d = s.deployment();
    match (d.rollout, d.failure) {
        (Rollout::Completed, _) => return Why::Complete,
        (Rollout::Failed, failure) => return Why::Failed(failure.unwrap_or(Failure::Stopped)),
        (Rollout::InProgress, _) => {}
    }
    if let Some(shift) = &d.shift {
        match (shift.awaits, shift.until, shift.stage) {
            (Some(awaited), ..) => return Why::Hook(awaited.until),
            (_, Some(until), Stage::BakeTime) => return Why::Bakes(until),
            (_, Some(until), _) => return Why::Step(until),
            _ => {}
        }
    }
    if let Some(until) = d.bakes_until {
        return Why::Bakes(until);
    }
    if rolling::is_stuck(s) {
        return Why::Stuck;
    }
    if s.waiting.is_some() {
        return Why::Room;
    }
    if s.owed() > 0 && s.throttle.until > now {
        return Why::Throttled(s.throttle.until);
    }
    // The next task may start only when one of them stops.
    if d.pending() == 0
        && s.owed() > 0
        && s.active >= s.bounds().upper
        && let Some(why) = protected(room, s, now)
    {
        return why;
    }
    if d.pending() > 0 || s.owed() > 0 {
        return Why::Starting(d.pending().max(s.owed()));
    }
    let not_yet = d.running.saturating_sub(d.healthy_at(now));
    let next = d.turning.iter().map(|(at, _)| *at).find(|at| *at > now);
    match next {
        Some(at) if not_yet > 0 => Why::Turning(not_yet, at),
        None if not_yet > 0 => Why::Unhealthy(not_yet),
        _ => protected(room, s, now).unwrap_or_else(|| {
            Why::Stopping(s.others.iter().map(|d| s.deployments[*d as usize].left).sum())
        }),
    }
}
