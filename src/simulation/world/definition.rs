//! Registered task definitions: revisions, and what overrides make of them for some tasks.

use std::rc::Rc;

use serde_json::Value;

use crate::base::SimTime;
use crate::model::launch_type::LaunchType;
use crate::model::task_definition::TaskDefinition;
use crate::placement::{Constraint, Need};

use super::{DefinitionIndex, World};

/// `status` of a revision (TD-9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DefinitionStatus {
    /// May be used.
    Active,
    /// Deregistered: what runs with it goes on.
    Inactive,
    /// Deleted, and still shown.
    DeleteInProgress,
}

impl DefinitionStatus {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Active, Self::Inactive, Self::DeleteInProgress];

    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Inactive => "INACTIVE",
            Self::DeleteInProgress => "DELETE_IN_PROGRESS",
        }
    }
}

/// A registered revision, or a variant of one: what a task's overrides make of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredDefinition {
    /// What was registered, a variant's overrides put in.
    pub definition: TaskDefinition,
    /// From 1 (TD-12).
    pub revision: u32,
    /// ACTIVE, or INACTIVE after DeregisterTaskDefinition (TD-9).
    pub active: bool,
    /// DeleteTaskDefinitions was called (TD-9).
    pub deleting: bool,
    /// When.
    pub registered_at: SimTime,
    /// What a task of it needs of an instance.
    pub need: Need,
    /// Its own `memberOf` constraints, ready to be evaluated.
    pub constraints: Rc<[Constraint]>,
    /// The launch types that it can run on (TD-7).
    pub compatibilities: Rc<[LaunchType]>,
    /// The overrides of RunTask or StartTask that make this a variant.
    pub overrides: Option<Rc<Value>>,
}

impl RegisteredDefinition {
    /// Its status.
    pub const fn status(&self) -> DefinitionStatus {
        match (self.deleting, self.active) {
            (true, _) => DefinitionStatus::DeleteInProgress,
            (false, true) => DefinitionStatus::Active,
            (false, false) => DefinitionStatus::Inactive,
        }
    }
}

/// Indices from here on are variants.
const VARIANTS: DefinitionIndex = 1 << 31;

impl World {
    /// The definition of a task or service. Indices come from the world itself.
    pub fn definition(&self, index: DefinitionIndex) -> &RegisteredDefinition {
        self.definition_rc(index)
    }

    /// The same, to be kept.
    pub fn definition_rc(&self, index: DefinitionIndex) -> &Rc<RegisteredDefinition> {
        match index.checked_sub(VARIANTS) {
            Some(variant) => &self.variants[variant as usize],
            None => &self.definitions[index as usize],
        }
    }

    /// The definition of an index that the world of another moment gave, if it is known by now.
    pub fn known_definition(&self, index: DefinitionIndex) -> Option<&Rc<RegisteredDefinition>> {
        match index.checked_sub(VARIANTS) {
            Some(variant) => self.variants.get(variant as usize),
            None => self.definitions.get(index as usize),
        }
    }

    /// Keeps a variant; the same overrides of the same revision are kept once.
    pub fn keep_variant(&mut self, variant: RegisteredDefinition) -> DefinitionIndex {
        let same = |other: &Rc<RegisteredDefinition>| {
            other.revision == variant.revision
                && other.definition.family == variant.definition.family
                && other.overrides == variant.overrides
        };
        let at = self.variants.iter().position(same).unwrap_or_else(|| {
            self.variants.push(Rc::new(variant));
            self.variants.len() - 1
        });
        VARIANTS | u32::try_from(at).unwrap_or(0)
    }
}
