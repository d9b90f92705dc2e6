//! PutAccountSetting, PutAccountSettingDefault: here an account has one principal, so both put the
//! same. `awsvpcTrunking` is the one that the simulation looks at (NM-2).

use serde_json::{Value, json};

use crate::model::reader::{Fields, Problems};
use crate::simulation::engine::Engine;
use crate::simulation::{ApiError, admission, arn};

/// Names of settings, as in the API model of botocore 1.44.5.
const NAMES: [&str; 10] = [
    "serviceLongArnFormat",
    "taskLongArnFormat",
    "containerInstanceLongArnFormat",
    "awsvpcTrunking",
    "containerInsights",
    "fargateFIPSMode",
    "tagResourceAuthorization",
    "fargateTaskRetirementWaitPeriod",
    "guardDutyActivate",
    "defaultLogDriverMode",
];

pub(super) fn put(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let name = fields.required_choice("name", &NAMES.map(|name| (name, name)));
    let value = fields.required_text("value").unwrap_or_default();
    let principal = fields.text("principalArn");
    fields.finish(&[]);
    admission::shape(problems)?;
    let name = name.unwrap_or_default();
    if name == "awsvpcTrunking" && !["enabled", "disabled"].contains(&&*value) {
        let text = format!("Invalid value '{value}' for the setting {name}: enabled or disabled.");
        return Err(ApiError::modelled("NM-2", "InvalidParameterException", text));
    }
    let principal = principal.unwrap_or_else(|| arn::ROOT.into());
    let setting = json!({ "name": name, "value": &*value, "principalArn": &*principal });
    engine.world.account_settings.insert(name.into(), value);
    Ok(json!({ "setting": setting }))
}
