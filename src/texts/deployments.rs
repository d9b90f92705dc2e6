//! Words of a service's deployments.

use super::{Lang, number};
use crate::simulation::process::deployment::waits::Why;
use crate::simulation::world::shift::Stage;
use crate::simulation::world::{Failure, Rollout};
use crate::texts::page_sentence::{Sentence, plural, sentence};

/// A word or a sentence of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named after what it says; fields are its arguments")]
pub enum Say<'a> {
    Deployments,
    DeployAgain,
    DeployNewer(&'a str),
    RollBack,
    GoOn,
    /// lower, desired, upper.
    Bounds(u32, u32, u32),
    /// healthy, unhealthy, RUNNING but not yet, not yet RUNNING, stopping.
    Counts([u32; 5]),
    Traffic(u32),
    Breaker(u32, u32),
    Blind,
    RollsBack,
    Rollout(Rollout),
    /// Where a shift of traffic is.
    Stage(Stage),
    /// The chart, for those who hear it.
    Chart {
        tasks: u32,
        lower: u32,
        upper: u32,
    },
}

fn part(n: u32, word: &str) -> Option<String> {
    (n > 0).then(|| format!("{} {word}", number(n)))
}

/// The words.
pub fn say(lang: Lang, say: Say<'_>) -> String {
    let en = lang == Lang::En;
    let one = |a: &str, b: &str| if en { a.to_owned() } else { b.to_owned() };
    match say {
        Say::Deployments => one("Deployments", "部署"),
        Say::DeployAgain => one("Deploy again", "重新部署"),
        Say::DeployNewer(label) if en => format!("Deploy {label}"),
        Say::DeployNewer(label) => format!("部署 {label}"),
        Say::RollBack => one("Roll back", "復原到前一版"),
        Say::GoOn => one("Continue", "繼續"),
        Say::Bounds(lower, desired, upper) => {
            let (lower, desired, upper) = (number(lower), number(desired), number(upper));
            if en {
                format!("at least {lower} healthy, {desired} desired, at most {upper}")
            } else {
                format!("至少 {lower} 個健康，需要 {desired} 個，總共最多 {upper} 個")
            }
        }
        Say::Counts(counts) => {
            let words = if en {
                ["healthy", "unhealthy", "RUNNING, not healthy yet", "not RUNNING yet", "stopping"]
            } else {
                ["個健康", "個不健康", "個 RUNNING，但還不健康", "個還沒 RUNNING", "個正在停止"]
            };
            let parts: Vec<String> =
                counts.iter().zip(words).filter_map(|(n, word)| part(*n, word)).collect();
            if parts.is_empty() {
                return one("no tasks", "沒有任務");
            }
            parts.join(if en { ", " } else { "；" })
        }
        Say::Traffic(tenths) => {
            let share = match (tenths / 10, tenths % 10) {
                (whole, 0) => format!("{whole}%"),
                (whole, part) => format!("{whole}.{part}%"),
            };
            if en { format!("{share} of the traffic") } else { format!("流量的 {share}") }
        }
        Say::Breaker(count, threshold) if en => {
            format!("Circuit breaker: {count} of {threshold} failures.")
        }
        Say::Breaker(count, threshold) => {
            format!("斷路器：失敗 {count} 次，滿 {threshold} 次跳脫。")
        }
        Say::Blind => one(
            "Nothing checks the health of these tasks: once one has run, a crash no longer counts.",
            "這些任務沒有任何健康檢查：只要有一個跑起來過，之後當掉就不再計入。",
        ),
        Say::RollsBack => one(
            "A later deployment failed: rolling back to this one.",
            "後來的部署失敗了：正在復原到這一版。",
        ),
        Say::Rollout(rollout) => match rollout {
            Rollout::InProgress => one("In progress", "進行中"),
            Rollout::Completed => one("Completed", "已完成"),
            Rollout::Failed => one("Failed", "失敗"),
        },
        Say::Stage(stage) => {
            // SV-72
            let (a, b) = match stage {
                Stage::ReconcileService => ("earlier revisions end first", "先收掉更早的修訂版"),
                Stage::PreScaleUp => ("nothing new is there yet", "還沒有新任務"),
                Stage::ScaleUp => ("new tasks start beside the old ones", "新任務在舊任務旁邊啟動"),
                Stage::PostScaleUp => {
                    ("the new tasks are healthy, without traffic", "新任務已健康，還沒有流量")
                }
                Stage::TestTrafficShift => ("test traffic goes over", "測試流量切換中"),
                Stage::PostTestTrafficShift => {
                    ("test traffic is on the new tasks", "測試流量已在新任務上")
                }
                Stage::ProductionTrafficShift => ("production traffic goes over", "正式流量切換中"),
                Stage::PostProductionTrafficShift => {
                    ("production traffic is on the new tasks", "正式流量已在新任務上")
                }
                Stage::BakeTime => {
                    ("both run on, in case something shows", "兩版都留著，出問題就回去")
                }
                Stage::CleanUp => ("the old tasks stop", "舊任務停止中"),
            };
            one(a, b)
        }
        Say::Chart { tasks, lower, upper } => {
            let noun = plural(tasks, "task", "tasks");
            let (tasks, lower, upper) = (number(tasks), number(lower), number(upper));
            if en {
                format!("{tasks} {noun} between {lower} and {upper}")
            } else {
                format!("{tasks} 個任務，下限 {lower}，上限 {upper}")
            }
        }
    }
}

