//! What one made of a playground, as against where the clock stands in it. A tab writes a playground
//! when something was made in it, and hears what other tabs made of the same one.

use std::rc::Rc;

use super::drafts::{Drafts, Form};
use super::effect::Effect;
use super::history::Scenario;
use super::notice::Notice;
use super::shelf::{self, Kept, Opened};
use super::state::Session;
use super::{lesson, walk};
use crate::texts::comfort::{Comfort, comfort};

/// What one made of a playground.
#[derive(Clone, Debug)]
pub struct Made {
    scenario: Rc<Scenario>,
    /// What stands in the forms, in [`Form::DRAFTED`]'s order.
    drafts: [Rc<str>; 4],
    lesson: Option<Rc<str>>,
}

/// A part of it, by its number: the scenario, the lesson, then the drafts.
const PARTS: usize = 2 + Form::DRAFTED.len();

impl Made {
    /// Of these parts.
    pub fn new(scenario: Rc<Scenario>, drafts: &Drafts, lesson: Option<Rc<str>>) -> Self {
        let drafts = Form::DRAFTED.map(|form| Rc::clone(&drafts.of(form).text));
        Self { scenario, drafts, lesson }
    }

    /// Of what is open.
    pub fn of(session: &Session) -> Self {
        let lesson = session.lesson.as_ref().map(|open| Rc::clone(&open.id));
        Self::new(Rc::clone(session.scenario()), &session.drafts, lesson)
    }

    fn read(opened: &Opened) -> Self {
        Self::new(Rc::clone(&opened.scenario), &opened.drafts, opened.lesson.clone())
    }

    /// The lesson was closed, and that is nothing to be kept.
    pub fn forget_lesson(&mut self) {
        self.lesson = None;
    }

    /// Whether both have made the same of this part.
    fn agrees(&self, other: &Self, part: usize) -> bool {
        match part {
            0 => Rc::ptr_eq(&self.scenario, &other.scenario) || self.scenario == other.scenario,
            1 => self.lesson == other.lesson,
            draft => self.drafts.get(draft - 2) == other.drafts.get(draft - 2),
        }
    }
}

impl PartialEq for Made {
    fn eq(&self, other: &Self) -> bool {
        (0..PARTS).all(|part| self.agrees(other, part))
    }
}

/// Whether something was made here since this tab last wrote or read what is open.
pub fn is_news(session: &Session) -> bool {
    Made::of(session) != session.saved
}

/// The playground that is open here was kept by another tab. Of what was not changed here, its part is
/// taken over; undo leads back. Where both changed the same, ours becomes a playground of its own.
pub fn hear(session: &mut Session, kept: Kept) -> Vec<Effect> {
    // What cannot be read is no news; the next change here mends it.
    let Some(opened) = shelf::read(&kept) else { return Vec::new() };
    let (ours, theirs) = (Made::of(session), Made::read(&opened));
    let is_new =
        |part: &usize| !theirs.agrees(&session.saved, *part) && !theirs.agrees(&ours, *part);
    let news: Vec<usize> = (0..PARTS).filter(is_new).collect();
    // What the browser did not take from us is nowhere but here.
    if news.iter().any(|part| session.unsaved || !ours.agrees(&session.saved, *part)) {
        return part_ways(session, kept);
    }
    session.shelf.put(kept);
    for part in news {
        match part {
            0 => {
                session.history.record(Rc::clone(&theirs.scenario), None, None);
                walk::take_up(session);
            }
            1 => {
                session.lesson = None;
                if let Some(id) = &theirs.lesson {
                    lesson::resume(session, id);
                }
            }
            draft => {
                let texts = Form::DRAFTED.into_iter().zip(theirs.drafts.iter());
                if let Some((form, text)) = texts.into_iter().nth(draft - 2) {
                    session.drafts.of_mut(form).put(Rc::clone(text), None);
                }
            }
        }
    }
    session.saved = theirs;
    Vec::new()
}

