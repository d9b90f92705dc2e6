//! Sentences about texts and their shape.

use super::Lang;
use crate::document::{Cause, DocumentProblem, Outline};
use crate::model::reader::{Kind, ShapeProblem};

fn kind(lang: Lang, kind: Kind) -> &'static str {
    match (lang, kind) {
        (_, Kind::Null) => "null",
        (Lang::En, Kind::Boolean) => "true or false",
        (Lang::ZhTw, Kind::Boolean) => "true 或 false",
        (Lang::En, Kind::Number) => "a number",
        (Lang::ZhTw, Kind::Number) => "數字",
        (Lang::En, Kind::Text) => "a text",
        (Lang::ZhTw, Kind::Text) => "文字",
        (Lang::En, Kind::List) => "a list",
        (Lang::ZhTw, Kind::List) => "清單",
        (Lang::En, Kind::Object) => "an object",
        (Lang::ZhTw, Kind::Object) => "物件",
    }
}

fn cause(lang: Lang, cause: &Cause) -> String {
    match (lang, cause) {
        (Lang::En, Cause::Template(mark)) => format!(
            "`{mark}` is a template's mark. Put a value in its place, or the mark between double quotes."
        ),
        (Lang::ZhTw, Cause::Template(mark)) => {
            format!("`{mark}` 是範本記號。換成實際的值，或用雙引號括起來。")
        }
        (Lang::En, Cause::Cut) => {
            "Something was left out here (`...`). Paste the whole text.".into()
        }
        (Lang::ZhTw, Cause::Cut) => "這裡被省略了（`...`）。貼上完整的內容。".into(),
        (Lang::En, Cause::SingleQuotes) => "JSON texts stand in double quotes.".into(),
        (Lang::ZhTw, Cause::SingleQuotes) => "JSON 的文字要用雙引號。".into(),
        (Lang::En, Cause::MissingComma) => "A comma is missing before this.".into(),
        (Lang::ZhTw, Cause::MissingComma) => "這之前少了逗號。".into(),
        (Lang::En, Cause::Unclosed) => "A bracket is not closed. The text may be cut short.".into(),
        (Lang::ZhTw, Cause::Unclosed) => "括號沒有關閉。內容可能被截斷了。".into(),
        (Lang::En, Cause::AfterEnd) => "The document ends before this. Only one is read.".into(),
        (Lang::ZhTw, Cause::AfterEnd) => "文件在這之前已經結束。一次只讀一份。".into(),
        (Lang::En, Cause::Yaml) => "This looks like YAML. A task definition is JSON.".into(),
        (Lang::ZhTw, Cause::Yaml) => "這看起來是 YAML。任務定義是 JSON。".into(),
        (Lang::En, Cause::Markup) => {
            "This looks like HTML or XML. A task definition is JSON.".into()
        }
        (Lang::ZhTw, Cause::Markup) => "這看起來是 HTML 或 XML。任務定義是 JSON。".into(),
        (Lang::En, Cause::NotJson) => "This is not JSON. A task definition begins with {.".into(),
        (Lang::ZhTw, Cause::NotJson) => "這不是 JSON。任務定義以 { 開頭。".into(),
        (Lang::En, Cause::BadText) => {
            "A text is not closed, or holds a character that JSON wants escaped.".into()
        }
        (Lang::ZhTw, Cause::BadText) => "文字沒有結束，或含有 JSON 需要跳脫的字元。".into(),
        (Lang::En, Cause::Unexpected(found)) => format!("`{found}` cannot stand here."),
        (Lang::ZhTw, Cause::Unexpected(found)) => format!("這裡不能是 `{found}`。"),
    }
}

