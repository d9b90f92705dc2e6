//! The main flow in Firefox: `cargo xtask firefox` installs it with its driver and says where that is.

use browser_tests::{Browser, is_wanted};
use serde_json::json;

#[tokio::test]
async fn the_main_flow_in_firefox() {
    let driver = std::env::var("ECS_PLAYGROUND_GECKODRIVER");
    let Some(driver) = driver.ok().filter(|_| is_wanted()) else {
        println!("skipped: run cargo xtask firefox");
        return;
    };
    let browser = Browser::start_firefox(&driver).await;
    browser.open("?lang=en").await;
    // The engine lands tasks, and painted them.
    browser.until_text("value-running", "9").await;
    let painted = "return performance.getEntriesByName('first-landing').length";
    assert_eq!(browser.run(painted, vec![]).await, json!(1));
    browser.picture("firefox-first").await;
    // Ask for more, stop a machine, watch the service heal, and read why.
    browser.click("prompt-ask").await;
    browser.until_text("value-running", "12").await;
    browser.click("prompt-stop").await;
    browser.click("speed-2").await;
    browser.until_text("inspector", "has started 2 tasks").await;
    browser.until_text("value-running", "12").await;
    browser.click("play").await;
    browser.click("open-why").await;
    browser.wait("funnel-0").await;
    browser.picture("firefox-why").await;
    // Undo, redo, a window, the keyboard, and a reload that loses nothing.
    browser.click("undo").await;
    browser.click("undo").await;
    browser.until_text("value-desired", "9").await;
    browser.click("redo").await;
    browser.until_text("value-desired", "12").await;
    browser.press("?").await;
    browser.wait("keys").await;
    browser.click("keys-close").await;
    browser.press("d").await;
    browser.wait("tab-definitions").await;
    browser.client.refresh().await.expect("a reload");
    browser.until_text("value-desired", "12").await;
    let link = "return [...document.querySelectorAll('link[rel=stylesheet]')].every(l => l.sheet.cssRules.length > 50)";
    assert_eq!(browser.run(link, vec![]).await, json!(true));
}
