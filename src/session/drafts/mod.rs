//! What stands in the composer's forms and was not sent yet. A draft is a text: form and JSON are
//! two ways to look at it, and each has its own undo.

pub mod calls;
pub mod definition;
pub mod edit;
pub mod field;
mod keep;
pub mod notes;

use std::rc::Rc;

use serde_json::{Value, json};

pub use edit::{Content, Rearrange, changed, content, rearranged};
pub use field::{Field, Kind, Section, get};
pub use keep::{read, write};

/// A form of the composer. A refusal is shown at the foot of the form that made the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Register a task definition.
    Definition,
    /// Create a service.
    Service,
    /// Change a service: no draft, its controls act at once.
    ServiceRow,
    /// Add instances.
    Capacity,
    /// Run a task.
    Run,
}

impl Form {
    /// The forms that have a draft.
    pub const DRAFTED: [Self; 4] = [Self::Definition, Self::Service, Self::Capacity, Self::Run];

    /// The word in names for tests and in what is kept.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Definition => "definition",
            Self::Service | Self::ServiceRow => "service",
            Self::Capacity => "capacity",
            Self::Run => "run",
        }
    }

    /// The call that it makes.
    pub const fn call(self) -> &'static str {
        match self {
            Self::Definition => "ecs:RegisterTaskDefinition",
            Self::Service => "ecs:CreateService",
            Self::ServiceRow => "ecs:UpdateService",
            Self::Capacity => "ec2:RunInstances",
            Self::Run => "ecs:RunTask",
        }
    }

    const fn slot(self) -> usize {
        match self {
            Self::Definition => 0,
            Self::Service | Self::ServiceRow => 1,
            Self::Capacity => 2,
            Self::Run => 3,
        }
    }

    /// What stands in it at first.
    pub(super) fn first(self) -> &'static str {
        match self {
            Self::Definition => "",
            Self::Service | Self::ServiceRow => FIRST_SERVICE,
            Self::Capacity => "{\n  \"instanceType\": \"m5.large\",\n  \"count\": 2\n}",
            Self::Run => {
                "{\n  \"taskDefinition\": \"\",\n  \"count\": 1,\n  \"launchType\": \"EC2\"\n}"
            }
        }
    }
}

const FIRST_SERVICE: &str = r#"{
  "serviceName": "",
  "taskDefinition": "",
  "desiredCount": 2,
  "launchType": "EC2",
  "placementStrategy": [
    { "type": "spread", "field": "attribute:ecs.availability-zone" },
    { "type": "binpack", "field": "memory" }
  ]
}"#;

/// How a draft is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// The form.
    #[default]
    Form,
    /// The JSON.
    Json,
    /// Side by side, where there is room.
    Both,
}

impl Mode {
    /// All of them, in the switch's order.
    pub const ALL: [Self; 3] = [Self::Form, Self::Json, Self::Both];
}

/// The call that a form made last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// Which form.
    pub form: Form,
    /// The call's position in the list of calls.
    pub call: u32,
}

/// Texts kept for undo, in number and in bytes.
const STEPS_KEPT: usize = 200;
const BYTES_KEPT: usize = 4 * 1024 * 1024;

/// A text with its past.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The text.
    pub text: Rc<str>,
    past: Vec<Rc<str>>,
    future: Vec<Rc<str>>,
    /// What was changed last: further changes of the same thing are one step.
    open: Option<Rc<str>>,
}

impl Draft {
    /// Another text. Changes of the same `thing`, one after the other, are undone together.
    pub fn put(&mut self, text: Rc<str>, thing: Option<Rc<str>>) {
        if text == self.text {
            // The burst is over where nothing in particular is said to go on.
            self.open = self.open.take().filter(|_| thing.is_some());
            return;
        }
        let goes_on = thing.is_some() && thing == self.open;
        if !goes_on {
            self.past.push(Rc::clone(&self.text));
        }
        self.open = thing;
        self.text = text;
        self.future.clear();
        let mut bytes = 0;
        let kept = self.past.iter().rev().take(STEPS_KEPT).take_while(|text| {
            bytes += text.len();
            bytes <= BYTES_KEPT
        });
        let kept = kept.count();
        self.past.drain(..self.past.len() - kept);
    }

