//! The program in two files: what a first visit needs, and what happens while the rest is missing.

use std::time::Duration;

use browser_tests::{Browser, is_wanted};
use ecs_playground::base::SimTime;
use ecs_playground::scenario::digest;
use ecs_playground::scenario::example::Example;
use ecs_playground::session::link;
use ecs_playground::simulation::Player;
use ecs_playground::texts::Lang;
use serde_json::{Value, json};

const LANDED: &str = "return performance.getEntriesByName('first-landing').length > 0";

async fn landed(browser: &Browser) {
    for _ in 0..200 {
        if browser.run(LANDED, vec![]).await == json!(true) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no task lands");
}

/// Moves over the stage and the page as a reader would while the rest is on its way.
async fn look_around(browser: &Browser) {
    let script = "const stage = document.querySelector(`[data-test='stage']`); \
        const box = stage.getBoundingClientRect(); \
        for (let x = 4; x < box.width; x += 40) for (let y = 4; y < box.height; y += 40) \
          stage.dispatchEvent(new PointerEvent('pointermove', {bubbles: true, pointerType: 'mouse', \
            clientX: box.x + x, clientY: box.y + y})); \
        stage.dispatchEvent(new PointerEvent('pointerleave')); \
        dispatchEvent(new Event('resize'));";
    browser.run(script, vec![]).await;
}

/// The clock goes on without the rest, for as long as it likes: until the first example runs, or for
/// minutes of its time, in which it comes to rest.
async fn live_on(browser: &Browser, long: bool) {
    until_value(browser, "value-running", "9").await;
    if long {
        // However seldom one looks: the clock shows minutes and seconds.
        let clock = "const [m, s] = document.querySelector(`[data-test='clock']`).textContent.split(':'); return m * 60 + +s >= 190";
        browser.until("three minutes", clock, &json!(true)).await;
    }
}

/// Touches whatever can be touched.
async fn touch_everything(browser: &Browser) {
    let script = "const keys = [...'abcdefghijklmnopqrstuvwxyz0123456789 ?/+-.,', 'Enter', 'Escape', 'Home', 'End', \
          'Tab', 'Delete', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown']; \
        const press = (e, more) => { for (const key of keys) \
          e.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true, ...more})); }; \
        press(document.body, {}); press(document.body, {ctrlKey: true}); press(document.body, {shiftKey: true}); \
        for (const e of document.querySelectorAll('#app [tabindex], #app input, #app select, #app button')) { \
          e.focus(); press(e, {}); \
          if ('value' in e) for (const kind of ['input', 'change']) e.dispatchEvent(new Event(kind, {bubbles: true})); \
          e.blur(); } \
        for (const e of document.querySelectorAll('#app button, #app [data-test], #app canvas, #app svg')) { \
          const box = e.getBoundingClientRect(); \
          const at = {bubbles: true, cancelable: true, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2, \
            pointerId: 1, isPrimary: true, buttons: 1}; \
          for (const kind of ['pointerenter', 'pointerdown', 'pointermove', 'pointerup', 'pointercancel', 'pointerleave']) \
            e.dispatchEvent(new PointerEvent(kind, at)); \
          e.dispatchEvent(new WheelEvent('wheel', {deltaY: 40, ...at})); \
          e.dispatchEvent(new WheelEvent('wheel', {deltaY: 40, ctrlKey: true, ...at})); \
          e.dispatchEvent(new MouseEvent('dblclick', at)); \
          e.dispatchEvent(new MouseEvent('click', at)); }";
    browser.run(script, vec![]).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
}

/// For `cargo xtask late`: the page is a watched one, whose functions write down that they ran.
#[tokio::test]
async fn watch() {
    let Ok(flags) = std::env::var("ECS_PLAYGROUND_FLAGS") else {
        println!("skipped: run cargo xtask late");
        return;
    };
    let [address, count, out] = flags.splitn(3, ' ').collect::<Vec<_>>()[..] else {
        panic!("address, count, file: {flags}");
    };
    let mut all: Vec<bool> = Vec::new();
    for (width, height) in [(1440, 900), (500, 844)] {
        let browser = Browser::start(width, height).await;
        for lang in ["en", "zh"] {
            browser.open(&format!("?lang={lang}")).await;
            landed(&browser).await;
            look_around(&browser).await;
            live_on(&browser, (width, lang) == (1440, "en")).await;
            touch_everything(&browser).await;
            let script = format!(
                "return Array.from(new Uint8Array(ecsPlaygroundMain().memory.buffer, {address}, {count})).join('')"
            );
            let ran = browser.run(&script, vec![]).await;
            let ran = ran.as_str().expect("the flags");
            all.resize(ran.len(), false);
            for (all, ran) in all.iter_mut().zip(ran.chars()) {
                *all |= ran == '1';
            }
        }
    }
    let text: String = all.iter().map(|ran| if *ran { '1' } else { '0' }).collect();
    std::fs::write(out, text).expect("writing");
}

async fn noted(browser: &Browser, what: &str) -> Value {
    let script = "return document.documentElement.dataset[arguments[0]] ?? 'no'";
    browser.run(script, vec![json!(what)]).await
}

/// Waits for a value, in sight or not.
async fn until_value(browser: &Browser, name: &str, wanted: &str) {
    let script =
        "return document.querySelector(`[data-test='${arguments[0]}']`)?.textContent ?? ''";
    let mut last = Value::Null;
    for _ in 0..1_200 {
        last = browser.run(script, vec![json!(name)]).await;
        if last.as_str().is_some_and(|text| text.contains(wanted)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{name}: waited for {wanted}, is {last}");
}

async fn block(browser: &Browser, urls: &[&str]) {
    browser.chromium("Network.enable", json!({})).await;
    browser.chromium("Network.setBlockedURLs", json!({ "urls": urls })).await;
}

#[tokio::test]
async fn a_first_visit_needs_the_first_file_alone_and_what_is_asked_waits_for_the_rest() {
    if !is_wanted() {
        return;
    }
    const AGAIN: &str = "a function that ran stands in the later file: cargo xtask late";
    for (width, lang) in [(1440, "en"), (1440, "zh"), (500, "en")] {
        let browser = Browser::start(width, 900).await;
        block(&browser, &["*later-*"]).await;
        browser.open(&format!("?lang={lang}")).await;
        landed(&browser).await;
        look_around(&browser).await;
        live_on(&browser, (width, lang) == (1440, "en")).await;
        assert_eq!(noted(&browser, "partsWaited").await, "no", "{AGAIN}");
        touch_everything(&browser).await;
        assert_eq!(noted(&browser, "partsWaited").await, "no", "touched: {AGAIN}");
        browser.open(&format!("?lang={lang}")).await;
        landed(&browser).await;
        // The file cannot be had: the page says so, and keeps what is asked.
        browser.click("prompt-ask").await;
        // What was asked begins the fetch anew: the page says that it failed when that has failed too.
        let told = "const e = document.querySelector(`[data-test='parts-missing']`); return e ? e.checkVisibility() : null";
        browser.until(&format!("{lang}: the failure is told"), told, &json!(true)).await;
        assert_eq!(noted(&browser, "partsFailed").await, "true");
        // Now it can: what was asked happens, once, and the clock goes on.
        block(&browser, &[]).await;
        browser.click("play").await;
        until_value(&browser, "value-desired", "12").await;
        browser.click("play").await;
        until_value(&browser, "value-running", "12").await;
        assert_eq!(browser.run(told, vec![]).await, Value::Null, "{lang}: all is here");
        assert_eq!(noted(&browser, "partsWaited").await, "no");
    }
}

/// The last guard: should code be called that is not here yet, it is fetched before it runs.
#[tokio::test]
async fn a_function_that_is_called_too_early_is_waited_for() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    // The file never comes by itself.
    browser.before_pages("WebAssembly.compileStreaming = () => new Promise(() => {});").await;
    browser.open("?lang=en").await;
    let scenario = Example::named("canary").expect("there is one").scenario().expect("readable");
    let mut player = Player::new(scenario.setup.clone(), scenario.calls.clone());
    let native = digest::digests(&mut player, SimTime(600_000)).join("\n");
    let text = scenario.to_json().to_string();
    let wasm = browser
        .run("return window.ecsPlaygroundDigests(arguments[0], '10m')", vec![json!(text)])
        .await;
    assert_eq!(wasm, json!(native));
    assert_eq!(noted(&browser, "partsWaited").await, "true");
}

#[tokio::test]
async fn a_link_with_calls_of_the_later_file_opens_right() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    for id in ["canary", "fargate"] {
        let scenario = link::example(id, Lang::En).expect("there is one");
        let payload = link::encode(&scenario);
        browser.client.goto("about:blank").await.expect("blank");
        browser.open(&format!("?lang=en#s={payload}")).await;
        let title = browser.wait("title").await.prop("value").await.expect("a field");
        assert_eq!(title.as_deref(), Some(&*scenario.title), "{id}");
        assert_eq!(noted(&browser, "partsWaited").await, "no", "{id}");
        assert_eq!(noted(&browser, "partsFailed").await, "no", "{id}");
    }
    browser.quiet().await;
}
