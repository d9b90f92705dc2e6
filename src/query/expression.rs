//! A parsed query and what it says of an instance (CQL-10 to CQL-28).

use std::rc::Rc;

use super::operator::{Operator, SubjectName};
use super::pattern::Pattern;
use super::value::{Decimal, Version};
use crate::base::Span;

/// What a query may ask of an instance.
pub trait Subject {
    /// `None`: the instance lacks the attribute; `Some(None)`: it has it without a value.
    fn attribute(&self, name: &str) -> Option<Option<&str>>;
    /// Groups with a task (desiredStatus RUNNING) on the instance (CQL-11).
    fn task_groups(&self) -> Vec<Rc<str>>;
    /// CQL-12
    fn agent_connected(&self) -> bool;
    /// CQL-13
    fn agent_version(&self) -> &str;
    /// CQL-14
    fn ec2_instance_id(&self) -> &str;
    /// Epoch seconds (CQL-15).
    fn registered_at(&self) -> i64;
    /// CQL-16
    fn running_tasks_count(&self) -> u32;
}

/// What a subject is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// Nothing: `exists`, `!exists`.
    None,
    /// A text.
    Text(Rc<str>),
    /// Texts.
    List(Rc<[Rc<str>]>),
    /// A pattern.
    Pattern(Pattern),
    /// A number, for an order over attributes.
    Decimal(Decimal),
    /// A whole number.
    Integer(i64),
    /// An agent's version.
    Version(Version),
    /// Epoch seconds.
    Instant(i64),
}

/// One comparison (CQL-1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What it looks at.
    pub subject: SubjectName,
    /// How.
    pub operator: Operator,
    /// With what; of the kind that subject and operator ask for.
    pub operand: Operand,
    /// Where it stands in the query.
    pub span: Span,
}

/// A query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// One comparison.
    Is(Comparison),
    /// `not`, `!`
    Not(Box<Expression>),
    /// `and`, `&&`
    All(Vec<Expression>),
    /// `or`, `||`
    Any(Vec<Expression>),
}

impl Expression {
    /// Whether the query holds for an instance.
    pub fn evaluate(&self, subject: &dyn Subject) -> bool {
        match self {
            Self::Is(comparison) => comparison.evaluate(subject),
            Self::Not(inner) => !inner.evaluate(subject),
            Self::All(parts) => parts.iter().all(|part| part.evaluate(subject)),
            Self::Any(parts) => parts.iter().any(|part| part.evaluate(subject)),
        }
    }

    /// The query without the comparison that stands there; `None` where nothing would be left, or
    /// nothing stands there.
    pub fn without(&self, span: Span) -> Option<Self> {
        match self {
            Self::Is(_) => None,
            Self::Not(inner) => inner.without(span).map(|inner| Self::Not(Box::new(inner))),
            Self::All(parts) | Self::Any(parts) => {
                let at = parts.iter().position(|part| {
                    part.comparisons().iter().any(|comparison| comparison.span == span)
                })?;
                let mut parts = parts.clone();
                match parts[at].without(span) {
                    Some(rest) => parts[at] = rest,
                    None => {
                        parts.remove(at);
                    }
                }
                Some(match (self, parts.len()) {
                    (_, 1) => parts.remove(0),
                    (Self::All(_), _) => Self::All(parts),
                    _ => Self::Any(parts),
                })
            }
        }
    }

    /// Every comparison, from left to right.
    pub fn comparisons(&self) -> Vec<&Comparison> {
        match self {
            Self::Is(comparison) => vec![comparison],
            Self::Not(inner) => inner.comparisons(),
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().flat_map(Self::comparisons).collect()
            }
        }
    }
}

impl Comparison {
    fn evaluate(&self, subject: &dyn Subject) -> bool {
        match &self.subject {
            // CQL-23: present without a value compares as the empty text.
            SubjectName::Attribute(name) => match subject.attribute(name) {
                Some(value) => self.holds(value.unwrap_or("")),
                // CQL-21: a missing attribute fails everything but `!exists`.
                None => self.operator == Operator::NotExists,
            },
            SubjectName::TaskGroup => {
                let groups = subject.task_groups();
                match self.operator {
                    Operator::Exists => !groups.is_empty(),
                    Operator::NotExists => groups.is_empty(),
                    // CQL-27: a denial speaks of every task, also of none.
                    operator if operator.is_negative() => groups.iter().all(|g| self.holds(g)),
                    _ => groups.iter().any(|group| self.holds(group)),
                }
            }
            SubjectName::AgentConnected => {
                self.holds(if subject.agent_connected() { "true" } else { "false" })
            }
            SubjectName::Ec2InstanceId => self.holds(subject.ec2_instance_id()),
            SubjectName::AgentVersion => {
                match (Version::parse(subject.agent_version()), &self.operand) {
                    (Some(is), Operand::Version(than)) => self.operator.accepts(is.cmp(than)),
                    _ => false,
                }
            }
            SubjectName::RegisteredAt => self.orders(subject.registered_at()),
            SubjectName::RunningTasksCount => self.orders(i64::from(subject.running_tasks_count())),
        }
    }

    fn orders(&self, is: i64) -> bool {
        match self.operand {
            Operand::Integer(than) | Operand::Instant(than) => self.operator.accepts(is.cmp(&than)),
            _ => false,
        }
    }

    /// CQL-20, CQL-24, CQL-26: of a text that is there.
    fn holds(&self, value: &str) -> bool {
        match &self.operand {
            Operand::None => self.operator == Operator::Exists,
            Operand::Text(other) => (value == &**other) == (self.operator == Operator::Equals),
            Operand::List(list) => {
                list.iter().any(|other| value == &**other) == (self.operator == Operator::In)
            }
            Operand::Pattern(pattern) => {
                pattern.matches(value) == (self.operator == Operator::Matches)
            }
            Operand::Decimal(than) => {
                Decimal::parse(value).is_some_and(|is| self.operator.accepts(is.cmp(than)))
            }
            Operand::Integer(_) | Operand::Version(_) | Operand::Instant(_) => false,
        }
    }
}
