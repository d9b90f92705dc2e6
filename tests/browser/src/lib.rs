//! A real headless Chromium against the release build in `dist/`, served from a subfolder.

#![allow(clippy::zombie_processes, reason = "the driver is waited for when the browser is dropped")]

pub mod fleet;
#[path = "../../../xtask/src/server.rs"]
pub mod server;
pub mod views;

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use server::{Answer, Request};

/// Where the page is served: a subfolder, as on a shared static host.
pub const FOLDER: &str = "/some/folder/";

/// A page of the same origin with nothing on it.
pub const EMPTY: &str = "empty";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// Whether the browser tests run here: `cargo xtask test` says so.
pub fn is_wanted() -> bool {
    let wanted = std::env::var_os("ECS_PLAYGROUND_BROWSER").is_some();
    if !wanted {
        println!("skipped: run cargo xtask test, which builds the page and brings Chromium");
    }
    wanted
}

/// What the server does with a file, for the tests of what the page does then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not there: 404.
    Missing,
    /// The connection breaks.
    HangsUp,
    /// It has other bytes than it should.
    Altered,
    /// Nothing comes until the fault is mended.
    Held,
}

/// The faults: how the names of files begin, and what happens to them.
type Faults = Arc<Mutex<Vec<(String, Fault)>>>;

fn fault_of(faults: &Faults, name: &str) -> Option<Fault> {
    let faults = faults.lock().expect("the faults");
    faults.iter().find(|(begins, _)| name.starts_with(begins)).map(|(_, fault)| *fault)
}

fn serve(port: u16) -> Faults {
    let listener = TcpListener::bind(("127.0.0.1", port)).expect("a server");
    let faults = Faults::default();
    let kept = Arc::clone(&faults);
    std::thread::spawn(move || server::serve(&listener, move |request| answer(request, &faults)));
    kept
}

fn answer(request: &Request, faults: &Faults) -> Option<Answer> {
    let name = request.path.strip_prefix(FOLDER).unwrap_or("none");
    if name == EMPTY {
        let empty = "<!doctype html><title>Empty</title><link rel=icon href=data:,>";
        return Some(Answer::file("text/html; charset=utf-8", empty.into()));
    }
    let (folder, name) = match name.strip_prefix("counter/") {
        Some(name) => ("target/counter", name),
        None => ("dist", name),
    };
    let name = if name.is_empty() { "index.html" } else { name };
    while fault_of(faults, name) == Some(Fault::Held) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let path = root().join(folder).join(name);
    let Ok(mut bytes) = std::fs::read(&path) else { return Some(Answer::missing()) };
    match fault_of(faults, name) {
        Some(Fault::Missing) => return Some(Answer::missing()),
        Some(Fault::HangsUp) => return None,
        Some(Fault::Altered) => {
            if let Some(last) = bytes.last_mut() {
                *last ^= 1;
            }
        }
        Some(Fault::Held) | None => {}
    }
    Some(Answer::file(server::kind(&path), bytes))
}

