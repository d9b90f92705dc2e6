//! The playgrounds that this browser keeps: new, open, title, duplicate, delete.

use std::rc::Rc;

use yew::prelude::*;

use super::store::{use_selector, use_send};
use super::widgets::{Float, Icon, text_of};
use super::words::use_words;
use crate::session::shelf::Act;
use crate::session::{Dialog, Message};
use crate::texts::comfort::Comfort;
use crate::texts::page::Label;

#[derive(PartialEq)]
struct Row {
    id: Rc<str>,
    /// `None` = it cannot be read.
    title: Option<Rc<str>>,
    open: bool,
}

/// The list of playgrounds.
#[function_component]
pub fn ShelfDialog() -> Html {
    let (words, send) = (use_words(), use_send());
    let rows = use_selector(|session| {
        let row = |kept: &crate::session::shelf::Kept| Row {
            id: Rc::clone(&kept.id),
            title: kept.title(),
            open: kept.id == *session.history.place(),
        };
        session.shelf.kept.iter().rev().map(row).collect::<Vec<_>>()
    });
    let thrown = use_selector(|session| {
        session.shelf.thrown.as_ref().map(|kept| kept.title().unwrap_or_default())
    });
    let act = |act: Act| send.just::<MouseEvent>(Message::Shelf(act));
    let row = |(n, row): (usize, &Row)| {
        let id = || Rc::clone(&row.id);
        let name = row.title.as_deref().filter(|title| !title.is_empty());
        let name = name.map_or_else(|| words.comfort(Comfort::Untitled), str::to_owned);
        let button = |icon: Icon, what: Comfort<'_>, test: &str, deed: Act| {
            let label = format!("{}: {name}", words.comfort(what));
            html! {
                <button type="button" class="plain square" title={words.comfort(what)} aria-label={label}
                    onclick={act(deed)} data-test={format!("shelf-{test}-{n}")}>{ icon.view() }</button>
            }
        };
        let rename = {
            let (id, open) = (id(), row.open);
            send.on(move |event: Event| {
                let title: Rc<str> = text_of(&event).into();
                if open {
                    Message::SetTitle(title)
                } else {
                    Message::Shelf(Act::Rename(Rc::clone(&id), title))
                }
            })
        };
        let copy = words.comfort(Comfort::CopyOf(&name));
        html! {
            <li key={&*row.id} class={classes!("shelf-row", row.open.then_some("chosen"))}>
                if row.title.is_some() {
                    <input class="title" aria-label={words.comfort(Comfort::Rename)} value={row.title.as_deref().unwrap_or_default().to_owned()}
                        placeholder={words.comfort(Comfort::Untitled)} onchange={rename} data-test={format!("shelf-title-{n}")} />
                } else {
                    <span class="shelf-damaged danger">{ Icon::Unhealthy.view() }{ words.comfort(Comfort::Damaged) }</span>
                }
                if row.open {
                    <span class="help">{ words.comfort(Comfort::OpenNow) }</span>
                } else if row.title.is_some() {
                    <button type="button" class="line small" onclick={act(Act::Open(id()))} aria-label={format!("{}: {name}", words.comfort(Comfort::GoThere))}
                        data-test={format!("shelf-open-{n}")}>{ words.comfort(Comfort::GoThere) }</button>
                }
                if row.title.is_some() {
                    { button(Icon::File, Comfort::Duplicate, "copy", Act::Copy(id(), copy.into())) }
                }
                { button(Icon::Close, Comfort::Delete, "delete", Act::Throw(id())) }
            </li>
        }
    };
    html! {
        <Float title={words.comfort(Comfort::Playgrounds)} close={words.label(Label::Close)} test="shelf"
            onclose={send.just(Message::ShowDialog(Dialog::None))}>
            <button type="button" class="line" onclick={act(Act::New)} data-test="shelf-new">
                { Icon::Plus.view() }{ words.comfort(Comfort::NewPlayground) }</button>
            if let Some(title) = &*thrown {
                <p class="row">{ words.comfort(Comfort::Thrown(title)) }
                    <button type="button" class="line small" onclick={act(Act::Restore)} data-test="shelf-restore">
                        { words.comfort(Comfort::Restore) }</button></p>
            }
            if rows.is_empty() {
                <p class="help">{ words.comfort(Comfort::NoneKept) }</p>
            }
            <ul class="shelf">{ for rows.iter().enumerate().map(row) }</ul>
        </Float>
    }
}
