//! Floor 2: the cluster query language (CQL), whole: `memberOf`, the filters of the List calls,
//! the stage's filter box.

mod complete;
mod error;
mod expression;
mod lexer;
mod lint;
mod operator;
mod parser;
mod pattern;
#[cfg(test)]
mod tests;
mod value;

pub use complete::{Completion, Vocabulary, complete};
pub use error::{QueryError, QueryErrorKind};
pub use expression::{Comparison, Expression, Operand, Subject};
pub use lint::{Lint, LintKind};
pub use operator::{Operator, SubjectName};
pub use parser::{LENGTH_LIMIT, is_attribute_name};

/// The attributes that ECS gives container instances itself (CQL-30, CQL-31).
pub const BUILT_IN_ATTRIBUTES: [&str; 11] = [
    "ecs.ami-id",
    "ecs.availability-zone",
    "ecs.instance-type",
    "ecs.os-type",
    "ecs.os-family",
    "ecs.cpu-architecture",
    "ecs.vpc-id",
    "ecs.subnet-id",
    "ecs.awsvpc-trunk-id",
    "ecs.outpost-arn",
    "ecs.capability.external",
];

/// Whether two names differ by at most two letters added, removed or exchanged.
fn nearly(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().abs_diff(b.len()) > 2 {
        return false;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let exchanged = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = exchanged.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()] <= 2
}
