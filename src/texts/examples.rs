//! What an example of the gallery shows, in a sentence or two. `tests/examples.rs` plays each and
//! sees that it is so.

use super::Lang;

/// (example, English, Chinese).
const ABOUT: [(&str, &str, &str); 19] = [
    (
        "three-zones",
        "Nine tasks over six instances in three zones. Stop an instance, or ask for more.",
        "九個任務分散在三個可用區域的六台執行個體上。停掉一台，或多要幾個。",
    ),
    (
        "waiting",
        "Memory, a host port and a constraint keep tasks on the quay. Each card says why.",
        "記憶體、主機連接埠與限制條件讓任務留在碼頭，每張卡片都說明原因。",
    ),
    (
        "fargate",
        "Six tasks and no instance: each task brings its own capacity.",
        "六個任務，沒有執行個體：每個任務自帶容量。",
    ),
    (
        "zone-rebalancing",
        "At 1:30 instances come up in two more zones. The service moves tasks there by itself.",
        "1:30 另外兩個可用區域有了執行個體，服務自己把任務分過去。",
    ),
    (
        "rolling",
        "At 1:30 eight tasks get a new revision: never fewer than 6 healthy, never more than 12 in all.",
        "1:30 起八個任務換成新修訂版：健康的不少於 6 個，總數不多於 12 個。",
    ),
    (
        "stuck",
        "At 1:30 three tasks are deployed anew with 100 and 125 percent: none may stop, none may start.",
        "1:30 重新部署三個任務，下限 100%、上限 125%：不能停，也不能啟動。",
    ),
    (
        "breaker",
        "At 1:30 comes an image that cannot be pulled. After three failures the service goes back to the revision before.",
        "1:30 換上拉取不到的映像。失敗三次後，服務回到前一個修訂版。",
    ),
    (
        "daemon",
        "One agent task on each instance. The fourth instance, at 1:20, gets its own.",
        "每台執行個體各有一個 agent 任務，1:20 加入的第四台也有一個。",
    ),
    (
        "canary",
        "From 5:00 a tenth of the traffic goes to the new revision. At 10:00 an alarm brings all of it back; the second try goes through.",
        "5:00 起一成流量給新修訂版。10:00 警示觸發，流量全部收回；第二次就成功。",
    ),
    (
        "self-healing",
        "At 2:20 a container crashes, from 4:00 two fail their health checks. Each task is replaced.",
        "2:20 一個容器當掉，4:00 起有兩個沒通過健康檢查。壞掉的任務都會換新。",
    ),
    (
        "draining",
        "At 1:30 #1 is set to DRAINING. The service moves its task away; a task of no service stays until it is stopped.",
        "1:30 把 #1 設為 DRAINING。服務把任務搬走；不屬於服務的任務留到有人停掉它。",
    ),
    (
        "zone-failure",
        "At 2:00 a zone fails. A minute later its tasks start elsewhere; back at 6:00, it gets its share again.",
        "2:00 一個可用區域停擺，一分鐘後任務在別處啟動；6:00 恢復後又分到任務。",
    ),
    (
        "crash-loop",
        "A task that never starts is tried ever more slowly. One that starts and crashes is replaced at once, for ever.",
        "起不來的任務，重試會越隔越久；起得來卻當掉的，會不斷立刻換新。",
    ),
    (
        "silent-agent",
        "From 1:30 to 5:00 the agent of #1 is silent: its tasks run on, nothing new lands there, and nobody hears that one of them ended.",
        "1:30 到 5:00，#1 的代理失聯：任務照跑，不會再放新的，有任務結束也沒人知道。",
    ),
    (
        "spot",
        "At 2:00 comes the two-minute notice. #2 drains and its tasks move at once; #3 heeds nothing, and its tasks end with it.",
        "2:00 收到兩分鐘通知。#2 排空，任務立刻搬走；#3 不理會，任務跟著它一起結束。",
    ),
    (
        "auto-scaling-group",
        "Eight tasks wait in PROVISIONING until their group has grown to two instances.",
        "八個任務在 PROVISIONING 等待，直到群組長到兩台執行個體。",
    ),
    (
        "scale-in",
        "At 4:00 ten of sixteen tasks go. After fifteen minutes below its target the group ends the two instances that are empty, and keeps those with tasks.",
        "4:00 十六個任務少了十個。低於目標十五分鐘後，群組終止兩台空的執行個體，有任務的留著。",
    ),
    (
        "managed-instances",
        "ECS launches instances of the size that the tasks need.",
        "ECS 依任務的需要啟動大小合適的執行個體。",
    ),
    (
        "half-an-hour",
        "25 tasks for half an hour a day, thirty days: $18 on Fargate, $929 on thirteen instances that are always there. Cost tells both.",
        "25 個任務，每天半小時，共三十天：用 Fargate 是 18 美元，用十三台一直開著的執行個體是 929 美元。費用分頁列出兩者。",
    ),
];

/// What an example shows.
pub fn about(lang: Lang, id: &str) -> &'static str {
    let row = ABOUT.iter().find(|(known, ..)| *known == id);
    match (row, lang) {
        (None, _) => "",
        (Some((_, en, _)), Lang::En) => en,
        (Some((_, _, zh)), Lang::ZhTw) => zh,
    }
}
