//! Tasks that were just placed travel from the quay to their slot (look, section 11). Motion
//! explains; what is true is drawn at once by everybody else.

use super::camera::Level;
use super::palette::{Ink, Token};
use super::shape::{Align, Dash, Paint, Rect, Scene, Stroke, full, label, line, token};
use super::{Look, block};
use crate::base::SimTime;
use crate::placement::Slot;
use crate::session::Selection;
use crate::simulation::World;
use crate::simulation::journal::{Entry, EntryKind};
use crate::simulation::world::{ClusterIndex, TaskIndex};

/// At most so many at once; from more on, those of one service to one lane go as one.
const TRAVELLERS: usize = 24;
/// From this speed on there are none (simulated seconds a second): slots only fill.
const FASTEST: u32 = 16;
/// From this speed on slots do not fill either.
const INSTANT: u32 = 60;
const SIZE: (f64, f64) = (22.0, 15.0);
/// A slot fills in.
const FILL: f64 = 120.0;
/// In a crowd, slots fill so far apart, and all within [`WAVE_MOST`].
const WAVE: f64 = 12.0;
const WAVE_MOST: f64 = 600.0;
/// What changed is framed so long for those who want no motion.
const FRAMED: f64 = 1_200.0;

/// A task that was placed so many wall milliseconds ago.
#[derive(Clone, Copy, Debug)]
struct Placed {
    cluster: ClusterIndex,
    task: TaskIndex,
    age_ms: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Traveller {
    cluster: ClusterIndex,
    task: TaskIndex,
    /// Wall milliseconds.
    begins: f64,
    ends: f64,
    /// 0 = goes with a leader's block; more = so many go as one.
    party: u32,
}

/// What moves at this moment, and how far the journal was looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Motion {
    travellers: Vec<Traveller>,
    /// Framed instead of moved, until then.
    framed: Vec<(ClusterIndex, TaskIndex, f64)>,
    seen: u64,
    landed: bool,
    now: f64,
}

/// How things may move.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// Where the user stands: what was placed before has been travelling since.
    pub playhead: SimTime,
    /// Simulated seconds a second.
    pub speed: u32,
    /// The playhead is dragged: nothing moves.
    pub scrubbing: bool,
    /// The reader wants no motion: frames instead.
    pub reduced: bool,
    /// Nothing of what lands is near enough to be seen moving.
    pub far: bool,
}

impl Motion {
    /// Whether a task is on its way: its slot is still empty.
    pub fn is_travelling(&self, cluster: ClusterIndex, task: TaskIndex) -> bool {
        let on_its_way = |t: &Traveller| t.cluster == cluster && t.task == task;
        self.travellers.iter().any(|t| on_its_way(t) && self.now < t.ends)
    }

    /// How much of a block that fills in is there, in percent.
    pub(super) fn strength(&self, task: TaskIndex) -> u8 {
        let arrived = self.travellers.iter().find(|t| t.task == task);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1")]
        arrived.map_or(100, |t| (((self.now - t.ends) / FILL).clamp(0.0, 1.0) * 100.0) as u8)
    }

    /// Whether anything moves.
    pub fn is_moving(&self) -> bool {
        !self.travellers.is_empty() || !self.framed.is_empty()
    }

    /// Whether a task ever landed.
    pub fn has_landed(&self) -> bool {
        self.landed
    }

    /// Looks at what was placed since the last frame.
    pub fn look(&mut self, world: &World, entries: &[Entry], manner: Manner, now_ms: f64) {
        self.now = now_ms;
        let before = self.travellers.len();
        self.travellers.retain(|traveller| traveller.ends + FILL > now_ms);
        self.framed.retain(|(.., until)| *until > now_ms);
        self.landed |= self.travellers.len() < before;
        let sequence = world.now.sequence;
        let from = self.seen;
        self.seen = sequence;
        let begin = entries.partition_point(|entry| entry.at.sequence <= from);
        let new = entries.get(begin..).unwrap_or_default().iter();
        let placed: Vec<Placed> = new
            .take_while(|entry| entry.at.sequence <= sequence)
            .filter_map(|entry| match entry.kind {
                EntryKind::TaskPlaced { cluster, task } => {
                    let age_ms = manner.playhead.since(entry.at.time).0;
                    Some(Placed { cluster, task, age_ms: age_ms / u64::from(manner.speed.max(1)) })
                }
                _ => None,
            })
            .collect();
        let still = manner.scrubbing || manner.far || manner.speed >= INSTANT || sequence < from;
        if still || manner.reduced {
            self.travellers.clear();
            self.landed |= !placed.is_empty();
            if manner.reduced && !still && placed.len() <= TRAVELLERS {
                let until = now_ms + FRAMED;
                self.framed.extend(placed.iter().map(|p| (p.cluster, p.task, until)));
            }
            return;
        }
        self.send(world, &placed, manner.speed);
    }

