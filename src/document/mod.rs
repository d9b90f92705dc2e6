//! Floor 2: text ⇄ tree with positions. The common ground of editor, importer and diagnostics.

mod cause;
mod fix;
mod json;
mod outline;

pub use cause::Cause;
pub use fix::{Edit, Fix, apply};
pub use json::{Document, DocumentProblem};
pub use outline::{Outline, find_task_definition};

/// Longest text that is read, in bytes. A task definition may have 64 KiB (TD-4).
pub const LENGTH_LIMIT: usize = 1024 * 1024;
/// Deepest nesting that is read.
pub const DEPTH_LIMIT: usize = 64;

/// A place as people count it: line and column from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
}

/// The place of a byte in a text.
pub fn position(text: &str, byte: u32) -> Position {
    let mut end = (byte as usize).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Position {
        line: count(before.bytes().filter(|b| *b == b'\n').count()).saturating_add(1),
        column: count(before[line_start..].chars().count()).saturating_add(1),
    }
}
