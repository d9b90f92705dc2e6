//! Floor 7: the page.

use yew::prelude::*;

#[function_component]
fn Page() -> Html {
    html! { <main>{ "ECS Playground" }</main> }
}

/// Mounts the page.
pub fn mount() {
    if let Some(place) = gloo::utils::document().get_element_by_id("app") {
        yew::Renderer::<Page>::with_root(place).render();
    }
}
