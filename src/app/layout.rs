//! Where the regions stand. The style sheet decides by width which of them are in sight.

use yew::prelude::*;

use super::notices::{FirstVisit, NoticeBar};
use super::opening::use_opened;
use super::parts::{self, Part, Rest, use_parts};
use super::stage::Stage;
use super::store::{use_selector, use_send};
use super::timeline::Timeline;
use super::top_bar::TopBar;
use super::widgets::Icon;
use super::words::{Words, use_words};
use crate::session::fleet::is_large;
use crate::session::terminal::Act;
use crate::session::view::Sheet;
use crate::session::{ComposerTab, Dialog, InspectorTab, Message};
use crate::texts::page::Label;

/// The whole page.
#[function_component]
pub fn Layout() -> Html {
    let panels = use_selector(|session| session.view.panels);
    let dialog = use_selector(|session| session.view.dialog);
    let lesson = use_selector(|session| session.lesson.is_some());
    let words = use_words();
    let (rest, wanted) = use_parts();
    let opened = use_opened();
    let wants_composer = wanted == Some(Part::Composer);
    let terminal = *use_selector(|session| session.view.terminal);
    let wants_terminal = wanted == Some(Part::Terminal);
    let wants_inspector = matches!(wanted, Some(Part::Inspector(_)));
    let later = |part: Part, wanted: bool| match rest {
        Rest::Here => parts::draw(part),
        rest => html! { <PartToCome {part} {rest} {wanted} /> },
    };
    // The stage tells how the rest stands, unless the part that is waited for does.
    let told = !wants_composer && !wants_inspector && !wants_terminal;
    let class = classes!(
        "page",
        (panels.composer || wants_composer).then_some("composer-open"),
        (panels.inspector || wants_inspector).then_some("inspector-open"),
        (panels.composer && panels.composer_tab == ComposerTab::Lesson && *lesson)
            .then_some("lesson-open"),
        match panels.sheet {
            _ if wants_composer => "sheet-composer",
            _ if wants_inspector => "sheet-inspector",
            _ if wants_terminal => "sheet-terminal",
            Sheet::None => "no-sheet",
            Sheet::Composer => "sheet-composer",
            Sheet::Inspector => "sheet-inspector",
            Sheet::Terminal => "sheet-terminal",
        },
    );
    html! {
        <div {class}>
            <a class="skip" href="#stage">{ words.label(Label::SkipToStage) }</a>
            if opened {
                <TopBar />
                <ComposerRail />
            } else {
                <header class="top-bar"></header>
                <div class="rail rail-left"></div>
            }
            { later(Part::Composer, wants_composer) }
            <main class="stage-place" id="stage" tabindex="-1" aria-label={words.label(Label::Stage)}>
                <Stage />
                if opened {
                    <FirstVisit />
                    <NoticeBar />
                }
                if told {
                    { rest_told(words, rest, wanted.is_some(), "notice") }
                }
            </main>
            { later(Part::Inspector(panels.inspector_tab), wants_inspector) }
            if opened {
                <InspectorRail />
                <Timeline />
                if terminal || wants_terminal {
                    { later(Part::Terminal, wants_terminal) }
                } else {
                    <TerminalStrip />
                }
                <PhoneBar {wanted} />
                { later(Part::Dialog(*dialog), false) }
            } else {
                <div class="rail rail-right"></div>
                <div class="timeline"></div>
                <div class="terminal-strip"></div>
                <div class="phone-bar"></div>
            }
            <div id="live" class="unseen" role="status" aria-live="polite"></div>
        </div>
    }
}

/// How the rest of the page stands, for whoever waits for it.
fn rest_told(words: Words, rest: Rest, waits: bool, class: &'static str) -> Html {
    let again = Callback::from(|_: MouseEvent| parts::begin());
    match rest {
        Rest::Failed => html! {
            <div class={classes!(class, "trouble")} role="alert" data-test="parts-missing">
                <span>{ words.label(Label::PartsMissing) }</span>
                <button type="button" class="line small" onclick={again} data-test="parts-again">
                    { words.label(Label::TryAgain) }</button>
            </div>
        },
        Rest::Unasked | Rest::Coming if waits => html! {
            <p class={classes!(class, "coming")} role="status" data-test="parts-coming">{ words.label(Label::PartsComing) }</p>
        },
        _ => html! {},
    }
}

#[derive(Properties, PartialEq)]
struct ToCome {
    part: Part,
    rest: Rest,
    /// Somebody opened it.
    wanted: bool,
}

/// The place of a part that is being fetched.
#[function_component]
fn PartToCome(props: &ToCome) -> Html {
    let words = use_words();
    let (class, name) = match props.part {
        Part::Composer => ("composer", Label::Composer),
        Part::Inspector(_) => ("inspector", Label::Inspector),
        Part::Terminal => ("terminal", Label::Terminal),
        Part::Dialog(_) => return html! {},
    };
    html! {
        <aside class={classes!("panel", class, "to-come")} aria-label={words.label(name)}
            aria-busy={(props.rest != Rest::Failed).to_string()}>
            if props.wanted {
                { rest_told(words, props.rest, true, "note") }
            }
        </aside>
    }
}

