//! What the calls cost so far: only what they create (design, section 3; PR-1 to PR-17). Metered
//! in whole milliseconds and multiplied in u128; rounded once a line.

use std::collections::BTreeMap;

use super::world::{Cluster, ContainerInstance, Machine, Task, TaskStatus, World, outpost_of};
use crate::base::SimTime;
use crate::base::unit::NanoUsd;
use crate::model::catalog::fargate;
use crate::model::catalog::instance_type::{CpuArchitecture, InstanceType};
use crate::model::launch_type::LaunchType;

/// An ECS-optimized AMI's root volume in GiB (PR-16).
const ROOT_VOLUME_GIB: u128 = 30;
/// gp3, a GB-month in nano-dollars: us-east-1 (PR-15) and Tokyo (general knowledge, pricing.json).
const GP3_US_EAST_1: u128 = 80_000_000;
const GP3_ELSEWHERE: u128 = 96_000_000;
/// A public IPv4 address, an hour (PR-15).
const PUBLIC_IPV4_HOUR: u128 = 5_000_000;
/// A registered external instance, an hour (PR-5).
const EXTERNAL_HOUR: u128 = 10_250_000;
const HOUR_MS: u128 = 3_600_000;
/// 1 month = 730 hours.
const MONTH_MS: u128 = 730 * HOUR_MS;

/// What a line is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// EC2 instances of one type.
    Instances(&'static str),
    /// EC2 instances on Outposts: they are in the Outpost's own contract (PR-4).
    Outposts,
    /// Their root volumes.
    RootVolumes,
    /// External instances.
    External,
    /// vCPUs of Fargate tasks.
    FargateVcpu,
    /// Memory of Fargate tasks.
    FargateMemory,
    /// Public IPv4 addresses of Fargate tasks.
    PublicIpv4,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What for.
    pub what: What,
    /// How much, in thousandths of the unit.
    pub quantity_thousandths: u128,
    /// `instance-hours`, `GB-months`, `vCPU-hours`, `GB-hours`, `address-hours`
    pub unit: &'static str,
    /// How much money.
    pub usd: NanoUsd,
}

/// A Fargate task is billed from its pull to its end, in whole seconds, one minute at least
/// (PR-8).
fn billed_ms(task: &Task, now: SimTime) -> u128 {
    let Some(start) = task.times.pull_started.filter(|at| *at <= now) else { return 0 };
    let end = task.times.execution_stopped.unwrap_or(now);
    let seconds = u128::from(end.since(start).0).div_ceil(1_000);
    seconds.max(60) * 1_000
}

fn instance_ms(instance: &ContainerInstance, now: SimTime) -> u128 {
    let end = match instance.machine {
        Machine::Running => now,
        Machine::Stopped(at) | Machine::Terminated(at) => at,
    };
    // PR-14: at least a minute.
    u128::from(end.since(instance.launched_at).0).max(60_000)
}

fn volume_ms(instance: &ContainerInstance, now: SimTime) -> u128 {
    match instance.machine {
        Machine::Terminated(at) => u128::from(at.since(instance.launched_at).0),
        Machine::Running | Machine::Stopped(_) => u128::from(now.since(instance.launched_at).0),
    }
}

/// (units × ms) and (units × ms × price): the sums of one line.
#[derive(Default)]
struct Meter {
    unit_ms: u128,
    nano_ms: u128,
}

impl Meter {
    fn add(&mut self, unit_ms: u128, price: u128) {
        self.unit_ms += unit_ms;
        self.nano_ms += unit_ms * price;
    }
}

struct Bill<'a> {
    world: &'a World,
    now: SimTime,
    gp3: u128,
    meters: BTreeMap<What, Meter>,
}