/// Why a deployment is where it is; nothing where it is complete.
pub fn why(lang: Lang, why: Why, now_ms: u64) -> Option<String> {
    let en = lang == Lang::En;
    let left = |at: crate::base::SimTime| {
        sentence(lang, &Sentence::Duration { ms: at.0.saturating_sub(now_ms) })
    };
    let tasks = |n: u32| plural(n, "task", "tasks");
    let (a, b) = match why {
        Why::Complete => return None,
        Why::Stuck => (
            "Nothing can move: minimumHealthyPercent lets no task stop, and maximumPercent lets none start. Raise maximumPercent, or lower minimumHealthyPercent.".into(),
            "動彈不得：minimumHealthyPercent 不讓任何任務停止，maximumPercent 也不讓任何任務啟動。提高 maximumPercent，或降低 minimumHealthyPercent。".into(),
        ),
        Why::Room => (
            "Waits for room: no instance can take the next task.".into(),
            "等空位：下一個任務沒有執行個體放得下。".into(),
        ),
        Why::Throttled(at) => (
            format!("Tasks fail to start: the next attempt in {}.", left(at)),
            format!("任務啟動失敗：{}後再試。", left(at)),
        ),
        Why::Starting(n) => (
            format!("Waits for {} new {} to start.", number(n), tasks(n)),
            format!("等待 {} 個新任務啟動。", number(n)),
        ),
        Why::Turning(n, at) => (
            format!("Waits for {} new {} to count as healthy, the next in {}.", number(n), tasks(n), left(at)),
            format!("等待 {} 個新任務算作健康，下一個在 {}後。", number(n), left(at)),
        ),
        Why::Unhealthy(n) => (
            format!("Waits for {} new {} to become healthy: the health checks fail.", number(n), tasks(n)),
            format!("等待 {} 個一直不健康的新任務。", number(n)),
        ),
        Why::Protected(n, at) => (
            format!("Waits for {} protected old {}, the first for another {}.", number(n), tasks(n), left(at)),
            format!("等待 {} 個受保護的舊任務，第一個還要 {}。", number(n), left(at)),
        ),
        Why::Stopping(n) => (
            format!("Waits for {} old {} to stop.", number(n), tasks(n)),
            format!("等待 {} 個舊任務停止。", number(n)),
        ),
        Why::Bakes(at) => (
            format!("Everything is there: watched for another {}.", left(at)),
            format!("全部就位：再觀察 {}。", left(at)),
        ),
        Why::Step(at) => (
            format!("This step of the traffic lasts another {}.", left(at)),
            format!("這一步流量還要維持 {}。", left(at)),
        ),
        Why::Hook(at) => (
            format!("A lifecycle hook waits for you; it gives up in {}.", left(at)),
            format!("生命週期掛鉤在等你決定；{}後放棄。", left(at)),
        ),
        Why::Failed(failure) => {
            let (a, b) = match failure {
                Failure::Breaker => ("too many tasks failed", "太多任務失敗"),
                Failure::Alarm => ("an alarm was raised", "警示觸發"),
                Failure::Stopped => ("it was stopped", "被停止"),
                Failure::Hook => ("a lifecycle stage failed", "生命週期階段失敗"),
            };
            (
                format!("Failed: {a}. Nothing new starts; old tasks run on."),
                format!("失敗：{b}。不再啟動新任務，舊任務繼續執行。"),
            )
        }
    };
    Some(if en { a } else { b })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_task_is_one_task() {
        let en = |reason| why(Lang::En, reason, 0).expect("a sentence");
        assert_eq!(en(Why::Starting(1)), "Waits for 1 new task to start.");
        assert_eq!(en(Why::Starting(2)), "Waits for 2 new tasks to start.");
        assert_eq!(en(Why::Stopping(1)), "Waits for 1 old task to stop.");
        let chart = Say::Chart { tasks: 1, lower: 1, upper: 2 };
        assert_eq!(say(Lang::En, chart), "1 task between 1 and 2");
    }
}
