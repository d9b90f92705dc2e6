//! A window over the page: the browser's own dialog, which keeps the focus and gives it back.

use gloo::events::EventListener;
use web_sys::{HtmlDialogElement, Node};
use yew::prelude::*;

use super::Icon;

/// What a window needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its title.
    pub title: AttrValue,
    /// Name of the closing button.
    pub close: AttrValue,
    /// Name for tests; the closing button's is this with `-close`.
    pub test: AttrValue,
    /// It is closed.
    pub onclose: Callback<()>,
    /// What is in it.
    pub children: Html,
}

/// A window over the page.
#[function_component]
pub fn Float(props: &Props) -> Html {
    let node = use_node_ref();
    {
        let (node, onclose) = (node.clone(), props.onclose.clone());
        use_effect_with((), move |()| {
            let dialog = node.cast::<HtmlDialogElement>();
            let told = dialog.as_ref().map(|dialog| {
                let _ = dialog.show_modal();
                EventListener::new(dialog, "close", move |_| onclose.emit(()))
            });
            move || {
                drop(told);
                // Gives the focus back to where it was.
                if let Some(dialog) = dialog {
                    dialog.close();
                }
            }
        });
    }
    // Its content fills it: a click on the element itself is one beside it.
    let beside = {
        let (node, onclose) = (node.clone(), props.onclose.clone());
        Callback::from(move |event: MouseEvent| {
            let target = event.target_dyn_into::<Node>();
            if target.is_some() && target == node.cast::<Node>() {
                onclose.emit(());
            }
        })
    };
    let close = props.onclose.reform(|_: MouseEvent| ());
    html! {
        <dialog ref={node} class="float" aria-label={props.title.clone()} onclick={beside} data-test={props.test.clone()}>
            <div class="float-body">
                <header><h2>{ props.title.clone() }</h2>
                    <button type="button" class="plain square" aria-label={props.close.clone()} onclick={close}
                        data-test={format!("{}-close", props.test)}>{ Icon::Close.view() }</button></header>
                { props.children.clone() }
            </div>
        </dialog>
    }
}
