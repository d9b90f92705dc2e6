//! One kind of request, kept ready.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::tree::{MinTree, NEVER};
use crate::placement::constraint::{self, Constraint};
use crate::placement::filter::{self, Need, ZoneMask};
use crate::placement::fleet::{Fleet, Slot};
use crate::placement::place::{Outcome, Request};
use crate::placement::strategy::{Step, attribute_value};

/// What a step looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    /// The instance: a part of its key.
    Part { shift: u32, bits: u32 },
    /// The zone, common to a cell.
    Zone,
    /// The value of an attribute, common to a cell; the attribute's number.
    Attribute(usize),
}

/// An attribute that a step spreads over (PL-54).
#[derive(Clone, Debug)]
struct Spread {
    name: Rc<str>,
    /// Tasks of the group by value.
    totals: Vec<u32>,
    /// The value of each slot; `None` = it lacks the attribute.
    of_slot: Vec<Option<u32>>,
}

/// Instances that no step but those on the instance itself tells apart.
#[derive(Clone, Debug)]
struct Cell {
    zone: u8,
    /// The value's number of each spread attribute.
    values: Vec<Option<u32>>,
    tree: MinTree,
    /// The instance of each leaf, in the order in which ties are settled (PL-8).
    slots: Vec<Slot>,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    cell: u32,
    leaf: u32,
}

/// A kind of request with every instance judged for it.
#[derive(Debug)]
pub(super) struct View {
    need: Need,
    group_id: u32,
    external: bool,
    zones: ZoneMask,
    constraints: Rc<[Constraint]>,
    steps: Rc<[Step]>,
    looks: Vec<Look>,
    spreads: Vec<Spread>,
    cells: Vec<Cell>,
    places: Vec<Place>,
    /// Tasks of the group last seen on each slot; kept only where a step spreads over attributes.
    seen: Vec<u32>,
    pooled: Vec<bool>,
    pool: u32,
    /// Whether the low bits of each key hold its leaf's number: the keys' parts leave room.
    numbered: bool,
    /// A value did not fit its part of a key: the scan must be asked.
    unfit: bool,
    /// A task that comes to an instance can only worsen its key: it is judged when it is about
    /// to be chosen, not before.
    patient: bool,
    /// When each slot was judged last, as the number of that catching up.
    judged: Vec<u32>,
    catches: u32,
    /// How far the fleet's logs are read.
    fuller: u64,
    other: u64,
    /// The fleet's layout when the cells were laid out.
    layout: u64,
    pub(super) asked_at: u64,
}

/// Bits of a key's parts: CPU units, MiB, tasks of a group on one instance. Together 64.
const CPU_BITS: u32 = 20;
const MEMORY_BITS: u32 = 25;
const TASK_BITS: u32 = 19;
/// Different steps that there can be beside the attributes' (PL-49 allows five in all).
const LOOKS: usize = 5;
/// Bits of a leaf's number, where there is room for it below the parts.
const LEAF_BITS: u32 = 19;

/// What the steps look at; repeated ones change nothing and are left out. With the bits that the
/// parts leave free.
fn looks(steps: &[Step]) -> (Vec<Look>, Vec<Spread>, u32) {
    let (mut looks, mut spreads) = (Vec::new(), Vec::new());
    let mut room = 64;
    for (n, step) in steps.iter().enumerate() {
        if steps[..n].contains(step) {
            continue;
        }
        let mut part = |bits: u32| {
            room -= bits;
            Look::Part { shift: room, bits }
        };
        looks.push(match step {
            Step::SpreadZone => Look::Zone,
            Step::SpreadInstance => part(TASK_BITS),
            Step::BinpackCpu => part(CPU_BITS),
            Step::BinpackMemory => part(MEMORY_BITS),
            Step::SpreadAttribute(name) => {
                spreads.push(Spread {
                    name: Rc::clone(name),
                    totals: Vec::new(),
                    of_slot: Vec::new(),
                });
                Look::Attribute(spreads.len() - 1)
            }
            // Such requests are never indexed.
            Step::Random => continue,
        });
    }
    (looks, spreads, room)
}

impl View {
    pub(super) fn new(fleet: &Fleet, request: &Request<'_>) -> Self {
        let (looks, spreads, room) = looks(request.steps);
        let mut view = Self {
            need: request.need.clone(),
            group_id: request.group_id,
            external: request.external,
            zones: request.zones,
            constraints: request.constraints.into(),
            steps: request.steps.into(),
            looks,
            spreads,
            cells: Vec::new(),
            places: Vec::new(),
            seen: Vec::new(),
            pooled: Vec::new(),
            pool: 0,
            numbered: room >= LEAF_BITS && fleet.len() < 1 << LEAF_BITS,
            unfit: false,
            patient: false,
            judged: Vec::new(),
            catches: 0,
            fuller: 0,
            other: 0,
            layout: 0,
            asked_at: 0,
        };
        let packs = [Step::BinpackCpu, Step::BinpackMemory];
        view.patient = view.spreads.is_empty()
            && !request.steps.iter().any(|step| packs.contains(step))
            && request.constraints.iter().all(Constraint::only_worsens);
        view.lay_out(fleet, request);
        view
    }

