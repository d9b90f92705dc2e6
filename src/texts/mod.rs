//! Every sentence, in English and in Traditional Chinese as written in Taiwan. A room has its own
//! message enum; its words stand here in a file of the room's name, matched exhaustively: a
//! missing sentence does not compile.

use std::fmt::{self, Write as _};

pub mod acts;
pub mod check;
pub mod check_fields;
pub mod comfort;
pub mod composer;
pub mod cost;
pub mod deployments;
pub mod document;
pub mod examples;
pub mod explain;
pub mod fix;
pub mod fleet;
pub mod forecast;
pub mod page;
pub mod page_sentence;
pub mod query;
pub mod quotas;
pub mod scenario;
pub mod stage;
pub mod terminal;

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

    /// After what is explained.
    pub const fn colon(self) -> &'static str {
        match self {
            Self::En => ": ",
            Self::ZhTw => "：",
        }
    }

    /// Between sentences that belong together.
    pub const fn semicolon(self) -> &'static str {
        match self {
            Self::En => "; ",
            Self::ZhTw => "；",
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

    /// Chinese as written in Taiwan and in this house: no 「請」, no 「您」, no exclamation mark, none of the
    /// mainland's words for the things that are spoken of here, and one word for one thing.
    #[test]
    fn the_words_are_taiwans_and_the_houses() {
        const NEVER: [(&str, &str); 33] = [
            ("您", "你"),
            ("！", "。"),
            ("默認", "預設"),
            ("支持", "支援"),
            ("設置", "設定"),
            ("創建", "建立"),
            ("內存", "記憶體"),
            ("端口", "連接埠"),
            ("信息", "資訊"),
            ("網絡", "網路"),
            ("用戶", "使用者"),
            ("鏈接", "連結"),
            ("字符", "字元"),
            ("程序", "程式"),
            ("數據", "資料"),
            ("緩存", "快取"),
            ("服務器", "伺服器"),
            ("軟件", "軟體"),
            ("示例", "範例"),
            ("布局", "版面"),
            ("屏幕", "螢幕"),
            ("線程", "執行緒"),
            ("進程", "處理程序"),
            ("文檔", "文件"),
            ("菜單", "選單"),
            ("實例", "執行個體"),
            ("集群", "叢集"),
            ("鏡像", "映像"),
            ("日志", "日誌"),
            ("帳號的", "帳戶的"),
            ("代理程式", "代理"),
            ("記錄驅動", "日誌驅動"),
            ("個執行個體", "台執行個體"),
        ];
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/texts");
        let mut lines = 0;
        for entry in std::fs::read_dir(folder).expect("the folder") {
            let path = entry.expect("an entry").path();
            let text = std::fs::read_to_string(&path).expect("readable");
            // The list itself stands in this file's tests.
            let text = text.split("mod tests {").next().unwrap_or("");
            for line in text.lines().filter(|line| !line.is_ascii()) {
                lines += 1;
                for (never, rather) in NEVER {
                    assert!(
                        !line.contains(never),
                        "{}: {rather}, not {never}: {line}",
                        path.display()
                    );
                }
                let asks = line.replace("申請", "").replace("請求", "");
                assert!(!asks.contains('請'), "{}: no 請: {line}", path.display());
            }
        }
        assert!(lines > 900, "{lines} lines");
    }
}
