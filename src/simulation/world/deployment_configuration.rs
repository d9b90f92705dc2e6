//! `deploymentConfiguration` of a service, read once (SV-30 to SV-78).

use std::rc::Rc;

use crate::base::SimSpan;

use super::shift::HookStage;

/// When a deployment counts as failed (SV-51).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// A percentage of the desired count, from 3 to 200.
    BoundedPercent(u32),
    /// A percentage of the desired count.
    UnboundedPercent(u32),
    /// So many.
    Count(u32),
}

impl Threshold {
    /// So many failures end a deployment of so many tasks (SV-50, SV-51).
    pub fn of(self, desired: u32) -> u32 {
        let part = |percent: u32| {
            let tasks = (u64::from(desired) * u64::from(percent)).div_ceil(100);
            u32::try_from(tasks).unwrap_or(u32::MAX).max(1)
        };
        match self {
            Self::BoundedPercent(percent) => part(percent).clamp(3, 200),
            Self::UnboundedPercent(percent) => part(percent),
            Self::Count(count) => count.max(1),
        }
    }
}

/// `deploymentCircuitBreaker`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breaker {
    /// Off by default (SV-58).
    pub enable: bool,
    /// Go back to the last COMPLETED deployment (SV-56).
    pub rollback: bool,
    /// A task that becomes healthy sets the count to 0 (SV-52).
    pub reset_on_healthy: bool,
    /// When it trips.
    pub threshold: Threshold,
}

/// `alarms` (SV-60).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alarms {
    /// Whether they are looked at.
    pub enable: bool,
    /// Go back to the last COMPLETED deployment.
    pub rollback: bool,
    /// Their names.
    pub names: Rc<[Rc<str>]>,
}

/// `strategy`; percentages in tenths (SV-77, SV-78).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    /// Old tasks are replaced within bounds (SV-30).
    #[default]
    Rolling,
    /// All traffic at once (SV-82).
    BlueGreen,
    /// In equal steps.
    Linear {
        /// `stepPercent`, in tenths of a percent.
        step: u32,
        /// `stepBakeTimeInMinutes`
        bake: SimSpan,
    },
    /// A little first, then all.
    Canary {
        /// `canaryPercent`, in tenths of a percent.
        first: u32,
        /// `canaryBakeTimeInMinutes`
        bake: SimSpan,
    },
}

impl Strategy {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rolling => "ROLLING",
            Self::BlueGreen => "BLUE_GREEN",
            Self::Linear { .. } => "LINEAR",
            Self::Canary { .. } => "CANARY",
        }
    }

    /// How much of the production traffic the new revision has after a step, in tenths of a
    /// percent; steps count from 1 (SV-77, SV-78, SV-82).
    pub fn traffic_after(self, step: u32) -> u32 {
        match self {
            Self::Rolling | Self::BlueGreen => 1_000,
            Self::Linear { step: size, .. } => size.saturating_mul(step).min(1_000),
            Self::Canary { first, .. } if step <= 1 => first,
            Self::Canary { .. } => 1_000,
        }
    }
}

/// A lifecycle hook's kind (SV-73).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookKind {
    /// A function that answers SUCCEEDED at once (modelled: nobody's code runs here).
    Lambda,
    /// Waits for ContinueServiceDeployment (SV-76).
    Pause,
}

/// A lifecycle hook (SV-73 to SV-76).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// What it is.
    pub kind: HookKind,
    /// The stages at which it is asked.
    pub stages: Rc<[HookStage]>,
    /// How long it may take (SV-75).
    pub timeout: SimSpan,
    /// `timeoutAction` CONTINUE; else the deployment rolls back.
    pub continues: bool,
}

/// `earlySuccessCriteria` (SV-40).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EarlySuccess {
    /// So many percent of the desired count are healthy.
    pub healthy_percent: u32,
    /// Old tasks may still be there (`sourceServiceRevisionCleanup` DEFERRED).
    pub deferred: bool,
}

/// How a service is deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeploymentConfiguration {
    /// `minimumHealthyPercent` (SV-30, SV-31).
    pub minimum_percent: u32,
    /// `maximumPercent` (SV-30, SV-31).
    pub maximum_percent: u32,
    /// `deploymentCircuitBreaker`
    pub breaker: Breaker,
    /// `alarms`
    pub alarms: Alarms,
    /// `strategy`
    pub strategy: Strategy,
    /// `bakeTimeInMinutes`, where it is given.
    pub bake: Option<SimSpan>,
    /// `lifecycleHooks`
    pub hooks: Rc<[Hook]>,
    /// `earlySuccessCriteria`, where it is enabled.
    pub early: Option<EarlySuccess>,
}

/// How many tasks a service may have (SV-30).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// At least so many healthy ones.
    pub lower: u32,
    /// At most so many that are not told to stop.
    pub upper: u32,
}

impl DeploymentConfiguration {
    /// SV-30: lower = ceil, upper = floor.
    pub fn bounds(&self, desired: u32) -> Bounds {
        let part = |percent: u32| u64::from(desired) * u64::from(percent);
        let narrow = |tasks: u64| u32::try_from(tasks).unwrap_or(u32::MAX);
        Bounds {
            lower: narrow(part(self.minimum_percent).div_ceil(100)),
            upper: narrow(part(self.maximum_percent) / 100),
        }
    }

    /// SV-34: with full bounds nothing can move.
    pub fn is_stuck(&self, desired: u32) -> bool {
        let Bounds { lower, upper } = self.bounds(desired);
        desired > 0 && upper <= desired && lower >= desired
    }
}