    /// Whether this view is of the request's kind.
    pub(super) fn serves(&self, request: &Request<'_>) -> bool {
        self.group_id == request.group_id
            && self.external == request.external
            && self.zones == request.zones
            && self.need == *request.need
            && *self.steps == *request.steps
            && *self.constraints == *request.constraints
    }

    /// Puts every instance into its cell, ties in their order, and judges it.
    fn lay_out(&mut self, fleet: &Fleet, request: &Request<'_>) {
        self.layout = fleet.layout();
        self.fuller = fleet.fuller().end();
        self.other = fleet.other().end();
        self.judged = vec![0; fleet.lines().len()];
        self.catches = 0;
        self.cells.clear();
        self.unfit = false;
        self.pool = 0;
        for spread in &mut self.spreads {
            spread.of_slot.clear();
        }
        let count = fleet.lines().len();
        let mut order: Vec<Slot> = (0..fleet.len()).collect();
        order.sort_unstable_by_key(|slot| (fleet.facts(*slot).tie, *slot));
        for spread in &mut self.spreads {
            let mut known: BTreeMap<Rc<str>, u32> = BTreeMap::new();
            for slot in 0..fleet.len() {
                let value = attribute_value(fleet, slot, &spread.name).map(|value| {
                    let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
                    *known.entry(value).or_insert(next)
                });
                spread.of_slot.push(value);
            }
            spread.totals = vec![0; known.len()];
        }
        self.places = vec![Place { cell: 0, leaf: 0 }; count];
        self.seen = if self.spreads.is_empty() { Vec::new() } else { vec![0; count] };
        self.pooled = vec![false; count];
        let by_zone = self.looks.contains(&Look::Zone);
        let mut keys: Vec<Vec<u64>> = Vec::new();
        let mut known: BTreeMap<(u8, Vec<Option<u32>>), usize> = BTreeMap::new();
        for slot in order {
            let zone = if by_zone { fleet.line(slot).zone } else { 0 };
            let values: Vec<Option<u32>> =
                self.spreads.iter().map(|spread| spread.of_slot[slot as usize]).collect();
            let cell = *known.entry((zone, values)).or_insert_with_key(|(zone, values)| {
                let (zone, values) = (*zone, values.clone());
                self.cells.push(Cell { zone, values, tree: MinTree::new(&[]), slots: Vec::new() });
                keys.push(Vec::new());
                self.cells.len() - 1
            });
            let place = Place {
                cell: u32::try_from(cell).unwrap_or(u32::MAX),
                leaf: u32::try_from(self.cells[cell].slots.len()).unwrap_or(u32::MAX),
            };
            self.places[slot as usize] = place;
            self.cells[cell].slots.push(slot);
            self.numbered &= place.leaf < 1 << LEAF_BITS;
            let key = self.judge(fleet, request, slot);
            keys[cell].push(key);
        }
        for (cell, keys) in self.cells.iter_mut().zip(keys) {
            cell.tree = MinTree::new(&keys);
        }
    }

    /// An instance's key now, by the scan's own filter and constraints.
    fn judge(&mut self, fleet: &Fleet, request: &Request<'_>, slot: Slot) -> u64 {
        let at = slot as usize;
        if !self.spreads.is_empty() {
            let now = request.group.on(slot);
            let before = std::mem::replace(&mut self.seen[at], now);
            for spread in &mut self.spreads {
                if let Some(value) = spread.of_slot[at] {
                    let total = &mut spread.totals[value as usize];
                    *total = *total - before + now;
                }
            }
        }
        let line = fleet.line(slot);
        let pooled = filter::in_pool(line, self.external);
        if pooled != self.pooled[at] {
            self.pooled[at] = pooled;
            if pooled {
                self.pool += 1;
            } else {
                self.pool -= 1;
            }
        }
        if !pooled || filter::check(fleet, slot, request.need, request.zones).is_err() {
            return NEVER;
        }
        if !request.constraints.is_empty() {
            let (group, around) = (request.group, &request.surroundings);
            if constraint::check(request.constraints, fleet, slot, group, around).is_err() {
                return NEVER;
            }
        }
        let mut key = 0;
        let mut seen = 0;
        for look in &self.looks {
            let Look::Part { shift, bits } = *look else { continue };
            let value = match bits {
                CPU_BITS => line.cpu,
                MEMORY_BITS => line.memory,
                _ => request.group.on(slot),
            };
            self.unfit |= value >= (1 << bits) - 1;
            key |= u64::from(value) << shift;
            seen += 1;
        }
        // Without a part all are equal; with one, no key that fits is the one that means never.
        debug_assert!(seen == 0 || self.unfit || key != NEVER);
        if self.numbered { key | u64::from(self.places[at].leaf) } else { key }
    }

