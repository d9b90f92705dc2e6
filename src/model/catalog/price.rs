//! Prices (PR-2 to PR-17): list prices in nano-dollars, each with what it rests on and its date. All
//! figures are those of the reference's pricing.json, compiled 2026-11.

use super::instance_type::{CpuArchitecture, InstanceType, PriceBasis};
use super::region::DEFAULT_REGION;

/// The Region whose price list is known best.
const US_EAST_1: &str = "us-east-1";

/// Hours in a month, by the convention of every price page.
pub const MONTH_HOURS: u64 = 730;

/// What a price rests on. The later, the less it is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// The Region's price list.
    Listed,
    /// Another size of the same family, scaled (PR-13).
    Scaled,
    /// A rule of the playground's own (PR-6), or a related family's ratio (PR-13).
    Modelled,
    /// Not checked against a price list.
    Unchecked,
    /// Fargate Spot moves: what others saw, or 70 percent off.
    Estimate,
    /// EC2 Spot has no figure here: the On-Demand price, which it does not exceed.
    OnDemand,
    /// Tokyo's price in place of the Region's own (PR-12).
    Tokyo,
    /// us-east-1's price in place of the Region's own.
    Virginia,
}

/// A price an hour; of storage, of one GB and a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rate {
    /// Billionths of a US dollar.
    pub nano_usd: u64,
    /// What it rests on.
    pub basis: Basis,
    /// When it was read: `2026-06`; empty where the source has no date.
    pub as_of: &'static str,
}

impl Rate {
    const fn new(nano_usd: u64, basis: Basis, as_of: &'static str) -> Self {
        Self { nano_usd, basis, as_of }
    }

    /// The same price, resting on less.
    const fn by(self, basis: Basis) -> Self {
        Self { basis, ..self }
    }
}

/// Operating system and architecture of a Fargate task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// Linux on x86.
    LinuxX86,
    /// Linux on ARM.
    LinuxArm,
    /// Windows.
    Windows,
}

/// What a Fargate task pays an hour, beside the Windows licence and storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FargateRates {
    /// A vCPU.
    pub vcpu: Rate,
    /// A GB of memory.
    pub gb: Rate,
}

const fn pair(vcpu: u64, gb: u64, basis: Basis, as_of: &'static str) -> FargateRates {
    FargateRates { vcpu: Rate::new(vcpu, basis, as_of), gb: Rate::new(gb, basis, as_of) }
}

/// One Region's Fargate: Linux x86, Linux ARM, Windows; the first two on Spot; storage.
struct Fargate {
    on_demand: [FargateRates; 3],
    spot: [FargateRates; 2],
    storage: Rate,
}

const VIRGINIA: Fargate = Fargate {
    on_demand: [
        pair(40_480_000, 4_445_000, Basis::Listed, "2026-06"),
        pair(32_380_000, 3_560_000, Basis::Listed, "2026-06"),
        // PR-11: not the older articles' 0.09148 and 0.01005.
        pair(46_552_000, 5_111_700, Basis::Listed, "2026-06"),
    ],
    spot: [
        pair(12_700_000, 1_400_000, Basis::Estimate, "2026"),
        pair(10_200_000, 1_100_000, Basis::Estimate, "2026"),
    ],
    storage: Rate::new(111_000, Basis::Listed, "2026-06"),
};

const TOKYO: Fargate = Fargate {
    on_demand: [
        pair(50_560_000, 5_530_000, Basis::Listed, "2026-09"),
        pair(40_450_000, 4_420_000, Basis::Listed, "2026-09"),
        // Tokyo's Windows price was not found.
        pair(46_552_000, 5_111_700, Basis::Virginia, "2026-06"),
    ],
    spot: [
        pair(15_170_000, 1_660_000, Basis::Estimate, "2026"),
        // 70 percent off, as on x86.
        pair(12_135_000, 1_326_000, Basis::Estimate, "2026"),
    ],
    storage: Rate::new(133_000, Basis::Listed, "2026-09"),
};

/// The Region's own figures, or Tokyo's in their place (PR-12).
fn fargate_of(region: &str) -> (&'static Fargate, bool) {
    match region {
        US_EAST_1 => (&VIRGINIA, false),
        DEFAULT_REGION => (&TOKYO, false),
        _ => (&TOKYO, true),
    }
}

fn stand_in(rate: Rate, stands_in: bool) -> Rate {
    if stands_in && rate.basis != Basis::Virginia { rate.by(Basis::Tokyo) } else { rate }
}

/// What a Fargate task pays for a vCPU and a GB (PR-9, PR-10). There is no Windows on Fargate Spot.
pub fn fargate(region: &str, platform: Platform, spot: bool) -> FargateRates {
    let (fargate, stands_in) = fargate_of(region);
    let rates = match (platform, spot) {
        (Platform::LinuxX86, false) => fargate.on_demand[0],
        (Platform::LinuxArm, false) => fargate.on_demand[1],
        (Platform::Windows, _) => fargate.on_demand[2],
        (Platform::LinuxX86, true) => fargate.spot[0],
        (Platform::LinuxArm, true) => fargate.spot[1],
    };
    FargateRates { vcpu: stand_in(rates.vcpu, stands_in), gb: stand_in(rates.gb, stands_in) }
}

/// A GB-hour of ephemeral storage beyond the 20 GB that are free (PR-9).
pub fn fargate_storage(region: &str) -> Rate {
    let (fargate, stands_in) = fargate_of(region);
    stand_in(fargate.storage, stands_in)
}

/// GB of ephemeral storage that a Fargate task pays nothing for (PR-9).
pub const FREE_STORAGE_GIB: u32 = 20;

/// The Windows licence: a vCPU-hour on Fargate, the same in both price lists.
pub const WINDOWS_LICENCE: Rate = Rate::new(46_000_000, Basis::Listed, "2026-06");

