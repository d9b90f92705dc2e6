//! Benchmarks: the same program natively and in wasm (in Node, where there is one).

use crate::shell::{command, run, run_command, succeeds};
use crate::tools::{WASM, wasm_target};

/// Runs the placement benchmark on both targets.
pub fn all() -> Result<(), String> {
    println!("natively");
    run("cargo", &["bench", "--no-default-features", "--bench", "placement"])?;
    if !succeeds("node", &["--version"]) {
        println!("in wasm: skipped, there is no Node on the PATH");
        return Ok(());
    }
    wasm_target()?;
    println!("in wasm");
    let build = [
        "build",
        "--profile",
        "bench",
        "--no-default-features",
        "--target",
        WASM,
        "--bench",
        "placement",
    ];
    run_command(&mut command("cargo", &build))?;
    run("node", &["benches/run-wasm.mjs"])
}
