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
    /// As a link writes it: `i0.3`, the kind, the cluster and the number. Empty = nothing.
    pub fn code(self) -> String {
        let (kind, cluster, n) = match self {
            Self::None => return String::new(),
            Self::Instance { cluster, slot } => ('i', cluster, slot),
            Self::Task { cluster, task } => ('t', cluster, task),
            Self::Service { cluster, service } => ('s', cluster, service),
            Self::Waiting { cluster, service } => ('w', cluster, service),
        };
        format!("{kind}{cluster}.{n}")
    }

    /// Reads [`Selection::code`]; what it cannot read is nothing.
    pub fn read(code: &str) -> Self {
        let numbers = code.get(1..).and_then(|rest| rest.split_once('.'));
        let numbers = numbers.and_then(|(c, n)| Some((c.parse().ok()?, n.parse().ok()?)));
        match (code.as_bytes().first(), numbers) {
            (Some(b'i'), Some((cluster, slot))) => Self::Instance { cluster, slot },
            (Some(b't'), Some((cluster, task))) => Self::Task { cluster, task },
            (Some(b's'), Some((cluster, service))) => Self::Service { cluster, service },
            (Some(b'w'), Some((cluster, service))) => Self::Waiting { cluster, service },
            _ => Self::None,
        }
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_was_written() {
        for selection in [
            Selection::None,
            Selection::Instance { cluster: 0, slot: 3 },
            Selection::Task { cluster: 2, task: 17 },
            Selection::Service { cluster: 0, service: 0 },
            Selection::Waiting { cluster: 1, service: u32::MAX },
        ] {
            assert_eq!(Selection::read(&selection.code()), selection);
        }
        for odd in ["", "i", "x0.1", "t0", "t0.", "t.1", "t-1.0", "t0.99999999999", "é0.1"] {
            assert_eq!(Selection::read(odd), Selection::None, "{odd}");
        }
    }
}
