//! Sentences of the page that have arguments.

use super::{Lang, number};

/// A sentence with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named after what it says; fields are its arguments")]
pub enum Sentence<'a> {
    /// A length of simulated time, short.
    Duration {
        ms: u64,
    },
    NextEvent {
        in_ms: u64,
        what: NextWhat<'a>,
    },
    Waits {
        n: u32,
    },
    LinkCopied {
        chars: u32,
    },
    LinkCut,
    LinkDamaged,
    LinkTooLarge,
    LinkUnknownVersion,
    SavedUnreadable,
    /// Behind a sentence that says what could not be opened.
    ExampleInstead,
    /// The same.
    SameInstead,
    /// How many instances a query holds for.
    Matches {
        /// So many.
        found: u32,
        /// Of so many.
        all: u32,
    },
    /// Where in a query something is wrong.
    AtColumn(u32),
    NoSuchExample {
        id: &'a str,
    },
    NoSuchLesson {
        id: &'a str,
    },
    StorageRefused,
    ClipboardRefused,
    HistoryFull,
    NewFuture {
        at: &'a str,
    },
    OutOfFuel {
        at: &'a str,
    },
    FirstLead {
        service: &'a str,
        desired: u32,
    },
    WantsNow {
        service: &'a str,
        desired: u32,
    },
    AtLine {
        line: u32,
        column: u32,
    },
    Refused {
        exception: &'a str,
    },
    Accepted,
    TaskOn {
        definition: &'a str,
        slot: u32,
    },
    TaskOnFargate {
        definition: &'a str,
        zone: &'a str,
    },
    TaskWaits {
        service: &'a str,
    },
    PlacedAt {
        at: &'a str,
        service: Option<&'a str>,
        zone: &'a str,
    },
    LastTriedAt {
        at: &'a str,
    },
    TriedAt {
        at: &'a str,
        n: u32,
    },
    Removed {
        n: u32,
    },
    LeftBehind {
        n: u32,
    },
    Tie {
        who: &'a str,
        chosen: u32,
    },
    CallDone {
        call: &'a str,
        about: &'a str,
    },
    CallRefused {
        call: &'a str,
    },
    Registered {
        who: &'a str,
        n: u32,
    },
    Exited {
        task: u32,
        name: &'a str,
        code: u8,
        again: bool,
    },
    Ended {
        task: u32,
        reason: &'a str,
    },
    SpotNotice {
        slot: u32,
    },
    MachineStopped {
        slot: u32,
    },
    MachineStarted {
        slot: u32,
    },
    /// LC-70
    AgentLost {
        slot: u32,
    },
    /// LC-74
    ZoneDown {
        zone: &'a str,
    },
    ZoneUp {
        zone: &'a str,
    },
    AgentBack {
        slot: u32,
    },
    Terminated {
        slot: u32,
    },
    Leaves {
        slot: u32,
    },
    IdleEnds {
        slot: u32,
    },
    Scales {
        provider: &'a str,
        /// Instances that are needed, and those that are there.
        needed: u32,
        there: u32,
        /// CapacityProviderReservation, in tenths of a percent.
        reservation: u32,
        /// In percent.
        target: u32,
        from: u32,
        to: u32,
    },
    Placed {
        definition: &'a str,
        who: &'a str,
        n: u32,
    },
    PlacedFargate {
        definition: &'a str,
        n: u32,
    },
    RunFailed {
        definition: &'a str,
        n: u32,
    },
    Marks {
        n: u32,
        at: &'a str,
    },
    Mark {
        call: &'a str,
        at: &'a str,
    },
    TasksOn {
        n: u32,
    },
    GoalsMet {
        met: u32,
        of: u32,
    },
    SpeedTimes {
        n: u32,
    },
}

/// What comes next, for the line under the transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "named after what comes")]
pub enum NextWhat<'a> {
    Call(&'a str),
    Event,
}

/// `1m 48s`
fn duration(lang: Lang, ms: u64) -> String {
    let s = ms.div_ceil(1_000);
    let (d, h, m, s) = (s / 86_400, s / 3_600 % 24, s / 60 % 60, s % 60);
    let units = match lang {
        Lang::En => ["d", "h", "m", "s"],
        Lang::ZhTw => [" 天", " 小時", " 分", " 秒"],
    };
    let parts: Vec<String> = [d, h, m, s]
        .into_iter()
        .zip(units)
        .filter(|(n, _)| *n > 0)
        .take(2)
        .map(|(n, unit)| format!("{n}{unit}"))
        .collect();
    if parts.is_empty() { format!("0{}", units[3]) } else { parts.join(" ") }
}

