//! Traffic that shifts, and hooks that wait, said again in the plainest way (SV-70 to SV-80).

use ecs_playground::base::SimTime;
use ecs_playground::simulation::world::deployment_configuration::Strategy;
use ecs_playground::simulation::world::shift::Stage;
use ecs_playground::simulation::world::{Arena, DeploymentIndex, Service, StopCode, Task, World};

/// What is known of a service's shift at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shifted {
    primary: DeploymentIndex,
    stage: Stage,
    production: u32,
    steps: u32,
    /// Until when a hook waits.
    waits: Option<SimTime>,
}

impl Shifted {
    pub fn of(service: &Service) -> Option<Self> {
        let shift = service.deployment().shift.as_ref()?;
        Some(Self {
            primary: service.primary,
            stage: shift.stage,
            production: shift.production,
            steps: shift.steps,
            waits: shift.awaits.map(|awaited| awaited.until),
        })
    }

    /// A hook waits for somebody now, and did not before.
    pub fn begins_to_wait(&self, before: Option<&Self>) -> bool {
        self.waits.is_some() && before.is_none_or(|before| before.waits != self.waits)
    }

    /// Production traffic moved since then.
    pub fn moved_since(&self, before: Option<&Self>) -> bool {
        let was = before.filter(|before| before.primary == self.primary);
        self.production > was.map_or(0, |was| was.production)
    }
}

/// Whether a strategy has such a traffic after some step, in tenths of a percent (SV-77, SV-78, SV-82).
fn is_of(strategy: Strategy, production: u32) -> bool {
    match strategy {
        Strategy::Rolling => true,
        Strategy::BlueGreen => production == 0 || production == 1_000,
        Strategy::Linear { step, .. } => production == 1_000 || production.is_multiple_of(step),
        Strategy::Canary { first, .. } => [0, first, 1_000].contains(&production),
    }
}

/// What one event may do to a deployment that shifts traffic.
pub fn holds(service: &Service, before: Option<&Shifted>, now: &Shifted, told: &str) {
    assert!(is_of(service.configuration.strategy, now.production), "traffic: {told}");
    // SV-72, SV-77: all of it before it bakes, none before the stage that moves it.
    if now.stage < Stage::ProductionTrafficShift {
        assert_eq!(now.production, 0, "too early: {told}");
    }
    if now.stage > Stage::ProductionTrafficShift {
        assert_eq!(now.production, 1_000, "too little: {told}");
    }
    let Some(before) = before.filter(|before| before.primary == now.primary) else { return };
    assert!(now.stage >= before.stage, "stages go on: {told}");
    assert!(now.production >= before.production, "traffic does not come back: {told}");
    // SV-76: nothing moves while somebody is waited for.
    if now.waits.is_some() && before.waits == now.waits {
        assert_eq!((now.stage, now.production), (before.stage, before.production), "{told}");
    }
}

/// SV-80, SV-79: until it is cleaned up the revision that has the traffic keeps its healthy tasks: how many
/// of them the scheduler told to stop in an event that left the shift before its end.
pub fn stopped_of_source(
    world: &World,
    (cluster, index): (usize, usize),
    was_told: &[bool],
    now: &Shifted,
) -> usize {
    let room = &world.clusters[cluster];
    let service = &room.services[index];
    let is_done = |d: &DeploymentIndex| {
        let of = &service.deployments[*d as usize];
        of.rollout == ecs_playground::simulation::world::Rollout::Completed && *d != now.primary
    };
    let tasks: &Arena<Task> = &room.tasks;
    let own = || tasks.iter().zip(was_told).filter(|(t, _)| t.service == u32::try_from(index).ok());
    let had = own().filter(|(_, told)| !**told).map(|(task, _)| task.deployment);
    // The newest one that was done and had tasks before.
    let Some(source) = had.filter(is_done).max() else { return 0 };
    if now.stage >= Stage::CleanUp {
        return 0;
    }
    let by_scheduler = |task: &Task| {
        let code = task.stop.as_ref().and_then(|stop| stop.code);
        task.told_to_stop && code == Some(StopCode::ServiceSchedulerInitiated)
    };
    own()
        .filter(|(t, told)| !**told && t.deployment == source && by_scheduler(t) && t.healthy)
        .count()
}
