//! The playgrounds that this browser keeps: each under a name of its own, so that a damaged one
//! takes no other down. What is opened (a link, an example) is kept from the first change on.

use std::rc::Rc;

use serde_json::{Value, json};

use super::drafts::{self, Drafts};
use super::effect::Effect;
use super::lesson;
use super::link::{self, Place};
use super::made::{self, Made};
use super::notice::{Instead, Notice};
use super::past::Past;
use super::selection::Selection;
use super::state::Session;
use super::view::Dialog;
use super::{steps, update, walk};
use crate::base::SimTime;
use crate::scenario::Scenario;

/// A playground as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The name that it is kept under.
    pub id: Rc<str>,
    /// [`write`]'s JSON, or a bare payload as the first version of the page kept it.
    pub text: Rc<str>,
}

impl Kept {
    fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.text).ok()
    }

    /// The title; `None` = it cannot be read.
    pub fn title(&self) -> Option<Rc<str>> {
        match self.json() {
            Some(json) => json.get("title")?.as_str().map(Rc::from),
            None => link::decode(&self.text).ok().map(|scenario| Rc::clone(&scenario.title)),
        }
    }
}

/// The shelf.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shelf {
    /// Oldest first.
    pub kept: Vec<Kept>,
    /// The last one that was thrown away, while it can be brought back.
    pub thrown: Option<Kept>,
    next: u64,
}

impl Shelf {
    /// What the browser keeps. `now_ms` makes names that no other tab takes.
    pub fn new(kept: Vec<Kept>, now_ms: u64) -> Self {
        let mut shelf = Self { kept, thrown: None, next: now_ms };
        shelf.sort();
        shelf
    }

    /// Names are numbers of milliseconds: longer is later.
    fn sort(&mut self) {
        crate::base::sort::sort_by_key(&mut self.kept, |kept| (kept.id.len(), kept.id.clone()));
    }

    /// A name that is not taken.
    pub fn new_id(&mut self) -> Rc<str> {
        loop {
            self.next += 1;
            let id = self.next.to_string();
            if self.get(&id).is_none() {
                return id.into();
            }
        }
    }

    /// The playground of this name.
    pub fn get(&self, id: &str) -> Option<&Kept> {
        self.kept.iter().find(|kept| &*kept.id == id)
    }

    /// Puts a playground on the shelf, in place of one of the same name; another tab may have.
    pub fn put(&mut self, kept: Kept) {
        match self.kept.iter_mut().find(|old| old.id == kept.id) {
            Some(old) => *old = kept,
            None => {
                self.kept.push(kept);
                self.sort();
            }
        }
    }

    /// Takes one from the shelf.
    pub fn take(&mut self, id: &str) -> Option<Kept> {
        let at = self.kept.iter().position(|kept| &*kept.id == id)?;
        Some(self.kept.remove(at))
    }
}

/// What undo needs, among what is kept.
const PAST: &str = "past";

/// The same without what undo needs: the browser has no room for it.
pub fn without_past(text: &str) -> Option<String> {
    let mut json: Value = serde_json::from_str(text).ok()?;
    json.as_object_mut()?.remove(PAST)?;
    Some(json.to_string())
}

/// What is open, as it is kept.
pub fn write(session: &Session, payload: &str) -> String {
    let mut json = json!({
        "title": &*session.scenario().title,
        "t": session.playback.playhead.0,
        "sel": session.view.selection.code(),
        "link": payload,
    });
    if let Some(map) = json.as_object_mut() {
        if let Some(open) = &session.lesson {
            map.insert("lesson".to_owned(), (&*open.id).into());
        }
        map.insert("drafts".to_owned(), drafts::write(&session.drafts));
        map.insert(PAST.to_owned(), session.history.past().write());
    }
    json.to_string()
}

