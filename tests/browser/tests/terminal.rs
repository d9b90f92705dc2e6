//! The terminal: typed as in a shell, run against the simulated cluster, by keys alone, at any size.

use browser_tests::{Browser, is_wanted};
use serde_json::json;

const FOCUS: &str =
    "return document.activeElement?.dataset.test ?? document.activeElement?.tagName";
const VALUE: &str = "return document.querySelector('[data-test=terminal-field]')?.value";

/// Opens the page in a browser that remembers nothing, and the terminal with it.
async fn terminal(width: u32, height: u32, lang: &str) -> Browser {
    let browser = Browser::start(1440, 900).await;
    resize(&browser, width, height).await;
    browser.open(&format!("?lang={lang}")).await;
    browser.until_text("value-running", "9").await;
    browser
}

async fn resize(browser: &Browser, width: u32, height: u32) {
    let metrics =
        json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    browser.chromium("Emulation.setDeviceMetricsOverride", metrics).await;
}

/// Types a command and runs it.
async fn enter(browser: &Browser, text: &str) {
    browser.fill("terminal-field", text).await;
    browser.until("typed", VALUE, &json!(text)).await;
    browser.press("Enter").await;
    browser.until("run", VALUE, &json!("")).await;
}

#[tokio::test]
async fn commands_run_against_the_simulated_cluster() {
    if !is_wanted() {
        return;
    }
    let browser = terminal(1440, 900, "en").await;
    browser.wait("terminal-open").await;
    browser.press("`").await;
    browser.until("the field has the focus", FOCUS, &json!("terminal-field")).await;
    enter(
        &browser,
        "aws ecs create-service --cluster demo --service-name extra --task-definition web --desired-count 2",
    )
    .await;
    browser.until_text("terminal-log", "\"serviceName\": \"extra\"").await;
    browser.until_text("value-desired", "11").await;
    browser.until_text("value-running", "11").await;
    // Undo takes it back, and the log says so.
    browser.click("undo").await;
    browser.until_text("value-desired", "9").await;
    browser.until_text("terminal-log", "undone").await;
    enter(&browser, "aws ecs describe-services --cluster demo --services web").await;
    browser.until_text("terminal-log", "\"desiredCount\": 9").await;
    // What is long is folded.
    browser.click("terminal-more").await;
    browser.until_text("terminal-log", "Show fewer lines").await;
    enter(&browser, "aws ecs list-tsks").await;
    browser
        .until_text("terminal-log", "Column 9: ecs has no operation list-tsks. Near: list-tasks.")
        .await;
    let marked = "return document.querySelector('.terminal-log mark')?.textContent";
    browser.until("the wrong word is marked", marked, &json!("list-tsks")).await;
    enter(&browser, "aws ecs describe-services --cluster nowhere --services a").await;
    browser
        .until_text(
            "terminal-log",
            "An error occurred (ClusterNotFoundException) when calling the DescribeServices operation",
        )
        .await;
    // Calls that read left no trace: redo still has what undo took back.
    browser.click("redo").await;
    browser.until_text("value-desired", "11").await;
    browser.quiet().await;
}

#[tokio::test]
async fn the_field_is_worked_by_keys() {
    if !is_wanted() {
        return;
    }
    let browser = terminal(1440, 900, "en").await;
    browser.click("terminal-open").await;
    browser.until("the field has the focus", FOCUS, &json!("terminal-field")).await;
    for (typed, completed) in [
        ("aws ecs describe-clu", "aws ecs describe-clusters "),
        ("aws ecs stop-task --clu", "aws ecs stop-task --cluster "),
        ("aws ecs stop-task --cluster d", "aws ecs stop-task --cluster demo "),
        (
            "world stop-instance --container-instance '#",
            "world stop-instance --container-instance '#",
        ),
    ] {
        browser.fill("terminal-field", typed).await;
        browser.until("typed", VALUE, &json!(typed)).await;
        browser.press("Tab").await;
        browser.until(typed, VALUE, &json!(completed)).await;
    }
    // Several words are listed; with nothing to complete, Tab is the browser's.
    browser.fill("terminal-field", "aws ecs list-task-definition").await;
    browser.press("Tab").await;
    browser.until_text("terminal-offers", "list-task-definition-families").await;
    let tab = "const e = document.activeElement; return e.dispatchEvent(new KeyboardEvent('keydown', \
        { key: 'Tab', bubbles: true, cancelable: true }))";
    browser.until("the next one moves on", tab, &json!(true)).await;
    browser.fill("terminal-field", "").await;
    browser.until("empty", VALUE, &json!("")).await;
    browser.until("an empty field is no trap", tab, &json!(true)).await;
    // The rest of a word stands behind the cursor, and the right arrow takes it.
    browser.fill("terminal-field", "aws ecs describe-clu").await;
    let hint = "return document.querySelector('.terminal-hint').textContent";
    browser.until("the hint", hint, &json!("sters")).await;
    browser.press("ArrowRight").await;
    browser.until("taken", VALUE, &json!("aws ecs describe-clusters ")).await;
    // A quote that is open goes on in the next line.
    let enter_key = "const e = document.activeElement; return e.dispatchEvent(new KeyboardEvent('keydown', \
        { key: 'Enter', bubbles: true, cancelable: true }))";
    browser.fill("terminal-field", "aws ecs run-task \\").await;
    browser.until("a new line is the field's own", enter_key, &json!(true)).await;
    browser.fill("terminal-field", "").await;
    for command in ["aws ecs list-clusters", "aws ecs list-services --cluster demo"] {
        enter(&browser, command).await;
    }
    browser.press("ArrowUp").await;
    browser.until("the last one", VALUE, &json!("aws ecs list-services --cluster demo")).await;
    browser.press("ArrowUp").await;
    browser.until("the one before", VALUE, &json!("aws ecs list-clusters")).await;
    browser.press("ArrowDown").await;
    browser.press("ArrowDown").await;
    browser.until("back", VALUE, &json!("")).await;
    // Several at once; the first that cannot be read ends it.
    browser
        .fill("terminal-field", "aws ecs list-clusters\naws ecs nothing\naws ecs list-clusters")
        .await;
    browser.press("Enter").await;
    browser.until_text("terminal-log", "1 command after it was not run.").await;
    enter(&browser, "clear").await;
    browser
        .until(
            "cleared",
            "return document.querySelectorAll('[data-test=terminal-entry]').length",
            &json!(0),
        )
        .await;
    // Escape leaves the field, and again closes; the focus is where it was opened.
    browser.press("Escape").await;
    browser.until("left", FOCUS, &json!("terminal-close")).await;
    browser.press("Escape").await;
    browser.until("closed", FOCUS, &json!("terminal-open")).await;
    browser.quiet().await;
}

