//! The quay: what could not be placed waits in plain sight (look, section 7).

use std::rc::Rc;

use super::Look;
use super::palette::{Ink, Token};
use super::shape::{Align, Hit, Rect, Scene, about_width, cut, full, label, line, token};
use crate::base::{SimSpan, SimTime};
use crate::placement::filter::Reason;
use crate::session::Selection;
use crate::session::identity::Identity;
use crate::session::read::thousands;
use crate::simulation::World;
use crate::simulation::service_event::ServiceMessage;
use crate::simulation::world::{Cluster, DefinitionIndex, Waiting};
use crate::texts::Lang;
use crate::texts::page_sentence::{Sentence, sentence as sentence_of};
use crate::texts::stage::{Word, word};

const CARD_GAP: f64 = 12.0;

/// What stands on the quay: one card for what waits for the same reason.
pub(super) struct Card<'a> {
    pub(super) selection: Selection,
    pub(super) identity: Identity,
    /// `web:13 ×14`
    pub(super) name: String,
    pub(super) count: u64,
    since: SimTime,
    pub(super) reason: &'a str,
    pub(super) sentence: String,
    /// A RunTask that found no place: told, and gone soon.
    failed: bool,
}

fn named(world: &World, definition: DefinitionIndex, count: u64) -> String {
    let registered = world.definition(definition);
    let name = format!("{}:{}", registered.definition.family, registered.revision);
    if count > 1 { format!("{name} ×{}", thousands(count)) } else { name }
}

/// A family none of whose tasks ever found a place has no letter of its own: its first.
fn unplaced_identity(look: &Look<'_>, family: &Rc<str>) -> Identity {
    let identity = look.identities.family(family);
    let first = family.chars().next().filter(|_| identity.letter == '?');
    Identity { letter: first.map_or(identity.letter, |c| c.to_ascii_uppercase()), ..identity }
}

