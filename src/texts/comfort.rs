//! Words of what surrounds the stage: clock, old futures, keys, playgrounds, sharing.

use super::Lang;

/// What a key does, for the sheet of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is named after what the key does")]
pub enum Deed {
    Play,
    Step,
    Leap,
    Ends,
    Speed,
    Undo,
    Definitions,
    Services,
    Capacity,
    Run,
    Why,
    Events,
    Cost,
    Cli,
    Terminal,
    Fold,
    Stage,
    Walk,
    OpenWhy,
    Zoom,
    Table,
    Measure,
    Filter,
    Lessons,
    Examples,
    Playgrounds,
    Share,
    Keys,
    Escape,
}

/// The words.
pub const fn deed(lang: Lang, deed: Deed) -> &'static str {
    let (en, zh) = match deed {
        Deed::Play => ("Play, pause", "播放、暫停"),
        Deed::Step => ("To the event before, to the next", "上一個、下一個事件"),
        Deed::Leap => ("A minute back, a minute on", "往回、往後一分鐘"),
        Deed::Ends => ("To the beginning, to the last event", "回到開頭、到最後的事件"),
        Deed::Speed => ("Slower, faster", "放慢、加快"),
        Deed::Undo => ("Undo, redo", "復原、重做"),
        Deed::Definitions => ("Task definitions", "任務定義"),
        Deed::Services => ("Services", "服務"),
        Deed::Capacity => ("Capacity", "容量"),
        Deed::Run => ("Run a task", "執行一次任務"),
        Deed::Why => ("Why", "原因"),
        Deed::Events => ("Events", "事件"),
        Deed::Cost => ("The bill", "費用"),
        Deed::Cli => ("The calls as commands", "以指令列出呼叫"),
        Deed::Terminal => ("Terminal; Ctrl+` also where one types", "終端機；輸入文字時按 Ctrl+`"),
        Deed::Fold => ("Fold or open the left, the right panel", "收合或展開左、右面板"),
        Deed::Stage => ("Focus on the stage", "焦點移到舞台"),
        Deed::Walk => ("On the stage: walk from box to box", "在舞台上：逐格移動"),
        Deed::OpenWhy => ("On the stage: open Why", "在舞台上：打開原因"),
        Deed::Zoom => ("On the stage: fit everything, near", "在舞台上：全部顯示、拉近"),
        Deed::Table => ("Picture or table", "圖或表格"),
        Deed::Measure => ("Block height by memory, by CPU", "方塊高度：記憶體、CPU"),
        Deed::Filter => ("Filter instances", "篩選執行個體"),
        Deed::Lessons => ("Lessons", "課程"),
        Deed::Examples => ("Examples", "範例"),
        Deed::Playgrounds => ("Playgrounds", "遊樂場"),
        Deed::Share => ("Share", "分享"),
        Deed::Keys => ("This sheet", "這張表"),
        Deed::Escape => ("Close what is on top", "關閉最上層"),
    };
    match lang {
        Lang::En => en,
        Lang::ZhTw => zh,
    }
}

/// A term of ECS that is explained where it is first met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is named after the term")]
pub enum Term {
    TaskDefinition,
    Service,
    ContainerInstance,
    Task,
    Placement,
    Event,
    Deployment,
    Quota,
    Fargate,
    External,
    Outpost,
    CapacityProvider,
    Spot,
}

