//! The world in the shapes of the real API's answers. Keys in a fixed order.

use serde_json::{Map, Value, json};

use super::arn;
use super::process::{agent, containers, health};
use super::world::{
    ClusterIndex, DefinitionIndex, Deployment, DeploymentIndex, Failure, InstanceStatus, Rollout,
    Service, ServiceIndex, ServiceStatus, StrategyItem, TaskIndex, TaskStatus, World,
};
use crate::base::SimTime;
use crate::check::shape::Shape;
use crate::model::launch_type::LaunchType;
use crate::model::task_definition::{NetworkMode, PortMapping, Protocol};
use crate::placement::Slot;
use crate::placement::fleet::Ports;

/// Epoch seconds with milliseconds, as AWS JSON timestamps are.
pub fn timestamp(world: &World, time: SimTime) -> Value {
    let ms = world.epoch_ms(time);
    let text = format!("{}.{:03}", ms.div_euclid(1_000), ms.rem_euclid(1_000));
    text.parse::<serde_json::Number>().map_or(Value::Null, Value::Number)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// DescribeClusters' shape.
pub fn cluster(world: &World, index: ClusterIndex) -> Value {
    let c = &world.clusters[index as usize];
    let alive = c.tasks.iter().filter(|t| !t.told_to_stop);
    let running = c.tasks.iter().filter(|t| t.status == TaskStatus::Running).count();
    let pending = alive.filter(|t| t.status < TaskStatus::Running).count();
    let instances = c.instances.iter().filter(|i| i.status != InstanceStatus::Inactive).count();
    let services = c.services.iter().filter(|s| s.status == ServiceStatus::Active).count();
    let mut out = json!({
        "clusterArn": arn::cluster(world, &c.name),
        "clusterName": &*c.name,
        "status": if c.active { "ACTIVE" } else { "INACTIVE" },
        "registeredContainerInstancesCount": instances,
        "runningTasksCount": running,
        "pendingTasksCount": pending,
        "activeServicesCount": services,
        "capacityProviders": c.providers.iter()
            .map(|provider| &*world.capacity.provider(*provider).name).collect::<Vec<_>>(),
        "defaultCapacityProviderStrategy": strategy(world, &c.default_strategy),
    });
    if let Some(namespace) = &c.told.namespace {
        let arn = arn::namespace(world, namespace);
        out["serviceConnectDefaults"] = json!({ "namespace": arn });
    }
    out
}

/// `settings` of a cluster: what DescribeClusters adds where SETTINGS are asked for.
pub fn cluster_settings(world: &World, index: ClusterIndex) -> Value {
    let told = &world.clusters[index as usize].told;
    json!([{ "name": "containerInsights", "value": &*told.container_insights }])
}

/// What DescribeClusters adds where STATISTICS are asked for.
pub fn cluster_statistics(world: &World, index: ClusterIndex) -> Value {
    let c = &world.clusters[index as usize];
    let tasks = |fargate: bool, running: bool| {
        let of = |t: &&super::world::Task| {
            let pending = t.status < TaskStatus::Running && !t.told_to_stop;
            let counts = if running { t.status == TaskStatus::Running } else { pending };
            counts && (t.launch_type == LaunchType::Fargate) == fargate
        };
        c.tasks.iter().filter(of).count()
    };
    let services = |fargate: bool, status: ServiceStatus| {
        let of =
            |s: &&Service| s.status == status && (s.launch_type == LaunchType::Fargate) == fargate;
        c.services.iter().filter(of).count()
    };
    let mut out = Vec::new();
    for (name, fargate) in [("EC2", false), ("Fargate", true)] {
        for (what, count) in [
            (format!("running{name}TasksCount"), tasks(fargate, true)),
            (format!("pending{name}TasksCount"), tasks(fargate, false)),
            (format!("active{name}ServiceCount"), services(fargate, ServiceStatus::Active)),
            (format!("draining{name}ServiceCount"), services(fargate, ServiceStatus::Draining)),
        ] {
            out.push(json!({ "name": what, "value": count.to_string() }));
        }
    }
    out.into()
}

/// A capacity provider strategy as it is told.
pub fn strategy(world: &World, items: &[StrategyItem]) -> Value {
    let item = |item: &StrategyItem| {
        json!({
            "capacityProvider": &*world.capacity.provider(item.provider).name,
            "weight": item.share.weight,
            "base": item.share.base,
        })
    };
    items.iter().map(item).collect::<Vec<_>>().into()
}

/// `launchType`, or `capacityProviderStrategy` where a service has one.
pub(super) fn put_target(world: &World, s: &Service, out: &mut Map<String, Value>) {
    if s.providers.is_empty() {
        out.insert("launchType".to_owned(), s.launch_type.as_str().into());
    } else {
        out.insert("capacityProviderStrategy".to_owned(), strategy(world, &s.providers));
    }
}

fn ports(list: impl Iterator<Item = u16>) -> Vec<String> {
    let mut ports: Vec<u16> = list.collect();
    crate::base::sort::sort(&mut ports);
    ports.iter().map(u16::to_string).collect()
}

fn resources(cpu: u32, memory: u32, tcp: &[String], udp: &[String]) -> Value {
    let integer = |name, value| json!({ "name": name, "type": "INTEGER", "integerValue": value });
    let set = |name, value| json!({ "name": name, "type": "STRINGSET", "stringSetValue": value });
    json!([
        integer("CPU", cpu),
        integer("MEMORY", memory),
        set("PORTS", tcp),
        set("PORTS_UDP", udp),
    ])
}

/// DescribeContainerInstances' shape.
pub fn container_instance(world: &World, cluster: ClusterIndex, slot: Slot) -> Value {
    let c = &world.clusters[cluster as usize];
    let i = &c.instances[slot as usize];
    let line = c.fleet.line(slot);
    let taken = |protocol: Protocol| {
        let all = c.fleet.ports(slot).taken().iter();
        ports(all.filter(|(p, _)| *p == protocol).map(|(_, port)| *port))
    };
    let fresh = Ports::fresh(c.fleet.facts(slot).is_windows());
    let reserved = ports(fresh.taken().iter().map(|(_, port)| *port));
    let attributes: Vec<Value> = c
        .fleet
        .facts(slot)
        .attributes
        .iter()
        .map(|(name, value)| match value {
            Some(value) => json!({ "name": &**name, "value": &**value }),
            None => json!({ "name": &**name }),
        })
        .collect();
    let mut out = json!({
        "containerInstanceArn": arn::container_instance(world, &c.name, i),
        "ec2InstanceId": arn::ec2_instance(i.ec2_id),
        "version": i.version,
        "remainingResources":
            resources(line.cpu, line.memory, &taken(Protocol::Tcp), &taken(Protocol::Udp)),
        "registeredResources":
            resources(i.registered.cpu, i.registered.memory, &reserved, &[]),
        "status": i.status.as_str(),
        "agentConnected": line.agent_connected,
        "runningTasksCount": i.running_tasks,
        "pendingTasksCount": i.pending_tasks,
        "attributes": attributes,
        "registeredAt": timestamp(world, i.registered_at),
    });
    if let Some(provider) = i.provider {
        out["capacityProviderName"] = (&*world.capacity.provider(provider).name).into();
    }
    out
}

/// `overrides` of a task: each of its containers is named, whatever was given.
fn overrides(definition: &super::world::RegisteredDefinition) -> Value {
    let given = definition.overrides.as_deref();
    let mut out = given.and_then(Value::as_object).cloned().unwrap_or_default();
    let list = out.get("containerOverrides").and_then(Value::as_array).cloned();
    let list = list.unwrap_or_default();
    let containers = definition.definition.containers.iter().map(|container| {
        let known =
            list.iter().find(|c| c.get("name").and_then(Value::as_str) == Some(&container.name));
        known.cloned().unwrap_or_else(|| json!({ "name": &*container.name }))
    });
    out.insert("containerOverrides".to_owned(), containers.collect());
    out.insert("inferenceAcceleratorOverrides".to_owned(), json!([]));
    out.into()
}

/// DescribeTasks' shape.
pub fn task(world: &World, cluster: ClusterIndex, index: TaskIndex) -> Value {
    let c = &world.clusters[cluster as usize];
    let t = &c.tasks[index as usize];
    let definition = world.definition(t.definition);
    let group = &c.groups[t.group as usize].name;
    let mut out = object(json!({
        "taskArn": arn::task(world, &c.name, t),
        "clusterArn": arn::cluster(world, &c.name),
        "taskDefinitionArn": arn::task_definition(world, definition),
    }));
    let mut put = |key: &str, value: Value| {
        out.insert(key.to_owned(), value);
    };
    if let Some(slot) = t.instance {
        let instance = &c.instances[slot as usize];
        put("containerInstanceArn", arn::container_instance(world, &c.name, instance).into());
    }
    put("group", (&**group).into());
    put("launchType", t.launch_type.as_str().into());
    if let Some(provider) = t.provider {
        put("capacityProviderName", (&*world.capacity.provider(provider).name).into());
    }
    if t.launch_type != LaunchType::External && !t.has_no_place() {
        put("availabilityZone", (&*world.zone_name(t.zone)).into());
    }
    put("lastStatus", t.status.as_str().into());
    put("desiredStatus", if t.told_to_stop { "STOPPED" } else { "RUNNING" }.into());
    put("healthStatus", health::of_task(world, t).as_str().into());
    put("cpu", definition.definition.cpu_demand().0.to_string().into());
    put("memory", definition.definition.memory_demand().0.to_string().into());
    if let Some(by) = &t.started_by {
        put("startedBy", (&**by).into());
    }
    if t.times.connectivity.is_some() {
        // LC-70
        let heard = t.status >= TaskStatus::Deprovisioning || !agent::is_silent(world, c, t);
        put("connectivity", if heard { "CONNECTED" } else { "DISCONNECTED" }.into());
    }
    put("overrides", overrides(definition));
    put("version", t.version.into());
    put("createdAt", timestamp(world, t.times.created));
    for (key, at) in [
        ("connectivityAt", t.times.connectivity),
        ("pullStartedAt", t.times.pull_started),
        ("pullStoppedAt", t.times.pull_stopped),
        ("startedAt", t.times.started),
        ("stoppingAt", t.times.stopping),
        ("executionStoppedAt", t.times.execution_stopped),
        ("stoppedAt", t.times.stopped),
    ] {
        // A pull that is planned has not happened yet.
        if let Some(at) = at.filter(|at| *at <= world.now.time) {
            put(key, timestamp(world, at));
        }
    }
    if let Some(stop) = &t.stop {
        if let Some(code) = stop.code {
            put("stopCode", code.as_str().into());
        }
        put("stoppedReason", (&*stop.reason).into());
    }
    let mut dynamic = t.dynamic_ports.iter().flat_map(|ports| ports.iter());
    let views = containers::views(world, t);
    let containers: Vec<Value> = definition
        .definition
        .containers
        .iter()
        .zip(views)
        .map(|(container, view)| {
            let mut out = object(json!({
                "taskArn": arn::task(world, &c.name, t),
                "name": &*container.name,
                "image": &*container.image,
                "lastStatus": view.phase.as_str(),
            }));
            if let Some(code) = view.exit_code {
                out.insert("exitCode".to_owned(), code.into());
            }
            if let Some(reason) = view.reason {
                out.insert("reason".to_owned(), (&*reason).into());
            }
            out.insert("healthStatus".to_owned(), view.health.as_str().into());
            let mode = definition.definition.network_mode;
            let on_host =
                matches!(mode, NetworkMode::Bridge | NetworkMode::Default | NetworkMode::Host);
            if on_host && t.instance.is_some() && t.times.started.is_some() {
                let bind = |mapping: &PortMapping| {
                    let port = match mapping.host_port.unwrap_or(0) {
                        _ if mode == NetworkMode::Host => mapping.container_port,
                        0 => dynamic.next().copied().unwrap_or(0),
                        port => port,
                    };
                    json!({ "bindIP": "0.0.0.0", "containerPort": mapping.container_port,
                        "hostPort": port, "protocol": mapping.protocol.word() })
                };
                let bindings: Vec<Value> = container.port_mappings.iter().map(bind).collect();
                out.insert("networkBindings".to_owned(), bindings.into());
            }
            Value::Object(out)
        })
        .collect();
    put("containers", containers.into());
    Value::Object(out)
}

/// DescribeServices' shape, events newest first.
pub fn service(world: &World, cluster: ClusterIndex, index: ServiceIndex) -> Value {
    let c = &world.clusters[cluster as usize];
    let s = &c.services[index as usize];
    let definition = world.definition(s.revision().definition);
    let mut out = object(json!({
        "serviceArn": arn::service(world, &c.name, &s.name),
        "serviceName": &*s.name,
        "clusterArn": arn::cluster(world, &c.name),
        "status": s.status.as_str(),
        "desiredCount": s.desired,
        "runningCount": s.running,
        "pendingCount": s.pending,
    }));
    put_target(world, s, &mut out);
    let task_definition = arn::task_definition(world, definition);
    out.insert("taskDefinition".to_owned(), task_definition.into());
    for key in ["loadBalancers", "serviceRegistries", "deploymentConfiguration"] {
        if let Some(value) = s.input.get(key) {
            out.insert(key.to_owned(), value.clone());
        }
    }
    let alive = s.status == ServiceStatus::Active;
    let shown = std::iter::once(&s.primary).chain(s.others.iter().rev()).filter(|_| alive);
    let deployments: Vec<Value> = shown.map(|d| deployment(world, s, *d)).collect();
    out.insert("deployments".to_owned(), deployments.into());
    if alive {
        let current = arn::service_deployment(world, &c.name, &s.name, s.deployment().id);
        out.insert("currentServiceDeployment".to_owned(), current.into());
        let revisions = super::describe_deployments::current_revisions(world, cluster, index);
        out.insert("currentServiceRevisions".to_owned(), revisions.into());
    }
    let events: Vec<Value> = s
        .events
        .iter()
        .rev()
        .map(|event| {
            json!({
                "id": event_id(s.deployments[0].id, event.at.sequence),
                "createdAt": timestamp(world, event.at.time),
                "message": event.message.text(&s.name),
            })
        })
        .collect();
    out.insert("events".to_owned(), events.into());
    out.insert("createdAt".to_owned(), timestamp(world, s.created_at));
    let constraints: Vec<Value> = s
        .constraints
        .iter()
        .map(|constraint| match &constraint.expression {
            Some(text) => json!({ "type": constraint.kind.as_str(), "expression": &**text }),
            None => json!({ "type": constraint.kind.as_str() }),
        })
        .collect();
    out.insert("placementConstraints".to_owned(), constraints.into());
    let strategies: Vec<Value> = s
        .strategies
        .iter()
        .map(|strategy| match &strategy.field {
            Some(field) => json!({ "type": strategy.kind.as_str(), "field": &**field }),
            None => json!({ "type": strategy.kind.as_str() }),
        })
        .collect();
    out.insert("placementStrategy".to_owned(), strategies.into());
    if let Some(network) = s.input.get("networkConfiguration") {
        out.insert("networkConfiguration".to_owned(), network.clone());
    }
    let scheduling = if s.daemon.is_some() { "DAEMON" } else { "REPLICA" };
    out.insert("schedulingStrategy".to_owned(), scheduling.into());
    let rebalancing = if s.rebalancing.enabled { "ENABLED" } else { "DISABLED" };
    out.insert("availabilityZoneRebalancing".to_owned(), rebalancing.into());
    Value::Object(out)
}

/// A deployment in DescribeServices (SV-37, SV-38).
fn deployment(world: &World, s: &Service, index: DeploymentIndex) -> Value {
    let d = &s.deployments[index as usize];
    let primary = index == s.primary;
    let revision = &d.revision;
    let mut out = object(json!({
        "id": &*d.name,
        "status": if primary { "PRIMARY" } else { "ACTIVE" },
        "taskDefinition": arn::task_definition(world, world.definition(revision.definition)),
        // What an older one is meant to have is what it has (modelled).
        "desiredCount": if primary { s.desired } else { d.active },
        "pendingCount": d.pending(),
        "runningCount": d.running,
        "failedTasks": d.failures,
        "createdAt": timestamp(world, d.created_at),
        "updatedAt": timestamp(world, d.updated_at),
    }));
    put_target(world, s, &mut out);
    for key in ["platformVersion", "networkConfiguration"] {
        if let Some(value) = revision.input.get(key) {
            out.insert(key.to_owned(), value.clone());
        }
    }
    out.insert("rolloutState".to_owned(), d.rollout.as_str().into());
    out.insert("rolloutStateReason".to_owned(), rollout_reason(s, d).into());
    Value::Object(out)
}

/// SV-38
pub fn rollout_reason(s: &Service, d: &Deployment) -> String {
    let name = &d.name;
    match (d.rollout, d.failure) {
        (Rollout::Completed, _) => format!("ECS deployment {name} completed."),
        (Rollout::Failed, Some(Failure::Breaker)) => {
            "ECS deployment circuit breaker: tasks failed to start.".to_owned()
        }
        (Rollout::Failed, Some(Failure::Alarm)) => {
            format!("ECS deployment {name} failed: alarm detected.")
        }
        (Rollout::Failed, _) => format!("ECS deployment {name} failed."),
        (Rollout::InProgress, _) => match d.rolls_back {
            Some(back) if back.because == Failure::Breaker => {
                let target = &s.deployment().name;
                format!("ECS deployment circuit breaker: rolling back to deploymentId {target}.")
            }
            _ => format!("ECS deployment {name} in progress."),
        },
    }
}

/// Event ids look like UUIDs.
fn event_id(deployment: u64, sequence: u64) -> String {
    let id = crate::base::Draw::new(crate::base::Seed(deployment), "event").number(sequence).wide();
    let hex = format!("{id:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// DescribeTaskDefinition's shape.
pub fn task_definition(world: &World, index: DefinitionIndex) -> Value {
    let registered = world.definition(index);
    let definition = &registered.definition;
    let mut out = object(json!({ "taskDefinitionArn": arn::task_definition(world, registered) }));
    // Fields that the API does not know are kept in the input, not told.
    let stored = Value::Object(definition.stored());
    let shape = Shape::of("RegisterTaskDefinition");
    out.append(&mut object(shape.map_or(Value::Null, |shape| shape.cleaned(&stored))));
    out.insert("revision".to_owned(), registered.revision.into());
    out.insert("status".to_owned(), registered.status().as_str().into());
    let attributes: Vec<Value> =
        definition.attributes().iter().map(|name| json!({ "name": name })).collect();
    out.insert("requiresAttributes".to_owned(), attributes.into());
    // MANAGED_INSTANCES is in no recorded answer yet.
    let known = registered.compatibilities.iter().filter(|t| **t != LaunchType::ManagedInstances);
    let compatibilities: Vec<Value> = known.map(|t| t.as_str().into()).collect();
    out.insert("compatibilities".to_owned(), compatibilities.into());
    out.insert("registeredAt".to_owned(), timestamp(world, registered.registered_at));
    out.insert("registeredBy".to_owned(), "arn:aws:iam::123456789012:user/playground".into());
    Value::Object(out)
}
