//! Blue/green, linear and canary deployments: the new revision scales up beside the old one, takes
//! its traffic, and the old one goes (SV-70 to SV-82).

use std::rc::Rc;

use super::rolling::{self, Told};
use crate::base::SimTime;
use crate::simulation::engine::Engine;
use crate::simulation::parameters as p;
use crate::simulation::process::service_scheduler;
use crate::simulation::world::deployment_configuration::{HookKind, Strategy};
use crate::simulation::world::shift::{Awaited, HookStage, Shift, Stage};
use crate::simulation::world::{
    ClusterIndex, DeploymentIndex, Failure, Rollout, Service, ServiceIndex, Task,
};

/// All of the traffic, in tenths of a percent.
const ALL: u32 = 1_000;

/// The stage at which a shift begins (SV-72).
pub fn begin(s: &Service, now: SimTime) -> Shift {
    let stage = if s.others.len() > 1 { Stage::ReconcileService } else { Stage::PreScaleUp };
    Shift::new(stage, now)
}

/// The revision that has the traffic before the shift: the last COMPLETED one that has tasks.
pub fn source(s: &Service) -> Option<DeploymentIndex> {
    let completed =
        |d: &&DeploymentIndex| s.deployments[**d as usize].rollout == Rollout::Completed;
    s.others.iter().rev().find(completed).or(s.others.first()).copied()
}

/// Whether test traffic exists: a test listener rule or Service Connect test rules.
fn has_test_traffic(s: &Service) -> bool {
    let text = |field: &str| s.input.get(field).map(ToString::to_string).unwrap_or_default();
    text("loadBalancers").contains("\"testListenerRule\"")
        || text("serviceConnectConfiguration").contains("\"testTrafficRules\"")
}

fn shift_of(s: &mut Service) -> Option<&mut Shift> {
    s.deployment_mut().shift.as_mut().map(Rc::make_mut)
}

fn enter(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex, stage: Stage) {
    let now = engine.time();
    let s = engine.service(cluster, service);
    s.deployment_mut().updated_at = now;
    if let Some(shift) = shift_of(s) {
        shift.stage = stage;
        shift.since = now;
        shift.until = None;
        shift.answered = None;
    }
}

/// One look at a deployment that shifts traffic.
pub fn pass(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    renew(engine, cluster, service);
    while engine.service(cluster, service).deployment().rollout == Rollout::InProgress {
        let Some(next) = next(engine, cluster, service) else { return };
        enter(engine, cluster, service, next);
    }
}

/// The stage that follows, if this one is over.
fn next(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) -> Option<Stage> {
    let stage = engine.service(cluster, service).deployment().shift.as_ref()?.stage;
    let mut asked = |at: HookStage| hooks(engine, cluster, service, at);
    match stage {
        Stage::ReconcileService => {
            if !asked(HookStage::ReconcileService) {
                return None;
            }
            let s = engine.service(cluster, service);
            let keep = source(s);
            let stray = s.others.iter().filter(|d| Some(**d) != keep);
            let stray: u32 = stray.map(|d| s.deployments[*d as usize].active).sum();
            let primary = s.primary;
            stop(engine, cluster, service, stray, move |d| d != primary && Some(d) != keep);
            Some(Stage::PreScaleUp)
        }
        Stage::PreScaleUp => asked(HookStage::PreScaleUp).then_some(Stage::ScaleUp),
        Stage::ScaleUp => scaled_up(engine, cluster, service).then_some(Stage::PostScaleUp),
        Stage::PostScaleUp => asked(HookStage::PostScaleUp).then_some(Stage::TestTrafficShift),
        Stage::TestTrafficShift => {
            let s = engine.service(cluster, service);
            let test = if has_test_traffic(s) { ALL } else { 0 };
            shift_of(s)?.test = test;
            hooks(engine, cluster, service, HookStage::TestTrafficShift)
                .then_some(Stage::PostTestTrafficShift)
        }
        Stage::PostTestTrafficShift => {
            asked(HookStage::PostTestTrafficShift).then_some(Stage::ProductionTrafficShift)
        }
        Stage::ProductionTrafficShift => production(engine, cluster, service),
        Stage::PostProductionTrafficShift => {
            asked(HookStage::PostProductionTrafficShift).then_some(Stage::BakeTime)
        }
        Stage::BakeTime => {
            let bake = engine.service(cluster, service).configuration.bake.unwrap_or_default();
            waited(engine, cluster, service, bake).then_some(Stage::CleanUp)
        }
        Stage::CleanUp => {
            let s = engine.service(cluster, service);
            let old: u32 = s.others.iter().map(|d| s.deployments[*d as usize].active).sum();
            let primary = s.primary;
            stop(engine, cluster, service, old, move |d| d != primary);
            None
        }
    }
}

/// Whether a time since the last change of the stage is over; plans the pass at its end.
fn waited(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    time: crate::base::SimSpan,
) -> bool {
    let now = engine.time();
    let Some(shift) = shift_of(engine.service(cluster, service)) else { return true };
    let until = *shift.until.get_or_insert(now.after(time));
    if until > now {
        service_scheduler::pass_at(engine, cluster, service, until);
        return false;
    }
    true
}

fn scaled_up(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) -> bool {
    let now = engine.time();
    let s = engine.service(cluster, service);
    let d = s.deployment();
    if d.staying() == s.desired && d.active == s.desired && d.healthy == d.active {
        return true;
    }
    // SV-75: a stage that takes longer fails.
    let ends = d.shift.as_ref().map_or(now, |shift| shift.since.after(p::STAGE_TIMEOUT));
    if ends <= now {
        super::fail(engine, cluster, service, Failure::Hook);
    } else if engine.service(cluster, service).pass_at.is_none() {
        service_scheduler::pass_at(engine, cluster, service, ends);
    }
    false
}

