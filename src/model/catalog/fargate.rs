//! Fargate's size table and prices (LC-102, PR-8, PR-9).

use crate::base::{CpuUnits, Mebibytes};

include!(concat!(env!("OUT_DIR"), "/fargate_sizes.rs"));

/// The memory values that go with a CPU value, or `None` if Fargate has no such CPU value.
pub fn memory_values(cpu: CpuUnits) -> Option<&'static [u32]> {
    FARGATE_SIZES.iter().find(|(c, _)| *c == cpu.0).map(|(_, memory)| *memory)
}

/// The CPU values that Fargate has, rising.
pub fn cpu_values() -> impl Iterator<Item = u32> {
    FARGATE_SIZES.iter().map(|(cpu, _)| *cpu)
}

/// Whether Fargate has this size (LC-102, TD-35).
pub fn is_size(cpu: CpuUnits, memory: Mebibytes) -> bool {
    memory_values(cpu).is_some_and(|values| values.contains(&memory.0))
}

/// On-demand Linux prices an hour in nano-dollars: (region, x86 vCPU, x86 GB, ARM vCPU, ARM GB).
/// Source: AWS price list values, us-east-1 read 2026-06, ap-northeast-1 read 2026-09;
/// ap-southeast-1 second-hand (pricing.md, section 2).
const PRICES: [(&str, u64, u64, u64, u64); 3] = [
    ("us-east-1", 40_480_000, 4_445_000, 32_380_000, 3_560_000),
    ("ap-northeast-1", 50_560_000, 5_530_000, 40_450_000, 4_420_000),
    ("ap-southeast-1", 50_560_000, 5_530_000, 40_450_000, 4_420_000),
];

/// Price of one hour in nano-dollars: (a vCPU, a GB). Regions without figures take Tokyo's
/// (PR-12).
pub fn hourly_price(region: &str, arm: bool) -> (u64, u64) {
    let row = PRICES.iter().find(|row| row.0 == region).unwrap_or(&PRICES[1]);
    if arm { (row.3, row.4) } else { (row.1, row.2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seventy_four_pairs() {
        // LC-102: 74 pairs.
        assert_eq!(FARGATE_SIZES.iter().map(|(_, m)| m.len()).sum::<usize>(), 74);
        assert!(is_size(CpuUnits(256), Mebibytes(512)));
        assert!(!is_size(CpuUnits(512), Mebibytes(512)));
        assert!(!is_size(CpuUnits(300), Mebibytes(512)));
    }
}
