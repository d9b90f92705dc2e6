//! The calls so far as AWS CLI commands; the playground's own calls stand as comments.

use yew::prelude::*;

use crate::app::store::{use_selector, use_send};
use crate::app::widgets::Icon;
use crate::app::words::use_words;
use crate::interop::aws_cli;
use crate::session::{Message, Session};
use crate::texts::page::Label;
use crate::texts::quotas::{Words, words as say};

/// The calls up to the playhead.
fn commands(session: &Session) -> String {
    let scenario = session.scenario();
    let made = scenario.calls.iter().take_while(|call| call.at <= session.playback.playhead);
    let commands: Vec<String> =
        made.map(|call| aws_cli::command(call, &scenario.setup.region)).collect();
    commands.join("\n")
}

#[function_component]
pub(super) fn Cli() -> Html {
    let (words, send) = (use_words(), use_send());
    let text = use_selector(commands);
    let copy = send.just::<MouseEvent>(Message::CopyText(text.as_str().into()));
    html! {
        <>
            <div class="row">
                <button type="button" class="line small" onclick={copy} data-test="cli-copy">
                    { Icon::File.view() }{ words.label(Label::Copy) }</button>
            </div>
            <p class="help">{ say(words.0, Words::CliHelp) }</p>
            if text.is_empty() { <p class="help">{ words.label(Label::NoCalls) }</p> }
            <pre class="cli" data-test="cli" tabindex="0">{ text.to_string() }</pre>
        </>
    }
}
