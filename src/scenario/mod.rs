//! Floor 5: the document that travels, links, examples, lessons with their goals, the report.

pub mod digest;
pub mod document;
pub mod example;
pub mod flips;
pub mod goal;
pub mod lesson;
pub mod report;
pub mod share_link;
pub mod start_time;

pub use document::{DocumentTrouble, Scenario, Unreadable};
