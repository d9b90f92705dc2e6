//! Floor 1: the nouns of ECS, in its own words.

pub mod catalog;
