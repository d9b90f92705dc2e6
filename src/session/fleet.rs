//! A large fleet at a glance, when the stage is a heat map: how full its instances are, who fills them, and
//! what needs a look (look, picture 6). It reads what the stage's cells read.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::identity::Identity;
use super::read::{Standing, standing};
use super::scene::{self, far};
use super::selection::Selection;
use super::state::Session;
use super::view::Measure;
use crate::placement::Slot;
use crate::simulation::quotas::{self, Usage};
use crate::simulation::world::{Cluster, ServiceStatus};

/// From so many instances on a cluster is looked at as a fleet.
pub const LARGE: u32 = 100;
/// Services shown at most.
const SERVICES: usize = 8;

/// A service's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The service.
    pub selection: Selection,
    /// Colour and letter.
    pub identity: Identity,
    /// Its name.
    pub name: Rc<str>,
    /// Its tasks that run.
    pub tasks: u32,
}

/// What needs a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// Instances that drain in a zone.
    Draining(Rc<str>),
    /// The agent does not answer.
    AgentLost,
    /// The machine stands.
    Stopped,
    /// No task is on it.
    Empty,
    /// No task but a daemon's.
    DaemonsAlone,
}

impl Oddity {
    /// The stage's filter that shows them, where the query language knows them (CQL-12, CQL-16).
    pub const fn filter(&self) -> Option<&'static str> {
        match self {
            Self::AgentLost => Some("agentConnected == false"),
            Self::Empty => Some("runningTasksCount == 0"),
            Self::Draining(_) | Self::Stopped | Self::DaemonsAlone => None,
        }
    }
}

/// All of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fleet {
    /// Instances that are not gone.
    pub instances: u32,
    /// Tasks that are not STOPPED.
    pub tasks: u64,
    /// Whose share is counted.
    pub measure: Measure,
    /// Instances by the share that is reserved, in the sevenths of the heat map.
    pub shares: [u32; 7],
    /// The services with most tasks, the first of them first.
    pub services: Vec<Part>,
    /// Services that are not shown.
    pub more: u32,
    /// What needs a look, and on how many instances.
    pub odd: Vec<(Oddity, u32)>,
    /// Container instances per cluster (QT-02).
    pub quota: Option<Usage>,
}

/// Whether the shown cluster is one to look at as a fleet.
pub fn is_large(session: &Session) -> bool {
    let cluster =
        scene::shown_cluster(session).and_then(|c| session.world().clusters.get(c as usize));
    cluster.is_some_and(|cluster| u32::try_from(cluster.instances.len()).is_ok_and(|n| n >= LARGE))
}

/// Whether all of an instance's tasks are daemons'; `None` where there are no tasks.
fn daemons_alone(cluster: &Cluster, slot: Slot) -> Option<bool> {
    let tasks = &cluster.instances.get(slot as usize)?.tasks;
    let is_daemon = |task: &u32| {
        let service = cluster.tasks.get(*task as usize).and_then(|task| task.service);
        let service = service.and_then(|s| cluster.services.get(s as usize));
        service.is_some_and(|service| service.daemon.is_some())
    };
    (!tasks.is_empty()).then(|| tasks.iter().all(is_daemon))
}

fn services(session: &Session, index: u32, cluster: &Cluster) -> Vec<Part> {
    let identities = session.ledger.identities();
    let mut parts: Vec<Part> = (0_u32..)
        .zip(&cluster.services)
        .filter(|(_, service)| service.status != ServiceStatus::Inactive)
        .map(|(s, service)| Part {
            selection: Selection::Service { cluster: index, service: s },
            identity: identities.service(index, s),
            name: Rc::clone(&service.name),
            tasks: service.running,
        })
        .collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.tasks));
    parts
}

