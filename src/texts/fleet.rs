//! Words of the overview of a large fleet.

use super::{Lang, number};

/// A word with its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named after its English words")]
pub enum Word<'a> {
    Instances(u32),
    Tasks(u64),
    MemoryReserved,
    CpuReserved,
    /// A bar of the histogram, for those who hear it.
    Bar {
        from: u32,
        to: u32,
        n: u32,
    },
    ByService,
    MoreServices(u32),
    NeedsALook,
    NothingOdd,
    Draining(&'a str),
    AgentLost,
    Stopped,
    Empty,
    DaemonsAlone,
    Show,
    Quota,
    QuotaFull,
}

/// In a language.
pub fn word(lang: Lang, word: Word<'_>) -> String {
    let (en, zh) = match word {
        Word::Instances(n) => {
            return match lang {
                Lang::En if n == 1 => "1 instance".to_owned(),
                Lang::En => format!("{} instances", number(n)),
                Lang::ZhTw => format!("{} 台執行個體", number(n)),
            };
        }
        Word::Tasks(n) => {
            return match lang {
                Lang::En if n == 1 => "1 task".to_owned(),
                Lang::En => format!("{} tasks", number(n)),
                Lang::ZhTw => format!("{} 個任務", number(n)),
            };
        }
        Word::MemoryReserved => ("memory reserved", "記憶體保留率"),
        Word::CpuReserved => ("CPU reserved", "CPU 保留率"),
        Word::Bar { from, to, n } => {
            return match lang {
                Lang::En => format!("{from} to {to} percent: {}", number(n)),
                Lang::ZhTw => format!("{from} 到 {to}%：{} 台", number(n)),
            };
        }
        Word::ByService => ("By service", "依服務"),
        Word::MoreServices(n) => {
            return match lang {
                Lang::En if n == 1 => "and 1 more".to_owned(),
                Lang::En => format!("and {} more", number(n)),
                Lang::ZhTw => format!("還有 {} 個", number(n)),
            };
        }
        Word::NeedsALook => ("Needs a look", "值得看一下"),
        Word::NothingOdd => ("Nothing.", "沒有。"),
        Word::Draining(zone) => {
            return match lang {
                Lang::En => format!("Draining in {zone}"),
                Lang::ZhTw => format!("{zone} 排空中"),
            };
        }
        Word::AgentLost => ("Agent disconnected", "代理斷線"),
        Word::Stopped => ("Machine stopped", "機器停止"),
        Word::Empty => ("Holding nothing", "上面沒有任務"),
        Word::DaemonsAlone => ("Holding nothing but daemons", "上面只有 daemon"),
        Word::Show => ("Show", "顯示"),
        Word::Quota => ("Quota", "配額"),
        Word::QuotaFull => ("The next RunInstances is refused.", "再呼叫 RunInstances 會遭拒。"),
    };
    match lang {
        Lang::En => en,
        Lang::ZhTw => zh,
    }
    .to_owned()
}
