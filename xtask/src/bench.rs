//! Benchmarks: W1 natively, then in the page's own wasm in the browser.

use crate::shell::{command, run, run_command};
use crate::tools::browser;
use crate::{build, sizes};

/// All benchmarks.
pub fn all() -> Result<(), String> {
    println!("natively");
    run("cargo", &["bench", "--no-default-features", "--bench", "placement"])?;
    println!("in wasm, in Chromium");
    browser()?;
    sizes::report(&build::run(false)?, false)?;
    let arguments = ["test", "--package", "browser-tests", "figures", "--", "--nocapture"];
    run_command(command("cargo", &arguments).env("ECS_PLAYGROUND_BROWSER", "1"))
}
