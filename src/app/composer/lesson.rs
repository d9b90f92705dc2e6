//! The open lesson: its text, goals that tick themselves, hints, and the answer.

use yew::prelude::*;

use crate::app::store::{use_selector, use_send};
use crate::app::widgets::Icon;
use crate::app::words::use_words;
use crate::session::Message;
use crate::texts::page::Label;
use crate::texts::page_sentence::Sentence;

#[function_component]
pub(super) fn Lesson() -> Html {
    let (words, send) = (use_words(), use_send());
    let open = use_selector(|session| session.lesson.clone());
    let Some(open) = &*open else { return html! {} };
    let lang = words.0;
    let met = open.met.iter().filter(|met| **met).count();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let goals = Sentence::GoalsMet { met: count(met), of: count(open.met.len()) };
    html! {
        <article class="lesson" data-test="lesson">
            <h2>{ &**open.lesson.title.text(lang) }</h2>
            { for open.lesson.text.iter().map(|text| html! { <p>{ &**text.text(lang) }</p> }) }
            <h3>{ words.label(Label::Goals) }{ " · " }{ words.sentence(&goals) }</h3>
            <ul class="goals">
                { for open.lesson.goals.iter().zip(open.met.iter()).enumerate().map(|(n, (goal, met))| html! {
                    <li class={classes!(met.then_some("met"))} data-test={format!("goal-{n}")} data-met={met.to_string()}>
                        <span class="goal-mark">{ if *met { Icon::Check.view() } else { html! {} } }</span>
                        <span>{ &**goal.text.text(lang) }</span>
                        <span class="unseen">{ words.label(if *met { Label::Met } else { Label::NotMet }) }</span>
                    </li>
                }) }
            </ul>
            { for open.lesson.hints.iter().take(open.hints as usize).map(|hint| html! {
                <p class="note quiet">{ &**hint.text(lang) }</p> }) }
            <div class="row">
                <button type="button" class="line" onclick={send.just(Message::ShowHint)} data-test="hint">
                    { words.label(Label::Hint) }</button>
                <button type="button" class="line" onclick={send.just(Message::PlayAnswer)} data-test="answer">
                    { words.label(Label::PlayAnswer) }</button>
                <button type="button" class="plain" onclick={send.just(Message::CloseLesson)} data-test="lesson-close">
                    { words.label(Label::CloseLesson) }</button>
            </div>
        </article>
    }
}