pub(super) const fn plural<'a>(n: u32, one: &'a str, many: &'a str) -> &'a str {
    if n == 1 { one } else { many }
}

/// A sentence in words.
pub fn sentence(lang: Lang, sentence: &Sentence<'_>) -> String {
    match lang {
        Lang::En => english(sentence),
        Lang::ZhTw => chinese(sentence),
    }
}

fn english(sentence: &Sentence<'_>) -> String {
    use Sentence as S;
    let en = |ms: u64| duration(Lang::En, ms);
    match sentence {
        S::Duration { ms } => en(*ms),
        S::NextEvent { in_ms, what: NextWhat::Call(call) } => {
            format!("Next event in {}: {call}", en(*in_ms))
        }
        S::NextEvent { in_ms, what: NextWhat::Event } => format!("Next event in {}", en(*in_ms)),
        S::Waits { n } => format!("{} {}", number(*n), plural(*n, "waits", "wait")),
        S::LinkCopied { chars } => format!("Link copied, {} characters", number(*chars)),
        S::LinkCut => "This link was cut short. Paste all of it again.".into(),
        S::LinkDamaged => "This link is damaged. Copy it again from where it came.".into(),
        S::LinkTooLarge => "This link holds more than a link may.".into(),
        S::LinkUnknownVersion => "This link was made by a newer version of this page. Reload to get it.".into(),
        S::Matches { found, all } => format!("{} of {} instances match", number(*found), number(*all)),
        S::AtColumn(column) => format!("column {column}"),
        S::SavedUnreadable => "What this browser had kept cannot be read.".into(),
        S::ExampleInstead => " The example is open instead.".into(),
        S::SameInstead => " What was open stays open.".into(),
        S::NoSuchExample { id } => format!("There is no example named {id}. This is the first one; all of them stand under Examples."),
        S::NoSuchLesson { id } => format!("There is no lesson named {id}."),
        S::StorageRefused => "This browser's storage is full or closed. Everything works; nothing more is saved. Copy the link to keep it.".into(),
        S::ClipboardRefused => "The browser refused the clipboard. Select the link and copy it.".into(),
        S::HistoryFull => "The oldest of 500 changes can no longer be undone.".into(),
        S::NewFuture { at } => format!("New future from {at}"),
        S::OutOfFuel { at } => format!("The engine stops at {at}: this scenario has used up its events."),
        S::FirstLead { service, desired } => format!("One service, {service}, asking for {} {}", number(*desired), plural(*desired, "task", "tasks")),
        S::WantsNow { service, desired } => format!("{service} wants {} {} now", number(*desired), plural(*desired, "task", "tasks")),
        S::AtLine { line, column } => format!("line {line}, column {column}"),
        S::Refused { exception } => format!("Refused: {exception}"),
        S::Accepted => "Accepted.".into(),
        S::TaskOn { definition, slot } => format!("{definition} is on #{slot}"),
        S::TaskOnFargate { definition, zone } => format!("{definition} is on Fargate in {zone}"),
        S::TaskWaits { service } => format!("{service} waits for room"),
        S::PlacedAt { at, service: Some(service), zone } => format!("Placed at {at} for service {service}, in {zone}."),
        S::PlacedAt { at, service: None, zone } => format!("Placed at {at} by RunTask, in {zone}."),
        S::LastTriedAt { at } => format!("Last tried at {at}."),
        S::TriedAt { at, n } => format!("Last tried at {at}. {} {} missing.", number(*n), plural(*n, "task is", "tasks are")),
        S::Removed { n } => format!("{} removed", number(*n)),
        S::LeftBehind { n } => format!("{} left behind", number(*n)),
        S::Tie { who, chosen } => format!("Tie between {who}; a draw fixed at launch takes #{chosen}."),
        S::CallDone { call, about: "" } => (*call).to_owned(),
        S::CallDone { call, about } => format!("{call}: {about}"),
        S::CallRefused { call } => format!("{call} was refused"),
        S::Registered { who, n } => format!("{who} {} registered.", plural(*n, "is", "are")),
        S::Exited { task, name, code, again } => {
            let then = if *again { " and starts again" } else { "" };
            format!("Container {name} of task #{task} exited with {code}{then}.")
        }
        S::Ended { task, reason } => format!("Task #{task} ends: {reason}"),
        S::SpotNotice { slot } => format!("#{slot} is Spot capacity: it is gone in two minutes."),
        S::MachineStopped { slot } => format!("#{slot} stopped. Its tasks are lost."),
        S::MachineStarted { slot } => format!("#{slot} started again."),
        S::AgentLost { slot } => format!("#{slot}: the agent is silent. Its tasks run on; nothing new lands there."),
        S::ZoneDown { zone } => format!("{zone} is down. ECS gives up what ran there after a minute."),
        S::ZoneUp { zone } => format!("{zone} is back."),
        S::AgentBack { slot } => format!("#{slot}: the agent is back."),
        S::Terminated { slot } => format!("#{slot} is terminated."),
        S::IdleEnds { slot } => format!("#{slot} was idle long enough: ECS ends it (scaleInAfter)."),
        S::Leaves { slot } => format!("#{slot} leaves its Auto Scaling group: it drains, then it is terminated."),
        S::Scales { provider, needed, there, reservation, target, from, to } => format!(
            "{provider}: DesiredCapacity goes from {} to {}. CapacityProviderReservation is {}.{} % ({} needed, {} there), its target {target} %.",
            number(*from), number(*to), number(reservation / 10), reservation % 10, number(*needed), number(*there)
        ),
        S::Placed { definition, who, n: 1 } => format!("{definition} placed on {who}."),
        S::Placed { definition, who, n } => format!("{definition}: {} tasks placed on {who}.", number(*n)),
        S::PlacedFargate { definition, n: 1 } => format!("{definition} placed on Fargate."),
        S::PlacedFargate { definition, n } => format!("{definition}: {} tasks placed on Fargate.", number(*n)),
        S::RunFailed { definition, n } => format!("{definition}: {} {} no place.", number(*n), plural(*n, "task found", "tasks found")),
        S::Marks { n, at } => format!("{} calls from {at}", number(*n)),
        S::Mark { call, at } => format!("{call} at {at}"),
        S::TasksOn { n } => format!("{} {}", number(*n), plural(*n, "task", "tasks")),
        S::GoalsMet { met, of } => format!("{met} of {of} met"),
        S::SpeedTimes { n } => format!("{n}×"),
    }
}

