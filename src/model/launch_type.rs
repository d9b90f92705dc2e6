//! Launch types (CP-1).

/// Where a task runs.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum LaunchType {
    /// On container instances of one's own.
    Ec2,
    /// On AWS's own hosts, one isolated host a task (LT-13).
    Fargate,
    /// On registered hardware of one's own: ECS Anywhere (LT-10).
    External,
    /// On instances that ECS manages; reached by a capacity provider only (LT-2).
    ManagedInstances,
}

impl LaunchType {
    /// All of them, in the API's order.
    pub const ALL: [Self; 4] = [Self::Ec2, Self::Fargate, Self::External, Self::ManagedInstances];

    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ec2 => "EC2",
            Self::Fargate => "FARGATE",
            Self::External => "EXTERNAL",
            Self::ManagedInstances => "MANAGED_INSTANCES",
        }
    }

    /// Reads the API's word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.as_str() == text)
    }
}
