//! Far out: one square cell an instance, a heat map (look, section 6).

use super::instance::shown_state;
use super::mosaic::Mosaic;
use super::palette::{Ink, Token};
use super::shape::{Hit, Paint, Rect, Scene, full, line, token};
use super::{Look, block};
use crate::placement::{Decision, Slot};
use crate::session::read::Standing;
use crate::session::{Measure, Selection};
use crate::simulation::World;
use crate::simulation::world::Cluster;

/// Marks are drawn from this size on; below, only what must not be missed.
const MARKED: f64 = 6.0;

/// How much of an instance is reserved, in thousandths.
pub(in crate::session) fn reserved_permille(
    cluster: &Cluster,
    slot: Slot,
    measure: Measure,
) -> u32 {
    let registered = &cluster.instances[slot as usize].registered;
    let left = cluster.fleet.line(slot);
    let (all, left) = match measure {
        Measure::Memory => (registered.memory, left.memory),
        Measure::Cpu => (registered.cpu, left.cpu),
    };
    u32::try_from(u64::from(all.saturating_sub(left)) * 1_000 / u64::from(all.max(1))).unwrap_or(0)
}

/// The step of the heat map: sevenths.
pub(in crate::session) fn step(permille: u32) -> u8 {
    u8::try_from(permille * 7 / 1_000).unwrap_or(6).min(6)
}

/// Whether a task on an instance is unhealthy.
fn ails(world: &World, cluster: &Cluster, look: &Look<'_>, slot: Slot) -> bool {
    let tasks = cluster.instances.get(slot as usize).map(|i| &i.tasks[..]).unwrap_or_default();
    let mut tasks = tasks.iter().filter_map(|task| cluster.tasks.get(*task as usize));
    tasks.any(|task| block::is_unhealthy(world, look, task))
}

/// The cell goes into the mosaic; frames that must lie on top go into `after`.
pub(super) fn draw(
    scene: &mut Scene,
    mosaic: &mut Mosaic,
    after: &mut Scene,
    (world, cluster): (&World, &Cluster),
    look: &Look<'_>,
    slot: Slot,
    rect: Rect,
) {
    let own = Selection::Instance { cluster: look.cluster, slot };
    scene.hits.push(Hit { rect, selection: own });
    let out = |d: &Decision| d.removals.binary_search_by_key(&slot, |removal| removal.slot).is_ok();
    let back = look.stands_back(slot) || look.decision.is_some_and(out);
    let percent = if back { 28 } else { 100 };
    let faint = |paint: Paint| Paint { percent, ..paint };
    let heat = step(reserved_permille(cluster, slot, look.measure));
    let fill = match heat {
        // Too small for its outline, it would be lost on the water.
        0..2 if rect.w < MARKED => {
            let edge = token(Token::HeatEdge);
            Paint { percent: if back { 14 } else { 40 + 15 * heat }, ..edge }
        }
        _ => faint(full(Ink::Heat(heat))),
    };
    let edge = (heat < 2 && rect.w >= MARKED).then(|| line(faint(token(Token::HeatEdge)), 1.0));
    match shown_state(cluster, slot) {
        Standing::Active => mosaic.add(0, Some(fill), edge, rect),
        Standing::Starting => {
            let stroke = line(faint(token(Token::LineStrong)), 1.0);
            mosaic.add(0, Some(faint(token(Token::Water))), Some(stroke), rect);
        }
        Standing::Draining => {
            if rect.w < MARKED {
                mosaic.add(0, Some(faint(token(Token::AmberFill))), None, rect);
            } else {
                let amber = line(faint(token(Token::Amber)), 1.0);
                mosaic.add(0, Some(faint(token(Token::AmberWeak))), Some(amber), rect);
                let (x, y) = (rect.x + 1.5, rect.y + rect.h - 1.5);
                after.line((x, y), (rect.x + rect.w - 1.5, rect.y + 1.5), amber);
            }
        }
        Standing::AgentLost => {
            mosaic.add(0, Some(fill), edge, rect);
            let side = (rect.w / 3.0).floor().max(2.0);
            let hole = Rect {
                x: rect.x + ((rect.w - side) / 2.0).floor(),
                y: rect.y + ((rect.h - side) / 2.0).floor(),
                w: side,
                h: side,
            };
            mosaic.add(1, Some(token(Token::Water)), None, hole);
        }
        Standing::Stopped => {
            let stroke = line(faint(token(Token::LineControl)), 1.0);
            mosaic.add(0, Some(faint(token(Token::Hold))), Some(stroke), rect);
            if rect.w >= MARKED {
                let y = rect.y + (rect.h / 2.0).floor() + 0.5;
                after.line((rect.x + 1.5, y), (rect.x + rect.w - 1.5, y), stroke);
            }
        }
    }
    if look.checks && rect.w >= MARKED && ails(world, cluster, look, slot) {
        let side = (rect.w * 0.4).floor().max(3.0);
        let corner =
            Rect { x: rect.x + rect.w - side, y: rect.y + rect.h - side, w: side, h: side };
        mosaic.add(2, Some(token(Token::Danger)), None, corner);
    }
    let lens = matches!(look.selection, Selection::Task { cluster: c, task }
        if c == look.cluster && cluster.tasks.get(task as usize).and_then(|t| t.instance) == Some(slot));
    if look.selection == own || lens {
        after.outline(rect.grown(2.0), 1.0, line(token(Token::Ink), 2.0));
    }
    if look.decision.and_then(|decision| decision.chosen()) == Some(slot) {
        after.outline(rect.grown(2.0), 1.0, line(token(Token::Accent), 2.0));
    }
}
