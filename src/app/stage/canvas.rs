//! The canvas: it renders once, and is painted from the frame clock. Pointer, wheel and keys.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::window;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlCanvasElement, KeyboardEvent, PointerEvent, WheelEvent};
use yew::prelude::*;

use super::memory::Shared;
use crate::app::store::{Painter as FramePainter, use_first_painter, use_selector, use_send};
use crate::session::scene::Sight;
use crate::session::{Dialog, InspectorTab, Message, Selection};
use crate::texts::stage::{Word, word};

/// A step of the keys and of the bar's buttons.
pub(super) const ZOOM_STEP: f64 = 1.4;
/// Shift and an arrow key scroll by so much.
const PAN_STEP: f64 = 80.0;
/// A pointer that moved further than this drags; it does not click.
const DRAG: f64 = 4.0;

/// Fingers and buttons that are down: (id, where).
#[derive(Default)]
struct Pointers {
    down: Vec<(i32, (f64, f64))>,
    moved: f64,
}

impl Pointers {
    /// Middle and distance of two fingers.
    fn pinch(&self) -> Option<((f64, f64), f64)> {
        let [(_, a), (_, b)] = self.down[..] else { return None };
        let middle = ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
        Some((middle, (a.0 - b.0).hypot(a.1 - b.1).max(1.0)))
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) shared: Shared,
}

fn opens(selection: Selection) -> bool {
    matches!(selection, Selection::Task { .. } | Selection::Waiting { .. })
}

fn place_of(event: &MouseEvent) -> (f64, f64) {
    (f64::from(event.offset_x()), f64::from(event.offset_y()))
}

/// The keys that change from where one looks, wherever the focus is but in a field or a window; on the
/// stage alone where single keys are turned off.
fn zoom_key(shared: &Shared, event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
    let within = |what: &str| {
        target.as_ref().is_some_and(|target| target.closest(what).is_ok_and(|e| e.is_some()))
    };
    let (plain, dialog) = shared.store.read(|s| (s.view.plain_keys, s.view.dialog));
    if within("input:not([type=range]):not([type=checkbox]), textarea, select")
        || dialog != Dialog::None
        || !(plain || within("canvas"))
        || event.default_prevented()
        || event.ctrl_key()
        || event.meta_key()
        || event.alt_key()
    {
        return false;
    }
    let zoom = |factor: f64| {
        shared.change(|memory, session| memory.zoom_about_middle(factor, session.view.selection));
    };
    match event.key().as_str() {
        "+" | "=" => zoom(ZOOM_STEP),
        "-" | "_" => zoom(1.0 / ZOOM_STEP),
        "0" => shared.change(|memory, session| memory.see(session, Sight::Fit)),
        "1" => shared.change(|memory, session| memory.see(session, Sight::Near)),
        _ => return false,
    }
    true
}

/// Listens to the wheel (which must be able to say that it is used), window sizes and keys.
fn listen(shared: &Shared, canvas: Option<HtmlCanvasElement>) -> Vec<EventListener> {
    let mut out = Vec::new();
    let store = shared.store.clone();
    out.push(EventListener::new(&window(), "resize", move |_| store.wake()));
    let options = EventListenerOptions::enable_prevent_default();
    let keys = shared.clone();
    out.push(EventListener::new_with_options(&window(), "keydown", options, move |event| {
        if let Some(event) = event.dyn_ref::<KeyboardEvent>()
            && zoom_key(&keys, event)
        {
            event.prevent_default();
        }
    }));
    let Some(canvas) = canvas else { return out };
    for (event, prints) in [("beforeprint", true), ("afterprint", false)] {
        let (shared, canvas) = (shared.clone(), canvas.clone());
        // Paper is white, and the next frame may come too late for it.
        out.push(EventListener::new(&window(), event, move |_| {
            shared.change(|memory, session| {
                memory.prints = prints;
                let now = window().performance().map_or(0.0, |clock| clock.now());
                memory.frame(session, &canvas, now);
            });
        }));
    }
    let shared = shared.clone();
    out.push(EventListener::new_with_options(&canvas, "wheel", options, move |event| {
        let Some(event) = event.dyn_ref::<WheelEvent>() else { return };
        // Lines and pages count as pixels, too.
        let unit = [1.0, 16.0, 200.0].get(event.delta_mode() as usize).copied().unwrap_or(1.0);
        let (dx, dy) = (event.delta_x() * unit, event.delta_y() * unit);
        let used = if event.ctrl_key() || event.meta_key() {
            let factor = (-dy.clamp(-120.0, 120.0) / 240.0).exp();
            shared.memory.borrow_mut().zoom(factor, place_of(event));
            true
        } else {
            let by = if event.shift_key() && dx == 0.0 { (dy, 0.0) } else { (dx, dy) };
            shared.memory.borrow_mut().pan(by)
        };
        if used {
            event.prevent_default();
            shared.store.wake();
        }
    }));
    out
}

