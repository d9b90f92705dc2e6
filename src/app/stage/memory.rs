//! What the canvas remembers between frames; none of it belongs to the session.

use std::rc::Rc;

use gloo::utils::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d as Context, HtmlCanvasElement};

use super::painter::{Ground, Painter};
use crate::app::store::Handle;
use crate::placement::Slot;
use crate::session::scene::motion::Manner;
use crate::session::scene::{Camera, Level, Look, Motion, Scene, Sight, gesture, look_of, scene};
use crate::session::{Selection, Session, Theme, View, read};
use crate::simulation::explain::Verdict;

/// Levels cross-fade so long, in milliseconds.
const FADE_MS: f64 = 120.0;

/// What the last picture showed: an equal frame is not painted again.
#[derive(Clone, PartialEq)]
struct Drawn {
    played: u64,
    time: u64,
    view: View,
    filter: Rc<str>,
    explained: usize,
    size: (u64, u64, u64),
    ground: Ground,
    camera: Camera,
    hover: Selection,
    focused: bool,
}

/// The old picture, while it fades.
struct Ghost {
    canvas: HtmlCanvasElement,
    until: f64,
}

/// See the module.
#[derive(Default)]
pub(super) struct Memory {
    pub(super) scene: Scene,
    pub(super) hover: Selection,
    pub(super) focused: bool,
    /// The picture is for paper.
    pub(super) prints: bool,
    motion: Motion,
    camera: Camera,
    size: (f64, f64),
    pending: Option<Zoom>,
    drawn: Option<Drawn>,
    matching: Option<(Rc<str>, u64, Vec<Slot>)>,
    ghost: Option<Ghost>,
    marked: bool,
}

/// Zooming that was asked for since the last frame.
#[derive(Clone, Copy)]
struct Zoom {
    factor: f64,
    about: (f64, f64),
}

/// The system's own theme.
pub(super) const DARK: &str = "(prefers-color-scheme: dark)";

