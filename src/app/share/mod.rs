//! The share link.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::store::{link_to, use_selector, use_send};
use super::widgets::Icon;
use super::words::use_words;
use crate::session::{Dialog, Message, link};
use crate::texts::page::Label;

/// A small window with the link in it.
#[function_component]
pub fn ShareDialog() -> Html {
    let (words, send) = (use_words(), use_send());
    let scenario = use_selector(|session| Rc::as_ptr(session.scenario()).cast::<()>() as usize);
    let store = super::store::use_store();
    let address =
        use_memo(*scenario, |_| store.read(|session| link_to(&link::encode(session.scenario()))));
    let field = use_node_ref();
    {
        let field = field.clone();
        use_effect_with((), move |()| {
            if let Some(input) = field.cast::<HtmlInputElement>() {
                let _ = input.focus();
                input.select();
            }
        });
    }
    let close = || send.just(Message::ShowDialog(Dialog::None));
    html! {
        <>
        <div class="veil" onclick={close()}></div>
        <section class="float share" role="dialog" aria-modal="true" aria-label={words.label(Label::ShareTitle)}>
            <header><h2>{ words.label(Label::ShareTitle) }</h2>
                <button type="button" class="plain square" aria-label={words.label(Label::Close)} onclick={close()}
                    data-test="share-close">{ Icon::Close.view() }</button></header>
            <div class="share-row">
                <input ref={field} class="mono" readonly=true aria-label={words.label(Label::Link)}
                    value={(*address).clone()} data-test="share-link" />
                <button type="button" class="primary" onclick={send.just(Message::CopyLink)} data-test="share-copy">
                    { Icon::Link.view() }<span>{ words.label(Label::CopyLink) }</span></button>
            </div>
            <p class="help">{ words.label(Label::ShareHelp) }</p>
        </section>
        </>
    }
}
