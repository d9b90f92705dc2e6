//! The containers of a task, where the task's own status does not say it all; and how the
//! containers of a family behave.

use std::rc::Rc;

use crate::base::{SimSpan, SimTime};

/// Where a container is in its life (LC-50, as far as it can be told apart from outside).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Its dependencies are not met yet (LC-43).
    Waiting,
    /// Its image is pulled, it is created and started.
    Starting,
    /// It runs.
    Running,
    /// SIGTERM was sent (LC-40).
    Stopping,
    /// It ended.
    Stopped,
}

impl Phase {
    /// `lastStatus` of the container in the API: PENDING, RUNNING or STOPPED (LC-50).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting | Self::Starting => "PENDING",
            Self::Running | Self::Stopping => "RUNNING",
            Self::Stopped => "STOPPED",
        }
    }
}

/// `healthStatus` of a container or task (SV-92).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Health {
    /// No check, or no verdict yet.
    Unknown,
    /// Passed.
    Healthy,
    /// Failed as often as `retries` says.
    Unhealthy,
}

impl Health {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "UNKNOWN",
            Self::Healthy => "HEALTHY",
            Self::Unhealthy => "UNHEALTHY",
        }
    }
}

/// When a running container answers its health checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answers {
    /// It last began to fail then; its start, if it never did.
    pub fails_from: SimTime,
    /// It passes from then on; `None` = never.
    pub from: Option<SimTime>,
}

/// One container of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerRun {
    /// Where it is.
    pub phase: Phase,
    /// When its phase ends by itself; `None` = not by itself.
    pub due: Option<SimTime>,
    /// Its image is on the machine from then on.
    pub pulled_at: SimTime,
    /// Its image cannot be pulled: it fails then.
    pub pull_fails: bool,
    /// What it ends with when it is due.
    pub ends_with: u8,
    /// Its last start (LC-49 counts from it).
    pub started: Option<SimTime>,
    /// How it answers its health checks.
    pub answers: Answers,
    /// `exitCode` (LC-38).
    pub exit_code: Option<u8>,
    /// `reason`
    pub reason: Option<Rc<str>>,
    /// `restartCount` (LC-49).
    pub restarts: u32,
}

impl ContainerRun {
    /// A container that runs since a moment, for ever, and passes every check (LC-28r).
    pub const fn running(since: SimTime) -> Self {
        Self {
            phase: Phase::Running,
            due: None,
            pulled_at: since,
            pull_fails: false,
            ends_with: 0,
            started: Some(since),
            answers: Answers { fails_from: since, from: Some(since) },
            exit_code: None,
            reason: None,
            restarts: 0,
        }
    }
}

/// The containers of one task, in the definition's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Containers {
    /// One for each container definition.
    pub list: Vec<ContainerRun>,
    /// The end of ACTIVATING or DEACTIVATING, while the task is that.
    pub then: Option<SimTime>,
}

/// How containers behave (`world:SetContainerBehaviour`; design, section 2). What is absent is as the
/// defaults of LC-28 say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behaviour {
    /// How long the image's pull takes.
    pub pull_time: Option<SimSpan>,
    /// The image cannot be pulled.
    pub pull_fails: bool,
    /// From the pull's end to RUNNING.
    pub start_time: Option<SimSpan>,
    /// It exits so long after its start; at once where only a code is given.
    pub exit_after: Option<SimSpan>,
    /// With this code.
    pub exit_code: Option<u8>,
    /// Its health checks pass so long after its start.
    pub healthy_after: Option<SimSpan>,
    /// They never pass.
    pub never_healthy: bool,
    /// Only so many of a thousand containers fail as the rest says; the others do well: they run on, or,
    /// where no code but an end is given, exit with 0 as a job that is done, and those that fail with 1.
    pub fail_permille: Option<u16>,
}

/// The behaviours of one family: of one container, or of all that have none of their own.
pub type Behaviours = Rc<[(Option<Rc<str>>, Behaviour)]>;
