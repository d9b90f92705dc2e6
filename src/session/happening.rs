//! The journal as rows for people: newest first, what belongs together in one row.

use std::rc::Rc;

use super::identity::Identity;
use super::read::definition_label;
use super::state::Session;
use crate::simulation::CallName;
use crate::simulation::World;
use crate::simulation::journal::EntryKind;
use crate::simulation::process::capacity;
use crate::simulation::process::containers::Change;
use crate::simulation::service_event::ServiceMessage;
use crate::simulation::world::{Moment, ProviderKind, StopCode, Task};

/// Entries looked at in one go: a search through a long journal stays short.
const LOOKED_AT: usize = 20_000;

/// What a row tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A call that was accepted.
    Call(CallName, Rc<str>),
    /// A call that was refused: exception, message, whether the words are the API's own.
    Refused(CallName, Rc<str>, Rc<str>, bool),
    /// Agents registered: slots.
    Registered(Rc<Vec<u32>>),
    /// A container exited: its task, its name, its code, and whether it starts again.
    Exited(u32, Rc<str>, u8, bool),
    /// A task ends by itself, or was lost: the task, and the API's reason.
    Ended(u32, Rc<str>),
    /// A Spot machine has its two minutes' notice.
    SpotNotice(u32),
    /// A machine stopped.
    MachineStopped(u32),
    /// A machine was started again.
    MachineStarted(u32),
    /// An agent fell silent.
    AgentLost(u32),
    /// A zone failed, else came back: its name.
    Zone(Rc<str>, bool),
    /// An agent is back.
    AgentReconnected(u32),
    /// An instance was terminated.
    Terminated(u32),
    /// An instance leaves its Auto Scaling group: it drains first.
    Leaves(u32),
    /// An instance that ECS manages is ended: it was idle.
    IdleEnds(u32),
    /// Managed scaling decided on a group's size.
    Scales(Scaling),
    /// Tasks were placed: definition, slots (none on Fargate), how many.
    Placed {
        /// `web:1`
        definition: Rc<str>,
        /// Where; `None` = Fargate.
        slots: Rc<Vec<Option<u32>>>,
        /// Index of the last of them, to open Why.
        task: u32,
    },
    /// A service said so, in the API's words.
    Service {
        /// Verbatim.
        text: Rc<str>,
        /// Tasks could not be placed: Why can be opened.
        unplaced: bool,
        /// Its index.
        service: u32,
    },
    /// RunTask found no place: definition, how many, the reasons.
    RunTaskFailed(Rc<str>, u32, Rc<str>),
}

/// A decision of managed scaling, as the engine wrote it down (CP-21, CP-27, CP-30).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scaling {
    /// The capacity provider's name.
    pub provider: Rc<str>,
    /// Instances that are needed.
    pub needed: u32,
    /// Instances that are there.
    pub there: u32,
    /// CapacityProviderReservation, in tenths of a percent.
    pub reservation: u32,
    /// `targetCapacity`, in percent.
    pub target: u32,
    /// `DesiredCapacity` until now.
    pub from: u32,
    /// `DesiredCapacity` from now on.
    pub to: u32,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// When.
    pub at: Moment,
    /// In which cluster.
    pub cluster: u32,
    /// Of which service.
    pub service: Option<u32>,
    /// Whose.
    pub identity: Option<Identity>,
    /// What.
    pub what: What,
}

/// What kind of happening one looks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Any.
    #[default]
    All,
    /// Calls, refused ones too.
    Calls,
    /// Placements.
    Placed,
    /// The services' own messages.
    Service,
    /// Refusals, tasks without a place, machines that stop.
    Trouble,
}

/// Every kind, in the order of the menu.
pub const KINDS: [Kind; 5] = [Kind::All, Kind::Calls, Kind::Placed, Kind::Service, Kind::Trouble];

impl Row {
    /// Whether it tells of trouble.
    pub fn is_trouble(&self) -> bool {
        match &self.what {
            What::Refused(..)
            | What::RunTaskFailed(..)
            | What::MachineStopped(_)
            | What::AgentLost(_)
            | What::Zone(_, true)
            | What::SpotNotice(_)
            | What::Exited(..)
            | What::Ended(..) => true,
            What::Service { unplaced, .. } => *unplaced,
            _ => false,
        }
    }

    /// Whether it is of a kind.
    pub fn is(&self, kind: Kind) -> bool {
        match kind {
            Kind::All => true,
            Kind::Calls => matches!(self.what, What::Call(..) | What::Refused(..)),
            Kind::Placed => matches!(self.what, What::Placed { .. }),
            Kind::Service => matches!(self.what, What::Service { .. }),
            Kind::Trouble => self.is_trouble(),
        }
    }
}

