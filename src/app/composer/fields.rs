//! A few generic widgets show any table of fields (`session/drafts/field.rs`).

use std::rc::Rc;

use serde_json::{Map, Value, json};
use yew::prelude::*;

use super::notes::Notes;
use super::reveal;
use crate::app::query_field::QueryField;
use crate::app::widgets::{Icon, Stepper, is_ticked, text_of};
use crate::base::Severity;
use crate::model::catalog::instance_type::INSTANCE_TYPES;
use crate::session::Message;
use crate::session::drafts::{Field, Kind, Rearrange, Section, get, rearranged};
use crate::texts::composer::{self, Words as Say};
use crate::texts::page::Label;
use crate::texts::thousands;

/// What every widget needs.
pub(super) struct Fields<'a> {
    pub(super) notes: &'a Notes<'a>,
    /// The input.
    pub(super) value: &'a Value,
    /// Registered definitions, `web:1`.
    pub(super) definitions: &'a [Rc<str>],
    /// The Region's zones.
    pub(super) zones: &'a [Rc<str>],
}

type Make = fn(String) -> Option<Value>;

fn text(text: String) -> Option<Value> {
    (!text.is_empty()).then_some(Value::String(text))
}

/// What is no whole number stays as it was typed; the reader says what is wrong with it.
fn number(written: String) -> Option<Value> {
    match crate::session::read::whole_number::<i64>(&written) {
        Some(number) => Some(number.into()),
        None => text(written),
    }
}

fn flag(word: String) -> Option<Value> {
    (!word.is_empty()).then_some(Value::Bool(word == "true"))
}

/// An option of [`Kind::Json`]; what is none stays as it was typed.
fn json_text(written: String) -> Option<Value> {
    serde_json::from_str(&written).ok().or_else(|| text(written))
}

fn lines(written: String) -> Option<Value> {
    (!written.is_empty()).then(|| written.split('\n').map(Value::from).collect())
}

fn written(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// The texts of a list.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(list)) => list.iter().map(|item| written(Some(item))).collect(),
        Some(other) => vec![written(Some(other))],
        None => Vec::new(),
    }
}

/// Under an object's path.
fn join(base: &str, path: &str) -> String {
    match (base, path) {
        ("", path) => path.to_owned(),
        (base, "") => base.to_owned(),
        (base, path) => format!("{base}.{path}"),
    }
}

