//! W1, W2, W3 as whole simulations: services of these sizes on these kinds of instances, from
//! nothing to a steady state, placement and every event of every life; services at rest and a crash
//! loop; and what there is to compare with: events through a heap.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use ecs_playground::base::{Seed, SimTime};
use ecs_playground::model::catalog::quota::Profile;
use ecs_playground::simulation::player::Progress;
use ecs_playground::simulation::{Call, CallName, Player, Setup, World};

use super::{Strategy, Work};

/// What a simulation came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Played {
    /// Tasks that run.
    pub running: u32,
    /// Events that were played.
    pub events: u64,
    /// Services in a steady state.
    pub steady: u32,
}

impl Played {
    fn of(world: &World) -> Self {
        let services = world.clusters.iter().flat_map(|room| &room.services);
        Self {
            running: world.totals.running,
            events: world.events_played,
            steady: services.filter(|s| s.steady).count() as u32,
        }
    }
}

/// JSON from words; the benchmark brings no parser of its own.
fn call(at: u64, name: &str, input: &str) -> Rc<Call> {
    let (Some(name), Ok(input)) = (CallName::parse(name), input.parse()) else {
        unreachable!("the benchmark's own calls are readable")
    };
    Rc::new(Call { at: SimTime(at), name, input: Rc::new(input) })
}

fn setup() -> Rc<Setup> {
    let wide = |code: &str| (Rc::from(code), 1_000_000_u64);
    let codes = [
        "container-instances-per-cluster",
        "services-per-cluster",
        "tasks-per-service",
        "ec2-tasks-per-service",
    ];
    Rc::new(Setup {
        seed: Seed(1),
        profile: Profile::Current,
        overrides: codes.map(wide).into_iter().collect(),
        ..Setup::default()
    })
}

const CLUSTER: &str = r#"{"clusterName":"demo"}"#;

/// The calls that make a piece of work: instances, a definition and a service a size.
pub fn calls(work: &Work) -> Rc<[Rc<Call>]> {
    let mut list = vec![call(0, "ecs:CreateCluster", CLUSTER)];
    // The catalogue's types nearest to the work's: they register a little less than 8 GiB a pair.
    let kinds: &[&str] = if work.strategy == Strategy::ZoneThenMemory {
        &["m5.large"]
    } else {
        &["m5.large", "c5.xlarge", "m5.xlarge", "m5.2xlarge"]
    };
    let mut left = work.instances.len() / kinds.len();
    while left > 0 {
        let count = left.min(100);
        for kind in kinds {
            list.push(call(0, "ec2:RunInstances", &format!(
                r#"{{"cluster":"demo","instanceType":"{kind}","count":{count},"registerAfter":"0s"}}"#
            )));
        }
        left -= count;
    }
    let strategy = match work.strategy {
        Strategy::ZoneThenMemory => {
            r#"{"type":"spread","field":"attribute:ecs.availability-zone"},{"type":"binpack","field":"memory"}"#
        }
        Strategy::ZoneThenCpu => {
            r#"{"type":"spread","field":"attribute:ecs.availability-zone"},{"type":"binpack","field":"cpu"}"#
        }
        Strategy::Instance => r#"{"type":"spread","field":"instanceId"}"#,
    };
    for (n, (cpu, memory)) in work.sizes.iter().enumerate() {
        let desired = work.tasks.iter().filter(|size| **size == n).count();
        list.push(call(1_000, "ecs:RegisterTaskDefinition", &format!(
            r#"{{"family":"f{n}","containerDefinitions":[{{"name":"a","image":"i","cpu":{cpu},"memory":{memory}}}]}}"#
        )));
        list.push(call(1_000, "ecs:CreateService", &format!(
            r#"{{"cluster":"demo","serviceName":"s{n}","taskDefinition":"f{n}","desiredCount":{desired},"placementStrategy":[{strategy}]}}"#
        )));
    }
    list.into()
}

fn played(calls: &Rc<[Rc<Call>]>, until: SimTime) -> Player {
    let mut player = Player::new(setup(), Rc::clone(calls));
    while player.advance(until, 1_000_000) == Progress::Budget {}
    player
}

/// Plays calls until a moment.
pub fn play(calls: &Rc<[Rc<Call>]>, until: SimTime) -> Played {
    Played::of(played(calls, until).world())
}

