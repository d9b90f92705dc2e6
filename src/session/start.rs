//! The page opens: a link, else what this browser kept, else the example.

use std::rc::Rc;

use super::lesson;
use super::made::Made;
use super::message::Message;
use super::notice::{Instead, Notice};
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
    let names = |name| parameter(query, name).is_some();
    let address_is_set = from_link.is_some() || names("example") || names("lesson");
    let link_place = from_link.as_ref().map(|_| link::Place::read(fragment)).unwrap_or_default();
    // The one that was open here last, else the newest.
    let last = circumstances.current.as_deref().and_then(|id| shelf.get(id));
    let last = last.or(shelf.kept.last()).cloned();
    let mut resumed = None;
    let opened = match from_link {
        Some(Ok(scenario)) => {
            // A link to what was open here, as after its button was pressed: that goes on.
            resumed = last
                .and_then(|kept| Some((Rc::clone(&kept.id), shelf::read(&kept)?)))
                .filter(|(_, opened)| opened.scenario == scenario);
            Some(scenario)
        }
        Some(Err(trouble)) => {
            notice = Some(Notice::Link(trouble, Instead::Example));
            None
        }
        None => match (parameter(query, "example"), last) {
            (Some(id), _) => {
                let example = link::example(id, view.lang);
                if example.is_none() {
                    notice = Some(Notice::NoSuchExample(id.into()));
                }
                example
            }
            (None, Some(kept)) if parameter(query, "lesson").is_none() => {
                resumed = shelf::read(&kept).map(|opened| (kept.id, opened));
                if resumed.is_none() {
                    notice = Some(Notice::SavedUnreadable(Instead::Example));
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
    session.address_is_set = address_is_set;
    session.playback.playing = true;
    if let Some((_, opened)) = resumed {
        session.drafts = opened.drafts;
        session.history.recall(opened.past);
        if let Some(id) = opened.lesson {
            lesson::resume(&mut session, &id);
        }
        shelf::stand(&mut session, link_place.or(opened.place));
    } else {
        shelf::stand(&mut session, link_place);
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
    use crate::session::drafts::Form;
    use crate::session::{Effect, LinkTrouble, NewCall, update};

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
            assert_eq!(session.notice, Some(Notice::Link(trouble, Instead::Example)), "{fragment}");
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

    /// What the browser would open after these effects, in the tab in which they happened.
    fn reloaded(session: &Session, address: &str, effects: &[Effect]) -> Session {
        let mut address = address.to_owned();
        for effect in effects {
            if let Effect::SetAddress(opens) = effect {
                opens.as_ref().clone_into(&mut address);
            }
        }
        let kept =
            session.shelf.kept.iter().map(|kept| (kept.id.to_string(), kept.text.to_string()));
        let (query, fragment) = address.split_at(address.find('#').unwrap_or(address.len()));
        start(&Circumstances {
            fragment: fragment.into(),
            query: query.into(),
            kept: kept.collect(),
            current: session.is_kept().then(|| session.history.place().to_string()),
            now_ms: 9_000,
            ..Circumstances::default()
        })
    }

    fn ask(session: &mut Session) -> Vec<Effect> {
        let (cluster, service) = ("demo".into(), "web".into());
        update(session, Message::SetDesired { cluster, service, desired: 11 })
    }

    #[test]
    fn a_reload_opens_what_was_made_whatever_the_address_named() {
        let link = link::encode(opened("", "?example=rolling").scenario());
        let link = format!("#s={link}");
        let addresses = ["", "?example=three-zones", "?lesson=heal", "#s=1.eNqNUU1r", &link];
        for address in addresses {
            let (query, fragment) = address.split_at(address.find('#').unwrap_or(address.len()));
            let mut session = opened(fragment, query);
            let before = Rc::clone(session.scenario());
            let again = reloaded(&session, address, &[]);
            assert_eq!(*again.scenario(), before, "{address}");
            // A draft is enough.
            let (form, text) = (Form::Definition, Rc::from("half"));
            update(&mut session, Message::EditDraft { form, text, thing: None });
            let mut effects = update(&mut session, Message::Rest);
            let again = reloaded(&session, address, &effects);
            assert_eq!(&*again.drafts.of(form).text, "half", "{address}");
            assert_eq!(again.notice, None, "{address}");
            effects.extend(ask(&mut session));
            let again = reloaded(&session, address, &effects);
            assert_eq!(again.scenario(), session.scenario(), "{address}");
            assert_eq!(again.history.place(), session.history.place(), "{address}");
            assert_eq!(again.notice, None, "{address}");
        }
    }

    #[test]
    fn what_was_chosen_from_a_list_outlives_a_reload() {
        let mut session = opened("", "?example=three-zones");
        let mut effects = ask(&mut session);
        effects.extend(update(&mut session, Message::OpenExample("waiting".into())));
        let again = reloaded(&session, "?example=three-zones", &effects);
        assert_eq!(again.scenario(), session.scenario());
        effects.extend(update(&mut session, Message::OpenLesson("heal".into())));
        let again = reloaded(&session, "", &effects);
        assert_eq!(again.scenario(), session.scenario());
        assert_eq!(again.lesson.map(|open| open.id), Some("heal".into()));
        // What was only looked at is not kept, a lesson that was closed neither.
        effects.extend(update(&mut session, Message::CloseLesson));
        effects.extend(update(&mut session, Message::Rest));
        assert_eq!(session.shelf.kept.len(), 1);
    }

    /// After "Copy link" the address holds the link; here it goes on, elsewhere it opens anew.
    #[test]
    fn a_link_to_what_is_open_goes_on_with_it() {
        let mut session = opened("", "");
        ask(&mut session);
        let (form, text) = (Form::Definition, Rc::from("half"));
        update(&mut session, Message::EditDraft { form, text, thing: None });
        update(&mut session, Message::Seek(SimTime(50_000)));
        update(&mut session, Message::Rest);
        let place = link::Place::default();
        let effects = update(&mut session, Message::CopyLink(place));
        let mut again = reloaded(&session, "", &effects);
        assert_eq!(again.history.place(), session.history.place());
        assert_eq!(again.playback.playhead, SimTime(50_000));
        assert_eq!(&*again.drafts.of(form).text, "half");
        ask(&mut again);
        assert_eq!(again.shelf.kept.len(), 1);
        // A moment in the link is gone to.
        let place = link::Place { moment: Some(SimTime(20_000)), ..place };
        let effects = update(&mut session, Message::CopyLink(place));
        let again = reloaded(&session, "", &effects);
        assert_eq!((again.playback.playhead, again.is_kept()), (SimTime(20_000), true));
        // For everybody else it is a playground of its own, and so for oneself once it was changed.
        let Some(Effect::SetAddress(link)) = effects.first() else { panic!("a link") };
        let other = opened(link, "");
        assert_eq!((other.scenario(), other.is_kept()), (session.scenario(), false));
        assert_eq!(&*other.drafts.of(form).text, "");
        let old = Rc::clone(session.scenario());
        update(&mut session, Message::SetTitle("newer".into()));
        update(&mut session, Message::FragmentArrived(Rc::clone(link)));
        assert_eq!((*session.scenario() == old, session.is_kept()), (true, false));
        // The same link once more changes nothing.
        let len = session.history.len();
        update(&mut session, Message::FragmentArrived(Rc::clone(link)));
        assert_eq!(session.history.len(), len);
    }

    #[test]
    fn a_bad_link_that_comes_later_changes_nothing() {
        let mut session = opened("", "");
        ask(&mut session);
        let before = Rc::clone(session.scenario());
        update(&mut session, Message::FragmentArrived("#s=1.eNqNUU1r".into()));
        let told = Notice::Link(LinkTrouble::CutShort, Instead::Same);
        assert_eq!((session.scenario(), &session.notice), (&before, &Some(told)));
    }
}
