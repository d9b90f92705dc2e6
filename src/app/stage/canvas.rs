//! The canvas: it renders once, and is painted from the frame clock.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::window;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, KeyboardEvent, WheelEvent};
use yew::prelude::*;

use super::painter::Painter;
use crate::app::store::{Painter as FramePainter, use_painter, use_selector, use_send, use_store};
use crate::placement::Decision;
use crate::session::identity::Identities;
use crate::session::scene::{Look, Motion, Scene, scene, shown_cluster};
use crate::session::{InspectorTab, Message, Playback, Selection, Session, Theme, View, read};
use crate::simulation::explain::Verdict;
use crate::simulation::world::Moment;
use crate::texts::stage::{Word, word};

/// What the canvas remembers between frames; none of it belongs to the session.
#[derive(Default)]
struct Memory {
    scene: Scene,
    motion: Motion,
    scroll: f64,
    drawn: Option<Drawn>,
    identities: (u64, Identities),
    decision: Option<(Moment, Option<Decision>)>,
    marked: bool,
}

/// What the last picture showed: an equal frame is not painted again.
#[derive(Clone, PartialEq)]
struct Drawn {
    sequence: u64,
    time: u64,
    view: View,
    filter: Rc<str>,
    size: (u64, u64, u64),
    night: bool,
    scroll: u64,
}

fn media(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

fn is_night(theme: Theme) -> bool {
    match theme {
        Theme::Light => false,
        Theme::Dark => true,
        Theme::Auto => media("(prefers-color-scheme: dark)"),
    }
}

impl Memory {
    /// The decision that the inspector explains, looked up once a moment.
    fn decision(&mut self, session: &Session) -> Option<&Decision> {
        let panels = &session.view.panels;
        let open = panels.inspector && panels.inspector_tab == InspectorTab::Why;
        let moment = read::decision_moment(session).filter(|_| open)?;
        if self.decision.as_ref().is_none_or(|(at, _)| *at != moment) {
            let seen = session.player.explain(moment).and_then(|why| match why.verdict {
                Verdict::Instances(decision) => Some(decision),
                Verdict::Fargate { .. } => None,
            });
            self.decision = Some((moment, seen));
        }
        self.decision.as_ref().and_then(|(_, decision)| decision.as_ref())
    }

    /// Paints if something changed; whether something still moves.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels")]
    fn frame(&mut self, session: &Session, canvas: &HtmlCanvasElement, now_ms: f64) -> bool {
        let (width, height) = (f64::from(canvas.client_width()), f64::from(canvas.client_height()));
        if width < 1.0 || height < 1.0 {
            return false;
        }
        let world = session.world();
        let still = session.playback.scrubbing || media("(prefers-reduced-motion: reduce)");
        let entries = &session.player.journal().entries;
        let Playback { playhead, speed, .. } = session.playback;
        self.motion.look(world, entries, playhead, speed, still, now_ms);
        let ratio = window().device_pixel_ratio().clamp(1.0, 3.0);
        let night = is_night(session.view.theme);
        // Waiting times and launches count in seconds: a second is enough.
        let time = session.playback.playhead.0 / 1_000;
        let drawn = Drawn {
            sequence: world.now.sequence,
            time,
            view: session.view,
            filter: Rc::clone(&session.filter),
            size: (width as u64, height as u64, (ratio * 100.0) as u64),
            night,
            scroll: self.scroll as u64,
        };
        let moves = self.motion.is_moving();
        if !moves && self.drawn.as_ref() == Some(&drawn) {
            return false;
        }
        self.drawn = if moves { None } else { Some(drawn) };
        if self.identities.0 != world.now.sequence + 1 {
            self.identities = (world.now.sequence + 1, Identities::of(world));
        }
        let decision = self.decision(session).cloned();
        let cluster = shown_cluster(world, session.view.selection).unwrap_or(u32::MAX);
        let matching = read::filtered(session).and_then(Result::ok);
        let look = Look {
            width,
            height,
            cluster,
            selection: session.view.selection,
            hover: session.view.hover,
            measure: session.view.measure,
            lang: session.view.lang,
            now: session.playback.playhead,
            scroll: self.scroll,
            prompt: session.view.prompts.ask || session.view.prompts.stop,
            matching: matching.as_ref().map(|(slots, _)| &slots[..]),
            decision: decision.as_ref(),
            motion: &self.motion,
            identities: &self.identities.1,
        };
        self.scene = scene(world, &look);
        let (w, h) = ((width * ratio) as u32, (height * ratio) as u32);
        if canvas.width() != w || canvas.height() != h {
            canvas.set_width(w);
            canvas.set_height(h);
        }
        let context = canvas.get_context("2d").ok().flatten();
        if let Some(context) = context.and_then(|c| c.dyn_into::<CanvasRenderingContext2d>().ok()) {
            Painter { context: &context, night, ratio }.paint(&self.scene, width, height);
        }
        self.mark_landing();
        moves
    }

    /// Names the first painted landing once, for whoever measures.
    fn mark_landing(&mut self) {
        if !self.marked && self.motion.has_landed() {
            self.marked = true;
            if let Some(performance) = window().performance() {
                let _ = performance.mark("first-landing");
            }
        }
    }

    fn scroll_by(&mut self, delta: f64) {
        let most = (self.scene.content_height - self.scene.lanes.h).max(0.0);
        self.scroll = (self.scroll + delta).clamp(0.0, most);
    }

    /// The neighbour of what is chosen, by arrow key.
    fn walk(&self, from: Selection, dx: f64, dy: f64) -> Option<Selection> {
        let Some(here) = self.scene.place_of(from) else {
            return self.scene.hits.first().map(|hit| hit.selection);
        };
        let middle = |r: &crate::session::scene::Rect| (r.x + r.w / 2.0, r.y + r.h / 2.0);
        let (x, y) = middle(&here);
        let distance = |hit: &&crate::session::scene::Hit| {
            let (hx, hy) = middle(&hit.rect);
            let along = (hx - x) * dx + (hy - y) * dy;
            let aside = (hx - x) * dy + (hy - y) * dx;
            (along > 1.0).then(|| along + aside.abs() * 2.0)
        };
        let candidates = self.scene.hits.iter().filter(|hit| hit.selection != from);
        candidates
            .filter_map(|hit| distance(&hit).map(|d| (d, hit.selection)))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, selection)| selection)
    }
}