    /// One step back.
    pub fn undo(&mut self) {
        if let Some(text) = self.past.pop() {
            self.future.push(std::mem::replace(&mut self.text, text));
            self.open = None;
        }
    }

    /// One step forward again.
    pub fn redo(&mut self) {
        if let Some(text) = self.future.pop() {
            self.past.push(std::mem::replace(&mut self.text, text));
            self.open = None;
        }
    }

    /// Whether there is something to go back to, and forward to.
    pub fn can(&self) -> (bool, bool) {
        (!self.past.is_empty(), !self.future.is_empty())
    }
}

/// What stands in the forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drafts {
    drafts: [Draft; 4],
    /// What was sent last.
    pub submitted: Option<Submitted>,
}

impl Default for Drafts {
    fn default() -> Self {
        let drafts =
            Form::DRAFTED.map(|form| Draft { text: form.first().into(), ..Draft::default() });
        Self { drafts, submitted: None }
    }
}

impl Drafts {
    /// A form's draft.
    pub const fn of(&self, form: Form) -> &Draft {
        &self.drafts[form.slot()]
    }

    /// The same, to change it.
    pub const fn of_mut(&mut self, form: Form) -> &mut Draft {
        &mut self.drafts[form.slot()]
    }
}

/// `awsvpcConfiguration` over one subnet a zone, as the playground names them (design, section 2).
pub fn network(zones: &[Rc<str>]) -> Value {
    let subnets: Vec<String> = zones.iter().map(|zone| format!("subnet-{zone}")).collect();
    json!({ "awsvpcConfiguration": { "subnets": subnets, "assignPublicIp": "ENABLED" } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_in_one_field_is_one_step() {
        let mut draft = Draft::default();
        let thing = |name: &str| Some(Rc::<str>::from(name));
        for text in ["w", "we", "web"] {
            draft.put(text.into(), thing("family"));
        }
        draft.put("web2".into(), thing("cpu"));
        draft.put("web3".into(), None);
        draft.put("web4".into(), None);
        for expected in ["web3", "web2", "web", "", ""] {
            draft.undo();
            assert_eq!(&*draft.text, expected);
        }
        draft.redo();
        assert_eq!((&*draft.text, draft.can()), ("web", (true, true)));
        draft.put("other".into(), thing("family"));
        assert_eq!(draft.can(), (true, false));
        draft.undo();
        assert_eq!(&*draft.text, "web");
    }

    #[test]
    fn the_past_is_bounded() {
        let mut draft = Draft::default();
        for n in 0..2 * STEPS_KEPT {
            draft.put(n.to_string().into(), None);
        }
        assert_eq!(draft.past.len(), STEPS_KEPT);
        for n in 0..9 {
            draft.put("x".repeat(1_000_000 + n).into(), None);
        }
        assert_eq!(draft.past.len(), 4);
    }

    #[test]
    fn every_section_has_a_title_and_no_word_is_for_nothing() {
        use crate::texts::Lang;
        use crate::texts::composer::{FIELDS, field};
        let sections: Vec<&Section> = definition::CONTAINER
            .iter()
            .chain(&definition::BELOW)
            .chain(&calls::SERVICE)
            .chain(&calls::RUN)
            .chain(&calls::CAPACITY)
            .collect();
        for section in &sections {
            let key = format!("#{}", section.title);
            assert!(section.title.is_empty() || field(Lang::En, &key).is_some(), "{key}");
        }
        let mut known: Vec<&str> = definition::TASK.fields.iter().map(|field| field.path).collect();
        for section in sections {
            known.push(section.title);
            for field in section.fields {
                known.push(field.path);
                if let Kind::Rows(fields) = field.kind {
                    known.extend(fields.iter().map(|field| field.path));
                }
            }
        }
        for (key, en, zh) in FIELDS {
            // `@` are templates, named by the page.
            assert!(key.starts_with('@') || known.contains(&key.trim_start_matches('#')), "{key}");
            assert!(!en.is_empty() && !zh.is_empty());
        }
    }

    #[test]
    fn first_texts_are_inputs() {
        for form in Form::DRAFTED {
            let read = content(form, form.first());
            assert!(read.editable && read.value.is_object(), "{form:?}");
        }
        let network = network(&["ap-northeast-1a".into()]);
        assert_eq!(network["awsvpcConfiguration"]["subnets"], json!(["subnet-ap-northeast-1a"]));
    }
}
