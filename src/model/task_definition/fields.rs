//! RegisterTaskDefinition as the API model of November 2026 has it (botocore 1.44): every member, its
//! kind, its words, and whether it must be there. What an input may hold is written here alone.
//! Of some fields the reference says no more than that: TD-21, TD-30, TD-32, TD-50, TD-86, TD-101.

use Shape::{Boolean, Count, Integer, List, Map, Object, Size, Text, Word};

/// What stands at a place.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Any text.
    Text,
    /// A text that is a number; numbers are read too (TD-17, TD-18).
    Size,
    /// One of some words; with the rule that names them.
    Word(&'static str, &'static [&'static str]),
    /// Any whole number of 32 bits.
    Integer,
    /// A whole number of 32 bits from 0.
    Count,
    /// `true` or `false`
    Boolean,
    /// Names to texts.
    Map,
    /// A list.
    List(&'static Shape),
    /// A structure.
    Object(&'static [Field]),
}

impl Shape {
    /// Whether it is a structure that not even an empty value may stand for: one with a member
    /// that the API requires.
    pub fn requires(&self) -> bool {
        matches!(self, Self::Object(fields) if fields.iter().any(|field| field.required))
    }
}

/// A member of a structure.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in the API.
    pub name: &'static str,
    /// What stands there.
    pub shape: Shape,
    /// Whether the API model requires it.
    pub required: bool,
}

const fn required(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: true }
}

const fn optional(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false }
}

/// The input itself. `family` and `containerDefinitions` are required (TD-3); TD-11 and TD-5 tell it
/// in the API's own words.
pub const TASK_DEFINITION: [Field; 19] = [
    optional("family", Text),
    optional("taskRoleArn", Text),
    optional("executionRoleArn", Text),
    optional("networkMode", Word("TD-16", &["bridge", "host", "awsvpc", "none", "default"])),
    optional("containerDefinitions", List(&Object(&CONTAINER_DEFINITION))),
    optional("volumes", List(&Object(&VOLUME))),
    optional("placementConstraints", List(&Object(&TASK_DEFINITION_PLACEMENT_CONSTRAINT))),
    optional(
        "requiresCompatibilities",
        List(&Word("TD-7", &["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"])),
    ),
    optional("cpu", Size),
    optional("memory", Size),
    optional("tags", List(&Object(&TAG))),
    optional("pidMode", Word("TD-23", &["host", "task"])),
    optional("ipcMode", Word("TD-24", &["host", "task", "none"])),
    optional("proxyConfiguration", Object(&PROXY_CONFIGURATION)),
    optional("inferenceAccelerators", List(&Object(&INFERENCE_ACCELERATOR))),
    optional("ephemeralStorage", Object(&EPHEMERAL_STORAGE)),
    optional("runtimePlatform", Object(&RUNTIME_PLATFORM)),
    optional("enableFaultInjection", Boolean),
    optional("trustedExecutionConfiguration", Object(&TRUSTED_EXECUTION_CONFIGURATION)),
];

const TRUSTED_EXECUTION_CONFIGURATION: [Field; 2] = [
    required(
        "isolationMode",
        Word("TD-31", &["SHARED", "ISOLATED_SANDBOX", "CONFIDENTIAL_SANDBOX"]),
    ),
    optional("attestationPolicy", Text),
];

const RUNTIME_PLATFORM: [Field; 2] = [
    optional("cpuArchitecture", Word("TD-28", &["X86_64", "ARM64"])),
    optional(
        "operatingSystemFamily",
        Word(
            "TD-29",
            &[
                "LINUX",
                "WINDOWS_SERVER_2004_CORE",
                "WINDOWS_SERVER_2016_FULL",
                "WINDOWS_SERVER_2019_CORE",
                "WINDOWS_SERVER_2019_FULL",
                "WINDOWS_SERVER_2022_CORE",
                "WINDOWS_SERVER_2022_FULL",
                "WINDOWS_SERVER_2025_CORE",
                "WINDOWS_SERVER_2025_FULL",
                "WINDOWS_SERVER_20H2_CORE",
            ],
        ),
    ),
];

const EPHEMERAL_STORAGE: [Field; 1] = [required("sizeInGiB", Count)];

const INFERENCE_ACCELERATOR: [Field; 2] =
    [required("deviceName", Text), required("deviceType", Text)];

const PROXY_CONFIGURATION: [Field; 3] = [
    optional("type", Word("TD-25", &["APPMESH"])),
    required("containerName", Text),
    optional("properties", List(&Object(&KEY_VALUE_PAIR))),
];

const TAG: [Field; 2] = [optional("key", Text), optional("value", Text)];

