//! What the button of a fix says: made from the edits themselves.

use super::Lang;
use crate::document::{Edit, Fix};

/// Longest value that a label shows, in characters.
const LONGEST: usize = 40;

fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(LONGEST - 1).collect();
    out.push('…');
    out
}

fn edit(lang: Lang, edit: &Edit) -> String {
    match (lang, edit) {
        (Lang::En, Edit::Set { path, value }) => {
            format!("Set {path} to {}", short(&value.to_string()))
        }
        (Lang::ZhTw, Edit::Set { path, value }) => {
            format!("將 {path} 設為 {}", short(&value.to_string()))
        }
        (Lang::En, Edit::Remove { path }) => format!("Remove {path}"),
        (Lang::ZhTw, Edit::Remove { path }) => format!("移除 {path}"),
        (Lang::En, Edit::Rename { path, name }) => format!("Rename {path} to {name}"),
        (Lang::ZhTw, Edit::Rename { path, name }) => format!("將 {path} 改名為 {name}"),
        (Lang::En, Edit::Text { with, .. }) if with.is_empty() => "Take it out".to_owned(),
        (Lang::ZhTw, Edit::Text { with, .. }) if with.is_empty() => "拿掉它".to_owned(),
        (Lang::En, Edit::Text { with, .. }) => format!("Write {} here", short(with)),
        (Lang::ZhTw, Edit::Text { with, .. }) => format!("在這裡寫上 {}", short(with)),
    }
}

/// What stands before a fix in the terminal.
pub const fn word(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "fix",
        Lang::ZhTw => "修正",
    }
}

/// The label of a fix's button: its edits in words.
pub fn label(lang: Lang, fix: &Fix) -> String {
    let parts: Vec<String> = fix.edits.iter().map(|one| edit(lang, one)).collect();
    parts.join(if lang == Lang::En { "; " } else { "；" })
}
