//! The throttle of tasks that fail to start.

use crate::simulation::process::throttle::delay;

/// SV-24: nothing after the first two failures, then twice as long each time, up to 27 minutes (SV-20).
#[test]
fn waits_double_up_to_27_minutes() {
    let seconds: Vec<u64> = (1..=12).map(|n| delay(n).0 / 1_000).collect();
    assert_eq!(seconds, [0, 0, 10, 20, 40, 80, 160, 320, 640, 1280, 1620, 1620]);
    assert_eq!(delay(u32::MAX).0, 1_620_000);
}