const TASK_DEFINITION_PLACEMENT_CONSTRAINT: [Field; 2] = [
    optional("type", Word("TD-42", &["memberOf", "distinctInstance"])),
    optional("expression", Text),
];

const VOLUME: [Field; 7] = [
    optional("name", Text),
    optional("host", Object(&HOST_VOLUME_PROPERTIES)),
    optional("dockerVolumeConfiguration", Object(&DOCKER_VOLUME_CONFIGURATION)),
    optional("efsVolumeConfiguration", Object(&EFS_VOLUME_CONFIGURATION)),
    optional("s3filesVolumeConfiguration", Object(&S3_FILES_VOLUME_CONFIGURATION)),
    optional(
        "fsxWindowsFileServerVolumeConfiguration",
        Object(&FSX_WINDOWS_FILE_SERVER_VOLUME_CONFIGURATION),
    ),
    optional("configuredAtLaunch", Boolean),
];

const FSX_WINDOWS_FILE_SERVER_VOLUME_CONFIGURATION: [Field; 3] = [
    required("fileSystemId", Text),
    required("rootDirectory", Text),
    required("authorizationConfig", Object(&FSX_WINDOWS_FILE_SERVER_AUTHORIZATION_CONFIG)),
];

const FSX_WINDOWS_FILE_SERVER_AUTHORIZATION_CONFIG: [Field; 2] =
    [required("credentialsParameter", Text), required("domain", Text)];

const S3_FILES_VOLUME_CONFIGURATION: [Field; 4] = [
    required("fileSystemArn", Text),
    optional("rootDirectory", Text),
    optional("transitEncryptionPort", Count),
    optional("accessPointArn", Text),
];

const EFS_VOLUME_CONFIGURATION: [Field; 5] = [
    required("fileSystemId", Text),
    optional("rootDirectory", Text),
    optional("transitEncryption", Word("TD-117", &["ENABLED", "DISABLED"])),
    optional("transitEncryptionPort", Count),
    optional("authorizationConfig", Object(&EFS_AUTHORIZATION_CONFIG)),
];

const EFS_AUTHORIZATION_CONFIG: [Field; 2] =
    [optional("accessPointId", Text), optional("iam", Word("TD-117", &["ENABLED", "DISABLED"]))];

const DOCKER_VOLUME_CONFIGURATION: [Field; 5] = [
    optional("scope", Word("TD-116", &["task", "shared"])),
    optional("autoprovision", Boolean),
    optional("driver", Text),
    optional("driverOpts", Map),
    optional("labels", Map),
];

const HOST_VOLUME_PROPERTIES: [Field; 1] = [optional("sourcePath", Text)];

const CONTAINER_DEFINITION: [Field; 42] = [
    optional("name", Text),
    optional("image", Text),
    optional("repositoryCredentials", Object(&REPOSITORY_CREDENTIALS)),
    optional("cpu", Count),
    optional("memory", Count),
    optional("memoryReservation", Count),
    optional("links", List(&Text)),
    optional("portMappings", List(&Object(&PORT_MAPPING))),
    optional("essential", Boolean),
    optional("restartPolicy", Object(&CONTAINER_RESTART_POLICY)),
    optional("entryPoint", List(&Text)),
    optional("command", List(&Text)),
    optional("environment", List(&Object(&KEY_VALUE_PAIR))),
    optional("environmentFiles", List(&Object(&ENVIRONMENT_FILE))),
    optional("mountPoints", List(&Object(&MOUNT_POINT))),
    optional("volumesFrom", List(&Object(&VOLUME_FROM))),
    optional("linuxParameters", Object(&LINUX_PARAMETERS)),
    optional("secrets", List(&Object(&SECRET))),
    optional("dependsOn", List(&Object(&CONTAINER_DEPENDENCY))),
    optional("startTimeout", Count),
    optional("stopTimeout", Count),
    optional("versionConsistency", Word("TD-52", &["enabled", "disabled"])),
    optional("hostname", Text),
    optional("user", Text),
    optional("workingDirectory", Text),
    optional("disableNetworking", Boolean),
    optional("privileged", Boolean),
    optional("readonlyRootFilesystem", Boolean),
    optional("dnsServers", List(&Text)),
    optional("dnsSearchDomains", List(&Text)),
    optional("extraHosts", List(&Object(&HOST_ENTRY))),
    optional("dockerSecurityOptions", List(&Text)),
    optional("interactive", Boolean),
    optional("pseudoTerminal", Boolean),
    optional("dockerLabels", Map),
    optional("ulimits", List(&Object(&ULIMIT))),
    optional("logConfiguration", Object(&LOG_CONFIGURATION)),
    optional("healthCheck", Object(&HEALTH_CHECK)),
    optional("systemControls", List(&Object(&SYSTEM_CONTROL))),
    optional("resourceRequirements", List(&Object(&RESOURCE_REQUIREMENT))),
    optional("firelensConfiguration", Object(&FIRELENS_CONFIGURATION)),
    optional("credentialSpecs", List(&Text)),
];

