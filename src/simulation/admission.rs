//! Would the API take this call, given the world? What several calls ask in common.

use std::rc::Rc;

use super::arn::last_part;
use super::capacity_strategy::Share;
use super::world::{ClusterIndex, DefinitionIndex, ProviderIndex, StrategyItem, TaskIndex, World};
use super::{ApiError, arn, quotas};
use crate::base::Severity;
use crate::model::launch_type::LaunchType;
use crate::model::placement_types::{
    PlacementConstraint, PlacementConstraintType, PlacementStrategy, PlacementStrategyType,
};
use crate::model::reader::{Fields, Kind, Problems, ShapeProblem};
use crate::model::task_definition::NetworkMode;
use crate::placement::filter::ZoneMask;
use crate::placement::{Constraint, Pool, Slot};
use crate::query::Expression;

/// The first problem of shape, as the raw API would answer it (TD-6, wording modelled).
pub fn shape(problems: &Problems) -> Result<(), ApiError> {
    let problems = problems.borrow();
    let Some(first) = problems.iter().find(|p| p.severity == Severity::Error) else {
        return Ok(());
    };
    let word = |kind: Kind| match kind {
        Kind::Null => "null",
        Kind::Boolean => "a boolean",
        Kind::Number => "a number",
        Kind::Text => "a string",
        Kind::List => "a list",
        Kind::Object => "a structure",
    };
    let (exception, text) = match &first.message {
        ShapeProblem::WrongKind { expected, found } => (
            "SerializationException",
            format!("{} can not be converted to {}", word(*found), word(*expected)),
        ),
        ShapeProblem::OutOfRange { least, greatest } => {
            ("InvalidParameterException", format!("must be between {least} and {greatest}"))
        }
        ShapeProblem::UnknownWord { found, known } => {
            ("InvalidParameterException", format!("'{found}' is not one of [{}]", known.join(", ")))
        }
        ShapeProblem::Missing { name } => {
            ("InvalidParameterException", format!("{name} is required"))
        }
        ShapeProblem::UnknownField { .. }
        | ShapeProblem::DescribeOnly { .. }
        | ShapeProblem::ReadAs { .. }
        | ShapeProblem::UnknownSubnet { .. }
        | ShapeProblem::UncheckedBreaker => return Ok(()),
    };
    Err(ApiError::modelled("TD-6", exception, format!("{}: {text}", first.path)))
}

/// The cluster that a call names; `default` where it names none (SV-130).
pub fn cluster(world: &World, fields: &Fields<'_>) -> Result<ClusterIndex, ApiError> {
    let name = fields.text("cluster");
    let name = name.as_deref().map_or("default", last_part);
    world
        .cluster_named(name)
        .ok_or_else(|| ApiError::seen("SV-130", "ClusterNotFoundException", "Cluster not found."))
}

/// An instance by `#n`, id, ARN or EC2 id.
pub fn instance(world: &World, cluster: ClusterIndex, name: &str) -> Result<Slot, ApiError> {
    let instances = &world.clusters[cluster as usize].instances;
    let part = last_part(name);
    let found = match part.strip_prefix('#') {
        Some(number) => number
            .parse::<usize>()
            .ok()
            .and_then(|n| n.checked_sub(1))
            .filter(|n| *n < instances.len()),
        None => instances.iter().position(|i| {
            super::service_event::hex(i.id) == part || arn::ec2_instance(i.ec2_id) == part
        }),
    };
    found.and_then(|n| Slot::try_from(n).ok()).ok_or_else(|| {
        ApiError::modelled(
            "",
            "InvalidParameterException",
            format!("Referenced container instance {name} not found."),
        )
    })
}

/// A task by `#n`, id or ARN (SV-138).
pub fn task(world: &World, cluster: ClusterIndex, name: &str) -> Result<TaskIndex, ApiError> {
    let tasks = &world.clusters[cluster as usize].tasks;
    let part = last_part(name);
    let found = match part.strip_prefix('#') {
        Some(number) => {
            number.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).filter(|n| *n < tasks.len())
        }
        None => tasks.iter().position(|task| super::service_event::hex(task.id) == part),
    };
    found
        .and_then(|n| TaskIndex::try_from(n).ok())
        .ok_or_else(|| ApiError::invalid("SV-138", "The referenced task was not found."))
}

/// A definition by `family`, `family:revision` or ARN (TD-13), ACTIVE or not.
pub fn definition_named(world: &World, name: &str) -> Option<DefinitionIndex> {
    let part = last_part(name);
    let (family, revision) = match part.rsplit_once(':') {
        Some((family, revision)) => (family, Some(revision.parse::<u32>().ok()?)),
        None => (part, None),
    };
    let at = world.definitions.iter().rposition(|d| {
        *d.definition.family == *family
            && match revision {
                Some(revision) => d.revision == revision,
                None => d.active,
            }
    })?;
    DefinitionIndex::try_from(at).ok()
}

