//! When the engine stops, by a panic or for want of a file: what was made is kept in a link, and said so.

use std::cell::RefCell;

use gloo::events::EventListener;
use gloo::utils::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement};

use crate::texts::Lang;
use crate::texts::page::{Label, label};

/// The element's own name; while it is there, the page has ended.
const ID: &str = "crash";

thread_local! {
    static LAST_LINK: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Remembers the payload that reproduces what is shown.
pub fn remember(payload: &str) {
    LAST_LINK.with_borrow_mut(|link| payload.clone_into(link));
}

/// From now on a panic shows a page.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        web_sys::console::error_1(&info.to_string().into());
        show();
    }));
}

/// The link to what is shown: as it was kept last, else as the address has it.
fn link() -> Option<String> {
    let payload = LAST_LINK.with_borrow(Clone::clone);
    if !payload.is_empty() {
        return Some(super::store::link_to(&payload));
    }
    window().location().href().ok().filter(|address| address.contains("#s="))
}

/// Ends the page. What calls the program now meets what was left half-way: the window over the page
/// lets nobody do so, and it comes once.
pub fn show() {
    let document = document();
    let Some(body) = document.body() else { return };
    if document.get_element_by_id(ID).is_some() {
        return;
    }
    let tag = document.document_element().and_then(|root| root.get_attribute("lang"));
    let lang = Lang::of_tag(tag.as_deref().unwrap_or_default());
    let add = |to: &Element, name: &str, words: &str, more: &[(&str, &str)]| {
        let element = document.create_element(name).ok()?;
        element.set_text_content(Some(words));
        for (name, value) in more {
            let _ = element.set_attribute(name, value);
        }
        let _ = to.append_child(&element);
        Some(element)
    };
    let told = [
        ("id", ID),
        ("class", "float"),
        ("role", "alertdialog"),
        ("aria-labelledby", "crash-title"),
    ];
    let Some(page) = add(&body, "dialog", "", &told) else { return };
    let inner = add(&page, "div", "", &[("class", "float-body crash")]);
    let inner = inner.as_ref().unwrap_or(&page);
    add(inner, "h2", label(lang, Label::CrashTitle), &[("id", "crash-title")]);
    add(inner, "p", label(lang, Label::CrashHelp), &[]);
    if let Some(row) = add(inner, "p", "", &[("class", "row")]) {
        let reload = [
            ("type", "button"),
            ("class", "primary"),
            ("data-test", "crash-reload"),
            ("autofocus", ""),
        ];
        if let Some(button) = add(&row, "button", label(lang, Label::Reload), &reload) {
            EventListener::new(&button, "click", |_| {
                let _ = window().location().reload();
            })
            .forget();
        }
        // Neither the address nor what is kept: both may stop again.
        let example = [("href", "?example=self-healing"), ("data-test", "crash-example")];
        add(&row, "a", label(lang, Label::CrashExample), &example);
    }
    if let Some(link) = link() {
        add(inner, "label", label(lang, Label::CrashLink), &[("for", "crash-link")]);
        let field =
            [("id", "crash-link"), ("readonly", ""), ("rows", "3"), ("data-test", "crash-link")];
        add(inner, "textarea", &link, &field);
    }
    if let Ok(dialog) = page.dyn_into::<HtmlDialogElement>() {
        let _ = dialog.show_modal();
        // Escape closes a window; this one comes back.
        let again = dialog.clone();
        EventListener::new(&dialog, "close", move |_| {
            let _ = again.show_modal();
        })
        .forget();
    }
}
