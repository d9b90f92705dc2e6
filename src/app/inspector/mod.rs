//! The inspector: why, what happened, quotas, the bill, the calls as commands.

mod acts;
mod cli;
mod cost;
mod events;
mod fleet;
mod miss;
mod quota_row;
mod quotas;
mod why;

use yew::prelude::*;

use super::store::{use_selector, use_send};
use super::widgets::{Icon, tab_keys};
use super::words::use_words;
use crate::session::fleet::is_large;
use crate::session::terminal::Act;
use crate::session::{InspectorTab, Message};
use crate::texts::page::Label;

/// The panel on the right.
#[function_component]
pub fn Inspector() -> Html {
    let (words, send) = (use_words(), use_send());
    let tab = *use_selector(|session| session.view.panels.inspector_tab);
    let large = *use_selector(is_large);
    let button = |this: InspectorTab, label: Label, test: &'static str| {
        html! {
            <button type="button" role="tab" aria-selected={(tab == this).to_string()} data-test={test}
                onclick={send.just(Message::Inspector(Some(this)))}>{ words.label(label) }</button>
        }
    };
    let bill = tab == InspectorTab::Cost;
    html! {
        <aside class="panel inspector" aria-label={words.label(Label::Inspector)} data-test="inspector">
            <div class="tabs"><div class="tab-list" role="tablist" onkeydown={tab_keys}>
                if large || tab == InspectorTab::Fleet { { button(InspectorTab::Fleet, Label::Fleet, "tab-fleet") } }
                { button(InspectorTab::Why, Label::Why, "tab-why") }
                { button(InspectorTab::Events, Label::Events, "tab-events") }
                { button(InspectorTab::Quotas, Label::Quotas, "tab-quotas") }
                { button(InspectorTab::Cost, Label::Cost, "tab-cost") }
                { button(InspectorTab::Cli, Label::Cli, "tab-cli") }
                </div>
                <button type="button" class="plain square small to-terminal" title={words.label(Label::Terminal)} aria-label={words.label(Label::Terminal)}
                    data-test="terminal-open-phone" onclick={send.just(Message::Terminal(Act::Open(true)))}>
                    { Icon::Terminal.view() }</button>
                <button type="button" class="plain square small fold" aria-label={words.label(Label::Fold)}
                    data-test="inspector-fold" onclick={send.just(Message::Inspector(None))}>
                    { Icon::Close.view() }</button>
            </div>
            // The bill has nothing to press: whoever scrolls with keys needs a place for the focus.
            <div class="panel-body" tabindex={bill.then_some("0")} role={bill.then_some("region")}
                aria-label={bill.then_some(words.label(Label::Cost))}>
                <h2 class="unseen">{ words.label(Label::Inspector) }</h2>
                {
                    match tab {
                        InspectorTab::Fleet => html! { <fleet::Fleet /> },
                        InspectorTab::Why => html! { <><acts::Acts /><why::Why /></> },
                        InspectorTab::Events => html! { <events::Events /> },
                        InspectorTab::Quotas => html! { <quotas::Quotas /> },
                        InspectorTab::Cost => html! { <cost::Cost /> },
                        InspectorTab::Cli => html! { <cli::Cli /> },
                    }
                }
            </div>
        </aside>
    }
}
