//! Reads `deploymentConfiguration` (SV-30 to SV-78), and refuses what the API refuses of it.

use std::rc::Rc;

use serde_json::Value;

use crate::base::SimSpan;
use crate::model::reader::Fields;
use crate::simulation::ApiError;
use crate::simulation::world::deployment_configuration::{
    Alarms, Breaker, DeploymentConfiguration, EarlySuccess, Hook, HookKind, Strategy, Threshold,
};
use crate::simulation::world::shift::HookStage;

/// What a service has that says nothing (SV-31).
pub fn default_for(daemon: bool) -> DeploymentConfiguration {
    DeploymentConfiguration {
        minimum_percent: if daemon { 0 } else { 100 },
        maximum_percent: if daemon { 100 } else { 200 },
        breaker: Breaker {
            enable: false,
            rollback: false,
            reset_on_healthy: true,
            threshold: Threshold::BoundedPercent(50),
        },
        alarms: Alarms::default(),
        strategy: Strategy::Rolling,
        bake: None,
        hooks: Rc::new([]),
        early: None,
    }
}

fn refused(rule: &'static str, text: &str) -> ApiError {
    ApiError::modelled(rule, "InvalidParameterException", text)
}

fn minutes(fields: &Fields<'_>, key: &'static str, greatest: i64) -> Option<SimSpan> {
    let minutes = fields.integer(key, 0, greatest)?;
    Some(SimSpan::minutes(u64::try_from(minutes).unwrap_or(0)))
}

/// A percentage with at most one decimal, in tenths: `12.5` is 125.
fn tenths(fields: &Fields<'_>, key: &'static str, least: u32) -> Result<Option<u32>, ApiError> {
    let text = match fields.raw(key) {
        None => return Ok(None),
        Some(Value::Number(number)) => number.to_string(),
        Some(_) => fields.text(key).map(|text| text.to_string()).unwrap_or_default(),
    };
    let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
    let part = part.trim_end_matches('0');
    let read = |digits: &str| digits.parse::<u32>().ok().filter(|n| *n <= 1_000);
    let value = match (read(whole), if part.is_empty() { Some(0) } else { read(part) }) {
        (Some(whole), Some(part)) if part < 10 => Some(whole * 10 + part),
        _ => None,
    };
    match value.filter(|value| (least..=1_000).contains(value)) {
        Some(value) => Ok(Some(value)),
        None => {
            let text = format!(
                "{key} must be between {}.{} and 100.0, in steps of 0.1.",
                least / 10,
                least % 10
            );
            Err(refused("SV-77", &text))
        }
    }
}

fn breaker(fields: &Fields<'_>, was: Breaker) -> Breaker {
    let mut threshold = Threshold::BoundedPercent(50);
    if let Some(given) = fields.object("thresholdConfiguration") {
        let value = given.count("value").unwrap_or(50);
        let words = [
            ("BOUNDED_PERCENT", Threshold::BoundedPercent(value)),
            ("UNBOUNDED_PERCENT", Threshold::UnboundedPercent(value)),
            ("COUNT", Threshold::Count(value)),
        ];
        threshold = given.choice("type", &words).unwrap_or(words[0].1);
        given.finish(&[]);
    }
    let out = Breaker {
        enable: fields.boolean("enable").unwrap_or(false),
        rollback: fields.boolean("rollback").unwrap_or(false),
        reset_on_healthy: fields.boolean("resetOnHealthyTask").unwrap_or(was.reset_on_healthy),
        threshold,
    };
    fields.finish(&[]);
    out
}

fn hooks(fields: &Fields<'_>) -> Result<Rc<[Hook]>, ApiError> {
    let mut hooks = Vec::new();
    for given in fields.objects("lifecycleHooks") {
        let kinds = [("AWS_LAMBDA", HookKind::Lambda), ("PAUSE", HookKind::Pause)];
        let kind = given.choice("targetType", &kinds).unwrap_or(HookKind::Lambda);
        let mut stages = Vec::new();
        for name in given.texts("lifecycleStages") {
            let known = HookStage::ALL.iter().find(|(word, _)| *word == &*name);
            let Some((_, stage)) = known else {
                let text = format!("{name} is not a stage at which a lifecycle hook can run.");
                return Err(refused("SV-73", &text));
            };
            stages.push(*stage);
        }
        let moves = [HookStage::TestTrafficShift, HookStage::ProductionTrafficShift];
        if kind == HookKind::Pause && stages.iter().any(|stage| moves.contains(stage)) {
            let text = "A PAUSE lifecycle hook can not run at TEST_TRAFFIC_SHIFT or PRODUCTION_TRAFFIC_SHIFT.";
            return Err(refused("SV-73", text));
        }
        let (mut timeout, mut continues) = (SimSpan::minutes(1_440), false);
        if let Some(limit) = given.object("timeoutConfiguration") {
            timeout = minutes(&limit, "timeoutInMinutes", 20_160).unwrap_or(timeout);
            let words = [("ROLLBACK", false), ("CONTINUE", true)];
            continues = limit.choice("action", &words).unwrap_or(false);
            limit.finish(&[]);
        }
        given.finish(&["hookTargetArn", "roleArn", "hookDetails"]);
        hooks.push(Hook { kind, stages: stages.into(), timeout, continues });
    }
    Ok(hooks.into())
}

