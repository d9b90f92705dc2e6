//! The page's words in the page's language.

use yew::prelude::*;

use super::store::use_selector;
use crate::texts::Lang;
use crate::texts::comfort::{Comfort, comfort};
use crate::texts::page::{Label, label};
use crate::texts::page_sentence::{Sentence, sentence};

/// A language to speak in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Words(pub Lang);

impl Words {
    /// A label.
    pub const fn label(self, key: Label) -> &'static str {
        label(self.0, key)
    }

    /// A word or a sentence of what surrounds the stage.
    pub fn comfort(self, key: Comfort<'_>) -> String {
        comfort(self.0, key)
    }

    /// A sentence.
    pub fn sentence(self, key: &Sentence<'_>) -> String {
        sentence(self.0, key)
    }
}

/// The page's language.
#[hook]
pub fn use_words() -> Words {
    Words(*use_selector(|session| session.view.lang))
}
