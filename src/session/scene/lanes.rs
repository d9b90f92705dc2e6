//! Draws the plan: what is in sight of each lane, its header always.

use super::camera::Level;
use super::mosaic::Mosaic;
use super::palette::Token;
use super::plan::{Berth, HEADER, Lane, PADDING, Plan};
use super::shape::{Align, Dash, Glyph, Paint, Rect, Scene, Text, about_width, label, line, token};
use super::{Look, far, fargate, instance, middle};
use crate::session::Selection;
use crate::session::read::thousands;
use crate::simulation::World;
use crate::simulation::world::Cluster;
use crate::texts::stage::{Word, word};

pub(super) fn draw(
    scene: &mut Scene,
    world: &World,
    cluster: &Cluster,
    look: &Look<'_>,
    plan: &Plan<'_>,
) {
    let mut mosaic = Mosaic::default();
    let mut after = Scene::default();
    for lane in &plan.lanes {
        for (berth, rect) in &lane.berths {
            let below = rect.y > scene.lanes.h || rect.y + rect.h < 0.0;
            if below || rect.x > look.width || rect.x + rect.w < 0.0 {
                continue;
            }
            match (berth, plan.level) {
                (Berth::Instance(slot), Level::Far) => {
                    let about = (world, cluster);
                    far::draw(scene, &mut mosaic, &mut after, about, look, *slot, *rect);
                }
                (Berth::Instance(slot), Level::Middle) => {
                    let into = (&mut *scene, &mut mosaic, &mut after);
                    middle::draw(into, world, cluster, look, *slot, *rect);
                }
                (Berth::Instance(slot), Level::Near) => {
                    instance::draw(scene, world, cluster, look, *slot, *rect);
                }
                (Berth::Launching(launching), level) => {
                    instance::draw_launching(scene, look, launching, *rect, level);
                }
            }
        }
    }
    mosaic.flush(scene);
    scene.shapes.append(&mut after.shapes);
    scene.hits.append(&mut after.hits);
    if let Some(rect) = plan.fargate {
        fargate::draw(scene, world, cluster, look, rect);
    }
    for lane in &plan.lanes {
        for caption in &lane.captions {
            let (x, y) = caption.at;
            let ink = token(Token::Ink2);
            scene.text(label((x, y), caption.name, (11, 400), ink, lane.rect.w - 40.0));
            let count = thousands(caption.count as u64);
            let right = (x + lane.rect.w, y);
            let mut text = label(right, &count, (11, 400), token(Token::Ink3), 60.0);
            text.align = Align::Right;
            scene.text(text);
        }
    }
    for lane in &plan.lanes {
        lane_header(scene, look, plan, lane);
    }
    thumbs(scene, look, plan);
}

/// Where in the whole one is, at the edges, when not all is in sight.
fn thumbs(scene: &mut Scene, look: &Look<'_>, plan: &Plan<'_>) {
    let room = scene.lanes;
    let paint = Paint { percent: 60, ..token(Token::LineControl) };
    let thumb = |at: f64, all: f64, room: f64| {
        let long = (room * room / all).max(24.0);
        ((room - long) * (at / (all - room).max(1.0)).min(1.0), long)
    };
    if plan.content.0 > room.w + 1.0 {
        let (x, w) = thumb(look.camera.x, plan.content.0, room.w);
        scene.rect(Rect { x, y: room.h - 5.0, w, h: 3.0 }, 1.5, paint, None);
    }
    if plan.content.1 > room.h + 1.0 {
        let (y, h) = thumb(look.camera.y, plan.content.1, room.h);
        scene.rect(Rect { x: room.w - 5.0, y, w: 3.0, h }, 1.5, paint, None);
    }
}

/// A lane's header stays in sight while any of the lane is.
fn lane_header(scene: &mut Scene, look: &Look<'_>, plan: &Plan<'_>, lane: &Lane<'_>) {
    let last = lane.rect.y + lane.rect.h - HEADER;
    let y = lane.rect.y.max(0.0).min(last);
    let left = lane.rect.x.max(PADDING);
    let right = (lane.rect.x + lane.rect.w).min(look.width - PADDING);
    if y > scene.lanes.h || y + HEADER < 0.0 || right - left < 40.0 {
        return;
    }
    let rect = Rect { x: left, y, w: right - left, h: HEADER };
    if y > lane.rect.y {
        // What scrolls under it must not show beside it.
        let (from, to) =
            ((lane.rect.x - 8.0).max(0.0), (lane.rect.x + lane.rect.w + 8.0).min(look.width));
        let ground = Rect { x: from, w: to - from, h: 21.0, ..rect };
        scene.rect(ground, 0.0, token(Token::Water), None);
    }
    let count = if plan.level == Level::Far {
        Word::InstanceCount(lane.berths.len() as u64)
    } else {
        Word::TaskCount(lane.tasks)
    };
    if !lane.down {
        header(scene, rect, &lane.name, &word(look.lang, &count), lane.external);
        return;
    }
    // A failed zone: its icon, its words, a red line.
    let at = (rect.x, rect.y + 1.0);
    scene.glyph(Glyph::Unhealthy, at, 13.0, Token::Danger);
    let inner = Rect { x: rect.x + 18.0, w: rect.w - 18.0, ..rect };
    header(scene, inner, &lane.name, &word(look.lang, &Word::ZoneDown), false);
    let y = (rect.y + 17.0).round() + 0.5;
    scene.line((rect.x, y), (rect.x + rect.w, y), line(token(Token::Danger), 1.5));
}

/// A lane's name and count over a hairline.
pub(super) fn header(scene: &mut Scene, rect: Rect, name: &str, count: &str, dashed: bool) {
    let ink = token(Token::Ink);
    let room = rect.w - about_width(count, 11, false) - 8.0;
    // Cut at its end, every zone of a Region would read the same: its last part tells it apart.
    let name = match name.rsplit_once('-') {
        Some((_, last)) if !name.contains(' ') && about_width(name, 12, true) > room => last,
        _ => name,
    };
    scene.text(label((rect.x, rect.y + 8.0), name, (12, 600), ink, room));
    let mut right =
        label((rect.x + rect.w, rect.y + 8.0), count, (11, 400), token(Token::Ink3), 130.0);
    right.align = Align::Right;
    scene.text(right);
    let mut stroke = line(token(Token::LineStrong), 1.0);
    if dashed {
        stroke.dash = Dash::Short;
    }
    let y = (rect.y + 17.0).round() + 0.5;
    scene.line((rect.x, y), (rect.x + rect.w, y), stroke);
}

/// A centred text, for boxes that have only a word.
pub(super) fn centred(at: (f64, f64), text: &str, room: f64) -> Text {
    let mut text = label(at, text, (12, 400), token(Token::Ink3), room);
    text.align = Align::Centre;
    text
}

/// The frame of what is chosen or explained.
pub(super) fn chosen_frame(scene: &mut Scene, look: &Look<'_>, own: Selection, rect: Rect) {
    if look.selection == own && own != Selection::None {
        scene.outline(rect.grown(1.5), 6.0, line(token(Token::Accent), 2.0));
    }
}
