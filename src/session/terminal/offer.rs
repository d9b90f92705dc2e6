//! What may be completed in the terminal's field.

use crate::interop::aws_cli::complete::{Completion, Names, complete};
use crate::session::state::Session;
use crate::simulation::service_event::hex;
use crate::simulation::world::{Cluster, InstanceStatus, ServiceStatus, World};

/// Names of one kind that are offered at most.
const MOST: usize = 200;

/// What Tab would do, and what is hinted at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// The words that may stand here.
    pub items: Vec<String>,
    /// What the line becomes, and where the cursor stands then; `None` = Tab has nothing to write.
    pub written: Option<(String, usize)>,
    /// Behind the cursor, in grey: the rest of the first word.
    pub hint: String,
}

fn cluster<'a>(world: &'a World, name: Option<&str>) -> Option<&'a Cluster> {
    match name {
        Some(name) => {
            let last = name.rsplit('/').next().unwrap_or(name);
            world.clusters.iter().rev().find(|cluster| &*cluster.name == last)
        }
        None => world
            .clusters
            .iter()
            .find(|cluster| cluster.active && &*cluster.name == "default")
            .or_else(|| world.clusters.iter().find(|cluster| cluster.active)),
    }
}

/// The names of the world's things.
fn known(world: &World, kind: Names, of: Option<&str>) -> Vec<String> {
    let room = cluster(world, of);
    let owned = |names: &mut dyn Iterator<Item = String>| names.take(MOST).collect::<Vec<_>>();
    let registered = |room: &Cluster| {
        (1..)
            .zip(&room.instances)
            .filter(|(_, instance)| instance.status != InstanceStatus::Inactive)
            .map(|(n, instance): (u64, _)| (n, instance.id))
            .collect::<Vec<_>>()
    };
    match kind {
        Names::Clusters => {
            let active = world.clusters.iter().filter(|cluster| cluster.active);
            owned(&mut active.map(|cluster| cluster.name.to_string()))
        }
        Names::Services => {
            let services = room.into_iter().flat_map(|room| &room.services);
            let there = services.filter(|service| service.status != ServiceStatus::Inactive);
            owned(&mut there.map(|service| service.name.to_string()))
        }
        Names::Definitions => {
            let active = world.definitions.iter().rev().filter(|d| d.active);
            owned(&mut active.map(|d| format!("{}:{}", d.definition.family, d.revision)))
        }
        Names::Families => {
            let active = world.definitions.iter().filter(|d| d.active);
            let mut names: Vec<String> = active.map(|d| d.definition.family.to_string()).collect();
            crate::base::sort::sort(&mut names);
            names.dedup();
            owned(&mut names.into_iter())
        }
        Names::Instances => {
            let all = room.map(registered).unwrap_or_default();
            owned(&mut all.into_iter().map(|(_, id)| hex(id)))
        }
        Names::Numbers => {
            let all = room.map(registered).unwrap_or_default();
            owned(&mut all.into_iter().map(|(n, _)| format!("#{n}")))
        }
        Names::Tasks => {
            let tasks = room.into_iter().flat_map(|room| room.tasks.iter());
            owned(&mut tasks.filter(|task| !task.told_to_stop).map(|task| hex(task.id)))
        }
        Names::Providers => {
            let mut names = vec!["FARGATE".to_owned(), "FARGATE_SPOT".to_owned()];
            names.extend(world.capacity.providers.iter().map(|p| p.name.to_string()));
            names
        }
        Names::Groups => owned(&mut world.capacity.groups.iter().map(|g| g.name.to_string())),
        Names::Zones => owned(&mut world.settings.zones.iter().map(ToString::to_string)),
    }
}

/// What all of them begin with.
fn common(items: &[String]) -> &str {
    let Some(first) = items.first() else { return "" };
    let mut end = first.len();
    for item in items {
        let same = first.bytes().zip(item.bytes()).take_while(|(a, b)| a == b).count();
        end = end.min(same);
    }
    while !first.is_char_boundary(end) {
        end -= 1;
    }
    first.get(..end).unwrap_or("")
}

/// What may stand at the cursor, a byte of the line.
pub fn offer(session: &Session, line: &str, cursor: usize) -> Offer {
    // An empty field has nothing to complete: Tab goes on.
    if line.trim().is_empty() || !line.is_char_boundary(cursor) {
        return Offer::default();
    }
    let world = session.world();
    let Completion { replaces, items } = complete(line, cursor, &|kind, of| known(world, kind, of));
    let begun = line.get(replaces.clone()).unwrap_or("");
    let (head, tail) = (line.get(..replaces.start), line.get(replaces.end..));
    let (Some(head), Some(tail)) = (head, tail) else { return Offer::default() };
    let shared = match items.as_slice() {
        [only] if only.ends_with('=') || tail.starts_with(' ') => only.clone(),
        [only] => format!("{only} "),
        several => common(several).to_owned(),
    };
    let longer = shared.trim_end() != begun && shared.len() > begun.len();
    let cursor_then = head.len() + shared.len();
    let written = longer.then(|| (format!("{head}{shared}{tail}"), cursor_then));
    let first = items.first().filter(|_| tail.is_empty() && !begun.is_empty());
    let hint = first.and_then(|item| item.strip_prefix(begun)).unwrap_or("").to_owned();
    Offer { items, written, hint }
}
