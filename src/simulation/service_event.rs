//! Service events in the API's own words (SV-100 to SV-119). Always English, always verbatim.

use std::fmt::Write as _;
use std::rc::Rc;

use crate::placement::Reason;

/// What a service says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServiceMessage {
    /// SV-103
    Steady,
    /// SV-104: ids of the started tasks.
    Started(Rc<[u128]>),
    /// SV-106: ids of the stopped RUNNING tasks.
    StoppedRunning(Rc<[u128]>),
    /// SV-107: how many tasks were stopped before they ran.
    StoppedPending(u32),
    /// SV-108: tasks registered in a target group.
    Registered(u32, Rc<str>),
    /// SV-108: tasks deregistered from a target group.
    Deregistered(u32, Rc<str>),
    /// SV-108: tasks whose connections are drained.
    Draining(u32),
    /// SV-105: ids of the started tasks, and how many unhealthy ones they replace.
    StartedReplacing(Rc<[u128]>, u32),
    /// SV-109
    DeploymentCompleted(u64),
    /// SV-109: the circuit breaker tripped.
    DeploymentFailed(u64),
    /// SV-109, with the reason that public logs show for an alarm.
    DeploymentFailedByAlarm(u64),
    /// SV-109: to the deployment that was the last to complete.
    RollingBack(u64),
    /// SV-112
    DeploymentStuck,
    /// SV-110 with the tail of SV-111 that fits: the nearest instance and why it was rejected.
    Unplaced {
        /// The container instance's id.
        nearest: u128,
        /// The check that removed it.
        reason: UnplacedReason,
    },
    /// SV-111i
    NoInstances,
    /// SV-116: the capacity provider has no instance (PL-47).
    NoInstancesInProvider,
    /// SV-116: so many tasks wait for capacity already (QT-20).
    ProvisioningLimit,
    /// SV-118: AZ rebalancing begins; tasks by zone.
    NotBalanced(Rc<[(Rc<str>, u32)]>),
    /// SV-118: AZ rebalancing is done; tasks by zone.
    Balanced(Rc<[(Rc<str>, u32)]>),
    /// SV-118: ids of the tasks that were started in a zone.
    StartedToRebalance(Rc<str>, Rc<[u128]>),
    /// SV-118: ids of the tasks that were stopped in a zone.
    StoppedToRebalance(Rc<str>, Rc<[u128]>),
    /// SV-118: no room in a zone, on instances.
    UnplacedInZone(Rc<str>),
    /// SV-118: no room in a zone, on Fargate.
    UnplacedInFargateZone(Rc<str>),
    /// SV-118
    RebalancingStopped,
    /// SV-119: a target fails its health check.
    TargetUnhealthy {
        /// The task's id.
        task: u128,
        /// `containerPort`
        port: u16,
        /// The target group's ARN.
        target_group: Rc<str>,
    },
    /// SV-115: its zones are down.
    FargateCapacity,
    /// SV-117: so many protected tasks keep it from scaling in.
    Protected(u32),
    /// SV-113: its tasks fail to start again and again.
    StartImpaired,
    /// SV-114: the account's launch rate is used up (QT-23).
    Throttled,
    /// SV-115, `fargate-tasks` in the current profile.
    FargateVcpuLimit,
    /// SV-115, `fargate-tasks` in the notes profile.
    FargateTaskLimit,
}

/// No zone that the task may use is up (SV-115).
pub const FARGATE_CAPACITY: &str = "Capacity is unavailable at this time. Please try again later or in a different availability zone.";

/// The tails of SV-111.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnplacedReason {
    /// SV-111a
    Cpu,
    /// SV-111b
    Memory,
    /// SV-111c
    Ports,
    /// SV-111d
    Attribute,
    /// SV-111e
    Agent,
    /// SV-111e with another string (modelled on it).
    Location,
    /// SV-111f
    Eni,
    /// SV-111g
    Gpu,
    /// SV-111h
    MemberOf,
    /// SV-111h
    DistinctInstance,
}

impl UnplacedReason {
    /// The tail for a failing check.
    pub const fn of(reason: &Reason) -> Self {
        match reason {
            Reason::Agent => Self::Agent,
            Reason::Location => Self::Location,
            Reason::Attribute(_) => Self::Attribute,
            Reason::Cpu { .. } => Self::Cpu,
            Reason::Memory { .. } => Self::Memory,
            Reason::Port(..) | Reason::PortLimit => Self::Ports,
            Reason::Gpu { .. } => Self::Gpu,
            Reason::Eni => Self::Eni,
            Reason::MemberOf(_) => Self::MemberOf,
            Reason::DistinctInstance(_) => Self::DistinctInstance,
        }
    }

