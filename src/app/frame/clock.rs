//! The one `requestAnimationFrame` owner. It runs while somebody wants a frame, and no longer.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::utils::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

type Frame = dyn Fn(f64, u64) -> bool;

struct Inner {
    frame: Box<Frame>,
    asked: Cell<bool>,
    last_ms: Cell<Option<f64>>,
    callback: RefCell<Option<Closure<dyn FnMut(f64)>>>,
}

/// The clock.
#[derive(Clone)]
pub struct Clock(Rc<Inner>);

impl Clock {
    /// `frame` gets the browser's time in milliseconds and the microseconds since the last frame
    /// of the same run (0 for its first), and says whether it wants another one.
    pub fn new(frame: impl Fn(f64, u64) -> bool + 'static) -> Self {
        let inner = Rc::new(Inner {
            frame: Box::new(frame),
            asked: Cell::new(false),
            last_ms: Cell::new(None),
            callback: RefCell::new(None),
        });
        let ticking = Rc::clone(&inner);
        let callback = Closure::new(move |now_ms: f64| Self(Rc::clone(&ticking)).tick(now_ms));
        *inner.callback.borrow_mut() = Some(callback);
        Self(inner)
    }

    /// Asks for a frame.
    pub fn wake(&self) {
        if self.0.asked.replace(true) {
            return;
        }
        if let Some(callback) = &*self.0.callback.borrow() {
            let _ = window().request_animation_frame(callback.as_ref().unchecked_ref());
        }
    }

    fn tick(&self, now_ms: f64) {
        let last_ms = self.0.last_ms.get().unwrap_or(now_ms);
        let elapsed_ms = (now_ms - last_ms).max(0.0);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative")]
        let elapsed_us = (elapsed_ms * 1_000.0) as u64;
        self.0.last_ms.set(Some(now_ms));
        self.0.asked.set(false);
        if (self.0.frame)(now_ms, elapsed_us) {
            self.wake();
        } else if !self.0.asked.get() {
            // The next run begins with an empty frame.
            self.0.last_ms.set(None);
        }
    }
}
