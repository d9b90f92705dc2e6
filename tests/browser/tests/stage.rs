//! The stage: zoom, pan, keys, pointer, filter; and its table.

use browser_tests::{Browser, fleet, is_wanted};
use serde_json::{Value, json};

/// Keys as WebDriver writes them.
const DOWN: &str = "\u{e015}";
const UP: &str = "\u{e013}";
const LEFT: &str = "\u{e012}";
const RIGHT: &str = "\u{e014}";
const ENTER: &str = "\u{e007}";
const END: &str = "\u{e010}";
const HOME: &str = "\u{e011}";
const PAGE_DOWN: &str = "\u{e00f}";

struct Stage {
    browser: Browser,
}

impl Stage {
    async fn open(rest: &str) -> Self {
        let browser = Browser::start(1440, 900).await;
        browser.open(rest).await;
        browser.wait("stage").await;
        Self { browser }
    }

    async fn settle(&self) {
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    }

    /// (near, middle or far; width of a box; scrolled right; scrolled down).
    async fn view(&self) -> (String, i64, i64, i64) {
        self.settle().await;
        let script = "const c = document.querySelector(`[data-test='stage']`); \
            return [c.closest('.stage').dataset.level, ...c.dataset.view.split(' ').map(Number)];";
        let told = self.browser.run(script, vec![]).await;
        let number = |n: usize| told[n].as_i64().unwrap_or(-1);
        (told[0].as_str().unwrap_or("").to_owned(), number(1), number(2), number(3))
    }

    /// An event of the pointer's wheel at a part of the canvas.
    async fn wheel(&self, at: (f64, f64), by: (f64, f64), ctrl: bool) {
        let script = "const [fx, fy, dx, dy, ctrl] = arguments; \
            const c = document.querySelector(`[data-test='stage']`); const r = c.getBoundingClientRect(); \
            c.dispatchEvent(new WheelEvent('wheel', {deltaX: dx, deltaY: dy, ctrlKey: ctrl, bubbles: true, \
              cancelable: true, clientX: r.x + r.width * fx, clientY: r.y + r.height * fy}));";
        let arguments = vec![json!(at.0), json!(at.1), json!(by.0), json!(by.1), json!(ctrl)];
        self.browser.run(script, arguments).await;
    }

    /// Pointers that go down, move, and come up: [[id, [[fx, fy], ...]], ...].
    async fn pointers(&self, ways: Value, kind: &str) {
        let script = "const [ways, kind] = arguments; \
            const c = document.querySelector(`[data-test='stage']`); const r = c.getBoundingClientRect(); \
            const send = (type, id, [fx, fy]) => c.dispatchEvent(new PointerEvent(type, {pointerId: id, \
              pointerType: kind, bubbles: true, clientX: r.x + r.width * fx, clientY: r.y + r.height * fy})); \
            for (const [id, way] of ways) send('pointerdown', id, way[0]); \
            for (let n = 1; n < ways[0][1].length; n++) for (const [id, way] of ways) send('pointermove', id, way[n]); \
            for (const [id, way] of ways) send('pointerup', id, way.at(-1));";
        self.browser.run(script, vec![ways, json!(kind)]).await;
    }

    async fn keys(&self, keys: &str) {
        let stage = self.browser.wait("stage").await;
        stage.send_keys(keys).await.expect("keys");
    }

    async fn told(&self) -> String {
        self.settle().await;
        let script = "return document.querySelector(`[data-test='told-chosen']`).textContent";
        self.browser.run(script, vec![]).await.as_str().unwrap_or("").to_owned()
    }

    async fn quiet(&self) {
        self.browser.quiet().await;
    }
}

