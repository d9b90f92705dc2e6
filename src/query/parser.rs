//! The grammar (cluster-query-language.md, section 1), with errors that know their place.

use std::rc::Rc;

use super::expression::{Comparison, Expression, Operator, SubjectName};
use super::lexer::{Token, TokenKind, tokens};

/// Longest query the API takes (PL-71).
const LENGTH_LIMIT: usize = 2_000;
/// Deepest nesting of parentheses and negations that is read.
const DEPTH_LIMIT: u32 = 64;

/// Why a query cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryErrorKind {
    /// Nothing is written.
    Empty,
    /// Over 2000 characters (PL-71).
    TooLong,
    /// Parentheses nested too deep.
    TooDeep,
    /// A quote without its end.
    UnclosedQuote,
    /// A subject should stand here.
    ExpectedSubject,
    /// An operator should stand here.
    ExpectedOperator,
    /// A value should stand here.
    ExpectedValue,
    /// `]` should stand here.
    ExpectedListEnd,
    /// `)` should stand here.
    ExpectedParenthesis,
    /// The query should end here, or go on with `and` or `or`.
    ExpectedEnd,
    /// Keywords are lower case (CQL-5).
    UpperCaseKeyword(Rc<str>),
    /// A number should stand here.
    ExpectedNumber,
    /// A real part of the language that this engine does not play yet.
    NotSimulated(&'static str),
}

/// An error with its place in the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// First byte of what is wrong; the length of the text at its end.
    pub position: u32,
    /// What is wrong.
    pub kind: QueryErrorKind,
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    end: u32,
    depth: u32,
}

impl Expression {
    /// Reads a query.
    ///
    /// # Errors
    /// The first place where it departs from the grammar, and what was expected there.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let error = |kind| Err(QueryError { position: 0, kind });
        if text.trim().is_empty() {
            return error(QueryErrorKind::Empty);
        }
        if text.chars().count() > LENGTH_LIMIT {
            return error(QueryErrorKind::TooLong);
        }
        let mut parser = Parser { tokens: tokens(text), at: 0, end, depth: 0 };
        if let Some(token) = parser.tokens.iter().find(|t| t.kind == TokenKind::Unclosed) {
            let position = token.start;
            return Err(QueryError { position, kind: QueryErrorKind::UnclosedQuote });
        }
        let expression = parser.any()?;
        if parser.at < parser.tokens.len() {
            return parser.fail(QueryErrorKind::ExpectedEnd);
        }
        Ok(expression)
    }
}

impl Parser {
    fn peek(&self) -> Option<&TokenKind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn fail<T>(&self, kind: QueryErrorKind) -> Result<T, QueryError> {
        let token = self.tokens.get(self.at);
        let position = token.map_or(self.end, |token| token.start);
        if let Some(TokenKind::Word(word)) = token.map(|token| &token.kind) {
            let lower = word.to_lowercase();
            if *word != lower && ["and", "or", "not", "in", "exists"].contains(&&*lower) {
                let kind = QueryErrorKind::UpperCaseKeyword(word.as_str().into());
                return Err(QueryError { position, kind });
            }
        }
        Err(QueryError { position, kind })
    }

    fn takes(&mut self, symbol: &str, word: &str) -> bool {
        let found = match self.peek() {
            Some(TokenKind::Symbol(s)) => *s == symbol,
            Some(TokenKind::Word(w)) => w == word,
            _ => false,
        };
        self.at += usize::from(found);
        found
    }

