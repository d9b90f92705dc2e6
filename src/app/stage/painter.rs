//! Scene → canvas. Crisp at the device's pixel ratio; patterns are a few path strokes.

use std::cell::{Cell, RefCell};
use std::f64::consts::PI;

use wasm_bindgen::JsValue;
use web_sys::{CanvasRenderingContext2d as Context, Path2d};

use crate::session::scene::Scene;
use crate::session::scene::palette::{Ink, Token, css, forced};
use crate::session::scene::shape::{Align, Dash, Glyph, Paint, Pattern, Rect, Shape, Stroke, Text};

const FONT_UI: &str = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans TC', 'PingFang TC', 'Microsoft JhengHei', 'Noto Sans CJK TC', sans-serif";
const FONT_MONO: &str =
    "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'Noto Sans Mono CJK TC', monospace";

/// What the colours are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    Day,
    Night,
    /// The system's few colours: patterns are dropped, words and letters stay.
    Forced,
}

/// Paints scenes on one canvas. It remembers what the context was last told, for telling takes
/// longer than drawing.
pub(super) struct Painter<'a> {
    context: &'a Context,
    ground: Ground,
    ratio: f64,
    fill: Cell<Option<Ink>>,
    pen: Cell<Option<(Ink, f64, Dash)>>,
    alpha: Cell<f64>,
    font: RefCell<(u8, u16, bool)>,
    align: Cell<Option<Align>>,
}

impl<'a> Painter<'a> {
    pub(super) fn new(context: &'a Context, ground: Ground, ratio: f64) -> Self {
        Self {
            context,
            ground,
            ratio,
            fill: Cell::new(None),
            pen: Cell::new(None),
            alpha: Cell::new(-1.0),
            font: RefCell::new((0, 0, false)),
            align: Cell::new(None),
        }
    }

