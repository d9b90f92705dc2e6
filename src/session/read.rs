//! What panels read of a session: small values, equal when nothing on the panel changed.

use std::rc::Rc;

use super::identity::Identity;
use super::selection::Selection;
use super::state::Session;
use crate::base::SimTime;
use crate::model::launch_type::LaunchType;
use crate::placement::Step;
use crate::simulation::world::{Cluster, InstanceStatus, Machine, Moment, Rollout, ServiceStatus};
use crate::simulation::{ApiError, World};
pub use crate::texts::thousands;

/// A service's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceRow {
    /// Its cluster.
    pub cluster: u32,
    /// Its index.
    pub service: u32,
    /// The cluster's name.
    pub cluster_name: Rc<str>,
    /// Its name.
    pub name: Rc<str>,
    /// `web:1`
    pub definition: Rc<str>,
    /// Colour and letter.
    pub identity: Identity,
    /// Tasks that run.
    pub running: u32,
    /// Tasks wanted.
    pub desired: u32,
    /// Tasks that cannot be placed.
    pub waits: u32,
    /// A deployment replaces older tasks.
    pub deploys: bool,
    /// Launch type.
    pub launch_type: LaunchType,
    /// ACTIVE, DRAINING.
    pub status: ServiceStatus,
    /// Placement strategies as the API writes them: (type, field).
    pub steps: Rc<[(&'static str, Rc<str>)]>,
    /// `schedulingStrategy` is DAEMON: nobody sets how many.
    pub daemon: bool,
    /// `availabilityZoneRebalancing` is ENABLED.
    pub rebalances: bool,
}

/// `web:3`, with overrides too: they make no revision (QT-36).
pub fn definition_label(world: &World, index: u32) -> Rc<str> {
    world
        .known_definition(index)
        .map_or_else(|| "".into(), |d| format!("{}:{}", d.definition.family, d.revision).into())
}

/// All services that are not gone.
pub fn services(session: &Session) -> Vec<ServiceRow> {
    let world = session.world();
    let identities = session.ledger.identities();
    let mut rows = Vec::new();
    for (c, cluster) in (0_u32..).zip(&world.clusters) {
        for (s, service) in (0_u32..).zip(&cluster.services) {
            if service.status == ServiceStatus::Inactive {
                continue;
            }
            rows.push(ServiceRow {
                cluster: c,
                service: s,
                cluster_name: Rc::clone(&cluster.name),
                name: Rc::clone(&service.name),
                definition: definition_label(world, service.revision().definition),
                identity: identities.service(c, s),
                running: service.running,
                desired: service.desired,
                waits: if service.waiting.is_some() { service.owed() } else { 0 },
                deploys: !service.others.is_empty()
                    && service.deployment().rollout == Rollout::InProgress,
                launch_type: service.launch_type,
                status: service.status,
                steps: service.steps.iter().map(step_words).collect(),
                daemon: service.daemon.is_some(),
                rebalances: service.rebalancing.enabled,
            });
        }
    }
    rows
}

fn step_words(step: &Step) -> (&'static str, Rc<str>) {
    let (kind, field) = step.api();
    (kind, field.into())
}

/// A registered revision's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionRow {
    /// `web:3`
    pub label: Rc<str>,
    /// CPU units a task takes.
    pub cpu: u32,
    /// MiB a task takes.
    pub memory: u32,
    /// ACTIVE.
    pub active: bool,
    /// Whether it can run on Fargate.
    pub fargate: bool,
    /// The text as it was registered.
    pub input: Rc<serde_json::Value>,
}

/// All registered revisions, newest first.
pub fn definitions(session: &Session) -> Vec<DefinitionRow> {
    let rows = session.world().definitions.iter().rev().map(|registered| DefinitionRow {
        label: format!("{}:{}", registered.definition.family, registered.revision).into(),
        cpu: registered.need.cpu.0,
        memory: registered.need.memory.0,
        active: registered.active,
        fargate: registered.compatibilities.contains(&LaunchType::Fargate),
        input: Rc::clone(&registered.definition.input),
    });
    rows.collect()
}

/// What a field offers: `web`, `web:3`.
pub fn definition_labels(session: &Session) -> Vec<Rc<str>> {
    definitions(session).into_iter().filter(|row| row.active).map(|row| row.label).collect()
}