/// Everything that waits, longest first; then what failed just now.
pub(super) fn standing<'a>(world: &World, cluster: &'a Cluster, look: &Look<'_>) -> Vec<Card<'a>> {
    let mut out = Vec::new();
    for (index, service) in (0..).zip(&cluster.services) {
        let Some(waiting) = service.waiting.as_ref().filter(|_| service.owed() > 0) else {
            continue;
        };
        let count = u64::from(service.owed());
        out.push(Card {
            selection: Selection::Waiting { cluster: look.cluster, service: index },
            identity: look.identities.service(look.cluster, index),
            name: named(world, service.revision().definition, count),
            count,
            since: waiting.since,
            reason: reason_text(waiting),
            sentence: sentence(look, waiting),
            failed: false,
        });
    }
    let Some(page) = look.ledger.page(look.cluster) else { return out };
    // Tasks that were made and wait for capacity, by service and definition.
    let mut groups: Vec<(DefinitionIndex, Option<u32>, Card<'a>)> = Vec::new();
    for index in &page.unplaced {
        let Some(task) = cluster.tasks.get(*index as usize) else { continue };
        let same = |(d, s, _): &&mut (_, _, Card<'_>)| *d == task.definition && *s == task.service;
        if let Some((.., card)) = groups.iter_mut().find(same) {
            card.count += 1;
            continue;
        }
        let card = Card {
            selection: Selection::Task { cluster: look.cluster, task: *index },
            identity: super::block::identity(world, look, task),
            name: String::new(),
            count: 1,
            since: task.times.created,
            reason: task.status.as_str(),
            sentence: word(look.lang, &Word::WaitsForCapacity),
            failed: false,
        };
        groups.push((task.definition, task.service, card));
    }
    out.extend(
        groups.into_iter().map(|(definition, _, card)| Card {
            name: named(world, definition, card.count),
            ..card
        }),
    );
    crate::base::sort::sort_by_key(&mut out, |card| card.since);
    let since = look.now.0.saturating_sub((look.linger_ms() * 2).max(6_000));
    for failure in page.failures.iter().rev().take_while(|failure| failure.at.0 >= since) {
        let family = &world.definition(failure.definition).definition.family;
        out.push(Card {
            selection: Selection::None,
            identity: unplaced_identity(look, family),
            name: named(world, failure.definition, u64::from(failure.count)),
            count: 0,
            since: failure.at,
            reason: failure.reason,
            sentence: word(look.lang, &Word::RunTaskFoundNoPlace),
            failed: true,
        });
    }
    out
}

/// While nothing stands on it.
const EMPTY_HEIGHT: f64 = 40.0;

/// Where the quay lies.
pub(super) fn rect(world: &World, cluster: &Cluster, look: &Look<'_>) -> Rect {
    let full = look.prompt || !standing(world, cluster, look).is_empty();
    let h = match (full, look.is_low()) {
        (true, false) => 112.0,
        (true, true) => 84.0,
        (false, _) => EMPTY_HEIGHT,
    };
    Rect { x: 0.0, y: look.height - h, w: look.width, h }
}

/// A short span: `52s`, `1m 48s`, `2h 05m`; `52 秒`, `1 分 48 秒`.
fn short_span(lang: Lang, span: SimSpan) -> String {
    let seconds = span.0 / 1_000;
    match (lang, seconds) {
        // Whole seconds, as the clock counts them.
        (Lang::ZhTw, _) => sentence_of(lang, &Sentence::Duration { ms: seconds * 1_000 }),
        (_, 0..=59) => format!("{seconds}s"),
        (_, 60..=3_599) => format!("{}m {:02}s", seconds / 60, seconds % 60),
        _ => format!("{}h {:02}m", seconds / 3_600, seconds / 60 % 60),
    }
}

/// Until the next attempt (SV-26).
fn next_attempt(waiting: &Waiting, now: SimTime) -> SimSpan {
    let step = crate::simulation::parameters::PLACEMENT_RETRY;
    waiting.last_tried(now).time.after(step).since(now)
}

/// The stone and the rail.
fn ground(scene: &mut Scene) {
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
}

/// Its name, and what it says; from where on there is room.
fn head(scene: &mut Scene, look: &Look<'_>, told: &str) {
    let rect = scene.quay;
    let ink = token(Token::QuayInk);
    let y = rect.y + 22.0;
    let name = word(look.lang, &Word::Quay);
    let name_room = about_width(&name, 13, false) + 10.0;
    scene.text(label((16.0, y), &name, (13, 600), ink, 100.0));
    scene.text(label((16.0 + name_room, y), told, (12, 400), ink, rect.w - 32.0 - name_room));
}

fn empty_word(look: &Look<'_>) -> Word {
    if look.is_low() { Word::QuayEmptyShort } else { Word::QuayEmpty }
}

/// The quay before there is a cluster.
pub(super) fn draw_empty(scene: &mut Scene, look: &Look<'_>) {
    scene.quay = Rect { x: 0.0, y: look.height - EMPTY_HEIGHT, w: look.width, h: EMPTY_HEIGHT };
    ground(scene);
    head(scene, look, &word(look.lang, &empty_word(look)));
}

pub(super) fn draw(scene: &mut Scene, world: &World, cluster: &Cluster, look: &Look<'_>) {
    ground(scene);
    let rect = scene.quay;
    let cards = standing(world, cluster, look);
    let total: u64 = cards.iter().map(|card| card.count).sum();
    let failed = cards.iter().any(|card| card.failed);
    let told = match (total, failed) {
        (0, false) => word(look.lang, &empty_word(look)),
        (n, _) => word(look.lang, &Word::Waiting(n)),
    };
    head(scene, look, &told);
    let attempts = cluster.services.iter().filter(|service| service.owed() > 0);
    let next = attempts.filter_map(|s| s.waiting.as_ref()).map(|w| next_attempt(w, look.now)).min();
    if let Some(next) = next.filter(|_| !look.is_low()) {
        let next = SimSpan(next.0.div_ceil(1_000) * 1_000);
        let text = word(look.lang, &Word::NextAttempt(short_span(look.lang, next)));
        let mut right =
            label((rect.w - 16.0, rect.y + 22.0), &text, (12, 400), token(Token::QuayInk), 220.0);
        right.align = Align::Right;
        scene.text(right);
    }
    if !cards.is_empty() {
        place_cards(scene, look, &cards, rect);
    }
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a handful of cards"
)]
fn place_cards(scene: &mut Scene, look: &Look<'_>, cards: &[Card<'_>], rect: Rect) {
    let room = rect.w - 32.0;
    let least = if look.is_low() { 150.0 } else { 220.0 };
    let fit = (((room + CARD_GAP) / (least + CARD_GAP)).floor().max(1.0)) as usize;
    let shown = if cards.len() <= fit { cards.len() } else { fit.saturating_sub(1).max(1) };
    let width =
        ((room - CARD_GAP * (shown as f64 - 1.0)) / shown as f64).clamp(least.min(room), 320.0);
    let height = if look.is_low() { 44.0 } else { 64.0 };
    for (n, one) in cards.iter().take(shown).enumerate() {
        let x = 16.0 + n as f64 * (width + CARD_GAP);
        let place = Rect { x, y: rect.y + 36.0, w: width, h: height };
        card(scene, look, one, place);
    }
    let left = cards.len() - shown;
    if left > 0 {
        let x = 16.0 + shown as f64 * (width + CARD_GAP);
        let text = word(look.lang, &Word::More(left as u64));
        let at = (x, rect.y + 36.0 + height / 2.0);
        scene.text(label(at, &text, (12, 500), token(Token::QuayInk), rect.w - x));
    }
}

