//! The terminal: commands typed, run against the world at the playhead, with what they answered. It
//! belongs to the tab, not to a playground: neither is it kept, nor undone.
//!
//! Calls that change something are made as a form's are, so undo, futures and the timeline know them.
//! Calls that only read are answered from a copy of the world, and nobody remembers them.

mod answer;
mod log;
mod offer;
mod query;
mod text;

use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

use super::effect::Effect;
use super::history::MergeKey;
use super::message::NewCall;
use super::state::Session;
use super::view::Sheet;
use super::{preferences, update};
use crate::base::SimTime;
use crate::interop::aws_cli::{self, Output, Request, Topic};
use crate::interop::shell::{Trouble, Word};
use crate::simulation::{ApiError, Call, CallName};
use crate::texts::terminal::Problem;

pub use log::{Row, rows};
pub use offer::{Offer, offer};

/// Entries kept; older ones go.
const KEPT: usize = 200;
/// Commands kept for the arrow keys.
const EARLIER: usize = 200;
/// The least height of the open terminal, in CSS pixels.
pub const LEAST_HEIGHT: u16 = 160;
/// Its height at first.
pub const HEIGHT: u16 = 280;
/// More than any screen has.
const GREATEST_HEIGHT: u16 = 4_000;

/// What is done in the terminal.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// It is opened, or closed.
    Open(bool),
    /// It is opened if it is closed, and the other way round.
    Toggle {
        /// It is a sheet: a narrow page.
        sheets: bool,
    },
    /// Another text stands in the field.
    Type(Rc<str>),
    /// What stands in the field is run.
    Run,
    /// The command before.
    Earlier,
    /// The command after.
    Later,
    /// The log is emptied.
    Clear,
    /// The line is given up.
    GiveUp,
    /// It gets another height, in CSS pixels.
    Height(u16),
}

/// What a command was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Nothing, as the CLI does where an answer is empty.
    Nothing,
    /// The answer, as the CLI writes it.
    Answer(Rc<str>),
    /// The API refused.
    Refused(CallName, ApiError),
    /// It could not be read: why, its line and column, and how many commands behind it were not run.
    Problem {
        /// Why.
        problem: Problem,
        /// From 1.
        line: u32,
        /// From 1.
        column: u32,
        /// Not run.
        left: usize,
    },
    /// Help.
    Help(Topic),
    /// The world is not yet where the call is.
    Waits,
    /// It was undone before it was answered.
    Gone,
    /// The line was given up.
    GivenUp,
}

/// A command in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number in this tab.
    pub id: u32,
    /// The playhead.
    pub at: SimTime,
    /// As it was typed.
    pub text: Rc<str>,
    /// The part of the text that is wrong.
    pub wrong: Option<Range<usize>>,
    /// What came of it.
    pub told: Told,
    /// The call that it made: its place in the list, and itself, and of which playground.
    made: Option<(usize, Rc<Call>, Rc<str>)>,
    /// What is wanted of its answer.
    output: Output,
}

/// A command on its way.
struct Next {
    text: Rc<str>,
    /// Where its text begins in what was typed.
    from: usize,
    words: Result<Vec<Word>, Trouble>,
    whole: Rc<str>,
    merge: MergeKey,
}

/// The terminal of a tab.
#[derive(Default)]
pub struct Terminal {
    log: Vec<Rc<Entry>>,
    ids: u32,
    line: Rc<str>,
    earlier: Vec<Rc<str>>,
    /// Which of the earlier commands stands in the field, and what stood there before.
    walk: Option<(usize, Rc<str>)>,
    queue: VecDeque<Next>,
    opened: u32,
}

impl Terminal {
    /// What stands in the field.
    pub const fn line(&self) -> &Rc<str> {
        &self.line
    }

    /// The commands so far, oldest first.
    pub fn log(&self) -> &[Rc<Entry>] {
        &self.log
    }

    /// How often it was opened in this tab.
    pub const fn opened(&self) -> u32 {
        self.opened
    }

