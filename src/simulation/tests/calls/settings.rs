//! Account settings.

use serde_json::json;

use super::{accepted, answers, refused};

#[test]
fn settings_are_put_listed_and_deleted() {
    let (_, answers) = answers(
        0,
        &[
            json!(["1s", "ecs:PutAccountSettingDefault",
                {"name": "awsvpcTrunking", "value": "enabled"}]),
            json!(["2s", "ecs:PutAccountSetting", {"name": "containerInsights", "value": "loud"}]),
            json!(["3s", "ecs:PutAccountSetting", {"name": "somethingElse", "value": "on"}]),
            json!(["4s", "ecs:ListAccountSettings", {}]),
            json!(["5s", "ecs:ListAccountSettings",
                {"effectiveSettings": true, "name": "taskLongArnFormat"}]),
            json!(["6s", "ecs:ListAccountSettings", {"value": "enabled"}]),
            json!(["7s", "ecs:DeleteAccountSetting", {"name": "awsvpcTrunking"}]),
            json!(["8s", "ecs:ListAccountSettings", {}]),
            json!(["9s", "ecs:ListAccountSettings", {"effectiveSettings": true}]),
        ],
    );
    let trunking = json!({"name": "awsvpcTrunking", "value": "enabled",
        "principalArn": "arn:aws:iam::123456789012:root", "type": "user"});
    assert_eq!(accepted(&answers[0])["setting"], trunking);
    for index in [1, 2, 5] {
        assert!(refused(&answers[index]).starts_with("InvalidParameterException"), "{index}");
    }
    assert_eq!(accepted(&answers[3])["settings"], json!([trunking]));
    assert_eq!(accepted(&answers[4])["settings"][0]["value"], "enabled");
    assert_eq!(accepted(&answers[6])["setting"]["name"], "awsvpcTrunking");
    assert_eq!(accepted(&answers[7])["settings"], json!([]));
    assert_eq!(accepted(&answers[8])["settings"].as_array().map(Vec::len), Some(10));
}