pub(super) fn media(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// By day, by night, or in the colours that the reader's system forces.
fn ground(theme: Theme) -> Ground {
    match theme {
        _ if media("(forced-colors: active)") => Ground::Forced,
        Theme::Light => Ground::Day,
        Theme::Dark => Ground::Night,
        Theme::Auto if media(DARK) => Ground::Night,
        Theme::Auto => Ground::Day,
    }
}

impl Memory {
    /// The instances that the filter holds for, looked up when filter or world change.
    fn matching(&mut self, session: &Session) -> Option<Vec<Slot>> {
        if session.filter.trim().is_empty() {
            return None;
        }
        let played = session.world().played();
        let known = |(text, at, _): &(Rc<str>, u64, _)| *text == session.filter && *at == played;
        if !self.matching.as_ref().is_some_and(known) {
            let (slots, _) = read::filtered(session)?.ok()?;
            self.matching = Some((Rc::clone(&session.filter), played, slots));
        }
        self.matching.as_ref().map(|(.., slots)| slots.clone())
    }

    /// Hands out how the stage is looked at.
    fn look<T>(&mut self, session: &Session, then: impl FnOnce(&Look<'_>) -> T) -> T {
        // The record that the inspector reads.
        let decision = session.explanation().and_then(|why| match &why.verdict {
            Verdict::Instances(decision) => Some(decision),
            Verdict::Fargate { .. } => None,
        });
        let matching = self.matching(session);
        // The pointer's lens first; else the chosen thing's, while the canvas has the focus.
        let lens = match self.hover {
            Selection::None if self.focused => session.view.selection,
            hover => hover,
        };
        then(&Look {
            hover: self.hover,
            camera: self.camera,
            lens,
            prompt: crate::session::first::visit(session).is_some(),
            matching: matching.as_deref(),
            decision,
            ..look_of(session, self.size, &self.motion)
        })
    }

    /// Paints if something changed; whether something still moves.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels")]
    pub(super) fn frame(
        &mut self,
        session: &Session,
        canvas: &HtmlCanvasElement,
        now_ms: f64,
    ) -> bool {
        let (width, height) = (f64::from(canvas.client_width()), f64::from(canvas.client_height()));
        if width < 1.0 || height < 1.0 {
            return false;
        }
        self.size = (width, height);
        let world = session.world();
        let manner = Manner {
            playhead: session.playback.playhead,
            speed: session.playback.speed,
            scrubbing: session.playback.scrubbing,
            reduced: media("(prefers-reduced-motion: reduce)"),
            far: self.scene.level == Level::Far,
        };
        let entries = &session.player.journal().entries;
        self.motion.look(world, entries, manner, now_ms);
        if let Some(Zoom { factor, about }) = self.pending.take() {
            self.camera = self.look(session, |look| gesture::zoomed(world, look, factor, about));
        }
        let ratio = window().device_pixel_ratio().clamp(1.0, 3.0);
        let drawn = Drawn {
            played: world.played(),
            // Waiting times and launches count in seconds: a second is enough.
            time: session.playback.playhead.0 / 1_000,
            view: session.view,
            filter: Rc::clone(&session.filter),
            explained: session.explanation().map_or(0, |why| Rc::as_ptr(why) as usize),
            size: (width as u64, height as u64, (ratio * 100.0) as u64),
            ground: if self.prints { Ground::Day } else { ground(session.view.theme) },
            camera: self.camera,
            hover: self.hover,
            focused: self.focused,
        };
        let moves = self.motion.is_moving() || self.ghost.is_some();
        if !moves && self.drawn.as_ref() == Some(&drawn) {
            return false;
        }
        let ground = drawn.ground;
        self.drawn = (!moves).then_some(drawn);
        let before = (self.scene.level, self.scene.grid.columns > 0);
        self.scene = self.look(session, |look| scene(world, look));
        // What shrank must not leave the camera in the void.
        let bounded = gesture::panned(&self.scene, self.camera, (0.0, 0.0));
        if bounded != self.camera {
            self.camera = bounded;
            self.scene = self.look(session, |look| scene(world, look));
        }
        self.camera.was = self.scene.level;
        let switches = before == (self.scene.level, true) || !before.1;
        if !switches && !manner.reduced && !manner.scrubbing {
            self.ghost = ghost_of(canvas, now_ms + FADE_MS);
        }
        let (w, h) = ((width * ratio) as u32, (height * ratio) as u32);
        if canvas.width() != w || canvas.height() != h {
            canvas.set_width(w);
            canvas.set_height(h);
            self.ghost = None;
        }
        if let Some(context) = context(canvas) {
            Painter::new(&context, ground, ratio).paint(&self.scene, width, height);
            self.fade(&context, now_ms);
        }
        self.tell(canvas);
        self.mark_landing();
        self.motion.is_moving() || self.ghost.is_some()
    }

    /// The old level's picture over the new one, ever fainter.
    fn fade(&mut self, context: &Context, now_ms: f64) {
        let Some(ghost) = &self.ghost else { return };
        let left = (ghost.until - now_ms) / FADE_MS;
        if left <= 0.0 {
            self.ghost = None;
            return;
        }
        let _ = context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        context.set_global_alpha(left.min(1.0));
        let _ = context.draw_image_with_html_canvas_element(&ghost.canvas, 0.0, 0.0);
        context.set_global_alpha(1.0);
    }

    /// Level and size of boxes, for the style sheet and for tests.
    #[allow(clippy::cast_possible_truncation, reason = "a few hundred")]
    fn tell(&self, canvas: &HtmlCanvasElement) {
        let level = match self.scene.level {
            Level::Near => "near",
            Level::Middle => "middle",
            Level::Far => "far",
        };
        let stage = canvas.closest(".stage").ok().flatten();
        if let Some(stage) = stage
            && stage.get_attribute("data-level").as_deref() != Some(level)
        {
            let _ = stage.set_attribute("data-level", level);
        }
        let (grid, camera) = (&self.scene.grid, &self.camera);
        let told = format!("{} {} {}", grid.width as i32, camera.x as i32, camera.y as i32);
        if canvas.get_attribute("data-view").as_deref() != Some(&told) {
            let _ = canvas.set_attribute("data-view", &told);
        }
    }

    /// Names the first painted landing once, for whoever measures.
    fn mark_landing(&mut self) {
        if !self.marked && self.motion.has_landed() {
            self.marked = true;
            crate::app::parts::landed();
            if let Some(performance) = window().performance() {
                let _ = performance.mark("first-landing");
            }
        }
    }

    /// Asks for a zoom about a point of the canvas; the next frame does it.
    pub(super) fn zoom(&mut self, factor: f64, about: (f64, f64)) {
        let factor = factor * self.pending.map_or(1.0, |zoom| zoom.factor);
        self.pending = Some(Zoom { factor, about });
    }

    /// Zooms about what is chosen, else about the middle.
    pub(super) fn zoom_about_middle(&mut self, factor: f64, selection: Selection) {
        let chosen = self.scene.place_of(selection).map(|rect| rect.middle());
        let middle = (self.scene.lanes.w / 2.0, self.scene.lanes.h / 2.0);
        let in_sight = |at: &(f64, f64)| self.scene.lanes.holds(at.0, at.1);
        self.zoom(factor, chosen.filter(in_sight).unwrap_or(middle));
    }

    /// Everything, or near.
    pub(super) fn see(&mut self, session: &Session, sight: Sight) {
        self.pending = None;
        let world = session.world();
        self.camera = self.look(session, |look| gesture::looked_from(world, look, sight));
    }

    /// Scrolls; whether there was anything to scroll to.
    pub(super) fn pan(&mut self, by: (f64, f64)) -> bool {
        let before = self.camera;
        self.camera = gesture::panned(&self.scene, before, by);
        self.camera != before
    }

    /// What an arrow key leads to.
    pub(super) fn walk(&mut self, session: &Session, way: (f64, f64)) -> Option<Selection> {
        let scene = std::mem::take(&mut self.scene);
        let world = session.world();
        let next = self.look(session, |look| gesture::walked(world, look, &scene, way));
        self.scene = scene;
        next
    }

    /// Enter on a box.
    pub(super) fn enter(&mut self, session: &Session) -> Option<Selection> {
        self.look(session, |look| gesture::entered(session.world(), look))
    }

    /// Brings what is chosen into sight.
    pub(super) fn reveal(&mut self, session: &Session, selection: Selection) {
        let world = session.world();
        self.camera = self.look(session, |look| gesture::revealed(world, look, selection));
    }
}

fn context(canvas: &HtmlCanvasElement) -> Option<Context> {
    canvas.get_context("2d").ok().flatten()?.dyn_into().ok()
}

/// A copy of what is on the canvas.
fn ghost_of(canvas: &HtmlCanvasElement, until: f64) -> Option<Ghost> {
    let copy = document().create_element("canvas").ok()?.dyn_into::<HtmlCanvasElement>().ok()?;
    copy.set_width(canvas.width());
    copy.set_height(canvas.height());
    context(&copy)?.draw_image_with_html_canvas_element(canvas, 0.0, 0.0).ok()?;
    Some(Ghost { canvas: copy, until })
}

/// The canvas's memory, shared by the bar's buttons and the keys.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) memory: Rc<std::cell::RefCell<Memory>>,
    pub(super) store: Handle,
}

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.memory, &other.memory)
    }
}

impl Shared {
    /// Changes the camera with the session at hand, and asks for a frame.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Memory, &Session) -> T) -> T {
        let out = self.store.read(|session| change(&mut self.memory.borrow_mut(), session));
        self.store.wake();
        out
    }
}