#[function_component]
pub(super) fn Canvas(props: &Props) -> Html {
    let shared = props.shared.clone();
    let node = use_node_ref();
    let pointers = use_mut_ref(Pointers::default);
    let send = use_send();
    let lang = *use_selector(|session| session.view.lang);
    let table = *use_selector(|session| session.view.table);
    let painter: FramePainter = {
        let (node, memory) = (node.clone(), Rc::clone(&shared.memory));
        Rc::new(move |session, now_ms| match node.cast::<HtmlCanvasElement>() {
            Some(canvas) => memory.borrow_mut().frame(session, &canvas, now_ms),
            None => false,
        })
    };
    use_first_painter(painter);
    {
        let (node, shared) = (node.clone(), shared.clone());
        use_effect_with((), move |()| {
            let listeners = listen(&shared, node.cast::<HtmlCanvasElement>());
            move || drop(listeners)
        });
    }
    let onclick = {
        let (shared, send, pointers) = (shared.clone(), send.clone(), Rc::clone(&pointers));
        Callback::from(move |event: MouseEvent| {
            if pointers.borrow().moved > DRAG {
                return;
            }
            let (x, y) = place_of(&event);
            let selection = shared.memory.borrow().scene.at(x, y);
            send.send(Message::Select(selection));
            if opens(selection) {
                send.send(Message::Inspector(Some(InspectorTab::Why)));
            }
        })
    };
    let ondblclick = {
        let shared = shared.clone();
        Callback::from(move |event: MouseEvent| {
            shared.memory.borrow_mut().zoom(2.0, place_of(&event));
            shared.store.wake();
        })
    };
    let onpointerdown = {
        let pointers = Rc::clone(&pointers);
        Callback::from(move |event: PointerEvent| {
            let mut pointers = pointers.borrow_mut();
            if pointers.down.is_empty() {
                pointers.moved = 0.0;
            }
            pointers.down.retain(|(id, _)| *id != event.pointer_id());
            pointers.down.push((event.pointer_id(), place_of(&event)));
        })
    };
    let onpointermove = {
        let (shared, pointers) = (shared.clone(), Rc::clone(&pointers));
        Callback::from(move |event: PointerEvent| move_pointer(&shared, &pointers, &event))
    };
    let onpointerup = {
        let pointers = Rc::clone(&pointers);
        Callback::from(move |event: PointerEvent| {
            pointers.borrow_mut().down.retain(|(id, _)| *id != event.pointer_id());
        })
    };
    let onpointerleave = {
        let (shared, pointers) = (shared.clone(), Rc::clone(&pointers));
        Callback::from(move |event: PointerEvent| {
            pointers.borrow_mut().down.retain(|(id, _)| *id != event.pointer_id());
            shared.change(|memory, _| memory.hover = Selection::None);
        })
    };
    let focus = |to: bool| {
        let shared = shared.clone();
        Callback::from(move |_: FocusEvent| shared.change(|memory, _| memory.focused = to))
    };
    let onkeydown = {
        let (shared, send) = (shared.clone(), send.clone());
        Callback::from(move |event: KeyboardEvent| {
            let next = match key(&shared, &event) {
                Key::Nothing => return,
                Key::Done => None,
                Key::Why => {
                    send.send(Message::Inspector(Some(InspectorTab::Why)));
                    None
                }
                Key::To(next) => Some(next),
            };
            event.prevent_default();
            event.stop_propagation();
            if let Some(next) = next {
                send.send(Message::Select(next));
                shared.change(|memory, session| memory.reveal(session, next));
            }
        })
    };
    html! {
        <canvas ref={node} id="stage-canvas" class={classes!("stage-canvas", table.then_some("stage-canvas-behind"))}
            tabindex={if table { "-1" } else { "0" }} role="img" aria-label={word(lang, &Word::CanvasName)} data-test="stage"
            {onclick} {ondblclick} {onpointerdown} {onpointermove} onpointerup={onpointerup.clone()} onpointercancel={onpointerup}
            {onpointerleave} {onkeydown} onfocus={focus(true)} onblur={focus(false)} />
    }
}

