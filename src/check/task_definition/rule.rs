//! Rules of fields that neither placement nor the lifecycle look into: which they are, and what the
//! API says of each. Sentences in both languages: `texts/check_fields.rs`.

use super::problem::ApiText;

/// What is wrong with one of these fields. `about` is what the problem's second half names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldRule {
    /// TD-44: the image.
    ImageCharacters,
    /// TD-44: the image.
    ImageDigest,
    /// TD-45: a warning.
    LeastCpu,
    /// TD-78: the container's name.
    HostPort,
    /// TD-68: the word; a warning.
    Protocol,
    /// TD-69: the name.
    PortName,
    /// TD-71, TD-79: the container's name.
    PortRange,
    /// TD-71: the network mode.
    PortRangeMode,
    /// TD-71
    PortRanges,
    /// TD-79: the range.
    RangeOverlap,
    /// TD-81: the port.
    TwoProtocols,
    /// TD-85: the port; a warning.
    ReservedPort,
    /// TD-85: the port; a note.
    EphemeralPort,
    /// TD-49: the container's name.
    GpuValue,
    /// TD-49: the field's name.
    GpuSharing,
    /// TD-49
    Neuron,
    /// TD-49: retired.
    AcceleratorRequirement,
    /// TD-63: the container's name.
    RestartPeriod,
    /// TD-51
    ExitCodes,
    /// TD-72: the network mode.
    LinksMode,
    /// TD-72: the link's container.
    LinkUnknown,
    /// TD-75: a field that awsvpc does not take.
    SearchDomains,
    /// TD-97, TD-98: the field's name.
    FargateTimeout,
    /// TD-99: the name; a warning.
    UlimitTwice,
    /// TD-113: the name.
    UlimitSoft,
    /// TD-88: the variable's name; a warning.
    EnvironmentTwice,
    /// TD-108
    EnvironmentFiles,
    /// TD-108: the value.
    EnvironmentFileArn,
    /// TD-89: the value; a warning.
    EnvironmentFileName,
    /// TD-90: the value; a warning.
    SecretSource,
    /// TD-100: the namespace; a warning.
    SystemControl,
    /// TD-103: the option; a warning.
    SecurityOption,
    /// TD-104
    CredentialSpecs,
    /// TD-105
    Swappiness,
    /// TD-105: a warning.
    SwappinessAlone,
    /// TD-133: the option, and the known one that it resembles; a warning.
    LogOption,
    /// TD-133: the mode.
    LogMode,
    /// TD-132
    TwoLogRouters,
    /// TD-127
    MountPath,
    /// TD-114: the capability.
    FargateCapability,
    /// TD-106, TD-114, TD-118: the field's name.
    FargateField,
    /// TD-131: the image.
    FargateImageRole,
    /// TD-29: the family.
    FargateFamily,
    /// TD-35: the pair of sizes.
    FargateWindowsSize,
    /// TD-28, TD-35
    WindowsArm,
    /// TD-16, TD-23, TD-24, TD-72 and others: the field's name; a warning.
    OnWindows,
    /// LT-10, TD-16: the field's name.
    OnExternal,
    /// TD-16, LT-15: the field's name.
    OnManaged,
    /// TD-31: the launch type.
    TrustedExecution,
    /// TD-31: a warning.
    AttestationPolicy,
    /// TD-19, TD-20: the field's name; a warning.
    RoleArn,
    /// TD-22
    TooManyConstraints,
    /// TD-26: retired.
    InferenceAccelerators,
    /// TD-41
    ProxyNetwork,
    /// TD-41: the container's name.
    ProxyContainer,
    /// TD-25, TD-41: the property's name.
    ProxyProperty,
    /// TD-115: the name.
    VolumeName,
    /// TD-115: the volume's name.
    VolumeKinds,
    /// TD-116
    Autoprovision,
    /// TD-119
    S3FilesRole,
    /// TD-120
    TwoAtLaunch,
    /// TD-124
    EfsRoot,
    /// TD-124
    EfsIam,
    /// TD-124
    EfsPort,
    /// TD-125: the volume's name.
    VolumeUnmounted,
    /// TD-15: the key.
    TagKey,
    /// TD-15: the key.
    TagReserved,
    /// TD-15: the key.
    TagTwice,
    /// TD-15: the key.
    TagValue,
}