/// Production traffic moves in steps, each with its hooks and its time (SV-73, SV-77, SV-78, SV-82).
fn production(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
) -> Option<Stage> {
    loop {
        let s = engine.service(cluster, service);
        let strategy = s.configuration.strategy;
        let shift = s.deployment().shift.as_deref()?;
        if shift.until.is_none() {
            let moved = shift.production >= strategy.traffic_after(shift.steps + 1)
                || matches!(shift.answered, Some((HookStage::ProductionTrafficShift, _)));
            if !moved {
                if !hooks(engine, cluster, service, HookStage::PreProductionTrafficShift) {
                    return None;
                }
                let shift = shift_of(engine.service(cluster, service))?;
                shift.steps += 1;
                shift.production = strategy.traffic_after(shift.steps);
                shift.answered = Some((HookStage::ProductionTrafficShift, 0));
            }
            if !hooks(engine, cluster, service, HookStage::ProductionTrafficShift) {
                return None;
            }
        }
        let shift = shift_of(engine.service(cluster, service))?;
        let all = shift.production >= ALL;
        let time = match strategy {
            Strategy::Linear { bake, .. } | Strategy::Canary { bake, .. } if !all => bake,
            // SV-77: no time after the step that moves the rest.
            Strategy::Linear { .. } | Strategy::Canary { .. } => crate::base::SimSpan(0),
            Strategy::BlueGreen | Strategy::Rolling => p::TRAFFIC_SHIFT,
        };
        if !waited(engine, cluster, service, time) {
            return None;
        }
        let shift = shift_of(engine.service(cluster, service))?;
        if all {
            return Some(Stage::PostProductionTrafficShift);
        }
        shift.until = None;
        shift.answered = None;
    }
}

/// Asks the hooks of a stage, one after another; whether all have answered (SV-73 to SV-76).
fn hooks(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    at: HookStage,
) -> bool {
    let now = engine.time();
    let configuration = Rc::clone(&engine.service(cluster, service).configuration);
    let asked = (0..).zip(configuration.hooks.iter()).filter(|(_, hook)| hook.stages.contains(&at));
    for (number, (index, hook)) in (0..).zip(asked) {
        let Some(shift) = shift_of(engine.service(cluster, service)) else { return false };
        let answered = match shift.answered {
            Some((stage, count)) if stage == at => count,
            _ => 0,
        };
        if answered > number {
            continue;
        }
        if hook.kind == HookKind::Pause {
            let until = match shift.awaits {
                Some(awaited) => awaited.until,
                None => {
                    let until = now.after(hook.timeout);
                    shift.awaits = Some(Awaited { stage: at, hook: index, until });
                    until
                }
            };
            if until > now {
                service_scheduler::pass_at(engine, cluster, service, until);
                return false;
            }
            if !hook.continues {
                super::fail(engine, cluster, service, Failure::Hook);
                return false;
            }
        }
        let Some(shift) = shift_of(engine.service(cluster, service)) else { return false };
        shift.awaits = None;
        shift.answered = Some((at, number + 1));
    }
    true
}

/// Somebody answers the hook that waits (ContinueServiceDeployment, SV-76).
pub fn answer(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    goes_on: bool,
) {
    let Some(shift) = shift_of(engine.service(cluster, service)) else { return };
    let Some(awaited) = shift.awaits.take() else { return };
    if !goes_on {
        super::fail(engine, cluster, service, Failure::Hook);
        return;
    }
    let answered = match shift.answered {
        Some((stage, count)) if stage == awaited.stage => count,
        _ => 0,
    };
    shift.answered = Some((awaited.stage, answered + 1));
    service_scheduler::changed(engine, cluster, service);
}

/// Tasks of the new revision that are unhealthy, or on a DRAINING instance, stop when others are
/// there in their place (SV-41, LC-82); what is more than desired stops too (SV-97). The old
/// revision's tasks are left alone until they are cleaned up (modelled).
fn renew(engine: &mut Engine<'_>, cluster: ClusterIndex, service: ServiceIndex) {
    let s = engine.service(cluster, service);
    let (d, primary) = (s.deployment(), s.primary);
    let unready = d.draining - d.draining_healthy;
    let there = d.healthy - d.draining_healthy >= s.desired;
    let replaced = if there { d.draining_healthy + d.failing } else { 0 };
    let surplus = d.staying().saturating_sub(s.desired);
    if unready + replaced + surplus == 0 {
        return;
    }
    let mut told = Told::default();
    let mut some = |count: u32, may_be: &dyn Fn(&Task) -> bool| {
        rolling::stop_some(engine, cluster, service, count, &mut told, |t| {
            t.deployment == primary && may_be(t)
        });
    };
    some(unready, &|t| t.drains && !t.failing && !t.healthy);
    some(replaced, &|t| t.failing || (t.drains && t.healthy));
    some(surplus, &|t| !t.failing && !t.drains);
    rolling::tell(engine, cluster, service, told);
}

fn stop(
    engine: &mut Engine<'_>,
    cluster: ClusterIndex,
    service: ServiceIndex,
    count: u32,
    of: impl Fn(DeploymentIndex) -> bool,
) {
    let mut told = Told::default();
    rolling::stop_some(engine, cluster, service, count, &mut told, |task| of(task.deployment));
    rolling::tell(engine, cluster, service, told);
}
