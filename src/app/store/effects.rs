//! The only place that touches storage, clipboard, address and document.

use gloo::utils::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, HtmlAnchorElement, Url};

use super::Handle;
use crate::session::view::Theme;
use crate::session::{Circumstances, Effect, Message};
use crate::texts::Lang;

const SCENARIO: &str = "ecs-playground.scenario";
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
        saved: get(SCENARIO),
        preferences: get(PREFERENCES),
        language: window().navigator().language().unwrap_or_default(),
        storage_refused: !matches!(storage, Ok(Some(_))),
    }
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

/// Does what an effect says.
pub fn perform(store: &Handle, effect: Effect) {
    match effect {
        Effect::SaveScenario(text) => {
            crate::app::crash::remember(&text);
            store.send(Message::Saved { taken: save(SCENARIO, &text) });
        }
        Effect::SavePreferences(text) => {
            // A second notice about the same storage would help nobody.
            save(PREFERENCES, &text);
        }
        Effect::Copy { text, is_link } => copy(store, &text, is_link),
        Effect::SetFragment(fragment) => set_fragment(&fragment),
        Effect::Download { name, text } => download(&name, &text),
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

fn set_fragment(fragment: &str) {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    let query = location.search().unwrap_or_default();
    let address = if fragment.is_empty() {
        format!("{path}{query}")
    } else {
        format!("{path}{query}#{fragment}")
    };
    // `replaceState` raises no hashchange, so that the page does not open its own link.
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

fn download(name: &str, text: &str) {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let Ok(blob) = Blob::new_with_str_sequence(&parts) else { return };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    if let Ok(Ok(anchor)) =
        document().create_element("a").map(JsCast::dyn_into::<HtmlAnchorElement>)
    {
        anchor.set_href(&url);
        anchor.set_download(name);
        anchor.click();
    }
    let _ = Url::revoke_object_url(&url);
}
