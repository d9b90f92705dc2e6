//! Templates for the usual shapes, and the words of each form's button.

use crate::session::drafts::{Form, changed};
use crate::texts::Lang;
use crate::texts::composer;
use crate::texts::page::Label;

/// Task definitions: the template is the whole draft.
const DEFINITIONS: [(&str, &str); 4] = [
    ("@web", include_str!("templates/web.json")),
    ("@port", include_str!("templates/port.json")),
    ("@fargate", include_str!("templates/fargate.json")),
    ("@sidecar", include_str!("templates/sidecar.json")),
];

/// Placement as the console offers it (PL-61), and DAEMON: what is named is set, `null` is taken out.
const PLACEMENTS: [(&str, &str); 5] = [
    (
        "@spread",
        r#"{"schedulingStrategy": null, "placementConstraints": null, "placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}, {"type": "spread", "field": "instanceId"}]}"#,
    ),
    (
        "@zone-binpack",
        r#"{"schedulingStrategy": null, "placementConstraints": null, "placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}, {"type": "binpack", "field": "memory"}]}"#,
    ),
    (
        "@binpack",
        r#"{"schedulingStrategy": null, "placementConstraints": null, "placementStrategy": [{"type": "binpack", "field": "memory"}]}"#,
    ),
    (
        "@one-per-host",
        r#"{"schedulingStrategy": null, "placementStrategy": null, "placementConstraints": [{"type": "distinctInstance"}]}"#,
    ),
    (
        "@daemon",
        r#"{"schedulingStrategy": "DAEMON", "desiredCount": null, "placementStrategy": null, "placementConstraints": null}"#,
    ),
];

const CAPACITIES: [(&str, &str); 4] = [
    ("@linux", r#"{"instanceType": "m5.large", "attributes": null}"#),
    ("@arm", r#"{"instanceType": "m6g.large", "attributes": null}"#),
    ("@gpu", r#"{"instanceType": "g4dn.xlarge", "attributes": null}"#),
    (
        "@windows",
        r#"{"instanceType": "m5.large", "attributes": [{"name": "ecs.os-type", "value": "windows"}]}"#,
    ),
];

/// A form's templates.
pub(super) fn of(form: Form) -> &'static [(&'static str, &'static str)] {
    match form {
        Form::Definition => &DEFINITIONS,
        Form::Service | Form::ServiceRow => &PLACEMENTS,
        // A task of its own has no scheduling strategy.
        Form::Run => &PLACEMENTS[..4],
        Form::Capacity => &CAPACITIES,
    }
}

/// A template's name.
pub(super) fn name(lang: Lang, key: &'static str) -> &'static str {
    composer::field(lang, key).unwrap_or(key)
}

/// The draft after a template was chosen.
pub(super) fn chosen(form: Form, text: &str, chosen: &str) -> String {
    let Some((_, template)) = chosen.parse::<usize>().ok().and_then(|n| of(form).get(n)) else {
        return text.to_owned();
    };
    if form == Form::Definition {
        return (*template).to_owned();
    }
    let Ok(serde_json::Value::Object(map)) = serde_json::from_str(template) else {
        return text.to_owned();
    };
    map.into_iter().fold(text.to_owned(), |text, (key, value)| {
        changed(form, &text, &key, (!value.is_null()).then_some(value))
    })
}

/// What the button says. It is never locked: being refused, and by which exception, is worth
/// seeing.
pub(super) const fn button(form: Form, refused: bool) -> Label {
    match form {
        Form::Definition if refused => Label::RegisterAnyway,
        Form::Definition => Label::Register,
        Form::Service | Form::ServiceRow => Label::CreateService,
        Form::Capacity => Label::AddInstances,
        Form::Run => Label::RunTask,
    }
}

/// Its name for tests.
pub(super) const fn button_test(form: Form) -> &'static str {
    match form {
        Form::Definition => "register",
        Form::Service | Form::ServiceRow => "create-service",
        Form::Capacity => "add-instances",
        Form::Run => "run-task",
    }
}
