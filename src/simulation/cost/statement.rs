//! The bill: lines, and who it is for.

use std::collections::BTreeMap;

use super::super::process::placement::is_spot;
use super::super::world::{
    Cluster, ClusterIndex, ContainerInstance, DefinitionIndex, ServiceIndex, World,
};
use super::meter::{self, Bought};
use super::{Fargate, HOUR_MS, Line, MONTH_MS, What};
use crate::base::SimTime;
use crate::base::unit::NanoUsd;
use crate::model::catalog::price::{self, Platform, ROOT_VOLUME_GIB, Rate};
use crate::model::launch_type::LaunchType;

/// Who something is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// Fargate tasks of a service.
    Service(ClusterIndex, ServiceIndex),
    /// Fargate tasks of no service.
    Alone,
    /// Instances: whatever runs on them shares them (PR-3).
    Instances,
}

/// What one of them costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Who.
    pub holder: Holder,
    /// So far.
    pub usd: NanoUsd,
    /// In an hour in which nothing changes.
    pub per_hour: NanoUsd,
}

/// The bill at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// In a fixed order: instances, volumes, Fargate.
    pub lines: Vec<Line>,
    /// By service in the order of creation, then what is of none.
    pub shares: Vec<Share>,
    /// The lines' sum.
    pub total: NanoUsd,
    /// In an hour in which nothing changes.
    pub per_hour: NanoUsd,
    /// In 730 of them.
    pub per_month: NanoUsd,
}

/// What a meter says: units × milliseconds so far, and units that run now.
#[derive(Clone, Copy, Default)]
struct Meter {
    unit_ms: u128,
    now: u128,
}

/// Tasks that are billed alike.
type Alike = (Option<ServiceIndex>, DefinitionIndex, bool, bool);

struct Bill<'a> {
    world: &'a World,
    now: SimTime,
    meters: BTreeMap<(What, Holder), Meter>,
}

impl Bill<'_> {
    fn add(&mut self, what: What, holder: Holder, units: u32, (ms, running): (u64, u64)) {
        let meter = self.meters.entry((what, holder)).or_default();
        meter.unit_ms += u128::from(units) * u128::from(ms);
        meter.now += u128::from(units) * u128::from(running);
    }

    fn machine(&mut self, bought: Bought, machine: (u64, bool), volume: (u64, bool)) {
        let number = |(ms, runs): (u64, bool)| (ms, u64::from(runs));
        let (machine, volume) = (number(machine), number(volume));
        let name = bought.kind.name;
        if bought.on_outpost {
            return self.add(What::Outposts, Holder::Instances, 1, machine);
        }
        let what = if bought.spot { What::SpotInstances(name) } else { What::Instances(name) };
        self.add(what, Holder::Instances, 1, machine);
        if bought.launch_type == LaunchType::ManagedInstances {
            self.add(What::ManagedFee(name), Holder::Instances, 1, machine);
        }
        self.add(What::RootVolumes, Holder::Instances, ROOT_VOLUME_GIB, volume);
    }

    fn instance(&mut self, instance: &ContainerInstance) {
        use super::super::world::Machine;
        let now = self.now;
        if instance.launch_type == LaunchType::External {
            let ms = meter::external_hours(instance, now) * 3_600_000;
            let registered = u64::from(instance.deregistered_at.is_none());
            return self.add(What::External, Holder::Instances, 1, (ms, registered));
        }
        let runs = instance.machine == Machine::Running;
        let there = !matches!(instance.machine, Machine::Terminated(_));
        self.machine(
            Bought::of(instance),
            (meter::machine_ms(instance, now), runs),
            (meter::volume_ms(instance, now), there),
        );
    }

    fn cluster(&mut self, index: ClusterIndex, cluster: &Cluster) {
        let now = self.now;
        for ended in &cluster.never_registered {
            let ms = ended.ended_at.since(ended.launched_at).0;
            let billed = meter::launching_ms(ended.launched_at, ended.ended_at);
            let bought = Bought {
                kind: ended.instance_type,
                launch_type: ended.launch_type,
                on_outpost: ended.on_outpost,
                spot: ended.spot,
            };
            if ended.launch_type != LaunchType::External {
                self.machine(bought, (billed, false), (ms, false));
            }
        }
        for coming in cluster.launching.iter().filter(|l| l.launch_type != LaunchType::External) {
            let ms = now.since(coming.launched_at).0;
            let billed = meter::launching_ms(coming.launched_at, now);
            self.machine(Bought::coming(coming), (billed, true), (ms, true));
        }
        for instance in &cluster.instances {
            self.instance(instance);
        }
        self.tasks(index, cluster);
    }

    /// One pass over the tasks; those that are billed alike are added up first.
    fn tasks(&mut self, index: ClusterIndex, cluster: &Cluster) {
        let mut groups: BTreeMap<Alike, (u64, u64)> = BTreeMap::new();
        let mut last: Option<(Alike, (u64, u64))> = None;
        for task in cluster.tasks.iter().filter(|t| t.launch_type == LaunchType::Fargate) {
            let (ms, runs) = meter::task_ms(self.world, task, self.now);
            if ms == 0 {
                continue;
            }
            let spot = is_spot(self.world, task.provider);
            let key = (task.service, task.definition, spot, task.public_ip);
            match &mut last {
                Some((known, sums)) if *known == key => {
                    sums.0 += ms;
                    sums.1 += u64::from(runs);
                }
                _ => {
                    if let Some((key, sums)) = last.replace((key, (ms, u64::from(runs)))) {
                        add(groups.entry(key).or_default(), sums);
                    }
                }
            }
        }
        if let Some((key, sums)) = last {
            add(groups.entry(key).or_default(), sums);
        }
        for ((service, definition, spot, public_ip), sums) in groups {
            let holder = service.map_or(Holder::Alone, |s| Holder::Service(index, s));
            let definition = &self.world.definition(definition).definition;
            let platform = meter::platform(definition);
            let (cpu, memory) = meter::fargate_size(definition);
            let fargate = Fargate { spot: spot && platform != Platform::Windows, platform };
            self.add(What::FargateVcpu(fargate), holder, cpu, sums);
            self.add(What::FargateMemory(fargate), holder, memory, sums);
            let storage = meter::paid_storage(definition);
            if storage > 0 {
                self.add(What::FargateStorage, holder, storage, sums);
            }
            if platform == Platform::Windows {
                self.add(What::FargateLicence, holder, cpu, sums);
            }
            if public_ip {
                self.add(What::PublicIpv4, holder, 1, sums);
            }
        }
    }
}

