//! Queries that are legal and probably not meant: warnings beside the rules' numbers.

use std::rc::Rc;

use super::expression::{Comparison, Expression, Operand};
use super::operator::{Operator, SubjectName};
use super::{BUILT_IN_ATTRIBUTES, nearly};
use crate::base::Span;

/// What looks odd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LintKind {
    /// `and` and `or` without parentheses: `and` binds first (CQL-4).
    MixedAndOr,
    /// `task:group != X`: the documented form is `not(task:group == X)` (CQL-27).
    GroupNotEquals,
    /// `agentConnected` is `true` or `false` (CQL-66).
    NotTrueOrFalse,
    /// No such built-in attribute; the nearest one (CQL-69).
    UnknownBuiltIn(Option<Rc<str>>),
    /// Only instances with a task of the very group qualify: before its first task none does
    /// (CQL-29).
    SelfAffinity,
    /// `!=` leaves out instances without the attribute (CQL-21, CQL-22).
    LeavesOutMissing,
}

impl LintKind {
    /// The rule's number.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::MixedAndOr => "CQL-4",
            Self::GroupNotEquals => "CQL-27",
            Self::NotTrueOrFalse => "CQL-66",
            Self::UnknownBuiltIn(_) => "CQL-69",
            Self::SelfAffinity => "CQL-29",
            Self::LeavesOutMissing => "CQL-21",
        }
    }
}

/// One of them, with its place in the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: LintKind,
}

fn of_comparison(comparison: &Comparison, text: &str) -> Option<LintKind> {
    match (&comparison.subject, comparison.operator, &comparison.operand) {
        (SubjectName::TaskGroup, Operator::NotEquals, _) => Some(LintKind::GroupNotEquals),
        (SubjectName::AgentConnected, _, Operand::Text(value)) => {
            let fine = ["true", "false"].contains(&&**value);
            (!fine).then_some(LintKind::NotTrueOrFalse)
        }
        (SubjectName::AgentConnected, _, Operand::List(values)) => {
            let fine = values.iter().all(|value| ["true", "false"].contains(&&**value));
            (!fine).then_some(LintKind::NotTrueOrFalse)
        }
        (SubjectName::Attribute(name), operator, _) => {
            let known = !name.starts_with("ecs.")
                || name.starts_with("ecs.capability.")
                || BUILT_IN_ATTRIBUTES.contains(&&**name);
            if !known {
                let nearest = BUILT_IN_ATTRIBUTES.iter().find(|built_in| nearly(built_in, name));
                return Some(LintKind::UnknownBuiltIn(nearest.map(|name| Rc::from(*name))));
            }
            let denies = operator.is_negative() && operator != Operator::NotExists;
            // What every instance has cannot be missing; one who also asks for existence knows.
            let guarded = text.contains(&format!("{name} exists"));
            (denies && !name.starts_with("ecs.") && !guarded).then_some(LintKind::LeavesOutMissing)
        }
        _ => None,
    }
}

fn mixes(expression: &Expression) -> bool {
    match expression {
        Expression::Is(_) => false,
        Expression::Not(inner) => mixes(inner),
        Expression::All(parts) => parts.iter().any(mixes),
        Expression::Any(parts) => parts.iter().any(|p| matches!(p, Expression::All(_)) || mixes(p)),
    }
}

/// Where a query cannot hold without a task of the group.
fn needs_group(expression: &Expression, group: &str) -> Option<Span> {
    match expression {
        Expression::Is(comparison) => {
            let own = match (comparison.operator, &comparison.operand) {
                (Operator::Equals, Operand::Text(text)) => &**text == group,
                (Operator::In, Operand::List(list)) => list.len() == 1 && &*list[0] == group,
                _ => false,
            };
            (own && comparison.subject == SubjectName::TaskGroup).then_some(comparison.span)
        }
        Expression::All(parts) => parts.iter().find_map(|part| needs_group(part, group)),
        Expression::Any(_) | Expression::Not(_) => None,
    }
}

impl Expression {
    /// What looks odd about a query. `text` is what it was parsed from; `group` that of the tasks
    /// it is for, where known.
    pub fn lints(&self, text: &str, group: Option<&str>) -> Vec<Lint> {
        let mut out = Vec::new();
        if let Some(span) = group.and_then(|group| needs_group(self, group)) {
            out.push(Lint { span, kind: LintKind::SelfAffinity });
        }
        // The tree does not keep parentheses; a text without any cannot have them.
        if !text.contains('(') && mixes(self) {
            let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
            out.push(Lint { span: Span { start: 0, end }, kind: LintKind::MixedAndOr });
        }
        for comparison in self.comparisons() {
            if let Some(kind) = of_comparison(comparison, text) {
                out.push(Lint { span: comparison.span, kind });
            }
        }
        out
    }
}
