//! The chart with its marks and the playhead to drag.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent};
use yew::prelude::*;

use crate::app::store::{use_painter, use_selector, use_send, use_store};
use crate::app::widgets::Icon;
use crate::app::words::use_words;
use crate::base::SimTime;
use crate::session::chart::{self, HEIGHT, MarkKind, WIDTH};
use crate::session::history::Future;
use crate::session::read::clock_text;
use crate::session::view::ChartKind;
use crate::session::{Message, Session};
use crate::texts::comfort::Comfort;
use crate::texts::page::Label;
use crate::texts::page_sentence::Sentence;
use crate::texts::thousands;

/// The moment under a pointer. The framework listens at the root: the event's own `currentTarget` is
/// not the chart.
fn time_at(event: &PointerEvent, area: &NodeRef, span: SimTime) -> Option<SimTime> {
    let rect = area.cast::<Element>()?.get_bounding_client_rect();
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
    let (words, send) = (use_words(), use_send());
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
                let at = percent_text(x);
                let _ = element.style().set_property("--at", &at);
                let _ = element.set_attribute("aria-valuenow", &(playhead.0 / 1_000).to_string());
                let _ = element.set_attribute("aria-valuetext", &clock_text(playhead));
                // What is not computed yet is not drawn.
                let known = chart::x_of(chart::known(session), session.span).min(WIDTH);
                let unknown = WIDTH - known;
                if let Some(area) =
                    element.parent_element().and_then(|e| e.dyn_into::<HtmlElement>().ok())
                {
                    let _ = area.style().set_property("--known", &percent_text(unknown));
                }
            }
            false
        };
        use_painter(Rc::new(painter), span);
    }
    let dragging = use_mut_ref(|| false);
    let area = use_node_ref();
    let down = {
        let (send, dragging, area) = (send.clone(), Rc::clone(&dragging), area.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            *dragging.borrow_mut() = true;
            if let Some(element) = area.cast::<Element>() {
                let _ = element.set_pointer_capture(event.pointer_id());
            }
            if let Some(time) = time_at(&event, &area, span) {
                send.send(Message::Scrub(time));
            }
        })
    };
    let moved = {
        let (send, dragging, area) = (send.clone(), Rc::clone(&dragging), area.clone());
        Callback::from(move |event: PointerEvent| {
            if *dragging.borrow()
                && let Some(time) = time_at(&event, &area, span)
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
            let message = match (event.key().as_str(), event.shift_key()) {
                ("ArrowLeft", false) => Message::StepBack,
                ("ArrowRight", false) => Message::StepNext,
                ("ArrowLeft", true) | ("PageDown", _) => Message::Leap(-60_000),
                ("ArrowRight", true) | ("PageUp", _) => Message::Leap(60_000),
                ("Home", _) => Message::Seek(SimTime::ZERO),
                ("End", _) => Message::SeekEnd,
                _ => return,
            };
            event.prevent_default();
            send.send(message);
        })
    };
    html! {
        <div class="scrubber">
            <Marks />
            <div ref={area} class="chart-area" onpointerdown={down} onpointermove={moved} onpointerup={up.clone()}
                onpointercancel={up} data-test="scrubber">
                <ChartView />
                <div ref={head} class="playhead" role="slider" tabindex="0" aria-label={words.label(Label::Playhead)}
                    aria-valuemin="0" aria-valuemax={(span.0 / 1_000).to_string()} onkeydown={keys}>
                    <span class="future"></span><span class="stem"></span><span class="grip"></span></div>
            </div>
            <div class="ticks" aria-hidden="true">
                { for chart::ticks(span).into_iter().map(|(_, time)| html! { <span>{ chart::tick_text(words.0, time) }</span> }) }
            </div>
            <Futures />
            <Way />
        </div>
    }
}

/// A part of the chart's width in percent, to the hundredth.
fn percent_text(x: u64) -> String {
    format!("{}.{:02}%", x * 100 / WIDTH, x * 10_000 / WIDTH % 100)
}

/// A number beside the axis: thousands as `15k`, `1.5k`.
fn short(n: u64) -> String {
    match (n, n % 1_000) {
        (0..1_000, _) => n.to_string(),
        (_, 0) => format!("{}k", thousands(n / 1_000)),
        (_, rest) if rest % 100 == 0 => format!("{}.{}k", thousands(n / 1_000), rest / 100),
        _ => thousands(n),
    }
}

