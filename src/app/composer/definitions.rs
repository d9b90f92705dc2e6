//! Task definitions: the draft, and what is registered.

use yew::prelude::*;

use super::pane::Pane;
use crate::app::store::{use_selector, use_send};
use crate::app::words::use_words;
use crate::session::drafts::Form;
use crate::session::{Message, read};
use crate::texts::page::Label;
use crate::texts::thousands;

#[function_component]
pub(super) fn Definitions() -> Html {
    let (words, send) = (use_words(), use_send());
    let rows = use_selector(read::definitions);
    html! {
        <>
            <Pane form={Form::Definition} />
            <hr />
            if rows.is_empty() {
                <p class="help">{ words.label(Label::NoDefinitions) }</p>
            }
            <ul class="rows">
                { for rows.iter().map(|row| {
                    let open = send.on({
                        let input = row.input.clone();
                        move |_: MouseEvent| Message::EditDraft {
                            form: Form::Definition,
                            text: serde_json::to_string_pretty(&*input).unwrap_or_default().into(),
                            thing: None,
                        }
                    });
                    html! {
                        <li><button type="button" class="row-button" onclick={open} data-test={format!("definition-{}", row.label)}>
                            <b>{ &*row.label }</b>
                            <span class="help">{ format!("{} CPU · {} MiB", thousands(row.cpu.into()), thousands(row.memory.into())) }</span>
                        </button></li>
                    }
                }) }
            </ul>
        </>
    }
}
