//! Comfort: paper, phones, no motion, and what is told to those who do not see it.

use std::time::Duration;

use base64::Engine as _;
use browser_tests::views::Kind;
use browser_tests::{Browser, fleet, is_wanted};
use serde_json::{Value, json};

async fn texts(browser: &Browser, script: &str) -> Vec<String> {
    let found = browser.run(script, vec![]).await;
    let found = found.as_array().expect("a list");
    found.iter().map(|text| text.as_str().unwrap_or("").to_owned()).collect()
}

/// An instance, a service on it, and one on Fargate.
fn both_kinds() -> Value {
    let web = json!({"family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE", "EC2"],
        "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "web", "image": "nginx"}]});
    let network = json!({"awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a"]}});
    let service = |name: &str, launch: &str, count: u32| {
        json!({"at": "1s", "call": "ecs:CreateService", "input": {"cluster": "demo", "serviceName": name,
            "taskDefinition": "web", "desiredCount": count, "launchType": launch, "networkConfiguration": network}})
    };
    json!({"version": 1, "title": "both kinds", "calls": [
        {"call": "ecs:CreateCluster", "input": {"clusterName": "demo"}},
        {"call": "ec2:RunInstances", "input": {"cluster": "demo", "instanceType": "m5.large", "count": 3,
            "registerAfter": "0s"}},
        {"call": "ecs:RegisterTaskDefinition", "input": web},
        service("on-ec2", "EC2", 2),
        service("on-fargate", "FARGATE", 3)]})
}

/// Paper: the picture, the table under it with every row, and what the scenario is; no control. The screen
/// is as before when it is done.
#[tokio::test]
async fn paper_has_the_picture_the_table_and_the_facts() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    for (dark, lang) in [(false, "en"), (true, "zh-TW")] {
        browser.be(Kind { dark, lang, phone: false }).await;
        browser.open(&format!("?lang={lang}&example=waiting")).await;
        browser.until_text("value-running", "6").await;
        browser.click("play").await;
        browser.press("s").await;
        browser.press("e").await;
        browser.chromium("Emulation.setEmulatedMedia", json!({"media": "print"})).await;
        browser.run("dispatchEvent(new Event('beforeprint'))", vec![]).await;
        browser.wait("stage-table").await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        browser.picture(&format!("print-{lang}")).await;
        let controls = "return [...document.querySelectorAll(`button, select, textarea, input, summary, [tabindex='0'], [role=button]`)] \
            .filter(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}) && e.getBoundingClientRect().width > 0) \
            .map(e => e.dataset.test ?? e.outerHTML.slice(0, 80))";
        let controls = texts(&browser, controls).await;
        // The picture and the table are what is printed; the title is a field on the screen alone.
        let allowed = ["stage", "stage-table", "title"];
        let left: Vec<&String> =
            controls.iter().filter(|name| !allowed.contains(&name.as_str())).collect();
        assert!(left.is_empty(), "{lang}: {left:?}");
        let seen = "return ['title', 'region', 'cluster', 'stage-counts', 'clock', 'value-desired', 'value-running', 'stage', 'stage-table', \
            'chart'].filter(name => { const e = document.querySelector(`[data-test='${name}']`); \
            return !e?.checkVisibility({visibilityProperty: true}) || e.getBoundingClientRect().height < 8; })";
        assert_eq!(texts(&browser, seen).await, Vec::<String>::new(), "{lang}: not on paper");
        let rows = "const t = document.querySelector(`[data-test='stage-table']`); \
            return [Number(t.getAttribute('aria-rowcount')), t.querySelectorAll('[role=row]').length, t.scrollHeight <= t.clientHeight + 2]";
        let rows = browser.run(rows, vec![]).await;
        assert!(rows[0].as_u64() > Some(6) && rows[0] == rows[1], "every row: {rows}");
        assert_eq!(rows[2], json!(true), "no part of the table is scrolled away");
        // White paper, dark ink, also by night.
        let colours = "return [getComputedStyle(document.querySelector('.page')).backgroundColor, \
            getComputedStyle(document.querySelector(`[data-test='clock']`)).color]";
        let colours = texts(&browser, colours).await;
        assert_eq!(colours, ["rgb(255, 255, 255)", "rgb(20, 32, 44)"], "{lang}");
        let table = "return document.querySelector(`[data-test='stage-table']`)";
        browser.run("dispatchEvent(new Event('afterprint'))", vec![]).await;
        browser.chromium("Emulation.setEmulatedMedia", json!({"media": ""})).await;
        browser.until("the table goes", table, &Value::Null).await;
        // And the browser's own way there and back.
        let paper = browser.chromium("Page.printToPDF", json!({"printBackground": true})).await;
        let pdf = base64::engine::general_purpose::STANDARD
            .decode(paper["data"].as_str().expect("a file"))
            .expect("base64");
        let pages = pdf.windows(11).filter(|w| *w == b"/Type /Page").count();
        assert!(pdf.len() > 20_000 && pages >= 2, "{} bytes, {pages} pages", pdf.len());
        std::fs::write(format!("../../target/screenshots/print-{lang}.pdf"), pdf).expect("writing");
        browser.until("the table goes", table, &Value::Null).await;
        browser.quiet().await;
    }
}

