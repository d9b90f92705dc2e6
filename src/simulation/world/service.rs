//! Services and what their schedulers remember.

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use crate::base::{SimSpan, SimTime};
use crate::model::launch_type::LaunchType;
use crate::model::placement_types::{PlacementConstraint, PlacementStrategy};
use crate::placement::decision::Removal;
use crate::placement::filter::in_pool;
use crate::placement::fleet::Line;
use crate::placement::{Pool, Slot, Step};

use super::super::service_event::ServiceMessage;
use super::super::tags::Propagation;
use super::deployment::{Deployment, DeploymentIndex, Revision, Rollout};
use super::deployment_configuration::{Bounds, DeploymentConfiguration};
use super::shift::Stage;
use super::{GroupIndex, Moment, StrategyItem, TaskIndex};

/// `status` of a service (SV-8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServiceStatus {
    /// At work.
    Active,
    /// Deleted, tasks still stopping.
    Draining,
    /// Gone.
    Inactive,
}

impl ServiceStatus {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Draining => "DRAINING",
            Self::Inactive => "INACTIVE",
        }
    }
}

/// One service event, newest 100 kept (SV-100).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceEvent {
    /// When.
    pub at: Moment,
    /// What; its text is the API's.
    pub message: Rc<ServiceMessage>,
}

/// Why a service's tasks wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Since when.
    pub since: SimTime,
    /// The last attempt.
    pub last_attempt: Moment,
    /// The nearest miss; `None` = there is no instance (PL-47), or Fargate's quota is used up.
    pub nearest: Option<Removal>,
    /// What the service event said.
    pub message: ServiceMessage,
}

impl Waiting {
    /// When it was last tried: every fifteen seconds (SV-26). Retries that find the world as it was
    /// are not played, but they are made.
    pub fn last_tried(&self, now: SimTime) -> Moment {
        let (at, step) = (self.last_attempt, super::super::parameters::PLACEMENT_RETRY.0);
        Moment { time: at.time.after(SimSpan(now.since(at.time).0 / step * step)), ..at }
    }
}

/// Attempts of a service whose tasks fail to start (SV-20 to SV-24).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Throttle {
    /// Tasks in a row that reached STOPPED without ever RUNNING.
    pub failures: u32,
    /// No task is started before.
    pub until: SimTime,
}

/// AZ rebalancing of a service (PL-90 to PL-97).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebalancing {
    /// `availabilityZoneRebalancing` is ENABLED.
    pub enabled: bool,
    /// When the service last reached a steady state: checks come at whole minutes after it.
    pub steady_since: SimTime,
    /// The check that is in the queue, so that there is at most one.
    pub check_at: Option<SimTime>,
    /// An event told that the service is not balanced, and none told yet how that ended.
    pub told: bool,
    /// Tasks on the move.
    pub round: Option<RebalancingRound>,
}

/// What a DAEMON service knows of its instances (SV-3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Daemon {
    /// Instances with room kept for a task that is to come (PL-32).
    pub reserved: BTreeSet<Slot>,
    /// Instances without a task, as last looked.
    pub missing: BTreeSet<Slot>,
    /// The first instance since then that did not take its task.
    pub refused: Option<Removal>,
    /// Nothing changed since that look.
    pub looked: bool,
}

/// One round of moves: tasks start where they are missing, then as many stop elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RebalancingRound {
    /// The `desiredCount` that it is meant for.
    pub desired: u32,
    /// Zones of the tasks that are still to be started, the last one first.
    pub to_start: Vec<u8>,
    /// Tasks that the round started.
    pub started: Vec<TaskIndex>,
}

