//! `import`: commands of the AWS CLI as a scenario, all of them at its beginning. What only reads is
//! left out, and named.

use std::rc::Rc;

use super::arguments::Arguments;
use super::{End, Output};
use crate::base::SimTime;
use crate::document::position;
use crate::interop::aws_cli::{self, Request};
use crate::interop::shell::{Trouble, Word};
use crate::model::catalog::region::{DEFAULT_REGION, regions};
use crate::scenario::Scenario;
use crate::simulation::{Call, Setup};
use crate::texts::terminal::{imported, problem, unread};

/// The Region that the commands speak to: the first that one names.
fn region(commands: &[Vec<Word>]) -> &'static str {
    let named = commands.iter().find_map(|words| {
        let at = words.iter().position(|word| word.text == "--region")?;
        let name = words.get(at + 1)?;
        regions().find(|region| *region == name.text)
    });
    named.unwrap_or(DEFAULT_REGION)
}

pub(super) fn import(arguments: &Arguments, output: &mut Output) -> Result<End, String> {
    let text = arguments.text()?;
    let lang = arguments.lang;
    let file = arguments.file.as_deref().unwrap_or_default();
    let place = |at: usize| position(&text, u32::try_from(at).unwrap_or(u32::MAX));
    let told = |trouble: &Trouble| {
        let at = place(trouble.span.start);
        let sentence = problem(lang, &trouble.problem);
        format!("{file}: {}", unread(lang, (Some(at.line), at.column), &sentence, 0))
    };
    let script = aws_cli::script(&text);
    if let Some(trouble) = &script.trouble {
        return Err(told(trouble));
    }
    let region = region(&script.commands);
    let mut calls = Vec::new();
    for words in &script.commands {
        let Some(first) = words.first() else { continue };
        let at = place(first.span.start);
        match aws_cli::read(words, region).map_err(|trouble| told(&trouble))? {
            Request::Call { name, input, .. } if !name.only_reads() => {
                calls.push(Rc::new(Call { at: SimTime::ZERO, name, input: Rc::new(input) }));
            }
            _ => {
                let said: Vec<&str> = words.iter().take(3).map(|word| word.text.as_str()).collect();
                output.note(format!("{file}:{}: {}", at.line, imported(lang, &said.join(" "))));
            }
        }
    }
    let setup = Rc::new(Setup { region: region.into(), ..Setup::default() });
    let stem = std::path::Path::new(file).file_stem().map(|stem| stem.to_string_lossy());
    let title = stem.filter(|_| file != "-").unwrap_or_default();
    let scenario = Scenario { title: (*title).into(), setup, calls: calls.into() };
    output.json(&scenario.to_json());
    Ok(End::Done)
}
