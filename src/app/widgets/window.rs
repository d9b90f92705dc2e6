//! A long list of equal rows, of which only those in sight are built.

use web_sys::Element;
use yew::prelude::*;

/// Height of a row in CSS pixels; the style sheet has the same.
const ROW: usize = 24;
/// Rows built: what is in sight, and some on either side.
const BUILT: usize = 24;
const ASIDE: usize = 6;

/// What a windowed list needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// How many rows.
    pub count: usize,
    /// What stands in a row.
    pub row: Callback<usize, Html>,
    /// What is listed.
    pub name: AttrValue,
}

/// A long list.
#[function_component]
pub fn Window(props: &Props) -> Html {
    let from = use_state(|| 0_usize);
    let onscroll = {
        let from = from.clone();
        Callback::from(move |event: Event| {
            let top = event.target_dyn_into::<Element>().map_or(0, |element| element.scroll_top());
            let first = usize::try_from(top).unwrap_or(0) / ROW;
            // In steps, so that not every pixel builds rows anew.
            from.set(first.saturating_sub(ASIDE) / ASIDE * ASIDE);
        })
    };
    let first = (*from).min(props.count.saturating_sub(1));
    let end = props.count.min(first + BUILT);
    // Presentation attributes of an svg: the page's policy allows no style attribute.
    let gap = |rows: usize| html! { <svg aria-hidden="true" width="1" height={(rows * ROW).to_string()} /> };
    html! {
        <div class="window" tabindex="0" role="group" aria-label={props.name.clone()} {onscroll}>
            { gap(first) }
            <ul>{ for (first..end).map(|n| html! {
                <li key={n} aria-setsize={props.count.to_string()} aria-posinset={(n + 1).to_string()}>{ props.row.emit(n) }</li>
            }) }</ul>
            { gap(props.count - end) }
        </div>
    }
}
