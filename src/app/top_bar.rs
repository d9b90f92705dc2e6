//! The bar on top: mark, title, undo, language, theme, share.

use gloo::utils::window;
use yew::prelude::*;

use super::query_field::QueryField;
use super::store::{use_selector, use_send};
use super::widgets::{Float, Icon, mark, text_of};
use super::words::use_words;
use crate::session::{Dialog, Message, Theme};
use crate::texts::Lang;
use crate::texts::comfort::Comfort;
use crate::texts::page::Label;

/// The palette that is not shown, with its name and icon.
fn other_theme(theme: Theme) -> (Theme, Label, Icon) {
    let is_dark = theme == Theme::Dark || (theme == Theme::Auto && system_is_dark());
    if is_dark {
        (Theme::Light, Label::DayTheme, Icon::Sun)
    } else {
        (Theme::Dark, Label::NightTheme, Icon::Moon)
    }
}

const fn other_lang(lang: Lang) -> Lang {
    match lang {
        Lang::En => Lang::ZhTw,
        Lang::ZhTw => Lang::En,
    }
}

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
    let (other_theme, theme_name, theme_icon) = other_theme(theme);
    let other_lang = other_lang(words.0);
    let note = *use_selector(|session| match (session.is_kept(), session.unsaved) {
        (false, _) => Label::TitleNoteExample,
        (true, true) => Label::TitleNoteUnsaved,
        (true, false) => Label::TitleNote,
    });
    let dialog = |dialog: Dialog| Message::ShowDialog(dialog);
    let plain = |icon: Icon, label: Label, test: &'static str, dim: bool, message: Message| {
        let name = words.label(label);
        html! {
            <button type="button" class={classes!("plain", "square", dim.then_some("dim"))} title={name}
                aria-label={name} aria-disabled={dim.then_some("true")} onclick={send.just(message)} data-test={test}>{ icon.view() }</button>
        }
    };
    html! {
        <header class="top-bar">
            <h1 class="brand">{ mark() }<b>{ words.label(Label::ProductName) }</b></h1>
            <div class="top-title">
                <input class="title" aria-label={words.label(Label::Title)} value={title.to_string()} placeholder={words.comfort(Comfort::Untitled)}
                    onchange={send.on(|event: Event| Message::SetTitle(text_of(&event).into()))}
                    data-test="title" />
                <span class="title-note" data-test="title-note">{ words.label(note) }</span>
                <button type="button" class="plain square top-shelf" title={words.comfort(Comfort::Playgrounds)} aria-label={words.comfort(Comfort::Playgrounds)}
                    onclick={send.just(dialog(Dialog::Shelf))} data-test="shelf-show">{ Icon::File.view() }</button>
                { plain(Icon::Undo, Label::Undo, "undo", !undo.0, Message::Undo) }
                { plain(Icon::Redo, Label::Redo, "redo", !undo.1, Message::Redo) }
            </div>
            <div class="top-tools">
                <button type="button" class="plain top-lessons" onclick={send.just(Message::ShowDialog(Dialog::Lessons))}
                    data-test="lessons">{ Icon::Lesson.view() }<span>{ words.label(Label::Lessons) }</span></button>
                <button type="button" class="plain top-examples" onclick={send.just(Message::ShowDialog(Dialog::Examples))}
                    data-test="examples">{ words.label(Label::Examples) }</button>
                <span class="top-region mono" data-test="region">{ region.to_string() }</span>
                <button type="button" class="plain top-lang" lang={other_lang.tag()}
                    title={words.label(Label::SwitchLanguageName)}
                    onclick={send.just(Message::SetLang(other_lang))} data-test="lang">
                    { words.label(Label::SwitchLanguage) }</button>
                { plain(theme_icon, theme_name, "theme", false, Message::SetTheme(other_theme)) }
                <button type="button" class="plain square top-keys" aria-label={words.comfort(Comfort::Keys)}
                    title={words.comfort(Comfort::Keys)} onclick={send.just(dialog(Dialog::Keys))} data-test="keys-show">
                    { "?" }</button>
                <button type="button" class="plain square top-more" aria-label={words.comfort(Comfort::More)}
                    onclick={send.just(dialog(Dialog::More))} data-test="more">{ Icon::More.view() }</button>
                <button type="button" class="primary" onclick={send.just(Message::ShowDialog(Dialog::Share))}
                    aria-label={words.label(Label::Share)} data-test="share">
                    { Icon::Share.view() }<span>{ words.label(Label::Share) }</span></button>
            </div>
        </header>
    }
}

/// What a narrow bar has no room for.
#[function_component]
pub fn MoreDialog() -> Html {
    let (words, send) = (use_words(), use_send());
    let theme = *use_selector(|session| session.view.theme);
    let filter = use_selector(|session| std::rc::Rc::clone(&session.filter));
    let (other_theme, theme_name, theme_icon) = other_theme(theme);
    let lang = other_lang(words.0);
    let row = |icon: Icon, name: String, test: &'static str, message: Message| {
        html! {
            <li><button type="button" class="choice more-row" onclick={send.just(message)} data-test={test}>
                { icon.view() }<b>{ name }</b></button></li>
        }
    };
    let open = Message::ShowDialog;
    html! {
        <Float title={words.comfort(Comfort::More)} close={words.label(Label::Close)} test="more"
            onclose={send.just(Message::ShowDialog(Dialog::None))}>
            <QueryField id="more-filter" name={words.comfort(Comfort::Filter)} placeholder={words.comfort(Comfort::Filter)}
                text={(*filter).clone()} onchange={send.on(Message::Filter)} />
            <ul>
                { row(Icon::File, words.comfort(Comfort::Playgrounds), "more-shelf", open(Dialog::Shelf)) }
                { row(Icon::Lesson, words.label(Label::Lessons).into(), "more-lessons", open(Dialog::Lessons)) }
                { row(Icon::Flag, words.label(Label::Examples).into(), "more-examples", open(Dialog::Examples)) }
                { row(Icon::Table, words.comfort(Comfort::Table), "more-table", Message::ToggleTable) }
                { row(Icon::Redo, words.label(Label::Redo).into(), "more-redo", Message::Redo) }
                { row(Icon::Lang, words.label(Label::SwitchLanguageName).into(), "more-lang", Message::SetLang(lang)) }
                { row(theme_icon, words.label(theme_name).into(), "more-theme", Message::SetTheme(other_theme)) }
                { row(Icon::Hint, words.comfort(Comfort::Keys), "more-keys", open(Dialog::Keys)) }
            </ul>
        </Float>
    }
}