    /// Judges anew what changed since the view was asked last.
    pub(super) fn catch_up(&mut self, fleet: &Fleet, request: &Request<'_>) {
        if self.layout != fleet.layout() {
            self.lay_out(fleet, request);
            return;
        }
        let fuller = if self.patient { Some(&[][..]) } else { fleet.fuller().since(self.fuller) };
        let (Some(fuller), Some(other)) = (fuller, fleet.other().since(self.other)) else {
            self.lay_out(fleet, request);
            return;
        };
        if !fuller.is_empty() || !other.is_empty() {
            self.catches = self.catches.wrapping_add(1);
            for slot in fuller.iter().chain(other) {
                // One that changed often is judged once.
                if self.judged[*slot as usize] != self.catches {
                    self.judged[*slot as usize] = self.catches;
                    self.judge_again(fleet, request, *slot);
                }
            }
        }
        self.fuller = fleet.fuller().end();
        self.other = fleet.other().end();
    }

    /// Puts an instance's key right; whether it was.
    fn judge_again(&mut self, fleet: &Fleet, request: &Request<'_>, slot: Slot) -> bool {
        let key = self.judge(fleet, request, slot);
        let place = self.places[slot as usize];
        self.cells[place.cell as usize].tree.set(place.leaf as usize, key)
    }

    /// The value by which a step ranks a cell's least leaf.
    fn value(&self, look: Look, cell: &Cell, request: &Request<'_>) -> u32 {
        match look {
            Look::Zone => request.group.in_zone(cell.zone),
            Look::Attribute(n) => match cell.values[n] {
                Some(value) => self.spreads[n].totals[value as usize],
                None => u32::MAX, // PL-55
            },
            Look::Part { shift, bits } => {
                u32::try_from((cell.tree.least() >> shift) & ((1 << bits) - 1)).unwrap_or(u32::MAX)
            }
        }
    }

    /// The choice (PL-1, PL-5, PL-8); `None` where only the scan knows.
    pub(super) fn choose(&mut self, fleet: &Fleet, request: &Request<'_>) -> Option<Outcome> {
        if self.unfit {
            return None;
        }
        if self.pool == 0 {
            return Some(Outcome::EmptyPool);
        }
        let outcome = loop {
            let Some(slot) = self.first(fleet, request) else { break Outcome::Rejected };
            // A key that waited to be judged was too good, never too bad: when the best one is
            // right, it is the best.
            if !self.patient || self.judge_again(fleet, request, slot) {
                break Outcome::Placed(slot);
            }
        };
        Some(outcome)
    }

    /// The best leaf as the keys stand: the strategies' values of the cells compared one after
    /// another, the first that differ decide (PL-51); equal to the end, the tie does (PL-8).
    fn first(&self, fleet: &Fleet, request: &Request<'_>) -> Option<Slot> {
        let mut best: Option<&Cell> = None;
        let mut values = [0; LOOKS];
        for cell in self.cells.iter().filter(|cell| cell.tree.least() != NEVER) {
            let mut order = if best.is_none() { Ordering::Less } else { Ordering::Equal };
            for (look, known) in self.looks.iter().zip(&mut values) {
                let value = self.value(*look, cell, request);
                if order == Ordering::Equal {
                    order = value.cmp(known);
                }
                match order {
                    Ordering::Less => *known = value,
                    Ordering::Equal => {}
                    Ordering::Greater => break,
                }
            }
            let tie = |cell: &Cell| {
                let slot = self.least_slot(cell);
                (fleet.facts(slot).tie, slot)
            };
            let wins = match (order, best) {
                (Ordering::Equal, Some(best)) => tie(cell) < tie(best),
                (order, _) => order == Ordering::Less,
            };
            if wins {
                best = Some(cell);
            }
        }
        best.map(|cell| self.least_slot(cell))
    }

    fn least_slot(&self, cell: &Cell) -> Slot {
        let leaf = if self.numbered {
            usize::try_from(cell.tree.least() & ((1 << LEAF_BITS) - 1)).unwrap_or(0)
        } else {
            cell.tree.first_least()
        };
        cell.slots[leaf]
    }
}
