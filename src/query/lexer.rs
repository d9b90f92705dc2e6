//! Words of the cluster query language, each with its place.

/// A word with its first and one-past-last byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: u32,
    pub(super) end: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// An operator or bracket, in its symbol form.
    Symbol(&'static str),
    /// A bare word.
    Word(String),
    /// A quoted text, without its quotes.
    Quoted(String),
    /// A quote that is never closed.
    Unclosed,
}

/// Longest first, so that `!exists` is not read as `!`.
const SYMBOLS: [&str; 18] = [
    "!exists", "!in", "&&", "||", "==", "!=", ">=", "<=", "=~", "!~", ">", "<", "!", "(", ")", "[",
    "]", "=",
];

fn ends_word(rest: &str, in_pattern: bool) -> bool {
    if rest.starts_with("&&") || rest.starts_with("||") {
        return true;
    }
    let Some(c) = rest.chars().next() else { return true };
    if in_pattern {
        return c.is_whitespace() || matches!(c, '(' | ')' | '\'' | '"');
    }
    c.is_whitespace()
        || matches!(c, '(' | ')' | '\'' | '"' | '[' | ']' | '<' | '>' | '=' | '!' | ',')
}

/// Splits a query into tokens, with or without space between them (CQL-6); a bare pattern follows `=~` and `!~` (CQL-8).
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else { break };
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let start = at;
        let after_match =
            matches!(out.last().map(|t| &t.kind), Some(TokenKind::Symbol("=~" | "!~")))
                || matches!(out.last().map(|t| &t.kind),
            Some(TokenKind::Word(w)) if w == "matches" || w == "not_matches");
        let kind = if first == '\'' || first == '"' {
            match rest[1..].find(first) {
                Some(length) => {
                    at += length + 2;
                    TokenKind::Quoted(rest[1..=length].to_owned())
                }
                None => {
                    at = text.len();
                    TokenKind::Unclosed
                }
            }
        } else if first == ',' {
            at += 1;
            TokenKind::Symbol(",")
        } else if let Some(symbol) = SYMBOLS.iter().find(|s| {
            rest.starts_with(**s)
                && (!after_match || matches!(first, '(' | ')'))
                && (!s.ends_with(|c: char| c.is_ascii_alphabetic())
                    || rest[s.len()..]
                        .starts_with(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-')
                    || rest.len() == s.len())
        }) {
            at += symbol.len();
            TokenKind::Symbol(symbol)
        } else {
            let mut end = at + first.len_utf8();
            while end < text.len() && !ends_word(&text[end..], after_match) {
                end += text[end..].chars().next().map_or(1, char::len_utf8);
            }
            at = end;
            TokenKind::Word(text[start..end].to_owned())
        };
        let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        out.push(Token { kind, start: place(start), end: place(at) });
    }
    out
}
