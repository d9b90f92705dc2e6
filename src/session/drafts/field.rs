//! A form as a table: each row a field of an input, by its path. A few generic widgets show any
//! of them (`app/composer/fields.rs`), so that a field more is a row more.

use serde_json::Value;

/// What stands in a field, and so which widget shows it.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A text.
    Text,
    /// A whole number; what is no number is kept as text, and the reader says so.
    Number,
    /// A whole number with buttons: (least, greatest).
    Count(u32, u32),
    /// One of the API's words; absent = the API's default.
    Choice(&'static [&'static str]),
    /// One of some values, each as JSON; its words stand under `@path:JSON`. Absent = the default.
    Json(&'static [&'static str]),
    /// A text, with suggestions.
    Suggest(&'static [&'static str]),
    /// True or false; absent = the API's default.
    Flag,
    /// A list of some of these words.
    Set(&'static [&'static str]),
    /// A list of texts, one a line.
    Lines,
    /// A list of objects.
    Rows(&'static [Field]),
    /// An object from names to texts.
    Map,
    /// An expression of the cluster query language.
    Query,
    /// A registered task definition.
    Definition,
    /// An instance type.
    InstanceType,
    /// A list of some of the Region's zones.
    Zones,
    /// A list of the subnets of some of the Region's zones.
    Subnets,
}

/// A row of a form.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Members from the object that the table is about: `healthCheck.interval`.
    pub path: &'static str,
    /// What stands there.
    pub kind: Kind,
    /// The API's default, a unit or an example, in no language: shown while nothing is written.
    pub hint: &'static str,
    /// The rule of the reference, or empty.
    pub rule: &'static str,
}

impl Field {
    /// A row.
    pub const fn new(
        path: &'static str,
        kind: Kind,
        hint: &'static str,
        rule: &'static str,
    ) -> Self {
        Self { path, kind, hint, rule }
    }
}

/// Fields that belong together.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Key of its title (`texts/composer.rs`); the empty one is always open and has none.
    pub title: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
    /// Whether it can matter for such an input. What is written in it is shown in any case.
    pub when: fn(&Value) -> bool,
}

impl Section {
    /// A section that can always matter.
    pub const fn new(title: &'static str, fields: &'static [Field]) -> Self {
        Self { title, fields, when: always }
    }

    /// Whether something is written in it.
    pub fn is_used(&self, value: &Value) -> bool {
        self.fields.iter().any(|field| get(value, field.path).is_some())
    }
}

const fn always(_: &Value) -> bool {
    true
}

/// Whether the input is for Fargate.
pub fn not_fargate(value: &Value) -> bool {
    let items = get(value, "capacityProviderStrategy").and_then(Value::as_array);
    let providers = items.into_iter().flatten();
    let mut names = providers.filter_map(|item| get(item, "capacityProvider")?.as_str());
    get(value, "launchType").and_then(Value::as_str) != Some("FARGATE")
        && !names.any(|name| name.starts_with("FARGATE"))
}

/// What stands at a path of members and of indices written as numbers: `a.0.b`.
pub fn get<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let mut at = value;
    for step in path.split('.').filter(|step| !step.is_empty()) {
        at = match at {
            Value::Array(list) => list.get(step.parse::<usize>().ok()?)?,
            other => other.get(step)?,
        };
    }
    (!at.is_null()).then_some(at)
}
