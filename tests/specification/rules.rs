//! Placement, written down a second time straight from the reference, as plainly as it can be
//! said: every list is walked, nothing is kept, no line is shared with the engine. Slow on purpose.

/// A container instance and what runs on it.
#[derive(Clone, Debug, Default)]
pub struct Instance {
    pub status_is_active: bool,
    /// `EC2`, `EXTERNAL` or `MANAGED_INSTANCES`.
    pub kind: &'static str,
    pub capacity_provider_name: Option<&'static str>,
    pub agent_connected: bool,
    pub zone: String,
    pub architecture: String,
    /// Built-in and custom; `None` = present without a value.
    pub attributes: Vec<(String, Option<String>)>,
    pub ec2_instance_id: String,
    pub registered_cpu: u32,
    pub registered_memory: u32,
    pub registered_gpus: u32,
    pub registered_enis: u32,
    pub tasks: Vec<Task>,
    /// Settles ties (PL-8).
    pub tie: u64,
    /// What the random strategy draws for it this time (PL-57).
    pub draw: u64,
}

/// A task on an instance.
#[derive(Clone, Debug)]
pub struct Task {
    pub group: String,
    pub desired_status_is_running: bool,
    pub demand: Demand,
}

/// What a task takes (PL-24, PL-25, PL-31, PL-37).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Demand {
    pub cpu: u32,
    pub memory: u32,
    pub gpus: u32,
    pub enis: u32,
    pub ports: Vec<(&'static str, u16)>,
    pub architecture: Option<String>,
    pub attributes: Vec<String>,
    pub windows: bool,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Wish {
    pub demand: Demand,
    pub group: String,
    pub launch_type: &'static str,
    pub capacity_provider: Option<&'static str>,
    /// Zones of the subnets; `None` = no subnets are named.
    pub zones: Option<Vec<String>>,
    pub constraints: Vec<Constraint>,
    pub strategies: Vec<Strategy>,
}

#[derive(Clone, Debug)]
pub enum Constraint {
    DistinctInstance,
    MemberOf(Query),
}

#[derive(Clone, Debug)]
pub enum Strategy {
    Spread(String),
    Binpack(&'static str),
    Random,
}

/// The part of the query language that random cases use (CQL-10 to CQL-28).
#[derive(Clone, Debug)]
pub enum Query {
    Attribute(String, Test),
    Group(Test),
    RunningTasks(&'static str, u32),
    AgentConnected(bool),
    Not(Box<Query>),
    And(Box<Query>, Box<Query>),
    Or(Box<Query>, Box<Query>),
}

#[derive(Clone, Debug)]
pub enum Test {
    Exists,
    NotExists,
    Is(String),
    IsNot(String),
    In(Vec<String>),
    NotIn(Vec<String>),
    /// `=~ text.*`
    Begins(String),
    /// `!~ text.*`
    BeginsNot(String),
}

/// What became of a wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    EmptyPool,
    Rejected { removed: Vec<(usize, String)>, nearest: usize },
    Placed { removed: Vec<(usize, String)>, kept: Vec<Vec<usize>>, chosen: usize },
}

impl Instance {
    /// PL-29: only tasks with desiredStatus RUNNING take room.
    pub fn holding(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.desired_status_is_running)
    }
    fn used(&self, of: impl Fn(&Demand) -> u32) -> u32 {
        self.holding().map(|task| of(&task.demand)).sum()
    }
    fn remaining_cpu(&self) -> u32 {
        self.registered_cpu - self.used(|d| d.cpu)
    }
    fn remaining_memory(&self) -> u32 {
        self.registered_memory - self.used(|d| d.memory)
    }
    fn is_windows(&self) -> bool {
        self.attribute("ecs.os-type").as_deref() == Some("windows")
    }
    /// PL-34: the reserved TCP ports, and those of the tasks.
    fn ports(&self) -> Vec<(&'static str, u16)> {
        let mut ports: Vec<(&'static str, u16)> =
            [2375, 2376, 51678, 51679, 51680].map(|port| ("tcp", port)).to_vec();
        if self.is_windows() {
            ports.extend([53, 135, 139, 445, 3389, 5985, 5986].map(|port| ("tcp", port)));
        } else {
            ports.push(("tcp", 22));
        }
        ports.extend(self.holding().flat_map(|task| task.demand.ports.clone()));
        ports
    }
    fn attribute(&self, name: &str) -> Option<String> {
        let found = self.attributes.iter().find(|(has, _)| has == name);
        found.map(|(_, value)| value.clone().unwrap_or_default()) // CQL-23
    }
    fn tasks_of(&self, group: &str) -> usize {
        self.holding().filter(|task| task.group == group).count()
    }
}

/// PL-3, PL-30, PL-41: every failing check, in order, with its numbers.
fn resources(instance: &Instance, wish: &Wish) -> Vec<String> {
    let demand = &wish.demand;
    let mut out = Vec::new();
    if !instance.agent_connected {
        out.push("AGENT".into());
    }
    if wish.zones.as_ref().is_some_and(|zones| !zones.contains(&instance.zone)) {
        out.push("LOCATION".into());
    }
    if demand.architecture.as_ref().is_some_and(|wanted| *wanted != instance.architecture) {
        out.push("ATTRIBUTE ecs.cpu-architecture".into()); // PL-3d
    }
    if demand.windows && !instance.is_windows() {
        out.push("ATTRIBUTE ecs.os-type".into());
    }
    for name in &demand.attributes {
        if instance.attribute(name).is_none() {
            out.push(format!("ATTRIBUTE {name}")); // PL-3a
        }
    }
    if demand.cpu > instance.remaining_cpu() {
        out.push(format!("RESOURCE:CPU {} > {}", demand.cpu, instance.remaining_cpu()));
    }
    if demand.memory > instance.remaining_memory() {
        let left = instance.remaining_memory();
        out.push(format!("RESOURCE:MEMORY {} > {left}", demand.memory));
    }
    for (protocol, port) in &demand.ports {
        if instance.ports().contains(&(protocol, *port)) {
            out.push(format!("RESOURCE:PORTS {protocol}/{port}")); // PL-36
        }
    }
    if !demand.ports.is_empty() && instance.ports().len() + demand.ports.len() > 100 {
        out.push("RESOURCE:PORTS limit".into()); // PL-35
    }
    let gpus = instance.registered_gpus - instance.used(|d| d.gpus);
    if demand.gpus > gpus {
        out.push(format!("RESOURCE:GPU {} > {gpus}", demand.gpus));
    }
    if demand.enis > instance.registered_enis - instance.used(|d| d.enis) {
        out.push("RESOURCE:ENI".into());
    }
    out
}

fn test(test: &Test, value: &str) -> bool {
    match test {
        Test::Exists => true,
        Test::NotExists => false,
        Test::Is(other) => value == other,
        Test::IsNot(other) => value != other,
        Test::In(list) => list.iter().any(|other| other == value),
        Test::NotIn(list) => list.iter().all(|other| other != value),
        Test::Begins(head) => value.starts_with(head),
        Test::BeginsNot(head) => !value.starts_with(head),
    }
}

pub fn holds(query: &Query, instance: &Instance) -> bool {
    match query {
        Query::Attribute(name, Test::NotExists) => instance.attribute(name).is_none(),
        // CQL-21: a missing attribute fails all else.
        Query::Attribute(name, t) => instance.attribute(name).is_some_and(|v| test(t, &v)),
        Query::Group(t) => {
            let mut groups = instance.holding().map(|task| task.group.clone()); // PL-78
            match t {
                Test::NotExists => groups.next().is_none(),
                // CQL-27: a denial speaks of all.
                Test::IsNot(_) | Test::NotIn(_) | Test::BeginsNot(_) => groups.all(|g| test(t, &g)),
                _ => groups.any(|g| test(t, &g)),
            }
        }
        Query::RunningTasks(operator, number) => {
            let running = u32::try_from(instance.holding().count()).unwrap_or(u32::MAX); // CQL-16
            match *operator {
                "==" => running == *number,
                "!=" => running != *number,
                "<" => running < *number,
                "<=" => running <= *number,
                ">" => running > *number,
                _ => running >= *number,
            }
        }
        Query::AgentConnected(wanted) => instance.agent_connected == *wanted,
        Query::Not(a) => !holds(a, instance),
        Query::And(a, b) => holds(a, instance) && holds(b, instance),
        Query::Or(a, b) => holds(a, instance) || holds(b, instance),
    }
}

/// PL-71 to PL-75: all that do not hold, in list order (PL-41).
fn constraints(instance: &Instance, wish: &Wish) -> Vec<String> {
    let mut out = Vec::new();
    for (n, constraint) in wish.constraints.iter().enumerate() {
        match constraint {
            Constraint::DistinctInstance if instance.tasks_of(&wish.group) > 0 => {
                out.push(format!("DistinctInstance placement constraint unsatisfied. {n}"));
            }
            Constraint::MemberOf(query) if !holds(query, instance) => {
                out.push(format!("MemberOf placement constraint unsatisfied. {n}"));
            }
            _ => {}
        }
    }
    out
}

/// PL-41: everything that keeps a task from an instance; the first of it is the reason.
pub fn failing(instance: &Instance, wish: &Wish) -> Vec<String> {
    [resources(instance, wish), constraints(instance, wish)].concat()
}

/// PL-54: tasks of the group on any instance with the same value, candidate or not.
fn in_bucket(all: &[Instance], group: &str, name: &str, value: &Option<String>) -> usize {
    let here = all.iter().filter(|other| other.attribute(name) == *value);
    here.map(|other| other.tasks_of(group)).sum()
}

/// PL-53 to PL-57: the best of the candidates.
fn best(all: &[Instance], wish: &Wish, strategy: &Strategy, candidates: &[usize]) -> Vec<usize> {
    let least = |value: &dyn Fn(usize) -> u64| {
        let least = candidates.iter().map(|i| value(*i)).min();
        candidates.iter().copied().filter(|i| Some(value(*i)) == least).collect::<Vec<_>>()
    };
    match strategy {
        Strategy::Random => least(&|i| all[i].draw),
        Strategy::Binpack("cpu") => least(&|i| u64::from(all[i].remaining_cpu())),
        Strategy::Binpack(_) => least(&|i| u64::from(all[i].remaining_memory())),
        Strategy::Spread(field) => match field.strip_prefix("attribute:") {
            None => least(&|i| all[i].tasks_of(&wish.group) as u64), // PL-56
            Some(name) => {
                let count =
                    |i: usize| in_bucket(all, &wish.group, name, &all[i].attribute(name)) as u64;
                // PL-55: without the attribute only where no candidate has it.
                let some_have = candidates.iter().any(|i| all[*i].attribute(name).is_some());
                least(&|i| match (some_have, all[i].attribute(name)) {
                    (true, None) => u64::MAX,
                    (false, None) => 0,
                    _ => count(i),
                })
            }
        },
    }
}

/// PL-48: the order of PL-41 as numbers.
fn progress(reason: &str) -> usize {
    const ORDER: [&str; 8] = [
        "AGENT",
        "LOCATION",
        "ATTRIBUTE",
        "RESOURCE:CPU",
        "RESOURCE:MEMORY",
        "RESOURCE:PORTS",
        "RESOURCE:GPU",
        "RESOURCE:ENI",
    ];
    let word = reason.split(' ').next().unwrap_or("");
    match ORDER.iter().position(|other| *other == word) {
        Some(n) => n,
        None => 8 + reason.rsplit(' ').next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(0),
    }
}

/// PL-48: (missing, asked); a reason without numbers misses all of it.
fn shortfall(reason: &str) -> (u128, u128) {
    let numbers = reason.split_once(' ').and_then(|(_, rest)| rest.split_once(" > "));
    let Some((asked, left)) = numbers else { return (1, 1) };
    let (asked, left) = (asked.parse::<u128>(), left.parse::<u128>());
    match (asked, left) {
        (Ok(asked), Ok(left)) => (asked - left, asked),
        _ => (1, 1),
    }
}

fn nearest(removed: &[(usize, String)]) -> usize {
    let mut best = &removed[0];
    for other in removed {
        let further = progress(&other.1).cmp(&progress(&best.1));
        let (a, b) = (shortfall(&other.1), shortfall(&best.1));
        let nearer = (a.0 * b.1).cmp(&(b.0 * a.1));
        if further.is_gt() || (further.is_eq() && nearer.is_lt()) {
            best = other;
        }
    }
    best.0
}

/// The reference algorithm of placement.md, section 1.
pub fn place(all: &[Instance], wish: &Wish) -> Verdict {
    let in_pool = |it: &Instance| match wish.capacity_provider {
        Some(provider) => it.capacity_provider_name == Some(provider), // PL-4
        None => it.kind == wish.launch_type,
    };
    let pool: Vec<usize> =
        (0..all.len()).filter(|i| all[*i].status_is_active && in_pool(&all[*i])).collect(); // PL-9
    if pool.is_empty() {
        return Verdict::EmptyPool; // PL-47
    }
    let mut removed = Vec::new();
    let mut left = Vec::new();
    for i in pool {
        match failing(&all[i], wish).into_iter().next() {
            Some(reason) => removed.push((i, reason)),
            None => left.push(i),
        }
    }
    if left.is_empty() {
        return Verdict::Rejected { nearest: nearest(&removed), removed };
    }
    let mut kept = Vec::new();
    for strategy in &wish.strategies {
        left = best(all, wish, strategy, &left); // PL-51
        kept.push(left.clone());
    }
    let chosen = *left.iter().min_by_key(|i| (all[**i].tie, **i)).expect("never empty"); // PL-8
    Verdict::Placed { removed, kept, chosen }
}

/// A task that may be stopped (PL-85).
#[derive(Clone, Debug)]
pub struct Candidate {
    pub class: u8,
    /// `None` on Fargate.
    pub instance: Option<usize>,
    pub zone: String,
    pub created: u64,
    pub demand: Demand,
    pub tie: u64,
}

/// PL-80 to PL-86: which one is stopped. `in_zone` counts the group's tasks on Fargate.
pub fn stop(
    all: &[Instance],
    group: &str,
    strategies: &[Strategy],
    tasks: &[Candidate],
    in_zone: impl Fn(&str) -> usize,
) -> usize {
    let first = tasks.iter().map(|task| task.class).min().expect("a task");
    let mut left: Vec<usize> = (0..tasks.len()).filter(|t| tasks[*t].class == first).collect();
    fn most(left: &mut Vec<usize>, value: impl Fn(usize) -> u64) {
        let most = left.iter().map(|t| value(*t)).max();
        left.retain(|t| Some(value(*t)) == most);
    }
    if tasks[left[0]].instance.is_none() {
        most(&mut left, |t| in_zone(&tasks[t].zone) as u64); // PL-86
        return *left.iter().min_by_key(|t| (tasks[**t].created, tasks[**t].tie)).expect("one");
    }
    let default = [
        Strategy::Spread("attribute:ecs.availability-zone".into()),
        Strategy::Spread("instanceId".into()),
    ];
    let host = |t: usize| &all[tasks[t].instance.expect("on an instance")];
    for strategy in if strategies.is_empty() { &default } else { strategies } {
        match strategy {
            Strategy::Random => break, // PL-83
            Strategy::Binpack("cpu") => {
                most(&mut left, |t| u64::from(host(t).remaining_cpu() + tasks[t].demand.cpu));
            }
            Strategy::Binpack(_) => {
                most(&mut left, |t| u64::from(host(t).remaining_memory() + tasks[t].demand.memory));
            }
            Strategy::Spread(field) => match field.strip_prefix("attribute:") {
                None => most(&mut left, |t| host(t).tasks_of(group) as u64),
                Some(name) => most(&mut left, |t| {
                    in_bucket(all, group, name, &host(t).attribute(name)) as u64
                }),
            },
        }
    }
    *left.iter().min_by_key(|t| (tasks[**t].tie, **t)).expect("never empty")
}
