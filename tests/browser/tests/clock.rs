//! The clock, the inspector's deeds and what keeps one's work, in a real browser.

use browser_tests::{Browser, EMPTY, fleet, is_wanted};
use serde_json::{Value, json};

/// The value of a field.
async fn value(browser: &Browser, name: &str) -> String {
    browser.wait(name).await.prop("value").await.expect("a value").unwrap_or_default()
}

/// Back in time, a change there, the old future in sight and gone back to; speeds; the scrubber.
#[tokio::test]
async fn the_past_is_changed_and_the_old_future_comes_back() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en&example=waiting").await;
    browser.until_text("value-running", "6").await;
    browser.click("play").await;
    let service = "service-worker";
    browser.click("rail-services").await;
    browser.wait(service).await;
    // Drag the playhead back to a sixth of the timeline.
    let script = "const e = document.querySelector(`[data-test='scrubber']`); \
        const r = e.getBoundingClientRect(); const at = x => ({ clientX: r.left + r.width * x, \
        clientY: r.top + 9, pointerId: 1, button: 0, bubbles: true }); \
        e.setPointerCapture = () => {}; \
        e.dispatchEvent(new PointerEvent('pointerdown', at(0.2))); \
        e.dispatchEvent(new PointerEvent('pointermove', at(0.1))); \
        e.dispatchEvent(new PointerEvent('pointerup', at(0.1)));";
    browser.run(script, vec![]).await;
    browser.until_text("clock", "00:18").await;
    browser.click("service-api").await;
    browser.click("desired-more").await;
    browser.until_text("notice", "New future from 00:18").await;
    browser.until_text("futures", "1 other future").await;
    browser.until_text("value-desired", "5").await;
    browser.picture("other-future").await;
    // Undo brings the old future back, redo the new one; the list does the same.
    browser.click("undo").await;
    browser.until_text("value-desired", "4").await;
    browser.click("redo").await;
    browser.until_text("value-desired", "5").await;
    browser.click("futures").await;
    browser.until_text("future-0", "from 00:18").await;
    browser.click("future-0").await;
    browser.until_text("value-desired", "4").await;
    browser.run("document.activeElement.blur()", vec![]).await;
    browser.press("End").await;
    browser.wait(service).await;
    browser.until_text("futures", "1 other future").await;
    // A step at a time, and an hour a second.
    browser.press("Home").await;
    browser.until_text("clock", "00:00").await;
    browser.click("step-next").await;
    browser.until_text("clock", "00:01").await;
    browser.fill("speed-more", "3600").await;
    browser.click("play").await;
    browser.until_text("clock", "1:").await;
    browser.click("play").await;
    browser.click("chart-kind-1").await;
    browser.until_text("axis", "100%").await;
    browser.quiet().await;
}

/// A link opens at a moment, with a selection; the share window says which.
#[tokio::test]
async fn a_link_points_at_a_moment_and_a_selection() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en&example=waiting").await;
    browser.until_text("value-running", "6").await;
    browser.click("play").await;
    browser.click("rail-events").await;
    browser.click("open-why").await;
    browser.until_text("why-head", "waits for room").await;
    let (clock, why) = (browser.text("clock").await, browser.text("why-head").await);
    browser.click("share").await;
    let plain = value(&browser, "share-link").await;
    browser.click("share-moment").await;
    browser.click("share-selection").await;
    let link = value(&browser, "share-link").await;
    assert!(
        link.starts_with(&plain) && link.contains("&t=") && link.contains("&sel=w0."),
        "{link}"
    );
    browser.picture("share").await;
    let other = Browser::start(1440, 900).await;
    other.open(&format!("?lang=en#{}", link.split_once('#').expect("a fragment").1)).await;
    other.until_text("clock", &clock).await;
    other.until_text("why-head", &why).await;
    assert_eq!(
        other.wait("play").await.attr("aria-label").await.expect("a name").as_deref(),
        Some("Play")
    );
    browser.quiet().await;
    other.quiet().await;
}

/// A smallest fix is made by one click, and the task lands; undo takes it back.
#[tokio::test]
async fn a_fix_is_tried_by_one_click() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en&example=waiting").await;
    browser.until_text("value-running", "6").await;
    browser.click("play").await;
    browser.click("rail-events").await;
    browser.fill("event-kind", "4").await;
    browser.fill("event-service", "1").await;
    browser.fill("event-search", "insufficient memory").await;
    // How many there are depends on when the clock was stopped.
    let rows = "const rows = [...document.querySelectorAll(`[data-test='event']`)]; \
        return rows.length > 0 && rows.length < 5 && rows.every(row => row.textContent.includes('insufficient memory') \
          && row.textContent.includes('(service worker)'))";
    browser.until("the search leaves what it found", rows, &json!(true)).await;
    browser.picture("events-filtered").await;
    browser.click("open-why").await;
    browser.until_text("nearest", "RESOURCE:MEMORY").await;
    browser.click("funnel-open-1").await;
    browser.until_text("funnel-1", "needs 2,560 MiB").await;
    browser.until_text("fix-0", "MiB instead of").await;
    // Tried on a copy: it says when a task lands.
    browser.until_text("fix-lands-0", "Lands").await;
    browser.picture("fix-lands").await;
    browser.click("fix-try-0").await;
    browser.until_text("title-note", "saved").await;
    browser.click("tab-events").await;
    browser.fill("event-search", "UpdateService").await;
    browser.until_text("inspector", "worker").await;
    browser.fill("event-search", "").await;
    browser.click("speed-2").await;
    browser.click("play").await;
    browser.press("s").await;
    browser.until_text("service-worker", "5 / 5").await;
    browser.quiet().await;
}

