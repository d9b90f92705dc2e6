//! The placement benchmark in Chromium's wasm: `cargo xtask bench` builds its module and says where
//! it is; without it there is nothing to do.

// Rows that other benchmarks measure.
#[allow(dead_code)]
#[path = "../../../benches/load/mod.rs"]
mod load;

use base64::Engine as _;
use browser_tests::{Browser, is_wanted};
use serde_json::json;

/// Milliseconds a run (the median of several rounds), the answer's hash, and the memory used. The
/// browser's clock ticks every 100 µs: short work runs several times a round.
const SCRIPT: &str = "
    const [code, number, who, rounds, runs] = arguments;
    const bytes = Uint8Array.from(atob(code), c => c.charCodeAt(0));
    const { exports } = (window.bench ??= new WebAssembly.Instance(new WebAssembly.Module(bytes)));
    const times = []; let hash = 0;
    for (let i = 0; i < rounds; i++) {
        const start = performance.now();
        for (let n = 0; n < runs; n++) hash = exports.run(number, who);
        times.push((performance.now() - start) / runs);
    }
    times.sort((a, b) => a - b);
    return [times[rounds >> 1], hash >>> 0, exports.tasks(number), exports.memory.buffer.byteLength];";

/// Median, 95th percentile and worst of three hundred seeks, in milliseconds.
const SEEKS: &str = "
    const bytes = Uint8Array.from(atob(arguments[0]), c => c.charCodeAt(0));
    const { exports } = (window.bench ??= new WebAssembly.Instance(new WebAssembly.Module(bytes)));
    exports.seek_to(0);
    const times = [];
    for (let n = 1; n <= 300; n++) {
        const start = performance.now();
        exports.seek_to(n);
        times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    return [times[150], times[285], times[299]];";

/// A new instance of the module.
const FRESH: &str = "
    const bytes = Uint8Array.from(atob(arguments[0]), c => c.charCodeAt(0));
    window.bench = new WebAssembly.Instance(new WebAssembly.Module(bytes));";

/// Whole simulations, the best index and the heap in turn: medians in milliseconds, events, memory.
const WHOLE: &str = "
    const [number, rounds, runs] = arguments;
    const { exports } = window.bench;
    exports.whole(number, 0);
    const times = [[], [], []]; let events = 0;
    for (let i = 0; i < rounds; i++) for (const who of [0, 1, 2]) {
        const times_over = who ? runs : 1;
        const start = performance.now();
        for (let n = 0; n < times_over; n++) {
            const got = exports.whole(number, who);
            if (who === 0) events = got >>> 0;
        }
        times[who].push((performance.now() - start) / times_over);
    }
    for (const list of times) list.sort((a, b) => a - b);
    return [...times.map(list => list[rounds >> 1]), events, exports.memory.buffer.byteLength];";

/// Services at rest: milliseconds and events until they rest, for the month, and in a heap alone.
const REST: &str = "
    const { exports } = window.bench;
    const timed = run => { const start = performance.now(); const got = run(); return [performance.now() - start, got >>> 0]; };
    const first = timed(() => exports.at_rest(5000, 0));
    const month = timed(() => exports.at_rest(5000, 1));
    const heap = timed(() => exports.rest_events(month[1] - first[1], 5000));
    return [first[0], first[1], month[0], month[1], heap[0]];";

/// W1, W2, W3 as whole simulations (G6), and services at rest.
async fn whole_simulations(browser: &Browser, code: &str) {
    // With a memory of its own.
    browser.run(FRESH, vec![json!(code)]).await;
    for number in [1, 2, 3] {
        let work = load::work(number);
        let native = load::whole::digest(&load::whole::calls(&work), load::whole::SETTLED);
        let digest = browser
            .run(
                "return window.bench.exports.whole_digest(arguments[0]) >>> 0;",
                vec![json!(number)],
            )
            .await;
        assert_eq!(digest.as_u64(), Some(native.into()), "W{number}: the same world first");
        let runs = if number == 1 { 20 } else { 4 };
        let row = browser.run(WHOLE, vec![json!(number), json!(7), json!(runs)]).await;
        let tasks = work.tasks.len() as f64;
        let at = |n: usize| row[n].as_f64().unwrap_or(f64::NAN);
        let ns = |n: usize| at(n) * 1e6 / tasks;
        let bar = ns(1) + ns(2);
        println!(
            "W{number} whole, wasm: {:.0} ns a task, {} events; best index {:.0} + six heap events {:.0} = {bar:.0}: \
             {:.2} times; memory {} bytes",
            ns(0),
            at(3),
            ns(1),
            ns(2),
            ns(0) / bar,
            at(4),
        );
    }
    let row = browser.run(REST, vec![]).await;
    let at = |n: usize| row[n].as_f64().unwrap_or(f64::NAN);
    let resting = at(3) - at(1);
    println!(
        "5,000 steady services, wasm: {} events and {:.0} ms until all are steady; {} events and {:.0} ms for the month; \
         of these {resting} at rest, {:.0} ns each; through a heap alone {:.0} ns",
        at(1),
        at(0),
        at(3),
        at(2),
        (at(2) - at(0)) * 1e6 / resting,
        at(4) * 1e6 / resting,
    );
}

#[tokio::test]
async fn placement_in_wasm() {
    let Some(module) = std::env::var_os("ECS_PLAYGROUND_BENCH_WASM").filter(|_| is_wanted()) else {
        println!("skipped: run cargo xtask bench");
        return;
    };
    let bytes = std::fs::read(module).expect("the module");
    let code = base64::engine::general_purpose::STANDARD.encode(bytes);
    let browser = Browser::start(800, 600).await;
    // Not the page: its policy allows no module but its own.
    browser.client.goto(&browser.address("none")).await.expect("an empty page");
    let times = browser.run(SEEKS, vec![json!(code)]).await;
    let at = |n: usize| times[n].as_f64().unwrap_or(f64::NAN);
    println!(
        "seeking in 10,000 events wasm: median {:.1} ms, 95th percentile {:.1} ms, worst {:.1} ms",
        at(0),
        at(1),
        at(2)
    );
    let mut of_w1 = 0.0;
    for number in [1, 10, 2, 3] {
        let mut rows = Vec::new();
        // Warm first; then each contestant in turn.
        for who in [0, 1, 2, 3] {
            if number == 10 && who > 0 {
                continue;
            }
            let rounds = if who == 1 && number != 1 { 1 } else { 9 };
            let runs = if number == 1 && who != 1 { 20 } else { 1 };
            let asked = |rounds: i32| {
                vec![json!(code), json!(number), json!(who), json!(rounds), json!(runs)]
            };
            browser.run(SCRIPT, asked(1)).await;
            let row = browser.run(SCRIPT, asked(rounds)).await;
            let ns = |row: &serde_json::Value| {
                row[0].as_f64().unwrap_or(0.0) * 1e6 / row[2].as_f64().unwrap_or(1.0)
            };
            rows.push((ns(&row), row[1].clone(), row[3].clone()));
        }
        let (ours, memory) = (rows[0].0, rows[0].2.as_u64().unwrap_or(0));
        if number == 10 {
            println!("W1 x 10 wasm: engine {ours:.0} ns a placement; of W1: {:.2}", ours / of_w1);
            continue;
        }
        assert_eq!(rows[0].1, rows[1].1, "W{number}: the same placements first");
        assert_eq!(rows[0].1, rows[3].1, "W{number}: the floor replays them");
        println!(
            "W{number} wasm: engine {ours:.0} ns a placement, plain scan {:.0}, best index {:.0}, floor {:.0}; \
             scan / engine {:.1}, engine / best {:.1}; memory {memory} bytes",
            rows[1].0,
            rows[2].0,
            rows[3].0,
            rows[1].0 / ours,
            ours / rows[2].0,
        );
        if number == 1 {
            of_w1 = ours;
        }
    }
    whole_simulations(&browser, &code).await;
}
