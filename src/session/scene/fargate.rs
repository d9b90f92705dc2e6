//! Fargate's lane: each task its own little box (look, section 6, Fargate).

use super::palette::Token;
use super::shape::{Hit, Rect, Scene, label, line, token};
use super::{Look, block, lanes};
use crate::model::launch_type::LaunchType;
use crate::session::Selection;
use crate::simulation::World;
use crate::simulation::world::{Cluster, Task, TaskIndex, TaskStatus};
use crate::texts::stage::{Word, word};

const HEADER: f64 = 28.0;

/// Whether any Fargate task was ever asked for.
pub(super) fn is_used(cluster: &Cluster) -> bool {
    cluster.tasks.iter().any(|task| task.launch_type == LaunchType::Fargate)
        || cluster.services.iter().any(|service| service.launch_type == LaunchType::Fargate)
}

fn alive(cluster: &Cluster) -> Vec<(TaskIndex, &Task)> {
    (0..)
        .zip(&cluster.tasks)
        .filter(|(_, t)| t.launch_type == LaunchType::Fargate && t.status != TaskStatus::Stopped)
        .collect()
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
            let columns = columns(112.0);
            let w = ((width - 8.0 * (float(columns) - 1.0)) / float(columns)).min(220.0);
            Grid { columns, width: w, height: 52.0, gap: 8.0 }
        }
        9..=40 => {
            let columns = columns(112.0);
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
pub(super) fn height(cluster: &Cluster, width: f64) -> f64 {
    let count = alive(cluster).len();
    let grid = grid(count, width);
    HEADER + float(count.div_ceil(grid.columns)) * (grid.height + grid.gap)
}

pub(super) fn draw(
    scene: &mut Scene,
    world: &World,
    cluster: &Cluster,
    look: &Look<'_>,
    rect: Rect,
) {
    let tasks = alive(cluster);
    let count = word(look.lang, &Word::TaskCount(tasks.len() as u64));
    lanes::header(scene, rect, &word(look.lang, &Word::Fargate), &count, true);
    let grid = grid(tasks.len(), rect.w);
    for (n, (index, task)) in tasks.into_iter().enumerate() {
        let place = Rect {
            x: rect.x + float(n % grid.columns) * (grid.width + grid.gap),
            y: rect.y + HEADER + float(n / grid.columns) * (grid.height + grid.gap),
            w: grid.width,
            h: grid.height,
        };
        one(scene, world, look, index, task, place);
    }
}

fn one(
    scene: &mut Scene,
    world: &World,
    look: &Look<'_>,
    index: TaskIndex,
    task: &Task,
    rect: Rect,
) {
    let own = Selection::Task { cluster: look.cluster, task: index };
    if rect.h < 20.0 {
        block::body(scene, rect, task.status, block::identity(world, look, task));
        scene.hits.push(Hit { rect, selection: own });
        return;
    }
    scene.rect(rect, 10.0, token(Token::Box), Some(line(token(Token::LineStrong), 1.0)));
    scene.hits.push(Hit { rect, selection: own });
    let inner = if rect.h > 40.0 { 22.0 } else { rect.h - 8.0 };
    let place = Rect { x: rect.x + 6.0, y: rect.y + 5.0, w: rect.w - 12.0, h: inner };
    block::draw(scene, world, look, index, task, place);
    if rect.h > 40.0 {
        let need = &world.definition(task.definition).need;
        let zone = world.zone_name(task.zone);
        let zone_short: String =
            zone.chars().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect();
        let size = format!("{} · {}", vcpu(need.cpu.0), gigabytes(need.memory.0));
        let y = rect.y + 39.0;
        let ink = token(Token::Ink3);
        scene.text(label((rect.x + 8.0, y), &size, (10, 400), ink, rect.w - 34.0));
        let mut right = label((rect.x + rect.w - 8.0, y), &zone_short, (10, 400), ink, 30.0);
        right.align = super::shape::Align::Right;
        scene.text(right);
    }
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
