//! Fargate's size table (LC-102). Its prices are in [`super::price`].

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

/// The least size that holds so much: the smallest CPU value with enough memory (LC-102). `None` if
/// Fargate has none.
pub fn least_size(cpu: CpuUnits, memory: Mebibytes) -> Option<(CpuUnits, Mebibytes)> {
    let (cpu, values) = FARGATE_SIZES
        .iter()
        .find(|(c, values)| *c >= cpu.0 && values.iter().any(|value| *value >= memory.0))?;
    let memory = values.iter().find(|value| **value >= memory.0)?;
    Some((CpuUnits(*cpu), Mebibytes(*memory)))
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
        for ((cpu, memory), least) in [
            ((0, 100), Some((256, 512))),
            ((128, 2_049), Some((512, 3_072))),
            ((1_025, 100), Some((2_048, 4_096))),
            ((20_000, 100), None),
        ] {
            let found = least_size(CpuUnits(cpu), Mebibytes(memory));
            assert_eq!(found.map(|(cpu, memory)| (cpu.0, memory.0)), least, "{cpu} {memory}");
        }
    }
}