/// SV-70, SV-71, SV-77, SV-78.
fn strategy(fields: &Fields<'_>) -> Result<Strategy, ApiError> {
    let (mut step, mut step_bake) = (100, SimSpan::minutes(6));
    if let Some(linear) = fields.object("linearConfiguration") {
        step = tenths(&linear, "stepPercent", 30)?.unwrap_or(step);
        step_bake = minutes(&linear, "stepBakeTimeInMinutes", 1_440).unwrap_or(step_bake);
        linear.finish(&[]);
    }
    let (mut first, mut bake) = (50, SimSpan::minutes(10));
    if let Some(canary) = fields.object("canaryConfiguration") {
        first = tenths(&canary, "canaryPercent", 1)?.unwrap_or(first);
        bake = minutes(&canary, "canaryBakeTimeInMinutes", 1_440).unwrap_or(bake);
        canary.finish(&[]);
    }
    let words = [
        ("ROLLING", Strategy::Rolling),
        ("BLUE_GREEN", Strategy::BlueGreen),
        ("LINEAR", Strategy::Linear { step, bake: step_bake }),
        ("CANARY", Strategy::Canary { first, bake }),
    ];
    Ok(fields.choice("strategy", &words).unwrap_or_default())
}

/// Reads the field; what it does not say stays as it `was`, and is the default where what it is a
/// part of is given anew.
pub fn read(
    fields: &Fields<'_>,
    was: &DeploymentConfiguration,
) -> Result<DeploymentConfiguration, ApiError> {
    let Some(given) = fields.object("deploymentConfiguration") else { return Ok(was.clone()) };
    let mut out = was.clone();
    out.minimum_percent = given.count("minimumHealthyPercent").unwrap_or(was.minimum_percent);
    out.maximum_percent = given.count("maximumPercent").unwrap_or(was.maximum_percent);
    if let Some(given) = given.object("deploymentCircuitBreaker") {
        out.breaker = breaker(&given, was.breaker);
    }
    if let Some(alarms) = given.object("alarms") {
        out.alarms = Alarms {
            enable: alarms.boolean("enable").unwrap_or(false),
            rollback: alarms.boolean("rollback").unwrap_or(false),
            names: alarms.texts("alarmNames").into(),
        };
        alarms.finish(&[]);
    }
    let given_strategy = given.raw("strategy").is_some();
    let strategy = strategy(&given)?;
    if given_strategy {
        out.strategy = strategy;
    }
    out.bake = minutes(&given, "bakeTimeInMinutes", 1_440).or(was.bake);
    if given.raw("lifecycleHooks").is_some() {
        out.hooks = hooks(&given)?;
    }
    if let Some(early) = given.object("earlySuccessCriteria") {
        let percent = early.count("healthyPercent").unwrap_or(out.minimum_percent);
        let words = [("BLOCKING", false), ("DEFERRED", true)];
        let deferred = early.choice("sourceServiceRevisionCleanup", &words).unwrap_or(false);
        let enable = early.boolean("enable").unwrap_or(false);
        early.finish(&[]);
        if enable && percent < out.minimum_percent {
            let text = "healthyPercent can not be less than minimumHealthyPercent.";
            return Err(refused("SV-40", text));
        }
        out.early = enable.then_some(EarlySuccess { healthy_percent: percent, deferred });
    }
    given.finish(&[]);
    refuse(&out)?;
    Ok(out)
}

/// What does not go together.
fn refuse(configuration: &DeploymentConfiguration) -> Result<(), ApiError> {
    let rolling = configuration.strategy == Strategy::Rolling;
    if configuration.strategy == Strategy::BlueGreen && configuration.bake.is_none() {
        let text = "bakeTimeInMinutes is required with the BLUE_GREEN deployment strategy.";
        return Err(refused("SV-71", text));
    }
    if !rolling && configuration.breaker.enable {
        let text = "The deployment circuit breaker is only supported with the ROLLING deployment strategy.";
        return Err(refused("SV-58", text));
    }
    if !rolling && configuration.early.is_some() {
        let text = "earlySuccessCriteria is only supported with the ROLLING deployment strategy.";
        return Err(refused("SV-40", text));
    }
    if configuration.alarms.enable && configuration.alarms.names.is_empty() {
        return Err(refused("SV-60", "alarmNames can not be empty while alarms are enabled."));
    }
    Ok(())
}

/// What the service itself must have for it (SV-31, SV-70).
pub fn fits(
    configuration: &DeploymentConfiguration,
    daemon: bool,
    traffic: bool,
) -> Result<(), ApiError> {
    if daemon && configuration.maximum_percent != 100 {
        let text = "maximumPercent must be 100 with the DAEMON scheduling strategy.";
        return Err(refused("SV-31", text));
    }
    if configuration.strategy != Strategy::Rolling && (daemon || !traffic) {
        let text = format!(
            "The {} deployment strategy requires a REPLICA service with a load balancer or Service Connect.",
            configuration.strategy.as_str()
        );
        return Err(refused("SV-70", &text));
    }
    Ok(())
}
