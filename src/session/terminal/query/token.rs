//! The words of a query.

use serde_json::Value;

use super::Wrong;

/// A word.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// `name`
    Name(String),
    /// `"name"`
    Quoted(String),
    /// `` `1` ``, `'text'`
    Literal(Value),
    /// `-1`
    Number(i64),
    /// Everything else.
    Mark(&'static str),
    /// The end.
    End,
}

/// Longer ones first.
const MARKS: [&str; 22] = [
    "||", "&&", "==", "!=", "<=", ">=", "[]", "[?", ".", "*", "[", "]", "{", "}", "(", ")", ",",
    ":", "|", "!", "<", ">",
];

/// The text up to an unescaped `quote`, and how many bytes it takes with it.
fn until(text: &str, quote: char) -> Option<(&str, usize)> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return Some((text.get(..at)?, at + 1)),
            _ => {}
        }
    }
    None
}

/// The words, each with its byte.
///
/// # Errors
/// What is no word.
pub fn tokens(text: &str) -> Result<Vec<(Token, usize)>, Wrong> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or("");
        let inner = rest.get(c.len_utf8()..).unwrap_or("");
        let (token, length) = match c {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            c if c.is_ascii_alphabetic() || c == '_' => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                let name = rest.get(..end.unwrap_or(rest.len())).unwrap_or("");
                (Token::Name(name.to_owned()), name.len())
            }
            '"' => {
                let (_, length) = until(inner, '"').ok_or(Wrong(at))?;
                let quoted = rest.get(..=length).unwrap_or("");
                let name = serde_json::from_str(quoted).map_err(|_| Wrong(at))?;
                (Token::Quoted(name), length + 1)
            }
            '\'' => {
                let (raw, length) = until(inner, '\'').ok_or(Wrong(at))?;
                (Token::Literal(raw.replace("\\'", "'").into()), length + 1)
            }
            '`' => {
                let (raw, length) = until(inner, '`').ok_or(Wrong(at))?;
                let raw = raw.replace("\\`", "`");
                let raw = raw.trim_start();
                // What is no JSON is a text without its quotes, as it was in the first versions.
                let value = serde_json::from_str(raw)
                    .or_else(|_| serde_json::from_str(&format!("\"{raw}\"")))
                    .map_err(|_| Wrong(at))?;
                (Token::Literal(value), length + 1)
            }
            c if c.is_ascii_digit() || c == '-' => {
                let end = inner.find(|c: char| !c.is_ascii_digit()).unwrap_or(inner.len()) + 1;
                let number = rest.get(..end).and_then(|text| text.parse().ok()).ok_or(Wrong(at))?;
                (Token::Number(number), end)
            }
            '@' => (Token::Mark("@"), 1),
            '&' if !inner.starts_with('&') => (Token::Mark("&"), 1),
            _ => {
                let mark =
                    MARKS.into_iter().find(|mark| rest.starts_with(mark)).ok_or(Wrong(at))?;
                (Token::Mark(mark), mark.len())
            }
        };
        out.push((token, at));
        at += length;
    }
    out.push((Token::End, text.len()));
    Ok(out)
}
