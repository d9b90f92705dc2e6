//! How many more tasks find room, in one or two sentences: the line that closes a service's form.

use super::page_sentence::{Sentence, sentence};
use super::{Lang, explain, number, quotas};
use crate::base::SimSpan;
use crate::placement::filter::Reason;
use crate::simulation::forecast::{Forecast, MOST, Until};
use crate::simulation::rehearsal::Landing;

/// What runs out, where it is an amount.
const fn runs_out(lang: Lang, reason: &Reason) -> Option<&'static str> {
    let (en, zh) = match reason {
        Reason::Cpu { .. } => ("CPU", "CPU"),
        Reason::Memory { .. } => ("memory", "記憶體"),
        Reason::Port(..) | Reason::PortLimit => ("room on host ports", "主機連接埠"),
        Reason::Gpu { .. } => ("GPU", "GPU"),
        Reason::Eni => ("room on network interfaces", "網路介面"),
        Reason::Agent
        | Reason::Location
        | Reason::Attribute(_)
        | Reason::MemberOf(_)
        | Reason::DistinctInstance(_) => return None,
    };
    Some(match lang {
        Lang::En => en,
        Lang::ZhTw => zh,
    })
}

/// How many, of a service called `name`.
fn count(lang: Lang, name: &str, forecast: &Forecast) -> String {
    let Forecast { owed, found, more, ref until } = *forecast;
    // Of a full count nothing is left to say.
    let more_than = if *until == Until::Open && more >= MOST { more } else { 0 };
    let all = found == owed;
    match lang {
        Lang::En => {
            let tasks = |n: u32| if n == 1 { "task" } else { "tasks" };
            let first = match (owed, all) {
                (0, _) => String::new(),
                (1, true) => format!("The next {name} task finds room. "),
                (_, true) => format!("All {} {name} tasks find room. ", number(owed)),
                (_, false) => {
                    return format!(
                        "{} of {} {name} {} find room.",
                        number(found),
                        number(owed),
                        tasks(owed)
                    );
                }
            };
            let rest = match more {
                _ if more_than > 0 => {
                    format!("There is room for {} more and beyond.", number(more))
                }
                0 if owed > 0 => "There is room for no more.".to_owned(),
                0 => format!("There is no room for another {name} task."),
                _ if owed > 0 => format!("There is room for {} more.", number(more)),
                n => format!("There is room for {} more {name} {}.", number(n), tasks(n)),
            };
            first + &rest
        }
        Lang::ZhTw => {
            let first = match (owed, all) {
                (0, _) => String::new(),
                (1, true) => format!("下一個 {name} 放得下。"),
                (_, true) => format!("{} 個 {name} 都放得下。", number(owed)),
                (_, false) => {
                    return format!("{} 個 {name} 裡放得下 {} 個。", number(owed), number(found));
                }
            };
            let rest = match more {
                _ if more_than > 0 => format!("還放得下 {} 個以上。", number(more)),
                0 if owed > 0 => "再多就放不下了。".to_owned(),
                0 => format!("再一個 {name} 也放不下。"),
                _ if owed > 0 => format!("還放得下 {} 個。", number(more)),
                n => format!("還放得下 {} 個 {name}。", number(n)),
            };
            first + &rest
        }
    }
}

/// What is in the way of the next: after those that find room, or of all. `zone` is the nearest
/// instance's.
fn then(lang: Lang, until: &Until, some: bool, zone: &str) -> Option<String> {
    let nearest = |slot: u32, reason: &Reason| {
        let numbers = explain::numbers(lang, reason);
        match lang {
            Lang::En => format!("; nearest is #{slot} in {zone}: {numbers}."),
            Lang::ZhTw => format!("；最接近的是 {zone} 的 #{slot}：{numbers}。"),
        }
    };
    let full = |reason: &Reason, everywhere: bool| match (lang, runs_out(lang, reason), some) {
        (Lang::En, None, true) => "Then no instance fits".to_owned(),
        (Lang::En, None, false) => "No instance fits".to_owned(),
        (Lang::ZhTw, None, true) => "再多就沒有符合的執行個體".to_owned(),
        (Lang::ZhTw, None, false) => "沒有符合的執行個體".to_owned(),
        (Lang::En, Some(what), true) => {
            format!(
                "Then there is too little {what}{}",
                if everywhere { " everywhere" } else { "" }
            )
        }
        (Lang::En, Some(what), false) => {
            format!("There is too little {what}{}", if everywhere { " everywhere" } else { "" })
        }
        (Lang::ZhTw, Some(what), true) => {
            format!("再多，{}{what}就不夠了", if everywhere { "每台的" } else { "" })
        }
        (Lang::ZhTw, Some(what), false) => {
            format!("{}{what}不夠", if everywhere { "每台的" } else { "" })
        }
    };
    Some(match (lang, until) {
        (_, Until::Open) => return None,
        (_, Until::Full(removal, everywhere)) => {
            full(&removal.reason, *everywhere) + &nearest(removal.slot + 1, &removal.reason)
        }
        (Lang::En, Until::Quota(quota, limit)) => {
            let then = if some { "Then a" } else { "A" };
            format!("{then} quota is used up: {}, {}.", quotas::name(lang, quota), number(*limit))
        }
        (Lang::ZhTw, Until::Quota(quota, limit)) => {
            let then = if some { "再多，" } else { "" };
            format!("{then}配額就用完了：{}，{}。", quotas::name(lang, quota), number(*limit))
        }
        (Lang::En, Until::NoInstance) => "There is no instance for it.".to_owned(),
        (Lang::ZhTw, Until::NoInstance) => "沒有可用的執行個體。".to_owned(),
        (Lang::En, Until::Provider) => {
            "More wait in PROVISIONING until the capacity provider brings instances.".to_owned()
        }
        (Lang::ZhTw, Until::Provider) => {
            "再多的會在 PROVISIONING 等，直到 capacity provider 帶來執行個體。".to_owned()
        }
        (Lang::En, Until::ZonesDown) => "The zones that it may use are down.".to_owned(),
        (Lang::ZhTw, Until::ZonesDown) => "它能用的可用區域都停擺了。".to_owned(),
    })
}

