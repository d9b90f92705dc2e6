//! What zooming, panning and walking do to the camera and the choice. Pure: the page tells where
//! the pointer is and which key was pressed.

use super::camera::{Camera, Sight};
use super::plan::{Berth, Plan, plan};
use super::shape::{Rect, Scene};
use super::{Look, quay};
use crate::placement::Slot;
use crate::session::Selection;
use crate::simulation::World;

/// The plan, and the room over the quay.
fn planned<'a>(world: &'a World, look: &Look<'_>) -> Option<(Plan<'a>, f64)> {
    let cluster = world.clusters.get(look.cluster as usize)?;
    let height = quay::rect(world, cluster, look).y;
    Some((plan(world, cluster, look, height), height))
}

fn boxes<'p>(plan: &'p Plan<'_>) -> impl Iterator<Item = (usize, &'p Berth<'p>, Rect)> {
    let all = plan.lanes.iter().flat_map(|lane| &lane.berths);
    all.enumerate().map(|(n, (berth, rect))| (n, berth, *rect))
}

fn distance(rect: Rect, (x, y): (f64, f64)) -> f64 {
    let dx = (rect.x - x).max(x - rect.x - rect.w).max(0.0);
    let dy = (rect.y - y).max(y - rect.y - rect.h).max(0.0);
    dx * dx + dy * dy
}

/// A camera that shows nothing beyond the content.
fn bounded(camera: Camera, content: (f64, f64), room: (f64, f64)) -> Camera {
    Camera {
        x: camera.x.clamp(0.0, (content.0 - room.0).max(0.0)),
        y: camera.y.clamp(0.0, (content.1 - room.1).max(0.0)),
        ..camera
    }
}

/// Zoomed by a factor about a point: what lies there stays there.
pub fn zoomed(world: &World, look: &Look<'_>, factor: f64, point: (f64, f64)) -> Camera {
    let Some((before, _)) = planned(world, look) else { return look.camera };
    let nearest = boxes(&before)
        .min_by(|a, b| distance(a.2, point).total_cmp(&distance(b.2, point)))
        .map(|(n, _, rect)| (n, rect));
    let Some((held, rect)) = nearest else { return look.camera };
    let grid = before.grid.scaled(factor);
    let seen = |sight| {
        let camera = Camera { sight, x: 0.0, y: 0.0, was: before.level };
        planned(world, &Look { camera, back: Vec::new(), ..*look })
    };
    // Further out than everything there is nothing to see.
    if let Some((fit, _)) = seen(Sight::Fit)
        && factor < 1.0
        && grid.width <= fit.grid.width.min(before.grid.width)
    {
        return Camera { sight: Sight::Fit, x: 0.0, y: 0.0, was: before.level };
    }
    let Some((after, height)) = seen(Sight::Zoomed(grid)) else { return look.camera };
    let Some((.., now)) = boxes(&after).nth(held) else { return look.camera };
    let part = |at: f64, from: f64, size: f64| (at - from) / size.max(1.0);
    let x = now.x + part(point.0, rect.x, rect.w) * now.w - point.0;
    let y = now.y + part(point.1, rect.y, rect.h) * now.h - point.1;
    let camera = Camera { sight: Sight::Zoomed(grid), x, y, was: before.level };
    bounded(camera, after.content, (look.width, height))
}

/// Another sight, with what is chosen in the middle.
pub fn looked_from(world: &World, look: &Look<'_>, sight: Sight) -> Camera {
    let camera = Camera { sight, x: 0.0, y: 0.0, was: look.camera.was };
    let look = Look { camera, back: Vec::new(), ..*look };
    let Some((plan, height)) = planned(world, &look) else { return camera };
    let Some(rect) = instance_of(world, look.selection).and_then(|slot| box_of(&plan, slot)) else {
        return bounded(camera, plan.content, (look.width, height));
    };
    let (x, y) = rect.middle();
    let centred = Camera { x: x - look.width / 2.0, y: y - height / 2.0, ..camera };
    bounded(centred, plan.content, (look.width, height))
}

/// Scrolled by so much.
pub fn panned(scene: &Scene, camera: Camera, (dx, dy): (f64, f64)) -> Camera {
    let moved = Camera { x: camera.x + dx, y: camera.y + dy, ..camera };
    bounded(moved, scene.content, (scene.lanes.w, scene.lanes.h))
}

