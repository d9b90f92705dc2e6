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
    /// A rate: tokens that come back each second (QR-3); the value is the burst. 0 = not a rate.
    pub sustained: u32,
    /// What happens at the limit.
    pub effect: Effect,
    /// Why this engine only shows the row; `None` = it is enforced.
    pub unplayed: Option<Unplayed>,
    /// Shown, and blocking only where an override sets it (QR-8).
    pub only_if_set: bool,
    /// Where today's value is from.
    pub source: Source,
    /// The exception of a refusal; empty where the text depends on more than the value.
    pub exception: &'static str,
    /// Whether `text` was seen in an answer of the real API.
    pub seen: bool,
    /// The text of a refusal; `{n}` stands for the value.
    pub text: &'static str,
}

/// What happens when something would go past a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The call is refused.
    Refused,
    /// RunTask is refused; a service tells it as an event and tries again (QR-5).
    Event,
    /// Slower, without a word (QT-21, QT-22).
    Paced,
    /// The call is refused with ThrottlingException, a service tries again (QR-3).
    Throttled,
    /// The instance is not chosen: a placement failure.
    NotChosen,
    /// The task stops before it runs.
    TaskStops,
}

/// Why a row is only shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unplayed {
    /// ExecuteCommand opens a session into a container; here nothing runs in containers.
    Exec,
    /// Task sets belong to the EXTERNAL deployment controller, which this engine does not play.
    TaskSets,
}

/// Where a value is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// There is no value of today.
    None,
    /// The public pages service-quotas and ecs-service of AWS.
    Public,
    /// The API model of botocore.
    Botocore,
    /// Answers of the real API, seen by a rule pack and in public issues.
    Probed,
    /// The catalogue of instance types.
    InstanceTypes,
    /// EC2's own quotas.
    Ec2,
    /// No published figure was found.
    Modelled,
}

impl Source {
    /// The source and its date, for people who want to look it up.
    pub const fn text(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Public => "docs.aws.amazon.com, service-quotas (2024–2026)",
            Self::Botocore => "botocore 1.44.5 (2026-11)",
            Self::Probed => "cdk-preflight 0.0.143 (2026)",
            Self::InstanceTypes => "ec2 describe-instance-types (2026)",
            Self::Ec2 => "EC2 L-1216C47A (2025)",
            Self::Modelled => "—",
        }
    }
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

    /// The row of a rule: 28 for QT-28.
    pub fn of(rule: u8) -> &'static Self {
        QUOTAS.get(usize::from(rule).wrapping_sub(1)).unwrap_or(&QUOTAS[0])
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

    /// QR-8
    #[test]
    fn rows_stand_in_the_order_of_their_numbers() {
        assert_eq!(QUOTAS.len(), 42);
        for (number, quota) in (1..).zip(&QUOTAS) {
            assert_eq!(quota.rule, format!("QT-{number:02}"));
            assert_eq!(Quota::of(number), quota);
            assert_eq!(Quota::coded(quota.code), Some(quota));
            if number >= 19 {
                assert_eq!(quota.notes, quota.current, "{}", quota.rule);
                assert_eq!(quota.adjustable_notes, quota.adjustable_current, "{}", quota.rule);
            }
            assert_eq!(quota.exception.is_empty(), quota.text.is_empty(), "{}", quota.rule);
        }
        let off: Vec<&str> =
            QUOTAS.iter().filter(|q| q.current.is_none()).map(|q| q.rule).collect();
        assert_eq!(off, ["QT-05", "QT-08"]);
        let shown: Vec<&str> = QUOTAS.iter().filter(|q| q.only_if_set).map(|q| q.rule).collect();
        assert_eq!(shown, ["QT-40", "QT-42"]);
    }

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