/// An ACTIVE definition (TD-10).
pub fn active_definition(world: &World, name: &str) -> Result<DefinitionIndex, ApiError> {
    let index = definition_named(world, name)
        .ok_or_else(|| ApiError::client("TD-10", "TaskDefinition not found."))?;
    if world.definition(index).active {
        Ok(index)
    } else {
        Err(ApiError::client("TD-10", "TaskDefinition is inactive"))
    }
}

/// LT-3: the definition runs on the launch type (CP-6, CP-7: under awsvpc not on EXTERNAL, under
/// nothing else on FARGATE).
pub fn compatible(
    world: &World,
    definition: DefinitionIndex,
    launch_type: LaunchType,
) -> Result<(), ApiError> {
    if world.definition(definition).compatibilities.contains(&launch_type) {
        return Ok(());
    }
    let word = launch_type.as_str();
    let text = format!("Task definition does not support launch_type {word}.");
    Err(ApiError::invalid("LT-3", text))
}

/// Where the tasks of a RunTask or a service are to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// As given, or that of the strategy's providers (CP-1).
    pub launch_type: LaunchType,
    /// The capacity provider strategy; empty = a launch type.
    pub strategy: Rc<[StrategyItem]>,
}

impl Target {
    /// What one task asks for: its provider and pool, by the item of the strategy (PL-4, CP-17).
    pub fn of_item(&self, world: &World, item: usize) -> (Option<ProviderIndex>, Pool) {
        target_of_item(world, self.launch_type, &self.strategy, item)
    }

    /// All pools whose instances it may use.
    pub fn pools(&self, world: &World) -> Rc<[Pool]> {
        (0..self.strategy.len().max(1)).map(|item| self.of_item(world, item).1).collect()
    }
}

/// The provider and pool of a task by its item of a strategy, or by the launch type (PL-4).
pub fn target_of_item(
    world: &World,
    launch_type: LaunchType,
    strategy: &[StrategyItem],
    item: usize,
) -> (Option<ProviderIndex>, Pool) {
    match strategy.get(item) {
        Some(item) => {
            let owner = world.capacity.owner(item.provider);
            (Some(item.provider), owner.map_or(Pool::EC2, Pool::of))
        }
        None if launch_type == LaunchType::External => (None, Pool::EXTERNAL),
        None => (None, Pool::EC2),
    }
}

