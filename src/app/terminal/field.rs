//! The field: a text area over a copy of its text, behind which the rest of a word stands in grey.

use std::rc::Rc;

use web_sys::{Element, HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::app::store::{use_selector, use_send, use_store};
use crate::app::widgets::{Icon, text_of};
use crate::app::words::use_words;
use crate::interop::shell::goes_on;
use crate::session::Message;
use crate::session::terminal::{Act, FIELD, offer};
use crate::texts::terminal::{Say, say};

/// Words that are listed; the rest is counted.
const LISTED: usize = 40;

/// The cursor as a byte offset; browsers count in units of UTF-16.
fn cursor_of(area: &HtmlTextAreaElement, text: &str) -> usize {
    let units = area.selection_end().ok().flatten().map_or(usize::MAX, |at| at as usize);
    let mut seen = 0;
    let letter = text.char_indices().find(|(_, c)| {
        let here = seen >= units;
        seen += c.len_utf16();
        here
    });
    letter.map_or(text.len(), |(at, _)| at)
}

/// The place of a byte as browsers count.
fn units_of(text: &str, byte: usize) -> u32 {
    let before = text.get(..byte).unwrap_or(text);
    u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
}

/// Whether something of the text is chosen.
fn has_selection(area: &HtmlTextAreaElement) -> bool {
    area.selection_start().ok().flatten() != area.selection_end().ok().flatten()
}

#[function_component]
pub(super) fn Field() -> Html {
    let (words, send, store) = (use_words(), use_send(), use_store());
    let line = use_selector(|session| Rc::clone(session.terminal.line()));
    let opened = *use_selector(|session| session.terminal.opened());
    let hint = use_selector(|session| {
        let line = session.terminal.line();
        offer(session, line, line.len()).hint
    });
    let listed = use_state(Vec::<String>::new);
    let area = use_node_ref();
    let cursor = use_mut_ref(|| None::<usize>);
    {
        // Who opened it wants to type. A page that opens with it does not.
        let area = area.clone();
        use_effect_with(opened, move |opened| {
            if *opened > 0
                && let Some(area) = area.cast::<HtmlElement>()
            {
                let _ = area.focus();
            }
        });
    }
    {
        let (area, cursor) = (area.clone(), Rc::clone(&cursor));
        use_effect_with(line.clone(), move |line| {
            if let Some(byte) = cursor.borrow_mut().take()
                && let Some(area) = area.cast::<HtmlTextAreaElement>()
            {
                let at = units_of(line, byte);
                let _ = area.set_selection_range(at, at);
            }
        });
    }
    {
        // What is listed must not push the field out of sight.
        let area = area.clone();
        use_effect_with(listed.len(), move |count| {
            let scroller = area.cast::<Element>().filter(|_| *count > 0);
            let scroller =
                scroller.and_then(|area| area.closest(".terminal-scroll").ok().flatten());
            if let Some(scroller) = scroller {
                scroller.set_scroll_top(scroller.scroll_height());
            }
        });
    }
    let typed = {
        let (send, listed) = (send.clone(), listed.clone());
        Callback::from(move |event: InputEvent| {
            listed.set(Vec::new());
            send.send(Message::Terminal(Act::Type(text_of(&event).into())));
        })
    };
    let write = {
        let (send, cursor) = (send.clone(), Rc::clone(&cursor));
        move |text: String, at: usize| {
            *cursor.borrow_mut() = Some(at);
            send.send(Message::Terminal(Act::Type(text.into())));
        }
    };
    let key = {
        let (send, store, listed, area) = (send.clone(), store, listed.clone(), area.clone());
        let (hint, write, cursor) = (hint.clone(), write, Rc::clone(&cursor));
        Callback::from(move |event: KeyboardEvent| {
            let Some(area) = area.cast::<HtmlTextAreaElement>() else { return };
            if event.is_composing() {
                return;
            }
            let text = area.value();
            let at = cursor_of(&area, &text);
            let act = |act: Act| send.send(Message::Terminal(act));
            let plain =
                !event.shift_key() && !event.ctrl_key() && !event.meta_key() && !event.alt_key();
            match event.key().as_str() {
                "Enter" if plain && !goes_on(&text) => {
                    listed.set(Vec::new());
                    act(Act::Run);
                }
                "Tab" if plain => {
                    let offer = store.read(|session| offer(session, &text, at));
                    let shown = *listed == offer.items;
                    let several = offer.items.len() > 1;
                    match offer.written {
                        Some((text, at)) => write(text, at),
                        None if several && !shown => {}
                        // Nothing to complete: on to what comes next.
                        None => return,
                    }
                    listed.set(if several { offer.items } else { Vec::new() });
                }
                "ArrowRight"
                    if plain && at == text.len() && !hint.is_empty() && !has_selection(&area) =>
                {
                    let text = format!("{text}{} ", *hint);
                    let at = text.len();
                    write(text, at);
                }
                "ArrowUp" if plain && !text.get(..at).unwrap_or("").contains('\n') => {
                    *cursor.borrow_mut() = Some(usize::MAX);
                    act(Act::Earlier);
                }
                "ArrowDown" if plain && !text.get(at..).unwrap_or("").contains('\n') => {
                    *cursor.borrow_mut() = Some(usize::MAX);
                    act(Act::Later);
                }
                "l" if event.ctrl_key() => act(Act::Clear),
                "c" if event.ctrl_key() && !has_selection(&area) => {
                    listed.set(Vec::new());
                    act(Act::GiveUp);
                }
                "Escape" if !listed.is_empty() => listed.set(Vec::new()),
                "Escape" => {
                    let close = gloo::utils::document().get_element_by_id("terminal-close");
                    if let Some(close) =
                        close.and_then(|e| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(e).ok())
                    {
                        let _ = close.focus();
                    }
                }
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let run = {
        let (send, area) = (send, area.clone());
        Callback::from(move |_: MouseEvent| {
            send.send(Message::Terminal(Act::Run));
            if let Some(area) = area.cast::<HtmlElement>() {
                let _ = area.focus();
            }
        })
    };
    let say = |key: Say| say(words.0, key);
    let more = listed.len().saturating_sub(LISTED);
    html! {
        <>
            if !listed.is_empty() {
                <div class="terminal-offers" role="status" aria-label={say(Say::Candidates)} data-test="terminal-offers">
                    { for listed.iter().take(LISTED).map(|item| html! { <span>{ item }</span> }) }
                    if more > 0 { <span>{ format!("… +{more}") }</span> }
                </div>
            }
            <div class="terminal-line">
                <span class="terminal-prompt" aria-hidden="true">{ "$" }</span>
                <div class="terminal-type">
                    <pre aria-hidden="true">{ &**line }<span class="terminal-hint">{ &*hint }</span>{ "\u{200b}" }</pre>
                    <textarea ref={area} id={FIELD} rows="1" spellcheck="false" autocomplete="off" autocapitalize="off" autocorrect="off"
                        aria-label={say(Say::Command)} value={line.to_string()} oninput={typed} onkeydown={key} data-test="terminal-field" />
                </div>
                <button type="button" class="plain square small terminal-run" title={say(Say::Run)} aria-label={say(Say::Run)}
                    onclick={run} data-test="terminal-run">{ Icon::Play.view() }</button>
            </div>
        </>
    }
}
