//! Capacity providers and what stands behind them: Auto Scaling groups, launch templates (CP-4,
//! CP-8, CP-20 to CP-35). They belong to the account; a cluster lists the ones it may use.

use std::rc::Rc;

use serde_json::Value;

use super::super::capacity_strategy::Share;
use super::{ClusterIndex, Spot};
use crate::base::{SimSpan, SimTime};
use crate::model::catalog::instance_type::InstanceType;
use crate::model::launch_type::LaunchType;
use crate::placement::Owner;
use crate::placement::filter::ZoneMask;

/// Index into [`Capacity::providers`].
pub type ProviderIndex = u8;

/// A launch template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaunchTemplate {
    /// `lt-…`
    pub id: Rc<str>,
    /// Its name.
    pub name: Rc<str>,
    /// `InstanceType`
    pub instance_type: &'static InstanceType,
    /// `InstanceMarketOptions` ask for Spot capacity.
    pub spot: Option<Spot>,
}

/// An Auto Scaling group of one instance type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AutoScalingGroup {
    /// Its name.
    pub name: Rc<str>,
    /// The type that its launch template names.
    pub instance_type: &'static InstanceType,
    /// Its launch template asks for Spot capacity.
    pub spot: Option<Spot>,
    /// Its zones, in the order in which equal ones get an instance.
    pub zones: Rc<[u8]>,
    /// `MinSize`
    pub least: u32,
    /// `MaxSize`
    pub most: u32,
    /// `DesiredCapacity`
    pub desired: u32,
    /// `NewInstancesProtectedFromScaleIn` (CP-32).
    pub protects_new: bool,
    /// The provider that it stands behind, once there is one.
    pub provider: Option<ProviderIndex>,
}

/// What ECS manages of a group: scaling, termination protection, draining (CP-20 to CP-33).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ManagedScaling {
    /// `status` ENABLED: tasks that find no place wait, and the group grows for them (PL-43).
    pub enabled: bool,
    /// `targetCapacity`, in percent (CP-27).
    pub target: u32,
    /// `minimumScalingStepSize` (CP-26).
    pub least_step: u32,
    /// `maximumScalingStepSize` (CP-26).
    pub most_step: u32,
    /// `instanceWarmupPeriod` (CP-29).
    pub warmup: SimSpan,
    /// `managedTerminationProtection`: only instances without tasks are ended (CP-32).
    pub protects: bool,
    /// `managedDraining`: an instance that is ended drains first (CP-33, LC-85).
    pub drains: bool,
}

/// The instances that ECS may launch for a provider that manages them (CP-8, PL-99).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Managed {
    /// Its cluster: such a provider has just one.
    pub cluster: ClusterIndex,
    /// The zones of its subnets.
    pub zones: ZoneMask,
    /// Types that it may launch, the cheapest first.
    pub types: Rc<[&'static InstanceType]>,
    /// `capacityOptionType` SPOT.
    pub spot: bool,
    /// `infrastructureOptimization.scaleInAfter`: how long an instance may be idle; `None` = as long
    /// as it is (CP-8).
    pub scale_in_after: Option<SimSpan>,
}

/// What stands behind a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProviderKind {
    /// FARGATE, or with `true` FARGATE_SPOT: always there (CP-4).
    Fargate(bool),
    /// An Auto Scaling group, by its place in [`Capacity::groups`].
    Group(u8, ManagedScaling),
    /// ECS launches and ends the instances.
    Managed(Managed),
}

/// A capacity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapacityProvider {
    /// Its name.
    pub name: Rc<str>,
    /// What stands behind it.
    pub kind: ProviderKind,
    /// What it was created with, defaults put in, for DescribeCapacityProviders.
    pub input: Rc<Value>,
    /// Its next look at the tasks that wait (CP-21), so that there is at most one.
    pub look_at: Option<SimTime>,
    /// When its newest instance was launched (CP-29).
    pub launched_at: Option<SimTime>,
    /// The first of the datapoints in a row at which it has more instances than it needs (CP-30).
    pub below_since: Option<SimTime>,
    /// When its group last grew (CP-31).
    pub grew_at: Option<SimTime>,
}

impl CapacityProvider {
    /// The launch type of its tasks (CP-1).
    pub const fn launch_type(&self) -> LaunchType {
        match self.kind {
            ProviderKind::Fargate(_) => LaunchType::Fargate,
            ProviderKind::Group(..) => LaunchType::Ec2,
            ProviderKind::Managed(_) => LaunchType::ManagedInstances,
        }
    }

    /// Whether a task that finds no place waits for more capacity (PL-43).
    pub const fn lets_tasks_wait(&self) -> bool {
        match &self.kind {
            ProviderKind::Fargate(_) => false,
            ProviderKind::Group(_, scaling) => scaling.enabled,
            ProviderKind::Managed(_) => true,
        }
    }
}

/// The account's providers, groups and templates.
#[derive(Clone, Debug)]
pub struct Capacity {
    /// FARGATE and FARGATE_SPOT first.
    pub providers: Vec<CapacityProvider>,
    /// Auto Scaling groups.
    pub groups: Vec<AutoScalingGroup>,
    /// Launch templates.
    pub templates: Vec<LaunchTemplate>,
}

impl Default for Capacity {
    fn default() -> Self {
        let fargate = |name: &str, spot| CapacityProvider {
            name: name.into(),
            kind: ProviderKind::Fargate(spot),
            input: Rc::new(Value::Null),
            look_at: None,
            launched_at: None,
            below_since: None,
            grew_at: None,
        };
        Self {
            providers: vec![fargate("FARGATE", false), fargate("FARGATE_SPOT", true)],
            groups: Vec::new(),
            templates: Vec::new(),
        }
    }
}

impl Capacity {
    /// A provider. Indices come from the world itself.
    pub fn provider(&self, index: ProviderIndex) -> &CapacityProvider {
        &self.providers[usize::from(index)]
    }

    /// Finds a provider by its name or ARN.
    pub fn named(&self, name: &str) -> Option<ProviderIndex> {
        let name = super::super::arn::last_part(name);
        let at = self.providers.iter().position(|provider| &*provider.name == name)?;
        ProviderIndex::try_from(at).ok()
    }

    /// Whose the provider's instances are; `None` = it has none (PL-4).
    pub fn owner(&self, index: ProviderIndex) -> Option<Owner> {
        match self.provider(index).kind {
            ProviderKind::Fargate(_) => None,
            ProviderKind::Group(..) => Some(Owner::group(index)),
            ProviderKind::Managed(_) => Some(Owner::managed(index)),
        }
    }
}

/// An item of a capacity provider strategy (CP-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StrategyItem {
    /// Its provider.
    pub provider: ProviderIndex,
    /// Its `base` and `weight`.
    pub share: Share,
}
