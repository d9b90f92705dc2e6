//! Commands as a POSIX shell splits them into words. Only words: what a shell would expand, run or
//! redirect is named, with its place, and nothing is guessed.

use std::ops::Range;

use crate::texts::terminal::Problem;

/// A word with the place of each of its letters in the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// What the command is given.
    pub text: String,
    /// Where it stands, in bytes, quotes and all.
    pub span: Range<usize>,
    /// Byte offsets in the text, one for each byte of the word.
    pub places: Vec<usize>,
}

impl Word {
    /// The place in the text of a byte of the word; its end for what lies behind.
    pub fn place(&self, byte: usize) -> usize {
        self.places.get(byte).copied().unwrap_or(self.span.end)
    }
}

/// Something that is not read, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// In bytes of the text.
    pub span: Range<usize>,
    /// What it is.
    pub problem: Problem,
}

/// What a script is read as: commands, each with its words, until what is not read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// The commands, in order. None is empty.
    pub commands: Vec<Vec<Word>>,
    /// What ended the reading early.
    pub trouble: Option<Trouble>,
    /// The text ends within a quote, or with a `\`: a shell would ask for more.
    pub goes_on: bool,
}

struct Reader<'a, 'o> {
    text: &'a str,
    at: usize,
    word: Option<Word>,
    words: Vec<Word>,
    script: Script,
    /// Whether what follows a `#` is a command for all that.
    own: &'o dyn Fn(&str) -> bool,
}

/// Reads a script. `own` tells of what stands behind a `#` whether it is a command nevertheless.
pub fn read(text: &str, own: &dyn Fn(&str) -> bool) -> Script {
    let script = Script::default();
    let mut reader = Reader { text, at: 0, word: None, words: Vec::new(), script, own };
    match reader.all() {
        Ok(()) => reader.end_command(),
        Err(trouble) => reader.script.trouble = Some(trouble),
    }
    reader.script
}

impl Reader<'_, '_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn take(&mut self, what: &str) -> bool {
        let is_next = self.rest().starts_with(what);
        if is_next {
            self.at += what.len();
        }
        is_next
    }

    fn trouble(&self, from: usize, problem: Problem) -> Trouble {
        Trouble { span: from..self.at.max(from), problem }
    }

    fn word_at(&mut self, from: usize) -> &mut Word {
        self.word.get_or_insert_with(|| Word { span: from..from, ..Word::default() })
    }

    fn put(&mut self, c: char, from: usize) {
        let end = self.at;
        let word = self.word_at(from);
        word.text.push(c);
        word.places.extend(std::iter::repeat_n(from, c.len_utf8()));
        word.span.end = end;
    }

    fn end_word(&mut self) {
        if let Some(word) = self.word.take() {
            // What was copied with the prompt before it.
            if !(self.words.is_empty() && word.text == "$") {
                self.words.push(word);
            }
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        if !self.words.is_empty() {
            self.script.commands.push(std::mem::take(&mut self.words));
        }
    }

    fn comment(&mut self) {
        let line = self.rest().split('\n').next().unwrap_or("");
        if self.words.is_empty() && (self.own)(line) {
            return;
        }
        self.at += line.len();
    }

    fn all(&mut self) -> Result<(), Trouble> {
        loop {
            let from = self.at;
            let Some(c) = self.next() else { return Ok(()) };
            match c {
                '\n' | ';' => self.end_command(),
                ' ' | '\t' => self.end_word(),
                '\r' if self.rest().starts_with('\n') || self.rest().is_empty() => self.end_word(),
                '#' if self.word.is_none() => self.comment(),
                '\\' => self.escaped(from),
                '\'' => self.single(from)?,
                '"' => self.double(from)?,
                '$' => self.dollar(from, true)?,
                '`' => return Err(self.trouble(from, Problem::Substitution)),
                '|' if !self.rest().starts_with('|') => {
                    return Err(self.trouble(from, Problem::Pipe));
                }
                '&' | '|' => {
                    let _ = self.take("&") || self.take("|");
                    return Err(self.trouble(from, Problem::Joined));
                }
                '<' | '>' => return Err(self.trouble(from, Problem::Redirection)),
                '(' | ')' => return Err(self.trouble(from, Problem::Group)),
                c => self.put(c, from),
            }
        }
    }

    fn escaped(&mut self, from: usize) {
        if self.take("\r\n") || self.take("\n") {
            self.script.goes_on = self.rest().is_empty();
            return;
        }
        match self.next() {
            Some(c) => self.put(c, from),
            None => self.script.goes_on = true,
        }
    }

    fn single(&mut self, from: usize) -> Result<(), Trouble> {
        self.word_at(from);
        loop {
            let at = self.at;
            match self.next() {
                Some('\'') => break,
                Some(c) => self.put(c, at),
                None => return Err(self.unclosed(from, '\'')),
            }
        }
        let end = self.at;
        self.word_at(from).span.end = end;
        Ok(())
    }

    fn double(&mut self, from: usize) -> Result<(), Trouble> {
        self.word_at(from);
        loop {
            let at = self.at;
            match self.next() {
                Some('"') => break,
                Some('$') => self.dollar(at, false)?,
                Some('`') => return Err(self.trouble(at, Problem::Substitution)),
                Some('\\') => {
                    if self.take("\r\n") || self.take("\n") {
                        continue;
                    }
                    match self.rest().chars().next() {
                        Some(c) if "\"\\$`".contains(c) => {
                            self.at += 1;
                            self.put(c, at);
                        }
                        _ => self.put('\\', at),
                    }
                }
                Some(c) => self.put(c, at),
                None => return Err(self.unclosed(from, '"')),
            }
        }
        let end = self.at;
        self.word_at(from).span.end = end;
        Ok(())
    }

    fn unclosed(&mut self, from: usize, quote: char) -> Trouble {
        self.script.goes_on = true;
        Trouble { span: from..from + 1, problem: Problem::Unclosed(quote) }
    }

    /// A `$` that stands for something; one by itself is a letter.
    fn dollar(&mut self, from: usize, bare: bool) -> Result<(), Trouble> {
        let next = self.rest().chars().next();
        match next {
            Some('(') => {
                self.at += 1;
                Err(self.trouble(from, Problem::Substitution))
            }
            Some('\'' | '"') if bare => {
                self.at += 1;
                Err(self.trouble(from, Problem::Variable))
            }
            Some(c) if c.is_ascii_alphanumeric() || "_{?@*!#$-".contains(c) => {
                self.at += 1;
                while self.rest().starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
                    self.at += 1;
                }
                let _ = self.take("}");
                Err(self.trouble(from, Problem::Variable))
            }
            _ => {
                self.put('$', from);
                Ok(())
            }
        }
    }
}