/// A kept playground, read.
pub struct Opened {
    /// What it is.
    pub scenario: Rc<Scenario>,
    /// Where it stood.
    pub place: Place,
    /// What stood in the forms.
    pub drafts: Drafts,
    /// The lesson that was open.
    pub lesson: Option<Rc<str>>,
    /// What undo needs.
    pub past: Past,
}

/// Reads a kept playground; `None` = it is damaged.
pub fn read(kept: &Kept) -> Option<Opened> {
    let Some(json) = kept.json() else {
        let scenario = link::decode(&kept.text).ok()?;
        let (place, drafts) = (Place::default(), Drafts::default());
        return Some(Opened { scenario, place, drafts, lesson: None, past: Past::default() });
    };
    let text = |key: &str| json.get(key).and_then(Value::as_str);
    let scenario = link::decode(text("link")?).ok()?;
    let title: Rc<str> = text("title").unwrap_or_default().into();
    let drafts = json.get("drafts").map(drafts::read);
    Some(Opened {
        scenario: Rc::new(Scenario { title, ..(*scenario).clone() }),
        place: Place {
            moment: json.get("t").and_then(Value::as_u64).map(SimTime),
            selection: text("sel").map_or(Selection::None, Selection::read),
        },
        drafts: drafts.unwrap_or_default(),
        lesson: text("lesson").map(Rc::from),
        past: json.get(PAST).map(Past::read).unwrap_or_default(),
    })
}

/// Puts what is open on the shelf, and into the browser's storage.
pub fn keep(session: &mut Session) -> Effect {
    let payload = session.history.payload();
    let id = Rc::clone(session.history.place());
    let kept = Kept { id, text: write(session, &payload).into() };
    session.shelf.put(kept.clone());
    session.saved = Made::of(session);
    Effect::Keep { kept, payload: Some(payload) }
}

/// The page may be left: what stands in the forms and where the playhead is are kept too. What
/// was only looked at is not, and where nothing happened nothing is written: another tab may have.
pub fn rest(session: &mut Session) -> Vec<Effect> {
    if made::is_news(session) {
        // A reload is to open what was made, whatever the address named.
        walk::keep(session)
    } else if has_moved(session) {
        vec![keep(session)]
    } else {
        Vec::new()
    }
}

/// The same when another one is about to be opened: what is kept then is no longer the open one.
pub fn leave(session: &mut Session) -> Vec<Effect> {
    let mut effects = rest(session);
    for effect in &mut effects {
        if let Effect::Keep { payload, .. } = effect {
            *payload = None;
        }
    }
    effects
}

/// What is kept stands elsewhere, or was not taken by the browser.
fn has_moved(session: &Session) -> bool {
    let kept = session.shelf.get(session.history.place());
    kept.is_some_and(|kept| {
        let place = read(kept).map(|opened| opened.place);
        let here =
            Place { moment: Some(session.playback.playhead), selection: session.view.selection };
        session.unsaved || place.is_none_or(|place| place != here)
    })
}

/// Something done to the shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// An empty playground.
    New,
    /// Another one is opened.
    Open(Rc<str>),
    /// A copy of it, under this title.
    Copy(Rc<str>, Rc<str>),
    /// Another title.
    Rename(Rc<str>, Rc<str>),
    /// Thrown away.
    Throw(Rc<str>),
    /// What was thrown away last comes back.
    Restore,
    /// Another tab kept it, or threw it away; or so it stands in the browser.
    Changed(Rc<str>, Option<Rc<str>>),
}

