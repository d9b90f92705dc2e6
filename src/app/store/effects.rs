//! The only place that touches storage, clipboard, address and document.

use gloo::utils::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, HtmlAnchorElement, HtmlElement, Storage, Url};

use super::Handle;
use crate::session::view::Theme;
use crate::session::{Circumstances, Effect, Message, shelf};
use crate::texts::Lang;

/// Where the first version of the page kept its one playground.
const FIRST: &str = "ecs-playground.scenario";
/// Before the name of a playground.
const KEPT: &str = "ecs-playground.p.";
const CURRENT: &str = "ecs-playground.current";
const PREFERENCES: &str = "ecs-playground.preferences";

/// What the browser knows when the page opens.
pub fn circumstances() -> Circumstances {
    let location = window().location();
    let storage = window().local_storage();
    let get = |key: &str| {
        storage.as_ref().ok()?.as_ref().and_then(|storage| storage.get_item(key).ok().flatten())
    };
    Circumstances {
        fragment: location.hash().unwrap_or_default(),
        query: location.search().unwrap_or_default(),
        kept: storage.as_ref().ok().and_then(Option::as_ref).map(kept).unwrap_or_default(),
        current: tab().and_then(|s| s.get_item(CURRENT).ok().flatten()).or_else(|| get(CURRENT)),
        now_ms: now_ms(),
        preferences: get(PREFERENCES),
        language: window().navigator().language().unwrap_or_default(),
        storage_refused: !matches!(storage, Ok(Some(_))),
    }
}

/// What only this tab remembers.
fn tab() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a date in our time")]
fn now_ms() -> u64 {
    js_sys::Date::now() as u64
}

/// (name, text) of every playground.
fn kept(storage: &Storage) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for n in 0..storage.length().unwrap_or(0) {
        let Some(key) = storage.key(n).ok().flatten() else { continue };
        let id = if key == FIRST { Some("0") } else { key.strip_prefix(KEPT) };
        if let Some(id) = id
            && let Some(text) = storage.get_item(&key).ok().flatten()
        {
            found.push((id.to_owned(), text));
        }
    }
    found
}

/// The playground that a key of the storage names.
pub fn playground_of(key: &str) -> Option<&str> {
    key.strip_prefix(KEPT)
}

/// What stands in the storage under the name of a playground.
pub fn kept_as(id: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(&format!("{KEPT}{id}")).ok()?
}

fn save(key: &str, text: &str) -> bool {
    match window().local_storage() {
        Ok(Some(storage)) => storage.set_item(key, text).is_ok(),
        _ => false,
    }
}

/// The address without fragment, with a payload behind it.
pub fn link_to(payload: &str) -> String {
    let location = window().location();
    let origin = location.origin().unwrap_or_default();
    let path = location.pathname().unwrap_or_default();
    format!("{origin}{path}#s={payload}")
}

fn be_current(id: &str) {
    save(CURRENT, id);
    if let Some(storage) = tab() {
        let _ = storage.set_item(CURRENT, id);
    }
    if entry().as_deref() != Some(id)
        && let Ok(history) = window().history()
    {
        let _ = history.replace_state_with_url(&id.into(), "", None);
    }
}

fn forget(key: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.remove_item(key);
    }
}

/// Does what an effect says.
pub fn perform(store: &Handle, effect: Effect) {
    match effect {
        Effect::Keep { kept, payload } => {
            if let Some(payload) = payload {
                crate::app::crash::remember(&payload);
                be_current(&kept.id);
            }
            let key = format!("{KEPT}{}", kept.id);
            let taken = save(&key, &kept.text)
                || shelf::without_past(&kept.text).is_some_and(|less| save(&key, &less));
            if taken && &*kept.id == "0" {
                forget(FIRST);
            }
            store.send(Message::Saved { taken });
        }
        Effect::Forget(id) => {
            forget(&format!("{KEPT}{id}"));
            if &*id == "0" {
                forget(FIRST);
            }
        }
        Effect::Current(id) => be_current(&id),
        Effect::Focus(id) => {
            let element = document().get_element_by_id(id);
            if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
                let _ = element.focus();
            }
        }
        Effect::SavePreferences(text) => {
            // A second notice about the same storage would help nobody.
            save(PREFERENCES, &text);
        }
        Effect::Copy { text, is_link } => copy(store, &text, is_link),
        Effect::SetAddress(opens) => set_address(&opens),
        Effect::Download { name, text } => download(&name, &text),
        Effect::DownloadPng { name, night } => {
            let scene = store.read(crate::session::scene::picture);
            crate::app::stage::draw_png(&scene, night, move |blob| offer(&name, blob));
        }
        Effect::Announce(text) => {
            if let Some(region) = document().get_element_by_id("live") {
                region.set_text_content(Some(&text));
            }
        }
        Effect::Dress { lang, theme } => dress(lang, theme),
    }
}

/// The page's `lang` and `data-theme`.
pub fn dress(lang: Lang, theme: Theme) {
    let Some(root) = document().document_element() else { return };
    let _ = root.set_attribute("lang", lang.tag());
    let _ = match theme {
        Theme::Auto => root.remove_attribute("data-theme"),
        Theme::Light | Theme::Dark => root.set_attribute("data-theme", theme.attribute()),
    };
}

fn copy(store: &Handle, text: &str, is_link: bool) {
    let text = if is_link { link_to(text) } else { text.to_owned() };
    let link_chars = is_link.then(|| u32::try_from(text.len()).unwrap_or(u32::MAX));
    let navigator = window().navigator();
    // Without a secure context there is no clipboard, whatever the types say.
    let there = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"))
        .is_ok_and(|clipboard| !clipboard.is_undefined());
    if !there {
        store.send(Message::Copied { taken: false, link_chars });
        return;
    }
    let promise = navigator.clipboard().write_text(&text);
    let store = store.clone();
    spawn_local(async move {
        let taken = JsFuture::from(promise).await.is_ok();
        store.send(Message::Copied { taken, link_chars });
    });
}

/// Words of the query that name what is opened.
const NAMES: [&str; 2] = ["example=", "lesson="];

fn set_address(opens: &str) {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    let query = location.search().unwrap_or_default();
    let (own, fragment) = match opens.strip_prefix('?') {
        Some(own) => (own, ""),
        None => ("", opens),
    };
    let others = query.trim_start_matches('?').split('&');
    let others = others.filter(|part| NAMES.iter().all(|name| !part.starts_with(name)));
    let parts: Vec<&str> = others.chain([own]).filter(|part| !part.is_empty()).collect();
    let mark = if parts.is_empty() { "" } else { "?" };
    let address = format!("{path}{mark}{}{fragment}", parts.join("&"));
    let state = if own.is_empty() { entry().into() } else { JsValue::NULL };
    // `replaceState` raises no hashchange, so that the page does not open its own link.
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&state, "", Some(&address));
    }
}

/// The playground that this entry of the tab's history shows, so that Back and Forward lead to it.
pub fn entry() -> Option<String> {
    window().history().ok()?.state().ok()?.as_string()
}

fn download(name: &str, text: &str) {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    if let Ok(blob) = Blob::new_with_str_sequence(&parts) {
        offer(name, &blob);
    }
}

/// Hands a file to the user.
fn offer(name: &str, blob: &Blob) {
    let Ok(url) = Url::create_object_url_with_blob(blob) else { return };
    if let Ok(Ok(anchor)) =
        document().create_element("a").map(JsCast::dyn_into::<HtmlAnchorElement>)
    {
        anchor.set_href(&url);
        anchor.set_download(name);
        anchor.click();
    }
    let _ = Url::revoke_object_url(&url);
}
