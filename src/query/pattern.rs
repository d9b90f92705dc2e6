//! Patterns of `=~` and `!~`: Java regular expressions that match the whole value (CQL-24), by the
//! crate `regex-lite`. What Java has beyond it is named as such, apart from mistakes (CQL-25).

use std::rc::Rc;

use regex_lite::{Regex, RegexBuilder};

/// A compiled pattern. Equal when its text is.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: Rc<str>,
    regex: Rc<Regex>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

/// Why a pattern cannot be used; both with a byte offset into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternProblem {
    /// No pattern in Java either (CQL-67).
    Invalid(u32),
    /// Java has it, this program has not: the part in question (CQL-25).
    JavaOnly(u32, Rc<str>),
    /// Compiled, it would take too much room.
    TooBig,
}

/// Bytes that one compiled pattern may take.
/// What `regex-lite` says of a pattern that compiles to too much; the test below holds it.
const TOO_BIG: &str = "compiled regex exceeded size limit";
const SIZE_LIMIT: usize = 1 << 18;
/// Deepest nesting of groups.
const NEST_LIMIT: u32 = 50;

fn compile(pattern: &str) -> Result<Regex, regex_lite::Error> {
    RegexBuilder::new(pattern).size_limit(SIZE_LIMIT).nest_limit(NEST_LIMIT).build()
}

fn offset(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The first construct that only Java knows, or `\Q…\E` written out.
fn translated(text: &str) -> Result<String, PatternProblem> {
    let mut out = String::new();
    let mut at = 0;
    let mut in_class = false;
    let mut repeated = false;
    let java_only = |at: usize, length: usize| {
        let end = (at + length).min(text.len());
        let part = text.get(at..end).unwrap_or(&text[at..]);
        Err(PatternProblem::JavaOnly(offset(at), part.into()))
    };
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let was_repeated = std::mem::take(&mut repeated);
        if let Some(quoted) = rest.strip_prefix("\\Q") {
            let end = quoted.find("\\E").unwrap_or(quoted.len());
            out.push_str(&regex_lite::escape(&quoted[..end]));
            at = (at + 2 + end + 2).min(text.len());
            continue;
        }
        if c == '\\' {
            let Some(next) = rest[1..].chars().next() else {
                out.push(c);
                break;
            };
            if next.is_ascii_digit() || "kpPGRXhHvVNceZEu".contains(next) {
                return java_only(at, 1 + next.len_utf8());
            }
            out.push(c);
            out.push(next);
            at += 1 + next.len_utf8();
            continue;
        }
        if in_class {
            if c == '[' {
                return java_only(at, 1);
            }
            if rest.starts_with("&&") {
                return java_only(at, 2);
            }
            in_class = c != ']';
        } else if c == '[' {
            in_class = true;
            // A bracket that stands first, or after `^`, is a letter of the class.
            let head = if rest.starts_with("[^]") {
                3
            } else if rest.starts_with("[]") {
                2
            } else {
                1
            };
            out.push_str(&rest[..head]);
            at += head;
            continue;
        } else if c == '(' {
            for group in ["(?=", "(?!", "(?<=", "(?<!", "(?>"] {
                if rest.starts_with(group) {
                    return java_only(at, group.len());
                }
            }
        } else if "*+?}".contains(c) {
            if c == '+' && was_repeated {
                return java_only(at, 1);
            }
            // `a?` may be followed by the possessive `+`, `a*?` may not.
            repeated = !was_repeated;
        }
        out.push(c);
        at += c.len_utf8();
    }
    Ok(out)
}

/// Where a pattern goes wrong: behind its longest beginning that is a pattern.
fn mistake(text: &str) -> u32 {
    let ends = text.char_indices().map(|(at, _)| at).rev().take(256);
    let good = ends.into_iter().find(|end| {
        // An empty beginning says nothing of what follows.
        *end == 0 || translated(&text[..*end]).is_ok_and(|part| compile(&part).is_ok())
    });
    offset(good.unwrap_or(0))
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// Where and why it is none (CQL-25, CQL-67).
    pub fn new(text: &str) -> Result<Self, PatternProblem> {
        let pattern = translated(text)?;
        // By itself first, so that `a)(b` is not mended by the brackets around it.
        if let Err(error) = compile(&pattern) {
            return Err(if error.to_string() == TOO_BIG {
                PatternProblem::TooBig
            } else {
                PatternProblem::Invalid(mistake(text))
            });
        }
        match compile(&format!("\\A(?:{pattern})\\z")) {
            Ok(regex) => Ok(Self { text: text.into(), regex: Rc::new(regex) }),
            Err(_) => Err(PatternProblem::TooBig),
        }
    }

    /// Whether the whole value matches (CQL-24).
    pub fn matches(&self, value: &str) -> bool {
        self.regex.is_match(value)
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_value_matches() {
        for (pattern, value, expected) in [
            ("t3", "t3.medium", false),
            ("t3.*", "t3.medium", true),
            ("t[23].*", "t2.micro", true),
            ("(t2|t3).*", "t3.medium", true),
            ("a|ab", "ab", true),
            ("\\Qa.b\\E.*", "a.bc", true),
            ("\\Qa.b\\E", "axb", false),
            ("[]a]+", "]a", true),
            ("a??", "a", true),
            ("(?i)T3.*", "t3.x", true),
            ("", "", true),
        ] {
            assert_eq!(Pattern::new(pattern).map(|p| p.matches(value)), Ok(expected), "{pattern}");
        }
    }

    #[test]
    fn mistakes_and_what_only_java_has_are_told_apart() {
        use PatternProblem::{Invalid, JavaOnly};
        let java = |at, part: &str| JavaOnly(at, part.into());
        for (pattern, problem) in [
            ("*prod", Invalid(0)),
            ("a(b", Invalid(1)),
            ("a)b", Invalid(1)),
            ("[a-", Invalid(0)),
            ("a{2,1}", Invalid(1)),
            ("(?=a)b", java(0, "(?=")),
            ("x(?<!a)b", java(1, "(?<!")),
            ("(a)\\1", java(3, "\\1")),
            ("a*+b", java(2, "+")),
            ("[a-z&&[^b]]", java(4, "&&")),
            ("\\p{Lu}", java(0, "\\p")),
        ] {
            assert_eq!(Pattern::new(pattern), Err(problem), "{pattern}");
        }
        assert_eq!(Pattern::new("((a{999}){999}){999}"), Err(PatternProblem::TooBig));
    }
}
