//! One kind of request, kept ready.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::cell::{Cell, LEAF_BITS, Ranking};
use super::levels::MOST_LEVELS;
use super::seating::{Place, Seatings};
use super::tree::NEVER;
use crate::placement::constraint::{self, Constraint};
use crate::placement::filter::{self, Need, ZoneMask};
use crate::placement::fleet::{Fleet, Slot};
use crate::placement::place::{Outcome, Request};
use crate::placement::pool::Pool;
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

/// A kind of request with every instance judged for it.
#[derive(Debug)]
pub(super) struct View {
    need: Need,
    group_id: u32,
    whose: Pool,
    zones: ZoneMask,
    constraints: Rc<[Constraint]>,
    steps: Rc<[Step]>,
    looks: Vec<Look>,
    spreads: Vec<Spread>,
    cells: Vec<Cell>,
    places: Rc<[Place]>,
    /// Tasks of the group last seen on each slot; kept only where a step spreads over attributes.
    seen: Vec<u32>,
    pooled: Vec<bool>,
    pool: u32,
    /// How ranks are written.
    ranking: Ranking,
    /// An instance has more of the group's tasks than there are levels.
    tall: bool,
    /// A value did not fit its part of a key: the scan must be asked.
    unfit: bool,
    /// A task that comes to an instance can only worsen its key: it is judged when it is about
    /// to be chosen, not before.
    patient: bool,
    /// The choice made last, taken for done, with the count that the instance then has: looked at
    /// again when the view is asked next.
    assumed: Option<(Slot, u32)>,
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
    pub(super) fn new(fleet: &Fleet, request: &Request<'_>, seatings: &mut Seatings) -> Self {
        let (looks, spreads, room) = looks(request.steps);
        let mut parts = looks.iter().filter(|look| matches!(look, Look::Part { .. }));
        let counts = matches!(parts.next(), Some(Look::Part { bits: TASK_BITS, .. }))
            && parts.next().is_none();
        let ranking = if counts {
            Ranking::Counts
        } else if room >= LEAF_BITS && fleet.len() < 1 << LEAF_BITS {
            Ranking::NumberedKeys
        } else {
            Ranking::Keys
        };
        let mut view = Self {
            need: request.need.clone(),
            group_id: request.group_id,
            whose: request.pool,
            zones: request.zones,
            constraints: request.constraints.into(),
            steps: request.steps.into(),
            looks,
            spreads,
            cells: Vec::new(),
            places: Rc::new([]),
            seen: Vec::new(),
            pooled: Vec::new(),
            pool: 0,
            ranking,
            tall: false,
            unfit: false,
            patient: false,
            assumed: None,
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
        view.lay_out(fleet, request, seatings);
        view
    }

    /// Whether this view is of the request's kind.
    pub(super) fn serves(&self, request: &Request<'_>) -> bool {
        self.group_id == request.group_id
            && self.whose == request.pool
            && self.zones == request.zones
            && self.need == *request.need
            && *self.steps == *request.steps
            && *self.constraints == *request.constraints
    }

    /// Puts every instance into its cell, ties in their order, and judges it.
    fn lay_out(&mut self, fleet: &Fleet, request: &Request<'_>, seatings: &mut Seatings) {
        if std::mem::take(&mut self.tall) {
            self.ranking = Ranking::Keys;
        }
        self.assumed = None;
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
        self.seen = if self.spreads.is_empty() { Vec::new() } else { vec![0; count] };
        self.pooled = vec![false; count];
        let by_zone = self.looks.contains(&Look::Zone);
        let values: Vec<&[Option<u32>]> = self.spreads.iter().map(|s| &s.of_slot[..]).collect();
        let seating = seatings.of(fleet, by_zone, &values);
        self.places = seating.places;
        for seats in seating.cells.iter() {
            if seats.slots.len() >= 1 << LEAF_BITS && self.ranking == Ranking::NumberedKeys {
                self.unfit = true;
            }
            let judge = |slot: &Slot| self.judge(fleet, request, *slot);
            let ranks: Vec<u64> = seats.slots.iter().map(judge).collect();
            self.cells.push(Cell::new(seats.clone(), &ranks, self.ranking));
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
        let pooled = filter::in_pool(line, self.whose);
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
        if self.ranking == Ranking::Counts {
            let count = u64::from(request.group.on(slot));
            self.tall |= count >= MOST_LEVELS;
            return count;
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
        let numbered = self.ranking == Ranking::NumberedKeys;
        if numbered { key | u64::from(self.places[at].leaf) } else { key }
    }

    /// Judges anew what changed since the view was asked last.
    pub(super) fn catch_up(
        &mut self,
        fleet: &Fleet,
        request: &Request<'_>,
        seatings: &mut Seatings,
    ) {
        if self.layout != fleet.layout() {
            self.lay_out(fleet, request, seatings);
            return;
        }
        let fuller = if self.patient { Some(&[][..]) } else { fleet.fuller().since(self.fuller) };
        let (Some(fuller), Some(other)) = (fuller, fleet.other().since(self.other)) else {
            self.lay_out(fleet, request, seatings);
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
        if let Some((slot, count)) = self.assumed.take()
            && request.group.on(slot) != count
        {
            self.judge_again(fleet, request, slot);
        }
        if self.tall {
            self.lay_out(fleet, request, seatings);
        }
    }

    /// Puts an instance's key right; whether it was.
    fn judge_again(&mut self, fleet: &Fleet, request: &Request<'_>, slot: Slot) -> bool {
        let key = self.judge(fleet, request, slot);
        let place = self.places[slot as usize];
        self.cells[place.cell as usize].set(place.leaf as usize, key)
    }

    /// The value by which a step ranks a cell's least leaf.
    fn value(&self, look: Look, cell: &Cell, request: &Request<'_>) -> u32 {
        match look {
            Look::Zone => request.group.in_zone(cell.seats.zone),
            Look::Attribute(n) => match cell.seats.values[n] {
                Some(value) => self.spreads[n].totals[value as usize],
                None => u32::MAX, // PL-55
            },
            Look::Part { .. } if self.ranking == Ranking::Counts => {
                u32::try_from(cell.least()).unwrap_or(u32::MAX)
            }
            Look::Part { shift, bits } => {
                u32::try_from((cell.least() >> shift) & ((1 << bits) - 1)).unwrap_or(u32::MAX)
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
        loop {
            let Some(cell) = self.first(fleet, request) else { return Some(Outcome::Rejected) };
            let (leaf, rank) = self.cells[cell].first(self.ranking);
            let slot = self.cells[cell].seats.slots[leaf];
            // A key that waited to be judged was too good, never too bad: when the best one is
            // right, it is the best.
            let is_right = if !self.patient {
                true
            } else if self.ranking == Ranking::Counts {
                let is_right = Self::is_right(fleet, request, slot, rank);
                if is_right {
                    // A task is about to come here: its count is raised now, and looked at when the
                    // view is asked next. Should it not come, the leaf is judged then.
                    self.cells[cell].raise_first(leaf);
                    self.tall |= rank + 1 >= MOST_LEVELS;
                    self.assumed = Some((slot, u32::try_from(rank + 1).unwrap_or(u32::MAX)));
                } else {
                    self.judge_again(fleet, request, slot);
                    if self.tall {
                        return None;
                    }
                }
                is_right
            } else {
                self.judge_again(fleet, request, slot)
            };
            if is_right {
                return Some(Outcome::Placed(slot));
            }
        }
    }

    /// Whether an instance has so many tasks of the group and can take one more. What only the
    /// fleet's other log tells (its pool) was read.
    #[inline]
    fn is_right(fleet: &Fleet, request: &Request<'_>, slot: Slot, count: u64) -> bool {
        let constraints = request.constraints;
        let group = request.group;
        u64::from(group.on(slot)) == count
            && filter::check(fleet, slot, request.need, request.zones).is_ok()
            && (constraints.is_empty()
                || constraint::check(constraints, fleet, slot, group, &request.surroundings)
                    .is_ok())
    }

    /// The best leaf as the keys stand: the strategies' values of the cells compared one after
    /// another, the first that differ decide (PL-51); equal to the end, the tie does (PL-8).
    #[inline]
    fn first(&self, fleet: &Fleet, request: &Request<'_>) -> Option<usize> {
        if let [cell] = &self.cells[..] {
            return cell.has_choice().then_some(0);
        }
        let mut best: Option<usize> = None;
        let mut values = [0; LOOKS];
        for (at, cell) in self.cells.iter().enumerate().filter(|(_, cell)| cell.has_choice()) {
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
                let slot = cell.seats.slots[cell.first(self.ranking).0];
                (fleet.facts(slot).tie, slot)
            };
            let wins = match (order, best) {
                (Ordering::Equal, Some(best)) => tie(cell) < tie(&self.cells[best]),
                (order, _) => order == Ordering::Less,
            };
            if wins {
                best = Some(at);
            }
        }
        best
    }
}
