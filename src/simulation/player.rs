//! Plays a list of calls: forward within a budget, back by keyframes (design, sections 1, 8).

use std::rc::Rc;

use super::Call;
use super::explain::{Explanation, Probe};
use super::fold::{Setup, Simulation, Stepped};
use super::journal::Journal;
use super::parameters::{FUEL_EVENTS, FUEL_TASKS};
use super::world::{Cluster, ClusterIndex, Moment, ServiceIndex, TaskIndex, World};
use crate::base::SimTime;

/// Keyframes kept at most.
const KEYFRAMES: usize = 16;
/// Replay work between two keyframes, at first: events and calls played. In a large world it is
/// more: what a copy costs.
const KEYFRAME_WORK: u64 = 512;

/// How far an [`Player::advance`] came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// To the asked time.
    Reached,
    /// The budget is spent; more is due.
    Budget,
    /// The scenario's fuel is spent; nothing more is played.
    OutOfFuel,
}

#[derive(Clone, Debug)]
struct Keyframe {
    work: u64,
    time: SimTime,
    simulation: Simulation,
}

/// A placement being looked up: the fold on its way to it, in steps.
#[derive(Clone, Debug)]
pub struct Inquiry {
    simulation: Simulation,
    calls: Rc<[Rc<Call>]>,
    at: Moment,
    probe: Probe,
    journal: Journal,
}

impl Inquiry {
    /// Plays at most `budget` events and calls. Whether it has come to its end.
    pub fn step(&mut self, budget: u32) -> bool {
        let Self { simulation, calls, at, probe, journal } = self;
        for _ in 0..budget {
            if probe.seen.is_some() || simulation.world.now.sequence >= at.sequence {
                return true;
            }
            if simulation.step(calls, at.time, journal, Some(probe)) == Stepped::Nothing {
                return true;
            }
        }
        false
    }

    /// What was seen.
    pub fn into_answer(self) -> Option<Explanation> {
        self.probe.seen
    }
}

/// A scenario being played.
#[derive(Clone, Debug)]
pub struct Player {
    setup: Rc<Setup>,
    calls: Rc<[Rc<Call>]>,
    live: Simulation,
    time: SimTime,
    keyframes: Vec<Keyframe>,
    spacing: u64,
    journal: Journal,
    fuel: u64,
}

fn work(simulation: &Simulation) -> u64 {
    simulation.world.events_played + u64::from(simulation.world.calls_played)
}

/// What a copy costs, in events: a keyframe pays when playing on from it saves more. Tasks are
/// shared by copies until they change; instances and services are copied whole.
fn copying(simulation: &Simulation) -> u64 {
    let of = |room: &Cluster| {
        8 * room.instances.len() + 24 * room.services.len() + room.tasks.len() / 16
    };
    simulation.world.clusters.iter().map(of).sum::<usize>() as u64
}

impl Player {
    /// Stands at time 0, nothing played.
    pub fn new(setup: Rc<Setup>, calls: Rc<[Rc<Call>]>) -> Self {
        let live = Simulation::new(&setup);
        let first = Keyframe { work: 0, time: SimTime::ZERO, simulation: live.clone() };
        Self {
            setup,
            calls,
            live,
            time: SimTime::ZERO,
            keyframes: vec![first],
            spacing: KEYFRAME_WORK,
            journal: Journal::default(),
            fuel: FUEL_EVENTS,
        }
    }

    /// The same with another budget of events; tests use it.
    #[must_use]
    pub fn with_fuel(mut self, events: u64) -> Self {
        self.fuel = events;
        self
    }

    /// The world at [`Player::time`].
    pub const fn world(&self) -> &World {
        &self.live.world
    }

    /// The world with what is to happen to it, at [`Player::time`].
    pub const fn simulation(&self) -> &Simulation {
        &self.live
    }

    /// How far it is played.
    pub const fn time(&self) -> SimTime {
        self.time
    }

    /// What happened up to the furthest moment that was computed.
    pub const fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The calls being played.
    pub const fn calls(&self) -> &Rc<[Rc<Call>]> {
        &self.calls
    }

    /// The setup being played.
    pub const fn setup(&self) -> &Rc<Setup> {
        &self.setup
    }

    /// Whether the fuel ran out before [`Player::time`]: so many events, or so many tasks.
    pub fn truncated(&self) -> bool {
        let world = &self.live.world;
        let tasks = || world.clusters.iter().map(|cluster| cluster.tasks.len()).sum::<usize>();
        world.events_played >= self.fuel || tasks() >= FUEL_TASKS
    }

    /// When something happens next.
    pub fn next_event_time(&self) -> Option<SimTime> {
        if self.truncated() { None } else { self.live.next_time(&self.calls) }
    }

