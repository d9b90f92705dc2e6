//! What every part of the simulation works on: the world, the queue, the journal.

use std::rc::Rc;

use super::explain::Probe;
use super::journal::{Entry, EntryKind, Journal, Sample};
use super::queue::{Event, Queue};
use super::service_event::ServiceMessage;
use super::world::{
    Cluster, ClusterIndex, Moment, Service, ServiceEvent, ServiceIndex, Task, TaskIndex, World,
};
use crate::base::{SimSpan, SimTime};

/// The hands that change the world.
pub struct Engine<'a> {
    /// The world.
    pub world: &'a mut World,
    /// What is to happen.
    pub queue: &'a mut Queue,
    /// What happened.
    pub journal: &'a mut Journal,
    /// Somebody who wants to see one placement.
    pub probe: Option<&'a mut Probe>,
}

impl Engine<'_> {
    /// The next moment: every happening has its own.
    pub fn tick(&mut self) -> Moment {
        self.world.now.sequence += 1;
        self.world.now
    }

    /// Simulated time.
    pub const fn time(&self) -> SimTime {
        self.world.now.time
    }

    /// Writes into the journal. When a stretch is folded again, it is there already.
    pub fn record(&mut self, kind: EntryKind) -> Moment {
        let at = self.tick();
        if self.world.journal_len as usize >= self.journal.entries.len() && !self.journal.muted {
            self.journal.entries.push(Entry { at, kind });
        }
        self.world.journal_len += 1;
        at
    }

    /// Plans an event after a delay.
    pub fn plan(&mut self, after: SimSpan, event: Event) {
        self.queue.push(self.world.now.time.after(after), event);
    }

    /// Writes a sample if the sums changed since the last one; one of the same moment gives way.
    pub fn sample(&mut self) {
        self.sample_pulls();
        if self.world.sampled.totals != self.world.totals {
            self.write(Sample { time: self.time(), totals: self.world.totals });
        }
    }

    /// Pulls that began since the last event: each is a sample of its own moment.
    fn sample_pulls(&mut self) {
        let now = self.time();
        while let Some(pull) = self.world.pulls_ahead.front().copied().filter(|pull| pull.at <= now)
        {
            self.world.pulls_ahead.pop_front();
            self.world.totals.nano_usd_hour += pull.nano_usd_hour;
            if pull.at < now {
                let mut totals = self.world.sampled.totals;
                totals.nano_usd_hour += pull.nano_usd_hour;
                self.write(Sample { time: pull.at, totals });
            }
        }
    }

    fn write(&mut self, sample: Sample) {
        if self.world.sampled.time < sample.time || self.world.samples_len == 0 {
            self.world.samples_len += 1;
        }
        self.world.sampled = sample;
        let at = self.world.samples_len as usize;
        let samples = &mut self.journal.samples;
        if at >= samples.len() && !self.journal.muted {
            samples.truncate(at - 1);
            samples.push(sample);
        }
    }

    /// A cluster. Indices come from the world itself.
    pub fn cluster(&mut self, index: ClusterIndex) -> &mut Cluster {
        &mut self.world.clusters[index as usize]
    }

    /// A task.
    pub fn task(&mut self, cluster: ClusterIndex, task: TaskIndex) -> &mut Task {
        &mut self.cluster(cluster).tasks[task as usize]
    }

    /// A service.
    pub fn service(&mut self, cluster: ClusterIndex, service: ServiceIndex) -> &mut Service {
        &mut self.cluster(cluster).services[service as usize]
    }

    /// Emits a service event, unless an equal one was told within six hours and nothing
    /// resolved its cause since (SV-100, SV-101).
    pub fn tell(&mut self, cluster: ClusterIndex, service: ServiceIndex, message: ServiceMessage) {
        let now = self.time();
        let told = self.service(cluster, service);
        if message.is_suppressed_when_repeated() {
            let recent = told
                .events
                .iter()
                .rev()
                .take_while(|e| now.since(e.at.time) < super::parameters::EVENT_REPEAT);
            for event in recent {
                if *event.message == message {
                    return;
                }
                if !(event.message.is_suppressed_when_repeated() || event.message.is_aside()) {
                    break;
                }
            }
        }
        // A steady state is told again and again: one text for all.
        let last = told.events.back().filter(|last| *last.message == message);
        let message = last.map_or_else(|| Rc::new(message), |last| Rc::clone(&last.message));
        let kind = EntryKind::ServiceEvent { cluster, service, message: Rc::clone(&message) };
        let at = self.record(kind);
        let events = Rc::make_mut(&mut self.service(cluster, service).events);
        events.push_back(ServiceEvent { at, message });
        if events.len() > super::parameters::EVENTS_KEPT {
            events.pop_front();
        }
    }
}
