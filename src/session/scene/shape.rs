//! What a scene is made of. Coordinates are CSS pixels, from the canvas's upper left corner.

use std::rc::Rc;

use super::palette::{Ink, Token};
use crate::session::Selection;

/// A colour with its strength in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paint {
    /// Which.
    pub ink: Ink,
    /// 100 = opaque.
    pub percent: u8,
}

/// A token at full strength.
pub const fn token(token: Token) -> Paint {
    Paint { ink: Ink::Token(token), percent: 100 }
}

/// An ink at full strength.
pub const fn full(ink: Ink) -> Paint {
    Paint { ink, percent: 100 }
}

/// Dashes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dash {
    /// None.
    Solid,
    /// 3, 2.5: provisioning, ghosts.
    Short,
    /// 5, 2: stopping.
    Stopping,
    /// 1.5, 3: a lost agent.
    Dots,
}

/// A line around or between.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub paint: Paint,
    /// Its width.
    pub width: f64,
    /// Its dashes.
    pub dash: Dash,
}

/// A solid line.
pub const fn line(paint: Paint, width: f64) -> Stroke {
    Stroke { paint, width, dash: Dash::Solid }
}

/// Lines that fill a rectangle (look, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// PENDING: 1.2 of 6, leaning left.
    Pending,
    /// ACTIVATING: 2 of 7, leaning right.
    Activating,
    /// Leaving: level slats, 2 of 4.
    Slats,
    /// A lost agent's free room: dots.
    Dots,
}

/// Where a text begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// `x` is its left end.
    Left,
    /// `x` is its middle.
    Centre,
    /// `x` is its right end.
    Right,
}

/// A text. `y` is its middle line.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Where.
    pub x: f64,
    /// Its middle.
    pub y: f64,
    /// What; cut to its room already.
    pub text: Rc<str>,
    /// In pixels.
    pub size: u8,
    /// 400 to 700.
    pub weight: u16,
    /// In the code font.
    pub mono: bool,
    /// Its colour.
    pub paint: Paint,
    /// Its anchor.
    pub align: Align,
    /// A halo in the box's colour, for text on a pattern.
    pub halo: bool,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    /// Whether a point lies in it.
    pub fn holds(&self, x: f64, y: f64) -> bool {
        x >= self.x && x < self.x + self.w && y >= self.y && y < self.y + self.h
    }
}

/// One drawable thing.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A filled and stroked rectangle with round corners.
    Rect {
        /// Where.
        rect: Rect,
        /// Radius of its corners.
        radius: f64,
        /// Its inside.
        fill: Option<Paint>,
        /// Its edge.
        stroke: Option<Stroke>,
    },
    /// A pattern, clipped to a rectangle.
    Hatch {
        /// Where.
        rect: Rect,
        /// Which.
        pattern: Pattern,
        /// Its colour.
        paint: Paint,
    },
    /// A line.
    Line {
        /// From.
        from: (f64, f64),
        /// To.
        to: (f64, f64),
        /// How.
        stroke: Stroke,
    },
    /// A text.
    Text(Text),
    /// What follows until the next is drawn at this strength, in percent.
    Strength(u8),
    /// What follows is clipped to a rectangle; `None` ends it.
    Clip(Option<Rect>),
}

/// Something that can be pointed at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Where.
    pub rect: Rect,
    /// What.
    pub selection: Selection,
}

/// A picture of the world.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// In drawing order.
    pub shapes: Vec<Shape>,
    /// Later ones lie on top.
    pub hits: Vec<Hit>,
    /// Height of the lanes' content; more than `lanes` means that they scroll.
    pub content_height: f64,
    /// The lanes' room.
    pub lanes: Rect,
    /// The quay.
    pub quay: Rect,
}

impl Scene {
    /// What lies under a point.
    pub fn at(&self, x: f64, y: f64) -> Selection {
        // What the quay covers cannot be pointed at.
        let on_quay = self.quay.holds(x, y);
        let reachable = |hit: &&Hit| !on_quay || hit.rect.y >= self.quay.y;
        let under = self.hits.iter().rev().filter(reachable).find(|hit| hit.rect.holds(x, y));
        under.map_or(Selection::None, |hit| hit.selection)
    }

    /// Where something is drawn.
    pub fn place_of(&self, selection: Selection) -> Option<Rect> {
        self.hits.iter().rev().find(|hit| hit.selection == selection).map(|hit| hit.rect)
    }

    pub(super) fn rect(&mut self, rect: Rect, radius: f64, fill: Paint, stroke: Option<Stroke>) {
        self.shapes.push(Shape::Rect { rect, radius, fill: Some(fill), stroke });
    }

    pub(super) fn outline(&mut self, rect: Rect, radius: f64, stroke: Stroke) {
        self.shapes.push(Shape::Rect { rect, radius, fill: None, stroke: Some(stroke) });
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: Stroke) {
        self.shapes.push(Shape::Line { from, to, stroke });
    }

    pub(super) fn text(&mut self, text: Text) {
        if !text.text.is_empty() {
            self.shapes.push(Shape::Text(text));
        }
    }
}

/// About how wide a text is: the canvas's font is not known here, so this errs to the wide side.
pub fn about_width(text: &str, size: u8, mono: bool) -> f64 {
    let em: f64 = text
        .chars()
        .map(|c| match c {
            _ if mono && c.is_ascii() => 0.61,
            'i' | 'l' | 'j' | '.' | ',' | ':' | '\'' | '|' | ' ' | '·' => 0.31,
            'm' | 'w' | 'M' | 'W' | '%' => 0.88,
            'A'..='Z' => 0.68,
            _ if c.is_ascii() => 0.57,
            _ => 1.0,
        })
        .sum();
    em * f64::from(size)
}

/// A text cut to its room, with an ellipsis.
pub fn cut(text: &str, size: u8, mono: bool, room: f64) -> Rc<str> {
    if about_width(text, size, mono) <= room {
        return text.into();
    }
    let mut out = String::new();
    for c in text.chars() {
        out.push(c);
        if about_width(&out, size, mono) + f64::from(size) * 0.8 > room {
            out.pop();
            break;
        }
    }
    if out.is_empty() { "".into() } else { format!("{}…", out.trim_end()).into() }
}

/// A text in the design's terms; `room` cuts it.
pub fn label(
    (x, y): (f64, f64),
    text: &str,
    (size, weight): (u8, u16),
    paint: Paint,
    room: f64,
) -> Text {
    let text = cut(text, size, false, room);
    Text { x, y, text, size, weight, mono: false, paint, align: Align::Left, halo: false }
}