/// A phone shows zones, Fargate, or the table, one at a time; the switch says which.
#[tokio::test]
async fn the_phones_switch_shows_zones_fargate_or_the_table() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    for lang in ["en", "zh-TW"] {
        browser.be(Kind { dark: false, lang, phone: true }).await;
        browser.client.goto("about:blank").await.expect("blank");
        browser.open(&format!("?lang={lang}{}&t=2m", fleet::fragment(&both_kinds()))).await;
        browser.until_text("place-fargate", "Fargate").await;
        browser.until_text("place-fargate", "3").await;
        let state = "return ['zones', 'fargate', 'table'].map(n => document.querySelector(`[data-test='place-${n}']`).getAttribute('aria-pressed'))";
        // What the canvas shows, as a sum of its pixels.
        let drawn = "const c = document.querySelector(`[data-test='stage']`); \
            const small = new OffscreenCanvas(c.width, c.height).getContext('2d', {willReadFrequently: true}); small.drawImage(c, 0, 0); \
            const d = small.getImageData(0, 0, c.width, c.height).data; \
            let sum = 0; for (let n = 0; n < d.length; n += 4) sum = (sum * 31 + d[n] + d[n + 1] * 3 + d[n + 2] * 7) % 1000003; return sum";
        let settle = || tokio::time::sleep(Duration::from_millis(500));
        settle().await;
        assert_eq!(browser.run(state, vec![]).await, json!(["true", "false", "false"]));
        let zones = browser.run(drawn, vec![]).await;
        browser.click("place-fargate").await;
        settle().await;
        assert_eq!(browser.run(state, vec![]).await, json!(["false", "true", "false"]));
        let fargate = browser.run(drawn, vec![]).await;
        assert_ne!(zones, fargate, "another lane is drawn");
        browser.picture(&format!("phone-fargate-{lang}")).await;
        browser.click("place-table").await;
        settle().await;
        assert_eq!(browser.run(state, vec![]).await, json!(["false", "false", "true"]));
        let table = browser.text("stage-table").await;
        assert!(table.contains("#1") && table.contains("Fargate"), "{table}");
        let hidden =
            "return getComputedStyle(document.querySelector(`[data-test='stage']`)).visibility";
        assert_eq!(browser.run(hidden, vec![]).await, json!("hidden"));
        browser.picture(&format!("phone-table-{lang}")).await;
        browser.click("place-zones").await;
        settle().await;
        assert_eq!(browser.run(state, vec![]).await, json!(["true", "false", "false"]));
        assert_eq!(browser.run(drawn, vec![]).await, zones, "the zones again");
        let sideways = "return document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(browser.run(sideways, vec![]).await, json!(true));
    }
    browser.quiet().await;
}

