//! What a scene is made of. Coordinates are CSS pixels, from the canvas's upper left corner.

use std::rc::Rc;

use super::camera::{Grid, Level};
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
    /// 7, 4: draining.
    Draining,
    /// 1.5, 3: a lost agent.
    Dots,
}

impl Dash {
    /// Lengths of stroke and gap, in pixels.
    pub const fn lengths(self) -> &'static [f64] {
        match self {
            Self::Solid => &[],
            Self::Short => &[3.0, 2.5],
            Self::Stopping => &[5.0, 2.0],
            Self::Draining => &[7.0, 4.0],
            Self::Dots => &[1.5, 3.0],
        }
    }
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
    /// A draining instance's free room: 1.5 of 12, leaning left.
    Drain,
    /// Unhealthy: crossed lines, 1 of 7.
    Cross,
}

impl Pattern {
    /// (distance, width, lean): lines lean right (1), left (-1), or lie (0); dots lie too.
    pub const fn geometry(self) -> (f64, f64, f64) {
        match self {
            Self::Pending => (6.0, 1.2, -1.0),
            Self::Activating => (7.0, 2.0, 1.0),
            Self::Slats => (4.0, 2.0, 0.0),
            Self::Dots => (8.0, 1.6, 0.0),
            Self::Drain => (12.0, 1.5, -1.0),
            Self::Cross => (7.0, 1.0, 1.0),
        }
    }
}

/// An icon of 16 pixels that the canvas draws: its path, as in the style guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// An instance that drains.
    Draining,
    /// An agent that is silent.
    AgentLost,
    /// Something unhealthy.
    Unhealthy,
}

impl Glyph {
    /// SVG path data.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Draining => "M3 2.5h10v5M3 2.5v11h5M11 8.5v5.5M8.8 12l2.2 2.2L13.2 12",
            Self::AgentLost => {
                "M8 12.6v.1M5.3 9.9a3.9 3.9 0 0 1 4.6-.6M3 7.2a7.2 7.2 0 0 1 3.3-1.8M9.6 5.5A7.2 7.2 0 0 1 13 7.2M3 2.5l10 11"
            }
            Self::Unhealthy => "M8 2.5 14 13H2zM8 6.5v3M8 11.2v.1",
        }
    }
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

    /// Grown by so much on every side.
    #[must_use]
    pub fn grown(&self, by: f64) -> Self {
        Self { x: self.x - by, y: self.y - by, w: self.w + 2.0 * by, h: self.h + 2.0 * by }
    }

    /// How much of the upper right corner an older revision lacks.
    pub fn cut(&self) -> f64 {
        7.0_f64.min(self.h).min(self.w / 2.0)
    }

    /// Its middle.
    pub fn middle(&self) -> (f64, f64) {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
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
    /// Many rectangles with square corners and the same paint, at once.
    Cells {
        /// Where.
        rects: Vec<Rect>,
        /// Their insides.
        fill: Option<Paint>,
        /// Their edges.
        stroke: Option<Stroke>,
    },
    /// A rectangle whose upper right corner is cut off: an older revision.
    Cut {
        /// Where.
        rect: Rect,
        /// Its inside.
        fill: Option<Paint>,
        /// Its edge.
        stroke: Option<Stroke>,
    },
    /// What floats: a raised rectangle with a shadow.
    Float {
        /// Where.
        rect: Rect,
        /// Radius of its corners.
        radius: f64,
    },
    /// An icon.
    Glyph {
        /// Its upper left corner.
        at: (f64, f64),
        /// Its width and height, in pixels.
        size: f64,
        /// Which.
        glyph: Glyph,
        /// Its colour.
        paint: Paint,
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
    /// Size of the lanes' content; more than `lanes` means that they scroll.
    pub content: (f64, f64),
    /// The lanes' room.
    pub lanes: Rect,
    /// The quay.
    pub quay: Rect,
    /// The size of the boxes that was used.
    pub grid: Grid,
    /// How much of an instance is told.
    pub level: Level,
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

    pub(super) fn glyph(&mut self, glyph: Glyph, at: (f64, f64), size: f64, ink: Token) {
        self.shapes.push(Shape::Glyph { at, size, glyph, paint: token(ink) });
    }

    pub(super) fn hatch(&mut self, rect: Rect, pattern: Pattern, paint: Paint) {
        self.shapes.push(Shape::Hatch { rect, pattern, paint });
    }

    /// What follows at this strength, then `draw`, then full strength again.
    pub(super) fn at_strength(&mut self, percent: u8, draw: impl FnOnce(&mut Self)) {
        if percent < 100 {
            self.shapes.push(Shape::Strength(percent));
            draw(self);
            self.shapes.push(Shape::Strength(100));
        } else {
            draw(self);
        }
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
    // Bold letters are an eighth wider.
    let text = cut(text, size, false, if weight >= 600 { room / 1.12 } else { room });
    Text { x, y, text, size, weight, mono: false, paint, align: Align::Left, halo: false }
}
