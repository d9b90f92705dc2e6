//! Laws of deployments over random scenarios, held against a naive specification that shares no
//! code with the scheduler: it counts tasks one by one and does its arithmetic with fractions.
//! `ECS_PLAYGROUND_CASES` sets how many are tried.

#![allow(clippy::expect_used, reason = "a scenario of ours that cannot be read fails")]

mod naive;
mod scenarios;
mod traffic;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ecs_playground::base::SimTime;
use ecs_playground::scenario::digest::digest;
use ecs_playground::simulation::player::Progress;
use ecs_playground::simulation::service_event::ServiceMessage;
use ecs_playground::simulation::world::deployment_configuration::Strategy;
use ecs_playground::simulation::world::{Failure, Rollout, Service, ServiceStatus, World};
use ecs_playground::simulation::{Player, invariant};

use naive::{Before, Naive};
use traffic::Shifted;

fn cases() -> u64 {
    let named = std::env::var("ECS_PLAYGROUND_CASES").ok().and_then(|n| n.parse().ok());
    named.unwrap_or(1_000)
}

/// What was seen over all scenarios: a law that is never put to the test says nothing.
#[derive(Debug, Default)]
struct Seen {
    events: u64,
    tasks: usize,
    deployments: usize,
    completed: usize,
    failed: usize,
    rolled_back: usize,
    stuck: usize,
    shifts: usize,
    stops: usize,
    starts: usize,
    quiet: usize,
    arrived: usize,
    /// Moves of production traffic.
    steps: usize,
    /// Hooks that waited for somebody, and of those, how many somebody answered.
    pauses: usize,
    answered: usize,
    /// Deployments that failed, by what made them.
    by_breaker: usize,
    by_alarm: usize,
    by_hook: usize,
    by_stop: usize,
    /// Bounds of rolling deployments with tasks to replace: minimumHealthyPercent, maximumPercent.
    bounds: BTreeSet<(u32, u32)>,
}

fn services(world: &World) -> impl Iterator<Item = (usize, usize, &Service)> {
    let clusters = world.clusters.iter().enumerate();
    clusters.flat_map(|(c, room)| room.services.iter().enumerate().map(move |(s, x)| (c, s, x)))
}

/// Every event within the bounds; and whenever nothing is due for a while, nothing could have moved.
fn play(player: &mut Player, end: SimTime, seed: u64, seen: &mut Seen) {
    let mut before = Before::of(player.world());
    let mut shifts: BTreeMap<(usize, usize), Shifted> = BTreeMap::new();
    loop {
        let progress = player.advance(end, 1);
        let world = player.world();
        assert_eq!(invariant::broken(world), None, "seed {seed}");
        for (cluster, index, service) in services(world) {
            let naive = Naive::of(world, cluster, index, world.now.time);
            let changes = before.changes(world, cluster, index);
            seen.stops += changes.stopped_healthy_old;
            seen.starts += changes.started;
            let told = format!(
                "seed {seed}, {} at {}: {naive:?} {changes:?}",
                service.name,
                player.time()
            );
            naive.holds_bounds(service, &changes, &told);
            let at = (cluster, index);
            let was = shifts.remove(&at);
            let alive = service.status == ServiceStatus::Active;
            if let Some(now) = Shifted::of(service).filter(|_| alive) {
                let told =
                    format!("seed {seed}, {} at {}: {was:?} {now:?}", service.name, player.time());
                traffic::holds(service, was.as_ref(), &now, &told);
                let stopped = before.stopped_of_source(world, at, &now);
                assert_eq!(stopped, 0, "the traffic's revision loses tasks: {told}");
                seen.pauses += usize::from(now.begins_to_wait(was.as_ref()));
                seen.steps += usize::from(now.moved_since(was.as_ref()));
                shifts.insert(at, now);
            } else if !service.others.is_empty() && service.daemon.is_none() {
                let bounds = &service.configuration;
                seen.bounds.insert((bounds.minimum_percent, bounds.maximum_percent));
            }
        }
        before = Before::of(world);
        // A second later at the latest the scheduler has looked: then nothing may be left to do.
        let next = player.next_event_time().unwrap_or(end).min(end);
        let now = world.now.time;
        if next.0 > now.0 + 1_000 {
            for at in [now, SimTime(next.0 - 1_001)] {
                for (cluster, index, service) in services(world) {
                    let naive = Naive::of(world, cluster, index, at);
                    let told =
                        format!("seed {seed}, {} at {at}, now {now}: {naive:?}", service.name);
                    naive.has_nothing_to_do(service, at, &told);
                    seen.quiet += 1;
                }
            }
        }
        if progress != Progress::Budget {
            return;
        }
    }
}

