//! Benchmarks of placement: natively, then in Chromium's wasm, as the page is built and as fast as
//! the compiler makes it.

use std::path::PathBuf;

use crate::shell::{command, root, run, run_command};
use crate::tools::{WASM, browser, wasm_target};
use crate::{audit, build, counter, sizes};

/// Frames of the stage at 5,000 instances and 50,000 tasks, and its redraw against a plain canvas and
/// against bars in SVG.
pub fn stage() -> Result<(), String> {
    browser()?;
    wasm_target()?;
    build::run(false)?;
    stage_frames()
}

fn stage_frames() -> Result<(), String> {
    println!("the stage in Chromium, software raster");
    let arguments = [
        "test",
        "--quiet",
        "--package",
        "browser-tests",
        "--test",
        "stage_bench",
        "--",
        "--nocapture",
        "--test-threads=1",
    ];
    let mut stage = command("cargo", &arguments);
    stage.env("ECS_PLAYGROUND_BROWSER", "1").env("ECS_PLAYGROUND_STAGE_BENCH", "1");
    if let Some(d3) = audit::d3() {
        stage.env("ECS_PLAYGROUND_D3", d3);
    }
    run_command(&mut stage)
}

/// The page's first landing, against the first paint of a counter in Yew.
pub fn first() -> Result<(), String> {
    browser()?;
    wasm_target()?;
    build::run(false)?;
    landing()
}

fn landing() -> Result<(), String> {
    println!("the page's first landing");
    counter::build()?;
    let arguments = ["test", "--quiet", "--package", "browser-tests", "--test", "flow", "--"];
    let wanted = ["figures", "landing_against_a_counter", "--nocapture", "--test-threads=1"];
    run_command(
        command("cargo", &[&arguments[..], &wanted[..]].concat())
            .env("ECS_PLAYGROUND_BROWSER", "1")
            .env("ECS_PLAYGROUND_COUNTER", "1"),
    )
}

/// All benchmarks.
pub fn all() -> Result<(), String> {
    println!("natively");
    run("cargo", &["bench", "--no-default-features", "--bench", "placement"])?;
    run("cargo", &["bench", "--no-default-features", "--bench", "simulation"])?;
    run("cargo", &["bench", "--no-default-features", "--bench", "seek"])?;
    browser()?;
    wasm_target()?;
    sizes::report(&build::run(false)?, false)?;
    for (profile, words) in [("wasm", "as the page is built"), ("release", "optimised for speed")] {
        println!("in Chromium, {words}");
        let arguments =
            ["build", "--quiet", "--package", "bench-wasm", "--profile", profile, "--target", WASM];
        run_command(&mut command("cargo", &arguments))?;
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root().join("target"), PathBuf::from);
        let module = target.join(WASM).join(profile).join("bench_wasm.wasm");
        let arguments = [
            "test",
            "--quiet",
            "--package",
            "browser-tests",
            "--test",
            "bench",
            "--",
            "--nocapture",
        ];
        run_command(
            command("cargo", &arguments)
                .env("ECS_PLAYGROUND_BROWSER", "1")
                .env("ECS_PLAYGROUND_BENCH_WASM", module),
        )?;
    }
    landing()?;
    stage_frames()
}
