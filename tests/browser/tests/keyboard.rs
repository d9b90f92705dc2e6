//! The keyboard alone: Tab, every key of the sheet, and where the focus goes.

use std::time::Duration;

use browser_tests::views::Kind;
use browser_tests::{Browser, is_wanted};
use ecs_playground::session::keymap::SHEET;
use ecs_playground::texts::comfort::Deed;
use serde_json::json;

const TAB: &str = "\u{e004}";

/// Where the focus is: region, name, whether it is in sight, and whether something shows it.
const FOCUS: &str = "const e = document.activeElement; if (!e || e === document.body) return null; \
    const regions = {'.skip': 'skip', '.top-bar': 'top', '.composer': 'composer', '.inspector': 'inspector', '.timeline': 'time', '.terminal, .terminal-strip': 'terminal', main: 'stage'}; \
    const region = Object.entries(regions).find(([s]) => e.closest(s))?.[1] ?? 'none'; \
    const box = e.getBoundingClientRect(); \
    const ring = (x, pseudo) => { if (!x) return false; const s = getComputedStyle(x, pseudo); \
      return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && s.outlineColor !== 'rgba(0, 0, 0, 0)') \
        || (x.matches('.mark-hit') && s.strokeWidth === '2px' && s.stroke !== 'none'); }; \
    const shown = ring(e) || ring(e.closest('.stepper, .editor, .terminal-line')) || ring(e.querySelector('.grip, .mark-hit')) \
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
        if dark {
            // By day the terminal is closed, by night the page opens with it.
            browser.press("`").await;
            browser.wait("terminal-field").await;
            browser.open("?lang=en&example=waiting").await;
            browser.wait("terminal-field").await;
            browser.until_text("value-running", "6").await;
        }
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
        assert_eq!(
            regions,
            ["skip", "top", "composer", "stage", "inspector", "time", "terminal"],
            "{names:?}"
        );
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
    browser.quiet().await;
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
        Deed::Why | Deed::Events | Deed::Cost | Deed::Cli => {
            "return document.querySelector('.inspector [aria-selected=true]')?.dataset.test"
        }
        Deed::Terminal => "return document.querySelector(`[data-test='terminal']`) !== null",
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
            browser.until("Escape", effect, &json!("")).await;
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
            browser.until("folded", effect, &json!(false)).await;
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
                Deed::Why | Deed::Events | Deed::Cost | Deed::Cli => {
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
                browser.until(name, effect, &json!("")).await;
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
    browser.quiet().await;
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
        async move { browser.until(what, FOCUSED, &json!(wanted)).await }
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
        browser.until(opener, inside, &json!(true)).await;
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
    browser
        .until(
            "the next window",
            "return document.querySelector('dialog')?.dataset.test",
            &json!("keys"),
        )
        .await;
    type_in(&browser, ESCAPE).await;
    is("the second window is closed", "more").await;
    browser.quiet().await;
}
