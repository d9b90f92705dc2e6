//! The fold: calls and events, one after another, into a world.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use serde_json::Value;

use super::calls;
use super::engine::Engine;
use super::explain::Probe;
use super::journal::{CallRecord, EntryKind, Journal, Sample};
use super::process;
use super::queue::Queue;
use super::world::{Moment, Settings, Totals, World};
use super::{ApiError, Call};
use crate::base::{Diagnostic, Seed, SimTime};
use crate::model::catalog::quota::Profile;
use crate::model::catalog::region;
use crate::model::reader::ShapeProblem;

/// The engine's version. It grows whenever the same scenario gives another world.
pub const ENGINE_VERSION: u32 = 23;

/// 2026-01-01T00:00:00Z in milliseconds since 1970.
pub const DEFAULT_START_EPOCH_MS: i64 = 1_767_225_600_000;

/// What a scenario fixes beside its calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The seed.
    pub seed: Seed,
    /// The Region's name.
    pub region: Rc<str>,
    /// The wall clock at time 0, in milliseconds since 1970.
    pub start_epoch_ms: i64,
    /// Which quota table holds.
    pub profile: Profile,
    /// Overrides of adjustable quotas: (code, value).
    pub overrides: Rc<[(Rc<str>, u64)]>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            seed: Seed(0),
            region: region::DEFAULT_REGION.into(),
            start_epoch_ms: DEFAULT_START_EPOCH_MS,
            profile: Profile::Notes,
            overrides: Rc::new([]),
        }
    }
}

/// A world with what is to happen to it.
#[derive(Clone, Debug)]
pub struct Simulation {
    /// The world.
    pub world: World,
    queue: Queue,
    /// Calls at this time are being played: they come before their consequences.
    calls_at: Option<SimTime>,
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stepped {
    /// An event or a call was played.
    Played,
    /// Nothing is due until then.
    Nothing,
}

impl Simulation {
    /// The empty world of a scenario.
    pub fn new(setup: &Setup) -> Self {
        let zones = region::zones(&setup.region);
        let settings = Settings {
            seed: setup.seed,
            region: Rc::clone(&setup.region),
            zones: zones.into_iter().map(Rc::from).collect(),
            start_epoch_ms: setup.start_epoch_ms,
            profile: setup.profile,
            overrides: Rc::clone(&setup.overrides),
        };
        Self {
            world: World {
                settings: Rc::new(settings),
                now: Moment::default(),
                clusters: Vec::new(),
                definitions: Vec::new(),
                variants: Vec::new(),
                tags: super::tags::Tagged::default(),
                tokens: super::idempotency::Tokens::default(),
                counted: super::quotas::Counted::default(),
                journal_len: 0,
                calls_played: 0,
                samples_len: 0,
                events_played: 0,
                account_settings: BTreeMap::new(),
                alarms: BTreeSet::new(),
                capacity: super::world::Capacity::default(),
                behaviours: BTreeMap::new(),
                failed_zones: BTreeMap::new(),
                totals: Totals::default(),
                pulls_ahead: VecDeque::new(),
                sampled: Sample::default(),
            },
            queue: Queue::default(),
            calls_at: None,
        }
    }

    /// What a call would be answered now, and what its input should be warned of; nothing happens.
    pub fn rehearse(
        &self,
        call: &Call,
    ) -> (Result<Value, ApiError>, Vec<Diagnostic<ShapeProblem>>) {
        self.on_a_copy(|engine| calls::call(engine, call))
    }

    /// What would come of it now; nothing happens.
    pub(super) fn on_a_copy<T>(&self, then: impl FnOnce(&mut Engine<'_>) -> T) -> T {
        let mut copy = self.clone();
        let journal = &mut Journal { muted: true, ..Journal::default() };
        then(&mut Engine { world: &mut copy.world, queue: &mut copy.queue, journal, probe: None })
    }

    /// Makes a call now that stands in no list.
    pub(super) fn make(&mut self, call: &Call, journal: &mut Journal) -> Result<(), ApiError> {
        self.world.now.time = self.world.now.time.max(call.at);
        let mut engine =
            Engine { world: &mut self.world, queue: &mut self.queue, journal, probe: None };
        play_call(&mut engine, call);
        match journal.calls.last() {
            Some(CallRecord { result: Err(error), .. }) => Err(error.clone()),
            _ => Ok(()),
        }
    }

    /// When the next event or call is due.
    pub fn next_time(&self, calls: &[Rc<Call>]) -> Option<SimTime> {
        let call = calls.get(self.world.calls_played as usize).map(|call| call.at);
        match (self.queue.next_time(), call) {
            (Some(event), Some(call)) => Some(event.min(call)),
            (event, call) => event.or(call),
        }
    }

    /// Plays the next event or call that is due until `until`, inclusive. At one moment: first
    /// the events that are due, then the calls in list order, then their consequences.
    pub fn step(
        &mut self,
        calls: &[Rc<Call>],
        until: SimTime,
        journal: &mut Journal,
        probe: Option<&mut Probe>,
    ) -> Stepped {
        let call = calls.get(self.world.calls_played as usize);
        let event_at = self.queue.next_time();
        let call_first = call.is_some_and(|call| {
            event_at.is_none_or(|event| call.at < event) || self.calls_at == Some(call.at)
        });
        if call_first {
            let Some(call) = call.filter(|call| call.at <= until) else { return Stepped::Nothing };
            let call = Rc::clone(call);
            self.world.now.time = self.world.now.time.max(call.at);
            self.calls_at = Some(call.at);
            let mut engine =
                Engine { world: &mut self.world, queue: &mut self.queue, journal, probe };
            play_call(&mut engine, &call);
            return Stepped::Played;
        }
        if event_at.is_none_or(|event| event > until) {
            return Stepped::Nothing;
        }
        if let Some((time, event)) = self.queue.pop() {
            self.world.now.time = self.world.now.time.max(time);
            self.world.events_played += 1;
            let mut engine =
                Engine { world: &mut self.world, queue: &mut self.queue, journal, probe };
            process::play(&mut engine, event);
            engine.sample();
        }
        Stepped::Played
    }
}

fn play_call(engine: &mut Engine<'_>, call: &Call) {
    let (result, notes) = calls::call(engine, call);
    let index = engine.world.calls_played;
    let at = engine.record(EntryKind::Call { index });
    if index as usize >= engine.journal.calls.len() && !engine.journal.muted {
        let name = call.name;
        let result = result.map(Rc::new);
        engine.journal.calls.push(CallRecord { at, index, name, result, notes: notes.into() });
    }
    engine.world.calls_played += 1;
    engine.sample();
}