/// The terminal takes its room from the stage, and nothing lies over anything.
#[tokio::test]
async fn nothing_overlaps_at_any_size() {
    if !is_wanted() {
        return;
    }
    let browser = terminal(1440, 900, "en").await;
    browser.click("terminal-open").await;
    browser.wait("terminal-field").await;
    enter(&browser, "aws ecs describe-services --cluster demo --services web").await;
    browser.until_text("terminal-log", "serviceArn").await;
    for (width, height) in
        [(1440, 900), (1440, 760), (1280, 800), (1280, 680), (1024, 700), (1024, 576)]
    {
        resize(&browser, width, height).await;
        let script = "const box = name => document.querySelector(name).getBoundingClientRect(); \
            const [stage, time, term] = ['.stage', '.timeline', '.terminal'].map(box); \
            const canvas = box('[data-test=stage]'); \
            return [stage.bottom <= time.top + .5, time.bottom <= term.top + .5, Math.round(term.bottom) === innerHeight, \
              canvas.height >= 100, term.height >= 159, document.documentElement.scrollWidth <= innerWidth]";
        let what = format!("{width} x {height}");
        browser.until(&what, script, &json!([true, true, true, true, true, true])).await;
    }
    // Low pages have a button in the strip's place.
    resize(&browser, 1280, 760).await;
    browser.click("terminal-close").await;
    browser.click("terminal-open-small").await;
    browser.until("the field has the focus", FOCUS, &json!("terminal-field")).await;
    // Its height is kept.
    let shown =
        "return Math.round(document.querySelector('.terminal').getBoundingClientRect().height)";
    resize(&browser, 1440, 900).await;
    browser.until("280", shown, &json!(280)).await;
    let up = "const e = document.querySelector('[data-test=terminal-grip]'); e.focus(); \
        e.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true, cancelable: true }))";
    browser.run(up, vec![]).await;
    browser.until("304", shown, &json!(304)).await;
    browser.client.refresh().await.expect("a reload");
    browser.wait("terminal-field").await;
    browser.until("still 304", shown, &json!(304)).await;
    let focus = "return document.activeElement?.dataset.test !== 'terminal-field'";
    browser.until("a page that opens with it takes no focus", focus, &json!(true)).await;
    browser.quiet().await;
}

#[tokio::test]
async fn the_phone_has_it_too_in_chinese() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    resize(&browser, 390, 844).await;
    browser.open("?lang=zh-TW").await;
    browser.click("phone-events").await;
    browser.click("terminal-open-phone").await;
    browser.until("the field has the focus", FOCUS, &json!("terminal-field")).await;
    browser.fill("terminal-field", "aws ecs list-tsks").await;
    browser.click("terminal-run").await;
    browser
        .until_text("terminal-log", "第 9 欄：ecs 沒有 list-tsks 這個操作。相近的是 list-tasks。")
        .await;
    browser.fill("terminal-field", "aws ecs list-services --cluster demo").await;
    browser.click("terminal-run").await;
    browser.until_text("terminal-log", "service/demo/web").await;
    let fits = "const e = document.querySelector('.terminal').getBoundingClientRect(); \
        const bar = document.querySelector('.phone-bar').getBoundingClientRect(); \
        return [e.width === innerWidth, e.bottom <= bar.top + .5, document.documentElement.scrollWidth <= innerWidth]";
    browser.until("it fits", fits, &json!([true, true, true])).await;
    browser.click("phone-stage").await;
    let gone = "return document.querySelector('.terminal')?.checkVisibility() ?? false";
    browser.until("the stage again", gone, &json!(false)).await;
    browser.quiet().await;
}
