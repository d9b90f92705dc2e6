//! The journal as rows for people: newest first, what belongs together in one row.

use std::rc::Rc;

use super::identity::Identity;
use super::read::definition_label;
use super::state::Session;
use crate::simulation::CallName;
use crate::simulation::journal::EntryKind;
use crate::simulation::service_event::ServiceMessage;
use crate::simulation::world::Moment;

/// Rows shown at most.
const ROWS: usize = 120;

/// What a row tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A call that was accepted.
    Call(CallName, Rc<str>),
    /// A call that was refused: exception, message, whether the words are the API's own.
    Refused(CallName, Rc<str>, Rc<str>, bool),
    /// Agents registered: slots.
    Registered(Rc<[u32]>),
    /// A machine stopped.
    MachineStopped(u32),
    /// A machine was started again.
    MachineStarted(u32),
    /// An agent is back.
    AgentReconnected(u32),
    /// An instance was terminated.
    Terminated(u32),
    /// Tasks were placed: definition, slots (none on Fargate), how many.
    Placed {
        /// `web:1`
        definition: Rc<str>,
        /// Where; `None` = Fargate.
        slots: Rc<[Option<u32>]>,
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

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// When.
    pub at: Moment,
    /// In which cluster.
    pub cluster: u32,
    /// Whose.
    pub identity: Option<Identity>,
    /// What.
    pub what: What,
}

/// The rows up to the playhead.
pub fn rows(session: &Session) -> Vec<Row> {
    let world = session.world();
    let journal = session.player.journal();
    let identities = session.ledger.identities();
    let known = &journal.entries[..(world.journal_len as usize).min(journal.entries.len())];
    let mut rows: Vec<Row> = Vec::new();
    for entry in known.iter().rev() {
        if rows.len() >= ROWS {
            break;
        }
        let row = |cluster: u32, what: What| Row { at: entry.at, cluster, identity: None, what };
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
                // Walking back in time: a row that was begun takes what came just before it.
                if let Some(Row { what: What::Registered(slots), at, .. }) = rows.last_mut()
                    && at.time == entry.at.time
                {
                    *slots = [*slot].into_iter().chain(slots.iter().copied()).collect();
                    continue;
                }
                rows.push(row(*cluster, What::Registered([*slot].into())));
            }
            EntryKind::MachineStopped { cluster, slot } => {
                rows.push(row(*cluster, What::MachineStopped(*slot)));
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
                    *slots = [placed.instance].into_iter().chain(slots.iter().copied()).collect();
                    continue;
                }
                let family = &world.definition(placed.definition).definition.family;
                let identity = placed
                    .service
                    .map_or_else(|| identities.family(family), |s| identities.service(*cluster, s));
                let what = What::Placed {
                    definition: label,
                    slots: [placed.instance].into(),
                    task: *task,
                };
                rows.push(Row { identity: Some(identity), ..row(*cluster, what) });
            }
            EntryKind::ServiceEvent { cluster, service, message } => {
                let name = world
                    .clusters
                    .get(*cluster as usize)
                    .and_then(|cluster| cluster.services.get(*service as usize))
                    .map_or_else(|| "".into(), |service| Rc::clone(&service.name));
                let unplaced = matches!(
                    message,
                    ServiceMessage::Unplaced { .. } | ServiceMessage::NoInstances
                );
                let what =
                    What::Service { text: message.text(&name).into(), unplaced, service: *service };
                let identity = Some(identities.service(*cluster, *service));
                rows.push(Row { identity, ..row(*cluster, what) });
            }
            EntryKind::RunTaskFailed { cluster, definition, count, failures } => {
                let mut reasons: Vec<&str> = failures.iter().map(|f| f.reason.api()).collect();
                reasons.sort_unstable();
                reasons.dedup();
                let label = definition_label(world, *definition);
                let what = What::RunTaskFailed(label, *count, reasons.join(", ").into());
                rows.push(row(*cluster, what));
            }
            EntryKind::InstanceActive { .. }
            | EntryKind::Container { .. }
            | EntryKind::ZoneFailed { .. }
            | EntryKind::ZoneRestored { .. }
            | EntryKind::AgentDisconnected { .. }
            | EntryKind::TaskStatus { .. }
            | EntryKind::TaskToldToStop { .. } => {}
        }
    }
    rows
}

/// What a call is about, in a word: the first of these fields that its input has.
fn subject(session: &Session, index: u32) -> Rc<str> {
    let Some(call) = session.scenario().calls.get(index as usize) else { return "".into() };
    let fields = [
        "serviceName",
        "service",
        "family",
        "containerInstance",
        "instanceType",
        "taskDefinition",
        "task",
        "clusterName",
    ];
    let found = fields.iter().find_map(|field| call.input.get(field).and_then(|v| v.as_str()));
    let count = ["desiredCount", "count"].iter().find_map(|f| call.input.get(f)?.as_u64());
    match (found, count) {
        (Some(name), Some(count)) => format!("{name}, {count}").into(),
        (Some(name), None) => name.into(),
        (None, _) => "".into(),
    }
}
