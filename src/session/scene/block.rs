//! The task block: height by what it takes, state by pattern, letter and word (look, section 5).

use super::Look;
use super::palette::{Ink, Token};
use super::shape::{
    Align, Dash, Hit, Paint, Pattern, Rect, Scene, Shape, Stroke, Text, about_width, cut, full,
    line, token,
};
use crate::placement::Slot;
use crate::session::identity::Identity;
use crate::session::read::thousands;
use crate::session::{Measure, Selection};
use crate::simulation::World;
use crate::simulation::world::{Cluster, Task, TaskIndex, TaskStatus};
use crate::texts::stage;

/// The colour and letter of a task.
pub(super) fn identity(world: &World, look: &Look<'_>, task: &Task) -> Identity {
    match task.service {
        Some(service) => look.identities.service(look.cluster, service),
        None => look.identities.family(&world.definition(task.definition).definition.family),
    }
}

fn takes(world: &World, task: &Task, measure: Measure) -> u32 {
    let need = &world.definition(task.definition).need;
    match measure {
        Measure::Memory => need.memory.0,
        Measure::Cpu => need.cpu.0,
    }
}

/// Blocks piled from the bottom in placement order.
pub(super) fn pile(
    scene: &mut Scene,
    world: &World,
    cluster: &Cluster,
    look: &Look<'_>,
    slot: Slot,
    hold: Rect,
) {
    let instance = &cluster.instances[slot as usize];
    let all = match look.measure {
        Measure::Memory => instance.registered.memory,
        Measure::Cpu => instance.registered.cpu,
    };
    let tasks: Vec<(TaskIndex, &Task)> =
        instance.tasks.iter().map(|index| (*index, &cluster.tasks[*index as usize])).collect();
    let heights = heights(
        &tasks.iter().map(|(_, task)| takes(world, task, look.measure)).collect::<Vec<_>>(),
        all,
        hold.h,
    );
    let mut bottom = hold.y + hold.h;
    for ((index, task), height) in tasks.into_iter().zip(heights) {
        let top = bottom - height;
        let rect = Rect { x: hold.x + 1.0, y: top, w: hold.w - 2.0, h: (height - 1.0).max(1.0) };
        draw(scene, world, look, index, task, rect);
        bottom = top;
    }
}

/// Heights of blocks: their share of the hold, 4 at least; when the least heights make the pile
/// taller than the hold, the tallest give up the surplus, so that the pile never lies.
pub(super) fn heights(takes: &[u32], all: u32, hold: f64) -> Vec<f64> {
    let mut out: Vec<f64> = takes
        .iter()
        .map(|take| (hold * f64::from(*take) / f64::from(all.max(1))).max(4.0))
        .collect();
    for _ in 0..8 {
        let surplus = out.iter().sum::<f64>() - hold;
        let tall: f64 = out.iter().filter(|h| **h > 4.0).map(|h| h - 4.0).sum();
        if surplus <= 0.01 || tall <= 0.0 {
            break;
        }
        let share = (surplus / tall).min(1.0);
        for height in &mut out {
            if *height > 4.0 {
                *height -= (*height - 4.0) * share;
            }
        }
    }
    out
}

/// One block in its place.
pub(super) fn draw(
    scene: &mut Scene,
    world: &World,
    look: &Look<'_>,
    index: TaskIndex,
    task: &Task,
    rect: Rect,
) {
    let own = Selection::Task { cluster: look.cluster, task: index };
    let identity = identity(world, look, task);
    if look.motion.is_travelling(look.cluster, index) {
        let dashed = Stroke { paint: edge(identity), width: 1.5, dash: Dash::Short };
        scene.outline(rect, 1.5, dashed);
        scene.hits.push(Hit { rect, selection: own });
        return;
    }
    body(scene, rect, task.status, identity);
    words(scene, world, look, task, rect, identity);
    scene.hits.push(Hit { rect, selection: own });
    let in_service = matches!(look.selection, Selection::Service { service, .. }
        if task.service == Some(service));
    if look.selection == own || in_service {
        let outer = Rect { x: rect.x - 1.0, y: rect.y - 1.0, w: rect.w + 2.0, h: rect.h + 2.0 };
        let width = if look.selection == own { 2.0 } else { 1.0 };
        scene.outline(outer, 2.0, line(token(Token::Accent), width));
    }
}

