//! The "closest matching instance" (PL-48): the rejected one that got furthest through PL-41's
//! order; then the smallest relative shortfall; then the lowest number.

use std::cmp::Ordering;

use super::decision::Removal;
use super::filter::Reason;

/// How short: (missing, asked). A reason without numbers misses all of it.
fn shortfall(reason: &Reason) -> (u64, u64) {
    let of = |needed: u32, remaining: u32| {
        (u64::from(needed.saturating_sub(remaining)), u64::from(needed.max(1)))
    };
    match reason {
        Reason::Cpu { needed, remaining } | Reason::Memory { needed, remaining } => {
            of(*needed, *remaining)
        }
        Reason::Gpu { needed, remaining } => of(u32::from(*needed), u32::from(*remaining)),
        _ => (1, 1),
    }
}

fn compare(a: &Removal, b: &Removal) -> Ordering {
    let ((missing_a, asked_a), (missing_b, asked_b)) = (shortfall(&a.reason), shortfall(&b.reason));
    b.reason
        .rank()
        .cmp(&a.reason.rank())
        // Both fit in 32 bits, so the products are exact.
        .then((missing_a * asked_b).cmp(&(missing_b * asked_a)))
        .then(a.slot.cmp(&b.slot))
}

/// The nearest miss among the removed instances.
pub fn nearest(removals: &[Removal]) -> Option<Removal> {
    removals.iter().min_by(|a, b| compare(a, b)).cloned()
}
