//! Floor 1: the nouns of ECS, in its own words.

pub mod catalog;
pub mod launch_type;
pub mod placement_types;
pub mod reader;
pub mod task_definition;
