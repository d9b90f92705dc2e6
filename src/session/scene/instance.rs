//! The instance box: header, hold, footer (look, section 6, Near).

use super::palette::Token;
use super::shape::{Align, Dash, Hit, Pattern, Rect, Scene, Shape, Stroke, label, line, token};
use super::{Look, block, far, lanes};
use crate::placement::Slot;
use crate::placement::filter::Reason;
use crate::session::read::thousands;
use crate::session::{Measure, Selection};
use crate::simulation::World;
use crate::simulation::world::{Cluster, Launching, Machine};
use crate::texts::stage::{Word, word};

/// What the explained decision says of an instance.
enum Verdict<'a> {
    Plain,
    Chosen,
    Removed(&'a Reason),
    Outranked(String),
}

fn verdict<'a>(look: &'a Look<'_>, slot: Slot) -> Verdict<'a> {
    let Some(decision) = look.decision else { return Verdict::Plain };
    if decision.chosen() == Some(slot) {
        return Verdict::Chosen;
    }
    if let Some(removal) = decision.removals.iter().find(|removal| removal.slot == slot) {
        return Verdict::Removed(&removal.reason);
    }
    for ranking in &decision.rankings {
        let raced = ranking.values.iter().any(|(s, _)| *s == slot);
        if raced && !ranking.kept.contains(&slot) {
            return Verdict::Outranked(ranking.step.api().0.to_owned());
        }
    }
    Verdict::Plain
}

pub(super) fn draw(
    scene: &mut Scene,
    world: &World,
    cluster: &Cluster,
    look: &Look<'_>,
    slot: Slot,
    rect: Rect,
) {
    let instance = &cluster.instances[slot as usize];
    let own = Selection::Instance { cluster: look.cluster, slot };
    let up = instance.machine == Machine::Running;
    let connected = cluster.fleet.line(slot).agent_connected;
    let stroke = if up && !connected {
        Stroke { paint: token(Token::Ink3), width: 1.0, dash: Dash::Dots }
    } else if look.hover == own {
        line(token(Token::Ink3), 1.0)
    } else {
        line(token(Token::LineStrong), 1.0)
    };
    let back = look.stands_back(slot);
    if !up || back {
        scene.shapes.push(Shape::Strength(if back { 28 } else { 45 }));
    }
    scene.rect(rect, 5.0, token(Token::Box), Some(stroke));
    scene.hits.push(Hit { rect, selection: own });
    let small = rect.h < 190.0;
    let (header, footer) = if small { (30.0, 24.0) } else { (40.0, 30.0) };
    let chip = if up { None } else { Some(word(look.lang, &Word::Stopped)) };
    let chip_room = chip.as_deref().map_or(0.0, |c| super::shape::about_width(c, 11, false) + 12.0);
    let number = format!("#{}", slot + 1);
    let x = rect.x + 8.0;
    let title_y = rect.y + if small { 15.0 } else { 13.0 };
    let number_room = super::shape::about_width(&number, 12, false) + 8.0;
    scene.text(label((x, title_y), &number, (12, 650), token(Token::Ink), 60.0));
    let room = rect.w - 16.0 - number_room - chip_room;
    let kind = instance.instance_type.name;
    scene.text(label((x + number_room, title_y), kind, (12, 500), token(Token::Ink), room));
    if !small {
        let left = cluster.fleet.line(slot);
        let free = word(
            look.lang,
            &Word::Free {
                cpu: thousands(u64::from(left.cpu)),
                memory: thousands(u64::from(left.memory)),
            },
        );
        let ink = token(Token::Ink3);
        scene.text(label((x, rect.y + 29.0), &free, (11, 400), ink, rect.w - 16.0));
    }
    let hold =
        Rect { x: rect.x + 8.0, y: rect.y + header, w: rect.w - 16.0, h: rect.h - header - footer };
    draw_hold(scene, hold, up && !connected);
    block::pile(scene, world, cluster, look, slot, hold);
    draw_footer(scene, cluster, look, slot, rect, footer);
    if !up || back {
        scene.shapes.push(Shape::Strength(100));
    }
    if let Some(chip) = chip {
        let mut text =
            label((rect.x + rect.w - 8.0, title_y), &chip, (11, 500), token(Token::Ink2), 80.0);
        text.align = Align::Right;
        scene.text(text);
    }
    match verdict(look, slot) {
        Verdict::Plain => {}
        Verdict::Chosen => scene.outline(rect, 5.0, line(token(Token::Accent), 2.0)),
        Verdict::Removed(reason) => {
            veil(scene, rect, reason.api(), &shortfall(look, slot, reason), Token::Amber);
        }
        Verdict::Outranked(step) => veil(scene, rect, &step, "", Token::Accent),
    }
    lanes::chosen_frame(scene, look, own, rect);
}