/// An external instance: each hour that it is registered (PR-5).
pub const EXTERNAL: Rate = Rate::new(10_250_000, Basis::Listed, "2026-09-20");

/// What costs nothing of its own: an instance on an Outpost is in the Outpost's contract (PR-4).
pub const NOTHING: Rate = Rate::new(0, Basis::Listed, "");

/// A public IPv4 address, an hour; the same in all Regions (PR-15, PR-17).
pub const PUBLIC_IPV4: Rate = Rate::new(5_000_000, Basis::Listed, "2026-05");

/// The root volume of an ECS-optimized AMI in GB (PR-16).
pub const ROOT_VOLUME_GIB: u32 = 30;

/// gp3, a GB-month (PR-15, PR-16).
pub fn volume(region: &str) -> Rate {
    let tokyo = Rate::new(96_000_000, Basis::Unchecked, "");
    match region {
        US_EAST_1 => Rate::new(80_000_000, Basis::Listed, "2026-01"),
        DEFAULT_REGION => tokyo,
        _ => tokyo.by(Basis::Tokyo),
    }
}

/// An instance-hour On-Demand under Linux (PR-13). Where the Region has no figure Tokyo's stands in, and
/// where Tokyo has none, us-east-1's.
pub fn instance(region: &str, kind: &InstanceType) -> Rate {
    let of = |name: &str| {
        kind.price(name).map(|price| {
            let basis = match price.basis {
                PriceBasis::Sourced => Basis::Listed,
                PriceBasis::FamilySampled => Basis::Scaled,
                PriceBasis::Modelled => Basis::Modelled,
            };
            let as_of = if name == US_EAST_1 { "2026-07-20" } else { "2025–2026" };
            Rate::new(price.nano_usd, basis, as_of)
        })
    };
    of(region)
        .or_else(|| Some(of(DEFAULT_REGION)?.by(Basis::Tokyo)))
        .or_else(|| Some(of(US_EAST_1)?.by(Basis::Virginia)))
        .unwrap_or(Rate::new(0, Basis::Modelled, ""))
}

/// The same on Spot: the data has no EC2 Spot price, so it is counted at the On-Demand one.
pub fn spot_instance(region: &str, kind: &InstanceType) -> Rate {
    instance(region, kind).by(Basis::OnDemand)
}

/// What ECS takes for managing an instance: 12 percent of its On-Demand price, whatever it was bought as
/// (PR-6, modelled on the one published example).
pub fn managed_fee(region: &str, kind: &InstanceType) -> Rate {
    let own = instance(region, kind);
    Rate::new(own.nano_usd * 12 / 100, Basis::Modelled, own.as_of)
}

/// What an instance-hour of the type's vCPUs and memory would be on Fargate, in nano-dollars (PR-19).
pub fn fargate_of_the_size(region: &str, kind: &InstanceType) -> u64 {
    let platform = match kind.architecture {
        CpuArchitecture::X86_64 => Platform::LinuxX86,
        CpuArchitecture::Arm64 => Platform::LinuxArm,
    };
    let rates = fargate(region, platform, false);
    u64::from(kind.vcpus) * rates.vcpu.nano_usd
        + u64::from(kind.memory.0) * rates.gb.nano_usd / 1_024
}

/// How full an instance must be, in thousandths, to cost no more than Fargate (PR-19).
pub fn break_even(region: &str, kind: &InstanceType) -> u64 {
    let size = fargate_of_the_size(region, kind);
    (instance(region, kind).nano_usd * 1_000 + size / 2).checked_div(size).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str) -> &'static InstanceType {
        InstanceType::named(name).expect(name)
    }

    /// PR-19's three worked cases.
    #[test]
    fn pr_19_break_even_fill() {
        for (name, percent) in [("m5.large", 82), ("c5.large", 86), ("t3.medium", 42)] {
            let permille = break_even(US_EAST_1, kind(name));
            assert_eq!((permille + 5) / 10, percent, "{name}: {permille}");
        }
    }

    /// PR-12: a Region without figures takes Tokyo's and says so; PR-13: and of EC2 alike.
    #[test]
    fn pr_12_pr_13_tokyo_stands_in() {
        for platform in [Platform::LinuxX86, Platform::LinuxArm] {
            let taipei = fargate("ap-east-2", platform, false);
            let tokyo = fargate(DEFAULT_REGION, platform, false);
            assert_eq!(taipei.vcpu.nano_usd, tokyo.vcpu.nano_usd);
            assert_eq!((tokyo.vcpu.basis, taipei.gb.basis), (Basis::Listed, Basis::Tokyo));
        }
        let m5 = kind("m5.large");
        let (own, there) = (instance(DEFAULT_REGION, m5), instance("eu-west-1", m5));
        assert_eq!((own.nano_usd, own.basis), (124_000_000, Basis::Scaled));
        assert_eq!((there.nano_usd, there.basis), (own.nano_usd, Basis::Tokyo));
        assert_eq!(instance(US_EAST_1, m5), Rate::new(96_000_000, Basis::Listed, "2026-07-20"));
        // Every type has a price everywhere: nothing that runs is free.
        for kind in super::super::instance_type::INSTANCE_TYPES {
            for region in super::super::region::regions() {
                assert!(instance(region, kind).nano_usd > 0, "{} in {region}", kind.name);
            }
        }
    }

    /// PR-6: c6a.2xlarge pays 0.037 on 0.306.
    #[test]
    fn pr_6_the_published_example() {
        let fee = managed_fee(US_EAST_1, kind("c6a.2xlarge"));
        assert_eq!((fee.nano_usd / 1_000_000, fee.basis), (36, Basis::Modelled));
    }
}
