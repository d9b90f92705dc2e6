//! The checks: the gate (`test`), the inner loop (`check`), and what is too long for CI (`deep`).

use crate::shell::{command, run, run_command, step};
use crate::tools::{WASM, browser, wasm_target};
use crate::{audit, build, fuzz, judge, sizes};

fn clippy(arguments: &[&str]) -> Result<(), String> {
    let mut all = vec!["clippy", "--quiet"];
    all.extend(arguments);
    all.extend(["--", "-D", "warnings"]);
    run("cargo", &all)
}

fn core_lints() -> Result<(), String> {
    clippy(&["--no-default-features", "--lib", "--bins", "--tests"])
}

/// Everything. CI runs exactly this.
pub fn test() -> Result<(), String> {
    const STEPS: usize = 9;
    println!("cargo xtask test: every check of the project, in {STEPS} steps");
    step(1, STEPS, "what is missing: the wasm target, Chromium and its driver", || {
        wasm_target()?;
        browser()
    })?;
    step(2, STEPS, "format", || run("cargo", &["fmt", "--all", "--check"]))?;
    step(3, STEPS, "lints of the core without the screen", core_lints)?;
    step(4, STEPS, "lints of the page and the tools", || {
        // As it is built for development, and as the release build cuts it in two.
        clippy(&["--target", WASM, "--bin", "ecs-playground"])?;
        clippy(&["--target", WASM, "--bin", "ecs-playground", "--features", "split"])?;
        clippy(&["--package", "xtask"])
    })?;
    step(5, STEPS, "native tests: units, properties, stories, walls", || {
        run("cargo", &["test", "--no-default-features"])?;
        run("cargo", &["test", "--quiet", "--package", "xtask"])
    })?;
    step(6, STEPS, "inputs and answers against the API's own model (botocore)", judge::judge)?;
    step(7, STEPS, "the page, and its download against the budget", || {
        sizes::report(&build::run(false)?, false)
    })?;
    step(8, STEPS, "lints of the browser tests", || {
        clippy(&["--package", "browser-tests", "--tests"])
    })?;
    step(9, STEPS, "tests in real headless Chromium against the release build", || {
        let arguments = ["test", "--package", "browser-tests"];
        let mut tests = command("cargo", &arguments);
        match audit::axe() {
            Some(axe) => {
                tests.env("ECS_PLAYGROUND_AXE", axe);
            }
            None => println!("axe-core is skipped: it comes from npm, and there is no Node here"),
        }
        run_command(tests.env("ECS_PLAYGROUND_BROWSER", "1"))
    })?;
    println!("\ncargo xtask test: everything passed");
    Ok(())
}

/// The inner loop: at most three minutes after a change.
pub fn check() -> Result<(), String> {
    const STEPS: usize = 3;
    step(1, STEPS, "format", || run("cargo", &["fmt", "--all", "--check"]))?;
    step(2, STEPS, "lints of the core without the screen", core_lints)?;
    step(3, STEPS, "fast tests", || run("cargo", &["test", "--quiet", "--no-default-features"]))
}

/// Executions of each fuzz target.
pub const FUZZ_RUNS: u64 = 1_000_000;

/// What is too long for CI.
pub fn deep() -> Result<(), String> {
    let many = |test: &str, cases: &str| {
        let arguments =
            ["test", "--release", "--no-default-features", "--test", test, "--", "--nocapture"];
        run_command(command("cargo", &arguments).env("ECS_PLAYGROUND_CASES", cases))
    };
    step(1, 4, "placement against its second specification, 1,000,000 cases", || {
        many("specification", "1000000")
    })?;
    step(2, 4, "laws over 200,000 random scenarios", || many("laws", "200000"))?;
    step(3, 4, "deployments against their naive specification, 100,000 scenarios", || {
        many("deployments", "100000")
    })?;
    step(4, 4, "coverage-guided fuzzing, 1,000,000 executions a target", || {
        fuzz::targets()?.iter().try_for_each(|name| fuzz::run(name, FUZZ_RUNS, false))
    })
}
