//! The clock, the transport, the chart and what stands at the playhead.

mod scrubber;
mod transport;

use yew::prelude::*;

use super::store::use_selector;
use super::words::use_words;
use crate::session::read::figures;
use crate::texts::page::Label;

/// The bottom of the page, in three columns.
#[function_component]
pub fn Timeline() -> Html {
    let words = use_words();
    html! {
        <section class="timeline" aria-label={words.label(Label::Timeline)}>
            <transport::Transport />
            <scrubber::Scrubber />
            <Values />
        </section>
    }
}

#[function_component]
fn Values() -> Html {
    let words = use_words();
    let figures = use_selector(figures);
    let percent = |value: Option<u32>| value.map_or_else(|| "–".to_owned(), |p| format!("{p}%"));
    let row = |class: &'static str, label: Label, value: String, test: &'static str| {
        html! {
            <div class="value"><dt class={class}>{ words.label(label) }</dt><dd data-test={test}>{ value }</dd></div>
        }
    };
    html! {
        <div class="values">
            <h2>{ words.label(Label::AtPlayhead) }</h2>
            <dl>
                { row("key-desired", Label::Desired, figures.desired.to_string(), "value-desired") }
                { row("key-running", Label::Running, figures.running.to_string(), "value-running") }
                { row("", Label::MemoryReserved, percent(figures.memory_percent), "value-memory") }
                { row("", Label::CpuReserved, percent(figures.cpu_percent), "value-cpu") }
            </dl>
        </div>
    }
}
