//! The log as the page shows it.

use std::ops::Range;
use std::rc::Rc;

use super::{Entry, Told};
use crate::interop::aws_cli::help;
use crate::session::state::Session;
use crate::simulation::api_error::Basis;
use crate::texts::terminal::{Say, problem, refused, say, unread};

/// A row: a command with what it was told, in the page's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub id: u32,
    /// The playhead, as the clock writes it.
    pub at: String,
    /// As typed.
    pub text: Rc<str>,
    /// The part that is wrong.
    pub wrong: Option<Range<usize>>,
    /// What it was told.
    pub told: Rc<str>,
    /// A refusal or a problem.
    pub trouble: bool,
    /// What is added in small: whose words they are, that it was undone.
    pub note: Option<&'static str>,
}

fn row(session: &Session, entry: &Entry) -> Row {
    let lang = session.view.lang;
    let mut note = None;
    let (told, trouble): (Rc<str>, bool) = match &entry.told {
        Told::Nothing => ("".into(), false),
        Told::Answer(text) => (Rc::clone(text), false),
        Told::Refused(name, error) => {
            if error.basis == Basis::Modelled {
                note = Some(say(lang, Say::ModelledWords));
            }
            (refused(name.operation(), &error.exception, &error.message).into(), true)
        }
        Told::Problem { problem: what, line, column, left } => {
            let many = entry.text.contains('\n') || *line > 1;
            let place = (many.then_some(*line), *column);
            (unread(lang, place, &problem(lang, what), *left).into(), true)
        }
        Told::Help(topic) => (help::help(lang, topic).trim_end().into(), false),
        Told::Waits => (say(lang, Say::Waiting).into(), false),
        Told::Gone => ("".into(), false),
        Told::GivenUp => ("^C".into(), false),
    };
    if entry.told == Told::Gone || is_undone(session, entry) {
        note = Some(say(lang, Say::Undone));
    }
    let at = crate::session::read::clock_text(entry.at);
    Row {
        id: entry.id,
        at,
        text: Rc::clone(&entry.text),
        wrong: entry.wrong.clone(),
        told,
        trouble,
        note,
    }
}

/// Its call is no longer one of the open playground's.
fn is_undone(session: &Session, entry: &Entry) -> bool {
    entry.made.as_ref().is_some_and(|(index, call, place)| {
        let own = session.scenario().calls.get(*index);
        place == session.history.place() && !own.is_some_and(|own| Rc::ptr_eq(own, call))
    })
}

/// The rows, oldest first.
pub fn rows(session: &Session) -> Vec<Row> {
    session.terminal.log().iter().map(|entry| row(session, entry)).collect()
}
