//! How many tasks of a group are where: what spread and distinctInstance count (PL-54, PL-58,
//! PL-60, PL-75). Only tasks with desiredStatus RUNNING count.

use std::collections::BTreeMap;

use super::fleet::Slot;

/// Counts of one task group in one cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupCounts {
    by_slot: BTreeMap<Slot, u32>,
    by_zone: Vec<u32>,
}

impl GroupCounts {
    /// A task came to an instance.
    pub fn add(&mut self, slot: Slot, zone: u8) {
        *self.by_slot.entry(slot).or_default() += 1;
        self.add_zone(zone);
    }

    /// A task came to a zone without an instance (Fargate).
    pub fn add_zone(&mut self, zone: u8) {
        let zone = usize::from(zone);
        if self.by_zone.len() <= zone {
            self.by_zone.resize(zone + 1, 0);
        }
        self.by_zone[zone] += 1;
    }

    /// A task left an instance.
    pub fn remove(&mut self, slot: Slot, zone: u8) {
        if let Some(count) = self.by_slot.get_mut(&slot) {
            *count -= 1;
            if *count == 0 {
                self.by_slot.remove(&slot);
            }
        }
        self.remove_zone(zone);
    }

    /// A task left a zone.
    pub fn remove_zone(&mut self, zone: u8) {
        if let Some(count) = self.by_zone.get_mut(usize::from(zone)) {
            *count = count.saturating_sub(1);
        }
    }

    /// Tasks on one instance.
    pub fn on(&self, slot: Slot) -> u32 {
        self.by_slot.get(&slot).copied().unwrap_or(0)
    }

    /// Tasks in one zone, on any instance of it (PL-54).
    pub fn in_zone(&self, zone: u8) -> u32 {
        self.by_zone.get(usize::from(zone)).copied().unwrap_or(0)
    }

    /// Instances with at least one task, with their counts.
    pub fn slots(&self) -> impl Iterator<Item = (Slot, u32)> + '_ {
        self.by_slot.iter().map(|(slot, count)| (*slot, *count))
    }
}
