//! The page opens in two steps: the stage, whose first picture is what everybody waits for, and,
//! when that has been painted, all that stands around it. The places are there from the start, so
//! nothing moves.

use std::cell::{Cell, RefCell};

use gloo::timers::callback::Timeout;
use yew::prelude::*;

thread_local! {
    static OPENED: Cell<bool> = const { Cell::new(false) };
    static WAITING: RefCell<Vec<Callback<()>>> = const { RefCell::new(Vec::new()) };
}

/// A frame has been drawn. It is on the screen when the browser comes to what is asked for here.
pub fn drawn() {
    if !OPENED.replace(true) {
        Timeout::new(0, || {
            for then in WAITING.take() {
                then.emit(());
            }
        })
        .forget();
    }
}

/// Whether the second step has come; the component renders again when it does.
#[hook]
pub fn use_opened() -> bool {
    let opened = use_state(|| OPENED.get());
    let setter = opened.setter();
    // From the first render on: an effect may come later than the frame.
    use_memo((), move |()| {
        let then = Callback::from(move |()| setter.set(true));
        WAITING.with_borrow_mut(|waiting| waiting.push(then));
    });
    *opened
}