/// Drafts and playgrounds outlive the tab; a damaged one takes no other down.
#[tokio::test]
async fn playgrounds_are_kept() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en").await;
    browser.until_text("value-running", "9").await;
    browser.click("prompt-ask").await;
    browser.until_text("value-desired", "12").await;
    browser.click("play").await;
    browser.fill("title", "mine").await;
    browser.click("tab-run").await;
    browser.fill("run.count", "7").await;
    let clock = browser.text("clock").await;
    // The tab goes at once: what is in the form was not rested on.
    browser.open("?lang=en").await;
    browser.until_text("value-desired", "12").await;
    browser.until_text("clock", &clock).await;
    assert_eq!(value(&browser, "title").await, "mine");
    browser.press("r").await;
    assert_eq!(value(&browser, "run.count").await, "7");
    // New, copy, title, switch, delete, bring back.
    browser.press("p").await;
    browser.click("shelf-copy-0").await;
    assert_eq!(value(&browser, "shelf-title-0").await, "mine, a copy");
    browser.fill("shelf-title-0", "second").await;
    browser.picture("playgrounds").await;
    browser.click("shelf-open-0").await;
    browser.until_text("value-desired", "12").await;
    assert_eq!(value(&browser, "title").await, "second");
    browser.press("p").await;
    browser.click("shelf-new").await;
    browser.until_text("value-desired", "0").await;
    browser.press("p").await;
    browser.click("shelf-delete-1").await;
    browser.click("shelf-restore").await;
    assert_eq!(value(&browser, "shelf-title-1").await, "second");
    browser.click("shelf-close").await;
    // Two are damaged from outside; the third still opens.
    let damage = "const keys = Object.keys(localStorage).filter(k => k.startsWith('ecs-playground.p.')).sort(); \
        localStorage.setItem(keys[1], '{'); localStorage.setItem(keys[2], '{\"link\": \"1.x\"}'); return keys.length";
    // From a page beside it: one that is left keeps its own once more.
    browser.client.goto(&browser.address(EMPTY)).await.expect("an empty page");
    assert_eq!(browser.run(damage, vec![]).await, json!(3));
    browser.open("?lang=en").await;
    browser.until_text("notice", "cannot be read").await;
    browser.press("p").await;
    browser.picture("playgrounds-damaged").await;
    browser.click("shelf-open-2").await;
    browser.until_text("value-desired", "12").await;
    assert_eq!(value(&browser, "title").await, "mine");
    browser.quiet().await;
}

/// Everything by keyboard: the sheet of keys, panels, playback, the share window, and back.
#[tokio::test]
async fn everything_by_keyboard() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en&example=waiting").await;
    browser.until_text("value-running", "3").await;
    browser.press(" ").await;
    for (key, there) in [
        ("d", "tab-definitions"),
        ("s", "service-api"),
        ("a", "add-instances"),
        ("r", "run-task"),
        ("e", "event-search"),
        ("w", "why"),
        ("i", "cli"),
        ("?", "keys"),
    ] {
        browser.press(key).await;
        browser.wait(there).await;
    }
    // The window keeps the focus, closes by Escape and gives the focus back.
    let inside = "return document.activeElement.closest('dialog') !== null";
    assert_eq!(browser.run(inside, vec![]).await, json!(true));
    browser.press("Escape").await;
    let gone = "return document.querySelector('dialog') === null";
    assert_eq!(browser.run(gone, vec![]).await, json!(true));
    browser.press("/").await;
    let focus = "return document.activeElement.id";
    assert_eq!(browser.run(focus, vec![]).await, json!("stage-filter"));
    browser.run("document.activeElement.blur()", vec![]).await;
    browser.press("f").await;
    assert_eq!(browser.run(focus, vec![]).await, json!("stage-canvas"));
    browser.run("document.activeElement.blur()", vec![]).await;
    browser.press("Home").await;
    browser.until_text("clock", "00:00").await;
    browser.press("Shift+ArrowRight").await;
    browser.until_text("clock", "01:00").await;
    browser.press("ArrowLeft").await;
    // Turned off, single keys are silent, and stay so.
    browser.press("?").await;
    browser.click("plain-keys").await;
    browser.press("Escape").await;
    browser.press("Home").await;
    browser.open("?lang=en&example=waiting").await;
    browser.press("?").await;
    assert_eq!(browser.run(gone, vec![]).await, json!(true));
    browser.quiet().await;
}

