//! Quantities with their unit in the type. Integers only.

use std::fmt;

/// CPU in units; 1024 are one vCPU (PL-20, TD-65).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CpuUnits(pub u32);

/// Memory in MiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mebibytes(pub u32);

/// Money in billionths of a US dollar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NanoUsd(pub u128);

impl fmt::Display for NanoUsd {
    /// A decimal string in US dollars, at least two decimals, no trailing zeros beyond them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.0 / 1_000_000_000;
        let mut decimals = format!("{:09}", self.0 % 1_000_000_000);
        while decimals.len() > 2 && decimals.ends_with('0') {
            decimals.pop();
        }
        write!(f, "{whole}.{decimals}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_prints_as_a_decimal_string() {
        for (nano, text) in
            [(0, "0.00"), (1, "0.000000001"), (1_500_000_000, "1.50"), (96_000_000, "0.096")]
        {
            assert_eq!(NanoUsd(nano).to_string(), text);
        }
    }
}