fn add(sums: &mut (u64, u64), more: (u64, u64)) {
    sums.0 += more.0;
    sums.1 += more.1;
}

/// What one unit of a line costs in a Region.
fn rate(region: &str, what: What) -> Rate {
    use crate::model::catalog::instance_type::InstanceType;
    let of = |name: &str, price: fn(&str, &InstanceType) -> Rate| {
        InstanceType::named(name).map_or(price::NOTHING, |kind| price(region, kind))
    };
    match what {
        What::Instances(name) => of(name, price::instance),
        What::SpotInstances(name) => of(name, price::spot_instance),
        What::ManagedFee(name) => of(name, price::managed_fee),
        What::Outposts => price::NOTHING,
        What::RootVolumes => price::volume(region),
        What::External => price::EXTERNAL,
        What::FargateVcpu(f) => price::fargate(region, f.platform, f.spot).vcpu,
        What::FargateMemory(f) => price::fargate(region, f.platform, f.spot).gb,
        What::FargateStorage => price::fargate_storage(region),
        What::FargateLicence => price::WINDOWS_LICENCE,
        What::PublicIpv4 => price::PUBLIC_IPV4,
    }
}

impl Meter {
    /// (so far, an hour, a month) in nano-dollars, each rounded once.
    fn usd(self, what: What, rate: Rate) -> (NanoUsd, NanoUsd, NanoUsd) {
        let (per, price) = (what.per(), u128::from(rate.nano_usd));
        let round = |nano: u128| NanoUsd((nano + per / 2) / per);
        let now = self.now * price;
        (round(self.unit_ms * price), round(now * HOUR_MS), round(now * MONTH_MS))
    }
}

/// The bill from time 0 to `now`.
pub fn statement(world: &World, now: SimTime) -> Statement {
    let mut bill = Bill { world, now, meters: BTreeMap::new() };
    for (index, cluster) in (0..).zip(&world.clusters) {
        bill.cluster(index, cluster);
    }
    let mut out = Statement::default();
    let mut shares: BTreeMap<Holder, (u128, u128)> = BTreeMap::new();
    let mut whole: Option<(What, Meter)> = None;
    let region = &*world.settings.region;
    let line = |what: What, meter: Meter| {
        let rate = rate(region, what);
        let (usd, per_hour, per_month) = meter.usd(what, rate);
        let quantity_millionths = meter.unit_ms * 1_000_000 / what.per();
        Line { what, rate, quantity_millionths, usd, per_hour, per_month }
    };
    for ((what, holder), meter) in &bill.meters {
        let (usd, per_hour, _) = meter.usd(*what, rate(region, *what));
        let share = shares.entry(*holder).or_default();
        share.0 += usd.0;
        share.1 += per_hour.0;
        match &mut whole {
            Some((same, sum)) if same == what => {
                sum.unit_ms += meter.unit_ms;
                sum.now += meter.now;
            }
            _ => {
                if let Some((what, meter)) = whole.replace((*what, *meter)) {
                    out.lines.push(line(what, meter));
                }
            }
        }
    }
    out.lines.extend(whole.map(|(what, meter)| line(what, meter)));
    out.shares = shares
        .into_iter()
        .map(|(holder, (usd, per_hour))| Share {
            holder,
            usd: NanoUsd(usd),
            per_hour: NanoUsd(per_hour),
        })
        .collect();
    let sum = |of: fn(&Line) -> NanoUsd| NanoUsd(out.lines.iter().map(|line| of(line).0).sum());
    let (total, per_hour, per_month) = (sum(|l| l.usd), sum(|l| l.per_hour), sum(|l| l.per_month));
    Statement { total, per_hour, per_month, ..out }
}
