//! The engine's own procedure at the same work.

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
    Constraint, Fleet, GroupCounts, Need, Outcome, Owner, Pool, Request, Step, place,
};
use ecs_playground::query::Expression;

use super::{Answer, Strategy, Work};

/// What else the tasks ask.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extra {
    Nothing,
    /// `memberOf` with two comparisons, one of them a pattern.
    MemberOf,
    /// One of ten static host ports, in turn.
    HostPort,
    /// A network interface (an instance has eight).
    Interface,
}

/// The engine's answer; `scanned` asks its scan, for which no index is kept.
pub fn engine(work: &Work, extra: Extra, scanned: bool) -> Answer {
    let mut fleet = Fleet::default();
    let attributes: Rc<[(Rc<str>, Option<Rc<str>>)]> =
        Rc::new([("ecs.instance-type".into(), Some("m5.large".into()))]);
    for (slot, (cpu, memory, zone)) in (0_u64..).zip(&work.instances) {
        let line = Line {
            cpu: *cpu,
            memory: *memory,
            enis: 8,
            gpus: 0,
            zone: u8::try_from(*zone).unwrap_or(0),
            active: true,
            agent_connected: true,
            owner: Owner::NOBODY,
        };
        let facts = Facts {
            ec2_instance_id: Rc::clone(&attributes[0].0),
            attributes: Rc::clone(&attributes),
            architecture: CpuArchitecture::X86_64,
            registered_at_s: 0,
            tie: slot,
        };
        fleet.add(line, facts);
    }
    let steps: &[Step] = match work.strategy {
        Strategy::ZoneThenMemory => &[Step::SpreadZone, Step::BinpackMemory],
        Strategy::ZoneThenCpu => &[Step::SpreadZone, Step::BinpackCpu],
        Strategy::Instance => &[Step::SpreadInstance],
    };
    let query = "attribute:ecs.instance-type =~ m5.* and not(attribute:retired exists)";
    let constraints: Vec<Constraint> = match (extra, Expression::parse(query)) {
        (Extra::MemberOf, Ok(expression)) => vec![Constraint::MemberOf(Rc::new(expression))],
        _ => Vec::new(),
    };
    let ports = if extra == Extra::HostPort { 10 } else { 1 };
    // A need for each size and port.
    let needs: Vec<Vec<Need>> = work
        .sizes
        .iter()
        .map(|(cpu, memory)| {
            (0..ports)
                .map(|port| Need {
                    cpu: CpuUnits(*cpu),
                    memory: Mebibytes(*memory),
                    enis: u16::from(extra == Extra::Interface),
                    ports: if ports > 1 {
                        Rc::new([(Protocol::Tcp, 8_000 + port)])
                    } else {
                        Rc::new([])
                    },
                    ..Need::default()
                })
                .collect()
        })
        .collect();
    let mut groups = vec![GroupCounts::default(); work.sizes.len()];
    let mut answer = Vec::with_capacity(work.tasks.len());
    for (n, size) in work.tasks.iter().enumerate() {
        let need = &needs[*size][n % usize::from(ports)];
        let request = Request {
            need,
            pool: Pool::EC2,
            zones: ZoneMask::ALL,
            constraints: &constraints,
            steps,
            group_id: u32::try_from(*size).unwrap_or(0),
            group: &groups[*size],
            key: DrawKey { seed: Seed(0), task: 0 },
            surroundings: Surroundings { groups_on: &|_| Vec::new(), running_tasks: &|_| 0 },
            zone_names: &[],
        };
        let outcome = if scanned {
            scan(&fleet, &request, &mut Unwatched)
        } else {
            place(&fleet, &request, &mut Unwatched)
        };
        if let Outcome::Placed(slot) = outcome {
            let zone = fleet.line(slot).zone;
            fleet.reserve(slot, need);
            groups[*size].add(slot, zone);
            answer.push(slot);
        } else {
            answer.push(u32::MAX);
        }
    }
    answer
}

/// Times, in microseconds, of a choice, of its explanation and of the smallest changes, for a task
/// that finds no place among `count` instances under two constraints.
pub fn explain_times(count: u32) -> [u128; 3] {
    use std::time::Instant;

    use ecs_playground::placement::Decision;
    let mut fleet = Fleet::default();
    let line = Line {
        cpu: 2_048,
        memory: 7_680,
        enis: 2,
        gpus: 0,
        zone: 0,
        active: true,
        agent_connected: true,
        owner: Owner::NOBODY,
    };
    for slot in 0..count {
        let kind = if slot % 2 == 0 { "m5.large" } else { "c5.large" };
        let attributes: Rc<[(Rc<str>, Option<Rc<str>>)]> =
            Rc::new([("ecs.instance-type".into(), Some(kind.into()))]);
        let facts = Facts {
            ec2_instance_id: "i-0".into(),
            attributes,
            architecture: CpuArchitecture::X86_64,
            registered_at_s: 0,
            tie: u64::from(slot),
        };
        fleet.add(line, facts);
    }
    let queries = [
        "attribute:ecs.instance-type =~ m5.* and attribute:stack == prod",
        "attribute:ecs.instance-type in [m5.large, c5.large] or runningTasksCount > 3",
    ];
    let constraints: Vec<Constraint> = queries
        .iter()
        .filter_map(|query| Expression::parse(query).ok())
        .map(|query| Constraint::MemberOf(Rc::new(query)))
        .collect();
    let need = Need { cpu: CpuUnits(256), memory: Mebibytes(512), ..Need::default() };
    let group = GroupCounts::default();
    let request = Request {
        need: &need,
        pool: Pool::EC2,
        zones: ZoneMask::ALL,
        constraints: &constraints,
        steps: &[Step::SpreadZone, Step::BinpackMemory],
        group_id: 0,
        group: &group,
        key: DrawKey { seed: Seed(0), task: 0 },
        surroundings: Surroundings { groups_on: &|_| Vec::new(), running_tasks: &|_| 0 },
        zone_names: &[],
    };
    let mut times = [0; 3];
    let start = Instant::now();
    std::hint::black_box(scan(&fleet, &request, &mut Unwatched));
    times[0] = start.elapsed().as_micros();
    let start = Instant::now();
    let decision = std::hint::black_box(Decision::of(&fleet, &request));
    times[1] = start.elapsed().as_micros();
    let start = Instant::now();
    std::hint::black_box(decision.in_full(&fleet, &request, &[(0, line)]));
    times[2] = start.elapsed().as_micros();
    times
}
