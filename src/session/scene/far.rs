//! Far out: one square cell an instance, a heat map (look, section 6).

use super::Look;
use super::palette::{Ink, Token};
use super::shape::{Dash, Hit, Rect, Scene, Shape, Stroke, full, line, token};
use crate::placement::Slot;
use crate::session::{Measure, Selection};
use crate::simulation::world::{Cluster, Machine};

fn gap(cell: f64) -> f64 {
    if cell >= 6.0 { 2.0 } else { 1.0 }
}

#[allow(clippy::cast_precision_loss, reason = "counts on a screen")]
fn float(n: usize) -> f64 {
    n as f64
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, small")]
fn per_row(width: f64, cell: f64) -> usize {
    (((width + gap(cell)) / (cell + gap(cell))).floor().max(1.0)) as usize
}

/// Height of so many cells in a lane.
pub(super) fn height(count: usize, width: f64, cell: f64) -> f64 {
    float(count.div_ceil(per_row(width, cell))) * (cell + gap(cell))
}

/// The largest whole size up to 24 with which every lane fits; 4 at least.
pub(super) fn cell_size(counts: &[usize], width: f64, room: f64) -> f64 {
    let mut cell = 24.0;
    while cell > 4.0 && counts.iter().any(|count| height(*count, width, cell) > room) {
        cell -= 1.0;
    }
    cell
}

/// The place of the n-th cell.
pub(super) fn cell(n: usize, origin: (f64, f64), width: f64, cell: f64) -> Rect {
    let columns = per_row(width, cell);
    let step = cell + gap(cell);
    Rect {
        x: origin.0.round() + float(n % columns) * step,
        y: origin.1.round() + float(n / columns) * step,
        w: cell,
        h: cell,
    }
}

/// How much of an instance is reserved, in thousandths.
pub(super) fn reserved_permille(cluster: &Cluster, slot: Slot, measure: Measure) -> u32 {
    let registered = cluster.instances[slot as usize].registered;
    let left = cluster.fleet.line(slot);
    let (all, left) = match measure {
        Measure::Memory => (registered.memory, left.memory),
        Measure::Cpu => (registered.cpu, left.cpu),
    };
    u32::try_from(u64::from(all.saturating_sub(left)) * 1_000 / u64::from(all.max(1))).unwrap_or(0)
}

pub(super) fn draw(scene: &mut Scene, cluster: &Cluster, look: &Look<'_>, slot: Slot, rect: Rect) {
    let own = Selection::Instance { cluster: look.cluster, slot };
    let permille = reserved_permille(cluster, slot, look.measure);
    let step = u8::try_from(permille * 7 / 1_000).unwrap_or(6).min(6);
    let lost = cluster.instances[slot as usize].machine != Machine::Running;
    let edge = (step < 2 && rect.w >= 6.0).then(|| line(token(Token::HeatEdge), 1.0));
    let back = look.stands_back(slot);
    if back {
        scene.shapes.push(Shape::Strength(28));
    }
    if lost {
        let stroke = Stroke { paint: token(Token::Ink3), width: 1.0, dash: Dash::Dots };
        scene.rect(rect, 1.0, token(Token::Hold), Some(stroke));
    } else {
        scene.rect(rect, 1.0, full(Ink::Heat(step)), edge);
    }
    if back {
        scene.shapes.push(Shape::Strength(100));
    }
    if look.selection == own {
        let outer = Rect { x: rect.x - 2.0, y: rect.y - 2.0, w: rect.w + 4.0, h: rect.h + 4.0 };
        scene.outline(outer, 1.0, line(token(Token::Ink), 2.0));
    }
    scene.hits.push(Hit { rect, selection: own });
}
