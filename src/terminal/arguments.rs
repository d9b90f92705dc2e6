//! The command line's words.

use std::io::Read as _;

use crate::base::{SimSpan, SimTime};
use crate::scenario::Scenario;
use crate::scenario::document::DocumentWarning;
use crate::simulation::Player;
use crate::simulation::player::Progress;
use crate::texts::{Lang, scenario as texts};

/// What was asked for.
#[derive(Debug, Default)]
pub struct Arguments {
    /// The first word that is no option.
    pub file: Option<String>,
    /// `--json`
    pub json: bool,
    /// `--until`
    pub until: Option<SimTime>,
    /// `--at`
    pub at: Option<SimTime>,
    /// `--task`
    pub task: Option<String>,
    /// `--service`
    pub service: Option<String>,
    /// `--cluster`
    pub cluster: Option<String>,
    /// `--launch-type`
    pub launch_type: Option<String>,
    /// `--lang`
    pub lang: Lang,
}

fn time(option: &str, text: &str) -> Result<SimTime, String> {
    SimSpan::parse(text)
        .map(|span| SimTime(span.0))
        .map_err(|_| format!("{option} {text}: write a duration such as 90s or 1h30m"))
}

impl Arguments {
    /// Reads the words behind the command.
    pub fn read(words: &[String]) -> Result<Self, String> {
        let mut out = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("{word} wants a value"));
            match word.as_str() {
                "--json" => out.json = true,
                "--until" => out.until = Some(time(word, value()?)?),
                "--at" => out.at = Some(time(word, value()?)?),
                "--task" => out.task = Some(value()?.clone()),
                "--service" => out.service = Some(value()?.clone()),
                "--cluster" => out.cluster = Some(value()?.clone()),
                "--launch-type" => out.launch_type = Some(value()?.clone()),
                "--lang" => out.lang = Lang::of_tag(value()?),
                option if option.starts_with("--") => {
                    return Err(format!("there is no option {option}"));
                }
                _ if out.file.is_none() => out.file = Some(word.clone()),
                extra => return Err(format!("one file at a time: {extra}")),
            }
        }
        Ok(out)
    }

    /// The text of the file, or of standard input for `-`.
    pub fn text(&self) -> Result<String, String> {
        let file = self.file.as_deref().ok_or("which file?")?;
        let bytes = if file == "-" {
            let mut bytes = Vec::new();
            std::io::stdin().read_to_end(&mut bytes).map_err(|e| format!("standard input: {e}"))?;
            bytes
        } else {
            std::fs::read(file).map_err(|e| format!("{file}: {e}"))?
        };
        String::from_utf8(bytes).map_err(|_| format!("{file}: not a text in UTF-8"))
    }

    /// The scenario in the file.
    pub fn scenario(&self) -> Result<(Scenario, Vec<DocumentWarning>), String> {
        let text = self.text()?;
        Scenario::read(&text).map_err(|error| texts::unreadable(self.lang, &error))
    }
}

/// Plays a scenario until a moment, inclusive, or until its fuel is spent.
pub fn played(scenario: &Scenario, until: SimTime) -> Player {
    let setup = std::rc::Rc::clone(&scenario.setup);
    let mut player = Player::new(setup, std::rc::Rc::clone(&scenario.calls));
    while player.advance(until, 100_000) == Progress::Budget {}
    player
}
