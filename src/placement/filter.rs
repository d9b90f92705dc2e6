//! Stages 0 and 1: may this instance take this task at all? (PL-3, PL-4, PL-9, PL-30, PL-41)

use std::rc::Rc;

use super::fleet::{Facts, Fleet, Line, RESERVED_PORT_LIMIT, Slot};
use super::pool::Pool;
use crate::base::{CpuUnits, Mebibytes};
use crate::model::catalog::instance_type::CpuArchitecture;
use crate::model::task_definition::{Protocol, TaskDefinition};

/// What one task asks of an instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// PL-24
    pub cpu: CpuUnits,
    /// PL-25
    pub memory: Mebibytes,
    /// PL-31
    pub gpus: u16,
    /// One under awsvpc, else none (NM-1, NM-4).
    pub enis: u16,
    /// Static host ports (PL-37).
    pub ports: Rc<[(Protocol, u16)]>,
    /// `runtimePlatform.cpuArchitecture`, where given (PL-3d).
    pub architecture: Option<CpuArchitecture>,
    /// Attributes the instance must carry (PL-3a).
    pub attributes: Rc<[Rc<str>]>,
    /// `runtimePlatform.operatingSystemFamily` is one of Windows': the instance must be, too.
    pub windows: bool,
    /// Takes every GPU that is free; `gpus` are the least (PL-31).
    pub all_gpus: bool,
}

impl Need {
    /// What a task of this definition needs.
    pub fn of(definition: &TaskDefinition) -> Self {
        Self {
            cpu: definition.cpu_demand(),
            memory: definition.memory_demand(),
            gpus: u16::try_from(definition.gpu_demand()).unwrap_or(u16::MAX),
            enis: u16::from(definition.uses_eni()),
            ports: definition.host_ports().into(),
            architecture: definition.cpu_architecture,
            attributes: definition.requires_attributes().into(),
            windows: definition.windows,
            all_gpus: definition.takes_all_gpus(),
        }
    }
}

/// Why an instance was removed. The numbers are those the check looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The agent is disconnected.
    Agent,
    /// Its zone is not among the request's subnets.
    Location,
    /// It lacks a required attribute.
    Attribute(Rc<str>),
    /// Not enough CPU units.
    Cpu {
        /// What the task asks.
        needed: u32,
        /// What is left.
        remaining: u32,
    },
    /// Not enough MiB.
    Memory {
        /// What the task asks.
        needed: u32,
        /// What is left.
        remaining: u32,
    },
    /// A host port is taken.
    Port(Protocol, u16),
    /// Over a hundred reserved host ports (PL-35).
    PortLimit,
    /// Not enough GPUs.
    Gpu {
        /// What the task asks.
        needed: u16,
        /// What is left.
        remaining: u16,
    },
    /// No network interface slot left.
    Eni,
    /// A `memberOf` constraint does not hold; its number in the list.
    MemberOf(u16),
    /// It has a task of the group already (PL-75); the constraint's number in the list.
    DistinctInstance(u16),
}

impl Reason {
    /// The API's string in `failures[].reason` (PL-40, PL-45).
    pub const fn api(&self) -> &'static str {
        match self {
            Self::Agent => "AGENT",
            Self::Location => "LOCATION",
            Self::Attribute(_) => "ATTRIBUTE",
            Self::Cpu { .. } => "RESOURCE:CPU",
            Self::Memory { .. } => "RESOURCE:MEMORY",
            Self::Port(..) | Self::PortLimit => "RESOURCE:PORTS",
            Self::Gpu { .. } => "RESOURCE:GPU",
            Self::Eni => "RESOURCE:ENI",
            Self::MemberOf(_) => "MemberOf placement constraint unsatisfied.",
            Self::DistinctInstance(_) => "DistinctInstance placement constraint unsatisfied.",
        }
    }

    /// How far an instance got before this check removed it (PL-41, PL-48).
    pub fn rank(&self) -> u32 {
        match self {
            Self::Agent => 0,
            Self::Location => 1,
            Self::Attribute(_) => 2,
            Self::Cpu { .. } => 3,
            Self::Memory { .. } => 4,
            Self::Port(..) | Self::PortLimit => 5,
            Self::Gpu { .. } => 6,
            Self::Eni => 7,
            Self::MemberOf(n) | Self::DistinctInstance(n) => 8 + u32::from(*n),
        }
    }
}

