//! What the page says and does when its files do not come: the shell before it is there, the rest of
//! the program, and a function that is called before it is here.

use std::time::Duration;

use browser_tests::views::Kind;
use browser_tests::{Browser, Fault, is_wanted};
use serde_json::{Value, json};

/// Whether the shell says that the page did not load; whether it offers to reload.
const TOLD: &str = "const seen = (e) => e?.checkVisibility({visibilityProperty: true}) ?? null; \
    return [seen(document.querySelector('.shell-trouble')), seen(document.getElementById('reload'))]";

/// Goes there; the page itself may never come.
async fn go(browser: &Browser, rest: &str) {
    browser.client.goto("about:blank").await.expect("blank");
    browser.client.goto(&browser.address(rest)).await.expect("the shell");
}

/// Whichever file does not come, or comes broken: the shell says so in both languages, and its button
/// opens the page as soon as all is there. Nothing behind the address is lost.
#[tokio::test]
async fn the_shell_tells_what_did_not_come_and_reloads() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    for (file, fault) in [
        ("app-", Fault::Missing),
        ("app-", Fault::HangsUp),
        ("app-", Fault::Altered),
        ("join-", Fault::Missing),
        ("join-", Fault::Altered),
        ("style-", Fault::Missing),
    ] {
        println!("{file} {fault:?}");
        browser.fault(file, Some(fault));
        go(&browser, "?example=waiting&lang=en#x").await;
        browser.until("told", TOLD, &json!([true, true])).await;
        let text = "return document.querySelector('.shell-trouble').innerText";
        let text = browser.run(text, vec![]).await;
        let says = |words: &str| text.as_str().is_some_and(|text| text.contains(words));
        assert!(says("did not load") && says("沒有載入"), "{text}");
        let waits = "return document.querySelector('.shell-wait').checkVisibility()";
        if file != "style-" {
            assert_eq!(browser.run(waits, vec![]).await, json!(false), "it waits no more");
        }
        browser.fault(file, None);
        browser.run("document.getElementById('reload').click()", vec![]).await;
        browser.until_text("value-desired", "9").await;
        let address = browser.client.current_url().await.expect("an address");
        assert_eq!(address.query(), Some("example=waiting&lang=en"), "{file} {fault:?}");
    }
}

/// Where not even the first script comes, the style sheet tells it after a while, without a button that
/// could do nothing.
#[tokio::test]
async fn the_shell_tells_it_without_any_script() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.fault("boot-", Some(Fault::Missing));
    go(&browser, "?lang=en").await;
    assert_eq!(browser.run(TOLD, vec![]).await, json!([false, false]), "not at once");
    browser.until("told", TOLD, &json!([true, false])).await;
    browser.picture("shell-no-script").await;
}

/// The shell while it waits and when it fails, in the eight kinds, for people to look at; what it says is
/// inside the page, and readable without motion, too.
#[tokio::test]
async fn the_shell_fits() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    for kind in Kind::all() {
        browser.be(kind).await;
        for (fault, name, seen) in
            [(Fault::Held, "waits", ".shell-wait"), (Fault::Missing, "fails", ".shell-trouble")]
        {
            browser.fault("app-", Some(fault));
            browser.client.goto("about:blank").await.expect("blank");
            let go = format!("location.href = '{}'", browser.address("?lang=en"));
            browser.run(&go, vec![]).await;
            let script = format!(
                "const e = document.querySelector('{seen}'); if (!e?.checkVisibility({{visibilityProperty: true}})) return null; \
                 const box = e.getBoundingClientRect(); \
                 return box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth"
            );
            browser.until(seen, &script, &json!(true)).await;
            if kind.lang == "en" {
                browser.picture(&format!("shell-{name}-{}", kind.name())).await;
            }
            browser.fault("app-", None);
        }
    }
}

