//! One handle for the whole page. Components read by [`use_selector`] and speak by [`use_send`];
//! the context's value never changes, so it renders nobody.

mod effects;
mod hooks;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use gloo::timers::callback::Timeout;

use crate::session::{Drafts, Message, Session, update};

use super::frame::clock::Clock;
use super::{focus, opening, parts};

pub use effects::{circumstances, dress, entry, kept_as, link_to, playground_of};
pub use hooks::{
    Send, awakened, use_first_painter, use_painter, use_selector, use_send, use_store,
};

/// Yew hears of a running clock at most this often, in milliseconds.
const TELL_EVERY_MS: f64 = 100.0;
/// How long the keys rest before the forms are kept, in milliseconds.
const DRAFTS_REST_MS: u32 = 800;

type Listener = Rc<dyn Fn()>;
/// Draws a frame; `true` asks for another one although nothing moves. The number is the
/// browser's time in milliseconds.
pub type Painter = Rc<dyn Fn(&Session, f64) -> bool>;

struct Store {
    session: RefCell<Session>,
    queue: RefCell<VecDeque<Message>>,
    busy: Cell<bool>,
    /// Something was sent since the last frame.
    sent: Cell<bool>,
    listeners: RefCell<Vec<(u32, Listener)>>,
    painters: RefCell<Vec<(u32, Painter)>>,
    next_id: Cell<u32>,
    told_at_ms: Cell<f64>,
    told: Cell<Told>,
    clock: RefCell<Option<Clock>>,
    /// The forms as they were kept last, and the timer that will keep them.
    drafts: RefCell<(Drafts, Option<Timeout>)>,
}

/// What decides whether a frame is news to a component.
#[derive(Clone, Copy, PartialEq, Default)]
struct Told {
    played: u64,
    playing: bool,
    span: u64,
    notice: bool,
    goals: usize,
    /// A placement is being looked up: its answer is news although the world stands.
    asking: bool,
    /// Percent of the way to the playhead, while the world is on its way.
    way: Option<u64>,
}

fn told(session: &Session) -> Told {
    Told {
        played: session.world().played(),
        playing: session.playback.playing,
        span: session.span.0,
        notice: session.notice.is_some(),
        way: session.way(),
        asking: session.is_asking(),
        goals: session.lesson.as_ref().map_or(0, |l| l.met.iter().filter(|met| **met).count()),
    }
}

/// The handle. Equal to itself only.
#[derive(Clone)]
pub struct Handle(Rc<Store>);

impl PartialEq for Handle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Handle {
    /// A store around a session; its clock waits for the first message.
    pub fn new(session: Session) -> Self {
        let store = Rc::new(Store {
            told: Cell::new(told(&session)),
            session: RefCell::new(session),
            queue: RefCell::default(),
            busy: Cell::new(false),
            sent: Cell::new(false),
            listeners: RefCell::default(),
            painters: RefCell::default(),
            next_id: Cell::new(0),
            told_at_ms: Cell::new(0.0),
            clock: RefCell::new(None),
            drafts: RefCell::default(),
        });
        store.drafts.borrow_mut().0 = store.session.borrow().drafts.clone();
        let handle = Self(store);
        let ticking = handle.clone();
        *handle.0.clock.borrow_mut() =
            Some(Clock::new(move |now_ms, elapsed_us| ticking.frame(now_ms, elapsed_us)));
        handle
    }

    /// Reads the session.
    pub fn read<T>(&self, read: impl FnOnce(&Session) -> T) -> T {
        read(&self.0.session.borrow())
    }

    /// Lets a message happen, and what follows from it, outside any borrow.
    pub fn send(&self, message: Message) {
        if !parts::is_here() {
            self.send_later(message);
            return;
        }
        self.0.queue.borrow_mut().push_back(message);
        if self.0.busy.get() {
            return;
        }
        self.drain();
        self.keep_drafts();
        self.tell();
        self.0.sent.set(true);
        self.wake();
    }

    /// What somebody does before the whole program is here waits for it.
    fn send_later(&self, message: Message) {
        parts::asked(&message);
        let handle = self.clone();
        parts::when_here(move || handle.send(message));
    }

    /// What is written in a form is kept when the keys have rested.
    fn keep_drafts(&self) {
        let mut drafts = self.0.drafts.borrow_mut();
        let now = &self.0.session.borrow().drafts;
        if drafts.0 != *now {
            let handle = self.clone();
            let rest = Timeout::new(DRAFTS_REST_MS, move || handle.send(Message::Rest));
            *drafts = (now.clone(), Some(rest));
        }
    }

    /// Asks for a frame: something that a painter draws has changed.
    pub fn wake(&self) {
        if let Some(clock) = &*self.0.clock.borrow() {
            clock.wake();
        }
    }

    fn drain(&self) {
        self.0.busy.set(true);
        loop {
            let next = self.0.queue.borrow_mut().pop_front();
            let Some(message) = next else { break };
            let done = update(&mut self.0.session.borrow_mut(), message);
            for effect in done {
                effects::perform(self, effect);
            }
        }
        self.0.busy.set(false);
    }

    fn tell(&self) {
        self.0.told.set(told(&self.0.session.borrow()));
        let listeners: Vec<Listener> =
            self.0.listeners.borrow().iter().map(|(_, listener)| Rc::clone(listener)).collect();
        for listener in listeners {
            listener();
        }
    }

    /// One frame; whether another one is wanted.
    fn frame(&self, now_ms: f64, elapsed_us: u64) -> bool {
        if self.0.sent.take() {
            focus::keep();
        }
        let moves = self.0.session.borrow().is_moving();
        if moves {
            self.0.queue.borrow_mut().push_back(Message::Frame { elapsed_us });
            if !self.0.busy.get() {
                self.drain();
            }
        }
        let news = told(&self.0.session.borrow()) != self.0.told.get();
        let due = now_ms - self.0.told_at_ms.get() >= TELL_EVERY_MS;
        if news && due {
            self.0.told_at_ms.set(now_ms);
            self.tell();
        }
        let painters: Vec<Painter> =
            self.0.painters.borrow().iter().map(|(_, painter)| Rc::clone(painter)).collect();
        let session = self.0.session.borrow();
        let mut more = (news && !due) || (moves && session.is_moving());
        for painter in painters {
            more |= painter(&session, now_ms);
        }
        opening::drawn();
        more
    }

    fn id(&self) -> u32 {
        let id = self.0.next_id.get();
        self.0.next_id.set(id.wrapping_add(1));
        id
    }

    fn listen(&self, listener: Listener) -> u32 {
        let id = self.id();
        self.0.listeners.borrow_mut().push((id, listener));
        id
    }

    fn unlisten(&self, id: u32) {
        self.0.listeners.borrow_mut().retain(|(other, _)| *other != id);
    }

    /// Has a painter called at every frame, until [`Handle::remove_painter`].
    pub fn add_painter(&self, painter: Painter) -> u32 {
        let id = self.id();
        self.0.painters.borrow_mut().push((id, painter));
        self.wake();
        id
    }

    /// Takes a painter away.
    pub fn remove_painter(&self, id: u32) {
        self.0.painters.borrow_mut().retain(|(other, _)| *other != id);
    }
}
