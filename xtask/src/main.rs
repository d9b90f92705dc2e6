//! The project's own commands. `cargo xtask help` lists them.

mod audit;
mod bench;
mod build;
mod checks;
mod counter;
mod fuzz;
mod judge;
mod serve;
mod server;
mod shell;
mod sizes;
mod split;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  serve [--dev] [--port N]   builds the page and serves it (release build; --dev rebuilds on change)
  build [--dev]              leaves dist/, which any static host serves from any subfolder
  test                       installs what is missing and runs every test; CI runs exactly this
  check                      the inner loop: format, lints, the core without the screen, fast tests
  deep                       what is too long for CI: many random cases, fuzzing
  fuzz [NAME] [--runs N] [--keep]
                             fuzzes one target, or each (fuzz/src/bin), a million times; --keep distils the corpus
  bench [stage | landing]    placement natively and in wasm; seeking; the first landing; the stage's frames (or one of these alone)
  audit                      axe-core over every view, Lighthouse (both from npm, under target/audit)
  firefox                    the main flow in Firefox (installed with its driver where they are missing)
  pictures [VIEW ...]        every view, or those named, in eight combinations, under target/pictures
  late                       finds anew which functions the first landing does not run (xtask/late.txt)
  judge                      inputs and answers against the API's own model (botocore, installed under target/)
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let flag = |name: &str| arguments.iter().any(|a| a == name);
    let result = match arguments.first().map(String::as_str) {
        Some("serve") => {
            let port = arguments.iter().position(|a| a == "--port");
            let port = port.and_then(|at| arguments.get(at + 1)).map(|p| p.parse::<u16>());
            match port {
                Some(Err(_)) => Err("--port wants a number".to_owned()),
                Some(Ok(port)) => serve::run(flag("--dev"), port),
                None => serve::run(flag("--dev"), 8080),
            }
        }
        Some("build") => {
            build::run(flag("--dev")).and_then(|dist| sizes::report(&dist, flag("--dev")))
        }
        Some("late") => tools::browser().and_then(|()| build::late()),
        Some("test") => checks::test(),
        Some("check") => checks::check(),
        Some("deep") => checks::deep(),
        Some("judge") => judge::judge(),
        Some("fuzz") => {
            let runs = arguments.iter().position(|a| a == "--runs");
            let runs = runs.and_then(|at| arguments.get(at + 1)).map(|n| n.parse::<u64>());
            let name = arguments.get(1).filter(|a| !a.starts_with("--"));
            match (name, runs.unwrap_or(Ok(checks::FUZZ_RUNS))) {
                (_, Err(_)) => Err("--runs wants a number".to_owned()),
                (Some(name), Ok(runs)) => fuzz::run(name, runs, flag("--keep")),
                (None, Ok(runs)) => fuzz::targets().and_then(|names| {
                    names.iter().try_for_each(|name| fuzz::run(name, runs, flag("--keep")))
                }),
            }
        }
        Some("bench") if flag("stage") => bench::stage(),
        Some("bench") if flag("landing") => bench::first(),
        Some("bench") => bench::all(),
        Some("audit") => audit::run(),
        Some("firefox") => audit::firefox(),
        Some("pictures") => audit::pictures(arguments.get(1..).unwrap_or_default()),
        Some("help" | "--help" | "-h") | None => {
            print!("{HELP}");
            Ok(())
        }
        Some(other) => Err(format!("there is no command `{other}`\n\n{HELP}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