/// What is wrong with a text.
pub fn problem(lang: Lang, problem: &DocumentProblem) -> String {
    match (lang, problem) {
        (_, DocumentProblem::Syntax(found)) => cause(lang, found),
        (Lang::En, DocumentProblem::Empty) => "Nothing is written.".into(),
        (Lang::ZhTw, DocumentProblem::Empty) => "沒有內容。".into(),
        (Lang::En, DocumentProblem::TooLong { bytes, limit }) => {
            format!("The text has {}; up to {} are read.", mib(*bytes), mib(*limit))
        }
        (Lang::ZhTw, DocumentProblem::TooLong { bytes, limit }) => {
            format!("內容有 {}，最多讀 {}。", mib(*bytes), mib(*limit))
        }
        (Lang::En, DocumentProblem::TooDeep { limit }) => {
            format!("Brackets are nested more than {limit} deep.")
        }
        (Lang::ZhTw, DocumentProblem::TooDeep { limit }) => format!("括號巢狀超過 {limit} 層。"),
        (Lang::En, DocumentProblem::DuplicateKey(key)) => {
            format!("`{key}` stands twice. The last one counts.")
        }
        (Lang::ZhTw, DocumentProblem::DuplicateKey(key)) => {
            format!("`{key}` 出現兩次，以最後一個為準。")
        }
        (Lang::En, DocumentProblem::ByteOrderMark) => "A byte-order mark was left out.".into(),
        (Lang::ZhTw, DocumentProblem::ByteOrderMark) => "已略過位元組順序記號。".into(),
        (Lang::En, DocumentProblem::Comments) => {
            "Comments were left out: the API takes JSON without them.".into()
        }
        (Lang::ZhTw, DocumentProblem::Comments) => "已略過註解：API 的 JSON 不收註解。".into(),
        (Lang::En, DocumentProblem::TrailingComma) => {
            "A comma before a closing bracket was left out: the API's JSON has none.".into()
        }
        (Lang::ZhTw, DocumentProblem::TrailingComma) => {
            "已略過結尾括號前的逗號：API 的 JSON 不能有。".into()
        }
    }
}

/// What a document is, where it is no plain task definition.
pub fn outline(lang: Lang, outline: Outline) -> &'static str {
    match (lang, outline) {
        (Lang::En, Outline::TaskDefinition) => "A task definition.",
        (Lang::ZhTw, Outline::TaskDefinition) => "任務定義。",
        (Lang::En, Outline::Described) => "The answer of DescribeTaskDefinition.",
        (Lang::ZhTw, Outline::Described) => "DescribeTaskDefinition 的回應。",
        (Lang::En, Outline::Recorded) => "Taken out of a recorded answer.",
        (Lang::ZhTw, Outline::Recorded) => "取自錄下的回應。",
        (Lang::En, Outline::Several) => "Several task definitions. The first is taken.",
        (Lang::ZhTw, Outline::Several) => "有好幾個任務定義，取第一個。",
        (Lang::En, Outline::ContainerList) => {
            "A bare list of container definitions. It is taken with the family `pasted`."
        }
        (Lang::ZhTw, Outline::ContainerList) => "只有容器定義的清單，以 family `pasted` 讀入。",
        (Lang::En, Outline::OneContainer) => {
            "One container definition alone. It is taken with the family `pasted`."
        }
        (Lang::ZhTw, Outline::OneContainer) => "只有一個容器定義，以 family `pasted` 讀入。",
        (Lang::En, Outline::Properties) => {
            "Written as CloudFormation writes it (PascalCase), read in the API's spelling. What the template computes stands as a placeholder, or is left out."
        }
        (Lang::ZhTw, Outline::Properties) => {
            "以 CloudFormation 的寫法（PascalCase）撰寫，照 API 的拼法讀入。範本計算的值以佔位文字代替，或略過。"
        }
        (Lang::En, Outline::Service) => "This is a service, not a task definition.",
        (Lang::ZhTw, Outline::Service) => "這是服務，不是任務定義。",
        (Lang::En, Outline::CloudFormation) => {
            "This is a CloudFormation template. Importing templates comes later."
        }
        (Lang::ZhTw, Outline::CloudFormation) => "這是 CloudFormation 範本，之後才能匯入。",
        (Lang::En, Outline::Compose) => "This is a Compose file. Importing it comes later.",
        (Lang::ZhTw, Outline::Compose) => "這是 Compose 檔，之後才能匯入。",
        (Lang::En, Outline::Scenario) => "This is a scenario of this playground.",
        (Lang::ZhTw, Outline::Scenario) => "這是這個遊樂場的情境檔。",
        (Lang::En, Outline::Unknown) => {
            "This is JSON, but no task definition: it has no containerDefinitions."
        }
        (Lang::ZhTw, Outline::Unknown) => "這是 JSON，但不是任務定義：沒有 containerDefinitions。",
    }
}

