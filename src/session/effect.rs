//! What the page is to do outside itself, as data. Only `app/store` performs it and answers with
//! messages.

use std::rc::Rc;

use super::view::Theme;
use crate::texts::Lang;

/// Something to do in the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Keep the scenario in this browser, as the text of a link.
    SaveScenario(Rc<str>),
    /// Keep language, theme and panels in this browser.
    SavePreferences(Rc<str>),
    /// Put a text on the clipboard; answered with `Message::Copied`.
    Copy {
        /// The text.
        text: Rc<str>,
        /// It is the share link: how to build it from the payload is the browser's matter.
        is_link: bool,
    },
    /// Put this behind the `#` of the address.
    SetFragment(Rc<str>),
    /// Hand the user a file.
    Download {
        /// Its name.
        name: Rc<str>,
        /// What is in it.
        text: Rc<str>,
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
