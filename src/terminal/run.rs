//! `run`: plays a scenario and prints a summary or the report.

use super::arguments::{Arguments, played};
use super::{End, Output};
use crate::base::SimTime;
use crate::base::unit::NanoUsd;
use crate::model::launch_type::LaunchType;
use crate::scenario::report;
use crate::simulation::describe_deployments::traffic;
use crate::simulation::journal::{Entry, EntryKind};
use crate::simulation::process::capacity;
use crate::simulation::world::{
    Deployment, InstanceStatus, Machine, Service, Task, TaskStatus, World,
};
use crate::simulation::{Player, cost};
use crate::texts::{Lang, cost as words, scenario as texts};

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<End, String> {
    let (scenario, document) = arguments.scenario()?;
    let until = arguments.until.unwrap_or_else(|| scenario.default_until());
    let player = played(&scenario, until);
    let warnings: Vec<String> = report::warnings(&player, &document)
        .iter()
        .map(|warning| texts::warning(arguments.lang, warning))
        .collect();
    if arguments.json {
        output.json(&report::report(&player, &warnings));
    } else {
        summary(&player, &scenario.title, until, &warnings, output);
    }
    Ok(End::Done)
}

/// A readable summary: calls with their answers, then each cluster as it stands.
pub fn summary(
    player: &Player,
    title: &str,
    until: SimTime,
    warnings: &[String],
    output: &mut Output,
) {
    if !title.is_empty() {
        output.line(title);
    }
    output.line(format!("played to {until}"));
    output.line("\ncalls");
    for record in &player.journal().calls {
        let answer = match &record.result {
            Ok(value) => accepted(value),
            Err(error) => format!("{}: {}", error.exception, error.message),
        };
        output.line(format!(
            "  {:>8}  {:<28} {answer}",
            record.at.time.to_string(),
            record.name.as_str()
        ));
    }
    scaling(player, output);
    clusters(player.world(), output);
    bill(player, output);
    for warning in warnings {
        output.line(format!("warning: {warning}"));
    }
    if player.truncated() {
        output.line("truncated: the scenario's budget of events is spent");
    }
}

/// The bill, line by line: what it is for, how much of it at which price, and what that comes to.
fn bill(player: &Player, output: &mut Output) {
    let bill = cost::statement(player.world(), player.time());
    let rows: Vec<[String; 3]> = bill
        .lines
        .iter()
        .map(|line| {
            let thousandths = line.quantity_thousandths();
            let (whole, part) = (thousandths / 1_000, thousandths % 1_000);
            let (unit, price) = (line.what.unit().as_str(), NanoUsd(line.rate.nano_usd.into()));
            let what = words::what(Lang::En, line.what).into_owned();
            let basis = words::basis(Lang::En, line.rate);
            [
                what,
                format!("{whole}.{part:03} {unit} x {price}"),
                format!("{} USD ({basis})", line.usd),
            ]
        })
        .collect();
    let width = |n: usize| rows.iter().map(|row| row[n].chars().count()).max().unwrap_or(0);
    let (first, second) = (width(0), width(1));
    if !rows.is_empty() {
        output.line("\ncost");
    }
    for [what, quantity, usd] in &rows {
        output.line(format!("  {what:<first$}  {quantity:<second$}  {usd}"));
    }
    output.line(format!("\ncost so far: {} USD", bill.total));
    output.line(format!(
        "as things stand: {} USD an hour, {} USD a month of 730 hours",
        bill.per_hour, bill.per_month
    ));
}

/// What managed scaling decided, and which instances drained for it (CP-21, CP-30, LC-85).
fn scaling(player: &Player, output: &mut Output) {
    let world = player.world();
    let entries = player.journal().entries.iter().take(world.journal_len as usize);
    let line = |entry: &Entry| match entry.kind {
        EntryKind::GroupScales { provider, needed, there, from, to } => {
            let name = &world.capacity.provider(provider).name;
            let tenths = capacity::reservation(needed, there);
            let (whole, part) = (tenths / 10, tenths % 10);
            Some(format!(
                "{name}: DesiredCapacity {from} to {to}, CapacityProviderReservation {whole}.{part} % ({needed} of {there})"
            ))
        }
        EntryKind::InstanceLeaves { slot, .. } => {
            Some(format!("#{} leaves its group and drains", slot + 1))
        }
        EntryKind::IdleEnds { slot, .. } => Some(format!("#{} was idle and is ended", slot + 1)),
        _ => None,
    };
    let lines: Vec<String> = entries
        .filter_map(|entry| Some(format!("  {:>8}  {}", entry.at.time.to_string(), line(entry)?)))
        .collect();
    if !lines.is_empty() {
        output.line("\nscaling");
    }
    for line in lines {
        output.line(line);
    }
}

fn accepted(value: &serde_json::Value) -> String {
    let count = |key: &str| value.get(key).and_then(|list| list.as_array()).map_or(0, Vec::len);
    if value.get("failures").is_some() {
        let reasons = value["failures"].as_array().map(Vec::as_slice).unwrap_or_default();
        let lists = [
            ("protectedTasks", "protected tasks"),
            ("containerInstances", "container instances"),
            ("services", "services"),
            ("clusters", "clusters"),
        ];
        let named = lists.iter().find(|(key, _)| value.get(key).is_some());
        let (key, word) = named.copied().unwrap_or(("tasks", "tasks"));
        let mut text = format!("{} {word}, {} failures", count(key), reasons.len());
        let mut told: Vec<&str> = Vec::new();
        for reason in reasons.iter().filter_map(|failure| failure["reason"].as_str()) {
            if !told.contains(&reason) {
                told.push(reason);
            }
        }
        if !told.is_empty() {
            text.push_str(&format!(" ({})", told.join(", ")));
        }
        return text;
    }
    for (key, word) in
        [("containerInstanceArns", "container instances"), ("attributes", "attributes")]
    {
        if value.get(key).is_some() {
            return format!("{} {word}", count(key));
        }
    }
    "accepted".to_owned()
}

