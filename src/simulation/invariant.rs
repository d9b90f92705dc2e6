//! Laws that hold after every event. Tests ask for them after each step.

use super::cost;
use super::world::{Cluster, InstanceStatus, Task, TaskStatus, Totals, World};
use crate::model::launch_type::LaunchType;
use crate::placement::Slot;

/// The first law that the world breaks, in words for whoever debugs it.
pub fn broken(world: &World) -> Option<String> {
    if let Some(text) = totals(world) {
        return Some(format!("{text} at {:?}", world.now));
    }
    for cluster in &world.clusters {
        let found =
            resources(world, cluster).or_else(|| services(cluster)).or_else(|| groups(cluster));
        if let Some(text) = found {
            return Some(format!("{}: {text} at {:?}", cluster.name, world.now));
        }
    }
    None
}

/// The sums that the charts draw are what a count of everything gives: nothing is lost or counted
/// twice.
fn totals(world: &World) -> Option<String> {
    // Pulls that began after the last event are counted with the next one.
    let begun = cost::due_at(world, world.now.time) - world.totals.nano_usd_hour;
    let nano_usd_hour = cost_of_an_hour(world).saturating_sub(begun);
    let mut sums = Totals { nano_usd_hour, ..Totals::default() };
    for cluster in &world.clusters {
        for service in &cluster.services {
            sums.desired += service.desired;
        }
        for task in &cluster.tasks {
            sums.pending += u32::from(!task.told_to_stop && task.status < TaskStatus::Running);
            sums.running += u32::from(task.status == TaskStatus::Running);
            if task.instance.is_some() && !task.told_to_stop {
                let need = &world.definition(task.definition).need;
                sums.cpu_reserved += u64::from(need.cpu.0);
                sums.memory_reserved += u64::from(need.memory.0);
            }
        }
        let registered = cluster.instances.iter().filter(|i| i.status != InstanceStatus::Inactive);
        for instance in registered {
            sums.cpu_registered += u64::from(instance.registered.cpu);
            sums.memory_registered += u64::from(instance.registered.memory);
        }
        for (slot, instance) in (0..).zip(&cluster.instances) {
            let here = (0..).zip(&cluster.tasks).filter(|(_, task)| {
                task.instance == Some(slot) && task.status != TaskStatus::Stopped
            });
            let mut pending = 0;
            let mut count = 0;
            for (index, task) in here {
                let index: u32 = index;
                count += 1;
                pending += u32::from(!task.told_to_stop && task.status < TaskStatus::Running);
                if !instance.tasks.contains(&index) {
                    return Some(format!("#{} does not list its task #{}", slot + 1, index + 1));
                }
            }
            if instance.tasks.len() != count || instance.pending_tasks != pending {
                return Some(format!("#{} counts its tasks wrong", slot + 1));
            }
        }
    }
    (sums != world.totals).then(|| format!("the totals are {:?}, not {sums:?}", world.totals))
}

/// What runs now costs so much an hour (PR-8, PR-14), counted anew.
fn cost_of_an_hour(world: &World) -> u64 {
    let (now, region) = (world.now.time, &*world.settings.region);
    let of = |cluster: &Cluster| -> u64 {
        let coming: u64 = cluster.launching.iter().map(|l| cost::launch_hour(region, l)).sum();
        let there: u64 = cluster.instances.iter().map(|i| cost::instance_hour(region, i)).sum();
        let runs = |task: &&Task| {
            task.launch_type == LaunchType::Fargate
                && task.times.pull_started.is_some_and(|at| at <= now)
                && task.times.execution_stopped.is_none()
        };
        let tasks = cluster.tasks.iter().filter(runs);
        coming + there + tasks.map(|task| cost::task_hour(world, task)).sum::<u64>()
    };
    world.clusters.iter().map(of).sum()
}

