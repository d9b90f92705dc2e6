//! Words of the inspector's tabs for quotas and for commands.

use super::Lang;
use crate::model::catalog::quota::{Effect, Profile, QUOTAS, Quota, Unplayed};
use crate::scenario::flips::Verdict;

/// Words that have no arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named after its English words")]
pub enum Words {
    CliHelp,
    Profile,
    Notes,
    Current,
    NotesHelp,
    CurrentHelp,
    Comparing,
    NoFlips,
    Switch,
    Stay,
    Adjustable,
    Fixed,
    AskForMore,
    AskHelp,
    FixedHelp,
    Value,
    Default,
    NearLimit,
    All,
    Full,
    PastIt,
    OnlyIfSet,
    NotCounted,
    Changed,
    Off,
    Copied,
}

const fn pick(lang: Lang, pair: (&'static str, &'static str)) -> &'static str {
    match lang {
        Lang::En => pair.0,
        Lang::ZhTw => pair.1,
    }
}

/// Words of these tabs.
pub const fn words(lang: Lang, key: Words) -> &'static str {
    let pair = match key {
        Words::CliHelp => (
            "The calls up to the playhead. They run unchanged in a shell; lines with # are the playground’s own, which only the terminal below reads.",
            "播放頭之前的呼叫，可以直接在 shell 執行；# 開頭的是遊樂場自己的呼叫，只有下方的終端機看得懂。",
        ),
        Words::Profile => ("Which values hold", "採用的數值"),
        Words::Notes => ("Study notes", "讀書筆記"),
        Words::Current => ("Today’s", "今日"),
        Words::NotesHelp => (
            "The values of the study notes, about 2020. Rows that the notes do not have hold at today’s values.",
            "讀書筆記的數值，約 2020 年；筆記沒有的項目採用今日的數值。",
        ),
        Words::CurrentHelp => {
            ("The newest published values, 2024 to 2026.", "最新公布的數值，2024 到 2026 年。")
        }
        Words::Comparing => ("Playing both …", "正在播放兩種情況…"),
        Words::NoFlips => (
            "Nothing in this playground would be answered otherwise.",
            "這個遊樂場的回應不會有任何不同。",
        ),
        Words::Switch => ("Switch", "切換"),
        Words::Stay => ("Stay", "不切換"),
        Words::Adjustable => ("adjustable", "可調整"),
        Words::Fixed => ("fixed", "固定"),
        Words::AskForMore => ("Ask for more", "申請提高"),
        Words::AskHelp => (
            "AWS raises it on request, account by account and Region by Region (Service Quotas). Here it holds at once, for all calls; undo takes it back.",
            "AWS 會依申請提高，每個帳戶、每個區域分開（Service Quotas）。這裡立刻對所有呼叫生效；復原就會取消。",
        ),
        Words::FixedHelp => (
            "AWS raises it for nobody: design within it.",
            "AWS 不會為任何人提高：設計時就要遵守。",
        ),
        Words::Value => ("New value", "新的數值"),
        Words::Default => ("Back to the default", "回到預設值"),
        Words::NearLimit => ("Near the limit", "接近上限"),
        Words::All => ("All quotas", "所有配額"),
        Words::Full => ("full", "已滿"),
        Words::PastIt => ("Past it", "超過時"),
        Words::OnlyIfSet => {
            ("Shown only; it blocks when you set a value.", "僅供參考；設定數值後才會限制。")
        }
        Words::NotCounted => ("Shown only.", "僅供參考。"),
        Words::Changed => ("changed here", "已在此更改"),
        Words::Copied => ("Copied.", "已複製。"),
        Words::Off => ("no such row", "沒有這一項"),
    };
    pick(lang, pair)
}

/// The quotas' names in Chinese, in the order of their numbers; English is AWS's own.
const NAMES: [&str; 42] = [
    "叢集",
    "每個叢集的容器執行個體",
    "每個叢集的服務",
    "每個服務的任務（期望數量）",
    "每個服務使用 EC2 啟動類型的任務（期望數量）",
    "使用 Fargate 啟動類型或 FARGATE 容量提供者的任務",
    "Fargate Spot 任務",
    "Fargate 任務的公有 IP 位址",
    "每次 run-task 啟動的任務（count）",
    "每次 start-task 的容器執行個體",
    "每個任務定義系列的修訂版",
    "任務定義大小（KiB）",
    "每個任務定義的容器",
    "awsvpcConfiguration 中的子網路",
    "awsvpcConfiguration 中的安全群組",
    "每個服務的目標群組",
    "每個服務的 Classic Load Balancer",
    "每個資源的標籤",
    "每個叢集的容量提供者",
    "每個叢集處於 PROVISIONING 的任務",
    "服務在 Fargate 啟動任務的速率",
    "服務在 EC2 或 External 啟動任務的速率",
    "Fargate 隨需啟動速率（瞬間／持續）",
    "Fargate Spot 啟動速率（瞬間／持續）",
    "ECS API 請求速率（瞬間／每秒持續）",
    "每個容器的 ECS Exec 工作階段",
    "每個命名空間的服務（Service Connect）",
    "每個任務的放置限制條件",
    "每個任務或服務的放置策略",
    "每台容器執行個體保留的主機連接埠",
    "使用服務探索或 Service Connect 的服務的任務",
    "每個服務的服務登錄",
    "每個容器的環境變數檔",
    "每個容器的連接埠範圍",
    "每個資源的自訂屬性",
    "RunTask／StartTask 覆寫大小（字元）",
    "每次 Describe 呼叫的項目",
    "每個服務的部署（任務集）",
    "每台容器執行個體的 awsvpc 任務 ENI",
    "每個區域的網路介面（VPC 配額）",
    "Fargate 暫時性儲存空間（GiB）",
    "EC2 隨需 vCPU 配額（Managed Instances 與 Auto Scaling）",
];