fn clusters(world: &World, output: &mut Output) {
    for cluster in &world.clusters {
        let state = if cluster.active { "ACTIVE" } else { "INACTIVE" };
        output.line(format!("\ncluster {} {state}", cluster.name));
        for (slot, instance) in (1..).zip(&cluster.instances) {
            if instance.status == InstanceStatus::Inactive {
                continue;
            }
            let line = cluster.fleet.line(slot - 1);
            let machine = match instance.machine {
                Machine::Running => "",
                Machine::Stopped(_) => "  machine stopped",
                Machine::Terminated(_) => "  machine terminated",
            };
            let tasks: Vec<String> =
                instance.tasks.iter().map(|task| task_text(world, cluster, *task)).collect();
            let provider = match instance.provider {
                Some(provider) => format!("  {}", world.capacity.provider(provider).name),
                None => String::new(),
            };
            output.line(format!(
                "  #{slot:<3} {:<12} {}  free {} CPU, {} MiB{provider}{machine}  [{}]",
                instance.instance_type.name,
                world.zone_name(instance.zone),
                line.cpu,
                line.memory,
                tasks.join(", "),
            ));
        }
        for launching in &cluster.launching {
            let at = launching.registers_at;
            output.line(format!("  {} registers at {at}", launching.instance_type.name));
        }
        let fargate: Vec<String> = (0..)
            .zip(&cluster.tasks)
            .filter(|(_, task)| task.launch_type == LaunchType::Fargate)
            .filter(|(_, task)| task.status != TaskStatus::Stopped)
            .map(|(index, task)| {
                let text = task_text(world, cluster, index);
                format!("{text} {}{}", world.zone_name(task.zone), on_provider(world, task))
            })
            .collect();
        if !fargate.is_empty() {
            output.line(format!("  Fargate  [{}]", fargate.join(", ")));
        }
        for (index, wish) in &cluster.provisioning {
            let task = &cluster.tasks[*index as usize];
            let (text, provider) = (task_text(world, cluster, *index), on_provider(world, task));
            let needs = &world.definition(wish.definition).need;
            output.line(format!(
                "  waiting {text}{provider}: needs {} CPU, {} MiB",
                needs.cpu.0, needs.memory.0
            ));
        }
        let stopped: Vec<_> =
            (1..).zip(&cluster.tasks).filter(|(_, t)| t.status == TaskStatus::Stopped).collect();
        for (number, task) in stopped {
            let reason = task.stop.as_ref().map_or("", |stop| &*stop.reason);
            let at = task.times.stopped.unwrap_or_default();
            output.line(format!("  task #{number} STOPPED at {at}: {reason}"));
        }
        for service in &cluster.services {
            output.line(format!(
                "  service {} {}: desired {}, running {}, pending {}",
                service.name,
                service.status.as_str(),
                service.desired,
                service.running,
                service.pending,
            ));
            for line in deployments(world, service) {
                output.line(line);
            }
            for event in service.events.iter() {
                let text = event.message.text(&service.name);
                output.line(format!("    {:>8}  {text}", event.at.time.to_string()));
            }
        }
    }
}

/// The deployments of a service that was deployed more than once.
fn deployments(world: &World, service: &Service) -> Vec<String> {
    if service.deployments.len() < 2 {
        return Vec::new();
    }
    let line = |(index, d): (u32, &Deployment)| {
        let definition = world.definition(d.revision.definition);
        let status = if index == service.primary {
            "PRIMARY"
        } else if d.left > 0 {
            "ACTIVE"
        } else {
            "INACTIVE"
        };
        let stage = d.shift.as_ref().map_or("", |shift| shift.stage.as_str());
        let traffic = traffic(service, index).filter(|_| d.left > 0);
        let traffic = traffic.map_or_else(String::new, |(production, test)| {
            let percent = |n: u32| format!("{}.{}", n / 10, n % 10);
            format!(", traffic {} %, test {} %", percent(production), percent(test))
        });
        format!(
            "    {} {status} {} {}:{}: running {}, pending {}, failed {}{traffic} {stage}",
            d.name,
            d.rollout.as_str(),
            definition.definition.family,
            definition.revision,
            d.running,
            d.pending(),
            d.failures,
        )
        .trim_end()
        .to_owned()
    };
    (0..).zip(&service.deployments).map(line).collect()
}

/// The task's capacity provider.
fn on_provider(world: &World, task: &Task) -> String {
    let provider = task.provider.map(|provider| &world.capacity.provider(provider).name);
    provider.map_or_else(String::new, |name| format!(" {name}"))
}

fn task_text(world: &World, cluster: &crate::simulation::world::Cluster, index: u32) -> String {
    let task = &cluster.tasks[index as usize];
    let definition = world.definition(task.definition);
    let (family, revision) = (&definition.definition.family, definition.revision);
    format!("#{} {family}:{revision} {}", index + 1, task.status.as_str())
}
