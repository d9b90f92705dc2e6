//! What can be wrong with a query, and where (cluster-query-language.md, section 6).

use std::rc::Rc;

use super::operator::{Operator, SubjectName};
use super::pattern::PatternProblem;

/// Why a query cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryErrorKind {
    /// Nothing is written (CQL-50).
    Empty,
    /// Over 2000 characters (CQL-51).
    TooLong,
    /// Parentheses nested too deep.
    TooDeep,
    /// A quote without its end.
    UnclosedQuote,
    /// A subject should stand here.
    ExpectedSubject,
    /// No such subject; the one that was perhaps meant (CQL-53).
    UnknownSubject(Rc<str>, Option<Rc<str>>),
    /// `attribute:` without a name, or with letters that no name has (CQL-34, CQL-54).
    AttributeName,
    /// An operator should stand here.
    ExpectedOperator,
    /// `=` is none (CQL-55).
    SingleEquals,
    /// The subject does not take this operator (CQL-62, CQL-63).
    OperatorOf(SubjectName, Operator),
    /// A value should stand here (CQL-56).
    ExpectedValue,
    /// A list should stand here (CQL-57).
    ExpectedList,
    /// A list without values (CQL-58).
    EmptyList,
    /// `]` should stand here (CQL-59).
    ExpectedListEnd,
    /// `)` should stand here (CQL-60).
    ExpectedParenthesis,
    /// The query should end here, or go on with `and` or `or` (CQL-61).
    ExpectedEnd,
    /// Keywords are lower case (CQL-5, CQL-68).
    UpperCaseKeyword(Rc<str>),
    /// A number should stand here (CQL-10).
    ExpectedNumber,
    /// A whole number should stand here (CQL-64).
    ExpectedInteger,
    /// A version should stand here (CQL-13).
    ExpectedVersion,
    /// A date should stand here, in one of four formats (CQL-65).
    ExpectedDate,
    /// Parentheses inside one comparison: a pattern with a group must be quoted (CQL-3, CQL-70).
    ParenthesesInComparison,
    /// No pattern (CQL-67).
    Pattern,
    /// A pattern that Java knows and this program does not; the part in question (CQL-25).
    JavaPattern(Rc<str>),
    /// A pattern that compiles to too much.
    PatternTooBig,
}

impl QueryErrorKind {
    /// The rule's number.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::Empty => "CQL-50",
            Self::TooLong => "CQL-51",
            Self::TooDeep | Self::ExpectedSubject | Self::ExpectedOperator => "CQL-1",
            Self::UnclosedQuote => "CQL-7",
            Self::UnknownSubject(..) => "CQL-53",
            Self::AttributeName => "CQL-54",
            Self::SingleEquals => "CQL-55",
            Self::OperatorOf(SubjectName::AgentVersion, _) => "CQL-62",
            Self::OperatorOf(..) => "CQL-63",
            Self::ExpectedValue => "CQL-56",
            Self::ExpectedList => "CQL-57",
            Self::EmptyList => "CQL-58",
            Self::ExpectedListEnd => "CQL-59",
            Self::ExpectedParenthesis => "CQL-60",
            Self::ExpectedEnd => "CQL-61",
            Self::UpperCaseKeyword(_) => "CQL-68",
            Self::ExpectedNumber => "CQL-10",
            Self::ExpectedInteger => "CQL-64",
            Self::ExpectedVersion => "CQL-13",
            Self::ExpectedDate => "CQL-65",
            Self::ParenthesesInComparison => "CQL-70",
            Self::Pattern => "CQL-67",
            Self::JavaPattern(_) | Self::PatternTooBig => "CQL-25",
        }
    }
}

/// An error with its place in the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// First byte of what is wrong; the length of the text at its end.
    pub position: u32,
    /// What is wrong.
    pub kind: QueryErrorKind,
}

impl QueryError {
    /// A pattern's problem; `start` is the pattern's first byte in the query.
    pub(super) fn of_pattern(problem: PatternProblem, start: u32) -> Self {
        let (within, kind) = match problem {
            PatternProblem::Invalid(at) => (at, QueryErrorKind::Pattern),
            PatternProblem::JavaOnly(at, part) => (at, QueryErrorKind::JavaPattern(part)),
            PatternProblem::TooBig => (0, QueryErrorKind::PatternTooBig),
        };
        Self { position: start.saturating_add(within), kind }
    }
}
