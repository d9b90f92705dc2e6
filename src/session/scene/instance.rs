//! The instance box: header, hold, footer (look, section 6, Near).

use super::camera::Level;
use super::palette::Token;
use super::shape::{
    Align, Dash, Glyph, Hit, Pattern, Rect, Scene, Stroke, about_width, label, line, token,
};
use super::{Look, block, far, lanes};
use crate::base::SimTime;
use crate::placement::Slot;
use crate::placement::filter::Reason;
use crate::session::read::{Standing, standing, thousands};
use crate::session::{Measure, Selection};
use crate::simulation::World;
use crate::simulation::parameters::SPOT_NOTICE;
use crate::simulation::world::{Cluster, InstanceStatus, Launching, Machine, TaskIndex};
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
    let at = decision.removals.binary_search_by_key(&slot, |removal| removal.slot);
    if let Some(removal) = at.ok().and_then(|at| decision.removals.get(at)) {
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

/// The line around a box in a state (look, section 6).
pub(super) fn border(state: Standing, hover: bool) -> Stroke {
    let (ink, width, dash) = match state {
        Standing::Starting => (Token::LineStrong, 1.0, Dash::Short),
        Standing::Draining => (Token::Amber, 1.5, Dash::Draining),
        Standing::AgentLost => (Token::Ink3, 1.0, Dash::Dots),
        Standing::Active | Standing::Stopped if hover => (Token::Ink3, 1.0, Dash::Solid),
        Standing::Active | Standing::Stopped => (Token::LineStrong, 1.0, Dash::Solid),
    };
    Stroke { paint: token(ink), width, dash }
}

/// A state's icon and word; an ACTIVE instance has none. Spot capacity under notice counts down (LC-94).
fn chip(
    look: &Look<'_>,
    state: Standing,
    ends: Option<&str>,
    wide: bool,
) -> Option<(Option<Glyph>, Token, String)> {
    if let Some(left) = ends {
        let told =
            if wide { word(look.lang, &Word::EndsIn(left.to_owned())) } else { left.to_owned() };
        return Some((Some(Glyph::Draining), Token::Amber, told));
    }
    let (glyph, ink, told) = match state {
        Standing::Active => return None,
        Standing::Starting => (None, Token::Ink2, Word::Starting),
        Standing::Draining => (Some(Glyph::Draining), Token::Amber, Word::Draining),
        Standing::AgentLost => (Some(Glyph::AgentLost), Token::Ink2, Word::AgentLost),
        Standing::Stopped => (None, Token::Ink2, Word::Stopped),
    };
    Some((glyph, ink, word(look.lang, &told)))
}

pub(super) fn draw(
    scene: &mut Scene,
    world: &World,
    cluster: &Cluster,
    look: &Look<'_>,
    slot: Slot,
    rect: Rect,
) {
    let own = Selection::Instance { cluster: look.cluster, slot };
    let ends = ends(cluster, slot, look.now);
    let state = shown_state(cluster, slot);
    let strength = match (look.stands_back(slot), state) {
        (true, _) => 28,
        (_, Standing::Stopped) => 45,
        _ => 100,
    };
    let small = rect.h < 190.0;
    scene.hits.push(Hit { rect, selection: own });
    scene.at_strength(strength, |scene| {
        scene.rect(rect, 5.0, token(Token::Box), Some(border(state, look.hover == own)));
    });
    let title_y = rect.y + if small { 15.0 } else { 13.0 };
    let kind = kind(world, cluster, slot);
    let taken = draw_chip(scene, look, (state, ends.as_deref(), &kind), rect, title_y);
    scene.at_strength(strength, |scene| {
        draw_head(scene, cluster, look, slot, rect, (title_y, taken), small, &kind);
        let (header, footer) = if small { (30.0, 24.0) } else { (40.0, 30.0) };
        let hold = Rect {
            x: rect.x + 8.0,
            y: rect.y + header,
            w: rect.w - 16.0,
            h: rect.h - header - footer,
        };
        draw_hold(scene, hold, state);
        for block in block::pile(world, cluster, look, slot, hold, 4.0) {
            block::draw(scene, world, look, cluster, block);
        }
        draw_footer(scene, cluster, look, slot, rect, footer);
    });
    match verdict(look, slot) {
        Verdict::Plain | Verdict::Chosen => verdict_frame(scene, look, slot, rect),
        Verdict::Removed(reason) => {
            veil(scene, rect, reason.api(), &shortfall(look, slot, reason), Token::Amber);
        }
        Verdict::Outranked(step) => veil(scene, rect, &step, "", Token::Accent),
    }
    lanes::chosen_frame(scene, look, own, rect);
}

/// The state's icon and word at the right of the title; how much room they take.
fn draw_chip(
    scene: &mut Scene,
    look: &Look<'_>,
    (state, ends, kind): (Standing, Option<&str>, &str),
    rect: Rect,
    y: f64,
) -> f64 {
    // Counting down, it leaves the type its room.
    let wide = rect.w >= ends.map_or(176.0, |_| 146.0 + about_width(kind, 12, false));
    let Some((glyph, ink, told)) = chip(look, state, ends, wide) else { return 0.0 };
    let right = rect.x + rect.w - 8.0;
    let room = about_width(&told, 11, false);
    // A narrow box shows the icon alone; its word stands in the second line, the lens, the table.
    let worded = glyph.is_none() || wide || ends.is_some();
    let mut taken = 0.0;
    if worded {
        let mut text = label((right, y), &told, (11, 500), token(ink), 90.0);
        text.align = Align::Right;
        scene.text(text);
        taken += room + 8.0;
    }
    if let Some(glyph) = glyph {
        scene.glyph(glyph, (right - taken - 12.0, y - 7.0), 13.0, ink);
        taken += 18.0;
    }
    taken
}

/// How a box looks: Spot capacity under notice as one that drains (look, section 6).
pub(super) fn shown_state(cluster: &Cluster, slot: Slot) -> Standing {
    match standing(cluster, slot).unwrap_or(Standing::Stopped) {
        Standing::Active if cluster.instances[slot as usize].noticed_at.is_some() => {
            Standing::Draining
        }
        state => state,
    }
}

/// How long Spot capacity under notice has left: `1:40` (LC-94).
pub(in crate::session) fn ends(cluster: &Cluster, slot: Slot, now: SimTime) -> Option<String> {
    let instance = &cluster.instances[slot as usize];
    let noticed = instance.noticed_at.filter(|_| instance.machine == Machine::Running)?;
    let left = noticed.after(SPOT_NOTICE).since(now).0.div_ceil(1_000);
    Some(format!("{}:{:02}", left / 60, left % 60))
}

/// An instance's type, what it is bought as, and its capacity provider where it has one: `m5.large Spot · hosts`.
pub(in crate::session) fn kind(world: &World, cluster: &Cluster, slot: Slot) -> String {
    let instance = &cluster.instances[slot as usize];
    let mut name = instance.instance_type.name.to_owned();
    if instance.spot.is_some() {
        name.push_str(" Spot");
    }
    if let Some(provider) = instance.provider {
        name.push_str(" · ");
        name.push_str(&world.capacity.provider(provider).name);
    }
    name
}

#[allow(clippy::too_many_arguments, reason = "one caller; each is a part of the box")]
fn draw_head(
    scene: &mut Scene,
    cluster: &Cluster,
    look: &Look<'_>,
    slot: Slot,
    rect: Rect,
    (title_y, taken): (f64, f64),
    small: bool,
    kind: &str,
) {
    let instance = &cluster.instances[slot as usize];
    let number = format!("#{}", slot + 1);
    let x = rect.x + 8.0;
    let number_room = about_width(&number, 12, false) * 1.12 + 8.0;
    scene.text(label((x, title_y), &number, (12, 650), token(Token::Ink), 60.0));
    let room = rect.w - 16.0 - number_room - taken;
    scene.text(label((x + number_room, title_y), kind, (12, 500), token(Token::Ink), room));
    if small {
        return;
    }
    let told = |task: &&TaskIndex| {
        cluster.tasks.get(**task as usize).is_some_and(|task| task.told_to_stop)
    };
    let draining = instance.status == InstanceStatus::Draining;
    let leaving = if draining { instance.tasks.iter().filter(told).count() } else { 0 };
    let second = if leaving > 0 {
        Word::TasksStopping(leaving as u64)
    } else {
        let left = cluster.fleet.line(slot);
        Word::Free {
            cpu: thousands(u64::from(left.cpu)),
            memory: thousands(u64::from(left.memory)),
        }
    };
    let second = word(look.lang, &second);
    let ink = token(Token::Ink3);
    scene.text(label((x, rect.y + 29.0), &second, (11, 400), ink, rect.w - 16.0));
}

fn draw_hold(scene: &mut Scene, hold: Rect, state: Standing) {
    scene.rect(hold, 0.0, token(Token::Hold), None);
    match state {
        Standing::AgentLost => scene.hatch(hold, Pattern::Dots, token(Token::LineStrong)),
        Standing::Draining => {
            let paint = super::Paint { percent: 70, ..token(Token::AmberFill) };
            scene.hatch(hold, Pattern::Drain, paint);
        }
        _ => {}
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

/// What the explained decision says, as a frame or as water over the box.
pub(super) fn verdict_frame(scene: &mut Scene, look: &Look<'_>, slot: Slot, rect: Rect) {
    match verdict(look, slot) {
        Verdict::Plain => {}
        Verdict::Chosen => scene.outline(rect, 5.0, line(token(Token::Accent), 2.0)),
        Verdict::Removed(_) | Verdict::Outranked(_) => fog(scene, rect),
    }
}

/// What is not in the race fades under water.
fn fog(scene: &mut Scene, rect: Rect) {
    let paint = super::Paint { percent: 62, ..token(Token::Water) };
    scene.rect(rect.grown(1.0), 5.0, paint, None);
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
    fog(scene, rect);
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
    level: Level,
) {
    let radius = if level == Level::Far { 1.0 } else { 5.0 };
    scene.rect(rect, radius, token(Token::Water), Some(border(Standing::Starting, false)));
    if level != Level::Near {
        return;
    }
    let spot = if launching.spot.is_some() { " Spot" } else { "" };
    let kind = format!("{}{spot}", launching.instance_type.name);
    let ink = token(Token::Ink2);
    scene.text(label((rect.x + 8.0, rect.y + 13.0), &kind, (12, 500), ink, rect.w - 16.0));
    let left = launching.registers_at.since(look.now).0.div_ceil(1_000);
    let starting = word(look.lang, &Word::Starting);
    let text = if left > 0 { format!("{starting} · {left}s") } else { starting };
    let middle = (rect.x + rect.w / 2.0, rect.y + rect.h / 2.0);
    scene.text(lanes::centred(middle, &text, rect.w - 16.0));
}
