//! Capacity providers and what stands behind them: CreateCapacityProvider,
//! PutClusterCapacityProviders, DescribeCapacityProviders, `ec2:CreateLaunchTemplate`,
//! `autoscaling:CreateAutoScalingGroup`, `autoscaling:SetDesiredCapacity` (CP-1 to CP-34).

use std::rc::Rc;

use serde_json::{Value, json};

use super::managed_instances;
use super::world::spot;
use crate::base::{Draw, SimSpan};
use crate::model::catalog::instance_type::InstanceType;
use crate::model::reader::{Fields, Problems};
use crate::placement::Owner;
use crate::simulation::engine::Engine;
use crate::simulation::parameters::INSTANCE_WARMUP_S;
use crate::simulation::process::{capacity, scale_in};
use crate::simulation::world::{
    AutoScalingGroup, CapacityProvider, ClusterIndex, LaunchTemplate, ManagedScaling,
    ProviderIndex, ProviderKind, ServiceStatus, World,
};
use crate::simulation::{ApiError, admission, arn, describe, quotas};

pub(super) fn refused(rule: &'static str, text: impl AsRef<str>) -> ApiError {
    ApiError::modelled(rule, "InvalidParameterException", text)
}

fn validation(text: impl AsRef<str>) -> ApiError {
    ApiError::modelled("", "ValidationError", text)
}

/// `ec2:CreateLaunchTemplate`
pub(super) fn create_template(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let name = fields.required_text("LaunchTemplateName").unwrap_or_default();
    let data = fields.object("LaunchTemplateData");
    let kind = data.as_ref().and_then(|data| data.required_text("InstanceType"));
    let spot = data.as_ref().and_then(spot::of_template);
    if data.is_none() {
        fields.missing("LaunchTemplateData");
    }
    fields.finish(&["VersionDescription", "TagSpecifications"]);
    admission::shape(problems)?;
    let kind = kind.unwrap_or_default();
    let Some(instance_type) = InstanceType::named(&kind) else {
        let text = format!("Invalid value '{kind}' for InstanceType.");
        return Err(ApiError::modelled("", "InvalidParameterValue", text));
    };
    let world = &mut *engine.world;
    if world.capacity.templates.iter().any(|template| template.name == name) {
        let text = "Launch template name already in use.";
        return Err(ApiError::modelled(
            "",
            "InvalidLaunchTemplateName.AlreadyExistsException",
            text,
        ));
    }
    let draw = Draw::new(world.settings.seed, "launch-template").text(&name).wide();
    let id: Rc<str> = format!("lt-{:017x}", draw & ((1 << 68) - 1)).into();
    let out = json!({ "LaunchTemplate": {
        "LaunchTemplateId": &*id,
        "LaunchTemplateName": &*name,
        "CreateTime": describe::timestamp(world, world.now.time),
        "DefaultVersionNumber": 1,
        "LatestVersionNumber": 1,
    } });
    world.capacity.templates.push(LaunchTemplate { id, name, instance_type, spot });
    Ok(out)
}

