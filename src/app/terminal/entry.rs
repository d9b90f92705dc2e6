//! A command of the log with what it was told; what is long is folded.

use yew::prelude::*;

use crate::app::store::use_send;
use crate::app::widgets::Icon;
use crate::app::words::use_words;
use crate::session::Message;
use crate::session::terminal::Row;
use crate::texts::terminal::{Say, lines, say};

/// Lines beyond which an answer is folded, and lines that stay in sight then.
const LONG: usize = 24;
const SHOWN: usize = 14;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub row: Row,
}

/// The command, with what is wrong of it marked.
fn command(row: &Row) -> Html {
    let text = &*row.text;
    let marked = row.wrong.clone().and_then(|wrong| {
        let (before, inside) = (text.get(..wrong.start)?, text.get(wrong.clone())?);
        Some(html! { <>{ before }<mark class="wrong">{ inside }</mark>{ text.get(wrong.end..)? }</> })
    });
    marked.unwrap_or_else(|| html! { { text } })
}

#[function_component]
pub(super) fn Entry(props: &Props) -> Html {
    let (words, send) = (use_words(), use_send());
    let open = use_state(|| false);
    let row = &props.row;
    let count = row.told.lines().count();
    let long = count > LONG;
    let shown = if long && !*open {
        let end = row.told.match_indices('\n').nth(SHOWN - 1).map_or(row.told.len(), |(at, _)| at);
        row.told.get(..end).unwrap_or("").to_owned()
    } else {
        row.told.to_string()
    };
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let copy = send.just::<MouseEvent>(Message::CopyText(row.told.clone()));
    html! {
        <div class="terminal-entry" data-test="terminal-entry">
            <div class="terminal-command"><span class="terminal-prompt" aria-hidden="true">{ "$" }</span>
                <code>{ command(row) }</code><span class="terminal-at">{ &row.at }</span></div>
            if !row.told.is_empty() {
                <div class={classes!("terminal-told", row.trouble.then_some("trouble"))}>
                    <pre data-test="terminal-told">{ shown }</pre>
                    if !row.trouble && count > 1 {
                        <button type="button" class="plain square small" title={say(words.0, Say::Copy)} aria-label={say(words.0, Say::Copy)}
                            onclick={copy} data-test="terminal-copy">{ Icon::Double.view() }</button>
                    }
                </div>
            }
            if long {
                <button type="button" class="link terminal-more" aria-expanded={(*open).to_string()} onclick={toggle} data-test="terminal-more">
                    { if *open { say(words.0, Say::Fold).to_owned() } else { lines(words.0, count) } }</button>
            }
            if let Some(note) = row.note { <p class="help">{ note }</p> }
        </div>
    }
}