    fn colour(&self, ink: Ink) -> &'static str {
        match self.ground {
            Ground::Forced => forced(ink),
            ground => css(ink, ground == Ground::Night),
        }
    }

    /// Paints a whole scene.
    pub(super) fn paint(&self, scene: &Scene, width: f64, height: f64) {
        let c = self.context;
        let _ = c.set_transform(self.ratio, 0.0, 0.0, self.ratio, 0.0, 0.0);
        self.filled(Paint { ink: Ink::Token(Token::Water), percent: 100 }, 1.0);
        c.fill_rect(0.0, 0.0, width, height);
        c.set_text_baseline("middle");
        c.set_line_join("round");
        c.set_line_cap("butt");
        let mut strength = 1.0;
        for shape in &scene.shapes {
            match shape {
                Shape::Strength(percent) => strength = f64::from(*percent) / 100.0,
                Shape::Clip(Some(rect)) => {
                    c.save();
                    c.begin_path();
                    c.rect(rect.x, rect.y, rect.w, rect.h);
                    c.clip();
                }
                Shape::Clip(None) => self.restore(),
                Shape::Rect { rect, radius, fill, stroke } => {
                    let place = if stroke.is_some() { snapped(*rect) } else { *rect };
                    self.path(place, *radius);
                    self.draw(*fill, *stroke, strength);
                }
                Shape::Cut { rect, fill, stroke } => {
                    self.cut_path(snapped(*rect));
                    self.draw(*fill, *stroke, strength);
                }
                Shape::Cells { rects, fill, stroke } => {
                    self.cells(rects, *fill, *stroke, strength);
                }
                Shape::Float { rect, radius } => self.float(*rect, *radius),
                Shape::Glyph { at, size, glyph, paint } => {
                    self.glyph(*at, *size, *glyph, *paint, strength);
                }
                Shape::Hatch { rect, pattern, paint } => {
                    if self.ground != Ground::Forced {
                        self.hatch(*rect, *pattern, *paint, strength);
                    }
                }
                Shape::Line { from, to, stroke } => {
                    self.line_of(*stroke, strength);
                    c.begin_path();
                    c.move_to(from.0, from.1);
                    c.line_to(to.0, to.1);
                    c.stroke();
                }
                Shape::Text(text) => self.text(text, strength),
            }
        }
        self.strong(1.0);
    }

    /// The context forgets what was told since it was saved.
    fn restore(&self) {
        self.context.restore();
        self.fill.set(None);
        self.pen.set(None);
        self.alpha.set(-1.0);
        *self.font.borrow_mut() = (0, 0, false);
        self.align.set(None);
    }

    #[allow(clippy::float_cmp, reason = "the very value that was told")]
    fn strong(&self, alpha: f64) {
        if self.alpha.replace(alpha) != alpha {
            self.context.set_global_alpha(alpha);
        }
    }

    fn filled(&self, paint: Paint, strength: f64) {
        self.strong(f64::from(paint.percent) / 100.0 * strength);
        if self.fill.replace(Some(paint.ink)) != Some(paint.ink) {
            self.context.set_fill_style_str(self.colour(paint.ink));
        }
    }

    fn line_of(&self, stroke: Stroke, strength: f64) {
        let c = self.context;
        self.strong(f64::from(stroke.paint.percent) / 100.0 * strength);
        let (ink, width, dash) = (stroke.paint.ink, stroke.width, stroke.dash);
        let before = self.pen.replace(Some((ink, width, dash)));
        if before.is_none_or(|(known, ..)| known != ink) {
            c.set_stroke_style_str(self.colour(ink));
        }
        if before.is_none_or(|(_, known, _)| (known - width).abs() > 1e-9) {
            c.set_line_width(width);
        }
        if before.is_none_or(|(.., known)| known != dash) {
            let list: js_sys::Array =
                dash.lengths().iter().map(|l| JsValue::from_f64(*l)).collect();
            let _ = c.set_line_dash(&list);
        }
    }

    fn draw(&self, fill: Option<Paint>, stroke: Option<Stroke>, strength: f64) {
        if let Some(fill) = fill {
            self.filled(fill, strength);
            self.context.fill();
        }
        if let Some(stroke) = stroke {
            self.line_of(stroke, strength);
            self.context.stroke();
        }
    }

    /// Thousands of rectangles as two paths at most. An opaque edge of a pixel is the rectangle
    /// itself, and the inside lies on it: filling is much cheaper than stroking.
    fn cells(&self, rects: &[Rect], fill: Option<Paint>, stroke: Option<Stroke>, strength: f64) {
        let c = self.context;
        let edge = stroke.filter(|stroke| stroke.dash == Dash::Solid && stroke.width <= 1.0);
        if let (Some(fill), Some(edge)) = (fill, edge)
            && fill.percent == 100
            && self.ground != Ground::Forced
        {
            self.all(rects, 0.0);
            self.filled(edge.paint, strength);
            c.fill();
            self.all(rects, 1.0);
            self.filled(fill, strength);
            c.fill();
            return;
        }
        self.all(rects, if stroke.is_some() { 0.5 } else { 0.0 });
        self.draw(fill, stroke, strength);
    }

    /// One path of all, each smaller by so much on every side, on whole pixels.
    fn all(&self, rects: &[Rect], inset: f64) {
        let c = self.context;
        c.begin_path();
        for rect in rects {
            let (x, y) = (rect.x.round(), rect.y.round());
            let (w, h) = ((rect.x + rect.w).round() - x, (rect.y + rect.h).round() - y);
            if w > 2.0 * inset && h > 2.0 * inset {
                c.rect(x + inset, y + inset, w - 2.0 * inset, h - 2.0 * inset);
            }
        }
    }

    fn path(&self, rect: Rect, radius: f64) {
        let c = self.context;
        c.begin_path();
        let r = radius.min(rect.w / 2.0).min(rect.h / 2.0).max(0.0);
        if r < 0.5 {
            c.rect(rect.x, rect.y, rect.w, rect.h);
            return;
        }
        let (x, y, right, bottom) = (rect.x, rect.y, rect.x + rect.w, rect.y + rect.h);
        c.move_to(x + r, y);
        c.line_to(right - r, y);
        let _ = c.arc(right - r, y + r, r, -PI / 2.0, 0.0);
        c.line_to(right, bottom - r);
        let _ = c.arc(right - r, bottom - r, r, 0.0, PI / 2.0);
        c.line_to(x + r, bottom);
        let _ = c.arc(x + r, bottom - r, r, PI / 2.0, PI);
        c.line_to(x, y + r);
        let _ = c.arc(x + r, y + r, r, PI, PI * 1.5);
        c.close_path();
    }

    /// The upper right corner is cut off.
    fn cut_path(&self, rect: Rect) {
        let c = self.context;
        let cut = rect.cut();
        c.begin_path();
        c.move_to(rect.x, rect.y);
        c.line_to(rect.x + rect.w - cut, rect.y);
        c.line_to(rect.x + rect.w, rect.y + cut);
        c.line_to(rect.x + rect.w, rect.y + rect.h);
        c.line_to(rect.x, rect.y + rect.h);
        c.close_path();
    }

    fn float(&self, rect: Rect, radius: f64) {
        let c = self.context;
        c.save();
        let dark =
            if self.ground == Ground::Night { "rgba(0,0,0,.5)" } else { "rgba(20,32,44,.18)" };
        c.set_shadow_color(dark);
        c.set_shadow_blur(18.0 * self.ratio);
        c.set_shadow_offset_y(6.0 * self.ratio);
        self.path(rect, radius);
        self.filled(Paint { ink: Ink::Token(Token::Box), percent: 100 }, 1.0);
        c.fill();
        self.restore();
    }

    fn glyph(&self, at: (f64, f64), size: f64, glyph: Glyph, paint: Paint, strength: f64) {
        let c = self.context;
        let Ok(path) = Path2d::new_with_path_string(glyph.path()) else { return };
        c.save();
        let _ = c.translate(at.0, at.1);
        let _ = c.scale(size / 16.0, size / 16.0);
        self.line_of(Stroke { paint, width: 1.4, dash: Dash::Solid }, strength);
        c.set_line_cap("round");
        c.stroke_with_path(&path);
        self.restore();
    }

    fn hatch(&self, rect: Rect, pattern: Pattern, paint: Paint, strength: f64) {
        let c = self.context;
        let (step, width, lean) = pattern.geometry();
        c.save();
        c.begin_path();
        c.rect(rect.x, rect.y, rect.w, rect.h);
        c.clip();
        self.line_of(Stroke { paint, width, dash: Dash::Solid }, strength);
        c.begin_path();
        let bottom = rect.y + rect.h;
        if pattern == Pattern::Dots {
            self.filled(paint, strength);
            let mut y = rect.y + step / 2.0;
            while y < bottom {
                let mut x = rect.x + step / 2.0;
                while x < rect.x + rect.w {
                    c.rect(x, y, width, width);
                    x += step;
                }
                y += step;
            }
            c.fill();
        } else if lean == 0.0 {
            let mut y = rect.y + 1.0;
            while y < bottom {
                c.move_to(rect.x, y);
                c.line_to(rect.x + rect.w, y);
                y += step;
            }
            c.stroke();
        } else {
            let leans = if pattern == Pattern::Cross { &[1.0, -1.0][..] } else { &[lean][..] };
            for lean in leans {
                let mut x = rect.x - rect.h;
                while x < rect.x + rect.w + rect.h {
                    c.move_to(x, bottom);
                    c.line_to(x + lean * rect.h, rect.y);
                    x += step;
                }
            }
            c.stroke();
        }
        self.restore();
    }

    fn text(&self, text: &Text, strength: f64) {
        let c = self.context;
        let font = (text.size, text.weight, text.mono);
        if self.font.replace(font) != font {
            let family = if text.mono { FONT_MONO } else { FONT_UI };
            c.set_font(&format!("{} {}px {family}", text.weight, text.size));
        }
        if self.align.replace(Some(text.align)) != Some(text.align) {
            c.set_text_align(match text.align {
                Align::Left => "left",
                Align::Centre => "center",
                Align::Right => "right",
            });
        }
        if text.halo {
            let paint = Paint { ink: Ink::Token(Token::Box), percent: 100 };
            self.line_of(Stroke { paint, width: 4.0, dash: Dash::Solid }, strength);
            let _ = c.stroke_text(&text.text, text.x, text.y);
        }
        self.filled(text.paint, strength);
        let _ = c.fill_text(&text.text, text.x, text.y);
    }
}

/// One-pixel lines lie on half pixels.
fn snapped(rect: Rect) -> Rect {
    Rect {
        x: rect.x.round() + 0.5,
        y: rect.y.round() + 0.5,
        w: (rect.w - 1.0).round().max(0.0),
        h: (rect.h - 1.0).round().max(0.0),
    }
}
