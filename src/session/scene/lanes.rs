//! A lane a zone, a box an instance (look, section 2.5).

use super::palette::Token;
use super::shape::{Align, Rect, Scene, Text, label, line, token};
use super::{Look, far, fargate, instance};
use crate::placement::Slot;
use crate::session::Selection;
use crate::simulation::World;
use crate::simulation::world::{Cluster, InstanceStatus, Launching};
use crate::texts::stage::{Word, word};

const PADDING: f64 = 16.0;
const LANE_GAP: f64 = 16.0;
const BOX_GAP: f64 = 12.0;
const HEADER: f64 = 28.0;
const FARGATE_LANE: f64 = 124.0;
const BOX_LEAST: f64 = 150.0;
const BOX_MOST: f64 = 220.0;
const HEIGHT_MOST: f64 = 356.0;

/// What stands in a lane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Berth<'a> {
    /// A registered instance.
    Instance(Slot),
    /// A machine whose agent has not registered yet.
    Launching(&'a Launching),
}

/// A lane with its boxes.
#[derive(Clone, Debug)]
pub(super) struct Lane<'a> {
    pub(super) name: String,
    pub(super) rect: Rect,
    pub(super) berths: Vec<(Berth<'a>, Rect)>,
    pub(super) tasks: u64,
}

/// The whole plan.
#[derive(Clone, Debug)]
pub(super) struct Lanes<'a> {
    pub(super) lanes: Vec<Lane<'a>>,
    pub(super) fargate: Option<Rect>,
    pub(super) content_height: f64,
    pub(super) is_far: bool,
}

/// Whether a terminated instance still shows: never, its place is free at the next layout.
fn shows(status: InstanceStatus) -> bool {
    status != InstanceStatus::Inactive
}

fn by_zone<'a>(world: &World, cluster: &'a Cluster) -> Vec<(String, Vec<Berth<'a>>, u64)> {
    let zones = world.settings.zones.len();
    let mut out: Vec<(String, Vec<Berth<'a>>, u64)> =
        world.settings.zones.iter().map(|zone| (zone.to_string(), Vec::new(), 0)).collect();
    for (slot, i) in (0..).zip(&cluster.instances) {
        if shows(i.status) && usize::from(i.zone) < zones {
            let lane = &mut out[usize::from(i.zone)];
            lane.1.push(Berth::Instance(slot));
            lane.2 += u64::from(i.running_tasks);
        }
    }
    for launching in &cluster.launching {
        if usize::from(launching.zone) < zones {
            out[usize::from(launching.zone)].1.push(Berth::Launching(launching));
        }
    }
    out.retain(|(_, berths, _)| !berths.is_empty());
    out
}

/// Boxes beside each other and their width, in a lane.
fn columns(lane: f64, phone: bool) -> (usize, f64) {
    let least = if phone { 140.0 } else { BOX_LEAST };
    let mut count = 1_usize;
    #[allow(clippy::cast_precision_loss, reason = "a handful of columns")]
    let width = |n: usize| (lane - BOX_GAP * (n as f64 - 1.0)) / n as f64;
    while count < 64 && width(count + 1) >= least {
        count += 1;
    }
    if phone {
        count = count.min(2);
    }
    (count, width(count).min(if phone { 400.0 } else { BOX_MOST }))
}

#[allow(clippy::cast_precision_loss, reason = "counts on a screen")]
fn float(n: usize) -> f64 {
    n as f64
}

/// Plans the lanes in the room above the quay.
pub(super) fn plan<'a>(
    world: &World,
    cluster: &'a Cluster,
    look: &Look<'_>,
    room: f64,
) -> Lanes<'a> {
    let zones = by_zone(world, cluster);
    let wants_fargate = fargate::is_used(cluster);
    let phone = look.is_phone();
    let top = 12.0;
    let fargate_width = if zones.is_empty() { look.width - 2.0 * PADDING } else { FARGATE_LANE };
    let aside = if wants_fargate && !phone { fargate_width + LANE_GAP } else { 0.0 };
    let across = if phone { 1 } else { zones.len().clamp(1, 4) };
    let gaps = LANE_GAP * (float(across) - 1.0);
    let lane_width = ((look.width - 2.0 * PADDING - aside - gaps) / float(across)).max(60.0);
    let (count, box_width) = columns(lane_width, phone);
    let rows_of = |berths: usize| berths.div_ceil(count).max(1);
    let bands: Vec<usize> = zones
        .chunks(across)
        .map(|band| band.iter().map(|(_, berths, _)| rows_of(berths.len())).max().unwrap_or(1))
        .collect();
    let rows: usize = bands.iter().sum();
    let frame = float(bands.len()) * (HEADER + 20.0);
    let free = room - top - frame - 12.0 * float(rows.saturating_sub(bands.len()));
    let least = if phone { 132.0 } else { 150.0 };
    let height = (free / float(rows.max(1))).clamp(least, if phone { 150.0 } else { HEIGHT_MOST });
    let total = top + frame + float(rows) * (height + 12.0);
    let berth_count: usize = zones.iter().map(|(_, berths, _)| berths.len()).sum();
    // Over three screens of boxes: cells (look, section 6, Far).
    let is_far = total > room * 3.0 && berth_count > 24;
    let mut y = top - look.scroll;
    let mut lanes = Vec::new();
    let cell = far::cell_size(
        &zones.iter().map(|z| z.1.len()).collect::<Vec<_>>(),
        lane_width,
        room - top - HEADER - 24.0,
    );
    for (band, rows) in zones.chunks(across).zip(&bands) {
        let band_height = if is_far {
            let most =
                band.iter().map(|(_, berths, _)| far::height(berths.len(), lane_width, cell));
            HEADER + most.fold(0.0, f64::max)
        } else {
            HEADER + float(*rows) * (height + 12.0)
        };
        for (n, (name, berths, tasks)) in band.iter().enumerate() {
            let x = PADDING + float(n) * (lane_width + LANE_GAP);
            let rect = Rect { x, y, w: lane_width, h: band_height };
            let boxes = berths.iter().enumerate().map(|(at, berth)| {
                let place = if is_far {
                    far::cell(at, (x, y + HEADER), lane_width, cell)
                } else {
                    Rect {
                        x: x + float(at % count) * (box_width + BOX_GAP),
                        y: y + HEADER + float(at / count) * (height + 12.0),
                        w: box_width,
                        h: height,
                    }
                };
                (*berth, place)
            });
            lanes.push(Lane { name: name.clone(), rect, berths: boxes.collect(), tasks: *tasks });
        }
        y += band_height + 20.0;
    }
    // The last gaps need not be in sight.
    let mut content_height = y + look.scroll - 24.0;
    let fargate = wants_fargate.then(|| {
        if phone {
            let height = fargate::height(cluster, look.width - 2.0 * PADDING);
            let rect = Rect { x: PADDING, y, w: look.width - 2.0 * PADDING, h: height };
            content_height += height + 20.0;
            rect
        } else {
            let x = look.width - PADDING - fargate_width;
            let height = fargate::height(cluster, fargate_width);
            content_height = content_height.max(top + height + 16.0);
            Rect { x, y: top - look.scroll, w: fargate_width, h: height }
        }
    });
    Lanes { lanes, fargate, content_height, is_far }
}

