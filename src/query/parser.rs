//! The grammar (cluster-query-language.md, section 1; CQL-2), with errors that know their place.

use std::rc::Rc;

use super::error::{QueryError, QueryErrorKind};
use super::expression::{Comparison, Expression, Operand};
use super::lexer::{Token, TokenKind, tokens};
use super::operator::{Operator, SubjectName};
use super::pattern::Pattern;
use super::value::{Decimal, Version, instant};
use crate::base::Span;

/// Longest query the API takes (PL-71).
pub const LENGTH_LIMIT: usize = 2_000;
/// Deepest nesting of parentheses and negations that is read.
const DEPTH_LIMIT: u32 = 64;

pub(super) struct Parser {
    tokens: Vec<Token>,
    at: usize,
    end: u32,
    depth: u32,
    /// What was begun last, for completion.
    pub(super) subject: Option<SubjectName>,
}

impl Expression {
    /// Reads a query.
    ///
    /// # Errors
    /// The first place where it departs from the grammar, and what was expected there.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let error = |kind| Err(QueryError { position: 0, kind });
        if text.trim().is_empty() {
            return error(QueryErrorKind::Empty);
        }
        if text.chars().count() > LENGTH_LIMIT {
            return error(QueryErrorKind::TooLong);
        }
        let mut parser = Parser::new(text);
        if let Some(token) = parser.tokens.iter().find(|t| t.kind == TokenKind::Unclosed) {
            let position = token.start;
            return Err(QueryError { position, kind: QueryErrorKind::UnclosedQuote });
        }
        parser.whole()
    }
}

impl Parser {
    pub(super) fn new(text: &str) -> Self {
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        Self { tokens: tokens(text), at: 0, end, depth: 0, subject: None }
    }

    pub(super) fn whole(&mut self) -> Result<Expression, QueryError> {
        let expression = self.any()?;
        if self.at < self.tokens.len() {
            return self.fail(QueryErrorKind::ExpectedEnd);
        }
        Ok(expression)
    }

    fn peek(&self) -> Option<&TokenKind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn start(&self) -> u32 {
        self.tokens.get(self.at).map_or(self.end, |token| token.start)
    }

    fn fail<T>(&self, kind: QueryErrorKind) -> Result<T, QueryError> {
        let position = self.start();
        let kind = match self.peek() {
            Some(TokenKind::Word(word)) if is_upper_case_keyword(word) => {
                QueryErrorKind::UpperCaseKeyword(word.as_str().into())
            }
            // CQL-3: `=~ t(2|3)`, where a value or its end was expected.
            Some(TokenKind::Symbol("("))
                if matches!(kind, QueryErrorKind::ExpectedValue | QueryErrorKind::ExpectedEnd) =>
            {
                QueryErrorKind::ParenthesesInComparison
            }
            _ => kind,
        };
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
                return self.fail(match self.peek() {
                    None => QueryErrorKind::ExpectedParenthesis,
                    Some(_) => QueryErrorKind::ExpectedEnd,
                });
            }
            return Ok(inner);
        }
        self.comparison().map(Expression::Is)
    }

    fn comparison(&mut self) -> Result<Comparison, QueryError> {
        let start = self.start();
        let Some(TokenKind::Word(word)) = self.peek() else {
            return self.fail(QueryErrorKind::ExpectedSubject);
        };
        let subject = match subject(word) {
            Ok(subject) => subject,
            Err(kind) => return self.fail(kind),
        };
        self.at += 1;
        self.subject = Some(subject.clone());
        let before = self.at;
        let Some(operator) = Operator::ALL.into_iter().find(|o| self.takes(o.symbol(), o.word()))
        else {
            return self.fail(if self.peek() == Some(&TokenKind::Symbol("=")) {
                QueryErrorKind::SingleEquals
            } else {
                QueryErrorKind::ExpectedOperator
            });
        };
        if !subject.operators().contains(&operator) {
            self.at = before;
            return self.fail(QueryErrorKind::OperatorOf(subject, operator));
        }
        let operand = self.operand(&subject, operator)?;
        let end = self.tokens.get(self.at.wrapping_sub(1)).map_or(self.end, |token| token.end);
        self.subject = None;
        Ok(Comparison { subject, operator, operand, span: Span { start, end } })
    }

    fn operand(&mut self, of: &SubjectName, operator: Operator) -> Result<Operand, QueryError> {
        match operator {
            Operator::Exists | Operator::NotExists => return Ok(Operand::None),
            Operator::In | Operator::NotIn => return self.list().map(Operand::List),
            _ => {}
        }
        let at = self.at;
        let quoted = matches!(self.peek(), Some(TokenKind::Quoted(_)));
        let start = self.start() + u32::from(quoted);
        let value = self.value()?;
        if matches!(operator, Operator::Matches | Operator::NotMatches) {
            return Pattern::new(&value)
                .map(Operand::Pattern)
                .map_err(|problem| QueryError::of_pattern(problem, start));
        }
        let (operand, otherwise) = match of {
            SubjectName::AgentVersion => {
                (Version::parse(&value).map(Operand::Version), QueryErrorKind::ExpectedVersion)
            }
            SubjectName::RegisteredAt => {
                (instant(&value).map(Operand::Instant), QueryErrorKind::ExpectedDate)
            }
            SubjectName::RunningTasksCount => {
                (value.parse().ok().map(Operand::Integer), QueryErrorKind::ExpectedInteger)
            }
            SubjectName::Attribute(_) if operator.is_order() => {
                (Decimal::parse(&value).map(Operand::Decimal), QueryErrorKind::ExpectedNumber)
            }
            _ => return Ok(Operand::Text(value)),
        };
        match operand {
            Some(operand) => Ok(operand),
            None => {
                self.at = at;
                self.fail(otherwise)
            }
        }
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
            return self.fail(QueryErrorKind::ExpectedList);
        }
        if self.peek() == Some(&TokenKind::Symbol("]")) {
            return self.fail(QueryErrorKind::EmptyList);
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

fn is_upper_case_keyword(word: &str) -> bool {
    let lower = word.to_lowercase();
    *word != lower && ["and", "or", "not", "in", "exists", "matches", "equals"].contains(&&*lower)
}

/// CQL-10 to CQL-16, CQL-53, CQL-54.
fn subject(word: &str) -> Result<SubjectName, QueryErrorKind> {
    if let Some((_, subject)) = SubjectName::WORDS.iter().find(|(name, _)| *name == word) {
        return Ok(subject.clone());
    }
    if let Some(name) = word.strip_prefix("attribute:") {
        return if is_attribute_name(name) {
            Ok(SubjectName::Attribute(name.into()))
        } else {
            Err(QueryErrorKind::AttributeName)
        };
    }
    let lower = word.to_lowercase();
    let meant = SubjectName::WORDS
        .iter()
        .find(|(name, _)| name.to_lowercase() == lower)
        .map(|(name, _)| Rc::from(*name))
        .or_else(|| {
            let bare = word.strip_prefix("ecs.").unwrap_or(word);
            let built_in = super::BUILT_IN_ATTRIBUTES.iter().find(|name| name[4..] == *bare);
            match built_in {
                Some(name) => Some(format!("attribute:{name}").into()),
                None if is_attribute_name(word) => Some(format!("attribute:{word}").into()),
                None => None,
            }
        });
    Err(QueryErrorKind::UnknownSubject(word.into(), meant))
}

/// Whether a text can name an attribute (CQL-34).
pub fn is_attribute_name(name: &str) -> bool {
    (1..=128).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.\\/-".contains(&b))
}