/// The closed terminal: one button, with what was run last.
#[function_component]
fn TerminalStrip() -> Html {
    let (words, send) = (use_words(), use_send());
    let last = use_selector(|session| session.terminal.last().cloned());
    let line =
        last.as_deref().and_then(|last| last.lines().next()).unwrap_or("aws ecs list-services");
    html! {
        <button type="button" class="terminal-strip" onclick={send.just(Message::Terminal(Act::Open(true)))}
            data-test="terminal-open">{ Icon::Terminal.view() }<code aria-hidden="true">{ "$ " }{ line }</code>
            <span>{ words.label(Label::Terminal) }</span><kbd aria-hidden="true">{ "Ctrl `" }</kbd></button>
    }
}

fn rail_button(
    icon: Icon,
    name: &'static str,
    test: &'static str,
    here: bool,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button type="button" class={classes!("rail-button", here.then_some("here"))} {onclick} data-test={test}>
            { icon.view() }<span>{ name }</span>
        </button>
    }
}

#[function_component]
fn ComposerRail() -> Html {
    let (words, send) = (use_words(), use_send());
    let lesson = use_selector(|session| session.lesson.is_some());
    let here = *use_selector(|session| session.view.panels.composer_tab);
    let button = |icon: Icon, label: Label, test: &'static str, tab: ComposerTab| {
        let onclick = send.just(Message::Composer(Some(tab)));
        rail_button(icon, words.label(label), test, tab == here, onclick)
    };
    html! {
        <nav class="rail rail-left" aria-label={words.label(Label::Composer)}>
            if *lesson {
                { button(Icon::Lesson, Label::Lesson, "rail-lesson", ComposerTab::Lesson) }
            }
            { button(Icon::Task, Label::Define, "rail-definitions", ComposerTab::Definitions) }
            { button(Icon::Service, Label::Services, "rail-services", ComposerTab::Services) }
            { button(Icon::Instance, Label::Capacity, "rail-capacity", ComposerTab::Capacity) }
            { button(Icon::Play, Label::Run, "rail-run", ComposerTab::Run) }
        </nav>
    }
}

#[function_component]
fn InspectorRail() -> Html {
    let (words, send) = (use_words(), use_send());
    let here = *use_selector(|session| session.view.panels.inspector_tab);
    let large = *use_selector(is_large);
    let button = |icon: Icon, label: Label, test: &'static str, tab: InspectorTab| {
        let onclick = send.just(Message::Inspector(Some(tab)));
        rail_button(icon, words.label(label), test, tab == here, onclick)
    };
    html! {
        <nav class="rail rail-right" aria-label={words.label(Label::Inspector)}>
            if large { { button(Icon::Cluster, Label::Fleet, "rail-fleet", InspectorTab::Fleet) } }
            { button(Icon::Why, Label::Why, "rail-why", InspectorTab::Why) }
            { button(Icon::Events, Label::Events, "rail-events", InspectorTab::Events) }
            { button(Icon::Quota, Label::Quotas, "rail-quotas", InspectorTab::Quotas) }
            { button(Icon::Cost, Label::Cost, "rail-cost", InspectorTab::Cost) }
            { button(Icon::Cli, Label::Cli, "rail-cli", InspectorTab::Cli) }
        </nav>
    }
}

#[derive(Properties, PartialEq)]
struct PhoneBarProps {
    /// The part that somebody waits for: it stands there already.
    wanted: Option<Part>,
}

#[function_component]
fn PhoneBar(props: &PhoneBarProps) -> Html {
    let (words, send) = (use_words(), use_send());
    let panels = use_selector(|session| session.view.panels);
    let button = |icon: Icon, label: Label, test: &'static str, here: bool, message: Message| {
        html! {
            <button type="button" aria-current={here.then_some("page")} onclick={send.just(message)}
                data-test={test}>{ icon.view() }<span>{ words.label(label) }</span></button>
        }
    };
    let (sheet, tab) = match props.wanted {
        Some(Part::Composer) => (Sheet::Composer, panels.inspector_tab),
        Some(Part::Inspector(tab)) => (Sheet::Inspector, tab),
        _ => (panels.sheet, panels.inspector_tab),
    };
    let lesson = *use_selector(|session| session.lesson.is_some());
    let learns = lesson && panels.composer_tab == ComposerTab::Lesson;
    let composes = sheet == Sheet::Composer;
    let compose = if learns { ComposerTab::Services } else { panels.composer_tab };
    let lessons = if lesson {
        Message::Composer(Some(ComposerTab::Lesson))
    } else {
        Message::ShowDialog(Dialog::Lessons)
    };
    let inspects = |t: InspectorTab| sheet == Sheet::Inspector && tab == t;
    html! {
        <nav class="phone-bar" aria-label={words.label(Label::Menu)}>
            { button(Icon::Cluster, Label::Stage, "phone-stage", sheet == Sheet::None, Message::ShowSheet(Sheet::None)) }
            { button(Icon::Service, Label::Compose, "phone-compose", composes && !learns,
                Message::Composer(Some(compose))) }
            { button(Icon::Why, Label::Why, "phone-why", inspects(InspectorTab::Why),
                Message::Inspector(Some(InspectorTab::Why))) }
            { button(Icon::Events, Label::Events, "phone-events", inspects(InspectorTab::Events),
                Message::Inspector(Some(InspectorTab::Events))) }
            { button(Icon::Lesson, Label::Lessons, "phone-lessons", composes && learns, lessons) }
        </nav>
    }
}
