//! Trouble of the surroundings, and news: one line at the stage's lower left. Neither a problem
//! in what somebody wrote nor a refusal by the API (design, section 4).

use std::rc::Rc;

use crate::base::SimTime;

pub use crate::scenario::share_link::LinkTrouble;

/// What a notice says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The link could not be opened.
    Link(LinkTrouble, Instead),
    /// What was saved in this browser could not be read.
    SavedUnreadable(Instead),
    /// No lesson of this name.
    NoSuchLesson(Rc<str>),
    /// No example of this name; the first one stands in for it.
    NoSuchExample(Rc<str>),
    /// The storage is full or forbidden: nothing more is saved.
    StorageRefused,
    /// The browser refused the clipboard.
    ClipboardRefused,
    /// A link of so many characters was copied.
    LinkCopied(u32),
    /// A text was copied.
    Copied,
    /// The oldest operations can no longer be undone.
    HistoryFull,
    /// A change in the past: calls behind this moment were dropped; undo brings them back.
    NewFuture(SimTime),
    /// A playground was thrown away; it can be brought back.
    Thrown(Rc<str>),
    /// Another tab changed the same: what was made here goes on as a playground of this title.
    KeptAsCopy(Rc<str>),
    /// The events of the scenario are used up.
    OutOfFuel(SimTime),
}

/// What is open where something could not be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// The example stands in for it.
    Example,
    /// What was open before.
    Same,
}

impl Notice {
    /// Whether it tells of trouble and stays until it is closed.
    pub const fn is_trouble(&self) -> bool {
        !matches!(self, Self::LinkCopied(_) | Self::Copied | Self::NewFuture(_) | Self::Thrown(_))
    }
}
