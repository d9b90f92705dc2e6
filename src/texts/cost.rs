//! Words of the bill: the Cost tab's, the report's and the terminal's.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::{Lang, Number};
use crate::base::unit::NanoUsd;
use crate::model::catalog::price::{Basis, Platform, Rate};
use crate::simulation::cost::{Fargate, Unit, What};

const fn pick(lang: Lang, pair: (&'static str, &'static str)) -> &'static str {
    match lang {
        Lang::En => pair.0,
        Lang::ZhTw => pair.1,
    }
}

/// Words that have no arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named after its English words")]
pub enum Words {
    SoFar,
    AnHour,
    AMonth,
    AsItStands,
    Lines,
    ByService,
    Instances,
    Alone,
    Against,
    InstancesNow,
    BreakEven,
    BreakEvenHelp,
    Free,
    Empty,
    NotCounted,
    NotCountedList,
    Prices,
    PricesHelp,
    /// Behind an amount: of an hour.
    Hour,
}

/// Words of the tab.
pub const fn words(lang: Lang, key: Words) -> &'static str {
    pick(
        lang,
        match key {
            Words::SoFar => ("So far", "到目前為止"),
            Words::AnHour => ("An hour", "每小時"),
            Words::AMonth => ("A month", "每月"),
            Words::AsItStands => (
                "An hour and a month as things stand at the playhead; a month is 730 hours.",
                "每小時與每月以播放頭當下的狀態計算；一個月是 730 小時。",
            ),
            Words::Lines => ("What it is for", "費用項目"),
            Words::ByService => ("Whom it is for", "由誰使用"),
            Words::Instances => ("Instances, shared by their tasks", "執行個體，由其上的任務共用"),
            Words::Alone => ("Tasks of no service", "不屬於服務的任務"),
            Words::Against => ("EC2 against Fargate", "EC2 與 Fargate 相比"),
            Words::InstancesNow => ("Instances and volumes", "執行個體與磁碟區"),
            Words::BreakEven => ("Break-even fill", "損益平衡的使用率"),
            Words::BreakEvenHelp => (
                "So much of an instance must be reserved before it is cheaper than Fargate.",
                "執行個體保留到這個比例以上，才比 Fargate 便宜。",
            ),
            Words::Free => (
                "ECS itself costs nothing; what tasks run on does.",
                "ECS 本身不收費，任務執行所用的資源才要。",
            ),
            Words::Empty => ("Nothing costs anything yet.", "目前還沒有任何費用。"),
            Words::NotCounted => ("Not counted", "未計入"),
            Words::NotCountedList => (
                "Load balancers, NAT gateways, data transfer, logs, image storage, data volumes, Windows licences on EC2; Savings Plans, free tier and tax.",
                "負載平衡器、NAT 閘道、資料傳輸、日誌、映像儲存、資料磁碟區、EC2 上的 Windows 授權；Savings Plans、免費方案與稅。",
            ),
            Words::Prices => ("Prices", "價格"),
            Words::PricesHelp => (
                "List prices in US dollars, compiled November 2026 from public copies of AWS’s price list. Each line says its date, and what it rests on where that is not the Region’s own list.",
                "美元定價，2026 年 11 月整理自 AWS 價目表的公開副本。每一項都標明日期；不是該區域自己的價目表時，也會註明依據。",
            ),
            Words::Hour => ("/h", "/小時"),
        },
    )
}

fn fargate(lang: Lang, fargate: Fargate, of: (&str, &str)) -> String {
    let spot = if fargate.spot { " Spot" } else { "" };
    let of = match lang {
        Lang::En => of.0,
        Lang::ZhTw => of.1,
    };
    let platform = match (lang, fargate.platform) {
        (_, Platform::LinuxX86) => "",
        (Lang::En, Platform::LinuxArm) => " (ARM)",
        (Lang::ZhTw, Platform::LinuxArm) => "（ARM）",
        (Lang::En, Platform::Windows) => " (Windows)",
        (Lang::ZhTw, Platform::Windows) => "（Windows）",
    };
    format!("Fargate{spot} {of}{platform}")
}

