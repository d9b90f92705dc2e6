//! The box from further away: blocks, letters where they fit, one bar (look, section 6, Middle).
//! What hundreds of boxes share goes into the mosaic.

use super::instance::{border, shown_state};
use super::mosaic::Mosaic;
use super::palette::Token;
use super::shape::{Hit, Paint, Pattern, Rect, Scene, about_width, label, line, token};
use super::{Look, block, far};
use crate::placement::Slot;
use crate::session::read::Standing;
use crate::session::{Measure, Selection};
use crate::simulation::World;
use crate::simulation::world::Cluster;

/// `into`: hits and states that are drawn before the mosaic, the mosaic, and what lies on top.
pub(super) fn draw(
    (scene, mosaic, after): (&mut Scene, &mut Mosaic, &mut Scene),
    world: &World,
    cluster: &Cluster,
    look: &Look<'_>,
    slot: Slot,
    rect: Rect,
) {
    let own = Selection::Instance { cluster: look.cluster, slot };
    let state = shown_state(cluster, slot);
    let back = look.stands_back(slot);
    let percent = match (back, state) {
        (true, _) => 28,
        (_, Standing::Stopped) => 45,
        _ => 100,
    };
    let faint = |ink: Token| Paint { percent, ..token(ink) };
    scene.hits.push(Hit { rect, selection: own });
    let stroke = border(state, false);
    mosaic.add(
        0,
        Some(faint(Token::Box)),
        Some(super::Stroke { paint: Paint { percent, ..stroke.paint }, ..stroke }),
        rect,
    );
    let (header, footer) = if rect.h < 60.0 { (4.0, 6.0) } else { (16.0, 8.0) };
    let side = if rect.w < 60.0 { 3.0 } else { 5.0 };
    let hold = Rect {
        x: rect.x + side,
        y: rect.y + header,
        w: rect.w - 2.0 * side,
        h: rect.h - header - footer,
    };
    mosaic.add(1, Some(faint(Token::Hold)), None, hold);
    match state {
        Standing::Draining => after.hatch(hold, Pattern::Drain, faint(Token::AmberFill)),
        Standing::AgentLost => after.hatch(hold, Pattern::Dots, faint(Token::LineStrong)),
        _ => {}
    }
    if header > 10.0 {
        let number = format!("#{}", slot + 1);
        let room = rect.w - 2.0 * side;
        if about_width(&number, 10, false) <= room + 6.0 {
            let at = (rect.x + side, rect.y + 9.0);
            after.text(label(at, &number, (10, 600), faint(Token::Ink), room + 12.0));
        }
    }
    let track = Rect { x: hold.x, y: rect.y + rect.h - 5.0, w: hold.w, h: 2.5 };
    let other = if look.measure == Measure::Memory { Measure::Cpu } else { Measure::Memory };
    let permille = far::reserved_permille(cluster, slot, other);
    mosaic.add(1, Some(faint(Token::Line)), None, track);
    let filled = Rect { w: track.w * f64::from(permille) / 1_000.0, ..track };
    mosaic.add(2, Some(faint(Token::LineControl)), None, filled);
    for block in block::pile(world, cluster, look, slot, hold, 2.0) {
        block::draw_small((after, mosaic), world, look, cluster, block);
    }
    if look.selection == own {
        after.outline(rect.grown(1.5), 4.0, line(token(Token::Accent), 2.0));
    }
    super::instance::verdict_frame(after, look, slot, rect);
}
