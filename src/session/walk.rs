//! Undo and redo: what is played follows the history, and where they lead into another playground, its
//! forms and its lesson come with it.

use std::rc::Rc;

use super::drafts::Drafts;
use super::effect::Effect;
use super::history::Kind;
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
    let mut effects = shelf::leave(session);
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
    session.filter = "".into();
    session.view.cluster = None;
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

/// The notice of a new future offers the old one as long as the last step is the one that left it.
fn heed_the_notice(session: &mut Session) {
    let leads_back = matches!(session.history.last_kind(), Kind::Do { dropped_after: Some(_), .. });
    session.notice.take_if(|notice| matches!(notice, Notice::NewFuture(_)) && !leads_back);
}

/// Back to the future that the notice speaks of.
pub fn back_to_old(session: &mut Session) -> Vec<Effect> {
    match session.notice {
        Some(Notice::NewFuture(_)) => walk(session, false),
        _ => Vec::new(),
    }
}

/// The history's scenario becomes what is played.
pub fn take_up(session: &mut Session) {
    heed_the_notice(session);
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
    let is_set = std::mem::take(&mut session.address_is_set);
    if is_set { vec![Effect::SetAddress("".into())] } else { Vec::new() }
}

/// Saves, and takes a link out of the address that no longer tells what is shown.
pub fn keep(session: &mut Session) -> Vec<Effect> {
    heed_the_notice(session);
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
    use crate::session::{Circumstances, Message, Prompt, start, update};

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

    fn desired(session: &Session) -> u64 {
        let last = session.scenario().calls.iter().rev().find_map(|c| c.input.get("desiredCount"));
        last.and_then(serde_json::Value::as_u64).expect("a desired count")
    }

    fn press(session: &mut Session, desired: u32) {
        let (cluster, service) = ("demo".into(), "web".into());
        update(session, Message::SetDesired { cluster, service, desired });
    }

    #[test]
    fn the_notice_of_a_new_future_leads_back_to_the_old_one_and_nowhere_else() {
        let mut session = opened();
        let new_future = |session: &mut Session| {
            ask(session, 11);
            let old = Rc::clone(session.scenario());
            let at = session.playback.playhead;
            update(session, Message::Seek(SimTime(at.0 - 1)));
            ask(session, 3);
            assert!(matches!(session.notice, Some(Notice::NewFuture(_))));
            old
        };
        // A burst is one step, and so leads back all the same; once used, the button is gone.
        let old = new_future(&mut session);
        update(&mut session, Message::BackToOld);
        assert_eq!((session.scenario(), &session.notice), (&old, &None));
        update(&mut session, Message::BackToOld);
        assert_eq!(*session.scenario(), old);
        for message in [
            Message::Undo,
            Message::SetTitle("another title".into()),
            Message::SetQuota { code: "tasks-per-service".into(), value: Some(10) },
            Message::Shelf(Act::New),
            Message::OpenExample("waiting".into()),
        ] {
            let mut session = opened();
            new_future(&mut session);
            update(&mut session, Message::Seek(SimTime(90_000)));
            assert!(session.notice.is_some(), "it still leads back");
            update(&mut session, message.clone());
            assert_eq!(session.notice, None, "{message:?}");
            let before = Rc::clone(session.scenario());
            update(&mut session, Message::BackToOld);
            assert_eq!(*session.scenario(), before, "{message:?}");
        }
    }

    #[test]
    fn what_is_done_apart_is_undone_apart() {
        let undone = |between: &[Message]| {
            let mut session = opened();
            update(&mut session, Message::TogglePlay);
            press(&mut session, 12);
            for message in between {
                update(&mut session, message.clone());
            }
            press(&mut session, 13);
            update(&mut session, Message::Undo);
            desired(&session)
        };
        let at = opened().playback.playhead;
        assert_eq!(undone(&[]), 9, "a burst at one moment is one step");
        assert_eq!(undone(&[Message::Rest]), 9);
        for between in [
            vec![Message::Seek(SimTime(at.0 + 20_000))],
            vec![Message::Seek(SimTime(at.0 + 20_000)), Message::Seek(at)],
            vec![Message::TogglePlay, Message::Frame { elapsed_us: 100_000 }],
            vec![Message::EndMerge],
            vec![Message::SetTitle("other".into())],
        ] {
            assert_eq!(undone(&between), 12, "{between:?}");
        }
        // A prompt is a step of its own, before and after.
        let mut session = opened();
        update(&mut session, Message::TogglePlay);
        press(&mut session, 10);
        update(&mut session, Message::Prompt(Prompt::Ask));
        press(&mut session, 13);
        for expected in [12, 10, 9] {
            update(&mut session, Message::Undo);
            assert_eq!(desired(&session), expected);
        }
        // Titles.
        let first = Rc::clone(&session.scenario().title);
        update(&mut session, Message::SetTitle("One".into()));
        update(&mut session, Message::SetTitle("Two".into()));
        update(&mut session, Message::SetTitle("Two".into()));
        for expected in ["One", &*first] {
            update(&mut session, Message::Undo);
            assert_eq!(&*session.scenario().title, expected);
        }
    }
}