/// `autoscaling:CreateAutoScalingGroup`
pub(super) fn create_group(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let name = fields.required_text("AutoScalingGroupName").unwrap_or_default();
    let mut template = fields.object("LaunchTemplate");
    let mixed = fields.object("MixedInstancesPolicy");
    if let Some(mixed) = &mixed {
        template = mixed
            .object("LaunchTemplate")
            .and_then(|one| one.object("LaunchTemplateSpecification"));
    }
    let wanted = template.as_ref().and_then(|template| {
        template.text("LaunchTemplateName").or_else(|| template.text("LaunchTemplateId"))
    });
    if wanted.is_none() {
        fields.missing("LaunchTemplate");
    }
    for size in ["MinSize", "MaxSize"] {
        if !fields.has(size) {
            fields.missing(size);
        }
    }
    let (least, most) =
        (fields.count("MinSize").unwrap_or(0), fields.count("MaxSize").unwrap_or(0));
    let desired = fields.count("DesiredCapacity").unwrap_or(least);
    let names = fields.texts("AvailabilityZones");
    let subnets = fields.text("VPCZoneIdentifier");
    let protects_new = fields.boolean("NewInstancesProtectedFromScaleIn").unwrap_or(false);
    fields.finish(&["Tags", "HealthCheckType"]);
    admission::shape(problems)?;
    if mixed.is_some_and(|mixed| {
        mixed.raw("LaunchTemplate").is_some_and(|t| t.get("Overrides").is_some())
    }) {
        return Err(ApiError::not_simulated("MixedInstancesPolicy with Overrides"));
    }
    let world = &mut *engine.world;
    let wanted = wanted.unwrap_or_default();
    let template = world.capacity.templates.iter().find(|t| t.name == wanted || t.id == wanted);
    let Some((instance_type, spot)) = template.map(|t| (t.instance_type, t.spot)) else {
        return Err(validation("The specified launch template does not exist."));
    };
    if world.capacity.groups.iter().any(|group| group.name == name) {
        let text = format!(
            "AutoScalingGroup by this name already exists - A group with the name {name} already exists"
        );
        return Err(ApiError::modelled("", "AlreadyExists", text));
    }
    if !(least..=most).contains(&desired) {
        return Err(validation("Desired capacity must be between the min and the max size."));
    }
    let known = &world.settings.zones;
    let zone = |name: &str| {
        let at = known.iter().position(|zone| **zone == *name)?;
        u8::try_from(at).ok()
    };
    let mut zones = Vec::new();
    let subnets = subnets.as_deref().unwrap_or("");
    let of_subnets = subnets.split(',').filter_map(|subnet| subnet.trim().strip_prefix("subnet-"));
    for name in names.iter().map(|name| &**name).chain(of_subnets) {
        match zone(name) {
            Some(zone) if !zones.contains(&zone) => zones.push(zone),
            Some(_) => {}
            None => return Err(validation(format!("{name} is not a zone of the Region."))),
        }
    }
    if zones.is_empty() {
        // Subnets of no known zone lie in every one (design, 2).
        zones = (0..u8::try_from(known.len()).unwrap_or(u8::MAX)).collect();
    }
    if world.capacity.groups.len() >= usize::from(Owner::MOST) {
        return Err(ApiError::not_simulated("more than 120 Auto Scaling groups"));
    }
    world.capacity.groups.push(AutoScalingGroup {
        name,
        instance_type,
        spot,
        zones: zones.into(),
        least,
        most,
        desired,
        protects_new,
        provider: None,
    });
    Ok(json!({}))
}

/// `autoscaling:SetDesiredCapacity`. A group grows or shrinks at once; what is protected stays (CP-32).
pub(super) fn set_desired(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let name = fields.required_text("AutoScalingGroupName").unwrap_or_default();
    if !fields.has("DesiredCapacity") {
        fields.missing("DesiredCapacity");
    }
    let desired = fields.count("DesiredCapacity").unwrap_or(0);
    fields.finish(&["HonorCooldown"]);
    admission::shape(problems)?;
    let Some(at) = engine.world.capacity.groups.iter().position(|group| group.name == name) else {
        return Err(validation(format!("AutoScalingGroup name not found - no such group: {name}")));
    };
    let group = &mut engine.world.capacity.groups[at];
    if !(group.least..=group.most).contains(&desired) {
        let text = format!(
            "New SetDesiredCapacity value {desired} is not between the min size {} and the max size {}.",
            group.least, group.most
        );
        return Err(validation(text));
    }
    group.desired = desired;
    if let Some(provider) = group.provider {
        capacity::heal(engine, provider);
        scale_in::trim(engine, provider);
    }
    Ok(json!({}))
}

