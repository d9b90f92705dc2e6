//! What must not hurt: huge input, storage that is full or forbidden; and frames that must cost
//! nothing.

use browser_tests::{Browser, is_wanted};
use serde_json::json;

const GOOD: &str =
    r#"{"family": "ok", "containerDefinitions": [{"name": "ok", "image": "a/b:1", "memory": 64}]}"#;

/// Ten megabytes in the editor: a message, the page alive, and nothing that was there is lost.
#[tokio::test]
async fn ten_megabytes_are_refused_kindly() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en").await;
    browser.click("rail-definitions").await;
    browser.click("definition-mode-1").await;
    browser.fill("definition-text", GOOD).await;
    browser.click("register").await;
    browser.wait("definition-ok:1").await;
    browser
        .run(
            "const e = document.querySelector(`[data-test='definition-text']`); \
             const text = '{\"family\": \"' + 'x'.repeat(10 * 1024 * 1024) + '\"}'; \
             Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(e, text); \
             e.dispatchEvent(new Event('input', {bubbles: true}));",
            vec![],
        )
        .await;
    browser.until_text("problems", "10.1 MiB; up to 1.0 MiB").await;
    browser.picture("huge").await;
    // What was registered stands, the clock runs, and the editor takes something else.
    browser.wait("definition-ok:1").await;
    browser.fill("definition-text", &GOOD.replace("\"ok\"", "\"again\"")).await;
    browser.click("register").await;
    browser.wait("definition-again:1").await;
    browser.quiet().await;
}

async fn work_goes_on(browser: &Browser, picture: &str) {
    browser.open("?lang=en").await;
    browser.click("prompt-ask").await;
    browser.until_text("value-running", "12").await;
    let notice = browser.text("notice").await;
    assert!(notice.contains("browser"), "{notice}");
    browser.until_text("title-note", "not saved").await;
    browser.picture(picture).await;
    browser.click("notice-close").await;
    browser.click("undo").await;
    browser.until_text("value-desired", "9").await;
    browser.click("redo").await;
    browser.until_text("value-desired", "12").await;
    browser.quiet().await;
}

#[tokio::test]
async fn full_storage_is_told_and_work_goes_on() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser
        .before_pages(
            "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
        )
        .await;
    work_goes_on(&browser, "storage-full").await;
}

#[tokio::test]
async fn forbidden_storage_is_told_and_work_goes_on() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser
        .before_pages(
            "Object.defineProperty(window, 'localStorage', \
             { get() { throw new DOMException('forbidden', 'SecurityError'); } });",
        )
        .await;
    work_goes_on(&browser, "storage-forbidden").await;
}

/// A frame without an event renders no component: over a second of a running clock in which
/// nothing happens, frames are drawn and no component is woken.
#[tokio::test]
async fn a_frame_without_an_event_renders_nothing() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en").await;
    browser.until_text("value-running", "9").await;
    let script = "const done = arguments[arguments.length - 1]; \
        const clock = () => document.querySelector(`[data-test='clock']`).textContent; \
        const before = [ecsPlaygroundAwakened(), clock()]; let frames = 0; const from = performance.now(); \
        const tick = () => { frames += 1; if (performance.now() - from < 1000) requestAnimationFrame(tick); \
          else done([frames, ecsPlaygroundAwakened() - before[0], clock() !== before[1]]); }; \
        requestAnimationFrame(tick);";
    let mut seen = Vec::new();
    for _ in 0..20 {
        let window = browser.client.execute_async(script, vec![]).await.expect("a script");
        let quiet = window[1] == json!(0) && window[2] == json!(true);
        let many = window[0].as_u64().is_some_and(|frames| frames >= 10);
        seen.push(window);
        if quiet && many {
            println!("frames, components woken, clock ran: {seen:?}");
            return;
        }
    }
    panic!("no second without a render: {seen:?}");
}
