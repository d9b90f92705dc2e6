//! World → drawable shapes. A pure function of the world, the room and how it is looked at; the
//! painter, the pointer and the exported picture read the same scene.

mod block;
pub mod camera;
pub(in crate::session) mod far;
mod fargate;
pub mod gesture;
mod instance;
mod lanes;
pub mod ledger;
mod lens;
mod middle;
mod mosaic;
pub mod motion;
pub mod news;
pub mod palette;
mod plan;
mod quay;
pub mod rows;
pub mod shape;
mod svg;

use crate::base::SimTime;
use crate::placement::{Decision, Slot};
use crate::session::identity::Identities;
use crate::session::{Measure, Selection, Session};
use crate::simulation::World;
use crate::simulation::world::{Cluster, ClusterIndex, Task};
use crate::texts::Lang;

pub use camera::{Camera, Level, Sight};
pub(in crate::session) use instance::{ends, kind};
pub use ledger::Ledger;
pub use motion::Motion;
pub use shape::{Hit, Paint, Rect, Scene, Shape, Stroke};
pub use svg::svg;

/// How the stage is looked at.
pub struct Look<'a> {
    /// Room in CSS pixels.
    pub width: f64,
    /// Room in CSS pixels.
    pub height: f64,
    /// Which cluster.
    pub cluster: ClusterIndex,
    /// What is chosen.
    pub selection: Selection,
    /// What the pointer is on.
    pub hover: Selection,
    /// What gives a block its height.
    pub measure: Measure,
    /// The language.
    pub lang: Lang,
    /// The playhead.
    pub now: SimTime,
    /// Simulated seconds a second: what stays for a while in real time stays longer in a fast world.
    pub speed: u32,
    /// From where it is looked at.
    pub camera: Camera,
    /// What a lens shows near, if anything.
    pub lens: Selection,
    /// A narrow stage shows Fargate's lane instead of the zones'.
    pub fargate: bool,
    /// The quay keeps its full height, for a prompt that stands on it.
    pub prompt: bool,
    /// The instances that the filter holds for; `None` = there is no filter that can be read.
    pub matching: Option<&'a [Slot]>,
    /// The decision that the inspector explains.
    pub decision: Option<&'a Decision>,
    /// Tasks on their way.
    pub motion: &'a Motion,
    /// Colours and letters.
    pub identities: &'a Identities,
    /// What is known of all tasks.
    pub ledger: &'a Ledger,
    /// Some definition has a health check: tasks may be unhealthy.
    pub checks: bool,
    /// Instances that stand back, by slot; [`scene`] finds them. Empty = none does.
    pub back: Vec<bool>,
}

impl Look<'_> {
    /// Whether the filter or the chosen service makes an instance stand back.
    pub fn stands_back(&self, slot: Slot) -> bool {
        self.back.get(slot as usize).is_some_and(|back| *back)
    }

    /// The service that is chosen, by itself or by its card on the quay.
    fn service(&self) -> Option<u32> {
        match self.selection {
            Selection::Service { cluster, service } if cluster == self.cluster => Some(service),
            _ => None,
        }
    }

    /// Whether another service than the task's is chosen.
    fn is_other_service(&self, task: &Task) -> bool {
        self.service().is_some_and(|service| task.service != Some(service))
    }

    /// How long in simulated time three seconds are.
    pub fn linger_ms(&self) -> u64 {
        u64::from(self.speed) * 3_000
    }

    /// Whether the filter does not hold for an instance.
    pub fn hides(&self, slot: Slot) -> bool {
        self.matching.is_some_and(|slots| !slots.contains(&slot))
    }

    /// Who stands back: what the filter does not hold for; what has no task of the chosen service.
    fn find_back(&self, cluster: &Cluster) -> Vec<bool> {
        if self.matching.is_none() && self.service().is_none() {
            return Vec::new();
        }
        let mut back = vec![self.matching.is_some(); cluster.instances.len()];
        let mut set = |slot: Slot, to: bool| {
            if let Some(place) = back.get_mut(slot as usize) {
                *place = to;
            }
        };
        for slot in self.matching.unwrap_or_default() {
            set(*slot, false);
        }
        if let Some(service) = self.service().and_then(|s| cluster.services.get(s as usize)) {
            let mut holds = vec![false; cluster.instances.len()];
            for task in service.tasks.iter().filter_map(|t| cluster.tasks.get(*t as usize)) {
                if let Some(place) = task.instance.and_then(|slot| holds.get_mut(slot as usize)) {
                    *place = true;
                }
            }
            // A service without a task on any instance makes nothing stand back.
            if holds.contains(&true) {
                for (back, holds) in back.iter_mut().zip(holds) {
                    *back |= !holds;
                }
            }
        }
        back
    }

    /// Too narrow for three lanes side by side (look, section 2.4, says up to 639 pixels: three of 150 fit from 520 on).
    pub fn is_phone(&self) -> bool {
        self.width < 520.0
    }

    /// A phone, or one on its side: the quay takes less.
    pub fn is_low(&self) -> bool {
        self.is_phone() || self.height < 240.0
    }
}

