//! Placement constraints and strategies, as the API writes them (PL-49, PL-71).

use std::rc::Rc;

use super::reader::Fields;

/// `type` of a constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlacementConstraintType {
    /// `distinctInstance`
    DistinctInstance,
    /// `memberOf`
    MemberOf,
}

impl PlacementConstraintType {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DistinctInstance => "distinctInstance",
            Self::MemberOf => "memberOf",
        }
    }
}

/// A placement constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacementConstraint {
    /// Its type.
    pub kind: PlacementConstraintType,
    /// The query, for `memberOf`.
    pub expression: Option<Rc<str>>,
}

/// `type` of a strategy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlacementStrategyType {
    /// `spread`
    Spread,
    /// `binpack`
    Binpack,
    /// `random`
    Random,
}

impl PlacementStrategyType {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Spread => "spread",
            Self::Binpack => "binpack",
            Self::Random => "random",
        }
    }
}

/// A placement strategy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacementStrategy {
    /// Its type.
    pub kind: PlacementStrategyType,
    /// What it looks at; ignored by `random` (PL-50).
    pub field: Option<Rc<str>>,
}

/// Reads `placementConstraints`; an element that cannot be read is left out, with a problem.
pub fn read_constraints(fields: &Fields<'_>, key: &'static str) -> Vec<PlacementConstraint> {
    use PlacementConstraintType::{DistinctInstance, MemberOf};
    let mut out = Vec::new();
    for item in fields.objects(key) {
        let choices =
            [(DistinctInstance.as_str(), DistinctInstance), (MemberOf.as_str(), MemberOf)];
        let kind = item.required_choice("type", &choices);
        let expression = item.text("expression");
        item.finish(&[]);
        if let Some(kind) = kind {
            out.push(PlacementConstraint { kind, expression });
        }
    }
    out
}

/// Reads `placementStrategy`; an element that cannot be read is left out, with a problem.
pub fn read_strategies(fields: &Fields<'_>, key: &'static str) -> Vec<PlacementStrategy> {
    use PlacementStrategyType::{Binpack, Random, Spread};
    let mut out = Vec::new();
    for item in fields.objects(key) {
        let choices =
            [(Spread.as_str(), Spread), (Binpack.as_str(), Binpack), (Random.as_str(), Random)];
        let kind = item.required_choice("type", &choices);
        let field = item.text("field");
        item.finish(&[]);
        if let Some(kind) = kind {
            out.push(PlacementStrategy { kind, field });
        }
    }
    out
}
