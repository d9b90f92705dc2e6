//! What the keys mean.

use yew::prelude::*;

use super::store::{use_selector, use_send};
use super::widgets::{Float, is_ticked};
use super::words::use_words;
use crate::session::keymap::SHEET;
use crate::session::{Dialog, Message};
use crate::texts::comfort::{Comfort, deed};
use crate::texts::page::Label;

/// The sheet of keys.
#[function_component]
pub fn KeysSheet() -> Html {
    let (words, send) = (use_words(), use_send());
    let plain = *use_selector(|session| session.view.plain_keys);
    let key = |key: &'static str| html! { <kbd>{ key.replace('+', " ") }</kbd> };
    html! {
        <Float title={words.comfort(Comfort::Keys)} close={words.label(Label::Close)} test="keys"
            onclose={send.just(Message::ShowDialog(Dialog::None))}>
            <label class="tick"><input type="checkbox" checked={plain} data-test="plain-keys"
                onchange={send.on(|event: Event| Message::SetPlainKeys(is_ticked(&event)))} />
                { words.comfort(Comfort::PlainKeys) }</label>
            <dl class="keys">{ for SHEET.iter().map(|(keys, does)| html! {
                <div><dt>{ for keys.split(' ').map(key) }</dt><dd>{ deed(words.0, *does) }</dd></div>
            }) }</dl>
        </Float>
    }
}
