//! Scenarios that open from the gallery; the first is what the page opens with.

use super::document::{Scenario, Unreadable};

/// An example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// Its name in `?example=`.
    pub id: &'static str,
    /// Its title in English.
    pub title_en: &'static str,
    /// Its title in Traditional Chinese.
    pub title_zh: &'static str,
    text: &'static str,
}

/// All of them.
pub const EXAMPLES: [Example; 19] = [
    Example {
        id: "three-zones",
        title_en: "web on three zones",
        title_zh: "三個可用區域上的 web",
        text: include_str!("data/examples/three-zones.json"),
    },
    Example {
        id: "waiting",
        title_en: "A task that fits nowhere",
        title_zh: "哪裡都放不下的任務",
        text: include_str!("data/examples/waiting.json"),
    },
    Example {
        id: "fargate",
        title_en: "The same on Fargate",
        title_zh: "換成 Fargate",
        text: include_str!("data/examples/fargate.json"),
    },
    Example {
        id: "zone-rebalancing",
        title_en: "Two new zones get their share",
        title_zh: "新的可用區域分到任務",
        text: include_str!("data/examples/zone-rebalancing.json"),
    },
    Example {
        id: "rolling",
        title_en: "A rolling deployment",
        title_zh: "滾動部署",
        text: include_str!("data/examples/rolling.json"),
    },
    Example {
        id: "stuck",
        title_en: "A deployment that cannot move",
        title_zh: "動彈不得的部署",
        text: include_str!("data/examples/stuck.json"),
    },
    Example {
        id: "breaker",
        title_en: "The circuit breaker rolls back",
        title_zh: "斷路器觸發，退回前一版",
        text: include_str!("data/examples/breaker.json"),
    },
    Example {
        id: "daemon",
        title_en: "One task on every instance",
        title_zh: "每台執行個體一個任務",
        text: include_str!("data/examples/daemon.json"),
    },
    Example {
        id: "canary",
        title_en: "A canary, an alarm, and a second try",
        title_zh: "金絲雀部署、警示、再試一次",
        text: include_str!("data/examples/canary.json"),
    },
    Example {
        id: "self-healing",
        title_en: "A service heals itself",
        title_zh: "服務會自己復原",
        text: include_str!("data/examples/self-healing.json"),
    },
    Example {
        id: "draining",
        title_en: "An instance is drained",
        title_zh: "排空執行個體",
        text: include_str!("data/examples/draining.json"),
    },
    Example {
        id: "zone-failure",
        title_en: "A zone fails and comes back",
        title_zh: "可用區域停擺又恢復",
        text: include_str!("data/examples/zone-failure.json"),
    },
    Example {
        id: "crash-loop",
        title_en: "Two loops: one is throttled, one is not",
        title_zh: "兩種失敗循環：一種會節流，一種不會",
        text: include_str!("data/examples/crash-loop.json"),
    },
    Example {
        id: "silent-agent",
        title_en: "An agent falls silent",
        title_zh: "失聯的代理",
        text: include_str!("data/examples/silent-agent.json"),
    },
    Example {
        id: "spot",
        title_en: "Spot capacity is taken back",
        title_zh: "Spot 容量被收回",
        text: include_str!("data/examples/spot.json"),
    },
    Example {
        id: "auto-scaling-group",
        title_en: "Tasks wait, and their group grows",
        title_zh: "任務先等，群組再長大",
        text: include_str!("data/examples/auto-scaling-group.json"),
    },
    Example {
        id: "scale-in",
        title_en: "A group shrinks",
        title_zh: "群組縮小",
        text: include_str!("data/examples/scale-in.json"),
    },
    Example {
        id: "managed-instances",
        title_en: "ECS picks the instances",
        title_zh: "由 ECS 挑執行個體",
        text: include_str!("data/examples/managed-instances.json"),
    },
    Example {
        id: "half-an-hour",
        title_en: "Half an hour a day: Fargate or EC2",
        title_zh: "每天半小時：Fargate 或 EC2",
        text: include_str!("data/examples/half-an-hour.json"),
    },
];

impl Example {
    /// The example of this name.
    pub fn named(id: &str) -> Option<&'static Self> {
        EXAMPLES.iter().find(|example| example.id == id)
    }

    /// Its scenario; the title is empty: it is given in the page's language.
    ///
    /// # Errors
    /// Never for the examples that a test reads.
    pub fn scenario(&self) -> Result<Scenario, Unreadable> {
        Scenario::read(self.text).map(|(scenario, _)| scenario)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_readable() {
        for example in EXAMPLES {
            let scenario = example.scenario().expect(example.id);
            assert!(!scenario.calls.is_empty());
        }
    }
}