    /// The command that was run last.
    pub fn last(&self) -> Option<&Rc<str>> {
        self.earlier.last()
    }

    fn write(&mut self, at: SimTime, text: Rc<str>, told: Told) -> &mut Entry {
        if self.log.len() >= KEPT {
            self.log.remove(0);
        }
        self.ids = self.ids.wrapping_add(1);
        let output = Output::default();
        let entry = Entry { id: self.ids, at, text, wrong: None, told, made: None, output };
        self.log.push(Rc::new(entry));
        let last = self.log.len() - 1;
        Rc::make_mut(&mut self.log[last])
    }

    fn walk(&mut self, earlier: bool) {
        let count = self.earlier.len();
        let (at, before) = self.walk.take().unwrap_or_else(|| (count, Rc::clone(&self.line)));
        let to = if earlier { at.saturating_sub(1) } else { at + 1 };
        match self.earlier.get(to) {
            Some(text) => {
                self.line = Rc::clone(text);
                self.walk = Some((to, before));
            }
            None => self.line = before,
        }
    }

    fn put(&mut self, line: Rc<str>) {
        self.walk = None;
        self.line = line;
    }
}

/// Lets an act happen.
pub fn act(session: &mut Session, act: Act) -> Vec<Effect> {
    let at = session.playback.playhead;
    match act {
        Act::Toggle { sheets } => {
            let shown = session.view.panels.sheet == Sheet::Terminal;
            let shown = if sheets { shown } else { session.view.terminal };
            return open(session, !shown);
        }
        Act::Open(to) => return open(session, to),
        Act::Height(height) => {
            session.view.terminal_height = height.clamp(LEAST_HEIGHT, GREATEST_HEIGHT);
            return preferences::keep(session);
        }
        Act::Type(text) => session.terminal.put(text),
        Act::Earlier => session.terminal.walk(true),
        Act::Later => session.terminal.walk(false),
        Act::Clear => session.terminal.log.clear(),
        Act::GiveUp => {
            session.terminal.queue.clear();
            let line = std::mem::take(&mut session.terminal.line);
            if !line.is_empty() {
                session.terminal.write(at, line, Told::GivenUp);
            }
            session.terminal.walk = None;
        }
        Act::Run => begin(&mut session.terminal),
    }
    Vec::new()
}

fn open(session: &mut Session, to: bool) -> Vec<Effect> {
    session.view.terminal = to;
    let sheet = &mut session.view.panels.sheet;
    if to {
        *sheet = Sheet::Terminal;
    } else if *sheet == Sheet::Terminal {
        *sheet = Sheet::None;
    }
    if to {
        session.terminal.opened = session.terminal.opened.wrapping_add(1);
    }
    preferences::keep(session)
}

/// The id of the terminal's field.
pub const FIELD: &str = "terminal-field";

/// What stands in the field is to be run.
fn begin(terminal: &mut Terminal) {
    let whole = std::mem::take(&mut terminal.line);
    terminal.walk = None;
    if whole.trim().is_empty() {
        return;
    }
    if terminal.earlier.last() != Some(&whole) {
        if terminal.earlier.len() >= EARLIER {
            terminal.earlier.remove(0);
        }
        terminal.earlier.push(Rc::clone(&whole));
    }
    // What one Enter does, one undo takes back.
    terminal.ids = terminal.ids.wrapping_add(1);
    let merge = MergeKey(format!("terminal {}", terminal.ids).into());
    let script = aws_cli::script(&whole);
    let mut end = 0;
    for words in script.commands {
        let from = words.first().map_or(0, |word| word.span.start);
        end = words.last().map_or(from, |word| word.span.end);
        let text = whole.get(from..end).unwrap_or("").into();
        let (whole, merge) = (Rc::clone(&whole), merge.clone());
        terminal.queue.push_back(Next { text, from, words: Ok(words), whole, merge });
    }
    if let Some(trouble) = script.trouble {
        let rest = whole.get(end..).unwrap_or("");
        let from = end + rest.len() - rest.trim_start_matches([' ', '\n', '\r', '\t', ';']).len();
        let text = whole.get(from..).unwrap_or("").trim_end().into();
        terminal.queue.push_back(Next { text, from, words: Err(trouble), whole, merge });
    }
}

