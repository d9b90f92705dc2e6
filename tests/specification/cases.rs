//! Random cases, small and crowded: few instances, few sizes, so that ties, collisions and
//! refusals are common. And their translation for the engine.

use std::rc::Rc;

use ecs_playground::base::{CpuUnits, Draw, Mebibytes, Seed};
use ecs_playground::model::catalog::instance_type::CpuArchitecture;
use ecs_playground::model::task_definition::Protocol;
use ecs_playground::placement::constraint::Surroundings;
use ecs_playground::placement::filter::ZoneMask;
use ecs_playground::placement::fleet::{Facts, Line};
use ecs_playground::placement::strategy::{self, DrawKey};
use ecs_playground::placement::{
    self as engine, Fleet, GroupCounts, Need, Owner, Pool, Request, Slot, Step,
};
use ecs_playground::query::Expression;

use crate::rules::{Constraint, Demand, Instance, Query, Strategy, Task, Test, Wish};

/// Numbers from a seed (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((x ^ (x >> 31)) % sides as u64).expect("small")
    }
    pub fn one_in(&mut self, n: usize) -> bool {
        self.roll(n) == 0
    }
    pub fn of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len())].clone()
    }
}

pub const ZONES: [&str; 3] = ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"];
const ZONE: &str = "ecs.availability-zone";
const GROUPS: [&str; 3] = ["service:web", "service:api", "family:batch"];
const PROVIDERS: [&str; 3] = ["group-a", "group-b", "managed"];
/// Kinds of instances with their capacity providers.
const OWNERS: [(&str, Option<&str>); 8] = [
    ("EC2", None),
    ("EC2", None),
    ("EC2", None),
    ("EC2", Some("group-a")),
    ("EC2", Some("group-a")),
    ("EC2", Some("group-b")),
    ("EXTERNAL", None),
    ("MANAGED_INSTANCES", Some("managed")),
];
const KINDS: [&str; 3] = ["m5.large", "m5.xlarge", "c5.large"];
const STACKS: [&str; 3] = ["prod", "dev", "7"];

fn demand(dice: &mut Dice) -> Demand {
    let mut ports = Vec::new();
    if dice.one_in(3) {
        ports.push((dice.of(&["tcp", "udp"]), dice.of(&[22_u16, 53, 80, 445, 8080])));
        if dice.one_in(4) {
            ports.push(("tcp", 9_000));
        }
    }
    Demand {
        cpu: dice.of(&[0, 128, 256, 512, 700]),
        memory: dice.of(&[64, 128, 300, 512, 1_000]),
        gpus: if dice.one_in(8) { 1 + u32::from(dice.one_in(3)) } else { 0 },
        enis: u32::from(dice.one_in(4)),
        ports,
        architecture: dice.one_in(6).then(|| dice.of(&["x86_64", "arm64"]).to_owned()),
        attributes: if dice.one_in(5) {
            vec![dice.of(&["stack", "ecs.capability.task-eni", "flag"]).to_owned()]
        } else {
            Vec::new()
        },
        windows: dice.one_in(10),
    }
}

