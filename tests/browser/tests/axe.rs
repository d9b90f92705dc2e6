//! axe-core over every view, in both themes and both languages, on a desktop and on a phone.
//! `cargo xtask audit` and `cargo xtask test` say where axe-core is.

use browser_tests::views::{Kind, VIEWS};
use browser_tests::{Browser, EMPTY, Fault, is_wanted};
use serde_json::json;

/// What axe says: rule, help, the first elements.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(
        result => done(result.violations.map(v => `${v.id}: ${v.help}: ` +
            v.nodes.slice(0, 3).map(n => `${n.html.slice(0, 160)} (${n.failureSummary?.split('\\n')[1] ?? ''})`).join(' | '))),
        error => done([String(error)]));";

/// A browser, and what axe found in it.
struct Axe {
    source: String,
    browser: Browser,
    found: Vec<String>,
}

impl Axe {
    /// `None` where it is not wanted, or not there.
    async fn start() -> Option<Self> {
        let Some(path) = std::env::var_os("ECS_PLAYGROUND_AXE").filter(|_| is_wanted()) else {
            println!("skipped: run cargo xtask audit; it needs Node's npm");
            return None;
        };
        let source = std::fs::read_to_string(path).expect("axe-core");
        let browser = Browser::start(1440, 900).await;
        Some(Self { source, browser, found: Vec::new() })
    }

    /// Looks at what is in sight.
    async fn look(&mut self, name: &str) {
        let source = json!({ "expression": format!("{};0", self.source) });
        self.browser.chromium("Runtime.evaluate", source).await;
        let result = self.browser.client.execute_async(RUN, vec![]).await.expect("axe runs");
        for violation in result.as_array().expect("a list") {
            self.found.push(format!("{name}: {violation}"));
        }
    }
}

#[tokio::test]
async fn axe_finds_nothing_in_any_view() {
    let Some(mut axe) = Axe::start().await else { return };
    let mut looked = 0;
    // The audit looks at every view eight times, the gate at each once, each time another way.
    let all = std::env::var_os("ECS_PLAYGROUND_ALL").is_some();
    for (k, kind) in Kind::all().into_iter().enumerate() {
        axe.browser.be(kind).await;
        for (_, view) in VIEWS.iter().enumerate().filter(|(v, _)| all || v % 8 == k) {
            axe.browser.show(view, kind).await;
            axe.look(&format!("{} {}", kind.name(), view.name)).await;
            looked += 1;
        }
    }
    println!("axe-core looked at {looked} pages: {} violations", axe.found.len());
    assert!(axe.found.is_empty(), "{:#?}", axe.found);
}

/// What the page says when a file does not come: the shell, the place of a panel, the last notice.
#[tokio::test]
async fn axe_finds_nothing_where_files_are_missing() {
    let Some(mut axe) = Axe::start().await else { return };
    for kind in Kind::all() {
        axe.browser.be(kind).await;
        for (name, file, then, seen) in [
            ("shell", "app-", "", ".shell-trouble"),
            ("panel", "later-", "phone-compose|rail-definitions", ".to-come .trouble"),
            ("end", "", "ecsPlaygroundMain().lost()", "#crash"),
        ] {
            let browser = &axe.browser;
            // The page before may have had its file at the last moment, and kept what it was asked.
            browser.client.goto(&browser.address(EMPTY)).await.expect("an empty page");
            browser.run("localStorage.clear(); sessionStorage.clear();", vec![]).await;
            if !file.is_empty() {
                browser.fault(file, Some(Fault::Missing));
            }
            browser
                .client
                .goto(&browser.address(&format!("?lang={}", kind.lang)))
                .await
                .expect("the page");
            // Looked for again and again, for up to a minute: asked for once, as soon as the page is there.
            let look = "const [seen, then] = arguments; const at = (n) => document.querySelector(`[data-test='${n}']`); \
                if (document.querySelector(seen)?.checkVisibility()) return 'told'; \
                if (then && !window.askedFor && at('clock')) { window.askedFor = true; \
                  if (then.includes('(')) ecsPlaygroundMain().lost(); else { const [phone, wide] = then.split('|'); \
                    (at(phone)?.checkVisibility() ? at(phone) : at(wide)).click(); } } \
                return JSON.stringify([!!at('clock'), !!window.askedFor, document.querySelector('.page')?.className, \
                  document.querySelector('.to-come')?.textContent, {...document.documentElement.dataset}, localStorage.length]);";
            let mut last = json!(null);
            for _ in 0..600 {
                last = browser.run(look, vec![json!(seen), json!(then)]).await;
                if last == json!("told") {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
            assert_eq!(last, json!("told"), "{} {name}", kind.name());
            axe.look(&format!("{} {name}", kind.name())).await;
            axe.browser.fault(file, None);
        }
    }
    assert!(axe.found.is_empty(), "{:#?}", axe.found);
}
