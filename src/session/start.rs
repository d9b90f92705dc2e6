//! The page opens: a link, else what this browser kept, else the example.

use std::rc::Rc;

use super::lesson;
use super::notice::Notice;
use super::state::Session;
use super::view::{Prompts, View};
use super::{link, preferences};
use crate::texts::Lang;

/// What the browser knows when the page opens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// Behind `#`.
    pub fragment: String,
    /// Behind `?`.
    pub query: String,
    /// The scenario kept in this browser.
    pub saved: Option<String>,
    /// The preferences kept in this browser.
    pub preferences: Option<String>,
    /// The browser's language.
    pub language: String,
    /// The browser does not give its storage away.
    pub storage_refused: bool,
}

fn parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query
        .trim_start_matches('?')
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// The session with which the page opens.
pub fn start(circumstances: &Circumstances) -> Session {
    let Circumstances { fragment, query, saved, preferences, language, storage_refused } =
        circumstances;
    let mut view = View::new(Lang::of_tag(language));
    if let Some(text) = preferences {
        preferences::read(text, &mut view);
    }
    if let Some(tag) = parameter(query, "lang") {
        view.lang = Lang::of_tag(tag);
    }
    let mut notice = storage_refused.then_some(Notice::StorageRefused);
    let from_link = link::payload(fragment).map(link::decode);
    let mut fragment_is_set = false;
    let opened = match from_link {
        Some(Ok(scenario)) => {
            fragment_is_set = true;
            Some(scenario)
        }
        Some(Err(trouble)) => {
            notice = Some(Notice::Link(trouble));
            None
        }
        None => match (parameter(query, "example"), saved) {
            (Some(id), _) => link::example(id, view.lang),
            (None, Some(text)) if parameter(query, "lesson").is_none() => {
                link::decode(text).inspect_err(|_| notice = Some(Notice::SavedUnreadable)).ok()
            }
            _ => None,
        },
    };
    let is_example = opened.is_none() || parameter(query, "example").is_some();
    let scenario = opened.or_else(|| link::example("", view.lang)).unwrap_or_else(|| {
        Rc::new(super::history::Scenario {
            title: "".into(),
            setup: Rc::default(),
            calls: Rc::new([]),
        })
    });
    let first_visit = saved.is_none() && preferences.is_none();
    if !is_example || !first_visit {
        view.panels.composer |= preferences.is_none();
        view.panels.inspector |= preferences.is_none();
    }
    view.prompts = Prompts { ask: is_example, stop: is_example };
    let mut session = Session::new(scenario, view);
    session.notice = notice;
    session.fragment_is_set = fragment_is_set;
    session.playback.playing = true;
    if let Some(id) = parameter(query, "lesson") {
        session.view.prompts = Prompts::default();
        lesson::open(&mut session, &id.into());
    }
    session
}
