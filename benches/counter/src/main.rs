//! A counter, as Yew's own first example is one: what a page of Yew costs before it does anything.

use yew::prelude::*;

#[function_component]
fn Counter() -> Html {
    let count = use_state(|| 0_i32);
    let add = |by: i32| {
        let count = count.clone();
        Callback::from(move |_: MouseEvent| count.set(*count + by))
    };
    html! {
        <main>
            <button onclick={add(1)}>{ "+1" }</button>
            <button onclick={add(-1)}>{ "-1" }</button>
            <p>{ *count }</p>
        </main>
    }
}

fn main() {
    yew::Renderer::<Counter>::new().render();
}
