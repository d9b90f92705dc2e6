//! EC2 instance types and what they register with ECS (PL-20 to PL-22, NM-1).

use crate::base::{CpuUnits, Mebibytes};

/// The processor's architecture, in ECS's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CpuArchitecture {
    /// `X86_64`
    X86_64,
    /// `ARM64`
    Arm64,
}

impl CpuArchitecture {
    /// The value of the attribute `ecs.cpu-architecture` (PL-3d).
    pub const fn attribute(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }

    /// The value of `runtimePlatform.cpuArchitecture` (TD-28).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::X86_64 => "X86_64",
            Self::Arm64 => "ARM64",
        }
    }
}

/// How a price was come by (PR-13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceBasis {
    /// Read for this very type.
    Sourced,
    /// One size of the family was read, the others scaled.
    FamilySampled,
    /// From a related family's ratio.
    Modelled,
}

/// A price of one instance-hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// Billionths of a US dollar an hour.
    pub nano_usd: u64,
    /// Where the figure comes from.
    pub basis: PriceBasis,
}

/// One EC2 instance type.
#[derive(Debug, PartialEq, Eq)]
pub struct InstanceType {
    /// `m5.large`
    pub name: &'static str,
    /// Number of vCPUs.
    pub vcpus: u16,
    /// Nominal memory.
    pub memory: Mebibytes,
    /// What the ECS agent registers on Linux.
    pub registered_memory: Mebibytes,
    /// Processor architecture.
    pub architecture: CpuArchitecture,
    /// Number of GPUs.
    pub gpus: u16,
    /// awsvpc tasks an instance carries without trunking (NM-1).
    pub task_eni_limit: u16,
    /// With trunking (NM-2); 0 = the type has no trunking.
    pub task_eni_limit_trunking: u16,
    /// Whether it is of the current generation.
    pub current: bool,
    /// On-demand Linux prices an hour, by [`PRICE_REGIONS`].
    pub prices: [Option<Price>; PRICE_REGIONS.len()],
}

include!(concat!(env!("OUT_DIR"), "/instance_types.rs"));

impl InstanceType {
    /// Finds a type by its name.
    pub fn named(name: &str) -> Option<&'static Self> {
        INSTANCE_TYPES.iter().find(|t| t.name == name)
    }

    /// Registered CPU (PL-20).
    pub const fn registered_cpu(&self) -> CpuUnits {
        CpuUnits(self.vcpus as u32 * 1024)
    }

    /// What the agent registers (PL-21, PL-22). Windows sees all but one MiB (modelled on the one
    /// value that is documented: m4.large, 8191).
    pub const fn registered_memory(&self, windows: bool) -> Mebibytes {
        if windows { Mebibytes(self.memory.0 - 1) } else { self.registered_memory }
    }

    /// The price in `region`, where one is known.
    pub fn price(&self, region: &str) -> Option<Price> {
        PRICE_REGIONS.iter().position(|r| *r == region).and_then(|i| self.prices[i])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m4_large_registers_what_the_guide_says() {
        // PL-21's worked value.
        let m4 = InstanceType::named("m4.large").expect("m4.large");
        assert_eq!(m4.registered_memory(false), Mebibytes(7985));
        assert_eq!(m4.registered_memory(true), Mebibytes(8191));
        assert_eq!(m4.registered_cpu(), CpuUnits(2048));
    }

    #[test]
    fn names_are_unique_and_registered_memory_fits() {
        let mut names: Vec<_> = INSTANCE_TYPES.iter().map(|t| t.name).collect();
        crate::base::sort::sort(&mut names);
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
        assert_eq!(count, 256);
        for t in INSTANCE_TYPES {
            assert!(t.registered_memory <= t.memory, "{}", t.name);
        }
    }
}
