//! The calls so far as AWS CLI commands; the playground's own calls stand as comments.

use yew::prelude::*;

use crate::app::store::{use_selector, use_send};
use crate::app::words::use_words;
use crate::session::{Message, Session};
use crate::texts::page::Label;

/// `RunTask` → `run-task`
fn kebab(operation: &str) -> String {
    let mut out = String::new();
    for c in operation.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

fn commands(session: &Session) -> String {
    let mut out = String::new();
    let region = &session.scenario().setup.region;
    for call in session.scenario().calls.iter() {
        let input = serde_json::to_string(&*call.input).unwrap_or_default();
        match call.name.as_str().split_once(':') {
            Some(("ecs", operation)) => {
                let quoted = input.replace('\'', "'\\''");
                out.push_str(&format!(
                    "aws ecs {} --region {region} --cli-input-json '{quoted}'\n",
                    kebab(operation)
                ));
            }
            _ => out.push_str(&format!("# {} {input}\n", call.name.as_str())),
        }
    }
    out
}

#[function_component]
pub(super) fn Cli() -> Html {
    let (words, send) = (use_words(), use_send());
    let text = use_selector(commands);
    let copy = {
        let text = text.to_string();
        send.on(move |_: MouseEvent| Message::CopyText(text.as_str().into()))
    };
    html! {
        <>
            <button type="button" class="line small" onclick={copy}>{ words.label(Label::Copy) }</button>
            <pre class="cli" data-test="cli" tabindex="0">{ text.to_string() }</pre>
        </>
    }
}
