//! Operators, the words for them, and which subject takes which (CQL-10 to CQL-16).

use std::cmp::Ordering;

/// How a comparison compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `==`, `equals`
    Equals,
    /// `!=`, `not_equals`
    NotEquals,
    /// `in`
    In,
    /// `!in`, `not_in`
    NotIn,
    /// `=~`, `matches`
    Matches,
    /// `!~`, `not_matches`
    NotMatches,
    /// `exists`
    Exists,
    /// `!exists`, `not_exists`
    NotExists,
    /// `>`, `greater_than`
    Greater,
    /// `>=`, `greater_than_equal`
    GreaterOrEqual,
    /// `<`, `less_than`
    Less,
    /// `<=`, `less_than_equal`
    LessOrEqual,
}

impl Operator {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Equals,
        Self::NotEquals,
        Self::In,
        Self::NotIn,
        Self::Matches,
        Self::NotMatches,
        Self::Exists,
        Self::NotExists,
        Self::Greater,
        Self::GreaterOrEqual,
        Self::Less,
        Self::LessOrEqual,
    ];

    /// Its symbol.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Equals => "==",
            Self::NotEquals => "!=",
            Self::In => "in",
            Self::NotIn => "!in",
            Self::Matches => "=~",
            Self::NotMatches => "!~",
            Self::Exists => "exists",
            Self::NotExists => "!exists",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
        }
    }

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Equals => "equals",
            Self::NotEquals => "not_equals",
            Self::In => "in",
            Self::NotIn => "not_in",
            Self::Matches => "matches",
            Self::NotMatches => "not_matches",
            Self::Exists => "exists",
            Self::NotExists => "not_exists",
            Self::Greater => "greater_than",
            Self::GreaterOrEqual => "greater_than_equal",
            Self::Less => "less_than",
            Self::LessOrEqual => "less_than_equal",
        }
    }

    /// Whether it says what its counterpart denies.
    pub const fn is_negative(self) -> bool {
        matches!(self, Self::NotEquals | Self::NotIn | Self::NotMatches | Self::NotExists)
    }

    /// Whether it orders.
    pub const fn is_order(self) -> bool {
        matches!(self, Self::Greater | Self::GreaterOrEqual | Self::Less | Self::LessOrEqual)
    }

    /// Whether a value that stands so towards the operand passes: for `==`, `!=` and the orders.
    pub const fn accepts(self, order: Ordering) -> bool {
        match self {
            Self::Equals => order.is_eq(),
            Self::NotEquals => order.is_ne(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            _ => false,
        }
    }
}

/// What a comparison looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubjectName {
    /// `attribute:NAME` (CQL-10)
    Attribute(std::rc::Rc<str>),
    /// `task:group` (CQL-11)
    TaskGroup,
    /// `agentConnected` (CQL-12)
    AgentConnected,
    /// `agentVersion` (CQL-13)
    AgentVersion,
    /// `ec2InstanceId` (CQL-14)
    Ec2InstanceId,
    /// `registeredAt` (CQL-15)
    RegisteredAt,
    /// `runningTasksCount` (CQL-16)
    RunningTasksCount,
}

impl SubjectName {
    /// Every subject but attributes, as they are written.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("task:group", Self::TaskGroup),
        ("agentConnected", Self::AgentConnected),
        ("agentVersion", Self::AgentVersion),
        ("ec2InstanceId", Self::Ec2InstanceId),
        ("registeredAt", Self::RegisteredAt),
        ("runningTasksCount", Self::RunningTasksCount),
    ];

    /// As it is written.
    pub fn text(&self) -> String {
        if let Self::Attribute(name) = self {
            return format!("attribute:{name}");
        }
        let word = Self::WORDS.iter().find(|(_, subject)| subject == self);
        word.map_or("", |(word, _)| word).to_owned()
    }

    /// The operators that it takes.
    pub const fn operators(&self) -> &'static [Operator] {
        use Operator as O;
        match self {
            Self::Attribute(_) => &O::ALL,
            Self::TaskGroup => &[
                O::Equals,
                O::NotEquals,
                O::In,
                O::NotIn,
                O::Matches,
                O::NotMatches,
                O::Exists,
                O::NotExists,
            ],
            Self::AgentConnected | Self::Ec2InstanceId => {
                &[O::Equals, O::NotEquals, O::In, O::NotIn, O::Matches, O::NotMatches]
            }
            Self::AgentVersion | Self::RegisteredAt | Self::RunningTasksCount => {
                &[O::Equals, O::NotEquals, O::Greater, O::GreaterOrEqual, O::Less, O::LessOrEqual]
            }
        }
    }
}