#[tokio::test]
async fn zoom_and_pan() {
    if !is_wanted() {
        return;
    }
    let fragment = fleet::fragment(&fleet::scenario(600, 3));
    let stage = Stage::open(&format!("?lang=en{fragment}&t=2m")).await;
    let (level, fit, x, y) = stage.view().await;
    assert_eq!((level.as_str(), x, y), ("far", 0, 0));
    stage.browser.picture("stage-600-far").await;
    // The wheel with Ctrl zooms about the pointer; without, it scrolls.
    for _ in 0..6 {
        stage.wheel((0.5, 0.4), (0.0, -120.0), true).await;
    }
    let (_, wider, x, y) = stage.view().await;
    assert!(wider > fit * 3 && x > 0 && y > 0, "{wider} {x} {y}");
    stage.wheel((0.5, 0.4), (40.0, 60.0), false).await;
    let (_, same, right, down) = stage.view().await;
    assert_eq!((same, right, down), (wider, x + 40, y + 60));
    // Dragging moves the water with the pointer.
    stage.pointers(json!([[1, [[0.5, 0.5], [0.52, 0.52], [0.6, 0.6]]]]), "mouse").await;
    let (.., dragged, _) = stage.view().await;
    assert!(dragged < right, "{dragged} {right}");
    // Two fingers pinch.
    let pinch = json!([
        [1, [[0.45, 0.5], [0.4, 0.5], [0.2, 0.5]]],
        [2, [[0.55, 0.5], [0.6, 0.5], [0.8, 0.5]]]
    ]);
    stage.pointers(pinch, "touch").await;
    let (_, pinched, ..) = stage.view().await;
    assert!(pinched > same, "{pinched} {same}");
    // Keys: everything, near, in, out; and the buttons.
    stage.keys("0").await;
    assert_eq!(stage.view().await, ("far".to_owned(), fit, 0, 0));
    stage.keys("1").await;
    let (level, near, ..) = stage.view().await;
    assert!(level == "near" && near >= 149, "{level} {near}");
    stage.browser.picture("stage-600-near").await;
    stage.keys("-").await;
    assert_eq!(stage.view().await.0, "middle");
    stage.browser.picture("stage-600-middle").await;
    stage.browser.click("fit").await;
    assert_eq!(stage.view().await.1, fit);
    // A narrow stage has no room for the two buttons.
    stage.browser.click("composer-fold").await;
    let (_, fit, ..) = stage.view().await;
    stage.browser.click("zoom-in").await;
    assert!(stage.view().await.1 > fit);
    stage.quiet().await;
}

#[tokio::test]
async fn keys_walk_over_instances_and_tasks() {
    if !is_wanted() {
        return;
    }
    let stage = Stage::open("?lang=en").await;
    stage.browser.until_text("value-running", "9").await;
    stage.browser.click("play").await;
    stage.keys(DOWN).await;
    assert!(stage.told().await.starts_with("#1 m5.large, Active"), "{}", stage.told().await);
    stage.keys(RIGHT).await;
    assert!(stage.told().await.starts_with("#4 "), "{}", stage.told().await);
    // Into the box, and Why of the task.
    stage.keys(ENTER).await;
    let told = stage.told().await;
    assert!(told.starts_with("web:1, running") && told.ends_with("on #4"), "{told}");
    stage.keys(ENTER).await;
    stage.browser.until_text("why-head", "web:1").await;
    stage.browser.picture("stage-task-chosen").await;
    stage.keys(UP).await;
    assert!(stage.told().await.starts_with("#4 "), "{}", stage.told().await);
    stage.quiet().await;
}

