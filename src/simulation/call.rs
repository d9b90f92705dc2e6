//! A call: what a scenario is a list of.

use std::rc::Rc;

use serde_json::Value;

use super::calls::names::{CALLS, Simulated};
use super::quotas::ApiBucket;
use crate::base::SimTime;

/// A known call: an AWS API operation or one of the playground's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallName(u16);

impl CallName {
    /// Reads `ecs:RunTask`.
    pub fn parse(text: &str) -> Option<Self> {
        let at = CALLS.iter().position(|(name, _)| *name == text)?;
        u16::try_from(at).ok().map(Self)
    }

    /// `ecs:RunTask`
    pub fn as_str(self) -> &'static str {
        CALLS[usize::from(self.0)].0
    }

    /// The part behind the colon.
    pub fn operation(self) -> &'static str {
        let name = self.as_str();
        name.split_once(':').map_or(name, |(_, operation)| operation)
    }

    /// Whether this engine plays it.
    pub fn is_simulated(self) -> bool {
        CALLS[usize::from(self.0)].1 == Simulated::Yes
    }

    /// Whether it changes nothing: it describes, lists, gets, or is not simulated.
    pub fn only_reads(self) -> bool {
        let verbs = ["Describe", "List", "Get"];
        !self.is_simulated() || verbs.iter().any(|verb| self.operation().starts_with(verb))
    }

    /// The API's bucket that a request takes a token of (QT-25, CP-65); the reference names no
    /// bucket for the others.
    pub fn bucket(self) -> Option<ApiBucket> {
        Some(match self.as_str() {
            "ecs:DeregisterContainerInstance" => ApiBucket::AgentModify,
            "ecs:DescribeClusters" | "ecs:ListClusters" => ApiBucket::ClusterRead,
            "ecs:DescribeServices" | "ecs:ListServices" => ApiBucket::ServiceRead,
            "ecs:CreateService" | "ecs:UpdateService" | "ecs:DeleteService" => {
                ApiBucket::ServiceModify
            }
            "ecs:RegisterTaskDefinition"
            | "ecs:DeregisterTaskDefinition"
            | "ecs:DeleteTaskDefinitions" => ApiBucket::TaskDefinitionModify,
            _ => return None,
        })
    }

    /// The known name nearest to a text, for a helpful error.
    pub fn nearest(text: &str) -> &'static str {
        CALLS
            .iter()
            .map(|(name, _)| *name)
            .min_by_key(|name| edit_distance(&text.to_lowercase(), &name.to_lowercase()))
            .unwrap_or("ecs:RunTask")
    }

    /// All known names.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..u16::try_from(CALLS.len()).unwrap_or(u16::MAX)).map(Self)
    }
}

/// Levenshtein distance in bytes, over at most 64 of them.
fn edit_distance(a: &str, b: &str) -> usize {
    let a: Vec<u8> = a.bytes().take(64).collect();
    let b: Vec<u8> = b.bytes().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substitute = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substitute.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// One call at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// When.
    pub at: SimTime,
    /// Which.
    pub name: CallName,
    /// Its input, in the API's own shape.
    pub input: Rc<Value>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_or_have_a_neighbour() {
        let run = CallName::parse("ecs:RunTask").expect("ecs:RunTask");
        assert_eq!(run.as_str(), "ecs:RunTask");
        assert_eq!(run.operation(), "RunTask");
        assert!(run.is_simulated());
        assert_eq!(CallName::parse("ecs:RunTasks"), None);
        assert_eq!(CallName::nearest("ecs:RunTasks"), "ecs:RunTask");
        assert_eq!(CallName::nearest("world:stopinstances"), "world:StopInstance");
        let mut names: Vec<_> = CallName::all().map(CallName::as_str).collect();
        let count = names.len();
        crate::base::sort::sort(&mut names);
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
