//! Floor 3: where does a task go, and why? Filter, constraints, strategies (PL-1).
//!
//! One procedure, [`place()`](place::place), decides. Whoever wants to know why passes an
//! [`Observer`](observer::Observer) to that same procedure; nothing is argued afterwards.

pub mod also;
pub mod balance;
pub mod closest;
pub mod constraint;
pub mod decision;
pub mod filter;
pub mod fix;
pub mod fleet;
pub mod group;
mod index;
pub mod observer;
pub mod place;
pub mod pool;
pub mod scale_in;
pub mod strategy;

pub use constraint::Constraint;
pub use decision::Decision;
pub use filter::{Need, Reason};
pub use fleet::{Fleet, Slot};
pub use group::GroupCounts;
pub use place::{Outcome, Request, place};
pub use pool::{Owner, Pool};
pub use strategy::Step;
