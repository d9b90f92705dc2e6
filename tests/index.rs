//! The index of placement against the scan, over fleets that live: tasks come and go, instances
//! come, drain and lose their agent, several kinds of request take turns (PL-1 to PL-9, PL-53 to
//! PL-56, PL-75).

#![allow(clippy::expect_used, reason = "what the test builds is there")]

use std::rc::Rc;

use ecs_playground::base::{CpuUnits, Mebibytes, Seed};
use ecs_playground::model::catalog::instance_type::CpuArchitecture;
use ecs_playground::model::task_definition::Protocol;
use ecs_playground::placement::constraint::Surroundings;
use ecs_playground::placement::filter::ZoneMask;
use ecs_playground::placement::fleet::{Facts, Line};
use ecs_playground::placement::observer::Unwatched;
use ecs_playground::placement::place::scan;
use ecs_playground::placement::strategy::DrawKey;
use ecs_playground::placement::{
    Constraint, Fleet, GroupCounts, Need, Outcome, Owner, Pool, Request, Slot, Step,
};
use ecs_playground::query::Expression;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(sides)).expect("small")
    }
}

/// Instances of nobody's, of two Auto Scaling groups, managed and external ones (PL-4).
fn owner(dice: &mut Dice) -> Owner {
    match dice.roll(12) {
        0 => Owner::EXTERNAL,
        1 => Owner::managed(0),
        2 | 3 => Owner::group(0),
        4 => Owner::group(1),
        _ => Owner::NOBODY,
    }
}

fn pool(dice: &mut Dice) -> Pool {
    match dice.roll(12) {
        0 => Pool::EXTERNAL,
        1 => Pool::of(Owner::managed(0)),
        2 | 3 => Pool::of(Owner::group(0)),
        _ => Pool::EC2,
    }
}

/// One kind of request.
#[derive(Clone)]
struct Kind {
    need: Need,
    steps: Vec<Step>,
    constraints: Vec<Constraint>,
    zones: ZoneMask,
    pool: Pool,
    group: usize,
}

fn kind(dice: &mut Dice, group: usize) -> Kind {
    let steps: Vec<Step> = (0..dice.roll(5))
        .map(|_| match dice.roll(6) {
            0 => Step::BinpackCpu,
            1 => Step::BinpackMemory,
            2 => Step::SpreadInstance,
            3 => Step::SpreadAttribute("stack".into()),
            4 => Step::SpreadAttribute("rack".into()),
            _ => Step::SpreadZone,
        })
        .collect();
    let member =
        |text: &str| Constraint::MemberOf(Rc::new(Expression::parse(text).expect("a legal query")));
    let constraints = match dice.roll(8) {
        0 => vec![Constraint::DistinctInstance],
        1 => vec![member("attribute:stack == s1 or runningTasksCount < 2")],
        2 => vec![member("not(task:group == g1)")],
        // A task that comes makes these hold.
        3 => vec![member("runningTasksCount >= 1 or attribute:stack == s1")],
        4 => vec![member("task:group == g0 or attribute:stack == s2")],
        _ => Vec::new(),
    };
    let port = 8_000 + u16::try_from(dice.roll(2)).expect("small");
    Kind {
        need: Need {
            // Sizes without a common divisor.
            cpu: CpuUnits(dice.roll(700)),
            memory: Mebibytes(1 + dice.roll(1_500)),
            enis: u16::from(dice.roll(4) == 0),
            ports: if dice.roll(3) == 0 { Rc::new([(Protocol::Tcp, port)]) } else { Rc::new([]) },
            ..Need::default()
        },
        steps,
        constraints,
        zones: if dice.roll(5) == 0 { ZoneMask(0b101) } else { ZoneMask::ALL },
        pool: pool(dice),
        group,
    }
}