fn draw_hold(scene: &mut Scene, hold: Rect, lost: bool) {
    scene.rect(hold, 0.0, token(Token::Hold), None);
    if lost {
        let paint = token(Token::LineStrong);
        scene.shapes.push(Shape::Hatch { rect: hold, pattern: Pattern::Dots, paint });
    }
    for quarter in 1..4 {
        let y = (hold.y + hold.h * f64::from(quarter) / 4.0).round() + 0.5;
        let tick = line(token(Token::LineStrong), 1.0);
        scene.line((hold.x, y), (hold.x + 5.0, y), tick);
        scene.line((hold.x + hold.w - 5.0, y), (hold.x + hold.w, y), tick);
    }
    let floor = (hold.y + hold.h).round() + 0.5;
    scene.line((hold.x, floor), (hold.x + hold.w, floor), line(token(Token::LineStrong), 1.0));
}

fn draw_footer(
    scene: &mut Scene,
    cluster: &Cluster,
    look: &Look<'_>,
    slot: Slot,
    rect: Rect,
    footer: f64,
) {
    let half = (rect.w - 16.0 - 12.0) / 2.0;
    let y = rect.y + rect.h - footer + footer * 0.42;
    for (n, measure, name) in [(0.0, Measure::Memory, Word::Mem), (1.0, Measure::Cpu, Word::Cpu)] {
        let x = rect.x + 8.0 + n * (half + 12.0);
        let main = look.measure == measure;
        let (ink, weight) = if main { (Token::Ink, 600) } else { (Token::Ink3, 400) };
        let permille = far::reserved_permille(cluster, slot, measure);
        let name = word(look.lang, &name);
        scene.text(label((x, y), &name, (10, weight), token(ink), half));
        let percent = format!("{}%", (permille + 5) / 10);
        let mut right = label((x + half, y), &percent, (10, weight), token(ink), half);
        right.align = Align::Right;
        scene.text(right);
        let bar_y = y + 8.0;
        let track = Rect { x, y: bar_y, w: half, h: 2.5 };
        scene.rect(track, 1.0, token(Token::Line), None);
        let filled = Rect { w: half * f64::from(permille) / 1_000.0, ..track };
        if filled.w > 0.0 {
            let fill = if main { Token::Ink2 } else { Token::LineControl };
            scene.rect(filled, 1.0, token(fill), None);
        }
    }
}

/// The number that a check looked at, in words.
fn shortfall(look: &Look<'_>, slot: Slot, reason: &Reason) -> String {
    let slot = slot + 1;
    let short =
        |needed: u32, remaining: u32| thousands(u64::from(needed.saturating_sub(remaining)));
    match reason {
        Reason::Cpu { needed, remaining } => {
            word(look.lang, &Word::ShortOf { slot, short: short(*needed, *remaining), unit: "CPU" })
        }
        Reason::Memory { needed, remaining } => {
            word(look.lang, &Word::ShortOf { slot, short: short(*needed, *remaining), unit: "MiB" })
        }
        Reason::Port(_, port) => word(look.lang, &Word::PortTaken { slot, port: *port }),
        _ => String::new(),
    }
}

/// What is not in the race fades under water and carries a card (look, section 6).
fn veil(scene: &mut Scene, rect: Rect, head: &str, sentence: &str, ink: Token) {
    let fog = super::Paint { ink: super::palette::Ink::Token(Token::Water), percent: 62 };
    scene.rect(rect, 5.0, fog, None);
    let height = if sentence.is_empty() { 26.0 } else { 42.0 };
    let card = Rect { x: rect.x + 6.0, y: rect.y + rect.h * 0.45, w: rect.w - 12.0, h: height };
    scene.rect(card, 4.0, token(Token::Box), Some(line(token(Token::LineStrong), 1.0)));
    let mut text = label((card.x + 8.0, card.y + 13.0), head, (11, 400), token(ink), card.w - 12.0);
    text.mono = true;
    text.text = super::shape::cut(head, 11, true, card.w - 12.0);
    scene.text(text);
    let ink = token(Token::Ink2);
    scene.text(label((card.x + 8.0, card.y + 29.0), sentence, (11, 400), ink, card.w - 12.0));
}

/// A machine whose agent has not registered yet.
pub(super) fn draw_launching(
    scene: &mut Scene,
    look: &Look<'_>,
    launching: &Launching,
    rect: Rect,
    is_far: bool,
) {
    let stroke = Stroke { paint: token(Token::LineStrong), width: 1.0, dash: Dash::Short };
    scene.rect(rect, if is_far { 1.0 } else { 5.0 }, token(Token::Water), Some(stroke));
    if is_far {
        return;
    }
    let kind = launching.instance_type.name;
    let ink = token(Token::Ink2);
    scene.text(label((rect.x + 8.0, rect.y + 13.0), kind, (12, 500), ink, rect.w - 16.0));
    let left = launching.registers_at.since(look.now).0.div_ceil(1_000);
    let starting = word(look.lang, &Word::Starting);
    let text = if left > 0 { format!("{starting} · {left}s") } else { starting };
    let middle = (rect.x + rect.w / 2.0, rect.y + rect.h / 2.0);
    scene.text(lanes::centred(middle, &text, rect.w - 16.0));
}
