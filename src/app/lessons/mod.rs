//! Lists of lessons and examples.

use yew::prelude::*;

use super::store::use_send;
use super::widgets::Float;
use super::words::use_words;
use crate::session::{Dialog, Message, lesson, link};
use crate::texts::page::Label;

/// Which list.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Examples rather than lessons.
    pub examples: bool,
}

/// A small window with a list to choose from.
#[function_component]
pub fn LessonList(props: &Props) -> Html {
    let (words, send) = (use_words(), use_send());
    let title = words.label(if props.examples { Label::Examples } else { Label::Lessons });
    let rows = if props.examples { link::examples(words.0) } else { lesson::titles(words.0) };
    let examples = props.examples;
    let row = |(id, title, about): (&'static str, String, String)| {
        let message =
            if examples { Message::OpenExample(id.into()) } else { Message::OpenLesson(id.into()) };
        let kind = if examples { "example" } else { "lesson" };
        html! {
            <li><button type="button" class="choice" onclick={send.just(message)} data-test={format!("{kind}-{id}")}>
                <b>{ title }</b><span>{ about }</span></button></li>
        }
    };
    html! {
        <Float {title} close={words.label(Label::Close)} test="list"
            onclose={send.just(Message::ShowDialog(Dialog::None))}>
            if rows.is_empty() {
                <p class="help">{ words.label(Label::NoLessons) }</p>
            }
            <ul>{ for rows.into_iter().map(row) }</ul>
        </Float>
    }
}
