//! Controls answer: what holds stands in a field, a button leaves the page its keys, the choice of a cluster
//! stays, and nothing lies over the table.

use browser_tests::{Browser, fleet, is_wanted};
use serde_json::json;

/// Types into the field of the service's desired tasks and leaves it.
const TYPE: &str = "const e = document.querySelector('.stepper input'); e.focus(); e.value = arguments[0]; \
    e.dispatchEvent(new Event('change', { bubbles: true })); e.blur(); return e.value;";
const FIELD: &str = "return document.querySelector('.stepper input')?.value";

#[tokio::test]
async fn a_field_shows_the_number_that_holds() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en").await;
    browser.until_text("value-running", "9").await;
    browser.press("s").await;
    browser.until("the field", FIELD, &json!("9")).await;
    for (typed, shown) in [
        ("abc", "9"),
        ("", "9"),
        ("-3", "9"),
        ("5.5", "9"),
        ("５", "5"),
        ("99999", "5"),
        ("6", "6"),
    ] {
        browser.run(TYPE, vec![json!(typed)]).await;
        browser.until(typed, FIELD, &json!(shown)).await;
    }
}

/// A button that was clicked keeps the focus, and uses only its own two keys; the stage only the arrows and Enter.
#[tokio::test]
async fn keys_mean_something_after_a_click() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en&example=waiting").await;
    browser.until_text("value-running", "6").await;
    browser.click("play").await;
    browser.press("Home").await;
    browser.until_text("clock", "00:00").await;
    browser.press("ArrowRight").await;
    browser.until_text("clock", "00:01").await;
    browser.press("f").await;
    browser.press("End").await;
    let play = "return document.querySelector('[data-test=play]').getAttribute('aria-label')";
    browser.until("paused", play, &json!("Play")).await;
    browser.press(" ").await;
    browser.until("playing", play, &json!("Pause")).await;
    browser.press(" ").await;
    browser.press("ArrowRight").await;
    let told = "return /^#1 .*CPU free.*MiB free/.test(document.querySelector('[data-test=told-chosen]').textContent)";
    browser.until("the stage took the arrow", told, &json!(true)).await;
    // One press clears what is chosen, though a panel would be a sheet on a phone.
    browser.press("Escape").await;
    let chosen = "return document.querySelector('[data-test=told-chosen]').textContent";
    browser.until("nothing is chosen", chosen, &json!("")).await;
}

#[tokio::test]
async fn a_cluster_is_chosen_in_the_bar() {
    if !is_wanted() {
        return;
    }
    let cluster =
        |name: &str| json!({ "call": "ecs:CreateCluster", "input": { "clusterName": name } });
    let run = json!({ "call": "ec2:RunInstances", "input":
        { "cluster": "two", "instanceType": "m5.large", "count": 3, "registerAfter": "0s" } });
    let scenario = json!({ "version": 1, "calls": [cluster("one"), cluster("two"), run] });
    let browser = Browser::start(1440, 900).await;
    browser.open(&fleet::fragment(&scenario)).await;
    browser.until_text("stage-counts", "0 instances · 0 tasks").await;
    // Nothing is there: picture and table offer the same.
    for table in [false, true] {
        browser
            .until(
                "table",
                "return document.querySelector('[data-test=stage-table]') !== null",
                &json!(table),
            )
            .await;
        browser.wait("empty-capacity").await;
        browser.press("t").await;
    }
    let choose = "const e = document.querySelector('select.stage-cluster'); e.selectedIndex = 1; \
        e.dispatchEvent(new Event('change', { bubbles: true }));";
    browser.run(choose, vec![]).await;
    browser.until_text("stage-counts", "3 instances · 0 tasks").await;
    browser.press("Escape").await;
    browser.until_text("stage-counts", "3 instances · 0 tasks").await;
    // Where there are two, events say whose they are.
    browser.press("e").await;
    browser.until_text("event-cluster", "two").await;
}

#[tokio::test]
async fn the_prompts_lie_over_nothing() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en").await;
    browser.wait("prompt-ask").await;
    browser.press("t").await;
    browser.wait("stage-table").await;
    let there =
        "return document.querySelector('[data-test=prompt-ask], [data-test=lead]') !== null";
    browser.until("gone", there, &json!(false)).await;
    // Rows that the filter does not hold for stand back, and say so.
    browser.fill("stage-filter", "attribute:ecs.availability-zone == ap-northeast-1a").await;
    let back = "const rows = [...document.querySelectorAll('.tree-row.level-2')]; \
        return rows.length > 2 && rows.every(row => row.classList.contains('back') === /not matched by the filter/.test(row.textContent)) \
        && rows.filter(row => row.classList.contains('back')).length === rows.length - 2";
    browser.until("rows stand back", back, &json!(true)).await;
}

/// Far out there is a tab for the fleet as a whole: what it counts is what the table and the quotas say, and
/// what is odd is shown on the stage by one click.
#[tokio::test]
async fn a_large_fleet_is_seen_at_a_glance() {
    if !is_wanted() {
        return;
    }
    let mut scenario = fleet::scenario(600, 1);
    let lost = json!({ "at": "2m", "call": "world:DisconnectAgent", "input": { "cluster": "big", "containerInstance": "#7" } });
    scenario["calls"].as_array_mut().expect("calls").push(lost);
    let browser = Browser::start(1440, 900).await;
    browser.open(&format!("?lang=en{}&t=3m", fleet::fragment(&scenario))).await;
    browser.click("tab-fleet").await;
    browser.until_text("fleet", "600 instances").await;
    let bars = "const bars = [...document.querySelectorAll(`[data-test='fleet-shares'] g text`)].map(e => Number(e.textContent.replace(',', ''))); \
        return [bars.length, bars.reduce((a, b) => a + b, 0)]";
    browser.until("each instance once", bars, &json!([7, 600])).await;
    browser.until_text("fleet-odd", "Agent disconnected").await;
    browser.until_text("fleet-quota", "600 / 5,000").await;
    browser.picture("fleet").await;
    browser.click("fleet-show").await;
    browser.until_text("stage-filter-count", "1 / 600").await;
    browser.click("lang").await;
    browser.until_text("fleet", "600 台執行個體").await;
    browser.quiet().await;
}