/// The shown cluster's fleet.
pub fn fleet(session: &Session) -> Option<Fleet> {
    let index = scene::shown_cluster(session)?;
    let world = session.world();
    let cluster = world.clusters.get(index as usize)?;
    let measure = session.view.measure;
    let mut out = Fleet {
        instances: 0,
        tasks: session.ledger.page(index).map_or(0, |page| page.alive),
        measure,
        shares: [0; 7],
        services: services(session, index, cluster),
        more: 0,
        odd: Vec::new(),
        quota: quotas::usage(world)
            .into_iter()
            .find(|row| row.quota.code == "container-instances-per-cluster"),
    };
    let mut draining: BTreeMap<u8, u32> = BTreeMap::new();
    let (mut lost, mut stopped, mut empty, mut daemons) = (0, 0, 0, 0);
    for (slot, instance) in (0..).zip(&cluster.instances) {
        let Some(stands) = standing(cluster, slot) else { continue };
        out.instances += 1;
        let share = far::step(far::reserved_permille(cluster, slot, measure));
        if let Some(count) = out.shares.get_mut(usize::from(share)) {
            *count += 1;
        }
        match stands {
            Standing::Draining => *draining.entry(instance.zone).or_default() += 1,
            Standing::AgentLost => lost += 1,
            Standing::Stopped => stopped += 1,
            Standing::Starting => {}
            Standing::Active => match daemons_alone(cluster, slot) {
                None => empty += 1,
                Some(true) => daemons += 1,
                Some(false) => {}
            },
        }
    }
    out.more = u32::try_from(out.services.len().saturating_sub(SERVICES)).unwrap_or(u32::MAX);
    out.services.truncate(SERVICES);
    let draining =
        draining.into_iter().map(|(zone, n)| (Oddity::Draining(world.zone_name(zone)), n));
    let rest = [
        (Oddity::AgentLost, lost),
        (Oddity::Stopped, stopped),
        (Oddity::Empty, empty),
        (Oddity::DaemonsAlone, daemons),
    ];
    out.odd = draining.chain(rest).filter(|(_, n)| *n > 0).collect();
    Some(out)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::base::SimTime;
    use crate::scenario::Scenario as Document;
    use crate::session::view::View;
    use crate::session::{Message, update};
    use crate::texts::Lang;

    fn session(calls: &Value, at: u64) -> Session {
        let text = json!({"version": 1, "calls": calls}).to_string();
        let (scenario, _) = Document::read(&text).expect("readable");
        let mut session = Session::new(Rc::new(scenario), "1".into(), View::new(Lang::En));
        update(&mut session, Message::Seek(SimTime(at)));
        session
    }

    fn calls(instances: u32) -> Value {
        let family = |name: &str, memory: u32| {
            json!({"call": "ecs:RegisterTaskDefinition", "input": {"family": name,
            "containerDefinitions": [{"name": "c", "image": "i", "cpu": 64, "memory": memory}]}})
        };
        json!([
            {"call": "ecs:CreateCluster", "input": {"clusterName": "demo"}},
            {"call": "ec2:RunInstances", "input": {"cluster": "demo", "instanceType": "m5.large",
                "count": instances, "registerAfter": "0s"}},
            family("web", 4_000), family("agent", 100),
            {"at": "1s", "call": "ecs:CreateService", "input": {"cluster": "demo", "serviceName": "agent",
                "taskDefinition": "agent", "schedulingStrategy": "DAEMON"}},
            {"at": "1s", "call": "ecs:CreateService", "input": {"cluster": "demo", "serviceName": "web",
                "taskDefinition": "web", "desiredCount": 2}},
            {"at": "2m", "call": "ecs:UpdateContainerInstancesState", "input": {"cluster": "demo",
                "containerInstances": ["#5"], "status": "DRAINING"}},
            {"at": "2m", "call": "world:DisconnectAgent", "input": {"cluster": "demo", "containerInstance": "#6"}},
            {"at": "2m", "call": "world:StopInstance", "input": {"cluster": "demo", "containerInstance": "#4"}}
        ])
    }

    /// Every instance is counted once, in the heat map's own steps; what is odd is told.
    #[test]
    fn a_fleet_is_counted() {
        let session = session(&calls(6), 121_000);
        assert!(!is_large(&session));
        let fleet = fleet(&session).expect("a cluster");
        assert_eq!((fleet.instances, fleet.shares.iter().sum::<u32>()), (6, 6));
        // 100 of 7,762 MiB; with web 4,100.
        assert!(fleet.shares[0] >= 3 && fleet.shares[3] >= 1, "{:?}", fleet.shares);
        assert_eq!(&*fleet.services[0].name, "agent");
        assert_eq!(fleet.services.len(), 2);
        let odd: Vec<(String, u32)> =
            fleet.odd.iter().map(|(o, n)| (format!("{o:?}"), *n)).collect();
        assert!(odd.contains(&("Draining(\"ap-northeast-1c\")".to_owned(), 1)), "{odd:?}");
        assert!(odd.contains(&("AgentLost".to_owned(), 1)), "{odd:?}");
        assert!(odd.contains(&("Stopped".to_owned(), 1)), "{odd:?}");
        assert!(odd.iter().any(|(o, _)| o == "DaemonsAlone"), "{odd:?}");
        let quota = fleet.quota.expect("a row");
        assert_eq!((quota.used, quota.value), (6, 2_000));
    }

    #[test]
    fn a_hundred_are_many_and_each_filter_is_a_query() {
        let session = session(&calls(100), 60_000);
        assert!(is_large(&session));
        for odd in [Oddity::AgentLost, Oddity::Empty] {
            let query = odd.filter().expect("a filter");
            assert!(crate::query::Expression::parse(query).is_ok(), "{query}");
        }
    }
}
