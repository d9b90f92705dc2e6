//! Every sentence, in English and in Traditional Chinese as written in Taiwan. A room has its own
//! message enum; its words stand here in a file of the room's name, matched exhaustively: a
//! missing sentence does not compile.

use std::fmt::{self, Write as _};

pub mod acts;
pub mod check;
pub mod check_fields;
pub mod comfort;
pub mod composer;
pub mod deployments;
pub mod document;
pub mod examples;
pub mod explain;
pub mod fix;
pub mod page;
pub mod page_sentence;
pub mod query;
pub mod quotas;
pub mod scenario;
pub mod stage;

/// A language of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Traditional Chinese, Taiwan.
    ZhTw,
}

impl Lang {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::En, Self::ZhTw];

    /// The page's `lang` attribute.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhTw => "zh-Hant-TW",
        }
    }

    /// Between parts of a sentence.
    pub const fn comma(self) -> &'static str {
        match self {
            Self::En => ", ",
            Self::ZhTw => "，",
        }
    }

    /// Reads a language tag: any Chinese becomes the page's Chinese, all else English.
    pub fn of_tag(tag: &str) -> Self {
        let bytes = tag.as_bytes();
        if bytes.len() >= 2 && bytes[..2].eq_ignore_ascii_case(b"zh") {
            Self::ZhTw
        } else {
            Self::En
        }
    }
}

/// `1,024`
pub fn thousands(n: u64) -> String {
    Number(n).to_string()
}

/// An amount or a count as both languages write it: in groups of three with commas. Numbers that
/// name something (`#1204`, ports, revisions) and numbers in code stand without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number(pub u64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (i, digit) in digits.bytes().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                f.write_char(',')?;
            }
            f.write_char(digit.into())?;
        }
        Ok(())
    }
}

/// [`Number`] of a count that is never negative.
pub(crate) fn number(n: impl Into<u64>) -> Number {
    Number(n.into())
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn tags() {
        for lang in Lang::ALL {
            assert_eq!(Lang::of_tag(lang.tag()), lang);
        }
        assert_eq!(Lang::of_tag("zh_TW"), Lang::ZhTw);
        assert_eq!(Lang::of_tag("de"), Lang::En);
        assert_eq!(Lang::of_tag(""), Lang::En);
    }
}
