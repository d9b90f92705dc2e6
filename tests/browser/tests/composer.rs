//! Drafts as form and JSON, problems at their fields, quotas and commands, in a real browser.

use browser_tests::{Browser, fleet, is_wanted};
use ecs_playground::scenario::Scenario;
use ecs_playground::session::link;
use serde_json::{Value, json};

const FARGATE: &str = r#"{
  "family": "api",
  "networkMode": "awsvpc",
  "requiresCompatibilities": ["FARGATE"],
  "cpu": "512",
  "memory": "6144",
  "mystery": { "kept": [1, 2] },
  "containerDefinitions": [
    { "name": "api", "image": "shop/api:2.4.1", "portMappings": [{ "containerPort": 80 }], "odd": 1 }
  ]
}"#;

/// What a field holds.
async fn value(browser: &Browser, name: &str) -> String {
    let element = browser.wait(name).await;
    element.prop("value").await.expect("a property").unwrap_or_default()
}

/// The JSON of the definition's draft.
async fn draft(browser: &Browser) -> Value {
    browser.click("definition-mode-1").await;
    let text = value(browser, "definition-text").await;
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

#[tokio::test]
async fn form_and_json_are_the_same_value() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en").await;
    browser.click("rail-definitions").await;
    browser.fill("definition-template", "0").await;
    browser.fill("definition.family", "shop").await;
    browser.fill("definition.containerDefinitions.0.memory", "700").await;
    browser.click("definition.containerDefinitions.0-double").await;
    browser.click("definition.containerDefinitions.1.portMappings.0-remove").await;
    browser.click("definition.containerDefinitions.1-up").await;
    let json = draft(&browser).await;
    assert_eq!(json["family"], "shop");
    assert_eq!(json["containerDefinitions"][0]["name"], "web-2");
    assert_eq!(json["containerDefinitions"][0]["memory"], 700);
    assert!(json["containerDefinitions"][0].get("portMappings").is_none(), "{json}");
    assert_eq!(json["containerDefinitions"][1]["portMappings"][0]["containerPort"], 80);
    // JSON, form, JSON: what the form does not know stays.
    browser.fill("definition-text", FARGATE).await;
    browser.click("definition-mode-0").await;
    assert_eq!(value(&browser, "definition.containerDefinitions.0.image").await, "shop/api:2.4.1");
    browser.fill("definition.memory", "1024").await;
    browser.fill("definition.containerDefinitions.0.cpu", "128").await;
    browser.picture("composer-form").await;
    let mut wanted: Value = serde_json::from_str(FARGATE).expect("JSON");
    wanted["memory"] = json!("1024");
    wanted["containerDefinitions"][0]["cpu"] = json!(128);
    assert_eq!(draft(&browser).await, wanted);
    // Undo and redo within the draft.
    browser.click("definition-undo").await;
    browser.click("definition-undo").await;
    assert_eq!(draft(&browser).await["memory"], "6144");
    browser.click("definition-redo").await;
    assert_eq!(draft(&browser).await["memory"], "1024");
    // Pasted in one line, it is set in the usual way; undo brings it back as it was.
    let one_line = wanted.to_string();
    browser.fill("definition-text", &one_line).await;
    browser.click("definition-format").await;
    let set = serde_json::to_string_pretty(&wanted).expect("JSON");
    let text = "return document.querySelector(`[data-test='definition-text']`).value";
    browser.until("formatted", text, &json!(set)).await;
    browser.click("definition-undo").await;
    browser.until("as it was pasted", text, &json!(one_line)).await;
    // Closed and opened again, with nothing registered.
    browser.client.refresh().await.expect("a new page");
    browser.wait("clock").await;
    browser.click("tab-definitions").await;
    assert_eq!(draft(&browser).await["memory"], "1024");
    browser.click("definition-mode-2").await;
    browser.wait("definition.family").await;
    browser.picture("composer-both").await;
    browser.quiet().await;
}