    /// Lets what was placed leave: each by itself, or a crowd in parties and a wave.
    fn send(&mut self, world: &World, placed: &[Placed], speed: u32) {
        let crowd = self.travellers.len() + placed.len() > TRAVELLERS;
        let step = if crowd { WAVE.min(WAVE_MOST / placed.len().max(1) as f64) } else { 0.0 };
        let mut parties: Vec<((ClusterIndex, Option<u32>, u8), usize)> = Vec::new();
        for (n, Placed { cluster, task, age_ms }) in placed.iter().copied().enumerate() {
            let known = world.clusters.get(cluster as usize);
            let Some(about) = known.and_then(|c| c.tasks.get(task as usize)) else { continue };
            let wave = step * super::plan::float(n);
            // A playground that opens in its midst shows old tasks standing, young ones half-way.
            let (begins, ends) = course(self.now, age_ms);
            if ends <= self.now {
                self.landed = true;
                continue;
            }
            let travels = speed < FASTEST;
            let ends = if travels { ends } else { self.now } + wave;
            let mut traveller =
                Traveller { cluster, task, begins, ends, party: u32::from(travels) };
            let key = (cluster, about.service, about.zone);
            if crowd {
                match parties.iter().find(|(known, _)| *known == key) {
                    Some((_, leader)) => {
                        traveller.party = 0;
                        if let Some(leader) = self.travellers.get_mut(*leader) {
                            leader.party += u32::from(leader.party > 0);
                        }
                    }
                    None => parties.push((key, self.travellers.len())),
                }
            }
            self.travellers.push(traveller);
        }
    }
}

/// Wall milliseconds that a task travels.
pub const TRAVEL_MS: u64 = 460;

/// When the travel of a task that was placed `age_ms` ago begins and ends, on the wall's clock.
#[allow(clippy::cast_precision_loss, reason = "milliseconds of a short travel")]
fn course(now_ms: f64, age_ms: u64) -> (f64, f64) {
    // From what is left of the way: who has none left is there now, whatever the fraction of `now_ms`.
    let ends = now_ms + TRAVEL_MS.saturating_sub(age_ms) as f64;
    (ends - TRAVEL_MS as f64, ends)
}

/// Slow, fast, slow.
fn ease(t: f64) -> f64 {
    t * t * (3.0 - 2.0 * t)
}

/// The way of a task: from the quay straight up the gutter right of the box, then sideways in.
struct Way {
    gutter: f64,
    quay: f64,
    target: (f64, f64),
    slot: Rect,
}

impl Way {
    /// `around`: the box that the slot is in.
    fn to(scene: &Scene, slot: Rect, around: Rect) -> Self {
        let between = super::camera::gap(around.w) / 2.0;
        let gutter = (around.x + around.w + between).min(scene.lanes.w - 4.0);
        Self { gutter, quay: scene.quay.y, target: slot.middle(), slot }
    }

    fn point(&self, progress: f64) -> (f64, f64) {
        let up = (self.quay - self.target.1).max(0.0);
        let across = (self.gutter - self.target.0).abs();
        let way = (up + across) * progress;
        if way <= up {
            (self.gutter, self.quay - way)
        } else {
            (self.gutter - (way - up), self.target.1)
        }
    }

