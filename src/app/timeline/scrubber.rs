//! The chart with its marks and the playhead to drag.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent};
use yew::prelude::*;

use crate::app::store::{use_painter, use_selector, use_send, use_store};
use crate::app::words::use_words;
use crate::base::SimTime;
use crate::session::chart::{self, HEIGHT, MarkKind, WIDTH};
use crate::session::read::clock_text;
use crate::session::{Message, Session};
use crate::texts::page::Label;
use crate::texts::page_sentence::Sentence;

/// The moment under a pointer, within the element that the listener sits on.
fn time_at(event: &PointerEvent, span: SimTime) -> Option<SimTime> {
    let element = event.current_target()?.dyn_into::<Element>().ok()?;
    let rect = element.get_bounding_client_rect();
    if rect.width() <= 0.0 {
        return None;
    }
    let share = ((f64::from(event.client_x()) - rect.left()) / rect.width()).clamp(0.0, 1.0);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 10,000")]
    let parts = (share * 10_000.0) as u64;
    Some(SimTime(span.0 / 10_000 * parts))
}

/// The middle column.
#[function_component]
pub fn Scrubber() -> Html {
    let (words, send, store) = (use_words(), use_send(), use_store());
    let span = *use_selector(|session| session.span);
    let head = use_node_ref();
    {
        let head = head.clone();
        let drawn = Cell::new(u64::MAX);
        let painter = move |session: &Session, _: f64| {
            let playhead = session.playback.playhead;
            let x = chart::x_of(playhead, session.span);
            let key = playhead.0 / 1_000 * (WIDTH + 1) + x;
            if drawn.replace(key) != key
                && let Some(element) = head.cast::<HtmlElement>()
            {
                // CSSOM, which the page's policy allows; a style attribute it would not.
                let at = format!("{}.{:02}%", x * 100 / WIDTH, x * 10_000 / WIDTH % 100);
                let _ = element.style().set_property("--at", &at);
                let _ = element.set_attribute("aria-valuenow", &(playhead.0 / 1_000).to_string());
                let _ = element.set_attribute("aria-valuetext", &clock_text(playhead));
            }
            false
        };
        use_painter(Rc::new(painter), span);
    }
    let dragging = use_mut_ref(|| false);
    let down = {
        let (send, dragging) = (send.clone(), Rc::clone(&dragging));
        Callback::from(move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            *dragging.borrow_mut() = true;
            if let Some(element) = event.current_target().and_then(|t| t.dyn_into::<Element>().ok())
            {
                let _ = element.set_pointer_capture(event.pointer_id());
            }
            if let Some(time) = time_at(&event, span) {
                send.send(Message::Scrub(time));
            }
        })
    };
    let moved = {
        let (send, dragging) = (send.clone(), Rc::clone(&dragging));
        Callback::from(move |event: PointerEvent| {
            if *dragging.borrow()
                && let Some(time) = time_at(&event, span)
            {
                send.send(Message::Scrub(time));
            }
        })
    };
    let up = {
        let (send, dragging) = (send.clone(), Rc::clone(&dragging));
        Callback::from(move |_: PointerEvent| {
            if dragging.replace(false) {
                send.send(Message::ScrubEnd);
            }
        })
    };
    let keys = {
        let send = send.clone();
        Callback::from(move |event: KeyboardEvent| {
            let playhead = store.read(|session| session.playback.playhead);
            let minute = 60_000;
            let message = match (event.key().as_str(), event.shift_key()) {
                ("ArrowLeft", false) => Message::StepBack,
                ("ArrowRight", false) => Message::StepNext,
                ("ArrowLeft", true) | ("PageDown", _) => {
                    Message::Seek(SimTime(playhead.0.saturating_sub(minute)))
                }
                ("ArrowRight", true) | ("PageUp", _) => Message::Seek(SimTime(playhead.0 + minute)),
                ("Home", _) => Message::Seek(SimTime::ZERO),
                ("End", _) => Message::Seek(store.read(|s| {
                    s.player.journal().entries.last().map_or(playhead, |entry| entry.at.time)
                })),
                _ => return,
            };
            event.prevent_default();
            send.send(message);
        })
    };
    html! {
        <div class="scrubber">
            <Marks />
            <div class="chart-area" onpointerdown={down} onpointermove={moved} onpointerup={up.clone()}
                onpointercancel={up} data-test="scrubber">
                <ChartView />
                <div ref={head} class="playhead" role="slider" tabindex="0" aria-label={words.label(Label::Playhead)}
                    aria-valuemin="0" aria-valuemax={(span.0 / 1_000).to_string()} onkeydown={keys}>
                    <span class="future"></span><span class="stem"></span><span class="grip"></span></div>
            </div>
            <div class="ticks" aria-hidden="true">
                { for chart::ticks(span).into_iter().map(|(_, time)| html! { <span>{ chart::tick_text(time) }</span> }) }
            </div>
        </div>
    }
}