fn chinese(sentence: &Sentence<'_>) -> String {
    use Sentence as S;
    let zh = |ms: u64| duration(Lang::ZhTw, ms).trim_start().to_owned();
    match sentence {
        S::Duration { ms } => zh(*ms),
        S::NextEvent { in_ms, what: NextWhat::Call(call) } => {
            format!("下一個事件：{}後，{call}", zh(*in_ms))
        }
        S::NextEvent { in_ms, what: NextWhat::Event } => format!("下一個事件：{}後", zh(*in_ms)),
        S::Waits { n } => format!("{} 個等空位", number(*n)),
        S::LinkCopied { chars } => format!("連結已複製，{} 個字元", number(*chars)),
        S::LinkCut => "這個連結被截斷了，重新貼上完整的連結。".into(),
        S::LinkDamaged => "這個連結損壞了，從原處再複製一次。".into(),
        S::LinkTooLarge => "這個連結的內容超過上限。".into(),
        S::LinkUnknownVersion => "這個連結是用較新的版本做的，重新載入頁面就能更新。".into(),
        S::Matches { found, all } => {
            format!("{} 台執行個體中符合 {} 台", number(*all), number(*found))
        }
        S::AtColumn(column) => format!("第 {column} 欄"),
        S::SavedUnreadable => "這個瀏覽器存下的內容無法讀取。".into(),
        S::ExampleInstead => "目前顯示的是範例。".into(),
        S::SameInstead => "原本開著的內容不受影響。".into(),
        S::NoSuchExample { id } => {
            format!("沒有名為 {id} 的範例。這是第一個，其他的在「範例」裡。")
        }
        S::NoSuchLesson { id } => format!("沒有名為 {id} 的課程。"),
        S::StorageRefused => {
            "瀏覽器的儲存空間已滿或無法使用。功能照常，但不再自動儲存。複製連結就能留下。".into()
        }
        S::ClipboardRefused => "瀏覽器不允許寫入剪貼簿。選取連結後自行複製。".into(),
        S::HistoryFull => "超過 500 步，最舊的更改無法再復原。".into(),
        S::NewFuture { at } => format!("從 {at} 起是新的走向"),
        S::OutOfFuel { at } => format!("引擎停在 {at}：這個情境的事件數用完了。"),
        S::FirstLead { service, desired } => {
            format!("一個服務 {service}，要 {} 個任務", number(*desired))
        }
        S::WantsNow { service, desired } => format!("{service} 現在要 {} 個任務", number(*desired)),
        S::AtLine { line, column } => format!("第 {line} 行，第 {column} 欄"),
        S::Refused { exception } => format!("遭拒：{exception}"),
        S::Accepted => "已接受。".into(),
        S::TaskOn { definition, slot } => format!("{definition} 在 #{slot}"),
        S::TaskOnFargate { definition, zone } => format!("{definition} 在 {zone} 的 Fargate"),
        S::TaskWaits { service } => format!("{service} 在等空位"),
        S::PlacedAt { at, service: Some(service), zone } => {
            format!("{at} 為服務 {service} 放在 {zone}。")
        }
        S::PlacedAt { at, service: None, zone } => format!("{at} 由 RunTask 放在 {zone}。"),
        S::LastTriedAt { at } => format!("上次嘗試：{at}。"),
        S::TriedAt { at, n } => format!("上次嘗試：{at}。還缺 {} 個任務。", number(*n)),
        S::Removed { n } => format!("剔除 {} 台", number(*n)),
        S::LeftBehind { n } => format!("落選 {} 台", number(*n)),
        S::Tie { who, chosen } => format!("{who} 平手，由啟動時抽定的順序選出 #{chosen}。"),
        S::CallDone { call, about: "" } => (*call).to_owned(),
        S::CallDone { call, about } => format!("{call}：{about}"),
        S::CallRefused { call } => format!("{call} 遭拒"),
        S::Registered { who, .. } => format!("{who} 已註冊。"),
        S::Exited { task, name, code, again } => {
            let then = if *again { "，重新啟動" } else { "" };
            format!("任務 #{task} 的容器 {name} 以 {code} 結束{then}。")
        }
        S::Ended { task, reason } => format!("任務 #{task} 結束：{reason}"),
        S::SpotNotice { slot } => format!("#{slot} 是 Spot 容量：兩分鐘後收回。"),
        S::MachineStopped { slot } => format!("#{slot} 停了，上面的任務沒了。"),
        S::MachineStarted { slot } => format!("#{slot} 重新啟動。"),
        S::AgentLost { slot } => format!("#{slot} 的代理失聯。原有任務照跑，不會再放新的。"),
        S::ZoneDown { zone } => format!("{zone} 停擺。一分鐘後 ECS 放棄在那裡執行的任務。"),
        S::ZoneUp { zone } => format!("{zone} 恢復了。"),
        S::AgentBack { slot } => format!("#{slot} 的代理恢復連線。"),
        S::Terminated { slot } => format!("#{slot} 已終止。"),
        S::IdleEnds { slot } => format!("#{slot} 閒置夠久，由 ECS 終止（scaleInAfter）。"),
        S::Leaves { slot } => format!("#{slot} 離開 Auto Scaling 群組：先排空，再終止。"),
        S::Scales { provider, needed, there, reservation, target, from, to } => format!(
            "{provider}：DesiredCapacity 由 {} 改為 {}。CapacityProviderReservation 是 {}.{}%（需要 {} 台，現有 {} 台），目標 {target}%。",
            number(*from),
            number(*to),
            number(reservation / 10),
            reservation % 10,
            number(*needed),
            number(*there)
        ),
        S::Placed { definition, who, n: 1 } => format!("{definition} 放到 {who}。"),
        S::Placed { definition, who, n } => {
            format!("{definition}：{} 個任務放到 {who}。", number(*n))
        }
        S::PlacedFargate { definition, n } => {
            format!("{definition}：{} 個任務放到 Fargate。", number(*n))
        }
        S::RunFailed { definition, n } => format!("{definition}：{} 個任務放不下。", number(*n)),
        S::Marks { n, at } => format!("{at} 起 {} 個呼叫", number(*n)),
        S::Mark { call, at } => format!("{at} 的 {call}"),
        S::TasksOn { n } => format!("{} 個任務", number(*n)),
        S::GoalsMet { met, of } => format!("{met} / {of} 達成"),
        S::SpeedTimes { n } => format!("{n}×"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_short() {
        for (ms, en, zh) in [
            (0, "0s", "0 秒"),
            (1, "1s", "1 秒"),
            (108_000, "1m 48s", "1 分 48 秒"),
            (3_600_000, "1h", "1 小時"),
            (90_061_000, "1d 1h", "1 天 1 小時"),
        ] {
            assert_eq!(sentence(Lang::En, &Sentence::Duration { ms }), en);
            let words = sentence(Lang::ZhTw, &Sentence::Duration { ms });
            assert_eq!(words, zh);
        }
    }

    #[test]
    fn the_house_style_holds() {
        let word = "x";
        for s in [Sentence::LinkCut, Sentence::StorageRefused, Sentence::TriedAt { at: word, n: 1 }]
        {
            let zh = sentence(Lang::ZhTw, &s);
            assert!(!zh.contains('您') && !zh.contains('請') && !zh.contains('！'), "{zh}");
            assert!(!sentence(Lang::En, &s).contains('!'));
        }
    }
}
