//! Floor 4: the world and its clock. A deterministic discrete-event simulation: calls go in by one

pub mod admission;
pub mod api_error;
pub mod arn;
pub mod call;
pub mod calls;
pub mod capacity_strategy;
pub mod cost;
pub mod describe;
pub mod describe_deployments;
pub mod engine;
pub mod explain;
pub mod filter;
pub mod fold;
pub mod forecast;
pub mod idempotency;
pub mod invariant;
pub mod journal;
pub mod parameters;
pub mod player;
pub mod process;
pub mod queue;
pub mod quotas;
pub mod rehearsal;
pub mod service_event;
pub mod tags;
pub mod world;

pub use api_error::ApiError;
pub use call::{Call, CallName};
pub use fold::{Setup, Simulation};
pub use journal::Journal;
pub use player::Player;
pub use world::World;

#[cfg(test)]
mod tests;
