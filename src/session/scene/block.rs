//! The task block: height by what it takes, state by pattern, letter and word (look, section 5).

use super::Look;
use super::mosaic::Mosaic;
use super::palette::{Ink, Token};
use super::shape::{
    Align, Dash, Hit, Paint, Pattern, Rect, Scene, Shape, Stroke, Text, about_width, cut, full,
    label, line, token,
};
use crate::placement::Slot;
use crate::session::identity::Identity;
use crate::session::read::thousands;
use crate::session::{Measure, Selection};
use crate::simulation::World;
use crate::simulation::process::health;
use crate::simulation::world::{Cluster, Health, Task, TaskIndex, TaskStatus};
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

/// The blocks of an instance, piled from the bottom in placement order, daemons lowest; tasks
/// that stopped just now lie on top while there is room.
pub(super) fn pile<'a>(
    world: &World,
    cluster: &'a Cluster,
    look: &Look<'_>,
    slot: Slot,
    hold: Rect,
    least: f64,
) -> Vec<(TaskIndex, &'a Task, Rect)> {
    let instance = &cluster.instances[slot as usize];
    let all = match look.measure {
        Measure::Memory => instance.registered.memory,
        Measure::Cpu => instance.registered.cpu,
    };
    let task = |index: &TaskIndex| Some((*index, cluster.tasks.get(*index as usize)?));
    let mut tasks: Vec<(TaskIndex, &Task)> = instance.tasks.iter().filter_map(task).collect();
    crate::base::sort::sort_by_key(&mut tasks, |(_, task)| !is_daemon(cluster, task));
    let standing = tasks.len();
    if let Some(page) = look.ledger.page(look.cluster) {
        let since = look.now.0.saturating_sub(look.linger_ms());
        let lately = page.stopped.iter().rev().take_while(|(at, _)| at.0 >= since);
        let here = lately.filter_map(|(_, index)| task(index));
        tasks.extend(here.filter(|(_, task)| task.instance == Some(slot)));
    }
    let takes: Vec<u32> = tasks.iter().map(|(_, task)| takes(world, task, look.measure)).collect();
    let mut heights = heights(&takes[..standing], all, hold.h, least);
    let scale = hold.h / f64::from(all.max(1));
    heights.extend(takes[standing..].iter().map(|t| (f64::from(*t) * scale).max(least)));
    let mut bottom = hold.y + hold.h;
    let mut out = Vec::with_capacity(tasks.len());
    for (n, ((index, task), height)) in tasks.into_iter().zip(heights).enumerate() {
        let top = bottom - height;
        if n >= standing && top < hold.y - 0.5 {
            break;
        }
        let rect = Rect { x: hold.x + 1.0, y: top, w: hold.w - 2.0, h: (height - 1.0).max(1.0) };
        out.push((index, task, rect));
        bottom = top;
    }
    out
}

/// Whether a task belongs to a DAEMON service.
fn is_daemon(cluster: &Cluster, task: &Task) -> bool {
    let service = task.service.and_then(|service| cluster.services.get(service as usize));
    service.is_some_and(|service| service.daemon.is_some())
}

/// Whether a task runs an older revision than its service asks for.
pub(super) fn is_older(cluster: &Cluster, task: &Task) -> bool {
    let service = task.service.and_then(|service| cluster.services.get(service as usize));
    service.is_some_and(|service| service.revision().definition != task.definition)
}

/// Whether a running task's health check failed (SV-92).
pub(super) fn is_unhealthy(world: &World, look: &Look<'_>, task: &Task) -> bool {
    look.checks
        && task.status == TaskStatus::Running
        && health::of_task(world, task) == Health::Unhealthy
}