/// The capacity providers of the account, and which of them a cluster may use (CP-14).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Providers {
    /// The cluster's name.
    pub cluster: Rc<str>,
    /// Each with whether the cluster may use it. Those of Managed Instances are left out: they
    /// belong to their cluster (CP-8).
    pub rows: Vec<(Rc<str>, bool)>,
    /// `defaultCapacityProviderStrategy`, as it is told.
    pub default: serde_json::Value,
}

/// The providers of the cluster that the forms write to; `None` where there is no cluster.
pub fn providers(session: &Session) -> Option<Providers> {
    let world = session.world();
    let name = super::update::form_cluster(session)?;
    let cluster = world.clusters.iter().find(|cluster| cluster.active && cluster.name == name)?;
    let rows = world.capacity.providers.iter().filter(|provider| {
        !matches!(provider.kind, crate::simulation::world::ProviderKind::Managed(_))
    });
    let may = |name: &str| {
        cluster.providers.iter().any(|index| *world.capacity.provider(*index).name == *name)
    };
    Some(Providers {
        rows: rows.map(|row| (Rc::clone(&row.name), may(&row.name))).collect(),
        default: crate::simulation::describe::strategy(world, &cluster.default_strategy),
        cluster: name,
    })
}

/// How an instance stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Its agent has not registered yet.
    Starting,
    /// ACTIVE.
    Active,
    /// DRAINING.
    Draining,
    /// Its agent is silent.
    AgentLost,
    /// Its machine is stopped.
    Stopped,
}

/// An instance's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceRow {
    /// Its cluster.
    pub cluster: u32,
    /// `#n` is slot + 1; `None` = not registered yet.
    pub slot: Option<u32>,
    /// Its type.
    pub instance_type: &'static str,
    /// It is Spot capacity.
    pub spot: bool,
    /// Its zone's name.
    pub zone: Rc<str>,
    /// How it stands.
    pub standing: Standing,
    /// Tasks on it.
    pub tasks: u32,
    /// CPU units left.
    pub cpu_free: u32,
    /// MiB left.
    pub memory_free: u32,
}

/// How a registered instance stands; `None` = it is gone.
pub fn standing(cluster: &Cluster, slot: crate::placement::Slot) -> Option<Standing> {
    let instance = cluster.instances.get(slot as usize)?;
    Some(match (instance.machine, instance.status) {
        (Machine::Terminated(_), _) | (_, InstanceStatus::Inactive) => return None,
        (Machine::Stopped(_), _) => Standing::Stopped,
        (Machine::Running, _) if !cluster.fleet.line(slot).agent_connected => Standing::AgentLost,
        (Machine::Running, InstanceStatus::Registering) => Standing::Starting,
        (Machine::Running, InstanceStatus::Draining) => Standing::Draining,
        (Machine::Running, InstanceStatus::Active) => Standing::Active,
    })
}

/// All instances that were not terminated.
pub fn instances(session: &Session) -> Vec<InstanceRow> {
    let world = session.world();
    let mut rows = Vec::new();
    for (c, cluster) in (0_u32..).zip(&world.clusters) {
        for (slot, instance) in (0_u32..).zip(&cluster.instances) {
            let line = cluster.fleet.line(slot);
            let Some(standing) = standing(cluster, slot) else { continue };
            rows.push(InstanceRow {
                cluster: c,
                slot: Some(slot),
                instance_type: instance.instance_type.name,
                spot: instance.spot.is_some(),
                zone: world.zone_name(instance.zone),
                standing,
                tasks: u32::try_from(instance.tasks.len()).unwrap_or(u32::MAX),
                cpu_free: line.cpu,
                memory_free: line.memory,
            });
        }
        for launching in &cluster.launching {
            rows.push(InstanceRow {
                cluster: c,
                slot: None,
                instance_type: launching.instance_type.name,
                spot: launching.spot.is_some(),
                zone: world.zone_name(launching.zone),
                standing: Standing::Starting,
                tasks: 0,
                cpu_free: launching.instance_type.registered_cpu().0,
                memory_free: launching.instance_type.registered_memory.0,
            });
        }
    }
    rows
}

/// The figures at the playhead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Tasks wanted.
    pub desired: u32,
    /// Tasks that run.
    pub running: u32,
    /// Tasks on their way.
    pub pending: u32,
    /// Share of registered memory that is reserved, in percent.
    pub memory_percent: Option<u32>,
    /// Share of registered CPU that is reserved, in percent.
    pub cpu_percent: Option<u32>,
}