/// What a line is for. In English the report's words (design, section 3).
pub fn what(lang: Lang, what: What) -> Cow<'static, str> {
    let fixed = |pair| Cow::Borrowed(pick(lang, pair));
    match (what, lang) {
        (What::Instances(kind), _) => format!("EC2 {kind}").into(),
        (What::SpotInstances(kind), _) => format!("EC2 Spot {kind}").into(),
        (What::ManagedFee(kind), Lang::En) => format!("ECS Managed Instances fee, {kind}").into(),
        (What::ManagedFee(kind), Lang::ZhTw) => {
            format!("ECS Managed Instances 管理費，{kind}").into()
        }
        (What::Outposts, _) => fixed((
            "EC2 instances on Outposts (the Outpost's own contract)",
            "Outposts 上的 EC2 執行個體（另計於 Outpost 合約）",
        )),
        (What::RootVolumes, _) => fixed(("EBS gp3 root volumes", "EBS gp3 根磁碟區")),
        (What::External, _) => fixed(("ECS Anywhere instances", "ECS Anywhere 執行個體")),
        (What::FargateVcpu(one), _) => fargate(lang, one, ("vCPU", "vCPU")).into(),
        (What::FargateMemory(one), _) => fargate(lang, one, ("memory", "記憶體")).into(),
        (What::FargateStorage, _) => {
            fixed(("Fargate ephemeral storage over 20 GB", "Fargate 超過 20 GB 的暫時性儲存空間"))
        }
        (What::FargateLicence, _) => fixed(("Fargate Windows licence", "Fargate Windows 授權")),
        (What::PublicIpv4, _) => fixed(("public IPv4 addresses", "公有 IPv4 位址")),
    }
}

/// What a line counts.
pub const fn unit(lang: Lang, unit: Unit) -> &'static str {
    pick(
        lang,
        match unit {
            Unit::InstanceHours => (unit.as_str(), "台時"),
            Unit::GbMonths => (unit.as_str(), "GB 月"),
            Unit::VcpuHours => (unit.as_str(), "vCPU 時"),
            Unit::GbHours => (unit.as_str(), "GB 時"),
            Unit::AddressHours => (unit.as_str(), "位址時"),
        },
    )
}

/// What a price rests on, and its date.
pub fn basis(lang: Lang, rate: Rate) -> String {
    let text = pick(
        lang,
        match rate.basis {
            Basis::Listed => ("price list", "價目表"),
            Basis::Scaled => ("scaled within its family", "依同系列的大小換算"),
            Basis::Modelled => ("modelled", "模擬值"),
            Basis::Unchecked => ("not checked against a price list", "未與價目表核對"),
            Basis::Estimate => ("Spot moves: an estimate", "Spot 價格會變動：估計值"),
            Basis::OnDemand => ("no Spot price known: On-Demand", "不知 Spot 價格：以隨需計"),
            Basis::Tokyo => ("Tokyo’s price stands in", "以東京的價格代替"),
            Basis::Virginia => ("us-east-1’s price stands in", "以 us-east-1 的價格代替"),
        },
    );
    if rate.as_of.is_empty() {
        text.to_owned()
    } else {
        format!("{text}{}{}", lang.comma(), rate.as_of)
    }
}

fn sign(lang: Lang) -> &'static str {
    pick(lang, ("$", "US$"))
}

/// Money as people read it: cents from a dollar on, four decimals below.
pub fn money(lang: Lang, usd: NanoUsd) -> String {
    let decimals = if usd.0 >= 999_950_000 { 2 } else { 4 };
    let step = 10_u128.pow(9 - decimals);
    let units = (usd.0 + step / 2) / step;
    if units == 0 {
        return if usd.0 == 0 {
            format!("{}0.00", sign(lang))
        } else {
            format!("<{}0.0001", sign(lang))
        };
    }
    let one = 10_u128.pow(decimals);
    let whole = Number(u64::try_from(units / one).unwrap_or(u64::MAX));
    format!("{}{whole}.{:0width$}", sign(lang), units % one, width = decimals as usize)
}

/// A price as the list has it: every digit that it has.
pub fn price(lang: Lang, nano_usd: u64) -> String {
    format!("{}{}", sign(lang), NanoUsd(nano_usd.into()))
}

/// An amount in millionths: below one with five decimals, from a thousand on with none, else with three.
pub fn quantity(millionths: u128) -> String {
    let whole = Number(u64::try_from(millionths / 1_000_000).unwrap_or(u64::MAX));
    let mut text = whole.to_string();
    let _ = match millionths {
        0..1_000_000 => write!(text, ".{:05}", millionths / 10),
        1_000_000..1_000_000_000 => write!(text, ".{:03}", millionths % 1_000_000 / 1_000),
        _ => Ok(()),
    };
    text
}

