//! What the stage would have to look for among all tasks, kept up to date by the journal: fifty
//! thousand tasks are not looked through sixty times a second.

use std::rc::Rc;

use crate::base::{SimSpan, SimTime};
use crate::model::launch_type::LaunchType;
use crate::session::identity::Identities;
use crate::simulation::journal::{Entry, EntryKind};
use crate::simulation::world::{Cluster, ClusterIndex, DefinitionIndex, TaskIndex, TaskStatus};
use crate::simulation::{Call, Player, World};

/// Tasks that stopped lately, kept at most.
const LATELY: usize = 256;
/// What is older when the ledger begins anew is not shown any more.
const BEFORE: SimSpan = SimSpan(600_000);

/// A RunTask that found no place for some of its tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// When.
    pub at: SimTime,
    /// Of which definition.
    pub definition: DefinitionIndex,
    /// How many tasks found no place.
    pub count: u32,
    /// The API's reason: the first of its failures.
    pub reason: &'static str,
}

/// What is kept of one cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// How many of its tasks were looked at.
    known: usize,
    /// Tasks that are not STOPPED.
    pub alive: u64,
    /// Any task without an instance, ever.
    fargate_ever: bool,
    /// Fargate tasks that are not STOPPED, in creation order.
    pub fargate: Vec<TaskIndex>,
    /// Tasks that wait for capacity: PROVISIONING, for no instance was there (LC-1).
    pub unplaced: Vec<TaskIndex>,
    /// Tasks that stopped lately, the last one last.
    pub stopped: Vec<(SimTime, TaskIndex)>,
    /// The last RunTasks that found no place.
    pub failures: Vec<Failure>,
}

/// The ledger.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// The list of calls and the last entry that it knows.
    seen: Option<(Rc<[Rc<Call>]>, u64)>,
    pages: Vec<Page>,
    identities: Identities,
    /// Definitions that were looked at, and whether any has a health check.
    definitions: usize,
    checks: bool,
    /// Services and families of one-off tasks that the identities know.
    wearers: usize,
}

impl Ledger {
    /// Reads on to where the player stands; from the start where it went back or plays other calls.
    pub fn follow(&mut self, player: &Player) {
        let (world, sequence) = (player.world(), player.world().now.sequence);
        let same = self
            .seen
            .as_ref()
            .is_some_and(|(calls, seen)| Rc::ptr_eq(calls, player.calls()) && *seen <= sequence);
        let from = if same { self.seen.as_ref().map_or(0, |(_, seen)| *seen) } else { 0 };
        if same && from == sequence && self.pages.len() == world.clusters.len() {
            return;
        }
        if !same {
            *self = Self::default();
        }
        self.pages.resize_with(world.clusters.len(), Page::default);
        for (page, cluster) in self.pages.iter_mut().zip(&world.clusters) {
            page.read_tasks(cluster, !same);
        }
        let entries = &player.journal().entries;
        let entries = entries.get(..world.journal_len as usize).unwrap_or(entries);
        let begin = entries.partition_point(|entry| entry.at.sequence <= from);
        self.read_entries(world, entries.get(begin..).unwrap_or_default(), same);
        self.name(world);
        let containers =
            world.definitions.iter().skip(self.definitions).flat_map(|d| &d.definition.containers);
        self.checks |= containers.into_iter().any(|container| container.health_check.is_some());
        self.definitions = world.definitions.len();
        self.seen = Some((Rc::clone(player.calls()), sequence));
    }

    /// `counted` = the tasks that stopped were counted as alive so far.
    fn read_entries(&mut self, world: &World, entries: &[Entry], counted: bool) {
        let before = SimTime(world.now.time.0.saturating_sub(BEFORE.0));
        for entry in entries {
            match &entry.kind {
                EntryKind::TaskStatus { cluster, task, status: TaskStatus::Stopped } => {
                    let Some(page) = self.pages.get_mut(*cluster as usize) else { continue };
                    page.alive = page.alive.saturating_sub(u64::from(counted));
                    if entry.at.time >= before {
                        page.stopped.push((entry.at.time, *task));
                    }
                }
                EntryKind::RunTaskFailed { cluster, definition, count, failures } => {
                    let Some(page) = self.pages.get_mut(*cluster as usize) else { continue };
                    page.failures.push(Failure {
                        at: entry.at.time,
                        definition: *definition,
                        count: *count,
                        reason: failures.first().map_or("", |removal| removal.reason.api()),
                    });
                }
                _ => {}
            }
        }
        if !entries.is_empty() {
            for (page, cluster) in self.pages.iter_mut().zip(&world.clusters) {
                page.tidy(cluster);
            }
        }
    }

    /// Whether any definition has a health check: only then may a task be unhealthy (SV-92).
    pub const fn checks(&self) -> bool {
        self.checks
    }

    /// Colours and letters, when a service or a family came.
    fn name(&mut self, world: &World) {
        let count: usize = world.clusters.iter().map(|c| c.services.len() + c.groups.len()).sum();
        if count != self.wearers {
            self.wearers = count;
            self.identities = Identities::of(world);
        }
    }

    /// Colours and letters.
    pub const fn identities(&self) -> &Identities {
        &self.identities
    }

    /// What is kept of a cluster.
    pub fn page(&self, cluster: ClusterIndex) -> Option<&Page> {
        self.pages.get(cluster as usize)
    }

    /// Whether any Fargate task was ever asked for.
    pub fn uses_fargate(&self, index: ClusterIndex, cluster: &Cluster) -> bool {
        self.page(index).is_some_and(|page| page.fargate_ever)
            || cluster.services.iter().any(|service| service.launch_type == LaunchType::Fargate)
    }
}

impl Page {
    /// Tasks are only ever added. `anew` = nothing was counted so far.
    fn read_tasks(&mut self, cluster: &Cluster, anew: bool) {
        for (index, task) in (0..).zip(&cluster.tasks).skip(self.known) {
            let fargate = task.launch_type == LaunchType::Fargate;
            self.fargate_ever |= fargate;
            // What stopped since it was made is taken off by its entry, unless all begins anew.
            if anew && task.status == TaskStatus::Stopped {
                continue;
            }
            self.alive += 1;
            if fargate {
                self.fargate.push(index);
            } else if task.instance.is_none() {
                self.unplaced.push(index);
            }
        }
        self.known = cluster.tasks.len();
    }

    /// Drops what changed since, and what is too long ago.
    fn tidy(&mut self, cluster: &Cluster) {
        let task = |index: &TaskIndex| cluster.tasks.get(*index as usize);
        self.fargate.retain(|t| task(t).is_some_and(|t| t.status != TaskStatus::Stopped));
        self.unplaced.retain(|t| {
            task(t).is_some_and(|t| t.instance.is_none() && t.status == TaskStatus::Provisioning)
        });
        let extra = self.stopped.len().saturating_sub(LATELY);
        self.stopped.drain(..extra);
        let extra = self.failures.len().saturating_sub(LATELY);
        self.failures.drain(..extra);
    }
}
