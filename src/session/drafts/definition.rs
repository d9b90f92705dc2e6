//! The form of RegisterTaskDefinition. It covers every field that at least one real task
//! definition in twenty uses (corpus.md); the JSON beside it covers the rest.

use super::field::{Field, Kind, Section};

const fn field(path: &'static str, kind: Kind, hint: &'static str, rule: &'static str) -> Field {
    Field::new(path, kind, hint, rule)
}

const NETWORK: [&str; 4] = ["bridge", "awsvpc", "host", "none"];
const NAME_VALUE: [Field; 2] =
    [field("name", Kind::Text, "", ""), field("value", Kind::Text, "", "")];
const KEY_VALUE: [Field; 2] =
    [field("key", Kind::Text, "", "TD-15"), field("value", Kind::Text, "", "TD-15")];

/// What one always decides.
pub static TASK: Section = Section::new(
    "",
    &[
        field("family", Kind::Text, "web", "TD-11"),
        field("networkMode", Kind::Choice(&NETWORK), "bridge", "NM-1"),
        field("requiresCompatibilities", Kind::Set(&["EC2", "FARGATE", "EXTERNAL"]), "", "TD-7"),
        field("cpu", Kind::Text, "256 · .25 vCPU", "TD-33"),
        field("memory", Kind::Text, "512 · 0.5 GB", "TD-33"),
        field("executionRoleArn", Kind::Text, "arn:aws:iam::…", "TD-131"),
        field("taskRoleArn", Kind::Text, "arn:aws:iam::…", ""),
    ],
);

