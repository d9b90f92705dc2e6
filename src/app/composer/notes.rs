//! What the API would say of a draft: a note beside its field, a line in the summary.

use std::cell::RefCell;

use yew::prelude::*;

use super::reveal;
use crate::app::store::Send;
use crate::app::widgets::Icon;
use crate::app::words::Words;
use crate::base::Severity;
use crate::document::{apply, position};
use crate::session::Message;
use crate::session::drafts::Form;
use crate::session::drafts::notes::{Note, What};
use crate::texts::composer::{self, Words as Say};
use crate::texts::page_sentence::Sentence;
use crate::texts::{check, fix};

/// All notes of a draft; each is shown once, at the innermost field that takes it.
pub(super) struct Notes<'a> {
    pub(super) words: Words,
    pub(super) send: &'a Send,
    pub(super) form: Form,
    pub(super) text: &'a str,
    pub(super) list: &'a [Note],
    shown: RefCell<Vec<bool>>,
}

const fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "note danger",
        Severity::Warning => "note amber",
        Severity::Note => "note quiet",
    }
}

/// Where the first sentence ends: what is wrong; behind it stands what would be right.
fn first_sentence(text: &str) -> usize {
    let western = text.find(". ").map(|at| at + 1);
    western.or_else(|| text.find('。').map(|at| at + '。'.len_utf8())).unwrap_or(text.len())
}

impl<'a> Notes<'a> {
    pub(super) fn new(
        words: Words,
        send: &'a Send,
        form: Form,
        text: &'a str,
        list: &'a [Note],
    ) -> Self {
        Self { words, send, form, text, list, shown: RefCell::new(vec![false; list.len()]) }
    }

    /// The notes of a field that nothing inside it took.
    pub(super) fn take(&self, path: &str) -> Vec<&'a Note> {
        let mut shown = self.shown.borrow_mut();
        let mine = |note: &Note| {
            let rest = note.path.strip_prefix(path);
            rest.is_some_and(|rest| path.is_empty() || rest.is_empty() || rest.starts_with('.'))
        };
        let free = shown.iter_mut().zip(self.list).filter(|(shown, note)| !**shown && mine(note));
        free.map(|(shown, note)| {
            *shown = true;
            note
        })
        .collect()
    }

    /// Whether something inside has a note.
    pub(super) fn any_in(&self, path: &str) -> bool {
        self.list.iter().any(|note| {
            note.severity != Severity::Note
                && note.path.strip_prefix(path).is_some_and(|r| r.is_empty() || r.starts_with('.'))
        })
    }

    /// Whether the API refuses something inside.
    pub(super) fn any_refused(&self, path: &str) -> bool {
        self.list.iter().any(|note| {
            note.severity == Severity::Error
                && note.path.strip_prefix(path).is_some_and(|r| r.is_empty() || r.starts_with('.'))
        })
    }

    fn sentence(&self, note: &Note) -> String {
        match &note.what {
            What::Problem(problem) => check::any(self.words.0, problem),
            What::Refusal => composer::words(self.words.0, Say::AsItStands).to_owned(),
        }
    }

    /// A note in full.
    pub(super) fn view(&self, note: &Note) -> Html {
        let lang = self.words.0;
        let place = note.span.map(|span| {
            let at = position(self.text, span.start);
            self.words.sentence(&Sentence::AtLine { line: at.line, column: at.column })
        });
        let sentence = self.sentence(note);
        let (head, rest) = sentence.split_at(first_sentence(&sentence));
        let api = note.api.as_ref().filter(|(_, text, _)| !text.is_empty());
        let fix = note.fix.as_ref().map(|repair| {
            let (form, text) = (self.form, self.text.to_owned());
            let change = repair.clone();
            let onclick = self.send.on(move |_: MouseEvent| Message::EditDraft {
                form,
                text: apply(&text, &change).into(),
                thing: None,
            });
            html! {
                <button type="button" class="line small fix" {onclick} data-test="fix">
                    { Icon::Fix.view() }{ fix::label(lang, repair) }</button>
            }
        });
        html! {
            <div class={class(note.severity)} data-test="problem">
                <b>{ self.jump(note, head) }</b>
                if !rest.is_empty() { <p>{ rest.trim_start() }</p> }
                if let Some((exception, text, seen)) = api {
                    <p class="mono">{ &**exception }{ ": " }{ &**text }</p>
                    <p class="help">{ composer::words(lang, if *seen { Say::Seen } else { Say::Modelled }) }</p>
                }
                <span class="help">
                    { place.unwrap_or_default() }
                    if !note.rule.is_empty() { { " · " }{ note.rule } }
                </span>
                { fix.unwrap_or_default() }
            </div>
        }
    }

    /// Notes in full.
    pub(super) fn views(&self, notes: &[&Note]) -> Html {
        html! { <>{ for notes.iter().map(|note| self.view(note)) }</> }
    }

    /// How many of each kind, and a line each that leads to its field.
    pub(super) fn summary(&self, open: bool) -> Html {
        let kinds = [
            (Severity::Error, Say::Refused),
            (Severity::Warning, Say::Surprising),
            (Severity::Note, Say::Known),
        ];
        let lang = self.words.0;
        html! {
            <div class="summary" data-test="summary">
                { for kinds.iter().map(|(severity, word)| {
                    let of: Vec<&Note> = self.list.iter().filter(|n| n.severity == *severity).collect();
                    if of.is_empty() {
                        return html! {};
                    }
                    html! {
                        <details class={class(*severity)} open={open && *severity == Severity::Error}>
                            <summary><b>{ composer::count(lang, of.len(), *word) }</b></summary>
                            <ul>{ for of.iter().take(SHOWN).map(|note| self.line(note)) }</ul>
                        </details>
                    }
                }) }
            </div>
        }
    }

    /// The sentence, which leads to the field or the characters that it is about.
    fn jump(&self, note: &Note, text: &str) -> Html {
        let (form, path, span) = (self.form, note.path.clone(), note.span);
        let send = self.send.clone();
        let onclick = Callback::from(move |_: MouseEvent| reveal::reveal(&send, form, &path, span));
        html! {
            <button type="button" class="link" {onclick} data-test="jump">{ text }</button>
        }
    }

    fn line(&self, note: &Note) -> Html {
        html! {
            <li>
                { self.jump(note, &self.sentence(note)) }
                if !note.rule.is_empty() { <span class="help">{ " " }{ note.rule }</span> }
            </li>
        }
    }
}

/// Lines of the summary shown of a kind.
const SHOWN: usize = 30;
