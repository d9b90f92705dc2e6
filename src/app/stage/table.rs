//! The same content as the canvas, as a tree grid: for keyboard, screen reader and print. Of its
//! rows only those in the window exist.

use std::collections::BTreeSet;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};
use yew::prelude::*;

use crate::app::store::{use_selector, use_send, use_store};
use crate::session::read::filtered;
use crate::session::scene::rows::{Key, Row, Tree, key_of, tree};
use crate::session::scene::{Look, Motion, look_of};
use crate::session::{InspectorTab, Message, Selection, Session};
use crate::simulation::World;
use crate::simulation::world::Cluster;
use crate::texts::stage::{Word, word};

/// Height of a row, in CSS pixels: as in the style sheet.
const ROW: u32 = 32;
/// Rows kept beyond either end of the window.
const SPARE: u32 = 12;

/// What the table shows of the session.
#[derive(PartialEq)]
struct Shown {
    len: u32,
    first: u32,
    rows: Vec<Row>,
    /// The row that the keys act on, and whether it is in the window.
    active: Option<u32>,
    chosen: Option<Key>,
}

/// Where the table is scrolled to, what is open, and the row that the keys act on.
#[derive(Clone, Default, PartialEq)]
struct State {
    top: u32,
    high: u32,
    flipped: Rc<BTreeSet<Key>>,
    active: Option<Key>,
}

