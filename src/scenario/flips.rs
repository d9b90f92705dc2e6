//! Which verdicts change when the other quota profile holds: both worlds are folded and compared
//! (QR-8).

use std::rc::Rc;

use super::Scenario;
use super::document::overrides_that_hold;
use crate::base::SimTime;
use crate::model::catalog::quota::Profile;
use crate::simulation::journal::{CallRecord, EntryKind};
use crate::simulation::player::Progress;
use crate::simulation::service_event::ServiceMessage;
use crate::simulation::{ApiError, CallName, Player, Setup};

/// What a call was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was accepted; RunTask and StartTask with so many tasks.
    Accepted(Option<usize>),
    /// It was refused.
    Refused(ApiError),
}

/// One difference between the two worlds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flip {
    /// A call that is answered otherwise.
    Call {
        /// Its place in the list of calls.
        index: u32,
        /// When it is made.
        at: SimTime,
        /// Which it is.
        name: CallName,
        /// The answer under the notes' quotas.
        notes: Verdict,
        /// The answer under today's.
        current: Verdict,
    },
    /// A service that meets a limit of the account in one of the worlds only.
    Event {
        /// Its cluster.
        cluster: Rc<str>,
        /// Its name.
        service: Rc<str>,
        /// When it says so.
        at: SimTime,
        /// What it says.
        message: ServiceMessage,
        /// Under which profile.
        under: Profile,
    },
}

/// The setup under a profile. Overrides of what is fixed or off there do not hold.
pub fn setup_under(setup: &Setup, profile: Profile) -> Setup {
    let overrides = overrides_that_hold(&setup.overrides, profile);
    Setup { profile, overrides: overrides.into(), ..setup.clone() }
}

/// Both worlds of a scenario, being played.
#[derive(Clone, Debug)]
pub struct Comparison {
    notes: Player,
    current: Player,
    until: SimTime,
}

impl Comparison {
    /// Nothing played yet.
    pub fn new(scenario: &Scenario, until: SimTime) -> Self {
        let under = |profile| {
            let setup = setup_under(&scenario.setup, profile);
            Player::new(Rc::new(setup), Rc::clone(&scenario.calls))
        };
        Self { notes: under(Profile::Notes), current: under(Profile::Current), until }
    }

    /// Plays on, at most `budget` events and calls in each world; whether both are done.
    pub fn step(&mut self, budget: u32) -> bool {
        let done = |player: &mut Player| player.advance(self.until, budget) != Progress::Budget;
        let notes = done(&mut self.notes);
        done(&mut self.current) && notes
    }

    /// What differs, calls first, so far as it is played.
    pub fn flips(&self) -> Vec<Flip> {
        let both = self.notes.journal().calls.iter().zip(&self.current.journal().calls);
        let mut out: Vec<Flip> = both
            .map(|(notes, current)| (notes, verdict(notes), verdict(current)))
            .filter(|(_, notes, current)| notes != current)
            .map(|(record, notes, current)| Flip::Call {
                index: record.index,
                at: record.at.time,
                name: record.name,
                notes,
                current,
            })
            .collect();
        let (notes, current) = (limits(&self.notes), limits(&self.current));
        for (own, other, under) in
            [(&notes, &current, Profile::Notes), (&current, &notes, Profile::Current)]
        {
            for met in own {
                if !other.iter().any(|o| (&o.cluster, &o.service) == (&met.cluster, &met.service)) {
                    out.push(Flip::Event {
                        cluster: Rc::clone(&met.cluster),
                        service: Rc::clone(&met.service),
                        at: met.at,
                        message: met.message.clone(),
                        under,
                    });
                }
            }
        }
        out
    }
}

/// Plays both worlds to the end and compares them.
pub fn flips(scenario: &Scenario, until: SimTime) -> Vec<Flip> {
    let mut comparison = Comparison::new(scenario, until);
    while !comparison.step(u32::MAX) {}
    comparison.flips()
}

