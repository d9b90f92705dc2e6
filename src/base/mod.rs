//! Floor 0: what every other room speaks of. Knows nothing of ECS.

mod arena;
pub mod diagnostic;
pub mod draw;
pub mod path;
pub mod sort;
pub mod time;
pub mod unit;

pub use arena::Arena;
pub use diagnostic::{Diagnostic, Severity, Span};
pub use draw::{Draw, Seed};
pub use path::FieldPath;
pub use time::{SimSpan, SimTime};
pub use unit::{CpuUnits, Mebibytes};
