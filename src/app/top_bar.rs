//! The bar on top: mark, title, undo, language, theme, share.

use gloo::utils::window;
use yew::prelude::*;

use super::store::{use_selector, use_send};
use super::widgets::{Icon, mark, text_of};
use super::words::use_words;
use crate::session::{Dialog, Message, Theme};
use crate::texts::Lang;
use crate::texts::page::Label;

fn system_is_dark() -> bool {
    window()
        .match_media("(prefers-color-scheme: dark)")
        .is_ok_and(|m| m.is_some_and(|m| m.matches()))
}

/// The bar on top.
#[function_component]
pub fn TopBar() -> Html {
    let (words, send) = (use_words(), use_send());
    let title = use_selector(|session| std::rc::Rc::clone(&session.scenario().title));
    let region = use_selector(|session| std::rc::Rc::clone(&session.scenario().setup.region));
    let undo = use_selector(|session| (session.history.can_undo(), session.history.can_redo()));
    let theme = *use_selector(|session| session.view.theme);
    let is_dark = theme == Theme::Dark || (theme == Theme::Auto && system_is_dark());
    let (other_theme, theme_name, theme_icon) = if is_dark {
        (Theme::Light, Label::DayTheme, Icon::Sun)
    } else {
        (Theme::Dark, Label::NightTheme, Icon::Moon)
    };
    let other_lang = match words.0 {
        Lang::En => Lang::ZhTw,
        Lang::ZhTw => Lang::En,
    };
    let note = *use_selector(|session| match (session.history.len(), session.unsaved) {
        (1, _) => Label::TitleNoteExample,
        (_, true) => Label::TitleNoteUnsaved,
        (_, false) => Label::TitleNote,
    });
    let plain = |icon: Icon, label: Label, test: &'static str, dim: bool, message: Message| {
        let name = words.label(label);
        html! {
            <button type="button" class={classes!("plain", "square", dim.then_some("dim"))} title={name}
                aria-label={name} onclick={send.just(message)} data-test={test}>{ icon.view() }</button>
        }
    };
    html! {
        <header class="top-bar">
            <span class="brand">{ mark() }<b>{ words.label(Label::ProductName) }</b></span>
            <div class="top-title">
                <input class="title" aria-label={words.label(Label::Title)} value={title.to_string()}
                    onchange={send.on(|event: Event| Message::SetTitle(text_of(&event).into()))}
                    data-test="title" />
                <span class="title-note" data-test="title-note">{ words.label(note) }</span>
                { plain(Icon::Undo, Label::Undo, "undo", !undo.0, Message::Undo) }
                { plain(Icon::Redo, Label::Redo, "redo", !undo.1, Message::Redo) }
            </div>
            <div class="top-tools">
                <button type="button" class="plain top-lessons" onclick={send.just(Message::ShowDialog(Dialog::Lessons))}
                    data-test="lessons">{ Icon::Lesson.view() }<span>{ words.label(Label::Lessons) }</span></button>
                <button type="button" class="plain top-examples" onclick={send.just(Message::ShowDialog(Dialog::Examples))}
                    data-test="examples">{ words.label(Label::Examples) }</button>
                <span class="top-region mono">{ region.to_string() }</span>
                <button type="button" class="plain top-lang" lang={other_lang.tag()}
                    aria-label={words.label(Label::SwitchLanguageName)}
                    onclick={send.just(Message::SetLang(other_lang))} data-test="lang">
                    { words.label(Label::SwitchLanguage) }</button>
                { plain(theme_icon, theme_name, "theme", false, Message::SetTheme(other_theme)) }
                <button type="button" class="primary" onclick={send.just(Message::ShowDialog(Dialog::Share))}
                    aria-label={words.label(Label::Share)} data-test="share">
                    { Icon::Share.view() }<span>{ words.label(Label::Share) }</span></button>
            </div>
        </header>
    }
}
