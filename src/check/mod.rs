//! Floor 2: would the API accept this input? Looks at the input alone; refusals that need the
//! world stand in `simulation/admission`.

pub mod reading;
mod repair;
pub mod shape;
pub mod task_definition;

pub use reading::{AnyProblem, Reading, read_for, read_task_definition, read_with};