fn instance(dice: &mut Dice) -> Instance {
    let zone = dice.of(&ZONES).to_owned();
    let architecture = if dice.one_in(4) { "arm64" } else { "x86_64" }.to_owned();
    let mut attributes = vec![
        (ZONE.to_owned(), Some(zone.clone())),
        ("ecs.instance-type".to_owned(), Some(dice.of(&KINDS).to_owned())),
        ("ecs.cpu-architecture".to_owned(), Some(architecture.clone())),
    ];
    if !dice.one_in(4) {
        attributes.push(("ecs.capability.task-eni".to_owned(), None));
    }
    if !dice.one_in(3) {
        attributes.push(("stack".to_owned(), Some(dice.of(&STACKS).to_owned())));
    }
    if dice.one_in(3) {
        attributes.push(("flag".to_owned(), None));
    }
    if !dice.one_in(4) {
        let os = if dice.one_in(5) { "windows" } else { "linux" };
        attributes.push(("ecs.os-type".to_owned(), Some(os.to_owned())));
    }
    let (kind, capacity_provider_name) = dice.of(&OWNERS);
    let mut it = Instance {
        status_is_active: !dice.one_in(12),
        kind,
        capacity_provider_name,
        agent_connected: !dice.one_in(10),
        zone,
        architecture,
        attributes,
        ec2_instance_id: format!("i-{}", dice.roll(1_000)),
        registered_cpu: dice.of(&[1_024, 2_048, 2_000]),
        registered_memory: dice.of(&[1_500, 3_794, 7_680]),
        registered_gpus: dice.of(&[0, 0, 1, 2]),
        registered_enis: dice.of(&[1, 2, 3]),
        tasks: Vec::new(),
        // Few values: instances of equal hash happen, and the number settles them.
        tie: dice.roll(6) as u64,
        draw: 0,
    };
    for _ in 0..dice.roll(5) {
        let task = Task {
            group: dice.of(&GROUPS).to_owned(),
            desired_status_is_running: true,
            demand: demand(dice),
        };
        it.tasks.push(task);
        if !fits(&it) {
            it.tasks.pop();
        } else if dice.one_in(4)
            && let Some(task) = it.tasks.last_mut()
        {
            task.desired_status_is_running = false;
        }
    }
    it
}

/// What runs on an instance fits it: the cases are worlds that can be.
fn fits(it: &Instance) -> bool {
    let sum = |of: &dyn Fn(&Demand) -> u32| it.holding().map(|t| of(&t.demand)).sum::<u32>();
    let mut ports: Vec<_> = it.holding().flat_map(|t| t.demand.ports.clone()).collect();
    let count = ports.len();
    ports.sort_unstable();
    ports.dedup();
    sum(&|d| d.cpu) <= it.registered_cpu
        && sum(&|d| d.memory) <= it.registered_memory
        && sum(&|d| d.gpus) <= it.registered_gpus
        && sum(&|d| d.enis) <= it.registered_enis
        && ports.len() == count
        && count <= 94
        && !ports.contains(&("tcp", 22))
}

fn query(dice: &mut Dice, depth: usize) -> Query {
    if depth > 0 && dice.one_in(2) {
        let inner = |dice: &mut Dice| Box::new(query(dice, depth - 1));
        return match dice.roll(3) {
            0 => Query::Not(inner(dice)),
            1 => Query::And(inner(dice), inner(dice)),
            _ => Query::Or(inner(dice), inner(dice)),
        };
    }
    let test = |dice: &mut Dice, words: &[&str]| {
        let word = |dice: &mut Dice| dice.of(words).to_owned();
        match dice.roll(8) {
            0 => Test::Exists,
            1 => Test::NotExists,
            2 => Test::Is(word(dice)),
            3 => Test::IsNot(word(dice)),
            4 => Test::In(vec![word(dice), word(dice)]),
            5 => Test::NotIn(vec![word(dice), word(dice)]),
            6 => Test::Begins(word(dice)[..1].to_owned()),
            _ => Test::BeginsNot(word(dice)[..1].to_owned()),
        }
    };
    match dice.roll(6) {
        0 => Query::Attribute("ecs.instance-type".into(), test(dice, &KINDS)),
        1 => Query::Attribute("stack".into(), test(dice, &STACKS)),
        2 => Query::Attribute(ZONE.into(), test(dice, &ZONES)),
        3 => Query::Group(test(dice, &GROUPS)),
        4 => {
            let number = u32::try_from(dice.roll(4)).expect("small");
            Query::RunningTasks(dice.of(&["==", "!=", "<", "<=", ">", ">="]), number)
        }
        _ => Query::AgentConnected(!dice.one_in(3)),
    }
}

