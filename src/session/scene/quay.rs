//! The quay: what could not be placed waits in plain sight (look, section 7).

use super::Look;
use super::palette::{Ink, Token};
use super::shape::{Align, Hit, Rect, Scene, cut, full, label, line, token};
use crate::base::{SimSpan, SimTime};
use crate::placement::filter::Reason;
use crate::session::Selection;
use crate::session::read::thousands;
use crate::simulation::World;
use crate::simulation::service_event::ServiceMessage;
use crate::simulation::world::{Cluster, Service, Waiting};
use crate::texts::stage::{Word, word};

const CARD_GAP: f64 = 12.0;

fn waiting(cluster: &Cluster) -> Vec<(u32, &Service, &Waiting)> {
    let mut out: Vec<(u32, &Service, &Waiting)> = (0..)
        .zip(&cluster.services)
        .filter_map(|(n, service)| service.waiting.as_ref().map(|waiting| (n, service, waiting)))
        .filter(|(_, service, _)| service.owed() > 0)
        .collect();
    // Longest waiting first.
    out.sort_by_key(|(_, _, waiting)| waiting.since);
    out
}

/// Where the quay lies.
pub(super) fn rect(cluster: &Cluster, look: &Look<'_>) -> Rect {
    let full = !waiting(cluster).is_empty() || look.prompt;
    let h = match (full, look.is_phone()) {
        (true, false) => 112.0,
        (true, true) => 84.0,
        (false, _) => 40.0,
    };
    Rect { x: 0.0, y: look.height - h, w: look.width, h }
}

/// A short span: `52s`, `1m 48s`, `2h 05m`.
pub fn short_span(span: SimSpan) -> String {
    let seconds = span.0 / 1_000;
    match seconds {
        0..=59 => format!("{seconds}s"),
        60..=3_599 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        _ => format!("{}h {:02}m", seconds / 3_600, seconds / 60 % 60),
    }
}

/// The next attempt on the retry's grid (SV-26).
fn next_attempt(waiting: &Waiting, now: SimTime) -> SimSpan {
    let step = crate::simulation::parameters::PLACEMENT_RETRY;
    let since = now.since(waiting.last_attempt.time).0;
    SimSpan(step.0 - since % step.0)
}

pub(super) fn draw(scene: &mut Scene, world: &World, cluster: &Cluster, look: &Look<'_>) {
    let rect = scene.quay;
    scene.rect(rect, 0.0, token(Token::Quay), None);
    let rail = line(token(Token::QuayRail), 1.0);
    for y in [rect.y + 0.5, rect.y + 5.5] {
        scene.line((rect.x, y), (rect.x + rect.w, y), rail);
    }
    let mut x = 8.0;
    while x < rect.w {
        scene.line((x, rect.y + 0.5), (x, rect.y + 5.5), rail);
        x += 16.0;
    }
    let waiting = waiting(cluster);
    let total: u64 = waiting.iter().map(|(_, service, _)| u64::from(service.owed())).sum();
    let ink = token(Token::QuayInk);
    let y = rect.y + 22.0;
    let name = word(look.lang, &Word::Quay);
    let name_room = super::shape::about_width(&name, 13, false) + 10.0;
    scene.text(label((16.0, y), &name, (13, 600), ink, 100.0));
    let told = match (total, look.prompt) {
        (0, _) => word(look.lang, &Word::QuayEmpty),
        (n, _) => word(look.lang, &Word::Waiting(n)),
    };
    scene.text(label((16.0 + name_room, y), &told, (12, 400), ink, rect.w - 32.0 - name_room));
    if waiting.is_empty() {
        return;
    }
    if !look.is_phone()
        && let Some(next) = waiting.iter().map(|(_, _, w)| next_attempt(w, look.now)).min()
    {
        let next = SimSpan(next.0.div_ceil(1_000) * 1_000);
        let text = word(look.lang, &Word::NextAttempt(short_span(next)));
        let mut right = label((rect.w - 16.0, y), &text, (12, 400), ink, 220.0);
        right.align = Align::Right;
        scene.text(right);
    }
    cards(scene, world, look, &waiting, rect);
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a handful of cards"
)]
fn cards(
    scene: &mut Scene,
    world: &World,
    look: &Look<'_>,
    waiting: &[(u32, &Service, &Waiting)],
    rect: Rect,
) {
    let room = rect.w - 32.0;
    let least = if look.is_phone() { 150.0 } else { 220.0 };
    let fit = (((room + CARD_GAP) / (least + CARD_GAP)).floor().max(1.0)) as usize;
    let shown = if waiting.len() <= fit { waiting.len() } else { fit.saturating_sub(1).max(1) };
    let width =
        ((room - CARD_GAP * (shown as f64 - 1.0)) / shown as f64).clamp(least.min(room), 320.0);
    let height = if look.is_phone() { 44.0 } else { 64.0 };
    for (n, (index, service, waiting)) in waiting.iter().take(shown).enumerate() {
        let x = 16.0 + n as f64 * (width + CARD_GAP);
        let place = Rect { x, y: rect.y + 36.0, w: width, h: height };
        card(scene, world, look, (*index, service, waiting), place);
    }
    let left = waiting.len() - shown;
    if left > 0 {
        let x = 16.0 + shown as f64 * (width + CARD_GAP);
        let text = word(look.lang, &Word::More(left as u64));
        let at = (x, rect.y + 36.0 + height / 2.0);
        scene.text(label(at, &text, (12, 500), token(Token::QuayInk), rect.w - x));
    }
}