/// A container's sections.
pub static CONTAINER: [Section; 7] = [
    Section::new(
        "",
        &[
            field("name", Kind::Text, "web", "TD-53"),
            field("image", Kind::Text, "nginx:1.27", "TD-53"),
            field("cpu", Kind::Number, "0", "TD-59"),
            field("memory", Kind::Number, "MiB", "TD-56"),
            field("memoryReservation", Kind::Number, "MiB", "TD-57"),
            field("essential", Kind::Flag, "true", "TD-61"),
            field(
                "portMappings",
                Kind::Rows(&[
                    field("containerPort", Kind::Number, "80", "TD-78"),
                    field("hostPort", Kind::Number, "0", "TD-77"),
                    field("protocol", Kind::Choice(&["tcp", "udp"]), "tcp", "TD-78"),
                    field("name", Kind::Text, "", "TD-80"),
                ]),
                "",
                "TD-78",
            ),
        ],
    ),
    Section::new(
        "environment",
        &[
            field("environment", Kind::Rows(&NAME_VALUE), "", ""),
            field(
                "secrets",
                Kind::Rows(&[
                    field("name", Kind::Text, "", ""),
                    field("valueFrom", Kind::Text, "arn:aws:ssm:…", "TD-107"),
                ]),
                "",
                "TD-107",
            ),
            field(
                "environmentFiles",
                Kind::Rows(&[
                    field("value", Kind::Text, "arn:aws:s3:::…", ""),
                    field("type", Kind::Choice(&["s3"]), "", ""),
                ]),
                "",
                "QT-33",
            ),
        ],
    ),
    Section::new(
        "command",
        &[
            field("command", Kind::Lines, "", ""),
            field("entryPoint", Kind::Lines, "", ""),
            field("workingDirectory", Kind::Text, "/app", ""),
            field("user", Kind::Text, "1000:1000", ""),
        ],
    ),
    Section::new(
        "healthCheck",
        &[
            field("healthCheck.command", Kind::Lines, "CMD-SHELL\ncurl -f localhost/", "TD-91"),
            field("healthCheck.interval", Kind::Number, "30", "TD-109"),
            field("healthCheck.timeout", Kind::Number, "5", "TD-109"),
            field("healthCheck.retries", Kind::Number, "3", "TD-109"),
            field("healthCheck.startPeriod", Kind::Number, "0", "TD-109"),
            field(
                "dependsOn",
                Kind::Rows(&[
                    field("containerName", Kind::Text, "", "TD-110"),
                    field(
                        "condition",
                        Kind::Choice(&["START", "HEALTHY", "COMPLETE", "SUCCESS"]),
                        "",
                        "TD-110",
                    ),
                ]),
                "",
                "TD-110",
            ),
            field("startTimeout", Kind::Number, "", ""),
            field("stopTimeout", Kind::Number, "30", ""),
        ],
    ),
    Section::new(
        "logs",
        &[
            field(
                "logConfiguration.logDriver",
                Kind::Choice(&["awslogs", "awsfirelens", "splunk", "json-file", "fluentd", "none"]),
                "",
                "TD-129",
            ),
            field("logConfiguration.options", Kind::Map, "awslogs-group", "TD-130"),
            field(
                "firelensConfiguration.type",
                Kind::Choice(&["fluentbit", "fluentd"]),
                "",
                "TD-132",
            ),
            field("firelensConfiguration.options", Kind::Map, "", ""),
        ],
    ),
    Section::new(
        "storage",
        &[
            field(
                "mountPoints",
                Kind::Rows(&[
                    field("sourceVolume", Kind::Text, "", "TD-121"),
                    field("containerPath", Kind::Text, "/data", ""),
                    field("readOnly", Kind::Flag, "false", ""),
                ]),
                "",
                "TD-121",
            ),
            field(
                "volumesFrom",
                Kind::Rows(&[
                    field("sourceContainer", Kind::Text, "", "TD-122"),
                    field("readOnly", Kind::Flag, "false", ""),
                ]),
                "",
                "TD-122",
            ),
            field("readonlyRootFilesystem", Kind::Flag, "false", ""),
        ],
    ),
    Section::new(
        "more",
        &[
            field("links", Kind::Lines, "db:database", "TD-84"),
            field(
                "ulimits",
                Kind::Rows(&[
                    field("name", Kind::Text, "nofile", ""),
                    field("softLimit", Kind::Number, "", ""),
                    field("hardLimit", Kind::Number, "", ""),
                ]),
                "",
                "",
            ),
            field(
                "resourceRequirements",
                Kind::Rows(&[
                    field("type", Kind::Choice(&["GPU", "InferenceAccelerator"]), "", ""),
                    field("value", Kind::Text, "1", ""),
                ]),
                "",
                "TD-62",
            ),
            field("privileged", Kind::Flag, "false", "TD-114"),
            field("pseudoTerminal", Kind::Flag, "false", ""),
            field("interactive", Kind::Flag, "false", ""),
            field("hostname", Kind::Text, "", "TD-84"),
            field("linuxParameters.initProcessEnabled", Kind::Flag, "false", ""),
            field("linuxParameters.sharedMemorySize", Kind::Number, "MiB", ""),
            field("linuxParameters.capabilities.add", Kind::Lines, "SYS_PTRACE", ""),
            field("linuxParameters.capabilities.drop", Kind::Lines, "", ""),
            field("dockerLabels", Kind::Map, "", ""),
        ],
    ),
];

