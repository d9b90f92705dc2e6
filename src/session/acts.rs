//! What can be done to the chosen instance, zone or task: each act is a call, offered only while it
//! would be taken. And how the containers of a family are told to behave.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::read::{Standing, standing};
use super::scene::{ends, kind};
use super::selection::Selection;
use super::state::Session;
use crate::base::{SimSpan, SimTime};
use crate::model::launch_type::LaunchType;
use crate::simulation::process::{containers, placement, protection};
use crate::simulation::world::{Cluster, InstanceStatus, Machine, Phase, TaskStatus, World};
use crate::texts::acts::{Act, Field};
use crate::texts::stage::Word;

/// An act that is offered, as the call that it makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Which.
    pub act: Act,
    /// The call's name.
    pub call: &'static str,
    /// Its input.
    pub input: Value,
}

/// A container of the chosen task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// Its name.
    pub name: Rc<str>,
    /// PENDING, RUNNING or STOPPED.
    pub status: &'static str,
    /// UNKNOWN, HEALTHY or UNHEALTHY; `None` without a check.
    pub health: Option<&'static str>,
    /// `exitCode`
    pub exit_code: Option<u8>,
    /// `restartCount`
    pub restarts: Option<u32>,
    /// `reason`
    pub reason: Option<Rc<str>>,
    /// Input of `world:StopContainer`, while it runs.
    pub stop: Option<Value>,
}

/// The chosen task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskCard {
    /// `#7`
    pub number: u32,
    /// `lastStatus`
    pub status: &'static str,
    /// `stopCode` and `stoppedReason`, once it is told to stop.
    pub stopped: Option<(Option<&'static str>, Rc<str>)>,
    /// When its protection ends (SV-95).
    pub protected: Option<SimTime>,
    /// Its containers.
    pub containers: Vec<Container>,
    /// Its family.
    pub family: Rc<str>,
}

fn chosen(session: &Session) -> Option<(&World, &Cluster)> {
    let world = session.world();
    let cluster = world.clusters.get(session.view.selection.cluster()? as usize)?;
    cluster.active.then_some((world, cluster))
}

/// The Spot capacity of a provider is given notice, or all of the cluster (LC-90, LC-93).
fn spot_offer(world: &World, cluster: &Cluster, provider: Option<u8>) -> Offer {
    let mut input = json!({ "cluster": &*cluster.name });
    if let Some(provider) = provider {
        input["capacityProvider"] = (&*world.capacity.provider(provider).name).into();
    }
    Offer { act: Act::InterruptSpot, call: "world:InterruptSpot", input }
}

fn zone_offer(world: &World, zone: u8) -> Offer {
    let failed = world.failed_zones.contains_key(&zone);
    let input = json!({ "availabilityZone": &*world.zone_name(zone) });
    let (act, call) = if failed {
        (Act::RestoreZone, "world:RestoreAvailabilityZone")
    } else {
        (Act::FailZone, "world:FailAvailabilityZone")
    };
    Offer { act, call, input }
}