/// What was made here goes on under another name; what the other tab made keeps the old one.
fn part_ways(session: &mut Session, theirs: Kept) -> Vec<Effect> {
    let lang = session.view.lang;
    let title = &session.scenario().title;
    let untitled = comfort(lang, Comfort::Untitled);
    let title = if title.is_empty() { &untitled } else { &**title };
    let title: Rc<str> = comfort(lang, Comfort::CopyOf(title)).into();
    let id = session.shelf.new_id();
    session.shelf.put(theirs);
    session.history.rename(id);
    let scenario = Scenario { title: Rc::clone(&title), ..(**session.scenario()).clone() };
    session.history.record(Rc::new(scenario), None, None);
    session.notice = Some(Notice::KeptAsCopy(title));
    vec![shelf::keep(session)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SimTime;
    use crate::session::shelf::Act;
    use crate::session::{Circumstances, Message, start, update};

    /// What the browser holds.
    #[derive(Default)]
    struct Browser(Vec<(String, String)>);

    impl Browser {
        fn take(&mut self, effects: &[Effect]) {
            for effect in effects {
                if let Effect::Keep { kept, .. } = effect {
                    self.0.retain(|(id, _)| **id != *kept.id);
                    self.0.push((kept.id.to_string(), kept.text.to_string()));
                }
            }
        }

        fn tab(&self, current: Option<&str>) -> Session {
            start(&Circumstances {
                kept: self.0.clone(),
                current: current.map(str::to_owned),
                now_ms: 1_000,
                ..Circumstances::default()
            })
        }

        /// Tells a tab what stands under this name.
        fn tell(&mut self, session: &mut Session, id: &str) {
            let text =
                self.0.iter().find(|(known, _)| known == id).map(|(_, text)| (&**text).into());
            let effects = update(session, Message::Shelf(Act::Changed(id.into(), text)));
            self.take(&effects);
        }

        fn titles(&self) -> Vec<String> {
            let kept =
                |(id, text): &(String, String)| Kept { id: (**id).into(), text: (**text).into() };
            let title = |pair| kept(pair).title().unwrap_or_default().to_string();
            self.0.iter().map(title).collect()
        }
    }

    fn wrote(text: &str) -> Message {
        Message::EditDraft { form: Form::Definition, text: text.into(), thing: None }
    }

    fn ask(desired: u32) -> Message {
        Message::SetDesired { cluster: "demo".into(), service: "web".into(), desired }
    }

    /// One playground, open in two tabs.
    fn two_tabs() -> (Browser, String, Session, Session) {
        let mut browser = Browser::default();
        let mut first = browser.tab(None);
        browser.take(&update(&mut first, ask(4)));
        let id = first.history.place().to_string();
        let second = browser.tab(Some(&id));
        (browser, id, first, second)
    }

    #[test]
    fn a_tab_in_which_nothing_happened_writes_nothing() {
        let (mut browser, id, mut first, mut second) = two_tabs();
        browser.take(&update(&mut first, Message::SetTitle("newer".into())));
        browser.take(&update(&mut first, ask(12)));
        let newest = browser.0.clone();
        // The news has not come yet.
        assert_eq!(update(&mut second, Message::Rest), []);
        browser.tell(&mut second, &id);
        assert_eq!(second.scenario(), first.scenario(), "what is newer is taken over");
        assert_eq!(update(&mut second, Message::Rest), []);
        assert_eq!(browser.0, newest);
        // What was made there can be undone here; it is a change like any other.
        browser.take(&update(&mut second, Message::Undo));
        assert_ne!(second.scenario(), first.scenario());
        browser.tell(&mut first, &id);
        assert_eq!(second.scenario(), first.scenario());
        // A look around is kept, but no news to the other tab.
        browser.take(&update(&mut second, Message::Seek(SimTime(50_000))));
        browser.take(&update(&mut second, Message::Rest));
        let (at, len) = (first.playback.playhead, first.history.len());
        browser.tell(&mut first, &id);
        assert_eq!((first.playback.playhead, first.history.len()), (at, len));
        assert_eq!(
            (browser.tab(Some(&id)).playback.playhead, first.notice),
            (SimTime(50_000), None)
        );
    }

    #[test]
    fn a_rename_on_another_tabs_shelf_holds() {
        let (mut browser, id, mut first, mut second) = two_tabs();
        browser.take(&update(&mut first, Message::Shelf(Act::New)));
        let rename = Act::Rename(id.as_str().into(), "renamed".into());
        browser.take(&update(&mut first, Message::Shelf(rename)));
        browser.tell(&mut second, &id);
        assert_eq!(&*second.scenario().title, "renamed");
        browser.take(&update(&mut second, wrote("x")));
        browser.take(&update(&mut second, Message::Rest));
        assert_eq!(browser.titles(), ["", "renamed"]);
        // And where undo leads back into it.
        browser.take(&update(&mut first, Message::Undo));
        assert_eq!((&**first.history.place(), &*first.scenario().title), (&*id, "renamed"));
        assert_eq!(browser.titles(), ["", "renamed"]);
    }

    #[test]
    fn different_parts_are_brought_together() {
        let (mut browser, id, mut first, mut second) = two_tabs();
        update(&mut second, wrote("half"));
        browser.take(&update(&mut first, ask(12)));
        browser.tell(&mut second, &id);
        assert_eq!(second.scenario(), first.scenario());
        browser.take(&update(&mut second, Message::Rest));
        browser.tell(&mut first, &id);
        assert_eq!(&*first.drafts.of(Form::Definition).text, "half");
        assert_eq!(browser.0.len(), 1);
    }

    #[test]
    fn where_both_changed_the_same_nothing_is_lost() {
        let (mut browser, id, mut first, mut second) = two_tabs();
        update(&mut second, wrote("second"));
        update(&mut first, wrote("first"));
        browser.take(&update(&mut first, Message::Rest));
        browser.tell(&mut second, &id);
        assert!(matches!(second.notice, Some(Notice::KeptAsCopy(_))), "{:?}", second.notice);
        assert_ne!(**second.history.place(), *id);
        let own = second.history.place().to_string();
        for (id, draft) in [(&id, "first"), (&own, "second")] {
            let again = browser.tab(Some(id));
            assert_eq!(&*again.drafts.of(Form::Definition).text, draft);
            assert_eq!(again.scenario().calls, first.scenario().calls);
        }
        let titles = browser.titles();
        assert_eq!(titles[1], format!("{}, a copy", titles[0]));
        // Undo stays in the copy.
        browser.take(&update(&mut second, Message::Undo));
        assert_eq!(**second.history.place(), *own);
    }

    #[test]
    fn what_the_browser_did_not_take_is_not_lost_to_what_it_has() {
        let (mut browser, id, mut first, mut second) = two_tabs();
        update(&mut second, ask(20));
        update(&mut second, Message::Saved { taken: false });
        let made = Rc::clone(second.scenario());
        browser.take(&update(&mut first, ask(12)));
        browser.tell(&mut second, &id);
        assert_eq!(second.scenario().calls, made.calls);
        assert!(**second.history.place() != *id && second.shelf.get(&id).is_some());
    }

    #[test]
    fn what_another_tab_threw_away_comes_back_only_when_it_is_changed() {
        let (mut browser, id, _, mut second) = two_tabs();
        browser.0.clear();
        browser.tell(&mut second, &id);
        assert!(!second.is_kept());
        update(&mut second, Message::Seek(SimTime(50_000)));
        assert_eq!(update(&mut second, Message::Rest), []);
        browser.take(&update(&mut second, ask(7)));
        assert!(second.is_kept() && browser.0.len() == 1);
    }
}
