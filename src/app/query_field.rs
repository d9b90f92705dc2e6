//! A field for a query (CQL): says at every letter what is wrong and where, what looks odd, which
//! instances match now, and what may be written next.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::store::use_selector;
use crate::app::words::use_words;
use crate::query::{Completion, Expression, complete};
use crate::simulation::filter;
use crate::texts::page::Label;
use crate::texts::page_sentence::Sentence;
use crate::texts::query as texts;

/// What a field for a query needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Of the field, and its name for tests.
    pub id: AttrValue,
    /// Shown while nothing is written.
    pub placeholder: AttrValue,
    /// What the query is for, where no label says it.
    #[prop_or_default]
    pub name: Option<AttrValue>,
    /// The group of the tasks that the query is for, where known.
    #[prop_or_default]
    pub group: Option<AttrValue>,
    /// The query.
    pub text: Rc<str>,
    /// Another query is written.
    pub onchange: Callback<Rc<str>>,
}

/// Numbers of instances named; the rest is counted.
const NAMED: usize = 12;

/// The cursor as a byte offset; browsers count in units of UTF-16.
fn cursor_of(input: &HtmlInputElement, text: &str) -> usize {
    let units = input.selection_start().ok().flatten().map_or(usize::MAX, |at| at as usize);
    let mut seen = 0;
    let letter = text.char_indices().find(|(_, c)| {
        let here = seen >= units;
        seen += c.len_utf16();
        here
    });
    letter.map_or(text.len(), |(at, _)| at)
}