/// Line and column of a byte, from 1.
fn place(text: &str, byte: usize) -> (u32, u32) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    let number = |n| u32::try_from(n).unwrap_or(u32::MAX);
    (number(line), number(column))
}

/// Goes on with what is to be run, as far as the world has come.
pub fn look(session: &mut Session) -> Vec<Effect> {
    let mut effects = Vec::new();
    while resolve(session) {
        // What reads must see what was done before it.
        if session.is_behind() {
            break;
        }
        let Some(next) = session.terminal.queue.pop_front() else { break };
        effects.extend(run(session, next));
    }
    effects
}

/// Whether no call waits for its answer any longer.
fn resolve(session: &mut Session) -> bool {
    let waits = session.terminal.log.iter().rposition(|entry| entry.told == Told::Waits);
    let Some(at) = waits else { return true };
    let entry = &session.terminal.log[at];
    let Some((index, call, _)) = entry.made.clone() else { return true };
    let is_there = session.scenario().calls.get(index).is_some_and(|own| Rc::ptr_eq(own, &call));
    let record = session.player.journal().calls.get(index);
    let told = match record {
        _ if !is_there => {
            session.terminal.queue.clear();
            Told::Gone
        }
        None => return false,
        Some(record) => match &record.result {
            Ok(value) => answer::written(value, &entry.output),
            Err(error) => Told::Refused(call.name, error.clone()),
        },
    };
    Rc::make_mut(&mut session.terminal.log[at]).told = told;
    true
}

fn run(session: &mut Session, next: Next) -> Vec<Effect> {
    let at = session.playback.playhead;
    let Next { text, from, words, whole, merge } = next;
    let region = Rc::clone(&session.scenario().setup.region);
    let request = words.and_then(|words| {
        let request = aws_cli::read(&words, &region)?;
        answer::look_at_query(&request)?;
        Ok(request)
    });
    match request {
        Err(Trouble { span, problem }) => {
            let left = session.terminal.queue.len();
            session.terminal.queue.clear();
            let (line, column) = place(&whole, span.start);
            let told = Told::Problem { problem, line, column, left };
            let entry = session.terminal.write(at, text, told);
            let within = span.start.saturating_sub(from)..span.end.saturating_sub(from);
            entry.wrong = Some(within).filter(|within| entry.text.get(within.clone()).is_some());
            Vec::new()
        }
        Ok(Request::Help(topic)) => {
            session.terminal.write(at, text, Told::Help(topic));
            Vec::new()
        }
        Ok(Request::Clear) => {
            session.terminal.log.clear();
            Vec::new()
        }
        Ok(Request::Exit) => open(session, false),
        Ok(Request::Skeleton(name)) => {
            let told = answer::written(&aws_cli::skeleton::skeleton(name), &Output::default());
            session.terminal.write(at, text, told);
            Vec::new()
        }
        Ok(Request::Call { name, input, output }) => {
            if name.only_reads() {
                let told = answer::of(session, name, input, &output);
                session.terminal.write(at, text, told);
                return Vec::new();
            }
            make(session, text, NewCall { name, input: Rc::new(input) }, output, merge)
        }
    }
}

/// A call that changes something.
fn make(
    session: &mut Session,
    text: Rc<str>,
    call: NewCall,
    output: Output,
    merge: MergeKey,
) -> Vec<Effect> {
    let at = session.playback.playhead;
    let effects = update::make(session, vec![call], Some(merge), None);
    let calls = &session.scenario().calls;
    let index = calls.len().saturating_sub(1);
    let made = calls.last().map(Rc::clone);
    let place = Rc::clone(session.history.place());
    let entry = session.terminal.write(at, text, Told::Waits);
    entry.output = output;
    entry.made = made.map(|call| (index, call, place));
    effects
}

#[cfg(test)]
mod tests;
