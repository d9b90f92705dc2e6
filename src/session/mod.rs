//! Floor 6: the pure heart of the page, without Yew: state, messages, and
//! `update(session, message) -> effects`. What the page shows is a function of a [`Session`].

pub mod acts;
pub mod asked;
pub mod chart;
pub mod cost;
pub mod deployments;
pub mod drafts;
pub mod effect;
pub mod first;
pub mod fleet;
pub mod forecast;
pub mod funnel;
pub mod happening;
pub mod history;
pub mod identity;
pub mod keymap;
pub mod lesson;
pub mod link;
pub mod made;
pub mod message;
pub mod notice;
mod past;
pub mod playback;
pub mod preferences;
pub mod quotas;
pub mod read;
pub mod remedy;
pub mod scene;
pub mod selection;
pub mod shelf;
pub mod start;
pub mod state;
pub mod steps;
pub mod terminal;
#[cfg(test)]
mod tests_told;
pub mod update;
pub mod view;
pub mod walk;

pub use drafts::Drafts;
pub use effect::Effect;
pub use history::{History, Scenario};
pub use message::{Message, NewCall, Prompt};
pub use notice::{Instead, LinkTrouble, Notice};
pub use playback::Playback;
pub use selection::Selection;
pub use start::{Circumstances, start};
pub use state::Session;
pub use update::update;
pub use view::{ComposerTab, Dialog, InspectorTab, Measure, Panels, Prompts, Theme, View};
