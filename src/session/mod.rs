//! Floor 6: the pure heart of the page, without Yew: state, messages, and
//! `update(session, message) -> effects`. What the page shows is a function of a [`Session`].

pub mod playback;
pub mod selection;
pub mod view;

pub use playback::Playback;
pub use selection::Selection;
pub use view::{ComposerTab, Dialog, InspectorTab, Measure, Panels, Prompts, Theme, View};
