//! A draft as form and as JSON, the same value: head, problems, body, and the button that makes
//! the call.

use serde_json::{Value, json};
use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::Answer;
use super::editor;
use super::fields::Fields;
use super::forecast::Forecast;
use super::notes::Notes;
use super::reveal;
use super::templates;
use crate::app::gloss::Gloss;
use crate::app::store::{use_selector, use_send, use_store};
use crate::app::widgets::{Icon, Switch, text_of};
use crate::app::words::use_words;
use crate::session::drafts::notes::notes;
use crate::session::drafts::{Form, Mode, Section, calls, content, definition, get};
use crate::session::{Message, read};
use crate::texts::comfort::Term;
use crate::texts::composer::{self, Words as Say};
use crate::texts::page::Label;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) form: Form,
}

fn sections(form: Form) -> &'static [Section] {
    match form {
        Form::Definition => &definition::BELOW,
        Form::Service | Form::ServiceRow => &calls::SERVICE,
        Form::Capacity => &calls::CAPACITY,
        Form::Run => &calls::RUN,
    }
}

/// What an input names and the form has not explained: where it runs.
fn terms(value: &Value) -> [Option<Term>; 5] {
    let list = |path| get(value, path).and_then(Value::as_array);
    let runs_on = |word: &str| {
        get(value, "launchType").and_then(Value::as_str) == Some(word)
            || list("requiresCompatibilities").is_some_and(|all| all.iter().any(|one| one == word))
    };
    let told = |path| get(value, path).is_some();
    [
        list("capacityProviderStrategy").map(|_| Term::CapacityProvider),
        runs_on("FARGATE").then_some(Term::Fargate),
        told("outpost").then_some(Term::Outpost),
        runs_on("EXTERNAL").then_some(Term::External),
        told("spot").then_some(Term::Spot),
    ]
}

/// The JSON with the usual indents; `None` where there is nothing to do, or where comments or mistakes
/// would be lost.
fn formatted(text: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    let out = serde_json::to_string_pretty(&value).ok()?;
    (out != text).then_some(out)
}

/// A definition's containers.
fn containers(fields: &Fields<'_>) -> Html {
    const PATH: &str = "containerDefinitions";
    let lang = fields.notes.words.0;
    let list = get(fields.value, PATH).and_then(Value::as_array);
    let list: &[Value] = list.map_or(&[], Vec::as_slice);
    let one = |(n, container): (usize, &Value)| {
        let path = format!("{PATH}.{n}");
        let word = |key| get(container, key).and_then(Value::as_str).unwrap_or("").to_owned();
        let inner = html! { { for definition::CONTAINER.iter().map(|section| fields.section(&path, section)) } };
        let notes = fields.notes.take(&path);
        let open = n == 0 || list.len() < 3 || fields.notes.any_in(&path);
        html! {
            <details class="container" {open}>
                <summary id={reveal::id(fields.notes.form, &path)}><b>{ word("name") }</b>
                    <span class="help">{ word("image") }</span></summary>
                { fields.order(PATH, list, n) }
                { fields.notes.views(&notes) }
                { inner }
            </details>
        }
    };
    let title = composer::words(lang, Say::Containers);
    let boxes = html! { { for list.iter().enumerate().map(one) } };
    let notes = fields.notes.take(PATH);
    html! {
        <section class="containers" aria-label={title} id={reveal::id(fields.notes.form, PATH)} tabindex="-1">
            <h3>{ title }<span class="help">{ format!(" {} / 10", list.len()) }</span></h3>
            { fields.notes.views(&notes) }
            { boxes }
            { fields.add(PATH, list, json!({ "name": "", "image": "", "essential": true }),
                composer::words(lang, Say::AddContainer)) }
        </section>
    }
}

