//! Runs other programs and says so.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// The project's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}

/// A program in the project's folder.
pub fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root()).stdin(Stdio::null());
    command
}

/// Runs a program to its end; its output goes through.
pub fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    run_command(&mut command(program, arguments))
}

/// Runs a prepared program to its end.
pub fn run_command(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|e| format!("{command:?}: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} ended with {status}")) }
}

/// Whether a program starts and ends well; prints nothing.
pub fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let mut command = command(program, arguments);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// What a program prints.
pub fn output(program: &str, arguments: &[&str]) -> Result<String, String> {
    let mut command = command(program, arguments);
    let output = command.output().map_err(|e| format!("{command:?}: {e}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)))
    }
}

/// A numbered step with its time.
pub fn step(
    number: usize,
    of: usize,
    what: &str,
    action: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    println!("\n=== {number} of {of}: {what}");
    let start = Instant::now();
    let result = action();
    let word = if result.is_ok() { "done" } else { "FAILED" };
    println!("=== {number} of {of}: {word} in {} s", start.elapsed().as_secs());
    result
}
