//! Keys, as data: which key means which message. Nothing here while a field has the focus.

use super::message::Message;
use super::terminal::Act;
use super::view::{ComposerTab, Dialog, InspectorTab, Measure};
use crate::base::SimTime;
use crate::texts::comfort::Deed;

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
    /// A dialog is open: only Escape means something.
    pub in_dialog: bool,
    /// Single keys mean something at all.
    pub plain_keys: bool,
    /// What the control that has the focus does with keys itself.
    pub own: Own,
    /// Panels are sheets over the stage: a narrow page.
    pub sheets: bool,
}

/// Keys that a control has its own use for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// None that mean anything to the page; the stage takes what it uses before.
    Nothing,
    /// A button: space and Enter.
    Press,
    /// Tabs, sliders, tables: the arrows, Home and End, too.
    All,
}

/// The sheet of keys: what to press, and what it does. Keys of the stage and of lists stand here too.
pub const SHEET: [(&str, Deed); 29] = [
    ("Space", Deed::Play),
    ("← →", Deed::Step),
    ("Shift+← Shift+→", Deed::Leap),
    ("Home End", Deed::Ends),
    (", .", Deed::Speed),
    ("z Z", Deed::Undo),
    ("d", Deed::Definitions),
    ("s", Deed::Services),
    ("a", Deed::Capacity),
    ("r", Deed::Run),
    ("w", Deed::Why),
    ("e", Deed::Events),
    ("b", Deed::Cost),
    ("i", Deed::Cli),
    ("[ ]", Deed::Fold),
    ("f", Deed::Stage),
    ("← ↑ → ↓", Deed::Walk),
    ("Enter", Deed::OpenWhy),
    ("0 1", Deed::Zoom),
    ("t", Deed::Table),
    ("m c", Deed::Measure),
    ("/", Deed::Filter),
    ("l", Deed::Lessons),
    ("x", Deed::Examples),
    ("p", Deed::Playgrounds),
    ("u", Deed::Share),
    ("`", Deed::Terminal),
    ("?", Deed::Keys),
    ("Esc", Deed::Escape),
];

/// What a key means, if anything.
pub fn message_for(press: &KeyPress<'_>) -> Option<Message> {
    use Message as M;
    if press.alt {
        return None;
    }
    if press.command {
        // Where one types, too: it is how the terminal is left.
        if press.key == "`" && !press.in_dialog {
            return Some(M::Terminal(Act::Toggle { sheets: press.sheets }));
        }
        if press.typing || press.in_dialog {
            return None; // a field has its own undo
        }
        return match (press.key, press.shift) {
            ("z", false) => Some(M::Undo),
            ("z" | "Z", true) | ("y", false) => Some(M::Redo),
            _ => None,
        };
    }
    if press.key == "Escape" {
        return Some(M::Escape { sheets: press.sheets });
    }
    if press.typing || press.in_dialog || !press.plain_keys {
        return None;
    }
    let everywhere = match press.key {
        "z" => M::Undo,
        "Z" => M::Redo,
        "m" => M::SetMeasure(Measure::Memory),
        "c" => M::SetMeasure(Measure::Cpu),
        "t" => M::ToggleTable,
        "d" => M::Composer(Some(ComposerTab::Definitions)),
        "s" => M::Composer(Some(ComposerTab::Services)),
        "a" => M::Composer(Some(ComposerTab::Capacity)),
        "r" => M::Composer(Some(ComposerTab::Run)),
        "w" => M::Inspector(Some(InspectorTab::Why)),
        "e" => M::Inspector(Some(InspectorTab::Events)),
        "b" => M::Inspector(Some(InspectorTab::Cost)),
        "i" => M::Inspector(Some(InspectorTab::Cli)),
        "`" => M::Terminal(Act::Toggle { sheets: press.sheets }),
        "[" => M::TogglePanel(true),
        "]" => M::TogglePanel(false),
        "f" => M::Focus("stage-canvas"),
        "/" => M::Focus("stage-filter"),
        "l" => M::ShowDialog(Dialog::Lessons),
        "x" => M::ShowDialog(Dialog::Examples),
        "p" => M::ShowDialog(Dialog::Shelf),
        "u" => M::ShowDialog(Dialog::Share),
        "?" => M::ShowDialog(Dialog::Keys),
        "," => M::ChangeSpeed(-1),
        "." => M::ChangeSpeed(1),
        "k" => M::TogglePlay,
        _ if press.own == Own::All => return None,
        " " if press.own == Own::Press => return None,
        " " => M::TogglePlay,
        "ArrowLeft" if press.shift => M::Leap(-60_000),
        "ArrowRight" if press.shift => M::Leap(60_000),
        "ArrowLeft" => M::StepBack,
        "ArrowRight" => M::StepNext,
        "Home" => M::Seek(SimTime::ZERO),
        "End" => M::SeekEnd,
        _ => return None,
    };
    Some(everywhere)
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
        in_dialog: false,
        plain_keys: true,
        own: Own::Nothing,
        sheets: false,
    };

    /// Every key of the sheet does something; the stage's and the lists' own are theirs.
    #[test]
    fn the_sheet_tells_the_truth() {
        for (keys, deed) in SHEET {
            if matches!(deed, Deed::Walk | Deed::OpenWhy | Deed::Zoom) {
                continue;
            }
            for name in keys.split(' ') {
                let (shift, name) =
                    name.strip_prefix("Shift+").map_or((false, name), |n| (true, n));
                let key = match name {
                    "Space" => " ",
                    "←" => "ArrowLeft",
                    "→" => "ArrowRight",
                    "Esc" => "Escape",
                    other => other,
                };
                assert!(message_for(&KeyPress { key, shift, ..PLAIN }).is_some(), "{keys}");
                // Turned off, only Escape is left (WCAG 2.1.4).
                let off = message_for(&KeyPress { key, shift, plain_keys: false, ..PLAIN });
                assert_eq!(off.is_some(), key == "Escape", "{keys}");
                let within = message_for(&KeyPress { key, shift, in_dialog: true, ..PLAIN });
                assert_eq!(within.is_some(), key == "Escape", "{keys}");
            }
        }
    }

    #[test]
    fn keys() {
        let of = |press: KeyPress<'_>| message_for(&press);
        assert_eq!(of(KeyPress { key: " ", ..PLAIN }), Some(Message::TogglePlay));
        // A button that was clicked keeps the focus, and only its own two keys.
        for (own, space, home) in [
            (Own::Nothing, Some(Message::TogglePlay), Some(Message::Seek(SimTime::ZERO))),
            (Own::Press, None, Some(Message::Seek(SimTime::ZERO))),
            (Own::All, None, None),
        ] {
            assert_eq!(of(KeyPress { key: " ", own, ..PLAIN }), space);
            assert_eq!(of(KeyPress { key: "Home", own, ..PLAIN }), home);
        }
        assert_eq!(of(KeyPress { key: "z", typing: true, ..PLAIN }), None);
        assert_eq!(of(KeyPress { key: "z", command: true, ..PLAIN }), Some(Message::Undo));
        let shifted = KeyPress { key: "Z", command: true, shift: true, ..PLAIN };
        assert_eq!(of(shifted), Some(Message::Redo));
        assert_eq!(of(KeyPress { key: "z", command: true, typing: true, ..PLAIN }), None);
        assert_eq!(of(KeyPress { key: "ArrowRight", ..PLAIN }), Some(Message::StepNext));
        for sheets in [false, true] {
            let escape = KeyPress { key: "Escape", typing: true, sheets, ..PLAIN };
            assert_eq!(of(escape), Some(Message::Escape { sheets }));
        }
    }
}
