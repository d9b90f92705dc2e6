//! Sentences about scenario documents, links and reports.

use super::{Lang, document};
use crate::scenario::document::DocumentWarning;
use crate::scenario::report::Warning;
use crate::scenario::share_link::LinkTrouble;
use crate::scenario::{DocumentTrouble, Unreadable};

fn trouble(lang: Lang, trouble: &DocumentTrouble) -> String {
    use DocumentTrouble as T;
    match (lang, trouble) {
        (_, T::Text(problem)) => document::problem(lang, problem),
        (Lang::En, T::NotAScenario) => {
            "This is no scenario: an object with `version` and `calls` is one.".into()
        }
        (Lang::ZhTw, T::NotAScenario) => "這不是情境檔：要有 `version` 與 `calls` 的物件。".into(),
        (Lang::En, T::Version(found)) => {
            format!("Version {found} is not known here. This program reads version 1.")
        }
        (Lang::ZhTw, T::Version(found)) => format!("不認得版本 {found}，這個程式讀版本 1。"),
        (Lang::En, T::Field(name, what)) => format!("`{name}` takes {what}."),
        (Lang::ZhTw, T::Field(name, what)) => {
            let what = match *what {
                "a list" => "清單",
                "a text" => "文字",
                "an object" => "物件",
                _ => "大於等於 0 的整數",
            };
            format!("`{name}` 要的是{what}。")
        }
        (Lang::En, T::NotACall) => "A call is an object with `at`, `call` and `input`.".into(),
        (Lang::ZhTw, T::NotACall) => "呼叫是有 `at`、`call`、`input` 的物件。".into(),
        (Lang::En, T::UnknownCall(found, nearest)) => {
            format!("There is no call `{found}`. The nearest is `{nearest}`.")
        }
        (Lang::ZhTw, T::UnknownCall(found, nearest)) => {
            format!("沒有 `{found}` 這個呼叫，最接近的是 `{nearest}`。")
        }
        (Lang::En, T::Duration(found)) => {
            format!("`{found}` is no duration. Write 90s, 1h30m or whole milliseconds.")
        }
        (Lang::ZhTw, T::Duration(found)) => {
            format!("`{found}` 不是時間長度。寫成 90s、1h30m，或毫秒的整數。")
        }
        (Lang::En, T::Order) => {
            "Calls stand in order of `at`; this one lies before the one above.".into()
        }
        (Lang::ZhTw, T::Order) => "呼叫要依 `at` 排列，這個比上一個早。".into(),
        (Lang::En, T::TooManyCalls) => {
            format!("A scenario holds at most {} calls.", crate::scenario::document::CALL_LIMIT)
        }
        (Lang::ZhTw, T::TooManyCalls) => {
            format!("情境檔最多 {} 個呼叫。", crate::scenario::document::CALL_LIMIT)
        }
        (Lang::En, T::Start(found)) => {
            format!("`{found}` is no moment. Write it as 2026-01-01T00:00:00Z.")
        }
        (Lang::ZhTw, T::Start(found)) => format!("`{found}` 不是時刻。寫成 2026-01-01T00:00:00Z。"),
        (Lang::En, T::Profile(found)) => {
            format!("There is no quota profile {found}. Legal: notes, current.")
        }
        (Lang::ZhTw, T::Profile(found)) => {
            format!("沒有配額設定 {found}。可用的值：notes、current。")
        }
    }
}

/// Why a document cannot be read, with its place, in one line.
pub fn unreadable(lang: Lang, error: &Unreadable) -> String {
    let (line, column) = (error.position.line, error.position.column);
    let path = error.path.to_string();
    let text = trouble(lang, &error.trouble);
    let place = if path.is_empty() { String::new() } else { format!(" ({path})") };
    match lang {
        Lang::En => format!("line {line}, column {column}{place}: {text}"),
        Lang::ZhTw => format!("第 {line} 行第 {column} 欄{place}：{text}"),
    }
}

