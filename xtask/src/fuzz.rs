//! Coverage-guided fuzzing with libFuzzer, on the stable tool chain: the compiler's own coverage
//! pass, and no sanitizer (the project forbids unsafe code).

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{command, output, root, run_command};

const COVERAGE: &str = "--cfg=fuzzing -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// The targets: a file each in `fuzz/src/bin`.
pub fn targets() -> Result<Vec<String>, String> {
    let folder = root().join("fuzz/src/bin");
    let entries = fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".rs").map(str::to_owned))
        .collect();
    names.sort();
    Ok(names)
}

/// The inputs that a target keeps in the project: one a line, in hexadecimal digits.
fn kept(name: &str) -> PathBuf {
    root().join("fuzz/kept").join(format!("{name}.hex"))
}

fn unpack(name: &str, into: &Path) -> Result<(), String> {
    let text = fs::read_to_string(kept(name)).unwrap_or_default();
    for (number, line) in text.lines().enumerate() {
        let pair = |at: usize| u8::from_str_radix(line.get(at..at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..line.len()).step_by(2).map(pair).collect();
        let bytes = bytes.ok_or_else(|| format!("{name}.hex, line {}: no bytes", number + 1))?;
        let path = into.join(format!("kept-{number:05}"));
        fs::write(&path, bytes).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(())
}

fn pack(name: &str, from: &Path) -> Result<(), String> {
    let mut lines = Vec::new();
    for entry in fs::read_dir(from).map_err(|e| format!("{}: {e}", from.display()))?.flatten() {
        let bytes = fs::read(entry.path()).map_err(|e| format!("{e}"))?;
        lines.push(bytes.iter().map(|b| format!("{b:02x}")).collect::<String>());
    }
    lines.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    println!("{} inputs are kept for {name}", lines.len());
    let path = kept(name);
    fs::write(&path, lines.join("\n") + "\n").map_err(|e| format!("{}: {e}", path.display()))
}

/// Fuzzes one target on from its corpus: our own files in `fuzz/seeds`, what is kept in
/// `fuzz/kept`, and what earlier runs on this machine found, in `target/fuzz/corpus`. With `keep`,
/// distils all of it into `fuzz/kept`.
pub fn run(name: &str, runs: u64, keep: bool) -> Result<(), String> {
    let names = targets()?;
    if !names.iter().any(|known| known == name) {
        return Err(format!("there is no fuzz target `{name}`; there are: {}", names.join(", ")));
    }
    let version = output("rustc", &["-vV"])?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    let target = root().join("target/fuzz");
    let mut build = command("cargo", &["build", "--release", "--bin", name, "--target", host]);
    build.current_dir(root().join("fuzz"));
    build.env("CARGO_TARGET_DIR", &target).env("RUSTFLAGS", COVERAGE);
    run_command(&mut build)?;

    let (found, seeds) = (target.join("corpus").join(name), root().join("fuzz/seeds").join(name));
    let findings = target.join("findings");
    let distilled = target.join("distilled").join(name);
    let _ = fs::remove_dir_all(&distilled);
    for folder in [&found, &seeds, &findings, &distilled, &root().join("fuzz/kept")] {
        fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    unpack(name, &found)?;
    let program = target.join(host).join("release").join(name);
    let mut fuzz = command(&program.display().to_string(), &[]);
    if keep {
        // The fewest inputs that reach all that is reached, the smallest first.
        fuzz.args(["-set_cover_merge=1", "-max_len=2048"]).arg(&distilled).arg(&seeds).arg(&found);
    } else {
        fuzz.arg(format!("-runs={runs}")).arg(&found).arg(&seeds);
        fuzz.arg(format!("-artifact_prefix={}/{name}-", findings.display()));
        fuzz.args(["-max_len=8192", "-timeout=10", "-print_final_stats=1"]);
        let words = root().join("fuzz/words.txt");
        if words.is_file() {
            fuzz.arg(format!("-dict={}", words.display()));
        }
    }
    run_command(&mut fuzz)?;
    if keep { pack(name, &distilled) } else { Ok(()) }
}
