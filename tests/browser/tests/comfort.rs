//! Comfort: paper, phones, no motion, the keyboard alone, and what is told to those who do not see it.

use std::time::Duration;

use base64::Engine as _;
use browser_tests::views::Kind;
use browser_tests::{Browser, fleet, is_wanted};
use ecs_playground::session::keymap::SHEET;
use ecs_playground::texts::comfort::Deed;
use serde_json::{Value, json};

const TAB: &str = "\u{e004}";

/// Waits until a script answers with a value.
async fn until(browser: &Browser, what: &str, script: &str, wanted: &Value) {
    let mut last = Value::Null;
    for _ in 0..100 {
        last = browser.run(script, vec![]).await;
        if last == *wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{what}: waited for {wanted}, is {last}");
}

async fn texts(browser: &Browser, script: &str) -> Vec<String> {
    let found = browser.run(script, vec![]).await;
    let found = found.as_array().expect("a list");
    found.iter().map(|text| text.as_str().unwrap_or("").to_owned()).collect()
}

async fn quiet(browser: &Browser) {
    let complaints = browser.console().await;
    assert!(complaints.is_empty(), "the console: {complaints:#?}");
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
        browser.run("dispatchEvent(new Event('afterprint'))", vec![]).await;
        browser.chromium("Emulation.setEmulatedMedia", json!({"media": ""})).await;
        until(
            &browser,
            "the table goes",
            "return document.querySelector(`[data-test='stage-table']`)",
            &Value::Null,
        )
        .await;
        // And the browser's own way there and back.
        let paper = browser.chromium("Page.printToPDF", json!({"printBackground": true})).await;
        let pdf = base64::engine::general_purpose::STANDARD
            .decode(paper["data"].as_str().expect("a file"))
            .expect("base64");
        let pages = pdf.windows(11).filter(|w| *w == b"/Type /Page").count();
        assert!(pdf.len() > 20_000 && pages >= 2, "{} bytes, {pages} pages", pdf.len());
        std::fs::write(format!("../../target/screenshots/print-{lang}.pdf"), pdf).expect("writing");
        until(
            &browser,
            "the table goes",
            "return document.querySelector(`[data-test='stage-table']`)",
            &Value::Null,
        )
        .await;
        quiet(&browser).await;
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
    quiet(&browser).await;
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
    until(&browser, "told", told, &json!(3)).await;
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
    quiet(&browser).await;
}

/// Where the focus is: region, name, whether it is in sight, and whether something shows it.
const FOCUS: &str = "const e = document.activeElement; if (!e || e === document.body) return null; \
    const regions = {'.skip': 'skip', '.top-bar': 'top', '.composer': 'composer', '.inspector': 'inspector', '.timeline': 'time', main: 'stage'}; \
    const region = Object.entries(regions).find(([s]) => e.closest(s))?.[1] ?? 'none'; \
    const box = e.getBoundingClientRect(); \
    const ring = (x, pseudo) => { if (!x) return false; const s = getComputedStyle(x, pseudo); \
      return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && s.outlineColor !== 'rgba(0, 0, 0, 0)') \
        || (x.matches('.mark-hit') && s.strokeWidth === '2px' && s.stroke !== 'none'); }; \
    const shown = ring(e) || ring(e.closest('.stepper, .editor')) || ring(e.querySelector('.grip, .mark-hit')) \
      || (e.matches('.stage-table') && e.querySelector('.active') !== null); \
    return [region, e.dataset.test ?? e.getAttribute('aria-label') ?? e.className, \
      e.matches('.skip') || box.height > 0, shown, box.left, box.top];";

/// Tab leads through the page in the order in which it is read, to nothing that cannot be seen, and each
/// stop is shown; Shift+Tab leads back. In both themes.
#[tokio::test]
async fn tab_leads_through_the_page_in_order_and_every_stop_is_shown() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    for dark in [false, true] {
        browser.be(Kind { dark, lang: "en", phone: false }).await;
        browser.open("?lang=en&example=waiting").await;
        browser.until_text("value-running", "6").await;
        for key in [" ", "s", "e"] {
            browser.press(key).await;
        }
        browser
            .run("document.activeElement.blur(); getSelection().removeAllRanges()", vec![])
            .await;
        let mut regions: Vec<String> = Vec::new();
        let mut names: Vec<String> = Vec::new();
        for _ in 0..250 {
            let place = match browser.client.active_element().await {
                Ok(element) => element,
                Err(error) => panic!("after {:?}: {error}", names.last()),
            };
            place.send_keys(TAB).await.expect("Tab");
            let focus = browser.run(FOCUS, vec![]).await;
            if focus.is_null() {
                break;
            }
            let name = focus[1].as_str().unwrap_or("").to_owned();
            let region = focus[0].as_str().unwrap_or("").to_owned();
            assert_ne!(region, "none", "{name} is in no region");
            assert_eq!(focus[2], json!(true), "{region} {name} is not in sight");
            assert_eq!(
                focus[3],
                json!(true),
                "{region} {name}: nothing shows the focus, dark {dark}"
            );
            if regions.last() != Some(&region) {
                regions.push(region);
            }
            names.push(name);
        }
        assert_eq!(regions, ["skip", "top", "composer", "stage", "inspector", "time"], "{names:?}");
        for wanted in [
            "title",
            "undo",
            "lessons",
            "theme",
            "keys-show",
            "share",
            "tab-services",
            "composer-fold",
            "service-api",
            "service.serviceName",
            "stage-filter",
            "measure-cpu",
            "fit",
            "table",
            "stage",
            "tab-events",
            "inspector-fold",
            "event-search",
            "step-back",
            "play",
            "step-next",
            "speed-0",
            "speed-more",
            "chart-kind-0",
        ] {
            assert!(
                names.iter().any(|name| name == wanted),
                "Tab never comes to {wanted}: {names:?}"
            );
        }
        println!("{} stops, dark {dark}", names.len());
    }
    quiet(&browser).await;
}

