//! The open lesson: its goals are predicates over the world, looked at when the world changed.

use std::rc::Rc;

use super::effect::Effect;
use super::notice::Notice;
use super::state::Session;

/// A lesson that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenLesson {
    /// Its name.
    pub id: Rc<str>,
    /// Which goals are met.
    pub met: Rc<[bool]>,
    /// How many hints are shown.
    pub hints: u32,
}

/// Opens a lesson's start.
pub fn open(session: &mut Session, id: &Rc<str>) -> Vec<Effect> {
    session.notice = Some(Notice::NoSuchLesson(Rc::clone(id)));
    Vec::new()
}

/// Plays the solution.
pub fn play_answer(_session: &mut Session) -> Vec<Effect> {
    Vec::new()
}

/// One more hint.
pub fn show_hint(session: &mut Session) {
    if let Some(lesson) = &mut session.lesson {
        lesson.hints += 1;
    }
}

/// Looks at the goals. Whether one more is met.
pub fn look(_session: &mut Session) -> bool {
    false
}

/// Keeps the progress.
pub fn keep_progress(_session: &Session) -> Vec<Effect> {
    Vec::new()
}
