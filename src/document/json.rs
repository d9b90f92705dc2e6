//! JSON with places. Comments, trailing commas and a byte-order mark are repaired and noted;
//! nothing else is.

use std::collections::BTreeMap;
use std::rc::Rc;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};
use serde_json::{Map, Number, Value};

use super::cause::{self, Cause};
use super::{DEPTH_LIMIT, LENGTH_LIMIT};
use crate::base::{Diagnostic, FieldPath, Severity, Span};

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentProblem {
    /// Nothing is written.
    Empty,
    /// Longer than is read, in bytes.
    TooLong {
        /// Its length.
        bytes: u64,
        /// What is read.
        limit: u64,
    },
    /// Nested deeper than is read.
    TooDeep {
        /// What is read.
        limit: u32,
    },
    /// It is not JSON; the likely cause.
    Syntax(Cause),
    /// A key stands twice; the last one counts.
    DuplicateKey(Rc<str>),
    /// A byte-order mark was left out.
    ByteOrderMark,
    /// Comments were left out.
    Comments,
    /// Commas before a closing bracket were left out.
    TrailingComma,
}

/// A text that was read.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// What it says; `None` where it could not be read.
    pub value: Option<Value>,
    /// Problems and notes, with their places.
    pub problems: Vec<Diagnostic<DocumentProblem>>,
    spans: BTreeMap<FieldPath, Span>,
}

