//! Builds `dist/`: wasm, its JavaScript, one style sheet, the page. File names carry a hash of
//! their content, the page names them with `integrity`, and every path is relative.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use sha2::{Digest, Sha256, Sha384};
use wasm_bindgen_cli_support::Bindgen;

use crate::serve::compressed;
use crate::shell::{command, root, run_command};
use crate::sizes::is_later;
use crate::split::{self, Halves};
use crate::tools::{WASM, wasm_target};

const PROGRAM: &str = "ecs-playground";

/// Builds the page and gives the folder.
pub fn run(dev: bool) -> Result<PathBuf, String> {
    let made = compile(dev)?;
    let halves = if dev { None } else { Some(split::cut(&made.original, &made.bindgened)?) };
    assemble(&made.glue, &made.bindgened, halves.as_ref())
}

/// Makes `late.txt` anew from what a browser runs until the first landing.
pub fn late() -> Result<(), String> {
    let made = compile(false)?;
    let halves = split::watched(&made.original, &made.bindgened)?;
    assemble(&made.glue, &made.bindgened, Some(&halves))?;
    let (address, count) = split::flags_of(&made.bindgened)?;
    let out = root().join("target/ran.txt");
    let _ = fs::remove_file(&out);
    let arguments = ["test", "--quiet", "--package", "browser-tests", "--test", "late", "watch"];
    let flags = format!("{address} {count} {}", out.display());
    run_command(command("cargo", &arguments).env("ECS_PLAYGROUND_FLAGS", flags))?;
    let ran: Vec<bool> = read(&out)?.chars().map(|flag| flag == '1').collect();
    let paths = split::list(&made.bindgened, &ran)?;
    let functions = ran.iter().filter(|ran| **ran).count();
    println!("{functions} of {count} functions ran; xtask/late.txt has {paths} paths");
    println!("dist/ holds a watched program: cargo xtask build");
    Ok(())
}

/// What the compiler and wasm-bindgen left.
struct Made {
    glue: PathBuf,
    /// The compiler's own file, with relocations.
    original: Vec<u8>,
    bindgened: Vec<u8>,
}

fn compile(dev: bool) -> Result<Made, String> {
    wasm_target()?;
    same_bindgen()?;
    let profile = if dev { "dev" } else { "wasm" };
    println!("building the page ({profile} profile)");
    let mut arguments = vec!["build", "--profile", profile, "--target", WASM, "--bin", PROGRAM];
    if !dev {
        arguments.extend(["--features", "split"]);
    }
    let mut build = command("cargo", &arguments);
    if !dev {
        // Where the program may be cut is read from its relocations and names.
        build.env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            "-C symbol-mangling-version=v0 -C link-args=--emit-relocs -C link-arg=-O0",
        );
        build.env("CARGO_PROFILE_WASM_STRIP", "false");
    }
    run_command(&mut build)?;
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let folder = if dev { "debug" } else { "wasm" };
    let wasm = target.join(WASM).join(folder).join(format!("{PROGRAM}.wasm"));
    let glue = target.join("xtask-bindgen");
    let _ = fs::remove_dir_all(&glue);
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&wasm).out_name("app").typescript(false);
    if !dev {
        bindgen.keep_lld_exports(true).keep_debug(true).demangle(false);
    }
    bindgen.web(true).and_then(|b| b.generate(&glue)).map_err(|e| format!("wasm-bindgen: {e}"))?;
    let bindgened = fs::read(glue.join("app_bg.wasm")).map_err(|e| format!("app_bg.wasm: {e}"))?;
    let original = fs::read(&wasm).map_err(|e| format!("{}: {e}", wasm.display()))?;
    Ok(Made { glue, original, bindgened })
}

/// The version of wasm-bindgen in the page and the one that post-processes it must be equal.
fn same_bindgen() -> Result<(), String> {
    let lock = read(&root().join("Cargo.lock"))?;
    let version = |name: &str| {
        let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{name}\""));
        lines.nth(1).map(str::to_owned)
    };
    if version("wasm-bindgen") == version("wasm-bindgen-cli-support") {
        return Ok(());
    }
    Err("Cargo.lock: wasm-bindgen and wasm-bindgen-cli-support have different versions".to_owned())
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(path, bytes).map_err(|e| format!("{}: {e}", path.display()))
}

/// A file of `dist/` with its hashed name and its `integrity` value.
struct Asset {
    name: String,
    integrity: String,
    /// In base64.
    sha256: String,
}

fn put(dist: &Path, stem: &str, extension: &str, bytes: &[u8]) -> Result<Asset, String> {
    let hash = Sha256::digest(bytes);
    let short: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let name = format!("{stem}-{short}.{extension}");
    write(&dist.join(&name), bytes)?;
    let base64 = &base64::engine::general_purpose::STANDARD;
    let integrity = format!("sha384-{}", base64.encode(Sha384::digest(bytes)));
    Ok(Asset { name, integrity, sha256: base64.encode(hash) })
}

