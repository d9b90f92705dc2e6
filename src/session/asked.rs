//! The placement that the page explains: looked up once, in steps, and read by the inspector and
//! the stage alike. What waits is explained as things stand.

use std::rc::Rc;

use super::state::Session;
use super::view::InspectorTab;
use super::{Selection, read};
use crate::simulation::explain::{self, Explanation};
use crate::simulation::player::Inquiry;
use crate::simulation::world::Moment;

/// Events that a look-up may play in one frame.
const EVENTS_A_STEP: u32 = 4_000;

/// A question and its answer.
#[derive(Debug)]
pub struct Asked {
    /// Of which calls the placement is one: other calls, other answers.
    calls: usize,
    at: Moment,
    /// Still on its way.
    inquiry: Option<Box<Inquiry>>,
    /// As things stand by now, where that is something else: what would help is read from it.
    now: Option<Explanation>,
    answer: Option<Rc<Explanation>>,
}

impl Session {
    /// The explanation of what is chosen, once it is known.
    pub fn explanation(&self) -> Option<&Rc<Explanation>> {
        self.asked.as_ref().filter(|asked| self.wants(asked))?.answer.as_ref()
    }

    /// Whether a placement is being looked up.
    pub fn is_asking(&self) -> bool {
        self.asked.as_ref().is_some_and(|asked| asked.inquiry.is_some())
    }

    fn calls_id(&self) -> usize {
        Rc::as_ptr(self.player.calls()).cast::<u8>() as usize
    }

    fn wants(&self, asked: &Asked) -> bool {
        asked.calls == self.calls_id() && Some(asked.at) == read::decision_moment(self)
    }
}

/// Why what is chosen waits; nothing has to be played for it.
fn as_things_stand(session: &Session) -> Option<Explanation> {
    let world = session.world();
    match session.view.selection {
        Selection::Task { cluster, task } => explain::waiting_task(world, cluster, task),
        Selection::Waiting { cluster, service } | Selection::Service { cluster, service } => {
            explain::waiting_service(world, cluster, service)
        }
        Selection::None | Selection::Instance { .. } => None,
    }
}

/// The attempt that was played last.
fn attempt(session: &Session) -> Option<Moment> {
    let selection = session.view.selection;
    let cluster = session.world().clusters.get(selection.cluster()? as usize)?;
    match selection {
        Selection::Task { task, .. } => cluster.tasks.get(task as usize).map(|task| task.placed),
        Selection::Waiting { service, .. } | Selection::Service { service, .. } => {
            let waiting = cluster.services.get(service as usize)?.waiting.as_ref()?;
            Some(waiting.last_attempt)
        }
        Selection::None | Selection::Instance { .. } => None,
    }
}

/// Looks up what is asked for, a step further.
pub fn look(session: &mut Session) {
    let panels = session.view.panels;
    let open = panels.inspector && panels.inspector_tab == InspectorTab::Why;
    let Some(at) = read::decision_moment(session).filter(|_| open) else {
        session.asked = None;
        return;
    };
    if session.asked.as_ref().is_none_or(|asked| !session.wants(asked)) {
        let now = as_things_stand(session);
        let as_told = now.as_ref().is_some_and(|now| explain::is_as_told(session.world(), now));
        let played = || attempt(session).and_then(|at| session.player.inquire(at)).map(Box::new);
        let inquiry = if as_told { None } else { played() };
        let (now, answer) = if as_told { (None, now.map(Rc::new)) } else { (now, None) };
        session.asked = Some(Asked { calls: session.calls_id(), at, inquiry, now, answer });
    }
    if let Some(asked) = &mut session.asked
        && let Some(mut inquiry) = asked.inquiry.take()
    {
        if inquiry.step(EVENTS_A_STEP) {
            let told = inquiry.into_answer();
            asked.answer = match &asked.now {
                Some(now) => told.map(|told| told.with_fixes(now)),
                None => told,
            }
            .map(Rc::new);
        } else {
            asked.inquiry = Some(inquiry);
        }
    }
}