/// The figures at the playhead.
pub fn figures(session: &Session) -> Figures {
    let totals = session.world().totals;
    let percent = |part: u64, whole: u64| {
        part.saturating_mul(100)
            .saturating_add(whole / 2)
            .checked_div(whole)
            .and_then(|p| u32::try_from(p).ok())
    };
    Figures {
        desired: totals.desired,
        running: totals.running,
        pending: totals.pending,
        memory_percent: percent(totals.memory_reserved, totals.memory_registered),
        cpu_percent: percent(totals.cpu_reserved, totals.cpu_registered),
    }
}

/// The instances of the shown cluster that the stage's filter holds for, and how many there are;
/// `None` where nothing is written, an error where it is no query.
pub fn filtered(
    session: &Session,
) -> Option<Result<(Vec<crate::placement::Slot>, u32), crate::query::QueryError>> {
    let text = &session.filter;
    if text.trim().is_empty() {
        return None;
    }
    let cluster = super::scene::shown_cluster(session)?;
    Some(
        crate::query::Expression::parse(text)
            .map(|query| crate::simulation::filter::matching(session.world(), cluster, &query)),
    )
}

/// The refusal of the call that a form made last.
pub fn refusal(session: &Session, form: super::drafts::Form) -> Option<ApiError> {
    let submitted = session.drafts.submitted.filter(|s| s.form == form)?;
    let record = session.player.journal().calls.get(submitted.call as usize)?;
    record.result.as_ref().err().cloned()
}

/// Whether the call that a form made last was accepted.
pub fn accepted(session: &Session, form: super::drafts::Form) -> bool {
    session
        .drafts
        .submitted
        .filter(|s| s.form == form)
        .and_then(|s| session.player.journal().calls.get(s.call as usize))
        .is_some_and(|record| record.result.is_ok())
}

/// When the selection's placement was decided: the key under which an explanation is kept. What
/// waits is tried again and again (SV-26), and while the clock stands explained as things stand.
pub fn decision_moment(session: &Session) -> Option<Moment> {
    let world = session.world();
    let cluster = world.clusters.get(session.view.selection.cluster()? as usize)?;
    let (at, waits) = match session.view.selection {
        Selection::Task { task, .. } => {
            let task = cluster.tasks.get(task as usize)?;
            (task.placed, task.has_no_place())
        }
        Selection::Waiting { service, .. } | Selection::Service { service, .. } => {
            let waiting = cluster.services.get(service as usize)?.waiting.as_ref()?;
            (waiting.last_tried(world.now.time), true)
        }
        Selection::None | Selection::Instance { .. } => return None,
    };
    let stands = waits && !session.playback.playing && !session.is_behind();
    Some(if stands { Moment { sequence: world.now.sequence, ..at } } else { at })
}

/// Whether the chosen task runs on Fargate.
pub fn is_on_fargate(world: &World, selection: Selection) -> bool {
    let Selection::Task { cluster, task } = selection else { return false };
    let cluster = world.clusters.get(cluster as usize);
    cluster
        .and_then(|cluster| cluster.tasks.get(task as usize))
        .is_some_and(|task| task.launch_type == LaunchType::Fargate)
}

/// A whole number as it was typed; full-width digits are what Chinese input methods give.
pub fn whole_number<N: std::str::FromStr>(typed: &str) -> Option<N> {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        _ => c,
    };
    typed.trim().chars().map(narrow).collect::<String>().parse().ok()
}

/// `06:42`, from an hour on `1:06:42`.
pub fn clock_text(time: SimTime) -> String {
    let s = time.0 / 1_000;
    if s < 3_600 {
        format!("{:02}:{:02}", s / 60, s % 60)
    } else {
        format!("{}:{:02}:{:02}", s / 3_600, s / 60 % 60, s % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_for_people() {
        assert_eq!(clock_text(SimTime(402_999)), "06:42");
        assert_eq!(clock_text(SimTime(3_600_000 + 402_000)), "1:06:42");
        for (n, text) in [(0, "0"), (999, "999"), (1_024, "1,024"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(n), text);
        }
    }

    #[test]
    fn typed_numbers_are_read() {
        for (typed, read) in [
            ("12", Some(12)),
            (" 9 ", Some(9)),
            ("１２", Some(12)),
            ("0９", Some(9)),
            ("", None),
            ("abc", None),
            ("-3", None),
            ("5.5", None),
        ] {
            assert_eq!(whole_number::<u32>(typed), read, "{typed}");
        }
        assert_eq!(whole_number::<i64>("-３"), Some(-3));
    }
}