fn edge(identity: Identity) -> Paint {
    full(Ink::Edge(identity.colour))
}

/// Fill, pattern and edge of a state.
pub(super) fn body(scene: &mut Scene, rect: Rect, status: TaskStatus, identity: Identity) {
    let fill = full(Ink::Service(identity.colour));
    let faint = |percent| Paint { percent, ..fill };
    let solid = line(edge(identity), 1.0);
    let dashed = |dash| Stroke { dash, ..solid };
    let mut hatch = |pattern, paint| {
        scene.shapes.push(Shape::Hatch { rect, pattern, paint });
    };
    match status {
        TaskStatus::Provisioning => {
            scene.rect(rect, 1.5, token(Token::Box), Some(dashed(Dash::Short)));
        }
        TaskStatus::Pending => {
            scene.shapes.push(Shape::Rect {
                rect,
                radius: 1.5,
                fill: Some(token(Token::Box)),
                stroke: None,
            });
            scene.shapes.push(Shape::Rect {
                rect,
                radius: 1.5,
                fill: Some(faint(22)),
                stroke: None,
            });
            let paint = edge(identity);
            scene.shapes.push(Shape::Hatch { rect, pattern: Pattern::Pending, paint });
            scene.outline(rect, 1.5, solid);
        }
        TaskStatus::Activating => {
            scene.rect(rect, 1.5, fill, Some(solid));
            let paint = Paint { percent: 45, ..token(Token::Box) };
            scene.shapes.push(Shape::Hatch { rect, pattern: Pattern::Activating, paint });
        }
        TaskStatus::Running => {
            scene.rect(rect, 1.5, fill, Some(solid));
            if rect.h >= 8.0 {
                let post = line(Paint { ink: Ink::OnService, percent: 22 }, 1.0);
                for x in [rect.x + 3.5, rect.x + rect.w - 3.5] {
                    scene.line((x, rect.y + 1.0), (x, rect.y + rect.h - 1.0), post);
                }
            }
        }
        TaskStatus::Deactivating | TaskStatus::Stopping | TaskStatus::Deprovisioning => {
            hatch(Pattern::Slats, faint(55));
            scene.outline(rect, 1.5, dashed(Dash::Stopping));
        }
        TaskStatus::Stopped => {
            let y = rect.y + rect.h / 2.0;
            scene.line((rect.x, y), (rect.x + rect.w, y), solid);
            scene.outline(rect, 1.5, solid);
        }
    }
}

fn words(
    scene: &mut Scene,
    world: &World,
    look: &Look<'_>,
    task: &Task,
    rect: Rect,
    identity: Identity,
) {
    if rect.h < 10.0 {
        return;
    }
    // Text on a block is always the service ink, except where the ground is the box itself.
    let plain = task.status == TaskStatus::Running || task.status == TaskStatus::Activating;
    let ink = if plain { full(Ink::OnService) } else { token(Token::Ink) };
    let y = rect.y + (rect.h / 2.0).min(14.0);
    let size: u8 = if rect.h >= 13.0 { 11 } else { 9 };
    let write = |x: f64, text: &str, weight: u16, align: Align| Text {
        x,
        y,
        text: text.into(),
        size,
        weight,
        mono: false,
        paint: ink,
        align,
        halo: !plain,
    };
    let x = rect.x + 9.0;
    scene.text(write(x, &identity.letter.to_string(), 700, Align::Left));
    let definition = world.definition(task.definition);
    let right = if task.status == TaskStatus::Running {
        thousands(u64::from(takes(world, task, look.measure)))
    } else {
        stage::status(look.lang, task.status).to_owned()
    };
    let right_room = about_width(&right, 10, false);
    let name = format!("{}:{}", definition.definition.family, definition.revision);
    let name_room = rect.w - 26.0 - 14.0;
    if rect.w >= 96.0 && rect.h >= 13.0 {
        let with_right = name_room - right_room - 8.0;
        let shows_right = with_right > 30.0;
        let room = if shows_right { with_right } else { name_room };
        scene.text(write(x + 16.0, &cut(&name, 11, false, room), 500, Align::Left));
        if shows_right {
            let mut text = write(rect.x + rect.w - 9.0, &right, 400, Align::Right);
            text.size = 10;
            scene.text(text);
        }
    }
}