/// The mark of an unhealthy task: its right end crossed, and a red disc.
fn ailing(scene: &mut Scene, rect: Rect) {
    let wide = 26.0_f64.min(rect.w / 2.0);
    let end = Rect { x: rect.x + rect.w - wide, w: wide, ..rect };
    scene.hatch(end, Pattern::Cross, Paint { ink: Ink::OnService, percent: 50 });
    if rect.h < 10.0 {
        let corner = Rect { x: rect.x + rect.w - 5.0, w: 5.0, ..rect };
        scene.rect(corner, 0.0, token(Token::Danger), None);
        return;
    }
    let radius = 8.0_f64.min(rect.h / 2.0 - 1.0);
    let (x, y) = end.middle();
    let y = y.min(rect.y + 14.0);
    let disc = Rect { x: x - radius, y: y - radius, w: 2.0 * radius, h: 2.0 * radius };
    scene.rect(disc, radius, token(Token::Danger), None);
    let mut mark = label((x, y), "!", (11, 700), token(Token::OnAccent), 20.0);
    mark.align = Align::Centre;
    scene.text(mark);
}

/// Heights of blocks: their share of the hold, `least` at least; when the least heights make the
/// pile taller than the hold, the tallest give up the surplus, so that the pile never lies.
pub(super) fn heights(takes: &[u32], all: u32, hold: f64, least: f64) -> Vec<f64> {
    let mut out: Vec<f64> = takes
        .iter()
        .map(|take| (hold * f64::from(*take) / f64::from(all.max(1))).max(least))
        .collect();
    for _ in 0..8 {
        let surplus = out.iter().sum::<f64>() - hold;
        let tall: f64 = out.iter().filter(|h| **h > least).map(|h| h - least).sum();
        if surplus <= 0.01 || tall <= 0.0 {
            break;
        }
        let share = (surplus / tall).min(1.0);
        for height in &mut out {
            if *height > least {
                *height -= (*height - least) * share;
            }
        }
    }
    // So many that even the least heights are too much: they share what there is.
    let surplus = out.iter().sum::<f64>() / hold.max(1.0);
    if surplus > 1.001 {
        for height in &mut out {
            *height /= surplus;
        }
    }
    out
}

/// One block in its place.
pub(super) fn draw(
    scene: &mut Scene,
    world: &World,
    look: &Look<'_>,
    cluster: &Cluster,
    (index, task, rect): (TaskIndex, &Task, Rect),
) {
    let own = Selection::Task { cluster: look.cluster, task: index };
    let identity = identity(world, look, task);
    scene.hits.push(Hit { rect, selection: own });
    if look.motion.is_travelling(look.cluster, index) {
        let dashed = Stroke { paint: edge(identity), width: 1.5, dash: Dash::Short };
        scene.outline(rect, 1.5, dashed);
        return;
    }
    let strength = if look.is_other_service(task) { 30 } else { look.motion.strength(index) };
    scene.at_strength(strength, |scene| {
        body(scene, rect, task, identity, is_older(cluster, task));
        if is_unhealthy(world, look, task) {
            ailing(scene, rect);
        }
        words(scene, world, look, task, rect, identity);
    });
    if look.selection == own {
        scene.outline(rect.grown(1.0), 2.0, line(token(Token::Accent), 2.0));
    }
}

fn edge(identity: Identity) -> Paint {
    full(Ink::Edge(identity.colour))
}