#[tokio::test]
async fn a_problem_stands_beside_its_field_and_its_fix_applies() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en").await;
    browser.click("rail-definitions").await;
    browser.click("definition-mode-1").await;
    browser.fill("definition-text", FARGATE).await;
    browser.until_text("problems", "TD-35").await;
    browser.until_text("problems", "line 6, column 13").await;
    browser.until_text("problems", "No Fargate configuration exists for given values").await;
    browser.picture("problem-json").await;
    browser.click("definition-mode-0").await;
    browser.until_text("summary", "1 refused").await;
    browser.until_text("summary", "2 accepted, perhaps not meant").await;
    // TD-35 stands under the row of task memory, and nowhere else.
    let under = "const note = [...document.querySelectorAll('.pane-form .note.danger')]; \
                 const field = document.querySelector(\"[data-test='definition.memory']\"); \
                 return note.length === 1 && note[0].textContent.includes('TD-35') && \
                     field.closest('.field').nextElementSibling.contains(note[0]) && \
                     field.getAttribute('aria-invalid') === 'true'";
    assert_eq!(browser.run(under, vec![]).await, json!(true));
    browser.click("jump").await;
    let focused = browser.run("return document.activeElement.id", vec![]).await;
    assert_eq!(focused, json!("definition.memory"));
    browser.picture("problem-form").await;
    browser.click("fix").await;
    for _ in 0..50 {
        if browser.run("return !document.querySelector('.note.danger')", vec![]).await
            == json!(true)
        {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let left = browser.run("return document.querySelectorAll('.note.danger').length", vec![]).await;
    assert_eq!(left, json!(0));
    // A service that the simulated API would refuse says so before it is sent (SV-133).
    browser.click("tab-services").await;
    browser.fill("service.serviceName", "web").await;
    browser.fill("service.taskDefinition", "web:1").await;
    browser.until_text("summary", "SV-133").await;
    browser.until_text("problem", "Creation of service was not idempotent.").await;
    browser.quiet().await;
}

#[tokio::test]
async fn a_raised_quota_lets_a_refused_call_pass() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en").await;
    browser.until_text("value-running", "9").await;
    browser.click("rail-quotas").await;
    // QT-09 is fixed: nothing to ask for.
    browser.click("quota-run-task-count").await;
    browser.until_text("quota-run-task-count", "AWS raises it for nobody").await;
    browser.click("quota-tasks-per-service").await;
    browser.fill("quota-value-tasks-per-service", "10").await;
    browser.click("quota-set-tasks-per-service").await;
    browser.until_text("quota-tasks-per-service", "9 / 10").await;
    browser.picture("quotas").await;
    browser.click("prompt-ask").await;
    browser.click("tab-events").await;
    browser.until_text("inspector", "Desired count exceeds limit.").await;
    browser.until_text("value-desired", "9").await;
    browser.click("tab-quotas").await;
    browser.click("quota-tasks-per-service").await;
    browser.fill("quota-value-tasks-per-service", "20").await;
    browser.click("quota-set-tasks-per-service").await;
    browser.until_text("value-desired", "12").await;
    browser.click("undo").await;
    browser.until_text("value-desired", "9").await;
    browser.click("redo").await;
    browser.until_text("value-desired", "12").await;
    browser.quiet().await;
}

/// QT-06: a hundred tasks in the notes, six vCPUs today.
const TWO_TABLES: &str = r#"{"version": 1, "calls": [
    {"at": "0s", "call": "ecs:CreateCluster", "input": {"clusterName": "demo"}},
    {"at": "0s", "call": "ecs:RegisterTaskDefinition", "input": {"family": "f", "cpu": "1024",
        "memory": "2048", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [{"name": "c", "image": "i"}]}},
    {"at": "1s", "call": "ecs:RunTask", "input": {"cluster": "demo", "taskDefinition": "f", "count": 6,
        "launchType": "FARGATE",
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}}},
    {"at": "2s", "call": "ecs:RunTask", "input": {"cluster": "demo", "taskDefinition": "f",
        "launchType": "FARGATE",
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}}}
]}"#;