/// What a key of the sheet changes, as a script gives it.
const fn effect_of(deed: Deed) -> &'static str {
    match deed {
        Deed::Play => {
            "return document.querySelector(`[data-test='play']`).getAttribute('aria-label')"
        }
        Deed::Step | Deed::Leap | Deed::Ends => {
            "return document.querySelector(`[role=slider]`).getAttribute('aria-valuetext')"
        }
        Deed::Speed => "return document.querySelector(`[data-test='speed-more']`).value",
        Deed::Undo => "return document.querySelector(`[data-test='value-desired']`).textContent",
        Deed::Definitions | Deed::Services | Deed::Capacity | Deed::Run => {
            "return document.querySelector('.composer [aria-selected=true]')?.dataset.test"
        }
        Deed::Why | Deed::Events | Deed::Cli => {
            "return document.querySelector('.inspector [aria-selected=true]')?.dataset.test"
        }
        Deed::Fold => "return document.querySelector('.page').className",
        Deed::Stage | Deed::Filter => "return document.activeElement.id",
        Deed::Walk => "return document.querySelector(`[data-test='told-chosen']`).textContent",
        Deed::OpenWhy => "return document.querySelector('.page').matches('.inspector-open')",
        Deed::Zoom => "return document.querySelector(`[data-test='stage']`).dataset.view",
        Deed::Table => "return document.querySelector(`[data-test='stage-table']`) !== null",
        Deed::Measure => {
            "return document.querySelector(`[data-test='measure-cpu']`).getAttribute('aria-pressed')"
        }
        Deed::Lessons
        | Deed::Examples
        | Deed::Playgrounds
        | Deed::Share
        | Deed::Keys
        | Deed::Escape => {
            "return document.querySelector('dialog')?.getAttribute('aria-label') ?? ''"
        }
    }
}