/// remaining = registered − what the tasks with desiredStatus RUNNING demand (PL-29); no port
/// twice.
fn resources(world: &World, cluster: &Cluster) -> Option<String> {
    for (slot, instance) in (0..).zip(&cluster.instances) {
        let slot: Slot = slot;
        let line = cluster.fleet.line(slot);
        let (mut cpu, mut memory, mut count) = (0_u64, 0_u64, 0_u32);
        let (mut gpus, mut enis) = (0_u16, 0_u16);
        let mut ports = Vec::new();
        for task in &cluster.tasks {
            if task.instance != Some(slot) || task.told_to_stop {
                continue;
            }
            let need = &world.definition(task.definition).need;
            cpu += u64::from(need.cpu.0);
            memory += u64::from(need.memory.0);
            gpus += task.gpus;
            enis += need.enis;
            count += 1;
            ports.extend(need.ports.iter().copied());
        }
        let registered = instance.registered;
        // PL-32: room kept for daemon tasks that are to come.
        for service in &cluster.services {
            if service.daemon.as_ref().is_some_and(|daemon| daemon.reserved.contains(&slot)) {
                let need = &world.definition(service.revision().definition).need;
                cpu += u64::from(need.cpu.0);
                memory += u64::from(need.memory.0);
                enis += need.enis;
            }
        }
        if u64::from(line.cpu) + cpu != u64::from(registered.cpu) {
            return Some(format!("CPU of #{} does not add up", slot + 1));
        }
        if u64::from(line.memory) + memory != u64::from(registered.memory) {
            return Some(format!("memory of #{} does not add up", slot + 1));
        }
        if line.gpus + gpus != registered.gpus || line.enis + enis != registered.enis {
            return Some(format!("GPUs or interfaces of #{} do not add up", slot + 1));
        }
        if instance.running_tasks != count {
            return Some(format!("runningTasksCount of #{} is wrong", slot + 1));
        }
        let all = ports.len();
        crate::base::sort::sort(&mut ports);
        ports.dedup();
        if ports.len() != all {
            return Some(format!("a host port of #{} was given twice", slot + 1));
        }
    }
    None
}

fn services(cluster: &Cluster) -> Option<String> {
    for (index, service) in (0_u32..).zip(&cluster.services) {
        let of = |test: &dyn Fn(&Task) -> bool| {
            let tasks = cluster.tasks.iter().filter(|t| t.service == Some(index));
            u32::try_from(tasks.filter(|t| test(t)).count()).unwrap_or(u32::MAX)
        };
        let active = of(&|t| !t.told_to_stop);
        let running = of(&|t| !t.told_to_stop && t.status == TaskStatus::Running);
        if service.active != active {
            return Some(format!(
                "{} counts {} active, has {active}",
                service.name, service.active
            ));
        }
        if service.running != running || service.pending != active - running {
            return Some(format!("{} counts its running tasks wrong", service.name));
        }
        // PL-96: a round of AZ rebalancing stays within maximumPercent, or moves one task.
        let upper =
            u64::from(service.desired) * u64::from(service.configuration.maximum_percent) / 100;
        let most = upper.max(u64::from(service.desired) + 1);
        let meant = service.rebalancing.round.as_ref().map(|round| round.desired);
        if meant == Some(service.desired) && u64::from(active) > most {
            return Some(format!("{} moves {active} tasks, {most} at most", service.name));
        }
        let listed = of(&|t| t.status != TaskStatus::Stopped);
        if service.tasks.len() != listed as usize {
            return Some(format!("{} lists the wrong tasks", service.name));
        }
    }
    None
}

fn groups(cluster: &Cluster) -> Option<String> {
    for (index, group) in (0_u32..).zip(&cluster.groups) {
        let tasks = cluster
            .tasks
            .iter()
            .filter(|t| t.group == index && !t.told_to_stop && !t.has_no_place());
        let mut in_zone = [0_u32; 32];
        for task in tasks {
            in_zone[usize::from(task.zone) & 31] += 1;
        }
        for (zone, count) in (0_u8..).zip(in_zone) {
            if group.counts.in_zone(zone) != count {
                return Some(format!("group {} miscounts zone {zone}", group.name));
            }
        }
    }
    None
}