#[tokio::test]
async fn the_table_tells_the_same_and_more_than_fits() {
    if !is_wanted() {
        return;
    }
    let fragment = fleet::fragment(&fleet::scenario(5_000, 1));
    let stage = Stage::open(&format!("?lang=en{fragment}&t=5m")).await;
    stage.browser.until_text("stage-counts", "5,000 tasks").await;
    stage.browser.click("table").await;
    let table = stage.browser.wait("stage-table").await;
    let row = |what: &'static str| {
        let browser = &stage.browser;
        async move {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            let script = "const t = document.querySelector(`[data-test='stage-table']`); \
                const row = document.getElementById(t.getAttribute('aria-activedescendant') ?? 'none'); \
                return [row?.getAttribute(arguments[0]) ?? '', row?.textContent ?? '', t.getAttribute('aria-rowcount'), \
                  t.querySelectorAll('[role=row]').length];";
            browser.run(script, vec![json!(what)]).await
        }
    };
    table.send_keys(DOWN).await.expect("a key");
    table.send_keys(HOME).await.expect("a key");
    let first = row("aria-level").await;
    assert_eq!(first[0], json!("1"));
    assert_eq!(first[2], json!("5004"), "three lanes, 5,000 instances, the head");
    assert!(first[3].as_u64().is_some_and(|rows| rows < 90), "{first}");
    table.send_keys(END).await.expect("a key");
    let last = row("aria-rowindex").await;
    assert_eq!(last[0], json!("5004"));
    // Services spread their own tasks, so a few instances have none: the last that has one.
    let mut last = row("aria-expanded").await;
    for _ in 0..60 {
        if last[0] == json!("false") {
            break;
        }
        table.send_keys(UP).await.expect("a key");
        last = row("aria-expanded").await;
    }
    let number: String = last[1].as_str().unwrap_or("").chars().take_while(|c| *c != ' ').collect();
    assert!(number.starts_with('#') && number.len() == 5, "{last}");
    // Open an instance, go to its task, and choose it: the canvas has chosen it, too.
    table.send_keys(RIGHT).await.expect("a key");
    let open = row("aria-expanded").await;
    assert_eq!(open[0], json!("true"));
    // The last cell of its row counts its tasks; so many rows have come.
    let tasks = open[1].as_str().and_then(|text| text.chars().next_back()?.to_digit(10));
    let rows = open[2].as_str().and_then(|rows| rows.parse::<u32>().ok());
    assert!(tasks > Some(0) && rows == tasks.map(|tasks| 5_004 + tasks), "{open}");
    table.send_keys(DOWN).await.expect("a key");
    let task = row("aria-level").await;
    assert_eq!(task[0], json!("3"));
    table.send_keys(ENTER).await.expect("a key");
    stage.browser.until_text("why-head", ":1").await;
    assert!(stage.told().await.ends_with(&format!("on {number}")), "{}", stage.told().await);
    assert_eq!(row("aria-selected").await[0], json!("true"));
    stage.browser.picture("stage-table").await;
    table.send_keys(LEFT).await.expect("a key");
    assert_eq!(row("aria-level").await[0], json!("2"));
    table.send_keys(LEFT).await.expect("a key");
    assert_eq!(row("aria-expanded").await[0], json!("false"));
    table.send_keys(HOME).await.expect("a key");
    table.send_keys(PAGE_DOWN).await.expect("a key");
    let paged = row("aria-rowindex").await;
    let paged = paged[0].as_str().and_then(|n| n.parse::<u32>().ok()).unwrap_or(0);
    assert!((8..60).contains(&paged), "{paged}");
    stage.quiet().await;
}

