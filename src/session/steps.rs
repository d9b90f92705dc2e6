//! Moving the playhead from event to event.

use super::state::Session;
use super::update::{EVENTS_A_FRAME, catch_up};
use crate::base::SimTime;
use crate::base::time::TIME_LIMIT_MS;
use crate::simulation::World;
use crate::simulation::world::Machine;

/// Puts the playhead somewhere and plays towards it, as far as one frame may.
pub fn go_to(session: &mut Session, time: SimTime) {
    let time = SimTime(time.0.min(TIME_LIMIT_MS));
    session.playback.go_to(time);
    session.player.seek(time);
    catch_up(session);
}

/// To the last happening before the playhead.
pub fn back(session: &mut Session) {
    session.playback.playing = false;
    let entries = &session.player.journal().entries;
    let before = entries.partition_point(|entry| entry.at.time < session.playback.playhead);
    let time = before.checked_sub(1).and_then(|at| entries.get(at)).map(|entry| entry.at.time);
    go_to(session, time.unwrap_or(SimTime::ZERO));
}

/// To the next happening that anybody can see.
pub fn next(session: &mut Session) {
    session.playback.playing = false;
    if session.is_behind() {
        return;
    }
    let seen = session.world().journal_len;
    for _ in 0..EVENTS_A_FRAME {
        let Some(time) = session.player.next_event_time() else { break };
        session.player.advance(time, EVENTS_A_FRAME);
        if session.world().journal_len > seen {
            let time = session.player.time();
            go_to(session, time);
            return;
        }
    }
    // Nothing more to see: the clock stands where it stood.
    let playhead = session.playback.playhead;
    go_to(session, playhead);
}

/// The instance that the first visit's prompt stops: the first with at least two tasks, else the
/// first with one.
pub fn instance_to_stop(world: &World) -> Option<(u32, u32)> {
    let with = |least: usize| {
        (0_u32..).zip(&world.clusters).find_map(|(c, cluster)| {
            (0_u32..)
                .zip(&cluster.instances)
                .find(|(_, i)| i.machine == Machine::Running && i.tasks.len() >= least)
                .map(|(slot, _)| (c, slot))
        })
    };
    with(2).or_else(|| with(1))
}