/// A kind that differs from another in one thing alone.
fn twin(of: &Kind, n: usize) -> Kind {
    let mut twin = of.clone();
    match n {
        0 => twin.pool = if twin.pool == Pool::EC2 { Pool::EXTERNAL } else { Pool::EC2 },
        1 => twin.zones = ZoneMask(twin.zones.0 ^ 0b010),
        2 => twin.constraints.push(Constraint::DistinctInstance),
        3 => twin.steps.insert(0, Step::SpreadInstance),
        4 => twin.need.windows = true,
        _ => twin.group = (twin.group + 1) % 3,
    }
    twin
}

fn add(fleet: &mut Fleet, dice: &mut Dice) {
    let word = |letter: char, n: u32| -> Option<Rc<str>> { Some(format!("{letter}{n}").into()) };
    let mut attributes = Vec::new();
    if dice.roll(4) > 0 {
        attributes.push(("stack".into(), word('s', dice.roll(4))));
    }
    if dice.roll(2) > 0 {
        attributes.push(("rack".into(), word('r', dice.roll(40))));
    }
    let line = Line {
        cpu: 1_024 + dice.roll(3_000),
        memory: 2_000 + dice.roll(6_000),
        enis: 3,
        gpus: 0,
        zone: u8::try_from(dice.roll(3)).expect("small"),
        active: dice.roll(10) > 0,
        agent_connected: dice.roll(10) > 0,
        owner: owner(dice),
    };
    fleet.add(
        line,
        Facts {
            ec2_instance_id: "i-0".into(),
            attributes: attributes.into(),
            architecture: CpuArchitecture::X86_64,
            registered_at_s: 0,
            tie: u64::from(dice.roll(50)),
        },
    );
}

#[test]
fn the_index_answers_as_the_scan_does() {
    const GROUPS: [&str; 3] = ["g0", "g1", "g2"];
    let (mut placed, mut rejected) = (0, 0);
    for round in 0..120 {
        let dice = &mut Dice(round);
        let mut fleet = Fleet::default();
        for _ in 0..dice.roll(150) {
            add(&mut fleet, dice);
        }
        let mut groups = vec![GroupCounts::default(); GROUPS.len()];
        let mut kinds: Vec<Kind> = (0..6).map(|n| kind(dice, n % GROUPS.len())).collect();
        for n in 0..6 {
            kinds.push(twin(&kinds[n], n));
        }
        let mut tasks: Vec<(Slot, usize)> = Vec::new();
        for _ in 0..300 {
            match dice.roll(20) {
                0 => add(&mut fleet, dice),
                1 | 2 if !fleet.is_empty() => {
                    let slot = dice.roll(fleet.len());
                    let line = fleet.line_mut(slot);
                    if dice.roll(2) == 0 {
                        line.active = !line.active;
                    } else {
                        line.agent_connected = !line.agent_connected;
                    }
                }
                3 | 4 if !tasks.is_empty() => {
                    let at = dice.roll(u32::try_from(tasks.len()).expect("few"));
                    let (slot, kind) = tasks.swap_remove(at as usize);
                    let zone = fleet.line(slot).zone;
                    fleet.release(slot, &kinds[kind].need);
                    groups[kinds[kind].group].remove(slot, zone);
                }
                5 => fleet = fleet.clone(),
                _ => {
                    let number = dice.roll(12) as usize;
                    let kind = &kinds[number];
                    let on = |slot: Slot| tasks.iter().filter(move |(s, _)| *s == slot);
                    let groups_on = |slot: Slot| {
                        on(slot).map(|(_, k)| Rc::from(GROUPS[kinds[*k].group])).collect::<Vec<_>>()
                    };
                    let running_tasks = |slot: Slot| u32::try_from(on(slot).count()).expect("few");
                    let request = Request {
                        need: &kind.need,
                        pool: kind.pool,
                        zones: kind.zones,
                        constraints: &kind.constraints,
                        steps: &kind.steps,
                        group_id: u32::try_from(kind.group).expect("few"),
                        group: &groups[kind.group],
                        key: DrawKey { seed: Seed(0), task: 0 },
                        surroundings: Surroundings {
                            groups_on: &groups_on,
                            running_tasks: &running_tasks,
                        },
                        zone_names: &[],
                    };
                    let expected = scan(&fleet, &request, &mut Unwatched);
                    let found = fleet.indexed(&request);
                    if !fleet.is_empty() {
                        assert_eq!(found, Some(expected), "round {round}, {:?}", kind.steps);
                    }
                    if let Outcome::Placed(slot) = expected {
                        placed += 1;
                        // Whoever only asked takes nothing.
                        if dice.roll(12) == 0 {
                            continue;
                        }
                        let zone = fleet.line(slot).zone;
                        fleet.reserve(slot, &kind.need);
                        groups[kind.group].add(slot, zone);
                        tasks.push((slot, number));
                    } else {
                        rejected += 1;
                    }
                }
            }
        }
    }
    assert!(placed > 5_000 && rejected > 1_000, "{placed} placed, {rejected} rejected");
}

