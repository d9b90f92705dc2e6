//! Where scenarios come from and go to: links, what the browser kept, examples.

use std::rc::Rc;

use serde_json::Value;

use super::history::Scenario;
use super::notice::LinkTrouble;
use super::selection::Selection;
use crate::base::{SimSpan, SimTime};
use crate::check::read_task_definition;
use crate::scenario::example::{EXAMPLES, Example};
use crate::scenario::share_link;
use crate::texts::{Lang, examples};

/// The payload in the part of an address behind `#`.
pub fn payload(fragment: &str) -> Option<&str> {
    fragment.trim_start_matches('#').split('&').find_map(|part| part.strip_prefix("s="))
}

/// Where a link stands: a moment and a selection. Both may be absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The playhead.
    pub moment: Option<SimTime>,
    /// What is chosen.
    pub selection: Selection,
}

impl Place {
    /// Reads `t=4m10s` and `sel=t0.17` of a fragment; what it cannot read it leaves out.
    pub fn read(fragment: &str) -> Self {
        let part = |key: &str| {
            let parts = fragment.trim_start_matches('#').split('&');
            parts.filter_map(|part| part.split_once('=')).find(|(k, _)| *k == key).map(|(_, v)| v)
        };
        Self {
            moment: part("t").and_then(|t| SimSpan::parse(t).ok()).map(|span| SimTime(span.0)),
            selection: part("sel").map_or(Selection::None, Selection::read),
        }
    }

    /// What it does not say, `other` says.
    pub fn or(self, other: Self) -> Self {
        let is_none = self.selection == Selection::None;
        Self {
            moment: self.moment.or(other.moment),
            selection: if is_none { other.selection } else { self.selection },
        }
    }

    /// As [`Place::read`] reads it, to stand behind a payload.
    pub fn write(self) -> String {
        let mut out = String::new();
        if let Some(moment) = self.moment {
            out.push_str("&t=");
            out.push_str(&moment.0.to_string());
        }
        let code = self.selection.code();
        if !code.is_empty() {
            out.push_str("&sel=");
            out.push_str(&code);
        }
        out
    }
}

/// The scenario as a link's payload.
pub fn encode(scenario: &Scenario) -> Rc<str> {
    share_link::encode(scenario).into()
}

/// The scenario in a link's payload.
///
/// # Errors
/// What is wrong with it.
pub fn decode(payload: &str) -> Result<Rc<Scenario>, LinkTrouble> {
    share_link::decode(payload).map(Rc::new)
}

/// What RegisterTaskDefinition takes of a pasted text.
pub fn definition_input(text: &str) -> Option<Value> {
    read_task_definition(text).definition.map(|definition| (*definition.input).clone())
}

/// The example of this name; the empty name is the one that the page opens with.
pub fn example(id: &str, lang: Lang) -> Option<Rc<Scenario>> {
    let example = if id.is_empty() { EXAMPLES.first() } else { Example::named(id) }?;
    let title = match lang {
        Lang::En => example.title_en,
        Lang::ZhTw => example.title_zh,
    };
    let scenario = example.scenario().ok()?;
    Some(Rc::new(Scenario { title: title.into(), ..scenario }))
}

/// (name, title, what it is about) of every example, for the gallery.
pub fn examples(lang: Lang) -> Vec<(&'static str, String, String)> {
    EXAMPLES
        .iter()
        .map(|example| {
            let title = match lang {
                Lang::En => example.title_en,
                Lang::ZhTw => example.title_zh,
            };
            (example.id, title.to_owned(), examples::about(lang, example.id).to_owned())
        })
        .collect()
}
