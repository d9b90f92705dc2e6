//! From a problem to what causes it: the field in the form, else the characters in the JSON.

use gloo::timers::callback::Timeout;
use gloo::utils::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement};

use crate::app::store::Send;
use crate::base::Span;
use crate::session::Message;
use crate::session::drafts::{Form, Mode};

/// The id of a field's element.
pub(super) fn id(form: Form, path: &str) -> String {
    format!("{}.{path}", form.word())
}

/// Opens what is folded around an element, and puts the focus on it.
fn focus(element: &Element) {
    let mut around = element.parent_element();
    while let Some(parent) = around {
        if parent.tag_name() == "DETAILS" {
            let _ = parent.set_attribute("open", "");
        }
        around = parent.parent_element();
    }
    element.scroll_into_view();
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Browsers count in units of UTF-16.
fn units(text: &str, byte: u32) -> u32 {
    let before = text.get(..byte as usize).unwrap_or(text);
    u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
}

fn in_json(form: Form, span: Option<Span>) {
    let Some(area) = document().get_element_by_id(&id(form, "json")) else { return };
    focus(&area);
    if let (Some(span), Some(area)) = (span, area.dyn_ref::<HtmlTextAreaElement>()) {
        let text = area.value();
        let _ = area.set_selection_range(units(&text, span.start), units(&text, span.end));
    }
}

/// Shows what causes a problem.
pub(super) fn reveal(send: &Send, form: Form, path: &str, span: Option<Span>) {
    if document().get_element_by_id(&id(form, "form")).is_none() {
        return in_json(form, span);
    }
    let mut path = path;
    while !path.is_empty() {
        if let Some(field) = document().get_element_by_id(&id(form, path)) {
            return focus(&field);
        }
        path = path.rsplit_once('.').map_or("", |(above, _)| above);
    }
    send.send(Message::SetMode(Mode::Json));
    // The JSON is there after the next rendering.
    Timeout::new(50, move || in_json(form, span)).forget();
}
