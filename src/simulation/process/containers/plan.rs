//! One task's containers from moment to moment: dependencies (LC-43 to LC-48), starts, exits,
//! restarts (LC-49) and the orderly stop (LC-40, LC-48). Knows nothing of the world.

use std::rc::Rc;

use crate::base::{Draw, Seed, SimSpan, SimTime};
use crate::model::task_definition::{ContainerDefinition, DependencyCondition, TaskDefinition};
use crate::simulation::parameters as p;
use crate::simulation::process::health;
use crate::simulation::world::{Answers, Behaviour, Behaviours, ContainerRun, Health, Phase};

/// What happened to a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It runs.
    Started,
    /// It ended, with this code.
    Exited(u8),
    /// It ended and starts again (LC-49).
    Restarted(u8),
}

/// What one round came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// What happened, in the definition's order.
    pub changes: Vec<(u16, Change)>,
    /// Something moved, whether it is told or not.
    pub moved: bool,
    /// The task cannot start (LC-30, LC-44).
    pub fails: Option<Rc<str>>,
}

/// What a round looks at beside the containers themselves.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// Their definition.
    pub definition: &'a TaskDefinition,
    /// How containers of the family behave.
    pub behaviours: Option<&'a Behaviours>,
    /// The scenario's seed.
    pub seed: Seed,
    /// The task's id: a hash of its path.
    pub task: u128,
    /// The task's desiredStatus is STOPPED: nothing starts again (LC-49).
    pub told_to_stop: bool,
    /// Now.
    pub now: SimTime,
}

/// Whether a dependency lets its container start.
enum Dependency {
    Met,
    Unmet,
    /// It never will be (LC-44).
    Fatal,
}

