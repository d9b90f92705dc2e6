//! The clock, the transport, the chart and what stands at the playhead.

mod scrubber;
mod transport;

use yew::prelude::*;

use super::store::{use_selector, use_send};
use super::widgets::Switch;
use super::words::use_words;
use crate::session::Message;
use crate::session::read::figures;
use crate::session::view::ChartKind;
use crate::texts::comfort::Comfort;
use crate::texts::page::Label;
use crate::texts::thousands;

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

/// The figures at the playhead; on a narrow page they are a line over the chart.
#[function_component]
fn Values() -> Html {
    let (words, send) = (use_words(), use_send());
    let figures = use_selector(figures);
    let kind = *use_selector(|session| session.view.chart);
    let percent = |value: Option<u32>| value.map_or_else(|| "–".to_owned(), |p| format!("{p}%"));
    let row = |class: &'static str, label: Label, value: String, test: &'static str| {
        html! {
            <div class="value"><dt class={class}>{ words.label(label) }</dt><dd data-test={test}>{ value }</dd></div>
        }
    };
    let cost = *use_selector(crate::session::cost::per_hour);
    let choices = [Comfort::ChartTasks, Comfort::ChartReserved, Comfort::ChartCost]
        .map(|choice| words.comfort(choice).into());
    let choose =
        send.on(|n: usize| Message::SetChart(ChartKind::ALL.get(n).copied().unwrap_or_default()));
    let (tasks, reserved, money) = match kind {
        ChartKind::Tasks => (["key key-dashed", "key key-solid", "key key-pending"], ["", ""], ""),
        ChartKind::Reserved => (["", "", ""], ["key key-solid", "key key-dashed"], ""),
        ChartKind::Cost => (["", "", ""], ["", ""], "key key-solid"),
    };
    html! {
        <div class="values">
            <div class="values-head"><h2>{ words.label(Label::AtPlayhead) }</h2>
                <Switch name={words.comfort(Comfort::Chart)} choices={choices.to_vec()} chosen={kind.place()}
                    onchange={choose} test="chart-kind" /></div>
            <dl>
                { row(tasks[0], Label::Desired, thousands(figures.desired.into()), "value-desired") }
                { row(tasks[1], Label::Running, thousands(figures.running.into()), "value-running") }
                { row(tasks[2], Label::Pending, thousands(figures.pending.into()), "value-pending") }
                { row(reserved[0], Label::MemoryReserved, percent(figures.memory_percent), "value-memory") }
                { row(reserved[1], Label::CpuReserved, percent(figures.cpu_percent), "value-cpu") }
                { row(money, Label::CostPerHour, crate::texts::cost::money(words.0, cost), "value-cost") }
            </dl>
        </div>
    }
}
