//! `lessons`: plays each lesson's start and solution.

use serde_json::{Value, json};

use super::arguments::{Arguments, played};
use super::{End, Output};
use crate::base::SimTime;
use crate::scenario::Scenario;
use crate::scenario::lesson::{self, Lesson};

fn met(lesson: &Lesson, scenario: &Scenario, until: SimTime) -> Vec<bool> {
    let player = played(scenario, until);
    lesson.goals.iter().map(|goal| goal.goal.is_met(player.world())).collect()
}

pub(super) fn lessons(arguments: &Arguments, output: &mut Output) -> Result<End, String> {
    let wanted: Vec<&str> = match &arguments.file {
        Some(id) => lesson::ids().filter(|known| known == id).collect(),
        None => lesson::ids().collect(),
    };
    if wanted.is_empty() {
        Output::error("there is no such lesson");
        return Ok(End::Found);
    }
    let mut rows = Vec::new();
    let mut good = true;
    for id in wanted {
        let Some(lesson) = lesson::named(id) else { return Err(format!("{id}: not readable")) };
        let before = met(&lesson, &lesson.start, lesson.begin_at);
        let after = met(&lesson, &lesson::solved(&lesson), lesson.solved_by);
        let fine = before.iter().any(|met| !met) && after.iter().all(|met| *met);
        good &= fine;
        let title = lesson.title.text(arguments.lang);
        let word = if fine { "ok" } else { "BROKEN" };
        if !arguments.json {
            output.line(format!("{id}: {title}: start {before:?}, solution {after:?}: {word}"));
        }
        rows.push(json!({
            "id": id, "title": &**title, "metAtStart": before, "metBySolution": after, "ok": fine,
        }));
    }
    if arguments.json {
        output.json(&Value::Array(rows));
    }
    Ok(if good { End::Done } else { End::Found })
}
