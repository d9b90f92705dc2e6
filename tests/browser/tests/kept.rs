//! What is kept, where only a browser shows it: two tabs, the address, Back and Forward.

use browser_tests::{Browser, is_wanted};
use serde_json::{Value, json};

/// The titles of the playgrounds that the browser keeps.
const TITLES: &str = "return Object.entries(localStorage).filter(([key]) => \
    key.startsWith('ecs-playground.p.')).map(([, text]) => JSON.parse(text).title).sort()";
const TITLE: &str = "return document.querySelector(`[data-test='title']`)?.value ?? null";
const ADDRESS: &str = "return location.search + location.hash";

async fn until_title(browser: &Browser, title: &str) {
    browser.until("the title", TITLE, &json!(title)).await;
}

/// A second tab, in which nothing happens, overwrites nothing and shows what the first one made.
#[tokio::test]
async fn an_idle_tab_overwrites_nothing() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en").await;
    browser.fill("title", "first").await;
    browser.until("kept", TITLES, &json!(["first"])).await;
    let first = browser.client.window().await.expect("a tab");
    let second = browser.client.new_window(true).await.expect("another tab").handle;
    browser.client.switch_to_window(second).await.expect("the other tab");
    browser.open("?lang=en").await;
    until_title(&browser, "first").await;
    let second = browser.client.window().await.expect("a tab");
    browser.client.switch_to_window(first.clone()).await.expect("the first tab");
    browser.fill("title", "newer").await;
    browser.until("kept", TITLES, &json!(["newer"])).await;
    browser.client.switch_to_window(second).await.expect("the other tab");
    until_title(&browser, "newer").await;
    // It is hidden and left.
    browser.run("dispatchEvent(new PageTransitionEvent('pagehide'))", vec![]).await;
    browser.client.close_window().await.expect("closed");
    browser.client.switch_to_window(first).await.expect("the first tab");
    assert_eq!(browser.run(TITLES, vec![]).await, json!(["newer"]));
    browser.client.refresh().await.expect("a reload");
    until_title(&browser, "newer").await;
    browser.quiet().await;
}

/// The address names an example until it is changed; Back and Forward lead to what was made.
#[tokio::test]
async fn the_address_never_stands_before_what_was_made() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en&example=waiting").await;
    browser.click("share").await;
    let link = browser.wait("share-link").await.prop("value").await.expect("a value");
    let link = link.expect("a link");
    let fragment = link.split_once('#').expect("a fragment").1.to_owned();
    browser.click("share-close").await;
    browser.click("examples").await;
    browser.click("example-rolling").await;
    browser.until("the address", ADDRESS, &json!("?lang=en&example=rolling")).await;
    browser.client.refresh().await.expect("a reload");
    until_title(&browser, "A rolling deployment").await;
    browser.fill("title", "mine").await;
    browser.until("the address", ADDRESS, &json!("?lang=en")).await;
    browser.client.refresh().await.expect("a reload");
    until_title(&browser, "mine").await;
    // A link opened in this tab, and changed; then Back, and Forward.
    let go = "location.hash = arguments[0]";
    browser.run(go, vec![Value::from(fragment)]).await;
    let is_other = "return document.querySelector(`[data-test='title']`).value !== 'mine'";
    browser.until("the link", is_other, &json!(true)).await;
    browser.fill("title", "theirs").await;
    browser.until("the address", ADDRESS, &json!("?lang=en")).await;
    browser.run("history.back()", vec![]).await;
    until_title(&browser, "mine").await;
    browser.run("history.forward()", vec![]).await;
    until_title(&browser, "theirs").await;
    browser.until("kept", TITLES, &json!(["mine", "theirs"])).await;
    // A damaged link changes nothing, and says so.
    browser.run(go, vec![Value::from("s=1.eNqNUU1r")]).await;
    browser.until_text("notice", "What was open stays open.").await;
    until_title(&browser, "theirs").await;
    browser.quiet().await;
}
