//! Quotas as dated data, in two profiles (QT-01 …, QR-1 …).

/// One quota row.
#[derive(Debug, PartialEq, Eq)]
pub struct Quota {
    /// Its number in the reference.
    pub rule: &'static str,
    /// The name used in reports and overrides.
    pub code: &'static str,
    /// What the quota tables call it.
    pub name: &'static str,
    /// The study notes' value (about 2020); `None` = the row is off in that profile.
    pub notes: Option<u64>,
    /// The newest published value; `None` = the row is off.
    pub current: Option<u64>,
    /// Whether the notes call it adjustable.
    pub adjustable_notes: bool,
    /// Whether the newest table calls it adjustable.
    pub adjustable_current: bool,
    /// Over what it is counted.
    pub scope: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/quotas.rs"));

/// Which table holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Profile {
    /// The study notes' table (the default).
    #[default]
    Notes,
    /// Today's published values.
    Current,
}

impl Profile {
    /// The word in a scenario document.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notes => "notes",
            Self::Current => "current",
        }
    }

    /// Reads the word of a scenario document.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Notes, Self::Current].into_iter().find(|p| p.as_str() == text)
    }
}

impl Quota {
    /// The row with this code.
    pub fn coded(code: &str) -> Option<&'static Self> {
        QUOTAS.iter().find(|q| q.code == code)
    }

    /// The default value in a profile; `None` = off.
    pub const fn value(&self, profile: Profile) -> Option<u64> {
        match profile {
            Profile::Notes => self.notes,
            Profile::Current => self.current,
        }
    }

    /// Whether it can be raised in a profile.
    pub const fn adjustable(&self, profile: Profile) -> bool {
        match profile {
            Profile::Notes => self.adjustable_notes,
            Profile::Current => self.adjustable_current,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The study notes' two tables, row by row.
    #[test]
    fn the_notes_tables() {
        let expected = [
            ("clusters", 10_000, true),
            ("container-instances-per-cluster", 2_000, true),
            ("services-per-cluster", 5_000, true),
            ("tasks-per-service", 5_000, true),
            ("ec2-tasks-per-service", 1_000, true),
            ("fargate-tasks", 100, true),
            ("fargate-spot-tasks", 250, true),
            ("fargate-public-ips", 100, true),
            ("run-task-count", 10, false),
            ("start-task-instances", 10, false),
            ("revisions-per-family", 1_000_000, false),
            ("task-definition-size-kib", 32, false),
            ("containers-per-task-definition", 10, false),
            ("subnets-per-awsvpc-configuration", 16, false),
            ("security-groups-per-awsvpc-configuration", 5, false),
            ("target-groups-per-service", 5, false),
            ("classic-load-balancers-per-service", 1, false),
            ("tags-per-resource", 50, false),
        ];
        for (row, (code, value, adjustable)) in QUOTAS.iter().zip(expected) {
            assert_eq!(row.code, code);
            assert_eq!(row.notes, Some(value), "{code}");
            assert_eq!(row.adjustable_notes, adjustable, "{code}");
        }
    }
}
