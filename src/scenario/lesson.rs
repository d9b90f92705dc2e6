//! Lessons: a short text, a start, goals that tick themselves, hints, and a solution that can be
//! played. All of it is data, in both languages.

use std::rc::Rc;

use serde_json::Value;

use super::document::Scenario;
use super::goal::Goal;
use crate::base::{SimSpan, SimTime};
use crate::simulation::{Call, CallName};
use crate::texts::Lang;

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Both {
    en: Rc<str>,
    zh_tw: Rc<str>,
}

impl Both {
    /// The text in a language.
    pub fn text(&self, lang: Lang) -> &Rc<str> {
        match lang {
            Lang::En => &self.en,
            Lang::ZhTw => &self.zh_tw,
        }
    }

    fn read(value: &Value) -> Option<Self> {
        let text = |key: &str| value.get(key)?.as_str().filter(|t| !t.is_empty()).map(Rc::from);
        Some(Self { en: text("en")?, zh_tw: text("zh-TW")? })
    }
}

/// A goal with its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonGoal {
    /// What the learner reads.
    pub text: Both,
    /// What the world must be like.
    pub goal: Goal,
}

/// A lesson.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// Its name in `?lesson=`.
    pub id: Rc<str>,
    /// Its title.
    pub title: Both,
    /// Paragraphs.
    pub text: Vec<Both>,
    /// In order.
    pub goals: Vec<LessonGoal>,
    /// From vague to plain.
    pub hints: Vec<Both>,
    /// Where it begins.
    pub start: Scenario,
    /// Where the learner's clock stands at the beginning.
    pub begin_at: SimTime,
    /// Calls that lead to the goals, in order of time, after `begin_at`.
    pub solution: Vec<Rc<Call>>,
    /// By then the solution has met every goal.
    pub solved_by: SimTime,
}

/// (name, document)
const LESSONS: [(&str, &str); 1] = [("heal", include_str!("data/lessons/heal.json"))];

/// Names of all lessons.
pub fn ids() -> impl Iterator<Item = &'static str> {
    LESSONS.iter().map(|(id, _)| *id)
}

/// The lesson of this name.
pub fn named(id: &str) -> Option<Lesson> {
    let (id, text) = LESSONS.iter().find(|(known, _)| *known == id)?;
    read(id, text)
}

fn read(id: &str, text: &str) -> Option<Lesson> {
    let value: Value = serde_json::from_str(text).ok()?;
    let time = |key: &str| {
        let span = SimSpan::parse(value.get(key)?.as_str()?).ok()?;
        Some(SimTime(span.0))
    };
    let list = |key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut goals = Vec::new();
    for goal in list("goals") {
        goals.push(LessonGoal { text: Both::read(goal.get("text")?)?, goal: Goal::read(&goal)? });
    }
    let mut solution = Vec::new();
    for call in list("solution") {
        let at = SimSpan::parse(call.get("at")?.as_str()?).ok()?;
        let name = CallName::parse(call.get("call")?.as_str()?)?;
        let input = Rc::new(call.get("input")?.clone());
        solution.push(Rc::new(Call { at: SimTime(at.0), name, input }));
    }
    let (start, _) = Scenario::read(&value.get("start")?.to_string()).ok()?;
    Some(Lesson {
        id: id.into(),
        title: Both::read(value.get("title")?)?,
        text: list("text").iter().filter_map(Both::read).collect(),
        goals,
        hints: list("hints").iter().filter_map(Both::read).collect(),
        start,
        begin_at: time("beginAt")?,
        solution,
        solved_by: time("solvedBy")?,
    })
}

/// The start with the solution's calls, each at its moment.
pub fn solved(lesson: &Lesson) -> Scenario {
    let mut calls: Vec<Rc<Call>> = lesson.start.calls.to_vec();
    calls.extend(lesson.solution.iter().cloned());
    crate::base::sort::sort_by_key(&mut calls, |call| call.at);
    Scenario { calls: calls.into(), ..lesson.start.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::Player;
    use crate::simulation::player::Progress;

    fn world_met(scenario: &Scenario, until: SimTime, lesson: &Lesson) -> Vec<bool> {
        let mut player = Player::new(Rc::clone(&scenario.setup), Rc::clone(&scenario.calls));
        while player.advance(until, 1_000) == Progress::Budget {}
        lesson.goals.iter().map(|goal| goal.goal.is_met(player.world())).collect()
    }

    #[test]
    fn goals_are_unmet_at_the_start_and_met_by_the_solution() {
        for id in ids() {
            let lesson = named(id).expect(id);
            assert!(
                !lesson.goals.is_empty() && !lesson.text.is_empty() && !lesson.hints.is_empty()
            );
            for until in [lesson.begin_at, lesson.solved_by] {
                let met = world_met(&lesson.start, until, &lesson);
                assert!(met.iter().any(|met| !met), "{id}: nothing to do at {until}");
            }
            let met = world_met(&solved(&lesson), lesson.solved_by, &lesson);
            assert!(met.iter().all(|met| *met), "{id}: {met:?}");
        }
    }
}
