//! Coverage-guided fuzzing with libFuzzer, on the stable tool chain: the compiler's own coverage
//! pass, and no sanitizer (the project forbids unsafe code).

use std::fs;

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

/// Fuzzes one target on from its corpus: what is kept in `fuzz/seeds`, and what earlier runs on
/// this machine found, in `target/fuzz/corpus`. With `keep`, distils both into `fuzz/seeds`.
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
    for folder in [&found, &seeds, &findings] {
        fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    let program = target.join(host).join("release").join(name);
    let mut fuzz = command(&program.display().to_string(), &[]);
    if keep {
        fuzz.arg("-merge=1").arg(&seeds).arg(&found);
    } else {
        fuzz.arg(format!("-runs={runs}")).arg(&found).arg(&seeds);
        fuzz.arg(format!("-artifact_prefix={}/{name}-", findings.display()));
        fuzz.args(["-max_len=8192", "-timeout=10", "-print_final_stats=1"]);
        let words = root().join("fuzz/words.txt");
        if words.is_file() {
            fuzz.arg(format!("-dict={}", words.display()));
        }
    }
    run_command(&mut fuzz)
}
