//! How many tasks of a group are where: what spread and distinctInstance count (PL-54, PL-58,
//! PL-60, PL-75). Only tasks with desiredStatus RUNNING count.

use std::collections::BTreeMap;

use super::fleet::Slot;

/// Tasks by instance: a map while they are few, a list by slot when most instances have some.
#[derive(Clone, Debug)]
enum BySlot {
    Few(BTreeMap<Slot, u32>),
    Many(Vec<u32>),
}

impl Default for BySlot {
    fn default() -> Self {
        Self::Few(BTreeMap::new())
    }
}

impl BySlot {
    /// The count of a slot, to be raised.
    fn entry(&mut self, slot: Slot) -> &mut u32 {
        let at = slot as usize;
        if let Self::Few(map) = self
            && map.len() >= 8
            && let Some((last, _)) = map.last_key_value()
            && map.len() * 16 > (*last).max(slot) as usize
        {
            let mut list = vec![0; (*last).max(slot) as usize + 1];
            for (slot, count) in &*map {
                list[*slot as usize] = *count;
            }
            *self = Self::Many(list);
        }
        match self {
            Self::Few(map) => map.entry(slot).or_default(),
            Self::Many(list) => {
                if list.len() <= at {
                    list.resize(at + 1, 0);
                }
                &mut list[at]
            }
        }
    }

    fn get(&self, slot: Slot) -> u32 {
        match self {
            Self::Few(map) => map.get(&slot).copied(),
            Self::Many(list) => list.get(slot as usize).copied(),
        }
        .unwrap_or(0)
    }

    fn lower(&mut self, slot: Slot) {
        match self {
            Self::Few(map) => {
                if let Some(count) = map.get_mut(&slot) {
                    *count -= 1;
                    if *count == 0 {
                        map.remove(&slot);
                    }
                }
            }
            Self::Many(list) => {
                if let Some(count) = list.get_mut(slot as usize) {
                    *count = count.saturating_sub(1);
                }
            }
        }
    }
}

/// Counts of one task group in one cluster.
#[derive(Clone, Debug, Default)]
pub struct GroupCounts {
    by_slot: BySlot,
    by_zone: Vec<u32>,
}

impl PartialEq for GroupCounts {
    fn eq(&self, other: &Self) -> bool {
        self.by_zone == other.by_zone && self.slots().eq(other.slots())
    }
}

impl Eq for GroupCounts {}

impl GroupCounts {
    /// A task came to an instance.
    pub fn add(&mut self, slot: Slot, zone: u8) {
        *self.by_slot.entry(slot) += 1;
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
        self.by_slot.lower(slot);
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
        self.by_slot.get(slot)
    }

    /// Tasks in one zone, on any instance of it (PL-54).
    pub fn in_zone(&self, zone: u8) -> u32 {
        self.by_zone.get(usize::from(zone)).copied().unwrap_or(0)
    }

    /// Instances with at least one task, with their counts.
    pub fn slots(&self) -> impl Iterator<Item = (Slot, u32)> + '_ {
        let (few, many) = match &self.by_slot {
            BySlot::Few(map) => (Some(map), None),
            BySlot::Many(list) => (None, Some(list)),
        };
        let few = few.into_iter().flatten().map(|(slot, count)| (*slot, *count));
        let many = many.into_iter().flat_map(|list| (0..).zip(list.iter().copied()));
        few.chain(many.filter(|(_, count)| *count > 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Few or many, a group counts the same.
    #[test]
    fn few_and_many_count_alike() {
        let mut counts = GroupCounts::default();
        for slot in 0..200 {
            counts.add(slot, 1);
            counts.add(slot, 1);
        }
        for slot in 0..195 {
            counts.remove(slot, 1);
            counts.remove(slot, 1);
        }
        counts.remove(199, 1);
        assert!(matches!(counts.by_slot, BySlot::Many(_)));
        assert_eq!((counts.on(0), counts.on(195), counts.on(199), counts.on(5_000)), (0, 2, 1, 0));
        assert_eq!(counts.in_zone(1), 9);
        assert_eq!(counts.slots().next(), Some((195, 2)));
        assert_eq!(counts.slots().count(), 5);
        let mut few = GroupCounts::default();
        for slot in 195..200 {
            few.add(slot, 1);
            few.add(slot, 1);
        }
        assert_ne!(few, counts);
        few.remove(199, 1);
        assert!(matches!(few.by_slot, BySlot::Few(_)));
        assert_eq!(few, counts);
    }
}