/// A field for a query.
#[function_component]
pub fn QueryField(props: &Props) -> Html {
    let words = use_words();
    let text = Rc::clone(&props.text);
    let cursor = use_state(|| text.len());
    let (open, active) = (use_state(|| false), use_state(|| None::<usize>));
    let parsed = Expression::parse(&text);
    let matching = {
        let query = parsed.clone().ok();
        use_selector(move |session| {
            let cluster = session.view.selection.cluster().unwrap_or(0);
            query.as_ref().map(|query| filter::matching(session.world(), cluster, query))
        })
    };
    let vocabulary = use_selector(|session| {
        let cluster = session.view.selection.cluster().unwrap_or(0);
        filter::vocabulary(session.world(), cluster)
    });
    let Completion { replaces, mut items } = if *open {
        complete(&text, (*cursor).min(text.len()), &vocabulary)
    } else {
        Completion::default()
    };
    let begun = text.get(replaces.start as usize..replaces.end as usize).unwrap_or("");
    if items.iter().any(|item| item == begun) {
        items.clear();
    }
    // Tab and Enter keep their own meaning until a word is begun or an item looked at.
    let first = (!begun.is_empty()).then_some(0);
    let chosen = active.or(first).filter(|n| *n < items.len());
    let accept = {
        let (text, onchange) = (Rc::clone(&text), props.onchange.clone());
        let (cursor, active) = (cursor.clone(), active.clone());
        move |item: &str| {
            let head = text.get(..replaces.start as usize).unwrap_or("");
            let tail = text.get(replaces.end as usize..).unwrap_or("");
            let head = format!("{head}{item} ");
            cursor.set(head.len());
            active.set(None);
            onchange.emit(format!("{head}{}", tail.trim_start()).into());
        }
    };
    let written = {
        let (cursor, open, active) = (cursor.clone(), open.clone(), active.clone());
        let onchange = props.onchange.clone();
        Callback::from(move |event: InputEvent| {
            let input = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
            let Some(input) = input else { return };
            let value = input.value();
            cursor.set(cursor_of(&input, &value));
            active.set(None);
            open.set(true);
            onchange.emit(value.into());
        })
    };
    let key = {
        let (open, active, items) = (open.clone(), active.clone(), items.clone());
        let accept = accept.clone();
        Callback::from(move |event: KeyboardEvent| {
            let count = items.len();
            match event.key().as_str() {
                "ArrowDown" if count > 0 => active.set(Some(chosen.map_or(0, |n| (n + 1) % count))),
                "ArrowUp" if count > 0 => {
                    active.set(Some(chosen.map_or(count, |n| n + count).wrapping_sub(1) % count));
                }
                "ArrowDown" => open.set(true),
                "Tab" | "Enter" if !event.shift_key() => match chosen.and_then(|n| items.get(n)) {
                    Some(item) => accept(item),
                    None => return,
                },
                "Escape" if *open => open.set(false),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let focus = |to: bool| {
        let open = open.clone();
        Callback::from(move |_: FocusEvent| open.set(to))
    };
    let list_id = format!("{}-list", props.id);
    let item = |(n, text): (usize, &String)| {
        let (accept, word) = (accept.clone(), text.clone());
        // The field keeps the focus, which a click would take.
        let take = Callback::from(move |event: PointerEvent| {
            event.prevent_default();
            accept(&word);
        });
        html! {
            <li role="option" id={format!("{list_id}-{n}")} aria-selected={(Some(n) == chosen).to_string()} onpointerdown={take}
                data-test={format!("{}-item-{n}", props.id)}><code>{ text }</code></li>
        }
    };
    let empty = text.trim().is_empty();
    let lints =
        parsed.as_ref().map(|query| query.lints(&text, props.group.as_deref())).unwrap_or_default();
    let (expanded, busy) = ((!items.is_empty()).to_string(), !items.is_empty());
    html! {
        <div class="query">
            <input id={props.id.clone()} class="mono" value={text.to_string()} autocomplete="off" spellcheck="false"
                placeholder={props.placeholder.clone()} aria-label={props.name.clone()} role="combobox" aria-autocomplete="list" aria-expanded={expanded}
                aria-controls={list_id.clone()} aria-invalid={(!empty && parsed.is_err()).to_string()}
                aria-activedescendant={chosen.map(|n| format!("{list_id}-{n}"))}
                oninput={written} onkeydown={key} onfocus={focus(true)} onblur={focus(false)} data-test={props.id.clone()} />
            // What scrolls is a stop of the Tab key, unless it says otherwise; and it would be gone when it has the focus.
            <ul id={list_id.clone()} class="choices" role="listbox" tabindex="-1" aria-label={words.label(Label::Constraints)} hidden={!busy}>
                { for items.iter().enumerate().map(item) }
            </ul>
            if !empty {
                <div class="query-says" data-test={format!("{}-says", props.id)}>
                    if let Err(error) = &parsed {
                        // While a word is being chosen, an unfinished query is no mistake.
                        if !busy {
                            <p class="note danger"><b>{ texts::error(words.0, &error.kind) }</b>
                                <span class="help">{ words.sentence(&Sentence::AtColumn(column(&text, error.position))) }
                                    { " · " }{ error.kind.rule() }</span></p>
                        }
                    }
                    { for lints.iter().map(|lint| html! {
                        <p class="note amber">{ texts::lint(words.0, &lint.kind) }<span class="help">{ lint.kind.rule() }</span></p> }) }
                    if let Some((slots, all)) = &*matching {
                        <p class="help">{ words.sentence(&Sentence::Matches {
                                found: u32::try_from(slots.len()).unwrap_or(u32::MAX), all: *all }) }
                            if !slots.is_empty() {
                                { ": " }{ for slots.iter().take(NAMED).map(|slot| html! { <>{ format!("#{} ", slot + 1) }</> }) }
                                if slots.len() > NAMED { { "…" } }
                            }
                        </p>
                    }
                </div>
            }
        </div>
    }
}

/// The column of a byte, from 1.
fn column(text: &str, byte: u32) -> u32 {
    let before = text.get(..byte as usize).unwrap_or(text);
    u32::try_from(before.chars().count() + 1).unwrap_or(u32::MAX)
}