/// Lets it happen.
pub fn act(session: &mut Session, act: Act) -> Vec<Effect> {
    if matches!(&act, Act::Open(id) if id == session.history.place()) {
        return Vec::new();
    }
    let mut effects = match &act {
        Act::New | Act::Open(_) => leave(session),
        Act::Copy(..) => rest(session),
        _ => Vec::new(),
    };
    if matches!(act, Act::New | Act::Open(_)) {
        session.view.dialog = Dialog::None;
    }
    match act {
        Act::New => {
            let setup = Rc::clone(&session.scenario().setup);
            let empty = Scenario { title: "".into(), setup, calls: Rc::new([]) };
            let id = session.shelf.new_id();
            effects.extend(update::open(session, Rc::new(empty), id));
            effects.push(keep(session));
        }
        Act::Open(id) => {
            let Some(kept) = session.shelf.get(&id).cloned() else { return effects };
            match read(&kept) {
                Some(opened) => effects.extend(show(session, id, opened)),
                None => session.notice = Some(Notice::SavedUnreadable(Instead::Same)),
            }
        }
        Act::Copy(id, title) => {
            let Some(kept) = session.shelf.get(&id).cloned() else { return effects };
            let text = retitled(&kept, &title);
            // A copy begins here: undo does not lead out of it into the one that it was made of.
            let text = without_past(&text).map_or(text, Rc::from);
            let copy = Kept { id: session.shelf.new_id(), text };
            session.shelf.put(copy.clone());
            effects.push(Effect::Keep { kept: copy, payload: None });
        }
        Act::Rename(id, title) => {
            let Some(kept) = session.shelf.get(&id).cloned() else { return effects };
            let kept = Kept { id, text: retitled(&kept, &title) };
            session.shelf.put(kept.clone());
            effects.push(Effect::Keep { kept, payload: None });
        }
        Act::Throw(id) => {
            if *session.history.place() == id {
                effects.extend(rest(session));
            }
            let Some(kept) = session.shelf.take(&id) else { return effects };
            session.notice = Some(Notice::Thrown(kept.title().unwrap_or_default()));
            session.shelf.thrown = Some(kept);
            effects.push(Effect::Forget(Rc::clone(&id)));
            if *session.history.place() == id {
                let next = session.shelf.kept.iter().rev();
                let next = next.filter_map(|kept| Some((Rc::clone(&kept.id), read(kept)?))).next();
                let notice = session.notice.take();
                match next {
                    Some((id, opened)) => effects.extend(show(session, id, opened)),
                    None => {
                        let example = link::example("", session.view.lang);
                        let id = session.shelf.new_id();
                        effects.extend(
                            example.into_iter().flat_map(|e| update::open(session, e, id.clone())),
                        );
                    }
                }
                session.notice = notice;
            }
        }
        Act::Restore => {
            let Some(kept) = session.shelf.thrown.take() else { return effects };
            session.shelf.put(kept.clone());
            session.notice = None;
            effects.push(Effect::Keep { kept, payload: None });
        }
        Act::Changed(id, text) => match text {
            // It stands there already.
            Some(text) if session.shelf.get(&id).is_some_and(|kept| kept.text == text) => {}
            Some(text) if id == *session.history.place() => {
                effects.extend(made::hear(session, Kept { id, text }));
            }
            Some(text) => session.shelf.put(Kept { id, text }),
            None => drop(session.shelf.take(&id)),
        },
    }
    effects
}

fn retitled(kept: &Kept, title: &str) -> Rc<str> {
    let mut json = kept.json().unwrap_or_else(|| json!({ "link": &*kept.text }));
    if let Some(map) = json.as_object_mut() {
        map.insert("title".to_owned(), title.into());
    }
    json.to_string().into()
}

fn show(session: &mut Session, id: Rc<str>, opened: Opened) -> Vec<Effect> {
    let mut effects = update::open(session, opened.scenario, Rc::clone(&id));
    session.history.recall(opened.past);
    session.drafts = opened.drafts;
    if let Some(id) = opened.lesson {
        lesson::resume(session, &id);
    }
    stand(session, opened.place);
    session.saved = Made::of(session);
    effects.push(Effect::Current(id));
    effects
}