pub fn strategies(dice: &mut Dice) -> Vec<Strategy> {
    let count = dice.of(&[0, 1, 1, 2, 2, 3, 5]);
    (0..count)
        .map(|_| match dice.roll(7) {
            0 => Strategy::Binpack("cpu"),
            1 => Strategy::Binpack("memory"),
            2 => Strategy::Random,
            3 => Strategy::Spread("instanceId".into()),
            4 => Strategy::Spread("attribute:stack".into()),
            _ => Strategy::Spread(format!("attribute:{ZONE}")),
        })
        .collect()
}

/// A fleet with what runs on it, a wish, and the key of its draws.
pub fn case(dice: &mut Dice) -> (Vec<Instance>, Wish, DrawKey) {
    let count = dice.roll(12);
    let mut all: Vec<Instance> = (0..count).map(|_| instance(dice)).collect();
    let key = DrawKey { seed: Seed(1), task: dice.roll(1_000) as u64 };
    for it in &mut all {
        it.draw = Draw::new(key.seed, "random").number(key.task).number(it.tie).value();
    }
    let constraints = (0..dice.of(&[0, 0, 1, 2, 3]))
        .map(|_| {
            if dice.one_in(3) {
                Constraint::DistinctInstance
            } else {
                Constraint::MemberOf(query(dice, 3))
            }
        })
        .collect();
    let mut wish = Wish {
        demand: demand(dice),
        group: dice.of(&GROUPS).to_owned(),
        launch_type: if dice.one_in(10) { "EXTERNAL" } else { "EC2" },
        capacity_provider: dice.one_in(4).then(|| dice.of(&PROVIDERS)),
        zones: dice.one_in(5).then(|| vec![dice.of(&ZONES).to_owned(), dice.of(&ZONES).to_owned()]),
        constraints,
        strategies: strategies(dice),
    };
    if dice.one_in(40)
        && let Some(it) = all.first_mut()
    {
        crowd(dice, it, &mut wish);
    }
    (all, wish, key)
}

/// PL-35: an instance with 96 ports taken, and a wish for a few more, on either side of the limit.
fn crowd(dice: &mut Dice, it: &mut Instance, wish: &mut Wish) {
    let ports = |first: u16, count: usize| {
        (first..).take(count).map(|port| ("tcp", port)).collect::<Vec<_>>()
    };
    it.tasks = [10_000, 10_050]
        .map(|first| Task {
            group: dice.of(&GROUPS).to_owned(),
            desired_status_is_running: true,
            demand: Demand { memory: 64, ports: ports(first, 45), ..Demand::default() },
        })
        .to_vec();
    let count = 3 + dice.roll(3);
    wish.demand = Demand { memory: 64, ports: ports(10_100, count), ..Demand::default() };
}

/// A query as text, with as few parentheses as the precedence allows, in either spelling.
pub fn text(query: &Query, dice: &mut Dice) -> String {
    fn level(query: &Query) -> usize {
        match query {
            Query::Or(..) => 0,
            Query::And(..) => 1,
            _ => 2,
        }
    }
    fn inner(query: &Query, least: usize, dice: &mut Dice) -> String {
        let text = text(query, dice);
        if level(query) < least || dice.one_in(5) { format!("({text})") } else { text }
    }
    fn part(subject: &str, t: &Test, dice: &mut Dice) -> String {
        let pick = |dice: &mut Dice, a: &str, b: &str| dice.of(&[a, b]).to_owned();
        let (operator, value) = match t {
            Test::Exists => ("exists".to_owned(), String::new()),
            Test::NotExists => (pick(dice, "!exists", "not_exists"), String::new()),
            Test::Is(v) => (pick(dice, "==", "equals"), v.clone()),
            Test::IsNot(v) => (pick(dice, "!=", "not_equals"), format!("'{v}'")),
            Test::In(v) => ("in".to_owned(), format!("[{}]", v.join(", "))),
            Test::NotIn(v) => (pick(dice, "!in", "not_in"), format!("['{}']", v.join("','"))),
            Test::Begins(v) => (pick(dice, "=~", "matches"), format!("{v}.*")),
            Test::BeginsNot(v) => (pick(dice, "!~", "not_matches"), format!("'{v}.*'")),
        };
        format!("{subject} {operator} {value}").trim_end().to_owned()
    }
    match query {
        Query::Attribute(name, t) => part(&format!("attribute:{name}"), t, dice),
        Query::Group(t) => part("task:group", t, dice),
        Query::RunningTasks(operator, number) => format!("runningTasksCount {operator} {number}"),
        Query::AgentConnected(wanted) => format!("agentConnected == {wanted}"),
        Query::Not(a) => format!("{} {}", dice.of(&["!", "not"]), inner(a, 2, dice)),
        Query::And(a, b) => {
            let word = dice.of(&["&&", "and"]);
            format!("{} {word} {}", inner(a, 1, dice), inner(b, 1, dice))
        }
        Query::Or(a, b) => {
            let word = dice.of(&["||", "or"]);
            format!("{} {word} {}", inner(a, 0, dice), inner(b, 0, dice))
        }
    }
}

