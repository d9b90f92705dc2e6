//! The container instances of one cluster, as placement sees them.

use std::cell::RefCell;
use std::rc::Rc;

use super::index::Index;
use super::place::{Outcome, Request};
use super::pool::Owner;
use crate::base::Arena;
use crate::model::catalog::instance_type::CpuArchitecture;
use crate::model::task_definition::Protocol;

/// The number of an instance in its cluster, from 0 (`#1` is slot 0).
pub type Slot = u32;

/// Attributes of an instance: (name, value), in the order they were given.
pub type Attributes = Rc<[(Rc<str>, Option<Rc<str>>)]>;

/// What remains of an instance for the scheduler (PL-23, PL-29; its ports are in [`Ports`]), and
/// whether it may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// CPU units not reserved.
    pub cpu: u32,
    /// MiB not reserved.
    pub memory: u32,
    /// Network interface slots free for awsvpc tasks (NM-1).
    pub enis: u16,
    /// GPUs free.
    pub gpus: u16,
    /// Index of its zone in the Region.
    pub zone: u8,
    /// Status `ACTIVE` (PL-9).
    pub active: bool,
    /// Whether its agent is connected (PL-3).
    pub agent_connected: bool,
    /// Whose it is (PL-4).
    pub owner: Owner,
}

/// What seldom changes about an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// `i-…`, the subject `ec2InstanceId` of the query language.
    pub ec2_instance_id: Rc<str>,
    /// Built-in and custom attributes.
    pub attributes: Attributes,
    /// Processor architecture (PL-3d).
    pub architecture: CpuArchitecture,
    /// Registration, in epoch seconds (CQL-15).
    pub registered_at_s: i64,
    /// The hash that settles ties, fixed when the instance was launched (PL-8).
    pub tie: u64,
}

impl Facts {
    /// Whether its `ecs.os-type` is `windows`.
    pub fn is_windows(&self) -> bool {
        let os = self.attributes.iter().find(|(name, _)| &**name == "ecs.os-type");
        os.and_then(|(_, value)| value.as_deref()) == Some("windows")
    }
}

/// Host ports that are taken on one instance, reserved ones included (PL-34); TCP and UDP apart
/// (PL-36). So a static port allows one copy of a task an instance (PL-39).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ports {
    taken: Vec<(Protocol, u16)>,
}

/// TCP ports that every Linux instance reserves (PL-34, NM-5).
pub const RESERVED_TCP_PORTS: [u16; 6] = [22, 2375, 2376, 51678, 51679, 51680];

/// TCP ports that every Windows instance reserves (PL-34).
pub const RESERVED_TCP_PORTS_WINDOWS: [u16; 12] =
    [53, 135, 139, 445, 2375, 2376, 3389, 5985, 5986, 51678, 51679, 51680];

/// At most so many reserved host ports an instance, the defaults included (PL-35).
pub const RESERVED_PORT_LIMIT: u32 = 100;

impl Ports {
    /// A fresh instance: only the reserved ports.
    pub fn fresh(windows: bool) -> Self {
        let reserved =
            if windows { &RESERVED_TCP_PORTS_WINDOWS[..] } else { &RESERVED_TCP_PORTS[..] };
        Self { taken: reserved.iter().map(|port| (Protocol::Tcp, *port)).collect() }
    }

    /// Whether a port is taken.
    pub fn holds(&self, port: (Protocol, u16)) -> bool {
        self.taken.contains(&port)
    }

    /// Whether a port is taken under any protocol.
    pub fn holds_any(&self, port: u16) -> bool {
        self.taken.iter().any(|(_, taken)| *taken == port)
    }

    /// All taken ports.
    pub fn taken(&self) -> &[(Protocol, u16)] {
        &self.taken
    }

    /// How many are taken.
    pub fn count(&self) -> u32 {
        u32::try_from(self.taken.len()).unwrap_or(u32::MAX)
    }
}

/// Instances that changed, in order, for whoever keeps something about them. Its clone is empty,
/// as the clone of those who read it is.
#[derive(Debug, Default)]
pub(super) struct Log {
    changed: Vec<Slot>,
    /// Entries that were dropped before the first.
    dropped: u64,
}

impl Log {
    fn push(&mut self, slot: Slot, instances: usize) {
        // Half of it goes at a time; who has not read that far begins anew.
        if self.changed.len() > 1_024 && self.changed.len() > instances * 2 {
            let half = self.changed.len() / 2;
            self.changed.drain(..half);
            self.dropped += half as u64;
        }
        self.changed.push(slot);
    }

