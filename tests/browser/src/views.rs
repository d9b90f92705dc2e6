//! Every view of the page, for those who look at all of them: pictures, and the audit.

use serde_json::json;

use crate::{Browser, EMPTY, fleet};

/// A view and how to get there.
#[derive(Debug)]
pub struct View {
    /// Its name, as a file's.
    pub name: &'static str,
    /// Behind the address; `lang` is appended.
    pub rest: &'static str,
    /// Keys pressed one after the other.
    pub keys: &'static [&'static str],
    /// Then these are clicked (`data-test`).
    pub clicks: &'static [&'static str],
}

const fn view(
    name: &'static str,
    rest: &'static str,
    keys: &'static [&'static str],
    clicks: &'static [&'static str],
) -> View {
    View { name, rest, keys, clicks }
}

const WAITING: &str = "?example=waiting";
/// Five thousand instances, made anew.
const FAR: &str = "?far";

/// Every view.
pub const VIEWS: &[View] = &[
    view("first-visit", "?", &[], &[]),
    view("waiting", WAITING, &[" "], &[]),
    view("definitions", WAITING, &[" ", "d"], &[]),
    view("services", WAITING, &[" ", "s"], &[]),
    view("service", WAITING, &[" ", "s"], &["service-api"]),
    view("capacity", WAITING, &[" ", "a"], &[]),
    view("run", WAITING, &[" ", "r"], &[]),
    view("events", WAITING, &[" ", "e"], &[]),
    view("why", WAITING, &[" ", "e"], &["open-why"]),
    view("why-open", WAITING, &[" ", "e"], &["open-why", "funnel-open-1"]),
    view("why-empty", WAITING, &[" ", "w"], &[]),
    view("quotas", WAITING, &[" ", "e"], &["tab-quotas"]),
    view("cost", WAITING, &[" ", "b"], &[]),
    view("cost-fargate", "?example=fargate", &["b"], &[]),
    view("both", WAITING, &[" ", "s"], &["service-mode-2"]),
    view("deployments", "?example=rolling", &[" ", "s"], &["service-web"]),
    view("instance", WAITING, &[" ", "t", "ArrowDown", "Enter", "t", "w"], &[]),
    view("cli", WAITING, &[" ", "i"], &[]),
    view("terminal", WAITING, &[" ", "`"], &[]),
    view("table", WAITING, &[" ", "t"], &[]),
    view("share", WAITING, &[" ", "u"], &["share-moment"]),
    view("playgrounds", WAITING, &[" ", "p"], &[]),
    view("keys", WAITING, &[" ", "?"], &[]),
    view("lessons", WAITING, &[" ", "l"], &[]),
    view("examples", WAITING, &[" ", "x"], &[]),
    view("lesson", "?lesson=heal", &[" "], &[]),
    view("fargate", "?example=fargate", &[], &[]),
    view("other-future", WAITING, &[" ", "s"], &["service-api", "desired-more"]),
    view("empty", WAITING, &[" ", "p"], &["shelf-new"]),
    view("far", FAR, &["."], &[]),
    view("fleet", FAR, &[".", "e"], &["tab-fleet"]),
    view("broken-link", "?broken#s=1.eNqNUU1r", &[], &[]),
];

/// A theme, a language and a kind of page.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Night rather than day.
    pub dark: bool,
    /// `en`, `zh-TW`
    pub lang: &'static str,
    /// 390 by 844 rather than 1440 by 900.
    pub phone: bool,
}

impl Kind {
    /// All eight.
    pub fn all() -> Vec<Self> {
        let mut out = Vec::new();
        for dark in [false, true] {
            for lang in ["en", "zh-TW"] {
                for phone in [false, true] {
                    out.push(Self { dark, lang, phone });
                }
            }
        }
        out
    }

    /// As part of a file's name.
    pub fn name(self) -> String {
        let (theme, page) =
            (if self.dark { "night" } else { "day" }, if self.phone { "phone" } else { "desktop" });
        format!("{theme}-{}-{page}", self.lang)
    }
}

impl Browser {
    /// Has the page look so from now on.
    pub async fn be(&self, kind: Kind) {
        let (width, height) = if kind.phone { (390, 844) } else { (1_440, 900) };
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.chromium("Emulation.setDeviceMetricsOverride", metrics).await;
        let theme = if kind.dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
        self.chromium("Emulation.setEmulatedMedia", media).await;
    }

    /// Goes to a view, in a browser that remembers nothing.
    pub async fn show(&self, view: &View, kind: Kind) {
        self.client.goto("about:blank").await.expect("blank");
        self.client.goto(&self.address(EMPTY)).await.expect("an empty page");
        self.run("localStorage.clear(); sessionStorage.clear();", vec![]).await;
        let (query, fragment) = view.rest.split_once('#').unwrap_or((view.rest, ""));
        let is_far = view.rest == FAR;
        let fragment = match fragment {
            _ if is_far => fleet::fragment(&fleet::scenario(5_000, 2)),
            "" => String::new(),
            fragment => format!("#{fragment}"),
        };
        self.open(&format!("{query}&lang={}{fragment}", kind.lang)).await;
        tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
        for key in view.keys {
            self.press(key).await;
        }
        for name in view.clicks {
            self.click(name).await;
        }
        let rest_ms = if is_far { 6_000 } else { 400 };
        tokio::time::sleep(std::time::Duration::from_millis(rest_ms)).await;
    }

    /// Presses a key where the focus is.
    pub async fn press(&self, key: &str) {
        let script = "const e = document.activeElement ?? document.body; \
            for (const type of ['keydown', 'keyup']) e.dispatchEvent(new KeyboardEvent(type, \
            { key: arguments[0], shiftKey: arguments[1], bubbles: true, cancelable: true, composed: true }));";
        let (shift, key) = key.strip_prefix("Shift+").map_or((false, key), |key| (true, key));
        self.run(script, vec![json!(key), json!(shift)]).await;
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}