/// The rest of the program cannot be had: the panel that was asked for says so and offers to try again, what
/// the page has goes on, and what was asked happens once when the rest comes.
#[tokio::test]
async fn the_rest_is_missing_and_comes_later() {
    if !is_wanted() {
        return;
    }
    for phone in [false, true] {
        let browser = Browser::start(1440, 900).await;
        browser.be(Kind { dark: phone, lang: "en", phone }).await;
        browser.fault("later-", Some(Fault::Held));
        browser.open("?lang=en").await;
        // While it is on its way, the place of what was asked for is there and says so.
        let define = if phone { "phone-compose" } else { "rail-definitions" };
        browser.click(define).await;
        browser.until_text("parts-coming", "Loading the rest").await;
        if phone {
            let here = "return document.querySelector('.phone-bar [aria-current]').dataset.test";
            assert_eq!(browser.run(here, vec![]).await, json!(define), "the bar says where one is");
        }
        tokio::time::sleep(Duration::from_millis(600)).await;
        browser.picture(if phone { "rest-coming-phone" } else { "rest-coming" }).await;
        browser.fault("later-", Some(Fault::HangsUp));
        browser.until_text("parts-missing", "could not be loaded").await;
        let inside = "return document.querySelector(`[data-test='parts-missing']`).closest('.panel.composer') !== null";
        assert_eq!(browser.run(inside, vec![]).await, json!(true), "the panel says it");
        browser.picture(if phone { "rest-missing-phone" } else { "rest-missing" }).await;
        // Trying again in vain tells it again; the clock goes on, and the tasks with it.
        browser.click("parts-again").await;
        browser.until_text("parts-missing", "could not be loaded").await;
        if phone {
            browser.click("phone-stage").await;
        }
        let running = "return document.querySelector(`[data-test='value-running']`).textContent";
        browser.until("running", running, &json!("9")).await;
        browser
            .picture(if phone { "rest-missing-later-phone" } else { "rest-missing-later" })
            .await;
        // Asking for more tries again by itself, in vain; then by the button, when the file can be had.
        browser.click("prompt-ask").await;
        browser.until_text("parts-missing", "could not be loaded").await;
        browser.fault("later-", None);
        browser.click("parts-again").await;
        let desired = "return document.querySelector(`[data-test='value-desired']`).textContent";
        browser.until("desired", desired, &json!("12")).await;
        browser.until("running", running, &json!("12")).await;
        let told = "return document.querySelector(`[data-test^='parts-']`)";
        assert_eq!(browser.run(told, vec![]).await, Value::Null, "all is here");
        let waited = "return document.documentElement.dataset.partsWaited ?? 'no'";
        assert_eq!(browser.run(waited, vec![]).await, json!("no"), "nobody met a missing function");
        if !phone {
            browser.wait("tab-definitions").await;
        }
    }
}

/// A connection that comes back is used without being asked.
#[tokio::test]
async fn the_rest_is_fetched_again_when_the_browser_is_online() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.fault("later-", Some(Fault::Missing));
    browser.open("?lang=en").await;
    browser.wait("parts-missing").await;
    browser.click("rail-services").await;
    browser.fault("later-", None);
    browser.run("dispatchEvent(new Event('online'))", vec![]).await;
    browser.wait("tab-services").await;
}

/// A function that is called before it is here, and cannot be had, or is not what it should be: the page
/// ends with the notice that a panic shows, once, over everything, and it can be left.
#[tokio::test]
async fn a_function_that_cannot_be_had_ends_the_page_in_its_notice() {
    if !is_wanted() {
        return;
    }
    for (fault, lang) in [(Fault::HangsUp, "en"), (Fault::Missing, "zh-TW"), (Fault::Altered, "en")]
    {
        let browser = Browser::start(1440, 900).await;
        // The file never comes by itself: only the call that needs it asks.
        browser.before_pages("WebAssembly.compileStreaming = () => new Promise(() => {});").await;
        browser.fault("later-", Some(fault));
        browser.open(&format!("?lang={lang}")).await;
        let call = "try { ecsPlaygroundDigests('{}', '1m'); return 'went on'; } catch (e) { return 'ended'; }";
        assert_eq!(browser.run(call, vec![]).await, json!("ended"), "{fault:?}");
        assert_eq!(browser.run(call, vec![]).await, json!("ended"), "{fault:?}: and once more");
        let seen = "return [...document.querySelectorAll('dialog')].map((e) => [e.id, e.matches(':modal'), \
            e.contains(document.activeElement)])";
        assert_eq!(browser.run(seen, vec![]).await, json!([["crash", true, true]]));
        let text = browser.client.find(fantoccini::Locator::Id("crash")).await.expect("a notice");
        let text = text.text().await.expect("a text");
        let title = if lang == "en" { "Your work is kept" } else { "你的內容還在" };
        assert!(text.contains(title), "{text}");
        browser.picture(&format!("crash-{fault:?}")).await;
        // Escape does not lead back to a page that is dead.
        browser
            .client
            .active_element()
            .await
            .expect("a focus")
            .send_keys("\u{e00c}\u{e00c}")
            .await
            .expect("a key");
        browser.until("the notice", seen, &json!([["crash", true, true]])).await;
        browser.fault("later-", None);
        browser.click("crash-reload").await;
        browser.wait("clock").await;
        let gone = "return document.getElementById('crash')";
        assert_eq!(browser.run(gone, vec![]).await, Value::Null);
    }
}

/// What was made before is in the notice's link and in the browser: a panic in the midst of work.
#[tokio::test]
async fn the_notice_has_the_link_to_what_was_made() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en").await;
    browser.click("prompt-ask").await;
    browser.until_text("value-desired", "12").await;
    browser.until_text("title-note", "saved").await;
    browser.run("setTimeout(() => ecsPlaygroundMain().lost())", vec![]).await;
    let link = browser.wait("crash-link").await.prop("value").await.expect("a value");
    let link = link.expect("a link");
    browser.picture("crash-link").await;
    let other = Browser::start(1440, 900).await;
    other.open(&format!("?lang=en#{}", link.split_once('#').expect("a fragment").1)).await;
    other.until_text("value-desired", "12").await;
    // An example is a way out that needs neither the link nor what is kept.
    browser.click("crash-example").await;
    browser.wait("clock").await;
    browser.click("shelf-show").await;
    browser.until_text("shelf", "").await;
    let kept = "return document.querySelectorAll(`[data-test^='shelf-open-']`).length > 0";
    assert_eq!(browser.run(kept, vec![]).await, json!(true), "what was made is kept");
}