/// Bytes in MiB with one digit behind the point, rounded up: a text just too long must not seem
/// to fit.
fn mib(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(1 << 20);
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}

/// What is wrong with the shape of a field.
pub fn shape(lang: Lang, problem: &ShapeProblem) -> String {
    match (lang, problem) {
        (Lang::En, ShapeProblem::WrongKind { expected, found }) => {
            format!("This is {}; the API takes {}.", kind(lang, *found), kind(lang, *expected))
        }
        (Lang::ZhTw, ShapeProblem::WrongKind { expected, found }) => {
            format!("這是{}，API 要的是{}。", kind(lang, *found), kind(lang, *expected))
        }
        (Lang::En, ShapeProblem::OutOfRange { least, greatest }) => {
            format!("Legal: whole numbers from {least} to {greatest}.")
        }
        (Lang::ZhTw, ShapeProblem::OutOfRange { least, greatest }) => {
            format!("可用的值：{least} 到 {greatest} 的整數。")
        }
        (Lang::En, ShapeProblem::UnknownWord { found, known }) => {
            format!("The API does not know `{found}` here. Legal: {}.", known.join(", "))
        }
        (Lang::ZhTw, ShapeProblem::UnknownWord { found, known }) => {
            format!("API 在這裡不認得 `{found}`。可用的值：{}。", known.join("、"))
        }
        (Lang::En, ShapeProblem::Missing { name }) => format!("`{name}` is required."),
        (Lang::ZhTw, ShapeProblem::Missing { name }) => format!("必須有 `{name}`。"),
        (Lang::En, ShapeProblem::UnknownField { name, nearest: Some(nearest) }) => {
            format!("The API does not know `{name}`. Is it `{nearest}`?")
        }
        (Lang::ZhTw, ShapeProblem::UnknownField { name, nearest: Some(nearest) }) => {
            format!("API 不認得 `{name}`。是不是 `{nearest}`？")
        }
        (Lang::En, ShapeProblem::UnknownField { name, nearest: None }) => {
            format!("The API does not know `{name}`. It is kept and ignored.")
        }
        (Lang::ZhTw, ShapeProblem::UnknownField { name, nearest: None }) => {
            format!("API 不認得 `{name}`。保留，但不使用。")
        }
        (Lang::En, ShapeProblem::DescribeOnly { name }) => {
            format!("Only answers of the API have `{name}`. It is left out.")
        }
        (Lang::ZhTw, ShapeProblem::DescribeOnly { name }) => {
            format!("`{name}` 只出現在 API 的回應裡，已略過。")
        }
        (Lang::En, ShapeProblem::ReadAs { expected, found }) => {
            format!("This is {}, read as {}.", kind(lang, *found), kind(lang, *expected))
        }
        (Lang::ZhTw, ShapeProblem::ReadAs { expected, found }) => {
            format!("這是{}，當作{}讀入。", kind(lang, *found), kind(lang, *expected))
        }
        (Lang::En, ShapeProblem::UnknownSubnet { subnet }) => format!(
            "`{subnet}` is not the subnet of a zone here (they are named `subnet-` and the zone). It is taken to lie in every zone."
        ),
        (Lang::ZhTw, ShapeProblem::UnknownSubnet { subnet }) => format!(
            "`{subnet}` 不是這裡任何一個可用區域的子網路（名稱是 `subnet-` 加上可用區域）。當作它在每個可用區域都有。"
        ),
        (Lang::En, ShapeProblem::UncheckedBreaker) => {
            "The circuit breaker may never trip. Once one task has run, it counts only failed health checks, and nothing checks these tasks: a container may start and crash for ever. A healthCheck on an essential container or a load balancer gives it something to count.".into()
        }
        (Lang::ZhTw, ShapeProblem::UncheckedBreaker) => {
            "斷路器可能永遠不會跳脫。只要有一個任務跑起來過，它就只計算失敗的健康檢查，而這些任務沒有任何健康檢查：容器可以一再啟動又當掉。替 essential 容器加上 healthCheck，或使用負載平衡器，它才有東西可算。".into()
        }
    }
}
