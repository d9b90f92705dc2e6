//! What each call answers, beside the rules' numbers.

mod container_instances;
mod definitions;

use serde_json::Value;

use super::{played, start, with};
use crate::simulation::Player;

/// The answer of a call, by its place in the list: its output, or `Type: message`.
fn answer(player: &Player, index: usize) -> Result<Value, String> {
    let record = &player.journal().calls[index];
    match &record.result {
        Ok(output) => Ok((**output).clone()),
        Err(error) => Err(format!("{}: {}", error.exception, error.message)),
    }
}

/// Plays calls after a cluster `demo` with instances and the definition `web`; gives their answers.
fn answers(instances: u32, calls: &[Value]) -> (Player, Vec<Result<Value, String>>) {
    let before = start(instances, 512);
    let skip = before.len();
    let player = played(with(before, calls), "10m");
    let answers = (skip..skip + calls.len()).map(|index| answer(&player, index)).collect();
    (player, answers)
}