    fn any(&mut self) -> Result<Expression, QueryError> {
        let mut parts = vec![self.all()?];
        while self.takes("||", "or") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::Any(parts) })
    }

    fn all(&mut self) -> Result<Expression, QueryError> {
        let mut parts = vec![self.not()?];
        while self.takes("&&", "and") {
            parts.push(self.not()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::All(parts) })
    }

    fn deeper<T>(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<T, QueryError>,
    ) -> Result<T, QueryError> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return self.fail(QueryErrorKind::TooDeep);
        }
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn not(&mut self) -> Result<Expression, QueryError> {
        if self.takes("!", "not") {
            return self.deeper(|p| Ok(Expression::Not(Box::new(p.not()?))));
        }
        if self.takes("(", "(") {
            let inner = self.deeper(Self::any)?;
            if !self.takes(")", ")") {
                return self.fail(QueryErrorKind::ExpectedParenthesis);
            }
            return Ok(inner);
        }
        self.comparison().map(Expression::Is)
    }

    fn comparison(&mut self) -> Result<Comparison, QueryError> {
        let Some(TokenKind::Word(word)) = self.peek() else {
            return self.fail(QueryErrorKind::ExpectedSubject);
        };
        let subject = match word.as_str() {
            "task:group" => SubjectName::TaskGroup,
            "agentConnected" => SubjectName::AgentConnected,
            "ec2InstanceId" => SubjectName::Ec2InstanceId,
            "runningTasksCount" => SubjectName::RunningTasksCount,
            "agentVersion" => return self.fail(QueryErrorKind::NotSimulated("agentVersion")),
            "registeredAt" => return self.fail(QueryErrorKind::NotSimulated("registeredAt")),
            other => match other.strip_prefix("attribute:") {
                Some(name) if is_attribute_name(name) => SubjectName::Attribute(name.into()),
                _ => return self.fail(QueryErrorKind::ExpectedSubject),
            },
        };
        self.at += 1;
        let operator = self.operator()?;
        Ok(Comparison { subject, operator })
    }

    fn operator(&mut self) -> Result<Operator, QueryError> {
        if self.takes("!exists", "not_exists") {
            return Ok(Operator::NotExists);
        }
        if self.takes("exists", "exists") {
            return Ok(Operator::Exists);
        }
        if self.takes("==", "equals") {
            return self.value().map(Operator::Equals);
        }
        if self.takes("!=", "not_equals") {
            return self.value().map(Operator::NotEquals);
        }
        if self.takes("!in", "not_in") {
            return self.list().map(Operator::NotIn);
        }
        if self.takes("in", "in") {
            return self.list().map(Operator::In);
        }
        for (symbol, word, make) in [
            (">=", "greater_than_equal", Operator::GreaterOrEqual as fn(i64) -> Operator),
            (">", "greater_than", Operator::Greater),
            ("<=", "less_than_equal", Operator::LessOrEqual),
            ("<", "less_than", Operator::Less),
        ] {
            if self.takes(symbol, word) {
                let at = self.at;
                let value = self.value()?;
                return match value.parse() {
                    Ok(number) => Ok(make(number)),
                    Err(_) => {
                        self.at = at;
                        self.fail(QueryErrorKind::ExpectedNumber)
                    }
                };
            }
        }
        if matches!(self.peek(), Some(TokenKind::Symbol("=~" | "!~"))) {
            return self.fail(QueryErrorKind::NotSimulated("=~"));
        }
        self.fail(QueryErrorKind::ExpectedOperator)
    }

    fn value(&mut self) -> Result<Rc<str>, QueryError> {
        let value = match self.peek() {
            Some(TokenKind::Word(text) | TokenKind::Quoted(text)) => Rc::from(text.as_str()),
            _ => return self.fail(QueryErrorKind::ExpectedValue),
        };
        self.at += 1;
        Ok(value)
    }

    fn list(&mut self) -> Result<Rc<[Rc<str>]>, QueryError> {
        if !self.takes("[", "[") {
            return self.fail(QueryErrorKind::ExpectedValue);
        }
        let mut values = vec![self.value()?];
        while self.takes(",", ",") {
            values.push(self.value()?);
        }
        if !self.takes("]", "]") {
            return self.fail(QueryErrorKind::ExpectedListEnd);
        }
        Ok(values.into())
    }
}

fn is_attribute_name(name: &str) -> bool {
    (1..=128).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.\\/-".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Subject;

    struct Instance;

    impl Subject for Instance {
        fn attribute(&self, name: &str) -> Option<Option<&str>> {
            match name {
                "stack" => Some(Some("prod")),
                "flag" => Some(None),
                "rank" => Some(Some("7")),
                _ => None,
            }
        }
        fn task_groups(&self) -> Vec<Rc<str>> {
            vec!["service:web".into()]
        }
        fn agent_connected(&self) -> bool {
            true
        }
        fn agent_version(&self) -> &str {
            "1.90.0"
        }
        fn ec2_instance_id(&self) -> &str {
            "i-0abc"
        }
        fn registered_at(&self) -> i64 {
            0
        }
        fn running_tasks_count(&self) -> u32 {
            3
        }
    }

    #[test]
    fn queries_hold_or_not() {
        for (query, expected) in [
            ("attribute:stack == prod", true),
            ("attribute:stack==prod", true),
            ("attribute:stack equals 'prod'", true),
            ("attribute:stack != prod", false),
            ("attribute:missing != prod", false),
            ("not(attribute:missing == prod)", true),
            ("!(attribute:stack == prod)", false),
            ("attribute:stack in [dev, prod]", true),
            ("attribute:stack !in ['dev']", true),
            ("attribute:flag exists", true),
            ("attribute:missing !exists", true),
            ("attribute:rank > 5 and attribute:rank <= 7", true),
            ("attribute:stack == dev or attribute:stack == prod and agentConnected == true", true),
            ("task:group == service:web", true),
            ("task:group != service:web", false),
            ("runningTasksCount < 3", false),
            ("ec2InstanceId in ['i-0abc', 'i-1']", true),
        ] {
            let parsed = Expression::parse(query);
            assert_eq!(parsed.map(|e| e.evaluate(&Instance)), Ok(expected), "{query}");
        }
    }

    #[test]
    fn errors_know_their_place() {
        use QueryErrorKind as K;
        for (query, position, kind) in [
            ("", 0, K::Empty),
            ("attribute:stack", 15, K::ExpectedOperator),
            ("attribute:stack ==", 18, K::ExpectedValue),
            ("attribute:stack == 'prod", 19, K::UnclosedQuote),
            ("stack == prod", 0, K::ExpectedSubject),
            ("attribute:a == b AND attribute:c == d", 17, K::UpperCaseKeyword("AND".into())),
            ("(attribute:a == b", 17, K::ExpectedParenthesis),
            ("attribute:a == b attribute:c == d", 17, K::ExpectedEnd),
            ("attribute:a in [b", 17, K::ExpectedListEnd),
            ("attribute:a > b", 14, K::ExpectedNumber),
            ("attribute:a =~ t2.*", 12, K::NotSimulated("=~")),
        ] {
            assert_eq!(Expression::parse(query), Err(QueryError { position, kind }), "{query}");
        }
        let deep = format!("{}attribute:a exists", "(".repeat(1_000));
        assert!(matches!(Expression::parse(&deep), Err(QueryError { kind: K::TooDeep, .. })));
    }
}
