//! The share link, with the moment and the selection if one likes.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::notices::NoticeBar;
use super::store::{link_to, use_selector, use_send};
use super::widgets::{Float, Icon, is_ticked};
use super::words::use_words;
use crate::session::link::{self, Place};
use crate::session::read::clock_text;
use crate::session::{Dialog, Message, Selection};
use crate::texts::comfort::Comfort;
use crate::texts::page::Label;
use crate::texts::stage::{Word, word};

/// A small window with the link in it.
#[function_component]
pub fn ShareDialog() -> Html {
    let (words, send) = (use_words(), use_send());
    let scenario = use_selector(|session| Rc::as_ptr(session.scenario()).cast::<()>() as usize);
    let store = super::store::use_store();
    let payload = use_memo(*scenario, |_| store.read(|session| link::encode(session.scenario())));
    // The moment at which the window was opened: the link holds still while the clock runs on.
    let here = use_memo((), |()| store.read(|s| (s.playback.playhead, s.view.selection)));
    let (moment, selection) = *here;
    let with = use_state(|| (false, false));
    let place = Place {
        moment: with.0.then_some(moment),
        selection: if with.1 { selection } else { Selection::None },
    };
    let address = link_to(&format!("{payload}{}", place.write()));
    let field = use_node_ref();
    {
        let field = field.clone();
        use_effect_with(*with, move |_| {
            if let Some(input) = field.cast::<HtmlInputElement>() {
                input.select();
            }
        });
    }
    let theme = *use_selector(|session| session.view.theme);
    let picture = |vector: bool, name: &'static str, test: &'static str| {
        let onclick = send.on(move |_: MouseEvent| Message::SavePicture {
            vector,
            night: super::stage::is_night(theme),
        });
        let told = format!("{} {name}", word(words.0, &Word::Picture));
        html! { <button type="button" class="line small" aria-label={told} {onclick} data-test={test}>{ name }</button> }
    };
    let tick = |on: bool,
                words: String,
                test: &'static str,
                set: fn((bool, bool), bool) -> (bool, bool)| {
        let with = with.clone();
        let onchange = Callback::from(move |event: Event| with.set(set(*with, is_ticked(&event))));
        html! { <label class="tick"><input type="checkbox" checked={on} {onchange} data-test={test} />{ words }</label> }
    };
    html! {
        <Float title={words.label(Label::ShareTitle)} close={words.label(Label::Close)} test="share"
            onclose={send.just(Message::ShowDialog(Dialog::None))}>
            <div class="share-row">
                <input ref={field} class="mono" readonly=true aria-label={words.label(Label::Link)}
                    value={address} data-test="share-link" />
                <button type="button" class="primary" onclick={send.just(Message::CopyLink(place))} data-test="share-copy">
                    { Icon::Link.view() }<span>{ words.label(Label::CopyLink) }</span></button>
            </div>
            <p class="help">{ words.label(Label::ShareHelp) }</p>
            { tick(with.0, words.comfort(Comfort::ThisMoment(&clock_text(moment))), "share-moment", |w, on| (on, w.1)) }
            if selection != Selection::None {
                { tick(with.1, words.comfort(Comfort::ThisSelection), "share-selection", |w, on| (w.0, on)) }
            }
            <div class="share-picture">
                <span>{ word(words.0, &Word::Picture) }</span>
                { picture(true, "SVG", "picture-svg") }
                { picture(false, "PNG", "picture-png") }
            </div>
            <NoticeBar inside={true} />
        </Float>
    }
}
