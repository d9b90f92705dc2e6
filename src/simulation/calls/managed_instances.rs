//! `managedInstancesProvider` of CreateCapacityProvider: which instances ECS may launch (CP-8,
//! PL-6, PL-99).

use std::rc::Rc;

use serde_json::{Value, json};

use super::capacity::refused;
use crate::base::SimSpan;
use crate::model::catalog::instance_type::{CpuArchitecture, INSTANCE_TYPES, InstanceType};
use crate::model::reader::{Fields, Problems};
use crate::simulation::parameters::SCALE_IN_AFTER;
use crate::simulation::world::{ClusterIndex, Managed, World};
use crate::simulation::{ApiError, admission};

/// A minimum and a maximum.
fn range(fields: Option<Fields<'_>>) -> (u32, u32) {
    let Some(fields) = fields else { return (0, u32::MAX) };
    let out = (fields.count("min").unwrap_or(0), fields.count("max").unwrap_or(u32::MAX));
    fields.finish(&[]);
    out
}

/// Whether a name fits a pattern as EC2 writes them: `m5.*`, `c5*.large`.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, rest)) => name.strip_prefix(head).is_some_and(|tail| {
            (0..=tail.len()).any(|at| tail.get(at..).is_some_and(|tail| fits(rest, tail)))
        }),
    }
}

/// Bursting types are left out unless they are asked for, as EC2 does.
fn is_burstable(kind: &InstanceType) -> bool {
    kind.name.starts_with('t')
}

/// Reads the provider.
pub(super) fn read(
    world: &mut World,
    cluster: ClusterIndex,
    fields: &Fields<'_>,
    problems: &Problems,
) -> Result<(Managed, Value), ApiError> {
    let role = fields.required_text("infrastructureRoleArn").unwrap_or_default();
    let propagate = fields.text("propagateTags");
    let Some(template) = fields.object("instanceLaunchTemplate") else {
        fields.missing("instanceLaunchTemplate");
        admission::shape(problems)?;
        return Err(refused("CP-8", "instanceLaunchTemplate is required."));
    };
    let profile = template.required_text("ec2InstanceProfileArn").unwrap_or_default();
    let option = template.text("capacityOptionType");
    let mut subnets = Vec::new();
    match template.object("networkConfiguration") {
        Some(network) => {
            subnets = network.texts("subnets");
            network.texts("securityGroups");
            network.finish(&[]);
        }
        None => template.missing("networkConfiguration"),
    }
    let requirements = template.object("instanceRequirements");
    let (mut vcpus, mut memory) = ((0, u32::MAX), (0, u32::MAX));
    let (mut allowed, mut excluded, mut makers) = (Vec::new(), Vec::new(), Vec::new());
    let mut burstable = false;
    if let Some(requirements) = &requirements {
        vcpus = range(requirements.object("vCpuCount"));
        memory = range(requirements.object("memoryMiB"));
        allowed = requirements.texts("allowedInstanceTypes");
        excluded = requirements.texts("excludedInstanceTypes");
        makers = requirements.texts("cpuManufacturers");
        burstable = requirements.text("burstablePerformance").is_some_and(|b| &*b != "excluded");
        requirements.finish(&[]);
    }
    template.finish(&[
        "storageConfiguration",
        "monitoring",
        "fipsEnabled",
        "capacityReservations",
        "instanceMetadataTagsPropagation",
    ]);
    // CP-8: null is the default, -1 is never.
    let mut scale_in_after = Some(SCALE_IN_AFTER);
    let mut told_after = None;
    if let Some(optimization) = fields.object("infrastructureOptimization") {
        told_after = optimization.integer("scaleInAfter", -1, 3_600);
        if let Some(seconds) = told_after {
            scale_in_after = u64::try_from(seconds).ok().map(SimSpan::seconds);
        }
        optimization.finish(&[]);
    }
    fields.finish(&["autoRepairConfiguration"]);
    admission::shape(problems)?;
    let option = option.as_deref().unwrap_or("ON_DEMAND");
    if option == "RESERVED" {
        return Err(ApiError::not_simulated("capacityOptionType RESERVED"));
    }
    if subnets.is_empty() {
        return Err(refused("CP-8", "subnets can not be empty."));
    }
    let network = template.object("networkConfiguration");
    let zones = network.map_or(crate::placement::filter::ZoneMask::ALL, |network| {
        admission::subnet_zones(world, &network, &subnets)
    });
    let region = Rc::clone(&world.settings.region);
    let of_maker = |kind: &InstanceType| {
        let maker = |name: &Rc<str>| match kind.architecture {
            CpuArchitecture::Arm64 => &**name == "amazon-web-services",
            CpuArchitecture::X86_64 => &**name != "amazon-web-services",
        };
        makers.is_empty() || makers.iter().any(maker)
    };
    let named = |list: &[Rc<str>], kind: &InstanceType| list.iter().any(|p| fits(p, kind.name));
    let may = |kind: &&InstanceType| {
        let size = (vcpus.0..=vcpus.1).contains(&kind.vcpus.into())
            && (memory.0..=memory.1).contains(&kind.memory.0);
        let usual = kind.current && (burstable || !is_burstable(kind));
        let listed = if allowed.is_empty() { usual } else { named(&allowed, kind) };
        size && listed && !named(&excluded, kind) && of_maker(kind)
    };
    // PL-99: the cheapest first; a type without a known price cannot be compared.
    let mut types: Vec<(u64, &'static InstanceType)> = INSTANCE_TYPES
        .iter()
        .filter(may)
        .filter_map(|kind| Some((kind.price(&region)?.nano_usd, kind)))
        .collect();
    types.sort_by_key(|(price, kind)| (*price, kind.name));
    if types.is_empty() {
        let text = "No instance type of the catalogue meets the instance requirements.";
        return Err(refused("CP-8", text));
    }
    let mut told = json!({
        "infrastructureRoleArn": &*role,
        "instanceLaunchTemplate": {
            "ec2InstanceProfileArn": &*profile,
            "networkConfiguration":
                { "subnets": subnets.iter().map(|subnet| &**subnet).collect::<Vec<_>>() },
            "capacityOptionType": option,
        },
        "propagateTags": propagate.as_deref().unwrap_or("NONE"),
    });
    if requirements.is_some()
        && let Some(given) = template.raw("instanceRequirements")
    {
        told["instanceLaunchTemplate"]["instanceRequirements"] = given.clone();
    }
    if let Some(seconds) = told_after {
        told["infrastructureOptimization"] = json!({ "scaleInAfter": seconds });
    }
    let types = types.into_iter().map(|(_, kind)| kind).collect();
    Ok((
        Managed { cluster, zones, types, spot: option == "SPOT", scale_in_after },
        json!({ "managedInstancesProvider": told }),
    ))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns_of_types() {
        for (pattern, name, fit) in [
            ("m5.large", "m5.large", true),
            ("m5.*", "m5.xlarge", true),
            ("m5.*", "m5a.xlarge", false),
            ("c*.large", "c6g.large", true),
            ("*", "x", true),
            ("c*.large", "c6g.xlarge", false),
        ] {
            assert_eq!(fits(pattern, name), fit, "{pattern} {name}");
        }
    }
}
