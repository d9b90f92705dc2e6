//! Yew's counter as a page of its own under `target/counter/`: built with the page's profile, served by
//! the browser tests beside the page, so that the two can be held against each other.

use std::fs;
use std::path::PathBuf;

use wasm_bindgen_cli_support::Bindgen;

use crate::shell::{command, root, run_command};
use crate::tools::WASM;

const PAGE: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Counter</title>\
<link rel=\"icon\" href=\"data:,\"><link rel=\"modulepreload\" href=\"./counter.js\">\
<link rel=\"preload\" as=\"fetch\" type=\"application/wasm\" crossorigin href=\"./counter_bg.wasm\">\
<script type=\"module\">import init from './counter.js'; init({ module_or_path: new URL('./counter_bg.wasm', import.meta.url) });</script></head><body></body></html>";

/// Builds it.
pub fn build() -> Result<(), String> {
    let arguments =
        ["build", "--quiet", "--package", "bench-counter", "--profile", "wasm", "--target", WASM];
    run_command(&mut command("cargo", &arguments))?;
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let wasm = target.join(WASM).join("wasm/bench-counter.wasm");
    let out = root().join("target/counter");
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&wasm).out_name("counter").typescript(false);
    bindgen.web(true).and_then(|b| b.generate(&out)).map_err(|e| format!("wasm-bindgen: {e}"))?;
    let size = fs::metadata(out.join("counter_bg.wasm")).map_or(0, |file| file.len());
    println!("the counter's wasm: {size} bytes");
    fs::write(out.join("index.html"), PAGE).map_err(|e| format!("target/counter: {e}"))
}