fn opens(selection: Selection) -> bool {
    matches!(selection, Selection::Task { .. } | Selection::Waiting { .. })
}

#[function_component]
pub(super) fn Canvas() -> Html {
    let node = use_node_ref();
    let memory = use_mut_ref(Memory::default);
    let store = use_store();
    let send = use_send();
    let lang = *use_selector(|session| session.view.lang);
    let table = *use_selector(|session| session.view.table);
    let painter: FramePainter = {
        let (node, memory) = (node.clone(), Rc::clone(&memory));
        Rc::new(move |session, now_ms| match node.cast::<HtmlCanvasElement>() {
            Some(canvas) => memory.borrow_mut().frame(session, &canvas, now_ms),
            None => false,
        })
    };
    use_painter(painter, ());
    {
        let (node, memory, store) = (node.clone(), Rc::clone(&memory), store.clone());
        use_effect_with((), move |()| {
            let resized = {
                let store = store.clone();
                EventListener::new(&window(), "resize", move |_| store.wake())
            };
            let wheel = node.cast::<HtmlCanvasElement>().map(|canvas| {
                let options = EventListenerOptions::enable_prevent_default();
                EventListener::new_with_options(&canvas, "wheel", options, move |event| {
                    let Some(event) = event.dyn_ref::<WheelEvent>() else { return };
                    let mut memory = memory.borrow_mut();
                    let before = memory.scroll;
                    memory.scroll_by(event.delta_y());
                    if (memory.scroll - before).abs() > 0.1 {
                        event.prevent_default();
                    }
                    store.wake();
                })
            });
            move || drop((resized, wheel))
        });
    }
    let under = {
        let memory: Rc<RefCell<Memory>> = Rc::clone(&memory);
        move |event: &MouseEvent| {
            let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
            memory.borrow().scene.at(x, y)
        }
    };
    let onclick = {
        let (under, send) = (under.clone(), send.clone());
        Callback::from(move |event: MouseEvent| {
            let selection = under(&event);
            send.send(Message::Select(selection));
            if opens(selection) {
                send.send(Message::Inspector(Some(InspectorTab::Why)));
            }
        })
    };
    let onmousemove = {
        let (under, send, store) = (under.clone(), send.clone(), store.clone());
        Callback::from(move |event: MouseEvent| {
            let selection = under(&event);
            if store.read(|session| session.view.hover) != selection {
                send.send(Message::Hover(selection));
            }
        })
    };
    let onmouseleave = send.just(Message::Hover(Selection::None));
    let onkeydown = {
        let (memory, send, store) = (Rc::clone(&memory), send.clone(), store.clone());
        Callback::from(move |event: KeyboardEvent| {
            let chosen = store.read(|session| session.view.selection);
            let (dx, dy) = match event.key().as_str() {
                "ArrowLeft" => (-1.0, 0.0),
                "ArrowRight" => (1.0, 0.0),
                "ArrowUp" => (0.0, -1.0),
                "ArrowDown" => (0.0, 1.0),
                "Enter" if opens(chosen) => {
                    event.prevent_default();
                    send.send(Message::Inspector(Some(InspectorTab::Why)));
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            let next = memory.borrow().walk(chosen, dx, dy);
            if let Some(next) = next {
                send.send(Message::Select(next));
            }
        })
    };
    html! {
        <canvas ref={node} id="stage-canvas" class={classes!("stage-canvas", table.then_some("stage-canvas-behind"))}
            tabindex="0" role="img" aria-label={word(lang, &Word::CanvasName)} data-test="stage"
            {onclick} {onmousemove} {onmouseleave} {onkeydown} />
    }
}
