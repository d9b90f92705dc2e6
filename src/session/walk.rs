//! Undo and redo: what is played follows the history, and where they lead into another playground, its
//! forms and its lesson come with it.

use std::rc::Rc;

use super::drafts::Drafts;
use super::effect::Effect;
use super::lesson::OpenLesson;
use super::made::{self, Made};
use super::notice::Notice;
use super::state::Session;
use super::update::forget_what_is_gone;
use super::{shelf, steps};

/// What belongs to a playground beside its scenario, while another one is open.
pub struct Aside {
    drafts: Drafts,
    lesson: Option<OpenLesson>,
    saved: Made,
}

/// Puts aside what belongs to the playground that is left; forms and lesson are empty then.
pub fn put_aside(session: &mut Session) {
    let saved = session.saved.clone();
    let drafts = std::mem::take(&mut session.drafts);
    let lesson = session.lesson.take();
    let place = Rc::clone(session.history.place());
    session.aside.insert(place, Aside { drafts, lesson, saved });
    // Undo reaches no other.
    let Session { aside, history, .. } = session;
    aside.retain(|place, _| history.knows(place));
}

/// One step back, or forward again.
pub fn walk(session: &mut Session, forward: bool) -> Vec<Effect> {
    let here = Rc::clone(session.history.place());
    let Some(there) = session.history.leads_to(forward).cloned() else { return Vec::new() };
    if here == there {
        let moved = session.history.walk(forward);
        return if moved { adopt(session) } else { Vec::new() };
    }
    let mut effects = shelf::rest(session);
    put_aside(session);
    let moved = session.history.walk(forward);
    if let Some(aside) = session.aside.remove(session.history.place()) {
        session.drafts = aside.drafts;
        session.lesson = aside.lesson;
        session.saved = aside.saved;
    }
    if moved {
        effects.extend(arrive(session, &there));
    }
    effects
}

/// Undo has led into another playground: as it was kept last, and where it stood.
fn arrive(session: &mut Session, place: &Rc<str>) -> Vec<Effect> {
    let thrown = session.shelf.thrown.take_if(|thrown| thrown.id == *place);
    if thrown.is_some() {
        // It is here again: nothing is left to be brought back.
        session.notice.take_if(|notice| matches!(notice, Notice::Thrown(_)));
    }
    take_up(session);
    let mut effects = Vec::new();
    if let Some(kept) = session.shelf.get(place).cloned().or(thrown) {
        let stood = shelf::read(&kept).map(|opened| opened.place);
        effects = made::hear(session, kept);
        shelf::stand(session, stood.unwrap_or_default());
    } else if !session.history.is_changed() {
        // It was only looked at.
        return released(session);
    }
    effects.extend(adopt(session));
    effects
}

/// The history's scenario becomes what is played, and is kept; the playhead stays.
pub fn adopt(session: &mut Session) -> Vec<Effect> {
    take_up(session);
    keep(session)
}

/// The history's scenario becomes what is played.
pub fn take_up(session: &mut Session) {
    let scenario = Rc::clone(session.scenario());
    session.player.replace(Rc::clone(&scenario.setup), Rc::clone(&scenario.calls));
    session.drafts.submitted = None;
    let playhead = session.playback.playhead;
    steps::go_to(session, playhead);
    forget_what_is_gone(session);
}

/// The other future becomes the one that holds; the one that is left can be gone back to.
pub fn take_future(session: &mut Session, n: usize) -> Vec<Effect> {
    let Some(future) = session.history.futures().into_iter().nth(n) else { return Vec::new() };
    session.history.record(future.scenario, None, Some(future.from));
    session.notice = None;
    adopt(session)
}

/// Takes a link out of the address that no longer tells what is shown.
pub fn released(session: &mut Session) -> Vec<Effect> {
    let is_set = std::mem::take(&mut session.fragment_is_set);
    if is_set { vec![Effect::SetFragment("".into())] } else { Vec::new() }
}