/// A lane's name and count over a hairline.
pub(super) fn header(scene: &mut Scene, rect: Rect, name: &str, count: &str, dashed: bool) {
    let ink = token(Token::Ink);
    let count_room = super::shape::about_width(count, 11, false);
    scene.text(label((rect.x, rect.y + 8.0), name, (12, 600), ink, rect.w - count_room - 8.0));
    let mut right =
        label((rect.x + rect.w, rect.y + 8.0), count, (11, 400), token(Token::Ink3), 90.0);
    right.align = Align::Right;
    scene.text(right);
    let mut stroke = line(token(Token::LineStrong), 1.0);
    if dashed {
        stroke.dash = super::shape::Dash::Short;
    }
    let y = (rect.y + 17.0).round() + 0.5;
    scene.line((rect.x, y), (rect.x + rect.w, y), stroke);
}

pub(super) fn draw(
    scene: &mut Scene,
    world: &World,
    cluster: &Cluster,
    look: &Look<'_>,
    plan: &Lanes<'_>,
) {
    for lane in &plan.lanes {
        let count = word(look.lang, &Word::TaskCount(lane.tasks));
        header(scene, lane.rect, &lane.name, &count, false);
        for (berth, rect) in &lane.berths {
            if rect.y > scene.lanes.h || rect.y + rect.h < 0.0 {
                continue;
            }
            match (berth, plan.is_far) {
                (Berth::Instance(slot), true) => far::draw(scene, cluster, look, *slot, *rect),
                (Berth::Instance(slot), false) => {
                    instance::draw(scene, world, cluster, look, *slot, *rect);
                }
                (Berth::Launching(launching), _) => {
                    instance::draw_launching(scene, look, launching, *rect, plan.is_far);
                }
            }
        }
    }
    if let Some(rect) = plan.fargate {
        fargate::draw(scene, world, cluster, look, rect);
    }
}

/// A centred text, for boxes that have only a word.
pub(super) fn centred(at: (f64, f64), text: &str, room: f64) -> Text {
    let mut text = label(at, text, (12, 400), token(Token::Ink3), room);
    text.align = Align::Centre;
    text
}

/// The frame of what is chosen or explained.
pub(super) fn chosen_frame(scene: &mut Scene, look: &Look<'_>, own: Selection, rect: Rect) {
    if look.selection == own {
        let outer = Rect { x: rect.x - 1.5, y: rect.y - 1.5, w: rect.w + 3.0, h: rect.h + 3.0 };
        scene.outline(outer, 6.0, line(token(Token::Accent), 2.0));
    }
}
