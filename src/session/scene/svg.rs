//! Scene → SVG: the same shapes as on the canvas, as a file.

use std::fmt::Write as _;

use super::palette::{Ink, Token, css};
use super::shape::{Align, Dash, Paint, Pattern, Rect, Scene, Shape, Stroke, Text};

const FONTS: (&str, &str) = (
    "system-ui, -apple-system, 'Segoe UI', 'Noto Sans TC', sans-serif",
    "ui-monospace, Menlo, Consolas, monospace",
);

struct Writer {
    out: String,
    night: bool,
    strength: f64,
    clips: u32,
    open: bool,
}

/// A picture of its own, readable by any browser or drawing program.
pub fn svg(scene: &Scene, width: f64, height: f64, night: bool) -> String {
    let mut writer = Writer { out: String::new(), night, strength: 1.0, clips: 0, open: false };
    let _ = write!(
        writer.out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\">",
        w = number(width),
        h = number(height)
    );
    let water = Paint { ink: Ink::Token(Token::Water), percent: 100 };
    writer.rect(&Rect { x: 0.0, y: 0.0, w: width, h: height }, 0.0, Some(water), None);
    for shape in &scene.shapes {
        writer.shape(shape);
    }
    if writer.open {
        writer.out.push_str("</g>");
    }
    writer.out.push_str("</svg>\n");
    writer.out
}

