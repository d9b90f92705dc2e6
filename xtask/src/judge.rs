//! The API's own model as judge: a Python with botocore in a private environment under `target/`.

use std::path::PathBuf;

use crate::shell::{command, root, run, run_command, succeeds};

/// The Python of the private environment, with what `tests/botocore/requirements.txt` names; or why
/// there is none.
fn python() -> Result<PathBuf, String> {
    let base = ["python3", "python"].into_iter().find(|name| succeeds(name, &["--version"]));
    let base = base.ok_or("there is no Python")?;
    let environment = root().join("target/botocore");
    let own = environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let text = own.display().to_string();
    let there = "import botocore, sys; sys.exit(botocore.__version__ not in open('tests/botocore/requirements.txt').read())";
    if !succeeds(&text, &["-c", there]) {
        let folder = environment.display().to_string();
        run(base, &["-m", "venv", &folder]).map_err(|e| format!("no private environment: {e}"))?;
        let requirements = ["-r", "tests/botocore/requirements.txt"];
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        run(&text, &[&install[..], &requirements].concat())
            .map_err(|e| format!("botocore can not be installed: {e}"))?;
    }
    Ok(own)
}

/// Holds accepted inputs, answers and reports against the model, and its refusals against ours.
pub fn judge() -> Result<(), String> {
    match python() {
        Err(why) => {
            println!("skipped: {why}");
            Ok(())
        }
        Ok(python) => {
            let arguments =
                ["test", "--no-default-features", "--test", "botocore", "--", "--nocapture"];
            run_command(command("cargo", &arguments).env("ECS_PLAYGROUND_PYTHON", python))
        }
    }
}
