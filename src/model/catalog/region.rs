//! Regions and their Availability Zones. Every zone has one subnet (design, section 2).

/// A Region with its zones' letters, in catalogue order.
const REGIONS: [(&str, &str); 9] = [
    ("ap-northeast-1", "acd"),
    ("us-east-1", "abcdef"),
    ("us-east-2", "abc"),
    ("us-west-2", "abcd"),
    ("eu-west-1", "abc"),
    ("ap-northeast-2", "abcd"),
    ("ap-northeast-3", "abc"),
    ("ap-southeast-1", "abc"),
    ("ap-east-1", "abc"),
];

/// The default Region: Tokyo (PR-12 names it the stand-in for Taipei).
pub const DEFAULT_REGION: &str = "ap-northeast-1";

/// The names of a Region's zones; a Region that the catalogue does not list has `a`, `b`, `c`.
pub fn zones(region: &str) -> Vec<String> {
    let letters = REGIONS.iter().find(|(name, _)| *name == region).map_or("abc", |(_, l)| *l);
    letters.chars().map(|letter| format!("{region}{letter}")).collect()
}

/// Whether a Region has the lower launch rates of newer or smaller ones (QT-21, QT-23, CP-62,
/// CP-63). The reference names these three; others of their kind are not known by name.
pub fn is_small(region: &str) -> bool {
    ["af-south-1", "ap-east-1", "ap-northeast-3"].contains(&region)
}

/// All Regions of the catalogue.
pub fn regions() -> impl Iterator<Item = &'static str> {
    REGIONS.iter().map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    #[test]
    fn tokyo_has_a_c_d() {
        assert_eq!(
            super::zones(super::DEFAULT_REGION),
            ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"]
        );
    }
}
