//! Clock, step, play, speed, and what comes next.

use std::cell::Cell;
use std::rc::Rc;

use yew::prelude::*;

use crate::app::store::{use_painter, use_selector, use_send};
use crate::app::widgets::{Icon, Switch, text_of};
use crate::app::words::use_words;
use crate::session::playback::SPEEDS;
use crate::session::read::clock_text;
use crate::session::terminal::Act;
use crate::session::{Message, Session};
use crate::texts::page::{Label, label};
use crate::texts::page_sentence::{NextWhat, Sentence, sentence};

/// The three speeds that are always in sight.
const IN_SIGHT: [u32; 3] = [1, 8, 60];
/// The clock's text changes at most this often, in milliseconds.
const TEXT_EVERY_MS: f64 = 100.0;

fn next_line(session: &Session) -> String {
    let lang = session.view.lang;
    let Some(next) = session.player.next_event_time() else {
        return label(lang, Label::NothingDue).to_owned();
    };
    let in_ms = next.since(session.playback.playhead).0;
    let played = session.world().calls_played as usize;
    let call = session.scenario().calls.get(played).filter(|call| call.at == next);
    let what = call.map_or(NextWhat::Event, |call| NextWhat::Call(call.name.operation()));
    sentence(lang, &Sentence::NextEvent { in_ms, what })
}

/// The left column.
#[function_component]
pub fn Transport() -> Html {
    let (words, send) = (use_words(), use_send());
    let playing = *use_selector(|session| session.playback.playing);
    let speed = *use_selector(|session| session.playback.speed);
    let span = use_selector(|session| clock_text(session.span));
    let (clock, next) = (use_node_ref(), use_node_ref());
    {
        // What changes with every frame is written past Yew.
        let (clock, next) = (clock.clone(), next.clone());
        let (written_ms, written) = (Cell::new(f64::MIN), Cell::new((u64::MAX, false, words.0)));
        let painter = move |session: &Session, now_ms: f64| {
            let state = (session.playback.playhead.0, session.playback.playing, session.view.lang);
            if written.get() == state || now_ms - written_ms.get() < TEXT_EVERY_MS {
                return written.get() != state;
            }
            written_ms.set(now_ms);
            written.set(state);
            if let Some(element) = clock.get() {
                element.set_text_content(Some(&clock_text(session.playback.playhead)));
            }
            if let Some(element) = next.get() {
                element.set_text_content(Some(&next_line(session)));
            }
            false
        };
        use_painter(Rc::new(painter), words.0);
    }
    let button = |icon: Icon,
                  key: Label,
                  test: &'static str,
                  class: &'static str,
                  message: Message| {
        let name = words.label(key);
        html! {
            <button type="button" {class} title={name} aria-label={name} onclick={send.just(message)}
                data-test={test}>{ icon.view() }</button>
        }
    };
    let (play_icon, play_label) =
        if playing { (Icon::Pause, Label::Pause) } else { (Icon::Play, Label::Play) };
    let choices = IN_SIGHT.iter().map(|n| words.sentence(&Sentence::SpeedTimes { n: *n }).into());
    let chosen = IN_SIGHT.iter().position(|n| *n == speed).unwrap_or(IN_SIGHT.len());
    let choose = send.on(|n: usize| Message::SetSpeed(IN_SIGHT.get(n).copied().unwrap_or(1)));
    let more = send.on(|event: Event| Message::SetSpeed(text_of(&event).parse().unwrap_or(1)));
    html! {
        <div class="transport">
            <div class="clock-row"><span ref={clock} class="clock" role="timer" data-test="clock"></span>
                <span class="clock-end">{ format!("/ {}", *span) }</span></div>
            <div class="transport-row">
                { button(Icon::StepBack, Label::StepBack, "step-back", "line square", Message::StepBack) }
                { button(play_icon, play_label, "play", "primary play", Message::TogglePlay) }
                { button(Icon::StepNext, Label::StepNext, "step-next", "line square", Message::StepNext) }
                <span class="speeds">
                    <Switch name={words.label(Label::Speed)} choices={choices.collect::<Vec<AttrValue>>()} {chosen}
                        onchange={choose} test="speed" />
                    <select class={classes!("speed-more", (chosen == IN_SIGHT.len()).then_some("chosen"))} aria-label={words.label(Label::MoreSpeeds)} onchange={more}
                        data-test="speed-more">
                        { for SPEEDS.iter().map(|n| html! {
                            <option value={n.to_string()} selected={*n == speed}>
                                { words.sentence(&Sentence::SpeedTimes { n: *n }) }</option>
                        }) }
                    </select>
                </span>
            </div>
            <div class="next-row">
                <button type="button" class="line small transport-terminal" onclick={send.just(Message::Terminal(Act::Toggle { sheets: false }))}
                    data-test="terminal-open-small">{ Icon::Terminal.view() }<span>{ words.label(Label::Terminal) }</span></button>
                <div ref={next} class="next-line"></div>
            </div>
        </div>
    }
}
