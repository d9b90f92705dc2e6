//! The upper edge of the drawer: dragged, or moved by the arrow keys.

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::app::store::{use_selector, use_send};
use crate::app::words::use_words;
use crate::session::Message;
use crate::session::terminal::{Act, LEAST_HEIGHT};
use crate::texts::terminal::{Say, say};

/// How far an arrow key moves it, in pixels.
const STEP: u16 = 24;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The drawer.
    pub node: NodeRef,
}

fn set(node: &NodeRef, height: u16) {
    if let Some(drawer) = node.cast::<HtmlElement>() {
        // CSSOM, which the page's policy allows; a style attribute it would not.
        let _ = drawer.style().set_property("--terminal-height", &format!("{height}px"));
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a screen's height")]
fn height_at(node: &NodeRef, event: &PointerEvent) -> Option<u16> {
    let bottom = node.cast::<Element>()?.get_bounding_client_rect().bottom();
    Some((bottom - f64::from(event.client_y())).clamp(f64::from(LEAST_HEIGHT), 4_000.0) as u16)
}

#[function_component]
pub(super) fn Grip(props: &Props) -> Html {
    let (words, send) = (use_words(), use_send());
    let height = *use_selector(|session| session.view.terminal_height);
    let dragging = use_mut_ref(|| false);
    let node = &props.node;
    {
        let node = node.clone();
        use_effect_with(height, move |height| set(&node, *height));
    }
    let down = {
        let dragging = dragging.clone();
        Callback::from(move |event: PointerEvent| {
            event.prevent_default();
            *dragging.borrow_mut() = true;
            if let Some(grip) = event.target_dyn_into::<Element>() {
                let _ = grip.set_pointer_capture(event.pointer_id());
            }
        })
    };
    let moved = {
        let (dragging, node) = (dragging.clone(), node.clone());
        Callback::from(move |event: PointerEvent| {
            if *dragging.borrow()
                && let Some(height) = height_at(&node, &event)
            {
                set(&node, height);
            }
        })
    };
    let up = {
        let (dragging, node, send) = (dragging, node.clone(), send.clone());
        Callback::from(move |event: PointerEvent| {
            if dragging.replace(false)
                && let Some(drawer) = node.cast::<HtmlElement>()
            {
                // What the style sheet allowed it.
                let shown = u16::try_from(drawer.offset_height()).unwrap_or(LEAST_HEIGHT);
                let height = height_at(&node, &event).map_or(shown, |height| height.min(shown));
                send.send(Message::Terminal(Act::Height(height)));
            }
        })
    };
    let key = {
        let (send, node) = (send, node.clone());
        Callback::from(move |event: KeyboardEvent| {
            let shown = node.cast::<HtmlElement>().map_or(0, |drawer| drawer.offset_height());
            let shown = u16::try_from(shown).unwrap_or(height);
            let to = match event.key().as_str() {
                "ArrowUp" => shown.saturating_add(STEP),
                "ArrowDown" => shown.saturating_sub(STEP),
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            send.send(Message::Terminal(Act::Height(to)));
        })
    };
    html! {
        <div class="terminal-grip" role="separator" tabindex="0" aria-orientation="horizontal" aria-label={say(words.0, Say::Height)}
            aria-valuemin={LEAST_HEIGHT.to_string()} aria-valuenow={height.to_string()} aria-valuemax="4000"
            onpointerdown={down} onpointermove={moved} onpointerup={up.clone()} onpointercancel={up} onkeydown={key} data-test="terminal-grip"></div>
    }
}