impl Bill<'_> {
    fn meter(&mut self, what: What) -> &mut Meter {
        self.meters.entry(what).or_default()
    }

    fn machine(&mut self, kind: &'static InstanceType, ms: u128, volume_ms: u128) {
        let region = &self.world.settings.region;
        let price = kind.price(region).map_or(0, |price| u128::from(price.nano_usd));
        self.meter(What::Instances(kind.name)).add(ms, price);
        let gp3 = self.gp3;
        self.meter(What::RootVolumes).add(volume_ms * ROOT_VOLUME_GIB, gp3);
    }

    fn cluster(&mut self, cluster: &Cluster) {
        let now = self.now;
        for launching in &cluster.launching {
            let ms = u128::from(now.since(launching.launched_at).0);
            let on_outpost = outpost_of(&launching.attributes).is_some();
            if launching.launch_type == LaunchType::Ec2 && !on_outpost {
                self.machine(launching.instance_type, ms.max(60_000), ms);
            }
        }
        for instance in &cluster.instances {
            if instance.launch_type == LaunchType::External {
                // PR-5: counted per hour, at least one.
                let ms = instance_ms(instance, now).div_ceil(HOUR_MS) * HOUR_MS;
                self.meter(What::External).add(ms, EXTERNAL_HOUR);
            } else if instance.on_outpost {
                self.meter(What::Outposts).add(instance_ms(instance, now), 0);
            } else {
                self.machine(
                    instance.instance_type,
                    instance_ms(instance, now),
                    volume_ms(instance, now),
                );
            }
        }
        for task in cluster.tasks.iter().filter(|t| t.launch_type == LaunchType::Fargate) {
            self.fargate(task);
        }
    }

    fn fargate(&mut self, task: &Task) {
        let ms = billed_ms(task, self.now);
        if ms == 0 {
            return;
        }
        let definition = &self.world.definition(task.definition).definition;
        let arm = definition.cpu_architecture == Some(CpuArchitecture::Arm64);
        let (vcpu, gb) = fargate::hourly_price(&self.world.settings.region, arm);
        // Units are 1/1024 vCPU and MiB: both are brought to the whole below.
        let cpu = u128::from(definition.cpu_demand().0);
        let memory = u128::from(definition.memory_demand().0);
        self.meter(What::FargateVcpu).add(cpu * ms, u128::from(vcpu));
        self.meter(What::FargateMemory).add(memory * ms, u128::from(gb));
        if task.public_ip && task.status != TaskStatus::Provisioning {
            self.meter(What::PublicIpv4).add(ms, PUBLIC_IPV4_HOUR);
        }
    }
}

/// The bill from time 0 to `now`.
pub fn bill(world: &World, now: SimTime) -> Vec<Line> {
    let gp3 = if &*world.settings.region == "us-east-1" { GP3_US_EAST_1 } else { GP3_ELSEWHERE };
    let mut bill = Bill { world, now, gp3, meters: BTreeMap::new() };
    for cluster in &world.clusters {
        bill.cluster(cluster);
    }
    bill.meters
        .into_iter()
        .map(|(what, meter)| {
            let (per, unit) = match what {
                What::Instances(_) | What::Outposts | What::External => (HOUR_MS, "instance-hours"),
                What::RootVolumes => (MONTH_MS, "GB-months"),
                What::FargateVcpu => (HOUR_MS * 1_024, "vCPU-hours"),
                What::FargateMemory => (HOUR_MS * 1_024, "GB-hours"),
                What::PublicIpv4 => (HOUR_MS, "address-hours"),
            };
            Line {
                what,
                quantity_thousandths: meter.unit_ms * 1_000 / per,
                unit,
                usd: NanoUsd((meter.nano_ms + per / 2) / per),
            }
        })
        .collect()
}

/// What an hour costs as things stand now: the instances and tasks that run.
pub fn per_hour(world: &World) -> NanoUsd {
    let region = &world.settings.region;
    let mut sum = 0_u128;
    for cluster in &world.clusters {
        for instance in &cluster.instances {
            if instance.machine == Machine::Running {
                sum += match instance.launch_type {
                    _ if instance.on_outpost => 0,
                    LaunchType::External => EXTERNAL_HOUR,
                    _ => instance.instance_type.price(region).map_or(0, |p| u128::from(p.nano_usd)),
                };
            }
        }
        for task in &cluster.tasks {
            let up = task.status >= TaskStatus::Pending && task.status < TaskStatus::Deprovisioning;
            if task.launch_type == LaunchType::Fargate && up {
                let definition = &world.definition(task.definition).definition;
                let arm = definition.cpu_architecture == Some(CpuArchitecture::Arm64);
                let (vcpu, gb) = fargate::hourly_price(region, arm);
                sum += u128::from(definition.cpu_demand().0) * u128::from(vcpu) / 1_024;
                sum += u128::from(definition.memory_demand().0) * u128::from(gb) / 1_024;
            }
        }
    }
    NanoUsd(sum)
}
