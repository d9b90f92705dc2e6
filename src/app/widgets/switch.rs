//! Two or three choices, all in sight; the chosen one is raised.

use yew::prelude::*;

/// What a switch needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is chosen between, for those who do not see it.
    pub name: AttrValue,
    /// The choices' words.
    pub choices: Vec<AttrValue>,
    /// Index of the chosen one; none if it is not among them.
    pub chosen: usize,
    /// Name for tests; the choice's index is appended.
    #[prop_or_default]
    pub test: AttrValue,
    /// Another one was chosen.
    pub onchange: Callback<usize>,
}

/// Two or three choices, all in sight.
#[function_component]
pub fn Switch(props: &Props) -> Html {
    let choice = |(n, words): (usize, &AttrValue)| {
        let onchange = props.onchange.clone();
        let choose = Callback::from(move |_: MouseEvent| onchange.emit(n));
        let pressed = n == props.chosen;
        html! {
            <button type="button" aria-pressed={pressed.to_string()} onclick={choose}
                data-test={format!("{}-{n}", props.test)}>{ words.clone() }</button>
        }
    };
    html! {
        <span class="switch" role="group" aria-label={props.name.clone()}>
            { for props.choices.iter().enumerate().map(choice) }
        </span>
    }
}
