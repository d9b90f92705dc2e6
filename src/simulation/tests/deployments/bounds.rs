//! How many tasks may stop and start (SV-30 to SV-34), and when the breaker trips (SV-50, SV-51).

use super::*;
use crate::simulation::world::deployment_configuration::Threshold;

/// The worked table: desired, minimum, maximum, lower, upper, may start first, may stop first.
const WORKED: [[u32; 7]; 16] = [
    [1, 100, 200, 1, 2, 1, 0],
    [2, 100, 200, 2, 4, 2, 0],
    [2, 75, 200, 2, 4, 2, 0],
    [3, 100, 125, 3, 3, 0, 0],
    [4, 50, 100, 2, 4, 0, 2],
    [4, 50, 200, 2, 8, 4, 2],
    [4, 100, 200, 4, 8, 4, 0],
    [4, 100, 150, 4, 6, 2, 0],
    [5, 60, 140, 3, 7, 2, 2],
    [7, 80, 120, 6, 8, 1, 1],
    [10, 90, 110, 9, 11, 1, 1],
    [10, 50, 150, 5, 15, 5, 5],
    [100, 100, 110, 100, 110, 10, 0],
    [1, 50, 100, 1, 1, 0, 0],
    [1, 0, 100, 0, 1, 0, 1],
    [3, 0, 100, 0, 3, 0, 3],
];

#[test]
fn sv_30_sv_34_the_worked_table_of_bounds() {
    for [desired, minimum, maximum, lower, upper, starts, stops] in WORKED {
        let percents = json!({"minimumHealthyPercent": minimum, "maximumPercent": maximum});
        let player = played(Value::Array(running(1, desired.min(3), percents, &[])), "1s");
        let configuration = &web_service(&player).configuration;
        let bounds = configuration.bounds(desired);
        let row = format!("{desired} at {minimum}/{maximum}");
        assert_eq!((bounds.lower, bounds.upper), (lower, upper), "{row}");
        assert_eq!((bounds.upper - desired, desired - bounds.lower), (starts, stops), "{row}");
        assert_eq!(configuration.is_stuck(desired), starts == 0 && stops == 0, "{row}");
    }
}

/// The first step of a deployment is what the table says: from a full, healthy old revision.
#[test]
fn sv_30_sv_35_the_first_step_stops_and_starts_what_the_table_says() {
    for [desired, minimum, maximum, lower, upper, starts, stops] in WORKED {
        let percents = json!({"minimumHealthyPercent": minimum, "maximumPercent": maximum});
        let list = Value::Array(running(30, desired, percents, &deploy("10m")));
        let before = played(list.clone(), "9m");
        assert_eq!(web_service(&before).healthy(), desired);
        // Stops at once; starts are spaced over a while, but none is healthy before 40 s are over.
        let after = played(list, "10m25s");
        let service = web_service(&after);
        let row = format!("{desired} at {minimum}/{maximum}");
        assert_eq!(service.deployments[0].active, desired - stops, "{row}: stops");
        let room = upper - (desired - stops);
        assert_eq!(service.deployments[1].active, room.min(desired), "{row}: starts");
        assert!(room >= starts && service.healthy() >= lower, "{row}");
        let stuck = said(&after, "10m").iter().any(|text| text.contains("because of the service"));
        assert_eq!(stuck, starts == 0 && stops == 0, "{row}: SV-112");
    }
}

#[test]
fn sv_50_sv_51_the_breakers_thresholds() {
    let bounded = Threshold::BoundedPercent(50);
    for (desired, threshold) in
        [(1, 3), (6, 3), (7, 4), (10, 5), (25, 13), (100, 50), (400, 200), (800, 200)]
    {
        assert_eq!(bounded.of(desired), threshold, "SV-50: {desired}");
    }
    assert_eq!(Threshold::UnboundedPercent(50).of(1), 1);
    assert_eq!(Threshold::UnboundedPercent(10).of(4), 1);
    assert_eq!(Threshold::UnboundedPercent(100).of(800), 800);
    assert_eq!(Threshold::Count(7).of(800), 7);
}