/// What the rows depend on: equal keys, equal rows.
pub fn key(session: &Session) -> (u64, usize) {
    (u64::from(session.world().journal_len), Rc::as_ptr(session.scenario()) as usize)
}

/// At most `limit` rows up to the playhead that are wanted, the newest first, and whether there may
/// be more.
pub fn rows(session: &Session, limit: usize, wanted: impl Fn(&Row) -> bool) -> (Vec<Row>, bool) {
    let world = session.world();
    let journal = session.player.journal();
    let identities = session.ledger.identities();
    let known = &journal.entries[..(world.journal_len as usize).min(journal.entries.len())];
    let mut rows: Vec<Row> = Vec::new();
    let mut more = known.len() > LOOKED_AT;
    let mut settled = 0;
    for entry in known.iter().rev().take(LOOKED_AT) {
        // The last row may still take what came just before it; the one above it is finished.
        if rows.len() > settled + 1 {
            settle(&mut rows, &mut settled, &wanted);
        }
        if settled >= limit {
            more = true;
            break;
        }
        let row = |cluster: u32, what: What| Row {
            at: entry.at,
            cluster,
            service: None,
            identity: None,
            what,
        };
        match &entry.kind {
            EntryKind::Call { index } => {
                let Some(record) = journal.calls.get(*index as usize) else { continue };
                let what = match &record.result {
                    Ok(_) => What::Call(record.name, subject(session, *index)),
                    Err(error) => What::Refused(
                        record.name,
                        Rc::clone(&error.exception),
                        Rc::clone(&error.message),
                        error.basis == crate::simulation::api_error::Basis::Seen,
                    ),
                };
                rows.push(row(0, what));
            }
            EntryKind::InstanceRegistered { cluster, slot } => {
                // Walking back in time: a row that was begun takes what came just before it, at its
                // end; `settle` turns a finished row round.
                if let Some(Row { what: What::Registered(slots), at, .. }) = rows.last_mut()
                    && at.time == entry.at.time
                {
                    Rc::make_mut(slots).push(*slot);
                    continue;
                }
                rows.push(row(*cluster, What::Registered(Rc::new(vec![*slot]))));
            }
            EntryKind::SpotNotice { cluster, slot } => {
                rows.push(row(*cluster, What::SpotNotice(*slot)));
            }
            EntryKind::MachineStopped { cluster, slot } => {
                rows.push(row(*cluster, What::MachineStopped(*slot)));
            }
            EntryKind::AgentDisconnected { cluster, slot } => {
                rows.push(row(*cluster, What::AgentLost(*slot)));
            }
            EntryKind::ZoneFailed { zone } => {
                rows.push(row(0, What::Zone(world.zone_name(*zone), true)));
            }
            EntryKind::ZoneRestored { zone } => {
                rows.push(row(0, What::Zone(world.zone_name(*zone), false)));
            }
            EntryKind::MachineStarted { cluster, slot } => {
                rows.push(row(*cluster, What::MachineStarted(*slot)));
            }
            EntryKind::AgentReconnected { cluster, slot } => {
                rows.push(row(*cluster, What::AgentReconnected(*slot)));
            }
            EntryKind::InstanceTerminated { cluster, slot } => {
                rows.push(row(*cluster, What::Terminated(*slot)));
            }
            EntryKind::InstanceLeaves { cluster, slot } => {
                rows.push(row(*cluster, What::Leaves(*slot)));
            }
            EntryKind::IdleEnds { cluster, slot } => {
                rows.push(row(*cluster, What::IdleEnds(*slot)));
            }
            EntryKind::GroupScales { provider, needed, there, from, to } => {
                let Some(it) = world.capacity.providers.get(usize::from(*provider)) else {
                    continue;
                };
                let ProviderKind::Group(_, scaling) = &it.kind else { continue };
                rows.push(row(
                    0,
                    What::Scales(Scaling {
                        provider: Rc::clone(&it.name),
                        needed: *needed,
                        there: *there,
                        reservation: capacity::reservation(*needed, *there),
                        target: scaling.target,
                        from: *from,
                        to: *to,
                    }),
                ));
            }
            EntryKind::TaskPlaced { cluster, task } => {
                let Some(placed) = world
                    .clusters
                    .get(*cluster as usize)
                    .and_then(|cluster| cluster.tasks.get(*task as usize))
                else {
                    continue;
                };
                let label = definition_label(world, placed.definition);
                if let Some(Row { what: What::Placed { definition, slots, .. }, at, .. }) =
                    rows.last_mut()
                    && at.time == entry.at.time
                    && *definition == label
                {
                    Rc::make_mut(slots).push(placed.instance);
                    continue;
                }
                let family = &world.definition(placed.definition).definition.family;
                let identity = placed
                    .service
                    .map_or_else(|| identities.family(family), |s| identities.service(*cluster, s));
                let what = What::Placed {
                    definition: label,
                    slots: Rc::new(vec![placed.instance]),
                    task: *task,
                };
                let service = placed.service;
                rows.push(Row { service, identity: Some(identity), ..row(*cluster, what) });
            }
            EntryKind::ServiceEvent { cluster, service, message } => {
                let name = world
                    .clusters
                    .get(*cluster as usize)
                    .and_then(|cluster| cluster.services.get(*service as usize))
                    .map_or_else(|| "".into(), |service| Rc::clone(&service.name));
                let unplaced = matches!(
                    **message,
                    ServiceMessage::Unplaced { .. }
                        | ServiceMessage::NoInstances
                        | ServiceMessage::NoInstancesInProvider
                );
                let what =
                    What::Service { text: message.text(&name).into(), unplaced, service: *service };
                let identity = Some(identities.service(*cluster, *service));
                rows.push(Row { service: Some(*service), identity, ..row(*cluster, what) });
            }
            EntryKind::RunTaskFailed { cluster, definition, count, failures } => {
                let mut reasons: Vec<&str> = failures.iter().map(|f| f.reason.api()).collect();
                crate::base::sort::sort(&mut reasons);
                reasons.dedup();
                let label = definition_label(world, *definition);
                let what = What::RunTaskFailed(label, *count, reasons.join(", ").into());
                rows.push(row(*cluster, what));
            }
            EntryKind::Container { cluster, task, container, change } => {
                let (code, again) = match change {
                    Change::Started => continue,
                    Change::Exited(code) => (*code, false),
                    Change::Restarted(code) => (*code, true),
                };
                let Some(of) = task_of(world, *cluster, *task) else { continue };
                let containers = &world.definition(of.definition).definition.containers;
                let Some(own) = containers.get(usize::from(*container)) else { continue };
                let what = What::Exited(*task, Rc::clone(&own.name), code, again);
                rows.push(row(*cluster, what));
            }
            EntryKind::TaskToldToStop { cluster, task } => {
                let stop = task_of(world, *cluster, *task).and_then(|of| of.stop.as_ref());
                let Some(stop) = stop else { continue };
                // What a user or a service decided is told by the call or the service's event.
                if !matches!(
                    stop.code,
                    Some(StopCode::UserInitiated | StopCode::ServiceSchedulerInitiated)
                ) {
                    rows.push(row(*cluster, What::Ended(*task, Rc::clone(&stop.reason))));
                }
            }
            EntryKind::InstanceActive { .. }
            // It stands on the quay.
            | EntryKind::TaskWaits { .. }
            | EntryKind::TaskStatus { .. } => {}
        }
    }
    while settled < rows.len() {
        settle(&mut rows, &mut settled, &wanted);
    }
    rows.truncate(limit);
    (rows, more)
}

