//! The stage's content as a tree of rows: lane, instance, task. The table shows a window of it; only
//! rows in the window are put into words.

use std::collections::BTreeSet;

use super::instance::{ends, kind};
use super::plan::{Berth, zones};
use super::{Look, fargate, quay};
use crate::placement::Slot;
use crate::session::read::{Standing, standing, thousands};
use crate::session::{Selection, Session};
use crate::simulation::World;
use crate::simulation::process::health;
use crate::simulation::world::{Cluster, Health, Task, TaskIndex, TaskStatus};
use crate::texts::Lang;
use crate::texts::stage::{Word, status, word};

/// From so many instances on, they open only when asked.
const OPEN: usize = 60;

/// What a row stands for, however the rows around it change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A lane, by its place.
    Lane(u16),
    /// An instance.
    Instance(Slot),
    /// A task.
    Task(TaskIndex),
    /// A card on the quay, by its place.
    Card(u16),
    /// A machine whose agent has not registered yet, by its number.
    Launching(u32),
}

/// What stands in a lane, in order.
enum Branch {
    Instances(Vec<(Key, u32)>),
    Tasks(Vec<TaskIndex>),
    Cards(u16),
}

struct Lane {
    name: String,
    first: u32,
    open: bool,
    tasks: u64,
    branch: Branch,
}

/// The tree, laid out.
pub struct Tree {
    lanes: Vec<Lane>,
    instances_open: bool,
    /// Rows in all.
    pub len: u32,
}

/// A row in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it stands for.
    pub key: Key,
    /// 1 = lane, 2 = instance, card or task of a lane, 3 = task of an instance.
    pub level: u8,
    /// Whether it is open; `None` = there is nothing in it.
    pub open: Option<bool>,
    /// What choosing it chooses.
    pub selection: Selection,
    /// Name, state, CPU, memory, tasks.
    pub cells: [String; 5],
    /// It stands back: the filter does not hold for its instance.
    pub back: bool,
}