/// A block among thousands: plain ones go on the mosaic's heaps, others are drawn by themselves.
pub(super) fn draw_small(
    (scene, mosaic): (&mut Scene, &mut Mosaic),
    world: &World,
    look: &Look<'_>,
    cluster: &Cluster,
    (index, task, rect): (TaskIndex, &Task, Rect),
) {
    let own = Selection::Task { cluster: look.cluster, task: index };
    let identity = identity(world, look, task);
    scene.hits.push(Hit { rect, selection: own });
    let older = is_older(cluster, task);
    let percent = if look.is_other_service(task) { 30 } else { 100 };
    let ails = is_unhealthy(world, look, task);
    if task.status == TaskStatus::Running && !older && !ails {
        let fill = Paint { percent, ..full(Ink::Service(identity.colour)) };
        let stroke = Paint { percent, ..edge(identity) };
        let stroke = (rect.h >= 4.0).then(|| line(stroke, 1.0));
        mosaic.add(3, Some(fill), stroke, rect);
    } else {
        scene.at_strength(percent, |scene| body(scene, rect, task, identity, older));
        if ails {
            ailing(scene, rect);
        }
    }
    if rect.h >= 10.0 && rect.w >= 16.0 {
        let plain = matches!(task.status, TaskStatus::Running | TaskStatus::Activating);
        scene.text(Text {
            x: rect.x + 5.0,
            y: rect.y + (rect.h / 2.0).min(14.0),
            text: letter(identity),
            size: if rect.h >= 13.0 { 11 } else { 9 },
            weight: 700,
            mono: false,
            paint: if plain { full(Ink::OnService) } else { token(Token::Ink) },
            align: Align::Left,
            halo: !plain,
        });
    }
    if look.selection == own {
        scene.outline(rect.grown(1.0), 1.0, line(token(Token::Accent), 2.0));
    }
}

fn letter(identity: Identity) -> std::rc::Rc<str> {
    let mut bytes = [0; 4];
    (&*identity.letter.encode_utf8(&mut bytes)).into()
}

/// Fill, pattern and edge of a state.
pub(super) fn body(scene: &mut Scene, rect: Rect, task: &Task, identity: Identity, older: bool) {
    let fill = full(Ink::Service(identity.colour));
    let faint = |percent| Paint { percent, ..fill };
    let solid = line(edge(identity), 1.0);
    let dashed = |dash| Stroke { dash, ..solid };
    let shape = |scene: &mut Scene, fill: Option<Paint>, stroke: Option<Stroke>| {
        scene.shapes.push(if older {
            Shape::Cut { rect, fill, stroke }
        } else {
            Shape::Rect { rect, radius: 1.5, fill, stroke }
        });
    };
    match task.status {
        TaskStatus::Provisioning => {
            shape(scene, Some(token(Token::Box)), Some(dashed(Dash::Short)));
        }
        TaskStatus::Pending => {
            shape(scene, Some(token(Token::Box)), None);
            shape(scene, Some(faint(22)), None);
            scene.hatch(rect, Pattern::Pending, edge(identity));
            shape(scene, None, Some(solid));
        }
        TaskStatus::Activating => {
            shape(scene, Some(fill), Some(solid));
            let paint = Paint { percent: 45, ..token(Token::Box) };
            scene.hatch(rect, Pattern::Activating, paint);
        }
        TaskStatus::Running => {
            shape(scene, Some(fill), Some(solid));
            if rect.h >= 8.0 && rect.w >= 40.0 {
                let post = line(Paint { ink: Ink::OnService, percent: 22 }, 1.0);
                for x in [rect.x + 3.5, rect.x + rect.w - 3.5] {
                    let top = if older && x > rect.x + 4.0 { 5.0 } else { 1.0 };
                    scene.line((x, rect.y + top), (x, rect.y + rect.h - 1.0), post);
                }
            }
        }
        TaskStatus::Deactivating | TaskStatus::Stopping | TaskStatus::Deprovisioning => {
            shape(scene, Some(token(Token::Box)), None);
            scene.hatch(rect, Pattern::Slats, faint(55));
            shape(scene, None, Some(dashed(Dash::Stopping)));
        }
        TaskStatus::Stopped => {
            let y = (rect.y + rect.h / 2.0).round() + 0.5;
            scene.line((rect.x, y), (rect.x + rect.w, y), solid);
            shape(scene, None, Some(solid));
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
    scene.text(write(x, &letter(identity), 700, Align::Left));
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
        let ails = is_unhealthy(world, look, task);
        let shows_right = with_right > 30.0 && !ails;
        let room = if shows_right { with_right } else { name_room };
        scene.text(write(x + 16.0, &cut(&name, 11, false, room), 500, Align::Left));
        if shows_right {
            let mut text = write(rect.x + rect.w - 9.0, &right, 400, Align::Right);
            text.size = 10;
            scene.text(text);
        }
    }
}
