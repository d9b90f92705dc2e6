//! Words on the stage.

use super::{Lang, number};
use crate::simulation::world::TaskStatus;

/// A word or sentence of the stage.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "named after the sentence; fields are its arguments")]
pub enum Word {
    TaskCount(u64),
    Free {
        cpu: String,
        memory: String,
    },
    Starting,
    Stopped,
    Draining,
    AgentLost,
    /// Spot capacity under notice: the time left.
    EndsIn(String),
    TasksStopping(u64),
    ZoneDown,
    WaitsForCapacity,
    Healthy,
    Unhealthy,
    Both(&'static str, String),
    FreeOf {
        left: String,
        all: String,
    },
    /// What a task takes, beside what instances have free.
    Takes(String),
    TakesOf {
        takes: String,
        all: String,
        slot: u32,
    },
    TableName,
    Picture,
    CpuFree,
    MemoryFree,
    PlacedOf {
        tasks: u64,
        name: String,
    },
    FailedRun {
        count: u64,
        name: String,
        reason: &'static str,
    },
    StoppedTasks(u64),
    NowWaiting {
        count: u64,
        reason: &'static str,
    },
    RunTaskFoundNoPlace,
    Failed,
    Fargate,
    External,
    /// An Outpost, by its name.
    Outpost(String),
    Quay,
    Waiting(u64),
    QuayEmpty,
    QuayEmptyShort,
    WaitsFor(String),
    NextAttempt(String),
    NoInstanceInCluster,
    ShortOf {
        slot: u32,
        short: String,
        unit: &'static str,
    },
    PortTaken {
        slot: u32,
        port: u16,
    },
    Removed {
        slot: u32,
    },
    FargateQuota,
    More(u64),
    Mem,
    Cpu,
    ZoneCount(u64),
    ReservedMemory,
    ReservedCpu,
    Placed {
        tasks: u64,
        waiting: u64,
    },
    NotInPool,
    NoInstances,
    Zoom,
    ZoomIn,
    ZoomOut,
    Fit,
    HeatScale,
    AddTwo,
    UseFargate,
    /// Names the field that filters instances.
    Filter,
    /// Names the button that empties it.
    ClearFilter,
    BlockHeight,
    Memory,
    ShowTable,
    Zones,
    FargateCount(u64),
    TableShort,
    Places,
    ShowPicture,
    CanvasName,
    Instance,
    State,
    FreeHead,
    Tasks,
    InstanceCount(u64),
}

/// The words.
pub fn word(lang: Lang, word: &Word) -> String {
    use Lang::{En, ZhTw};
    match (lang, word) {
        (En, Word::TaskCount(1)) => "1 task".into(),
        (En, Word::TaskCount(n)) => format!("{} tasks", number(*n)),
        (ZhTw, Word::TaskCount(n)) => format!("{} 個任務", number(*n)),
        (En, Word::Free { cpu, memory }) => format!("{cpu} CPU · {memory} MiB free"),
        (ZhTw, Word::Free { cpu, memory }) => format!("餘 {cpu} CPU · {memory} MiB"),
        (En, Word::Starting) => "Starting".into(),
        (ZhTw, Word::Starting) => "啟動中".into(),
        (En, Word::Stopped) => "Stopped".into(),
        (ZhTw, Word::Stopped) => "已停止".into(),
        (En, Word::Draining) => "Draining".into(),
        (ZhTw, Word::Draining) => "排空中".into(),
        (En, Word::AgentLost) => "Agent lost".into(),
        (ZhTw, Word::AgentLost) => "代理失聯".into(),
        (En, Word::EndsIn(left)) => format!("ends in {left}"),
        (ZhTw, Word::EndsIn(left)) => format!("{left} 後收回"),
        (En, Word::ZoneDown) => "zone down".into(),
        (ZhTw, Word::ZoneDown) => "可用區域停擺".into(),
        (En, Word::TasksStopping(1)) => "1 task stopping".into(),
        (En, Word::TasksStopping(n)) => format!("{} tasks stopping", number(*n)),
        (ZhTw, Word::TasksStopping(n)) => format!("{} 個任務停止中", number(*n)),
        (En, Word::Healthy) => "healthy".into(),
        (ZhTw, Word::Healthy) => "健康".into(),
        (En, Word::Unhealthy) => "unhealthy".into(),
        (ZhTw, Word::Unhealthy) => "不健康".into(),
        (lang, Word::Both(a, b)) => format!("{a}{}{b}", lang.comma()),
        (En, Word::FreeOf { left, all }) => format!("{left} of {all}"),
        (ZhTw, Word::FreeOf { left, all }) => format!("{left} / {all}"),
        (En, Word::Takes(n)) => format!("takes {n}"),
        (ZhTw, Word::Takes(n)) => format!("占用 {n}"),
        (En, Word::TakesOf { takes, all, slot }) => format!("{takes} MiB of {all}, on #{slot}"),
        (ZhTw, Word::TakesOf { takes, all, slot }) => format!("{takes} / {all} MiB，在 #{slot}"),
        (En, Word::Picture) => "Picture of the stage".into(),
        (ZhTw, Word::Picture) => "舞台的圖片".into(),
        (En, Word::TableName) => "Zones, instances and tasks".into(),
        (ZhTw, Word::TableName) => "可用區域、執行個體與任務".into(),
        (En, Word::CpuFree) => "CPU free".into(),
        (ZhTw, Word::CpuFree) => "可用 CPU".into(),
        (En, Word::MemoryFree) => "MiB free".into(),
        (ZhTw, Word::MemoryFree) => "可用 MiB".into(),
        (En, Word::PlacedOf { tasks: 1, name }) => format!("1 {name} task placed"),
        (En, Word::PlacedOf { tasks, name }) => {
            format!("{} {name} tasks placed", number(*tasks))
        },
        (ZhTw, Word::PlacedOf { tasks, name }) => format!("放好 {} 個 {name}", number(*tasks)),
        (En, Word::FailedRun { count, name, reason }) => {
            format!("RunTask found no place for {} of {name}: {reason}", number(*count))
        }
        (ZhTw, Word::FailedRun { count, name, reason }) => {
            format!("RunTask 有 {} 個 {name} 找不到位置：{reason}", number(*count))
        }
        (En, Word::StoppedTasks(1)) => "1 task stopped".into(),
        (En, Word::StoppedTasks(n)) => format!("{} tasks stopped", number(*n)),
        (ZhTw, Word::StoppedTasks(n)) => format!("{} 個任務停止", number(*n)),
        (En, Word::NowWaiting { count: 1, reason }) => format!("1 waits: {reason}"),
        (En, Word::NowWaiting { count, reason }) => {
            format!("{} wait: {reason}", number(*count))
        },
        (ZhTw, Word::NowWaiting { count, reason }) => {
            format!("{} 個等待中：{reason}", number(*count))
        },
        (En, Word::WaitsForCapacity) => "waits for capacity".into(),
        (ZhTw, Word::WaitsForCapacity) => "等待容量".into(),
        (En, Word::RunTaskFoundNoPlace) => "RunTask found no place and does not try again".into(),
        (ZhTw, Word::RunTaskFoundNoPlace) => "RunTask 找不到位置，不會再試".into(),
        (En, Word::Failed) => "failed".into(),
        (ZhTw, Word::Failed) => "失敗".into(),
        (_, Word::Fargate) => "Fargate".into(),
        (_, Word::Outpost(name)) => format!("Outpost {name}"),
        (En, Word::External) => "External".into(),
        (ZhTw, Word::External) => "外部".into(),
        (En, Word::Quay) => "Quay".into(),
        (ZhTw, Word::Quay) => "碼頭".into(),
        (En, Word::Waiting(n)) => format!("{} waiting", number(*n)),
        (ZhTw, Word::Waiting(n)) => format!("{} 個等待中", number(*n)),
        (En, Word::QuayEmpty) => {
            "Empty. Tasks that cannot be placed wait here, each with its reason.".into()
        }
        (En, Word::QuayEmptyShort) => "Empty. Tasks without a place wait here.".into(),
        (ZhTw, Word::QuayEmptyShort) => "空的。放不下的任務會在這裡等。".into(),
        (ZhTw, Word::QuayEmpty) => "空的。放不下的任務會在這裡等，並附上原因。".into(),
        (En, Word::WaitsFor(t)) => format!("waits {t}"),
        (ZhTw, Word::WaitsFor(t)) => format!("等了 {t}"),
        (En, Word::NextAttempt(t)) => format!("Next attempt in {t}"),
        (ZhTw, Word::NextAttempt(t)) => format!("{t}後再試"),
        (En, Word::NoInstanceInCluster) => "no container instance in the cluster".into(),
        (ZhTw, Word::NoInstanceInCluster) => "叢集裡沒有容器執行個體".into(),
        (En, Word::ShortOf { slot, short, unit }) => format!("#{slot} is {short} {unit} short"),
        (ZhTw, Word::ShortOf { slot, short, unit }) => format!("#{slot} 少 {short} {unit}"),
        (En, Word::PortTaken { slot, port }) => format!("host port {port} is taken on #{slot}"),
        (ZhTw, Word::PortTaken { slot, port }) => format!("#{slot} 的主機連接埠 {port} 已被占用"),
        (En, Word::Removed { slot }) => format!("closest is #{slot}"),
        (ZhTw, Word::Removed { slot }) => format!("最接近的是 #{slot}"),
        (En, Word::FargateQuota) => "the account's Fargate quota is used up".into(),
        (ZhTw, Word::FargateQuota) => "帳號的 Fargate 配額用完了".into(),
        (En, Word::More(n)) => format!("and {} more", number(*n)),
        (ZhTw, Word::More(n)) => format!("還有 {} 個", number(*n)),
        (_, Word::Mem) => "MEM".into(),
        (_, Word::Cpu) => "CPU".into(),
        (En, Word::ZoneCount(n)) => format!("{} in the zone", number(*n)),
        (ZhTw, Word::ZoneCount(n)) => format!("這個可用區域有 {} 個", number(*n)),
        (En, Word::ReservedMemory) => "Memory reserved".into(),
        (ZhTw, Word::ReservedMemory) => "記憶體保留率".into(),
        (En, Word::ReservedCpu) => "CPU reserved".into(),
        (ZhTw, Word::ReservedCpu) => "CPU 保留率".into(),
        (En, Word::Placed { tasks, waiting: 0 }) => format!("{tasks} tasks placed."),
        (En, Word::Placed { tasks, waiting }) => {
            format!("{tasks} tasks placed, {waiting} waiting.")
        }
        (ZhTw, Word::Placed { tasks, waiting: 0 }) => format!("放好 {tasks} 個任務。"),
        (ZhTw, Word::Placed { tasks, waiting }) => {
            format!("放好 {tasks} 個任務，{waiting} 個等待中。")
        }
        (En, Word::NotInPool) => "not in the pool".into(),
        (ZhTw, Word::NotInPool) => "不在候選之列".into(),
        (En, Word::Zoom) => "Zoom".into(),
        (ZhTw, Word::Zoom) => "縮放".into(),
        (En, Word::ZoomIn) => "Zoom in (+)".into(),
        (ZhTw, Word::ZoomIn) => "放大（+）".into(),
        (En, Word::ZoomOut) => "Zoom out (-)".into(),
        (ZhTw, Word::ZoomOut) => "縮小（-）".into(),
        (En, Word::Fit) => "Show everything (0)".into(),
        (ZhTw, Word::Fit) => "顯示全部（0）".into(),
        (En, Word::HeatScale) => "Shade: how much is reserved, from 0 to 100 percent".into(),
        (ZhTw, Word::HeatScale) => "深淺：保留率，從 0 到 100%".into(),
        (En, Word::NoInstances) => "No instances yet.".into(),
        (ZhTw, Word::NoInstances) => "還沒有執行個體。".into(),
        (En, Word::AddTwo) => "Add two m5.large".into(),
        (ZhTw, Word::AddTwo) => "新增兩台 m5.large".into(),
        (En, Word::UseFargate) => "Use Fargate instead".into(),
        (ZhTw, Word::UseFargate) => "改用 Fargate".into(),
        (En, Word::Filter) => "Filter instances".into(),
        (ZhTw, Word::Filter) => "篩選執行個體".into(),
        (En, Word::ClearFilter) => "Clear the filter".into(),
        (ZhTw, Word::ClearFilter) => "清除篩選".into(),
        (En, Word::BlockHeight) => "Block height".into(),
        (ZhTw, Word::BlockHeight) => "方塊高度".into(),
        (En, Word::Memory) => "Memory".into(),
        (ZhTw, Word::Memory) => "記憶體".into(),
        (En, Word::Zones) => "Zones".into(),
        (ZhTw, Word::Zones) => "可用區域".into(),
        (_, Word::FargateCount(n)) => format!("Fargate {}", number(*n)),
        (En, Word::TableShort) => "Table".into(),
        (ZhTw, Word::TableShort) => "表格".into(),
        (En, Word::Places) => "What is shown".into(),
        (ZhTw, Word::Places) => "顯示什麼".into(),
        (En, Word::ShowTable) => "Show as a table".into(),
        (ZhTw, Word::ShowTable) => "以表格顯示".into(),
        (En, Word::ShowPicture) => "Show as a picture".into(),
        (ZhTw, Word::ShowPicture) => "以圖顯示".into(),
        (En, Word::CanvasName) => {
            "The cluster: zones, instances and tasks. Arrow keys walk, Enter opens Why, T shows the table.".into()
        }
        (ZhTw, Word::CanvasName) => {
            "叢集：可用區域、執行個體與任務。方向鍵移動，Enter 看原因，T 顯示表格。".into()
        }
        (En, Word::Instance) => "Instance".into(),
        (ZhTw, Word::Instance) => "執行個體".into(),
        (En, Word::State) => "State".into(),
        (ZhTw, Word::State) => "狀態".into(),
        (En, Word::FreeHead) => "Free".into(),
        (ZhTw, Word::FreeHead) => "可用".into(),
        (En, Word::Tasks) => "Tasks".into(),
        (ZhTw, Word::Tasks) => "任務".into(),
        (En, Word::InstanceCount(1)) => "1 instance".into(),
        (En, Word::InstanceCount(n)) => format!("{} instances", number(*n)),
        (ZhTw, Word::InstanceCount(n)) => format!("{} 台執行個體", number(*n)),
    }
}

/// A task's state in plain words.
pub const fn status(lang: Lang, status: TaskStatus) -> &'static str {
    match (lang, status) {
        (Lang::En, TaskStatus::Provisioning) => "provisioning",
        (Lang::ZhTw, TaskStatus::Provisioning) => "佈建中",
        (Lang::En, TaskStatus::Pending) => "pending",
        (Lang::ZhTw, TaskStatus::Pending) => "等待中",
        (Lang::En, TaskStatus::Activating) => "activating",
        (Lang::ZhTw, TaskStatus::Activating) => "啟用中",
        (Lang::En, TaskStatus::Running) => "running",
        (Lang::ZhTw, TaskStatus::Running) => "執行中",
        (Lang::En, TaskStatus::Deactivating) => "deactivating",
        (Lang::ZhTw, TaskStatus::Deactivating) => "停用中",
        (Lang::En, TaskStatus::Stopping) => "stopping",
        (Lang::ZhTw, TaskStatus::Stopping) => "停止中",
        (Lang::En, TaskStatus::Deprovisioning) => "deprovisioning",
        (Lang::ZhTw, TaskStatus::Deprovisioning) => "收回中",
        (Lang::En, TaskStatus::Stopped) => "stopped",
        (Lang::ZhTw, TaskStatus::Stopped) => "已停止",
    }
}