/// The same of money: `$2`, `$0.60`, `$0.0123`.
fn dollars(n: u32) -> String {
    let (whole, part) = (n / chart::DOLLAR, n % chart::DOLLAR);
    match part {
        0 => format!("${}", short(whole.into())),
        _ if part % 100 == 0 => format!("${whole}.{:02}", part / 100),
        _ => format!("${whole}.{part:04}"),
    }
}

#[function_component]
fn ChartView() -> Html {
    let store = use_store();
    let key = *use_selector(chart::key);
    let kind = *use_selector(|session| session.view.chart);
    let chart = use_memo(key, |_| store.read(chart::chart));
    let view_box = format!("0 0 {WIDTH} {HEIGHT}");
    let sixth = |n: u64| format!("M{} 0V{HEIGHT}", WIDTH * n / 6);
    let parts = if kind == ChartKind::Reserved { 2 } else { 3 };
    let axis = |n: u32| match kind {
        ChartKind::Tasks => short(n.into()),
        ChartKind::Reserved => format!("{n}%"),
        ChartKind::Cost => dollars(n),
    };
    html! {
        <>
        <svg class="chart" viewBox={view_box} preserveAspectRatio="none" aria-hidden="true" data-test="chart">
            <path class="chart-grid" d={(1..6).map(sixth).collect::<String>()} />
            <g class="chart-lines">
                <path class="chart-area-fill" d={chart.area.clone()} />
                <path class="chart-pending" d={chart.pending.clone()} />
                <path class="chart-desired" d={chart.dashed.clone()} />
                <path class="chart-running" d={chart.solid.clone()} />
            </g>
        </svg>
        <div class="axis-words" aria-hidden="true" data-test="axis">
            { for (0..=parts).rev().map(|n| html! { <span>{ axis(chart.top / parts * n) }</span> }) }
        </div>
        </>
    }
}

/// The rule under the axis from where another future parts, and the way back to it.
#[function_component]
fn Futures() -> Html {
    let (words, send) = (use_words(), use_send());
    let futures = use_selector(|session| {
        let parted = |future: Future| {
            let calls = future.scenario.calls.iter().filter(|call| call.at >= future.from).count();
            (future.from, u32::try_from(calls).unwrap_or(u32::MAX))
        };
        session.history.futures().into_iter().map(parted).collect::<Vec<_>>()
    });
    let span = *use_selector(|session| session.span);
    let Some((newest, _)) = futures.first() else { return html! {} };
    let x = chart::x_of(*newest, span) * 100 / WIDTH;
    let row = |(n, (from, calls)): (usize, &(SimTime, u32))| {
        let from = clock_text(*from);
        html! {
            <li><button type="button" class="choice" onclick={send.just(Message::TakeFuture(n))} data-test={format!("future-{n}")}>
                { words.comfort(Comfort::Future { from: &from, calls: *calls }) }</button></li>
        }
    };
    html! {
        <div class="futures">
            <svg class="future-rule" aria-hidden="true"><rect x={format!("{x}%")} y="0" width={format!("{}%", 100 - x)} height="2" /></svg>
            <details class="future-menu" data-test="futures">
                <summary title={words.comfort(Comfort::OldFuture)}>{ words.comfort(Comfort::OldFutures(futures.len())) }</summary>
                <ul>{ for futures.iter().enumerate().map(row) }</ul>
            </details>
        </div>
    }
}

/// While the world is on its way to the playhead: how far, and how to stop.
#[function_component]
fn Way() -> Html {
    let (words, send) = (use_words(), use_send());
    let way = use_selector(|session| session.way());
    let Some(percent) = *way else { return html! {} };
    html! {
        <div class="way" role="status" data-test="way">
            <progress max="100" value={percent.to_string()} aria-label={words.comfort(Comfort::OnItsWay(percent))}></progress>
            <span>{ words.comfort(Comfort::OnItsWay(percent)) }</span>
            <button type="button" class="line small" onclick={send.just(Message::Halt)} data-test="halt">
                { words.comfort(Comfort::Halt) }</button>
        </div>
    }
}

/// The icon of an incident.
fn incident(call: &str) -> Icon {
    let kinds = [
        ("Agent", Icon::AgentLost),
        ("Drain", Icon::Draining),
        ("Zone", Icon::Unhealthy),
        ("Fail", Icon::Unhealthy),
        ("Exit", Icon::Unhealthy),
        ("Alarm", Icon::Unhealthy),
        ("Container", Icon::Unhealthy),
    ];
    kinds.iter().find(|(part, _)| call.contains(part)).map_or(Icon::Power, |(_, icon)| *icon)
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
        let x = percent_text(mark.x);
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
                                <path class="mark-icon" transform="translate(-5.6 -5.6) scale(.7)" d={incident(call).path()} /> </> },
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
