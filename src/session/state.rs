//! The state of the page.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::asked::Asked;
use super::drafts::{Drafts, Form};
use super::history::{History, Scenario};
use super::lesson::OpenLesson;
use super::made::Made;
use super::notice::Notice;
use super::playback::Playback;
use super::scene::Ledger;
use super::shelf::Shelf;
use super::terminal::Terminal;
use super::view::View;
use super::walk::Aside;
use crate::base::SimTime;
use crate::simulation::{Player, World};

/// The page, but for the browser.
pub struct Session {
    /// Plays the scenario.
    pub player: Player,
    /// Undo.
    pub history: History,
    /// The playgrounds that this browser keeps.
    pub shelf: Shelf,
    /// The clock.
    pub playback: Playback,
    /// How it is looked at.
    pub view: View,
    /// A query over the stage; instances that it does not hold for stand back. Empty = none.
    pub filter: Rc<str>,
    /// Forms.
    pub drafts: Drafts,
    /// What the stage would have to look for among all tasks.
    pub ledger: Ledger,
    /// The placement that is explained.
    pub asked: Option<Asked>,
    /// The terminal.
    pub terminal: Terminal,
    /// The one notice in sight.
    pub notice: Option<Notice>,
    /// The open lesson.
    pub lesson: Option<OpenLesson>,
    /// What was made of the open playground when this tab wrote or read it last.
    pub saved: Made,
    /// Forms and lessons of the playgrounds that undo leads to.
    pub aside: BTreeMap<Rc<str>, Aside>,
    /// The timeline's length.
    pub span: SimTime,
    /// The browser refused to keep something: the title must not say that it is saved.
    pub unsaved: bool,
    /// The address names what a reload would open; it no longer does from the next change on.
    pub address_is_set: bool,
}

/// Lengths that a timeline may have, in minutes: each has a pleasant axis.
const SPANS_MIN: [u64; 14] =
    [3, 6, 12, 30, 60, 120, 360, 720, 1_440, 2_880, 10_080, 43_200, 525_600, 52_560_000];

impl Session {
    /// Stands at time 0 of a scenario.
    pub fn new(scenario: Rc<Scenario>, place: Rc<str>, view: View) -> Self {
        let player = Player::new(Rc::clone(&scenario.setup), Rc::clone(&scenario.calls));
        let drafts = Drafts::default();
        let mut session = Self {
            player,
            saved: Made::new(Rc::clone(&scenario), &drafts, None),
            aside: BTreeMap::new(),
            history: History::new(scenario, place),
            shelf: Shelf::default(),
            playback: Playback::default(),
            view,
            filter: "".into(),
            drafts,
            ledger: Ledger::default(),
            asked: None,
            terminal: Terminal::default(),
            notice: None,
            lesson: None,
            span: SimTime::ZERO,
            unsaved: false,
            address_is_set: false,
        };
        session.stretch();
        session.ledger.follow(&session.player);
        session
    }

    /// The world as far as it is played towards the playhead.
    pub const fn world(&self) -> &World {
        self.player.world()
    }

    /// The scenario that holds now.
    pub fn scenario(&self) -> &Rc<Scenario> {
        self.history.current()
    }

    /// The world is not yet where the playhead is.
    pub fn is_behind(&self) -> bool {
        self.player.time() < self.playback.playhead && !self.player.truncated()
    }

    /// Whether what is open is kept in this browser; what was only looked at is not.
    pub fn is_kept(&self) -> bool {
        self.shelf.get(self.history.place()).is_some()
    }

    /// How far a long way to the playhead is, in percent.
    pub fn way(&self) -> Option<u64> {
        let part = self.player.time().0.saturating_mul(100);
        self.is_behind().then(|| part / self.playback.playhead.0.max(1))
    }

    /// "Accepted" says nothing of what stands in the form now; a refusal stays while one mends it.
    pub(super) fn forget_accepted(&mut self, form: Form) {
        if super::read::accepted(self, form) {
            self.drafts.submitted = None;
        }
    }

    /// Whether frames are wanted.
    pub fn is_moving(&self) -> bool {
        (self.playback.playing && !self.playback.scrubbing) || self.is_behind() || self.is_asking()
    }

    /// Lets the timeline hold the playhead and every call, with room to the right.
    pub(super) fn stretch(&mut self) {
        // Under a hand that drags, the axis stands still: else its end would run away from the hand.
        if self.playback.scrubbing {
            return;
        }
        let wanted = self.playback.playhead.0 + self.playback.playhead.0 / 20;
        let wanted = wanted.max(self.scenario().last_call_at().0 + 60_000);
        let fits = SPANS_MIN.iter().map(|minutes| minutes * 60_000).find(|ms| *ms >= wanted);
        let fits = SimTime(fits.unwrap_or(crate::base::time::TIME_LIMIT_MS));
        // It grows while one looks; it shrinks only when another scenario comes.
        self.span = self.span.max(fits);
    }
}

#[cfg(test)]
mod tests {
    use crate::base::SimTime;
    use crate::session::{Circumstances, Message, start, update};

    /// A hand that stays at the right end of the axis stays at one moment; let go, there is room again.
    #[test]
    fn the_axis_stands_still_while_it_is_dragged() {
        let mut session = start(&Circumstances::default());
        let end = session.span;
        for _ in 0..8 {
            let span = session.span;
            update(&mut session, Message::Scrub(span));
            update(&mut session, Message::Frame { elapsed_us: 16_000 });
            assert_eq!((session.span, session.playback.playhead), (end, end));
        }
        update(&mut session, Message::ScrubEnd);
        let grown = session.span;
        assert!(grown > end && grown.0 <= 2 * end.0, "{grown:?}");
        update(&mut session, Message::Seek(SimTime::ZERO));
        assert_eq!(session.span, grown);
    }
}