/// Plays calls until a moment and gives a hash of every task: where it is, since when it runs, its id.
pub fn digest(calls: &Rc<[Rc<Call>]>, until: SimTime) -> u32 {
    let player = played(calls, until);
    let rooms = player.world().clusters.iter();
    let tasks = rooms.flat_map(|room| &room.tasks).flat_map(|task| {
        let started = task.times.started.map_or(u32::MAX, |at| at.0 as u32);
        [task.instance.unwrap_or(u32::MAX), started, task.id as u32]
    });
    super::hash(&tasks.collect::<Vec<u32>>())
}

/// Long enough for the largest service: 5,000 tasks at 500 a minute, and what they need to settle.
pub const SETTLED: SimTime = SimTime(15 * 60_000);

/// The yardstick: every task's life is six events, one after the other through a binary heap that
/// holds all lives at once.
pub fn heap_lives(tasks: usize) -> u64 {
    let mut heap: BinaryHeap<Reverse<(u64, u32, u32, u8)>> = BinaryHeap::new();
    let mut sequence = 0;
    for task in 0..tasks as u32 {
        heap.push(Reverse((u64::from(task) * 120, sequence, task, 0)));
        sequence += 1;
    }
    let mut sum = 0;
    while let Some(Reverse((at, _, task, stage))) = heap.pop() {
        sum += at;
        if stage < 5 {
            let delay = [500, 1_500, 6_000, 500, 40_000][usize::from(stage)];
            heap.push(Reverse((at + delay, sequence, task, stage + 1)));
            sequence += 1;
        }
    }
    sum
}

/// Events one after the other through a heap in which so many wait at a time, each planned again
/// after six hours: what services at rest are compared with.
pub fn heap_events(events: u64, waiting: u32) -> u64 {
    let mut heap: BinaryHeap<Reverse<(u64, u32, u32)>> = BinaryHeap::new();
    let mut sequence = 0;
    for n in 0..waiting {
        heap.push(Reverse((u64::from(n) * 250, sequence, n)));
        sequence += 1;
    }
    let mut sum = 0;
    for _ in 0..events {
        let Some(Reverse((at, _, n))) = heap.pop() else { break };
        sum += at;
        heap.push(Reverse((at + 6 * 3_600_000, sequence, n)));
        sequence += 1;
    }
    sum
}

/// A service whose tasks all end a second after they started, again and again.
pub fn crash_loop(tasks: usize) -> Rc<[Rc<Call>]> {
    let service = format!(
        r#"{{"cluster":"demo","serviceName":"web","taskDefinition":"web","desiredCount":{tasks}}}"#
    );
    [
        call(0, "ecs:CreateCluster", CLUSTER),
        call(
            0,
            "ec2:RunInstances",
            r#"{"cluster":"demo","instanceType":"m5.large","count":10,"registerAfter":"0s"}"#,
        ),
        call(
            0,
            "ecs:RegisterTaskDefinition",
            r#"{"family":"web","containerDefinitions":[{"name":"a","image":"i","cpu":1,"memory":6}]}"#,
        ),
        call(
            0,
            "world:SetContainerBehaviour",
            r#"{"family":"web","exitAfter":"1s","exitCode":1}"#,
        ),
        call(1_000, "ecs:CreateService", &service),
    ]
    .into()
}

/// Plays a crash loop for a month: (tasks that there were, events, until when, whether it says that its fuel is spent).
pub fn crash(tasks: usize) -> (usize, u64, SimTime, bool) {
    let player = played(&crash_loop(tasks), MONTH);
    let world = player.world();
    let all = world.clusters.iter().map(|room| room.tasks.len()).sum();
    (all, world.events_played, player.time(), player.truncated())
}

/// A simulated month.
pub const MONTH: SimTime = SimTime(30 * 24 * 3_600_000);

/// Steady services of one task each, on plenty of instances.
pub fn steady(services: usize) -> Rc<[Rc<Call>]> {
    let mut list = vec![call(0, "ecs:CreateCluster", CLUSTER)];
    for _ in 0..services.div_ceil(2_000) * 10 {
        list.push(call(
            0,
            "ec2:RunInstances",
            r#"{"cluster":"demo","instanceType":"m5.4xlarge","count":20,"registerAfter":"0s"}"#,
        ));
    }
    list.push(call(
        0,
        "ecs:RegisterTaskDefinition",
        r#"{"family":"f","containerDefinitions":[{"name":"a","image":"i","cpu":64,"memory":64}]}"#,
    ));
    for n in 0..services {
        // The API takes so many calls a second.
        list.push(call(1_000 + 250 * n as u64, "ecs:CreateService", &format!(
            r#"{{"cluster":"demo","serviceName":"s{n}","taskDefinition":"f","desiredCount":1,"placementStrategy":[{{"type":"binpack","field":"cpu"}}]}}"#
        )));
    }
    list.into()
}
