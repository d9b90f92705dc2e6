//! The Cost tab follows the playhead, in both languages, on a desktop and on a phone; the timeline's chart
//! tells the cost of an hour.

use browser_tests::{Browser, is_wanted};
use serde_json::json;

/// Milli-dollars of a figure: `$0.1235`, `US$1,234.57`.
const MILLS: &str = "const mills = name => { const text = document.querySelector(`[data-test='${name}']`)?.textContent ?? ''; \
    return Math.round(1000 * Number(text.replace(/[^0-9.]/g, '') || 'x')); }; ";

async fn mills(browser: &Browser, name: &str) -> f64 {
    let script = format!("{MILLS} return mills(arguments[0])");
    browser.run(&script, vec![json!(name)]).await.as_f64().expect("a figure")
}

async fn count(browser: &Browser, name: &str) -> u64 {
    let script = "return document.querySelectorAll(`[data-test='${arguments[0]}']`).length";
    browser.run(script, vec![json!(name)]).await.as_u64().expect("a number")
}

/// Six small tasks on Fargate with public addresses in Tokyo: 6 × (0.01264 + 0.002765 + 0.005) an hour.
#[tokio::test]
async fn the_bill_follows_the_playhead() {
    if !is_wanted() {
        return;
    }
    for (lang, sign) in [("en", "$"), ("zh-TW", "US$")] {
        let browser = Browser::start(1440, 900).await;
        browser.open(&format!("?example=fargate&lang={lang}")).await;
        browser.until_text("value-running", "6").await;
        browser.press(" ").await;
        browser.press("b").await;
        browser.until_text("cost-hour", &format!("{sign}0.1224")).await;
        browser.until_text("cost-month", &format!("{sign}89.37")).await;
        browser.until_text("value-cost", &format!("{sign}0.1224")).await;
        // vCPU, memory, addresses; one service.
        assert_eq!(
            (count(&browser, "cost-line").await, count(&browser, "cost-share").await),
            (3, 1)
        );
        assert_eq!(count(&browser, "cost-compare").await, 0);
        let early = mills(&browser, "cost-total").await;
        assert!(early > 0.0);
        // An hour later it is an hour's worth more; at the beginning nothing costs anything.
        for _ in 0..60 {
            browser.press("Shift+ArrowRight").await;
        }
        let grown = format!("{MILLS} return mills('cost-total') - {early} > 110");
        browser.until("an hour on the bill", &grown, &json!(true)).await;
        browser.press("Home").await;
        browser.wait("cost-empty").await;
        browser.until_text("cost-total", &format!("{sign}0.00")).await;
        browser.quiet().await;
    }
}

/// Instances: what their tasks would cost on Fargate, and the chart of the cost.
#[tokio::test]
async fn instances_are_held_against_fargate() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?example=half-an-hour&lang=en").await;
    browser.wait("rail-cost").await;
    browser.click("rail-cost").await;
    browser.wait("cost-compare").await;
    browser.press(" ").await;
    browser.click("chart-kind-2").await;
    let axis = "return document.querySelector(`[data-test='axis']`).textContent.includes('$')";
    browser.until("dollars beside the axis", axis, &json!(true)).await;
    let line =
        "return document.querySelector('.chart-running').getAttribute('d').split('V').length >= 2";
    browser.until("a line", line, &json!(true)).await;
    // At the end of the month, wherever the clock was stopped.
    browser.press("End").await;
    let idle = "return document.querySelector(`[data-test='cost-compare']`).textContent.includes('13 of 13 instances')";
    browser.until("all are idle", idle, &json!(true)).await;
    browser.quiet().await;
}

/// On a phone it is where Quotas and CLI are: behind Events.
#[tokio::test]
async fn a_phone_reaches_it() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(390, 844).await;
    browser.open("?example=three-zones&lang=zh-TW").await;
    browser.wait("phone-events").await;
    browser.click("phone-events").await;
    browser.click("tab-cost").await;
    browser.wait("cost-compare").await;
    let fits = "const body = document.querySelector('.inspector .panel-body'); const tab = document.querySelector(`[data-test='tab-cost']`).getBoundingClientRect(); \
        return body.scrollWidth <= body.clientWidth && tab.left >= 0 && tab.right <= innerWidth";
    browser.until("nothing stands out", fits, &json!(true)).await;
    let total = format!("{MILLS} return mills('cost-total') > 0");
    browser.until("a total", &total, &json!(true)).await;
    browser.quiet().await;
}