/// The whole line.
pub fn line(lang: Lang, name: &str, forecast: &Forecast, zone: &str) -> String {
    let count = count(lang, name, forecast);
    let some = forecast.found > 0 || forecast.more > 0;
    match (then(lang, &forecast.until, some, zone), lang) {
        (None, _) => count,
        (Some(then), Lang::En) => format!("{count} {then}"),
        (Some(then), Lang::ZhTw) => count + &then,
    }
}

/// When a task lands once a fix is made.
pub fn lands(lang: Lang, landing: Landing) -> String {
    let length = |span: SimSpan| sentence(lang, &Sentence::Duration { ms: span.0 });
    match (lang, landing) {
        (Lang::En, Landing::After(SimSpan(0))) => "Lands at once".to_owned(),
        (Lang::ZhTw, Landing::After(SimSpan(0))) => "馬上放得下".to_owned(),
        (Lang::En, Landing::After(span)) => format!("Lands in {}", length(span)),
        (Lang::ZhTw, Landing::After(span)) => format!("{}後放得下", length(span)),
        (Lang::En, Landing::NotWithin(span)) => {
            format!("Not within {}: its deployment holds it back", length(span))
        }
        (Lang::ZhTw, Landing::NotWithin(span)) => {
            format!("{}內放不下：部署還不讓它啟動", length(span))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::catalog::quota::Quota;
    use crate::placement::decision::Removal;

    #[test]
    fn it_reads_as_a_sentence() {
        let memory = |everywhere| {
            let reason = Reason::Memory { needed: 1_024, remaining: 300 };
            Until::Full(Removal { slot: 2, reason }, everywhere)
        };
        let forecast = |owed, found, more, until| Forecast { owed, found, more, until };
        for (forecast, en, zh) in [
            (
                forecast(0, 0, 12, memory(true)),
                "There is room for 12 more web tasks. Then there is too little memory everywhere; \
                 nearest is #3 in 1c: needs 1,024 MiB, 300 are left.",
                "還放得下 12 個 web。再多，每台的記憶體就不夠了；最接近的是 1c 的 #3：需要 1,024 MiB，剩 300。",
            ),
            (
                forecast(0, 0, 1, Until::Quota(Quota::of(4), 10)),
                "There is room for 1 more web task. Then a quota is used up: Tasks per service (desired count), 10.",
                "還放得下 1 個 web。再多，配額就用完了：每個服務的任務（期望數量），10。",
            ),
            (
                forecast(0, 0, 0, Until::NoInstance),
                "There is no room for another web task. There is no instance for it.",
                "再一個 web 也放不下。沒有可用的執行個體。",
            ),
            (
                forecast(6, 3, 0, memory(false)),
                "3 of 6 web tasks find room. Then there is too little memory; nearest is #3 in 1c: needs 1,024 MiB, \
                 300 are left.",
                "6 個 web 裡放得下 3 個。再多，記憶體就不夠了；最接近的是 1c 的 #3：需要 1,024 MiB，剩 300。",
            ),
            (
                forecast(2, 2, MOST, Until::Open),
                "All 2 web tasks find room. There is room for 1,000 more and beyond.",
                "2 個 web 都放得下。還放得下 1,000 個以上。",
            ),
            (
                forecast(1, 1, 0, Until::Provider),
                "The next web task finds room. There is room for no more. More wait in PROVISIONING until the \
                 capacity provider brings instances.",
                "下一個 web 放得下。再多就放不下了。再多的會在 PROVISIONING 等，直到 capacity provider 帶來執行個體。",
            ),
        ] {
            assert_eq!(line(Lang::En, "web", &forecast, "1c"), en);
            assert_eq!(line(Lang::ZhTw, "web", &forecast, "1c"), zh);
        }
    }
    #[test]
    fn a_landing_has_its_time() {
        let at = |ms: u64| Landing::After(SimSpan(ms));
        for (landing, en, zh) in [
            (at(0), "Lands at once", "馬上放得下"),
            (at(12_000), "Lands in 12s", "12 秒後放得下"),
            (
                Landing::NotWithin(SimSpan(600_000)),
                "Not within 10m: its deployment holds it back",
                "10 分內放不下：部署還不讓它啟動",
            ),
        ] {
            assert_eq!(lands(Lang::En, landing), en);
            assert_eq!(lands(Lang::ZhTw, landing), zh);
        }
    }
}