/// The launch type or capacity provider strategy of a RunTask or CreateService; where neither is
/// given the cluster's default strategy, else EC2 (LT-1, LT-2, CP-2).
pub fn target(
    world: &mut World,
    cluster: ClusterIndex,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Target, ApiError> {
    let words = LaunchType::ALL.map(|t| (t.as_str(), t));
    let given = fields.choice("launchType", &words);
    let key = "capacityProviderStrategy";
    if given.is_some() && !fields.list(key).is_empty() {
        let text = "Specifying both a launch type and capacity provider strategy is not supported";
        return Err(ApiError::invalid("LT-1", text));
    }
    let strategy = strategy(world, cluster, fields, key, problems)?;
    if given == Some(LaunchType::ManagedInstances) {
        let text = "Managed Instances must be requested through a capacity provider strategy.";
        return Err(ApiError::modelled("LT-2", "InvalidParameterException", text));
    }
    let default = &world.clusters[cluster as usize].default_strategy;
    let strategy =
        if given.is_none() && strategy.is_empty() { Rc::clone(default) } else { strategy };
    let launch_type = of_strategy(world, &strategy).or(given).unwrap_or(LaunchType::Ec2);
    Ok(Target { launch_type, strategy })
}

/// The launch type of a strategy's providers, which are all of a kind (CP-13).
pub fn of_strategy(world: &World, strategy: &[StrategyItem]) -> Option<LaunchType> {
    strategy.first().map(|item| world.capacity.provider(item.provider).launch_type())
}

/// A capacity provider strategy (CP-10 to CP-14, of CP-12 the newer figure: QT-19); empty where there is none.
pub fn strategy(
    world: &mut World,
    cluster: ClusterIndex,
    fields: &Fields<'_>,
    key: &'static str,
    problems: &Problems,
) -> Result<Rc<[StrategyItem]>, ApiError> {
    let refused = |rule, text: &str| ApiError::modelled(rule, "InvalidParameterException", text);
    let mut read = Vec::new();
    for item in fields.objects(key) {
        let name = item.required_text("capacityProvider").unwrap_or_default();
        let weight = item.integer("weight", 0, 1_000).and_then(|n| u32::try_from(n).ok());
        let base = item.integer("base", 0, 100_000).and_then(|n| u32::try_from(n).ok());
        item.finish(&[]);
        read.push((name, Share { base: base.unwrap_or(0), weight: weight.unwrap_or(0) }));
    }
    shape(problems)?;
    quotas::within(world, 19, read.len())?;
    let mut out: Vec<StrategyItem> = Vec::new();
    for (name, share) in read {
        let listed = |provider: &ProviderIndex| {
            world.clusters[cluster as usize].providers.contains(provider)
        };
        let Some(provider) = world.capacity.named(&name).filter(listed) else {
            let text = format!(
                "The capacity provider {name} is not associated with the cluster. Associate it with PutClusterCapacityProviders."
            );
            return Err(refused("CP-14", &text));
        };
        if out.iter().any(|item| item.provider == provider) {
            let text = "A capacity provider can be in a strategy once.";
            return Err(refused("CP-10", text));
        }
        out.push(StrategyItem { provider, share });
    }
    if out.iter().filter(|item| item.share.base > 0).count() > 1 {
        let text = "Only one capacity provider in a strategy can have a base defined.";
        return Err(refused("CP-11", text));
    }
    if out.len() > 1 && out.iter().all(|item| item.share.weight == 0) {
        let text =
            "At least one capacity provider in a strategy must have a weight greater than 0.";
        return Err(refused("CP-11", text));
    }
    let kind = of_strategy(world, &out);
    if out.iter().any(|item| of_strategy(world, &[*item]) != kind) {
        let text = "A capacity provider strategy cannot mix Fargate, Auto Scaling group and Managed Instances capacity providers.";
        return Err(refused("CP-13", text));
    }
    Ok(out.into())
}

/// LT-6, LT-16: a platform version belongs to FARGATE, and it must be one that there is.
pub fn platform(fields: &Fields<'_>, launch_type: LaunchType) -> Result<(), ApiError> {
    let Some(version) = fields.text("platformVersion") else { return Ok(()) };
    if launch_type != LaunchType::Fargate {
        let text = "The platform version must be null when specifying an EC2 launch type.";
        return Err(ApiError::invalid("LT-6", text));
    }
    if !["LATEST", "1.4.0", "1.3.0", "1.0.0"].contains(&&*version) {
        let text = "The specified platform version does not exist.";
        return Err(ApiError::modelled("LT-16", "PlatformUnknownException", text));
    }
    Ok(())
}

/// LT-9, LT-10: what a launch type can not be reached by (CP-6: EXTERNAL).
pub fn traffic(fields: &Fields<'_>, launch_type: LaunchType) -> Result<(), ApiError> {
    let balancers = fields.objects("loadBalancers");
    let classic = balancers.iter().any(|b| b.raw("loadBalancerName").is_some());
    if classic && launch_type == LaunchType::Fargate {
        let text = "Classic Load Balancers are not supported with Fargate";
        return Err(ApiError::invalid("LT-9", text));
    }
    let external = launch_type == LaunchType::External;
    for key in ["loadBalancers", "serviceRegistries", "serviceConnectConfiguration"] {
        if external && fields.raw(key).is_some() {
            let text = format!("{key} is not supported with EXTERNAL launch type.");
            return Err(ApiError::modelled("LT-10", "InvalidParameterException", text));
        }
    }
    Ok(())
}

/// Network configuration against the definition's network mode (LT-7, LT-8, QT-14, QT-15).
/// Gives the subnets' zones and whether tasks get a public address.
pub fn network(
    world: &mut World,
    fields: &Fields<'_>,
    definition: DefinitionIndex,
    launch_type: LaunchType,
) -> Result<(ZoneMask, bool), ApiError> {
    let awsvpc = world.definition(definition).definition.network_mode == NetworkMode::Awsvpc;
    let configuration =
        fields.object("networkConfiguration").and_then(|c| c.object("awsvpcConfiguration"));
    let Some(configuration) = configuration else {
        if awsvpc {
            let text =
                "Network Configuration must be provided when networkMode 'awsvpc' is specified.";
            return Err(ApiError::invalid("LT-7", text));
        }
        return Ok((ZoneMask::ALL, false));
    };
    if !awsvpc {
        let text =
            "Network Configuration is not valid for the given networkMode of this task definition.";
        return Err(ApiError::invalid("LT-7", text));
    }
    let subnets = configuration.texts("subnets");
    let groups = configuration.texts("securityGroups");
    if subnets.is_empty() {
        return Err(ApiError::invalid("QT-14", "subnets can not be empty."));
    }
    quotas::within(world, 14, subnets.len())?;
    quotas::within(world, 15, groups.len())?;
    let public = configuration.text("assignPublicIp").as_deref() == Some("ENABLED");
    let zones = subnet_zones(world, &configuration, &subnets);
    configuration.finish(&[]);
    if public && launch_type != LaunchType::Fargate {
        let text = "Assign public IP is not supported for this launch type.";
        return Err(ApiError::invalid("LT-8", text));
    }
    Ok((zones, public))
}

/// Every zone has one subnet, named after it; any other subnet lies in every zone, with a warning
/// (design, 2).
pub fn subnet_zones(world: &World, configuration: &Fields<'_>, subnets: &[Rc<str>]) -> ZoneMask {
    let mut mask = ZoneMask(0);
    for (index, subnet) in (0..).zip(subnets) {
        let zone = subnet
            .strip_prefix("subnet-")
            .and_then(|zone| world.settings.zones.iter().position(|known| **known == *zone));
        if let Some(zone) = zone {
            mask.0 |= 1 << (zone & 31);
        } else {
            let problem = ShapeProblem::UnknownSubnet { subnet: subnet.clone() };
            configuration.warn_element("subnets", index, problem);
            mask = ZoneMask::ALL;
        }
    }
    mask
}

/// Strategies: at most five, known fields, not on Fargate (PL-49, PL-50, LT-4, CP-7, QT-29).
pub fn strategies(
    world: &mut World,
    list: &[PlacementStrategy],
    launch_type: LaunchType,
) -> Result<(), ApiError> {
    if launch_type == LaunchType::Fargate && !list.is_empty() {
        let text = "Placement strategies are not supported with FARGATE launch type.";
        return Err(ApiError::modelled("LT-4", "InvalidParameterException", text));
    }
    // PL-6
    if launch_type == LaunchType::ManagedInstances && !list.is_empty() {
        let text = "Placement strategies are not supported with Managed Instances.";
        return Err(ApiError::modelled("PL-49", "InvalidParameterException", text));
    }
    quotas::within(world, 29, list.len())?;
    for strategy in list {
        let field = strategy.field.as_deref().unwrap_or("");
        let known = match strategy.kind {
            PlacementStrategyType::Random => true,
            PlacementStrategyType::Binpack => {
                field.eq_ignore_ascii_case("cpu") || field.eq_ignore_ascii_case("memory")
            }
            PlacementStrategyType::Spread => {
                field == "instanceId"
                    || field == "host"
                    || field.strip_prefix("attribute:").is_some_and(|name| !name.is_empty())
            }
        };
        if !known {
            let kind = strategy.kind.as_str();
            let text = format!("Invalid field '{field}' for placement strategy {kind}.");
            return Err(ApiError::modelled("PL-50", "InvalidParameterException", text));
        }
    }
    Ok(())
}

/// Constraints: at most ten with the definition's, readable, not on Fargate (PL-71, PL-72, LT-4, QT-28).
pub fn constraints(
    world: &mut World,
    own: &[Constraint],
    list: &[PlacementConstraint],
    launch_type: LaunchType,
) -> Result<Rc<[Constraint]>, ApiError> {
    if launch_type == LaunchType::Fargate && !list.is_empty() {
        let text = "Placement constraints are not supported with FARGATE launch type.";
        return Err(ApiError::invalid("LT-4", text));
    }
    quotas::within(world, 28, own.len() + list.len())?;
    let mut out = own.to_vec();
    for constraint in list {
        out.push(compiled(constraint)?);
    }
    Ok(out.into())
}

/// One constraint, ready to be evaluated (PL-71, CQL-50, CQL-52).
pub fn compiled(constraint: &PlacementConstraint) -> Result<Constraint, ApiError> {
    match (constraint.kind, &constraint.expression) {
        (PlacementConstraintType::DistinctInstance, None) => Ok(Constraint::DistinctInstance),
        (PlacementConstraintType::DistinctInstance, Some(_)) => Err(ApiError::modelled(
            "CQL-52",
            "InvalidParameterException",
            "Expression is not supported with distinctInstance.",
        )),
        (PlacementConstraintType::MemberOf, expression) => {
            let text = expression.as_deref().unwrap_or("");
            match Expression::parse(text) {
                Ok(expression) => Ok(Constraint::MemberOf(Rc::new(expression))),
                Err(error) => Err(ApiError::modelled(
                    error.kind.rule(),
                    "InvalidParameterException",
                    format!("Invalid expression '{text}' at position {}.", error.position),
                )),
            }
        }
    }
}