fn styles() -> Result<String, String> {
    let folder = root().join("static");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .map_err(|e| format!("static/: {e}"))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "css"))
        .collect();
    files.sort();
    let mut out = String::new();
    for file in files {
        for line in without_comments(&read(&file)?).lines() {
            let line = line.trim();
            if !line.is_empty() {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    Ok(out)
}

fn without_comments(css: &str) -> String {
    let mut out = String::new();
    let mut rest = css;
    while let Some(start) = rest.find("/*") {
        out.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    out + rest
}

/// A script without indentation and without lines that are nothing but comments.
fn plain_lines(script: &str) -> Result<String, String> {
    if script.lines().any(|line| line.matches('`').count() % 2 == 1) {
        return Err("a script has a text of several lines".to_owned());
    }
    let lines = script.lines().map(str::trim);
    let told =
        |line: &&str| !line.is_empty() && !["//", "/*", "*"].iter().any(|c| line.starts_with(c));
    Ok(lines.filter(told).collect::<Vec<_>>().join("\n"))
}

/// Bytes of the files that are there and needed until the first landing.
fn download(dist: &Path, packed: bool) -> Result<usize, String> {
    let mut sum = 0;
    for entry in fs::read_dir(dist).map_err(|e| format!("dist/: {e}"))? {
        let path = entry.map_err(|e| format!("dist/: {e}"))?.path();
        let bytes = fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        if !is_later(&path) {
            sum += if packed { compressed(&path, &bytes).len() } else { bytes.len() };
        }
    }
    Ok(sum)
}

fn assemble(glue: &Path, whole: &[u8], halves: Option<&Halves>) -> Result<PathBuf, String> {
    let dist = root().join("dist");
    let _ = fs::remove_dir_all(&dist);
    fs::create_dir_all(&dist).map_err(|e| format!("dist/: {e}"))?;
    let wasm = put(&dist, "app", "wasm", halves.map_or(whole, |halves| &halves.first))?;
    let mut script = read(&glue.join("app.js"))?;
    let mut page = read(&root().join("index.html"))?;
    let mut joined = None;
    if let Some(halves) = halves {
        let later = put(&dist, "later", "wasm", &halves.later)?;
        let join = plain_lines(&split::script(&later.name, &later.sha256))?;
        let join = put(&dist, "join", "js", join.as_bytes())?;
        for quote in ['\'', '"'] {
            let from = format!("from {quote}./{}{quote}", split::JOIN);
            if !script.contains(&from) {
                return Err(format!("app.js: nothing is imported {from}"));
            }
            script = script.replace(&from, &format!("from {quote}./{}{quote}", join.name));
        }
        joined = Some(join);
        for (long, short) in &halves.glue {
            let (from, to) = (format!(" {long}: function("), format!(" {short}: function("));
            if script.matches(&from).count() != 1 {
                return Err(format!("app.js: {long} is not there once"));
            }
            script = script.replace(&from, &to);
        }
        script = plain_lines(&script)?;
    }
    let script = put(&dist, "app", "js", script.as_bytes())?;
    // Modules that the glue itself imports keep their relative path.
    let snippets = glue.join("snippets");
    if snippets.exists() {
        return Err("the page must not need wasm-bindgen snippets".to_owned());
    }
    let boot = read(&root().join("static/boot.js"))?
        .replace("APP_JS", &script.name)
        .replace("APP_WASM", &wasm.name);
    let boot = plain_lines(&boot)?;
    let boot = put(&dist, "boot", "js", boot.as_bytes())?;
    let style = put(&dist, "style", "css", styles()?.as_bytes())?;
    let icon = fs::read(root().join("static/mark.svg")).map_err(|e| format!("mark.svg: {e}"))?;
    let icon = put(&dist, "mark", "svg", &icon)?;
    let mut assets = vec![
        ("STYLE", &style),
        ("BOOT", &boot),
        ("SCRIPT", &script),
        ("WASM", &wasm),
        ("MARK", &icon),
    ];
    match &joined {
        Some(join) => assets.push(("JOIN", join)),
        None => {
            page = page.lines().filter(|l| !l.contains("{{JOIN}}")).collect::<Vec<_>>().join("\n")
        }
    }
    for (place, asset) in assets {
        page = page
            .replace(&format!("{{{{{place}}}}}"), &format!("./{}", asset.name))
            .replace(&format!("{{{{{place}_INTEGRITY}}}}"), &asset.integrity);
    }
    // What the shell says while it waits: as it is sent, which is packed but in a development build.
    let bytes = download(&dist, halves.is_some())?;
    page = page.replace("{{KB}}", &bytes.div_ceil(1_000).to_string());
    if let Some(left) = page.find("{{") {
        return Err(format!(
            "index.html: nothing fills {}",
            &page[left..page.len().min(left + 20)]
        ));
    }
    write(&dist.join("index.html"), page.as_bytes())?;
    Ok(dist)
}