    /// Its dotted line, as far as a point.
    fn trail(&self, scene: &mut Scene, (x, y): (f64, f64)) {
        let stroke = Stroke { paint: token(Token::Accent), width: 1.5, dash: Dash::Dots };
        scene.line((self.gutter, self.quay), (self.gutter, y), stroke);
        if x < self.gutter {
            scene.line((self.gutter, y), (x.max(self.slot.x + self.slot.w - 4.0), y), stroke);
        }
    }
}

pub(super) fn draw(scene: &mut Scene, world: &World, look: &Look<'_>) {
    let motion = look.motion;
    for (cluster, task, _) in motion.framed.iter().copied() {
        if let Some(rect) = scene.place_of(Selection::Task { cluster, task }) {
            scene.outline(rect.grown(1.0), 2.0, line(token(Token::Accent), 2.0));
        }
    }
    chosen_path(scene, world, look);
    if scene.level == Level::Far {
        return;
    }
    let moving = motion.travellers.iter().filter(|t| t.party > 0 && t.ends > motion.now);
    for traveller in moving {
        if traveller.cluster != look.cluster {
            continue;
        }
        let (cluster, index) = (traveller.cluster, traveller.task);
        let Some(slot) = scene.place_of(Selection::Task { cluster, task: index }) else { continue };
        let tasks = world.clusters.get(cluster as usize).map(|c| &c.tasks);
        let Some(task) = tasks.and_then(|tasks| tasks.get(index as usize)) else { continue };
        let identity = block::identity(world, look, task);
        let progress = (motion.now - traveller.begins) / (traveller.ends - traveller.begins);
        let way = Way::to(scene, slot, box_around(scene, look, task.instance, slot));
        let at = way.point(ease(progress.clamp(0.0, 1.0)));
        way.trail(scene, at);
        let told = match traveller.party {
            1 => identity.letter.to_string(),
            n => format!("{} ×{n}", identity.letter),
        };
        let w =
            if traveller.party == 1 { SIZE.0 } else { 22.0 + super::plan::float(told.len()) * 4.5 };
        let rect = Rect { x: at.0 - w / 2.0, y: at.1 - SIZE.1 / 2.0, w, h: SIZE.1 };
        let edge = line(full(Ink::Edge(identity.colour)), 1.0);
        scene.rect(rect, 2.0, full(Ink::Service(identity.colour)), Some(edge));
        let mut text = label(at, &told, (10, 700), full(Ink::OnService), w);
        text.align = Align::Centre;
        scene.text(text);
    }
}

/// The box of an instance; a Fargate task is its own.
fn box_around(scene: &Scene, look: &Look<'_>, instance: Option<Slot>, slot: Rect) -> Rect {
    let own = instance.map(|slot| Selection::Instance { cluster: look.cluster, slot });
    own.and_then(|own| scene.place_of(own)).unwrap_or(slot)
}

/// The chosen task's way stays drawn.
fn chosen_path(scene: &mut Scene, world: &World, look: &Look<'_>) {
    let Selection::Task { cluster, task } = look.selection else { return };
    if scene.level == Level::Far {
        return;
    }
    let Some(slot) = scene.place_of(look.selection) else { return };
    if slot.y > scene.lanes.h || slot.y + slot.h < 0.0 {
        return;
    }
    let tasks = world.clusters.get(cluster as usize).map(|c| &c.tasks);
    let instance = tasks.and_then(|tasks| tasks.get(task as usize)).and_then(|t| t.instance);
    let way = Way::to(scene, slot, box_around(scene, look, instance, slot));
    let end = (slot.x + slot.w, way.target.1);
    way.trail(scene, end);
    let foot = Rect { x: way.gutter - 3.0, y: scene.quay.y - 3.0, w: 6.0, h: 6.0 };
    scene.rect(foot, 3.0, Paint { percent: 100, ..token(Token::Accent) }, None);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An example opens when its first task lands: at whatever fraction of a millisecond the first frame comes.
    #[test]
    fn who_has_no_way_left_is_there() {
        for tenths in 0_u32..20_000 {
            let now_ms = f64::from(tenths) / 10.0;
            let (begins, ends) = course(now_ms, TRAVEL_MS);
            assert!(begins < ends && ends <= now_ms, "at {now_ms}");
            assert!(course(now_ms, TRAVEL_MS - 1).1 > now_ms);
        }
    }
}
