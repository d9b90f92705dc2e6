//! The stage as a picture of pixels.

use gloo::utils::document;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement};

use super::memory::{DARK, media};
use super::painter::{Ground, Painter};
use crate::session::Theme;
use crate::session::scene::{PICTURE, Scene};

/// Pixels a CSS pixel.
const FINE: f64 = 2.0;

/// Whether the page is shown by night.
pub fn is_night(theme: Theme) -> bool {
    theme == Theme::Dark || (theme == Theme::Auto && media(DARK))
}

/// Draws the scene on a canvas that nobody sees, and hands the PNG on.
pub fn draw_png(scene: &Scene, night: bool, then: impl FnOnce(&Blob) + 'static) {
    let canvas = document().create_element("canvas").ok();
    let Some(canvas) = canvas.and_then(|c| c.dyn_into::<HtmlCanvasElement>().ok()) else { return };
    let (width, height) = PICTURE;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand")]
    let (w, h) = ((width * FINE) as u32, (height * FINE) as u32);
    canvas.set_width(w);
    canvas.set_height(h);
    let context = canvas.get_context("2d").ok().flatten();
    let context = context.and_then(|c| c.dyn_into::<CanvasRenderingContext2d>().ok());
    let Some(context) = context else { return };
    let ground = if night { Ground::Night } else { Ground::Day };
    Painter::new(&context, ground, FINE).paint(scene, width, height);
    let done = Closure::once_into_js(move |blob: Option<Blob>| {
        if let Some(blob) = blob {
            then(&blob);
        }
    });
    let _ = canvas.to_blob(done.unchecked_ref());
}
