//! World → drawable shapes. A pure function of the world, the room and how it is looked at; the
//! painter, the pointer and the exported picture read the same scene.

mod block;
mod far;
mod fargate;
mod instance;
mod lanes;
pub mod motion;
pub mod palette;
mod quay;
pub mod shape;

use crate::base::SimTime;
use crate::placement::Decision;
use crate::session::identity::Identities;
use crate::session::{Measure, Selection};
use crate::simulation::World;
use crate::simulation::world::ClusterIndex;
use crate::texts::Lang;

pub use motion::Motion;
pub use shape::{Hit, Paint, Rect, Scene, Shape};

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
    /// How far the lanes are scrolled.
    pub scroll: f64,
    /// The quay keeps its full height, for a prompt that stands on it.
    pub prompt: bool,
    /// The instances that the filter holds for; `None` = there is no filter that can be read.
    pub matching: Option<&'a [crate::placement::Slot]>,
    /// The decision that the inspector explains.
    pub decision: Option<&'a Decision>,
    /// Tasks on their way.
    pub motion: &'a Motion,
    /// Colours and letters.
    pub identities: &'a Identities,
}

impl Look<'_> {
    /// Whether the filter makes an instance stand back.
    pub fn stands_back(&self, slot: crate::placement::Slot) -> bool {
        self.matching.is_some_and(|slots| slots.binary_search(&slot).is_err())
    }

    /// Up to 639 pixels (look, section 2.4).
    pub fn is_phone(&self) -> bool {
        self.width < 640.0
    }
}

/// The cluster that the stage shows: the chosen thing's, else the first that is ACTIVE.
pub fn shown_cluster(world: &World, selection: Selection) -> Option<ClusterIndex> {
    let known = |index: &ClusterIndex| (*index as usize) < world.clusters.len();
    let chosen = selection.cluster().filter(known);
    let first = || world.clusters.iter().position(|cluster| cluster.active);
    chosen.or_else(|| first().and_then(|at| ClusterIndex::try_from(at).ok()))
}

/// The picture.
pub fn scene(world: &World, look: &Look<'_>) -> Scene {
    let mut scene = Scene::default();
    let Some(cluster) = world.clusters.get(look.cluster as usize) else { return scene };
    let quay = quay::rect(cluster, look);
    scene.quay = quay;
    scene.lanes = Rect { x: 0.0, y: 0.0, w: look.width, h: quay.y };
    let lanes = lanes::plan(world, cluster, look, quay.y);
    scene.content_height = lanes.content_height;
    scene.shapes.push(Shape::Clip(Some(scene.lanes)));
    lanes::draw(&mut scene, world, cluster, look, &lanes);
    scene.shapes.push(Shape::Clip(None));
    quay::draw(&mut scene, world, cluster, look);
    motion::draw(&mut scene, world, look);
    scene
}

#[cfg(test)]
mod tests;