/// `managedScaling` with its defaults (CP-26, CP-27, CP-29).
fn managed_scaling(group: &Fields<'_>) -> (ManagedScaling, Value) {
    let words = [("ENABLED", true), ("DISABLED", false)];
    let given = group.object("managedScaling");
    let number = |key: &'static str, least: i64, most: i64, default: u32| {
        let value = given.as_ref().and_then(|given| given.integer(key, least, most));
        value.and_then(|value| u32::try_from(value).ok()).unwrap_or(default)
    };
    // Where nothing is said it is off, as the API leaves it.
    let enabled = given.as_ref().is_some_and(|g| g.choice("status", &words).unwrap_or(true));
    let target = number("targetCapacity", 1, 100, 100);
    let least_step = number("minimumScalingStepSize", 1, 10_000, 1);
    let most_step = number("maximumScalingStepSize", 1, 10_000, 10_000);
    let warmup_s = number("instanceWarmupPeriod", 0, 10_000, INSTANCE_WARMUP_S);
    if let Some(given) = given {
        given.finish(&[]);
    }
    let told = json!({
        "status": if enabled { "ENABLED" } else { "DISABLED" },
        "targetCapacity": target,
        "minimumScalingStepSize": least_step,
        "maximumScalingStepSize": most_step,
        "instanceWarmupPeriod": warmup_s,
    });
    let warmup = SimSpan::seconds(warmup_s.into());
    let (protects, drains) = (false, true);
    (ManagedScaling { enabled, target, least_step, most_step, warmup, protects, drains }, told)
}

/// CreateCapacityProvider
pub(super) fn create(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let name = fields.required_text("name").unwrap_or_default();
    let group = fields.object("autoScalingGroupProvider");
    let managed = fields.object("managedInstancesProvider");
    for key in ["cluster", "tags"] {
        fields.raw(key);
    }
    let mut kind = None;
    let mut wanted = None;
    if let Some(group) = &group {
        wanted = group.required_text("autoScalingGroupArn");
        let (mut scaling, told) = managed_scaling(group);
        let words = [("ENABLED", true), ("DISABLED", false)];
        // CP-32, LC-85: what is not said is off, and on.
        scaling.protects = group.choice("managedTerminationProtection", &words).unwrap_or(false);
        scaling.drains = group.choice("managedDraining", &words).unwrap_or(true);
        let word = |on: bool| if on { "ENABLED" } else { "DISABLED" };
        group.finish(&[]);
        let told = json!({ "autoScalingGroupProvider": {
            "autoScalingGroupArn": wanted.as_deref().unwrap_or(""),
            "managedScaling": told,
            "managedTerminationProtection": word(scaling.protects),
            "managedDraining": word(scaling.drains),
        } });
        kind = Some((scaling, told));
    }
    fields.finish(&[]);
    admission::shape(problems)?;
    let reserved =
        ["aws", "ecs", "fargate"].iter().any(|word| name.to_lowercase().starts_with(word));
    if name.len() > 255 || reserved {
        let text = "The capacity provider name can have up to 255 characters and cannot be prefixed with \"aws\", \"ecs\", or \"fargate\".";
        return Err(refused("CP-4", text));
    }
    let world = &mut *engine.world;
    if world.capacity.named(&name).is_some() {
        let text = "A capacity provider with the specified name already exists.";
        return Err(refused("CP-4", text));
    }
    if world.capacity.providers.len() >= usize::from(Owner::MOST) {
        return Err(ApiError::not_simulated("more than 120 capacity providers"));
    }
    let index = ProviderIndex::try_from(world.capacity.providers.len()).unwrap_or(0);
    let mut cluster = None;
    let (kind, told) = match (kind, managed) {
        (Some((scaling, told)), None) => {
            let group = group_named(world, &wanted.unwrap_or_default())?;
            let protects_new = world.capacity.groups[usize::from(group)].protects_new;
            if scaling.protects && !(scaling.enabled && protects_new) {
                let text = "The managed termination protection setting for the capacity provider is invalid. To enable managed termination protection for a capacity provider, managed scaling and the Auto Scaling group's instance protection from scale in must be enabled.";
                return Err(refused("CP-32", text));
            }
            world.capacity.groups[usize::from(group)].provider = Some(index);
            (ProviderKind::Group(group, scaling), told)
        }
        (None, Some(managed)) => {
            // CP-8: such a provider belongs to one cluster from the start.
            let of = admission::cluster(world, fields)?;
            cluster = Some(of);
            let (managed, told) = managed_instances::read(world, of, &managed, problems)?;
            (ProviderKind::Managed(managed), told)
        }
        _ => {
            let text = "Specify either autoScalingGroupProvider or managedInstancesProvider.";
            return Err(refused("CP-4", text));
        }
    };
    if let Some(cluster) = cluster {
        let listed = world.clusters[cluster as usize].providers.len();
        quotas::within(world, 19, listed + 1)?;
        world.clusters[cluster as usize].providers.push(index);
    }
    world.capacity.providers.push(CapacityProvider {
        name,
        kind,
        input: Rc::new(told),
        look_at: None,
        launched_at: None,
        below_since: None,
        grew_at: None,
    });
    Ok(json!({ "capacityProvider": described(world, index) }))
}