/// Keeps the next finished row if it is wanted. What it gathered walking back stands in order then.
fn settle(rows: &mut Vec<Row>, settled: &mut usize, wanted: &impl Fn(&Row) -> bool) {
    match rows.get_mut(*settled).map(|row| &mut row.what) {
        Some(What::Registered(slots)) => Rc::make_mut(slots).reverse(),
        Some(What::Placed { slots, .. }) => Rc::make_mut(slots).reverse(),
        _ => {}
    }
    if rows.get(*settled).is_some_and(wanted) {
        *settled += 1;
    } else {
        rows.remove(*settled);
    }
}

fn task_of(world: &World, cluster: u32, task: u32) -> Option<&Task> {
    world.clusters.get(cluster as usize)?.tasks.get(task as usize)
}

/// What a call is about, in a word: the first of these fields that its input has.
fn subject(session: &Session, index: u32) -> Rc<str> {
    let Some(call) = session.scenario().calls.get(index as usize) else { return "".into() };
    let fields = [
        "serviceName",
        "service",
        "family",
        "containerInstance",
        "containerInstances",
        "availabilityZone",
        "instanceType",
        "taskDefinition",
        "task",
        "tasks",
        "clusterName",
        "name",
        "AutoScalingGroupName",
        "LaunchTemplateName",
    ];
    let text = |value: &serde_json::Value| value.as_str().map(Rc::<str>::from);
    // Of a list, the first.
    let found = fields.iter().find_map(|field| {
        let value = call.input.get(field)?;
        text(value).or_else(|| text(value.get(0)?))
    });
    let count = ["desiredCount", "count", "DesiredCapacity"]
        .iter()
        .find_map(|f| call.input.get(f)?.as_u64());
    match (found, count) {
        (Some(name), Some(count)) => format!("{name} ×{count}").into(),
        (Some(name), None) => name,
        (None, _) => "".into(),
    }
}