/// A service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its name.
    pub name: Rc<str>,
    /// Its status.
    pub status: ServiceStatus,
    /// `desiredCount`
    pub desired: u32,
    /// EC2, FARGATE or EXTERNAL; with a capacity provider strategy, its providers' (CP-1).
    pub launch_type: LaunchType,
    /// `capacityProviderStrategy`; empty = the launch type was given.
    pub providers: Rc<[StrategyItem]>,
    /// Pools whose instances it may use (PL-4).
    pub pools: Rc<[Pool]>,
    /// As given.
    pub strategies: Rc<[PlacementStrategy]>,
    /// As given.
    pub constraints: Rc<[PlacementConstraint]>,
    /// The strategies as steps, the default put in (PL-52).
    pub steps: Rc<[Step]>,
    /// The CreateService input with what UpdateService changed, for DescribeServices.
    pub input: Rc<serde_json::Value>,
    /// Which tags its input says that new tasks get.
    pub propagation: Propagation,
    /// Its group, `service:NAME`.
    pub group: GroupIndex,
    /// Its deployments, in the order in which they began, ended ones included.
    pub deployments: Vec<Deployment>,
    /// The one that is PRIMARY (SV-37).
    pub primary: DeploymentIndex,
    /// Other ones with tasks that are not STOPPED: ACTIVE (SV-37), in the order in which they began.
    pub others: Vec<DeploymentIndex>,
    /// How it is deployed.
    pub configuration: Rc<DeploymentConfiguration>,
    /// When it was created.
    pub created_at: SimTime,
    /// Tasks whose desiredStatus is RUNNING.
    pub active: u32,
    /// lastStatus RUNNING and desiredStatus RUNNING (LC-24).
    pub running: u32,
    /// PROVISIONING, PENDING and ACTIVATING (LC-24).
    pub pending: u32,
    /// Tasks that are not STOPPED, by index, in creation order.
    pub tasks: Vec<TaskIndex>,
    /// Newest last.
    pub events: Rc<VecDeque<ServiceEvent>>,
    /// Set while tasks that it owes cannot be placed.
    pub waiting: Option<Waiting>,
    /// Whether it is in a steady state (SV-10).
    pub steady: bool,
    /// Tasks started and not yet told of in an event.
    pub untold_started: Vec<TaskIndex>,
    /// The earliest moment of its next launch (CP-61).
    pub next_launch: SimTime,
    /// The pass that is in the queue, so that there is at most one.
    pub pass_at: Option<SimTime>,
    /// Waits between attempts while its tasks fail to start.
    pub throttle: Throttle,
    /// Unhealthy tasks for which a replacement is not told of yet (SV-105).
    pub untold_replaced: u32,
    /// Load balancer targets that came and went and are not told of yet (SV-108).
    pub untold_targets: Vec<crate::simulation::process::targets::Untold>,
    /// AZ rebalancing.
    pub rebalancing: Rebalancing,
    /// `schedulingStrategy` DAEMON; `None` = REPLICA.
    pub daemon: Option<Daemon>,
}

impl Service {
    /// The earliest moment of its next launch: CP-61's spacing, and the throttle's wait (SV-20).
    pub fn launches_from(&self) -> SimTime {
        self.next_launch.max(self.throttle.until)
    }

    /// The PRIMARY deployment.
    pub fn deployment(&self) -> &Deployment {
        &self.deployments[self.primary as usize]
    }

    /// The PRIMARY deployment.
    pub fn deployment_mut(&mut self) -> &mut Deployment {
        &mut self.deployments[self.primary as usize]
    }

    /// What the PRIMARY deployment runs.
    pub fn revision(&self) -> &Revision {
        &self.deployment().revision
    }

    /// How many tasks it may have (SV-30).
    pub fn bounds(&self) -> Bounds {
        self.configuration.bounds(self.desired)
    }

    /// Tasks that stay: of the PRIMARY deployment, and not to be replaced.
    pub fn staying(&self) -> u32 {
        self.deployment().staying()
    }

    /// Tasks of every deployment that count as healthy (SV-33), as the scheduler last looked.
    pub fn healthy(&self) -> u32 {
        let others = self.others.iter().map(|d| self.deployments[*d as usize].healthy);
        self.deployment().healthy + others.sum::<u32>()
    }

    /// Tasks that it would start now if there were room: `desiredCount`, within `maximumPercent`
    /// (SV-30, SV-32). A FAILED deployment starts none (SV-37).
    pub fn owed(&self) -> u32 {
        if self.status != ServiceStatus::Active || self.deployment().rollout == Rollout::Failed {
            return 0;
        }
        let missing = self.desired.saturating_sub(self.staying());
        if let Some(shift) = &self.deployment().shift {
            // SV-79: beside the old revision's, without an upper bound; not before SCALE_UP.
            return if shift.stage < Stage::ScaleUp { 0 } else { missing };
        }
        missing.min(self.bounds().upper.saturating_sub(self.active))
    }

    /// Whether an instance belongs to a pool that it may use (PL-4, PL-9).
    pub fn may_use(&self, line: &Line) -> bool {
        self.pools.iter().any(|pool| in_pool(line, *pool))
    }
}
