//! Adds what a machine lacks: the wasm target, a browser with its driver.

use crate::shell::{output, run, succeeds};

/// The target that the page is built for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Adds the wasm target where it is missing.
pub fn wasm_target() -> Result<(), String> {
    let sysroot = output("rustc", &["--print", "sysroot"])?;
    let library = std::path::Path::new(sysroot.trim()).join("lib/rustlib").join(WASM);
    if library.exists() {
        return Ok(());
    }
    println!("adding the target {WASM}");
    run("rustup", &["target", "add", WASM])
}

/// Chromium's program, where there is one.
pub fn chromium() -> Option<&'static str> {
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| succeeds(name, &["--version"]))
}

fn has_browser() -> bool {
    chromium().is_some() && succeeds("chromedriver", &["--version"])
}

/// Installs Chromium and its driver by Debian's package manager where they are missing.
pub fn browser() -> Result<(), String> {
    if has_browser() {
        return Ok(());
    }
    println!("installing chromium and chromium-driver");
    let installed = install(&["chromium", "chromium-driver"]);
    if installed.is_ok() && has_browser() {
        return Ok(());
    }
    Err("the browser tests need Chromium and chromedriver of the same version on the PATH; \
         on Debian: apt-get install chromium chromium-driver"
        .to_owned())
}

/// Installs Firefox by Debian's package manager and its driver by Cargo, where they are missing, and
/// gives the driver's place.
pub fn firefox() -> Result<String, String> {
    if !["firefox-esr", "firefox"].into_iter().any(|name| succeeds(name, &["--version"])) {
        println!("installing firefox-esr");
        install(&["firefox-esr"])?;
    }
    if succeeds("geckodriver", &["--version"]) {
        return Ok("geckodriver".to_owned());
    }
    let folder = crate::shell::root().join("target/tools");
    let driver = folder.join("bin/geckodriver").to_string_lossy().into_owned();
    if !succeeds(&driver, &["--version"]) {
        // Debian has no package of it, and npm's fetches a program from elsewhere.
        println!("building geckodriver (some minutes, once)");
        let root = folder.to_string_lossy().into_owned();
        run("cargo", &["install", "geckodriver", "--locked", "--root", &root])?;
    }
    Ok(driver)
}

/// Debian's packages.
fn install(packages: &[&str]) -> Result<(), String> {
    let mut arguments = vec!["install", "-y", "--no-install-recommends"];
    arguments.extend(packages);
    if succeeds("sh", &["-c", "test $(id -u) = 0"]) {
        run("apt-get", &["update"]).and_then(|()| run("apt-get", &arguments))
    } else {
        arguments.splice(0..0, ["-n", "apt-get"]);
        run("sudo", &["-n", "apt-get", "update"]).and_then(|()| run("sudo", &arguments))
    }
}
