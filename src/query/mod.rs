//! Floor 2: the cluster query language.

mod expression;
mod lexer;
mod parser;

pub use expression::{Comparison, Expression, Operator, Subject, SubjectName};
pub use parser::{QueryError, QueryErrorKind};
