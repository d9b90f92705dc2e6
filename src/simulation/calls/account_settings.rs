//! PutAccountSetting, PutAccountSettingDefault, DeleteAccountSetting, ListAccountSettings: here an
//! account has one principal, so both puts do the same. `awsvpcTrunking` is the one that the
//! simulation looks at (NM-2).

use serde_json::{Value, json};

use super::page::{HUNDRED, page};
use crate::model::reader::Fields;
use crate::simulation::engine::Engine;
use crate::simulation::world::World;
use crate::simulation::{ApiError, arn};

const SWITCH: &[&str] = &["enabled", "disabled"];
/// The long forms can no longer be switched off (PutAccountSetting's documentation): both words are
/// taken, as the API does.
const LONG: &[&str] = &["enabled", "disabled", "on", "off"];

/// What Container Insights can be.
pub(super) const INSIGHTS: &[&str] = &["enhanced", "enabled", "disabled"];

/// Settings of the API model of botocore 1.44.5: name, legal values, default.
const SETTINGS: [(&str, &[&str], &str); 10] = [
    ("serviceLongArnFormat", LONG, "enabled"),
    ("taskLongArnFormat", LONG, "enabled"),
    ("containerInstanceLongArnFormat", LONG, "enabled"),
    ("awsvpcTrunking", SWITCH, "disabled"),
    ("containerInsights", INSIGHTS, "disabled"),
    ("fargateFIPSMode", SWITCH, "disabled"),
    ("tagResourceAuthorization", &["on", "off"], "off"),
    ("fargateTaskRetirementWaitPeriod", &["0", "7", "14"], "7"),
    ("guardDutyActivate", &["on", "off"], "off"),
    ("defaultLogDriverMode", &["blocking", "non-blocking"], "non-blocking"),
];

fn described(fields: &Fields<'_>, name: &str, value: &str) -> Value {
    let principal = fields.text("principalArn").unwrap_or_else(|| arn::ROOT.into());
    json!({ "name": name, "value": value, "principalArn": &*principal, "type": "user" })
}

pub(super) fn put(engine: &mut Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let name = fields.text("name").unwrap_or_default();
    let value = fields.text("value").unwrap_or_default();
    let legal = SETTINGS.iter().find(|(known, _, _)| *known == &*name).map(|(_, values, _)| values);
    if let Some(legal) = legal.filter(|legal| !legal.contains(&&*value)) {
        let legal = legal.join(", ");
        let text = format!("Invalid value '{value}' for the setting {name}: one of {legal}.");
        return Err(ApiError::modelled("NM-2", "InvalidParameterException", text));
    }
    let setting = described(fields, &name, &value);
    engine.world.account_settings.insert(name, value);
    Ok(json!({ "setting": setting }))
}

pub(super) fn in_force<'a>(world: &'a World, name: &str, default: &'a str) -> &'a str {
    world.account_settings.get(name).map_or(default, |value| value)
}

pub(super) fn delete(engine: &mut Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let name = fields.text("name").unwrap_or_default();
    let value = engine.world.account_settings.remove(&name).unwrap_or_default();
    Ok(json!({ "setting": described(fields, &name, &value) }))
}

pub(super) fn list(engine: &Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let (name, value) = (fields.text("name"), fields.text("value"));
    if value.is_some() && name.is_none() {
        let text = "A value needs the name of its setting.";
        return Err(ApiError::modelled("", "InvalidParameterException", text));
    }
    let effective = fields.boolean("effectiveSettings").unwrap_or(false);
    let world = &*engine.world;
    let all = SETTINGS
        .iter()
        .filter(|(known, _, _)| effective || world.account_settings.contains_key(*known))
        .filter(|(known, _, _)| name.as_ref().is_none_or(|name| &**name == *known))
        .map(|(known, _, default)| (*known, in_force(world, known, default)))
        .filter(|(_, own)| value.as_ref().is_none_or(|value| &**value == *own))
        .map(|(known, own)| described(fields, known, own));
    page(fields, &HUNDRED, "settings", all)
}