/// Goes where a link or a kept playground stood, and waits there.
pub fn stand(session: &mut Session, place: Place) {
    if let Some(moment) = place.moment {
        session.playback.playing = false;
        steps::go_to(session, moment);
    }
    update::select(session, place.selection);
    update::forget_what_is_gone(session);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::drafts::Form;
    use crate::session::{Circumstances, Message, start, update};

    fn opened(kept: &[(&str, &str)], current: Option<&str>) -> Session {
        start(&Circumstances {
            kept: kept.iter().map(|(id, text)| ((*id).into(), (*text).into())).collect(),
            current: current.map(str::to_owned),
            now_ms: 1_000,
            ..Circumstances::default()
        })
    }

    fn wrote(text: &str) -> Message {
        Message::EditDraft { form: Form::Definition, text: text.into(), thing: None }
    }

    fn change(session: &mut Session, desired: u32) -> Vec<Effect> {
        let (cluster, service) = ("demo".into(), "web".into());
        update(session, Message::SetDesired { cluster, service, desired })
    }

    /// What the browser would hold after these effects.
    fn stored(effects: &[Effect]) -> (String, String) {
        let kept = effects.iter().find_map(|e| match e {
            Effect::Keep { kept, .. } => Some((kept.id.to_string(), kept.text.to_string())),
            _ => None,
        });
        kept.expect("something is kept")
    }

    #[test]
    fn nothing_is_lost_by_closing_the_tab() {
        let mut session = opened(&[], None);
        assert!(!session.is_kept() && rest(&mut session).is_empty(), "an example is not kept");
        change(&mut session, 4);
        update(&mut session, wrote("{\"family\": "));
        update(&mut session, Message::Seek(SimTime(20_000)));
        update(&mut session, Message::Select(Selection::Instance { cluster: 0, slot: 2 }));
        let (id, text) = stored(&update(&mut session, Message::Rest));
        let again = opened(&[(&id, &text)], Some(&id));
        assert_eq!(again.scenario(), session.scenario());
        assert_eq!(
            again.drafts.of(Form::Definition).text,
            session.drafts.of(Form::Definition).text
        );
        assert_eq!(again.playback.playhead, SimTime(20_000));
        assert_eq!(again.view.selection, Selection::Instance { cluster: 0, slot: 2 });
        assert_eq!((again.history.place(), again.notice), (session.history.place(), None));
        // Only a draft, in a playground that was not changed.
        let mut session = opened(&[], None);
        update(&mut session, wrote("half"));
        let (id, text) = stored(&update(&mut session, Message::Rest));
        let again = opened(&[(&id, &text)], None);
        assert_eq!(&*again.drafts.of(Form::Definition).text, "half");
    }

    #[test]
    fn a_damaged_one_takes_no_other_down() {
        let mut session = opened(&[], None);
        let (id, text) = stored(&change(&mut session, 4));
        for damaged in ["", "{", "null", "{\"link\": 3}", "1.eNqNUU1r", "{\"link\": \"1.xx\"}"] {
            let both = [("5", damaged), (&*id, &*text)];
            let session = opened(&both, Some("5"));
            let example = Some(Notice::SavedUnreadable(Instead::Example));
            assert_eq!(session.notice, example, "{damaged}");
            assert!(!session.scenario().calls.is_empty(), "the example stands in");
            let mut session = opened(&both, Some(&id));
            assert_eq!(session.shelf.kept.len(), 2);
            let before = Rc::clone(session.scenario());
            act(&mut session, Act::Open("5".into()));
            assert_eq!(session.notice, Some(Notice::SavedUnreadable(Instead::Same)));
            assert_eq!(*session.scenario(), before);
        }
        // The one that the first version of the page kept is a bare payload.
        let old = link::encode(session.scenario());
        assert_eq!(opened(&[("0", &old)], None).scenario(), session.scenario());
    }

    #[test]
    fn playgrounds_are_made_copied_named_thrown_away_and_brought_back() {
        let mut session = opened(&[], None);
        change(&mut session, 4);
        let first = Rc::clone(session.history.place());
        let made = Rc::clone(session.scenario());
        act(&mut session, Act::New);
        assert!(session.scenario().calls.is_empty() && *session.history.place() != first);
        act(&mut session, Act::Copy(Rc::clone(&first), "copy".into()));
        act(&mut session, Act::Rename(Rc::clone(&first), "mine".into()));
        let titles: Vec<_> = session.shelf.kept.iter().filter_map(Kept::title).collect();
        assert_eq!(titles, ["mine".into(), Rc::from(""), "copy".into()]);
        act(&mut session, Act::Open(Rc::clone(&first)));
        assert_eq!((&*session.scenario().title, &session.scenario().calls), ("mine", &made.calls));
        // Thrown away while it is open: another one opens, and it can be brought back.
        let effects = act(&mut session, Act::Throw(Rc::clone(&first)));
        assert!(effects.contains(&Effect::Forget(Rc::clone(&first))));
        assert_ne!(*session.history.place(), first);
        assert_eq!(session.notice, Some(Notice::Thrown("mine".into())));
        act(&mut session, Act::Restore);
        assert!(session.shelf.get(&first).is_some());
        // Undo walks back over the switch, and what is changed then is kept in its own place.
        while session.history.can_undo() && *session.history.place() != first {
            update(&mut session, Message::Undo);
        }
        assert_eq!(*session.history.place(), first);
    }

    #[test]
    fn what_is_left_is_not_what_is_open() {
        let fragment = format!("#s={}", link::encode(opened(&[], None).scenario()));
        for message in [
            Message::Shelf(Act::New),
            Message::OpenExample("waiting".into()),
            Message::FragmentArrived(fragment.into()),
            Message::Undo,
        ] {
            let mut session = opened(&[], None);
            change(&mut session, 4);
            act(&mut session, Act::New);
            let left = Rc::clone(session.history.place());
            update(&mut session, wrote("half"));
            let effects = update(&mut session, message.clone());
            assert!(
                effects.iter().any(|effect| matches!(effect,
                Effect::Keep { kept, payload: None } if kept.id == left)),
                "{message:?}"
            );
            assert!(
                !effects.iter().any(|effect| matches!(effect,
                Effect::Keep { kept, payload: Some(_) } if kept.id == left)),
                "{message:?}"
            );
        }
    }

    #[test]
    fn another_tab_is_heard() {
        let mut session = opened(&[], None);
        let (id, text) = stored(&change(&mut session, 4));
        act(&mut session, Act::Changed("77".into(), Some("{}".into())));
        assert_eq!(session.shelf.kept.len(), 2);
        act(&mut session, Act::Changed("77".into(), None));
        assert_eq!(session.shelf.kept, [Kept { id: (*id).into(), text: (*text).into() }]);
        // What is open here stays open, and is kept again when it is changed.
        let before = Rc::clone(session.scenario());
        act(&mut session, Act::Changed(Rc::from(&*id), None));
        assert_eq!((&before, session.is_kept()), (session.scenario(), false));
    }

    #[test]
    fn a_link_points_at_a_moment_and_a_selection() {
        let session = opened(&[], None);
        let payload = link::encode(session.scenario());
        let task = Selection::Task { cluster: 0, task: 3 };
        let place = Place { moment: Some(SimTime(30_000)), selection: task };
        let fragment = format!("#s={payload}{}", place.write());
        assert_eq!(Place::read(&fragment), place);
        let session = start(&Circumstances { fragment, ..Circumstances::default() });
        assert_eq!((session.playback.playhead, session.playback.playing), (SimTime(30_000), false));
        assert_eq!(session.view.selection, task);
        assert!(session.view.panels.inspector, "why it is there is open");
        // A selection that is not there is let go; nonsense is nothing.
        let odd = format!("#s={payload}&t=5s&sel=t0.99999");
        let mut session = start(&Circumstances { fragment: odd, ..Circumstances::default() });
        update(&mut session, Message::Frame { elapsed_us: 0 });
        assert_eq!(session.view.selection, Selection::None);
        assert_eq!(Place::read("#s=x&t=soon&sel=!"), Place::default());
    }
}