/// Each of some slots once, in order of first appearance, with how often it stands there; at most
/// so many, and whether there are more.
pub fn each_once(slots: &[u32], most: usize) -> (Vec<(u32, u32)>, bool) {
    let mut out: Vec<(u32, u32)> = Vec::new();
    let mut more = false;
    for slot in slots {
        if let Some((_, times)) = out.iter_mut().find(|(known, _)| known == slot) {
            *times += 1;
        } else if out.len() < most {
            out.push((*slot, 1));
        } else {
            more = true;
        }
    }
    (out, more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SimTime;
    use crate::scenario::Scenario;
    use crate::session::{Circumstances, Message, start, update};

    #[test]
    fn an_instance_is_named_once_with_its_count() {
        assert_eq!(each_once(&[2, 2, 1, 2], 8), (vec![(2, 3), (1, 1)], false));
        assert_eq!(each_once(&[0, 1, 2, 1], 2), (vec![(0, 1), (1, 2)], true));
        assert_eq!(each_once(&[], 2), (Vec::new(), false));
    }

    /// A crowd that registers in one moment is one row, in the order in which it registered; so is a crowd that is placed.
    #[test]
    fn a_crowd_is_one_row_in_its_order() {
        let calls = r#"[
            {"at": "0s", "call": "ecs:CreateCluster", "input": {"clusterName": "demo"}},
            {"at": "0s", "call": "ecs:RegisterTaskDefinition", "input": {"family": "web",
                "containerDefinitions": [{"name": "web", "image": "i", "memory": 64}]}},
            {"at": "0s", "call": "ec2:RunInstances", "input": {"cluster": "demo", "instanceType": "m5.large",
                "count": 40, "registerAfter": "5s"}},
            {"at": "9s", "call": "ecs:RunTask", "input": {"cluster": "demo", "taskDefinition": "web",
                "count": 10}}]"#;
        let scenario =
            format!(r#"{{"version": 1, "seed": 1, "title": "crowd", "calls": {calls}}}"#);
        let mut session = start(&Circumstances::default());
        let (scenario, _) = Scenario::read(&scenario).expect("a scenario");
        update(&mut session, Message::Open(Rc::new(scenario)));
        update(&mut session, Message::Seek(SimTime(10_000)));
        let (all, _) = rows(&session, 1_000, |_| true);
        let registered = all.iter().find_map(|row| match &row.what {
            What::Registered(slots) => Some(slots.to_vec()),
            _ => None,
        });
        assert_eq!(registered, Some((0..40).collect::<Vec<u32>>()));
        let placed = all.iter().find_map(|row| match &row.what {
            What::Placed { slots, task, .. } => Some((slots.to_vec(), *task)),
            _ => None,
        });
        let tasks = &session.world().clusters[0].tasks;
        let on: Vec<Option<u32>> = tasks.iter().map(|task| task.instance).collect();
        assert_eq!(placed, Some((on, 9)));
    }

    /// LC-70, LC-74: a silent agent and a failed zone are told, and are trouble; that they are back is none.
    #[test]
    fn silence_and_failure_are_told() {
        for (example, at, kind, trouble) in [
            ("silent-agent", 100_000, What::AgentLost(0), true),
            ("silent-agent", 310_000, What::AgentReconnected(0), false),
            ("zone-failure", 130_000, What::Zone("ap-northeast-1a".into(), true), true),
            ("zone-failure", 370_000, What::Zone("ap-northeast-1a".into(), false), false),
        ] {
            let query = format!("?example={example}");
            let mut session = start(&Circumstances { query, ..Circumstances::default() });
            let at = SimTime(at);
            update(&mut session, Message::Seek(at));
            while session.player.time() < at {
                session.player.advance(at, 10_000);
            }
            let (found, _) = rows(&session, 100, |row| row.what == kind);
            assert_eq!(found.len(), 1, "{example}");
            assert_eq!(found[0].is_trouble(), trouble, "{example}");
        }
    }

    #[test]
    fn rows_are_filtered_and_limited() {
        let query = "?example=waiting".into();
        let mut session = start(&Circumstances { query, ..Circumstances::default() });
        update(&mut session, Message::Seek(SimTime(120_000)));
        let (all, more) = rows(&session, 1_000, |_| true);
        assert!(!more && all.len() > 12);
        assert!(all.windows(2).all(|pair| pair[0].at >= pair[1].at), "newest first");
        for kind in KINDS {
            let expected: Vec<&Row> = all.iter().filter(|row| row.is(kind)).collect();
            let (found, _) = rows(&session, 1_000, |row| row.is(kind));
            assert!(!found.is_empty(), "{kind:?}");
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{kind:?}");
        }
        let (two, more) = rows(&session, 2, |row| row.is(Kind::Service));
        assert!(more && two.len() == 2 && two.iter().all(|row| row.service.is_some()));
        assert_eq!(rows(&session, 1_000, |_| false), (Vec::new(), false));
    }
}