fn card(scene: &mut Scene, look: &Look<'_>, card: &Card<'_>, rect: Rect) {
    let hovered = look.hover == card.selection && card.selection != Selection::None;
    let edge = match (card.failed, hovered) {
        (true, _) => Token::Danger,
        (false, true) => Token::Ink3,
        (false, false) => Token::LineStrong,
    };
    scene.rect(rect, 4.0, token(Token::Box), Some(line(token(edge), 1.0)));
    if card.selection != Selection::None {
        scene.hits.push(Hit { rect, selection: card.selection });
    }
    let identity = card.identity;
    let (block_w, block_h) = if look.is_low() { (22.0, 28.0) } else { (30.0, 47.0) };
    let block =
        Rect { x: rect.x + 8.0, y: rect.y + (rect.h - block_h) / 2.0, w: block_w, h: block_h };
    let stroke = line(full(Ink::Edge(identity.colour)), 1.0);
    scene.rect(block, 1.5, full(Ink::Service(identity.colour)), Some(stroke));
    let letter = identity.letter.to_string();
    let mut text = label(block.middle(), &letter, (12, 700), full(Ink::OnService), 30.0);
    text.align = Align::Centre;
    scene.text(text);
    let x = block.x + block.w + 10.0;
    let room = rect.x + rect.w - x - 10.0;
    let wait = if card.failed {
        word(look.lang, &Word::Failed)
    } else {
        word(look.lang, &Word::WaitsFor(short_span(look.lang, look.now.since(card.since))))
    };
    let first = rect.y + if look.is_low() { 14.0 } else { 15.0 };
    let wait_room = if look.is_low() { 0.0 } else { about_width(&wait, 11, false) + 8.0 };
    let ink = token(Token::Ink);
    scene.text(label((x, first), &card.name, (12, 600), ink, room - wait_room));
    if !look.is_low() {
        let at = (rect.x + rect.w - 10.0, first);
        let ink = if card.failed { Token::Danger } else { Token::Ink3 };
        let mut right = label(at, &wait, (11, 400), token(ink), room);
        right.align = Align::Right;
        scene.text(right);
    }
    let ink = token(if card.failed { Token::Danger } else { Token::Amber });
    let mut mono = label((x, first + 17.0), card.reason, (11, 400), ink, room);
    mono.mono = true;
    mono.text = cut(card.reason, 11, true, room);
    scene.text(mono);
    if !look.is_low() {
        let at = (x, first + 34.0);
        scene.text(label(at, &card.sentence, (11, 400), token(Token::Ink2), room));
    }
    super::lanes::chosen_frame(scene, look, card.selection, rect);
}

/// The API's reason string, on a card cut to its head.
pub fn reason_text(waiting: &Waiting) -> &'static str {
    match (&waiting.nearest, &waiting.message) {
        (Some(nearest), _) => match &nearest.reason {
            Reason::MemberOf(_) => "MemberOf constraint",
            Reason::DistinctInstance(_) => "DistinctInstance constraint",
            other => other.api(),
        },
        // PL-40 RESOURCE:FARGATE
        (
            None,
            ServiceMessage::FargateTaskLimit
            | ServiceMessage::FargateVcpuLimit
            | ServiceMessage::FargateCapacity,
        ) => "RESOURCE:FARGATE",
        (None, ServiceMessage::ProvisioningLimit) => "PROVISIONING",
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