/// What lands and what fails is told in a sentence; a RunTask without a place stands on the quay
/// for a while, and goes.
#[tokio::test]
async fn news_are_told() {
    if !is_wanted() {
        return;
    }
    let stage = Stage::open("?lang=en").await;
    stage.browser.until_text("value-running", "9").await;
    stage.browser.click("prompt-ask").await;
    let script = "return document.querySelector(`[data-test='told']`).textContent";
    let mut told = String::new();
    for _ in 0..60 {
        told = stage.browser.run(script, vec![]).await.as_str().unwrap_or("").to_owned();
        if told.contains("3 web tasks placed") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(told.contains("3 web tasks placed"), "{told}");
    stage.quiet().await;
}

/// The picture is offered as a file with the stage's shapes.
#[tokio::test]
async fn the_picture_is_a_file() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    browser
        .before_pages(
            "window.files = []; const make = URL.createObjectURL; \
             URL.createObjectURL = blob => { window.files.push(blob); return make.call(URL, blob); };",
        )
        .await;
    browser.open("?lang=en").await;
    browser.until_text("value-running", "9").await;
    browser.click("share").await;
    browser.click("picture-svg").await;
    browser.click("picture-png").await;
    let script = "const done = arguments[arguments.length - 1]; \
        const look = async () => { if (window.files.length < 2) return setTimeout(look, 100); \
          const [svg, png] = window.files; const text = await svg.text(); \
          const head = new Uint8Array(await png.slice(0, 8).arrayBuffer()); \
          const parsed = new DOMParser().parseFromString(text, 'image/svg+xml'); \
          done([parsed.documentElement.nodeName, parsed.querySelectorAll('text').length, text.includes('web:1'), [...head], png.size]); }; \
        look();";
    let seen = browser.client.execute_async(script, vec![]).await.expect("a script");
    assert_eq!(seen[0], json!("svg"));
    assert!(seen[1].as_u64().is_some_and(|texts| texts > 30), "{seen}");
    assert_eq!(seen[2], json!(true));
    assert_eq!(seen[3], json!([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    assert!(seen[4].as_u64().is_some_and(|bytes| bytes > 10_000), "{seen}");
    browser.quiet().await;
}

/// Fargate's lane, servers of one's own and an Outpost's rack have places of their own; two hundred tasks that
/// land at once end each on its place.
#[tokio::test]
async fn every_kind_of_capacity_has_its_place_and_a_crowd_lands() {
    if !is_wanted() {
        return;
    }
    let definition = |family: &str, kind: &str, more: Value| {
        let mut input = json!({"family": family, "requiresCompatibilities": [kind],
            "containerDefinitions": [{"name": "app", "image": "a/b:1", "cpu": 64, "memory": 64}]});
        for (key, value) in more.as_object().into_iter().flatten() {
            input[key] = value.clone();
        }
        json!({"call": "ecs:RegisterTaskDefinition", "input": input})
    };
    let service = |name: &str, family: &str, kind: &str, count: u32, more: Value| {
        let mut input = json!({"cluster": "demo", "serviceName": name, "taskDefinition": family,
            "desiredCount": count, "launchType": kind});
        for (key, value) in more.as_object().into_iter().flatten() {
            input[key] = value.clone();
        }
        json!({"at": "5s", "call": "ecs:CreateService", "input": input})
    };
    let machines = |more: Value| {
        let mut input = json!({"cluster": "demo", "count": 2, "registerAfter": "0s"});
        for (key, value) in more.as_object().into_iter().flatten() {
            input[key] = value.clone();
        }
        json!({"call": "ec2:RunInstances", "input": input})
    };
    let vpc = json!({"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a"]}}});
    let scenario = json!({"version": 1, "calls": [
        {"call": "ecs:CreateCluster", "input": {"clusterName": "demo"}},
        machines(json!({"instanceType": "m5.xlarge", "count": 6})),
        machines(json!({"instanceType": "m5.large", "launchType": "EXTERNAL"})),
        machines(json!({"instanceType": "m5.large", "outpost": "op-0123456789abcdef0"})),
        definition("web", "EC2", json!({})),
        definition("own", "EXTERNAL", json!({})),
        definition("job", "FARGATE", json!({"networkMode": "awsvpc", "cpu": "256", "memory": "512"})),
        service("web", "web", "EC2", 200, json!({})),
        service("own", "own", "EXTERNAL", 2, json!({})),
        service("job", "job", "FARGATE", 3, vpc)]});
    let browser = Browser::start(1440, 900).await;
    browser.open(&format!("?lang=en{}&t=4s", fleet::fragment(&scenario))).await;
    browser.wait("stage-counts").await;
    browser.run("document.activeElement.blur()", vec![]).await;
    browser.press(" ").await;
    let counts = "return document.querySelector(`[data-test='stage-counts']`).textContent";
    browser.until("all are there", counts, &json!("10 instances · 205 tasks")).await;
    browser.until_text("value-running", "205").await;
    browser.picture("every-capacity").await;
    browser.click("table").await;
    browser.wait("stage-table").await;
    // Only what is in sight of the table is in the page: down to its end.
    let places = "const t = document.querySelector(`[data-test='stage-table']`); \
        window.seen = (window.seen ?? '') + t.textContent; t.scrollTop += 300; \
        return ['ap-northeast-1a', 'External', 'Outpost op-0123456789abcdef0', 'Fargate'].filter(p => !window.seen.includes(p))";
    browser.until("every place", places, &json!([])).await;
    browser.quiet().await;
}