#[tokio::test]
async fn the_other_table_shows_what_it_changes_before_it_holds() {
    if !is_wanted() {
        return;
    }
    let (scenario, _) = Scenario::read(TWO_TABLES).expect("readable");
    let browser = Browser::start(1440, 900).await;
    browser.open(&format!("?lang=en#s={}", link::encode(&scenario))).await;
    browser.click("tab-quotas").await;
    browser.until_text("quota-fargate-tasks", "100").await;
    browser.click("profile-1").await;
    browser.until_text("flips", "Under today’s values 1 answer differs").await;
    browser.until_text("flips", "refused: ").await;
    browser.picture("flips").await;
    // Nothing holds yet.
    browser.until_text("quota-fargate-tasks", "/ 100").await;
    browser.click("profile-stay").await;
    browser.click("profile-1").await;
    browser.click("profile-switch").await;
    browser.until_text("quota-fargate-tasks", "/ 6").await;
    browser.click("undo").await;
    browser.until_text("quota-fargate-tasks", "/ 100").await;
    browser.quiet().await;
}

#[tokio::test]
async fn the_calls_are_copied_as_commands() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser
        .before_pages(
            "Object.defineProperty(navigator, 'clipboard', { value: { \
             writeText: (text) => { window.copied = text; return Promise.resolve(); } } });",
        )
        .await;
    browser.open("?lang=en").await;
    browser.until_text("value-running", "9").await;
    browser.click("rail-cli").await;
    browser.until_text("cli", "aws ecs create-service --region ap-northeast-1 \\").await;
    browser.until_text("cli", "# ec2 run-instances").await;
    browser.click("cli-copy").await;
    let shown = browser.text("cli").await;
    let copied = browser.run("return window.copied", vec![]).await;
    assert_eq!(copied.as_str().map(str::trim), Some(shown.trim()));
    browser.picture("cli").await;
    browser.quiet().await;
}

/// SV-54, LC-90: what is accepted and perhaps not meant stands at its field in amber; Spot capacity is bought in
/// the form.
#[tokio::test]
async fn a_breaker_that_may_never_trip_is_told_and_spot_capacity_is_bought() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en").await;
    browser.until_text("value-running", "9").await;
    browser.click("rail-services").await;
    let breaker = "service.deploymentConfiguration.deploymentCircuitBreaker";
    browser.fill("service.serviceName", "api").await;
    browser.fill("service.taskDefinition", "web:1").await;
    browser.fill(breaker, "{\"enable\":true,\"rollback\":true}").await;
    browser.until_text("summary", "1 accepted, perhaps not meant").await;
    browser.until_text("problem", "The circuit breaker may never trip.").await;
    let amber = "const field = document.querySelector(`[data-test='${arguments[0]}']`); \
                 const told = field.closest('.field').nextElementSibling; \
                 return told.textContent.includes('SV-54') && !!told.querySelector('.note.amber') && \
                     !field.hasAttribute('aria-invalid')";
    assert_eq!(browser.run(amber, vec![json!(breaker)]).await, json!(true));
    browser.picture("breaker-warning").await;
    browser.fill(breaker, "").await;
    let notes = "return document.querySelectorAll('.note.amber').length";
    for _ in 0..50 {
        if browser.run(notes, vec![]).await == json!(0) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(browser.run(notes, vec![]).await, json!(0));
    browser.click("tab-capacity").await;
    browser.fill("capacity.spot", "{\"draining\":true}").await;
    browser.click("add-instances").await;
    browser.click("table").await;
    // The first visit plays: the agents register after a while.
    browser.until_text("stage-table", "#8 m5.large Spot").await;
    browser.quiet().await;
}