/// A wish and its surroundings, as the engine takes them.
pub struct Translated {
    pub fleet: Fleet,
    pub group: GroupCounts,
    pub need: Need,
    pub steps: Vec<Step>,
    pub constraints: Vec<engine::Constraint>,
    groups_on: Vec<Vec<Rc<str>>>,
    running: Vec<u32>,
    pool: Pool,
    zones: ZoneMask,
    key: DrawKey,
    zone_names: Vec<Rc<str>>,
}

pub fn need(demand: &Demand) -> Need {
    let protocol = |word: &str| if word == "udp" { Protocol::Udp } else { Protocol::Tcp };
    Need {
        cpu: CpuUnits(demand.cpu),
        memory: Mebibytes(demand.memory),
        gpus: u16::try_from(demand.gpus).expect("few"),
        enis: u16::try_from(demand.enis).expect("few"),
        ports: demand.ports.iter().map(|(word, port)| (protocol(word), *port)).collect(),
        architecture: demand.architecture.as_deref().map(architecture),
        attributes: demand.attributes.iter().map(|name| Rc::from(name.as_str())).collect(),
        windows: demand.windows,
        all_gpus: false,
    }
}

fn architecture(word: &str) -> CpuArchitecture {
    if word == "arm64" { CpuArchitecture::Arm64 } else { CpuArchitecture::X86_64 }
}

fn zone_index(zone: &str) -> u8 {
    let at = ZONES.iter().position(|known| *known == zone).expect("a known zone");
    u8::try_from(at).expect("few")
}

pub fn steps(strategies: &[Strategy]) -> Vec<Step> {
    strategies
        .iter()
        .map(|strategy| match strategy {
            Strategy::Random => Step::Random,
            Strategy::Binpack("cpu") => Step::BinpackCpu,
            Strategy::Binpack(_) => Step::BinpackMemory,
            Strategy::Spread(field) => match field.strip_prefix("attribute:") {
                None => Step::SpreadInstance,
                Some(strategy::ZONE_ATTRIBUTE) => Step::SpreadZone,
                Some(name) => Step::SpreadAttribute(name.into()),
            },
        })
        .collect()
}

/// PL-4: `managed` is one whose instances ECS manages.
fn owner(provider: &str) -> Owner {
    let at = PROVIDERS.iter().position(|known| *known == provider).expect("a known provider");
    let number = u8::try_from(at).expect("few");
    if provider == "managed" { Owner::managed(number) } else { Owner::group(number) }
}

