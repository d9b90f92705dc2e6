//! What a service may do, said again in the plainest way: every task is counted, every time.

use super::traffic::{self, Shifted};
use ecs_playground::base::SimTime;
use ecs_playground::simulation::world::deployment_configuration::Strategy;
use ecs_playground::simulation::world::{
    Arena, InstanceStatus, Rollout, Service, ServiceStatus, StopCode, Task, TaskStatus, World,
};

/// A service's tasks with desiredStatus RUNNING, counted at a moment.
#[derive(Debug, Default)]
pub struct Naive {
    desired: u64,
    minimum: u64,
    maximum: u64,
    active: u64,
    healthy: u64,
    /// Of an older deployment, or on an instance that drains.
    old: u64,
    old_healthy: u64,
    new: u64,
}

/// SV-33, in milliseconds of RUNNING.
fn healthy_after(service: &Service, task: &Task) -> u64 {
    let input = &service.deployments[task.deployment as usize].revision.input;
    if input.get("loadBalancers").is_some() { 150_000 } else { 40_000 }
}

fn is_healthy(service: &Service, task: &Task, at: SimTime) -> bool {
    let after = healthy_after(service, task);
    let running = task.status == TaskStatus::Running && !task.told_to_stop;
    running && task.times.started.is_some_and(|started| started.0 + after <= at.0)
}

fn is_old(world: &World, cluster: usize, service: &Service, task: &Task) -> bool {
    let drains = task.instance.is_some_and(|slot| {
        world.clusters[cluster].instances[slot as usize].status == InstanceStatus::Draining
    });
    task.deployment != service.primary || (drains && service.daemon.is_none())
}

impl Naive {
    pub fn of(world: &World, cluster: usize, index: usize, at: SimTime) -> Self {
        let room = &world.clusters[cluster];
        let service = &room.services[index];
        let mut out = Self {
            desired: service.desired.into(),
            minimum: service.configuration.minimum_percent.into(),
            maximum: service.configuration.maximum_percent.into(),
            ..Self::default()
        };
        for task in &room.tasks {
            if task.service != u32::try_from(index).ok() || task.told_to_stop {
                continue;
            }
            let healthy = is_healthy(service, task, at);
            out.active += 1;
            out.healthy += u64::from(healthy);
            if is_old(world, cluster, service, task) {
                out.old += 1;
                out.old_healthy += u64::from(healthy);
            } else {
                out.new += 1;
            }
        }
        out
    }

    /// SV-30: at least so many healthy tasks: the least number that is no smaller than the share.
    fn floor(&self) -> u64 {
        (0..=self.desired * self.minimum)
            .find(|n| n * 100 >= self.desired * self.minimum)
            .unwrap_or(0)
    }

    /// SV-30: at most so many tasks: the greatest number that is no greater than the share.
    fn ceiling(&self) -> u64 {
        let mut most = 0;
        while (most + 1) * 100 <= self.desired * self.maximum {
            most += 1;
        }
        most
    }

    /// What one event changed is within the bounds.
    pub fn holds_bounds(&self, service: &Service, changes: &Changes, told: &str) {
        if service.status != ServiceStatus::Active || service.daemon.is_some() {
            return;
        }
        let shifts = service.configuration.strategy != Strategy::Rolling;
        if changes.stopped_healthy_old > 0 && service.deployment().shift.is_none() {
            assert!(self.healthy >= self.floor(), "too many stopped: {told}");
        }
        // PL-96: a round of AZ rebalancing moves at least one task.
        let moves = service.rebalancing.round.is_some() || service.rebalancing.told;
        if changes.started > 0 && (!shifts || moves) {
            let most = if moves { self.ceiling().max(self.desired + 1) } else { self.ceiling() };
            assert!(self.active <= most, "too many started: {told}");
        }
        if changes.started > 0 && shifts && !moves {
            // SV-79: each revision up to the desired count.
            assert!(self.new <= self.desired, "too many started: {told}");
        }
        if changes.started > 0 {
            assert_ne!(service.deployment().rollout, Rollout::Failed, "SV-37: {told}");
        }
    }

    /// Nothing may stop and nothing may start: the pseudo code of section 3, asked for its counts.
    pub fn has_nothing_to_do(&self, service: &Service, at: SimTime, told: &str) {
        let rolling = service.configuration.strategy == Strategy::Rolling;
        let failed = service.deployment().rollout == Rollout::Failed;
        let moves = service.rebalancing.round.is_some();
        let plain = service.status == ServiceStatus::Active && service.daemon.is_none();
        if !plain || !rolling || failed || moves {
            return;
        }
        assert_eq!(self.old, self.old_healthy, "old ones that are not healthy are left: {told}");
        let surplus = self.new.saturating_sub(self.desired);
        assert_eq!(surplus, 0, "more than desired: {told}");
        let spare = self.healthy.saturating_sub(self.floor()).min(self.old_healthy);
        assert_eq!(spare, 0, "an old one may stop: {told}");
        let missing = self.desired.saturating_sub(self.new);
        let room = self.ceiling().saturating_sub(self.active);
        let held = service.waiting.is_some() || service.launches_from() > at;
        assert!(held || missing.min(room) == 0, "a new one may start: {told}");
    }
}

/// Which tasks were told to stop before an event, by cluster.
pub struct Before(Vec<Vec<bool>>);

/// What one event did to a service.
#[derive(Debug, Default)]
pub struct Changes {
    /// Tasks that came.
    pub started: usize,
    /// Tasks of older deployments, healthy, that the scheduler told to stop.
    pub stopped_healthy_old: usize,
}

impl Before {
    pub fn of(world: &World) -> Self {
        let told = |tasks: &Arena<Task>| tasks.iter().map(|task| task.told_to_stop).collect();
        Self(world.clusters.iter().map(|room| told(&room.tasks)).collect())
    }

    /// See `traffic::stopped_of_source`.
    pub fn stopped_of_source(&self, world: &World, at: (usize, usize), now: &Shifted) -> usize {
        let told = self.0.get(at.0).map_or(&[][..], |told| told);
        traffic::stopped_of_source(world, at, told, now)
    }

    pub fn changes(&self, world: &World, cluster: usize, index: usize) -> Changes {
        let room = &world.clusters[cluster];
        let service = &room.services[index];
        let mut out = Changes::default();
        for (n, task) in room.tasks.iter().enumerate() {
            if task.service != u32::try_from(index).ok() {
                continue;
            }
            match self.0.get(cluster).and_then(|told| told.get(n)) {
                None => out.started += 1,
                Some(false) if task.told_to_stop => {
                    let code = task.stop.as_ref().and_then(|stop| stop.code);
                    let by_scheduler = code == Some(StopCode::ServiceSchedulerInitiated);
                    let old = is_old(world, cluster, service, task);
                    let after = healthy_after(service, task);
                    let healthy =
                        task.times.started.is_some_and(|at| at.0 + after <= world.now.time.0);
                    out.stopped_healthy_old += usize::from(by_scheduler && old && healthy);
                }
                Some(_) => {}
            }
        }
        out
    }
}