/// The instance that a choice stands on.
fn instance_of(world: &World, selection: Selection) -> Option<Slot> {
    match selection {
        Selection::Instance { slot, .. } => Some(slot),
        Selection::Task { cluster, task } => {
            world.clusters.get(cluster as usize)?.tasks.get(task as usize)?.instance
        }
        _ => None,
    }
}

fn box_of(plan: &Plan<'_>, slot: Slot) -> Option<Rect> {
    boxes(plan).find(|(_, berth, _)| **berth == Berth::Instance(slot)).map(|(.., rect)| rect)
}

/// The camera that has what is chosen in sight, moved no further than needed.
pub fn revealed(world: &World, look: &Look<'_>, selection: Selection) -> Camera {
    let Some((plan, height)) = planned(world, look) else { return look.camera };
    let Some(rect) = instance_of(world, selection).and_then(|slot| box_of(&plan, slot)) else {
        return look.camera;
    };
    let need = |at: f64, size: f64, low: f64, room: f64| {
        if at < low || size > room - low {
            at - low
        } else if at + size > room - 8.0 {
            at + size - room + 8.0
        } else {
            0.0
        }
    };
    let (dx, dy) = (need(rect.x, rect.w, 8.0, look.width), need(rect.y, rect.h, 30.0, height));
    let camera = Camera { x: look.camera.x + dx, y: look.camera.y + dy, ..look.camera };
    bounded(camera, plan.content, (look.width, height))
}

/// The nearest of these in a direction.
fn nearest(
    from: Rect,
    (dx, dy): (f64, f64),
    all: impl Iterator<Item = (Selection, Rect)>,
) -> Option<Selection> {
    let (x, y) = from.middle();
    let far = |rect: &Rect| {
        let (ox, oy) = rect.middle();
        let along = (ox - x) * dx + (oy - y) * dy;
        let aside = ((ox - x) * dy + (oy - y) * dx).abs();
        (along > 1.0).then_some(along + aside * 2.0)
    };
    all.filter_map(|(selection, rect)| far(&rect).map(|d| (d, selection)))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, selection)| selection)
}

/// What an arrow key leads to: from box to box, from block to block of a pile, from the pile's ends
/// to its box; cards on the quay and Fargate tasks stand beside the boxes.
pub fn walked(world: &World, look: &Look<'_>, scene: &Scene, way: (f64, f64)) -> Option<Selection> {
    let (plan, _) = planned(world, look)?;
    let cluster = look.cluster;
    let of = |berth: &Berth<'_>| match berth {
        Berth::Instance(slot) => Some(Selection::Instance { cluster, slot: *slot }),
        Berth::Launching(_) => None,
    };
    let instances = || boxes(&plan).filter_map(|(_, berth, rect)| Some((of(berth)?, rect)));
    let is_inside = |selection: Selection| {
        matches!(selection, Selection::Task { .. }) && instance_of(world, selection).is_some()
    };
    let loose = || {
        let hits = scene.hits.iter().map(|hit| (hit.selection, hit.rect));
        hits.filter(|(s, _)| !is_inside(*s) && !matches!(s, Selection::Instance { .. }))
    };
    if is_inside(look.selection) {
        let slot = instance_of(world, look.selection)?;
        let rect = scene.place_of(look.selection);
        if way.0 == 0.0 {
            let pile = scene.hits.iter().filter(|hit| {
                hit.selection != look.selection
                    && is_inside(hit.selection)
                    && instance_of(world, hit.selection) == Some(slot)
            });
            let next =
                rect.and_then(|r| nearest(r, way, pile.map(|hit| (hit.selection, hit.rect))));
            return next.or(Some(Selection::Instance { cluster, slot }));
        }
        let from = box_of(&plan, slot)?;
        return nearest(from, way, instances().chain(loose()));
    }
    let from = match look.selection {
        Selection::Instance { slot, .. } => box_of(&plan, slot),
        other => scene.place_of(other),
    };
    match from {
        Some(from) => {
            let others = instances().chain(loose());
            nearest(from, way, others.filter(|(selection, _)| *selection != look.selection))
        }
        None => instances().chain(loose()).next().map(|(selection, _)| selection),
    }
}

/// Enter on a box leads to its uppermost block.
pub fn entered(world: &World, look: &Look<'_>) -> Option<Selection> {
    let Selection::Instance { cluster, slot } = look.selection else { return None };
    let cluster_of = world.clusters.get(cluster as usize)?;
    let task = cluster_of.instances.get(slot as usize)?.tasks.last()?;
    Some(Selection::Task { cluster, task: *task })
}
