//! When the engine panics: what was made is kept in a link, and said so.

use std::cell::RefCell;

use gloo::utils::{document, window};

use crate::texts::Lang;
use crate::texts::page::{Label, label};

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

fn show() {
    let document = document();
    let Some(body) = document.body() else { return };
    let tag = document.document_element().and_then(|root| root.get_attribute("lang"));
    let lang = Lang::of_tag(tag.as_deref().unwrap_or_default());
    let element = |name: &str, text: &str| {
        let element = document.create_element(name).ok()?;
        element.set_text_content(Some(text));
        Some(element)
    };
    let Some(page) = element("div", "") else { return };
    let _ = page.set_attribute("class", "crash");
    let _ = page.set_attribute("role", "alertdialog");
    if let Some(title) = element("h1", label(lang, Label::CrashTitle)) {
        let _ = page.append_child(&title);
    }
    if let Some(reload) = element("a", label(lang, Label::Reload)) {
        let path = window().location().pathname().unwrap_or_default();
        let _ = reload.set_attribute("href", &path);
        let _ = page.append_child(&reload);
    }
    let payload = LAST_LINK.with_borrow(Clone::clone);
    if !payload.is_empty() {
        if let Some(help) = element("p", label(lang, Label::CrashLink)) {
            let _ = page.append_child(&help);
        }
        if let Some(link) = element("textarea", &super::store::link_to(&payload)) {
            let _ = link.set_attribute("readonly", "");
            let _ = link.set_attribute("aria-label", label(lang, Label::Link));
            let _ = page.append_child(&link);
        }
    }
    let _ = body.append_child(&page);
}
