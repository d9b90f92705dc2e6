//! What the panel of a service's deployments shows.

use std::rc::Rc;

use super::read::definition_label;
use super::state::Session;
use crate::simulation::arn;
use crate::simulation::describe_deployments::{hook_id, traffic};
use crate::simulation::process::deployment::breaker;
use crate::simulation::process::deployment::waits::{self, Why};
use crate::simulation::world::shift::Stage;
use crate::simulation::world::{Bounds, Rollout};

/// A deployment that is shown: PRIMARY, and older ones with tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// `web:2`
    pub definition: Rc<str>,
    /// PRIMARY, not ACTIVE.
    pub primary: bool,
    /// `rolloutState`
    pub rollout: Rollout,
    /// Tasks that count as healthy.
    pub healthy: u32,
    /// Tasks that failed their checks and are to be replaced (SV-41).
    pub unhealthy: u32,
    /// Tasks that run and do not count as healthy yet.
    pub running: u32,
    /// Tasks that do not run yet.
    pub pending: u32,
    /// Tasks that stop.
    pub stopping: u32,
    /// Production traffic in tenths of a percent, where it is shifted.
    pub traffic: Option<u32>,
}

/// The deployments of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployments {
    /// PRIMARY first.
    pub rows: Vec<Row>,
    /// `desiredCount`
    pub desired: u32,
    /// How many tasks there may be.
    pub bounds: Bounds,
    /// The axis' greatest value.
    pub top: u32,
    /// Why it is where it is.
    pub why: Why,
    /// Failures that the circuit breaker counted, and how many trip it.
    pub breaker: Option<(u32, u32)>,
    /// It counts nothing once a task has run (SV-54).
    pub blind: bool,
    /// It took over from one that failed.
    pub rolls_back: bool,
    /// `lifecycleStage`
    pub stage: Option<Stage>,
    /// The ARN of the PRIMARY service deployment.
    pub arn: Rc<str>,
    /// The hook that waits for somebody.
    pub hook: Option<Rc<str>>,
    /// Newer ACTIVE revision of the same family: `web:3`.
    pub newer: Option<Rc<str>>,
}

/// Reads them; `None` = there is no such service.
pub fn deployments(session: &Session, cluster: u32, service: u32) -> Option<Deployments> {
    let world = session.world();
    let now = session.player.time();
    let room = world.clusters.get(cluster as usize)?;
    let s = room.services.get(service as usize)?;
    let shown = std::iter::once(&s.primary).chain(s.others.iter().rev());
    let rows: Vec<Row> = shown
        .filter_map(|index| Some((*index, s.deployments.get(*index as usize)?)))
        .map(|(index, d)| {
            let healthy = d.healthy_at(now).min(d.running);
            let unhealthy = d.failing.min(d.running - healthy);
            Row {
                definition: definition_label(world, d.revision.definition),
                primary: index == s.primary,
                rollout: d.rollout,
                healthy,
                unhealthy,
                running: d.running - healthy - unhealthy,
                pending: d.pending(),
                stopping: d.left - d.active,
                traffic: traffic(s, index).map(|(production, _)| production),
            }
        })
        .collect();
    let d = s.deployment();
    let bounds = s.bounds();
    let definition = world.definition(d.revision.definition);
    let family = &definition.definition.family;
    let newest = world
        .definitions
        .iter()
        .rposition(|other| other.active && other.definition.family == *family)
        .filter(|at| world.definitions[*at].revision > definition.revision);
    let shift = d.shift.as_deref();
    Some(Deployments {
        rows,
        desired: s.desired,
        bounds,
        top: bounds.upper.max(s.active).max(1),
        why: waits::why(room, s, now),
        breaker: breaker::watches(s)
            .then(|| (d.failures, s.configuration.breaker.threshold.of(s.desired))),
        blind: breaker::watches(s) && breaker::is_blind(&definition.definition, &d.revision.input),
        rolls_back: d.rollout == Rollout::InProgress && d.rolls_back.is_some(),
        stage: shift.map(|shift| shift.stage),
        arn: arn::service_deployment(world, &room.name, &s.name, d.id).into(),
        hook: shift.and_then(|shift| shift.awaits).map(|awaited| hook_id(awaited.hook).into()),
        newer: newest
            .and_then(|at| u32::try_from(at).ok())
            .map(|index| definition_label(world, index)),
    })
}