/// What a readable document should be warned of.
pub fn document_warning(lang: Lang, warning: &DocumentWarning) -> String {
    match (lang, warning) {
        (Lang::En, DocumentWarning::UnknownField(name)) => {
            format!("The document does not know `{name}`. It is ignored.")
        }
        (Lang::ZhTw, DocumentWarning::UnknownField(name)) => {
            format!("文件不認得 `{name}`，已略過。")
        }
        (Lang::En, DocumentWarning::FixedQuota(code, value)) => {
            format!(
                "The quota `{code}` is fixed at {value}: AWS does not raise it on request. Its override is ignored."
            )
        }
        (Lang::ZhTw, DocumentWarning::FixedQuota(code, value)) => {
            format!("配額 `{code}` 固定為 {value}：AWS 不接受提高的申請，覆寫值已略過。")
        }
        (Lang::En, DocumentWarning::UnknownQuota(code)) => {
            format!("There is no quota `{code}`. Its override is ignored.")
        }
        (Lang::ZhTw, DocumentWarning::UnknownQuota(code)) => {
            format!("沒有名為 `{code}` 的配額，覆寫值已略過。")
        }
        (Lang::En, DocumentWarning::QuotaOff(code)) => {
            format!("The chosen profile has no quota `{code}`. Its override is ignored.")
        }
        (Lang::ZhTw, DocumentWarning::QuotaOff(code)) => {
            format!("所選的配額組沒有 `{code}`，覆寫值已略過。")
        }
        (Lang::En, DocumentWarning::OtherEngine(engine)) => format!(
            "Made with engine {engine}, played by engine {}.",
            crate::simulation::fold::ENGINE_VERSION
        ),
        (Lang::ZhTw, DocumentWarning::OtherEngine(engine)) => format!(
            "以引擎 {engine} 製作，由引擎 {} 播放。",
            crate::simulation::fold::ENGINE_VERSION
        ),
    }
}

/// A warning of the report.
pub fn warning(lang: Lang, warning: &Warning) -> String {
    match (lang, warning) {
        (_, Warning::Document(warning)) => document_warning(lang, warning),
        (_, Warning::Input(index, name, problem)) => {
            format!(
                "calls[{index}] {name}: {}: {}",
                problem.path,
                document::shape(lang, &problem.message)
            )
        }
        // What `world:` does has no API.
        (Lang::En, Warning::NotSimulated(index, name)) if name.starts_with("world:") => {
            format!("calls[{index}] {name}: an incident that is not simulated yet.")
        }
        (Lang::ZhTw, Warning::NotSimulated(index, name)) if name.starts_with("world:") => {
            format!("calls[{index}] {name}：還沒有模擬的事件。")
        }
        (Lang::En, Warning::NotSimulated(index, name)) => {
            format!("calls[{index}] {name}: a real call that is not simulated yet.")
        }
        (Lang::ZhTw, Warning::NotSimulated(index, name)) => {
            format!("calls[{index}] {name}：真實的呼叫，但還沒有模擬。")
        }
    }
}

/// Why a link cannot be opened.
pub const fn link(lang: Lang, trouble: LinkTrouble) -> &'static str {
    match (lang, trouble) {
        (Lang::En, LinkTrouble::NoLink) => "This holds no scenario: a link has #s= in it.",
        (Lang::ZhTw, LinkTrouble::NoLink) => "這裡面沒有情境：連結要有 #s=。",
        (Lang::En, LinkTrouble::CutShort) => "This link was cut short. Paste all of it again.",
        (Lang::ZhTw, LinkTrouble::CutShort) => "這個連結被截斷了，重新貼上完整的連結。",
        (Lang::En, LinkTrouble::Damaged) => {
            "This link is damaged: its checksum does not fit. Copy it again from where it came."
        }
        (Lang::ZhTw, LinkTrouble::Damaged) => "這個連結損壞了：檢查碼不符。從原處重新複製。",
        (Lang::En, LinkTrouble::TooLarge) => "This link holds more than a link may.",
        (Lang::ZhTw, LinkTrouble::TooLarge) => "這個連結超過連結的容量上限。",
        (Lang::En, LinkTrouble::UnknownVersion) => {
            "This link was made by a newer version. Reload the page to get it."
        }
        (Lang::ZhTw, LinkTrouble::UnknownVersion) => "這個連結由較新的版本製作。重新載入頁面。",
    }
}