/// Lays the tree out for whoever asks something of it.
fn with_tree<T>(
    session: &Session,
    state: &State,
    ask: impl FnOnce(&World, &Look<'_>, &Tree) -> T,
) -> T {
    let motion = Motion::default();
    let matching = filtered(session).and_then(Result::ok);
    let matching = matching.as_ref().map(|(slots, _)| &slots[..]);
    let look = Look { matching, ..look_of(session, (0.0, 0.0), &motion) };
    let tree = tree(session.world(), &look, &state.flipped);
    ask(session.world(), &look, &tree)
}

fn cluster_of<'a>(world: &'a World, look: &Look<'_>) -> Option<&'a Cluster> {
    world.clusters.get(look.cluster as usize)
}

fn shown(session: &Session, state: &State) -> Shown {
    with_tree(session, state, |world, look, tree| {
        let first = (state.top / ROW).saturating_sub(SPARE);
        let last = (state.top + state.high) / ROW + SPARE;
        let chosen = key_of(world, look);
        let row_of = |key: Key| tree.row_of(cluster_of(world, look)?, key);
        Shown {
            len: tree.len,
            first,
            rows: tree.rows(world, look, &state.flipped, first..last.min(tree.len)),
            active: state.active.or(chosen).and_then(row_of),
            chosen,
        }
    })
}

fn id_of(row: u32) -> String {
    format!("stage-row-{row}")
}

/// The row of a chosen thing's id is scrolled into sight.
fn scroll_to(grid: &HtmlElement, row: u32) {
    let (top, head) = (grid.scroll_top(), i32::try_from(ROW).unwrap_or(32));
    let at = i32::try_from(row * ROW).unwrap_or(i32::MAX);
    let room = grid.client_height() - head;
    if at < top {
        grid.set_scroll_top(at);
    } else if at + head > top + room {
        grid.set_scroll_top(at + head - room);
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// For paper: every row stands there, up to [`PRINTED`].
    pub(super) prints: bool,
}

/// So many rows are printed at most: some sixty pages.
const PRINTED: u32 = 2_000;

#[function_component]
pub(super) fn Table(props: &Props) -> Html {
    let (store, send) = (use_store(), use_send());
    let lang = *use_selector(|session| session.view.lang);
    let state = use_state(|| State { high: 900, ..State::default() });
    let shown = {
        let mut state = (*state).clone();
        if props.prints {
            (state.top, state.high) = (0, PRINTED * ROW);
        }
        use_selector(move |session| shown(session, &state))
    };
    let (grid, body) = (use_node_ref(), use_node_ref());
    {
        // The policy of the page allows no styles in the markup; these two are set by hand.
        let body = body.clone();
        use_effect_with((shown.len, shown.first), move |(len, first)| {
            if let Some(body) = body.cast::<HtmlElement>() {
                let style = body.style();
                let _ = style.set_property("height", &format!("{}px", len * ROW));
                let _ = style.set_property("padding-top", &format!("{}px", first * ROW));
            }
        });
    }
    {
        // Opened, it shows what is chosen, and takes the keys.
        let (grid, active) = (grid.clone(), shown.active);
        let prints = props.prints;
        use_effect_with((), move |()| {
            if !prints && let Some(grid) = grid.cast::<HtmlElement>() {
                let _ = grid.focus();
                scroll_to(&grid, active.unwrap_or(0));
            }
        });
    }
    let onscroll = {
        let (state, grid) = (state.clone(), grid.clone());
        Callback::from(move |_: Event| {
            let Some(grid) = grid.cast::<HtmlElement>() else { return };
            let top = u32::try_from(grid.scroll_top()).unwrap_or(0);
            let high = u32::try_from(grid.client_height()).unwrap_or(900);
            if top.abs_diff(state.top) > ROW * (SPARE / 2) || high != state.high {
                state.set(State { top, high, ..(*state).clone() });
            }
        })
    };
    let flip = {
        let state = state.clone();
        move |key: Key| {
            let mut flipped = (*state.flipped).clone();
            if !flipped.remove(&key) {
                flipped.insert(key);
            }
            let flipped = Rc::new(flipped);
            state.set(State { flipped, active: Some(key), ..(*state).clone() });
        }
    };
    let choose = {
        let (send, flip) = (send.clone(), flip.clone());
        move |row: &Row| match row.selection {
            Selection::None if row.open.is_some() => flip(row.key),
            Selection::None => {}
            selection => {
                send.send(Message::Select(selection));
                if matches!(selection, Selection::Task { .. } | Selection::Waiting { .. }) {
                    send.send(Message::Inspector(Some(InspectorTab::Why)));
                }
            }
        }
    };
    let onkeydown = {
        let (state, store, grid) = (state.clone(), store.clone(), grid.clone());
        let (flip, choose) = (flip.clone(), choose.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let page = (state.high / ROW).saturating_sub(2).max(1);
            let step = store.read(|session| {
                with_tree(session, &state, |world, look, tree| {
                    let cluster = cluster_of(world, look)?;
                    let chosen = state.active.or_else(|| key_of(world, look));
                    let here = chosen.and_then(|key| tree.row_of(cluster, key)).unwrap_or(0);
                    let row = tree.rows(world, look, &state.flipped, here..here + 1).pop()?;
                    let last = tree.len.saturating_sub(1);
                    let to = match event.key().as_str() {
                        "ArrowDown" => (here + 1).min(last),
                        "ArrowUp" => here.saturating_sub(1),
                        "Home" => 0,
                        "End" => last,
                        "PageDown" => (here + page).min(last),
                        "PageUp" => here.saturating_sub(page),
                        "ArrowRight" if row.open == Some(false) => {
                            return Some(Step::Flip(row.key));
                        }
                        "ArrowRight" if row.open == Some(true) => (here + 1).min(last),
                        "ArrowLeft" if row.open == Some(true) => return Some(Step::Flip(row.key)),
                        "ArrowLeft" => tree.parent(cluster, here)?,
                        "Enter" | " " => return Some(Step::Choose(row)),
                        _ => return None,
                    };
                    Some(Step::To(to, tree.key(cluster, to)?.0))
                })
            });
            let Some(step) = step else { return };
            event.prevent_default();
            event.stop_propagation();
            match step {
                Step::Flip(key) => flip(key),
                Step::Choose(row) => choose(&row),
                Step::To(row, key) => {
                    if let Some(grid) = grid.cast::<HtmlElement>() {
                        scroll_to(&grid, row);
                    }
                    state.set(State { active: Some(key), ..(*state).clone() });
                }
            }
        })
    };
    {
        // What is chosen elsewhere becomes the active row.
        let (state, chosen) = (state.clone(), shown.chosen);
        use_effect_with(chosen, move |chosen| {
            if chosen.is_some() && state.active != *chosen {
                state.set(State { active: *chosen, ..(*state).clone() });
            }
        });
    }
    let row = |(n, row): (u32, &Row)| {
        let (at, mine) = (shown.first + n, row.clone());
        let (choose, flip, state) = (choose.clone(), flip.clone(), state.clone());
        let onclick = Callback::from(move |event: MouseEvent| {
            let twisty = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
            if twisty.is_some_and(|t| t.class_list().contains("twisty")) {
                flip(mine.key);
            } else {
                state.set(State { active: Some(mine.key), ..(*state).clone() });
                choose(&mine);
            }
        });
        let active = shown.active == Some(at);
        html! {
            <div key={format!("{:?}", row.key)} role="row" id={id_of(at)} class={classes!("tree-row", format!("level-{}", row.level), row.tells().then_some("tells"), active.then_some("active"), row.back.then_some("back"))}
                aria-level={row.level.to_string()} aria-rowindex={(at + 2).to_string()} {onclick}
                aria-expanded={row.open.map(|open| open.to_string())}
                aria-selected={(shown.chosen == Some(row.key)).to_string()}>
                <span role="rowheader"><i class={classes!(row.open.map(|open| if open { "twisty open" } else { "twisty" }))}></i>{ &row.cells[0] }
                    if row.back { <span class="unseen">{ lang.comma() }{ word(lang, &Word::NotMatched) }</span> }</span>
                { for row.cells[1..].iter().enumerate().map(|(at, cell)| html! {
                    <span role="gridcell">{ if at == 0 { html! { { cell } } } else { amount(cell) } }</span> }) }
            </div>
        }
    };
    let head = [Word::Instance, Word::State, Word::CpuFree, Word::MemoryFree, Word::Tasks];
    let in_window =
        |at: &u32| shown.rows.len() as u32 > at.saturating_sub(shown.first) && *at >= shown.first;
    html! {
        <div ref={grid} class="stage-table" data-test="stage-table" tabindex="0" role="treegrid" {onscroll} {onkeydown}
            aria-label={word(lang, &Word::TableName)} aria-rowcount={(shown.len + 1).to_string()} aria-colcount="5"
            aria-activedescendant={shown.active.filter(in_window).map(id_of)}>
            <div role="rowgroup" class="tree-head"><div role="row" class="tree-row" aria-rowindex="1">
                { for head.iter().map(|name| html! { <span role="columnheader">{ word(lang, name) }</span> }) }
            </div></div>
            <div role="rowgroup" class="tree-body" ref={body}>{ for (0..).zip(&shown.rows).map(row) }</div>
        </div>
    }
}

/// "1,536 of 2,048": a phone has room for the number that counts.
fn amount(cell: &str) -> Html {
    let number = |c: char| c.is_ascii_digit() || c == ',';
    let begins = cell.find(number).unwrap_or(cell.len());
    let (before, rest) = cell.split_at(begins);
    let (number, after) = rest.split_at(rest.find(|c| !number(c)).unwrap_or(rest.len()));
    let aside = |text: &str| {
        if text.is_empty() {
            html! {}
        } else {
            html! { <span class="aside">{ text.to_owned() }</span> }
        }
    };
    html! { <>{ aside(before) }{ number.to_owned() }{ aside(after) }</> }
}

/// What a key does.
enum Step {
    To(u32, Key),
    Flip(Key),
    Choose(Row),
}
