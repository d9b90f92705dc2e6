//! Deployments of a service, each a record of its own, and what they run (SV-37).

use std::collections::VecDeque;
use std::rc::Rc;

use crate::base::SimTime;
use crate::placement::Constraint;
use crate::placement::filter::ZoneMask;

use super::shift::Shift;
use super::{DefinitionIndex, TaskIndex};

/// Index into [`super::Service::deployments`], in the order in which they began.
pub type DeploymentIndex = u32;

/// A service revision: what a deployment runs. It never changes; only the service's own placement
/// constraints, which start no deployment (SV-36), are compiled into it anew.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The digits at the end of its ARN.
    pub id: u64,
    /// The task definition's revision (SV-140).
    pub definition: DefinitionIndex,
    /// Ready to be evaluated: the definition's first, then the service's.
    pub constraints: Rc<[Constraint]>,
    /// The subnets' zones.
    pub zones: ZoneMask,
    /// `assignPublicIp` ENABLED.
    pub public_ip: bool,
    /// How many load balancer target groups its tasks are registered in.
    pub target_groups: u32,
    /// Whether it uses a Classic Load Balancer (PL-92).
    pub classic_load_balancer: bool,
    /// Whether its tasks are registered in service discovery.
    pub discovery: bool,
    /// The service's input as it was then.
    pub input: Rc<serde_json::Value>,
    /// When it was made.
    pub created_at: SimTime,
}

/// `rolloutState` (SV-37).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rollout {
    /// On its way.
    InProgress,
    /// Reached a steady state (SV-39).
    Completed,
    /// Launches nothing any more.
    Failed,
}

impl Rollout {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InProgress => "IN_PROGRESS",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
        }
    }
}

/// What ended a deployment before it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Failure {
    /// The circuit breaker (SV-53).
    Breaker,
    /// An alarm (SV-60).
    Alarm,
    /// StopServiceDeployment (SV-63).
    Stopped,
    /// A hook said so, or nobody answered it in time (SV-74, SV-75).
    Hook,
}

/// A deployment that another one gave way to, and why (SV-56).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RollsBack {
    /// The deployment that failed.
    pub from: DeploymentIndex,
    /// Why.
    pub because: Failure,
}

/// A deployment.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// The 19 digits after `ecs-svc/`.
    pub id: u64,
    /// `ecs-svc/` and those digits: `startedBy` of its tasks (SV-12).
    pub name: Rc<str>,
    /// What it runs.
    pub revision: Rc<Revision>,
    /// When it began.
    pub created_at: SimTime,
    /// When its state last changed.
    pub updated_at: SimTime,
    /// When it ended, well or not.
    pub finished_at: Option<SimTime>,
    /// `rolloutState`
    pub rollout: Rollout,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// It is PRIMARY again because a later one failed.
    pub rolls_back: Option<RollsBack>,
    /// The one that it gave way to when it failed.
    pub rolled_back_to: Option<DeploymentIndex>,
    /// The deployments that had tasks when it began.
    pub sources: Rc<[DeploymentIndex]>,
    /// Tasks whose desiredStatus is RUNNING.
    pub active: u32,
    /// Of these, lastStatus RUNNING.
    pub running: u32,
    /// Of these, the ones that count as healthy (SV-33).
    pub healthy: u32,
    /// Of the active ones, those that failed their health check (SV-41).
    pub failing: u32,
    /// Of the active ones that did not, those on a DRAINING instance (LC-82).
    pub draining: u32,
    /// Of these, the ones that count as healthy.
    pub draining_healthy: u32,
    /// Tasks that are not STOPPED.
    pub left: u32,
    /// RUNNING tasks that are not healthy yet, and when they will be; the earliest first.
    pub turning: VecDeque<(SimTime, TaskIndex)>,
    /// `failedTasks`, and what the circuit breaker counts (SV-52, SV-53).
    pub failures: u32,
    /// One of its tasks reached RUNNING: the breaker's second stage (SV-53).
    pub has_run: bool,
    /// An alarm was in ALARM when it began: alarms are not looked at (SV-61).
    pub ignores_alarms: bool,
    /// It is complete but for its bake time, which ends then (SV-39).
    pub bakes_until: Option<SimTime>,
    /// Its tasks are targets of the alternate target group: its traffic was shifted there (SV-70).
    pub alternate: bool,
    /// How far its traffic is shifted; `None` = a rolling deployment.
    pub shift: Option<Rc<Shift>>,
}

impl Deployment {
    /// A deployment that begins.
    pub fn new(id: u64, revision: Rc<Revision>, now: SimTime) -> Self {
        Self {
            id,
            name: format!("ecs-svc/{id:019}").into(),
            revision,
            created_at: now,
            updated_at: now,
            finished_at: None,
            rollout: Rollout::InProgress,
            failure: None,
            rolls_back: None,
            rolled_back_to: None,
            sources: Rc::new([]),
            active: 0,
            running: 0,
            healthy: 0,
            failing: 0,
            draining: 0,
            draining_healthy: 0,
            left: 0,
            turning: VecDeque::new(),
            failures: 0,
            has_run: false,
            ignores_alarms: false,
            bakes_until: None,
            alternate: false,
            shift: None,
        }
    }

    /// Tasks that count as healthy at a moment: those that were, and those that turned since the
    /// scheduler last looked (nothing happens at the turn itself).
    pub fn healthy_at(&self, now: SimTime) -> u32 {
        let turned = self.turning.iter().take_while(|(at, _)| *at <= now).count();
        self.healthy + u32::try_from(turned).unwrap_or(u32::MAX)
    }

    /// Tasks that are not to be replaced.
    pub const fn staying(&self) -> u32 {
        self.active - self.failing - self.draining
    }

    /// PROVISIONING, PENDING and ACTIVATING (LC-24).
    pub const fn pending(&self) -> u32 {
        self.active - self.running
    }
}
