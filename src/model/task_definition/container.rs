//! One container of a task definition.

use std::rc::Rc;

use crate::base::{CpuUnits, FieldPath, Mebibytes};
use crate::model::reader::Fields;

/// Protocol of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// The default; anything that is not `udp` counts as it (TD-68).
    Tcp,
    /// `udp`
    Udp,
}

impl Protocol {
    /// The API's word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }
}

/// A port mapping (TD-66, TD-67).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortMapping {
    /// 0 where absent or not a port.
    pub container_port: u16,
    /// As given; out-of-range values were reported.
    pub host_port: Option<u16>,
    /// tcp or udp.
    pub protocol: Protocol,
    /// `name`, where given.
    pub name: Option<Rc<str>>,
    /// A range stands in place of the port (TD-71).
    pub is_range: bool,
    /// Where it stands.
    pub path: FieldPath,
}

/// Condition of a dependency (TD-96).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DependencyCondition {
    /// Started.
    Start,
    /// Ended, with any code.
    Complete,
    /// Ended with 0.
    Success,
    /// Health check passed.
    Healthy,
}

impl DependencyCondition {
    /// The API's word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Start => "START",
            Self::Complete => "COMPLETE",
            Self::Success => "SUCCESS",
            Self::Healthy => "HEALTHY",
        }
    }
}

/// `restartPolicy`, enabled (LC-49, TD-63).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestartPolicy {
    /// Exit codes that are left at that.
    pub ignored_exit_codes: Vec<i64>,
    /// `restartAttemptPeriod` in seconds; default 300.
    pub attempt_period_s: u64,
}

/// A health check (TD-91 to TD-95); numbers in seconds, as given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthCheck {
    /// First word of the command.
    pub first_word: Rc<str>,
    /// Default 30.
    pub interval_s: i64,
    /// Default 5.
    pub timeout_s: i64,
    /// Default 3.
    pub retries: i64,
    /// Default 0.
    pub start_period_s: i64,
}

/// A container definition, as far as anything looks into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerDefinition {
    /// Where it stands.
    pub path: FieldPath,
    /// Empty where absent.
    pub name: Rc<str>,
    /// Empty where absent.
    pub image: Rc<str>,
    /// 0 = no reservation (TD-45).
    pub cpu: CpuUnits,
    /// Hard limit (TD-46).
    pub memory: Option<Mebibytes>,
    /// Soft limit (TD-47).
    pub memory_reservation: Option<Mebibytes>,
    /// Default true (LC-41).
    pub essential: bool,
    /// In order.
    pub port_mappings: Vec<PortMapping>,
    /// Sum of its GPU requirements (PL-31).
    pub gpus: u32,
    /// One of them is `ALL`: every free GPU (PL-31).
    pub all_gpus: bool,
    /// `stopTimeout` in seconds.
    pub stop_timeout_s: Option<u32>,
    /// `startTimeout` in seconds (LC-45).
    pub start_timeout_s: Option<u32>,
    /// `restartPolicy`, where it is enabled.
    pub restart_policy: Option<RestartPolicy>,
    /// `healthCheck`, where given.
    pub health_check: Option<HealthCheck>,
    /// `dependsOn`: (container, condition).
    pub depends_on: Vec<(Rc<str>, DependencyCondition)>,
    /// `logConfiguration.logDriver`
    pub log_driver: Option<Rc<str>>,
    /// Names of the log options.
    pub log_options: Vec<Rc<str>>,
    /// Has `firelensConfiguration`.
    pub is_log_router: bool,
    /// `secrets` is not empty.
    pub has_secrets: bool,
    /// `privileged`
    pub privileged: bool,
    /// `links` is not empty.
    pub has_links: bool,
    /// `mountPoints[].sourceVolume`
    pub mounted_volumes: Vec<Rc<str>>,
    /// `volumesFrom[].sourceContainer`
    pub volumes_from: Vec<Rc<str>>,
    /// `dnsSearchDomains` is not empty (TD-75).
    pub has_search_domains: bool,
    /// `extraHosts`, `hostname`, `dnsServers`, `disableNetworking`: which are given (TD-84).
    pub host_network_fields: Vec<&'static str>,
}

fn port(fields: &Fields<'_>, key: &'static str) -> Option<u16> {
    fields.integer(key, 0, 65_535).and_then(|port| u16::try_from(port).ok())
}

impl PortMapping {
    fn read(fields: &Fields<'_>) -> Self {
        Self {
            container_port: port(fields, "containerPort").unwrap_or(0),
            host_port: port(fields, "hostPort"),
            protocol: match fields.text("protocol").as_deref() {
                Some("udp") => Protocol::Udp,
                _ => Protocol::Tcp,
            },
            name: fields.text("name"),
            is_range: fields.raw("containerPortRange").is_some(),
            path: fields.path().clone(),
        }
    }
}

