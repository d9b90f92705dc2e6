//! ECS Playground: Amazon ECS to learn by doing, simulated in the browser.
//!
//! The tour, floor by floor. Each floor stands on those above it in this list and never on one
//! below; `tests/tidy.rs` keeps the walls.

// Floor 0
pub mod base;
// Floor 1
pub mod model;
// Floor 2
pub mod check;
pub mod document;
pub mod query;
// Floor 3
pub mod placement;
// Floor 4
pub mod simulation;
// Floor 5
pub mod interop;
pub mod scenario;
pub mod texts;
// Floor 6
pub mod session;
#[cfg(not(target_arch = "wasm32"))]
pub mod terminal;
// Floor 7
#[cfg(feature = "app")]
pub mod app;