/// Zones that the request's subnets lie in, as a bit each; all zones where none are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoneMask(pub u32);

impl ZoneMask {
    /// Every zone.
    pub const ALL: Self = Self(u32::MAX);

    /// One zone.
    pub const fn only(zone: u8) -> Self {
        Self(1 << (zone & 31))
    }

    /// Whether the mask holds a zone.
    pub const fn holds(self, zone: u8) -> bool {
        self.0 & (1 << (zone & 31)) != 0
    }
}

/// Whether an instance belongs to a pool (PL-4, PL-9).
pub const fn in_pool(line: &Line, pool: Pool) -> bool {
    line.active && pool.holds(line.owner)
}

/// The first attribute that a task asks for and the instance lacks (PL-3a, PL-3d).
pub fn lacking<'a>(facts: &Facts, need: &'a Need) -> Option<Rc<str>> {
    if let Some(architecture) = need.architecture
        && architecture != facts.architecture
    {
        return Some("ecs.cpu-architecture".into());
    }
    if need.windows && !facts.is_windows() {
        return Some("ecs.os-type".into());
    }
    need.attributes
        .iter()
        .find(|name| !facts.attributes.iter().any(|(has, _)| has == *name))
        .map(|name: &'a Rc<str>| Rc::clone(name))
}

/// The first failing check in PL-41's order; constraints follow elsewhere.
#[inline]
pub fn check(fleet: &Fleet, slot: Slot, need: &Need, zones: ZoneMask) -> Result<(), Reason> {
    if !fleet.line(slot).agent_connected {
        return Err(Reason::Agent);
    }
    check_connected(fleet, slot, need, zones)
}

/// The same for an instance whose agent is connected.
#[inline]
pub fn check_connected(
    fleet: &Fleet,
    slot: Slot,
    need: &Need,
    zones: ZoneMask,
) -> Result<(), Reason> {
    let line = fleet.line(slot);
    // Nearly every task asks numbers only, and nearly every instance that is looked at has them.
    if need.is_numbers_only() && zones.holds(line.zone) && has_room(line, need) {
        return Ok(());
    }
    check_one_by_one(fleet, slot, need, zones)
}

impl Need {
    /// Whether nothing is asked but amounts.
    #[inline]
    fn is_numbers_only(&self) -> bool {
        self.architecture.is_none()
            && !self.windows
            && self.attributes.is_empty()
            && self.ports.is_empty()
    }
}

/// PL-30: inclusive, fits iff demand <= remaining.
#[inline]
const fn has_room(line: &Line, need: &Need) -> bool {
    need.cpu.0 <= line.cpu
        && need.memory.0 <= line.memory
        && need.gpus <= line.gpus
        && need.enis <= line.enis
}

fn check_one_by_one(fleet: &Fleet, slot: Slot, need: &Need, zones: ZoneMask) -> Result<(), Reason> {
    let line = fleet.line(slot);
    if !zones.holds(line.zone) {
        return Err(Reason::Location);
    }
    if (need.architecture.is_some() || !need.attributes.is_empty() || need.windows)
        && let Some(name) = lacking(fleet.facts(slot), need)
    {
        return Err(Reason::Attribute(name));
    }
    // PL-30: inclusive, fits iff demand <= remaining.
    if need.cpu.0 > line.cpu {
        return Err(Reason::Cpu { needed: need.cpu.0, remaining: line.cpu });
    }
    if need.memory.0 > line.memory {
        return Err(Reason::Memory { needed: need.memory.0, remaining: line.memory });
    }
    if !need.ports.is_empty() {
        let ports = fleet.ports(slot);
        if let Some((protocol, port)) = need.ports.iter().find(|port| ports.holds(**port)) {
            return Err(Reason::Port(*protocol, *port));
        }
        let wanted = u32::try_from(need.ports.len()).unwrap_or(u32::MAX);
        if ports.count().saturating_add(wanted) > RESERVED_PORT_LIMIT {
            return Err(Reason::PortLimit);
        }
    }
    if need.gpus > line.gpus {
        return Err(Reason::Gpu { needed: need.gpus, remaining: line.gpus });
    }
    if need.enis > line.enis {
        return Err(Reason::Eni);
    }
    Ok(())
}
