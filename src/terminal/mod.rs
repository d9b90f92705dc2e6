//! The same engine without a screen: one command for each thing that can be done (design, 3).

mod arguments;
mod check;
mod explain;
mod import;
mod lessons;
mod links;
pub mod output;
mod run;

use std::process::ExitCode;

use arguments::Arguments;
use output::Output;

const HELP: &str = "\
ecs-playground COMMAND

  run FILE [--until T] [--json]        plays the scenario (- reads standard input)
  explain FILE --at T (--task REF | --service NAME) [--cluster NAME] [--json]
                                       why a task is there, or why one waits
  check FILE [--launch-type L] [--json]
                                       problems of a task definition, each with its place
  link FILE                            scenario to share link
  unlink LINK                          share link to scenario
  lessons [ID] [--json]                plays lessons: unmet at the start, met by the solution
  import FILE                          commands of the AWS CLI to scenario; what is left out is said
                                       on standard error
  export                               not there yet

--lang zh-TW speaks Traditional Chinese. Exit status: 0 done, 1 not there or errors found, 2 cannot
be read.
";

/// How a command ended.
pub enum End {
    /// 0
    Done,
    /// 1: the thing asked for is not there, or errors were found.
    Found,
    /// 2: the document or the command line cannot be read; one line says where and why.
    Unreadable(String),
}

/// Runs the command line.
pub fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let mut output = Output::default();
    let end = command(&words, &mut output);
    output.flush();
    match end {
        End::Done => ExitCode::SUCCESS,
        End::Found => ExitCode::from(1),
        End::Unreadable(line) => {
            Output::error(&line);
            ExitCode::from(2)
        }
    }
}

/// Runs one command; what it prints goes to `output`.
pub fn command(words: &[String], output: &mut Output) -> End {
    let Some(name) = words.first() else {
        output.text(HELP);
        return End::Done;
    };
    let arguments = match Arguments::read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(line) => return End::Unreadable(line),
    };
    let result = match name.as_str() {
        "run" => run::run(&arguments, output),
        "explain" => explain::explain(&arguments, output),
        "check" => check::check(&arguments, output),
        "link" => links::link(&arguments, output),
        "unlink" => links::unlink(&arguments, output),
        "import" => import::import(&arguments, output),
        "lessons" => lessons::lessons(&arguments, output),
        "help" | "--help" | "-h" => {
            output.text(HELP);
            Ok(End::Done)
        }
        "export" => Err(format!("{name}: not there yet")),
        other => Err(format!("there is no command `{other}`; `help` lists them")),
    };
    result.unwrap_or_else(End::Unreadable)
}
