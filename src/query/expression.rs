//! A parsed query and what it says of an instance (CQL-10 to CQL-23).

use std::rc::Rc;

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

/// What a comparison looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubjectName {
    /// `attribute:NAME`
    Attribute(Rc<str>),
    /// `task:group`
    TaskGroup,
    /// `agentConnected`
    AgentConnected,
    /// `ec2InstanceId`
    Ec2InstanceId,
    /// `runningTasksCount`
    RunningTasksCount,
}

/// How it compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `==`, `equals`
    Equals(Rc<str>),
    /// `!=`, `not_equals`
    NotEquals(Rc<str>),
    /// `in`
    In(Rc<[Rc<str>]>),
    /// `!in`, `not_in`
    NotIn(Rc<[Rc<str>]>),
    /// `exists`
    Exists,
    /// `!exists`, `not_exists`
    NotExists,
    /// `>`: numbers only.
    Greater(i64),
    /// `>=`
    GreaterOrEqual(i64),
    /// `<`
    Less(i64),
    /// `<=`
    LessOrEqual(i64),
}

/// One comparison (CQL-1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What it looks at.
    pub subject: SubjectName,
    /// How.
    pub operator: Operator,
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
}

impl Comparison {
    fn evaluate(&self, subject: &dyn Subject) -> bool {
        match &self.subject {
            // CQL-21: a missing attribute fails everything but `!exists`.
            SubjectName::Attribute(name) => {
                self.operator.holds(subject.attribute(name).map(|value| value.unwrap_or("")))
            }
            SubjectName::TaskGroup => {
                let groups = subject.task_groups();
                match &self.operator {
                    Operator::Exists => !groups.is_empty(),
                    Operator::NotExists => groups.is_empty(),
                    Operator::NotEquals(_) | Operator::NotIn(_) => {
                        groups.iter().all(|group| self.operator.holds(Some(group)))
                    }
                    _ => groups.iter().any(|group| self.operator.holds(Some(group))),
                }
            }
            SubjectName::AgentConnected => {
                self.operator.holds(Some(if subject.agent_connected() { "true" } else { "false" }))
            }
            SubjectName::Ec2InstanceId => self.operator.holds(Some(subject.ec2_instance_id())),
            SubjectName::RunningTasksCount => {
                self.operator.holds(Some(&subject.running_tasks_count().to_string()))
            }
        }
    }
}

impl Operator {
    fn holds(&self, value: Option<&str>) -> bool {
        let Some(value) = value else { return matches!(self, Self::NotExists) };
        let number = || value.trim().parse::<i64>().ok();
        match self {
            Self::Equals(other) => value == &**other,
            Self::NotEquals(other) => value != &**other,
            Self::In(list) => list.iter().any(|other| value == &**other),
            Self::NotIn(list) => !list.iter().any(|other| value == &**other),
            Self::Exists => true,
            Self::NotExists => false,
            Self::Greater(n) => number().is_some_and(|v| v > *n),
            Self::GreaterOrEqual(n) => number().is_some_and(|v| v >= *n),
            Self::Less(n) => number().is_some_and(|v| v < *n),
            Self::LessOrEqual(n) => number().is_some_and(|v| v <= *n),
        }
    }
}