#[function_component]
fn ChartView() -> Html {
    let chart = use_selector(chart::chart);
    let view_box = format!("0 0 {WIDTH} {HEIGHT}");
    let third = |n: u64| (HEIGHT * n / 3).to_string();
    let sixth = |n: u64| format!("M{} 0V{HEIGHT}", WIDTH * n / 6);
    html! {
        <>
        <svg class="chart" viewBox={view_box} preserveAspectRatio="none" aria-hidden="true" data-test="chart">
            <path class="chart-grid" d={(1..6).map(sixth).collect::<String>()} />
            <path class="chart-area-fill" d={chart.area.clone()} />
            <path class="chart-pending" d={chart.pending.clone()} />
            <path class="chart-desired" d={chart.desired.clone()} />
            <path class="chart-running" d={chart.running.clone()} />
        </svg>
        <svg class="axis" aria-hidden="true" viewBox="0 0 30 1000" preserveAspectRatio="none">
            <path d={format!("M0 {}h12M0 {}h12", third(1), third(2))} />
        </svg>
        <div class="axis-words" aria-hidden="true">
            { for (1..=3_u32).rev().map(|n| html! { <span>{ chart.top / 3 * n }</span> }) }
        </div>
        </>
    }
}

#[function_component]
fn Marks() -> Html {
    let (words, send) = (use_words(), use_send());
    let marks = use_selector(|session| {
        let calls = &session.scenario().calls;
        let name = |call: u32| calls.get(call as usize).map_or("", |call| call.name.as_str());
        chart::marks(session).into_iter().map(|mark| (mark, name(mark.call))).collect::<Vec<_>>()
    });
    let view = |(mark, call): &(chart::Mark, &'static str)| {
        let at = clock_text(mark.time);
        let title = if mark.count == 1 {
            words.sentence(&Sentence::Mark { call, at: &at })
        } else {
            words.sentence(&Sentence::Marks { n: mark.count, at: &at })
        };
        let class = match mark.kind {
            MarkKind::Call => "mark-call",
            MarkKind::Refused => "mark-refused",
            MarkKind::Incident => "mark-incident",
        };
        let seek = send.just::<MouseEvent>(Message::Seek(mark.time));
        // An outer svg with percentages places it without a style attribute.
        let x = format!("{}.{:02}%", mark.x * 100 / WIDTH, mark.x * 10_000 / WIDTH % 100);
        html! {
            <svg {x} y="50%" class={classes!("mark-at", class)} overflow="visible" width="1" height="1">
                <g role="button" tabindex="0" aria-label={title.clone()} onclick={seek.clone()}
                    onkeydown={let send = send.clone(); let time = mark.time; Callback::from(move |e: KeyboardEvent| {
                        if e.key() == "Enter" || e.key() == " " { e.prevent_default(); send.send(Message::Seek(time)); }
                    })}>
                    <title>{ title }</title>
                    <rect class="mark-hit" x="-9" y="-12" width="18" height="24" />
                    {
                        match mark.kind {
                            MarkKind::Incident => html! { <>
                                <circle class="mark-disc" r="8.5" />
                                <path class="mark-icon" d="M0 -4.5v4M-2.8 -3a4.2 4.2 0 1 0 5.6 0" /> </> },
                            MarkKind::Call => html! { <path class="mark-diamond" d="M0 -4.2L4.2 0L0 4.2L-4.2 0Z" /> },
                            MarkKind::Refused => html! { <>
                                <path class="mark-diamond" d="M0 -5.5L5.5 0L0 5.5L-5.5 0Z" />
                                <path class="mark-slit" d="M-3 0H3" /> </> },
                        }
                    }
                    if mark.count > 1 {
                        <text class="mark-count" x="7" y="-3">{ mark.count }</text>
                    }
                </g>
            </svg>
        }
    };
    html! { <svg class="marks">{ for marks.iter().map(view) }</svg> }
}
