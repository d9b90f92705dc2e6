//! The page opens: a link, else what this browser kept, else the example.

use std::rc::Rc;

use super::lesson;
use super::made::Made;
use super::message::Message;
use super::notice::Notice;
use super::scene::motion::TRAVEL_MS;
use super::shelf::{self, Kept, Shelf};
use super::state::Session;
use super::update::{EVENTS_A_FRAME, update};
use super::view::{Prompts, View};
use super::{link, preferences, steps};
use crate::base::SimTime;
use crate::simulation::journal::EntryKind;
use crate::texts::Lang;

/// What the browser knows when the page opens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// Behind `#`.
    pub fragment: String,
    /// Behind `?`.
    pub query: String,
    /// The playgrounds kept in this browser: (name, text).
    pub kept: Vec<(String, String)>,
    /// The name of the one that was open here last.
    pub current: Option<String>,
    /// The wall's clock, for names that no other tab takes.
    pub now_ms: u64,
    /// The preferences kept in this browser.
    pub preferences: Option<String>,
    /// The browser's language.
    pub language: String,
    /// The browser does not give its storage away.
    pub storage_refused: bool,
}

impl Circumstances {
    /// Nothing but the example of a first visit can open.
    pub fn is_first_visit(&self) -> bool {
        self.fragment.is_empty()
            && parameter(&self.query, "example").is_none()
            && parameter(&self.query, "lesson").is_none()
            && self.kept.is_empty()
            && self.preferences.is_none()
            && !self.storage_refused
    }
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
    let Circumstances { fragment, query, preferences, language, storage_refused, .. } =
        circumstances;
    let kept = circumstances.kept.iter();
    let kept = kept.map(|(id, text)| Kept { id: (**id).into(), text: (**text).into() }).collect();
    let mut shelf = Shelf::new(kept, circumstances.now_ms);
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
    // The one that was open here last, else the newest.
    let last = circumstances.current.as_deref().and_then(|id| shelf.get(id));
    let last = last.or(shelf.kept.last()).cloned();
    let mut resumed = None;
    let opened = match from_link {
        Some(Ok(scenario)) => {
            fragment_is_set = true;
            Some(scenario)
        }
        Some(Err(trouble)) => {
            notice = Some(Notice::Link(trouble));
            None
        }
        None => match (parameter(query, "example"), last) {
            (Some(id), _) => link::example(id, view.lang),
            (None, Some(kept)) if parameter(query, "lesson").is_none() => {
                resumed = shelf::read(&kept).map(|opened| (kept.id, opened));
                if resumed.is_none() {
                    notice = Some(Notice::SavedUnreadable);
                }
                resumed.as_ref().map(|(_, opened)| Rc::clone(&opened.scenario))
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
    let first_visit = shelf.kept.is_empty() && preferences.is_none();
    if !is_example || !first_visit {
        view.panels.composer |= preferences.is_none();
        view.panels.inspector |= preferences.is_none();
    }
    view.prompts = Prompts { ask: is_example, stop: is_example };
    let place = resumed.as_ref().map_or_else(|| shelf.new_id(), |(id, _)| Rc::clone(id));
    let mut session = Session::new(scenario, place, view);
    session.shelf = shelf;
    session.notice = notice;
    session.unsaved = *storage_refused;
    session.fragment_is_set = fragment_is_set;
    session.playback.playing = true;
    if let Some((_, opened)) = resumed {
        session.drafts = opened.drafts;
        session.history.recall(opened.past);
        if let Some(id) = opened.lesson {
            lesson::resume(&mut session, &id);
        }
        shelf::stand(&mut session, opened.place);
    } else if fragment_is_set {
        shelf::stand(&mut session, link::Place::read(fragment));
    }
    if is_example && parameter(query, "lesson").is_none() {
        to_first_landing(&mut session);
    }
    if let Some(id) = parameter(query, "lesson") {
        session.view.prompts = Prompts::default();
        lesson::open(&mut session, &id.into());
    }
    session.saved = Made::of(&session);
    // What a link chose is explained at once, though the clock stands.
    update(&mut session, Message::Frame { elapsed_us: 0 });
    session
}

/// An example opens when its first task lands: everything before that is waiting. Nothing is
/// skipped but the wait; the timeline begins at 0.
fn to_first_landing(session: &mut Session) {
    for _ in 0..EVENTS_A_FRAME {
        let placed = session.player.journal().entries.iter().find_map(|entry| {
            matches!(entry.kind, EntryKind::TaskPlaced { .. }).then_some(entry.at.time)
        });
        if let Some(placed) = placed {
            let travel = TRAVEL_MS * u64::from(session.playback.speed);
            steps::go_to(session, SimTime(placed.0 + travel));
            return;
        }
        let Some(next) = session.player.next_event_time() else { break };
        session.player.advance(next, EVENTS_A_FRAME);
    }
    steps::go_to(session, SimTime::ZERO);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{LinkTrouble, NewCall, update};

    fn opened(fragment: &str, query: &str) -> Session {
        start(&Circumstances {
            fragment: fragment.into(),
            query: query.into(),
            ..Circumstances::default()
        })
    }

    #[test]
    fn a_link_opens_the_same_playground_elsewhere() {
        let mut first = opened("", "");
        let call = NewCall::new("ecs:CreateCluster", serde_json::json!({ "clusterName": "two" }));
        let calls = call.into_iter().collect();
        update(&mut first, Message::Make { calls, merge: None, form: None });
        let payload = link::encode(first.scenario());
        let second = opened(&format!("#s={payload}"), "");
        assert_eq!(second.scenario(), first.scenario());
        assert_eq!(second.notice, None);
    }

    #[test]
    fn an_example_opens_when_its_first_task_lands() {
        let session = opened("", "");
        assert!(session.playback.playing && session.playback.playhead > SimTime(3_000));
        assert!(!session.world().clusters[0].tasks.is_empty());
        // A link opens where everything begins.
        let payload = link::encode(session.scenario());
        assert_eq!(opened(&format!("#s={payload}"), "").playback.playhead, SimTime::ZERO);
    }

    #[test]
    fn a_bad_link_is_told_and_the_example_opens() {
        for (fragment, trouble) in [
            ("#s=9.abcd", LinkTrouble::UnknownVersion),
            ("#s=1.!!!!", LinkTrouble::Damaged),
            ("#s=1.eNqNUU1r", LinkTrouble::CutShort),
        ] {
            let session = opened(fragment, "");
            assert_eq!(session.notice, Some(Notice::Link(trouble)), "{fragment}");
            assert!(!session.scenario().calls.is_empty());
        }
        let refused = Circumstances { storage_refused: true, ..Circumstances::default() };
        assert_eq!(start(&refused).notice, Some(Notice::StorageRefused));
    }

    #[test]
    fn a_call_in_the_past_starts_a_new_future_and_undo_brings_the_old_one_back() {
        let mut session = opened("", "?example=waiting");
        let before = Rc::clone(session.scenario());
        update(&mut session, Message::Seek(SimTime(10_000)));
        update(&mut session, Message::TogglePlay);
        let desired =
            Message::SetDesired { cluster: "demo".into(), service: "api".into(), desired: 1 };
        update(&mut session, desired);
        assert!(session.scenario().calls.len() < before.calls.len());
        update(&mut session, Message::Undo);
        assert_eq!(**session.scenario(), *before);
        update(&mut session, Message::Redo);
        assert_ne!(**session.scenario(), *before);
    }
}
