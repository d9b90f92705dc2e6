//! Why a text is probably not JSON: what people really paste (corpus.md, "form").

use std::rc::Rc;

/// The likely cause of a syntax error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A template's mark stands where a value should: `${memory}`, `{{ name }}`, `$VAR`, `<NAME>`.
    Template(Rc<str>),
    /// `...` stands for what was left out.
    Cut,
    /// Texts need double quotes.
    SingleQuotes,
    /// A comma is missing before this.
    MissingComma,
    /// A bracket or brace is not closed.
    Unclosed,
    /// Something follows the end.
    AfterEnd,
    /// It looks like YAML.
    Yaml,
    /// It looks like HTML or XML.
    Markup,
    /// It is no JSON at all.
    NotJson,
    /// A text is not closed, or holds a line break or a bad escape.
    BadText,
    /// Anything else: this stands where it should not.
    Unexpected(Rc<str>),
}

fn template_mark(rest: &str) -> Option<&str> {
    // A mark is short and stands on one line.
    let end = |close: &str| {
        let mark = &rest[..rest.find(close)? + close.len()];
        (mark.len() <= 60 && !mark.contains('\n')).then_some(mark)
    };
    let word = |rest: &str| {
        rest.char_indices()
            .skip(1)
            .find(|(_, c)| !c.is_alphanumeric() && *c != '_')
            .map_or(rest.len(), |(at, _)| at)
    };
    if rest.starts_with("${") {
        end("}")
    } else if rest.starts_with("{{") {
        end("}}")
    } else if rest.starts_with('<') && rest[1..].starts_with(|c: char| c.is_alphanumeric()) {
        end(">")
    } else if rest.starts_with('$') || rest.starts_with('%') {
        Some(&rest[..word(rest)])
    } else {
        None
    }
}

/// Looks at the text around an error.
pub(super) fn of(text: &str, byte: usize, kind: Option<Cause>) -> Cause {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let rest = text[at..].trim_start();
    let start = text.trim_start();
    if start.starts_with('<') {
        return Cause::Markup;
    }
    if !start.starts_with(['{', '[']) {
        let first = start.lines().next().unwrap_or("");
        let yaml = start.starts_with("---")
            || first.split_once(':').is_some_and(|(key, _)| {
                !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
            });
        return if yaml { Cause::Yaml } else { Cause::NotJson };
    }
    // The parser may stop a little before or behind the mark: look at the rest and at the line.
    let line_start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let marks = [rest, text[line_start..at].trim_start()];
    if let Some(mark) = marks.iter().find_map(|text| template_mark(text)) {
        return Cause::Template(mark.into());
    }
    if let Some((offset, _)) = text[line_start..]
        .split('\n')
        .next()
        .and_then(|line| line.char_indices().find(|(n, _)| outside_mark(line, *n)))
        && let Some(mark) = template_mark(&text[line_start + offset..])
    {
        return Cause::Template(mark.into());
    }
    if rest.starts_with("...") || rest.starts_with('…') {
        return Cause::Cut;
    }
    if rest.starts_with('\'') {
        return Cause::SingleQuotes;
    }
    if let Some(kind) = kind {
        return kind;
    }
    if rest.is_empty() {
        return Cause::Unclosed;
    }
    // A text that was not closed ends where the next one begins.
    let before = text[..at].lines().rev().take(2);
    let quotes = |line: &str| line.matches('"').count() - line.matches("\\\"").count();
    if before.into_iter().any(|line| quotes(line) % 2 == 1) {
        return Cause::BadText;
    }
    Cause::Unexpected(rest.chars().take(16).take_while(|c| *c != '\n').collect::<String>().into())
}

/// Whether a mark begins here and not inside a text.
fn outside_mark(line: &str, at: usize) -> bool {
    let quotes = line[..at].bytes().filter(|b| *b == b'"').count();
    quotes % 2 == 0 && (line[at..].starts_with("${") || line[at..].starts_with("{{"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, DocumentProblem};

    /// Found by fuzzing: the sixtieth byte of a mark stood within a character.
    #[test]
    fn a_long_mark_is_none() {
        let text = format!("{{\"a\": ${{{}}}}}", "鍵".repeat(30));
        let found = Document::parse(&text).problems.remove(0);
        assert!(!matches!(found.message, DocumentProblem::Syntax(Cause::Template(_))));
    }

    #[test]
    fn a_text_that_is_not_closed() {
        let text = "{\n  \"role\": \"task role,\n  \"family\": \"a\"\n}";
        let found = Document::parse(text).problems.remove(0);
        assert_eq!(found.message, DocumentProblem::Syntax(Cause::BadText));
        let text = "{\n  \"role\": boolean\n}";
        let found = Document::parse(text).problems.remove(0);
        assert_eq!(found.message, DocumentProblem::Syntax(Cause::Unexpected("boolean".into())));
    }
}