    /// The instances that changed since the log was this long; `None` where it no longer goes so
    /// far back.
    pub(super) fn since(&self, cursor: u64) -> Option<&[Slot]> {
        let from = usize::try_from(cursor.checked_sub(self.dropped)?).ok()?;
        self.changed.get(from..)
    }

    /// How long it is, with what it dropped.
    pub(super) fn end(&self) -> u64 {
        self.dropped + self.changed.len() as u64
    }
}

impl Clone for Log {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// The instances of a cluster. Slots are never reused.
#[derive(Clone, Debug, Default)]
pub struct Fleet {
    lines: Vec<Line>,
    ports: Arena<Rc<Ports>>,
    /// Of Linux, of Windows.
    fresh: [Option<Rc<Ports>>; 2],
    facts: Arena<Facts>,
    /// Raised when an instance comes or its facts change.
    layout: u64,
    /// Instances that have less room than before.
    fuller: Log,
    /// Instances that changed in any other way.
    other: Log,
    index: RefCell<Index>,
}

impl Fleet {
    /// Adds an instance and gives its slot.
    pub fn add(&mut self, line: Line, facts: Facts) -> Slot {
        self.lines.push(line);
        // All fresh instances share one list, until a task takes a port.
        let windows = facts.is_windows();
        let fresh =
            self.fresh[usize::from(windows)].get_or_insert_with(|| Rc::new(Ports::fresh(windows)));
        self.ports.push(Rc::clone(fresh));
        self.facts.push(facts);
        self.layout += 1;
        Slot::try_from(self.lines.len() - 1).unwrap_or(Slot::MAX)
    }

    /// All lines, by slot.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// One line. The slot must come from [`Fleet::add`].
    pub fn line(&self, slot: Slot) -> &Line {
        &self.lines[slot as usize]
    }

    /// Instances to which a task came.
    pub(super) const fn fuller(&self) -> &Log {
        &self.fuller
    }

    /// Instances that changed in any other way.
    pub(super) const fn other(&self) -> &Log {
        &self.other
    }

    /// Raised whenever instances may belong to other cells.
    pub(super) const fn layout(&self) -> u64 {
        self.layout
    }

    /// The index' answer, where it has one; [`place`](super::place()) asks it in fleets that are
    /// worth it.
    pub fn indexed(&self, request: &Request<'_>) -> Option<Outcome> {
        self.index.borrow_mut().place(self, request)
    }

    /// One line, to change its state.
    pub fn line_mut(&mut self, slot: Slot) -> &mut Line {
        self.other.push(slot, self.lines.len());
        &mut self.lines[slot as usize]
    }

    /// The taken ports of an instance.
    pub fn ports(&self, slot: Slot) -> &Ports {
        &self.ports[slot as usize]
    }

    /// The lasting facts of an instance.
    pub fn facts(&self, slot: Slot) -> &Facts {
        &self.facts[slot as usize]
    }

    /// Gives an instance other attributes.
    pub fn set_attributes(&mut self, slot: Slot, attributes: Attributes) {
        self.facts[slot as usize].attributes = attributes;
        self.layout += 1;
    }

    /// How many instances were ever added.
    pub fn len(&self) -> u32 {
        Slot::try_from(self.lines.len()).unwrap_or(Slot::MAX)
    }

    /// Whether none was ever added.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Takes what a task needs from an instance. The filter has checked that it is there.
    pub fn reserve(&mut self, slot: Slot, need: &super::Need) {
        self.fuller.push(slot, self.lines.len());
        let line = &mut self.lines[slot as usize];
        line.cpu -= need.cpu.0;
        line.memory -= need.memory.0;
        line.enis -= need.enis;
        line.gpus -= need.gpus;
        if !need.ports.is_empty() {
            Rc::make_mut(&mut self.ports[slot as usize]).taken.extend(need.ports.iter().copied());
        }
    }

    /// Gives back what a task took.
    pub fn release(&mut self, slot: Slot, need: &super::Need) {
        self.other.push(slot, self.lines.len());
        let line = &mut self.lines[slot as usize];
        line.cpu += need.cpu.0;
        line.memory += need.memory.0;
        line.enis += need.enis;
        line.gpus += need.gpus;
        if !need.ports.is_empty() {
            let ports = Rc::make_mut(&mut self.ports[slot as usize]);
            for port in need.ports.iter() {
                if let Some(at) = ports.taken.iter().position(|taken| taken == port) {
                    ports.taken.remove(at);
                }
            }
        }
    }
}
