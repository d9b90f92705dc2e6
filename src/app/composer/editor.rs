//! The JSON of a draft: a text area over a copy of its text in which problems are marked. The area
//! is as large as its text, so that both scroll together.

use yew::prelude::*;

use super::notes::Notes;
use super::reveal;
use crate::app::widgets::text_of;
use crate::base::Severity;
use crate::document::position;
use crate::session::Message;
use crate::texts::page::Label;

/// Beyond so many bytes nothing is marked.
const MARKED: usize = 200_000;

/// The text with its marked spans, and the lines that they stand on.
fn marked(notes: &Notes<'_>) -> Html {
    let text = notes.text;
    let mut spans: Vec<(usize, usize, Severity)> = notes
        .list
        .iter()
        .filter(|note| note.severity != Severity::Note)
        .filter_map(|note| note.span.map(|s| (s.start as usize, s.end as usize, note.severity)))
        .collect();
    crate::base::sort::sort_by_key(&mut spans, |(start, end, severity)| (*start, *severity, *end));
    let mut parts: Vec<Html> = Vec::new();
    let mut at = 0;
    for (start, end, severity) in spans {
        // A problem of a whole object is marked where it begins.
        let line_end = text.get(start..).and_then(|rest| rest.find('\n'));
        let end = line_end.map_or(end, |n| end.min(start + n)).max(start + 1);
        let (Some(before), Some(inside)) = (text.get(at..start), text.get(start..end)) else {
            continue;
        };
        parts.push(html! { { before } });
        let class = if severity == Severity::Error { "wrong" } else { "odd" };
        parts.push(html! { <mark {class}>{ inside }</mark> });
        at = end;
    }
    parts.push(html! { { text.get(at..).unwrap_or("") } });
    html! { <>{ for parts }</> }
}

/// The numbers of the lines; marked ones stand out.
fn gutter(notes: &Notes<'_>, lines: usize) -> Html {
    let mut bad: Vec<(u32, Severity)> = notes
        .list
        .iter()
        .filter(|note| note.severity != Severity::Note)
        .filter_map(|note| note.span.map(|s| (position(notes.text, s.start).line, note.severity)))
        .collect();
    crate::base::sort::sort(&mut bad);
    html! {
        <div class="gutter" aria-hidden="true">
            { for (1_u32..).take(lines).map(|line| {
                let found = bad.iter().find(|(at, _)| *at == line).map(|(_, severity)| *severity);
                let class = match found {
                    Some(Severity::Error) => "wrong",
                    Some(_) => "odd",
                    None => "",
                };
                html! { <span {class}>{ line }</span> }
            }) }
        </div>
    }
}

/// The editor.
pub(super) fn editor(notes: &Notes<'_>, placeholder: &'static str) -> Html {
    let form = notes.form;
    let edit = notes.send.on(move |event: InputEvent| Message::EditDraft {
        form,
        text: text_of(&event).into(),
        thing: Some("json".into()),
    });
    let done = notes.send.on(move |event: Event| Message::EditDraft {
        form,
        text: text_of(&event).into(),
        thing: None,
    });
    let lines = notes.text.split('\n').count();
    let width = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let widest = notes.text.split('\n').map(width).max().unwrap_or(0);
    let plain = notes.text.len() > MARKED;
    let rows = if plain { 20 } else { lines.max(14) };
    html! {
        <div class={classes!("editor", plain.then_some("plain-editor"))}>
            if !plain { { gutter(notes, lines) } }
            <div class="sheet">
                if !plain { <pre aria-hidden="true">{ marked(notes) }{ "\n" }</pre> }
                <textarea id={reveal::id(form, "json")} spellcheck="false" autocomplete="off" autocapitalize="off" wrap="off"
                    rows={rows.to_string()} cols={widest.clamp(20, 400).to_string()} {placeholder}
                    aria-label={format!("{} JSON", notes.words.label(Label::Composer))}
                    data-test={format!("{}-text", form.word())} value={notes.text.to_owned()} oninput={edit} onchange={done} />
            </div>
        </div>
    }
}
