//! Keys, as data: which key means which message. Nothing here while a field has the focus.

use super::message::Message;
use super::view::Measure;

/// A key as the browser names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyPress<'a> {
    /// `KeyboardEvent.key`
    pub key: &'a str,
    /// Ctrl or ⌘.
    pub command: bool,
    /// Shift.
    pub shift: bool,
    /// Alt.
    pub alt: bool,
    /// The focus is in a field, so that plain keys are text.
    pub typing: bool,
    /// The focus is on a control that has its own use for space, Enter and the arrows.
    pub on_control: bool,
}

/// What a key means, if anything.
pub fn message_for(press: &KeyPress<'_>) -> Option<Message> {
    if press.alt {
        return None;
    }
    if press.command {
        if press.typing {
            return None; // a field has its own undo
        }
        return match (press.key, press.shift) {
            ("z", false) => Some(Message::Undo),
            ("z" | "Z", true) | ("y", false) => Some(Message::Redo),
            _ => None,
        };
    }
    if press.typing {
        return (press.key == "Escape").then_some(Message::Escape);
    }
    match press.key {
        "Escape" => return Some(Message::Escape),
        "z" => return Some(Message::Undo),
        "Z" => return Some(Message::Redo),
        "m" => return Some(Message::SetMeasure(Measure::Memory)),
        "c" => return Some(Message::SetMeasure(Measure::Cpu)),
        "t" | "T" => return Some(Message::ToggleTable),
        _ => {}
    }
    if press.on_control {
        return None;
    }
    match press.key {
        " " | "k" => Some(Message::TogglePlay),
        "ArrowLeft" => Some(Message::StepBack),
        "ArrowRight" => Some(Message::StepNext),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: KeyPress<'_> = KeyPress {
        key: "",
        command: false,
        shift: false,
        alt: false,
        typing: false,
        on_control: false,
    };

    #[test]
    fn keys() {
        let of = |press: KeyPress<'_>| message_for(&press);
        assert_eq!(of(KeyPress { key: " ", ..PLAIN }), Some(Message::TogglePlay));
        assert_eq!(of(KeyPress { key: " ", on_control: true, ..PLAIN }), None);
        assert_eq!(of(KeyPress { key: "z", typing: true, ..PLAIN }), None);
        assert_eq!(of(KeyPress { key: "z", command: true, ..PLAIN }), Some(Message::Undo));
        let shifted = KeyPress { key: "Z", command: true, shift: true, ..PLAIN };
        assert_eq!(of(shifted), Some(Message::Redo));
        assert_eq!(of(KeyPress { key: "z", command: true, typing: true, ..PLAIN }), None);
        assert_eq!(of(KeyPress { key: "ArrowRight", ..PLAIN }), Some(Message::StepNext));
        assert_eq!(of(KeyPress { key: "Escape", typing: true, ..PLAIN }), Some(Message::Escape));
    }
}
