//! The lens: what a cell or a small box is, near and with its numbers (look, section 6).

use super::camera::Level;
use super::palette::Token;
use super::shape::{Rect, Scene, Shape, line, token};
use super::{Look, instance};
use crate::placement::Slot;
use crate::session::Selection;
use crate::simulation::World;
use crate::simulation::world::Cluster;

const SIZE: (f64, f64) = (184.0, 190.0);
const AWAY: f64 = 14.0;

/// The instance that the lens is on.
fn subject(cluster: &Cluster, look: &Look<'_>) -> Option<Slot> {
    let slot = match look.lens {
        Selection::Instance { cluster, slot } if cluster == look.cluster => slot,
        Selection::Task { cluster: of, task } if of == look.cluster => {
            cluster.tasks.get(task as usize)?.instance?
        }
        _ => return None,
    };
    cluster.instances.get(slot as usize).map(|_| slot)
}

/// Beside its cell, inside the picture, and never over the cell.
pub(super) fn place(cell: Rect, lanes: Rect) -> Rect {
    let (w, h) = SIZE;
    let right = cell.x + cell.w + AWAY;
    let x = if right + w <= lanes.w - 4.0 { right } else { (cell.x - AWAY - w).max(4.0) };
    let y = (cell.y + cell.h / 2.0 - h * 0.3).clamp(4.0, (lanes.h - h - 4.0).max(4.0));
    Rect { x, y, w, h }
}

pub(super) fn draw(scene: &mut Scene, world: &World, cluster: &Cluster, look: &Look<'_>) {
    if scene.level == Level::Near {
        return;
    }
    let Some(slot) = subject(cluster, look) else { return };
    let own = Selection::Instance { cluster: look.cluster, slot };
    let Some(cell) = scene.place_of(own) else { return };
    if cell.w >= SIZE.0 * 0.9 || scene.lanes.w < SIZE.0 * 2.0 + 60.0 {
        return;
    }
    let rect = place(cell, scene.lanes);
    let ink = line(token(Token::Ink), 2.0);
    scene.outline(cell.grown(2.0), 1.0, ink);
    let (from, to) = if rect.x > cell.x {
        ((cell.x + cell.w + 3.0, cell.y + cell.h / 2.0), rect.x)
    } else {
        ((cell.x - 3.0, cell.y + cell.h / 2.0), rect.x + rect.w)
    };
    scene.line(
        from,
        (to, from.1.clamp(rect.y + 8.0, rect.y + rect.h - 8.0)),
        line(token(Token::Ink), 1.0),
    );
    scene.shapes.push(Shape::Float { rect, radius: 8.0 });
    let mut inside = Scene::default();
    // Nothing in the lens is chosen or stands back.
    let look = Look { selection: Selection::None, decision: None, back: Vec::new(), ..*look };
    instance::draw(&mut inside, world, cluster, &look, slot, rect);
    scene.shapes.append(&mut inside.shapes);
}
