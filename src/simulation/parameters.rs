//! Every delay and default of the simulation, each with its rule. A number that AWS does not
//! publish is marked *modelled* there.

use crate::base::SimSpan;
use crate::model::catalog::region::is_small;
use crate::model::launch_type::LaunchType;

/// A launched machine's agent registers so much later (CP-82, modelled).
pub const REGISTER_AFTER: SimSpan = SimSpan::seconds(75);
/// Fargate: create → agent connected over the task's own interface (LC-28a). The playground
/// shows PROVISIONING until then (modelled).
pub const FARGATE_CONNECT: SimSpan = SimSpan::seconds(3);
/// Fargate: create → image pull starts (LC-28b; Fargate's figures are CP-85).
pub const FARGATE_PULL_START: SimSpan = SimSpan::seconds(18);
/// Fargate with a Windows operating system: create → RUNNING with an image of unknown size (LC-28m,
/// modelled).
pub const FARGATE_WINDOWS_START: SimSpan = SimSpan::seconds(180);
/// Fargate with a Windows operating system: create → image pull starts. What takes longer there is
/// the host's start, not the pull (modelled).
pub const FARGATE_WINDOWS_PULL_START: SimSpan =
    SimSpan(FARGATE_WINDOWS_START.0 - IMAGE_PULL.0 - PULLED_TO_RUNNING.0);
/// Image pull of an image of unknown size: 60 MB (LC-28c, LC-28n).
pub const IMAGE_PULL: SimSpan = SimSpan::seconds(6);
/// Pull done → RUNNING (LC-28d).
pub const PULLED_TO_RUNNING: SimSpan = SimSpan(500);
/// EC2: the pull's failure, so that all of it takes 5 s (LC-28q, modelled).
pub const EC2_PULL_FAILS: SimSpan = SimSpan(5_000 - 1_500);
/// EC2: create → RUNNING with the image on the instance (LC-28g, modelled).
pub const EC2_START: SimSpan = SimSpan::seconds(2);
/// EC2 under awsvpc: PROVISIONING while the interface is attached (LC-28h, modelled).
pub const ENI_ATTACH: SimSpan = SimSpan::seconds(8);
/// A trunk network interface is attached to a new instance: REGISTERING (LC-60, NM-2; as long as
/// LC-28h, modelled).
pub const TRUNK_ATTACH: SimSpan = SimSpan::seconds(8);
/// ACTIVATING (LC-28i, modelled).
pub const ACTIVATING: SimSpan = SimSpan::seconds(5);
/// DEACTIVATING: the target group's deregistration delay (LC-28j, SV-94).
pub const DEACTIVATING: SimSpan = SimSpan::seconds(300);
/// Host ports that an instance picks from, the lowest free one first (PL-38, modelled).
pub const DYNAMIC_PORTS: std::ops::RangeInclusive<u16> = 32_768..=60_999;
/// A container's own exit time after SIGTERM (LC-28p, modelled).
pub const EXIT_TIME: SimSpan = SimSpan::seconds(2);
/// stopTimeout when nothing tells it (LC-40), in seconds.
pub const STOP_TIMEOUT_S: u32 = 30;
/// DEPROVISIONING (LC-28l).
pub const DEPROVISIONING: SimSpan = SimSpan::seconds(20);
/// DEPROVISIONING of a Fargate task whose pull failed (LC-28f).
pub const PULL_FAILURE_DEPROVISIONING: SimSpan = SimSpan::seconds(42 - 18);
/// A lost host's tasks become STOPPED so much later (LC-74, modelled).
pub const HOST_LOST: SimSpan = SimSpan::seconds(60);
/// Spot capacity is gone so long after its notice (LC-90, LC-93, LC-94, LT-17).
pub const SPOT_NOTICE: SimSpan = SimSpan::seconds(120);
/// The service scheduler's loop (SV section 1, modelled): moments are rounded up to it.
pub const SCHEDULER_LOOP: SimSpan = SimSpan::seconds(1);
/// Placement failures are tried again at most this often (SV-26, modelled).
pub const PLACEMENT_RETRY: SimSpan = SimSpan::seconds(15);
/// A service launches 500 tasks a minute (CP-61, CP-62); evenly spaced (modelled).
pub const LAUNCH_SPACING: SimSpan = SimSpan(60_000 / 500);

/// The spacing of a service's launches: on Fargate in a small Region 125 a minute (QT-21, QT-22).
pub fn launch_spacing(launch_type: LaunchType, region: &str) -> SimSpan {
    if launch_type == LaunchType::Fargate && is_small(region) {
        SimSpan(60_000 / 125)
    } else {
        LAUNCH_SPACING
    }
}

