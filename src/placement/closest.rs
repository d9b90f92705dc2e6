//! The "closest matching instance" (PL-48): the rejected one that got furthest through PL-41's
//! order; then the smallest relative shortfall; then the lowest number.

use super::decision::Removal;
use super::filter::Reason;

/// How short, in millionths of what was asked; larger is worse.
fn shortfall_ppm(reason: &Reason) -> u64 {
    let of = |needed: u64, remaining: u64| {
        needed.saturating_sub(remaining).saturating_mul(1_000_000) / needed.max(1)
    };
    match reason {
        Reason::Cpu { needed, remaining } | Reason::Memory { needed, remaining } => {
            of(u64::from(*needed), u64::from(*remaining))
        }
        Reason::Gpu { needed, remaining } => of(u64::from(*needed), u64::from(*remaining)),
        _ => 1_000_000,
    }
}

/// The nearest miss among the removed instances.
pub fn nearest(removals: &[Removal]) -> Option<Removal> {
    removals
        .iter()
        .min_by_key(|removal| {
            let rank = std::cmp::Reverse(removal.reason.rank());
            (rank, shortfall_ppm(&removal.reason), removal.slot)
        })
        .cloned()
}