/// What the API says; empty where it accepts. `{}` stands for what it is about.
const fn words(kind: FieldRule) -> (bool, &'static str) {
    use FieldRule as F;
    match kind {
        F::ImageCharacters | F::ImageDigest => {
            (false, "Container.image contains invalid characters.")
        }
        F::HostPort => (false, "Invalid 'hostPort' setting for container '{}'."),
        F::PortName => (false, "Port mapping name contains invalid characters."),
        F::PortRange => (true, "Invalid 'containerPortRange' setting for container '{}'"),
        F::PortRangeMode => (false, "containerPortRange is not supported when networkMode={}."),
        F::PortRanges => (false, "A container can have at most 100 port ranges."),
        F::RangeOverlap => (true, "container port is used multiple times in task"),
        F::TwoProtocols => (false, "container port is used multiple times in task"),
        F::GpuValue => (false, "Invalid 'resourceRequirements' setting for container '{}'."),
        F::GpuSharing => (false, "Invalid '{}' setting."),
        F::Neuron => (false, "NeuronDevice must be ALL, on one container, on Managed Instances."),
        F::AcceleratorRequirement => (false, "Unsupported resource type 'InferenceAccelerator'"),
        F::RestartPeriod => (
            true,
            "the 'restartAttemptPeriod' setting for container '{}' must be between 60 and 1800",
        ),
        F::ExitCodes => (false, "ignoredExitCodes can have at most 50 items."),
        F::LinksMode => (false, "Links are not supported when networkMode={}"),
        F::LinkUnknown => (false, "Invalid 'links' setting. Unknown container: '{}'"),
        F::SearchDomains => {
            (false, "DNS search domains are not supported on container when networkMode=awsvpc")
        }
        F::FargateTimeout => (false, "Fargate requires {} to be between 2 and 120"),
        F::UlimitSoft => (true, "Soft limit exceeds hard limit for ulimit {}"),
        F::EnvironmentFiles => (
            true,
            "The maximum number of environment files was exceeded. Specify ten or less and try again",
        ),
        F::EnvironmentFileArn => (true, "Invalid arn syntax"),
        F::CredentialSpecs => (false, "credentialSpecs can have at most 1 item."),
        F::Swappiness => (false, "swappiness must be between 0 and 100"),
        F::LogMode => (false, "Log driver option mode must be blocking or non-blocking."),
        F::TwoLogRouters => (false, "A task can have one firelens configuration object."),
        F::MountPath => (false, "Mount point containerPath should not be null or empty."),
        F::FargateCapability => (true, "{} is not allowed on Fargate."),
        F::FargateField => (true, "Fargate compatible task definitions do not support {}"),
        F::FargateImageRole => (
            true,
            "Fargate requires task definition to have execution role ARN to support ECR images.",
        ),
        F::FargateFamily => (false, "Fargate does not support operatingSystemFamily {}."),
        F::FargateWindowsSize => (
            true,
            "No Fargate configuration exists for given values: {}. See the Amazon ECS documentation for the valid values.",
        ),
        F::WindowsArm => (false, "Windows does not support cpuArchitecture ARM64."),
        F::OnExternal => (false, "External compatible task definitions do not support {}"),
        F::OnManaged => (false, "Managed Instances compatible task definitions do not support {}"),
        F::TrustedExecution => (false, "{} does not support trustedExecutionConfiguration."),
        F::TooManyConstraints => (false, "A task definition can have at most 10 constraints."),
        F::InferenceAccelerators => (true, "Unsupported field 'inferenceAccelerators'"),
        F::ProxyNetwork => {
            (true, "APPMESH proxy configuration is only supported in networkMode=awsvpc")
        }
        F::ProxyContainer => (true, "Proxy container [{}] does not exist"),
        F::ProxyProperty => (false, "{} not found"),
        F::VolumeName => (false, "Volume name contains invalid characters."),
        F::VolumeKinds => (false, "Volume '{}' can have at most one configuration."),
        F::Autoprovision => (false, "autoprovision is only supported with scope shared."),
        F::S3FilesRole => (false, "S3 Files volumes require a task role."),
        F::TwoAtLaunch => (false, "A task definition can have one volume configured at launch."),
        F::EfsRoot => (
            true,
            "When using an EFS access point, the root directory must either be set to \"/\" or be omitted",
        ),
        F::EfsIam => (true, "EFS IAM authorization requires TransitEncryption to be enabled"),
        F::EfsPort => (true, "TransitEncryptionPort requires that TransitEncryption is enabled"),
        F::VolumeUnmounted => (true, "Volumes [{}] are not referenced by any of the containers"),
        F::TagKey | F::TagValue => (false, "Invalid tag '{}'."),
        F::TagReserved => (false, "Tag keys cannot begin with aws: ({})."),
        F::TagTwice => (false, "Duplicate tag key '{}'."),
        // Nothing is refused.
        F::LeastCpu
        | F::Protocol
        | F::ReservedPort
        | F::EphemeralPort
        | F::UlimitTwice
        | F::EnvironmentTwice
        | F::EnvironmentFileName
        | F::SecretSource
        | F::SystemControl
        | F::SecurityOption
        | F::SwappinessAlone
        | F::LogOption
        | F::OnWindows
        | F::AttestationPolicy
        | F::RoleArn => (false, ""),
    }
}

/// The API's answer to such a field.
pub(super) fn api(kind: FieldRule, about: &str) -> ApiText {
    let (seen, text) = match (kind, about) {
        (FieldRule::ProxyProperty, "Ingress port") => (true, "Ingress port not found"),
        // TD-106, TD-118: modelled by analogy.
        (FieldRule::FargateField, "swappiness" | "fsxWindowsFileServerVolumeConfiguration") => {
            (false, words(kind).1)
        }
        _ => words(kind),
    };
    ApiText { exception: "ClientException", text: text.replace("{}", about), seen }
}
