//! Every sentence, in English and in Traditional Chinese as written in Taiwan. A room has its own
//! message enum; its words stand here in a file of the room's name, matched exhaustively: a
//! missing sentence does not compile.

pub mod acts;
pub mod check;
pub mod check_fields;
pub mod comfort;
pub mod composer;
pub mod deployments;
pub mod document;
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
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
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