/// Whether somebody who pressed Enter here has more to say.
pub fn goes_on(text: &str) -> bool {
    read(text, &|_| false).goes_on
}

/// One word of a POSIX shell.
pub fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.:/@%+,-".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Vec<String>> {
        let script = read(text, &|line| line.starts_with(" world "));
        assert_eq!(script.trouble, None, "{text}");
        let word = |word: Word| {
            assert_eq!(word.places.len(), word.text.len());
            word.text
        };
        script.commands.into_iter().map(|c| c.into_iter().map(word).collect()).collect()
    }

    #[test]
    fn words_are_a_shells() {
        for (text, expected) in [
            ("", vec![]),
            ("aws  ecs\tlist-clusters", vec![vec!["aws", "ecs", "list-clusters"]]),
            ("$ aws ecs", vec![vec!["aws", "ecs"]]),
            ("a 'b c'\"d e\"f ''", vec![vec!["a", "b cd ef", ""]]),
            (r#""a\"b\\c\d\$e""#, vec![vec![r#"a"b\c\d$e"#]]),
            (r"a\ b \'c", vec![vec!["a b", "'c"]]),
            (
                "a \\\n  b\n\n c;d # e\n#f\ng#h",
                vec![vec!["a", "b"], vec!["c"], vec!["d"], vec!["g#h"]],
            ),
            ("a \\\r\n b\r\nc", vec![vec!["a", "b"], vec!["c"]]),
            ("# world stop '#1'\n# the world stops", vec![vec!["world", "stop", "#1"]]),
            ("5$ a$", vec![vec!["5$", "a$"]]),
            ("'網路' *", vec![vec!["網路", "*"]]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn what_a_shell_would_do_is_named_where_it_stands() {
        for (text, problem, found) in [
            ("aws $HOME/x", Problem::Variable, "$HOME"),
            ("a \"${b}c\"", Problem::Variable, "${b}"),
            ("a $(b)", Problem::Substitution, "$("),
            ("a \"`b`\"", Problem::Substitution, "`"),
            ("a | b", Problem::Pipe, "|"),
            ("a && b", Problem::Joined, "&&"),
            ("a > b", Problem::Redirection, ">"),
            ("(a)", Problem::Group, "("),
            ("a 'b c", Problem::Unclosed('\''), "'"),
            ("b\na \"b c", Problem::Unclosed('"'), "\""),
        ] {
            let script = read(text, &|_| false);
            let trouble = script.trouble.expect("trouble");
            assert_eq!(trouble.problem, problem, "{text}");
            assert_eq!(&text[trouble.span], found, "{text}");
        }
        assert_eq!(read("a\nb 'c", &|_| false).commands.len(), 1, "what can be read is read");
        for (text, more) in [("a 'b", true), ("a \\", true), ("a \\\n", true), ("a \\\nb", false)] {
            assert_eq!(goes_on(text), more, "{text}");
        }
    }

    #[test]
    fn letters_know_their_place() {
        let script = read("a 'x'\\''y'", &|_| false);
        let word = &script.commands[0][1];
        assert_eq!((word.text.as_str(), word.span.clone()), ("x'y", 2..10));
        assert_eq!([word.place(0), word.place(1), word.place(2), word.place(9)], [3, 5, 8, 10]);
    }
}