/// How a session looks at its stage, from where it opens.
pub fn look_of<'a>(
    session: &'a Session,
    (width, height): (f64, f64),
    motion: &'a Motion,
) -> Look<'a> {
    let view = &session.view;
    Look {
        width,
        height,
        cluster: shown_cluster(session).unwrap_or(u32::MAX),
        selection: view.selection,
        hover: Selection::None,
        measure: view.measure,
        lang: view.lang,
        now: session.playback.playhead,
        speed: session.playback.speed,
        camera: Camera::default(),
        lens: Selection::None,
        fargate: view.fargate,
        prompt: false,
        matching: None,
        decision: None,
        motion,
        identities: session.ledger.identities(),
        ledger: &session.ledger,
        checks: session.ledger.checks(),
        back: Vec::new(),
    }
}

/// Size of an exported picture, in CSS pixels.
pub const PICTURE: (f64, f64) = (1_200.0, 720.0);

/// Everything on the stage as a picture of its own: nothing hovered, nothing on its way.
pub fn picture(session: &Session) -> Scene {
    let motion = Motion::default();
    let matching = crate::session::read::filtered(session).and_then(Result::ok);
    let look = look_of(session, PICTURE, &motion);
    let look = Look {
        camera: Camera { sight: Sight::Fit, ..Camera::default() },
        matching: matching.as_ref().map(|(slots, _)| &slots[..]),
        ..look
    };
    scene(session.world(), &look)
}

/// The cluster that the stage shows: the chosen thing's, else the one that was asked for, else the
/// first that is ACTIVE.
pub fn shown_cluster(session: &Session) -> Option<ClusterIndex> {
    let world = session.world();
    let cluster = |index: &ClusterIndex| world.clusters.get(*index as usize);
    let chosen = session.view.selection.cluster().filter(|index| cluster(index).is_some());
    let is_active = |index: &ClusterIndex| cluster(index).is_some_and(|cluster| cluster.active);
    let asked = || session.view.cluster.filter(is_active);
    let first = || world.clusters.iter().position(|cluster| cluster.active);
    chosen.or_else(asked).or_else(|| first().and_then(|at| ClusterIndex::try_from(at).ok()))
}

/// Whether nothing waits on the quay and nothing that failed is told there.
pub fn is_quay_empty(session: &Session, cluster: &Cluster) -> bool {
    let motion = Motion::default();
    quay::standing(session.world(), cluster, &look_of(session, (0.0, 0.0), &motion)).is_empty()
}

/// The picture.
pub fn scene(world: &World, look: &Look<'_>) -> Scene {
    let mut scene = Scene::default();
    let Some(cluster) = world.clusters.get(look.cluster as usize) else {
        quay::draw_empty(&mut scene, look);
        return scene;
    };
    let look = &Look { back: look.find_back(cluster), ..*look };
    let quay = quay::rect(world, cluster, look);
    scene.quay = quay;
    scene.lanes = Rect { x: 0.0, y: 0.0, w: look.width, h: quay.y };
    let plan = plan::plan(world, cluster, look, quay.y);
    scene.content = plan.content;
    scene.grid = plan.grid;
    scene.level = plan.level;
    scene.shapes.push(Shape::Clip(Some(scene.lanes)));
    lanes::draw(&mut scene, world, cluster, look, &plan);
    scene.shapes.push(Shape::Clip(None));
    quay::draw(&mut scene, world, cluster, look);
    motion::draw(&mut scene, world, look);
    lens::draw(&mut scene, world, cluster, look);
    scene
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_far;
#[cfg(test)]
mod tests_places;
#[cfg(test)]
mod tests_quay;