fn verdict(record: &CallRecord) -> Verdict {
    match &record.result {
        Err(error) => Verdict::Refused(error.clone()),
        Ok(output) => Verdict::Accepted(
            output.get("tasks").and_then(serde_json::Value::as_array).map(Vec::len),
        ),
    }
}

struct Met {
    cluster: Rc<str>,
    service: Rc<str>,
    at: SimTime,
    message: ServiceMessage,
}

/// The services that met a limit of the account, each with its first event of that kind.
fn limits(player: &Player) -> Vec<Met> {
    let mut out: Vec<Met> = Vec::new();
    for entry in &player.journal().entries {
        let EntryKind::ServiceEvent { cluster, service, message } = &entry.kind else { continue };
        let limit = matches!(
            **message,
            ServiceMessage::FargateTaskLimit
                | ServiceMessage::FargateVcpuLimit
                | ServiceMessage::Throttled
        );
        let Some(room) = player.world().clusters.get(*cluster as usize).filter(|_| limit) else {
            continue;
        };
        let Some(service) = room.services.get(*service as usize) else { continue };
        let known = |met: &Met| met.cluster == room.name && met.service == service.name;
        if !out.iter().any(known) {
            out.push(Met {
                cluster: Rc::clone(&room.name),
                service: Rc::clone(&service.name),
                at: entry.at.time,
                message: (**message).clone(),
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"version": 1, "quotas": {"profile": "notes", "overrides":
            {"container-instances-per-cluster": 2500, "clusters": 3}}, "calls": [
        {"at": "0s", "call": "ecs:CreateCluster", "input": {"clusterName": "demo"}},
        {"at": "0s", "call": "ecs:RegisterTaskDefinition", "input": {"family": "f", "cpu": "1024",
            "memory": "2048", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
            "containerDefinitions": [{"name": "c", "image": "i"}]}},
        {"at": "1s", "call": "ecs:CreateService", "input": {"cluster": "demo", "serviceName": "web",
            "taskDefinition": "f", "desiredCount": 7, "launchType": "FARGATE",
            "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}}},
        {"at": "5m", "call": "ecs:RunTask", "input": {"cluster": "demo", "taskDefinition": "f",
            "launchType": "FARGATE",
            "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}}},
        {"at": "6m", "call": "ec2:RunInstances", "input": {"cluster": "demo",
            "instanceType": "m5.large", "count": 2400}},
        {"at": "7m", "call": "ecs:RegisterTaskDefinition", "input": {"family": "wide",
            "containerDefinitions": [{"name": "c", "image": "i", "memory": 8,
                "command": ["COMMAND"]}]}}
    ]}"#;

    /// QT-06, QT-12, QR-5, QR-8: one scenario, two profiles.
    #[test]
    fn verdicts_that_flip() {
        // 40 KiB of request: over the notes' 32, within today's 64.
        let text = TEXT.replace("COMMAND", &"x".repeat(40 * 1_024));
        let (scenario, _) = Scenario::read(&text).expect("readable");
        let flips = flips(&scenario, scenario.default_until());
        let told: Vec<String> = flips
            .iter()
            .map(|flip| match flip {
                Flip::Call { index, notes, current, .. } => {
                    let word = |v: &Verdict| match v {
                        Verdict::Accepted(_) => "accepted".to_owned(),
                        Verdict::Refused(error) => error.rule.to_owned(),
                    };
                    format!("{index} {} {}", word(notes), word(current))
                }
                Flip::Event { service, message, under, .. } => {
                    format!("{service} {} {}", message.rule(), under.as_str())
                }
            })
            .collect();
        assert_eq!(told, ["3 accepted QT-06", "5 TD-4 accepted", "web SV-115 current"]);
        // The override of what is fixed today does not hold there; the other does.
        let current = setup_under(&scenario.setup, Profile::Current);
        assert_eq!(*current.overrides, [("clusters".into(), 3)]);
    }
}