/// PL-47: the pool is empty when the last instance leaves it, and not when one comes back.
#[test]
fn the_index_knows_an_empty_pool() {
    let dice = &mut Dice(1);
    let mut fleet = Fleet::default();
    for _ in 0..40 {
        add(&mut fleet, dice);
    }
    let set = |fleet: &mut Fleet, slot: Slot, active: bool| {
        let line = fleet.line_mut(slot);
        (line.active, line.agent_connected, line.owner) = (active, true, Owner::NOBODY);
    };
    let group = GroupCounts::default();
    let ask = |fleet: &Fleet| {
        let request = Request {
            need: &Need::default(),
            pool: Pool::EC2,
            zones: ZoneMask::ALL,
            constraints: &[],
            steps: &[Step::SpreadZone],
            group_id: 0,
            group: &group,
            key: DrawKey { seed: Seed(0), task: 0 },
            surroundings: Surroundings { groups_on: &|_| Vec::new(), running_tasks: &|_| 0 },
            zone_names: &[],
        };
        fleet.indexed(&request)
    };
    for slot in 0..40 {
        set(&mut fleet, slot, true);
    }
    assert!(matches!(ask(&fleet), Some(Outcome::Placed(_))));
    for slot in 0..40 {
        set(&mut fleet, slot, false);
        let empty = ask(&fleet) == Some(Outcome::EmptyPool);
        assert_eq!(empty, slot == 39, "after #{}", slot + 1);
    }
    set(&mut fleet, 7, true);
    assert_eq!(ask(&fleet), Some(Outcome::Placed(7)));
}

/// PL-56 with more tasks of a group on one instance than the index has levels for counts.
#[test]
fn the_index_counts_far() {
    let dice = &mut Dice(2);
    let mut fleet = Fleet::default();
    for _ in 0..40 {
        add(&mut fleet, dice);
    }
    for slot in 3..40 {
        fleet.line_mut(slot).active = false;
    }
    for slot in 0..3 {
        let line = fleet.line_mut(slot);
        (line.active, line.agent_connected, line.owner) = (true, true, Owner::NOBODY);
    }
    let mut group = GroupCounts::default();
    for n in 0..1_200 {
        let request = Request {
            need: &Need::default(),
            pool: Pool::EC2,
            zones: ZoneMask::ALL,
            constraints: &[],
            steps: &[Step::SpreadInstance],
            group_id: 0,
            group: &group,
            key: DrawKey { seed: Seed(0), task: 0 },
            surroundings: Surroundings { groups_on: &|_| Vec::new(), running_tasks: &|_| 0 },
            zone_names: &[],
        };
        let expected = scan(&fleet, &request, &mut Unwatched);
        // Where the index gives no answer, the scan is asked; that may be once.
        let found = fleet.indexed(&request);
        assert!(found == Some(expected) || (found.is_none() && n > 0), "task {n}: {found:?}");
        let Outcome::Placed(slot) = expected else { panic!("task {n} has room") };
        fleet.reserve(slot, &Need::default());
        group.add(slot, fleet.line(slot).zone);
    }
    assert!((0..3).all(|slot| group.on(slot) == 400), "counts went far");
}