/// So many percent of thousandths.
pub fn percent(permille: u64) -> String {
    format!("{}%", (permille + 5) / 10)
}

/// Sentences with numbers in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sentence<'a> {
    /// The instances' tasks, on Fargate.
    SameOnFargate(u32),
    /// Fargate would be cheaper by so much an hour.
    FargateLess(&'a str),
    /// Fargate would be dearer by so much an hour.
    FargateMore(&'a str),
    /// Both cost the same.
    Same,
    /// So many tasks have no size on Fargate.
    Unfit(u32),
    /// So many of all instances run no task, and cost so much an hour.
    Idle(u32, u32, &'a str),
    /// So many instances of a type.
    Kind(&'a str, u32),
    /// What was reserved, of what is registered.
    FullAt(&'a str),
    /// A type that is dearer than Fargate even when it is full.
    NeverCheaper,
    /// The bill runs to this moment.
    Until(&'a str),
}

/// A sentence.
pub fn sentence(lang: Lang, sentence: Sentence<'_>) -> String {
    let zh = lang == Lang::ZhTw;
    match sentence {
        Sentence::SameOnFargate(n) if zh => format!("同樣的 {n} 個任務改用 Fargate"),
        Sentence::SameOnFargate(1) => "The same task on Fargate".to_owned(),
        Sentence::SameOnFargate(n) => format!("The same {n} tasks on Fargate"),
        Sentence::FargateLess(usd) if zh => format!("Fargate 每小時便宜 {usd}。"),
        Sentence::FargateLess(usd) => format!("Fargate would cost {usd} an hour less."),
        Sentence::FargateMore(usd) if zh => format!("Fargate 每小時貴 {usd}。"),
        Sentence::FargateMore(usd) => format!("Fargate would cost {usd} an hour more."),
        Sentence::Same if zh => "兩者費用相同。".to_owned(),
        Sentence::Same => "Both cost the same.".to_owned(),
        Sentence::Unfit(n) if zh => format!("有 {n} 個任務在 Fargate 沒有合適的大小，未計入。"),
        Sentence::Unfit(1) => "One task has no size on Fargate and is left out.".to_owned(),
        Sentence::Unfit(n) => format!("{n} tasks have no size on Fargate and are left out."),
        Sentence::Idle(n, all, usd) if zh => {
            format!("{all} 台中有 {n} 台沒有任務，每小時仍要 {usd}。")
        }
        Sentence::Idle(1, all, usd) => {
            format!("1 of {all} instances runs no task and costs {usd} an hour.")
        }
        Sentence::Idle(n, all, usd) => {
            format!("{n} of {all} instances run no task and cost {usd} an hour.")
        }
        Sentence::Kind(name, n) => format!("{name} ×{n}"),
        Sentence::FullAt(percent) if zh => format!("{percent} 以上"),
        Sentence::FullAt(percent) => format!("from {percent}"),
        Sentence::NeverCheaper if zh => "全滿也較貴".to_owned(),
        Sentence::NeverCheaper => "dearer even when full".to_owned(),
        Sentence::Until(clock) if zh => format!("00:00 到 {clock}"),
        Sentence::Until(clock) => format!("00:00 to {clock}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_for_people() {
        for (nano, en) in [
            (0, "$0.00"),
            (1, "<$0.0001"),
            (50_000, "$0.0001"),
            (123_456_789, "$0.1235"),
            (999_940_000, "$0.9999"),
            (999_960_000, "$1.00"),
            (18_513_750_000, "$18.51"),
            (1_234_567_890_000, "$1,234.57"),
        ] {
            assert_eq!(money(Lang::En, NanoUsd(nano)), en);
            assert_eq!(money(Lang::ZhTw, NanoUsd(nano)), en.replace('$', "US$"));
        }
        assert_eq!(price(Lang::En, 5_111_700), "$0.0051117");
        assert_eq!(
            (quantity(12_345_678), quantity(1_234_567_890)),
            ("12.345".into(), "1,234".into())
        );
        assert_eq!((quantity(12_345), percent(824)), ("0.01234".into(), "82%".into()));
    }
}
