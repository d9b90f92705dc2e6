//! The download: every file of `dist/`, and the budget.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::serve::compressed;

/// The budget for everything needed until the first landing, in bytes of brotli (design,
/// section 8: the whole page). A build over it fails; ARCHITECTURE.md tells how it was met.
const BUDGET_BYTES: usize = 380 * 1024;
/// How the names of files begin that are fetched after the first landing.
const LATER: &str = "later-";

/// Whether a file of `dist/` is fetched after the first landing.
pub fn is_later(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(LATER))
}

/// Brotli at its best.
pub fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let parameters =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut reader = bytes;
    // Writing into a list cannot fail.
    let _ = brotli::BrotliCompress(&mut reader, &mut out, &parameters);
    out
}

/// Gzip at its best.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// Prints the table and compares it with the budget.
pub fn report(dist: &Path, dev: bool) -> Result<(), String> {
    if dev {
        println!("dist/ is ready (dev profile: sizes say nothing)");
        return Ok(());
    }
    let mut rows: Vec<(String, usize, usize, usize)> = Vec::new();
    for entry in fs::read_dir(dist).map_err(|e| format!("dist/: {e}"))? {
        let entry = entry.map_err(|e| format!("dist/: {e}"))?;
        let bytes = fs::read(entry.path()).map_err(|e| format!("dist/: {e}"))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // Kept, so that who serves it afterwards does not let its first visitor wait.
        let small = compressed(&entry.path(), &bytes);
        rows.push((name, bytes.len(), gzip(&bytes).len(), small.len()));
    }
    rows.sort();
    println!("\n{:<28}{:>10}{:>10}{:>10}", "download", "raw", "gzip", "brotli");
    let (mut sum, mut later) = ((0, 0, 0), (0, 0, 0));
    for (name, raw, gzip, brotli) in &rows {
        println!("{name:<28}{raw:>10}{gzip:>10}{brotli:>10}");
        let sum = if is_later(Path::new(name)) { &mut later } else { &mut sum };
        *sum = (sum.0 + raw, sum.1 + gzip, sum.2 + brotli);
    }
    println!("{:<28}{:>10}{:>10}{:>10}", "after the first landing", later.0, later.1, later.2);
    println!("{:<28}{:>10}{:>10}{:>10}", "all, until the first landing", sum.0, sum.1, sum.2);
    println!("budget: {} of {BUDGET_BYTES} bytes of brotli", sum.2);
    if sum.2 > BUDGET_BYTES {
        let over = sum.2 - BUDGET_BYTES;
        return Err(format!(
            "the download is {over} bytes over its budget: does `cargo xtask late` help?"
        ));
    }
    Ok(())
}