    /// Takes another list of calls. What both lists begin with is not played again; the player
    /// stands at the latest keyframe that both share, and wants [`Player::advance`].
    pub fn replace(&mut self, setup: Rc<Setup>, calls: Rc<[Rc<Call>]>) {
        if *self.setup != *setup {
            *self = Self { fuel: self.fuel, ..Self::new(setup, calls) };
            return;
        }
        let same = self.calls.iter().zip(calls.iter()).take_while(|(a, b)| a == b).count();
        // From here on the two differ: a call that only one of them plays.
        let differs_at = [self.calls.get(same), calls.get(same)].into_iter().flatten();
        let differs_at = differs_at.map(|call| call.at).min();
        let Some(differs_at) = differs_at else { return };
        self.calls = calls;
        self.keyframes.retain(|frame| {
            frame.simulation.world.calls_played as usize <= same
                && (frame.time < differs_at || frame.work == 0)
        });
        let target = self.time.min(differs_at);
        let still_shared = self.live.world.calls_played as usize <= same && self.time < differs_at;
        if !still_shared {
            self.rewind();
            self.truncate_journal();
            self.time = target.min(self.time);
        } else {
            self.truncate_journal();
        }
    }

    fn rewind(&mut self) {
        if let Some(frame) = self.keyframes.last() {
            self.live = frame.simulation.clone();
            self.time = frame.time;
        }
    }

    fn truncate_journal(&mut self) {
        let world = &self.live.world;
        self.journal.entries.truncate(world.journal_len as usize);
        self.journal.calls.truncate(world.calls_played as usize);
        self.journal.samples.truncate(world.samples_len as usize);
    }

    /// Goes to the latest keyframe not after `time`, if that lies behind; then
    /// [`Player::advance`] plays the rest.
    pub fn seek(&mut self, time: SimTime) {
        if time >= self.time {
            return;
        }
        let frame = self.keyframes.iter().rev().find(|frame| frame.time <= time);
        if let Some(frame) = frame {
            self.live = frame.simulation.clone();
            self.time = frame.time;
        }
    }

    /// Plays what is due until `until`, inclusive, at most `budget` events and calls.
    pub fn advance(&mut self, until: SimTime, budget: u32) -> Progress {
        for _ in 0..budget {
            if self.truncated() {
                return Progress::OutOfFuel;
            }
            match self.live.step(&self.calls, until, &mut self.journal, None) {
                Stepped::Played => self.time = self.time.max(self.live.world.now.time),
                Stepped::Nothing => {
                    self.time = self.time.max(until);
                    // What is asked, never ticked (health, protection), is asked at this time.
                    let now = &mut self.live.world.now.time;
                    *now = until.max(*now);
                    return Progress::Reached;
                }
            }
            self.keep_keyframe();
        }
        Progress::Budget
    }

    fn keep_keyframe(&mut self) {
        let done = work(&self.live);
        let last = self.keyframes.last().map_or(0, |frame| frame.work);
        if done < last + self.spacing || done < last + copying(&self.live) {
            return;
        }
        // A keyframe stands for "everything up to its time was played".
        if self.live.next_time(&self.calls).is_none_or(|next| next > self.live.world.now.time) {
            self.keyframes.push(Keyframe {
                work: done,
                time: self.live.world.now.time,
                simulation: self.live.clone(),
            });
            if self.keyframes.len() > KEYFRAMES {
                // Thinned into the past: every second one of the older ones goes.
                let keep_from = self.keyframes.len() / 2;
                let mut index = 0;
                self.keyframes.retain(|_| {
                    index += 1;
                    index == 1 || index > keep_from || index % 2 == 1
                });
                self.spacing = self.spacing.saturating_mul(3) / 2;
            }
        }
    }

    /// Begins to watch the placement that happened at `at`; [`Inquiry::step`] plays on.
    pub fn inquire(&self, at: Moment) -> Option<Inquiry> {
        let earlier = |frame: &&Keyframe| frame.simulation.world.now.sequence < at.sequence;
        let frame = self.keyframes.iter().rev().find(earlier)?;
        Some(Inquiry {
            simulation: frame.simulation.clone(),
            calls: Rc::clone(&self.calls),
            at,
            probe: Probe { sequence: at.sequence, seen: None },
            // What is played here was played and written down before.
            journal: Journal { muted: true, ..Journal::default() },
        })
    }

    /// Watches the placement that happened at `at`.
    pub fn explain(&self, at: Moment) -> Option<Explanation> {
        let mut inquiry = self.inquire(at)?;
        while !inquiry.step(u32::MAX) {}
        inquiry.into_answer()
    }

    /// Why a task is where it is.
    pub fn explain_task(&self, cluster: ClusterIndex, task: TaskIndex) -> Option<Explanation> {
        super::explain::waiting_task(self.world(), cluster, task).or_else(|| {
            let cluster = self.world().clusters.get(cluster as usize)?;
            self.explain(cluster.tasks.get(task as usize)?.placed)
        })
    }

    /// Why a service's next task waits.
    pub fn explain_waiting(
        &self,
        cluster: ClusterIndex,
        service: ServiceIndex,
    ) -> Option<Explanation> {
        let now = super::explain::waiting_service(self.world(), cluster, service);
        if now.as_ref().is_some_and(|now| super::explain::is_as_told(self.world(), now)) {
            return now;
        }
        let cluster = self.world().clusters.get(cluster as usize)?;
        let waiting = cluster.services.get(service as usize)?.waiting.as_ref()?;
        let told = self.explain(waiting.last_attempt)?;
        Some(now.map_or_else(|| told.clone(), |now| told.clone().with_fixes(&now)))
    }
}
