//! Are a service's tasks even over its zones, and if not, what would make them so? (PL-94)

/// A zone and how many tasks of the service it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoneTasks {
    /// The zone.
    pub zone: u8,
    /// Tasks there.
    pub tasks: u32,
}

/// How many tasks each zone should have: floor(D/Z) or ceil(D/Z), where those zones get one more
/// that have most already, the first of equals. Same order as `zones`.
pub fn targets(zones: &[ZoneTasks], desired: u32) -> Vec<u32> {
    let Ok(count) = u32::try_from(zones.len()) else { return Vec::new() };
    if count == 0 {
        return Vec::new();
    }
    let (floor, more) = (desired / count, (desired % count) as usize);
    let mut by_tasks: Vec<usize> = (0..zones.len()).collect();
    crate::base::sort::sort_by_key(&mut by_tasks, |at| std::cmp::Reverse(zones[*at].tasks));
    let mut out = vec![floor; zones.len()];
    for at in by_tasks.into_iter().take(more) {
        out[at] += 1;
    }
    out
}

/// The zones in which tasks are missing, one entry a task, the emptiest zone first.
pub fn missing(zones: &[ZoneTasks], desired: u32) -> Vec<u8> {
    let targets = targets(zones, desired);
    let mut now: Vec<ZoneTasks> = zones.to_vec();
    let mut out = Vec::new();
    loop {
        let short = now.iter_mut().zip(&targets).filter(|(zone, target)| zone.tasks < **target);
        let Some((zone, _)) = short.min_by_key(|(zone, _)| zone.tasks) else { return out };
        zone.tasks += 1;
        out.push(zone.zone);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zones(tasks: &[u32]) -> Vec<ZoneTasks> {
        (0..).zip(tasks).map(|(zone, tasks)| ZoneTasks { zone, tasks: *tasks }).collect()
    }

    /// PL-94: its three examples, then what is missing until they hold.
    #[test]
    fn balanced_is_floor_or_ceil_everywhere() {
        let table: [(&[u32], u32, &[u32], &[u8]); 10] = [
            (&[1, 1], 2, &[1, 1], &[]),
            (&[1, 2], 3, &[1, 2], &[]),
            (&[1, 2, 2], 5, &[1, 2, 2], &[]),
            (&[2, 0], 2, &[1, 1], &[1]),
            (&[0, 3], 3, &[1, 2], &[0]),
            (&[5, 0, 0], 5, &[2, 2, 1], &[1, 2, 1]),
            (&[4, 1, 1], 6, &[2, 2, 2], &[1, 2]),
            (&[3, 3, 0], 6, &[2, 2, 2], &[2, 2]),
            (&[0, 0], 1, &[1, 0], &[0]),
            (&[], 4, &[], &[]),
        ];
        for (tasks, desired, target, needed) in table {
            assert_eq!(targets(&zones(tasks), desired), target, "{tasks:?} of {desired}");
            assert_eq!(missing(&zones(tasks), desired), needed, "{tasks:?} of {desired}");
        }
    }
}