/// At most two decimals, none where there are none.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl Writer {
    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Strength(percent) => self.strength = f64::from(*percent) / 100.0,
            Shape::Clip(Some(rect)) => {
                self.clip(rect);
                self.open = true;
            }
            Shape::Clip(None) => {
                self.out.push_str("</g>");
                self.open = false;
            }
            Shape::Rect { rect, radius, fill, stroke } => self.rect(rect, *radius, *fill, *stroke),
            Shape::Cells { rects, fill, stroke } => {
                let inset = if stroke.is_some() { 0.5 } else { 0.0 };
                let mut path = String::new();
                for rect in rects {
                    let r = rect.grown(-inset);
                    let (x, y) = (number(r.x), number(r.y));
                    let _ =
                        write!(path, "M{x} {y}h{w}v{h}h-{w}z", w = number(r.w), h = number(r.h));
                }
                self.path(&path, *fill, *stroke);
            }
            Shape::Cut { rect, fill, stroke } => {
                let (right, cut) = (rect.x + rect.w, rect.cut());
                let path = format!(
                    "M{} {}H{}L{} {}V{}H{}z",
                    number(rect.x),
                    number(rect.y),
                    number(right - cut),
                    number(right),
                    number(rect.y + cut),
                    number(rect.y + rect.h),
                    number(rect.x)
                );
                self.path(&path, *fill, *stroke);
            }
            Shape::Float { rect, radius } => {
                let ground = Paint { ink: Ink::Token(Token::Box), percent: 100 };
                let edge = Paint { ink: Ink::Token(Token::LineStrong), percent: 100 };
                let edge = Stroke { paint: edge, width: 1.0, dash: Dash::Solid };
                self.rect(rect, *radius, Some(ground), Some(edge));
            }
            Shape::Glyph { at, size, glyph, paint } => {
                let stroke = Stroke { paint: *paint, width: 1.4, dash: Dash::Solid };
                let (x, y, scale) = (number(at.0), number(at.1), number(size / 16.0));
                let _ = write!(self.out, "<g transform=\"translate({x} {y}) scale({scale})\">");
                self.path(glyph.path(), None, Some(stroke));
                self.out.push_str("</g>");
            }
            Shape::Hatch { rect, pattern, paint } => self.hatch(rect, *pattern, *paint),
            Shape::Line { from, to, stroke } => {
                let ends = [from.0, from.1, to.0, to.1].map(number);
                let path = format!("M{} {}L{} {}", ends[0], ends[1], ends[2], ends[3]);
                self.path(&path, None, Some(*stroke));
            }
            Shape::Text(text) => self.text(text),
        }
    }

    fn clip(&mut self, rect: &Rect) {
        self.clips += 1;
        let n = self.clips;
        let [x, y, w, h] = [rect.x, rect.y, rect.w, rect.h].map(number);
        let _ = write!(
            self.out,
            "<clipPath id=\"c{n}\"><rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/></clipPath><g clip-path=\"url(#c{n})\">"
        );
    }

    /// Fill and stroke as attributes.
    fn paint(&mut self, fill: Option<Paint>, stroke: Option<Stroke>) {
        let opacity = |percent: u8, strength: f64| f64::from(percent) / 100.0 * strength;
        match fill {
            None => self.out.push_str(" fill=\"none\""),
            Some(fill) => {
                let _ = write!(self.out, " fill=\"{}\"", css(fill.ink, self.night));
                let opacity = opacity(fill.percent, self.strength);
                if opacity < 0.999 {
                    let _ = write!(self.out, " fill-opacity=\"{}\"", number(opacity));
                }
            }
        }
        let Some(stroke) = stroke else { return };
        let _ = write!(self.out, " stroke=\"{}\"", css(stroke.paint.ink, self.night));
        if (stroke.width - 1.0).abs() > 1e-9 {
            let _ = write!(self.out, " stroke-width=\"{}\"", number(stroke.width));
        }
        let opacity = opacity(stroke.paint.percent, self.strength);
        if opacity < 0.999 {
            let _ = write!(self.out, " stroke-opacity=\"{}\"", number(opacity));
        }
        if let [on, off] = stroke.dash.lengths() {
            let _ = write!(self.out, " stroke-dasharray=\"{} {}\"", number(*on), number(*off));
        }
    }

    fn rect(&mut self, rect: &Rect, radius: f64, fill: Option<Paint>, stroke: Option<Stroke>) {
        // One-pixel lines lie on half pixels, as on the canvas.
        let rect = if stroke.is_some() {
            Rect {
                x: rect.x.round() + 0.5,
                y: rect.y.round() + 0.5,
                w: rect.w - 1.0,
                h: rect.h - 1.0,
            }
        } else {
            *rect
        };
        if rect.w <= 0.0 || rect.h <= 0.0 {
            return;
        }
        let [x, y, w, h] = [rect.x, rect.y, rect.w, rect.h].map(number);
        let _ = write!(self.out, "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"");
        if radius > 0.0 {
            let _ = write!(self.out, " rx=\"{}\"", number(radius));
        }
        self.paint(fill, stroke);
        self.out.push_str("/>");
    }

    fn path(&mut self, path: &str, fill: Option<Paint>, stroke: Option<Stroke>) {
        let _ = write!(self.out, "<path d=\"{path}\"");
        self.paint(fill, stroke);
        self.out.push_str("/>");
    }

    fn hatch(&mut self, rect: &Rect, pattern: Pattern, paint: Paint) {
        let (step, width, lean) = pattern.geometry();
        let (right, bottom) = (rect.x + rect.w, rect.y + rect.h);
        let mut path = String::new();
        let mut segment = |from: (f64, f64), to: (f64, f64)| {
            let ends = [from.0, from.1, to.0, to.1].map(number);
            let _ = write!(path, "M{} {}L{} {}", ends[0], ends[1], ends[2], ends[3]);
        };
        if lean == 0.0 {
            let dots = pattern == Pattern::Dots;
            let mut y = rect.y + if dots { step / 2.0 } else { 1.0 };
            while y < bottom {
                let mut x = rect.x + step / 2.0;
                while dots && x < right {
                    segment((x, y), (x + width, y));
                    x += step;
                }
                if !dots {
                    segment((rect.x, y), (right, y));
                }
                y += step;
            }
        } else {
            let leans = if pattern == Pattern::Cross { &[1.0, -1.0][..] } else { &[lean][..] };
            for lean in leans {
                let mut x = rect.x - rect.h;
                while x < right + rect.h {
                    segment((x, bottom), (x + lean * rect.h, rect.y));
                    x += step;
                }
            }
        }
        self.clip(rect);
        self.path(&path, None, Some(Stroke { paint, width, dash: Dash::Solid }));
        self.out.push_str("</g>");
    }

    fn text(&mut self, text: &Text) {
        let anchor = match text.align {
            Align::Left => "start",
            Align::Centre => "middle",
            Align::Right => "end",
        };
        let family = if text.mono { FONTS.1 } else { FONTS.0 };
        let (x, y) = (number(text.x), number(text.y));
        let _ = write!(
            self.out,
            "<text x=\"{x}\" y=\"{y}\" font-family=\"{family}\" font-size=\"{}\" font-weight=\"{}\" \
             text-anchor=\"{anchor}\" dominant-baseline=\"central\"",
            text.size, text.weight
        );
        self.paint(Some(text.paint), None);
        if text.halo {
            let halo = css(Ink::Token(Token::Box), self.night);
            let _ = write!(
                self.out,
                " stroke=\"{halo}\" stroke-width=\"4\" stroke-linejoin=\"round\" paint-order=\"stroke\""
            );
        }
        let _ = write!(self.out, ">{}</text>", escaped(&text.text));
    }
}
