//! EC2 against Fargate, as things stand (PR-18 to PR-20).

use std::collections::BTreeMap;

use super::super::world::{ContainerInstance, Machine, World};
use super::meter::{self, Bought};
use crate::base::unit::NanoUsd;
use crate::base::{CpuUnits, Mebibytes};
use crate::model::catalog::instance_type::InstanceType;
use crate::model::catalog::{fargate, price};

/// The instances of one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// `m5.large`
    pub name: &'static str,
    /// How many run.
    pub count: u32,
    /// CPU units: reserved, registered.
    pub cpu: (u64, u64),
    /// MiB: reserved, registered.
    pub memory: (u64, u64),
    /// How full it must be, in thousandths, to cost no more than Fargate (PR-19).
    pub break_even_permille: u64,
}

/// The EC2 instances that run and their tasks, and what these would cost on Fargate (PR-18). External
/// instances and Outposts have no price to compare with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// By type, in alphabetical order.
    pub kinds: Vec<Kind>,
    /// What the instances and their volumes cost an hour.
    pub instances_per_hour: NanoUsd,
    /// Tasks on them that are not told to stop.
    pub tasks: u32,
    /// What an hour of those tasks would cost on Fargate, each in the least size that holds it.
    pub fargate_per_hour: NanoUsd,
    /// Those of them that Fargate has no size for, or no GPU; they are not in the sum.
    pub unfit: u32,
    /// Instances without a task (PR-20).
    pub idle: u32,
    /// What these cost an hour.
    pub idle_per_hour: NanoUsd,
}

impl Compared {
    /// Instances that run.
    pub fn instances(&self) -> u32 {
        self.kinds.iter().map(|kind| kind.count).sum()
    }

    /// (reserved, registered) of all of them: CPU units, MiB.
    pub fn fill(&self) -> [(u64, u64); 2] {
        let sum = |of: fn(&Kind) -> (u64, u64)| {
            let all = self.kinds.iter().map(of);
            all.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
        };
        [sum(|kind| kind.cpu), sum(|kind| kind.memory)]
    }
}

/// What a task of a definition would cost an hour on Fargate.
fn on_fargate(world: &World, definition: u32) -> Option<u64> {
    let definition = &world.definition(definition).definition;
    if definition.gpu_demand() > 0 || definition.takes_all_gpus() {
        return None;
    }
    let (cpu, memory) = meter::fargate_size(definition);
    let (cpu, memory) = fargate::least_size(CpuUnits(cpu), Mebibytes(memory))?;
    let platform = meter::platform(definition);
    Some(meter::size_hour(&world.settings.region, platform, false, cpu.0, memory.0))
}

/// Compares at this moment.
pub fn compared(world: &World) -> Compared {
    let region = &*world.settings.region;
    let mut out = Compared::default();
    let mut kinds: BTreeMap<&'static str, (&'static InstanceType, Kind)> = BTreeMap::new();
    let mut prices: BTreeMap<u32, Option<u64>> = BTreeMap::new();
    let (mut instances, mut tasks, mut idle) = (0_u128, 0_u128, 0_u128);
    let runs = |i: &&ContainerInstance| i.machine == Machine::Running && Bought::of(i).is_ec2s();
    for cluster in &world.clusters {
        for (slot, instance) in (0..).zip(&cluster.instances).filter(|(_, i)| runs(i)) {
            let (kind, registered) = (instance.instance_type, &instance.registered);
            let line = cluster.fleet.line(slot);
            let (_, row) = kinds.entry(kind.name).or_insert_with(|| {
                let break_even_permille = price::break_even(region, kind);
                let row = Kind {
                    name: kind.name,
                    count: 0,
                    cpu: (0, 0),
                    memory: (0, 0),
                    break_even_permille,
                };
                (kind, row)
            });
            row.count += 1;
            row.cpu.0 += u64::from(registered.cpu.saturating_sub(line.cpu));
            row.cpu.1 += u64::from(registered.cpu);
            row.memory.0 += u64::from(registered.memory.saturating_sub(line.memory));
            row.memory.1 += u64::from(registered.memory);
            let hour = u128::from(meter::instance_hour(region, instance));
            instances += hour;
            if instance.tasks.is_empty() {
                out.idle += 1;
                idle += hour;
            }
            for task in &instance.tasks {
                let task = &cluster.tasks[*task as usize];
                if task.told_to_stop {
                    continue;
                }
                out.tasks += 1;
                let price = prices
                    .entry(task.definition)
                    .or_insert_with(|| on_fargate(world, task.definition));
                match price {
                    Some(price) => tasks += u128::from(*price),
                    None => out.unfit += 1,
                }
            }
        }
    }
    out.kinds = kinds.into_values().map(|(_, row)| row).collect();
    out.instances_per_hour = NanoUsd(instances);
    out.fargate_per_hour = NanoUsd(tasks);
    out.idle_per_hour = NanoUsd(idle);
    out
}