/// One finger or button drags, two pinch, none hovers.
fn move_pointer(shared: &Shared, pointers: &RefCell<Pointers>, event: &PointerEvent) {
    let at = place_of(event);
    let mut pointers = pointers.borrow_mut();
    let before = pointers.pinch();
    let known = pointers.down.iter_mut().find(|(id, _)| *id == event.pointer_id());
    let Some((_, was)) = known else {
        drop(pointers);
        let under = shared.memory.borrow().scene.at(at.0, at.1);
        if shared.memory.borrow().hover != under && event.pointer_type() != "touch" {
            shared.change(|memory, _| memory.hover = under);
            let canvas = event.target().and_then(|t| t.dyn_into::<HtmlCanvasElement>().ok());
            if let Some(canvas) = canvas {
                let cursor = if under == Selection::None { "grab" } else { "pointer" };
                let _ = canvas.style().set_property("cursor", cursor);
            }
        }
        return;
    };
    let by = (was.0 - at.0, was.1 - at.1);
    *was = at;
    pointers.moved += by.0.hypot(by.1);
    if pointers.moved <= DRAG {
        return;
    }
    let after = pointers.pinch();
    let mut memory = shared.memory.borrow_mut();
    memory.hover = Selection::None;
    match (before, after) {
        (Some((from, apart)), Some((to, now))) => {
            memory.pan((from.0 - to.0, from.1 - to.1));
            memory.zoom(now / apart, to);
        }
        _ => {
            memory.pan(by);
        }
    }
    drop(memory);
    shared.store.wake();
}

enum Key {
    Nothing,
    Done,
    Why,
    To(Selection),
}

fn key(shared: &Shared, event: &KeyboardEvent) -> Key {
    let way = match event.key().as_str() {
        "ArrowLeft" => (-1.0, 0.0),
        "ArrowRight" => (1.0, 0.0),
        "ArrowUp" => (0.0, -1.0),
        "ArrowDown" => (0.0, 1.0),
        "Enter" => {
            let chosen = shared.store.read(|session| session.view.selection);
            if opens(chosen) {
                return Key::Why;
            }
            return shared
                .change(|memory, session| memory.enter(session))
                .map_or(Key::Nothing, Key::To);
        }
        _ => return Key::Nothing,
    };
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return Key::Nothing;
    }
    if event.shift_key() {
        let by = (way.0 * PAN_STEP, way.1 * PAN_STEP);
        shared.change(|memory, _| memory.pan(by));
        return Key::Done;
    }
    shared.change(|memory, session| memory.walk(session, way)).map_or(Key::Done, Key::To)
}