/// Tasks that one "has started" event names at most (modelled on SV-104's samples).
pub const STARTED_EVENT_TASKS: usize = 10;
/// From so many failures to start in a row on, a service waits between attempts (SV-24, modelled).
pub const THROTTLE_FROM: u32 = 3;
/// Its first wait; each later one is twice as long (SV-24, modelled).
pub const THROTTLE_FIRST: SimSpan = SimSpan::seconds(10);
/// Its longest wait: 27 minutes (SV-20).
pub const THROTTLE_MOST: SimSpan = SimSpan::seconds(27 * 60);
/// Healthy without any health check: RUNNING for so long (SV-33).
pub const HEALTHY_AFTER: SimSpan = SimSpan::seconds(40);
/// A target that does not answer turns unhealthy: two checks of 30 s (ALB's defaults, as CP-86;
/// modelled).
pub const TARGET_UNHEALTHY: SimSpan = SimSpan::seconds(60);
/// A load balancer's target turns healthy (CP-86).
pub const TARGET_HEALTHY: SimSpan = SimSpan::seconds(150);
/// Bake time of a rolling deployment with alarms whose periods are not known (SV-62, modelled).
pub const ALARM_BAKE: SimSpan = SimSpan::minutes(1);
/// PRODUCTION_TRAFFIC_SHIFT of a blue/green deployment (SV-82, modelled).
pub const TRAFFIC_SHIFT: SimSpan = SimSpan::seconds(10);
/// A stage of a deployment that takes longer fails (SV-75).
pub const STAGE_TIMEOUT: SimSpan = SimSpan::minutes(24 * 60);
/// AZ rebalancing looks at a steady service this often (PL-96, modelled).
pub const ZONE_CHECK: SimSpan = SimSpan::seconds(60);
/// Equal events are suppressed for so long (SV-101), and the steady state is told again (SV-11).
pub const EVENT_REPEAT: SimSpan = SimSpan::seconds(6 * 3_600);
/// Newest events kept (SV-100).
pub const EVENTS_KEPT: usize = 100;
/// Stopped tasks stay visible (LC-25).
pub const STOPPED_VISIBLE: SimSpan = SimSpan::seconds(3_600);
/// The account every ARN names (design, section 2).
pub const ACCOUNT: &str = "123456789012";
/// A fold may play so many events, then it stops and says so (design, section 8).
pub const FUEL_EVENTS: u64 = 5_000_000;
/// A capacity provider's metric comes this often, at whole minutes (CP-21, CP-80).
pub const CAPACITY_METRIC: SimSpan = SimSpan::seconds(60);
/// The metric's alarm → the Auto Scaling group's new size, greater or smaller (CP-81, modelled).
pub const GROUP_GROWS: SimSpan = SimSpan::seconds(30);
/// Fifteen datapoints of a minute each lie below the target before a group shrinks: the first one, and
/// fourteen minutes (CP-30).
pub const BELOW_TARGET: SimSpan = SimSpan::minutes(14);
/// After a group grew it shrinks no sooner (CP-31).
pub const NO_SCALE_IN_AFTER: SimSpan = SimSpan::minutes(15);
/// What a group's policy looks at after the zones (CP-32).
pub const BILLING_HOUR: SimSpan = SimSpan::minutes(60);
/// Managed draining waits so long for an instance's tasks (LC-85).
pub const MANAGED_DRAINING: SimSpan = SimSpan::minutes(48 * 60);
/// An Auto Scaling group replaces a machine that stopped (modelled: two status checks).
pub const GROUP_HEALS: SimSpan = SimSpan::seconds(60);
/// `instanceWarmupPeriod` (CP-29).
pub const INSTANCE_WARMUP_S: u32 = 300;
/// A provider's first instances, where it has none (CP-22).
pub const FROM_ZERO: u32 = 2;
/// ECS looks at waiting tasks together before it launches instances that it manages (modelled: so
/// that what was asked for at once is packed at once).
pub const MANAGED_BATCH: SimSpan = SimSpan::seconds(5);
/// A managed instance: launch → ACTIVE (CP-84, modelled).
pub const MANAGED_REGISTER_AFTER: SimSpan = SimSpan::seconds(60);
/// A managed instance may be idle so long where nothing is said (CP-8, modelled).
pub const SCALE_IN_AFTER: SimSpan = SimSpan::seconds(300);
/// A task of RunTask waits for capacity so long (CP-20, modelled).
pub const PROVISIONING_TIMEOUT: SimSpan = SimSpan::minutes(15);
/// A fold may create so many tasks: a crash loop fills no more memory than a page may have.
pub const FUEL_TASKS: usize = 500_000;