/// Saves, and takes a link out of the address that no longer tells what is shown.
pub fn keep(session: &mut Session) -> Vec<Effect> {
    let mut effects = vec![shelf::keep(session)];
    effects.extend(released(session));
    if session.history.take_forgot() {
        session.notice = Some(Notice::HistoryFull);
    }
    effects
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SimTime;
    use crate::session::drafts::Form;
    use crate::session::shelf::Act;
    use crate::session::{Circumstances, Message, start, update};

    fn opened() -> Session {
        start(&Circumstances { now_ms: 1_000, ..Circumstances::default() })
    }

    fn ask(session: &mut Session, desired: u32) {
        let (cluster, service) = ("demo".into(), "web".into());
        update(session, Message::SetDesired { cluster, service, desired });
        update(session, Message::EndMerge);
    }

    fn write(session: &mut Session, text: &str) {
        let (form, text) = (Form::Definition, text.into());
        update(session, Message::EditDraft { form, text, thing: None });
    }

    fn draft(session: &Session) -> &str {
        &session.drafts.of(Form::Definition).text
    }

    /// The draft that the browser has kept with a playground.
    fn kept_draft(session: &Session, id: &str) -> String {
        let kept = session.shelf.get(id).expect("it is kept");
        let opened = shelf::read(kept).expect("it can be read");
        opened.drafts.of(Form::Definition).text.to_string()
    }

    #[test]
    fn drafts_belong_to_their_playground() {
        let mut session = opened();
        ask(&mut session, 4);
        let old = Rc::clone(session.history.place());
        write(&mut session, "OLD");
        update(&mut session, Message::Seek(SimTime(40_000)));
        update(&mut session, Message::Shelf(Act::New));
        let new = Rc::clone(session.history.place());
        assert_eq!(draft(&session), "");
        write(&mut session, "NEW");
        update(&mut session, Message::Undo);
        assert_eq!((session.history.place(), draft(&session)), (&old, "OLD"));
        assert_eq!(session.playback.playhead, SimTime(40_000), "where it was left");
        update(&mut session, Message::Redo);
        assert_eq!((session.history.place(), draft(&session)), (&new, "NEW"));
        // Examples, lessons and links are opened with empty forms, too.
        let fragment = format!("#s={}", session.history.payload());
        for message in [
            Message::OpenExample("waiting".into()),
            Message::OpenLesson("heal".into()),
            Message::FragmentArrived(fragment.into()),
        ] {
            update(&mut session, message.clone());
            assert_ne!(*session.history.place(), new, "{message:?}");
            assert_eq!(draft(&session), "", "{message:?}");
            write(&mut session, "elsewhere");
        }
        while *session.history.place() != old {
            update(&mut session, Message::Undo);
        }
        assert_eq!(draft(&session), "OLD");
        assert_eq!(
            (kept_draft(&session, &old), kept_draft(&session, &new)),
            ("OLD".into(), "NEW".into())
        );
        // A draft's own undo is there as well.
        update(&mut session, Message::UndoDraft(Form::Definition));
        assert_eq!(draft(&session), "");
    }

    #[test]
    fn a_lesson_belongs_to_its_playground() {
        let mut session = opened();
        let id: Rc<str> = "heal".into();
        update(&mut session, Message::OpenLesson(Rc::clone(&id)));
        update(&mut session, Message::ShowHint);
        update(&mut session, Message::Undo);
        assert_eq!(session.lesson, None);
        assert!(session.shelf.kept.is_empty(), "what was only looked at is not kept");
        update(&mut session, Message::Redo);
        let open = session.lesson.as_ref().expect("the lesson is open again");
        assert_eq!((&open.id, open.hints), (&id, 1));
    }

    #[test]
    fn undo_into_a_playground_that_was_thrown_away_brings_it_back() {
        let mut session = opened();
        ask(&mut session, 4);
        let first = Rc::clone(session.history.place());
        write(&mut session, "draft");
        update(&mut session, Message::Shelf(Act::New));
        update(&mut session, Message::Shelf(Act::Throw(Rc::clone(&first))));
        assert!(session.shelf.thrown.is_some());
        update(&mut session, Message::Undo);
        assert_eq!((session.history.place(), session.is_kept()), (&first, true));
        assert_eq!((&session.shelf.thrown, &session.notice), (&None, &None));
        assert_eq!((draft(&session), kept_draft(&session, &first)), ("draft", "draft".to_owned()));
        // The open one: another one opens, and undo brings it back.
        update(&mut session, Message::Shelf(Act::Throw(Rc::clone(&first))));
        assert!(*session.history.place() != first && session.shelf.thrown.is_some());
        update(&mut session, Message::Undo);
        assert_eq!((session.history.place(), &session.shelf.thrown), (&first, &None));
        assert_eq!((session.shelf.kept.len(), draft(&session)), (2, "draft"));
    }
}