impl Term {
    /// Its bit among the glosses that were read.
    pub const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// The term in a sentence or two.
pub const fn gloss(lang: Lang, term: Term) -> &'static str {
    let (en, zh) = match term {
        Term::TaskDefinition => (
            "A task definition says which containers run together and what they need. Every change of it is a new revision.",
            "任務定義（task definition）寫明哪些容器一起跑、各要多少資源。每次更改就是新的修訂版（revision）。",
        ),
        Term::Service => (
            "A service keeps as many tasks running as it is asked for: it starts what is missing and replaces what is lost.",
            "服務（service）讓指定數量的任務一直執行：少了就補，掉了就換。",
        ),
        Term::ContainerInstance => (
            "A container instance is a machine of a cluster: its container agent starts and stops tasks as ECS asks. Each stands in one Availability Zone. Tasks on Fargate need none.",
            "容器執行個體（container instance）是叢集（cluster）裡的機器，由上面的代理（container agent）依 ECS 的要求啟動、停止任務；各在一個可用區域（Availability Zone）。Fargate 的任務不需要它。",
        ),
        Term::Task => (
            "A task is one run of a task definition: its containers together, on one instance or on Fargate.",
            "任務（task）是任務定義的一次執行：它的容器一起放在一台執行個體，或放在 Fargate。",
        ),
        Term::Placement => (
            "Placement: checks and constraints remove the instances that cannot take the task; strategies choose among the rest.",
            "放置（placement）：先由檢查和限制條件剔除放不下的執行個體，再由策略從剩下的挑選。",
        ),
        Term::Deployment => (
            "A deployment brings a service to a revision: new tasks start and old ones stop, within the bounds that the service sets.",
            "部署（deployment）讓服務換到某個修訂版：新任務啟動、舊任務停止，都在服務設定的上下限之內。",
        ),
        Term::Quota => (
            "A quota is how much of something AWS lets an account have or do. What goes past it is refused, or waits.",
            "配額（quota）是 AWS 讓帳戶擁有或使用的上限。超過時會遭拒，或要等待。",
        ),
        Term::Event => (
            "The newest is on top. What a service says stands word for word, as ECS writes it.",
            "最新的在最上面。服務的訊息是 ECS 的原文。",
        ),
        Term::Fargate => (
            "On Fargate AWS brings the host: each task gets one of its own, of the CPU and memory that its definition names. There are no instances to choose from, so no placement strategy.",
            "Fargate 由 AWS 準備主機：每個任務獨用一台，CPU 與記憶體照任務定義。沒有執行個體可挑，所以沒有放置策略。",
        ),
        Term::External => (
            "EXTERNAL is ECS Anywhere: servers of your own, registered in the cluster. They have no Availability Zone, no awsvpc and no load balancer.",
            "EXTERNAL 就是 ECS Anywhere：把自己的伺服器註冊到叢集。沒有可用區域、awsvpc 和負載平衡器。",
        ),
        Term::Outpost => (
            "An Outpost is a rack of AWS in your own building. Its instances are of the EC2 launch type; what a rack cannot hold stays in the cloud.",
            "Outpost 是放在自家機房的 AWS 機櫃。上面的執行個體屬 EC2 啟動類型；機櫃放不下的還是在雲端。",
        ),
        Term::CapacityProvider => (
            "A capacity provider brings capacity for tasks: Fargate, Fargate Spot, or a group of instances that grows and shrinks with what waits. A strategy shares the tasks out: first each base, then by weight.",
            "容量提供者（capacity provider）替任務準備容量：Fargate、Fargate Spot，或一組隨需求增減的執行個體。策略決定怎麼分：先補滿各自的 base，再照 weight 的比例。",
        ),
        Term::Spot => (
            "Spot is spare capacity at a lower price. AWS may take it back at any time, with a notice of two minutes.",
            "Spot 是較便宜的閒置容量，AWS 隨時可能收回，兩分鐘前通知。",
        ),
    };
    match lang {
        Lang::En => en,
        Lang::ZhTw => zh,
    }
}

