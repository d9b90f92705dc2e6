//! Client tokens of RunTask: what is asked twice with one token is done once (API reference,
//! "Ensuring idempotency"). CreateService has its name for that (SV-133).

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

use super::ApiError;
use super::world::{ClusterIndex, TaskIndex, World};
use crate::base::{SimSpan, SimTime};
use crate::model::reader::Fields;

/// How long a token is remembered (documented).
const REMEMBERED: SimSpan = SimSpan::minutes(24 * 60);
/// How long after the last of its tasks stopped, where that is sooner (modelled).
const AFTER_ITS_TASKS: SimSpan = SimSpan::minutes(60);

/// What a token was used for.
#[derive(Clone, Debug)]
pub struct Used {
    /// When.
    pub at: SimTime,
    /// The whole input.
    pub input: Rc<Value>,
    /// The tasks that were started.
    pub tasks: Rc<[TaskIndex]>,
    /// `failures` of the answer.
    pub failures: Rc<Value>,
}

/// All tokens, a cluster's apart from another's. Shared by keyframes.
#[derive(Clone, Debug, Default)]
pub struct Tokens(Rc<BTreeMap<(ClusterIndex, Rc<str>), Used>>);

impl Tokens {
    /// Remembers what a token was used for.
    pub fn remember(&mut self, cluster: ClusterIndex, token: Rc<str>, used: Used) {
        Rc::make_mut(&mut self.0).insert((cluster, token), used);
    }
}

/// Whether a token may still be answered for.
fn is_remembered(world: &World, cluster: ClusterIndex, used: &Used) -> bool {
    let now = world.now.time;
    let tasks = &world.clusters[cluster as usize].tasks;
    let mut stopped = used.tasks.iter().map(|task| tasks.get(*task as usize)?.times.stopped);
    let last = stopped.try_fold(SimTime::ZERO, |last, at| at.map(|at| last.max(at)));
    now < used.at.after(REMEMBERED) && last.is_none_or(|last| now < last.after(AFTER_ITS_TASKS))
}

/// The token of a call, legal (33 to 126, at most `most` characters).
///
/// # Errors
/// What the API refuses of it.
pub fn token(fields: &Fields<'_>, most: usize) -> Result<Option<Rc<str>>, ApiError> {
    let token = fields.text("clientToken");
    let legal = |token: &Rc<str>| {
        token.len() <= most && token.bytes().all(|byte| (33..=126).contains(&byte))
    };
    if token.as_ref().is_some_and(|token| !legal(token)) {
        let text = format!("clientToken can have at most {most} characters, ASCII 33 to 126.");
        return Err(ApiError::modelled("SV-139", "InvalidParameterException", text));
    }
    Ok(token)
}

/// What the same call answered before, if it was made before.
///
/// # Errors
/// `ConflictException` if the token was used with another input.
pub fn made_before(
    world: &World,
    cluster: ClusterIndex,
    token: Option<&Rc<str>>,
    input: &Value,
) -> Result<Option<Used>, ApiError> {
    let Some(token) = token else { return Ok(None) };
    let used = world.tokens.0.get(&(cluster, Rc::clone(token)));
    let Some(used) = used.filter(|used| is_remembered(world, cluster, used)) else {
        return Ok(None);
    };
    if *used.input == *input {
        return Ok(Some(used.clone()));
    }
    let text = "The RunTask request could not be processed due to conflicts. \
                The provided clientToken is already in use with a different RunTask request.";
    Err(ApiError::modelled("SV-139", "ConflictException", text))
}
