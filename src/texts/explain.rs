//! Sentences of the funnel, for the terminal and the inspector.

use super::{Lang, number};
use crate::placement::filter::Reason;
use crate::placement::fix::Fix;
use crate::placement::strategy::Value;

/// A line of an explanation.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "named after the sentence; fields are its arguments")]
pub enum Line<'a> {
    Head { name: &'a str, group: &'a str, at: &'a str },
    Rebalanced { zone: &'a str },
    Provider { provider: &'a str },
    Waits,
    Candidates { count: usize },
    Removed { slot: u32, reason: &'a Reason },
    Also { reason: &'a Reason },
    Strategy { kind: &'a str, field: &'a str, kept: usize },
    Ranked { slot: u32, value: &'a Value, kept: bool },
    Tie { count: usize },
    Chosen { what: &'a str },
    Nowhere,
    Fix { what: &'a str },
    Nearest { slot: u32, reason: &'a Reason },
    Zone { zone: &'a str, tasks: u32 },
    FargateQuota,
    NothingWaits,
}

const CPU: [&str; 2] = [" CPU units", " 個 CPU 單位"];
const GPU: [&str; 2] = [" GPUs", " 個 GPU"];

fn amounts(lang: Lang, needed: u32, remaining: u32, [en, zh]: [&str; 2]) -> String {
    let (needed, remaining) = (number(needed), number(remaining));
    match lang {
        Lang::En => format!("needs {needed}{en}, {remaining} are left"),
        Lang::ZhTw => format!("需要 {needed}{zh}，剩 {remaining}"),
    }
}

/// A check's numbers in words: what the task needs, and what is there.
pub fn numbers(lang: Lang, reason: &Reason) -> String {
    match (lang, reason) {
        (_, Reason::Cpu { needed, remaining }) => amounts(lang, *needed, *remaining, CPU),
        (_, Reason::Memory { needed, remaining }) => {
            amounts(lang, *needed, *remaining, [" MiB"; 2])
        }
        (_, Reason::Gpu { needed, remaining }) => {
            amounts(lang, (*needed).into(), (*remaining).into(), GPU)
        }
        (Lang::En, Reason::Port(_, port)) => format!("host port {port} is taken"),
        (Lang::ZhTw, Reason::Port(_, port)) => format!("主機連接埠 {port} 已被占用"),
        (Lang::En, Reason::PortLimit) => "100 host ports are reserved already".into(),
        (Lang::ZhTw, Reason::PortLimit) => "已保留 100 個主機連接埠".into(),
        (Lang::En, Reason::Attribute(name)) => format!("has no attribute {name}"),
        (Lang::ZhTw, Reason::Attribute(name)) => format!("沒有屬性 {name}"),
        (Lang::En, Reason::Agent) => "its agent is disconnected".into(),
        (Lang::ZhTw, Reason::Agent) => "它的代理沒有連線".into(),
        (Lang::En, Reason::Location) => "its zone is not asked for".into(),
        (Lang::ZhTw, Reason::Location) => "它不在要找的可用區域".into(),
        (Lang::En, Reason::Eni) => "no network interface slot is left".into(),
        (Lang::ZhTw, Reason::Eni) => "沒有剩餘的網路介面".into(),
        (Lang::En, Reason::MemberOf(n)) => format!("constraint {} does not hold", n + 1),
        (Lang::ZhTw, Reason::MemberOf(n)) => format!("第 {} 個限制條件不成立", n + 1),
        (Lang::En, Reason::DistinctInstance(_)) => "it has a task of the group already".into(),
        (Lang::ZhTw, Reason::DistinctInstance(_)) => "上面已有同群組的任務".into(),
    }
}

/// A change after which a waiting task finds a place.
pub fn fix(lang: Lang, fix: &Fix) -> String {
    let (en, zh) = match fix {
        Fix::LessCpu { from, to } => (
            format!("ask for {} CPU units instead of {}", number(*to), number(*from)),
            format!("CPU 單位從 {} 降到 {}", number(*from), number(*to)),
        ),
        Fix::LessMemory { from, to } => (
            format!("ask for {} MiB instead of {}", number(*to), number(*from)),
            format!("記憶體從 {} MiB 降到 {} MiB", number(*from), number(*to)),
        ),
        Fix::OtherPort { protocol, from, to } => {
            let word = protocol.word();
            (
                format!("host port {to}/{word} instead of {from}/{word}"),
                format!("主機連接埠從 {from}/{word} 改成 {to}/{word}"),
            )
        }
        Fix::AnyPort { protocol, from } => {
            let word = protocol.word();
            (
                format!("no fixed host port instead of {from}/{word}: the instance picks one"),
                format!("不固定主機連接埠 {from}/{word}，由執行個體挑一個"),
            )
        }
        Fix::WithoutTerm { constraint, term, .. } => (
            format!("drop `{term} …` from constraint {}", constraint + 1),
            format!("從第 {} 個限制拿掉 `{term} …`", constraint + 1),
        ),
        Fix::WithoutConstraint { constraint, kind } => (
            format!("drop constraint {}, {kind}", constraint + 1),
            format!("拿掉第 {} 個限制 {kind}", constraint + 1),
        ),
        Fix::OneMore { like } => (
            format!("one more instance like #{}", like + 1),
            format!("多一台和 #{} 一樣的執行個體", like + 1),
        ),
    };
    match lang {
        Lang::En => en,
        Lang::ZhTw => zh,
    }
}

/// What a strategy ranked an instance by.
pub fn ranked_by(lang: Lang, value: &Value) -> String {
    match (lang, value) {
        (Lang::En, Value::Tasks(count, bucket)) => {
            format!("{} of the group in {bucket}", number(*count))
        }
        (Lang::ZhTw, Value::Tasks(count, bucket)) => {
            format!("{bucket} 有同群組 {} 個", number(*count))
        }
        (Lang::En, Value::Cpu(units)) => format!("{} CPU units left", number(*units)),
        (Lang::ZhTw, Value::Cpu(units)) => format!("剩 {} 個 CPU 單位", number(*units)),
        (Lang::En, Value::Memory(mib)) => format!("{} MiB left", number(*mib)),
        (Lang::ZhTw, Value::Memory(mib)) => format!("剩 {} MiB", number(*mib)),
        (Lang::En, Value::Drawn(_)) => "drawn by lot".into(),
        (Lang::ZhTw, Value::Drawn(_)) => "抽籤".into(),
    }
}

/// The line.
pub fn line(lang: Lang, line: &Line<'_>) -> String {
    use Lang::{En, ZhTw};
    match (lang, line) {
        (En, Line::Head { name, group, at }) => format!("{name} of {group}, decided at {at}"),
        (ZhTw, Line::Head { name, group, at }) => format!("{group} 的 {name}，決定於 {at}"),
        (En, Line::Rebalanced { zone }) => {
            format!("AZ rebalancing asks for {zone} only: the service has too few tasks there")
        }
        (ZhTw, Line::Rebalanced { zone }) => {
            format!("AZ rebalancing 只找 {zone}：服務在那裡的任務太少")
        }
        (En, Line::Provider { provider }) => {
            format!("capacity provider {provider}: only its instances are looked at")
        }
        (ZhTw, Line::Provider { provider }) => {
            format!("容量提供者 {provider}：只看它的執行個體")
        }
        (En, Line::Waits) => "it waits in PROVISIONING until the provider has room for it".into(),
        (ZhTw, Line::Waits) => "停在 PROVISIONING，等容量提供者有空位".into(),
        (En, Line::Candidates { count }) => format!("candidates: {}", number(*count as u64)),
        (ZhTw, Line::Candidates { count }) => format!("候選：{} 台", number(*count as u64)),
        (En, Line::Removed { slot, reason }) => {
            format!("  removed #{slot}: {} ({})", reason.api(), numbers(En, reason))
        }
        (ZhTw, Line::Removed { slot, reason }) => {
            format!("  剔除 #{slot}：{}（{}）", reason.api(), numbers(ZhTw, reason))
        }
        (En, Line::Also { reason }) => {
            format!("           also {} ({})", reason.api(), numbers(En, reason))
        }
        (ZhTw, Line::Also { reason }) => {
            format!("         還有 {}（{}）", reason.api(), numbers(ZhTw, reason))
        }
        (En, Line::Strategy { kind, field, kept }) => {
            format!("{kind} {field}: {} kept", number(*kept as u64))
        }
        (ZhTw, Line::Strategy { kind, field, kept }) => {
            format!("{kind} {field}：留下 {} 台", number(*kept as u64))
        }
        (_, Line::Ranked { slot, value, kept }) => {
            let mark = if *kept { "*" } else { " " };
            format!("  {mark} #{slot}  {}", ranked_by(lang, value))
        }
        (En, Line::Tie { count }) => {
            let count = number(*count as u64);
            format!("tie between {count}: settled by lot, fixed when each instance was launched")
        }
        (ZhTw, Line::Tie { count }) => {
            format!("{} 台平手：由啟動時抽定的籤決定", number(*count as u64))
        }
        (En, Line::Chosen { what }) => format!("chosen: {what}"),
        (ZhTw, Line::Chosen { what }) => format!("選定：{what}"),
        (En, Line::Nowhere) => "chosen: none".into(),
        (ZhTw, Line::Nowhere) => "選定：無".into(),
        (En, Line::Nearest { slot, reason }) => {
            format!("nearest miss: #{slot}, {}", numbers(En, reason))
        }
        (ZhTw, Line::Nearest { slot, reason }) => {
            format!("只差一點：#{slot}，{}", numbers(ZhTw, reason))
        }
        (En, Line::Fix { what }) => format!("  would land: {what}"),
        (ZhTw, Line::Fix { what }) => format!("  這樣就放得下：{what}"),
        (En, Line::Zone { zone, tasks }) => format!("  {zone}: {} of the group", number(*tasks)),
        (ZhTw, Line::Zone { zone, tasks }) => format!("  {zone}：同群組 {} 個", number(*tasks)),
        (En, Line::FargateQuota) => "chosen: none, the account's Fargate quota is used up".into(),
        (ZhTw, Line::FargateQuota) => "選定：無，帳戶的 Fargate 配額用完了".into(),
        (En, Line::NothingWaits) => "nothing waits there".into(),
        (ZhTw, Line::NothingWaits) => "那裡沒有在等的任務".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_stand_in_groups() {
        let reason = Reason::Memory { needed: 12_288, remaining: 850 };
        assert_eq!(numbers(Lang::En, &reason), "needs 12,288 MiB, 850 are left");
        assert_eq!(numbers(Lang::ZhTw, &reason), "需要 12,288 MiB，剩 850");
        let less = Fix::LessCpu { from: 4_096, to: 2_048 };
        assert_eq!(fix(Lang::En, &less), "ask for 2,048 CPU units instead of 4,096");
        // A port is a name, not an amount.
        let port = Reason::Port(crate::model::task_definition::Protocol::Tcp, 8_080);
        assert_eq!(numbers(Lang::En, &port), "host port 8080 is taken");
    }
}