/// A quota's name.
pub fn name(lang: Lang, quota: &Quota) -> &'static str {
    let at = QUOTAS.iter().position(|other| other.code == quota.code);
    match (lang, at.and_then(|at| NAMES.get(at)), at.and_then(|at| QUOTAS.get(at))) {
        (Lang::ZhTw, Some(name), _) => name,
        (_, _, Some(quota)) => quota.name,
        _ => "",
    }
}

/// Over what a quota is counted.
pub fn scope(lang: Lang, quota: &Quota) -> &'static str {
    match quota.scope {
        "account+region" => pick(lang, ("per account and Region", "每個帳戶與區域")),
        "cluster" => pick(lang, ("per cluster", "每個叢集")),
        "service" => pick(lang, ("per service", "每個服務")),
        "service per minute" => pick(lang, ("per service and minute", "每個服務每分鐘")),
        "API call" => pick(lang, ("per call", "每次呼叫")),
        "container" => pick(lang, ("per container", "每個容器")),
        "container instance" => pick(lang, ("per container instance", "每台容器執行個體")),
        "task" => pick(lang, ("per task", "每個任務")),
        "task definition" => pick(lang, ("per task definition", "每個任務定義")),
        "task definition family" => pick(lang, ("per family", "每個系列")),
        "task definition + request together" => {
            pick(lang, ("per definition and its request together", "任務定義與請求合計"))
        }
        "resource" => pick(lang, ("per resource", "每個資源")),
        "Cloud Map namespace" => pick(lang, ("per namespace", "每個命名空間")),
        other => QUOTAS.iter().find(|q| q.scope == other).map_or("", |q| q.scope),
    }
}

/// What happens past it.
pub const fn effect(lang: Lang, effect: Effect) -> &'static str {
    pick(
        lang,
        match effect {
            Effect::Refused => ("The call is refused.", "呼叫會遭拒。"),
            Effect::Event => (
                "RunTask is refused; a service says so in its events and tries again.",
                "RunTask 會遭拒；服務會在事件中說明，並再次嘗試。",
            ),
            Effect::Paced => {
                ("Launches slow down, without a word.", "啟動會變慢，但沒有任何訊息。")
            }
            Effect::Throttled => (
                "The call answers ThrottlingException; a service tries again.",
                "呼叫會得到 ThrottlingException；服務會再次嘗試。",
            ),
            Effect::NotChosen => (
                "The instance is not chosen: a placement failure.",
                "不會選這台執行個體：放置失敗。",
            ),
            Effect::TaskStops => ("The task stops before it runs.", "任務在執行前就會停止。"),
        },
    )
}

/// Why a row is only shown.
pub const fn unplayed(lang: Lang, why: Unplayed) -> &'static str {
    pick(
        lang,
        match why {
            Unplayed::Exec => {
                ("Nothing runs inside containers here.", "這裡的容器裡不執行任何東西。")
            }
            Unplayed::TaskSets => ("Task sets are not played.", "不模擬任務集。"),
        },
    )
}

/// So many verdicts would flip.
pub fn flips(lang: Lang, n: usize, under: Profile) -> String {
    let differ = if n == 1 { "answer differs" } else { "answers differ" };
    match (lang, under) {
        (Lang::En, Profile::Notes) => format!("Under the study notes’ values {n} {differ}:"),
        (Lang::En, Profile::Current) => format!("Under today’s values {n} {differ}:"),
        (Lang::ZhTw, Profile::Notes) => format!("採用讀書筆記的數值時，有 {n} 個回應不同："),
        (Lang::ZhTw, Profile::Current) => format!("採用今日的數值時，有 {n} 個回應不同："),
    }
}

/// An answer in a few words.
pub fn verdict(lang: Lang, verdict: &Verdict) -> String {
    match (lang, verdict) {
        (Lang::En, Verdict::Accepted(None)) => "accepted".to_owned(),
        (Lang::ZhTw, Verdict::Accepted(None)) => "接受".to_owned(),
        (Lang::En, Verdict::Accepted(Some(1))) => "accepted, 1 task".to_owned(),
        (Lang::En, Verdict::Accepted(Some(n))) => format!("accepted, {n} tasks"),
        (Lang::ZhTw, Verdict::Accepted(Some(n))) => format!("接受，{n} 個任務"),
        (Lang::En, Verdict::Refused(error)) => format!("refused: {}", error.exception),
        (Lang::ZhTw, Verdict::Refused(error)) => format!("遭拒：{}", error.exception),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_words() {
        for quota in &QUOTAS {
            for lang in Lang::ALL {
                assert!(!name(lang, quota).is_empty(), "{}", quota.rule);
                assert!(!scope(lang, quota).is_empty(), "{}", quota.rule);
            }
            // A scope of its own has words of its own.
            let own = scope(Lang::ZhTw, quota);
            assert!(!own.is_ascii(), "{}", quota.scope);
        }
    }
}