/// A draft as form and as JSON.
#[function_component]
pub(super) fn Pane(props: &Props) -> Html {
    let (words, send, store) = (use_words(), use_send(), use_store());
    let form = props.form;
    let lang = words.0;
    let draft = use_selector(move |session| {
        let draft = session.drafts.of(form);
        (draft.text.clone(), draft.can())
    });
    let (text, (can_undo, can_redo)) = (*draft).clone();
    let mode = *use_selector(|session| session.view.mode);
    let definitions = use_selector(read::definition_labels);
    let zones = use_selector(|session| session.world().settings.zones.to_vec());
    // What the API would say changes with the calls, not with every task that lands.
    let calls = *use_selector(|session| session.world().calls_played);
    let profile = use_selector(|session| std::rc::Rc::clone(&session.scenario().setup));
    let found =
        use_memo((text.clone(), calls, profile), |_| store.read(|session| notes(session, form)));
    let read = use_memo(text.clone(), |text| content(form, text));
    let told = Notes::new(words, &send, form, &text, &found);
    let refused = found.iter().any(|note| note.severity == crate::base::Severity::Error);
    let choose =
        send.on(|n: usize| Message::SetMode(Mode::ALL.get(n).copied().unwrap_or_default()));
    let template = send.on({
        let text = text.clone();
        move |event: Event| {
            let chosen = templates::chosen(form, &text, &text_of(&event));
            // The list offers; it does not say what stands in the form.
            if let Some(list) = event.target_dyn_into::<web_sys::HtmlSelectElement>() {
                list.set_value("");
            }
            Message::EditDraft { form, text: chosen.into(), thing: None }
        }
    });
    let keys = {
        let send = send.clone();
        Callback::from(move |event: KeyboardEvent| {
            let key = event.key();
            if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
                return;
            }
            let back = key.eq_ignore_ascii_case("z") && !event.shift_key();
            let forward = key.eq_ignore_ascii_case("y") || key.eq_ignore_ascii_case("z") && !back;
            if back || forward {
                event.prevent_default();
                event.stop_propagation();
                send.send(if back { Message::UndoDraft(form) } else { Message::RedoDraft(form) });
            }
        })
    };
    let tool = |icon: Icon, key, enabled: bool, message, test: &str| {
        let name = composer::words(lang, key);
        html! {
            <button type="button" class="plain square small" aria-label={name} title={name} disabled={!enabled}
                onclick={send.just::<MouseEvent>(message)} data-test={format!("{}-{test}", form.word())}>{ icon.view() }</button>
        }
    };
    let json = mode != Mode::Form;
    let shows_form = mode != Mode::Json;
    let formatted = use_memo(text.clone(), |text| formatted(text));
    let format = {
        let to = (*formatted).clone();
        send.on(move |_: MouseEvent| Message::EditDraft {
            form,
            text: to.clone().unwrap_or_default().into(),
            thing: None,
        })
    };
    let class = classes!("pane", (mode == Mode::Both).then_some("both"));
    let submit = send.on(move |event: SubmitEvent| {
        event.prevent_default();
        Message::Submit(form)
    });
    let fields =
        Fields { notes: &told, value: &read.value, definitions: &definitions, zones: &zones };
    let closed = *use_selector(|session| session.view.read_glosses);
    let term = terms(&read.value).into_iter().flatten().find(|term| closed & term.bit() == 0);
    // The form takes the notes that stand at its fields.
    let body = if !shows_form {
        html! {}
    } else if read.editable {
        html! {
            <div class="pane-form" id={reveal::id(form, "form")}>
                if form == Form::Definition {
                    { fields.section("", &definition::TASK) }
                    { containers(&fields) }
                }
                if let Some(term) = term {
                    <Gloss key={term.bit()} {term} />
                }
                { for sections(form).iter().map(|section| fields.section("", section)) }
            </div>
        }
    } else {
        html! { <p class="note quiet" id={reveal::id(form, "form")}>{ composer::words(lang, Say::Unreadable) }</p> }
    };
    // In the JSON alone that is all of them.
    let rest = told.take("");
    let label = templates::button(form, refused);
    let test = templates::button_test(form);
    html! {
        <form {class} onsubmit={submit} onkeydown={keys}>
            <div class="pane-head">
                <Switch name={composer::words(lang, Say::View)} test={format!("{}-mode", form.word())}
                    choices={[Say::Form, Say::Json, Say::Both].map(|key| AttrValue::from(composer::words(lang, key))).to_vec()}
                    chosen={Mode::ALL.iter().position(|one| *one == mode).unwrap_or(0)} onchange={choose} />
                <span class="space"></span>
                if json {
                    <button type="button" class="plain small" disabled={formatted.is_none()} onclick={format}
                        data-test={format!("{}-format", form.word())}>{ composer::words(lang, Say::Format) }</button>
                }
                { tool(Icon::Undo, Say::Undo, can_undo, Message::UndoDraft(form), "undo") }
                { tool(Icon::Redo, Say::Redo, can_redo, Message::RedoDraft(form), "redo") }
            </div>
            <select aria-label={words.label(Label::Template)} onchange={template} data-test={format!("{}-template", form.word())}>
                <option value="" selected={true}>{ words.label(Label::Template) }</option>
                { for templates::of(form).iter().enumerate().map(|(n, (names, _))| html! {
                    <option value={n.to_string()}>{ templates::name(lang, names) }</option> }) }
            </select>
            { told.summary(shows_form) }
            <div class="pane-body">
                { body }
                if json { { editor::editor(&told, words.label(Label::DefinitionHelp)) } }
            </div>
            <div data-test="problems">{ told.views(&rest) }</div>
            if form == Form::Service {
                <Forecast draft={text.clone()} />
            }
            <button type="submit" class="primary" data-test={test}
                disabled={!read.editable}>{ words.label(label) }</button>
            <Answer {form} />
        </form>
    }
}