    /// The rule that the tail comes from.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Cpu => "SV-111a",
            Self::Memory => "SV-111b",
            Self::Ports => "SV-111c",
            Self::Attribute => "SV-111d",
            Self::Agent | Self::Location => "SV-111e",
            Self::Eni => "SV-111f",
            Self::Gpu => "SV-111g",
            Self::MemberOf | Self::DistinctInstance => "SV-111h",
        }
    }

    const fn tail(self) -> &'static str {
        match self {
            Self::Cpu => "has insufficient CPU units available.",
            Self::Memory => "has insufficient memory available.",
            Self::Ports => "is already using a port required by your task.",
            Self::Attribute => "is missing an attribute required by your task.",
            Self::Agent => "encountered error \"AGENT\".",
            Self::Location => "encountered error \"LOCATION\".",
            Self::Eni => "encountered error \"RESOURCE:ENI\".",
            Self::Gpu => "has insufficient GPU resource available.",
            Self::MemberOf => "encountered error \"MemberOf placement constraint unsatisfied.\".",
            Self::DistinctInstance => {
                "encountered error \"DistinctInstance placement constraint unsatisfied.\"."
            }
        }
    }
}

/// 32 hexadecimal digits.
pub fn hex(id: u128) -> String {
    format!("{id:032x}")
}

fn tasks(ids: &[u128]) -> String {
    let mut out = String::new();
    for id in ids {
        let _ = write!(out, " (task {})", hex(*id));
    }
    out
}

fn by_zone(zones: &[(Rc<str>, u32)]) -> String {
    let parts: Vec<String> =
        zones.iter().map(|(zone, tasks)| format!("{tasks} tasks in {zone}")).collect();
    parts.join(", ")
}

impl ServiceMessage {
    /// The event's text.
    pub fn text(&self, service: &str) -> String {
        match self {
            Self::Steady => format!("(service {service}) has reached a steady state."),
            Self::Started(ids) => {
                format!("(service {service}) has started {} tasks:{}.", ids.len(), tasks(ids))
            }
            Self::StoppedRunning(ids) => format!(
                "(service {service}) has stopped {} running tasks:{}.",
                ids.len(),
                tasks(ids)
            ),
            Self::StoppedPending(n) => format!("(service {service}) stopped {n} pending tasks."),
            Self::Registered(n, arn) => {
                format!("(service {service}) registered {n} targets in (target-group {arn})")
            }
            Self::Deregistered(n, arn) => {
                format!("(service {service}) deregistered {n} targets in (target-group {arn})")
            }
            Self::Draining(n) => {
                format!("(service {service}) has begun draining connections on {n} tasks.")
            }
            Self::DeploymentCompleted(id) => {
                format!("(service {service}) (deployment ecs-svc/{id:019}) deployment completed.")
            }
            Self::StartedReplacing(ids, n) => format!(
                "(service {service}) has started {} tasks:{}. Amazon ECS replaced {n} tasks due to an unhealthy status.",
                ids.len(),
                tasks(ids)
            ),
            Self::DeploymentFailed(id) => format!(
                "(service {service}) (deployment ecs-svc/{id:019}) deployment failed: tasks failed to start."
            ),
            Self::DeploymentFailedByAlarm(id) => format!(
                "(service {service}) (deployment ecs-svc/{id:019}) deployment failed: alarm detected."
            ),
            Self::RollingBack(id) => {
                format!("(service {service}) rolling back to deployment ecs-svc/{id:019}.")
            }
            Self::DeploymentStuck => format!(
                "(service {service}) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again."
            ),
            Self::Unplaced { nearest, reason } => format!(
                "(service {service}) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance {}) {}",
                hex(*nearest),
                reason.tail()
            ),
            Self::NoInstances => format!(
                "(service {service}) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster."
            ),
            Self::NoInstancesInProvider => format!(
                "(service {service}) was unable to reach steady state. Reason: No Container Instances were found in your capacity provider."
            ),
            Self::ProvisioningLimit => format!(
                "(service {service}) was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded."
            ),
            Self::NotBalanced(zones) => format!(
                "(service {service}) is not AZ balanced with {}. AZ Rebalancing in progress.",
                by_zone(zones)
            ),
            Self::Balanced(zones) => {
                format!("(service {service}) is AZ balanced with {}.", by_zone(zones))
            }
            Self::StartedToRebalance(zone, ids) => format!(
                "(service {service}) has started {} tasks in {zone} to AZ Rebalance:{}.",
                ids.len(),
                tasks(ids)
            ),
            Self::StoppedToRebalance(zone, ids) => format!(
                "(service {service}) has stopped {} running tasks in {zone} due to AZ rebalancing:{}.",
                ids.len(),
                tasks(ids)
            ),
            Self::UnplacedInZone(zone) => format!(
                "(service {service}) is unable to place a task in {zone} because no container instance met all of its requirements."
            ),
            Self::UnplacedInFargateZone(zone) => {
                format!("(service {service}) is unable to place a task in {zone}.")
            }
            Self::RebalancingStopped => format!("(service {service}) stopped AZ Rebalancing."),
            Self::TargetUnhealthy { task, port, target_group } => format!(
                "(service {service}) (task {}) (port {port}) is unhealthy in (target-group {target_group}) due to (reason Health checks failed with these codes: [503]).",
                hex(*task)
            ),
            Self::FargateCapacity => format!(
                "(service {service}) was unable to place a task. Reason: {FARGATE_CAPACITY}"
            ),
            Self::Protected(_) => format!(
                "(service {service}) was unable to reach steady state. Reason: The number of protected tasks are more than the desired count of tasks"
            ),
            Self::StartImpaired => {
                format!("(service {service}) is unable to consistently start tasks successfully.")
            }
            Self::Throttled => {
                format!("(service {service}) operations are being throttled. Will try again later.")
            }
            Self::FargateVcpuLimit => format!(
                "(service {service}) was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently"
            ),
            Self::FargateTaskLimit => format!(
                "(service {service}) was unable to place a task. Reason: You've reached the limit on the number of tasks you can run concurrently"
            ),
        }
    }