/// Different pictures of the stage in two seconds after more tasks were asked for.
async fn pictures_after_asking(browser: &Browser) -> u64 {
    browser.open("?lang=en").await;
    browser.until_text("value-running", "9").await;
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    browser.run(LISTEN, vec![]).await;
    let script = "const done = arguments[arguments.length - 1]; \
        const stage = document.querySelector(`[data-test='stage']`); \
        const small = new OffscreenCanvas(360, 240).getContext('2d', {willReadFrequently: true}); \
        const seen = new Set(); const from = performance.now(); \
        document.querySelector(`[data-test='prompt-ask']`).click(); \
        const look = () => { small.drawImage(stage, 0, 0, 360, 240); \
          const d = small.getImageData(0, 0, 360, 240).data; let sum = 0; \
          for (let n = 0; n < d.length; n += 4) sum = (Math.imul(sum, 31) + d[n] + d[n + 1] * 3 + d[n + 2] * 7) | 0; \
          seen.add(sum); \
          if (performance.now() - from < 2000) requestAnimationFrame(look); else done(seen.size); }; \
        requestAnimationFrame(look);";
    let seen = browser.client.execute_async(script, vec![]).await.expect("a script");
    seen.as_u64().expect("a number")
}

/// Who wants no motion sees none: nothing travels, panels and levels switch at once; what landed is framed
/// and told all the same.
#[tokio::test]
async fn without_motion_nothing_travels_and_all_is_told() {
    if !is_wanted() {
        return;
    }
    let moving = {
        let browser = Browser::start(1440, 900).await;
        pictures_after_asking(&browser).await
    };
    let browser = Browser::start(1440, 900).await;
    let media = json!({"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]});
    browser.chromium("Emulation.setEmulatedMedia", media).await;
    let still = pictures_after_asking(&browser).await;
    println!("pictures of the stage in two seconds: {moving} with motion, {still} without");
    assert!(still >= 3, "states change: {still}");
    assert!(still * 2 < moving, "{still} of {moving}");
    // What landed is told, in one sentence or in two.
    let told = "return window.said.map(([, text]) => Number(text.match(/(\\d+) web tasks? placed/)?.[1] ?? 0)).reduce((a, b) => a + b, 0)";
    browser.until("told", told, &json!(3)).await;
    // Nothing on the page is animated or fades, whatever is pressed.
    browser
        .before_pages(
            "window.moved = []; for (const kind of ['animationstart', 'transitionrun']) \
             addEventListener(kind, e => window.moved.push(`${kind} ${e.target.className} ${e.elapsedTime}`), true);",
        )
        .await;
    browser.open("?lang=en").await;
    for key in ["d", "[", "e", "]", "t", "t", "?", "Escape", "u", "Escape"] {
        browser.press(key).await;
    }
    browser.run("for (const e of document.querySelectorAll('button')) { e.focus(); e.dispatchEvent(new PointerEvent('pointerover')); }", vec![]).await;
    let moved = "return window.moved.filter(m => m.startsWith('transitionrun'))";
    assert_eq!(texts(&browser, moved).await, Vec::<String>::new());
    // A long way to the playhead still says how far it is: that delay is no motion.
    let way = "return [...document.styleSheets].some(s => [...s.cssRules].some(r => r.selectorText === '.way' \
        && r.style.getPropertyPriority('animation-name') === 'important'))";
    assert_eq!(browser.run(way, vec![]).await, json!(true));
    browser.quiet().await;
}

/// What is said, with the time at which it was said, in milliseconds.
async fn said(browser: &Browser) -> Vec<(f64, String)> {
    let said = browser.run("return window.said", vec![]).await;
    let one = |entry: &Value| {
        (entry[0].as_f64().unwrap_or(0.0), entry[1].as_str().unwrap_or("").to_owned())
    };
    said.as_array().expect("a list").iter().map(one).collect()
}

const LISTEN: &str = "window.said = []; \
    const told = document.querySelector(`[data-test='told']`); \
    new MutationObserver(() => window.said.push([performance.now(), told.textContent])) \
      .observe(told, {childList: true, characterData: true, subtree: true}); \
    return [told.getAttribute('aria-live'), told.closest('[aria-hidden=true], [role=alert]') === null]";

/// What lands and what fails is told politely: whole sentences, not more often than every two seconds
/// whatever the speed, nothing while nothing happens.
#[tokio::test]
async fn news_are_polite() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en&example=crash-loop").await;
    browser.wait("play").await;
    assert_eq!(browser.run(LISTEN, vec![]).await, json!(["polite", true]));
    browser.click("speed-2").await;
    tokio::time::sleep(Duration::from_secs(13)).await;
    browser.click("play").await;
    let heard = said(&browser).await;
    println!("{heard:#?}");
    assert!((3..=8).contains(&heard.len()), "{} sentences in 13 s", heard.len());
    for pair in heard.windows(2) {
        assert!(pair[1].0 - pair[0].0 > 1_800.0, "too often: {pair:?}");
    }
    assert!(heard.iter().all(|(_, text)| !text.trim().is_empty()), "{heard:?}");
    assert!(
        heard.iter().any(|(_, text)| text.contains("placed") && text.contains("stopped")),
        "{heard:?}"
    );
    // The clock stands: silence.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let before = said(&browser).await.len();
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(said(&browser).await.len(), before);
    browser.quiet().await;
}

/// A RunTask that finds no place is told with the reason, in both languages; a refusal is an alert.
#[tokio::test]
async fn what_fails_is_told() {
    if !is_wanted() {
        return;
    }
    let scenario = json!({"version": 1, "calls": [
        {"call": "ecs:CreateCluster", "input": {"clusterName": "demo"}},
        {"call": "ec2:RunInstances", "input": {"cluster": "demo", "instanceType": "m5.large", "count": 1, "registerAfter": "0s"}},
        {"call": "ecs:RegisterTaskDefinition", "input": {"family": "big", "containerDefinitions":
            [{"name": "big", "image": "a/b:1", "memory": 60_000}]}},
        {"at": "20s", "call": "ecs:RunTask", "input": {"cluster": "demo", "taskDefinition": "big", "count": 2}}]});
    let browser = Browser::start(1440, 900).await;
    for (lang, words) in [
        ("en", "RunTask found no place for 2 of big:1: RESOURCE:MEMORY"),
        ("zh-TW", "RunTask 有 2 個 big:1 找不到位置：RESOURCE:MEMORY"),
    ] {
        browser.client.goto("about:blank").await.expect("blank");
        browser.open(&format!("?lang={lang}{}&t=15s", fleet::fragment(&scenario))).await;
        browser.wait("play").await;
        browser.run(LISTEN, vec![]).await;
        browser.click("play").await;
        let script = format!("return window.said.some(([, text]) => text.includes('{words}'))");
        browser.until(lang, &script, &json!(true)).await;
    }
    browser.quiet().await;
}

/// At every size of page, with both panels open, a heat map and a filter: what can be dragged is there, and no
/// control of the stage's bar lies over a panel.
#[tokio::test]
async fn nothing_is_lost_at_any_size() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    let fragment = fleet::fragment(&fleet::scenario(600, 1));
    browser.open(&format!("?lang=en{fragment}&t=2m")).await;
    browser.wait("stage-counts").await;
    browser.click("tab-events").await;
    browser.fill("stage-filter", "attribute:ecs.instance-type == m5.large").await;
    browser.until_text("stage-filter-count", " / 600").await;
    for (width, height) in [
        (1920, 1080),
        (1440, 900),
        (1366, 768),
        (1279, 700),
        (1100, 700),
        (1024, 576),
        (844, 390),
        (390, 844),
        (320, 640),
    ] {
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        browser.chromium("Emulation.setDeviceMetricsOverride", metrics).await;
        tokio::time::sleep(Duration::from_millis(400)).await;
        let script = "const scrubber = document.querySelector(`[data-test='scrubber']`).getBoundingClientRect(); \
            const bar = document.querySelector('.stage-bar').getBoundingClientRect(); \
            const stage = document.querySelector(`[data-test='stage']`).getBoundingClientRect(); \
            const out = [...document.querySelectorAll('.stage-bar button, .stage-bar input')] \
              .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > bar.right + .5).map(e => e.dataset.test); \
            return [scrubber.height >= 10 && scrubber.width >= 150, stage.height >= 120, out, \
              document.documentElement.scrollWidth <= innerWidth]";
        let seen = browser.run(script, vec![]).await;
        assert_eq!(seen, json!([true, true, [], true]), "{width} x {height}");
    }
    browser.quiet().await;
}