impl Fields<'_> {
    fn say(&self, key: Say) -> &'static str {
        composer::words(self.notes.words.0, key)
    }

    pub(super) fn put(&self, path: &str, to: Option<Value>) -> Message {
        Message::EditField { form: self.notes.form, path: path.into(), to }
    }

    fn on<E: AsRef<Event> + 'static>(&self, path: &str, make: Make) -> Callback<E> {
        let (form, path) = (self.notes.form, Rc::<str>::from(path));
        self.notes.send.on(move |event: E| Message::EditField {
            form,
            path: Rc::clone(&path),
            to: make(text_of(event.as_ref())),
        })
    }

    fn set<E: 'static>(&self, path: &str, to: Option<Value>) -> Callback<E> {
        self.notes.send.just(self.put(path, to))
    }

    fn button(&self, icon: Icon, name: &'static str, test: String, message: Message) -> Html {
        html! {
            <button type="button" class="plain square small" aria-label={name} title={name}
                onclick={self.notes.send.just::<MouseEvent>(message)} data-test={test}>{ icon.view() }</button>
        }
    }

    /// Buttons that move, double and remove an item of a list.
    pub(super) fn order(&self, path: &str, list: &[Value], n: usize) -> Html {
        let change = |change: Rearrange| {
            let items = rearranged(list, change);
            let to = (!items.is_empty()).then(|| Value::Array(items));
            self.put(path, to)
        };
        let test = |what: &str| format!("{}.{n}-{what}", reveal::id(self.notes.form, path));
        let label = |key| self.notes.words.label(key);
        html! {
            <span class="order">
                if n > 0 {
                    { self.button(Icon::Up, label(Label::MoveUp), test("up"), change(Rearrange::Up(n))) }
                }
                if n + 1 < list.len() {
                    { self.button(Icon::Chevron, label(Label::MoveDown), test("down"), change(Rearrange::Down(n))) }
                }
                { self.button(Icon::Double, self.say(Say::Double), test("double"), change(Rearrange::Double(n))) }
                { self.button(Icon::Close, self.say(Say::Remove), test("remove"), change(Rearrange::Remove(n))) }
            </span>
        }
    }

    /// A button that adds an item to a list.
    pub(super) fn add(&self, path: &str, list: &[Value], item: Value, name: &'static str) -> Html {
        let mut items = list.to_vec();
        items.push(item);
        html! {
            <button type="button" class="plain small add" onclick={self.set::<MouseEvent>(path, Some(items.into()))}
                data-test={format!("{}-add", reveal::id(self.notes.form, path))}>{ Icon::Plus.view() }{ name }</button>
        }
    }

    /// A section's fields; folded while nothing is written in it.
    pub(super) fn section(&self, base: &str, section: &Section) -> Html {
        let object = get(self.value, base).unwrap_or(&Value::Null);
        let used = section.is_used(object);
        if !used && !(section.when)(object) {
            return html! {};
        }
        let fields = html! {
            <div class="fields">{ for section.fields.iter().map(|field| self.field(base, object, field)) }</div>
        };
        if section.title.is_empty() {
            return fields;
        }
        let title = composer::field(self.notes.words.0, &format!("#{}", section.title));
        let wrong = section.fields.iter().any(|field| self.notes.any_in(&join(base, field.path)));
        html! {
            <details class="section" open={used || wrong}>
                <summary>{ title.unwrap_or(section.title) }</summary>
                { fields }
            </details>
        }
    }

    fn field(&self, base: &str, object: &Value, field: &Field) -> Html {
        let path = join(base, field.path);
        let id = reveal::id(self.notes.form, &path);
        let value = get(object, field.path);
        let is_memberof = object.get("type").and_then(Value::as_str) == Some("memberOf");
        if matches!(field.kind, Kind::Query) && !is_memberof && value.is_none() {
            return html! {};
        }
        let widget = self.widget(&path, &id, value, field);
        // What is inside took its own.
        let notes = self.notes.take(&path);
        let wide = match field.kind {
            Kind::Number | Kind::Count(..) | Kind::Flag | Kind::Definition => false,
            Kind::Suggest(_) => field.hint.len() > 9,
            // A longer word does not fit into half of the form.
            Kind::Choice(words) => words.iter().any(|word| word.len() > 9),
            Kind::Text => field.path.ends_with("Arn") || field.hint.len() > 16,
            _ => true,
        };
        let worst = notes.iter().map(|note| note.severity).min();
        let told = match worst {
            Some(Severity::Error) => Some("has-notes"),
            Some(Severity::Warning) => Some("has-notes odd"),
            _ => None,
        };
        let class = classes!("field", wide.then_some("wide"), told);
        let name = composer::field(self.notes.words.0, field.path);
        let title = if field.rule.is_empty() {
            field.path.to_owned()
        } else {
            format!("{} · {}", field.path, field.rule)
        };
        let name = match name {
            Some(name) => html! { { name } },
            None => {
                let short = field.path.rsplit('.').next().unwrap_or(field.path);
                html! { <code>{ short }</code> }
            }
        };
        let grouped = matches!(
            field.kind,
            Kind::Set(_)
                | Kind::Rows(_)
                | Kind::Map
                | Kind::Zones
                | Kind::Subnets
                | Kind::Count(..)
        );
        html! {
            <>
                <div {class} role={grouped.then_some("group")} aria-labelledby={grouped.then(|| format!("{id}-name"))}
                    id={grouped.then(|| id.clone())} tabindex={grouped.then_some("-1")}>
                    if grouped {
                        <span class="label" id={format!("{id}-name")} {title}>{ name }</span>
                    } else {
                        <label for={id.clone()} {title}>{ name }</label>
                    }
                    { widget }
                </div>
                if !notes.is_empty() { <div class="wide">{ self.notes.views(&notes) }</div> }
            </>
        }
    }

    fn widget(&self, path: &str, id: &str, value: Option<&Value>, field: &Field) -> Html {
        let form = self.notes.form;
        match field.kind {
            Kind::Text | Kind::Number | Kind::Suggest(_) => {
                let suggestions: &[&str] = match field.kind {
                    Kind::Suggest(words) => words,
                    _ => &[],
                };
                let list = (!suggestions.is_empty()).then(|| format!("{id}-list"));
                let make = if matches!(field.kind, Kind::Number) { number } else { text };
                let whole = value.is_some_and(|v| v.is_object() || v.is_array());
                html! {
                    <>
                    if let Some(list) = list.clone() {
                        <datalist id={list}>{ for suggestions.iter().map(|word| html! { <option value={*word} /> }) }</datalist>
                    }
                    <input id={id.to_owned()} {list} value={written(value)} placeholder={field.hint} autocomplete="off" spellcheck="false"
                        inputmode={matches!(field.kind, Kind::Number).then_some("numeric")} readonly={whole}
                        aria-invalid={self.notes.any_refused(path).then_some("true")}
                        oninput={self.on::<InputEvent>(path, make)} data-test={id.to_owned()} />
                    </>
                }
            }
            Kind::Count(least, greatest) => {
                let shown = value.and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
                let path = Rc::<str>::from(path);
                let onchange = self.notes.send.on(move |n: u32| Message::EditField {
                    form,
                    path: Rc::clone(&path),
                    to: Some(n.into()),
                });
                let words = self.notes.words;
                let name = composer::field(words.0, field.path).unwrap_or(field.path);
                html! {
                    <Stepper value={shown.unwrap_or(least)} {least} {greatest} {name} fewer={words.label(Label::Fewer)}
                        more={words.label(Label::More)} test={id.to_owned()} {onchange} />
                }
            }
            Kind::Choice(options) => {
                // CP-2: with a strategy there is no launch type that holds by default.
                let strategy = get(self.value, "capacityProviderStrategy");
                let by_provider = strategy.and_then(Value::as_array).is_some_and(|s| !s.is_empty());
                let hint = if field.path == "launchType" && by_provider { "" } else { field.hint };
                self.select(path, id, value, hint, options, text)
            }
            Kind::Json(options) => self.select(path, id, value, field.hint, options, json_text),
            Kind::Flag => self.select(path, id, value, field.hint, &["true", "false"], flag),
            Kind::Set(options) => {
                let options: Vec<String> = options.iter().map(|word| (*word).to_owned()).collect();
                self.ticks(path, value, &options, "")
            }
            Kind::Zones => {
                let zones: Vec<String> = self.zones.iter().map(|zone| zone.to_string()).collect();
                self.ticks(path, value, &zones, self.notes.words.label(Label::ZonesHelp))
            }
            Kind::Subnets => {
                let subnets: Vec<String> =
                    self.zones.iter().map(|zone| format!("subnet-{zone}")).collect();
                self.ticks(path, value, &subnets, self.say(Say::NetworkHelp))
            }
            Kind::Lines => {
                let items = texts(value);
                let clean: Vec<Value> = items
                    .iter()
                    .filter(|item| !item.is_empty())
                    .map(|item| item.as_str().into())
                    .collect();
                let clean = (clean.len() < items.len())
                    .then(|| self.set::<Event>(path, (!clean.is_empty()).then(|| clean.into())));
                let placeholder =
                    if field.hint.is_empty() { self.say(Say::OneALine) } else { field.hint };
                html! {
                    <textarea id={id.to_owned()} class="lines" rows={items.len().clamp(2, 8).to_string()} {placeholder}
                        spellcheck="false" autocomplete="off" value={items.join("\n")}
                        oninput={self.on::<InputEvent>(path, lines)} onchange={clean} data-test={id.to_owned()} />
                }
            }
            Kind::Rows(fields) => self.rows(path, value, fields, field.hint),
            Kind::Map => self.map(path, id, value, field.hint),
            Kind::Query => {
                let path = Rc::<str>::from(path);
                let onchange = self.notes.send.on(move |query: Rc<str>| Message::EditField {
                    form,
                    path: Rc::clone(&path),
                    to: text(query.to_string()),
                });
                let group = self.value.get("serviceName").and_then(Value::as_str);
                html! {
                    <QueryField id={id.to_owned()} group={group.map(|name| AttrValue::from(format!("service:{name}")))}
                        placeholder={field.hint} text={Rc::<str>::from(written(value))} {onchange} />
                }
            }
            Kind::Definition => {
                let options: Vec<&str> = self.definitions.iter().map(|label| &**label).collect();
                self.select(path, id, value, self.say(Say::Choose), &options, text)
            }
            Kind::InstanceType => {
                let options: Vec<&str> = INSTANCE_TYPES.iter().map(|kind| kind.name).collect();
                self.select(path, id, value, "", &options, text)
            }
        }
    }

    /// One of some words, or none. A word that is not among them stays in sight.
    fn select(
        &self,
        path: &str,
        id: &str,
        value: Option<&Value>,
        default: &str,
        options: &[&str],
        make: Make,
    ) -> Html {
        let chosen = written(value);
        let other = !chosen.is_empty() && !options.contains(&chosen.as_str());
        let none = if default.is_empty() { String::new() } else { format!("({default})") };
        let option = |word: &str| {
            let kind = INSTANCE_TYPES.iter().find(|kind| kind.name == word);
            let shown = match kind {
                Some(kind) => {
                    format!(
                        "{word} · {} vCPU · {} MiB",
                        kind.vcpus,
                        thousands(kind.registered_memory.0.into())
                    )
                }
                None => {
                    let own = composer::field(self.notes.words.0, &format!("@{path}:{word}"));
                    own.unwrap_or(word).to_owned()
                }
            };
            html! { <option value={word.to_owned()} selected={word == chosen}>{ shown }</option> }
        };
        html! {
            <select id={id.to_owned()} aria-invalid={self.notes.any_refused(path).then_some("true")}
                onchange={self.on::<Event>(path, make)} data-test={id.to_owned()}>
                <option value="" selected={chosen.is_empty()}>{ none }</option>
                if other { { option(&chosen) } }
                { for options.iter().map(|word| option(word)) }
            </select>
        }
    }

    /// Some of some words.
    fn ticks(&self, path: &str, value: Option<&Value>, options: &[String], help: &str) -> Html {
        let form = self.notes.form;
        let chosen = texts(value);
        let tick = |word: &String| {
            let (path, word, before) = (Rc::<str>::from(path), word.clone(), chosen.clone());
            let ticked = chosen.contains(&word);
            let test = format!("{}-{word}", reveal::id(form, &path));
            let shown = word.clone();
            let onchange = self.notes.send.on(move |event: Event| {
                let mut after = before.clone();
                after.retain(|other| *other != word);
                if is_ticked(&event) {
                    after.push(word.clone());
                }
                let to = (!after.is_empty()).then(|| after.into());
                Message::EditField { form, path: Rc::clone(&path), to }
            });
            html! {
                <label class="tick"><input type="checkbox" checked={ticked} {onchange} data-test={test} />{ shown }</label>
            }
        };
        let foreign = chosen.iter().filter(|word| !options.contains(word));
        html! {
            <>
                <div class="ticks-column">{ for options.iter().chain(foreign).map(tick) }</div>
                if !help.is_empty() { <p class="help">{ help }</p> }
            </>
        }
    }

    /// A list of objects; no more than `most` where the API takes no more.
    fn rows(&self, path: &str, value: Option<&Value>, fields: &[Field], most: &str) -> Html {
        let single = value.filter(|value| !value.is_array()).cloned();
        let list: &[Value] = value.and_then(Value::as_array).map_or(&[], Vec::as_slice);
        if single.is_some() {
            // Not a list: for the JSON.
            return html! { <code class="help">{ written(value) }</code> };
        }
        let row = |(n, item): (usize, &Value)| {
            let base = format!("{path}.{n}");
            let inner = html! { { for fields.iter().map(|field| self.field(&base, item, field)) } };
            let notes = self.notes.take(&base);
            html! {
                <li class="form-row" id={reveal::id(self.notes.form, &base)} tabindex="-1">
                    <span class="ordinal">{ n + 1 }</span>
                    <div class="fields">{ inner }</div>
                    { self.order(path, list, n) }
                    if !notes.is_empty() { <div class="wide">{ self.notes.views(&notes) }</div> }
                </li>
            }
        };
        html! {
            <>
                if !list.is_empty() {
                    <ol class="form-rows">{ for list.iter().enumerate().map(row) }</ol>
                }
                if most.parse::<usize>().is_ok_and(|most| list.len() >= most) {
                    <p class="help">{ format!("{} / {most}", list.len()) }</p>
                } else {
                    { self.add(path, list, json!({}), self.say(Say::AddRow)) }
                }
            </>
        }
    }

    fn map(&self, path: &str, id: &str, value: Option<&Value>, hint: &'static str) -> Html {
        let empty = Map::new();
        let map = value.and_then(Value::as_object).unwrap_or(&empty);
        let row = |(n, (key, item)): (usize, (&String, &Value))| {
            let with = |change: Rc<dyn Fn(&mut Map<String, Value>, usize, String)>| {
                let (map, form, path) = (map.clone(), self.notes.form, Rc::<str>::from(path));
                self.notes.send.on(move |event: Event| {
                    let mut after = map.clone();
                    change(&mut after, n, text_of(&event));
                    let to = (!after.is_empty()).then(|| Value::Object(after));
                    Message::EditField { form, path: Rc::clone(&path), to }
                })
            };
            let rename = with(Rc::new(|map, n, name| {
                // Another entry of that name stays as it is.
                if !map.contains_key(&name) {
                    *map = std::mem::take(map)
                        .into_iter()
                        .enumerate()
                        .map(|(at, (key, value))| (if at == n { name.clone() } else { key }, value))
                        .collect();
                }
            }));
            let revalue = with(Rc::new(|map, n, text| {
                if let Some((_, value)) = map.iter_mut().nth(n) {
                    *value = text.into();
                }
            }));
            let mut without = map.clone();
            without.shift_remove(key);
            let without = (!without.is_empty()).then(|| Value::Object(without));
            let notes = self.notes.take(&format!("{path}.{key}"));
            html! {
                <li class="form-row map-row">
                    <input value={key.clone()} placeholder={hint} aria-label={self.key_name()} onchange={rename} spellcheck="false"
                        autocomplete="off" data-test={format!("{id}-key-{n}")} />
                    <input value={written(Some(item))} aria-label={key.clone()} onchange={revalue} spellcheck="false"
                        autocomplete="off" data-test={format!("{id}-value-{n}")} />
                    { self.button(Icon::Close, self.say(Say::Remove), format!("{id}-remove-{n}"), self.put(path, without)) }
                    if !notes.is_empty() { <div class="wide">{ self.notes.views(&notes) }</div> }
                </li>
            }
        };
        let mut more = map.clone();
        more.entry("").or_insert_with(|| "".into());
        html! {
            <>
                if !map.is_empty() { <ul class="form-rows">{ for map.iter().enumerate().map(row) }</ul> }
                <button type="button" class="plain small add" onclick={self.set::<MouseEvent>(path, Some(more.into()))}
                    data-test={format!("{id}-add")}>{ Icon::Plus.view() }{ self.say(Say::AddRow) }</button>
            </>
        }
    }

    fn key_name(&self) -> &'static str {
        composer::field(self.notes.words.0, "key").unwrap_or("key")
    }
}
