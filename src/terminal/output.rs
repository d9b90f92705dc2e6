//! What is printed: gathered, then written at once. A pipe that nobody reads is no error.

use std::io::Write as _;

/// Lines to be printed.
#[derive(Default)]
pub struct Output {
    /// Everything so far.
    pub text: String,
    /// What is said beside it: the lines of standard error.
    pub notes: Vec<String>,
}

impl Output {
    /// Adds a line.
    pub fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// Adds a text as it is.
    pub fn text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds a JSON value, indented.
    pub fn json(&mut self, value: &serde_json::Value) {
        // A value of ours always prints.
        self.line(serde_json::to_string_pretty(value).unwrap_or_default());
    }

    /// Adds a line of standard error.
    pub fn note(&mut self, line: impl Into<String>) {
        self.notes.push(line.into());
    }

    /// Writes it all.
    pub fn flush(&self) {
        self.notes.iter().for_each(|line| Self::error(line));
        let _ = std::io::stdout().write_all(self.text.as_bytes());
    }

    /// Writes a line to standard error.
    pub fn error(line: &str) {
        let _ = writeln!(std::io::stderr(), "{line}");
    }
}
