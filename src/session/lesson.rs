//! The open lesson: its goals are predicates over the world, looked at when the world changed.

use std::rc::Rc;

use super::effect::Effect;
use super::made::Made;
use super::notice::Notice;
use super::state::Session;
use super::view::{ComposerTab, Sheet};
use super::{steps, update, walk};
use crate::scenario::Scenario;
use crate::scenario::lesson::{self, Lesson};
use crate::texts::Lang;

/// A lesson that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenLesson {
    /// Its name.
    pub id: Rc<str>,
    /// What it says.
    pub lesson: Rc<Lesson>,
    /// Which goals were met; a goal that was met once stays so.
    pub met: Rc<[bool]>,
    /// How many hints are shown.
    pub hints: u32,
}

/// Opens a lesson's start.
pub fn open(session: &mut Session, id: &Rc<str>) -> Vec<Effect> {
    let Some(lesson) = lesson::named(id) else {
        session.notice = Some(Notice::NoSuchLesson(Rc::clone(id)));
        return Vec::new();
    };
    let title = Rc::clone(lesson.title.text(session.view.lang));
    let start = Rc::new(Scenario { title, ..lesson.start.clone() });
    let place = session.shelf.new_id();
    let mut effects = update::leave_for(session, start, place);
    effects.push(update::named(session, "?lesson=", id));
    steps::go_to(session, lesson.begin_at);
    session.playback.playing = true;
    attach(session, id, lesson);
    session.saved = Made::of(session);
    effects
}

/// Opens a lesson's page beside a scenario that was begun from it.
pub fn resume(session: &mut Session, id: &Rc<str>) {
    if let Some(lesson) = lesson::named(id) {
        attach(session, id, lesson);
    }
}

fn attach(session: &mut Session, id: &Rc<str>, lesson: Lesson) {
    session.view.panels.composer = true;
    session.view.panels.composer_tab = ComposerTab::Lesson;
    // Where panels are sheets, it is the one in sight.
    session.view.panels.sheet = Sheet::Composer;
    session.lesson = Some(OpenLesson {
        id: Rc::clone(id),
        met: lesson.goals.iter().map(|_| false).collect(),
        hints: 0,
        lesson: Rc::new(lesson),
    });
}

/// Plays the solution from the lesson's beginning; undo brings back what the learner did.
pub fn play_answer(session: &mut Session) -> Vec<Effect> {
    let Some(open) = &session.lesson else { return Vec::new() };
    let lesson = Rc::clone(&open.lesson);
    let title = Rc::clone(&session.scenario().title);
    let solved = Rc::new(Scenario { title, ..lesson::solved(&lesson) });
    session.history.record(solved, None, None);
    let effects = walk::adopt(session);
    steps::go_to(session, lesson.begin_at);
    session.playback.playing = true;
    effects
}

/// One more hint.
pub fn show_hint(session: &mut Session) {
    if let Some(open) = &mut session.lesson {
        let most = u32::try_from(open.lesson.hints.len()).unwrap_or(u32::MAX);
        open.hints = (open.hints + 1).min(most);
    }
}

/// Looks at the goals. Whether one more is met.
pub fn look(session: &mut Session) -> bool {
    let Some(open) = &session.lesson else { return false };
    if session.is_behind() {
        return false;
    }
    let world = session.player.world();
    let goals = open.lesson.goals.iter().zip(open.met.iter());
    let met: Rc<[bool]> = goals.map(|(goal, met)| *met || goal.goal.is_met(world)).collect();
    let news = met != open.met;
    if let Some(open) = &mut session.lesson {
        open.met = met;
    }
    news
}

/// (name, title, first sentence) of every lesson, for the list.
pub fn titles(lang: Lang) -> Vec<(&'static str, String, String)> {
    lesson::ids()
        .filter_map(|id| {
            let lesson = lesson::named(id)?;
            let about = lesson.text.first().map(|text| text.text(lang).to_string());
            Some((id, lesson.title.text(lang).to_string(), about.unwrap_or_default()))
        })
        .collect()
}