/// JSON with comments and commas before closing brackets, and nothing else.
pub(super) const fn tolerant() -> ParseOptions {
    ParseOptions {
        allow_comments: true,
        allow_loose_object_property_names: false,
        allow_trailing_commas: true,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

fn span(range: std::ops::Range<usize>, shift: usize) -> Span {
    let place = |n: usize| u32::try_from(n + shift).unwrap_or(u32::MAX);
    Span { start: place(range.start), end: place(range.end) }
}

impl Document {
    /// Reads a text. Never fails: what is wrong is among the problems.
    pub fn parse(text: &str) -> Self {
        let mut document = Self::default();
        if text.len() > LENGTH_LIMIT {
            let problem =
                DocumentProblem::TooLong { bytes: text.len() as u64, limit: LENGTH_LIMIT as u64 };
            document.say(Severity::Error, Span::default(), problem);
            return document;
        }
        let stripped = text.strip_prefix('\u{feff}');
        let shift = text.len() - stripped.unwrap_or(text).len();
        let body = stripped.unwrap_or(text);
        if stripped.is_some() {
            document.say(Severity::Note, span(0..0, 0), DocumentProblem::ByteOrderMark);
        }
        if body.trim().is_empty() {
            document.say(Severity::Error, span(0..0, shift), DocumentProblem::Empty);
            return document;
        }
        if let Some(at) = too_deep(body) {
            let limit = u32::try_from(DEPTH_LIMIT).unwrap_or(u32::MAX);
            document.say(
                Severity::Error,
                span(at..at + 1, shift),
                DocumentProblem::TooDeep { limit },
            );
            return document;
        }
        document.read(body, shift);
        document
    }

    fn say(&mut self, severity: Severity, span: Span, problem: DocumentProblem) {
        let mut diagnostic = Diagnostic::new("", severity, FieldPath::root(), problem);
        diagnostic.span = Some(span);
        self.problems.push(diagnostic);
    }

    fn read(&mut self, body: &str, shift: usize) {
        let collect =
            CollectOptions { comments: CommentCollectionStrategy::Separate, tokens: false };
        let mut options = ParseOptions { allow_trailing_commas: false, ..tolerant() };
        let mut parsed = parse_to_ast(body, &collect, &options);
        if let Err(error) = &parsed
            && matches!(error.kind(), ParseErrorKind::TrailingCommasNotAllowed)
        {
            let range = error.range();
            self.say(
                Severity::Note,
                span(range.start..range.end, shift),
                DocumentProblem::TrailingComma,
            );
            options.allow_trailing_commas = true;
            parsed = parse_to_ast(body, &collect, &options);
        }
        match parsed {
            Ok(result) => {
                if result.comments.as_ref().is_some_and(|comments| !comments.is_empty()) {
                    self.say(Severity::Note, span(0..0, shift), DocumentProblem::Comments);
                }
                match result.value {
                    Some(value) => self.value = Some(self.take(&value, FieldPath::root(), shift)),
                    None => self.say(Severity::Error, span(0..0, shift), DocumentProblem::Empty),
                }
            }
            Err(error) => {
                let range = error.range();
                let known = match error.kind() {
                    ParseErrorKind::ExpectedComma => Some(Cause::MissingComma),
                    ParseErrorKind::UnterminatedArray | ParseErrorKind::UnterminatedObject => {
                        Some(Cause::Unclosed)
                    }
                    ParseErrorKind::MultipleRootJsonValues => Some(Cause::AfterEnd),
                    ParseErrorKind::SingleQuotedStringsNotAllowed => Some(Cause::SingleQuotes),
                    ParseErrorKind::String(_) => Some(Cause::BadText),
                    _ => None,
                };
                let cause = cause::of(body, range.start, known);
                let mut place = range.start.min(body.len())..range.end.min(body.len());
                if let Cause::Template(mark) = &cause {
                    // The parser stopped near the mark: the mark's line has it.
                    let line = body[..place.start].rfind('\n').map_or(0, |at| at + 1);
                    let at = line + body[line..].find(&**mark).unwrap_or(place.start - line);
                    place = at..at + mark.len();
                }
                place.end = place.end.max(place.start);
                let place = span(place, shift);
                self.say(Severity::Error, place, DocumentProblem::Syntax(cause));
            }
        }
    }

    /// Turns the parser's tree into a value, keeping the place of everything. The depth was
    /// bounded before.
    fn take(&mut self, value: &ast::Value<'_>, path: FieldPath, shift: usize) -> Value {
        let range = value.range();
        self.spans.insert(path.clone(), span(range.start..range.end, shift));
        match value {
            ast::Value::StringLit(text) => Value::String(text.value.to_string()),
            ast::Value::NumberLit(number) => number
                .value
                .parse::<Number>()
                .map_or_else(|_| Value::String(number.value.to_string()), Value::Number),
            ast::Value::BooleanLit(boolean) => Value::Bool(boolean.value),
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::Array(array) => Value::Array(
                (0..)
                    .zip(&array.elements)
                    .map(|(index, element)| self.take(element, path.index(index), shift))
                    .collect(),
            ),
            ast::Value::Object(object) => {
                let mut map = Map::new();
                for property in &object.properties {
                    let name = property.name.as_str();
                    let value = self.take(&property.value, path.key(name), shift);
                    if map.insert(name.to_owned(), value).is_some() {
                        let range = property.range();
                        let place = span(range.start..range.end, shift);
                        let problem = DocumentProblem::DuplicateKey(name.into());
                        self.say(Severity::Warning, place, problem);
                    }
                }
                Value::Object(map)
            }
        }
    }

    /// The place of a path; of its nearest ancestor where it is absent itself.
    pub fn span(&self, path: &FieldPath) -> Option<Span> {
        let mut path = path.clone();
        loop {
            if let Some(span) = self.spans.get(&path) {
                return Some(*span);
            }
            path.0.pop()?;
        }
    }

    /// Whether the text could not be read.
    pub fn is_unreadable(&self) -> bool {
        self.value.is_none()
    }
}

/// The byte at which the nesting passes the limit. Looks past texts and comments only as far as
/// it must: an over-estimate inside a comment is no harm.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut in_text = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        if in_text {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_text = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'{' | b'[' => {
                depth += 1;
                if depth > DEPTH_LIMIT {
                    return Some(at);
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::position;

    fn first(text: &str) -> (Option<DocumentProblem>, u32, u32) {
        let document = Document::parse(text);
        let found = document.problems.first();
        let at = position(text, found.and_then(|p| p.span).unwrap_or_default().start);
        (found.map(|p| p.message.clone()), at.line, at.column)
    }

    #[test]
    fn good_texts_with_repairs() {
        assert_eq!(first("{\"a\": 1}").0, None);
        for (text, note) in [
            ("\u{feff}{\"a\": 1}", DocumentProblem::ByteOrderMark),
            ("{\"a\": 1, // why\n\"b\": 2}", DocumentProblem::Comments),
            ("{\"a\": [1, 2,],}", DocumentProblem::TrailingComma),
        ] {
            let document = Document::parse(text);
            assert!(document.value.is_some(), "{text}");
            assert_eq!(document.problems[0].message, note);
            assert_eq!(document.problems[0].severity, Severity::Note);
        }
    }

    #[test]
    fn errors_name_their_likely_cause_and_place() {
        use Cause as C;
        for (text, line, column, cause) in [
            ("{\n  \"memory\": ${mem}\n}", 2, 13, C::Template("${mem}".into())),
            ("{\"a\": {{ name }}}", 1, 7, C::Template("{{ name }}".into())),
            ("{\"a\": 1,\n ...\n}", 2, 2, C::Cut),
            ("{'a': 1}", 1, 2, C::SingleQuotes),
            ("{\"a\": 1", 1, 1, C::Unclosed),
            ("family: web\ncpu: 1\n", 1, 1, C::Yaml),
            ("<html></html>", 1, 1, C::Markup),
            ("hello there", 1, 1, C::NotJson),
            ("{\"a\": 1} {}", 1, 10, C::AfterEnd),
        ] {
            let (problem, l, c) = first(text);
            assert_eq!(problem, Some(DocumentProblem::Syntax(cause)), "{text}");
            assert_eq!((l, c), (line, column), "{text}");
        }
        assert!(matches!(
            first("{\"a\": 1\n \"b\": 2}").0,
            Some(DocumentProblem::Syntax(C::MissingComma))
        ));
    }

    #[test]
    fn bounds_hold() {
        assert_eq!(first("").0, Some(DocumentProblem::Empty));
        let deep = "[".repeat(100_000);
        assert!(matches!(first(&deep).0, Some(DocumentProblem::TooDeep { limit: 64 })));
        let long = format!("\"{}\"", "x".repeat(10 * 1024 * 1024));
        assert!(matches!(first(&long).0, Some(DocumentProblem::TooLong { .. })));
        assert!(matches!(first("{\"a\": 1, \"a\": 2}").0, Some(DocumentProblem::DuplicateKey(_))));
    }

    #[test]
    fn paths_have_places() {
        let text = "{\"list\": [{\"x\": 12}]}";
        let document = Document::parse(text);
        let path = FieldPath::root().key("list").index(0).key("x");
        assert_eq!(document.span(&path), Some(Span { start: 16, end: 18 }));
        assert_eq!(document.span(&path.key("missing")), Some(Span { start: 16, end: 18 }));
    }
}
