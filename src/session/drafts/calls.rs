//! The forms of CreateService, RunTask and of the playground's RunInstances.

use super::field::{Field, Kind, Section, not_fargate};

const fn field(path: &'static str, kind: Kind, hint: &'static str, rule: &'static str) -> Field {
    Field::new(path, kind, hint, rule)
}

/// PL-50: what spread and binpack look at.
const LOOKS_AT: [&str; 5] = [
    "attribute:ecs.availability-zone",
    "instanceId",
    "memory",
    "cpu",
    "attribute:ecs.instance-type",
];
const STRATEGY: [Field; 2] = [
    field("type", Kind::Choice(&["spread", "binpack", "random"]), "", "PL-50"),
    field("field", Kind::Suggest(&LOOKS_AT), "memory", "PL-50"),
];
const CONSTRAINT: [Field; 2] = [
    field("type", Kind::Choice(&["distinctInstance", "memberOf"]), "", "PL-71"),
    field("expression", Kind::Query, "attribute:stack == prod", "CQL-50"),
];
const LAUNCH: Kind = Kind::Choice(&["EC2", "FARGATE", "EXTERNAL"]);
const PROVIDER: [Field; 3] = [
    field("capacityProvider", Kind::Suggest(&["FARGATE", "FARGATE_SPOT"]), "FARGATE_SPOT", "CP-14"),
    field("base", Kind::Number, "0", "CP-15"),
    field("weight", Kind::Number, "0", "CP-10"),
];
const VPC: [Field; 3] = [
    field("networkConfiguration.awsvpcConfiguration.subnets", Kind::Subnets, "", "QT-14"),
    field("networkConfiguration.awsvpcConfiguration.securityGroups", Kind::Lines, "sg-…", "QT-15"),
    field(
        "networkConfiguration.awsvpcConfiguration.assignPublicIp",
        Kind::Choice(&["ENABLED", "DISABLED"]),
        "DISABLED",
        "NM-1",
    ),
];
const PLACEMENT: [Field; 2] = [
    field("placementStrategy", Kind::Rows(&STRATEGY), "5", "PL-49"),
    field("placementConstraints", Kind::Rows(&CONSTRAINT), "10", "PL-71"),
];

/// SV-56, SV-57: the API takes neither of the two alone.
pub const BREAKER: [&str; 2] =
    ["{\"enable\":true,\"rollback\":true}", "{\"enable\":true,\"rollback\":false}"];

/// SV-70 to SV-78: deployments that shift traffic.
const HOOK: [Field; 2] = [
    field("targetType", Kind::Choice(&["AWS_LAMBDA", "PAUSE"]), "AWS_LAMBDA", "SV-73"),
    field(
        "lifecycleStages",
        Kind::Set(&[
            "PRE_SCALE_UP",
            "POST_SCALE_UP",
            "TEST_TRAFFIC_SHIFT",
            "POST_TEST_TRAFFIC_SHIFT",
            "PRE_PRODUCTION_TRAFFIC_SHIFT",
            "PRODUCTION_TRAFFIC_SHIFT",
            "POST_PRODUCTION_TRAFFIC_SHIFT",
        ]),
        "",
        "SV-73",
    ),
];

/// CreateService.
pub static SERVICE: [Section; 5] = [
    Section::new(
        "",
        &[
            field("serviceName", Kind::Text, "web", "SV-133"),
            field("taskDefinition", Kind::Definition, "web:1", ""),
            field("launchType", LAUNCH, "EC2", "LT-1"),
            field("capacityProviderStrategy", Kind::Rows(&PROVIDER), "20", "CP-12"),
            field("schedulingStrategy", Kind::Choice(&["REPLICA", "DAEMON"]), "REPLICA", "SV-3"),
            field("desiredCount", Kind::Count(0, 100_000), "", "SV-134"),
        ],
    ),
    Section { title: "placement", fields: &PLACEMENT, when: not_fargate },
    Section::new(
        "deployment",
        &[
            field("deploymentConfiguration.minimumHealthyPercent", Kind::Number, "100", "SV-30"),
            field("deploymentConfiguration.maximumPercent", Kind::Number, "200", "SV-31"),
            field(
                "deploymentConfiguration.deploymentCircuitBreaker",
                Kind::Json(&BREAKER),
                "–",
                "SV-50",
            ),
            field(
                "deploymentConfiguration.strategy",
                Kind::Choice(&["ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"]),
                "ROLLING",
                "SV-70",
            ),
            field("deploymentConfiguration.bakeTimeInMinutes", Kind::Number, "", "SV-71"),
            field("deploymentConfiguration.lifecycleHooks", Kind::Rows(&HOOK), "", "SV-73"),
            field(
                "availabilityZoneRebalancing",
                Kind::Choice(&["ENABLED", "DISABLED"]),
                "",
                "PL-90",
            ),
            field("healthCheckGracePeriodSeconds", Kind::Number, "0", ""),
        ],
    ),
    Section::new("network", &VPC),
    Section::new(
        "more",
        &[
            field(
                "loadBalancers",
                Kind::Rows(&[
                    field("targetGroupArn", Kind::Text, "arn:aws:elasticloadbalancing:…", ""),
                    field("containerName", Kind::Text, "", ""),
                    field("containerPort", Kind::Number, "80", ""),
                ]),
                "",
                "QT-16",
            ),
            field("enableExecuteCommand", Kind::Flag, "false", ""),
            field("enableECSManagedTags", Kind::Flag, "false", ""),
            field(
                "propagateTags",
                Kind::Choice(&["TASK_DEFINITION", "SERVICE", "NONE"]),
                "NONE",
                "",
            ),
        ],
    ),
];

/// RunTask.
pub static RUN: [Section; 4] = [
    Section::new(
        "",
        &[
            field("taskDefinition", Kind::Definition, "web:1", ""),
            field("count", Kind::Count(1, 100), "1", "QT-09"),
            field("launchType", LAUNCH, "EC2", "LT-1"),
            field("capacityProviderStrategy", Kind::Rows(&PROVIDER), "20", "CP-12"),
        ],
    ),
    Section { title: "placement", fields: &PLACEMENT, when: not_fargate },
    Section::new("network", &VPC),
    Section::new(
        "more",
        &[
            field("group", Kind::Text, "family:web", "PL-58"),
            field("startedBy", Kind::Text, "", ""),
        ],
    ),
];

/// LC-90: Spot capacity that does nothing at its notice, and such whose agents drain.
pub const SPOT: [&str; 2] = ["true", "{\"draining\":true}"];

/// `ec2:RunInstances`.
pub static CAPACITY: [Section; 2] = [
    Section::new(
        "",
        &[
            field("instanceType", Kind::InstanceType, "", ""),
            field("count", Kind::Count(1, 10_000), "1", ""),
            field("spot", Kind::Json(&SPOT), "On-Demand", "LC-90"),
            field("availabilityZones", Kind::Zones, "", ""),
            field(
                "attributes",
                Kind::Rows(&[
                    field("name", Kind::Text, "stack", ""),
                    field("value", Kind::Text, "prod", ""),
                ]),
                "",
                "QT-35",
            ),
        ],
    ),
    Section::new(
        "more",
        &[
            field("launchType", Kind::Choice(&["EC2", "EXTERNAL"]), "EC2", ""),
            field("outpost", Kind::Text, "rack-1", "LT-12"),
            field("registerAfter", Kind::Text, "20s", ""),
        ],
    ),
];
