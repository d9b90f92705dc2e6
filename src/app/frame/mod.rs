//! What happens at 60 frames a second, without Yew.

pub mod clock;