/// An instance while nothing runs on it.
pub fn line(it: &Instance) -> Line {
    Line {
        cpu: it.registered_cpu,
        memory: it.registered_memory,
        enis: u16::try_from(it.registered_enis).expect("few"),
        gpus: u16::try_from(it.registered_gpus).expect("few"),
        zone: zone_index(&it.zone),
        active: true,
        agent_connected: true,
        owner: match (it.kind, it.capacity_provider_name) {
            ("EXTERNAL", _) => Owner::EXTERNAL,
            (_, None) => Owner::NOBODY,
            (_, Some(provider)) => owner(provider),
        },
    }
}

/// The same instances as a fleet, reserved and given back as their tasks came and went.
pub fn fleet(all: &[Instance], group: &str) -> (Fleet, GroupCounts) {
    let (mut fleet, mut counts) = (Fleet::default(), GroupCounts::default());
    for it in all {
        let line =
            Line { active: it.status_is_active, agent_connected: it.agent_connected, ..line(it) };
        let attributes: Vec<(Rc<str>, Option<Rc<str>>)> = it
            .attributes
            .iter()
            .map(|(name, value)| (name.as_str().into(), value.as_deref().map(Rc::from)))
            .collect();
        let facts = Facts {
            ec2_instance_id: it.ec2_instance_id.as_str().into(),
            attributes: attributes.into(),
            architecture: architecture(&it.architecture),
            registered_at_s: 0,
            tie: it.tie,
        };
        let slot = fleet.add(line, facts);
        for task in &it.tasks {
            let need = need(&task.demand);
            fleet.reserve(slot, &need);
            if task.group == group {
                counts.add(slot, line.zone);
            }
            if !task.desired_status_is_running {
                fleet.release(slot, &need);
                if task.group == group {
                    counts.remove(slot, line.zone);
                }
            }
        }
    }
    (fleet, counts)
}

pub fn translate(all: &[Instance], wish: &Wish, key: DrawKey, dice: &mut Dice) -> Translated {
    let (fleet, group) = fleet(all, &wish.group);
    let constraints = wish
        .constraints
        .iter()
        .map(|constraint| match constraint {
            Constraint::DistinctInstance => engine::Constraint::DistinctInstance,
            Constraint::MemberOf(query) => {
                let text = text(query, dice);
                let parsed = Expression::parse(&text).unwrap_or_else(|e| panic!("{text}: {e:?}"));
                engine::Constraint::MemberOf(Rc::new(parsed))
            }
        })
        .collect();
    Translated {
        fleet,
        group,
        need: need(&wish.demand),
        steps: steps(&wish.strategies),
        constraints,
        groups_on: all
            .iter()
            .map(|it| it.holding().map(|task| Rc::from(task.group.as_str())).collect())
            .collect(),
        running: all.iter().map(|it| u32::try_from(it.holding().count()).expect("few")).collect(),
        pool: match (wish.capacity_provider, wish.launch_type) {
            (Some(provider), _) => Pool::of(owner(provider)),
            (None, "EXTERNAL") => Pool::EXTERNAL,
            (None, _) => Pool::EC2,
        },
        zones: match &wish.zones {
            None => ZoneMask::ALL,
            Some(zones) => ZoneMask(zones.iter().fold(0, |mask, z| mask | 1 << zone_index(z))),
        },
        key,
        zone_names: ZONES.iter().map(|zone| Rc::from(*zone)).collect(),
    }
}

impl Translated {
    /// Lets `use_it` see the request; the closures of its surroundings live so long.
    pub fn with<T>(&self, use_it: impl FnOnce(&Fleet, &Request<'_>) -> T) -> T {
        let groups_on = |slot: Slot| self.groups_on[slot as usize].clone();
        let running_tasks = |slot: Slot| self.running[slot as usize];
        let request = Request {
            need: &self.need,
            pool: self.pool,
            zones: self.zones,
            constraints: &self.constraints,
            steps: &self.steps,
            group_id: 0,
            group: &self.group,
            key: self.key,
            surroundings: Surroundings { groups_on: &groups_on, running_tasks: &running_tasks },
            zone_names: &self.zone_names,
        };
        use_it(&self.fleet, &request)
    }
}
