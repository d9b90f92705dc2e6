//! Scene → canvas. Crisp at the device's pixel ratio; patterns are a few path strokes.

use std::f64::consts::PI;

use wasm_bindgen::JsValue;
use web_sys::CanvasRenderingContext2d as Context;

use crate::session::scene::palette::css;
use crate::session::scene::shape::{Align, Dash, Paint, Pattern, Rect, Shape, Stroke, Text};
use crate::session::scene::{Scene, palette};

const FONT_UI: &str = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans TC', 'PingFang TC', 'Microsoft JhengHei', 'Noto Sans CJK TC', sans-serif";
const FONT_MONO: &str =
    "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'Noto Sans Mono CJK TC', monospace";

/// Paints scenes on one canvas.
pub(super) struct Painter<'a> {
    pub(super) context: &'a Context,
    pub(super) night: bool,
    pub(super) ratio: f64,
}

impl Painter<'_> {
    /// Paints a whole scene.
    pub(super) fn paint(&self, scene: &Scene, width: f64, height: f64) {
        let c = self.context;
        let _ = c.set_transform(self.ratio, 0.0, 0.0, self.ratio, 0.0, 0.0);
        c.set_global_alpha(1.0);
        c.set_fill_style_str(css(palette::Ink::Token(palette::Token::Water), self.night));
        c.fill_rect(0.0, 0.0, width, height);
        c.set_text_baseline("middle");
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
                Shape::Clip(None) => c.restore(),
                Shape::Rect { rect, radius, fill, stroke } => {
                    self.rect(*rect, *radius, *fill, *stroke, strength);
                }
                Shape::Hatch { rect, pattern, paint } => {
                    self.hatch(*rect, *pattern, *paint, strength);
                }
                Shape::Line { from, to, stroke } => {
                    self.pen(*stroke, strength);
                    c.begin_path();
                    c.move_to(from.0, from.1);
                    c.line_to(to.0, to.1);
                    c.stroke();
                }
                Shape::Text(text) => self.text(text, strength),
            }
        }
        c.set_global_alpha(1.0);
    }

    fn fill(&self, paint: Paint, strength: f64) {
        self.context.set_global_alpha(f64::from(paint.percent) / 100.0 * strength);
        self.context.set_fill_style_str(css(paint.ink, self.night));
    }

    fn pen(&self, stroke: Stroke, strength: f64) {
        let c = self.context;
        c.set_global_alpha(f64::from(stroke.paint.percent) / 100.0 * strength);
        c.set_stroke_style_str(css(stroke.paint.ink, self.night));
        c.set_line_width(stroke.width);
        let dashes: &[f64] = match stroke.dash {
            Dash::Solid => &[],
            Dash::Short => &[3.0, 2.5],
            Dash::Stopping => &[5.0, 2.0],
            Dash::Dots => &[1.5, 3.0],
        };
        let list = js_sys::Array::new();
        for dash in dashes {
            list.push(&JsValue::from_f64(*dash));
        }
        let _ = c.set_line_dash(&list);
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

    fn rect(
        &self,
        rect: Rect,
        radius: f64,
        fill: Option<Paint>,
        stroke: Option<Stroke>,
        strength: f64,
    ) {
        // One-pixel lines lie on half pixels.
        let snapped = Rect {
            x: rect.x.round() + 0.5,
            y: rect.y.round() + 0.5,
            w: (rect.w - 1.0).round().max(0.0),
            h: (rect.h - 1.0).round().max(0.0),
        };
        let place = if stroke.is_some() { snapped } else { rect };
        self.path(place, radius);
        if let Some(fill) = fill {
            self.fill(fill, strength);
            self.context.fill();
        }
        if let Some(stroke) = stroke {
            self.pen(stroke, strength);
            self.context.stroke();
        }
    }

    fn hatch(&self, rect: Rect, pattern: Pattern, paint: Paint, strength: f64) {
        let c = self.context;
        let (step, width, lean) = match pattern {
            Pattern::Pending => (6.0, 1.2, -1.0),
            Pattern::Activating => (7.0, 2.0, 1.0),
            Pattern::Slats => (4.0, 2.0, 0.0),
            Pattern::Dots => (8.0, 1.6, 0.0),
        };
        c.save();
        c.begin_path();
        c.rect(rect.x, rect.y, rect.w, rect.h);
        c.clip();
        self.pen(Stroke { paint, width, dash: Dash::Solid }, strength);
        c.begin_path();
        match pattern {
            Pattern::Slats => {
                let mut y = rect.y + 1.0;
                while y < rect.y + rect.h {
                    c.move_to(rect.x, y);
                    c.line_to(rect.x + rect.w, y);
                    y += step;
                }
                c.stroke();
            }
            Pattern::Dots => {
                self.fill(paint, strength);
                let mut y = rect.y + step / 2.0;
                while y < rect.y + rect.h {
                    let mut x = rect.x + step / 2.0;
                    while x < rect.x + rect.w {
                        c.fill_rect(x, y, width, width);
                        x += step;
                    }
                    y += step;
                }
            }
            Pattern::Pending | Pattern::Activating => {
                let mut x = rect.x - rect.h;
                while x < rect.x + rect.w + rect.h {
                    c.move_to(x, rect.y + rect.h);
                    c.line_to(x + lean * rect.h, rect.y);
                    x += step;
                }
                c.stroke();
            }
        }
        c.restore();
    }

    fn text(&self, text: &Text, strength: f64) {
        let c = self.context;
        let family = if text.mono { FONT_MONO } else { FONT_UI };
        c.set_font(&format!("{} {}px {family}", text.weight, text.size));
        c.set_text_align(match text.align {
            Align::Left => "left",
            Align::Centre => "center",
            Align::Right => "right",
        });
        if text.halo {
            let halo = palette::Ink::Token(palette::Token::Box);
            let paint = Paint { ink: halo, percent: 100 };
            self.pen(Stroke { paint, width: 4.0, dash: Dash::Solid }, strength);
            c.set_line_join("round");
            let _ = c.stroke_text(&text.text, text.x, text.y);
        }
        self.fill(text.paint, strength);
        let _ = c.fill_text(&text.text, text.x, text.y);
    }
}
