//! What can be done to the chosen instance, zone or task; the task's containers; and how the
//! containers of its family are to behave.

use std::rc::Rc;

use serde_json::{Value, json};
use yew::prelude::*;

use crate::app::store::{use_selector, use_send};
use crate::app::widgets::{is_ticked, text_of};
use crate::app::words::use_words;
use crate::session::read::clock_text;
use crate::session::{Message, NewCall, acts};
use crate::texts::acts::{Field, Note, act, field, note, protected};
use crate::texts::stage::word;

fn made(call: &'static str, input: &Value) -> Message {
    let calls = NewCall::new(call, input.clone()).into_iter().collect();
    Message::Make { calls, merge: None, form: None }
}

#[function_component]
pub(super) fn Acts() -> Html {
    let (words, send) = (use_words(), use_send());
    let lang = words.0;
    let offers = use_selector(acts::offers);
    let card = use_selector(acts::task);
    let instance = use_selector(acts::instance);
    if offers.is_empty() && card.is_none() {
        return html! {};
    }
    let button = |offer: &acts::Offer| {
        let (call, input) = (offer.call, offer.input.clone());
        let onclick = send.on(move |_: MouseEvent| made(call, &input));
        html! {
            <button type="button" class="line small" {onclick} data-test={format!("act-{:?}", offer.act)}>
                { act(lang, offer.act) }</button>
        }
    };
    let container = |row: &acts::Container| {
        let stop = row.stop.clone().map(|input| {
            let onclick = send.on(move |_: MouseEvent| made("world:StopContainer", &input));
            html! {
                <button type="button" class="line small" {onclick} data-test={format!("exit-{}", row.name)}>
                    { note(lang, Note::StopContainer) }</button>
            }
        });
        html! {
            <li class="instance-row">
                <div class="act-container">
                    <b>{ &*row.name }</b>{ " " }<code>{ row.status }</code>
                    if let Some(health) = row.health { { " " }<code>{ health }</code> }
                    if let Some(code) = row.exit_code {
                        <span class="help">{ " " }{ note(lang, Note::ExitCode) }{ " " }{ code }</span> }
                    if let Some(n) = row.restarts {
                        <span class="help">{ " " }{ note(lang, Note::Restarts) }{ " " }{ n }</span> }
                    if let Some(reason) = &row.reason { <p class="help">{ &**reason }</p> }
                </div>
                { stop.unwrap_or_default() }
            </li>
        }
    };
    html! {
        <section class="acts" data-test="acts">
            if let Some(card) = &*instance {
                <h3 data-test="act-instance">{ format!("{} #{} {} ", note(lang, Note::Instance), card.number, card.kind) }<code>{ card.status }</code>
                    if let Some(also) = &card.also { { " " }<span class="help figures">{ "· " }{ word(lang, also) }</span> }</h3>
            }
            if let Some(card) = &*card {
                <h3>{ format!("{} #{} ", note(lang, Note::Task), card.number) }<code data-test="task-status">{ card.status }</code></h3>
            }
            if !offers.is_empty() {
                <div class="act-buttons" role="group" aria-label={note(lang, Note::Acts)}>{ for offers.iter().map(button) }</div>
            }
            if let Some(card) = &*card {
                if let Some((code, reason)) = &card.stopped {
                    <p class="help" data-test="stopped-reason">
                        if let Some(code) = code { <code>{ *code }</code>{ " " } }{ &**reason }</p>
                }
                if let Some(until) = card.protected {
                    <p class="help" data-test="protected">{ protected(lang, &clock_text(until)) }</p>
                }
                <ul class="rows" aria-label={note(lang, Note::Containers)} data-test="containers">
                    { for card.containers.iter().map(container) }</ul>
                <Behave key={&*card.family} family={Rc::clone(&card.family)}
                    containers={card.containers.iter().map(|c| Rc::clone(&c.name)).collect::<Vec<_>>()} />
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct BehaveProps {
    family: Rc<str>,
    containers: Vec<Rc<str>>,
}

#[function_component]
fn Behave(props: &BehaveProps) -> Html {
    let (words, send) = (use_words(), use_send());
    let lang = words.0;
    let container = use_state(String::new);
    let written = use_state(|| Field::ALL.map(|field| (field, String::new())));
    let input = acts::behaviour(&props.family, &container, &*written);
    let wrong = input.as_ref().err().copied();
    let row = |at: usize, (this, text): &(Field, String)| {
        let id = format!("behave-{}", this.key());
        if this.is_tick() {
            let (written, tick) = (written.clone(), at);
            let onchange = Callback::from(move |event: Event| {
                let mut next = (*written).clone();
                next[tick].1 = if is_ticked(&event) { "x".to_owned() } else { String::new() };
                written.set(next);
            });
            return html! {
                <label class="tick"><input type="checkbox" checked={!text.is_empty()} {onchange} data-test={id} />
                    <span>{ field(lang, *this) }</span></label>
            };
        }
        let (state, place) = (written.clone(), at);
        let oninput = Callback::from(move |event: InputEvent| {
            let mut next = (*state).clone();
            next[place].1 = text_of(&event);
            state.set(next);
        });
        let bad = wrong == Some(*this);
        let hint = match this {
            Field::ExitCode => "1",
            Field::FailPermille => "250",
            _ => "30s",
        };
        html! {
            <label class="act-field"><span>{ field(lang, *this) }</span>
                <input type="text" value={text.clone()} placeholder={hint} {oninput} data-test={id}
                    aria-invalid={bad.to_string()} title={bad.then(|| note(lang, Note::Wrong))} /></label>
        }
    };
    let apply = {
        let input = input.clone().unwrap_or(Value::Null);
        send.on(move |_: MouseEvent| made("world:SetContainerBehaviour", &input))
    };
    let defaults = {
        let (written, family) = (written.clone(), Rc::clone(&props.family));
        let send = send.clone();
        Callback::from(move |_: MouseEvent| {
            written.set(Field::ALL.map(|field| (field, String::new())));
            send.send(made("world:SetContainerBehaviour", &json!({ "family": &*family })));
        })
    };
    let choose = {
        let container = container.clone();
        Callback::from(move |event: Event| container.set(text_of(&event)))
    };
    html! {
        <details class="act-behaviour" data-test="behaviour">
            <summary>{ note(lang, Note::Behaviour) }{ " " }<code>{ &*props.family }</code></summary>
            <p class="help">{ note(lang, Note::BehaviourHelp) }</p>
            if props.containers.len() > 1 {
                <label class="act-field"><span>{ note(lang, Note::Container) }</span>
                    <select onchange={choose} data-test="behave-container">
                        <option value="">{ note(lang, Note::AllContainers) }</option>
                        { for props.containers.iter().map(|name| html! {
                            <option value={name.to_string()}>{ &**name }</option> }) }
                    </select></label>
            }
            { for written.iter().enumerate().map(|(at, each)| row(at, each)) }
            <div class="act-buttons">
                <button type="button" class="line small" disabled={wrong.is_some()} onclick={apply}
                    data-test="behave-apply">{ note(lang, Note::Apply) }</button>
                <button type="button" class="plain small" onclick={defaults}
                    data-test="behave-defaults">{ note(lang, Note::Defaults) }</button>
            </div>
        </details>
    }
}