const FIRELENS_CONFIGURATION: [Field; 2] =
    [required("type", Word("TD-132", &["fluentd", "fluentbit"])), optional("options", Map)];

const RESOURCE_REQUIREMENT: [Field; 3] = [
    optional("value", Text),
    required("type", Word("TD-49", &["GPU", "InferenceAccelerator", "NeuronDevice"])),
    optional("sharingStrategy", Object(&SHARING_STRATEGY)),
];

const SHARING_STRATEGY: [Field; 1] = [optional("nvidiaMps", Object(&NVIDIA_MPS_ALLOCATION))];

const NVIDIA_MPS_ALLOCATION: [Field; 2] =
    [required("memory", Count), optional("maxComputePercent", Count)];

const SYSTEM_CONTROL: [Field; 2] = [optional("namespace", Text), optional("value", Text)];

const HEALTH_CHECK: [Field; 5] = [
    required("command", List(&Text)),
    optional("interval", Integer),
    optional("timeout", Integer),
    optional("retries", Integer),
    optional("startPeriod", Integer),
];

const LOG_CONFIGURATION: [Field; 3] = [
    required(
        "logDriver",
        Word(
            "TD-128",
            &[
                "json-file",
                "syslog",
                "journald",
                "gelf",
                "fluentd",
                "awslogs",
                "splunk",
                "awsfirelens",
            ],
        ),
    ),
    optional("options", Map),
    optional("secretOptions", List(&Object(&SECRET))),
];

const ULIMIT: [Field; 3] = [
    required(
        "name",
        Word(
            "TD-99",
            &[
                "core",
                "cpu",
                "data",
                "fsize",
                "locks",
                "memlock",
                "msgqueue",
                "nice",
                "nofile",
                "nproc",
                "rss",
                "rtprio",
                "rttime",
                "sigpending",
                "stack",
            ],
        ),
    ),
    required("softLimit", Integer),
    required("hardLimit", Integer),
];

const HOST_ENTRY: [Field; 2] = [required("hostname", Text), required("ipAddress", Text)];

const CONTAINER_DEPENDENCY: [Field; 2] = [
    required("containerName", Text),
    required("condition", Word("TD-96", &["START", "COMPLETE", "SUCCESS", "HEALTHY"])),
];

const SECRET: [Field; 2] = [required("name", Text), required("valueFrom", Text)];

const LINUX_PARAMETERS: [Field; 7] = [
    optional("capabilities", Object(&KERNEL_CAPABILITIES)),
    optional("devices", List(&Object(&DEVICE))),
    optional("initProcessEnabled", Boolean),
    optional("sharedMemorySize", Count),
    optional("tmpfs", List(&Object(&TMPFS))),
    optional("maxSwap", Count),
    optional("swappiness", Integer),
];

const TMPFS: [Field; 3] = [
    required("containerPath", Text),
    required("size", Count),
    optional("mountOptions", List(&Text)),
];

const DEVICE: [Field; 3] = [
    required("hostPath", Text),
    optional("containerPath", Text),
    optional("permissions", List(&Word("TD-105", &["read", "write", "mknod"]))),
];

const KERNEL_CAPABILITIES: [Field; 2] =
    [optional("add", List(&Text)), optional("drop", List(&Text))];

const VOLUME_FROM: [Field; 2] = [optional("sourceContainer", Text), optional("readOnly", Boolean)];

const MOUNT_POINT: [Field; 3] = [
    optional("sourceVolume", Text),
    optional("containerPath", Text),
    optional("readOnly", Boolean),
];

const ENVIRONMENT_FILE: [Field; 2] =
    [required("value", Text), required("type", Word("TD-89", &["s3"]))];

const KEY_VALUE_PAIR: [Field; 2] = [optional("name", Text), optional("value", Text)];

const CONTAINER_RESTART_POLICY: [Field; 3] = [
    required("enabled", Boolean),
    optional("ignoredExitCodes", List(&Integer)),
    optional("restartAttemptPeriod", Integer),
];

const PORT_MAPPING: [Field; 6] = [
    optional("containerPort", Integer),
    optional("hostPort", Integer),
    optional("protocol", Text),
    optional("name", Text),
    optional("appProtocol", Word("TD-70", &["http", "http2", "grpc"])),
    optional("containerPortRange", Text),
];

const REPOSITORY_CREDENTIALS: [Field; 1] = [required("credentialsParameter", Text)];
