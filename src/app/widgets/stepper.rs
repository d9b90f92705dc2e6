//! A number with a button on either side.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{Icon, text_of};
use crate::session::read::whole_number;

/// What a stepper needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The number.
    pub value: u32,
    /// The least that may be chosen.
    #[prop_or(0)]
    pub least: u32,
    /// The greatest that may be chosen.
    #[prop_or(10_000)]
    pub greatest: u32,
    /// What the number is, for those who do not see it.
    pub name: AttrValue,
    /// Name of the button "less".
    pub fewer: AttrValue,
    /// Name of the button "more".
    pub more: AttrValue,
    /// Name for tests.
    #[prop_or_default]
    pub test: AttrValue,
    /// Another number was chosen.
    pub onchange: Callback<u32>,
    /// The burst of changes is over.
    #[prop_or_default]
    pub ondone: Callback<()>,
}

/// A number with a button on either side.
#[function_component]
pub fn Stepper(props: &Props) -> Html {
    let Props { value, least, greatest, .. } = *props;
    let step = |to: u32| {
        let onchange = props.onchange.clone();
        Callback::from(move |_: MouseEvent| onchange.emit(to.clamp(least, greatest)))
    };
    let typed = {
        let (onchange, ondone) = (props.onchange.clone(), props.ondone.clone());
        Callback::from(move |event: Event| {
            let wanted = whole_number::<u32>(&text_of(&event));
            // What holds stands in the field, until the answer is another number.
            if let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok())
            {
                input.set_value(&value.to_string());
            }
            if let Some(n) = wanted {
                // A number that is written is a change of its own.
                ondone.emit(());
                onchange.emit(n.clamp(least, greatest));
                ondone.emit(());
            }
        })
    };
    let done = {
        let ondone = props.ondone.clone();
        Callback::from(move |_: FocusEvent| ondone.emit(()))
    };
    html! {
        <span class="stepper" role="group" aria-label={props.name.clone()} onfocusout={done}>
            <button type="button" aria-label={props.fewer.clone()} onclick={step(value.saturating_sub(1))}
                data-test={format!("{}-fewer", props.test)}>{ Icon::Minus.view() }</button>
            <input inputmode="numeric" aria-label={props.name.clone()} value={value.to_string()}
                onchange={typed} data-test={props.test.clone()} />
            <button type="button" aria-label={props.more.clone()} onclick={step(value.saturating_add(1))}
                data-test={format!("{}-more", props.test)}>{ Icon::Plus.view() }</button>
        </span>
    }
}
