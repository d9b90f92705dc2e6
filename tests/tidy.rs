//! The house's own rules, read off our own sources: walls between floors, lengths, words that do
//! not belong. Each rule is tested on a small made-up source too.

#![allow(clippy::expect_used, reason = "a test that cannot read its sources fails")]

use std::fs;
use std::path::{Path, PathBuf};

/// Room → rooms it may use. Floors from the ground up; ARCHITECTURE.md prints this table.
const WALLS: [(&str, u8, &[&str]); 13] = [
    ("base", 0, &[]),
    ("model", 1, &["base"]),
    ("document", 2, &["base", "model"]),
    ("query", 2, &["base", "model"]),
    ("check", 2, &["base", "model", "document", "query"]),
    ("placement", 3, &["base", "model", "query"]),
    ("simulation", 4, &["base", "model", "document", "query", "check", "placement"]),
    (
        "scenario",
        5,
        &["base", "model", "document", "query", "check", "placement", "simulation", "texts"],
    ),
    (
        "interop",
        5,
        &["base", "model", "document", "query", "check", "placement", "simulation", "texts"],
    ),
    (
        "texts",
        5,
        &["base", "model", "document", "query", "check", "placement", "simulation", "scenario"],
    ),
    (
        "session",
        6,
        &[
            "base",
            "model",
            "document",
            "query",
            "check",
            "placement",
            "simulation",
            "scenario",
            "interop",
            "texts",
        ],
    ),
    (
        "terminal",
        6,
        &[
            "base",
            "model",
            "document",
            "query",
            "check",
            "placement",
            "simulation",
            "scenario",
            "interop",
            "texts",
        ],
    ),
    (
        "app",
        7,
        &[
            "base",
            "model",
            "document",
            "query",
            "check",
            "placement",
            "simulation",
            "scenario",
            "interop",
            "texts",
            "session",
        ],
    ),
];

const LINES_MOST: usize = 600;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// Rooms that a source names behind `crate::`.
fn rooms_used(source: &str) -> Vec<String> {
    let mut out = Vec::new();
    let code = source.lines().map(|line| line.split("//").next().unwrap_or(""));
    for line in code {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + 7..];
            let room: String =
                rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if !room.is_empty() {
                out.push(room);
            }
        }
    }
    out
}

fn broken_walls(room: &str, source: &str) -> Vec<String> {
    let Some((_, _, allowed)) = WALLS.iter().find(|(name, ..)| *name == room) else {
        return vec![format!("the room {room} has no row in the table")];
    };
    rooms_used(source)
        .into_iter()
        .filter(|used| used != room && !allowed.contains(&used.as_str()))
        .collect()
}

/// Words that do not belong below a floor: (word, why, the first room in which it may stand).
fn words_below(room: &str) -> Vec<(&'static str, &'static str)> {
    let floor = WALLS.iter().find(|(name, ..)| *name == room).map_or(0, |(_, floor, _)| *floor);
    let mut out = vec![("todo!(", "finish it"), ("unimplemented!(", "finish it")];
    if floor < 6 {
        out.extend([("f64", "no floats below session/"), ("f32", "no floats below session/")]);
    }
    if floor < 7 && room != "terminal" {
        out.extend([
            ("HashMap", "its order can be seen: take a BTreeMap"),
            ("HashSet", "its order can be seen: take a BTreeSet"),
            ("SystemTime", "no clock below app/"),
            ("Instant::", "no clock below app/"),
        ]);
    }
    out
}

fn unwanted(room: &str, source: &str) -> Vec<String> {
    let code: Vec<&str> =
        source.lines().map(|line| line.split("//").next().unwrap_or("")).collect();
    words_below(room)
        .into_iter()
        .filter(|(word, _)| code.iter().any(|line| line.contains(word)))
        .map(|(word, why)| format!("{word}: {why}"))
        .collect()
}

fn room_of(path: &Path) -> Option<String> {
    let inside = path.strip_prefix(root().join("src")).ok()?;
    let mut parts = inside.components();
    let first = parts.next()?.as_os_str().to_string_lossy().into_owned();
    parts.next().map(|_| first)
}

