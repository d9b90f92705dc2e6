//! Run one-off tasks.

use std::rc::Rc;

use yew::prelude::*;

use super::Answer;
use crate::app::store::{use_selector, use_send};
use crate::app::widgets::{Stepper, Switch, text_of};
use crate::app::words::use_words;
use crate::model::launch_type::LaunchType;
use crate::session::drafts::{Form, RunDraft};
use crate::session::{Message, read};
use crate::texts::page::Label;

const LAUNCH_TYPES: [LaunchType; 2] = [LaunchType::Ec2, LaunchType::Fargate];

#[function_component]
pub(super) fn Run() -> Html {
    let (words, send) = (use_words(), use_send());
    let draft = (*use_selector(|session| Rc::clone(&session.drafts.run))).clone();
    let labels = use_selector(read::definition_labels);
    let definition = {
        let draft = Rc::clone(&draft);
        send.on(move |event: Event| {
            let definition = text_of(&event).into();
            Message::EditRun(Rc::new(RunDraft { definition, ..(*draft).clone() }))
        })
    };
    let count = {
        let draft = Rc::clone(&draft);
        send.on(move |count| Message::EditRun(Rc::new(RunDraft { count, ..(*draft).clone() })))
    };
    let launch = {
        let draft = Rc::clone(&draft);
        send.on(move |n: usize| {
            let launch_type = LAUNCH_TYPES.get(n).copied().unwrap_or(LaunchType::Ec2);
            Message::EditRun(Rc::new(RunDraft { launch_type, ..(*draft).clone() }))
        })
    };
    let chosen = LAUNCH_TYPES.iter().position(|t| *t == draft.launch_type).unwrap_or(0);
    html! {
        <form class="form" onsubmit={send.on(|event: SubmitEvent| { event.prevent_default(); Message::Submit(Form::Run) })}>
            <h2>{ words.label(Label::RunTask) }</h2>
            <label for="run-definition">{ words.label(Label::TaskDefinition) }</label>
            <select id="run-definition" onchange={definition} data-test="run-definition">
                <option value="" selected={draft.definition.is_empty()}></option>
                { for labels.iter().map(|label| html! {
                    <option value={label.to_string()} selected={*label == draft.definition}>{ &**label }</option> }) }
            </select>
            <span class="label">{ words.label(Label::Count) }</span>
            <Stepper value={draft.count} least={1} greatest={20} name={words.label(Label::Count)}
                fewer={words.label(Label::Fewer)} more={words.label(Label::More)} test="run-count" onchange={count} />
            <span class="label">{ words.label(Label::LaunchType) }</span>
            <Switch name={words.label(Label::LaunchType)} test="run-launch" {chosen} onchange={launch}
                choices={LAUNCH_TYPES.map(|t| AttrValue::from(t.as_str())).to_vec()} />
            <button type="submit" class="primary" data-test="run-task" disabled={draft.definition.is_empty()}>
                { words.label(Label::RunTask) }</button>
            <Answer form={Form::Run} />
        </form>
    }
}
