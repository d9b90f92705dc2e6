//! Which instance is which leaf of which cell: it depends on the fleet's layout and on what the
//! strategies look at, not on what tasks need, so views share it.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::placement::fleet::{Fleet, Slot};

/// Where an instance sits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    pub(super) cell: u32,
    pub(super) leaf: u32,
}

/// The instances of one cell.
#[derive(Clone, Debug)]
pub(super) struct Seats {
    /// Their zone, where a step looks at it.
    pub(super) zone: u8,
    /// The value's number of each spread attribute.
    pub(super) values: Vec<Option<u32>>,
    /// In the order in which ties are settled (PL-8).
    pub(super) slots: Rc<[Slot]>,
}

/// All cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Seating {
    /// By slot.
    pub(super) places: Rc<[Place]>,
    pub(super) cells: Rc<[Seats]>,
}

impl Seating {
    /// `values` holds, for each spread attribute, the value's number of each slot.
    fn new(fleet: &Fleet, order: &[Slot], by_zone: bool, values: &[&[Option<u32>]]) -> Self {
        let mut places = vec![Place::default(); order.len()];
        let mut cells: Vec<(u8, Vec<Option<u32>>, Vec<Slot>)> = Vec::new();
        let mut known: BTreeMap<(u8, Vec<Option<u32>>), usize> = BTreeMap::new();
        for slot in order.iter().copied() {
            let zone = if by_zone { fleet.line(slot).zone } else { 0 };
            let values: Vec<_> = values.iter().map(|of_slot| of_slot[slot as usize]).collect();
            let cell = *known.entry((zone, values)).or_insert_with_key(|(zone, values)| {
                cells.push((*zone, values.clone(), Vec::new()));
                cells.len() - 1
            });
            let slots = &mut cells[cell].2;
            let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            places[slot as usize] = Place { cell: number(cell), leaf: number(slots.len()) };
            slots.push(slot);
        }
        let cells = cells
            .into_iter()
            .map(|(zone, values, slots)| Seats { zone, values, slots: slots.into() })
            .collect();
        Self { places: places.into(), cells }
    }
}

/// The seatings of a fleet's present layout.
#[derive(Debug, Default)]
pub(super) struct Seatings {
    layout: Option<u64>,
    order: Vec<Slot>,
    /// Where no attribute is spread over: all in one cell, a cell a zone.
    plain: [Option<Seating>; 2],
}

impl Seatings {
    /// How a view that looks at these seats the fleet.
    pub(super) fn of(
        &mut self,
        fleet: &Fleet,
        by_zone: bool,
        values: &[&[Option<u32>]],
    ) -> Seating {
        if self.layout != Some(fleet.layout()) {
            self.layout = Some(fleet.layout());
            self.order = (0..fleet.len()).collect();
            self.order.sort_unstable_by_key(|slot| (fleet.facts(*slot).tie, *slot));
            self.plain = [None, None];
        }
        if !values.is_empty() {
            return Seating::new(fleet, &self.order, by_zone, values);
        }
        let order = &self.order;
        self.plain[usize::from(by_zone)]
            .get_or_insert_with(|| Seating::new(fleet, order, by_zone, &[]))
            .clone()
    }
}