/// What can be done to what is chosen.
pub fn offers(session: &Session) -> Vec<Offer> {
    let Some((world, cluster)) = chosen(session) else { return Vec::new() };
    let name = &*cluster.name;
    let mut out = Vec::new();
    match session.view.selection {
        Selection::Instance { slot, .. } => {
            let Some(instance) = cluster.instances.get(slot as usize) else { return out };
            let number = format!("#{}", u64::from(slot) + 1);
            let one = || json!({ "cluster": name, "containerInstance": number });
            let connected = cluster.fleet.line(slot).agent_connected;
            let registered = instance.status != InstanceStatus::Inactive;
            let mut offer = |act, call, input| out.push(Offer { act, call, input });
            let state = |status: &str| json!({ "cluster": name, "containerInstances": [number], "status": status });
            // LT-12
            let no_link = instance.on_outpost && world.failed_zones.contains_key(&instance.zone);
            match instance.machine {
                Machine::Running => {
                    offer(Act::StopMachine, "world:StopInstance", one());
                    if registered && connected {
                        offer(Act::DisconnectAgent, "world:DisconnectAgent", one());
                    } else if registered && !no_link {
                        offer(Act::ReconnectAgent, "world:ReconnectAgent", one());
                    }
                }
                Machine::Stopped(_)
                    if instance.launch_type == LaunchType::External
                        || !world.failed_zones.contains_key(&instance.zone) =>
                {
                    offer(Act::StartMachine, "world:StartInstance", one());
                }
                Machine::Stopped(_) | Machine::Terminated(_) => {}
            }
            let update = "ecs:UpdateContainerInstancesState";
            match instance.status {
                InstanceStatus::Active => offer(Act::Drain, update, state("DRAINING")),
                InstanceStatus::Draining => offer(Act::Activate, update, state("ACTIVE")),
                InstanceStatus::Registering | InstanceStatus::Inactive => {}
            }
            if registered {
                let mut input = one();
                // LC-73
                input["force"] = (instance.running_tasks > 0).into();
                offer(Act::Deregister, "ecs:DeregisterContainerInstance", input);
            }
            // LT-10: external machines stand in no zone.
            if instance.launch_type != LaunchType::External {
                let gone = matches!(instance.machine, Machine::Terminated(_));
                if !gone {
                    let input = json!({ "cluster": name, "containerInstances": [number] });
                    out.push(Offer { act: Act::Terminate, call: "ec2:TerminateInstances", input });
                }
                if instance.spot.is_some() && instance.noticed_at.is_none() && !gone {
                    out.push(spot_offer(world, cluster, instance.provider));
                }
                out.push(zone_offer(world, instance.zone));
            }
        }
        Selection::Task { task: index, .. } => {
            let Some(task) = cluster.tasks.get(index as usize) else { return out };
            if task.told_to_stop {
                return out;
            }
            let number = format!("#{}", u64::from(index) + 1);
            let input = json!({ "cluster": name, "task": number });
            out.push(Offer { act: Act::StopTask, call: "ecs:StopTask", input });
            if task.service.is_some() {
                let protected = protection::until(world, task).is_some();
                let act = if protected { Act::Unprotect } else { Act::Protect };
                let input =
                    json!({ "cluster": name, "tasks": [number], "protectionEnabled": !protected });
                out.push(Offer { act, call: "ecs:UpdateTaskProtection", input });
            }
            if placement::is_spot(world, task.provider) {
                out.push(spot_offer(world, cluster, task.provider));
            }
            if task.instance.is_none() {
                out.push(zone_offer(world, task.zone));
            }
        }
        Selection::None | Selection::Service { .. } | Selection::Waiting { .. } => {}
    }
    out
}

/// The chosen instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceCard {
    /// `#7`
    pub number: u32,
    /// Its type, and what it is bought as.
    pub kind: String,
    /// Its status in the API's word.
    pub status: &'static str,
    /// What its status does not tell.
    pub also: Option<Word>,
}

/// The chosen instance.
pub fn instance(session: &Session) -> Option<InstanceCard> {
    let (world, cluster) = chosen(session)?;
    let Selection::Instance { slot, .. } = session.view.selection else { return None };
    let instance = cluster.instances.get(slot as usize)?;
    let also = match (ends(cluster, slot, session.player.time()), standing(cluster, slot)) {
        (Some(left), _) => Some(Word::EndsIn(left)),
        (None, Some(Standing::AgentLost)) => Some(Word::AgentLost),
        (None, Some(Standing::Stopped)) => Some(Word::Stopped),
        _ => None,
    };
    let kind = kind(world, cluster, slot);
    Some(InstanceCard { number: slot + 1, kind, status: instance.status.as_str(), also })
}

