//! Trouble of the surroundings and news, and the two prompts of a first visit.

use yew::prelude::*;

use super::store::{use_selector, use_send};
use super::widgets::Icon;
use super::words::{Words, use_words};
use crate::session::first;
use crate::session::read::clock_text;
use crate::session::shelf::Act;
use crate::session::update::PROMPT_DESIRED;
use crate::session::{Dialog, Instead, LinkTrouble, Message, Notice, Prompt};
use crate::texts::comfort::Comfort;
use crate::texts::page::Label;
use crate::texts::page_sentence::Sentence;
use crate::texts::quotas;

fn text_of(words: Words, notice: &Notice) -> String {
    let trouble = |trouble: LinkTrouble| match trouble {
        LinkTrouble::CutShort => Sentence::LinkCut,
        LinkTrouble::NoLink => Sentence::LinkDamaged,
        LinkTrouble::Damaged => Sentence::LinkDamaged,
        LinkTrouble::TooLarge => Sentence::LinkTooLarge,
        LinkTrouble::UnknownVersion => Sentence::LinkUnknownVersion,
    };
    let instead = |what: Sentence<'_>, instead: Instead| {
        let open = match instead {
            Instead::Example => Sentence::ExampleInstead,
            Instead::Same => Sentence::SameInstead,
        };
        words.sentence(&what) + &words.sentence(&open)
    };
    match notice {
        Notice::Link(kind, open) => instead(trouble(*kind), *open),
        Notice::SavedUnreadable(open) => instead(Sentence::SavedUnreadable, *open),
        Notice::NoSuchLesson(id) => words.sentence(&Sentence::NoSuchLesson { id }),
        Notice::NoSuchExample(id) => words.sentence(&Sentence::NoSuchExample { id }),
        Notice::StorageRefused => words.sentence(&Sentence::StorageRefused),
        Notice::ClipboardRefused => words.sentence(&Sentence::ClipboardRefused),
        Notice::LinkCopied(chars) => words.sentence(&Sentence::LinkCopied { chars: *chars }),
        Notice::Copied => quotas::words(words.0, quotas::Words::Copied).to_owned(),
        Notice::Thrown(title) => words.comfort(Comfort::Thrown(title)),
        Notice::KeptAsCopy(title) => words.comfort(Comfort::KeptAsCopy(title)),
        Notice::HistoryFull => words.sentence(&Sentence::HistoryFull),
        Notice::NewFuture(at) => words.sentence(&Sentence::NewFuture { at: &clock_text(*at) }),
        Notice::OutOfFuel(at) => words.sentence(&Sentence::OutOfFuel { at: &clock_text(*at) }),
    }
}

/// Where the notice stands.
#[derive(Properties, PartialEq)]
pub struct BarProps {
    /// In a window, over which nothing can lie.
    #[prop_or_default]
    pub inside: bool,
}

/// The one notice in sight.
#[function_component]
pub fn NoticeBar(props: &BarProps) -> Html {
    let (words, send) = (use_words(), use_send());
    let notice = use_selector(|session| session.notice.clone());
    let inside = *use_selector(|session| session.view.dialog == Dialog::Share);
    let Some(notice) = notice.as_ref().as_ref().filter(|_| inside == props.inside) else {
        return html! {};
    };
    let class = classes!("notice", notice.is_trouble().then_some("trouble"));
    html! {
        <div {class} role="status" data-test="notice">
            <span>{ text_of(words, notice) }</span>
            if matches!(notice, Notice::NewFuture(_)) {
                <button type="button" class="line small" onclick={send.just(Message::BackToOld)}
                    data-test="notice-back">{ words.label(Label::BackToOld) }</button>
            }
            if matches!(notice, Notice::Thrown(_)) {
                <button type="button" class="line small" onclick={send.just(Message::Shelf(Act::Restore))}
                    data-test="notice-restore">{ words.comfort(Comfort::Restore) }</button>
            }
            <button type="button" class="plain square small" aria-label={words.label(Label::Close)}
                onclick={send.just(Message::CloseNotice)} data-test="notice-close">{ Icon::Close.view() }</button>
        </div>
    }
}

/// The line over the stage and the prompts on it, until they were used.
#[function_component]
pub fn FirstVisit() -> Html {
    let (words, send) = (use_words(), use_send());
    let first = use_selector(first::visit);
    let Some(first) = &*first else { return html! {} };
    html! {
        <>
        <p class="lead" data-test="lead"><b>{ words.sentence(&Sentence::FirstLead { service: &first.name, desired: first.desired }) }</b>
            <span>{ words.label(Label::FirstSub) }</span></p>
        <div class="prompts">
            if first.ask && first.desired < PROMPT_DESIRED {
                <button type="button" class="pill primary" onclick={send.just(Message::Prompt(Prompt::Ask))}
                    data-test="prompt-ask">{ Icon::Plus.view() }{ words.label(Label::AskTwelve) }</button>
            }
            if let Some(slot) = first.stop {
                <button type="button" class="pill" onclick={send.just(Message::Prompt(Prompt::Stop))}
                    data-test="prompt-stop">{ Icon::Power.view() }{ words.label(Label::StopThisInstance) }
                    <span class="tag">{ format!("#{}", slot + 1) }</span></button>
            }
            if first.ask && first.desired < PROMPT_DESIRED {
                <span class="prompt-note">{ words.sentence(&Sentence::WantsNow {
                    service: &first.name, desired: first.desired }) }</span>
            }
        </div>
        </>
    }
}
