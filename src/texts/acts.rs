//! Words of what can be done to instances, zones, tasks and containers.

use super::Lang;

/// An act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is named after what it does")]
pub enum Act {
    StopMachine,
    StartMachine,
    DisconnectAgent,
    ReconnectAgent,
    Drain,
    Activate,
    Deregister,
    Terminate,
    FailZone,
    RestoreZone,
    InterruptSpot,
    StopTask,
    Protect,
    Unprotect,
}

/// A field of a behaviour, as its form has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is named after the field of the call")]
pub enum Field {
    PullTime,
    PullFails,
    StartTime,
    ExitAfter,
    ExitCode,
    HealthyAfter,
    NeverHealthy,
    FailPermille,
}

impl Field {
    /// All of them, in the form's order.
    pub const ALL: [Self; 8] = [
        Self::PullFails,
        Self::PullTime,
        Self::StartTime,
        Self::ExitAfter,
        Self::ExitCode,
        Self::NeverHealthy,
        Self::HealthyAfter,
        Self::FailPermille,
    ];

    /// The call's own name of it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::PullTime => "pullTime",
            Self::PullFails => "pullFails",
            Self::StartTime => "startTime",
            Self::ExitAfter => "exitAfter",
            Self::ExitCode => "exitCode",
            Self::HealthyAfter => "healthyAfter",
            Self::NeverHealthy => "neverHealthy",
            Self::FailPermille => "failPermille",
        }
    }

    /// Ticked or not, rather than written.
    pub const fn is_tick(self) -> bool {
        matches!(self, Self::PullFails | Self::NeverHealthy)
    }
}

/// What else the card says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is named after what it says")]
pub enum Note {
    Acts,
    Containers,
    ExitCode,
    Restarts,
    StopContainer,
    Behaviour,
    BehaviourHelp,
    AllContainers,
    Container,
    Apply,
    Defaults,
    Wrong,
    Task,
    Instance,
}

/// An act, in a word or two.
pub const fn act(lang: Lang, act: Act) -> &'static str {
    let (en, zh) = match act {
        Act::StopMachine => ("Stop the machine", "停掉機器"),
        Act::StartMachine => ("Start the machine", "啟動機器"),
        Act::DisconnectAgent => ("Disconnect the agent", "中斷代理連線"),
        Act::ReconnectAgent => ("Reconnect the agent", "恢復代理連線"),
        Act::Drain => ("Drain", "設為 DRAINING"),
        Act::Activate => ("Set ACTIVE", "設為 ACTIVE"),
        Act::Deregister => ("Deregister", "取消註冊"),
        Act::Terminate => ("Terminate", "終止"),
        Act::FailZone => ("Fail its zone", "讓這個可用區域停擺"),
        Act::RestoreZone => ("Restore its zone", "恢復這個可用區域"),
        Act::InterruptSpot => ("Interrupt Spot capacity", "中斷 Spot 容量"),
        Act::StopTask => ("Stop the task", "停止任務"),
        Act::Protect => ("Protect for two hours", "保護兩小時"),
        Act::Unprotect => ("End protection", "結束保護"),
    };
    match lang {
        Lang::En => en,
        Lang::ZhTw => zh,
    }
}

/// Until when a task is protected.
pub fn protected(lang: Lang, at: &str) -> String {
    match lang {
        Lang::En => format!("Protected until {at}: no deployment and no scale-in stops it."),
        Lang::ZhTw => format!("保護到 {at}：部署與縮減都不會停掉它。"),
    }
}

/// What the card says.
pub const fn note(lang: Lang, note: Note) -> &'static str {
    let (en, zh) = match note {
        Note::Acts => ("What to do", "可以做的事"),
        Note::Containers => ("Containers", "容器"),
        Note::ExitCode => ("exit code", "結束代碼"),
        Note::Restarts => ("restarts", "重新啟動"),
        Note::StopContainer => ("Let it exit", "讓它結束"),
        Note::Behaviour => ("How its containers behave", "容器的行為"),
        Note::BehaviourHelp => (
            "For containers that start from now on; those that run answer their health checks so at once. Without a word here they run for ever and are healthy.",
            "對之後啟動的容器有效；執行中的容器立刻照此回應健康檢查。全部留空時，容器一直執行且健康。",
        ),
        Note::AllContainers => ("All of the family", "整個系列"),
        Note::Container => ("Container", "容器"),
        Note::Apply => ("Apply", "套用"),
        Note::Defaults => ("As by default", "恢復預設"),
        Note::Task => ("Task", "任務"),
        Note::Instance => ("Instance", "執行個體"),
        Note::Wrong => ("This field cannot be read.", "這個欄位無法讀取。"),
    };
    match lang {
        Lang::En => en,
        Lang::ZhTw => zh,
    }
}

/// A field of a behaviour: what it means, with its unit.
pub const fn field(lang: Lang, field: Field) -> &'static str {
    let (en, zh) = match field {
        Field::PullTime => ("The pull takes", "拉取映像需要"),
        Field::PullFails => ("The image cannot be pulled", "映像拉取失敗"),
        Field::StartTime => ("From pull to RUNNING", "拉取完到 RUNNING"),
        Field::ExitAfter => ("Exits after", "多久後結束"),
        Field::ExitCode => ("Exit code (0 to 255)", "結束代碼（0 到 255）"),
        Field::HealthyAfter => ("Healthy after", "多久後健康"),
        Field::NeverHealthy => ("Never passes its health checks", "從不通過健康檢查"),
        Field::FailPermille => ("Only so many of 1,000 fail", "每 1,000 個只有這麼多失敗"),
    };
    match lang {
        Lang::En => en,
        Lang::ZhTw => zh,
    }
}
