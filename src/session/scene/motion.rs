//! Tasks that were just placed travel from the quay to their slot (look, section 11). Motion
//! explains; what is true is drawn at once by everybody else.

use super::palette::{Ink, Token};
use super::shape::{Align, Dash, Rect, Scene, Stroke, full, label, line, token};
use super::{Look, block};
use crate::base::SimTime;
use crate::session::Selection;
use crate::simulation::World;
use crate::simulation::journal::{Entry, EntryKind};
use crate::simulation::world::{ClusterIndex, TaskIndex};

/// At most so many at once.
const TRAVELLERS: usize = 24;
/// From this speed on there are none (simulated seconds a second).
const FASTEST: u32 = 16;
const SIZE: (f64, f64) = (22.0, 15.0);

#[derive(Clone, Copy, Debug, PartialEq)]
struct Traveller {
    cluster: ClusterIndex,
    task: TaskIndex,
    /// Wall milliseconds.
    begins: f64,
    ends: f64,
}

/// The travellers of this moment, and how far the journal was looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Motion {
    travellers: Vec<Traveller>,
    seen: u64,
    landed: bool,
    now: f64,
}

impl Motion {
    /// Whether a task is on its way.
    pub fn is_travelling(&self, cluster: ClusterIndex, task: TaskIndex) -> bool {
        self.travellers.iter().any(|t| t.cluster == cluster && t.task == task)
    }

    /// Whether anything moves.
    pub fn is_moving(&self) -> bool {
        !self.travellers.is_empty()
    }

    /// Whether a task ever landed.
    pub fn has_landed(&self) -> bool {
        self.landed
    }

    /// Looks at what was placed since the last frame. `still` = nothing may move: scrubbing, or
    /// reduced motion. What was placed before `playhead` has been travelling since.
    pub fn look(
        &mut self,
        world: &World,
        entries: &[Entry],
        playhead: SimTime,
        speed: u32,
        still: bool,
        now_ms: f64,
    ) {
        self.now = now_ms;
        let before = self.travellers.len();
        self.travellers.retain(|traveller| traveller.ends > now_ms);
        self.landed |= self.travellers.len() < before;
        let sequence = world.now.sequence;
        let from = self.seen;
        self.seen = sequence;
        let begin = entries.partition_point(|entry| entry.at.sequence <= from);
        let new = entries[begin..].iter().take_while(|entry| entry.at.sequence <= sequence);
        if still || speed >= FASTEST || sequence < from {
            self.travellers.clear();
            self.landed |= new.into_iter().any(|e| matches!(e.kind, EntryKind::TaskPlaced { .. }));
            return;
        }
        for entry in new {
            if let EntryKind::TaskPlaced { cluster, task } = entry.kind {
                if self.travellers.len() >= TRAVELLERS {
                    self.landed = true;
                    continue;
                }
                // A playground that opens in its midst shows old tasks standing, young ones half-way.
                let age_ms = playhead.since(entry.at.time).0 / u64::from(speed.max(1));
                let (begins, ends) = course(now_ms, age_ms);
                if ends <= now_ms {
                    self.landed = true;
                    continue;
                }
                self.travellers.push(Traveller { cluster, task, begins, ends });
            }
        }
    }

    fn at(&self, now_ms: f64) -> impl Iterator<Item = (ClusterIndex, TaskIndex, f64)> + '_ {
        self.travellers.iter().map(move |t| {
            let progress = ((now_ms - t.begins) / (t.ends - t.begins)).clamp(0.0, 1.0);
            (t.cluster, t.task, ease(progress))
        })
    }
}

/// Wall milliseconds that a task travels.
pub const TRAVEL_MS: u64 = 460;

/// When the travel of a task that was placed `age_ms` ago begins and ends, on the wall's clock.
#[allow(clippy::cast_precision_loss, reason = "milliseconds of a short travel")]
fn course(now_ms: f64, age_ms: u64) -> (f64, f64) {
    let begins = now_ms - age_ms.min(TRAVEL_MS) as f64;
    (begins, begins + TRAVEL_MS as f64)
}

/// Slow, fast, slow.
fn ease(t: f64) -> f64 {
    t * t * (3.0 - 2.0 * t)
}

/// A point on the way: from the quay straight up the gutter right of the box, then sideways in.
fn on_the_way(quay_y: f64, slot: Rect, progress: f64) -> (f64, f64) {
    let gutter = slot.x + slot.w + 9.0;
    let target = (slot.x + slot.w / 2.0, slot.y + slot.h / 2.0);
    let up = (quay_y - target.1).max(0.0);
    let across = gutter - target.0;
    let way = (up + across) * progress;
    if way <= up { (gutter, quay_y - way) } else { (gutter - (way - up), target.1) }
}

pub(super) fn draw(scene: &mut Scene, world: &World, look: &Look<'_>) {
    let now = look.motion.now;
    let moving: Vec<_> = look.motion.at(now).collect();
    for (cluster, index, progress) in moving {
        if cluster != look.cluster {
            continue;
        }
        let Some(slot) = scene.place_of(Selection::Task { cluster, task: index }) else { continue };
        let tasks = world.clusters.get(cluster as usize).map(|c| &c.tasks);
        let Some(task) = tasks.and_then(|tasks| tasks.get(index as usize)) else { continue };
        let identity = block::identity(world, look, task);
        let (x, y) = on_the_way(scene.quay.y, slot, progress);
        let trail = Stroke { paint: token(Token::Accent), width: 1.5, dash: Dash::Dots };
        let gutter = slot.x + slot.w + 9.0;
        scene.line((gutter, scene.quay.y), (gutter, y), trail);
        if x < gutter {
            scene.line((gutter, y), (x, y), trail);
        }
        let rect = Rect { x: x - SIZE.0 / 2.0, y: y - SIZE.1 / 2.0, w: SIZE.0, h: SIZE.1 };
        let edge = line(full(Ink::Edge(identity.colour)), 1.0);
        scene.rect(rect, 2.0, full(Ink::Service(identity.colour)), Some(edge));
        let letter = identity.letter.to_string();
        let mut text = label((x, y), &letter, (10, 700), full(Ink::OnService), 20.0);
        text.align = Align::Centre;
        scene.text(text);
    }
}
