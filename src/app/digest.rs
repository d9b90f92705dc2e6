//! A door for tests: folds a scenario here, in wasm, and gives the digests of its worlds;
//! counts renders.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;

use crate::base::{SimSpan, SimTime};
use crate::scenario::Scenario;
use crate::scenario::digest;
use crate::simulation::Player;

fn digests(text: &str, until: &str) -> String {
    let Ok((scenario, _)) = Scenario::read(text) else { return String::new() };
    let Ok(until) = SimSpan::parse(until) else { return String::new() };
    let mut player = Player::new(Rc::clone(&scenario.setup), Rc::clone(&scenario.calls));
    digest::digests(&mut player, SimTime(until.0)).join("\n")
}

/// Puts `ecsPlaygroundDigests(scenario, until)` and `ecsPlaygroundAwakened()` on the window.
pub fn install() {
    let call: Closure<dyn Fn(String, String) -> String> =
        Closure::new(|text: String, until: String| digests(&text, &until));
    let name = JsValue::from_str("ecsPlaygroundDigests");
    let _ = js_sys::Reflect::set(&gloo::utils::window(), &name, call.as_ref());
    call.forget();
    let awakened: Closure<dyn Fn() -> u32> = Closure::new(super::store::awakened);
    let name = JsValue::from_str("ecsPlaygroundAwakened");
    let _ = js_sys::Reflect::set(&gloo::utils::window(), &name, awakened.as_ref());
    awakened.forget();
}
