//! A problem in what somebody wrote, as data. Each room has its own message type `M`; the words
//! stand in `texts/`.

use super::path::FieldPath;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It cannot be read, or the API would refuse it.
    Error,
    /// It is accepted, and surprising.
    Warning,
    /// It is accepted; the playground does not play it, or reads it in a particular way.
    Note,
}

/// A place in a text: byte offsets, end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// One problem: what, how bad, where, by which rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic<M> {
    /// The rule's number in the reference (`TD-35`), or empty where no rule of ECS is at stake.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where, as a path into the value.
    pub path: FieldPath,
    /// Where, as a place in the text; filled where there is a text.
    pub span: Option<Span>,
    /// What, with its arguments.
    pub message: M,
}

impl<M> Diagnostic<M> {
    /// A diagnostic that knows its path but not yet its place in a text.
    pub fn new(rule: &'static str, severity: Severity, path: FieldPath, message: M) -> Self {
        Self { rule, severity, path, span: None, message }
    }

    /// The same diagnostic with its message translated into another room's type.
    pub fn map<N>(self, f: impl FnOnce(M) -> N) -> Diagnostic<N> {
        Diagnostic {
            rule: self.rule,
            severity: self.severity,
            path: self.path,
            span: self.span,
            message: f(self.message),
        }
    }
}
