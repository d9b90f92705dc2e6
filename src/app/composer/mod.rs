//! The composer: definitions, services, capacity, one-off tasks, the open lesson.

mod capacity;
mod definitions;
mod deployments;
mod editor;
mod fields;
mod forecast;
mod lesson;
mod notes;
mod pane;
mod reveal;
mod services;
mod templates;

pub(in crate::app) use deployments::Pinned;
use yew::prelude::*;

use super::gloss::Gloss;
use super::store::{use_selector, use_send};
use super::widgets::{Icon, tab_keys};
use super::words::use_words;
use crate::session::drafts::Form;
use crate::session::{ComposerTab, Message, read};
use crate::simulation::ApiError;
use crate::simulation::api_error::Basis;
use crate::texts::comfort::Term;
use crate::texts::page::Label;
use crate::texts::page_sentence::Sentence;

#[derive(Properties, PartialEq)]
struct AnswerProps {
    form: Form,
}

/// The answer to the call that a form made last: the exception verbatim, or that it was accepted.
#[function_component]
fn Answer(props: &AnswerProps) -> Html {
    let words = use_words();
    let form = props.form;
    let refusal = use_selector(move |session| read::refusal(session, form));
    let accepted = *use_selector(move |session| read::accepted(session, form));
    let shown = |error: &ApiError| {
        html! {
            <div class="note danger" role="alert" data-test="refusal">
                <b>{ words.sentence(&Sentence::Refused { exception: &error.exception }) }</b>
                <p class="mono">{ &*error.message }</p>
                if error.basis == Basis::Modelled {
                    <p class="help">{ words.label(Label::ModelledWords) }</p>
                }
            </div>
        }
    };
    match &*refusal {
        Some(error) => shown(error),
        None if accepted => html! {
            <p class="help" role="status" data-test="accepted">{ words.sentence(&Sentence::Accepted) }</p>
        },
        None => html! {},
    }
}

/// The panel on the left.
#[function_component]
pub fn Composer() -> Html {
    let (words, send) = (use_words(), use_send());
    let tab = *use_selector(|session| session.view.panels.composer_tab);
    let lesson = *use_selector(|session| session.lesson.is_some());
    let button = |this: ComposerTab, label: Label, test: &'static str| {
        html! {
            <button type="button" role="tab" aria-selected={(tab == this).to_string()} data-test={test}
                onclick={send.just(Message::Composer(Some(this)))}>{ words.label(label) }</button>
        }
    };
    html! {
        <aside class="panel composer" aria-label={words.label(Label::Composer)}>
            <div class="tabs"><div class="tab-list" role="tablist" onkeydown={tab_keys}>
                if lesson {
                    { button(ComposerTab::Lesson, Label::Lesson, "tab-lesson") }
                }
                { button(ComposerTab::Definitions, Label::Definitions, "tab-definitions") }
                { button(ComposerTab::Services, Label::Services, "tab-services") }
                { button(ComposerTab::Capacity, Label::Capacity, "tab-capacity") }
                { button(ComposerTab::Run, Label::Run, "tab-run") }
                </div>
                <button type="button" class="plain square small fold" aria-label={words.label(Label::Fold)}
                    data-test="composer-fold" onclick={send.just(Message::Composer(None))}>
                    { Icon::Close.view() }</button>
            </div>
            <div class="panel-body">
                <h2 class="unseen">{ words.label(Label::Composer) }</h2>
                {
                    match tab {
                        ComposerTab::Definitions => html! { <Gloss key="d" term={Term::TaskDefinition} /> },
                        ComposerTab::Services => html! { <Gloss key="s" term={Term::Service} /> },
                        ComposerTab::Capacity => html! { <Gloss key="c" term={Term::ContainerInstance} /> },
                        ComposerTab::Run => html! { <Gloss key="r" term={Term::Task} /> },
                        ComposerTab::Lesson => html! {},
                    }
                }
                {
                    match tab {
                        ComposerTab::Definitions => html! { <definitions::Definitions /> },
                        ComposerTab::Services => html! { <services::Services /> },
                        ComposerTab::Capacity => html! { <capacity::Capacity /> },
                        ComposerTab::Run => html! { <pane::Pane form={Form::Run} /> },
                        ComposerTab::Lesson if lesson => html! { <lesson::Lesson /> },
                        ComposerTab::Lesson => html! { <services::Services /> },
                    }
                }
            </div>
        </aside>
    }
}
