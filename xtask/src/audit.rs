//! axe-core over every view, and Lighthouse against the release build: both from npm, installed
//! under `target/`, run where Node is.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::shell::{command, root, run_command, succeeds};
use crate::tools::{browser, chromium};
use crate::{build, serve, server};

/// Runs of which the median counts.
const RUNS: usize = 5;
/// What each score must reach on the desktop.
const BAR: u64 = 95;
const CATEGORIES: [&str; 4] = ["performance", "accessibility", "best-practices", "seo"];

/// Installs packages of npm under `target/audit`; `None` = there is no npm here.
fn from_npm(packages: &[&str]) -> Option<PathBuf> {
    let folder = root().join("target/audit");
    if !succeeds("npm", &["--version"]) {
        return None;
    }
    fs::create_dir_all(&folder).ok()?;
    // A package may be named with its version: d3@3.5.17.
    let there = |package: &&str| {
        let name = package.rsplit_once('@').map_or(*package, |(name, _)| name);
        folder.join("node_modules").join(name).exists()
    };
    if !packages.iter().all(there) {
        let prefix = folder.to_string_lossy().into_owned();
        let mut arguments = vec!["install", "--no-audit", "--no-fund", "--prefix", &prefix];
        arguments.extend(packages);
        run_command(&mut command("npm", &arguments)).ok()?;
    }
    Some(folder.join("node_modules"))
}

/// Where axe-core's program is; `None` = it cannot be had here.
pub fn axe() -> Option<PathBuf> {
    from_npm(&["axe-core"]).map(|modules| modules.join("axe-core/axe.min.js"))
}

/// Where d3 is, in the version that c3vis draws with; `None` = it cannot be had here.
pub fn d3() -> Option<PathBuf> {
    from_npm(&["d3@3.5.17"]).map(|modules| modules.join("d3/d3.min.js"))
}

/// Everything.
pub fn run() -> Result<(), String> {
    browser()?;
    let dist = build::run(false)?;
    let axe = axe().ok_or("the audit needs Node's npm; on Debian: apt-get install npm")?;
    println!("axe-core over every view");
    let arguments =
        ["test", "--quiet", "--package", "browser-tests", "--test", "axe", "--", "--nocapture"];
    run_command(
        command("cargo", &arguments)
            .env("ECS_PLAYGROUND_BROWSER", "1")
            .env("ECS_PLAYGROUND_AXE", axe)
            .env("ECS_PLAYGROUND_ALL", "1"),
    )?;
    lighthouse(dist)
}

fn lighthouse(dist: PathBuf) -> Result<(), String> {
    let modules = from_npm(&["lighthouse"]).ok_or("Lighthouse could not be installed")?;
    let program = modules.join("lighthouse/cli/index.js").to_string_lossy().into_owned();
    let listener = serve::listen(0)?;
    let port = listener.local_addr().map_err(|e| format!("serving: {e}"))?.port();
    std::thread::spawn(move || {
        server::serve(&listener, move |request| Some(serve::answer(request, &dist, false, 1)));
    });
    let address = format!("http://127.0.0.1:{port}/");
    let mut below = Vec::new();
    for (name, runs) in [("desktop", RUNS), ("mobile", 3)] {
        let mut scores: [Vec<u64>; 4] = Default::default();
        let mut paints = Vec::new();
        for n in 0..runs {
            let report = one(&program, &address, name == "desktop", n)?;
            for (category, scores) in CATEGORIES.iter().zip(&mut scores) {
                let score = report["categories"][category]["score"].as_f64().unwrap_or(0.0);
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "0 to 1"
                )]
                scores.push((score * 100.0).round() as u64);
            }
            paints.push(report["audits"]["largest-contentful-paint"]["displayValue"].to_string());
        }
        println!("Lighthouse, {name}, {runs} runs: median (all); largest paints {paints:?}");
        for (category, scores) in CATEGORIES.iter().zip(&mut scores) {
            scores.sort_unstable();
            let median = scores[scores.len() / 2];
            println!("  {category:<16}{median:>4} {scores:?}");
            if name == "desktop" && median < BAR {
                below.push(format!("{category} {median}"));
            }
        }
    }
    if below.is_empty() { Ok(()) } else { Err(format!("under {BAR} on the desktop: {below:?}")) }
}

/// One run; its report.
fn one(program: &str, address: &str, desktop: bool, n: usize) -> Result<Value, String> {
    let out = root().join(format!(
        "target/audit/lighthouse-{}-{n}.json",
        if desktop { "desktop" } else { "mobile" }
    ));
    let path = out.to_string_lossy().into_owned();
    let mut arguments = vec![
        program,
        address,
        "--quiet",
        "--output=json",
        "--output-path",
        &path,
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run \
         --disable-background-networking --disable-component-update --disable-sync",
    ];
    if desktop {
        arguments.push("--preset=desktop");
    }
    let mut node = command("node", &arguments);
    if let Some(chromium) = chromium() {
        // A name on the PATH does not do: it wants the program's place.
        let place = crate::shell::output("sh", &["-c", &format!("command -v {chromium}")])?;
        node.env("CHROME_PATH", place.trim());
    }
    run_command(&mut node)?;
    let text = fs::read_to_string(&out).map_err(|e| format!("{path}: {e}"))?;
    serde_json::from_str(&text).map_err(|e| format!("{path}: {e}"))
}

/// Pictures of every view, or of those named.
pub fn pictures(views: &[String]) -> Result<(), String> {
    browser()?;
    build::run(false)?;
    let arguments = [
        "test",
        "--quiet",
        "--package",
        "browser-tests",
        "--test",
        "pictures",
        "--",
        "--nocapture",
    ];
    run_command(
        command("cargo", &arguments)
            .env("ECS_PLAYGROUND_BROWSER", "1")
            .env("ECS_PLAYGROUND_PICTURES", views.join(",")),
    )?;
    println!("target/pictures/ has them");
    Ok(())
}

/// The main flow in Firefox.
pub fn firefox() -> Result<(), String> {
    let driver = crate::tools::firefox()?;
    build::run(false)?;
    let arguments =
        ["test", "--quiet", "--package", "browser-tests", "--test", "firefox", "--", "--nocapture"];
    run_command(
        command("cargo", &arguments)
            .env("ECS_PLAYGROUND_BROWSER", "1")
            .env("ECS_PLAYGROUND_GECKODRIVER", driver),
    )
}
