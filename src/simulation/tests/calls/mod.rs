//! What each call answers, beside the rules' numbers.

mod clusters;
mod container_instances;
mod definitions;
mod lists;
mod revisions;
mod services;
mod settings;
mod tags;
mod tasks;

use serde_json::Value;

use super::{played, start, with};
use crate::simulation::Player;

pub(super) type Answer = Result<Value, String>;

/// The answer of a call, by its place in the list: its output, or `Type: message`.
pub(super) fn answer(player: &Player, index: usize) -> Answer {
    let record = &player.journal().calls[index];
    match &record.result {
        Ok(output) => Ok((**output).clone()),
        Err(error) => Err(format!("{}: {}", error.exception, error.message)),
    }
}

/// Plays calls after a cluster `demo` with instances and the definition `web`; gives their answers.
fn answers(instances: u32, calls: &[Value]) -> (Player, Vec<Answer>) {
    answers_until(instances, "10m", calls)
}

fn answers_until(instances: u32, until: &str, calls: &[Value]) -> (Player, Vec<Answer>) {
    let before = start(instances, 512);
    let skip = before.len();
    let player = played(with(before, calls), until);
    let answers = (skip..skip + calls.len()).map(|index| answer(&player, index)).collect();
    (player, answers)
}

/// The output of an accepted call.
pub(super) fn accepted(answer: &Answer) -> &Value {
    answer.as_ref().expect("accepted")
}

/// `Type: message` of a refused one.
pub(super) fn refused(answer: &Answer) -> &str {
    answer.as_ref().expect_err("refused")
}
