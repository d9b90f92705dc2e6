//! Why a task is where it is: the fold is played again to just before the placement, and the
//! very procedure that decided is watched (design, section 8). What waits is tried again and again
//! (SV-26): for it the procedure is watched in the world as it stands.

use std::rc::Rc;

use super::process::{placement, service_scheduler};
use super::world::{ClusterIndex, DefinitionIndex, Moment, ServiceIndex, TaskIndex, World};
use crate::placement::Decision;

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// On instances: the funnel.
    Instances(Decision),
    /// On Fargate: tasks of the group in each zone of the subnets, and the zone chosen (PL-70);
    /// `None` = the account's quota was used up.
    Fargate {
        /// (zone, tasks of the group there), in subnet order.
        zones: Vec<(u8, u32)>,
        /// The chosen zone.
        chosen: Option<u8>,
    },
}

/// One placement, explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// When it was decided.
    pub at: Moment,
    /// In which cluster.
    pub cluster: ClusterIndex,
    /// For which service; `None` = RunTask.
    pub service: Option<ServiceIndex>,
    /// Of which definition.
    pub definition: DefinitionIndex,
    /// The group that was counted (PL-58).
    pub group: Rc<str>,
    /// Whether the strategies were the default (PL-52).
    pub default_strategy: bool,
    /// The capacity provider whose instances alone were looked at (PL-4, CP-17).
    pub capacity_provider: Option<Rc<str>>,
    /// Where nothing takes it, it waits in PROVISIONING for more capacity (PL-43).
    pub may_wait: bool,
    /// AZ rebalancing asked, and only for this zone (PL-93).
    pub rebalanced_zone: Option<Rc<str>>,
    /// The decision.
    pub verdict: Verdict,
}

impl Explanation {
    /// Whether nothing took the task and it waits in PROVISIONING for more capacity (PL-43).
    pub fn waits(&self) -> bool {
        self.may_wait && !self.is_placed()
    }

    /// The same with the fixes that hold as things stand.
    #[must_use]
    pub fn with_fixes(mut self, now: &Self) -> Self {
        if let (Verdict::Instances(own), Verdict::Instances(now)) =
            (&mut self.verdict, &now.verdict)
        {
            own.fixes.clone_from(&now.fixes);
        }
        self
    }

    /// Whether it found a place.
    pub fn is_placed(&self) -> bool {
        match &self.verdict {
            Verdict::Fargate { chosen, .. } => chosen.is_some(),
            Verdict::Instances(decision) => decision.chosen().is_some(),
        }
    }
}

/// Why a service's next task waits, as things stand. `None` where it does not or the next attempt
/// finds room, and for a daemon, which is asked for by name (SV-6).
pub fn waiting_service(
    world: &World,
    cluster: ClusterIndex,
    service: ServiceIndex,
) -> Option<Explanation> {
    let s = world.clusters.get(cluster as usize)?.services.get(service as usize)?;
    let waiting = s.waiting.as_ref().filter(|_| s.daemon.is_none())?;
    let wish = service_scheduler::wish(world, cluster, service);
    placement::explain_now(world, &wish, waiting.last_tried(world.now.time))
}

/// Whether an explanation tells what the last attempt of its service told (SV-26): not for the
/// seconds between a change and the next attempt.
pub fn is_as_told(world: &World, why: &Explanation) -> bool {
    let cluster = world.clusters.get(why.cluster as usize);
    let service = why.service.and_then(|s| cluster?.services.get(s as usize));
    let waiting = service.and_then(|service| service.waiting.as_ref());
    match (&why.verdict, waiting) {
        (Verdict::Instances(decision), Some(waiting)) => decision.nearest == waiting.nearest,
        _ => true,
    }
}

/// The same of a task that waits in PROVISIONING (PL-43).
pub fn waiting_task(world: &World, cluster: ClusterIndex, task: TaskIndex) -> Option<Explanation> {
    let room = world.clusters.get(cluster as usize)?;
    let (wish, task) = (room.provisioning.get(&task)?, room.tasks.get(task as usize)?);
    placement::explain_now(world, wish, task.placed)
}

/// Waits for one placement.
#[derive(Clone, Debug)]
pub struct Probe {
    /// The sequence number of the wanted placement.
    pub sequence: u64,
    /// What was seen.
    pub seen: Option<Explanation>,
}