impl Plan<'_> {
    /// How a container behaves: as set for it, else as set for the family.
    pub fn behaviour(&self, container: &str) -> Behaviour {
        let all = self.behaviours.map_or(&[][..], |list| list);
        let of = |name: Option<&str>| all.iter().find(|(n, _)| n.as_deref() == name);
        let found = of(Some(container)).or_else(|| of(None));
        found.map(|(_, behaviour)| behaviour.clone()).unwrap_or_default()
    }

    /// Whether a start of a container is one of those that fail.
    pub fn fails(&self, behaviour: &Behaviour, container: &str, restarts: u32) -> bool {
        let Some(permille) = behaviour.fail_permille else { return true };
        let draw = Draw::new(self.seed, "container-fails").text(container);
        let draw = draw.number((self.task >> 64) as u64).number(u64::from(restarts));
        draw.value() % 1_000 < u64::from(permille)
    }

    /// When and with what a container that starts now exits by itself; `None` = it runs on (LC-28r).
    fn exit(&self, behaviour: &Behaviour, fails: bool) -> Option<(SimSpan, u8)> {
        let Behaviour { exit_after, exit_code, fail_permille, .. } = *behaviour;
        let after = exit_after.unwrap_or_default();
        let code = exit_code.unwrap_or(0);
        let otherwise = behaviour.pull_fails || behaviour.never_healthy;
        match (fail_permille, fails) {
            (None, _) => (exit_after.is_some() || exit_code.is_some()).then_some((after, code)),
            (Some(_), true) if code > 0 || !otherwise => Some((after, code.max(1))),
            (Some(_), true) => exit_after.map(|after| (after, code)),
            // A job that is done well; a service that goes on.
            (Some(_), false) => exit_after.filter(|_| code == 0).map(|after| (after, 0)),
        }
    }

    /// How a container that started answers its checks.
    pub fn answers(&self, container: &str, started: SimTime, restarts: u32) -> Answers {
        let behaviour = self.behaviour(container);
        let never = behaviour.never_healthy && self.fails(&behaviour, container, restarts);
        let from = (!never).then(|| started.after(behaviour.healthy_after.unwrap_or_default()));
        Answers { fails_from: started, from }
    }

    fn start_time(&self, container: &str) -> SimSpan {
        self.behaviour(container).start_time.unwrap_or(p::PULLED_TO_RUNNING)
    }

    fn start(&self, definition: &ContainerDefinition, run: &mut ContainerRun) {
        let behaviour = self.behaviour(&definition.name);
        let fails = self.fails(&behaviour, &definition.name, run.restarts);
        run.phase = Phase::Running;
        run.started = Some(self.now);
        run.exit_code = None;
        run.due = None;
        run.answers = self.answers(&definition.name, self.now, run.restarts);
        if let Some((after, code)) = self.exit(&behaviour, fails) {
            run.due = Some(self.now.after(after));
            run.ends_with = code;
        }
    }

    /// A container ends: again from the start, or for good (LC-49).
    pub fn end(
        &self,
        definition: &ContainerDefinition,
        run: &mut ContainerRun,
        code: u8,
        stopping: bool,
    ) -> Change {
        run.exit_code = Some(code);
        let again = definition.restart_policy.as_ref().is_some_and(|policy| {
            let since = run.started.map_or(SimSpan(0), |at| self.now.since(at));
            !stopping
                && !policy.ignored_exit_codes.contains(&i64::from(code))
                && since >= SimSpan::seconds(policy.attempt_period_s)
        });
        if again {
            run.restarts += 1;
            run.phase = Phase::Starting;
            run.due = Some(self.now.after(self.start_time(&definition.name)));
            return Change::Restarted(code);
        }
        run.phase = Phase::Stopped;
        run.due = None;
        Change::Exited(code)
    }

    fn dependency(
        &self,
        list: &[ContainerRun],
        name: &str,
        condition: DependencyCondition,
    ) -> Dependency {
        let containers = &self.definition.containers;
        let Some(at) = containers.iter().position(|c| &*c.name == name) else {
            return Dependency::Fatal;
        };
        let (definition, on) = (&containers[at], &list[at]);
        let stopped = on.phase == Phase::Stopped;
        let met = match condition {
            // LC-43: also if it stopped already.
            DependencyCondition::Start => on.started.is_some(),
            DependencyCondition::Complete => stopped,
            DependencyCondition::Success => stopped && on.exit_code == Some(0),
            DependencyCondition::Healthy => {
                !stopped && health::of_container(definition, on, self.now) == Health::Healthy
            }
        };
        let late = timeout(definition, on).is_some_and(|at| at <= self.now)
            && condition != DependencyCondition::Start;
        match met {
            true => Dependency::Met,
            false if stopped || late => Dependency::Fatal,
            false => Dependency::Unmet,
        }
    }

    /// Whether a container may start; the error's text if it never will (LC-44, wording modelled).
    fn may_start(&self, list: &[ContainerRun], at: usize) -> Result<bool, Rc<str>> {
        let mut all = true;
        for (name, condition) in &self.definition.containers[at].depends_on {
            match self.dependency(list, name, *condition) {
                Dependency::Met => {}
                Dependency::Unmet => all = false,
                Dependency::Fatal => {
                    let own = &self.definition.containers[at].name;
                    let text = format!(
                        "TaskFailedToStart: container {own} depends on container {name}, which did not become {}",
                        condition.word()
                    );
                    return Err(text.into());
                }
            }
        }
        Ok(all)
    }

    /// LC-48: a container is stopped only after those that depend on it.
    fn is_free_to_stop(&self, list: &[ContainerRun], at: usize) -> bool {
        let name = &self.definition.containers[at].name;
        self.definition.containers.iter().zip(list).all(|(other, run)| {
            run.phase == Phase::Stopped || other.depends_on.iter().all(|(on, _)| on != name)
        })
    }

    /// Moves each container on by at most one step.
    pub fn round(&self, list: &mut [ContainerRun], stopping: bool) -> Round {
        let mut round = Round::default();
        let definitions = &self.definition.containers;
        for (at, definition) in definitions.iter().enumerate().take(list.len()) {
            let index = u16::try_from(at).unwrap_or(u16::MAX);
            let run = &list[at];
            let due = run.due.is_some_and(|due| due <= self.now);
            match run.phase {
                Phase::Waiting | Phase::Starting if stopping => {
                    list[at].phase = Phase::Stopped;
                    list[at].due = None;
                    round.moved = true;
                }
                Phase::Waiting | Phase::Starting if run.pull_fails && run.pulled_at <= self.now => {
                    // LC-30, LC-52 (wording modelled on the error's documented beginning).
                    let text = format!(
                        "CannotPullContainerError: failed to pull image {}",
                        definition.image
                    );
                    list[at].phase = Phase::Stopped;
                    list[at].due = None;
                    list[at].reason = Some(text.as_str().into());
                    round.fails = Some(text.into());
                    round.moved = true;
                    return round;
                }
                Phase::Waiting => match self.may_start(list, at) {
                    Ok(false) => {}
                    Ok(true) => {
                        let from = self.now.max(list[at].pulled_at);
                        list[at].phase = Phase::Starting;
                        list[at].due = Some(from.after(self.start_time(&definition.name)));
                        round.moved = true;
                    }
                    Err(text) => {
                        round.fails = Some(text);
                        round.moved = true;
                        return round;
                    }
                },
                Phase::Starting if due => {
                    self.start(definition, &mut list[at]);
                    round.changes.push((index, Change::Started));
                }
                Phase::Running if due => {
                    let code = run.ends_with;
                    let change = self.end(definition, &mut list[at], code, self.told_to_stop);
                    round.changes.push((index, change));
                }
                Phase::Running if stopping && self.is_free_to_stop(list, at) => {
                    // LC-40: SIGTERM, then SIGKILL after stopTimeout.
                    let timeout = definition.stop_timeout_s.unwrap_or(p::STOP_TIMEOUT_S);
                    let timeout = SimSpan::seconds(u64::from(timeout));
                    let run = &mut list[at];
                    run.phase = Phase::Stopping;
                    run.due = Some(self.now.after(p::EXIT_TIME.min(timeout)));
                    run.ends_with = if timeout >= p::EXIT_TIME { 143 } else { 137 };
                    round.moved = true;
                }
                Phase::Stopping if due => {
                    let code = run.ends_with;
                    let change = self.end(definition, &mut list[at], code, true);
                    round.changes.push((index, change));
                }
                Phase::Starting | Phase::Running | Phase::Stopping | Phase::Stopped => {}
            }
        }
        round.moved |= !round.changes.is_empty();
        round
    }

    /// When a round can move something again, or a container's health turns for the worse.
    pub fn next_due(&self, list: &[ContainerRun]) -> Option<SimTime> {
        let containers = &self.definition.containers;
        let waiting: Vec<&Rc<str>> = containers
            .iter()
            .zip(list)
            .filter(|(_, run)| run.phase == Phase::Waiting)
            .flat_map(|(definition, _)| definition.depends_on.iter().map(|(name, _)| name))
            .collect();
        let later = |at: &SimTime| *at > self.now;
        let of = |(definition, run): (&ContainerDefinition, &ContainerRun)| {
            let pulls = matches!(run.phase, Phase::Waiting | Phase::Starting) && run.pull_fails;
            let runs = run.phase == Phase::Running;
            let awaited = runs && waiting.contains(&&definition.name);
            let (unhealthy, healthy) = health::turns(definition, run);
            [
                run.due.filter(|_| run.phase != Phase::Stopped),
                pulls.then_some(run.pulled_at),
                unhealthy.filter(|_| runs).filter(later),
                healthy.filter(|_| awaited || (runs && unhealthy.is_some())).filter(later),
                timeout(definition, run).filter(|_| awaited).filter(later),
            ]
            .into_iter()
            .flatten()
            .min()
        };
        containers.iter().zip(list).filter_map(of).min()
    }
}

/// LC-45: when those that wait for a container give it up.
fn timeout(definition: &ContainerDefinition, run: &ContainerRun) -> Option<SimTime> {
    let seconds = definition.start_timeout_s?;
    Some(run.started?.after(SimSpan::seconds(u64::from(seconds))))
}