#[test]
fn walls_words_and_lengths() {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    assert!(files.len() > 80, "only {} files found", files.len());
    let mut broken = Vec::new();
    for file in &files {
        let source = fs::read_to_string(file).expect("a source");
        let name = file.strip_prefix(root()).expect("inside").display().to_string();
        let lines = source.lines().count();
        if lines > LINES_MOST {
            broken.push(format!("{name}: {lines} lines; a file is one idea, {LINES_MOST} at most"));
        }
        if !source.starts_with("//!") {
            broken.push(format!("{name}: begins without saying what it is (//!)"));
        }
        let Some(room) = room_of(file) else { continue };
        for used in broken_walls(&room, &source) {
            broken.push(format!("{name}: {room} may not use {used}"));
        }
        for word in unwanted(&room, &source) {
            broken.push(format!("{name}: {word}"));
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn the_rules_themselves_notice() {
    let bad = "//! x\nuse crate::simulation::World;\nfn f(x: f64) {}";
    assert_eq!(broken_walls("placement", bad), ["simulation"]);
    assert!(broken_walls("session", bad).is_empty());
    assert_eq!(unwanted("placement", bad), ["f64: no floats below session/"]);
    assert!(unwanted("session", bad).is_empty());
    assert!(unwanted("base", "// f64 in a comment").is_empty());
    assert_eq!(unwanted("session", "use std::collections::HashMap;").len(), 1);
}

/// Walls only ever point to the same floor or below.
#[test]
fn the_table_is_sound() {
    for (room, floor, allowed) in WALLS {
        for used in allowed {
            let (_, below, _) = WALLS.iter().find(|(name, ..)| name == used).expect("a room");
            assert!(*below <= floor, "{room} above {used}");
        }
    }
}

/// ARCHITECTURE.md prints the table from here.
#[test]
fn the_architecture_document_prints_the_walls() {
    let path = root().join("ARCHITECTURE.md");
    let text = fs::read_to_string(&path).expect("ARCHITECTURE.md");
    let mut table = String::from("| floor | room | may use |\n|---|---|---|\n");
    for (room, floor, allowed) in WALLS {
        table.push_str(&format!("| {floor} | `{room}/` | {} |\n", allowed.join(", ")));
    }
    if std::env::var_os("BLESS").is_some() {
        let (head, rest) = text.split_once("<!-- walls -->\n").expect("a mark");
        let (_, tail) = rest.split_once("<!-- /walls -->").expect("an end mark");
        let new = format!("{head}<!-- walls -->\n{table}<!-- /walls -->{tail}");
        fs::write(&path, new).expect("writing");
        return;
    }
    assert!(text.contains(&table), "run with BLESS=1 to print the table into ARCHITECTURE.md");
}

/// The core's dependencies, the screen left out: a short list, on purpose.
#[test]
fn the_core_has_few_dependencies() {
    const ALLOWED: [&str; 18] = [
        "ecs-playground",
        "adler2",
        "base64",
        "equivalent",
        "hashbrown",
        "foldhash",
        "indexmap",
        "itoa",
        "jsonc-parser",
        "memchr",
        "miniz_oxide",
        "regex-lite",
        "ryu",
        "serde",
        "serde_core",
        "serde_json",
        "zmij",
        "serde_derive",
    ];
    const BUILD: [&str; 4] = ["proc-macro2", "quote", "syn", "unicode-ident"];
    let output = std::process::Command::new(env!("CARGO"))
        .args([
            "tree",
            "--no-default-features",
            "-e",
            "normal",
            "--prefix",
            "none",
            "--offline",
            "-p",
            "ecs-playground",
        ])
        .current_dir(root())
        .output()
        .expect("cargo tree");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("serde_json"), "{}", String::from_utf8_lossy(&output.stderr));
    for line in text.lines().filter(|line| !line.is_empty()) {
        let name = line.split(' ').next().unwrap_or("");
        assert!(
            ALLOWED.contains(&name) || BUILD.contains(&name),
            "a new dependency of the core: {line}"
        );
    }
}
