//! The playhead: wall time in, simulated time out, in whole numbers.

use crate::base::SimTime;

/// Speeds that the page offers: simulated seconds a second.
pub const SPEEDS: [u32; 6] = [1, 8, 16, 60, 300, 3_600];

/// A frame never counts for more than this: a hidden tab does not leap on return.
const FRAME_LIMIT_US: u64 = 250_000;

/// Whether, how fast, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Playback {
    /// The clock runs.
    pub playing: bool,
    /// Simulated seconds a second.
    pub speed: u32,
    /// Where the user stands. The player may still be on its way there.
    pub playhead: SimTime,
    /// Simulated microseconds that did not make a millisecond yet; below 1000.
    pub carry_us: u64,
    /// The playhead is being dragged: nothing moves by itself.
    pub scrubbing: bool,
}

impl Default for Playback {
    fn default() -> Self {
        Self { playing: false, speed: 8, playhead: SimTime::ZERO, carry_us: 0, scrubbing: false }
    }
}

impl Playback {
    /// Moves the playhead by a frame's wall time.
    pub fn pass(&mut self, elapsed_us: u64) {
        let us = elapsed_us.min(FRAME_LIMIT_US).saturating_mul(u64::from(self.speed));
        let total = us.saturating_add(self.carry_us);
        self.playhead = SimTime(self.playhead.0.saturating_add(total / 1_000));
        self.carry_us = total % 1_000;
    }

    /// The next speed of [`SPEEDS`] up or down.
    pub fn change_speed(&mut self, by: i8) {
        let speed = self.speed;
        let next = match by {
            1.. => SPEEDS.into_iter().find(|s| *s > speed),
            _ => SPEEDS.into_iter().rev().find(|s| *s < speed),
        };
        self.speed = next.unwrap_or(speed);
    }

    /// Puts the playhead somewhere.
    pub fn go_to(&mut self, time: SimTime) {
        self.playhead = time;
        self.carry_us = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_millisecond_is_lost_or_made() {
        let mut playback = Playback { speed: 1, ..Playback::default() };
        for _ in 0..60 {
            playback.pass(16_667);
        }
        assert_eq!((playback.playhead.0, playback.carry_us), (1_000, 20));
        playback.speed = 3_600;
        playback.pass(1);
        assert_eq!((playback.playhead.0, playback.carry_us), (1_003, 620));
    }

    #[test]
    fn a_hidden_tab_does_not_leap() {
        let mut playback = Playback { speed: 8, ..Playback::default() };
        playback.pass(3_600_000_000);
        assert_eq!(playback.playhead, SimTime(2_000));
    }
}
