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
    let packages = ["install", "-y", "--no-install-recommends", "chromium", "chromium-driver"];
    let installed = if succeeds("sh", &["-c", "test $(id -u) = 0"]) {
        run("apt-get", &["update"]).and_then(|()| run("apt-get", &packages))
    } else {
        let mut with_sudo = vec!["-n", "apt-get"];
        with_sudo.extend(packages);
        run("sudo", &["-n", "apt-get", "update"]).and_then(|()| run("sudo", &with_sudo))
    };
    if installed.is_ok() && has_browser() {
        return Ok(());
    }
    Err("the browser tests need Chromium and chromedriver of the same version on the PATH; \
         on Debian: apt-get install chromium chromium-driver"
        .to_owned())
}