#[test]
fn deployments_stay_within_their_bounds_and_come_to_an_end() {
    let mut seen = Seen::default();
    for seed in 0..cases() {
        let (setup, calls) = scenarios::scenario(seed);
        let last = calls.last().expect("calls").at.0;
        // Half an hour, and the time of everything that bakes.
        let end = SimTime(last + 3 * 3_600_000);
        let mut stepped = Player::new(Rc::clone(&setup), Rc::clone(&calls));
        play(&mut stepped, end, seed, &mut seen);
        let world = stepped.world();
        seen.events += world.events_played;
        for (_, _, service) in services(world) {
            seen.tasks += service.deployments.iter().map(|d| d.left as usize).sum::<usize>();
            seen.deployments += service.deployments.len();
            for d in &service.deployments {
                seen.completed += usize::from(d.rollout == Rollout::Completed);
                seen.failed += usize::from(d.rollout == Rollout::Failed);
                seen.rolled_back += usize::from(d.rolled_back_to.is_some());
                match d.failure {
                    Some(Failure::Breaker) => seen.by_breaker += 1,
                    Some(Failure::Alarm) => seen.by_alarm += 1,
                    Some(Failure::Hook) => seen.by_hook += 1,
                    Some(Failure::Stopped) => seen.by_stop += 1,
                    None => {}
                }
                let shifts = service.configuration.strategy != Strategy::Rolling;
                seen.shifts += usize::from(shifts && !d.sources.is_empty());
            }
            let of = |message: &ServiceMessage| {
                service.events.iter().filter(|e| *e.message == *message).count()
            };
            seen.stuck += of(&ServiceMessage::DeploymentStuck);
            if service.status != ServiceStatus::Active {
                continue;
            }
            // A service left alone reaches what it wants, or it says why it can not.
            let why = service.waiting.is_some()
                || service.deployment().rollout == Rollout::Failed
                || service.configuration.is_stuck(service.desired)
                || service.deployment().shift.as_ref().is_some_and(|s| s.awaits.is_some());
            let there = service.running == service.desired && service.others.is_empty();
            assert!(there || why, "seed {seed}: {} {service:?}", service.name);
            seen.arrived += usize::from(there);
        }
        let answers = stepped.journal().calls.iter().filter(|record| {
            record.name.as_str() == "ecs:ContinueServiceDeployment" && record.result.is_ok()
        });
        seen.answered += answers.count();
        // The fold again costs as much as all the rest: every fourth is enough here.
        if seed % 4 > 0 {
            continue;
        }
        let mut whole = Player::new(Rc::clone(&setup), Rc::clone(&calls));
        while whole.advance(end, 100_000) == Progress::Budget {}
        assert_eq!(digest(&whole), digest(&stepped), "seed {seed}: in one go");
        whole.seek(SimTime(end.0 / 3));
        while whole.advance(end, 100_000) == Progress::Budget {}
        assert_eq!(digest(&whole), digest(&stepped), "seed {seed}: from a keyframe");
    }
    println!("{} scenarios: {seen:?}", cases());
    let all = [
        seen.completed,
        seen.failed,
        seen.rolled_back,
        seen.stuck,
        seen.stops,
        seen.starts,
        seen.shifts,
        seen.steps,
        seen.pauses,
        seen.answered,
        seen.by_breaker,
        seen.by_alarm,
        seen.by_hook,
        seen.by_stop,
        seen.bounds.len(),
    ];
    assert!(cases() < 200 || all.iter().all(|n| *n > 0), "{seen:?}");
}