impl HealthCheck {
    fn read(fields: &Fields<'_>) -> Self {
        let number = |key, default| fields.integer(key, i64::MIN, i64::MAX).unwrap_or(default);
        let command = fields.texts("command");
        Self {
            first_word: command.first().cloned().unwrap_or_default(),
            interval_s: number("interval", 30),
            timeout_s: number("timeout", 5),
            retries: number("retries", 3),
            start_period_s: number("startPeriod", 0),
        }
    }
}

impl RestartPolicy {
    /// `None` where it is not enabled.
    fn read(fields: &Fields<'_>) -> Option<Self> {
        let codes = fields.list("ignoredExitCodes");
        let policy = Self {
            ignored_exit_codes: codes.iter().filter_map(|(_, code)| code.as_i64()).collect(),
            attempt_period_s: fields
                .integer("restartAttemptPeriod", 0, i64::from(i32::MAX))
                .and_then(|seconds| u64::try_from(seconds).ok())
                .unwrap_or(300),
        };
        let enabled = fields.boolean("enabled").unwrap_or(false);
        fields.finish(&[]);
        enabled.then_some(policy)
    }
}

/// PL-31: how many GPUs, and whether `ALL` is asked for.
fn gpus(fields: &Fields<'_>) -> (u32, bool) {
    let (mut sum, mut all) = (0_u32, false);
    for requirement in fields.objects("resourceRequirements") {
        let kind = requirement.text("type");
        let value = requirement.text("value");
        if kind.as_deref() == Some("GPU") {
            // Every free GPU: at least one must be there (modelled).
            all |= value.as_deref() == Some("ALL");
            let count = value.as_deref().and_then(|text| text.parse().ok()).unwrap_or(1);
            sum = sum.saturating_add(count);
        }
    }
    (sum, all)
}

fn depends_on(fields: &Fields<'_>) -> Vec<(Rc<str>, DependencyCondition)> {
    let words = [
        ("START", DependencyCondition::Start),
        ("COMPLETE", DependencyCondition::Complete),
        ("SUCCESS", DependencyCondition::Success),
        ("HEALTHY", DependencyCondition::Healthy),
    ];
    let mut out = Vec::new();
    for item in fields.objects("dependsOn") {
        let name = item.required_text("containerName");
        let condition = item.required_choice("condition", &words);
        if let (Some(name), Some(condition)) = (name, condition) {
            out.push((name, condition));
        }
    }
    out
}

impl ContainerDefinition {
    /// Reads one element of `containerDefinitions`.
    pub fn read(fields: &Fields<'_>) -> Self {
        let log = fields.object("logConfiguration");
        let mebibytes = |key| fields.count(key).filter(|n| *n > 0).map(Mebibytes);
        let named = |key, inner| {
            fields.objects(key).iter().filter_map(|item| item.text(inner)).collect::<Vec<_>>()
        };
        let (gpus, all_gpus) = gpus(fields);
        Self {
            path: fields.path().clone(),
            name: fields.text("name").unwrap_or_default(),
            image: fields.text("image").unwrap_or_default(),
            cpu: CpuUnits(fields.count("cpu").unwrap_or(0)),
            memory: mebibytes("memory"),
            memory_reservation: mebibytes("memoryReservation"),
            essential: fields.boolean("essential").unwrap_or(true),
            port_mappings: fields.objects("portMappings").iter().map(PortMapping::read).collect(),
            gpus,
            all_gpus,
            stop_timeout_s: fields.count("stopTimeout"),
            start_timeout_s: fields.count("startTimeout"),
            restart_policy: fields.object("restartPolicy").and_then(|p| RestartPolicy::read(&p)),
            health_check: fields.object("healthCheck").map(|check| HealthCheck::read(&check)),
            depends_on: depends_on(fields),
            log_driver: log.as_ref().and_then(|log| log.text("logDriver")),
            log_options: log
                .as_ref()
                .and_then(|log| log.raw("options"))
                .and_then(|options| options.as_object())
                .map(|options| options.keys().map(|key| key.as_str().into()).collect())
                .unwrap_or_default(),
            is_log_router: fields.raw("firelensConfiguration").is_some(),
            has_secrets: fields.raw("secrets").is_some(),
            privileged: fields.boolean("privileged").unwrap_or(false),
            has_links: fields.raw("links").is_some(),
            mounted_volumes: named("mountPoints", "sourceVolume"),
            volumes_from: named("volumesFrom", "sourceContainer"),
            has_search_domains: fields.raw("dnsSearchDomains").is_some(),
            host_network_fields: ["extraHosts", "hostname", "dnsServers", "disableNetworking"]
                .into_iter()
                .filter(|key| {
                    fields.raw(key).is_some_and(|value| *value != serde_json::Value::Bool(false))
                })
                .collect(),
        }
    }

    /// What it reserves of an instance's memory: the soft limit, else the hard one (PL-25).
    pub fn memory_reserved(&self) -> Mebibytes {
        self.memory_reservation.or(self.memory).unwrap_or_default()
    }
}