/// What stands under the containers.
pub static BELOW: [Section; 2] = [
    Section::new(
        "volumes",
        &[field(
            "volumes",
            Kind::Rows(&[
                field("name", Kind::Text, "data", "TD-126"),
                field("host.sourcePath", Kind::Text, "/srv/data", "TD-123"),
                field("efsVolumeConfiguration.fileSystemId", Kind::Text, "fs-…", ""),
                field(
                    "dockerVolumeConfiguration.scope",
                    Kind::Choice(&["task", "shared"]),
                    "",
                    "TD-123",
                ),
            ]),
            "",
            "TD-126",
        )],
    ),
    Section::new(
        "platform",
        &[
            field(
                "placementConstraints",
                Kind::Rows(&[
                    field("type", Kind::Choice(&["memberOf"]), "", "TD-42"),
                    field("expression", Kind::Query, "", "CQL-50"),
                ]),
                "",
                "TD-42",
            ),
            field(
                "runtimePlatform.operatingSystemFamily",
                Kind::Choice(&[
                    "LINUX",
                    "WINDOWS_SERVER_2019_CORE",
                    "WINDOWS_SERVER_2019_FULL",
                    "WINDOWS_SERVER_2022_CORE",
                    "WINDOWS_SERVER_2022_FULL",
                    "WINDOWS_SERVER_2025_CORE",
                    "WINDOWS_SERVER_2025_FULL",
                ]),
                "LINUX",
                "",
            ),
            field(
                "runtimePlatform.cpuArchitecture",
                Kind::Choice(&["X86_64", "ARM64"]),
                "X86_64",
                "",
            ),
            field("ephemeralStorage.sizeInGiB", Kind::Number, "20 GiB", "TD-40"),
            field("pidMode", Kind::Choice(&["host", "task"]), "", "TD-38"),
            field("ipcMode", Kind::Choice(&["host", "task", "none"]), "", "TD-39"),
            field("proxyConfiguration.type", Kind::Choice(&["APPMESH"]), "", ""),
            field("proxyConfiguration.containerName", Kind::Text, "envoy", ""),
            field("proxyConfiguration.properties", Kind::Rows(&NAME_VALUE), "", ""),
            field("tags", Kind::Rows(&KEY_VALUE), "", "TD-15"),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// corpus.md, "Task definitions: fields": counts of 273 whole definitions and of 387
    /// containers. Those under one in twenty are for the JSON, or are there as a kindness.
    const TOP: &str = "containerDefinitions 273, family 257, executionRoleArn 189, \
        networkMode 177, requiresCompatibilities 169, memory 167, cpu 164, taskRoleArn 153, \
        volumes 61, placementConstraints 56, runtimePlatform 23, proxyConfiguration 18, tags 15, \
        pidMode 15, ipcMode 14, ephemeralStorage 9, inferenceAccelerators 6, enableFaultInjection 1";
    const IN_CONTAINERS: &str = "name 374, image 374, essential 352, logConfiguration 298, \
        portMappings 204, environment 151, memoryReservation 144, cpu 138, memory 98, command 73, \
        mountPoints 70, firelensConfiguration 64, volumesFrom 57, entryPoint 50, secrets 49, \
        dependsOn 48, healthCheck 41, links 32, pseudoTerminal 28, linuxParameters 27, \
        environmentFiles 25, dockerLabels 25, ulimits 24, readonlyRootFilesystem 21, privileged 19, \
        user 17, systemControls 14, stopTimeout 14, dnsServers 13, resourceRequirements 9";

    fn frequent(counts: &str, of: u32) -> Vec<&str> {
        let pairs = counts.split(", ").filter_map(|pair| pair.split_once(' '));
        pairs
            .filter(|(_, n)| n.trim().parse::<u32>().expect("a count") * 20 >= of)
            .map(|(name, _)| name.trim())
            .collect()
    }

    #[test]
    fn what_one_in_twenty_uses_has_a_field() {
        let is_for = |field: &Field, name: &str| field.path.split('.').next() == Some(name);
        let top = frequent(TOP, 273);
        assert!(top.len() == 15 && !top.contains(&"ephemeralStorage"), "{top:?}");
        for name in top.into_iter().filter(|name| *name != "containerDefinitions") {
            let mut fields =
                TASK.fields.iter().chain(BELOW.iter().flat_map(|section| section.fields));
            assert!(fields.any(|field| is_for(field, name)), "{name}");
        }
        let inner = frequent(IN_CONTAINERS, 387);
        assert!(inner.len() == 24 && inner.contains(&"readonlyRootFilesystem"), "{inner:?}");
        for name in inner {
            let mut fields = CONTAINER.iter().flat_map(|section| section.fields);
            assert!(fields.any(|field| is_for(field, name)), "{name}");
        }
    }
}
