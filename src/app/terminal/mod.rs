//! The terminal: a drawer at the bottom of the page; on a narrow page a sheet.

mod entry;
mod field;
mod grip;

use web_sys::Element;
use yew::prelude::*;

use super::store::{use_selector, use_send};
use super::widgets::Icon;
use super::words::use_words;
use crate::session::Message;
use crate::session::terminal::{Act, rows};
use crate::texts::terminal::{Say, say};

/// The open drawer.
#[function_component]
pub fn Terminal() -> Html {
    let (words, send) = (use_words(), use_send());
    let rows = use_selector(rows);
    let (node, scroller) = (use_node_ref(), use_node_ref());
    {
        // What was answered last is in sight.
        let scroller = scroller.clone();
        use_effect_with(rows.clone(), move |_| {
            if let Some(scroller) = scroller.cast::<Element>() {
                scroller.set_scroll_top(scroller.scroll_height());
            }
        });
    }
    let say = |key: Say| say(words.0, key);
    let act = |act: Act| send.just::<MouseEvent>(Message::Terminal(act));
    // Escape from the field comes here; once more, it closes.
    let key = {
        let send = send.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                event.stop_propagation();
                send.send(Message::Terminal(Act::Open(false)));
            }
        })
    };
    html! {
        <section ref={node.clone()} class="terminal" aria-label={say(Say::Terminal)} data-test="terminal">
            <grip::Grip {node} />
            <header class="terminal-head">
                { Icon::Terminal.view() }<h2>{ say(Say::Terminal) }</h2>
                <span class="space"></span>
                <button type="button" class="plain small" onclick={act(Act::Clear)} data-test="terminal-clear">{ say(Say::Clear) }</button>
                <button type="button" id="terminal-close" class="plain square small" title={say(Say::Close)} aria-label={say(Say::Close)}
                    onclick={act(Act::Open(false))} onkeydown={key} data-test="terminal-close">{ Icon::Chevron.view() }</button>
            </header>
            <div ref={scroller} class="terminal-scroll">
                <p class="terminal-welcome">{ say(Say::Welcome) }</p>
                <div class="terminal-log" role="log" aria-live="polite" aria-label={say(Say::Log)} data-test="terminal-log">
                    { for rows.iter().map(|row| html! { <entry::Entry key={row.id} row={row.clone()} /> }) }
                </div>
                <field::Field />
            </div>
        </section>
    }
}
