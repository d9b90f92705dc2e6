//! The benchmark's work, natively and in wasm: W1 of the performance goals, done by the engine's
//! own procedure and by a plain scan that shares nothing with it.

use std::rc::Rc;

use super::constraint::Surroundings;
use super::filter::{Need, ZoneMask};
use super::fleet::{Facts, Fleet, Line, Slot};
use super::group::GroupCounts;
use super::observer::Unwatched;
use super::place::{Outcome, Request, place};
use super::strategy::{DrawKey, Step};
use crate::base::{CpuUnits, Mebibytes, Seed};
use crate::model::catalog::instance_type::CpuArchitecture;

/// W1: 2,000 instances of (2048 CPU, 7680 MiB) in three zones.
pub const INSTANCES: u32 = 2_000;
/// W1: 5,000 tasks of (256, 512), one at a time.
pub const TASKS: u32 = 5_000;
const CPU: u32 = 2_048;
const MEMORY: u32 = 7_680;
const TASK_CPU: u32 = 256;
const TASK_MEMORY: u32 = 512;

/// An order-dependent hash of an assignment.
fn hash(state: u64, slot: Slot) -> u64 {
    (state ^ u64::from(slot)).wrapping_mul(0x0000_0100_0000_01B3).rotate_left(23)
}

/// W1 by the engine, spread(zone) then binpack(memory): hash of where each task went.
pub fn engine() -> u64 {
    let mut fleet = Fleet::default();
    for slot in 0..INSTANCES {
        let line = Line {
            cpu: CPU,
            memory: MEMORY,
            enis: 2,
            gpus: 0,
            zone: u8::try_from(slot % 3).unwrap_or(0),
            active: true,
            agent_connected: true,
            external: false,
        };
        fleet.add(
            line,
            Facts {
                ec2_instance_id: "i-0".into(),
                attributes: Rc::new([]),
                architecture: CpuArchitecture::X86_64,
                registered_at_s: 0,
                tie: u64::from(slot),
            },
        );
    }
    let need = Need { cpu: CpuUnits(TASK_CPU), memory: Mebibytes(TASK_MEMORY), ..Need::default() };
    let steps = [Step::SpreadZone, Step::BinpackMemory];
    let mut group = GroupCounts::default();
    let mut state = 0;
    for task in 0..TASKS {
        let request = Request {
            need: &need,
            external: false,
            zones: ZoneMask::ALL,
            constraints: &[],
            steps: &steps,
            group_id: 0,
            group: &group,
            key: DrawKey { seed: Seed(0), task: u64::from(task) },
            surroundings: Surroundings { groups_on: &|_| Vec::new(), running_tasks: &|_| 0 },
            zone_names: &[],
        };
        if let Outcome::Placed(slot) = place(&fleet, &request, &mut Unwatched) {
            fleet.reserve(slot, &need);
            group.add(slot, fleet.line(slot).zone);
            state = hash(state, slot);
        }
    }
    state
}

/// W1 by a plain scan with a packed key: the yardstick.
pub fn plain_scan() -> u64 {
    let mut left: Vec<(u32, u32, usize)> =
        (0..INSTANCES).map(|slot| (CPU, MEMORY, slot as usize % 3)).collect();
    let mut zones = [0_u64; 3];
    let mut state = 0;
    for _ in 0..TASKS {
        let mut best: Option<(u64, usize)> = None;
        for (slot, (cpu, memory, zone)) in left.iter().enumerate() {
            if *cpu < TASK_CPU || *memory < TASK_MEMORY {
                continue;
            }
            let key = zones[*zone] << 32 | u64::from(*memory);
            if best.is_none_or(|(least, _)| key < least) {
                best = Some((key, slot));
            }
        }
        if let Some((_, slot)) = best {
            left[slot].0 -= TASK_CPU;
            left[slot].1 -= TASK_MEMORY;
            zones[left[slot].2] += 1;
            state = hash(state, Slot::try_from(slot).unwrap_or(Slot::MAX));
        }
    }
    state
}

#[cfg(test)]
mod tests {
    #[test]
    fn engine_and_scan_place_alike() {
        assert_eq!(super::engine(), super::plain_scan());
    }
}
