//! What is chosen on the page. Numbers are the world's own indices.

/// What the user has chosen, on the stage or in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Selection {
    /// Nothing.
    #[default]
    None,
    /// A container instance; `#n` is slot + 1.
    Instance {
        /// Index into the world's clusters.
        cluster: u32,
        /// Index into the cluster's instances.
        slot: u32,
    },
    /// A task that was placed.
    Task {
        /// Index into the world's clusters.
        cluster: u32,
        /// Index into the cluster's tasks.
        task: u32,
    },
    /// A service.
    Service {
        /// Index into the world's clusters.
        cluster: u32,
        /// Index into the cluster's services.
        service: u32,
    },
    /// What a service owes and cannot place: its card on the quay.
    Waiting {
        /// Index into the world's clusters.
        cluster: u32,
        /// Index into the cluster's services.
        service: u32,
    },
}

impl Selection {
    /// The cluster it lies in.
    pub const fn cluster(self) -> Option<u32> {
        match self {
            Self::None => None,
            Self::Instance { cluster, .. }
            | Self::Task { cluster, .. }
            | Self::Service { cluster, .. }
            | Self::Waiting { cluster, .. } => Some(cluster),
        }
    }
}