/// The line that closes the form says how many more tasks find room; asked for, they run, and one more waits. The
/// form of a new service has its own.
#[tokio::test]
async fn the_forecast_is_what_lands() {
    if !is_wanted() {
        return;
    }
    let scenario = json!({"version": 1, "calls": [
        {"call": "ecs:CreateCluster", "input": {"clusterName": "demo"}},
        {"call": "ec2:RunInstances", "input": {"cluster": "demo", "instanceType": "m5.large", "count": 2, "registerAfter": "0s"}},
        {"call": "ecs:RegisterTaskDefinition", "input": {"family": "web", "containerDefinitions":
            [{"name": "web", "image": "a/b:1", "cpu": 512, "memory": 2_000}]}},
        {"at": "1s", "call": "ecs:CreateService", "input": {"cluster": "demo", "serviceName": "web",
            "taskDefinition": "web", "desiredCount": 3}}]});
    let browser = Browser::start(1440, 900).await;
    browser.open(&format!("?lang=en{}&t=2m", fleet::fragment(&scenario))).await;
    browser.click("tab-services").await;
    browser
        .until_text(
            "forecast",
            "There is room for 3 more web tasks. Then there is too little memory everywhere;",
        )
        .await;
    browser.picture("forecast").await;
    browser.click("play").await;
    browser.fill("desired", "6").await;
    browser.until_text("value-running", "6").await;
    browser.until_text("forecast", "There is no room for another web task.").await;
    browser.fill("service.serviceName", "api").await;
    browser.fill("service.taskDefinition", "web:1").await;
    browser.fill("service.desiredCount", "2").await;
    browser.until_text("forecast-draft", "0 of 2 api tasks find room.").await;
    browser.fill("desired", "5").await;
    browser.until_text("forecast-draft", "1 of 2 api tasks find room.").await;
    browser.click("lang").await;
    browser.until_text("forecast-draft", "2 個 api 裡放得下 1 個").await;
    browser.quiet().await;
}

/// CP-14, CP-15: what the cluster may use is ticked, a strategy is built in the form, and its tasks stand on
/// Fargate's lane. Each term is explained where it is met first.
#[tokio::test]
async fn capacity_providers_are_associated_and_a_strategy_is_written() {
    if !is_wanted() {
        return;
    }
    let scenario = json!({"version": 1, "calls": [
        {"call": "ecs:CreateCluster", "input": {"clusterName": "demo"}},
        {"call": "ecs:RegisterTaskDefinition", "input": {"family": "job", "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
            "containerDefinitions": [{"name": "job", "image": "a/b:1"}]}}]});
    let browser = Browser::start(1440, 900).await;
    browser.open(&format!("?lang=en{}", fleet::fragment(&scenario))).await;
    browser.click("tab-run").await;
    browser.fill("run.taskDefinition", "job:1").await;
    browser.fill("run.launchType", "FARGATE").await;
    let explained = |words: &'static str| {
        let script = format!(
            "return [...document.querySelectorAll(`[data-test='gloss']`)].some(e => e.textContent.includes('{words}'))"
        );
        let browser = &browser;
        async move { browser.until(words, &script, &json!(true)).await }
    };
    explained("On Fargate AWS brings the host").await;
    browser.fill("run.launchType", "").await;
    browser.click("run.capacityProviderStrategy-add").await;
    browser.fill("run.capacityProviderStrategy.0.capacityProvider", "FARGATE").await;
    browser.fill("run.capacityProviderStrategy.0.base", "1").await;
    explained("A capacity provider brings capacity").await;
    // The cluster may not use it yet: told at its field.
    browser.until_text("summary", "1 refused").await;
    browser.click("tab-capacity").await;
    browser.click("provider-FARGATE").await;
    browser.click("provider-FARGATE_SPOT").await;
    let ticked = "return ['FARGATE', 'FARGATE_SPOT'].map(n => document.querySelector(`[data-test='provider-${n}']`).checked)";
    browser.until("both are ticked", ticked, &json!([true, true])).await;
    browser.picture("composer-providers").await;
    browser.click("tab-run").await;
    browser.click("run.capacityProviderStrategy-add").await;
    browser.fill("run.capacityProviderStrategy.1.capacityProvider", "FARGATE_SPOT").await;
    browser.fill("run.capacityProviderStrategy.1.weight", "1").await;
    browser.fill("run.count", "4").await;
    browser.picture("composer-strategy").await;
    browser.click("run-task").await;
    browser.until_text("accepted", "Accepted").await;
    browser.click("tab-cli").await;
    browser.until_text("cli", "put-cluster-capacity-providers").await;
    browser.until_text("cli", r#""capacityProvider":"FARGATE_SPOT","weight":1"#).await;
    browser.click("table").await;
    browser.until_text("stage-table", "Fargate").await;
    browser.quiet().await;
}