/// The chosen task with its containers.
pub fn task(session: &Session) -> Option<TaskCard> {
    let (world, cluster) = chosen(session)?;
    let Selection::Task { task: index, .. } = session.view.selection else { return None };
    let task = cluster.tasks.get(index as usize)?;
    let definition = &world.definition(task.definition).definition;
    let number = index + 1;
    let row = |view: containers::ContainerView| {
        let check = definition.containers.get(usize::from(view.index));
        let checked = check.is_some_and(|container| container.health_check.is_some());
        let runs = view.phase == Phase::Running && task.status < TaskStatus::Stopping;
        Container {
            status: view.phase.as_str(),
            health: checked.then(|| view.health.as_str()),
            exit_code: view.exit_code,
            restarts: view.restarts,
            reason: view.reason,
            stop: runs.then(|| {
                json!({ "cluster": &*cluster.name, "task": format!("#{number}"),
                    "container": &*view.name, "exitCode": 1 })
            }),
            name: view.name,
        }
    };
    Some(TaskCard {
        number,
        status: task.status.as_str(),
        stopped: task
            .stop
            .as_ref()
            .map(|stop| (stop.code.map(|code| code.as_str()), Rc::clone(&stop.reason))),
        protected: protection::until(world, task).filter(|_| !task.told_to_stop),
        containers: containers::views(world, task).into_iter().map(row).collect(),
        family: Rc::clone(&definition.family),
    })
}

/// What was written in a field, as the call takes it; `Err` where it does not.
fn read(field: Field, text: &str) -> Result<Option<Value>, Field> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let number =
        |most: u32| super::read::whole_number::<u32>(text).filter(|n| *n <= most).map(Value::from);
    let value = match field {
        Field::PullFails | Field::NeverHealthy => Some(Value::Bool(true)),
        Field::ExitCode => number(255),
        Field::FailPermille => number(1_000),
        _ => SimSpan::parse(text).is_ok().then(|| Value::from(text)),
    };
    value.map(Some).ok_or(field)
}

