//! Task definitions: the text editor with its problems, and what is registered.

use yew::prelude::*;

use super::Answer;
use crate::app::store::{use_selector, use_send};
use crate::app::widgets::text_of;
use crate::app::words::use_words;
use crate::base::Severity;
use crate::check::read_task_definition;
use crate::document::position;
use crate::session::drafts::Form;
use crate::session::{Message, read};
use crate::texts::check as check_texts;
use crate::texts::page::Label;
use crate::texts::page_sentence::Sentence;

/// Templates for the usual shapes: (label, text).
const TEMPLATES: [(Label, &str); 4] = [
    (Label::TemplateWeb, include_str!("templates/web.json")),
    (Label::TemplatePort, include_str!("templates/port.json")),
    (Label::TemplateFargate, include_str!("templates/fargate.json")),
    (Label::TemplateSidecar, include_str!("templates/sidecar.json")),
];

/// Problems shown at once.
const SHOWN: usize = 30;

#[function_component]
pub(super) fn Definitions() -> Html {
    let (words, send) = (use_words(), use_send());
    let text = use_selector(|session| session.drafts.definition.clone());
    let rows = use_selector(read::definitions);
    let reading = {
        let text = (*text).clone();
        use_memo(text, |text| read_task_definition(text))
    };
    let written = !text.trim().is_empty();
    let edit = send.on(|event: InputEvent| Message::EditDefinition(text_of(&event).into()));
    let template = send.on(|event: Event| {
        let chosen = text_of(&event).parse::<usize>().ok().and_then(|n| TEMPLATES.get(n));
        Message::EditDefinition(chosen.map_or("", |(_, text)| text).into())
    });
    let problem = |problem: &crate::base::Diagnostic<crate::check::AnyProblem>| {
        let at = position(&text, problem.span.unwrap_or_default().start);
        let class = match problem.severity {
            Severity::Error => "note danger",
            Severity::Warning => "note amber",
            Severity::Note => "note quiet",
        };
        let place = words.sentence(&Sentence::AtLine { line: at.line, column: at.column });
        let path = problem.path.to_string();
        html! {
            <li {class} data-test="problem">
                <b>{ check_texts::any(words.0, &problem.message) }</b>
                <span class="help">
                    { place }
                    if !path.is_empty() { { " · " }<code>{ path }</code> }
                    if !problem.rule.is_empty() { { " · " }{ problem.rule } }
                </span>
            </li>
        }
    };
    let refused = reading.is_refused();
    let register = words.label(if refused { Label::RegisterAnyway } else { Label::Register });
    html! {
        <>
            <label for="definition">{ words.label(Label::DefinitionText) }</label>
            <textarea id="definition" class="editor" rows="14" spellcheck="false" autocomplete="off" data-test="definition-text"
                placeholder={words.label(Label::DefinitionHelp)} value={text.to_string()} oninput={edit} />
            <div class="row">
                <select aria-label={words.label(Label::Template)} onchange={template} data-test="template">
                    <option value="" selected={true}>{ words.label(Label::Template) }</option>
                    { for TEMPLATES.iter().enumerate().map(|(n, (label, _))| html! {
                        <option value={n.to_string()}>{ words.label(*label) }</option> }) }
                </select>
                <button type="button" class="primary" data-test="register" disabled={reading.definition.is_none()}
                    onclick={send.just(Message::Submit(Form::Definition))}>{ register }</button>
            </div>
            <Answer form={Form::Definition} />
            if written {
                if reading.problems.is_empty() {
                    <p class="help">{ words.label(Label::NoProblems) }</p>
                }
                <ul class="problems" data-test="problems">
                    { for reading.problems.iter().take(SHOWN).map(problem) }
                </ul>
            }
            <hr />
            if rows.is_empty() {
                <p class="help">{ words.label(Label::NoDefinitions) }</p>
            }
            <ul class="rows">
                { for rows.iter().map(|row| {
                    let pretty = serde_json::to_string_pretty(&*row.input).unwrap_or_default();
                    let open = send.just(Message::EditDefinition(pretty.into()));
                    html! {
                        <li><button type="button" class="row-button" onclick={open} data-test={format!("definition-{}", row.label)}>
                            <b>{ &*row.label }</b>
                            <span class="help">{ format!("{} CPU · {} MiB", row.cpu, row.memory) }</span>
                        </button></li>
                    }
                }) }
            </ul>
        </>
    }
}