fn card(
    scene: &mut Scene,
    world: &World,
    look: &Look<'_>,
    (index, service, waiting): (u32, &Service, &Waiting),
    rect: Rect,
) {
    let own = Selection::Waiting { cluster: look.cluster, service: index };
    let edge = if look.hover == own { Token::Ink3 } else { Token::LineStrong };
    scene.rect(rect, 4.0, token(Token::Box), Some(line(token(edge), 1.0)));
    scene.hits.push(Hit { rect, selection: own });
    let identity = look.identities.service(look.cluster, index);
    let (block_w, block_h) = if look.is_phone() { (22.0, 28.0) } else { (30.0, 47.0) };
    let block =
        Rect { x: rect.x + 8.0, y: rect.y + (rect.h - block_h) / 2.0, w: block_w, h: block_h };
    let stroke = line(full(Ink::Edge(identity.colour)), 1.0);
    scene.rect(block, 1.5, full(Ink::Service(identity.colour)), Some(stroke));
    let middle = (block.x + block.w / 2.0, block.y + block.h / 2.0);
    let letter = identity.letter.to_string();
    let mut text = label(middle, &letter, (12, 700), full(Ink::OnService), 30.0);
    text.align = Align::Centre;
    scene.text(text);
    let x = block.x + block.w + 10.0;
    let room = rect.x + rect.w - x - 10.0;
    let definition = world.definition(service.revision().definition);
    let mut name = format!("{}:{}", definition.definition.family, definition.revision);
    if service.owed() > 1 {
        name.push_str(&format!(" ×{}", service.owed()));
    }
    let wait = word(look.lang, &Word::WaitsFor(short_span(look.now.since(waiting.since))));
    let first = rect.y + if look.is_phone() { 14.0 } else { 15.0 };
    let wait_room =
        if look.is_phone() { 0.0 } else { super::shape::about_width(&wait, 11, false) + 8.0 };
    scene.text(label((x, first), &name, (12, 600), token(Token::Ink), room - wait_room));
    if !look.is_phone() {
        let at = (rect.x + rect.w - 10.0, first);
        let mut right = label(at, &wait, (11, 400), token(Token::Ink3), room);
        right.align = Align::Right;
        scene.text(right);
    }
    let reason = reason_text(waiting);
    let mut mono = label((x, first + 17.0), reason, (11, 400), token(Token::Amber), room);
    mono.mono = true;
    mono.text = cut(reason, 11, true, room);
    scene.text(mono);
    if !look.is_phone() {
        let sentence = sentence(look, waiting);
        scene.text(label((x, first + 34.0), &sentence, (11, 400), token(Token::Ink2), room));
    }
    super::lanes::chosen_frame(scene, look, own, rect);
}

/// The API's reason string, on a card cut to its head.
pub fn reason_text(waiting: &Waiting) -> &'static str {
    match (&waiting.nearest, &waiting.message) {
        (Some(nearest), _) => match &nearest.reason {
            Reason::MemberOf(_) => "MemberOf constraint",
            Reason::DistinctInstance(_) => "DistinctInstance constraint",
            other => other.api(),
        },
        (None, ServiceMessage::FargateTaskLimit | ServiceMessage::FargateVcpuLimit) => {
            "RESOURCE:FARGATE"
        }
        (None, _) => "NO CONTAINER INSTANCES",
    }
}

/// The nearest instance and the number that is missing, in one plain sentence.
fn sentence(look: &Look<'_>, waiting: &Waiting) -> String {
    let Some(nearest) = &waiting.nearest else {
        let quota = matches!(
            waiting.message,
            ServiceMessage::FargateTaskLimit | ServiceMessage::FargateVcpuLimit
        );
        let nothing = if quota { Word::FargateQuota } else { Word::NoInstanceInCluster };
        return word(look.lang, &nothing);
    };
    let slot = nearest.slot + 1;
    let short = |needed: u32, left: u32| thousands(u64::from(needed.saturating_sub(left)));
    let told = match &nearest.reason {
        Reason::Cpu { needed, remaining } => {
            Word::ShortOf { slot, short: short(*needed, *remaining), unit: "CPU" }
        }
        Reason::Memory { needed, remaining } => {
            Word::ShortOf { slot, short: short(*needed, *remaining), unit: "MiB" }
        }
        Reason::Port(_, port) => Word::PortTaken { slot, port: *port },
        _ => Word::Removed { slot },
    };
    word(look.lang, &told)
}
