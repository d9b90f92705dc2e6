//! Task-level CPU and memory are texts: units or vCPU, MiB or GB (TD-17, TD-18).

use crate::base::{CpuUnits, Mebibytes};

/// Reads `text` as a decimal number with at most three decimals, in thousandths.
fn thousandths(text: &str) -> Option<u64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || (whole.is_empty() && decimals.is_empty()) {
        return None;
    }
    if !whole.bytes().chain(decimals.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let padded: u64 = format!("{decimals:0<3}").parse().ok()?;
    whole.checked_mul(1_000)?.checked_add(padded)
}

fn with_unit(text: &str, unit: &str) -> Option<u32> {
    let lower = text.to_ascii_lowercase();
    let number = lower.strip_suffix(unit)?.trim_end();
    let units = thousandths(number)?.checked_mul(1_024)?;
    if units % 1_000 == 0 { u32::try_from(units / 1_000).ok() } else { None }
}

/// `"1024"`, `"1 vCPU"`, `".5 vcpu"` → CPU units (TD-17, TD-143).
pub fn read_cpu(text: &str) -> Option<CpuUnits> {
    let text = text.trim();
    text.parse().ok().or_else(|| with_unit(text, "vcpu")).map(CpuUnits)
}

/// `"2048"`, `"2GB"`, `"0.5 GB"` → MiB (TD-18, TD-143).
pub fn read_memory(text: &str) -> Option<Mebibytes> {
    let text = text.trim();
    text.parse().ok().or_else(|| with_unit(text, "gb")).map(Mebibytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn td_17_td_18_units_and_texts() {
        for (text, units) in [
            ("1024", Some(1024)),
            ("1 vCPU", Some(1024)),
            (".5 vcpu", Some(512)),
            ("0.25 vCPU", Some(256)),
            ("1vcpu", Some(1024)),
            ("one", None),
            ("", None),
            ("-1", None),
            ("1.2345 vcpu", None),
            ("99999999999 vcpu", None),
        ] {
            assert_eq!(read_cpu(text), units.map(CpuUnits), "{text}");
        }
        for (text, mib) in
            [("2048", Some(2048)), ("2 GB", Some(2048)), (".5 gb", Some(512)), ("2 MB", None)]
        {
            assert_eq!(read_memory(text), mib.map(Mebibytes), "{text}");
        }
    }
}