/// A browser with the page.
pub struct Browser {
    /// Drives it.
    pub client: Client,
    driver: Child,
    profile: PathBuf,
    port: u16,
    faults: Faults,
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Ok(mut faults) = self.faults.lock() {
            faults.clear();
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        // A killed driver leaves its browser behind; the profile's folder tells which it is.
        let profile = self.profile.display().to_string();
        let _ = Command::new("pkill").args(["-KILL", "-f", "--", &profile]).status();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

impl Browser {
    /// Starts a driver and a browser with a fresh profile, and serves `dist/`.
    pub async fn start(width: u32, height: u32) -> Self {
        assert!(root().join("dist/index.html").exists(), "dist/ is missing: cargo xtask build");
        let port = free_port();
        let faults = serve(port);
        let driver_port = free_port();
        let profile = std::env::temp_dir().join(format!("ecs-playground-{driver_port}"));
        let mut capabilities = Capabilities::new();
        capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
        capabilities.insert(
            "goog:chromeOptions".to_owned(),
            json!({ "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--disable-quic", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--no-first-run", "--force-color-profile=srgb",
                format!("--window-size={width},{height}"),
                format!("--user-data-dir={}", profile.display()),
            ] }),
        );
        Self::driven(
            Command::new("chromedriver"),
            driver_port,
            capabilities,
            profile,
            (port, faults),
        )
        .await
    }

    /// The same with Firefox, by `geckodriver`: from the PATH, or from where `cargo xtask firefox`
    /// installed it.
    pub async fn start_firefox(driver: &str) -> Self {
        let port = free_port();
        let faults = serve(port);
        let driver_port = free_port();
        let profile = std::env::temp_dir().join(format!("ecs-playground-{driver_port}"));
        std::fs::create_dir_all(&profile).expect("a profile");
        let mut capabilities = Capabilities::new();
        capabilities.insert(
            "moz:firefoxOptions".to_owned(),
            json!({ "args": ["-headless", "-profile", profile, "--width=1440", "--height=900"] }),
        );
        Self::driven(Command::new(driver), driver_port, capabilities, profile, (port, faults)).await
    }

    async fn driven(
        mut driver: Command,
        driver_port: u16,
        capabilities: Capabilities,
        profile: PathBuf,
        (port, faults): (u16, Faults),
    ) -> Self {
        driver.arg(format!("--port={driver_port}"));
        driver.stdout(Stdio::null()).stderr(Stdio::null());
        let driver = driver.spawn().expect("the browser's driver");
        let address = format!("http://127.0.0.1:{driver_port}");
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        for attempt in 0..100 {
            if let Ok(client) = builder.connect(&address).await {
                return Self { client, driver, profile, port, faults };
            }
            assert!(attempt < 99, "the driver does not answer");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        unreachable!("the loop returns or fails");
    }

    /// From now on files whose names begin so are served with a fault; `None` mends it.
    pub fn fault(&self, begins: &str, fault: Option<Fault>) {
        let mut faults = self.faults.lock().expect("the faults");
        faults.retain(|(known, _)| known != begins);
        faults.extend(fault.map(|fault| (begins.to_owned(), fault)));
    }

    /// The page's address with something behind it.
    pub fn address(&self, rest: &str) -> String {
        format!("http://127.0.0.1:{}{FOLDER}{rest}", self.port)
    }

    /// Opens the page and waits until it has mounted.
    pub async fn open(&self, rest: &str) {
        self.client.goto(&self.address(rest)).await.expect("the page");
        self.wait("clock").await;
    }

    /// Waits for the element with this `data-test`.
    pub async fn wait(&self, name: &str) -> fantoccini::elements::Element {
        let selector = format!("[data-test=\"{name}\"]");
        self.client
            .wait()
            .at_most(Duration::from_secs(20))
            .for_element(Locator::Css(&selector))
            .await
            .unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// Has a script run in every page opened from now on, before the page's own.
    pub async fn before_pages(&self, script: &str) {
        let source = json!({ "source": script });
        self.chromium("Page.addScriptToEvaluateOnNewDocument", source).await;
    }

    /// A command of Chromium's own protocol.
    pub async fn chromium(&self, name: &'static str, parameters: Value) -> Value {
        let command = Chromium { name, parameters };
        self.client.issue_cmd(command).await.expect("the command of Chromium")
    }

    /// Clicks it. An element that the page draws anew at that moment is looked for again, and one that moved
    /// away under the mouse is clicked again.
    pub async fn click(&self, name: &str) {
        const WATCH: &str = "const [e] = arguments; window.clickCame = false; \
            addEventListener('click', event => { window.clickCame = e.contains(event.target); }, {capture: true, once: true});";
        const CAME: &str = "return window.clickCame !== false";
        for _ in 0..5 {
            let element = self.wait(name).await;
            let itself = serde_json::to_value(&element).expect("a reference");
            if let Err(error) = self.client.execute(WATCH, vec![itself]).await {
                assert!(error.is_stale_element_reference(), "{name}: {error}");
                continue;
            }
            match element.click().await {
                Err(error) if error.is_stale_element_reference() => continue,
                Err(error) => panic!("{name}: {error}"),
                Ok(()) => {}
            }
            // Where the click led to another page, nobody watched.
            if self.run(CAME, vec![]).await == json!(true) {
                return;
            }
        }
        panic!("{name}: never stays");
    }

    /// Sets a field as if it was typed or pasted.
    pub async fn fill(&self, name: &str, text: &str) {
        self.wait(name).await;
        self.run(
            "const e = document.querySelector(`[data-test='${arguments[0]}']`); \
             e.focus(); \
             const proto = e instanceof HTMLTextAreaElement ? HTMLTextAreaElement : \
                 e instanceof HTMLSelectElement ? HTMLSelectElement : HTMLInputElement; \
             Object.getOwnPropertyDescriptor(proto.prototype, 'value').set.call(e, arguments[1]); \
             e.dispatchEvent(new Event('input', {bubbles: true})); \
             e.dispatchEvent(new Event('change', {bubbles: true}));",
            vec![json!(name), json!(text)],
        )
        .await;
    }

    /// Runs a script.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.expect("a script")
    }

    /// The text of an element.
    pub async fn text(&self, name: &str) -> String {
        self.wait(name).await.text().await.expect("a text")
    }

    /// Waits until a text is there, for up to 30 seconds.
    pub async fn until_text(&self, name: &str, wanted: &str) {
        let mut last = String::new();
        for _ in 0..300 {
            last = self.text(name).await;
            if last.contains(wanted) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{name}: waited for `{wanted}`, is `{last}`");
    }

    /// Waits until a script answers with a value, a minute at most.
    pub async fn until(&self, what: &str, script: &str, wanted: &Value) {
        let mut last = Value::Null;
        for _ in 0..600 {
            last = self.run(script, vec![]).await;
            if last == *wanted {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{what}: waited for {wanted}, is {last}");
    }

    /// Nothing was said on the console.
    pub async fn quiet(&self) {
        let complaints = self.console().await;
        assert!(complaints.is_empty(), "the console: {complaints:#?}");
    }

    /// Keeps a picture under `target/screenshots/`.
    pub async fn picture(&self, name: &str) {
        self.picture_in("screenshots", name).await;
    }

    /// Keeps a picture under a folder of `target/`.
    pub async fn picture_in(&self, folder: &str, name: &str) {
        let folder = root().join("target").join(folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        let png = self.client.screenshot().await.expect("a picture");
        std::fs::write(folder.join(format!("{name}.png")), png).expect("writing");
    }

    /// Errors and warnings on the console since the last look.
    pub async fn console(&self) -> Vec<String> {
        let entries = self
            .client
            .issue_cmd(Log)
            .await
            .ok()
            .and_then(|value| value.as_array().cloned())
            .unwrap_or_default();
        entries
            .iter()
            .filter(|entry| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING")))
            .map(|entry| entry["message"].to_string())
            .collect()
    }
}

/// Chromium's own command for the console's log.
#[derive(Debug)]
struct Log;

impl fantoccini::wd::WebDriverCompatibleCommand for Log {
    fn endpoint(
        &self,
        base_url: &url::Url,
        session_id: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base_url.join(&format!("session/{}/se/log", session_id.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}

/// A command of Chromium's own protocol.
#[derive(Debug)]
struct Chromium {
    name: &'static str,
    parameters: Value,
}

impl fantoccini::wd::WebDriverCompatibleCommand for Chromium {
    fn endpoint(
        &self,
        base_url: &url::Url,
        session_id: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base_url.join(&format!("session/{}/goog/cdp/execute", session_id.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        let body = json!({ "cmd": self.name, "params": self.parameters });
        (http::Method::POST, Some(body.to_string()))
    }
}
