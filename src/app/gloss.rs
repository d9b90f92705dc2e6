//! A term of ECS explained where it is first met, until one closes it.

use yew::prelude::*;

use super::store::{use_selector, use_send};
use super::widgets::Icon;
use super::words::use_words;
use crate::session::Message;
use crate::texts::comfort::{Term, gloss};
use crate::texts::page::Label;

/// Which term.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The term.
    pub term: Term,
}

/// A term's gloss.
#[function_component]
pub fn Gloss(props: &Props) -> Html {
    let (words, send) = (use_words(), use_send());
    let term = props.term;
    let closed = *use_selector(|session| session.view.read_glosses);
    if closed & term.bit() != 0 {
        return html! {};
    }
    html! {
        <p class="gloss" data-test="gloss"><span>{ gloss(words.0, term) }</span>
            <button type="button" class="plain square small" aria-label={words.label(Label::Close)}
                onclick={send.just(Message::ReadGloss(term))} data-test="gloss-close">{ Icon::Close.view() }</button></p>
    }
}
