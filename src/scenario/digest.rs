//! A digest of the world after every event: what proves that two engines are the same to the bit.
//! It is taken of the report, which shows every resource, task, event and cent.

use super::report::report;
use crate::base::{Draw, Seed, SimTime};
use crate::simulation::Player;
use crate::simulation::player::Progress;

/// The digest of a player's world.
pub fn digest(player: &Player) -> u64 {
    let text = report(player, &[]).to_string();
    let world = player.world();
    Draw::new(Seed(world.now.sequence), "world").number(world.events_played).text(&text).value()
}

/// Plays one event or call at a time until a moment; a line each: time, sequence, digest.
pub fn digests(player: &mut Player, until: SimTime) -> Vec<String> {
    let mut lines = Vec::new();
    loop {
        let progress = player.advance(until, 1);
        let sequence = player.world().now.sequence;
        lines.push(format!("{} {sequence} {:016x}", player.time().0, digest(player)));
        if progress != Progress::Budget {
            return lines;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::Setup;
    use std::rc::Rc;

    #[test]
    fn the_same_again_and_different_when_something_differs() {
        let calls = || crate::scenario::example::EXAMPLES[0].scenario().expect("readable").calls;
        let with = |seed| {
            let setup = Setup { seed: Seed(seed), ..Setup::default() };
            digests(&mut Player::new(Rc::new(setup), calls()), SimTime(20_000))
        };
        assert_eq!(with(1), with(1));
        assert_ne!(with(1), with(2));
    }
}