/// Input of `world:SetContainerBehaviour` from what was written; the first field that it cannot be made
/// of.
pub fn behaviour(
    family: &str,
    container: &str,
    written: &[(Field, String)],
) -> Result<Value, Field> {
    let mut input = Map::new();
    input.insert("family".to_owned(), family.into());
    if !container.is_empty() {
        input.insert("container".to_owned(), container.into());
    }
    for (field, text) in written {
        if let Some(value) = read(*field, text)? {
            input.insert(field.key().to_owned(), value);
        }
    }
    Ok(Value::Object(input))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Circumstances, Message, NewCall, start, update};

    fn make(session: &mut Session, offer: &Offer) {
        let calls = NewCall::new(offer.call, offer.input.clone()).into_iter().collect();
        update(session, Message::Make { calls, merge: None, form: None });
        let record = session.player.journal().calls.last().expect("a call");
        assert!(record.result.is_ok(), "{:?}: {:?}", offer.act, record.result);
    }

    fn acts(session: &Session) -> Vec<Act> {
        offers(session).iter().map(|offer| offer.act).collect()
    }

    /// Each act that is offered is taken, and the next ones are those of the state it leads to.
    #[test]
    fn what_is_offered_is_taken() {
        use Act::{
            Activate, Deregister, DisconnectAgent, Drain, FailZone, Protect, ReconnectAgent,
            RestoreZone, StartMachine, StopMachine, StopTask, Terminate, Unprotect,
        };
        let mut session = start(&Circumstances::default());
        while session.player.time() < SimTime(120_000) {
            session.player.advance(SimTime(120_000), 1_000);
        }
        assert!(offers(&session).is_empty());
        session.view.selection = Selection::Instance { cluster: 0, slot: 0 };
        let steps = [
            (
                DisconnectAgent,
                vec![StopMachine, ReconnectAgent, Drain, Deregister, Terminate, FailZone],
            ),
            (
                ReconnectAgent,
                vec![StopMachine, DisconnectAgent, Drain, Deregister, Terminate, FailZone],
            ),
            (Drain, vec![StopMachine, DisconnectAgent, Activate, Deregister, Terminate, FailZone]),
            (Activate, vec![StopMachine, DisconnectAgent, Drain, Deregister, Terminate, FailZone]),
            (StopMachine, vec![StartMachine, Drain, Deregister, Terminate, FailZone]),
            (
                StartMachine,
                vec![StopMachine, ReconnectAgent, Drain, Deregister, Terminate, FailZone],
            ),
            (FailZone, vec![Drain, Deregister, Terminate, RestoreZone]),
            (
                RestoreZone,
                vec![StopMachine, ReconnectAgent, Drain, Deregister, Terminate, FailZone],
            ),
            (Deregister, vec![StopMachine, Terminate, FailZone]),
            (Terminate, vec![FailZone]),
        ];
        for (act, after) in steps {
            let offer = offers(&session).into_iter().find(|offer| offer.act == act);
            make(&mut session, &offer.expect("offered"));
            assert_eq!(acts(&session), after, "after {act:?}");
        }
        let alive = session.world().clusters[0].tasks.iter().position(|task| !task.told_to_stop);
        let task = u32::try_from(alive.expect("a task")).expect("small");
        session.view.selection = Selection::Task { cluster: 0, task };
        for (act, after) in [
            (Protect, vec![StopTask, Unprotect]),
            (Unprotect, vec![StopTask, Protect]),
            (StopTask, vec![]),
        ] {
            let offer = offers(&session).into_iter().find(|offer| offer.act == act);
            make(&mut session, &offer.expect("offered"));
            assert_eq!(acts(&session), after, "after {act:?}");
            let card = super::task(&session).expect("a task");
            assert_eq!(card.protected.is_some(), act == Protect, "after {act:?}");
        }
        let card = super::task(&session).expect("a task");
        assert_eq!(card.stopped.expect("told to stop").0, Some("UserInitiated"));
        assert_eq!(card.containers.len(), 1);
    }

    /// Spot capacity is interrupted from its instance or from one of its tasks; a second notice is not offered.
    #[test]
    fn spot_capacity_is_interrupted_from_what_is_chosen() {
        let mut session = start(&Circumstances::default());
        let calls = [
            (
                "ecs:CreateCluster",
                json!({"clusterName": "s", "capacityProviders": ["FARGATE_SPOT"]}),
            ),
            (
                "ec2:RunInstances",
                json!({"cluster": "s", "instanceType": "m5.large", "spot": true, "registerAfter": "0s"}),
            ),
            (
                "ecs:RegisterTaskDefinition",
                json!({"family": "f", "networkMode": "awsvpc", "cpu": "256",
                "memory": "512", "containerDefinitions": [{"name": "x", "image": "i"}]}),
            ),
            (
                "ecs:RunTask",
                json!({"cluster": "s", "taskDefinition": "f",
                "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT"}], "networkConfiguration":
                {"awsvpcConfiguration": {"subnets": ["subnet-ap-northeast-1a"]}}}),
            ),
        ];
        for (name, input) in calls {
            make(&mut session, &Offer { act: Act::StopTask, call: name, input });
        }
        let until = session.player.time().after(SimSpan::seconds(60));
        update(&mut session, Message::Seek(until));
        session.player.advance(until, 1_000_000);
        let cluster = u32::try_from(session.world().clusters.len() - 1).expect("small");
        for (selection, input) in [
            (
                Selection::Task { cluster, task: 0 },
                json!({"cluster": "s", "capacityProvider": "FARGATE_SPOT"}),
            ),
            (Selection::Instance { cluster, slot: 0 }, json!({"cluster": "s"})),
        ] {
            session.view.selection = selection;
            let spot = |session: &Session| {
                offers(session).into_iter().find(|offer| offer.act == Act::InterruptSpot)
            };
            let offer = spot(&session).expect("offered");
            assert_eq!(offer.input, input);
            make(&mut session, &offer);
            assert_eq!(spot(&session), None);
        }
    }

    #[test]
    fn behaviours_are_read_from_their_form() {
        let written = |field, text: &str| [(field, text.to_owned())];
        let read = |field, text: &str| behaviour("web", "", &written(field, text));
        assert_eq!(read(Field::ExitAfter, " 90s ").expect("read")["exitAfter"], "90s");
        assert_eq!(read(Field::PullFails, "x").expect("read")["pullFails"], true);
        assert_eq!(read(Field::ExitCode, "137").expect("read")["exitCode"], 137);
        assert_eq!(read(Field::ExitCode, ""), Ok(json!({"family": "web"})));
        for (field, text) in
            [(Field::ExitCode, "256"), (Field::FailPermille, "1001"), (Field::HealthyAfter, "soon")]
        {
            assert_eq!(read(field, text), Err(field));
        }
        let one = behaviour("web", "side", &[]).expect("read");
        assert_eq!(one, json!({"family": "web", "container": "side"}));
    }
}
