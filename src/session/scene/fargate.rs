//! Fargate's lane: each task its own little box (look, section 6, Fargate).

use super::palette::{Ink, Token};
use super::shape::{Dash, Hit, Rect, Scene, about_width, full, label, line, token};
use super::{Look, block, lanes};
use crate::session::Selection;
use crate::session::identity::Identity;
use crate::session::read::thousands;
use crate::simulation::World;
use crate::simulation::process::placement;
use crate::simulation::world::{Cluster, Task, TaskIndex, TaskStatus};
use crate::texts::stage::{Word, word};

const HEADER: f64 = 28.0;

fn alive<'a>(look: &Look<'_>, cluster: &'a Cluster) -> Vec<(TaskIndex, &'a Task)> {
    let Some(page) = look.ledger.page(look.cluster) else { return Vec::new() };
    let task = |index: &TaskIndex| Some((*index, cluster.tasks.get(*index as usize)?));
    page.fargate.iter().filter_map(task).collect()
}

struct Grid {
    columns: usize,
    width: f64,
    height: f64,
    gap: f64,
}

#[allow(clippy::cast_precision_loss, reason = "counts on a screen")]
fn float(n: usize) -> f64 {
    n as f64
}

/// Over 8 tasks: 28 high rows; over 40: cells of 10 px.
fn grid(count: usize, width: f64) -> Grid {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small, positive")]
    let columns = |least: f64| ((width + 8.0) / (least + 8.0)).floor().max(1.0) as usize;
    match count {
        0..=8 => {
            let columns = columns(if width > 200.0 { 168.0 } else { 112.0 });
            let w = ((width - 8.0 * (float(columns) - 1.0)) / float(columns)).min(220.0);
            Grid { columns, width: w, height: 52.0, gap: 8.0 }
        }
        9..=40 => {
            let columns = columns(if width > 200.0 { 168.0 } else { 112.0 });
            let w = ((width - 8.0 * (float(columns) - 1.0)) / float(columns)).min(220.0);
            Grid { columns, width: w, height: 28.0, gap: 6.0 }
        }
        _ => {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
            let columns = ((width + 2.0) / 12.0).floor().max(1.0) as usize;
            Grid { columns, width: 10.0, height: 10.0, gap: 2.0 }
        }
    }
}

/// Height of the lane.
pub(super) fn height(look: &Look<'_>, width: f64) -> f64 {
    let count = look.ledger.page(look.cluster).map_or(0, |page| page.fargate.len());
    if count > SUMMED {
        // As many rows as services at most; what has no task leaves its room free.
        return HEADER + SUM_ROW * 8.0;
    }
    let grid = grid(count, width);
    HEADER + float(count.div_ceil(grid.columns)) * (grid.height + grid.gap)
}

/// Tasks beyond this are told by service: a number and a bar.
const SUMMED: usize = 600;
const SUM_ROW: f64 = 34.0;

pub(super) fn draw(
    scene: &mut Scene,
    world: &World,
    cluster: &Cluster,
    look: &Look<'_>,
    rect: Rect,
) {
    let tasks = alive(look, cluster);
    let count = word(look.lang, &Word::TaskCount(tasks.len() as u64));
    lanes::header(scene, rect, &word(look.lang, &Word::Fargate), &count, true);
    if tasks.len() > SUMMED {
        sums(scene, world, look, &tasks, rect);
        return;
    }
    let grid = grid(tasks.len(), rect.w);
    for (n, block) in tasks.into_iter().enumerate() {
        let place = Rect {
            x: rect.x + float(n % grid.columns) * (grid.width + grid.gap),
            y: rect.y + HEADER + float(n / grid.columns) * (grid.height + grid.gap),
            w: grid.width,
            h: grid.height,
        };
        if place.y < scene.lanes.h && place.y + place.h > 0.0 {
            one(scene, world, look, cluster, (block.0, block.1, place));
        }
    }
}