impl Row {
    /// It has a sentence and no amounts: what waits, and why.
    pub fn tells(&self) -> bool {
        self.level > 1 && self.cells[2..4].iter().all(String::is_empty)
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Lays the tree out. `flipped`: rows that are not as they open by themselves.
pub fn tree(world: &World, look: &Look<'_>, flipped: &BTreeSet<Key>) -> Tree {
    let mut out = Tree { lanes: Vec::new(), instances_open: true, len: 0 };
    let Some(cluster) = world.clusters.get(look.cluster as usize) else { return out };
    out.instances_open = cluster.instances.len() <= OPEN;
    let mut lanes: Vec<(String, u64, Branch)> = Vec::new();
    for zone in zones(world, cluster, look) {
        let rows = zone.berths.iter().map(|berth| match berth {
            Berth::Instance(slot) => {
                let tasks = cluster.instances.get(*slot as usize).map_or(0, |i| i.tasks.len());
                let open = out.instances_open != flipped.contains(&Key::Instance(*slot));
                (Key::Instance(*slot), if open { count(tasks) } else { 0 })
            }
            Berth::Launching(launching) => (Key::Launching(launching.number), 0),
        });
        lanes.push((zone.name.clone(), zone.tasks, Branch::Instances(rows.collect())));
    }
    if let Some(page) = look.ledger.page(look.cluster).filter(|page| !page.fargate.is_empty()) {
        let tasks = page.fargate.clone();
        lanes.push((word(look.lang, &Word::Fargate), tasks.len() as u64, Branch::Tasks(tasks)));
    }
    let cards = quay::standing(world, cluster, look);
    if !cards.is_empty() {
        let n = u16::try_from(cards.len()).unwrap_or(u16::MAX);
        let tasks = cards.iter().map(|card| card.count).sum();
        lanes.push((word(look.lang, &Word::Quay), tasks, Branch::Cards(n)));
    }
    for (n, (name, tasks, branch)) in (0_u16..).zip(lanes) {
        let open = !flipped.contains(&Key::Lane(n));
        let mut branch = branch;
        let first = out.len;
        // Each instance's own place: rows of the lane before it.
        let mut inside = 0;
        if let Branch::Instances(rows) = &mut branch {
            for (_, place) in rows.iter_mut() {
                let tasks = *place;
                *place = inside;
                inside += 1 + tasks;
            }
        } else {
            inside = match &branch {
                Branch::Tasks(tasks) => count(tasks.len()),
                Branch::Cards(n) => u32::from(*n),
                Branch::Instances(_) => 0,
            };
        }
        out.len += 1 + if open { inside } else { 0 };
        out.lanes.push(Lane { name, first, open, tasks, branch });
    }
    out
}

impl Tree {
    /// What stands in a row: its key and, for a task, the instance it is under.
    pub fn key(&self, cluster: &Cluster, row: u32) -> Option<(Key, Option<Slot>)> {
        let at = self.lanes.partition_point(|lane| lane.first <= row).checked_sub(1)?;
        let lane = self.lanes.get(at)?;
        let inside = row - lane.first;
        if inside == 0 {
            return Some((Key::Lane(u16::try_from(at).ok()?), None));
        }
        if row >= self.len {
            return None;
        }
        let inside = inside - 1;
        match &lane.branch {
            Branch::Cards(_) => Some((Key::Card(u16::try_from(inside).ok()?), None)),
            Branch::Tasks(tasks) => Some((Key::Task(*tasks.get(inside as usize)?), None)),
            Branch::Instances(rows) => {
                let at = rows.partition_point(|(_, place)| *place <= inside).checked_sub(1)?;
                let (key, place) = rows.get(at)?;
                match (inside - place, key) {
                    (0, _) => Some((*key, None)),
                    (n, Key::Instance(slot)) => {
                        let instance = cluster.instances.get(*slot as usize)?;
                        let task = instance.tasks.get(n as usize - 1)?;
                        Some((Key::Task(*task), Some(*slot)))
                    }
                    _ => None,
                }
            }
        }
    }

    /// The row of a key; of the nearest open row above it where it is folded away.
    pub fn row_of(&self, cluster: &Cluster, key: Key) -> Option<u32> {
        let task = |index: TaskIndex| cluster.tasks.get(index as usize);
        let (key, under) = match key {
            Key::Lane(n) => return self.lanes.get(usize::from(n)).map(|lane| lane.first),
            Key::Task(index) => match task(index)?.instance {
                Some(slot) => (Key::Instance(slot), Some(index)),
                None => (key, None),
            },
            other => (other, None),
        };
        for lane in &self.lanes {
            let inside = match &lane.branch {
                Branch::Instances(rows) => rows.iter().find(|(k, _)| *k == key).map(|(_, p)| *p),
                Branch::Tasks(tasks) => match key {
                    Key::Task(index) => tasks.binary_search(&index).ok().map(count),
                    _ => None,
                },
                Branch::Cards(n) => match key {
                    Key::Card(card) if card < *n => Some(u32::from(card)),
                    _ => None,
                },
            };
            let Some(inside) = inside else { continue };
            if !lane.open {
                return Some(lane.first);
            }
            let row = lane.first + 1 + inside;
            let (Some(index), Key::Instance(slot)) = (under, key) else { return Some(row) };
            // An open instance's tasks follow it; a folded one stands for them.
            let tasks = &cluster.instances.get(slot as usize)?.tasks;
            let nth = tasks.iter().position(|t| *t == index).map_or(0, |n| count(n) + 1);
            return Some(if self.key(cluster, row + nth)?.0 == Key::Task(index) {
                row + nth
            } else {
                row
            });
        }
        None
    }

    /// The row that a row stands under.
    pub fn parent(&self, cluster: &Cluster, row: u32) -> Option<u32> {
        match self.key(cluster, row)? {
            (Key::Lane(_), _) => None,
            (_, Some(slot)) => self.row_of(cluster, Key::Instance(slot)),
            _ => {
                let at = self.lanes.partition_point(|lane| lane.first <= row).checked_sub(1)?;
                self.lanes.get(at).map(|lane| lane.first)
            }
        }
    }

    /// Some rows in words.
    pub fn rows(
        &self,
        world: &World,
        look: &Look<'_>,
        flipped: &BTreeSet<Key>,
        window: std::ops::Range<u32>,
    ) -> Vec<Row> {
        let Some(cluster) = world.clusters.get(look.cluster as usize) else { return Vec::new() };
        let cards = quay::standing(world, cluster, look);
        let rows = window.filter_map(|row| {
            let (key, under) = self.key(cluster, row)?;
            Some(match key {
                Key::Lane(n) => self.lane_row(look, n)?,
                Key::Instance(slot) => {
                    let open = self.instances_open != flipped.contains(&key);
                    instance_row(world, cluster, look, slot, open)
                }
                Key::Task(task) => task_row(world, cluster, look, task, under.is_some())?,
                Key::Card(n) => {
                    let card = cards.get(usize::from(n))?;
                    let name = format!("{} {}", card.identity.letter, card.name);
                    let told = format!("{} · {}", card.reason, card.sentence);
                    let cells = [name, told, String::new(), String::new(), String::new()];
                    Row { key, level: 2, open: None, selection: card.selection, cells, back: false }
                }
                Key::Launching(number) => {
                    let machine = cluster.launching.iter().find(|l| l.number == number)?;
                    let name = machine.instance_type.name.to_owned();
                    let state = word(look.lang, &Word::Starting);
                    let cells = [name, state, String::new(), String::new(), String::new()];
                    Row {
                        key,
                        level: 2,
                        open: None,
                        selection: Selection::None,
                        cells,
                        back: false,
                    }
                }
            })
        });
        rows.collect()
    }

    fn lane_row(&self, look: &Look<'_>, n: u16) -> Option<Row> {
        let lane = self.lanes.get(usize::from(n))?;
        let state = match &lane.branch {
            Branch::Instances(rows) => word(look.lang, &Word::InstanceCount(rows.len() as u64)),
            _ => String::new(),
        };
        let tasks = thousands(lane.tasks);
        let cells = [lane.name.clone(), state, String::new(), String::new(), tasks];
        let key = Key::Lane(n);
        Some(Row {
            key,
            level: 1,
            open: Some(lane.open),
            selection: Selection::None,
            cells,
            back: false,
        })
    }
}

/// How an instance stands, in a word.
fn standing_word(lang: Lang, standing: Standing) -> String {
    match standing {
        Standing::Active => word(lang, &Word::Active),
        Standing::Starting => word(lang, &Word::Starting),
        Standing::Draining => word(lang, &Word::Draining),
        Standing::AgentLost => word(lang, &Word::AgentLost),
        Standing::Stopped => word(lang, &Word::Stopped),
    }
}

fn of(lang: Lang, left: u32, all: u32) -> String {
    let (left, all) = (thousands(u64::from(left)), thousands(u64::from(all)));
    word(lang, &Word::FreeOf { left, all })
}

fn instance_row(world: &World, cluster: &Cluster, look: &Look<'_>, slot: Slot, open: bool) -> Row {
    let instance = &cluster.instances[slot as usize];
    let (left, all) = (cluster.fleet.line(slot), &instance.registered);
    let state = standing(cluster, slot).unwrap_or(Standing::Stopped);
    let cells = [
        format!("#{} {}", slot + 1, kind(world, cluster, slot)),
        match ends(cluster, slot, look.now) {
            Some(left) => word(look.lang, &Word::EndsIn(left)),
            None => standing_word(look.lang, state),
        },
        of(look.lang, left.cpu, all.cpu),
        of(look.lang, left.memory, all.memory),
        thousands(instance.tasks.len() as u64),
    ];
    let selection = Selection::Instance { cluster: look.cluster, slot };
    let open = (!instance.tasks.is_empty()).then_some(open);
    Row { key: Key::Instance(slot), level: 2, open, selection, cells, back: look.hides(slot) }
}

/// A task's state in words, with its health where it is known.
fn task_state(world: &World, lang: Lang, task: &Task) -> String {
    let state = status(lang, task.status);
    let health = match health::of_task(world, task) {
        _ if task.status != TaskStatus::Running => return state.to_owned(),
        Health::Unknown => return state.to_owned(),
        Health::Healthy => Word::Healthy,
        Health::Unhealthy => Word::Unhealthy,
    };
    word(lang, &Word::Both(state, word(lang, &health)))
}

fn task_row(
    world: &World,
    cluster: &Cluster,
    look: &Look<'_>,
    index: TaskIndex,
    inside: bool,
) -> Option<Row> {
    let task = cluster.tasks.get(index as usize)?;
    let registered = world.definition(task.definition);
    let identity = super::block::identity(world, look, task);
    let family = &registered.definition.family;
    let need = &registered.need;
    let takes = |n: u32| word(look.lang, &Word::Takes(thousands(u64::from(n))));
    let mut state = task_state(world, look.lang, task);
    if !inside {
        state = format!("{state} · {}", fargate::told(world, task));
    }
    let cells = [
        format!("{} {family}:{}", identity.letter, registered.revision),
        state,
        takes(need.cpu.0),
        takes(need.memory.0),
        String::new(),
    ];
    let selection = Selection::Task { cluster: look.cluster, task: index };
    let level = if inside { 3 } else { 2 };
    let back = task.instance.is_some_and(|slot| look.hides(slot));
    Some(Row { key: Key::Task(index), level, open: None, selection, cells, back })
}

/// The row's key of what is chosen.
pub fn key_of(world: &World, look: &Look<'_>) -> Option<Key> {
    match look.selection {
        Selection::Instance { slot, .. } => Some(Key::Instance(slot)),
        Selection::Task { task, .. } => Some(Key::Task(task)),
        Selection::Waiting { .. } => {
            let cluster = world.clusters.get(look.cluster as usize)?;
            let cards = quay::standing(world, cluster, look);
            let at = cards.iter().position(|card| card.selection == look.selection)?;
            Some(Key::Card(u16::try_from(at).ok()?))
        }
        Selection::None | Selection::Service { .. } => None,
    }
}

/// What is chosen, in one sentence: "web:13, running, 1,024 MiB of 7,762, on #1".
pub fn told(session: &Session) -> String {
    let (world, lang) = (session.world(), session.view.lang);
    let selection = session.view.selection;
    let cluster = |index: u32| world.clusters.get(index as usize);
    match selection {
        Selection::Instance { cluster: c, slot } => {
            let Some(cluster) = cluster(c).filter(|c| c.instances.len() > slot as usize) else {
                return String::new();
            };
            let motion = super::Motion::default();
            let look = super::look_of(session, (0.0, 0.0), &motion);
            let [name, state, cpu, memory, tasks] =
                instance_row(world, cluster, &look, slot, false).cells;
            let count = word(lang, &Word::TaskCount(tasks.replace(',', "").parse().unwrap_or(0)));
            [
                name,
                state,
                word(lang, &Word::Left("CPU", cpu)),
                word(lang, &Word::Left("MiB", memory)),
                count,
            ]
            .join(lang.comma())
        }
        Selection::Task { cluster: c, task } => {
            let Some((cluster, task)) =
                cluster(c).and_then(|c| Some((c, c.tasks.get(task as usize)?)))
            else {
                return String::new();
            };
            let registered = world.definition(task.definition);
            let name = format!("{}:{}", registered.definition.family, registered.revision);
            let takes = thousands(u64::from(registered.need.memory.0));
            let place = match task.instance {
                Some(slot) => {
                    let all =
                        cluster.instances.get(slot as usize).map_or(0, |i| i.registered.memory);
                    word(
                        lang,
                        &Word::TakesOf { takes, all: thousands(u64::from(all)), slot: slot + 1 },
                    )
                }
                None => world.zone_name(task.zone).to_string(),
            };
            [name, task_state(world, lang, task), place].join(lang.comma())
        }
        Selection::Waiting { cluster: c, .. } => {
            let Some(cluster) = cluster(c) else { return String::new() };
            let motion = super::Motion::default();
            let look = super::look_of(session, (0.0, 0.0), &motion);
            let standing = quay::standing(world, cluster, &look);
            let Some(card) = standing.into_iter().find(|card| card.selection == selection) else {
                return String::new();
            };
            let waits = word(lang, &Word::Waiting(card.count));
            [&card.name, &*waits, card.reason, &card.sentence].join(lang.comma())
        }
        _ => String::new(),
    }
}