    /// The rule that the text comes from.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::Steady => "SV-103",
            Self::Started(_) => "SV-104",
            Self::StoppedRunning(_) => "SV-106",
            Self::StoppedPending(_) => "SV-107",
            Self::Registered(..) | Self::Deregistered(..) | Self::Draining(_) => "SV-108",
            Self::StartedReplacing(..) => "SV-105",
            Self::DeploymentCompleted(_)
            | Self::DeploymentFailed(_)
            | Self::DeploymentFailedByAlarm(_)
            | Self::RollingBack(_) => "SV-109",
            Self::DeploymentStuck => "SV-112",
            Self::Unplaced { .. } => "SV-110",
            Self::NoInstances => "SV-111i",
            Self::NoInstancesInProvider | Self::ProvisioningLimit => "SV-116",
            Self::NotBalanced(_)
            | Self::Balanced(_)
            | Self::StartedToRebalance(..)
            | Self::StoppedToRebalance(..)
            | Self::UnplacedInZone(_)
            | Self::UnplacedInFargateZone(_)
            | Self::RebalancingStopped => "SV-118",
            Self::TargetUnhealthy { .. } => "SV-119",
            Self::Protected(_) => "SV-117",
            Self::StartImpaired => "SV-113",
            Self::Throttled => "SV-114",
            Self::FargateVcpuLimit | Self::FargateTaskLimit | Self::FargateCapacity => "SV-115",
        }
    }

    /// Whether it says nothing of whatever kept the service from doing what it wants: targets come
    /// and go meanwhile (SV-101, SV-108).
    pub const fn is_aside(&self) -> bool {
        matches!(self, Self::Registered(..) | Self::Deregistered(..) | Self::Draining(_))
    }

    /// Whether equal ones are told once in six hours until the cause is resolved (SV-101).
    pub const fn is_suppressed_when_repeated(&self) -> bool {
        matches!(
            self,
            Self::Unplaced { .. }
                | Self::NoInstances
                | Self::NoInstancesInProvider
                | Self::ProvisioningLimit
                | Self::Throttled
                | Self::DeploymentStuck
                | Self::Protected(_)
                | Self::FargateCapacity
                | Self::FargateVcpuLimit
                | Self::FargateTaskLimit
                | Self::UnplacedInZone(_)
                | Self::UnplacedInFargateZone(_)
        )
    }
}