/// A number and a bar for each service or family.
fn sums(
    scene: &mut Scene,
    world: &World,
    look: &Look<'_>,
    tasks: &[(TaskIndex, &Task)],
    rect: Rect,
) {
    let mut rows: Vec<(Identity, &Task, u32)> = Vec::new();
    for (_, task) in tasks {
        let identity = block::identity(world, look, task);
        match rows.iter_mut().find(|(known, ..)| *known == identity) {
            Some((.., count)) => *count += 1,
            None => rows.push((identity, task, 1)),
        }
    }
    let most = rows.iter().map(|(.., count)| *count).max().unwrap_or(1);
    for (n, (identity, task, count)) in rows.into_iter().take(8).enumerate() {
        let y = rect.y + HEADER + SUM_ROW * float(n);
        let name = &world.definition(task.definition).definition.family;
        let told = thousands(u64::from(count));
        let room = rect.w - 24.0 - about_width(&told, 11, false);
        let letter = identity.letter.to_string();
        scene.text(label((rect.x, y + 8.0), &letter, (11, 700), token(Token::Ink), 20.0));
        scene.text(label((rect.x + 16.0, y + 8.0), name, (11, 400), token(Token::Ink), room));
        let at = (rect.x + rect.w, y + 8.0);
        let mut right = label(at, &told, (11, 600), token(Token::Ink), 60.0);
        right.align = super::shape::Align::Right;
        scene.text(right);
        let bar = Rect { x: rect.x, y: y + 18.0, w: rect.w, h: 6.0 };
        scene.rect(bar, 1.5, token(Token::Line), None);
        let filled = Rect { w: bar.w * f64::from(count) / f64::from(most.max(1)), ..bar };
        let edge = line(full(Ink::Edge(identity.colour)), 1.0);
        scene.rect(filled, 1.5, full(Ink::Service(identity.colour)), Some(edge));
        if let Some(service) = task.service {
            let selection = Selection::Service { cluster: look.cluster, service };
            scene.hits.push(Hit { rect: Rect { y, h: 28.0, ..rect }, selection });
        }
    }
}

fn one(
    scene: &mut Scene,
    world: &World,
    look: &Look<'_>,
    cluster: &Cluster,
    (index, task, rect): (TaskIndex, &Task, Rect),
) {
    let own = Selection::Task { cluster: look.cluster, task: index };
    if rect.h < 20.0 {
        let percent = if look.is_other_service(task) { 30 } else { 100 };
        let older = block::is_older(cluster, task);
        scene.at_strength(percent, |scene| {
            block::body(scene, rect, task, block::identity(world, look, task), older);
        });
        scene.hits.push(Hit { rect, selection: own });
        lanes::chosen_frame(scene, look, own, rect);
        return;
    }
    let mut edge = line(token(Token::LineStrong), 1.0);
    if task.status == TaskStatus::Provisioning {
        edge.dash = Dash::Short;
    }
    scene.rect(rect, 10.0, token(Token::Box), Some(edge));
    scene.hits.push(Hit { rect, selection: own });
    let inner = if rect.h > 40.0 { 22.0 } else { rect.h - 8.0 };
    let place = Rect { x: rect.x + 6.0, y: rect.y + 5.0, w: rect.w - 12.0, h: inner };
    block::draw(scene, world, look, cluster, (index, task, place));
    if rect.h > 40.0 {
        let need = &world.definition(task.definition).need;
        let short = short_zone(world, task);
        let (cpu, memory) = (vcpu(need.cpu.0), gigabytes(need.memory.0));
        let room = rect.w - 30.0;
        let mut size = format!("{cpu} · {memory}");
        if placement::is_spot(world, task.provider) {
            size.push_str(" · Spot");
            if about_width(&size, 10, false) > room {
                size = format!("{cpu} · Spot");
            }
        }
        let y = rect.y + 39.0;
        let ink = token(Token::Ink3);
        scene.text(label((rect.x + 7.0, y), &size, (10, 400), ink, room));
        let mut right = label((rect.x + rect.w - 6.0, y), &short, (10, 400), ink, 30.0);
        right.align = super::shape::Align::Right;
        scene.text(right);
    }
}

/// `1a`
fn short_zone(world: &World, task: &Task) -> String {
    let zone = world.zone_name(task.zone);
    zone.char_indices().rev().nth(1).map_or("", |(at, _)| &zone[at..]).to_owned()
}

/// Where it runs, and on what: `1a · Spot`.
pub(super) fn told(world: &World, task: &Task) -> String {
    let zone = short_zone(world, task);
    if placement::is_spot(world, task.provider) { format!("{zone} · Spot") } else { zone }
}

/// `0.25 vCPU`
fn vcpu(units: u32) -> String {
    let hundredths = units * 100 / 1_024;
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => format!("{whole} vCPU"),
        (whole, part) if part % 10 == 0 => format!("{whole}.{} vCPU", part / 10),
        (whole, part) => format!("{whole}.{part:02} vCPU"),
    }
}

/// `0.5 GB`
fn gigabytes(mib: u32) -> String {
    match (mib / 1_024, mib % 1_024) {
        (whole, 0) => format!("{whole} GB"),
        (whole, part) => format!("{whole}.{} GB", part * 10 / 1_024),
    }
}