/// An Auto Scaling group by name or ARN, that no provider has yet.
fn group_named(world: &World, name: &str) -> Result<u8, ApiError> {
    // `arn:aws:autoscaling:…:autoScalingGroup:ID:autoScalingGroupName/NAME`, or just the name.
    let name = arn::last_part(name);
    let at = world.capacity.groups.iter().position(|group| &*group.name == name);
    let Some(at) = at.and_then(|at| u8::try_from(at).ok()) else {
        let text = format!("The Auto Scaling group {name} does not exist.");
        return Err(refused("CP-20", text));
    };
    if world.capacity.groups[usize::from(at)].provider.is_some() {
        let text = format!("The Auto Scaling group {name} has a capacity provider already.");
        return Err(refused("CP-34", text));
    }
    Ok(at)
}

/// A provider in DescribeCapacityProviders' shape.
fn described(world: &World, index: ProviderIndex) -> Value {
    let provider = world.capacity.provider(index);
    let arn = arn::capacity_provider(world, &provider.name);
    let kind = match provider.kind {
        ProviderKind::Fargate(false) => "FARGATE",
        ProviderKind::Fargate(true) => "FARGATE_SPOT",
        ProviderKind::Group(..) => "EC2_AUTOSCALING",
        ProviderKind::Managed(_) => "MANAGED_INSTANCES",
    };
    let mut out = json!({
        "capacityProviderArn": arn,
        "name": &*provider.name,
        "status": "ACTIVE",
        "type": kind,
        "tags": [],
    });
    if let (Value::Object(out), Value::Object(told)) = (&mut out, &*provider.input) {
        out.extend(told.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
    if let ProviderKind::Managed(managed) = &provider.kind {
        let cluster = &world.clusters[managed.cluster as usize].name;
        out["cluster"] = arn::cluster(world, cluster).into();
    }
    out
}

/// DescribeCapacityProviders
pub(super) fn describe(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    let names = fields.texts("capacityProviders");
    let cluster = fields.has("cluster");
    fields.raw("cluster");
    fields.finish(&["include", "maxResults", "nextToken"]);
    admission::shape(problems)?;
    let world = &*engine.world;
    let listed = if cluster {
        let cluster = admission::cluster(world, fields)?;
        Some(world.clusters[cluster as usize].providers.clone())
    } else {
        None
    };
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    if names.is_empty() {
        let all = 0..ProviderIndex::try_from(world.capacity.providers.len()).unwrap_or(0);
        let shown = all.filter(|p| listed.as_ref().is_none_or(|listed| listed.contains(p)));
        found.extend(shown.map(|provider| described(world, provider)));
    }
    for name in &names {
        match world.capacity.named(name) {
            Some(provider) => found.push(described(world, provider)),
            None => failures.push(json!({
                "arn": arn::capacity_provider(world, arn::last_part(name)),
                "reason": "MISSING",
            })),
        }
    }
    Ok(json!({ "capacityProviders": found, "failures": failures }))
}

/// PutClusterCapacityProviders: what the cluster may use, and its default strategy (CP-2, CP-14).
pub(super) fn put(
    engine: &mut Engine<'_>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<Value, ApiError> {
    for key in ["capacityProviders", "defaultCapacityProviderStrategy"] {
        if !fields.has(key) {
            fields.missing(key);
        }
    }
    fields.raw("cluster");
    let names = fields.texts("capacityProviders");
    fields.raw("defaultCapacityProviderStrategy");
    fields.finish(&[]);
    admission::shape(problems)?;
    let cluster = admission::cluster(engine.world, fields)?;
    let before = engine.world.clusters[cluster as usize].providers.clone();
    let listed = listed(engine.world, cluster, &names)?;
    for gone in before.iter().filter(|provider| !listed.contains(provider)) {
        if is_used(engine.world, cluster, *gone) {
            let text = "The specified capacity provider is in use and cannot be removed.";
            return Err(ApiError::modelled("CP-14", "ResourceInUseException", text));
        }
    }
    associate(engine, cluster, listed, fields, problems)?;
    Ok(json!({ "cluster": describe::cluster(engine.world, cluster) }))
}

/// The providers of these names, each one for this cluster (QT-19, CP-34).
pub(super) fn listed(
    world: &mut World,
    cluster: ClusterIndex,
    names: &[Rc<str>],
) -> Result<Vec<ProviderIndex>, ApiError> {
    quotas::within(world, 19, names.len())?;
    let mut out = Vec::new();
    for name in names {
        let Some(provider) = world.capacity.named(name) else {
            return Err(refused("CP-14", format!("The capacity provider {name} was not found.")));
        };
        let elsewhere = match &world.capacity.provider(provider).kind {
            ProviderKind::Fargate(_) => false,
            ProviderKind::Managed(managed) => managed.cluster != cluster,
            ProviderKind::Group(..) => (0..).zip(&world.clusters).any(|(other, room)| {
                other != cluster && room.active && room.providers.contains(&provider)
            }),
        };
        if elsewhere {
            let text = format!("The capacity provider {name} serves another cluster.");
            return Err(refused("CP-34", text));
        }
        if !out.contains(&provider) {
            out.push(provider);
        }
    }
    // CP-8: the ones that belong to the cluster stay with it.
    let own = (0..).zip(&world.capacity.providers).filter(|(_, provider)| {
        matches!(&provider.kind, ProviderKind::Managed(managed) if managed.cluster == cluster)
    });
    let own: Vec<ProviderIndex> = own.map(|(index, _)| index).collect();
    out.extend(
        own.into_iter()
            .filter(|index| !names.iter().any(|name| world.capacity.named(name) == Some(*index))),
    );
    Ok(out)
}

fn is_used(world: &World, cluster: ClusterIndex, provider: ProviderIndex) -> bool {
    let room = &world.clusters[cluster as usize];
    let by_service = room.services.iter().any(|service| {
        service.status != ServiceStatus::Inactive
            && service.providers.iter().any(|item| item.provider == provider)
    });
    by_service || room.provisioning.values().any(|wish| wish.provider == Some(provider))
}

/// Lists the providers, reads the default strategy, and lets their groups launch.
pub(super) fn associate(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    listed: Vec<ProviderIndex>,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<(), ApiError> {
    let room = engine.cluster(cluster);
    let before = std::mem::replace(&mut room.providers, listed.clone());
    let key = "defaultCapacityProviderStrategy";
    match admission::strategy(engine.world, cluster, fields, key, problems) {
        Ok(strategy) => engine.cluster(cluster).default_strategy = strategy,
        Err(error) => {
            engine.cluster(cluster).providers = before;
            return Err(error);
        }
    }
    for provider in listed {
        capacity::heal(engine, provider);
    }
    Ok(())
}