/// A word or a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named after what it says; fields are its arguments")]
pub enum Comfort<'a> {
    Playgrounds,
    NewPlayground,
    Untitled,
    Duplicate,
    CopyOf(&'a str),
    Rename,
    Delete,
    Restore,
    Thrown(&'a str),
    KeptAsCopy(&'a str),
    OpenNow,
    Damaged,
    NoneKept,
    Keys,
    PlainKeys,
    ThisMoment(&'a str),
    ThisSelection,
    More,
    ChartTasks,
    ChartReserved,
    ChartCost,
    Chart,
    OldFutures(usize),
    /// Where another future parts, and how many calls it has from there.
    Future {
        from: &'a str,
        calls: u32,
    },
    GoThere,
    OnItsWay(u64),
    Halt,
    KindAll,
    KindCalls,
    KindPlaced,
    KindService,
    KindTrouble,
    Kind,
    EveryService,
    SearchEvents,
    Table,
    Filter,
    OldFuture,
    CpuAndMemory,
    NothingMatches,
    MoreRows,
    Needed,
    LookingUp,
    Has,
    ShowAt(&'a str),
}

/// The words.
pub fn comfort(lang: Lang, key: Comfort<'_>) -> String {
    use Comfort as C;
    let (en, zh) = match key {
        C::Playgrounds => ("Playgrounds", "遊樂場"),
        C::NewPlayground => ("New playground", "新的遊樂場"),
        C::Untitled => ("Untitled", "未命名"),
        C::Duplicate => ("Duplicate", "複製一份"),
        C::CopyOf(title) => {
            return match lang {
                Lang::En => format!("{title}, a copy"),
                Lang::ZhTw => format!("{title}（副本）"),
            };
        }
        C::Rename => ("Title", "標題"),
        C::Delete => ("Delete", "刪除"),
        C::Restore => ("Bring it back", "救回來"),
        C::Thrown(title) => {
            return match lang {
                Lang::En => format!("Deleted: {title}"),
                Lang::ZhTw => format!("已刪除：{title}"),
            };
        }
        C::KeptAsCopy(title) => {
            return match lang {
                Lang::En => format!(
                    "This playground was changed in another tab, too. Your changes here are kept as {title}."
                ),
                Lang::ZhTw => format!("另一個分頁也更改了這個遊樂場。這裡的更改另存為：{title}"),
            };
        }
        C::OpenNow => ("open", "開啟中"),
        C::Damaged => ("cannot be read", "無法讀取"),
        C::NoneKept => (
            "Nothing kept yet. What you change is kept in this browser by itself.",
            "還沒有存下的內容。更改會自動存在這個瀏覽器。",
        ),
        C::Keys => ("Keys", "按鍵"),
        C::PlainKeys => ("Single keys are shortcuts", "啟用單鍵操作"),
        C::ThisMoment(at) => {
            return match lang {
                Lang::En => format!("Open at this moment, {at}"),
                Lang::ZhTw => format!("開在這個時刻：{at}"),
            };
        }
        C::ThisSelection => ("With this selection", "帶上目前的選取"),
        C::More => ("More", "更多"),
        C::Chart => ("Chart", "圖表"),
        C::ChartTasks => ("Tasks", "任務"),
        C::ChartReserved => ("Reservation", "保留率"),
        C::ChartCost => ("Cost", "費用"),
        C::OldFutures(n) => {
            return match lang {
                Lang::En if n == 1 => "1 other future".to_owned(),
                Lang::En => format!("{n} other futures"),
                Lang::ZhTw => format!("另外 {n} 個走向"),
            };
        }
        C::Future { from, calls } => {
            return match lang {
                Lang::En if calls == 1 => format!("from {from}: 1 call"),
                Lang::En => format!("from {from}: {calls} calls"),
                Lang::ZhTw => format!("從 {from} 起：{calls} 個呼叫"),
            };
        }
        C::GoThere => ("Go there", "換過去"),
        C::OnItsWay(percent) => {
            return match lang {
                Lang::En => format!("On the way: {percent}%"),
                Lang::ZhTw => format!("計算中：{percent}%"),
            };
        }
        C::Halt => ("Stop here", "停在這裡"),
        C::Kind => ("What kind", "種類"),
        C::KindAll => ("Everything", "全部"),
        C::KindCalls => ("Calls", "呼叫"),
        C::KindPlaced => ("Placements", "放置"),
        C::KindService => ("Service messages", "服務訊息"),
        C::KindTrouble => ("Trouble", "問題"),
        C::EveryService => ("Every service", "所有服務"),
        C::SearchEvents => ("Search events", "搜尋事件"),
        C::Table => ("Picture or table", "圖或表格"),
        C::Filter => ("Filter instances", "篩選執行個體"),
        C::OldFuture => ("Other futures of this playground", "這個遊樂場的其他走向"),
        C::CpuAndMemory => {
            ("Memory (area) and CPU (dashes) reserved", "記憶體（面積）與 CPU（虛線）的保留率")
        }
        C::NothingMatches => ("Nothing matches.", "沒有符合的項目。"),
        C::MoreRows => ("Show earlier ones", "顯示更早的"),
        C::LookingUp => ("Playing the placement again, to watch it", "重播這次放置來查明原因"),
        C::Needed => ("needed", "需要"),
        C::Has => ("has", "餘"),
        C::ShowAt(at) => {
            return match lang {
                Lang::En => format!("Go to {at}"),
                Lang::ZhTw => format!("移到 {at}"),
            };
        }
    };
    match lang {
        Lang::En => en,
        Lang::ZhTw => zh,
    }
    .to_owned()
}