/// Every key of the sheet does what the sheet says, with the browser's own key presses. The sheet itself is
/// the list: a row that is added and does nothing fails here.
#[tokio::test]
async fn every_key_of_the_sheet_does_what_it_says() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en&example=waiting").await;
    browser.until_text("value-running", "6").await;
    browser.press(" ").await;
    // Something to undo.
    browser.press("s").await;
    browser.click("service-api").await;
    browser.click("desired-more").await;
    let mut done: Vec<Deed> = Vec::new();
    for (keys, deed) in SHEET {
        let effect = effect_of(deed);
        match deed {
            // From the stage: its own keys need the focus there.
            Deed::Walk | Deed::OpenWhy | Deed::Zoom => {
                browser.run("document.getElementById('stage-canvas').focus()", vec![]).await;
            }
            _ => {
                browser.run("document.activeElement.blur()", vec![]).await;
            }
        }
        if deed == Deed::Escape {
            browser.press("?").await;
            browser.wait("keys").await;
            browser.press("Escape").await;
            until(&browser, "Escape", effect, &json!("")).await;
            done.push(deed);
            continue;
        }
        if deed == Deed::OpenWhy {
            // To an instance, and into its box: the next Enter asks why of a task.
            for key in ["ArrowUp", "ArrowUp", "Enter"] {
                browser.press(key).await;
            }
            let told = browser.run(effect_of(Deed::Walk), vec![]).await;
            assert!(told.as_str().is_some_and(|told| told.contains(", running, ")), "{told}");
            if browser.run(effect, vec![]).await == json!(true) {
                browser.press("]").await;
            }
            until(&browser, "folded", effect, &json!(false)).await;
        }
        for name in keys.split(' ') {
            let key = match name {
                "Space" => " ".to_owned(),
                "Esc" => "Escape".to_owned(),
                other => other
                    .replace('←', "ArrowLeft")
                    .replace('→', "ArrowRight")
                    .replace('↑', "ArrowUp")
                    .replace('↓', "ArrowDown"),
            };
            // What shows it must change; a panel that is open already is opened from another.
            let before = match deed {
                Deed::Definitions | Deed::Services | Deed::Capacity | Deed::Run => {
                    browser.press(if deed == Deed::Run { "a" } else { "r" }).await;
                    browser.run(effect, vec![]).await
                }
                Deed::Why | Deed::Events | Deed::Cli => {
                    browser.press(if deed == Deed::Events { "w" } else { "e" }).await;
                    browser.run(effect, vec![]).await
                }
                Deed::Measure => {
                    browser.press(if name == "m" { "c" } else { "m" }).await;
                    browser.run(effect, vec![]).await
                }
                Deed::Zoom => {
                    for _ in 0..3 {
                        browser.press("+").await;
                    }
                    browser.run(effect, vec![]).await
                }
                _ => browser.run(effect, vec![]).await,
            };
            let mut after = before.clone();
            // Several events lie in one second of the clock.
            for step in 0..60 {
                if step == 0 || (deed == Deed::Step && step % 10 == 0) {
                    browser.press(&key).await;
                }
                after = browser.run(effect, vec![]).await;
                if after != before {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            // Nothing lies above the first row. Whatever is chosen is told.
            let edge = deed == Deed::Walk && name == "↑";
            assert!(after != before || edge, "{name} ({deed:?}) changes nothing: {before}");
            assert!(deed != Deed::Walk || after != json!(""), "{name}: nothing is told");
            println!("{name}: {before} -> {after}");
            if matches!(
                deed,
                Deed::Lessons | Deed::Examples | Deed::Playgrounds | Deed::Share | Deed::Keys
            ) {
                browser.press("Escape").await;
                until(&browser, name, effect, &json!("")).await;
            }
            if matches!(deed, Deed::Filter | Deed::Stage) {
                browser.run("document.activeElement.blur()", vec![]).await;
            }
            if deed == Deed::Play {
                browser.press(&key).await;
            }
        }
        done.push(deed);
    }
    assert_eq!(done.len(), SHEET.len());
    // Turned off, single keys are silent, the stage's among them where it has not the focus.
    browser.press("?").await;
    browser.click("plain-keys").await;
    browser.press("Escape").await;
    browser.run("document.activeElement.blur()", vec![]).await;
    let view = effect_of(Deed::Zoom);
    let before = browser.run(view, vec![]).await;
    for key in ["1", "0", "+", "d"] {
        browser.press(key).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(browser.run(view, vec![]).await, before);
    quiet(&browser).await;
}

/// Presses a key where the focus is, as a keyboard does.
async fn type_in(browser: &Browser, keys: &str) {
    let focus = browser.client.active_element().await.expect("a focus");
    focus.send_keys(keys).await.expect("a key");
    tokio::time::sleep(Duration::from_millis(250)).await;
}

const FOCUSED: &str = "const e = document.activeElement; return e === document.body ? 'nobody' : \
    e.dataset.test ?? e.id ?? e.tagName";

/// By keyboard alone: whatever is closed or folded, the focus goes to what stands in its place.
#[tokio::test]
async fn the_focus_is_never_lost() {
    if !is_wanted() {
        return;
    }
    const ENTER: &str = "\u{e007}";
    const ESCAPE: &str = "\u{e00c}";
    const RIGHT: &str = "\u{e014}";
    let browser = Browser::start(1440, 900).await;
    browser.open("?lang=en").await;
    browser.until_text("value-running", "9").await;
    let focus = |name: &'static str| {
        let browser = &browser;
        async move {
            browser.wait(name).await;
            browser
                .run(
                    "document.querySelector(`[data-test='${arguments[0]}']`).focus()",
                    vec![json!(name)],
                )
                .await;
        }
    };
    let is = |what: &'static str, wanted: &'static str| {
        let browser = &browser;
        async move { until(browser, what, FOCUSED, &json!(wanted)).await }
    };
    // A rail's button opens its panel and is gone; the panel's tab has the focus. Folded, the rail's.
    focus("rail-services").await;
    type_in(&browser, ENTER).await;
    is("a panel is opened", "tab-services").await;
    type_in(&browser, RIGHT).await;
    is("an arrow goes to the next tab", "tab-capacity").await;
    browser.wait("add-instances").await;
    focus("composer-fold").await;
    type_in(&browser, ENTER).await;
    is("a panel is folded", "rail-capacity").await;
    focus("rail-quotas").await;
    type_in(&browser, ENTER).await;
    is("the inspector is opened", "tab-quotas").await;
    type_in(&browser, "]").await;
    is("the inspector is folded by its key", "rail-quotas").await;
    // Windows give it back, by Escape and by their button.
    for opener in ["share", "lessons", "examples", "shelf-show", "keys-show"] {
        focus(opener).await;
        type_in(&browser, ENTER).await;
        let inside = "return document.activeElement.closest('dialog') !== null";
        until(&browser, opener, inside, &json!(true)).await;
        type_in(&browser, ESCAPE).await;
        is("a window is closed", opener).await;
    }
    focus("share").await;
    type_in(&browser, ENTER).await;
    focus("share-close").await;
    type_in(&browser, ENTER).await;
    is("a window is closed by its button", "share").await;
    // What is used up or closed leaves it on the stage, or in its panel.
    focus("prompt-ask").await;
    type_in(&browser, ENTER).await;
    is("a prompt is used", "stage").await;
    focus("tab-services").await;
    focus("gloss-close").await;
    type_in(&browser, ENTER).await;
    is("a gloss is closed", "tab-services").await;
    // A window that leads to another.
    browser.be(Kind { dark: false, lang: "en", phone: true }).await;
    focus("more").await;
    type_in(&browser, ENTER).await;
    focus("more-keys").await;
    type_in(&browser, ENTER).await;
    until(
        &browser,
        "the next window",
        "return document.querySelector('dialog')?.dataset.test",
        &json!("keys"),
    )
    .await;
    type_in(&browser, ESCAPE).await;
    is("the second window is closed", "more").await;
    quiet(&browser).await;
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
    quiet(&browser).await;
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
        until(&browser, lang, &script, &json!(true)).await;
    }
    quiet(&browser).await;
}
