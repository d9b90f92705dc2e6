//! Traffic on its way from one revision to another: blue/green, linear, canary (SV-70 to SV-82).

use crate::base::SimTime;

/// `lifecycleStage` of a service deployment, in order (SV-72).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// More than one revision is there from before.
    ReconcileService,
    /// Nothing new is there yet.
    PreScaleUp,
    /// The new revision's tasks start, up to the desired count.
    ScaleUp,
    /// They are healthy.
    PostScaleUp,
    /// Test traffic goes to the new revision.
    TestTrafficShift,
    /// All test traffic is there.
    PostTestTrafficShift,
    /// Production traffic goes to the new revision.
    ProductionTrafficShift,
    /// All production traffic is there.
    PostProductionTrafficShift,
    /// Both run, for the case that something shows.
    BakeTime,
    /// The old revision's tasks stop.
    CleanUp,
}

impl Stage {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReconcileService => "RECONCILE_SERVICE",
            Self::PreScaleUp => "PRE_SCALE_UP",
            Self::ScaleUp => "SCALE_UP",
            Self::PostScaleUp => "POST_SCALE_UP",
            Self::TestTrafficShift => "TEST_TRAFFIC_SHIFT",
            Self::PostTestTrafficShift => "POST_TEST_TRAFFIC_SHIFT",
            Self::ProductionTrafficShift => "PRODUCTION_TRAFFIC_SHIFT",
            Self::PostProductionTrafficShift => "POST_PRODUCTION_TRAFFIC_SHIFT",
            Self::BakeTime => "BAKE_TIME",
            Self::CleanUp => "CLEAN_UP",
        }
    }
}

/// Where a hook may be asked (SV-73). One more than there are stages: before production traffic
/// moves (SV-72).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HookStage {
    /// `RECONCILE_SERVICE`
    ReconcileService,
    /// `PRE_SCALE_UP`
    PreScaleUp,
    /// `POST_SCALE_UP`
    PostScaleUp,
    /// `TEST_TRAFFIC_SHIFT`
    TestTrafficShift,
    /// `POST_TEST_TRAFFIC_SHIFT`
    PostTestTrafficShift,
    /// `PRE_PRODUCTION_TRAFFIC_SHIFT`
    PreProductionTrafficShift,
    /// `PRODUCTION_TRAFFIC_SHIFT`
    ProductionTrafficShift,
    /// `POST_PRODUCTION_TRAFFIC_SHIFT`
    PostProductionTrafficShift,
}

impl HookStage {
    /// Every one, in order, with the API's word.
    pub const ALL: [(&'static str, Self); 8] = [
        ("RECONCILE_SERVICE", Self::ReconcileService),
        ("PRE_SCALE_UP", Self::PreScaleUp),
        ("POST_SCALE_UP", Self::PostScaleUp),
        ("TEST_TRAFFIC_SHIFT", Self::TestTrafficShift),
        ("POST_TEST_TRAFFIC_SHIFT", Self::PostTestTrafficShift),
        ("PRE_PRODUCTION_TRAFFIC_SHIFT", Self::PreProductionTrafficShift),
        ("PRODUCTION_TRAFFIC_SHIFT", Self::ProductionTrafficShift),
        ("POST_PRODUCTION_TRAFFIC_SHIFT", Self::PostProductionTrafficShift),
    ];
}

/// `status` of a hook that somebody waits for (SV-74).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Awaited {
    /// Where.
    pub stage: HookStage,
    /// Which of the configuration's hooks.
    pub hook: u32,
    /// When it gives up (SV-75).
    pub until: SimTime,
}

/// How far a deployment's traffic is shifted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// `lifecycleStage`
    pub stage: Stage,
    /// When it entered the stage.
    pub since: SimTime,
    /// Production traffic of the new revision, in tenths of a percent.
    pub production: u32,
    /// Test traffic of the new revision, in tenths of a percent.
    pub test: u32,
    /// Steps of the production shift that were taken (SV-77).
    pub steps: u32,
    /// The stage, step or bake goes on then.
    pub until: Option<SimTime>,
    /// A hook that waits for somebody.
    pub awaits: Option<Awaited>,
    /// Hooks of this stage and step that were answered: (where, how many).
    pub answered: Option<(HookStage, u32)>,
}

impl Shift {
    /// A shift that begins.
    pub const fn new(stage: Stage, now: SimTime) -> Self {
        Self {
            stage,
            since: now,
            production: 0,
            test: 0,
            steps: 0,
            until: None,
            awaits: None,
            answered: None,
        }
    }
}