/// The page's policy is the one that the design asks for, nothing breaks it, and nothing is asked of
/// anybody but the place that the page came from, whatever is done on it.
#[tokio::test]
async fn nothing_leaves_the_page() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser
        .before_pages(
            "window.said = []; \
             addEventListener('securitypolicyviolation', e => said.push(`${e.violatedDirective} ${e.blockedURI}`)); \
             for (const [on, name] of [[window, 'fetch'], [navigator, 'sendBeacon'], [XMLHttpRequest.prototype, 'open'], \
                 [window, 'WebSocket'], [window, 'EventSource'], [window, 'open']]) { \
               const real = on[name]; \
               on[name] = new Proxy(real, { apply(f, t, a) { said.push(`${name} ${a[0]?.url ?? a[0]} ${a[1]}`); return Reflect.apply(f, t, a); }, \
                 construct(f, a) { said.push(`${name} ${a[0]}`); return Reflect.construct(f, a); } }); \
             }",
        )
        .await;
    browser.open("?lang=en").await;
    browser.until_text("value-running", "9").await;
    for key in [" ", "d", "s", "a", "r", "w", "e", "i", "t", "t", "u", "Escape", "p", "Escape", "l"]
    {
        browser.press(key).await;
    }
    browser.click("lesson-heal").await;
    browser.click("theme").await;
    browser.click("lang").await;
    browser.click("share").await;
    browser.click("share-copy").await;
    let policy =
        "return document.querySelector('meta[http-equiv=Content-Security-Policy]').content";
    let policy = browser.run(policy, vec![]).await;
    assert_eq!(policy, json!("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"));
    let here = browser.address("");
    let asked = "return performance.getEntriesByType('resource').map(e => e.name)";
    let Value::Array(asked) = browser.run(asked, vec![]).await else { panic!("a list") };
    assert!(asked.len() >= 4, "{asked:?}");
    for name in &asked {
        assert!(name.as_str().is_some_and(|name| name.starts_with(&here)), "{name}");
    }
    let Value::Array(said) = browser.run("return said", vec![]).await else { panic!("a list") };
    for line in &said {
        // The engine itself is fetched, from here.
        let text = line.as_str().expect("a text");
        assert!(
            text.starts_with("fetch ") && text.contains(&here) && text.contains(".wasm"),
            "{said:?}"
        );
    }
    browser.quiet().await;
}

/// A long way to the playhead says how far it is and is stopped; the page goes on from there.
#[tokio::test]
async fn a_long_way_is_told_and_stopped() {
    if !is_wanted() {
        return;
    }
    // Four hundred tasks that crash at once, for half a day: more events than any frame can play.
    let scenario = json!({"version": 1, "calls": [
        {"call": "ecs:CreateCluster", "input": {"clusterName": "demo"}},
        {"call": "ec2:RunInstances", "input": {"cluster": "demo", "instanceType": "m5.large", "count": 60,
            "registerAfter": "0s"}},
        {"call": "ecs:RegisterTaskDefinition", "input": {"family": "crash",
            "containerDefinitions": [{"name": "app", "image": "a/b:1", "cpu": 128, "memory": 256}]}},
        {"call": "world:SetContainerBehaviour", "input": {"family": "crash", "exitAfter": "15s", "exitCode": 1}},
        {"at": "1s", "call": "ecs:CreateService", "input": {"cluster": "demo", "serviceName": "crash",
            "taskDefinition": "crash", "desiredCount": 400}}]});
    let browser = Browser::start(1440, 900).await;
    browser.open(&format!("?lang=en{}&t=12h", fleet::fragment(&scenario))).await;
    browser.wait("way").await;
    let far = "const p = document.querySelector(`[data-test='way'] progress`); return [p.value > 0, p.value < 100]";
    browser.until("how far it is", far, &json!([true, true])).await;
    browser.picture("long-way").await;
    browser.click("halt").await;
    let way = "return document.querySelector(`[data-test='way']`)";
    browser.until("it is stopped", way, &Value::Null).await;
    let seconds =
        "return Number(document.querySelector(`[role=slider]`).getAttribute('aria-valuenow'))";
    let at = browser.run(seconds, vec![]).await.as_u64().expect("a number");
    assert!(at > 0 && at < 12 * 3_600, "stopped at {at} s");
    // Nothing is lost: a step further, and back to the beginning.
    browser.click("step-next").await;
    browser.press("Home").await;
    browser.until_text("clock", "00:00").await;
    browser.quiet().await;
}
