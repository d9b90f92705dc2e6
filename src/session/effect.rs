//! What the page is to do outside itself, as data. Only `app/store` performs it and answers with
//! messages.

use std::rc::Rc;

use super::shelf::Kept;
use super::view::Theme;
use crate::texts::Lang;

/// Something to do in the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Keep a playground in this browser.
    Keep {
        /// The playground.
        kept: Kept,
        /// The payload that reproduces it, if it is the open one.
        payload: Option<Rc<str>>,
    },
    /// Keep the playground of this name no longer.
    Forget(Rc<str>),
    /// This playground is the open one.
    Current(Rc<str>),
    /// Put the focus on the element of this id.
    Focus(&'static str),
    /// Keep language, theme and panels in this browser.
    SavePreferences(Rc<str>),
    /// Put a text on the clipboard; answered with `Message::Copied`.
    Copy {
        /// The text.
        text: Rc<str>,
        /// It is the share link: how to build it from the payload is the browser's matter.
        is_link: bool,
    },
    /// What the address opens: `#s=` with a payload, `?example=` or `?lesson=` with a name; empty = no more
    /// than what this browser has kept.
    SetAddress(Rc<str>),
    /// Hand the user a file.
    Download {
        /// Its name.
        name: Rc<str>,
        /// What is in it.
        text: Rc<str>,
    },
    /// Hand the user the stage as a picture of pixels, twice as fine as the screen's.
    DownloadPng {
        /// Its name.
        name: Rc<str>,
        /// By night.
        night: bool,
    },
    /// Say it to screen readers, politely.
    Announce(Rc<str>),
    /// The page's `lang`, `data-theme` and title.
    Dress {
        /// The language.
        lang: Lang,
        /// The palette.
        theme: Theme,
    },
}
